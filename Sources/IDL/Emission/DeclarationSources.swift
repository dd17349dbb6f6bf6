// SPDX-License-Identifier: Apache-2.0

import TypeLibrary

extension LibraryEmitter {
    /// Where each type, member and parameter that was written is in the text.
    func declarationSources(of library: BoundLibrary) -> [DeclarationPath: DeclarationSource] {
        var sources: [DeclarationPath: DeclarationSource] = [:]
        func add(_ path: DeclarationPath, _ range: SourceRange, _ attributes: AttributeList) {
            guard let file = sink.sources.file(range.start) else { return }
            let position = file.position(at: Int(range.start.offset))
            sources[path] = DeclarationSource(
                file: position.path, line: position.line, column: position.column,
                attributes: Set(attributes.all.map(\.spelling)))
        }
        add(DeclarationPath(), library.name.range, library.attributes)
        for (index, symbol) in symbols {
            add(DeclarationPath(type: index), symbol.range, symbol.attributes)
            // The model's members stand in the order of the symbol's, [local] functions left out.
            for (number, function) in symbol.functions.filter({ !$0.isLocal }).enumerated() {
                add(DeclarationPath(type: index, member: .function(number)), function.range, function.attributes)
                for (position, parameter) in function.parameters.enumerated() {
                    add(
                        DeclarationPath(type: index, member: .function(number), parameter: position), parameter.range,
                        parameter.attributes)
                }
            }
            for (number, field) in symbol.fields.enumerated() {
                add(DeclarationPath(type: index, member: .variable(number)), field.range, field.attributes)
            }
            for (number, constant) in symbol.constants.enumerated() {
                add(DeclarationPath(type: index, member: .variable(number)), constant.range, constant.attributes)
            }
        }
        return sources
    }
}

extension AttributeSyntax {
    /// `ptr`, `pointer_default(ptr)`: the name, with the argument if that is a word.
    fileprivate var spelling: String {
        switch arguments {
        case .text(let word) where name == "pointer_default": return "\(name)(\(word))"
        case .expressions(let list) where name == "pointer_default" && list.count == 1:
            return "\(name)(\(list[0]?.text ?? ""))"
        default: return name
        }
    }
}
