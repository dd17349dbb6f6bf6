// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import TypeLibrary

/// A library whose names have been looked up: what the emitter writes.
struct BoundLibrary {
    var name: Identifier
    var attributes: AttributeList
    /// What the library's block declares or mentions, in its order.
    var items: [Symbol] = []
}

/// Looks up every name of the syntax tree, evaluates constants and lays out records.
///
/// Names are declared before they are used, as in C, so one pass in the order of the text is enough.
final class Binder {
    enum Limit {
        static let typeDepth = 100
        static let inheritance = 64
        static let typeSize: UInt64 = 0x7FFF_FFFF
    }

    let sink: DiagnosticSink
    let names: NameTable
    let expressions: ExpressionTable
    let layout: Layout
    private let provider: any LibraryProvider
    private let fileName: String

    private(set) var library: BoundLibrary?
    private(set) var imported = ImportedLibraries()
    /// Typedefs, interfaces, dispinterfaces, coclasses and modules by name.
    private var types = NameMap<Symbol>()
    /// Structs, unions and enums by tag.
    private var tags = NameMap<Symbol>()
    private var externals = NameMap<Symbol>()
    /// What imported libraries have of a name: nil for nothing.
    private var importedTypes = NameMap<ImportedLibraries.Found?>()
    /// Every symbol that was made.
    private var symbols: [Symbol] = []
    private var constants = NameMap<(value: Constant, range: SourceRange)>()
    private var unnamedCount = 0
    /// In a file that was imported: its types are in the library only if something there needs them.
    private(set) var isImporting = false
    private var isInLibrary = false
    /// Everything that the main file declares, for the checks that follow.
    private(set) var declared: [Symbol] = []

    init(sink: DiagnosticSink, layout: Layout, provider: any LibraryProvider, fileName: String) {
        self.sink = sink
        names = sink.sources.names
        expressions = sink.sources.expressions
        self.layout = layout
        self.provider = provider
        self.fileName = fileName
    }

    func bind(_ statements: [StatementSyntax]) {
        for statement in statements where !sink.isFull { bind(statement) }
    }

    func bind(_ statement: StatementSyntax) {
        switch statement {
        case .imported(let statements):
            let (wasImporting, wasInLibrary) = (isImporting, isInLibrary)
            (isImporting, isInLibrary) = (true, false)
            bind(statements)
            (isImporting, isInLibrary) = (wasImporting, wasInLibrary)
        case .importLibrary(let name, let range): importLibrary(name, at: range)
        case .typedef(let syntax): bindTypedef(syntax)
        case .type(let attributes, let specifier): bindFreeType(specifier, attributes: attributes)
        case .declaration(let syntax): bindDeclaration(syntax)
        case .interface(let syntax): mention(bindInterface(syntax))
        case .dispinterface(let syntax): mention(bindDispinterface(syntax))
        case .coclass(let syntax): mention(bindCoclass(syntax))
        case .module(let syntax): mention(bindModule(syntax))
        case .library(let syntax): bindLibrary(syntax)
        }
    }

    /// Puts a symbol into the library, if this is the library's block.
    func mention(_ symbol: Symbol?) {
        if let symbol, isInLibrary { library?.items.append(symbol) }
    }

    /// Binds what is declared by `body` without putting it into the library by itself.
    func withoutMention(_ body: () -> Void) {
        let wasInLibrary = isInLibrary
        isInLibrary = false
        body()
        isInLibrary = wasInLibrary
    }

    // MARK: The library

    private func bindLibrary(_ syntax: LibrarySyntax) {
        // Of a library in a file that is imported, only the types count.
        if isImporting { return bind(syntax.body) }
        if let library {
            sink.error("a file describes one library, and this is a second one", at: syntax.name.range)
            sink.note("the first one is here", at: library.name.range)
            return
        }
        check(syntax.attributes, on: .library)
        library = BoundLibrary(name: syntax.name, attributes: AttributeList(all: syntax.attributes))
        isInLibrary = true
        bind(syntax.body)
        isInLibrary = false
    }

