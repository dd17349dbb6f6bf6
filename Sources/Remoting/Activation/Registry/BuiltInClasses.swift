// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import CAutomation
import TypeLibMarshaler

/// The classes of COM itself, which need neither a registration nor a manifest.
enum BuiltInClasses {
    /// The marshalers of oleaut32: PSDispatch and PSOAInterface, whose class object is the type-library marshaler.
    private static let marshalers: Set<GUID> = [
        GUID("{00020420-0000-0000-C000-000000000046}") ?? .zero, ProxyStubFactories.universalMarshaler,
    ]

    /// The class object of a class of COM itself; nil for any other class.
    static func classObject(_ clsid: GUID) -> ComReference? {
        if marshalers.contains(clsid) { return ComReference(retaining: UnsafeMutableRawPointer(TypeLibMarshaler.factory)) }
        let make: ClassObject.Make
        switch clsid {
        case CLSID_StdGlobalInterfaceTable: make = { _ in GlobalInterfaceTable.shared }
        case CLSID_StdMarshal: make = { _ in StandardMarshaler(object: nil) }
        case CLSID_InProcFreeMarshaler: make = { outer in FreeThreadedMarshaler(controllingUnknown: outer) }
        default: return nil
        }
        return try? ClassObject(make).reference(IID_IUnknown)
    }
}
