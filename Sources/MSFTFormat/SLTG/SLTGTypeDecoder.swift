// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import TypeLibrary

/// The head of a type's block, and the tail behind its members.
///
///     head 00 u16 0x0501, 02 u32 references, 0A u32 members, 12 u16 major, 14 u16 minor
///          1A u8 TYPEFLAGS bits 0–4 << 3, 1B u8 TYPEFLAGS bits 5–12, 1D u8 TYPEKIND
///     members  00 u16, u16, u8; 05 u32 bytes that follow
///     tail 00 u16 functions, 02 u16 variables, 04 u16 implemented types
///          08, 0A, 0C u16 where each of them begins among the members, 0xFFFF: nowhere
///          14 u16 an alias's type, 1C u16 nonzero if that is a VARTYPE, else its offset among the members
///          18 u32 the help context that the members' help contexts are counted from
///          20 u16 size, 22 u16 alignment, 28 u16 bytes of the vtable
///
/// Source: Wine `typelib_struct.h` SLTG_TypeInfoHeader, SLTG_MemberHeader, SLTG_TypeInfoTail.
struct SLTGTypeHeader {
    let kind: TypeKind
    let flags: TypeFlags
    let version: Version
    let members: Int

    init(reading block: ByteView) throws(TypeLibraryError) {
        guard try block.u16(at: 0) == 0x0501 else {
            throw block.invalid("the mark of a type's block is missing", at: 0)
        }
        let number = try block.u8(at: 0x1D)
        guard let kind = TypeKind(rawValue: UInt32(number)) else {
            throw block.invalid("\(number) is not a TYPEKIND", at: 0x1D)
        }
        self.kind = kind
        flags = TypeFlags(rawValue: UInt16(try block.u8(at: 0x1A)) >> 3 | UInt16(try block.u8(at: 0x1B)) << 5)
        version = Version(try block.u16(at: 0x12), try block.u16(at: 0x14))
        members = Int(try block.u32(at: 0xA))
    }

    /// A dual interface is stored as an interface; the model has it as a dispatch type.
    var shownKind: TypeKind { kind == .interface && flags.contains(.dual) ? .dispatch : kind }
}

/// Makes the definition of one type from its block.
struct SLTGTypeDecoder {
    private static let nowhere = 0xFFFF
    private static let implementedMark: UInt16 = 0x4A

    private let block: ByteView
    private let names: SLTGNames
    private let references: SLTGReferences
    private let helpStrings: SLTGHelpStrings?
    private let pointerSize: Int
    private var firstHelpContext: UInt32 = 0
    private(set) var budget: DecodingBudget

    init(
        block: ByteView, names: SLTGNames, references: SLTGReferences, helpStrings: SLTGHelpStrings?, pointerSize: Int,
        budget: DecodingBudget
    ) {
        self.block = block
        self.names = names
        self.references = references
        self.helpStrings = helpStrings
        self.pointerSize = pointerSize
        self.budget = budget
    }

    /// The definition without what the library block says: name, GUID and help context.
    mutating func decode() throws(TypeLibraryError) -> TypeDefinition {
        let header = try SLTGTypeHeader(reading: block)
        let size = Int(try block.u32(at: header.members + 5))
        let members = try block.part(at: header.members + 9, count: size, name: "a type's members")
        let tail = try block.part(at: header.members + 9 + size, count: 0x2A, name: "a type's tail")
        var type = TypeDefinition(
            name: nil, kind: header.shownKind, flags: header.flags, version: header.version,
            instanceSize: UInt32(try tail.u16(at: 0x20)), alignment: try tail.u16(at: 0x22) & 0x1F,
            vtableSize: try tail.u16(at: 0x28))
        firstHelpContext = try tail.u32(at: 0x18)
        let functionStart = Int(try tail.u16(at: 8))
        if functionStart != SLTGTypeDecoder.nowhere {
            type.functions = try functions(Int(try tail.u16(at: 0)), at: functionStart, in: members)
        }
        let variableStart = Int(try tail.u16(at: 0xA))
        if variableStart != SLTGTypeDecoder.nowhere {
            type.variables = try variables(Int(try tail.u16(at: 2)), at: variableStart, in: members)
        }
        switch header.kind {
        case .interface, .coclass:
            if members.count >= 2, try members.u16(at: 0) == SLTGTypeDecoder.implementedMark {
                type.implementedTypes = try implementedTypes(at: 0, in: members)
            }
        case .dispatch:
            let start = Int(try tail.u16(at: 0xC))
            if start != SLTGTypeDecoder.nowhere { type.implementedTypes = try implementedTypes(at: start, in: members) }
            type.vtableSize = UInt16(truncatingIfNeeded: type.functions.count * pointerSize)
        case .alias:
            let word = try tail.u16(at: 0x14)
            if try tail.u16(at: 0x1C) != 0 {
                type.alias = .basic(VarType(rawValue: word))
            } else {
                var cursor = members.cursor(at: Int(word))
                type.alias = try description(&cursor, in: members)
            }
        case .enum, .record, .module, .union: break
        }
        return type
    }