    private func importLibrary(_ name: String, at range: SourceRange) {
        if isImporting { return }
        guard library != nil else {
            return sink.error(
                "importlib stands inside a library's block", at: range, hint: "move it into library Name { … }")
        }
        do throws(TypeLibraryError) {
            if let found = try provider.library(named: name) ?? StandardLibraries.library(named: name) {
                imported.add(found, fileName: name)
                externals.removeAll()
                importedTypes.removeAll()
            } else {
                sink.error("the type library \(name) was not found", at: range, hint: "name its folder with -I")
            }
        } catch {
            sink.error("\(name) cannot be imported: \(error.message)", at: range)
        }
    }

    // MARK: Symbols

    func makeSymbol(_ kind: Symbol.Kind, _ name: Identifier) -> Symbol {
        let symbol = Symbol(kind, name.name, name.text, range: name.range)
        symbols.append(symbol)
        return symbol
    }

    /// A type whose name does not stand in the text.
    func makeSymbol(_ kind: Symbol.Kind, named name: String, range: SourceRange) -> Symbol {
        makeSymbol(kind, Identifier(name: names.intern(name), text: name, range: range))
    }

    /// The symbols live as long as the binder. They refer to each other in circles and in long chains, which would never be
    /// released, or one inside the other; so they are parted first.
    deinit {
        for symbol in symbols { symbol.forgetOthers() }
    }

    // MARK: Names

    /// The type of that name, from the text or from an imported library.
    func findType(_ name: Name) -> Symbol? { types[name] ?? tags[name] ?? external(name) }

    func findTag(_ name: Name) -> Symbol? { tags[name] }
    func findDeclared(_ name: Name) -> Symbol? { types[name] }

    /// The type of that name in an imported library.
    func importedType(_ name: Name) -> ImportedLibraries.Found? {
        if imported.entries.isEmpty { return nil }
        if let known = importedTypes[name] { return known }
        let found = imported.type(named: names.text(of: name))
        importedTypes[name] = .some(found)
        return found
    }

    private func external(_ name: Name) -> Symbol? {
        if let known = externals[name] { return known }
        guard let info = importedType(name)?.info else { return nil }
        let plainName = info.definition.name ?? names.text(of: name)
        let kind: Symbol.Kind =
            switch info.definition.kind {
            case .enum: .enumeration
            case .record: .record
            case .module: .module
            case .interface: .interface
            case .dispatch: info.isDual ? .interface : .dispinterface
            case .coclass: .coclass
            case .alias: .alias
            case .union: .union
            }
        let symbol = makeSymbol(kind, named: plainName, range: .none)
        symbol.external = info
        symbol.isImported = true
        symbol.isDefined = true
        symbol.layout = Layout.Extent(
            size: UInt64(info.definition.instanceSize), alignment: UInt64(max(1, info.definition.alignment)))
        if kind == .alias { symbol.alias = externalAlias(info) }
        externals[name] = symbol
        return symbol
    }

    /// What is known here of an imported typedef: enough to coerce default values.
    private func externalAlias(_ info: TypeInfo) -> BoundType? {
        guard case .basic(let type)? = info.definition.alias else { return nil }
        return .automation(type)
    }

    /// Declares `symbol`, unless its name is taken by another type.
    func declare(_ symbol: Symbol, asTag: Bool = false) {
        symbol.isImported = isImporting
        if asTag { tags[symbol.id] = symbol } else { types[symbol.id] = symbol }
        if !isImporting { declared.append(symbol) }
    }

