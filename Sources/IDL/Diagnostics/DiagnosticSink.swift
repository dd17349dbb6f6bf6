// SPDX-License-Identifier: Apache-2.0

/// Collects what all stages of one compilation report, and knows the text that the places are in.
final class DiagnosticSink {
    let sources: SourceMap
    private(set) var diagnostics: [Diagnostic] = []
    private(set) var errorCount = 0
    /// After this many errors the compilation gives up.
    let errorLimit: Int
    private var seen: Set<String> = []

    init(sources: SourceMap, errorLimit: Int) {
        self.sources = sources
        self.errorLimit = errorLimit
    }

    var hasErrors: Bool { errorCount > 0 }
    var isFull: Bool { errorCount >= errorLimit }

    func error(_ message: String, at range: SourceRange, hint: String? = nil) {
        report(.error, message, at: range, hint: hint)
    }

    func warning(_ message: String, at range: SourceRange, hint: String? = nil) {
        report(.warning, message, at: range, hint: hint)
    }

    /// Points at a second place that an error just reported is about.
    func note(_ message: String, at range: SourceRange) { report(.note, message, at: range, hint: nil) }

    private func report(_ severity: Diagnostic.Severity, _ message: String, at range: SourceRange, hint: String?) {
        guard !isFull, diagnostics.count < 4 * errorLimit else { return }
        var diagnostic = Diagnostic(severity, message, hint: hint)
        if let file = sources.file(range.start) {
            let offset = Int(range.start.offset)
            (diagnostic.file, diagnostic.line, diagnostic.column) = file.position(at: offset)
            diagnostic.sourceLine = file.lineText(at: offset)
            diagnostic.length = max(1, Int(range.length))
        }
        // The same complaint about the same place says nothing new (a header that is read twice).
        guard seen.insert("\(diagnostic.file):\(diagnostic.line):\(diagnostic.column):\(message)").inserted else { return }
        diagnostics.append(diagnostic)
        guard severity == .error else { return }
        errorCount += 1
        if isFull {
            diagnostics.append(Diagnostic(.error, "there are more than \(errorLimit) errors; the rest is not shown"))
        }
    }
}