    /// u16 0x4A, u16 next (0xFFFF: none), u16, u8 IMPLTYPEFLAGS, u8, u16, u16 reference; 0x16 bytes.
    private mutating func implementedTypes(
        at start: Int, in members: ByteView
    ) throws(TypeLibraryError) -> [ImplementedType] {
        var types: [ImplementedType] = []
        var next = start
        while next != SLTGTypeDecoder.nowhere {
            try budget.spend(DecodingBudget.Cost.reference, at: members.start + next)
            guard types.count <= members.count / 0x16 else {
                throw members.invalid("the list of implemented types returns to itself", at: start)
            }
            let entry = next == start ? start : next + start
            types.append(
                ImplementedType(
                    references[Int(try members.u16(at: entry + 0xA))],
                    flags: ImplTypeFlags(rawValue: UInt32(try members.u8(at: entry + 6)))))
            next = Int(try members.u16(at: entry + 2))
        }
        return types
    }

    // MARK: Functions

    /// u8 kind, u8 INVOKEKIND << 4, u16 next, u16 name, i32 MEMBERID, u16 help context, u16 help string, u16 parameters,
    /// u8 CALLCONV | parameters << 3, u8 optional parameters << 1 (bit 7: the type follows, else its offset), u16 result
    /// type, u16 offset in the vtable, and u16 FUNCFLAGS if bit 5 of the kind is set.
    private mutating func functions(
        _ count: Int, at start: Int, in members: ByteView
    ) throws(TypeLibraryError) -> [Function] {
        guard count <= members.count / 0x16 else {
            throw members.invalid("\(count) functions do not fit in \(members.count) bytes", at: start)
        }
        var functions: [Function] = []
        var position = start
        while functions.count < count, position != SLTGTypeDecoder.nowhere {
            functions.append(try function(at: position, in: members))
            position = Int(try members.u16(at: position + 2))
        }
        return functions
    }

    private mutating func function(at position: Int, in members: ByteView) throws(TypeLibraryError) -> Function {
        let mark = try members.u8(at: position)
        let kind: FuncKind
        switch mark & ~0x20 {
        case 0x4C: kind = .pureVirtual
        case 0xCB: kind = .dispatch
        case 0x8B: kind = .static
        default: throw members.invalid("\(mark) marks no function", at: position)
        }
        let counts = try members.u8(at: position + 0x10)
        let options = try members.u8(at: position + 0x11)
        var function = Function(
            memberID: try members.i32(at: position + 6), name: try name(Int(try members.u16(at: position + 4))),
            kind: kind, invokeKind: InvokeKind(rawValue: UInt16(try members.u8(at: position + 1) >> 4)),
            callConv: CallConv(rawValue: UInt32(counts & 7)), optionalCount: Int16(options >> 1 & 0x3F),
            vtableOffset: try members.i16(at: position + 0x14) & ~1)
        function.documentation = try documentation(at: position + 0xA, in: members)
        if mark & 0x20 != 0 { function.flags = FuncFlags(rawValue: try members.u16(at: position + 0x16)) }
        var result = members.cursor(
            at: options & 0x80 != 0 ? position + 0x12 : Int(try members.u16(at: position + 0x12)))
        function.returnType = try description(&result, in: members)
        function.parameters = try parameters(
            Int(counts >> 3), optional: Int(function.optionalCount), at: Int(try members.u16(at: position + 0xE)),
            in: members)
        return function
    }

    /// Per parameter u16 name, then its type or the u16 offset of its type. The name of a parameter whose type follows is
    /// stored one byte on; whether it is so shows in the byte before. 0xFFFF and 0xFFFE stand for no name, with the
    /// type and with an offset.
    private mutating func parameters(
        _ count: Int, optional: Int, at start: Int, in members: ByteView
    ) throws(TypeLibraryError) -> [Parameter] {
        var parameters: [Parameter] = []
        var cursor = members.cursor(at: start)
        for index in 0..<count {
            let word = Int(try cursor.u16())
            var name: String?
            var isOffset = word == 0xFFFE
            if word < 0xFFFE {
                if word == 0 { isOffset = true } else { isOffset = !isNamePart(try names.table.u8(at: word - 1)) }
                name = try self.name(isOffset ? word : word - 1)
            }
            var parameter: Parameter
            if isOffset {
                var type = members.cursor(at: Int(try cursor.u16()))
                parameter = try element(&type, name, in: members)
            } else {
                parameter = try element(&cursor, name, in: members)
            }
            if count - index <= optional { parameter.flags.insert(.optional) }
            parameters.append(parameter)
        }
        return parameters
    }

