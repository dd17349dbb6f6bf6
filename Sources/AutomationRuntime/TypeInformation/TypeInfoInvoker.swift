// SPDX-License-Identifier: Apache-2.0

public import AutomationTypes
public import CAutomation
public import TypeLibrary

/// What ITypeInfo needs of the layer above: to make calls, and to find code.
///
/// The object hands its own arguments on. Each function returns the HRESULT that the ITypeInfo method documents.
public protocol TypeInfoInvoker: Sendable {
    /// What makes the calls of ITypeInfo::Invoke for a type. Asked for once, at the first call.
    /// - Throws: the library's error if the type's functions cannot be read.
    func invocation(of typeInfo: TypeInfo) throws(TypeLibraryError) -> TypeInvocation

    /// ITypeInfo::CreateInstance of a coclass. `result` is null already.
    func createInstance(
        typeInfo: TypeInfo, outer: UnsafeMutableRawPointer?, iid: GUID,
        result: UnsafeMutablePointer<UnsafeMutableRawPointer?>
    ) -> HResult
}

extension TypeInfoInvoker {
    public func createInstance(
        typeInfo: TypeInfo, outer: UnsafeMutableRawPointer?, iid: GUID,
        result: UnsafeMutablePointer<UnsafeMutableRawPointer?>
    ) -> HResult { .E_NOTIMPL }
}

/// ITypeInfo::Invoke of one type, with all that can be prepared prepared.
open class TypeInvocation: AttachedTable, @unchecked Sendable {
    // Unchecked because it is open; subclasses are immutable or locked.

    /// ITypeInfo::Invoke. `instance` is not null, and nothing that a module looks at; `result`, `exception` and `argumentError` may be.
    open func invoke(
        _ instance: UnsafeMutableRawPointer, _ memberID: Int32, _ flags: UInt16,
        _ parameters: UnsafeMutablePointer<DISPPARAMS>?, _ result: UnsafeMutablePointer<VARIANT>?,
        _ exception: UnsafeMutablePointer<EXCEPINFO>?, _ argumentError: UnsafeMutablePointer<UInt32>?
    ) -> HResult { .E_NOTIMPL }
}