    /// A name for a type without a tag, as MIDL forms it.
    func unnamedTypeName() -> String {
        unnamedCount += 1
        let number = String(unnamedCount)
        let stem = fileName.split(separator: "/").last.map(String.init) ?? fileName
        let base = stem.split(separator: ".").first.map(String.init) ?? stem
        let safe = String(base.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
        return "__MIDL___MIDL_itf_\(safe)_0000_0000_" + String(repeating: "0", count: max(0, 4 - number.count)) + number
    }

    func reportUnknownType(_ name: Identifier) {
        var hint: String?
        if StandardImports.basicTypeNames.contains(name.text) {
            hint = "import \"oaidl.idl\"; declares it"
        } else if let near = nearest(to: name.text, among: typeNames) {
            hint = "is \(near) meant?"
        }
        sink.error("there is no type \(name.text)", at: name.range, hint: hint)
    }

    /// Every name that could have been meant for a type.
    private var typeNames: [String] {
        var names = (types.all + tags.all).map(\.name) + Keyword.automationTypes.map(\.spelling)
        names += ["long", "short", "char", "float", "double", "unsigned", "boolean", "hyper"]
        for entry in imported.entries {
            for index in 0..<entry.library.typeCount { if let name = (try? entry.library.header(at: index))?.name { names.append(name) } }
        }
        return names
    }

    // MARK: Constants

    func declareConstant(_ name: Identifier, _ value: Constant) {
        if let old = constants[name.name], old.value != value {
            sink.error("\(name.text) has another value already", at: name.range)
            sink.note("it was declared here", at: old.range)
            return
        }
        constants[name.name] = (value, name.range)
    }

    /// The value of a constant expression; nil after reporting that it has none.
    func evaluate(_ expression: Expression) -> Constant? {
        do throws(ConstantFailure) {
            return try ConstantEvaluator(scope: self).evaluate(expression)
        } catch {
            sink.error(error.message, at: error.range, hint: error.hint)
            return nil
        }
    }

    /// The value as a cast to `type` makes it; nil if it cannot be cast.
    private func cast(_ value: Constant, to type: BoundType) -> Constant? {
        if let pointee = type.pointee, type.automationType == nil {
            guard value.integerValue == 0, let object = pointee.symbol else { return value }
            if object.isNamed(.IDispatch) { return .typed(.nullObject(.dispatch)) }
            return object.isNamed(.IUnknown) ? .typed(.nullObject(.unknown)) : value
        }
        switch layout.scalarType(of: type) ?? type.automationType {
        case .r8?: return value.realValue.map { .real($0) }
        case .r4?: return value.realValue.map { .typed(.r4(Float($0))) }
        case .date?: return value.realValue.map { .typed(.date($0)) }
        case .cy?: return value.realValue.flatMap { Int64(exactly: ($0 * 10_000).rounded()) }.map { .typed(.integer(.cy, $0)) }
        case .decimal?: return value.decimalValue.map { .typed(.decimal($0)) }
        case .bstr?: return value.integerValue == 0 ? .typed(.bstr(nil)) : value
        case .variant?:
            // A number that stands for a VARIANT itself, as some compilers store it.
            if value == .null { return .typed(.null) }
            return value.integerValue.map { .typed(.raw(.variant, UInt32(truncatingIfNeeded: $0))) }
        case .lpstr?, .lpwstr?: return value
        case let target?:
            if case .boolean(let flag) = value, target == .bool { return .typed(.integer(.bool, flag ? -1 : 0)) }
            let whole: Int64?
            if case .real(let real) = value { whole = Int64(exactly: real.rounded(.towardZero)) } else { whole = value.integerValue }
            return whole.map { integer($0, as: target) }
        case nil: return nil
        }
    }

    private func integer(_ value: Int64, as type: VarType) -> Constant {
        switch type {
        case .i1: .typed(.integer(type, Int64(Int8(truncatingIfNeeded: value))))
        case .ui1: .typed(.integer(type, Int64(UInt8(truncatingIfNeeded: value))))
        case .i2, .bool: .typed(.integer(type, Int64(Int16(truncatingIfNeeded: value))))
        case .ui2: .typed(.integer(type, Int64(UInt16(truncatingIfNeeded: value))))
        case .i4: .integer(Int64(Int32(truncatingIfNeeded: value)))
        case .int, .error, .hresult: .typed(.integer(type, Int64(Int32(truncatingIfNeeded: value))))
        case .ui4: .integer(Int64(UInt32(truncatingIfNeeded: value)), isUnsigned: true, isWide: false)
        case .uint: .typed(.integer(type, Int64(UInt32(truncatingIfNeeded: value))))
        case .ui8: .typed(.ui8(UInt64(bitPattern: value)))
        default: .typed(.integer(type, value))
        }
    }

    // MARK: Attributes

    /// Reports attributes that are unknown, doubled or out of place.
    func check(_ attributes: [AttributeSyntax], on target: AttributeTargets, owner: String = "") {
        guard !isImporting else { return }
        for (index, attribute) in attributes.enumerated() {
            let spelling = { self.names.text(of: attribute.name) }
            guard let keyword = attribute.keyword, let targets = AttributeTable.targets(of: keyword) else {
                let near = nearest(to: spelling(), among: AttributeTable.names)
                sink.error(
                    "there is no attribute \(spelling())", at: attribute.range, hint: near.map { "is \($0) meant?" })
                continue
            }
            if targets.isDisjoint(with: target) {
                sink.error("\(spelling()) does not apply to \(target.noun)", at: attribute.range)
            } else if keyword != .custom, attributes[..<index].contains(where: { $0.name == attribute.name }) {
                sink.warning("\(spelling()) is given twice; the last one counts", at: attribute.range)
            }
        }
    }
}

extension Binder: ConstantScope {
    func constant(named name: Name) -> Constant? { constants[name]?.value ?? imported.constant(named: names.text(of: name)) }

