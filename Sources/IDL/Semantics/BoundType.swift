// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import TypeLibrary

/// A type whose names have been looked up.
enum BoundType {
    case basic(BasicType)
    /// A type that Automation knows by name: BSTR, VARIANT, CURRENCY …
    case automation(VarType)
    indirect case pointer(BoundType)
    /// nil for an array whose size is not in the declaration.
    indirect case array(BoundType, count: UInt32?)
    indirect case safeArray(BoundType)
    case function
    case symbol(Symbol)
    /// Reported already.
    case unknown

    /// Levels of structure, aliases included: bounded, so that no recursion over a type can run away.
    var depth: Int {
        switch self {
        case .basic, .automation, .function, .unknown: 0
        case .pointer(let target), .array(let target, _), .safeArray(let target): target.depth + 1
        case .symbol(let symbol): symbol.aliasDepth
        }
    }

    /// The type behind typedefs.
    var withoutAliases: BoundType {
        var type = self
        while case .symbol(let symbol) = type, symbol.kind == .alias, let target = symbol.alias { type = target }
        return type
    }

    /// The struct, enum, interface … that a typedef finally names, if it names one directly.
    var symbol: Symbol? {
        if case .symbol(let symbol) = withoutAliases { return symbol }
        return nil
    }

    var isVoid: Bool {
        if case .basic(.void) = withoutAliases { return true }
        return false
    }

    var pointee: BoundType? {
        if case .pointer(let target) = withoutAliases { return target }
        return nil
    }

    var isUnknown: Bool {
        if case .unknown = withoutAliases { return true }
        return false
    }

    /// The type that Automation knows by the name of this type or of a typedef on the way.
    var automationType: VarType? {
        var type = self
        while true {
            switch type {
            case .automation(let varType): return varType
            case .symbol(let symbol):
                if let known = symbol.automationName { return known }
                guard symbol.kind == .alias, let target = symbol.alias else { return nil }
                type = target
            default: return nil
            }
        }
    }
}

extension Keyword {
    /// The type of Automation that the language reserves the name for, whatever a header declares it to be.
    var automationType: VarType? {
        switch self {
        case .BSTR: .bstr
        case .CURRENCY, .CY: .cy
        case .DATE: .date
        case .DECIMAL: .decimal
        case .HRESULT: .hresult
        case .LPSTR: .lpstr
        case .LPWSTR: .lpwstr
        case .SCODE: .error
        case .VARIANT: .variant
        case .VARIANT_BOOL: .bool
        default: nil
        }
    }

    static let automationTypes: [Keyword] = allCases.filter { $0.automationType != nil }
}

/// A type that was declared: its name, and what its definition says.
final class Symbol {
    enum Kind: String {
        case record = "struct"
        case union
        case enumeration = "enum"
        case alias = "typedef"
        case interface
        case dispinterface
        case coclass
        case module
    }

    let id: Name
    let name: String
    let kind: Kind
    /// A type that Automation knows by this name has no type of its own.
    let automationName: VarType?
    var range: SourceRange
    var attributes = AttributeList.none
    /// The name was made up, for a type without a tag.
    var isUnnamed = false
    /// Declared in a file that was imported.
    var isImported = false
    var isDefined = false
    /// Being defined: a type that needs its size now would contain itself.
    var isOpen = false

    // Aliases
    var alias: BoundType?
    /// The typedef gives its name to a type without a tag, so that it has to be in the library.
    var namesUnnamedType = false
    var aliasDepth = 0

    // Records, unions and properties of dispinterfaces
    var fields: [BoundField] = []
    var layout = Layout.Extent(size: 0, alignment: 1)

    // Enums and modules
    var constants: [BoundConstant] = []

    // Interfaces, dispinterfaces and modules
    var base: Symbol?
    var functions: [BoundFunction] = []

    // Coclasses
    var implementations: [(symbol: Symbol, attributes: AttributeList)] = []

    /// The type in an imported library that the name means, if it was found there only.
    var external: TypeInfo?

    // What the emitter keeps of the type while it writes the library

    /// Its index in the library, once it has one.
    var index: Int?
    /// The library's block declares it.
    var isInBlock = false
    var isReportedUndefined = false
    /// What stands in the library for a `wire_marshal` typedef.
    var wireType: Symbol?

    init(_ kind: Kind, _ id: Name, _ name: String, range: SourceRange) {
        self.kind = kind
        self.id = id
        self.name = name
        self.range = range
        automationName = id.keyword?.automationType
    }

    func isNamed(_ keyword: Keyword) -> Bool { id == Name(keyword) }

    /// Drops what the symbol refers to.
    func forgetOthers() {
        alias = nil
        base = nil
        fields = []
        functions = []
        constants = []
        implementations = []
        wireType = nil
    }

    /// The interface and its bases, from the derived one.
    var inheritance: [Symbol] {
        var chain: [Symbol] = []
        var next: Symbol? = self
        while let symbol = next, chain.count < Binder.Limit.inheritance {
            chain.append(symbol)
            next = symbol.base
        }
        return chain
    }

    var derivesFromDispatch: Bool {
        inheritance.contains { symbol in
            if symbol.isNamed(.IDispatch) { return true }
            guard let external = symbol.external else { return false }
            return external.flags.contains(.dispatchable)
        }
    }
}

struct BoundField {
    /// `Name.none` for one without a name.
    var id: Name
    var name: String?
    var type: BoundType
    var attributes: AttributeList
    var offset: UInt32 = 0
    var isBitField = false
    var range: SourceRange
}

struct BoundConstant {
    var id: Name
    var name: String
    var value: Constant
    /// nil for a member of an enum.
    var type: BoundType?
    var attributes: AttributeList
    var range: SourceRange
}

struct BoundParameter {
    /// `Name.none` for one without a name.
    var id: Name
    var name: String?
    var type: BoundType
    var attributes: AttributeList
    var range: SourceRange
}

/// There are thousands, so they are handed on by reference.
final class BoundFunction {
    let id: Name
    let name: String
    let returnType: BoundType
    let parameters: [BoundParameter]
    let attributes: AttributeList
    let callingConvention: Keyword?
    let range: SourceRange

    init(
        id: Name, name: String, returnType: BoundType, parameters: [BoundParameter], attributes: AttributeList,
        callingConvention: Keyword?, range: SourceRange
    ) {
        self.id = id
        self.name = name
        self.returnType = returnType
        self.parameters = parameters
        self.attributes = attributes
        self.callingConvention = callingConvention
        self.range = range
    }

    /// [local] functions have no place in a type library.
    var isLocal: Bool { attributes.has(.local) }

    var invokeKind: InvokeKind {
        if attributes.has(.propget) { return .propertyGet }
        if attributes.has(.propput) { return .propertyPut }
        return attributes.has(.propputref) ? .propertyPutRef : .method
    }
}