    private func isNamePart(_ byte: UInt8) -> Bool {
        switch byte {
        case 0, 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: false
        }
    }

    /// A type whose first word also says how the parameter is passed: bits 14–15 neither, out, in and out; else in.
    private mutating func element(
        _ cursor: inout ByteCursor, _ name: String?, in members: ByteView
    ) throws(TypeLibraryError) -> Parameter {
        let word = try cursor.view.u16(at: cursor.position)
        var flags: ParamFlags =
            switch word & 0xC000 {
            case 0xC000: []
            case 0x8000: [.in, .out]
            case 0x4000: [.out]
            default: [.in]
            }
        if word & 0x2000 != 0 { flags.insert(.lcid) }
        if word & 0x80 != 0 { flags.insert(.retval) }
        return Parameter(name: name, type: try description(&cursor, in: members), flags: flags)
    }

    // MARK: Variables

    /// u8 0x0A or 0x2A (with VARFLAGS), u8 form, u16 next, u16 name (0xFFFE: the one before), u16 offset or value, u16
    /// type or its offset, i32 MEMBERID, u16 help context, u16 help string, u16 VARFLAGS. The form: 0x02 the type
    /// itself stands there, 0x08 so does the constant, 0x10 a constant, 0x40 a property, 0x80 read-only.
    private mutating func variables(
        _ count: Int, at start: Int, in members: ByteView
    ) throws(TypeLibraryError) -> [Variable] {
        guard count <= members.count / 0x12 else {
            throw members.invalid("\(count) variables do not fit in \(members.count) bytes", at: start)
        }
        var variables: [Variable] = []
        var position = start
        while variables.count < count, position != SLTGTypeDecoder.nowhere {
            variables.append(try variable(at: position, after: variables.last, in: members))
            position = Int(try members.u16(at: position + 2))
        }
        return variables
    }

    private mutating func variable(
        at position: Int, after previous: Variable?, in members: ByteView
    ) throws(TypeLibraryError) -> Variable {
        let mark = try members.u8(at: position)
        guard mark & ~0x20 == 0x0A else { throw members.invalid("\(mark) marks no variable", at: position) }
        let form = try members.u8(at: position + 1)
        let nameOffset = Int(try members.u16(at: position + 4))
        let word = try members.u16(at: position + 6)
        var cursor = members.cursor(at: form & 0x02 != 0 ? position + 8 : Int(try members.u16(at: position + 8)))
        var variable = Variable(
            memberID: try members.i32(at: position + 0xA),
            name: nameOffset == 0xFFFE ? previous?.name : try name(nameOffset),
            type: try description(&cursor, in: members))
        variable.documentation = try documentation(at: position + 0xE, in: members)
        if mark & 0x20 != 0 { variable.flags = VarFlags(rawValue: try members.u16(at: position + 0x12)) }
        if form & 0x80 != 0 { variable.flags.insert(.readOnly) }
        if form & 0x40 != 0 {
            variable.kind = .dispatch
        } else if form & 0x10 != 0 {
            variable.kind = .const
            variable.value =
                form & 0x08 != 0
                ? .integer(.int, Int64(word)) : try constant(variable.type.varType, at: Int(word), in: members)
        } else {
            variable.instanceOffset = UInt32(word)
        }
        return variable
    }

    private mutating func constant(
        _ type: VarType, at offset: Int, in members: ByteView
    ) throws(TypeLibraryError) -> ConstantValue {
        switch type {
        case .bstr, .lpstr, .lpwstr:
            let length = Int(try members.u16(at: offset))
            if length == 0xFFFF { return .bstr(nil) }
            try budget.spend(length, at: members.start + offset)
            return .bstr(try members.text(at: offset + 2, count: length))
        case .r4: return .r4(Float(bitPattern: try members.u32(at: offset)))
        case .r8: return .r8(Double(bitPattern: try members.u64(at: offset)))
        case .date: return .date(Double(bitPattern: try members.u64(at: offset)))
        case .cy: return .integer(.cy, Int64(bitPattern: try members.u64(at: offset)))
        default: return .integer(.int, Int64(try members.i32(at: offset)))
        }
    }

