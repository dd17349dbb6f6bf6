// SPDX-License-Identifier: Apache-2.0
//
// What a type is on the wire and in memory: the nodes that writer and reader go through. Nothing in them is counted; a
// `WireTypes` owns them all.

import AutomationTypes
import TypeLibrary

/// A value of one type: how it lies in memory and how NDR represents it.
struct WireNode {
    enum Kind: UInt8 {
        /// A number of `width` bytes.
        case number
        /// A number of pointer size, 32 bits on the wire. [MS-RPCE] 2.2.4.1.3
        case int3264
        case bstr
        case variant
        case safeArray
        case interface
        case record
        case union
        /// A pointer to anything but an interface.
        case pointer
        /// An array in place.
        case array
    }

    struct Flags: OptionSet {
        let rawValue: UInt16
        /// In memory as on the wire, without gaps: may be copied as it is.
        static let block = Flags(rawValue: 1)
        /// Something is deferred until after the construct that it is in.
        static let referents = Flags(rawValue: 2)
        /// It owns something in place: a BSTR, an interface, a SAFEARRAY, a VARIANT.
        static let owns = Flags(rawValue: 4)
        /// A parameter's own reference pointer: nothing stands for it on the wire.
        static let topLevel = Flags(rawValue: 8)
        /// A pointer that is never null.
        static let reference = Flags(rawValue: 16)
        /// The number of elements stands before them.
        static let conformant = Flags(rawValue: 32)
        /// The first element and the number of those that are transmitted stand before them.
        static let varying = Flags(rawValue: 64)
        /// The elements end with a zero.
        static let string = Flags(rawValue: 128)
        static let signed = Flags(rawValue: 256)
        static let ranged = Flags(rawValue: 512)
        /// Written as 0 and read as 0.
        static let reserved = Flags(rawValue: 1024)
        /// It has plain pointers in place, whose targets are allocated memory.
        static let pointers = Flags(rawValue: 2048)
        /// A union, or it has one in place.
        static let unions = Flags(rawValue: 4096)
    }

    var kind: Kind
    var flags: Flags = []
    /// Bytes of a number, or of a union's discriminant.
    var width = 0
    /// Bytes in memory.
    var size: Int
    /// Bytes.
    var alignment: Int
    /// Bytes.
    var wireAlignment: Int
    /// What a value takes on the wire at least, without what is deferred.
    var wireMinimum: Int
    /// Elements of an array in place.
    var count = 1
    /// What a pointer points at, what an array consists of.
    var child: UnsafePointer<WireNode>! = nil
    /// The fields of a record, the arms of a union.
    var fields: UnsafePointer<WireField>! = nil
    var fieldCount = 0
    /// The interface; the record of a SAFEARRAY's elements.
    var guid = GUID.zero
    /// The declared type of a SAFEARRAY's elements.
    var elementType = VarType.empty
    var sizeIs: UnsafePointer<WireExpression>?
    var lengthIs: UnsafePointer<WireExpression>?
    var firstIs: UnsafePointer<WireExpression>?
    /// `lengthIs` is the index of the last element.
    var lengthIsLast = false
    /// The IID of an interface, the discriminant of a union.
    var selector: UnsafePointer<WireExpression>?
    var low: Int64 = 0
    var high: Int64 = 0

    @inline(__always) func has(_ flag: Flags) -> Bool { flags.rawValue & flag.rawValue != 0 }

    static func number(_ width: Int, signed: Bool = false) -> WireNode {
        WireNode(
            kind: .number, flags: signed ? [.block, .signed] : .block, width: width, size: width, alignment: width,
            wireAlignment: width, wireMinimum: width)
    }

    /// A value that is a pointer in memory and a pointer on the wire.
    static func pointerSized(_ kind: Kind, _ flags: Flags) -> WireNode {
        WireNode(kind: kind, flags: flags, size: 8, alignment: 8, wireAlignment: 4, wireMinimum: 4)
    }
}

/// A field of a record or an arm of a union.
struct WireField {
    let offset: Int
    let node: UnsafePointer<WireNode>
    /// The discriminants that choose an arm.
    let cases: UnsafePointer<Int64>?
    let caseCount: Int
    let isDefault: Bool
}

/// An expression of size_is and its kin over parameters or fields, with its names resolved.
struct WireExpression {
    /// Where a name's value is.
    struct Source {
        /// Index of the parameter, or -1 for a field.
        var parameter: Int
        /// Of a field: bytes from the start of the record.
        var offset: Int
        /// Pointers to follow before the value.
        var dereferences: Int
        /// Bytes of the number; 0 for what is none.
        var width: Int
        var isSigned: Bool
    }

    indirect enum Term {
        case number(Int64)
        case source(Source)
        case unary(Character, Term)
        case binary(String, Term, Term)
        case conditional(Term, Term, Term)
    }

    var term: Term
    /// The frequent case: one name alone.
    var source: Source?
    /// Added to the value: max_is says one less than size_is.
    var increment: Int64 = 0
}

/// Owns the nodes of one signature or record.
final class WireTypes: @unchecked Sendable {
    // Unchecked: written while it is compiled, read afterwards.
    private var nodes: [UnsafeMutablePointer<WireNode>] = []
    private var fieldLists: [(UnsafeMutablePointer<WireField>, Int)] = []
    private var caseLists: [UnsafeMutablePointer<Int64>] = []
    private var expressions: [UnsafeMutablePointer<WireExpression>] = []

    func add(_ node: WireNode) -> UnsafeMutablePointer<WireNode> {
        let place = UnsafeMutablePointer<WireNode>.allocate(capacity: 1)
        place.initialize(to: node)
        nodes.append(place)
        return place
    }

    func add(_ fields: [WireField]) -> UnsafePointer<WireField> {
        let place = UnsafeMutablePointer<WireField>.allocate(capacity: max(1, fields.count))
        for (index, field) in fields.enumerated() { (place + index).initialize(to: field) }
        fieldLists.append((place, fields.count))
        return UnsafePointer(place)
    }

    func add(_ cases: [Int64]) -> UnsafePointer<Int64>? {
        guard !cases.isEmpty else { return nil }
        let place = UnsafeMutablePointer<Int64>.allocate(capacity: cases.count)
        for (index, value) in cases.enumerated() { (place + index).initialize(to: value) }
        caseLists.append(place)
        return UnsafePointer(place)
    }

    func add(_ expression: WireExpression) -> UnsafePointer<WireExpression> {
        let place = UnsafeMutablePointer<WireExpression>.allocate(capacity: 1)
        place.initialize(to: expression)
        expressions.append(place)
        return UnsafePointer(place)
    }

    deinit {
        for node in nodes {
            node.deinitialize(count: 1)
            node.deallocate()
        }
        for (fields, count) in fieldLists {
            fields.deinitialize(count: count)
            fields.deallocate()
        }
        for cases in caseLists { cases.deallocate() }
        for expression in expressions {
            expression.deinitialize(count: 1)
            expression.deallocate()
        }
    }
}
