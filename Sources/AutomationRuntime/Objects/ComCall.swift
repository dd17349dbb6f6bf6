// SPDX-License-Identifier: Apache-2.0
//
// The trampoline of every vtable function that is written in Swift: unwrap the object, call, turn what it throws into an
// HRESULT. Nothing else stands between foreign code and a method here.

package import AutomationTypes
package import CAutomation
import TypeLibrary

package enum ComCall {
    /// Calls a method of the object behind `this`, an interface pointer of an `Object`.
    ///
    /// The thread's error object is left alone: the objects of this library do not claim ISupportErrorInfo.
    @inline(__always)
    package static func run<Object: ComObject>(
        _ this: UnsafeMutableRawPointer?, _ type: Object.Type, _ body: (Object) throws -> HResult
    ) -> Int32 {
        guard let object = object(this, type) else { return HResult.E_POINTER.rawValue }
        do {
            return try body(object).rawValue
        } catch let error as COMError {
            return error.hresult.rawValue
        } catch let error as TypeLibraryError {
            return error.hresult.rawValue
        } catch {
            return HResult.E_FAIL.rawValue
        }
    }

    /// The object behind an interface pointer whose vtable only `Object`s have.
    @inline(__always)
    package static func object<Object: ComObject>(_ this: UnsafeMutableRawPointer?, _ type: Object.Type) -> Object? {
        guard let this else { return nil }
        return unsafeDowncast(this.assumingMemoryBound(to: ComInterfaceHeader.self).pointee.object, to: type)
    }
}

extension UnsafeMutablePointer {
    /// Gives a caller an interface: the pointer with a reference, under the type that the caller's variable has.
    package func give<Interface>(_ object: ComObject, _ iid: GUID)
    where Pointee == UnsafeMutablePointer<Interface>? {
        pointee = object.retainedInterface(iid)?.assumingMemoryBound(to: Interface.self)
    }
}
