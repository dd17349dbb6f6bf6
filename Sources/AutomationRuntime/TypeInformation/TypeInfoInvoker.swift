// SPDX-License-Identifier: Apache-2.0

public import AutomationTypes
public import CAutomation
public import TypeLibrary

/// What ITypeInfo needs of the layer above: to make calls, and to find code.
///
/// The object hands its own arguments on. Each function returns the HRESULT that the ITypeInfo method documents.
public protocol TypeInfoInvoker: Sendable {
    /// ITypeInfo::Invoke. `instance` is not null; `result`, `exception` and `argumentError` may be.
    func invoke(
        typeInfo: TypeInfo, instance: UnsafeMutableRawPointer, memberID: Int32, flags: UInt16,
        parameters: UnsafeMutablePointer<DISPPARAMS>?, result: UnsafeMutablePointer<VARIANT>?,
        exception: UnsafeMutablePointer<EXCEPINFO>?, argumentError: UnsafeMutablePointer<UInt32>?
    ) -> HResult

    /// ITypeInfo::CreateInstance of a coclass. `result` is null already.
    func createInstance(
        typeInfo: TypeInfo, outer: UnsafeMutableRawPointer?, iid: GUID,
        result: UnsafeMutablePointer<UnsafeMutableRawPointer?>
    ) -> HResult

    /// ITypeInfo::AddressOfMember of a module's function or variable. `result` is null already.
    func addressOfMember(
        typeInfo: TypeInfo, memberID: Int32, kind: InvokeKind, result: UnsafeMutablePointer<UnsafeMutableRawPointer?>
    ) -> HResult
}

extension TypeInfoInvoker {
    public func createInstance(
        typeInfo: TypeInfo, outer: UnsafeMutableRawPointer?, iid: GUID,
        result: UnsafeMutablePointer<UnsafeMutableRawPointer?>
    ) -> HResult { .E_NOTIMPL }

    public func addressOfMember(
        typeInfo: TypeInfo, memberID: Int32, kind: InvokeKind, result: UnsafeMutablePointer<UnsafeMutableRawPointer?>
    ) -> HResult { .E_NOTIMPL }
}
