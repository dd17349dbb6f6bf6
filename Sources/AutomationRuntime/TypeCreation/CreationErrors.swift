// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import CAutomation
import TypeLibrary

/// The trampoline of ICreateTypeLib2 and ICreateTypeInfo2. Whoever describes a type wants to know which rule was broken: unlike
/// the interfaces that read, these set the thread's error object, and say so by ISupportErrorInfo.
enum CreationErrors {
    static func run<Object: ComObject>(
        _ this: UnsafeMutableRawPointer?, _ type: Object.Type, _ interface: GUID, _ body: (Object) throws -> Void
    ) -> Int32 {
        guard let object = ComCall.object(this, type) else { return HResult.E_POINTER.rawValue }
        do {
            try body(object)
            return HResult.S_OK.rawValue
        } catch {
            let failure = COMError(any: error)
            if failure.message != nil { ErrorInfo.set(failure, interface: interface) }
            return failure.hresult.rawValue
        }
    }

    static func refuse(_ message: String, _ code: HResult = .E_INVALIDARG) -> COMError { COMError(code, message) }

    /// A string that must be given.
    /// - Throws: E_INVALIDARG for NULL.
    static func text(_ pointer: UnsafePointer<UInt16>?) throws(COMError) -> String {
        guard let pointer else { throw refuse("the string is a null pointer") }
        return string(fromTerminated: pointer)
    }

    static func given<Value>(_ pointer: UnsafePointer<Value>?, _ what: String) throws(COMError) -> Value {
        guard let pointer else { throw refuse("\(what) is a null pointer") }
        return pointer.pointee
    }

    nonisolated(unsafe) static let supportVTable: UnsafeRawPointer = {
        var table = ISupportErrorInfoVtbl()
        table.InterfaceSupportsErrorInfo = { _, iid in
            switch iid?.pointee {
            case IID_ICreateTypeInfo?, IID_ICreateTypeInfo2?, IID_ICreateTypeLib?, IID_ICreateTypeLib2?: HResult.S_OK.rawValue
            default: HResult.S_FALSE.rawValue
            }
        }
        return ComObject.makeVTable(table)
    }()
}

extension [CustomData] {
    /// Sets an item, in the place of one with the same GUID.
    /// - Throws: E_INVALIDARG for null pointers, DISP_E_BADVARTYPE for a value that a library cannot hold.
    mutating func set(_ guid: UnsafePointer<GUID>?, _ value: UnsafeMutablePointer<VARIANT>?) throws(COMError) {
        let item = CustomData(
            guid: try CreationErrors.given(guid, "the GUID"),
            value: try ConstantValue(storing: CreationErrors.given(value.map { UnsafePointer($0) }, "the value")))
        if let known = firstIndex(where: { $0.guid == item.guid }) { self[known] = item } else { append(item) }
    }
}
