// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import TypeLibrary

/// Writes a bound library as the model.
///
/// Types come in the order in which MIDL writes them: as the library's block names them; a type that is needed before that
/// stands behind the one that needs it first, a base interface before the one derived from it.
final class LibraryEmitter {
    enum Limit {
        /// Types that are being written because another needs them; the rest waits, with its place kept.
        static let depth = 200
    }

    let binder: Binder
    let sink: DiagnosticSink
    let layout: Layout
    private(set) var types: [TypeDefinition] = []
    /// What each type was written for.
    private(set) var symbols: [Int: Symbol] = [:]
    /// The types that have another name here than in the text.
    private(set) var renamed: Set<Int> = []
    /// How the library spells a name, by the name and by its letters without their case.
    private var spellings: NameMap<String>
    private var spellingsByLetters: [String: String] = [:]
    private var waiting: [(symbol: Symbol, index: Int)] = []
    private var depth = 0

    init(binder: Binder) {
        self.binder = binder
        sink = binder.sink
        layout = binder.layout
        spellings = NameMap(reserving: binder.names.count)
    }

    func emit(_ library: BoundLibrary, _ pragmas: LibraryPragmas = LibraryPragmas()) -> LibraryDefinition {
        for item in library.items { item.isInBlock = true }
        _ = spelling(of: library.name.name)
        reserve(pragmas.typeOrder)
        for item in library.items where !sink.isFull {
            emitItem(item)
            emitWaiting()
        }
        for (index, symbol) in symbols {
            if let alignment = pragmas.alignments[symbol.name] { types[index].alignment = alignment }
            for (number, count) in pragmas.optionalCounts[symbol.name] ?? [:]
            where types[index].functions.indices.contains(number) {
                types[index].functions[number].optionalCount = min(count, Int16(clamping: types[index].functions[number].parameters.count))
            }
            guard let name = pragmas.storedNames[symbol.name] else { continue }
            types[index].name = name
            renamed.insert(index)
        }
        return LibraryDefinition(attributes: attributes(of: library), types: types)
    }

    /// Gives the named types the first indices, in the order of the names, and defines them.
    private func reserve(_ order: [Identifier]) {
        var reserved: [(Symbol, Int)] = []
        for name in order {
            guard var symbol = binder.findDeclared(name.name) ?? binder.findTag(name.name) else {
                sink.error("there is no type \(name.text) in the library", at: name.range)
                continue
            }
            if symbol.kind == .alias, !isWritten(alias: symbol), let target = symbol.alias?.symbol { symbol = target }
            guard symbol.isDefined, symbol.external == nil, symbol.index == nil else { continue }
            symbol.index = types.count
            symbols[types.count] = symbol
            reserved.append((symbol, types.count))
            types.append(TypeDefinition(name: spelling(of: symbol.id), kind: .record))
        }
        for (symbol, index) in reserved {
            checkInheritance(of: symbol)
            let made = definition(of: symbol)
            types[index] = made
        }
    }

    private func checkInheritance(of symbol: Symbol) {
        guard symbol.inheritance.count >= Binder.Limit.inheritance else { return }
        sink.error("an interface inherits through at most \(Binder.Limit.inheritance) others", at: symbol.range)
        symbol.base = nil
    }

    private func emitItem(_ item: Symbol) {
        if item.kind == .alias {
            if isWritten(alias: item) {
                _ = reference(to: item, at: item.range)
            } else if let target = item.alias?.symbol, target.isDefined, target.automationName == nil, target.external == nil {
                // The block wants its type, whatever imported library has one of that name.
                emitOwn(target)
            }
        } else if item.isDefined {
            emitOwn(item)
        }
    }

    private func emitOwn(_ symbol: Symbol) {
        if symbol.index == nil { _ = define(symbol) }
    }

    /// A name as the library spells it. Names that differ only in the case of letters are one name in a library: the
    /// spelling that is written first counts.
    func spelling(of name: Name) -> String {
        if let known = spellings[name] { return known }
        let text = binder.names.text(of: name)
        let key = text.lowercased()
        let spelling = spellingsByLetters[key] ?? text
        spellingsByLetters[key] = spelling
        spellings[name] = spelling
        return spelling
    }

