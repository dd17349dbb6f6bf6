// SPDX-License-Identifier: Apache-2.0
//
// Mixed calls for as long as it takes to see memory grow: Soak SIGNATURES.TLB [CALLS]
// Fails if the process is larger at the end than after the first tenth, or if anything is left alive.

import AutomationRuntime
import AutomationTypes
import CAutomation
import Figures
import Invocation
import Latebind
import TypeLibrary

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The most that the process may grow between the first tenth of the calls and the last, in KiB: what the allocator's own
/// bookkeeping does in that time, and less than one byte for each call.
let mostGrowth = 4096

final class Instance: Sendable {}

/// One object of each interface, and every kind of call on them.
struct Calls {
    let dispatch: DispatchReference
    let object: DynamicObject
    let ids: [String: Int32]
    let table: DispatchTable
    let expando: ExpandoObject
    let late: DispatchReference
    let connections: [EventConnection]
    let array: Variant
    let record: Variant

    init(_ library: TypeLibrary) throws {
        let type = try library.typeInfo(named: "ISignatures")
        let echoes = ["EchoI4", "EchoBSTR", "EchoVariant", "EchoLongs", "EchoDispatch"]
        let objects = try ObjectClass<Instance>(
            implementing: type, as: library.typeInfo(named: "Matrix"),
            members: echoes.map { name in .method(name) { _, call in call[0] } } + [
                .method("DoubleI4") { _, call in
                    call.setOut(0, Variant((call[0].int ?? 0) * 2))
                    return nil
                },
                .method("Optional") { _, call in Variant("\(call.isMissing(1)) \(call[3].string ?? "")") },
                .method("Fail") { _, call in throw COMError(.E_INVALIDARG, call[1].string) },
                .method("Sum") { _, call in Variant((call[0].elements ?? []).reduce(0.0) { $0 + ($1.double ?? 0) }) },
            ])
        object = objects.makeObject(Instance())
        dispatch = try DispatchReference(object.reference(type.guid))
        let found = dispatch
        ids = Dictionary(
            uniqueKeysWithValues: try (echoes + ["DoubleI4", "Optional", "Fail", "Sum"]).map { ($0, try found.dispID(of: $0)) })
        table = try DispatchTable.of(type)
        expando = ExpandoObject()
        expando.setMethod("Twice") { _, arguments in Variant((arguments.first?.int ?? 0) * 2) }
        late = try DispatchReference(expando.reference(IID_IDispatch))
        let source = try object.reference(type.guid)
        connections = try ["DEvents", "IListener"].map { name in
            try EventConnection(to: source, library.typeInfo(named: name)) { _ in nil }
        }
        array = try Variant(SafeArray(numbers: [Int32(1), 2, 3]))
        record = try RecordInfoObject(library.typeInfo(named: "Point")).makeVariant()
    }

    /// Makes a call that fails.
    private func expect(_ status: HResult, _ name: String, _ arguments: [Variant]) throws {
        do {
            _ = try dispatch.invoke(ids[name]!, .method, arguments)
        } catch {
            guard error.hresult == status else { throw error }
            return
        }
        throw COMError(.E_UNEXPECTED, "\(name) did not fail")
    }

    /// The call with this number.
    func make(_ number: Int) throws {
        switch number % 16 {
        case 0, 1: _ = try dispatch.invoke(ids["EchoI4"]!, .method, [Variant(number & 0xFFFF)])
        case 2, 3: _ = try dispatch.invoke(ids["EchoBSTR"]!, .method, ["a text that is long enough to be allocated"])
        case 4: _ = try dispatch.invoke(ids["EchoVariant"]!, .method, [array])
        case 5: _ = try dispatch.invoke(ids["EchoLongs"]!, .method, [array])
        case 6: _ = try dispatch.invoke(ids["EchoDispatch"]!, .method, [Variant(dispatch.reference)])
        case 7: _ = try dispatch.invoke(ids["EchoI4"]!, .method, ["12345"])
        case 8: _ = try dispatch.invoke(ids["Optional"]!, .method, [1], named: [(3, "named")])
        case 9: _ = try dispatch.invoke(ids["Sum"]!, .method, [1, 2.5, "3"])
        case 10: try expect(.E_INVALIDARG, "Fail", [Variant(HResult.E_FAIL), "a reason"])
        case 11: try expect(.DISP_E_TYPEMISMATCH, "EchoI4", ["no number"])
        case 12: try object.fire("Changed", Variant(number & 0xFF), "changed")
        case 13: try object.fire("Moved", 1, 2.5, "label")
        case 14:
            expando["member"] = "a value"
            _ = try late.call("Twice", 21)
            try late.delete("member")
        default:
            // By reference, through the vtable.
            var variable = VARIANT()
            variable.vt = VarType.i4.rawValue
            variable.lVal = 21
            let plan = try table.plan(at: table.functionIndex(ids["DoubleI4"]!, .method)!)
            let outcome = withUnsafeMutablePointer(to: &variable) { variable in
                var reference = VARIANT()
                reference.vt = VarType.variant.byRef.rawValue
                reference.pvarVal = variable
                return withUnsafeMutablePointer(to: &reference) { reference in
                    plan.call(dispatch.reference.pointer, arguments: [reference, nil], lcid: 0, result: nil)
                }
            }
            guard outcome.status.isSuccess, variable.lVal == 42 else { throw COMError(.E_UNEXPECTED) }
            // A record is copied and destroyed.
            _ = Variant(adopting: try record.makeRaw())
        }
    }
}

do {
    guard CommandLine.arguments.count > 1 else {
        print("usage: Soak SIGNATURES.TLB [CALLS]")
        exit(2)
    }
    let count = CommandLine.arguments.count > 2 ? Int(CommandLine.arguments[2]) ?? 0 : 10_000_000
    let before = LiveObjects.snapshot()
    var sizes: [Int] = []
    do {
        let calls = try Calls(TypeLibraries.open(CommandLine.arguments[1]))
        for number in 0..<count {
            try calls.make(number)
            if number % max(1, count / 10) == max(1, count / 10) - 1, let size = residentBytes().map({ $0 / 1024 }) {
                sizes.append(size)
                print("\(number + 1) calls, \(size) KiB")
            }
        }
    }
    ErrorInfo.clear()
    let left = LiveObjects.snapshot() - before
    // Default values are kept for as long as the types are.
    guard left.objects == 0, left.references == 0, left.arrays == 0, left.records == 0, left.descriptions == 0 else {
        print("left alive: \(left)")
        exit(1)
    }
    if let first = sizes.first, let last = sizes.last, last - first > mostGrowth {
        print("the process grew by \(last - first) KiB")
        exit(1)
    }
    print("flat, and nothing left alive")
} catch {
    print("Soak: \(error)")
    exit(1)
}
