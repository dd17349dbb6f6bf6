// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import TypeLibrary

extension Comparison {
    /// The changes for people: grouped by type, each with severity, rule, place and what it was and is.
    public func text() -> String {
        var report = "\(title(of: old)) → \(title(of: new))\n"
        if !library.isEmpty { report += "\n" + block("library \(printable(new.name))", library) }
        for type in types {
            let guid = type.guid == .zero ? "" : " \(type.guid)"
            report += "\n" + block("\(type.keyword) \(printable(type.name))\(guid)", type.changes)
        }
        let counts = Change.Severity.allCases.filter { count($0) > 0 }.map { "\(count($0)) \($0.rawValue)" }
        return report + "\n" + (counts.isEmpty ? "no changes" : counts.joined(separator: ", ")) + "\n"
    }

    private func title(of side: Side) -> String { "\(printable(side.name)) \(side.attributes.version)" }

    private func block(_ heading: String, _ changes: [Change]) -> String {
        let severityWidth = 13
        let ruleWidth = changes.map { $0.rule.rawValue.utf8.count }.max() ?? 0
        var text = heading + "\n"
        var lastAdvice: String?
        for change in changes {
            let severity = change.severity.rawValue.padded(to: severityWidth)
            let rule = change.rule.rawValue.padded(to: ruleWidth)
            text += "  \(severity)  \(rule)  \(change.place): \(change.transition)\n"
            if let advice = change.advice, advice != lastAdvice {
                text += String(repeating: " ", count: severityWidth + 4) + "hint: \(printable(advice))\n"
                lastAdvice = advice
            }
        }
        return text
    }

    /// The changes for programs: a JSON document of format "tlbdiff-1", UTF-8 with a newline at the end.
    public func json() -> [UInt8] {
        var json = JSONEmitter()
        json.beginObject()
        json.word("format", "tlbdiff-1")
        side("old", old, in: &json)
        side("new", new, in: &json)
        for severity in Change.Severity.allCases { json.number(severity.key, count(severity)) }
        json.beginArray("changes")
        for change in library { add(change, of: nil, to: &json) }
        for type in types {
            for change in type.changes { add(change, of: type, to: &json) }
        }
        json.endArray()
        json.endObject()
        json.finish()
        return json.bytes
    }

    private func side(_ key: StaticString, _ side: Side, in json: inout JSONEmitter) {
        json.beginObject(key, inline: true)
        json.string("name", side.attributes.name)
        json.guid("guid", side.attributes.guid)
        json.word("version", side.attributes.version.description)
        json.string("file", side.path)
        json.endObject()
    }

    private func add(_ change: Change, of type: TypeChanges?, to json: inout JSONEmitter) {
        json.beginObject()
        json.word("severity", change.severity.rawValue)
        json.word("rule", change.rule.rawValue)
        json.string("type", type?.name)
        json.string("kind", type?.keyword)
        if let type { json.guid("guid", type.guid) } else { json.null("guid") }
        json.string("member", change.place.member)
        json.string("parameter", change.place.parameter)
        json.string("old", change.old)
        json.string("new", change.new)
        json.string("why", change.rule.explanation)
        json.string("advice", change.advice)
        json.endObject()
    }
}

extension Change {
    /// `long → short`, `added: …`, `removed: …`
    var transition: String {
        switch (old, new) {
        case (let old?, let new?): "\(printable(old)) → \(printable(new))"
        case (let old?, nil): "removed: \(printable(old))"
        case (nil, let new?): "added: \(printable(new))"
        case (nil, nil): ""
        }
    }
}

extension Change.Severity {
    fileprivate var key: StaticString {
        switch self {
        case .breaking: "breaking"
        case .warning: "warning"
        case .compatible: "compatible"
        case .documentation: "documentation"
        }
    }
}
