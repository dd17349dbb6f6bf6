// SPDX-License-Identifier: Apache-2.0

/// A place in one of the files of a compilation.
struct SourceLocation: Hashable, Sendable {
    /// Index in the compilation's `SourceMap`; negative for a place that is in no file (a macro from the command line).
    var file: Int32
    /// Bytes from the start of the file.
    var offset: Int32

    static let none = SourceLocation(file: -1, offset: 0)
}

/// Some bytes of one file that a message can underline.
struct SourceRange: Hashable, Sendable {
    var start: SourceLocation
    var length: Int32

    static let none = SourceRange(start: .none, length: 0)

    /// From the start of this range to the end of `other`, if both are in one file and in that order.
    func through(_ other: SourceRange) -> SourceRange {
        guard start.file == other.start.file, other.start.offset >= start.offset else { return self }
        return SourceRange(start: start, length: other.start.offset + other.length - start.offset)
    }
}

/// The bytes of one file, and where its lines begin.
final class SourceFile {
    let path: String
    /// How many bytes the file has.
    let count: Int
    /// The bytes, and behind them zeros, so that a lexer may look ahead without asking whether the file goes on. The file owns
    /// them; who keeps the pointer keeps the file.
    let bytes: UnsafePointer<UInt8>
    private var lineStarts: [Int] = []
    /// What `#line` said: from this physical line on, lines are numbered and named so.
    private var lineMarks: [(physicalLine: Int, number: Int, path: String)] = []

    /// How many zeros stand behind the bytes.
    static let padding = 16

    init(path: String, bytes: [UInt8]) {
        self.path = path
        count = bytes.count
        let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: bytes.count + SourceFile.padding)
        bytes.withUnsafeBufferPointer { if let start = $0.baseAddress { copy.initialize(from: start, count: $0.count) } }
        (copy + bytes.count).initialize(repeating: 0, count: SourceFile.padding)
        self.bytes = UnsafePointer(copy)
    }

    deinit { bytes.deallocate() }

    /// The text of some of the bytes.
    func text(_ range: Range<Int>) -> String {
        let range = range.clamped(to: 0..<count)
        return String(decoding: UnsafeBufferPointer(start: bytes + range.lowerBound, count: range.count), as: UTF8.self)
    }

    func mark(physicalLine: Int, number: Int, path: String?) {
        lineMarks.append((physicalLine, number, path ?? lineMarks.last?.path ?? self.path))
    }

    /// The physical line of a byte, counted from 0.
    func physicalLine(at offset: Int) -> Int {
        if lineStarts.isEmpty {
            lineStarts = [0]
            for index in 0..<count where bytes[index] == UInt8(ascii: "\n") { lineStarts.append(index + 1) }
        }
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        return low
    }

    /// Path, line and column (both from 1) as messages show them.
    func position(at offset: Int) -> (path: String, line: Int, column: Int) {
        let offset = min(max(0, offset), count)
        let physical = physicalLine(at: offset)
        let column = offset - lineStarts[physical] + 1
        guard let mark = lineMarks.last(where: { $0.physicalLine <= physical }) else { return (path, physical + 1, column) }
        return (mark.path, mark.number + physical - mark.physicalLine, column)
    }

    /// The text of the line that holds a byte, without its end.
    func lineText(at offset: Int) -> String {
        let line = physicalLine(at: min(max(0, offset), count))
        let start = lineStarts[line]
        var end = start
        while end < count, bytes[end] != UInt8(ascii: "\n"), bytes[end] != UInt8(ascii: "\r"), end - start < 512 {
            end += 1
        }
        return text(start..<end)
    }
}

/// Every file that a compilation has read, and the names and expressions in them.
final class SourceMap {
    let names = NameTable()
    let expressions = ExpressionTable()
    private(set) var files: [SourceFile] = []
    private(set) var byteCount = 0

    /// - Parameter bytes: in any encoding that IDL is written in.
    func add(path: String, bytes: [UInt8]) -> (id: Int32, file: SourceFile) {
        let file = SourceFile(path: path, bytes: SourceEncoding.utf8(bytes))
        files.append(file)
        byteCount += bytes.count
        return (Int32(files.count - 1), file)
    }

    func file(_ location: SourceLocation) -> SourceFile? {
        location.file >= 0 && Int(location.file) < files.count ? files[Int(location.file)] : nil
    }
}
