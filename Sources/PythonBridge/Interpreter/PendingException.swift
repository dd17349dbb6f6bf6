// SPDX-License-Identifier: Apache-2.0
//
// The way of a Python exception through COM. A Python object that fails while COM calls it answers with an HRESULT; if
// the call came from Python on the same thread, the exception waits at that call (CPython.h, lbpy_call) and becomes the
// cause of the error that the HRESULT is turned into.

import AutomationRuntime
import CPython

/// Runs a call into COM without the GIL.
/// - Returns: its result, and the exception that a Python object on this thread answered with meanwhile; owned by the caller.
@inline(__always)
func callOut<Result>(_ body: () -> Result) -> (Result, raised: PyPointer?) {
    var call = lbpy_call()
    return withUnsafeMutablePointer(to: &call) { call in
        withoutGIL {
            lbpy_call_enter(call)
            let result = body()
            return (result, lbpy_call_leave(call))
        }
    }
}

/// Runs Swift code that calls into COM and fails as COM does.
func callOut<Result>(from place: String?, _ body: () throws(COMError) -> Result) throws(PythonFailure) -> Result {
    let (result, raised) = callOut({ () -> Swift.Result<Result, COMError> in
        do throws(COMError) { return .success(try body()) } catch { return .failure(error) }
    })
    switch result {
    case .success(let value):
        // Somebody on the way has dealt with the exception.
        if let raised { lbpy_decref(raised) }
        return value
    case .failure(let error):
        throw rethrow(.call(CallFailure(error, member: place)), raised: raised)
    }
}

/// The failure of a call that may have led to an exception.
///
/// An exception that is not meant to be handled (KeyboardInterrupt, SystemExit) goes on as it is; any other becomes the
/// cause of the error.
/// - Parameter raised: consumed.
func rethrow(_ failure: PythonFailure, raised: PyPointer?) -> PythonFailure {
    guard let raised else { return failure }
    if lbpy_is_instance(raised, lbpy_exception()) {
        failure.raise(cause: raised)
    } else {
        lbpy_raise(raised)
    }
    return .raised
}
