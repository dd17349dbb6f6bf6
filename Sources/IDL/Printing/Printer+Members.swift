// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import TypeLibrary

extension LibraryWriter {
    func bracketed(_ attributes: [String]) -> String {
        attributes.isEmpty ? "" : "[\(attributes.joined(separator: ", "))] "
    }

    /// `id(…)`, unless the compiler would assign the MEMBERID anyway.
    func memberID(_ id: Int32, natural: Int) -> [String] {
        if id == Int32(truncatingIfNeeded: natural) { return [] }
        let isSmall = id >= -100_000 && id <= 100_000
        return [isSmall ? "id(\(id))" : "id(0x\(hexadecimal(UInt64(UInt32(bitPattern: id)), digits: 8).lowercased()))"]
    }

    /// The names of a variable's flags, all of them or those among `allowed`.
    func flagNames(_ flags: VarFlags, among allowed: [String]?) -> [String] {
        LibraryEmitter.variableFlagNames.filter { flags.contains($0.1) && allowed?.contains($0.0) != false }.map(\.0)
    }

    // MARK: Functions

    mutating func writeFunctions(of type: TypeDefinition, naturalID: Int) {
        var seen: [String: (index: Int, isNatural: Bool)] = [:]
        for (index, function) in type.functions.enumerated() {
            // The accessors of one property share the MEMBERID of the first, which the first may have from its place.
            let first = function.name.flatMap { seen[$0] }
            let natural = naturalID + (first?.isNatural == true ? first?.index ?? index : index)
            if let name = function.name, first == nil {
                seen[name] = (index, function.memberID == Int32(truncatingIfNeeded: natural))
            }
            line("        \(bracketed(attributes(of: function, natural: natural)))\(signature(of: function));")
        }
    }

    private func attributes(of function: Function, natural: Int) -> [String] {
        var list = memberID(function.memberID, natural: natural)
        if function.invokeKind.contains(.propertyGet) { list.append("propget") }
        if function.invokeKind.contains(.propertyPut) { list.append("propput") }
        if function.invokeKind.contains(.propertyPutRef) { list.append("propputref") }
        switch function.entry {
        case .name(let name): list.append("entry(\(quoted(name)))")
        case .ordinal(let ordinal): list.append("entry(\(ordinal))")
        case nil: break
        }
        for (name, flag) in LibraryEmitter.functionFlagNames where function.flags.contains(flag) { list.append(name) }
        if function.optionalCount < 0 { list.append("vararg") }
        return list + documentation(function.documentation) + customData(function.customData)
    }

    private func signature(of function: Function) -> String {
        let convention =
            switch function.callConv {
            case .cdecl: "__cdecl "
            case .pascal: "__pascal "
            case .fpFastcall: "__fastcall "
            default: ""
            }
        let parameters = self.parameters(of: function)
        let name = identifier(function.name ?? "")
        let flat = "\(convention)\(name)(\(parameters.joined(separator: ", ")))"
        let text =
            flat.utf8.count <= 90 || parameters.count < 2
            ? flat
            : "\(convention)\(name)(\n            \(parameters.joined(separator: ",\n            ")))"
        return declare(function.returnType, text)
    }

    private func parameters(of function: Function) -> [String] {
        let kept = keptAttributes(of: function)
        // [optional] is counted, a default value is not; one that is counted too has both.
        var alsoOptional =
            Int(function.optionalCount)
            - function.parameters.count { $0.flags.contains(.optional) && !$0.flags.contains(.hasDefault) }
        let used = Set(function.parameters.compactMap(\.name))
        return function.parameters.enumerated().map { index, parameter in
            var list: [String] = []
            if parameter.flags.contains(.in) { list.append("in") }
            if parameter.flags.contains(.out) { list.append("out") }
            if parameter.flags.contains(.lcid) { list.append("lcid") }
            if parameter.flags.contains(.retval) { list.append("retval") }
            if parameter.flags.contains(.hasDefault) {
                if alsoOptional > 0 {
                    alsoOptional -= 1
                    list.append("optional")
                }
                let value = parameter.defaultValue.map { constant($0, as: parameter.type) ?? "0" }
                list.append("defaultvalue(\(value ?? ""))")
            } else if parameter.flags.contains(.optional) {
                list.append("optional")
            }
            list += kept[index] ?? []
            list += customData(parameter.customData)
            var name = parameter.name.map(identifier) ?? ""
            // The new value of a property has no name in a library; IDL wants one to be read.
            if name.isEmpty, function.invokeKind.isPut, index == function.parameters.count - 1 {
                name = ["newValue", "newValue_", "newValue__"].first { !used.contains($0) } ?? ""
            }
            return bracketed(list) + declare(parameter.type, name)
        }
    }

