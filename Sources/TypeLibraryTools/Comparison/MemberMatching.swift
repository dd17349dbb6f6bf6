// SPDX-License-Identifier: Apache-2.0

/// Pairs the elements of two lists by keys: the first kind of key first, then another for what is left.
struct MemberMatching {
    private var partnerOfOld: [Int?]
    private var isTaken: [Bool]

    init(oldCount: Int, newCount: Int) {
        partnerOfOld = Array(repeating: nil, count: oldCount)
        isTaken = Array(repeating: false, count: newCount)
    }

    /// Pairs what has no partner yet and has equal keys; among several of one key the first with the first. Elements with a
    /// nil key are left alone. Keys are asked for only where they are needed.
    mutating func pair(_ oldKey: (Int) -> String?, _ newKey: (Int) -> String?) {
        var waiting: [String: [Int]] = [:]
        for index in isTaken.indices.reversed() where !isTaken[index] {
            if let key = newKey(index) { waiting[key, default: []].append(index) }
        }
        guard !waiting.isEmpty else { return }
        for index in partnerOfOld.indices where partnerOfOld[index] == nil {
            guard let key = oldKey(index), let other = waiting[key]?.popLast() else { continue }
            partnerOfOld[index] = other
            isTaken[other] = true
        }
    }

    /// The pairs in the order of the old list.
    var matched: [(old: Int, new: Int)] {
        partnerOfOld.indices.compactMap { index in partnerOfOld[index].map { (index, $0) } }
    }

    var removed: [Int] { partnerOfOld.indices.filter { partnerOfOld[$0] == nil } }
    var added: [Int] { isTaken.indices.filter { !isTaken[$0] } }

    /// The pairs whose place among the pairs changed.
    var reordered: [(old: Int, new: Int)] {
        let pairs = matched
        let byNew = pairs.sorted { $0.new < $1.new }
        return zip(pairs, byNew).filter { $0.old != $1.old }.map(\.0)
    }
}
