// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import Synchronization
import TypeLibrary

/// What scripts know as Scripting.Dictionary: an insertion-ordered table from values to values.
final class ScriptDictionary: Sendable {
    /// CompareMethod: how string keys compare. Further numbers are locale identifiers and compare as `text`.
    enum CompareMode: Int, Sendable {
        case binary = 0
        case text = 1
        case database = 2
    }

    /// What makes two keys the same: numbers by value whatever their type, objects by identity.
    private enum Key: Hashable {
        case number(Double)
        case text([UInt16])
        case object(UInt)
        case empty
        case null
    }

    private struct State: Sendable {
        var mode = CompareMode.binary
        var index: [Key: Int] = [:]
        /// In the order of insertion; nil where a key was removed.
        var entries: [(key: Variant, item: Variant)?] = []
        var count: Int { index.count }
    }
    private let state = Mutex(State())

    init() {}

    var count: Int { state.withLock { $0.count } }
    var keys: [Variant] { state.withLock { $0.entries.compactMap { $0?.key } } }
    var items: [Variant] { state.withLock { $0.entries.compactMap { $0?.item } } }

    var compareMode: CompareMode { state.withLock { $0.mode } }

    /// - Throws: error 5 if the dictionary has entries.
    func setCompareMode(_ number: Int) throws(COMError) {
        let isEmpty = state.withLock { state in
            guard state.count == 0 else { return false }
            state.mode = CompareMode(rawValue: number) ?? .text
            return true
        }
        guard isEmpty else { throw DictionaryError.illegalCall("CompareMode can only be set while the dictionary is empty") }
    }

    /// - Throws: error 457 if the key is there already.
    func add(_ key: Variant, _ item: Variant) throws(COMError) {
        let wanted = try makeKey(key)
        let added = state.withLock { state in
            guard state.index[wanted] == nil else { return false }
            state.index[wanted] = state.entries.count
            state.entries.append((key, item))
            return true
        }
        guard added else { throw DictionaryError.keyExists(key) }
    }

    func exists(_ key: Variant) throws(COMError) -> Bool {
        let wanted = try makeKey(key)
        return state.withLock { $0.index[wanted] != nil }
    }

    /// The item of a key. A key that is not there is added with an empty item, as the published class does.
    func item(_ key: Variant) throws(COMError) -> Variant {
        let wanted = try makeKey(key)
        return state.withLock { state in
            if let position = state.index[wanted], let entry = state.entries[position] { return entry.item }
            state.index[wanted] = state.entries.count
            state.entries.append((key, .empty))
            return .empty
        }
    }

    func setItem(_ key: Variant, _ item: Variant) throws(COMError) {
        let wanted = try makeKey(key)
        // What was there may be an object; it is released after the lock.
        let old = state.withLock { state -> Variant? in
            guard let position = state.index[wanted], let entry = state.entries[position] else {
                state.index[wanted] = state.entries.count
                state.entries.append((key, item))
                return nil
            }
            state.entries[position] = (entry.key, item)
            return entry.item
        }
        withExtendedLifetime(old) {}
    }

    /// Gives an entry another key.
    /// - Throws: error 32811 if there is no such key, 457 if the new one is taken.
    func rename(_ key: Variant, to newKey: Variant) throws(COMError) {
        let (old, new) = (try makeKey(key), try makeKey(newKey))
        let failure = state.withLock { state -> COMError? in
            guard let position = state.index[old], let entry = state.entries[position] else {
                return DictionaryError.notFound(key)
            }
            guard new == old || state.index[new] == nil else { return DictionaryError.keyExists(newKey) }
            state.index[old] = nil
            state.index[new] = position
            state.entries[position] = (newKey, entry.item)
            return nil
        }
        if let failure { throw failure }
    }

    /// - Throws: error 32811 if there is no such key.
    func remove(_ key: Variant) throws(COMError) {
        let wanted = try makeKey(key)
        let removed = state.withLock { state -> (key: Variant, item: Variant)? in
            guard let position = state.index.removeValue(forKey: wanted) else { return nil }
            let entry = state.entries[position]
            state.entries[position] = nil
            if state.entries.count > 32, state.count * 2 < state.entries.count { compact(&state) }
            return entry
        }
        guard removed != nil else { throw DictionaryError.notFound(key) }
    }

    func removeAll() {
        let old = state.withLock { state in
            defer { state = State(mode: state.mode) }
            return state.entries
        }
        withExtendedLifetime(old) {}
    }

    private func compact(_ state: inout State) {
        var position = 0
        var moved: [Int: Int] = [:]
        for index in state.entries.indices where state.entries[index] != nil {
            moved[index] = position
            position += 1
        }
        state.index = state.index.compactMapValues { moved[$0] }
        state.entries.removeAll { $0 == nil }
    }

    private func makeKey(_ value: Variant) throws(COMError) -> Key {
        switch value.varType {
        case .empty: return .empty
        case .error where value.isMissing: return .empty
        case .null: return .null
        case .bstr:
            let text = value.string ?? ""
            return .text(Array((compareMode == .binary ? text : text.lowercased()).utf16))
        case .dispatch, .unknown:
            // The identity of an object is its IUnknown.
            guard let object = value.object, let unknown = try? object.query(WellKnownIID.unknown) else { return .object(0) }
            return .object(UInt(bitPattern: unknown.pointer))
        default:
            guard !value.varType.isArray, let number = value.double else {
                throw DictionaryError.illegalCall("\(value.varType.documentedName) cannot be a key")
            }
            return .number(number)
        }
    }
}

/// The errors that scripts know by number: 0x800A0000 plus the number.
enum DictionaryError {
    static func illegalCall(_ message: String) -> COMError {
        COMError(HResult(0x800A_0005), "Invalid procedure call or argument: \(message)", source: "Scripting.Dictionary")
    }
    static func keyExists(_ key: Variant) -> COMError {
        COMError(
            HResult(0x800A_01C9), "This key is already associated with an element of this collection: \(key.shown)",
            source: "Scripting.Dictionary")
    }
    static func notFound(_ key: Variant) -> COMError {
        COMError(HResult(0x800A_802B), "Element not found: \(key.shown)", source: "Scripting.Dictionary")
    }
}

extension Variant {
    fileprivate var shown: String { varType == .bstr ? "\"\(string ?? "")\"" : string ?? varType.documentedName }
}
