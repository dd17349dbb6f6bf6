// SPDX-License-Identifier: Apache-2.0
//
// From a TYPEDESC and what IDL says beyond it to the nodes that a call goes through. Where a library says nothing, the rules are
// those of the type-library marshaler of oleaut32: a parameter's own pointer is a reference, every other one unique, and an
// enumeration has 32 bits.

import AutomationTypes
import TypeLibrary

struct WireCompiler {
    /// What expressions may name.
    enum Scope {
        case parameters([Parameter], TypeLibrary)
        case fields([Variable], TypeLibrary)
    }

    /// Where a type stands.
    private struct Position {
        var attributes: MarshalingAttributes
        /// The parameter's own pointer is next.
        var isTopLevel: Bool
        /// How many pointers have been passed: size_is and its kin have a term for each.
        var level = 0
        var scope: Scope
    }

    let types = WireTypes()
    /// What an embedded pointer is if nothing is said.
    private let pointerDefault: MarshalingAttributes.PointerKind
    private var records: [RecordKey: UnsafeMutablePointer<WireNode>] = [:]
    /// Records whose fields are being compiled, with the number of pointers that had been passed before them.
    private var unfinished: [RecordKey: Int] = [:]
    private var passedPointers = 0
    /// A hostile library can make the work neither deep nor long.
    private var budget = 16384
    private var depth = 0

    private struct RecordKey: Hashable {
        let library: ObjectIdentifier
        let index: Int
    }

    init(pointerDefault: MarshalingAttributes.PointerKind? = nil) {
        self.pointerDefault = pointerDefault ?? .unique
    }

    /// The node of a parameter, of which NDR passes what it points at.
    mutating func parameter(
        _ parameter: Parameter, _ attributes: MarshalingAttributes, among parameters: [Parameter], in library: TypeLibrary
    ) throws(TypeLibraryError) -> UnsafePointer<WireNode> {
        var position = Position(attributes: attributes, isTopLevel: true, scope: .parameters(parameters, library))
        // C passes an array as a pointer to it.
        if case .cArray = try resolveAliases(parameter.type, library, &position).type {
            position.isTopLevel = false
            let array = try node(parameter.type, library, position)
            return UnsafePointer(types.add(pointer(to: array, [.topLevel, .reference])))
        }
        return UnsafePointer(try node(parameter.type, library, position))
    }

    /// The node of a result, or nil for none.
    mutating func result(
        _ type: TypeDescription, _ attributes: MarshalingAttributes, in library: TypeLibrary
    ) throws(TypeLibraryError) -> UnsafePointer<WireNode>? {
        if type == .basic(.void) || type == .basic(.empty) { return nil }
        return UnsafePointer(
            try node(type, library, Position(attributes: attributes, isTopLevel: false, scope: .parameters([], library))))
    }

    /// The node of a record that stands alone: in a VARIANT, in a SAFEARRAY.
    mutating func record(_ type: TypeInfo) throws(TypeLibraryError) -> UnsafePointer<WireNode> {
        UnsafePointer(try recordNode(type))
    }

    // MARK: Types

    private mutating func node(
        _ type: TypeDescription, _ library: TypeLibrary, _ position: Position
    ) throws(TypeLibraryError) -> UnsafeMutablePointer<WireNode> {
        budget -= 1
        depth += 1
        defer { depth -= 1 }
        guard budget > 0, depth <= 64 else {
            throw TypeLibraryError(.TYPE_E_CIRCULARTYPE, "a type of \(library.name) is nested without end", file: library.path)
        }
        var position = position
        let resolved = try resolveAliases(type, library, &position)
        switch resolved.type {
        case .basic(let varType): return try basic(varType, resolved.library, position)
        case .pointer(let target):
            guard let target else { throw unsupported("a pointer to nothing that the library names", library) }
            return try pointer(target, resolved.library, position)
        case .safeArray(let element): return try safeArray(element, resolved.library)
        case .cArray(let element, let bounds): return try array(element, bounds, resolved.library, position)
        case .userDefined(let reference):
            let target = try resolved.library.resolve(reference)
            switch target.kind {
            case .enum: return types.add(ranged(.number(4, signed: true), position))
            case .record: return try recordNode(target)
            case .union: return try union(target, position)
            case .interface, .dispatch, .coclass, .module, .alias:
                throw unsupported("\(target.name) by value", library)
            }
        }
    }

