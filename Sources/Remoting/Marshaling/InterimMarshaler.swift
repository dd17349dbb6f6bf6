// SPDX-License-Identifier: Apache-2.0
//
// Stands for the type-library marshaler until it is there: only interfaces with hand-written proxies and stubs can be marshaled.

import AutomationRuntime
import AutomationTypes
import TypeLibrary

enum TypeLibMarshaler {
    static var factory: ComReference? { nil }
    static func serves(_ iid: GUID) -> Bool { false }
}

enum InterfaceTypes {
    static func add(_ library: TypeLibrary) {}
    static func find(_ iid: GUID) -> TypeInfo? { nil }
    static func known(_ iid: GUID) -> TypeInfo? { nil }
    static func library(_ guid: GUID, _ version: Version, lcid: UInt32) -> TypeLibrary? { nil }
    static func setResolver(_ resolver: @escaping @Sendable (GUID) -> TypeInfo?) {}
}
