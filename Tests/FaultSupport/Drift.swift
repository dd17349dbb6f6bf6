// SPDX-License-Identifier: Apache-2.0

public import AutomationRuntime
import AutomationTypes
import CAutomation
import Invocation
import Latebind
import TestSupport
import TypeLibMarshaler
public import TypeLibrary

/// One interface as two versions of a library describe it (drift-1.idl, drift-2.idl): the same IID, other methods.
public final class Drift: Sendable {
    public let type: TypeInfo
    private let library: TypeLibrary
    private let objects: ObjectClass<Instance>

    private final class Instance: Sendable {}

    /// Takes a version for this process.
    public init(version: Int) throws {
        library = try CompiledLibraries.compile(siblingOfThisFile("drift-\(version).idl"))
        InterfaceTypes.add(library)
        type = try library.typeInfo(named: "IDrift")
        objects = try ObjectClass<Instance>(
            implementing: type,
            members: type.definition.functions.compactMap(\.name).map { name in
                .method(name) { _, call in name == "Echo" || name == "Text" ? call[0] : Variant("called") }
            })
    }

    public func object() throws -> ComReference { try objects.makeObject(Instance()).reference(type.guid) }

    /// Calls a method through the vtable.
    public func call(_ object: ComReference, _ name: String, _ argument: Variant) throws(COMError) -> Variant {
        do {
            let table = try DispatchTable.of(type)
            guard let member = table.members.memberID(named: name), let index = table.functionIndex(member, .method) else {
                throw COMError(.TYPE_E_ELEMENTNOTFOUND, "this version has no \(name)")
            }
            let plan = try table.plan(at: index)
            var (raw, result) = (try argument.makeRaw(), VARIANT())
            defer { VariantOps.clear(&raw) }
            let outcome = withUnsafeMutablePointer(to: &raw) { raw in
                plan.call(object.pointer, arguments: [raw, nil], lcid: 0, result: &result)
            }
            let value = Variant(adopting: result)
            try COMError.check(outcome.status.rawValue)
            return value
        } catch {
            throw COMError(any: error)
        }
    }

    /// Forgets the library's interfaces.
    public func remove() { InterfaceTypes.remove(library) }
}
