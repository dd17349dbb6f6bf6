// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import IDL
import TypeLibrary

extension TypePage {
    func writeMembers(to html: inout HTMLWriter) {
        for kind in Member.Kind.allCases {
            let members = type.members.filter { $0.kind == kind }
            guard !members.isEmpty else { continue }
            html.element(.section) { html in
                html.element(.h2, .id(kind.anchor), text: kind.title)
                switch kind {
                case .constant where type.kind == .enumeration: writeConstants(members, to: &html)
                case .field: writeFields(members, to: &html)
                default:
                    for member in members { write(member, to: &html) }
                }
            }
        }
    }

    // MARK: Methods and properties

    private func write(_ member: Member, to html: inout HTMLWriter) {
        html.element(.section, .class("member"), .id(member.anchor)) { html in
            html.element(.h3) { html in
                html.element(.a, .href(Link(anchor: member.anchor)), text: member.name)
            }
            switch member.content {
            case .functions(let indices): write(indices.map { type.definition.functions[$0] }, to: &html)
            case .variable(let index): write(type.definition.variables[index], to: &html)
            }
        }
    }

    private func write(_ functions: [Function], to html: inout HTMLWriter) {
        // The accessors of a property mostly say the same.
        var shown: Set<String?> = []
        for function in functions where shown.insert(function.documentation.helpString).inserted {
            context.writeHelp(function.documentation, to: &html)
        }
        context.write(functions.map(maker.declaration), to: &html)
        guard let first = functions.first else { return }
        var facts = type.kind == .module ? [] : [dispatchID(first.memberID)]
        facts += slots(of: functions)
        facts += flags(of: functions)
        facts += functions.compactMap { function in
            switch function.entry {
            case .name(let name): .code("Entry", name)
            case .ordinal(let ordinal): .code("Entry", "@\(ordinal)")
            case nil: nil
            }
        }
        facts += Fact.help(first.documentation) + functions.flatMap { customData($0.customData) }
        context.writeFacts(facts, to: &html)
    }

    private func write(_ variable: Variable, to html: inout HTMLWriter) {
        context.writeHelp(variable.documentation, to: &html)
        context.write([maker.declaration(of: variable)], to: &html)
        var facts = variable.kind == .const ? [] : [dispatchID(variable.memberID)]
        facts.append(.code("Flags", IDLWords.names(of: variable.flags).joined(separator: ", ")))
        context.writeFacts(facts + Fact.help(variable.documentation) + customData(variable.customData), to: &html)
    }

    /// Large numbers are made of bit fields, so these are hexadecimal.
    private func dispatchID(_ memberID: Int32) -> Fact {
        let isDispatch = type.definition.kind == .dispatch
        let isSmall = memberID > -100_000 && memberID < 100_000
        let text = isSmall ? "\(memberID)" : "0x" + hexadecimal(UInt64(UInt32(bitPattern: memberID)), digits: 8)
        let note = isSmall ? StandardDispatchID.name(of: memberID) : memberID < 0 ? "(\(memberID))" : nil
        return .code(isDispatch ? "DISPID" : "MEMBERID", text, note: isDispatch ? note : nil)
    }

    /// Where in the vtable the functions are; with their kinds if there are several.
    private func slots(of functions: [Function]) -> [Fact] {
        let pointerSize = context.catalog.libraries[key.library].library.attributes.systemKind.pointerSize
        let slots = functions.compactMap { function -> (word: String, slot: Int)? in
            guard function.kind == .pureVirtual || function.kind == .virtual else { return nil }
            let word =
                function.invokeKind.contains(.propertyGet)
                ? "get" : function.invokeKind.contains(.propertyPutRef) ? "putref" : "put"
            return (word, Int(UInt16(bitPattern: function.vtableOffset)) / pointerSize)
        }
        guard let first = slots.first else { return [] }
        if slots.count == 1 { return [.code("Vtable slot", "\(first.slot)")] }
        return [.code("Vtable slots", slots.map { "\($0.slot) \($0.word)" }.joined(separator: ", "))]
    }

    /// The flags of the functions; said of each only if they differ.
    private func flags(of functions: [Function]) -> [Fact] {
        var shown: [String] = []
        for function in functions {
            let text = IDLWords.names(of: function.flags).joined(separator: ", ")
            if !text.isEmpty, !shown.contains(text) { shown.append(text) }
        }
        return [.code("Flags", shown.joined(separator: "; "))]
    }

    // MARK: Constants and fields

    private func writeConstants(_ members: [Member], to html: inout HTMLWriter) {
        writeTable(["Name", "Value", "Hexadecimal"], members, to: &html) { variable, _, html in
            let value = variable.value.flatMap { IDLWords.constant($0, as: variable.type) } ?? "?"
            html.element(.td, .class("number")) { $0.element(.code, text: value) }
            html.element(.td, .class("number")) { $0.element(.code, text: hexadecimalText(of: variable.value)) }
        }
    }

    private func hexadecimalText(of value: ConstantValue?) -> String {
        guard case .integer(_, let number) = value else { return "" }
        let bits = number >= Int64(Int32.min) ? UInt64(UInt32(truncatingIfNeeded: number)) : UInt64(bitPattern: number)
        return "0x" + hexadecimal(number > Int64(UInt32.max) ? UInt64(bitPattern: number) : bits, digits: 1)
    }

    private func writeFields(_ members: [Member], to html: inout HTMLWriter) {
        let variables = type.info?.variables ?? type.definition.variables
        writeTable(["Name", "Offset", "Type"], members, to: &html) { variable, index, html in
            html.element(.td, .class("number")) { html in
                let offset =
                    variables.indices.contains(index) ? variables[index].instanceOffset : variable.instanceOffset
                html.element(.code, text: "\(offset)")
            }
            html.element(.td) { context.write(maker.declare(variable.type), to: &$0) }
        }
    }

    /// A table of variables: the name, what `cells` writes, and the help string if any has one.
    private func writeTable(
        _ headings: [String], _ members: [Member], to html: inout HTMLWriter,
        cells: (Variable, Int, inout HTMLWriter) -> Void
    ) {
        let hasHelp = type.definition.variables.contains { $0.documentation.helpString?.isEmpty == false }
        html.element(
            .div, .class("table"), .fixed("tabindex", "0"), .fixed("role", "region"), .label("Members of \(type.name)")
        ) { html in
            html.element(.table) { html in
                html.element(.thead) { html in
                    html.element(.tr) { html in
                        for heading in headings + (hasHelp ? ["Help"] : []) {
                            html.element(.th, .fixed("scope", "col"), text: heading)
                        }
                    }
                }
                html.element(.tbody) { html in
                    for member in members {
                        guard case .variable(let index) = member.content else { continue }
                        let variable = type.definition.variables[index]
                        html.element(.tr, .class("member"), .id(member.anchor)) { html in
                            html.element(.th, .fixed("scope", "row")) { html in
                                html.element(.a, .href(Link(anchor: member.anchor)), text: member.name)
                            }
                            cells(variable, index, &html)
                            if hasHelp { html.element(.td, text: variable.documentation.helpString ?? "") }
                        }
                    }
                }
            }
        }
    }
}
