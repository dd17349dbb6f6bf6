// SPDX-License-Identifier: Apache-2.0

public import AutomationTypes
public import TypeLibrary

/// The words of IDL for what a library says: for the printer, and for whoever shows single declarations.
public enum IDLWords {
    // MARK: Types

    /// The word for a type that a VARTYPE alone names.
    public static func name(of type: VarType) -> String {
        switch type {
        case .i1: "char"
        case .ui1: "unsigned char"
        case .i2: "short"
        case .ui2: "unsigned short"
        case .i4: "long"
        case .ui4: "unsigned long"
        case .i8: "__int64"
        case .ui8: "unsigned __int64"
        case .int: "int"
        case .uint: "unsigned int"
        case .r4: "float"
        case .r8: "double"
        case .bool: "VARIANT_BOOL"
        case .cy: "CURRENCY"
        case .date: "DATE"
        case .bstr: "BSTR"
        case .variant: "VARIANT"
        case .decimal: "DECIMAL"
        case .error: "SCODE"
        case .hresult: "HRESULT"
        case .lpstr: "LPSTR"
        case .lpwstr: "LPWSTR"
        case .intPtr: "__int3264"
        case .uintPtr: "unsigned __int3264"
        case .void: "void"
        default: "void /* \(type.documentedName) */"
        }
    }

    // MARK: Flags

    /// The attributes for these flags, `dual` among them.
    public static func names(of flags: TypeFlags) -> [String] {
        (flags.contains(.dual) ? ["dual"] : []) + names(of: flags, in: LibraryEmitter.typeFlagNames)
    }

    public static func names(of flags: FuncFlags) -> [String] { names(of: flags, in: LibraryEmitter.functionFlagNames) }
    public static func names(of flags: VarFlags) -> [String] { names(of: flags, in: LibraryEmitter.variableFlagNames) }

    public static func names(of flags: ImplTypeFlags) -> [String] {
        names(
            of: flags,
            in: [
                (.default, .default), (.source, .source), (.restricted, .restricted), (.defaultvtable, .defaultVTable),
            ])
    }

    private static func names<Flags: OptionSet>(of flags: Flags, in table: [(Keyword, Flags)]) -> [String]
    where Flags.Element == Flags {
        table.filter { flags.contains($0.1) }.map(\.0.spelling)
    }

    // MARK: Attributes kept as custom data

    /// Whether custom data with this GUID stands for an attribute that a type library has no room for.
    public static func isAttribute(_ guid: GUID) -> Bool { AttributeGUID.name(of: guid) != nil }

    /// The attributes of parameters that are kept as custom data of the function, by parameter; those of the result under -1.
    public static func keptAttributes(of function: Function) -> [Int: [String]] {
        function.keptAttributes.mapValues(written)
    }

    /// Attributes that are kept as custom data, as IDL.
    public static func written(_ attributes: [KeptAttribute]) -> [String] {
        attributes.compactMap { attribute in
            guard let arguments = attribute.arguments else { return attribute.name }
            guard attribute.name == "switch_type" else { return "\(attribute.name)(\(arguments))" }
            return UInt16(arguments).map { "switch_type(\(name(of: VarType(rawValue: $0))))" }
        }
    }

    // MARK: Values

    /// A value as an expression that the compiler gives the same type; nil for one that IDL cannot write.
    /// - Parameter type: the type of the parameter or constant, which decides how the value is converted; nil for custom data.
    public static func constant(_ value: ConstantValue, as type: TypeDescription?) -> String? {
        switch type {
        case nil, .basic(.variant), .pointer(.basic(.variant)): ownTyped(value)
        default: constant(value)
        }
    }

    /// As the type that stands around it makes it.
    private static func constant(_ value: ConstantValue) -> String? {
        switch value {
        case .integer(.bool, let number): return number == 0 ? "FALSE" : number == -1 ? "TRUE" : String(number)
        case .integer(.cy, let number):
            let (whole, rest) = number.magnitude.quotientAndRemainder(dividingBy: 10_000)
            let digits = String(rest)
            return "\(number < 0 ? "-" : "")\(whole).\(String(repeating: "0", count: 4 - digits.count))\(digits)"
        case .integer(_, let number): return String(number)
        case .ui8(let number): return "\(number)ull"
        case .r4(let number): return real(number.isFinite ? "\(number)" : nil)
        case .r8(let number), .date(let number): return real(number.isFinite ? "\(number)" : nil)
        case .bstr(let text): return text.map(quoted) ?? "0"
        case .decimal(let decimal): return self.decimal(decimal)
        case .nullObject: return "0"
        case .raw(_, let number): return String(number)
        case .empty, .null: return nil
        }
    }

    /// With a cast where the value's type would not follow from its text.
    private static func ownTyped(_ value: ConstantValue) -> String? {
        switch value {
        case .integer(.i4, _), .integer(.bool, 0), .integer(.bool, -1), .ui8, .r8, .bstr(.some): return constant(value)
        case .integer(.ui4, let number): return "\(number)u"
        case .bstr(nil): return "(BSTR)0"
        case .null: return "(VARIANT)NULL"
        case .raw(.variant, let number): return "(VARIANT)\(number)"
        case .nullObject(let type): return type == .dispatch ? "(IDispatch *)0" : "(IUnknown *)0"
        case .integer(let type, _): return constant(value).map { "(\(name(of: type)))\($0)" }
        case .r4: return constant(value).map { "(float)\($0)" }
        case .date: return constant(value).map { "(DATE)\($0)" }
        case .decimal: return constant(value).map { "(DECIMAL)\($0)" }
        case .raw, .empty: return constant(value)
        }
    }

    private static func real(_ text: String?) -> String? {
        guard let text else { return nil }
        return text.contains(".") || text.contains("e") ? text : text + ".0"
    }

    private static func decimal(_ value: DecimalBits) -> String? {
        guard value.hi32 == 0 else { return nil }
        var digits = String(value.lo64)
        let scale = Int(value.scale)
        if digits.count <= scale { digits = String(repeating: "0", count: scale - digits.count + 1) + digits }
        let sign = value.sign & 0x80 != 0 ? "-" : ""
        return scale == 0 ? sign + digits : "\(sign)\(digits.dropLast(scale)).\(digits.suffix(scale))"
    }
}
