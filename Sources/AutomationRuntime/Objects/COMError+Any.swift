// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import TypeLibrary

extension COMError {
    /// Any Swift error as COM callers see it: a `COMError` as it is, a library's error with its HRESULT, anything else E_FAIL with
    /// its description. Never a success code.
    public init(any error: any Error) {
        if let known = error as? COMError {
            self = known
        } else if let known = error as? TypeLibraryError {
            self.init(known)
        } else {
            self.init(.E_FAIL, "\(error)")
        }
        if hresult.isSuccess { hresult = .E_FAIL }
    }
}
