// SPDX-License-Identifier: Apache-2.0
//
// Marshaled values as text: what the marshaler wrote is read as it is read for a call, and nothing is made of it: no interface is
// unmarshaled, no reference moves.

import AutomationTypes
import TypeLibrary

/// A text with places that are filled in later: what a pointer points at comes behind the construct that the pointer is in.
indirect enum WireText {
    final class Place {
        var text = WireText.plain("null")
    }
    case plain(String)
    case list(open: String, [WireText], close: String)
    case later(Place)

    var description: String {
        switch self {
        case .plain(let text): text
        case .list(let open, let parts, let close): open + parts.map(\.description).joined(separator: ", ") + close
        case .later(let place): place.text.description
        }
    }
}

/// A type as its library describes it, with aliases followed: what a node of the plan does not say of a value.
struct TextType {
    var type: TypeDescription?
    var library: TypeLibrary
    private var definition: TypeInfo?

    /// A type that its own library names.
    init(_ type: TypeInfo) {
        self.type = nil
        library = type.library
        definition = type
    }

    init(_ type: TypeDescription?, _ library: TypeLibrary) {
        self.type = type
        self.library = library
        for _ in 0..<64 {
            guard case .userDefined(let reference)? = self.type, let target = try? self.library.resolve(reference), target.kind == .alias
            else { return }
            (self.type, self.library) = (target.definition.alias, target.library)
        }
    }

    /// What it points at or consists of.
    var target: TextType {
        switch type {
        case .pointer(let target): TextType(target, library)
        case .cArray(let element, _): TextType(element, library)
        case .basic(.lpstr): TextType(.basic(.ui1), library)
        case .basic(.lpwstr): TextType(.basic(.ui2), library)
        default: TextType(nil, library)
        }
    }

    var userDefined: TypeInfo? {
        guard case .userDefined(let reference)? = type else { return definition }
        return try? library.resolve(reference)
    }
}

/// Reads values as text.
struct WireTextReader {
    var reader: NDRReader
    /// What pointers of the construct that is being read point at.
    var deferred: [(place: WireText.Place, node: UnsafePointer<WireNode>, type: TextType)] = []
    /// As many elements of an array are told.
    static let mostElements = 12
    /// As many UTF-16 units of a string are told.
    static let mostUnits = 80

    init(_ bytes: UnsafeRawBufferPointer, label: UInt32) throws(WireFailure) {
        guard let base = bytes.baseAddress else { throw WireFailure(.endOfMessage, at: 0) }
        reader = try NDRReader(base, count: bytes.count, label: label, route: InterfaceRoute(nil))
    }

    /// A parameter or a result, with everything that it points at.
    mutating func value(_ node: UnsafePointer<WireNode>, _ type: TextType) throws(WireFailure) -> WireText {
        try node.pointee.kind == .pointer && node.pointee.has(.topLevel) ? pointee(node, type) : whole(node, type)
    }

    /// A construct and then what is deferred of it.
    private mutating func whole(_ node: UnsafePointer<WireNode>, _ type: TextType) throws(WireFailure) -> WireText {
        let outer = deferred
        deferred = []
        let text = try scalars(node, type)
        try readDeferred()
        deferred = outer
        return text
    }

    mutating func readDeferred() throws(WireFailure) {
        let pending = deferred
        deferred = []
        for (place, node, type) in pending { place.text = try referent(node, type) }
    }

    // MARK: Values

    mutating func scalars(_ node: UnsafePointer<WireNode>, _ type: TextType) throws(WireFailure) -> WireText {
        switch node.pointee.kind {
        case .number: return .plain(try number(node, type))
        case .int3264:
            let value = try reader.get(UInt32.self)
            return .plain(node.pointee.has(.signed) ? "\(Int32(bitPattern: value))" : "\(value)")
        case .bstr, .safeArray, .interface, .variant: return try pointer(node, type)
        case .pointer:
            if node.pointee.has(.topLevel) { return try pointee(node, type) }
            return try pointer(node, type)
        case .record: return try record(node, type)
        case .array:
            guard let child = node.pointee.child else { return .plain("[]") }
            let count = node.pointee.has(.varying) ? try variance() : node.pointee.count
            return try elements(child, count, type.target, isString: node.pointee.has(.string))
        case .union: return try union(node, type)
        }
    }

    private mutating func pointer(_ node: UnsafePointer<WireNode>, _ type: TextType) throws(WireFailure) -> WireText {
        guard try reader.get(UInt32.self) != 0 else { return .plain("null") }
        let place = WireText.Place()
        deferred.append((place, node, type))
        return .later(place)
    }

    private mutating func referent(_ node: UnsafePointer<WireNode>, _ type: TextType) throws(WireFailure) -> WireText {
        try reader.enter()
        defer { reader.depth -= 1 }
        switch node.pointee.kind {
        case .bstr: return try bstr()
        case .variant: return try littleEndian { (text) throws(WireFailure) in try text.variant() }
        case .safeArray:
            return try littleEndian { (text) throws(WireFailure) in try text.safeArray(node.pointee.elementType) }
        case .interface: return try interface()
        default: return try pointee(node, type)
        }
    }

    mutating func littleEndian<Result>(
        _ body: (inout WireTextReader) throws(WireFailure) -> Result
    ) throws(WireFailure) -> Result {
        let saved = reader.isBigEndian
        reader.isBigEndian = false
        defer { reader.isBigEndian = saved }
        return try body(&self)
    }

