// SPDX-License-Identifier: Apache-2.0

import AutomationTypes

/// How a function whose local form is not what travels ([call_as]) is entered on the client's side and called on the server's.
struct CallForm: @unchecked Sendable {
    // Unchecked: the pointer is to a function.
    typealias Stub = @Sendable (StubCall) -> HResult

    /// The function for the proxies' vtable; nil if the remote form's own entry does.
    let proxy: UnsafeRawPointer?
    /// Calls the object; nil if the remote form is called as it is.
    let stub: Stub?
}