    /// Follows aliases; what they say counts where the member itself says nothing.
    private func resolveAliases(
        _ type: TypeDescription, _ library: TypeLibrary, _ position: inout Position
    ) throws(TypeLibraryError) -> (type: TypeDescription, library: TypeLibrary) {
        var (type, library) = (type, library)
        for _ in 0..<64 {
            guard case .userDefined(let reference) = type else { return (type, library) }
            let target = try library.resolve(reference)
            guard target.kind == .alias, let alias = target.definition.alias else { return (type, library) }
            let said = target.definition.marshaling
            if said.isString { position.attributes.isString = true }
            if position.attributes.range == nil { position.attributes.range = said.range }
            if position.attributes.pointerKind == nil { position.attributes.pointerKind = said.pointerKind }
            (type, library) = (alias, target.library)
        }
        throw TypeLibraryError(.TYPE_E_CIRCULARTYPE, "an alias of \(library.name) is one of itself", file: library.path)
    }

    private func unsupported(_ what: String, _ library: TypeLibrary) -> TypeLibraryError {
        TypeLibraryError(.E_NOTIMPL, "\(what) cannot be marshaled", file: library.path)
    }

    private mutating func basic(
        _ varType: VarType, _ library: TypeLibrary, _ position: Position
    ) throws(TypeLibraryError) -> UnsafeMutablePointer<WireNode> {
        switch varType {
        case .i1: return types.add(ranged(.number(1, signed: true), position))
        case .ui1: return types.add(ranged(.number(1), position))
        case .i2, .bool: return types.add(ranged(.number(2, signed: true), position))
        case .ui2: return types.add(ranged(.number(2), position))
        case .i4, .int, .error, .hresult: return types.add(ranged(.number(4, signed: true), position))
        case .ui4, .uint: return types.add(ranged(.number(4), position))
        case .r4: return types.add(.number(4))
        case .i8: return types.add(ranged(.number(8, signed: true), position))
        case .ui8: return types.add(ranged(.number(8), position))
        case .r8, .date, .cy: return types.add(.number(8))
        case .intPtr, .uintPtr:
            return types.add(
                WireNode(
                    kind: .int3264, flags: varType == .intPtr ? .signed : [], width: 4, size: 8, alignment: 8, wireAlignment: 4,
                    wireMinimum: 4))
        case .bstr: return types.add(.pointerSized(.bstr, [.referents, .owns]))
        case .dispatch: return try interface(WellKnownIID.dispatch, position)
        case .unknown: return try interface(WellKnownIID.unknown, position)
        case .variant:
            return types.add(
                WireNode(
                    kind: .variant, flags: [.referents, .owns], size: 24, alignment: 8, wireAlignment: 4, wireMinimum: 4))
        case .decimal: return decimal()
        case .filetime: return fixedRecord([(0, 4), (4, 4)], size: 8)
        case .lpstr, .lpwstr:
            var position = position
            position.attributes.isString = true
            return try pointer(.basic(varType == .lpstr ? .ui1 : .ui2), library, position)
        case .safearray: return try safeArray(nil, library)
        default: throw unsupported(varType.documentedName, library)
        }
    }

    private func ranged(_ node: WireNode, _ position: Position) -> WireNode {
        guard let range = position.attributes.range else { return node }
        var node = node
        node.flags.insert(.ranged)
        // What is in range is known after it has been read: no copying of blocks.
        node.flags.remove(.block)
        (node.low, node.high) = (range.lowerBound, range.upperBound)
        return node
    }

    /// [MS-OAUT] 2.2.26
    private func decimal() -> UnsafeMutablePointer<WireNode> {
        fixedRecord([(0, 2), (2, 1), (3, 1), (4, 4), (8, 8)], size: 16)
    }