    /// The attributes of parameters that are kept as custom data of the function, by parameter.
    private func keptAttributes(of function: Function) -> [Int: [String]] {
        var result: [Int: [String]] = [:]
        for item in function.customData {
            guard let attribute = AttributeGUID.name(of: item.guid), case .bstr(let text?) = item.value else { continue }
            for entry in text.split(separator: ";") {
                let parts = entry.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
                guard let index = Int(parts[0]) else { continue }
                result[index, default: []].append(parts.count > 1 ? "\(attribute)(\(parts[1]))" : attribute)
            }
        }
        return result
    }

    // MARK: Declarators

    /// `type` declared as `declarator`: C's inside-out notation.
    func declare(_ type: TypeDescription, _ declarator: String) -> String {
        switch type {
        case .basic(.unknown): return join("IUnknown", "*" + declarator)
        case .basic(.dispatch): return join("IDispatch", "*" + declarator)
        case .basic(let varType): return join(name(of: varType), declarator)
        case .pointer(let target):
            if case .cArray? = target { return declare(target ?? .basic(.void), "(*\(declarator))") }
            return declare(target ?? .basic(.void), "*" + declarator)
        case .safeArray(let element): return join("SAFEARRAY(\(declare(element ?? .basic(.variant), "")))", declarator)
        case .cArray(let element, let bounds):
            let suffix = bounds.map { $0.count == 0 ? "[]" : "[\($0.count)]" }.joined()
            return declare(element, declarator + suffix)
        case .userDefined(let reference):
            guard let (name, info) = names.resolve(reference) else { return join("void /* cannot be resolved */", declarator) }
            // A record may have been declared by its tag only.
            let isTag = info.library === library && [.record, .union, .enum].contains(info.definition.kind)
            return join(isTag ? "\(keyword(of: info.definition) ?? "") \(name)" : name, declarator)
        }
    }

    private func join(_ type: String, _ declarator: String) -> String { declarator.isEmpty ? type : type + " " + declarator }

    private func name(of type: VarType) -> String {
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

    // MARK: Values

    /// A value as an expression that the compiler gives the same type; nil for one that IDL cannot write.
    /// - Parameter type: the type of the parameter or constant, which decides how the value is converted; nil for custom data.
    func constant(_ value: ConstantValue, as type: TypeDescription?) -> String? {
        switch value {
        case .integer(.bool, let number): return number == 0 ? "FALSE" : number == -1 ? "TRUE" : String(number)
        case .integer(.cy, let number):
            let (whole, rest) = number.magnitude.quotientAndRemainder(dividingBy: 10_000)
            let digits = String(rest)
            return "\(number < 0 ? "-" : "")\(whole).\(String(repeating: "0", count: 4 - digits.count))\(digits)"
        case .integer(.ui4, let number) where type == nil: return "\(number)u"
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

    private func real(_ text: String?) -> String? {
        guard let text else { return nil }
        return text.contains(".") || text.contains("e") ? text : text + ".0"
    }

    private func decimal(_ value: DecimalBits) -> String? {
        guard value.hi32 == 0 else { return nil }
        var digits = String(value.lo64)
        let scale = Int(value.scale)
        if digits.count <= scale { digits = String(repeating: "0", count: scale - digits.count + 1) + digits }
        let sign = value.sign & 0x80 != 0 ? "-" : ""
        return scale == 0 ? sign + digits : "\(sign)\(digits.dropLast(scale)).\(digits.suffix(scale))"
    }
}
