// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
public import AutomationTypes
public import Invocation

/// ITypeInfo::CreateInstance of a coclass: by the class object that is registered, in code or in a manifest, for its CLSID.
public final class RegisteredCoclasses: CoclassActivation, @unchecked Sendable {
    // Unchecked like its base class; it has no state.
    public override func createInstance(
        of clsid: GUID, outer: UnsafeMutableRawPointer?, iid: GUID,
        result: UnsafeMutablePointer<UnsafeMutableRawPointer?>
    ) -> HResult {
        do throws(COMError) {
            let made = try ClassRegistry.shared.create(clsid, outer: outer, context: .any, iids: [iid])
            guard let (status, object) = made.first else { return .E_UNEXPECTED }
            result.pointee = object?.retainedPointer()
            return status
        } catch {
            if error.message != nil { ErrorInfo.set(error) }
            return error.hresult
        }
    }
}
