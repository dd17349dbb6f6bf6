// SPDX-License-Identifier: Apache-2.0
//
// Type information from an INTERFACEDATA: a library in memory with one interface in it.

import AutomationRuntime
import AutomationTypes
public import CAutomation.Functions
import Invocation
import TypeLibrary

@c @implementation
public func CreateDispTypeInfo(_ data: LPINTERFACEDATA?, _ locale: LCID, _ result: Out<LPTYPEINFO?>) -> HRESULT {
    guard let result else { return HResult.E_INVALIDARG.rawValue }
    result.pointee = nil
    guard let data, data.pointee.cMembers == 0 || data.pointee.pmethdata != nil else {
        return HResult.E_INVALIDARG.rawValue
    }
    return entry {
        let methods = UnsafeBufferPointer(start: data.pointee.pmethdata, count: Int(data.pointee.cMembers))
        let interface = TypeDefinition(name: nil, kind: .interface, functions: try methods.map { try Function($0) })
        let library = TypeLibrary(
            LibraryDefinition(
                attributes: LibraryAttributes(name: nil, lcid: locale, systemKind: .win64), types: [interface]))
        let type = try TypeLibObject.object(for: library, invoker: TypeLibraryInvoker()).typeInfoObject(at: 0)
        return give(type.retainedInterface(IID_ITypeInfo), to: result)
    }
}

extension Function {
    /// - Throws: E_INVALIDARG for a slot that no vtable has or a null pointer with a count; DISP_E_BADVARTYPE.
    fileprivate init(_ method: METHODDATA) throws(COMError) {
        let offset = Int(method.iMeth) * MemoryLayout<UnsafeRawPointer>.stride
        guard let offset = Int16(exactly: offset), method.cArgs == 0 || method.ppdata != nil else {
            throw COMError(.E_INVALIDARG, "method \(method.dispid): the vtable slot or the parameters are not valid")
        }
        var parameters: [Parameter] = []
        for parameter in UnsafeBufferPointer(start: method.ppdata, count: Int(method.cArgs)) {
            parameters.append(
                Parameter(
                    name: parameter.szName.map { string(fromTerminated: $0) },
                    type: try TypeDescription(VarType(rawValue: parameter.vt))))
        }
        // A member that is called and read alike is a method.
        let flags = InvokeKind(rawValue: method.wFlags)
        self.init(
            memberID: method.dispid, name: method.szName.map { string(fromTerminated: $0) }, kind: .pureVirtual,
            invokeKind: flags.contains(.method) ? .method : flags, callConv: .stdcall, parameters: parameters,
            vtableOffset: offset, returnType: try TypeDescription(VarType(rawValue: method.vtReturn)))
    }
}

extension TypeDescription {
    /// A VARTYPE with its flags as a TYPEDESC.
    fileprivate init(_ type: VarType) throws(COMError) {
        guard !type.isVector else { throw COMError(.DISP_E_BADVARTYPE, type.documentedName) }
        var made = TypeDescription.basic(type == .empty ? .void : type.base)
        if type.isArray { made = .safeArray(made) }
        if type.isByRef { made = .pointer(made) }
        self = made
    }
}
