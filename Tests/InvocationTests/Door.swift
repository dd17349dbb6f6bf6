// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import CAutomation

/// The two doors to Invoke: the object's own IDispatch, and ITypeInfo over its vtable.
enum Door: CaseIterable {
    case dispatch, typeInfo

    func invoke(
        _ object: ComReference, _ typeInfo: ComReference, _ member: Int32, _ flags: UInt16,
        _ parameters: UnsafeMutablePointer<DISPPARAMS>?, _ result: UnsafeMutablePointer<VARIANT>?,
        _ exception: UnsafeMutablePointer<EXCEPINFO>? = nil, _ argument: UnsafeMutablePointer<UInt32>? = nil
    ) -> HResult {
        switch self {
        case .dispatch:
            object.withPointer(as: IDispatch.self) { this in
                var null = GUID.zero
                return HResult(
                    rawValue: this.pointee.lpVtbl.pointee.Invoke(
                        this, member, &null, 0, flags, parameters, result, exception, argument))
            }
        case .typeInfo:
            typeInfo.withPointer(as: ITypeInfo.self) { this in
                HResult(
                    rawValue: this.pointee.lpVtbl.pointee.Invoke(
                        this, object.pointer, member, flags, parameters, result, exception, argument))
            }
        }
    }
}
