// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import TypeLibrary

/// How messages spell the types and functions of one library: as IDL does, on one line.
struct TypeSpelling {
    let library: TypeLibrary
    /// No compiler nests types deeper; a file may.
    private static let deepest = 64

    func text(_ type: TypeDescription, depth: Int = 0) -> String {
        guard depth < TypeSpelling.deepest else { return "…" }
        switch type {
        case .basic(let varType): return TypeSpelling.name(of: varType)
        case .pointer(let target): return (target.map { text($0, depth: depth + 1) } ?? "void") + "*"
        case .safeArray(let element): return "SAFEARRAY(\(element.map { text($0, depth: depth + 1) } ?? "void"))"
        case .cArray(let element, let bounds):
            return text(element, depth: depth + 1) + bounds.map { "[\($0.count)]" }.joined()
        case .userDefined(let reference): return name(of: reference)
        }
    }

    /// The name of the type that a reference means; what is stored if it cannot be resolved.
    func name(of reference: TypeReference) -> String {
        if let (library, index) = try? library.locate(reference), let name = try? library.header(at: index).name {
            return name
        }
        switch reference {
        case .local(let index): return "type #\(index)"
        case .invalid(let number): return "reference 0x\(String(number, radix: 16))"
        case .external(let type):
            switch type.target {
            case .guid(let guid): return WellKnown.names[guid] ?? guid.description
            case .index(let index): return "\(type.library.fileName)#\(index)"
            }
        }
    }

    /// `[propget] HRESULT Value([out, retval] long* value)`
    func text(_ function: Function) -> String {
        let parameters = function.parameters.map(text).joined(separator: ", ")
        let kind = function.invokeKind.keyword.map { "[\($0)] " } ?? ""
        return "\(kind)\(text(function.returnType)) \(function.name ?? "?")(\(parameters))"
    }

    /// `[in, defaultvalue(7)] short start`
    func text(_ parameter: Parameter) -> String {
        var list = parameter.flags.keywords
        if let value = parameter.defaultValue { list.append("defaultvalue(\(value.spelling))") }
        let attributes = list.isEmpty ? "" : "[\(list.joined(separator: ", "))] "
        return attributes + text(parameter.type) + (parameter.name.map { " " + $0 } ?? "")
    }

    static func name(of type: VarType) -> String {
        names[type.rawValue] ?? type.documentedName
    }

    private static let names: [UInt16: String] = [
        2: "short", 3: "long", 4: "float", 5: "double", 6: "CURRENCY", 7: "DATE", 8: "BSTR", 9: "IDispatch*", 10: "SCODE",
        11: "VARIANT_BOOL", 12: "VARIANT", 13: "IUnknown*", 14: "DECIMAL", 16: "char", 17: "unsigned char",
        18: "unsigned short", 19: "unsigned long", 20: "__int64", 21: "unsigned __int64", 22: "int", 23: "unsigned int",
        24: "void", 25: "HRESULT", 30: "LPSTR", 31: "LPWSTR", 37: "__int3264", 38: "unsigned __int3264",
    ]
}

/// Interfaces that libraries name without having them.
enum WellKnown {
    static let names: [GUID: String] = [WellKnownIID.unknown: "IUnknown", WellKnownIID.dispatch: "IDispatch"]
    static let enumVariant = "IEnumVARIANT"
}

extension InvokeKind {
    /// `propget`, `propput` or `propputref`; nil for a method.
    var keyword: String? {
        if contains(.propertyGet) { return "propget" }
        if contains(.propertyPutRef) { return "propputref" }
        return contains(.propertyPut) ? "propput" : nil
    }
}

extension ParamFlags {
    /// The attributes that the flags stand for, in the usual order.
    var keywords: [String] {
        let all: [(ParamFlags, String)] = [
            (.in, "in"), (.out, "out"), (.lcid, "lcid"), (.retval, "retval"), (.optional, "optional"),
        ]
        return all.filter { contains($0.0) }.map(\.1)
    }
}

extension Function {
    /// What tells the function from its property's other accessors: `Value`, `Value[propput]`.
    var label: String { (name ?? "#\(memberID)") + (invokeKind.keyword.map { "[\($0)]" } ?? "") }
}

extension TypeDefinition {
    var displayName: String { name ?? guid.description }

    /// The word that declares such a type.
    var keyword: String {
        switch kind {
        case .enum: "enum"
        case .record: "struct"
        case .union: "union"
        case .module: "module"
        case .interface: "interface"
        case .dispatch: flags.contains(.dual) ? "dual interface" : "dispinterface"
        case .coclass: "coclass"
        case .alias: "typedef"
        }
    }
}