    func size(of type: TypeNameSyntax) -> UInt64? {
        let type = bindTypeName(type)
        return type.isUnknown ? nil : layout.extent(of: type).size
    }

    func convert(_ value: Constant, to type: TypeNameSyntax) -> Constant? { cast(value, to: bindTypeName(type)) }

    func text(of name: Name) -> String { names.text(of: name) }
}

extension Layout {
    /// The VARTYPE of a type that holds one number, an enum included; nil for any other.
    func scalarType(of type: BoundType) -> VarType? {
        if let known = type.automationType {
            switch known {
            case .hresult, .error, .bool, .date, .cy: return known
            default: return nil
            }
        }
        switch type.withoutAliases {
        case .basic(let basic):
            let known = varType(of: basic)
            return known == .void || known == .empty ? nil : known
        case .symbol(let symbol) where symbol.kind == .enumeration: return .i4
        default: return nil
        }
    }
}

/// The name most like `name`, if one is near enough to be a slip of the pen.
func nearest(to name: String, among candidates: [String]) -> String? {
    let wanted = Array(name.lowercased().utf8)
    guard wanted.count > 2, wanted.count < 64 else { return nil }
    let limit = max(1, wanted.count / 4)
    var best: (name: String, distance: Int)?
    for candidate in candidates where abs(candidate.utf8.count - wanted.count) <= limit {
        let distance = editDistance(wanted, Array(candidate.lowercased().utf8), limit: limit)
        guard distance <= limit else { continue }
        if let known = best, (known.distance, known.name) <= (distance, candidate) { continue }
        best = (candidate, distance)
    }
    return best?.name
}

/// Levenshtein's distance, as far as it is not above `limit`.
private func editDistance(_ a: [UInt8], _ b: [UInt8], limit: Int) -> Int {
    var row = Array(0...b.count)
    for (i, x) in a.enumerated() {
        var diagonal = row[0]
        row[0] = i + 1
        var least = row[0]
        for (j, y) in b.enumerated() {
            let above = row[j + 1]
            row[j + 1] = min(above + 1, row[j] + 1, diagonal + (x == y ? 0 : 1))
            diagonal = above
            least = min(least, row[j + 1])
        }
        if least > limit { return limit + 1 }
    }
    return row[b.count]
}
