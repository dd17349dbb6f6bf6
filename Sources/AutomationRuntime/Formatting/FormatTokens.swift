// SPDX-License-Identifier: Apache-2.0
//
// A format as the bytes that VarTokenizeFormatString gives and VarFormatFromTokens takes. Both are opaque to their callers; the
// first byte is 0 for the format that is none, as everywhere.

import AutomationTypes

/// The bytes of a format, little-endian.
///
///     0   1 byte    0: no format, and no further bytes; else the kind
///     1   1 byte    how many sections
///     2   2 bytes   size of all in bytes
///     4   section   for each: 1 byte whether it is there; if so flags (1), whole (2), places (2), count of tokens (2), then the
///                   tokens: code (1), first (2), second (2)
extension FormatPattern {
    /// How many bytes the format takes.
    var byteCount: Int {
        guard kind != .general else { return 1 }
        return sections.reduce(4) { $0 + 1 + ($1.map { 7 + 5 * $0.tokens.count } ?? 0) }
    }

    /// - Throws: DISP_E_BUFFERTOOSMALL
    func write(to buffer: UnsafeMutableRawBufferPointer) throws(COMError) {
        guard byteCount <= buffer.count, byteCount <= Int(UInt16.max) else {
            throw COMError(.DISP_E_BUFFERTOOSMALL, "the format takes \(byteCount) bytes")
        }
        var position = 0
        func put(_ byte: UInt8) {
            buffer[position] = byte
            position += 1
        }
        func put(_ number: UInt16) {
            put(UInt8(truncatingIfNeeded: number))
            put(UInt8(truncatingIfNeeded: number >> 8))
        }
        put(kind.rawValue)
        guard kind != .general else { return }
        put(UInt8(truncatingIfNeeded: sections.count))
        put(UInt16(byteCount))
        for section in sections {
            put(section == nil ? 0 as UInt8 : 1)
            guard let section else { continue }
            put(section.flags.rawValue)
            put(section.whole)
            put(section.places)
            put(UInt16(section.tokens.count))
            for token in section.tokens {
                put(token.code.rawValue)
                put(token.first)
                put(token.second)
            }
        }
    }

    /// Reads what `write` wrote. The size that stands in the bytes is believed, everything else is checked against it.
    /// - Throws: E_INVALIDARG
    init(tokens: UnsafeRawPointer) throws(COMError) {
        let invalid = COMError(.E_INVALIDARG, "these are no tokens of VarTokenizeFormatString")
        guard let kind = Kind(rawValue: tokens.load(as: UInt8.self)) else { throw invalid }
        guard kind != .general else {
            self = .general
            return
        }
        let size = Int(tokens.loadUnaligned(fromByteOffset: 2, as: UInt16.self).littleEndian)
        let bytes = UnsafeRawBufferPointer(start: tokens, count: size)
        var position = 4
        func number() throws(COMError) -> UInt16 {
            guard position + 2 <= bytes.count else { throw invalid }
            defer { position += 2 }
            return UInt16(bytes[position]) | UInt16(bytes[position + 1]) << 8
        }
        func byte() throws(COMError) -> UInt8 {
            guard position < bytes.count else { throw invalid }
            defer { position += 1 }
            return bytes[position]
        }
        guard size >= 4, bytes[1] <= 4 else { throw invalid }
        self.init(kind: kind, sections: [])
        // A format text of 65,535 units has no more placeholders and literal units than that.
        var shown = 0
        for _ in 0..<bytes[1] {
            guard try byte() != 0 else {
                sections.append(nil)
                continue
            }
            var section = Section(flags: Flags(rawValue: try byte()), whole: try number(), places: try number())
            let count = Int(try number())
            guard 5 * count <= bytes.count - position else { throw invalid }
            section.tokens.reserveCapacity(count)
            for _ in 0..<count {
                guard let code = Code(rawValue: try byte()) else { throw invalid }
                let token = Token(code: code, first: try number(), second: try number())
                switch code {
                case .literal: shown += Int(token.second)
                case .zeroDigits, .anyDigits, .spacedCharacters, .characters, .exponentPlus, .exponentMinus, .smallExponentPlus,
                    .smallExponentMinus:
                    shown += Int(token.first)
                default: break
                }
                guard shown <= Int(UInt16.max) else { throw invalid }
                section.tokens.append(token)
            }
            sections.append(section)
        }
    }
}
