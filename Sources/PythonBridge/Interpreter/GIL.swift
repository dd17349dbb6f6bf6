// SPDX-License-Identifier: Apache-2.0
//
// The rule of the bridge: code that Python calls has the GIL and gives it up for as long as it is in COM; code that COM
// calls has it not, whatever the thread, and takes it for as long as it touches Python objects. No lock of Swift's is held
// where the GIL is taken or given up.

import CPython

/// Runs `body` without the GIL, which the caller holds: every call into COM that may run somebody else's code.
@inline(__always)
func withoutGIL<Result>(_ body: () -> Result) -> Result {
    let state = PyEval_SaveThread()
    defer { PyEval_RestoreThread(state) }
    return body()
}

/// Runs `body` with the GIL: every entry from COM. The thread may be one that Python has never seen, or one that holds
/// the GIL already.
func withGIL<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
    let state = PyGILState_Ensure()
    defer { PyGILState_Release(state) }
    return try body()
}