    // MARK: References

    /// Whether a typedef is a type of its own in the library.
    func isWritten(alias: Symbol) -> Bool {
        alias.attributes.has(.public) || alias.attributes.has(.uuid) || alias.namesUnnamedType
    }

    /// The reference by which other types name `symbol`; writes it first if it is not written yet.
    ///
    /// - Parameter isNamed: whether the text names the type where it is used. Then an imported library that has a type of this
    ///   name provides it; a type that is only reached through a typedef, or that a coclass shows, is written as declared.
    func reference(to symbol: Symbol, at range: SourceRange, isNamed: Bool = true) -> TypeReference {
        if let index = symbol.index { return .local(index) }
        if let external = symbol.external, let entry = binder.imported.entry(of: external) {
            return binder.imported.reference(to: external, in: entry)
        }
        if isNamed || !symbol.isDefined, !symbol.isInBlock || !symbol.isDefined {
            if let (entry, info) = binder.importedType(symbol.id), isCompatible(symbol, info) {
                return binder.imported.reference(to: info, in: entry)
            }
        }
        if symbol.kind == .interface, symbol.isNamed(.IDispatch), symbol.isImported {
            // MIDL takes IDispatch from stdole2 even where no importlib says so.
            return dispatchReference(at: range)
        }
        if !symbol.isDefined {
            guard symbol.kind == .record || symbol.kind == .union else {
                reportUndefined(symbol, at: range)
                return .invalid(0)
            }
        }
        return .local(define(symbol))
    }

    private func isCompatible(_ symbol: Symbol, _ info: TypeInfo) -> Bool {
        switch (symbol.kind, info.definition.kind) {
        case (.interface, .interface), (.interface, .dispatch), (.dispinterface, .dispatch), (.coclass, .coclass),
            (.record, .record), (.union, .union), (.enumeration, .enum), (.alias, _), (.module, .module):
            true
        default: false
        }
    }

    private func reportUndefined(_ symbol: Symbol, at range: SourceRange) {
        guard !symbol.isReportedUndefined else { return }
        symbol.isReportedUndefined = true
        sink.error("\(symbol.kind.rawValue) \(symbol.name) is used, but never defined", at: range)
        sink.note("it is only declared here", at: symbol.range)
    }

    /// Writes a type and tells its index.
    private func define(_ symbol: Symbol) -> Int {
        if symbol.kind == .alias, let target = symbol.alias?.symbol, target.id == symbol.id, target.kind != .alias {
            // typedef [public] struct X X: one type.
            if case .local(let index) = reference(to: target, at: symbol.range) {
                symbol.index = index
                return index
            }
        }
        checkInheritance(of: symbol)
        // The base of an interface comes first, unless it is a root such as IUnknown.
        if symbol.kind == .interface || symbol.kind == .dispinterface, let base = symbol.base, base.base != nil {
            _ = reference(to: base, at: symbol.range)
            if let index = symbol.index { return index }
        }
        let index = types.count
        symbol.index = index
        symbols[index] = symbol
        types.append(TypeDefinition(name: spelling(of: symbol.id), kind: .record))
        if depth >= Limit.depth {
            waiting.append((symbol, index))
        } else {
            depth += 1
            let made = definition(of: symbol)
            types[index] = made
            depth -= 1
        }
        return index
    }

    private func emitWaiting() {
        while let (symbol, index) = waiting.popLast() {
            let made = definition(of: symbol)
            types[index] = made
        }
    }

    private func definition(of symbol: Symbol) -> TypeDefinition {
        switch symbol.kind {
        case .record, .union: emitRecord(symbol)
        case .enumeration: emitEnum(symbol)
        case .alias: emitAlias(symbol)
        case .interface: emitInterface(symbol)
        case .dispinterface: emitDispinterface(symbol)
        case .coclass: emitCoclass(symbol)
        case .module: emitModule(symbol)
        }
    }
}
