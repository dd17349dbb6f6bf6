// SPDX-License-Identifier: Apache-2.0

public import AutomationTypes

/// The members of a type by name and by DISPID: the work of GetIDsOfNames and the first half of Invoke, prepared once.
///
/// Names compare without regard to case (ASCII and Latin-1 letters), as LHashValOfNameSys does for western locales.
public final class MemberTable: Sendable {
    public let functions: [FunctionInfo]
    public let variables: [Variable]
    /// The library that the variables' references belong to.
    public let library: TypeLibrary

    /// Where the members of one DISPID are.
    public struct Member: Sendable {
        public let memberID: Int32
        /// The name of the first function or variable of this DISPID.
        public let name: String
        /// Indices into `functions`, in declaration order.
        public fileprivate(set) var functions: [Int]
        /// Index into `variables`.
        public fileprivate(set) var variable: Int?

        /// Which kinds of call the member answers to.
        public fileprivate(set) var invokeKinds: InvokeKind
    }

    /// Members in the order in which they first appear.
    public let members: [Member]
    private let indexOfID: [Int32: Int]
    private let names: NameTable

    init(functions: [FunctionInfo], variables: [Variable], library: TypeLibrary) {
        self.functions = functions
        self.library = library
        self.variables = variables
        var members: [Member] = []
        var indexOfID: [Int32: Int] = [:]
        var names = NameTable()
        func index(for memberID: Int32, name: String?) -> Int {
            if let name { names.insert(name, value: memberID) }
            if let known = indexOfID[memberID] { return known }
            indexOfID[memberID] = members.count
            members.append(Member(memberID: memberID, name: name ?? "", functions: [], variable: nil, invokeKinds: []))
            return members.count - 1
        }
        for (position, info) in functions.enumerated() {
            let member = index(for: info.function.memberID, name: info.function.name)
            members[member].functions.append(position)
            members[member].invokeKinds.formUnion(info.function.invokeKind)
        }
        for (position, variable) in variables.enumerated() {
            let member = index(for: variable.memberID, name: variable.name)
            if members[member].variable == nil { members[member].variable = position }
            members[member].invokeKinds.formUnion(
                variable.flags.contains(.readOnly) || variable.kind == .const
                    ? .propertyGet : [.propertyGet, .propertyPut])
        }
        self.members = members
        self.indexOfID = indexOfID
        self.names = names
    }

    /// The DISPID of the member with this UTF-16 name, or nil.
    public func memberID(named name: UnsafeBufferPointer<UInt16>) -> Int32? { names[name] }

    public func memberID(named name: String) -> Int32? {
        var units = Array(name.utf16)
        return units.withUnsafeMutableBufferPointer { names[UnsafeBufferPointer($0)] }
    }

    public subscript(memberID: Int32) -> Member? { indexOfID[memberID].map { members[$0] } }
}

/// A hash table from names to numbers, probed with UTF-16 without making a string.
struct NameTable: Sendable {
    private struct Slot {
        var start: Int32
        var count: Int32  // -1: free
        var hash: UInt32
        var value: Int32
    }
    private var slots: [Slot] = []
    /// The folded names, one after the other.
    private var units: [UInt16] = []
    private var used = 0

    /// Keeps the first value of a name.
    mutating func insert(_ name: String, value: Int32) {
        if (used + 1) * 2 > slots.count { grow() }
        let folded = name.utf16.map(NameTable.fold)
        let hash = folded.withUnsafeBufferPointer(NameTable.hash)
        var position = Int(hash) & (slots.count - 1)
        while slots[position].count >= 0 {
            if slots[position].hash == hash, folded.withUnsafeBufferPointer({ matches(slots[position], $0) }) { return }
            position = (position + 1) & (slots.count - 1)
        }
        slots[position] = Slot(start: Int32(units.count), count: Int32(folded.count), hash: hash, value: value)
        units += folded
        used += 1
    }

    subscript(name: UnsafeBufferPointer<UInt16>) -> Int32? {
        guard !slots.isEmpty else { return nil }
        let hash = NameTable.hash(name)
        var position = Int(hash) & (slots.count - 1)
        while slots[position].count >= 0 {
            if slots[position].hash == hash, matches(slots[position], name) { return slots[position].value }
            position = (position + 1) & (slots.count - 1)
        }
        return nil
    }

    private func matches(_ slot: Slot, _ name: UnsafeBufferPointer<UInt16>) -> Bool {
        guard Int(slot.count) == name.count else { return false }
        for offset in 0..<name.count where units[Int(slot.start) + offset] != NameTable.fold(name[offset]) {
            return false
        }
        return true
    }

    private mutating func grow() {
        let old = slots
        slots = Array(
            repeating: Slot(start: 0, count: -1, hash: 0, value: 0), count: max(16, old.count * 2))
        for slot in old where slot.count >= 0 {
            var position = Int(slot.hash) & (slots.count - 1)
            while slots[position].count >= 0 { position = (position + 1) & (slots.count - 1) }
            slots[position] = slot
        }
    }

    private static func hash(_ name: UnsafeBufferPointer<UInt16>) -> UInt32 {
        var hash: UInt32 = 2_166_136_261
        for unit in name { hash = (hash ^ UInt32(fold(unit))) &* 16_777_619 }
        return hash ^ (hash >> 15)
    }

    /// Lower case for ASCII and Latin-1 letters.
    private static func fold(_ unit: UInt16) -> UInt16 {
        switch unit {
        case 0x41...0x5A: unit + 0x20
        case 0xC0...0xDE where unit != 0xD7: unit + 0x20
        default: unit
        }
    }
}