    private func fixedRecord(_ numbers: [(offset: Int, width: Int)], size: Int) -> UnsafeMutablePointer<WireNode> {
        let fields = numbers.map {
            WireField(
                offset: $0.offset, node: UnsafePointer(types.add(.number($0.width))), cases: nil, caseCount: 0, isDefault: false)
        }
        let alignment = numbers.map(\.width).max() ?? 1
        var node = WireNode(
            kind: .record, flags: .block, size: size, alignment: alignment, wireAlignment: alignment, wireMinimum: size)
        node.fields = types.add(fields)
        node.fieldCount = fields.count
        return types.add(node)
    }

    private mutating func safeArray(
        _ element: TypeDescription?, _ library: TypeLibrary
    ) throws(TypeLibraryError) -> UnsafeMutablePointer<WireNode> {
        var node = WireNode.pointerSized(.safeArray, [.referents, .owns])
        if let element {
            var ignored = Position(attributes: MarshalingAttributes(), isTopLevel: false, scope: .parameters([], library))
            let resolved = try resolveAliases(element, library, &ignored)
            switch resolved.type {
            case .basic(let type): node.elementType = type
            case .pointer(.userDefined(let reference)?):
                let target = try resolved.library.resolve(reference)
                node.elementType = target.kind == .dispatch || target.guid == WellKnownIID.dispatch ? .dispatch : .unknown
            case .userDefined(let reference):
                let target = try resolved.library.resolve(reference)
                switch target.kind {
                case .enum: node.elementType = .i4
                case .record: (node.elementType, node.guid) = (.record, target.guid)
                case .interface, .dispatch, .coclass:
                    node.elementType = target.kind == .dispatch || target.guid == WellKnownIID.dispatch ? .dispatch : .unknown
                default: break
                }
            default: break
            }
        }
        return types.add(node)
    }

    private mutating func interface(
        _ iid: GUID, _ position: Position
    ) throws(TypeLibraryError) -> UnsafeMutablePointer<WireNode> {
        var node = WireNode.pointerSized(.interface, [.referents, .owns])
        node.guid = iid
        if let term = position.attributes.iidIs { node.selector = try expression(term, position.scope, isGUID: true) }
        return types.add(node)
    }

    // MARK: Pointers and arrays

    private func pointer(to child: UnsafeMutablePointer<WireNode>, _ flags: WireNode.Flags) -> WireNode {
        var node = WireNode.pointerSized(.pointer, flags.union([.referents, .pointers]))
        node.child = UnsafePointer(child)
        return node
    }

    private mutating func pointer(
        _ target: TypeDescription, _ library: TypeLibrary, _ position: Position
    ) throws(TypeLibraryError) -> UnsafeMutablePointer<WireNode> {
        var inner = position
        inner.isTopLevel = false
        inner.attributes.pointerKind = nil
        inner.level += 1
        let resolved = try resolveAliases(target, library, &inner)
        if case .basic(.void) = resolved.type {
            guard position.attributes.iidIs != nil else { throw unsupported("void *", library) }
            return try interface(WellKnownIID.unknown, position)
        }
        if case .userDefined(let reference) = resolved.type,
            let iid = try interfaceID(of: resolved.library.resolve(reference))
        {
            return try interface(iid, position)
        }
        let attributes = position.attributes
        let level = position.level
        var flags: WireNode.Flags = []
        let said = attributes.pointerKind
        if position.isTopLevel, said == nil || said == .ref {
            flags = [.topLevel, .reference]
        } else if said == .ref || (said == nil && pointerDefault == .ref) {
            flags = .reference
        }
        let size = attributes.sizeIs[safe: level] ?? nil
        let most = attributes.maxIs[safe: level] ?? nil
        let isString = attributes.isString && resolved.type.isCharacter
        passedPointers += 1
        defer { passedPointers -= 1 }
        let child = try node(target, library, inner)
        if size == nil, most == nil, !isString { return types.add(pointer(to: child, flags)) }
        var made = pointer(to: child, flags.union(.conformant))
        if isString { made.flags.formUnion([.string, .varying]) }
        if let size {
            made.sizeIs = try expression(size, position.scope)
        } else if let most {
            made.sizeIs = try expression(most, position.scope, increment: 1)
        }
        try addVariance(to: &made, attributes, level, position.scope)
        return types.add(made)
    }

