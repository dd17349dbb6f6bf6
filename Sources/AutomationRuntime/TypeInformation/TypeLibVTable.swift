// SPDX-License-Identifier: Apache-2.0
//
// The functions of ITypeLib2, in vtable order. [MS-OAUT] 3.11, 3.13. Each checks its pointers, clears its results and calls
// the object through ComCall.run; BSTRs and descriptions that it gives out are the caller's.

import AutomationTypes
import CAutomation
import TypeLibrary

extension UnsafeMutablePointer where Pointee == BSTR? {
    /// Gives the caller a BSTR; NULL for nil.
    func give(_ text: String?) throws {
        pointee = nil
        guard let text else { return }
        guard let made = BString.allocate(text) else { throw COMError(.E_OUTOFMEMORY) }
        pointee = made
    }
}

/// GetDocumentation's results, each of which the caller may not want.
func giveDocumentation(
    name: String?, _ documentation: Documentation, helpFile: String?, _ nameResult: UnsafeMutablePointer<BSTR?>?,
    _ textResult: UnsafeMutablePointer<BSTR?>?, _ contextResult: UnsafeMutablePointer<UInt32>?,
    _ fileResult: UnsafeMutablePointer<BSTR?>?
) throws {
    do {
        try nameResult?.give(name)
        try textResult?.give(documentation.helpString)
        contextResult?.pointee = documentation.helpContext
        try fileResult?.give(helpFile)
    } catch {
        for result in [nameResult, textResult, fileResult] {
            BString.free(result?.pointee)
            result?.pointee = nil
        }
        throw error
    }
}

extension TypeLibObject {
    nonisolated(unsafe) static let vtable: UnsafeRawPointer = {
        var table = ITypeLib2Vtbl()
        table.GetTypeInfoCount = { this in
            ComCall.object(this, TypeLibObject.self).map { UInt32($0.library.typeCount) } ?? 0
        }
        table.GetTypeInfo = { this, index, result in
            guard let result else { return HResult.E_INVALIDARG.rawValue }
            result.pointee = nil
            return ComCall.run(this, TypeLibObject.self) { object in
                guard index < object.library.typeCount else { return .TYPE_E_ELEMENTNOTFOUND }
                result.give(try object.typeInfoObject(at: Int(index)), IID_ITypeInfo)
                return .S_OK
            }
        }
        table.GetTypeInfoType = { this, index, result in
            guard let result else { return HResult.E_INVALIDARG.rawValue }
            return ComCall.run(this, TypeLibObject.self) { object in
                guard index < object.library.typeCount else { return .TYPE_E_ELEMENTNOTFOUND }
                result.pointee = TYPEKIND(try object.library.header(at: Int(index)).kind.rawValue)
                return .S_OK
            }
        }
        table.GetTypeInfoOfGuid = { this, guid, result in
            guard let result, let guid else { return HResult.E_INVALIDARG.rawValue }
            result.pointee = nil
            return ComCall.run(this, TypeLibObject.self) { object in
                guard let index = object.library.index(of: guid.pointee) else { return .TYPE_E_ELEMENTNOTFOUND }
                result.give(try object.typeInfoObject(at: index), IID_ITypeInfo)
                return .S_OK
            }
        }
        table.GetLibAttr = { this, result in
            guard let result else { return HResult.E_INVALIDARG.rawValue }
            result.pointee = nil
            return ComCall.run(this, TypeLibObject.self) { object in
                result.pointee = try Descriptions.makeLibraryAttributes(object.library)
                return .S_OK
            }
        }
        table.GetTypeComp = { this, result in
            guard let result else { return HResult.E_INVALIDARG.rawValue }
            result.pointee = nil
            return ComCall.run(this, TypeLibObject.self) { object in
                result.give(object, IID_ITypeComp)
                return .S_OK
            }
        }
        table.GetDocumentation = { this, index, name, text, context, file in
            ComCall.run(this, TypeLibObject.self) { object in
                let library = object.library
                if index == -1 {
                    try giveDocumentation(
                        name: library.attributes.name, library.attributes.documentation,
                        helpFile: library.attributes.helpFile, name, text, context, file)
                } else {
                    let definition = try library.typeInfo(at: Int(index)).definition
                    try giveDocumentation(
                        name: definition.name, definition.documentation, helpFile: library.attributes.helpFile, name, text,
                        context, file)
                }
                return .S_OK
            }
        }
        table.IsName = { this, name, _, result in
            guard let name, let result else { return HResult.E_INVALIDARG.rawValue }
            result.pointee = 0
            return ComCall.run(this, TypeLibObject.self) { object in
                if let spelling = object.spelling(of: units(ofTerminated: name)) {
                    write(spelling, over: name)
                    result.pointee = 1
                }
                return .S_OK
            }
        }
        table.FindName = { this, name, _, types, ids, count in
            guard let name, let types, let ids, let count else { return HResult.E_INVALIDARG.rawValue }
            let limit = Int(count.pointee)
            count.pointee = 0
            return ComCall.run(this, TypeLibObject.self) { object in
                let found = object.find(units(ofTerminated: name), limit: limit)
                for (index, member) in found.enumerated() {
                    (types + index).give(object.object(for: member.type), IID_ITypeInfo)
                    ids[index] = member.memberID
                }
                if let first = found.first { write(first.name, over: name) }
                count.pointee = UInt16(found.count)
                return .S_OK
            }
        }
        table.ReleaseTLibAttr = { _, attributes in Descriptions.release(UnsafeMutableRawPointer(attributes)) }
        table.GetCustData = { this, guid, result in
            guard let guid, let result else { return HResult.E_INVALIDARG.rawValue }
            return ComCall.run(this, TypeLibObject.self) { object in
                try Descriptions.give(object.library.attributes.customData, guid.pointee, to: result)
                return .S_OK
            }
        }
        table.GetLibStatistics = { this, count, characters in
            guard let count else { return HResult.E_INVALIDARG.rawValue }
            return ComCall.run(this, TypeLibObject.self) { object in
                let statistics = object.nameStatistics()
                count.pointee = UInt32(clamping: statistics.count)
                characters?.pointee = UInt32(clamping: statistics.characters)
                return .S_OK
            }
        }
        table.GetDocumentation2 = { this, index, lcid, text, context, file in
            ComCall.run(this, TypeLibObject.self) { object in
                let library = object.library
                let type = index == -1 ? nil : try object.typeInfoObject(at: Int(index))
                try HelpStrings.give(
                    type?.typeInfo.definition.documentation ?? library.attributes.documentation, of: object, type, lcid: lcid,
                    text, context, file)
                return .S_OK
            }
        }
        table.GetAllCustData = { this, result in
            guard let result else { return HResult.E_INVALIDARG.rawValue }
            return ComCall.run(this, TypeLibObject.self) { object in
                try Descriptions.give(object.library.attributes.customData, to: result)
                return .S_OK
            }
        }
        return makeVTable(table)
    }()

    /// Writes the library's spelling of a name over the caller's: it has as many units.
    private static func write(_ name: String, over text: UnsafeMutablePointer<UInt16>) {
        for (index, unit) in name.utf16.enumerated() { text[index] = unit }
    }
}
