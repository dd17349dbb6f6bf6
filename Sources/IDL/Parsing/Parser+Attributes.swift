// SPDX-License-Identifier: Apache-2.0

extension Parser {
    /// Any number of `[…]` lists; none is as good as an empty one.
    func parseAttributes() throws(Abandoned) -> [AttributeSyntax] {
        var attributes: [AttributeSyntax] = []
        while token.is("[") {
            let open = token.range
            advance()
            while !accept("]") {
                guard token.kind != .endOfFile, !token.is("{"), !token.is(";") else {
                    throw fail("this attribute list is never closed", at: open, hint: "a \"]\" is missing")
                }
                if accept(",") { continue }
                attributes.append(try parseAttribute())
                if !token.is("]") {
                    guard accept(",") else { throw unexpected("\",\" or \"]\" is expected after an attribute") }
                }
            }
        }
        return attributes
    }

    private func parseAttribute() throws(Abandoned) -> AttributeSyntax {
        let name = try expectIdentifier("an attribute")
        var attribute = AttributeSyntax(name: name.text, range: name.range, arguments: .none, argumentRange: name.range)
        guard token.is("(") else { return attribute }
        advance()
        attribute.argumentRange = token.range
        switch name.text {
        case "uuid", "async_uuid", "version", "contract", "activatable", "threading", "marshaling_behavior", "exclusive_to",
            "static", "endpoint", "composable", "deprecated", "contractversion", "optimize", "pointer_default", "call_as",
            "implicit_handle", "annotation", "progid", "vi_progid":
            attribute.arguments = .text(try rawText())
        case "custom":
            let guid = try rawText(stopAtComma: true)
            try expect(",", "after the GUID of custom")
            attribute.arguments = .customData(guid: guid, try parseExpression())
            try expect(")", "after the value of custom")
        case "switch_type", "wire_marshal", "user_marshal", "transmit_as", "represent_as":
            attribute.arguments = .type(try parseTypeName())
            try expect(")", "after the type")
        default:
            guard AttributeTable.isKnown(name.text) else {
                // What is not known is passed over as it is; the semantic pass says so.
                attribute.arguments = .text(try rawText())
                break
            }
            keepsText = AttributeGUID.names.contains(name.text)
            defer { keepsText = false }
            attribute.arguments = .expressions(try expressionList())
        }
        return attribute
    }

    private func expressionList() throws(Abandoned) -> [Expression?] {
        var list: [Expression?] = []
        while true {
            list.append(token.is(",") || token.is(")") ? nil : try parseExpression())
            if accept(")") { return list }
            guard accept(",") else { throw unexpected("\",\" or \")\" is expected after an attribute's value") }
        }
    }

    /// Everything up to the closing parenthesis, which is passed, or up to a comma, which is not. A bare UUID is many tokens.
    private func rawText(stopAtComma: Bool = false) throws(Abandoned) -> String {
        var text = ""
        var level = 0
        while token.kind != .endOfFile, !token.is(";"), !token.is("{") || level > 0 || text.isEmpty {
            if level == 0, token.is(")") {
                if !stopAtComma { advance() }
                return text
            }
            if level == 0, stopAtComma, token.is(",") { return text }
            if token.is("(") { level += 1 }
            if token.is(")") { level -= 1 }
            text += token.kind == .string ? unescape(token.text) : token.spelling
            advance()
        }
        throw unexpected("\")\" is expected after an attribute's value")
    }
}