    private mutating func addVariance(
        to node: inout WireNode, _ attributes: MarshalingAttributes, _ level: Int, _ scope: Scope
    ) throws(TypeLibraryError) {
        if let first = attributes.firstIs[safe: level] ?? nil {
            node.flags.insert(.varying)
            node.firstIs = try expression(first, scope)
        }
        if let length = attributes.lengthIs[safe: level] ?? nil {
            node.flags.insert(.varying)
            node.lengthIs = try expression(length, scope)
        } else if let last = attributes.lastIs[safe: level] ?? nil {
            node.flags.insert(.varying)
            node.lengthIs = try expression(last, scope, increment: 1)
            node.lengthIsLast = true
        }
    }

    private mutating func array(
        _ element: TypeDescription, _ bounds: [ArrayBound], _ library: TypeLibrary, _ position: Position
    ) throws(TypeLibraryError) -> UnsafeMutablePointer<WireNode> {
        var count = 1
        for bound in bounds {
            let (product, overflow) = count.multipliedReportingOverflow(by: Int(bound.count))
            guard !overflow, product <= Int(Int32.max) else {
                throw TypeLibraryError(.TYPE_E_SIZETOOBIG, "an array of \(library.name) is too large", file: library.path)
            }
            count = product
        }
        guard count > 0 else { throw unsupported("an array without a size", library) }
        var inner = position
        inner.isTopLevel = false
        inner.level += 1
        inner.attributes.pointerKind = nil
        let resolved = try resolveAliases(element, library, &inner)
        let child = try node(element, library, inner)
        let (size, overflow) = child.pointee.size.multipliedReportingOverflow(by: count)
        guard !overflow, size <= 1 << 30, child.pointee.size > 0 else {
            throw TypeLibraryError(.TYPE_E_SIZETOOBIG, "an array of \(library.name) is too large", file: library.path)
        }
        var node = WireNode(
            kind: .array, flags: child.pointee.flags.intersection([.block, .referents, .owns, .pointers, .unions]), size: size,
            alignment: child.pointee.alignment, wireAlignment: child.pointee.wireAlignment,
            wireMinimum: min(child.pointee.wireMinimum * count, Int(Int32.max)), count: count)
        node.child = UnsafePointer(child)
        if position.attributes.isString, resolved.type.isCharacter { node.flags.formUnion([.string, .varying]) }
        try addVariance(to: &node, position.attributes, position.level, position.scope)
        if node.flags.contains(.varying) {
            node.flags.remove(.block)
            node.wireAlignment = max(4, node.wireAlignment)
            node.wireMinimum = 8
        }
        return types.add(node)
    }

    // MARK: Records and unions

    private mutating func recordNode(_ type: TypeInfo) throws(TypeLibraryError) -> UnsafeMutablePointer<WireNode> {
        let key = RecordKey(library: ObjectIdentifier(type.library), index: type.index)
        if let known = records[key] {
            // A pointer to a record of its own kind is a list; a record in itself would have no end.
            guard unfinished[key].map({ $0 < passedPointers }) ?? true else {
                throw TypeLibraryError(.TYPE_E_CIRCULARTYPE, "\(type.name) contains itself", file: type.library.path)
            }
            return known
        }
        let place = types.add(WireNode.number(1))
        records[key] = place
        unfinished[key] = passedPointers
        defer { unfinished[key] = nil }
        let variables = type.variables.filter { $0.kind == .perInstance }
        let size = Int(type.instanceSize)
        guard size > 0, size <= 1 << 30, !variables.isEmpty else {
            throw unsupported("\(type.name), which has no fields,", type.library)
        }
        // Known before its fields are: a pointer among them may point at it.
        place.pointee = WireNode(
            kind: .record, size: size, alignment: max(1, Int(type.alignment)), wireAlignment: 1, wireMinimum: 1)
        var node = place.pointee
        node.flags = .block
        node.wireMinimum = 0
        var fields: [WireField] = []
        var end = 0
        for variable in variables {
            let offset = Int(variable.instanceOffset)
            let position = Position(
                attributes: variable.marshaling, isTopLevel: false, scope: .fields(variables, type.library))
            let field = try self.node(variable.type, type.library, position)
            // Fields of a record that overlap would let a number be taken for a pointer.
            guard offset >= end, offset + field.pointee.size <= size else {
                throw TypeLibraryError(
                    .TYPE_E_UNSUPFORMAT, "\(type.name).\(variable.name ?? "") lies where another field does",
                    file: type.library.path)
            }
            if offset != end || !field.pointee.flags.contains(.block) { node.flags.remove(.block) }
            end = offset + field.pointee.size
            node.flags.formUnion(field.pointee.flags.intersection([.referents, .owns, .pointers, .unions]))
            node.wireAlignment = max(node.wireAlignment, field.pointee.wireAlignment)
            node.wireMinimum = min(node.wireMinimum + field.pointee.wireMinimum, Int(Int32.max))
            fields.append(WireField(offset: offset, node: UnsafePointer(field), cases: nil, caseCount: 0, isDefault: false))
        }
        if end != size { node.flags.remove(.block) }
        node.fields = types.add(fields)
        node.fieldCount = fields.count
        place.pointee = node
        return place
    }

