// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
public import AutomationTypes
import CAutomation
public import Invocation

/// ITypeInfo::CreateInstance of a coclass: by the class object that is registered, in code or in a manifest, for its CLSID.
public final class RegisteredCoclasses: CoclassActivation, @unchecked Sendable {
    // Unchecked like its base class; it has no state.
    public override func createInstance(
        of clsid: GUID, outer: UnsafeMutableRawPointer?, iid: GUID,
        result: UnsafeMutablePointer<UnsafeMutableRawPointer?>
    ) -> HResult {
        do {
            let factory = try ClassRegistry.shared.classObject(clsid).query(IID_IClassFactory)
            return factory.withPointer(as: IClassFactory.self) { factory in
                var iid = iid
                let outer = outer?.assumingMemoryBound(to: IUnknown.self)
                return HResult(
                    rawValue: factory.pointee.lpVtbl.pointee.CreateInstance(factory, outer, &iid, result))
            }
        } catch {
            return error.hresult
        }
    }
}
