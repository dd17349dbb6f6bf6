// SPDX-License-Identifier: Apache-2.0
//
// ITypeInfo and ITypeLib in other apartments and processes: not a proxy but the same library, opened there. The bytes name it; where
// it lies is for the receiver's manifests to say.

import AutomationRuntime
import AutomationTypes
import CAutomation
import Invocation
import Synchronization
import TypeLibrary

enum TypeInformationMarshaling {
    /// The class that OBJREFs of type information name.
    static let unmarshalClass = GUID("{C1A3F001-7D52-4E0B-9F3A-6B1E5C8D2A47}")!
    static let largestData = 64

    // 0 library   16 lcid   20 major   22 minor   24 type's index, or -1 for the library   28 half (0 dispatch, 1 vtable)
    // 32 type's GUID      48 bytes
    private static let dataSize = 48

    /// The OBJREF of an object of this library's type information; nil for any other object or interface.
    static func data(for object: UnsafeMutableRawPointer, _ iid: GUID) -> [UInt8]? {
        switch iid {
        case IID_ITypeInfo, IID_ITypeInfo2, IID_ITypeLib, IID_ITypeLib2, IID_ITypeComp: break
        default: return nil
        }
        let library: TypeLibrary
        var type: TypeInfo?
        switch ComObject.object(from: object) {
        case let object as TypeInfoObject:
            library = object.typeInfo.library
            type = object.typeInfo
        case let object as TypeLibObject: library = object.library
        default: return nil
        }
        // The receiver may be another apartment of this process.
        KnownLibraries.remember(library)
        var writer = LittleEndianWriter()
        writer.append(library.attributes.guid)
        writer.append(library.attributes.lcid)
        writer.append(library.attributes.version.major)
        writer.append(library.attributes.version.minor)
        writer.append(Int32(clamping: type?.index ?? -1))
        writer.append(UInt32(type?.half == .vtable ? 1 : 0))
        writer.append(type?.guid ?? .zero)
        let body = writer.bytes
        return ObjectReference(iid: iid, body: .custom(unmarshalClass, size: body.count)).bytes + body
    }

    /// - Throws: TYPE_E_LIBNOTREGISTERED if no manifest here names the library; TYPE_E_ELEMENTNOTFOUND if the one that is here has
    ///   another type in that place.
    static func unmarshal(_ data: [UInt8], _ iid: GUID) throws(COMError) -> UnsafeMutableRawPointer {
        guard data.count == dataSize else { throw COMError(.RPC_E_INVALID_OBJREF, "OBJREF: \(data.count) bytes name no type") }
        var reader = LittleEndianReader(data)
        let guid = reader.guid()
        let lcid = reader.uint32()
        let version = Version(reader.uint16(), reader.uint16())
        let index = Int(Int32(bitPattern: reader.uint32()))
        let half: TypeInfo.Half = reader.uint32() == 1 ? .vtable : .dispatch
        let typeGUID = reader.guid()
        let library = try KnownLibraries.library(guid, version, lcid: lcid)
        let object = TypeLibObject.object(for: library, invoker: TypeLibraryInvoker())
        var result: UnsafeMutableRawPointer?
        if index < 0 {
            try COMError.check(comQueryInterface(object.unknown, iid, into: &result))
        } else {
            do throws(TypeLibraryError) {
                guard index < library.typeCount, try library.header(at: index).guid == typeGUID else {
                    throw TypeLibraryError(
                        .TYPE_E_ELEMENTNOTFOUND, "type \(index) is another one than the sender has", file: library.path)
                }
                let type = try library.typeInfo(at: index)
                let shown = try half == .vtable ? type.vtableHalf() : type.dispatchHalf()
                let typeObject = TypeInfoObject.object(for: shown, invoker: TypeLibraryInvoker())
                try withExtendedLifetime(typeObject) { () throws(TypeLibraryError) in
                    let status = comQueryInterface(typeObject.unknown, iid, into: &result)
                    if status < 0 { throw TypeLibraryError(.E_NOINTERFACE, "type information has no interface \(iid)") }
                }
            } catch {
                throw COMError(error)
            }
        }
        guard let result else { throw COMError(.E_NOINTERFACE) }
        return result
    }
}