    private mutating func union(
        _ type: TypeInfo, _ position: Position
    ) throws(TypeLibraryError) -> UnsafeMutablePointer<WireNode> {
        guard let selector = position.attributes.switchIs else {
            throw unsupported("the union \(type.name), of which no switch_is tells the arm,", type.library)
        }
        var node = WireNode(
            kind: .union, flags: .unions, size: Int(type.instanceSize), alignment: max(1, Int(type.alignment)),
            wireAlignment: 1, wireMinimum: 1)
        node.selector = try expression(selector, position.scope)
        if node.selector?.pointee.source?.isSigned == true { node.flags.insert(.signed) }
        let stated = type.definition.marshaling.switchType.flatMap { TypeLayout(of: $0, pointerSize: 8) }?.size
        node.width = stated ?? node.selector?.pointee.source?.width ?? 4
        guard [1, 2, 4, 8].contains(node.width), node.size > 0, node.size <= 1 << 30 else {
            throw unsupported("the union \(type.name)", type.library)
        }
        node.wireAlignment = node.width
        node.wireMinimum = node.width
        var arms: [WireField] = []
        let variables = type.variables
        for variable in variables {
            let attributes = variable.marshaling
            let inner = Position(attributes: attributes, isTopLevel: false, scope: .fields(variables, type.library))
            let arm = try self.node(variable.type, type.library, inner)
            guard arm.pointee.size <= node.size, !attributes.cases.isEmpty || attributes.isDefaultCase else {
                throw unsupported("the arm \(variable.name ?? "") of \(type.name), which no case chooses,", type.library)
            }
            node.flags.formUnion(arm.pointee.flags.intersection([.referents, .owns, .pointers]))
            node.wireAlignment = max(node.wireAlignment, arm.pointee.wireAlignment)
            arms.append(
                WireField(
                    offset: 0, node: UnsafePointer(arm), cases: types.add(attributes.cases), caseCount: attributes.cases.count,
                    isDefault: attributes.isDefaultCase))
        }
        node.fields = types.add(arms)
        node.fieldCount = arms.count
        return types.add(node)
    }

    private func interfaceID(of type: TypeInfo) throws(TypeLibraryError) -> GUID? {
        switch type.kind {
        case .interface, .dispatch: return type.guid
        case .coclass:
            let interfaces = type.definition.implementedTypes
            let chosen = interfaces.first { $0.flags.contains(.default) && !$0.flags.contains(.source) } ?? interfaces.first
            guard let chosen else { return WellKnownIID.unknown }
            return try type.library.resolve(chosen.reference).guid
        default: return nil
        }
    }

    // MARK: Expressions

    private mutating func expression(
        _ term: MarshalingAttributes.Term, _ scope: Scope, increment: Int64 = 0, isGUID: Bool = false
    ) throws(TypeLibraryError) -> UnsafePointer<WireExpression> {
        let parsed: MarshalingExpression
        switch term {
        case .expression(let expression): parsed = expression
        case .unsupported(let text):
            throw TypeLibraryError(.E_NOTIMPL, "the expression \(text) cannot be evaluated")
        }
        let made = try resolve(parsed, scope, isGUID: isGUID)
        var source: WireExpression.Source?
        if case .source(let only) = made { source = only }
        return types.add(WireExpression(term: made, source: source, increment: increment))
    }

