// SPDX-License-Identifier: Apache-2.0

import TypeLibrary

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
        guard token.kind == .identifier else { throw unexpected("an attribute is expected") }
        var attribute = AttributeSyntax(name: token.name, range: token.range)
        advance()
        guard accept("(") else { return attribute }
        attribute.argumentRange = token.range
        guard let keyword = attribute.keyword, AttributeTable.isKnown(keyword) else {
            // What is not known is passed over as it is; the semantic pass says so.
            attribute.arguments = .text(try rawText())
            return attribute
        }
        switch keyword {
        case .uuid, .async_uuid, .version, .contract, .activatable, .threading, .marshaling_behavior, .exclusive_to, .static,
            .endpoint, .composable, .deprecated, .contractversion, .optimize, .pointer_default, .call_as, .implicit_handle,
            .annotation, .progid, .vi_progid:
            attribute.arguments = .text(try rawText())
        case .custom:
            let guid = try rawText(stopAtComma: true)
            try expect(",", "after the GUID of custom")
            attribute.arguments = .customData(guid: guid, try parseExpression())
            try expect(")", "after the value of custom")
        case .switch_type, .wire_marshal, .user_marshal, .transmit_as, .represent_as:
            attribute.arguments = .type(try parseTypeName())
            try expect(")", "after the type")
        default:
            attribute.arguments = try expressionArguments()
        }
        return attribute
    }

    private func expressionArguments() throws(Abandoned) -> AttributeArguments {
        if !token.is(","), !token.is(")") {
            let only = try parseExpression()
            if accept(")") { return .value(only) }
            guard accept(",") else { throw unexpected("\",\" or \")\" is expected after an attribute's value") }
            return .list([only] + (try expressionList()))
        }
        return .list(try expressionList())
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
            text += token.kind == .string ? unescape(names.text(of: token)) : names.spelling(of: token)
            advance()
        }
        throw unexpected("\")\" is expected after an attribute's value")
    }
}
