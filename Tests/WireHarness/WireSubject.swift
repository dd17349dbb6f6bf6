// SPDX-License-Identifier: Apache-2.0

public import AutomationRuntime
public import AutomationTypes
import CAutomation
import CWireObject
import Latebind
import TestSupport
import TypeLibMarshaler
public import TypeLibrary

/// IWire's object and the library that describes it.
public struct WireSubject {
    public static let library = Result { try CompiledLibraries.compile(siblingOfThisFile("wire.idl")) }
    public let iid: GUID
    public let object: ComReference
    public let loopback: Loopback

    public init() throws {
        let library = try WireSubject.library.get()
        InterfaceTypes.add(library)
        iid = try library.typeInfo(named: "IWire").guid
        object = ComReference(adopting: UnsafeMutableRawPointer(wire_object_create()))
        loopback = Loopback(object)
    }

    /// Makes every call on an object.
    public static func check(_ object: ComReference) -> String? {
        object.withPointer(as: IUnknown.self) { wire_object_check($0) }.map { String(cString: $0) }
    }
}

/// IAutomationWire of wire.idl in Swift: gives back what it is given.
public final class AutomationWire: Sendable {
    init() {}

    /// An object with IAutomationWire.
    public static func makeObject(_ library: TypeLibrary) throws -> ComReference {
        try objectClass(library).makeObject(AutomationWire()).reference(library.typeInfo(named: "IAutomationWire").guid)
    }

    static func objectClass(_ library: TypeLibrary) throws -> ObjectClass<AutomationWire> {
        try ObjectClass(
            implementing: library.typeInfo(named: "IAutomationWire"),
            members: [
                .method("Echo") { _, call in call[0] },
                .method("Swap") { _, call in
                    for index in 0..<3 { call.setOut(index, call[index]) }
                    return nil
                },
                .method("Strings") { _, call in
                    try Variant(SafeArray(numbers: (call[0].elements ?? []).map { Int32(clamping: $0.string?.count ?? -1) }))
                },
                .method("Points") { _, call in call[0].elements?.first ?? .empty },
                .method("Objects") { _, call in
                    Variant(try call[0].elements?.last?.object?.query(WellKnownIID.dispatch))
                },
            ])
    }
}
