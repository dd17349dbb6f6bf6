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
    let bytes: [UInt8]
    private var lineStarts: [Int] = []
    /// What `#line` said: from this physical line on, lines are numbered and named so.
    private var lineMarks: [(physicalLine: Int, number: Int, path: String)] = []

    init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
    }

    func mark(physicalLine: Int, number: Int, path: String?) {
        lineMarks.append((physicalLine, number, path ?? lineMarks.last?.path ?? self.path))
    }

    /// The physical line of a byte, counted from 0.
    func physicalLine(at offset: Int) -> Int {
        if lineStarts.isEmpty {
            lineStarts = [0]
            for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") { lineStarts.append(index + 1) }
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
        let offset = min(max(0, offset), bytes.count)
        let physical = physicalLine(at: offset)
        let column = offset - lineStarts[physical] + 1
        guard let mark = lineMarks.last(where: { $0.physicalLine <= physical }) else { return (path, physical + 1, column) }
        return (mark.path, mark.number + physical - mark.physicalLine, column)
    }

    /// The text of the line that holds a byte, without its end.
    func lineText(at offset: Int) -> String {
        let line = physicalLine(at: min(max(0, offset), bytes.count))
        let start = lineStarts[line]
        var end = start
        while end < bytes.count, bytes[end] != UInt8(ascii: "\n"), bytes[end] != UInt8(ascii: "\r"), end - start < 512 {
            end += 1
        }
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }
}

/// Every file that a compilation has read.
final class SourceMap {
    private(set) var files: [SourceFile] = []
    private(set) var byteCount = 0

    func add(path: String, bytes: [UInt8]) -> (id: Int32, file: SourceFile) {
        let file = SourceFile(path: path, bytes: bytes)
        files.append(file)
        byteCount += bytes.count
        return (Int32(files.count - 1), file)
    }

    func file(_ location: SourceLocation) -> SourceFile? {
        location.file >= 0 && Int(location.file) < files.count ? files[Int(location.file)] : nil
    }
}