    private func resolve(
        _ expression: MarshalingExpression, _ scope: Scope, isGUID: Bool
    ) throws(TypeLibraryError) -> WireExpression.Term {
        switch expression {
        case .number(let number): return .number(number)
        case .name(let name): return .source(try source(name, 0, scope, isGUID: isGUID))
        case .dereferenced(let operand):
            var count = 1
            var inner = operand
            while case .dereferenced(let next) = inner {
                count += 1
                inner = next
            }
            guard case .name(let name) = inner else {
                throw TypeLibraryError(.E_NOTIMPL, "an expression dereferences what is no name")
            }
            return .source(try source(name, count, scope, isGUID: isGUID))
        case .negated(let operand): return .unary("-", try resolve(operand, scope, isGUID: false))
        case .complemented(let operand): return .unary("~", try resolve(operand, scope, isGUID: false))
        case .not(let operand): return .unary("!", try resolve(operand, scope, isGUID: false))
        case .binary(let operation, let left, let right):
            return .binary(operation, try resolve(left, scope, isGUID: false), try resolve(right, scope, isGUID: false))
        case .conditional(let condition, let first, let second):
            return .conditional(
                try resolve(condition, scope, isGUID: false), try resolve(first, scope, isGUID: false),
                try resolve(second, scope, isGUID: false))
        }
    }

    private func source(
        _ name: String, _ dereferences: Int, _ scope: Scope, isGUID: Bool
    ) throws(TypeLibraryError) -> WireExpression.Source {
        var source = WireExpression.Source(parameter: -1, offset: 0, dereferences: dereferences, width: 0, isSigned: false)
        var type: TypeDescription
        var library: TypeLibrary
        switch scope {
        case .parameters(let parameters, let owner):
            guard let index = parameters.firstIndex(where: { $0.name == name }) else {
                throw TypeLibraryError(.TYPE_E_ELEMENTNOTFOUND, "an expression names \(name), which is no parameter")
            }
            source.parameter = index
            (type, library) = (parameters[index].type, owner)
        case .fields(let fields, let owner):
            guard let field = fields.first(where: { $0.name == name }) else {
                throw TypeLibraryError(.TYPE_E_ELEMENTNOTFOUND, "an expression names \(name), which is no field")
            }
            source.offset = Int(field.instanceOffset)
            (type, library) = (field.type, owner)
        }
        var left = dereferences
        // An IID is named, not dereferenced: every pointer before it is followed.
        if isGUID { source.dereferences = 0 }
        for _ in 0..<64 {
            switch type {
            case .basic(let varType) where left == 0 && !isGUID:
                guard let number = TypeLayout(of: varType, pointerSize: 8), varType.isNumber else { break }
                source.width = number.size
                source.isSigned = varType.isSigned
                return source
            case .pointer(let target?) where left > 0 || isGUID:
                left -= 1
                if isGUID { source.dereferences += 1 }
                type = target
                continue
            case .userDefined(let reference):
                let target = try library.resolve(reference)
                if target.kind == .alias, let alias = target.definition.alias {
                    (type, library) = (alias, target.library)
                    continue
                }
                if target.kind == .enum, left == 0, !isGUID {
                    source.width = 4
                    source.isSigned = true
                    return source
                }
                if target.kind == .record, isGUID, target.instanceSize == 16 { return source }
            default: break
            }
            break
        }
        throw TypeLibraryError(
            .E_NOTIMPL, "an expression uses \(name), which is no \(isGUID ? "IID" : "number")", file: library.path)
    }
}

extension TypeDescription {
    /// Whether a string may consist of it.
    fileprivate var isCharacter: Bool {
        switch self {
        case .basic(.i1), .basic(.ui1), .basic(.i2), .basic(.ui2): true
        default: false
        }
    }
}

extension VarType {
    fileprivate var isNumber: Bool {
        switch self {
        case .i1, .ui1, .i2, .ui2, .i4, .ui4, .i8, .ui8, .int, .uint, .bool, .error, .hresult, .intPtr, .uintPtr: true
        default: false
        }
    }
    fileprivate var isSigned: Bool {
        switch self {
        case .i1, .i2, .i4, .i8, .int, .bool, .error, .hresult, .intPtr: true
        default: false
        }
    }
}

extension Array {
    fileprivate subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
