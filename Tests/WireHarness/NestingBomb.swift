// SPDX-License-Identifier: Apache-2.0

import TypeLibrary

/// Values in values in values.
public enum NestingBomb: CaseIterable, Sendable {
    /// A VARIANT by reference in a VARIANT by reference …
    case references
    /// An array of one VARIANT that is an array of one VARIANT …
    case arrays
    /// A record with a VARIANT that is a record with a VARIANT …
    case records
    /// Arrays and records by turns.
    case mixed

    /// How many levels of the marshaler's one of its own takes at most.
    public var cost: Int { self == .arrays || self == .mixed ? 2 : 1 }

    /// The value as it stands behind a VARIANT's pointer, `depth` VARIANTs deep.
    /// - Parameter origin: how far from the first byte of the message it begins.
    public func value(depth: Int, at origin: Int = 0) throws -> NDRBytes {
        let box = try WireSubject.library.get().typeInfo(named: "Box")
        var bytes = NDRBytes(at: origin)
        var records: [NDRBytes.Record] = []
        for left in stride(from: depth, to: 1, by: -1) {
            switch self {
            case .references: bytes.variantReference()
            case .arrays: bytes.arrayOfVariants(1)
            case .records: records.append(bytes.recordOfOneVariant(box))
            case .mixed:
                if left % 2 == 0 { bytes.arrayOfVariants(1) } else { records.append(bytes.recordOfOneVariant(box)) }
            }
        }
        bytes.variant(7)
        // What a record says of its size is known when it is complete: the inner ones first.
        for record in records.reversed() { bytes.close(record) }
        return bytes
    }

    /// A request of IAutomationWire::Echo with the value.
    public func request(depth: Int) throws -> [UInt8] { try NDRBytes.user + [0, 0, 0, 0] + value(depth: depth).bytes }
}