    /// What a pointer points at.
    private mutating func pointee(_ node: UnsafePointer<WireNode>, _ type: TextType) throws(WireFailure) -> WireText {
        guard let child = node.pointee.child else { return .plain("null") }
        // A parameter that is an array has a pointer here which its type does not have.
        var target = type.target
        if case .cArray? = type.type, child.pointee.kind == .array { target = type }
        guard node.pointee.has(.conformant) else { return try whole(child, target) }
        let isVarying = node.pointee.has(.varying)
        let most = try reader.getCount(elementSize: isVarying ? 0 : child.pointee.wireMinimum)
        let count = isVarying ? try variance() : most
        let outer = deferred
        deferred = []
        let text = try elements(child, count, target, isString: node.pointee.has(.string))
        try readDeferred()
        deferred = outer
        return text
    }

    /// The offset and the number of the elements that are sent.
    private mutating func variance() throws(WireFailure) -> Int {
        _ = try reader.get(UInt32.self)
        return try reader.getCount(elementSize: 1)
    }

    private mutating func elements(
        _ child: UnsafePointer<WireNode>, _ count: Int, _ type: TextType, isString: Bool
    ) throws(WireFailure) -> WireText {
        if child.pointee.kind == .number, isString || (child.pointee.width == 1 && type.type == .basic(.ui1)) {
            let width = child.pointee.width
            try reader.align(width)
            let (size, overflow) = count.multipliedReportingOverflow(by: width)
            guard !overflow else { throw WireFailure(.tooManyElements, at: reader.position) }
            let bytes = UnsafeRawBufferPointer(start: try reader.take(size), count: size)
            return .plain(isString ? TextOf.characters(bytes, width: width, isBigEndian: reader.isBigEndian) : TextOf.bytes(bytes))
        }
        return try list(count, minimum: max(1, child.pointee.wireMinimum)) { (text) throws(WireFailure) in try text.scalars(child, type) }
    }

    /// Elements, of which not all are told.
    /// - Parameter minimum: bytes that each takes; 0 if they have been counted already, by something that each had.
    mutating func list(
        _ count: Int, minimum: Int, _ element: (inout WireTextReader) throws(WireFailure) -> WireText
    ) throws(WireFailure) -> WireText {
        guard minimum == 0 || count <= reader.remaining / minimum else { throw WireFailure(.endOfMessage, at: reader.position) }
        var parts: [WireText] = []
        for index in 0..<count {
            let text = try element(&self)
            if index < WireTextReader.mostElements { parts.append(text) }
        }
        if count > parts.count { parts.append(.plain("… \(count) in all")) }
        return .list(open: "[", parts, close: "]")
    }

    private mutating func record(_ node: UnsafePointer<WireNode>, _ type: TextType) throws(WireFailure) -> WireText {
        try reader.align(node.pointee.wireAlignment)
        let described = type.userDefined
        if type.type == .basic(.decimal) {
            let bytes = UnsafeRawBufferPointer(start: try reader.take(16), count: 16)
            return .plain(TextOf.decimal(bytes))
        }
        if let described, described.instanceSize == 16, ["GUID", "_GUID", "IID", "CLSID"].contains(described.name) {
            return .plain("\(try reader.getGUID())")
        }
        let variables = described.map { $0.variables.filter { $0.kind == .perInstance } } ?? []
        var parts: [WireText] = []
        for index in 0..<node.pointee.fieldCount {
            let field = node.pointee.fields + index
            let variable = index < variables.count ? variables[index] : nil
            let text = try scalars(field.pointee.node, TextType(variable?.type, described?.library ?? type.library))
            parts.append(.list(open: (variable?.name).map { $0 + ": " } ?? "", [text], close: ""))
        }
        return .list(open: "{", parts, close: "}")
    }

    private mutating func union(_ node: UnsafePointer<WireNode>, _ type: TextType) throws(WireFailure) -> WireText {
        let start = reader.position
        let discriminant = try reader.discriminant(node)
        guard let arm = WireMemory.arm(of: node, discriminant) else {
            throw WireFailure(.unknownDiscriminant, at: start, .RPC_X_INVALID_TAG)
        }
        let described = type.userDefined
        let index = (0..<node.pointee.fieldCount).first { node.pointee.fields[$0].node == arm } ?? 0
        let variables = described?.variables ?? []
        let variable = index < variables.count ? variables[index] : nil
        let text = try scalars(arm, TextType(variable?.type, described?.library ?? type.library))
        return .list(open: "{" + ((variable?.name).map { $0 + ": " } ?? ""), [text], close: "}")
    }

    // MARK: Numbers

    /// A number of so many bytes.
    mutating func bits(_ width: Int) throws(WireFailure) -> UInt64 {
        switch width {
        case 8: try reader.get(UInt64.self)
        case 4: UInt64(try reader.get(UInt32.self))
        case 2: UInt64(try reader.get(UInt16.self))
        default: UInt64(try reader.get(UInt8.self))
        }
    }

    private mutating func number(_ node: UnsafePointer<WireNode>, _ type: TextType) throws(WireFailure) -> String {
        let bits = try bits(node.pointee.width)
        if let described = type.userDefined, described.kind == .enum {
            let value = Int32(truncatingIfNeeded: bits)
            let constant = described.variables.first {
                if case .integer(_, let number)? = $0.value { Int64(number) == Int64(value) } else { false }
            }
            return constant?.name ?? "\(value)"
        }
        if case .basic(let basic)? = type.type { return TextOf.number(bits, basic) }
        guard node.pointee.has(.signed) else { return "\(bits)" }
        return "\(Int64(bitPattern: bits << UInt64(64 - 8 * node.pointee.width)) >> Int64(64 - 8 * node.pointee.width))"
    }
}
