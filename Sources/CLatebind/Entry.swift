// SPDX-License-Identifier: Apache-2.0
//
// The exported functions are declared in the C headers and defined in this target: `@c @implementation` makes the compiler
// hold each definition to its prototype. Each checks its pointers and passes on to the Swift libraries.

import AutomationRuntime
import AutomationTypes
import CAutomation.Functions
import TypeLibrary

/// A pointer through which a function gives a result.
public typealias Out<Value> = UnsafeMutablePointer<Value>?

/// The trampoline of what can throw: an error becomes its HRESULT, and one with a message also the thread's error info.
func entry(_ body: () throws -> HResult) -> HRESULT {
    do {
        return try body().rawValue
    } catch {
        let failure = COMError(any: error)
        if failure.message != nil { ErrorInfo.set(failure) }
        return failure.hresult.rawValue
    }
}

/// Gives the caller an interface with its reference, or says what is wrong.
func give<Interface>(
    _ pointer: UnsafeMutableRawPointer?, to result: UnsafeMutablePointer<UnsafeMutablePointer<Interface>?>
) -> HResult {
    result.pointee = pointer?.assumingMemoryBound(to: Interface.self)
    return pointer == nil ? .E_NOINTERFACE : .S_OK
}
