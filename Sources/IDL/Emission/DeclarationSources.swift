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
                attributes: Set(attributes.all.map(spelling)))
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

    /// `ptr`, `pointer_default(ptr)`: the name, with the argument if that is a word.
    private func spelling(of attribute: AttributeSyntax) -> String {
        let name = binder.names.text(of: attribute.name)
        guard attribute.keyword == .pointer_default, case .text(let word) = attribute.arguments else { return name }
        return "\(name)(\(word))"
    }
}
