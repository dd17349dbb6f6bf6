// SPDX-License-Identifier: Apache-2.0

/// An interned text: in one compilation two names are equal exactly if their texts are, so that no stage compares letters.
struct Name: Hashable {
    /// Names are numbered in the order in which they were met, the keywords first.
    let index: Int32

    /// Not a name.
    static let none = Name(index: -1)

    fileprivate init(index: Int32) { self.index = index }

    init(_ keyword: Keyword) { index = Int32(keyword.rawValue) }

    var keyword: Keyword? {
        UInt32(bitPattern: index) < UInt32(NameTable.keywordCount) ? Keyword(rawValue: UInt16(truncatingIfNeeded: index)) : nil
    }
}

/// The texts of a compilation's names, each kept once.
///
/// Open addressing over the bytes: a name is looked up for each token, by a hash with a seed that no input can know.
final class NameTable {
    private struct Entry {
        var start: Int32
        var count: Int32
        var hash: UInt32
    }

    // Used for every token; no function calls out while it changes them.
    @exclusivity(unchecked) private var bytes: [UInt8]
    @exclusivity(unchecked) private var entries: [Entry]
    @exclusivity(unchecked) private var texts: [String]
    /// 1 + the index of an entry, or 0; twice as many as entries at least.
    @exclusivity(unchecked) private var slots: [Int32]

    static let keywordCount = Keyword.allCases.count
    private static let seed = UInt64.random(in: .min ... .max)
    private static let keywords = Shared(value: NameTable(words: Keyword.spellings))

    init() {
        let known = NameTable.keywords.value
        (bytes, entries, texts, slots) = (known.bytes, known.entries, known.texts, known.slots)
    }

    private init(words: [String]) {
        (bytes, entries, texts) = ([], [], [])
        slots = Array(repeating: 0, count: 4096)
        for word in words { _ = intern(word) }
    }

    /// A table that nobody changes any more.
    private struct Shared: @unchecked Sendable { let value: NameTable }

    /// How many names there are: an index is below this.
    var count: Int { entries.count }

    func text(of name: Name) -> String { name.index < 0 ? "" : texts[Int(name.index)] }

    /// The bytes of a name's text, for as long as `body` runs.
    func withBytes<Value>(of name: Name, _ body: (UnsafeBufferPointer<UInt8>) -> Value) -> Value {
        guard name.index >= 0 else { return body(UnsafeBufferPointer(start: nil, count: 0)) }
        let entry = entries[Int(name.index)]
        return bytes.withUnsafeBufferPointer {
            body(UnsafeBufferPointer(rebasing: $0[Int(entry.start)..<Int(entry.start + entry.count)]))
        }
    }

    func intern(_ text: String) -> Name {
        var text = text
        return text.withUTF8 { intern($0) }
    }

    func intern(_ text: UnsafeBufferPointer<UInt8>) -> Name {
        let hash = NameTable.hash(text)
        var slot = Int(hash) & (slots.count - 1)
        while true {
            let index = slots[slot]
            if index == 0 { return add(text, hash, at: slot) }
            let entry = entries[Int(index - 1)]
            if entry.hash == hash, Int(entry.count) == text.count, isEqual(entry, text) { return Name(index: index - 1) }
            slot = (slot + 1) & (slots.count - 1)
        }
    }

    private func isEqual(_ entry: Entry, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
        bytes.withUnsafeBufferPointer { known in
            var index = 0
            while index < text.count, known[Int(entry.start) + index] == text[index] { index += 1 }
            return index == text.count
        }
    }

    private func add(_ text: UnsafeBufferPointer<UInt8>, _ hash: UInt32, at slot: Int) -> Name {
        let name = Name(index: Int32(entries.count))
        entries.append(Entry(start: Int32(clamping: bytes.count), count: Int32(clamping: text.count), hash: hash))
        bytes.append(contentsOf: text)
        texts.append(String(decoding: text, as: UTF8.self))
        slots[slot] = name.index + 1
        if entries.count * 2 > slots.count { grow() }
        return name
    }

    private func grow() {
        slots = Array(repeating: 0, count: slots.count * 2)
        for (index, entry) in entries.enumerated() {
            var slot = Int(entry.hash) & (slots.count - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Int32(index + 1)
        }
    }

    /// Eight bytes at a time, each folded in by a multiplication of full width.
    private static func hash(_ text: UnsafeBufferPointer<UInt8>) -> UInt32 {
        var state = seed ^ UInt64(truncatingIfNeeded: text.count)
        var index = 0
        while index < text.count {
            var word: UInt64 = 0
            if text.count - index >= 8 {
                word = UnsafeRawBufferPointer(text).loadUnaligned(fromByteOffset: index, as: UInt64.self)
                index += 8
            } else {
                while index < text.count {
                    word = word << 8 | UInt64(text[index])
                    index += 1
                }
            }
            let product = (state ^ word).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
            state = product.high ^ product.low
        }
        return UInt32(truncatingIfNeeded: state ^ state >> 32)
    }
}

/// A value for each of some names, found without hashing.
struct NameMap<Value> {
    /// 1 + where the value is, or 0.
    private var positions: [Int32] = []
    private var values: [Value?] = []

    /// - Parameter count: how many names there are, if most of them will have a value.
    init(reserving count: Int = 0) {
        if count > 0 { positions = Array(repeating: 0, count: count) }
    }

    private func position(_ name: Name) -> Int? {
        let index = Int(name.index)
        guard index >= 0, index < positions.count, positions[index] > 0 else { return nil }
        return Int(positions[index] - 1)
    }

    subscript(name: Name) -> Value? {
        get { position(name).flatMap { values[$0] } }
        set {
            if let position = position(name) {
                values[position] = newValue
            } else if newValue != nil, name.index >= 0 {
                let index = Int(name.index)
                if index >= positions.count {
                    let more = max(index + 1, 2 * positions.count) - positions.count
                    positions.append(contentsOf: repeatElement(0, count: more))
                }
                values.append(newValue)
                positions[index] = Int32(clamping: values.count)
            }
        }
    }

    func has(_ name: Name) -> Bool { position(name).map { values[$0] != nil } ?? false }

    /// Changes a value in place, if there is one.
    mutating func withValue(of name: Name, _ body: (inout Value) -> Void) {
        guard let position = position(name), values[position] != nil else { return }
        body(&values[position]!)
    }

    /// The values, in the order in which the names got their first one.
    var all: [Value] { values.compactMap { $0 } }

    mutating func removeAll() {
        positions.removeAll()
        values.removeAll()
    }
}
