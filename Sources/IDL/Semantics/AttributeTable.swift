// SPDX-License-Identifier: Apache-2.0

/// What an attribute stands on.
struct AttributeTargets: OptionSet {
    let rawValue: UInt16

    static let library = AttributeTargets(rawValue: 0x1)
    static let interface = AttributeTargets(rawValue: 0x2)
    static let dispinterface = AttributeTargets(rawValue: 0x4)
    static let coclass = AttributeTargets(rawValue: 0x8)
    static let module = AttributeTargets(rawValue: 0x10)
    /// A typedef, `struct`, `union` or `enum`.
    static let type = AttributeTargets(rawValue: 0x20)
    static let function = AttributeTargets(rawValue: 0x40)
    static let parameter = AttributeTargets(rawValue: 0x80)
    /// A property of a dispinterface, or a constant of a module.
    static let property = AttributeTargets(rawValue: 0x100)
    /// A member of a `struct` or `union`.
    static let field = AttributeTargets(rawValue: 0x200)
    static let enumMember = AttributeTargets(rawValue: 0x400)
    /// An interface of a coclass.
    static let implementation = AttributeTargets(rawValue: 0x800)

    static let declared: AttributeTargets = [.library, .interface, .dispinterface, .coclass, .module, .type]
    static let members: AttributeTargets = [.function, .property]
    static let data: AttributeTargets = [.parameter, .field, .property]
    static let everything = AttributeTargets(rawValue: 0xFFF)

    /// How messages call the one target.
    var noun: String {
        switch self {
        case .library: "a library"
        case .interface: "an interface"
        case .dispinterface: "a dispinterface"
        case .coclass: "a coclass"
        case .module: "a module"
        case .type: "a type"
        case .function: "a function"
        case .parameter: "a parameter"
        case .property: "a property"
        case .field: "a member of a struct or union"
        case .enumMember: "a member of an enum"
        default: "an interface of a coclass"
        }
    }
}

/// The attributes of the language, and what each may stand on.
enum AttributeTable {
    static func isKnown(_ keyword: Keyword) -> Bool { targets(of: keyword) != nil }

    static func targets(of keyword: Keyword) -> AttributeTargets? {
        Int(keyword.rawValue) < Keyword.attributeCount ? table[Int(keyword.rawValue)] : nil
    }

    static var names: [String] { Array(Keyword.spellings[..<Keyword.attributeCount]) }

    private static let table: [AttributeTargets] = {
        var table: [AttributeTargets] = Array(repeating: [], count: Keyword.attributeCount)
        for (targets, keywords) in groups { for keyword in keywords { table[Int(keyword.rawValue)].formUnion(targets) } }
        return table
    }()

    private static let groups: [(AttributeTargets, [Keyword])] = [
        // What a type library stores.
        (.declared.union([.function, .property]), [.helpstring, .helpcontext, .helpstringcontext, .hidden, .restricted]),
        ([.enumMember, .field], [.helpstring, .helpcontext, .helpstringcontext, .hidden, .id]),
        (.implementation, [.restricted, .source, .default, .defaultvtable]),
        (.declared, [.uuid, .version, .lcid]),
        (.parameter, [.lcid]),
        (.library, [.helpfile, .helpstringdll, .control, .id]),
        (.everything, [.custom]),
        (.interface, [.dual, .oleautomation, .nonextensible, .proxy]),
        (.dispinterface, [.oleautomation, .nonextensible, .source, .default]),
        (.type, [.public, .oleautomation]),
        (
            .coclass,
            [.appobject, .control, .licensed, .noncreatable, .aggregatable, .predeclid, .default, .requestedit]
        ),
        ([.interface, .dispinterface, .coclass, .module, .type], [.replaceable, .predeclid]),
        (.module, [.dllname]),
        (.function, [.entry, .vararg, .propget, .propput, .propputref, .usesgetlasterror]),
        (
            .members,
            [
                .id, .bindable, .requestedit, .displaybind, .defaultbind, .defaultcollelem, .uidefault, .nonbrowsable,
                .replaceable, .immediatebind, .source, .readonly,
            ]
        ),
        (.field, [.readonly, .bindable, .id]),
        (.parameter, [.in, .out, .retval, .optional, .defaultvalue, .readonly]),
        // What only a marshaler needs.
        (.data, [.size_is, .length_is, .max_is, .min_is, .first_is, .last_is, .iid_is, .switch_is, .range]),
        (.data.union([.type, .function]), [.string, .unique, .ref, .ptr, .switch_type, .context_handle, .ignore]),
        (.type.union([.field, .parameter]), [.range, .handle, .v1_enum, .flags]),
        (.type, [.wire_marshal, .user_marshal, .transmit_as, .represent_as, .encode, .decode]),
        (.field, [.case, .default]),
        (.parameter, [.force_allocate, .partial_ignore, .disable_consistency_check, .comm_status, .fault_status, .annotation]),
        (
            .function,
            [
                .local, .call_as, .idempotent, .broadcast, .maybe, .message, .async, .input_sync, .inputsync, .callback,
                .comm_status, .fault_status, .enable_allocate, .encode, .decode, .code, .nocode, .optimize, .overload,
                .notify, .notify_flag, .propget, .eventadd, .eventremove,
            ]
        ),
        (
            .interface,
            [
                .object, .odl, .local, .pointer_default, .async_uuid, .endpoint, .auto_handle, .implicit_handle,
                .explicit_handle, .strict_context_handle, .code, .nocode, .optimize, .encode, .decode, .ms_union,
                .enable_allocate, .source, .default,
            ]
        ),
        (.dispinterface, [.odl, .pointer_default, .object]),
        (.library, [.pointer_default, .odl]),
        (.coclass, [.progid, .vi_progid, .threading, .odl]),
        // Windows Runtime metadata; of no effect here.
        (
            .everything,
            [
                .contract, .contractversion, .activatable, .static, .exclusive_to, .marshaling_behavior, .composable,
                .deprecated, .default_overload, .protected, .annotation,
            ]
        ),
    ]
}

/// The attributes of one declaration.
struct AttributeList {
    let all: [AttributeSyntax]
    /// Those that are known, to tell at once what is not there.
    private let known: AttributeSet

    static var none: AttributeList { AttributeList(all: []) }

    init(all: [AttributeSyntax]) {
        self.all = all
        var known = AttributeSet()
        for attribute in all { if let keyword = attribute.keyword { known.insert(keyword) } }
        self.known = known
    }

    /// The last of that name, as MIDL takes it.
    subscript(keyword: Keyword) -> AttributeSyntax? { has(keyword) ? all.last { $0.keyword == keyword } : nil }

    func has(_ keyword: Keyword) -> Bool { known.contains(keyword) }

    func hasAny(of set: AttributeSet) -> Bool { !known.isDisjoint(with: set) }
}
