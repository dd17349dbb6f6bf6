// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import Invocation
public import Latebind
import Synchronization
public import TypeLibrary

/// The state behind ISignatures in the tests.
public final class SignatureObject: Sendable {
    public init() {}

    let number = Mutex<Int>(0)
    let slots = Mutex<[String: Variant]>([:])

    /// ISignatures of signatures.idl, every member in Swift.
    public static func objectClass(_ library: TypeLibrary) throws -> ObjectClass<SignatureObject> {
        let echoes: [MemberImplementation<SignatureObject>] = [
            "I1", "UI1", "I2", "UI2", "I4", "UI4", "I8", "UI8", "Int", "UInt", "R4", "R8", "Bool", "CY", "Date", "Error",
            "Decimal", "BSTR", "Variant", "VariantByRef", "Dispatch", "Unknown", "Self", "Colour", "Longs", "Variants",
        ].map { name in .method("Echo" + name) { _, call in call[0] } }
        return try ObjectClass(
            implementing: library.typeInfo(named: "ISignatures"),
            members: echoes + byReference + many + optional + properties)
    }

    private static let byReference: [MemberImplementation<SignatureObject>] = [
        .method("DoubleI4") { _, call in
            call.setOut(0, Variant((call[0].int ?? 0) * 2))
            return nil
        },
        .method("DoubleR8") { _, call in
            call.setOut(0, Variant((call[0].double ?? 0) * 2))
            return nil
        },
        .method("TwiceBSTR") { _, call in
            let text = call[0].string ?? ""
            call.setOut(0, Variant(text + text))
            return nil
        },
        .method("TwiceVariant") { _, call in
            let text = call[0].string ?? ""
            call.setOut(0, Variant(text + text))
            return nil
        },
        .method("GiveI2") { _, call in
            call.setOut(0, -7)
            return nil
        },
        .method("GiveBSTR") { _, call in
            call.setOut(0, "given")
            return nil
        },
        .method("GiveVariant") { _, call in
            call.setOut(0, 77)
            return nil
        },
        .method("GiveObject") { _, call in
            call.setOut(0, Variant(try call.object.reference(WellKnownIID.dispatch)))
            return nil
        },
        .method("GiveSeveral") { _, call in
            call.setOut(0, 1)
            call.setOut(1, "two")
            return 3.5
        },
        .method("ReadI4") { _, call in call[0] },
    ]

    private static let many: [MemberImplementation<SignatureObject>] = [
        .method("Twelve") { _, call in
            var parts: [String] = []
            for position in 0..<12 {
                let value = call[position]
                switch value.varType {
                case .bool: parts.append(value.bool == true ? "true" : "false")
                case .dispatch, .unknown: parts.append("object")
                case .r4, .r8, .date: parts.append("\(value.double ?? .nan)")
                default: parts.append(value.string ?? "?")
                }
            }
            return Variant(parts.joined(separator: " "))
        },
        .method("NineDoubles") { _, call in sum(call, 9) },
        .method("TenShorts") { _, call in sum(call, 10) },
        .method("Alternating") { _, call in sum(call, 8) },
        .method("VariantAmid") { _, call in sum(call, 5) },
    ]

    private static func sum(_ call: borrowing IncomingCall, _ count: Int) -> Variant {
        var total = 0.0
        for position in 0..<count { total += call[position].double ?? .nan }
        return Variant(total)
    }

    private static let optional: [MemberImplementation<SignatureObject>] = [
        .method("Optional") { _, call in
            let b = call.isMissing(1) ? "missing" : call[1].string ?? "?"
            return Variant("\(call[0].int ?? -1) \(b) \(call[2].int ?? -1) \(call[3].string ?? "?")")
        },
        .method("Localized") { _, call in Variant((call[0].int ?? 0) + Int(call.lcid)) },
        .method("Sum") { _, call in
            Variant((call[0].elements ?? []).reduce(0.0) { $0 + ($1.double ?? .nan) })
        },
        .method("Fail") { _, call in
            throw COMError(call[0].error ?? .E_UNEXPECTED, call[1].string)
        },
    ]

    private static let properties: [MemberImplementation<SignatureObject>] = [
        .get("Number") { object, _ in Variant(object.number.withLock { $0 }) },
        .put("Number") { object, call in
            let value = call[0].int ?? 0
            object.number.withLock { $0 = value }
            return nil
        },
        .get("Slot") { object, call in
            let key = call[0].string ?? ""
            return object.slots.withLock { $0[key] } ?? .empty
        },
        .put("Slot") { object, call in
            let (key, value) = (call[0].string ?? "", call[1])
            // The value that is replaced may be an object: it is released after the lock.
            let old = object.slots.withLock { slots in
                defer { slots[key] = value }
                return slots[key]
            }
            _ = old
            return nil
        },
        .putRef("Slot") { object, call in
            let (key, value) = (call[0].string ?? "", call[1])
            let old = object.slots.withLock { slots in
                defer { slots[key] = value }
                return slots[key]
            }
            _ = old
            return nil
        },
    ]
}

/// IPlain of signatures.idl: native results.
public final class PlainObject: Sendable {
    public init() {}

    public static func objectClass(_ library: TypeLibrary) throws -> ObjectClass<PlainObject> {
        try ObjectClass(
            implementing: library.typeInfo(named: "IPlain"),
            members: [
                .method("AddLongs") { _, call in Variant((call[0].int ?? 0) + (call[1].int ?? 0)) },
                .method("AddDoubles") { _, call in Variant((call[0].double ?? 0) + (call[1].double ?? 0)) },
                .method("Negate") { _, call in Variant(-(call[0].int ?? 0)) },
                .method("Join") { _, call in Variant((call[0].string ?? "") + (call[1].string ?? "")) },
                .method("Nothing") { _, _ in nil },
            ])
    }
}