    // MARK: Types

    /// The help string that these bits are; nil if there are none.
    mutating func helpString(_ bits: ByteView) throws(TypeLibraryError) -> String? {
        guard bits.count > 0, let helpStrings else { return nil }
        return try helpStrings.text(bits, &budget)
    }

    /// u16 help context, u16 help string.
    private mutating func documentation(
        at position: Int, in members: ByteView
    ) throws(TypeLibraryError) -> Documentation {
        Documentation(
            helpString: try helpString(at: Int(try members.u16(at: position + 2)), in: members),
            helpContext: try helpContext(try members.u16(at: position), in: members))
    }

    /// 0xFFFE: none. Odd: a distance from the type's first help context in the bits from 2 on, back if bit 1 is set. Even: the
    /// offset of a u32 among the members.
    ///
    /// A writer that puts the number itself there is known (widl of Wine 10), so an offset that leads outside is none.
    ///
    /// Source: the notes on `helpcontext` in Wine's `typelib.h`; a reader in Visual Basic (TypeLib viewer, `OpenSLTG`).
    private func helpContext(_ word: UInt16, in members: ByteView) throws(TypeLibraryError) -> UInt32 {
        guard word < 0xFFFE else { return 0 }
        guard word & 1 == 1 else {
            return Int(word) + 4 <= members.count ? try members.u32(at: Int(word)) : 0
        }
        let distance = UInt32(word >> 2)
        return word & 2 == 0 ? firstHelpContext &+ distance : firstHelpContext &- distance
    }

    /// The help string that begins at an offset among the members.
    private mutating func helpString(at offset: Int, in members: ByteView) throws(TypeLibraryError) -> String? {
        guard offset != SLTGTypeDecoder.nowhere, offset < members.count else { return nil }
        return try helpString(members.part(at: offset, count: members.count - offset, name: "a member's help string"))
    }

    private mutating func name(_ offset: Int) throws(TypeLibraryError) -> String? {
        guard offset != SLTGTypeDecoder.nowhere else { return nil }
        let name = try names.text(at: offset)
        try budget.spend(name.utf8.count, at: names.table.start + offset)
        return name
    }

    /// A type: words of a VARTYPE in bits 0–5; bits 9–11 all set: a pointer to it. VT_PTR is followed by the target,
    /// VT_USERDEFINED by four times the number of the reference, VT_CARRAY and VT_SAFEARRAY by the offset of a 32-bit
    /// SAFEARRAY (16 bytes, then the bounds) and the element.
    private mutating func description(
        _ cursor: inout ByteCursor, in members: ByteView, depth: Int = 0
    ) throws(TypeLibraryError) -> TypeDescription {
        guard depth < TypeDescriptorTable.deepest else {
            throw members.invalid(
                "pointers and arrays nest more than \(TypeDescriptorTable.deepest) deep", at: cursor.position)
        }
        try budget.spend(DecodingBudget.Cost.typeDescriptor, at: members.start &+ cursor.position)
        let word = try cursor.u16()
        let type: TypeDescription
        switch VarType(rawValue: word & 0x3F) {
        case .ptr: type = .pointer(try description(&cursor, in: members, depth: depth + 1))
        case .userdefined: type = .userDefined(references[Int(try cursor.u16()) / 4])
        case .safearray:
            _ = try cursor.u16()
            type = .safeArray(try description(&cursor, in: members, depth: depth + 1))
        case .carray:
            let bounds = try bounds(at: Int(try cursor.u16()), in: members)
            type = .cArray(try description(&cursor, in: members, depth: depth + 1), bounds: bounds)
        case let basic: type = .basic(basic)
        }
        return word & 0xE00 == 0xE00 ? .pointer(type) : type
    }

    private mutating func bounds(at offset: Int, in members: ByteView) throws(TypeLibraryError) -> [ArrayBound] {
        let dimensions = Int(try members.u16(at: offset))
        guard dimensions <= TypeDescriptorTable.mostDimensions else {
            throw members.invalid("an array of \(dimensions) dimensions", at: offset)
        }
        try budget.spend(dimensions * DecodingBudget.Cost.bound, at: members.start + offset)
        var cursor = members.cursor(at: offset + 0x10)
        var bounds: [ArrayBound] = []
        for _ in 0..<dimensions { bounds.append(ArrayBound(count: try cursor.u32(), lower: try cursor.i32())) }
        return bounds
    }
}
