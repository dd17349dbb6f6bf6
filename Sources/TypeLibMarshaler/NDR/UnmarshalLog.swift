// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import CAutomation

/// What reading a message has allocated, so that all of it can be given back whatever happens; and the promises of the message that
/// can only be checked when all of it has been read.
///
/// It allocates nothing itself until there is something to remember. Its owner calls `deallocate`.
struct UnmarshalLog {
    struct Entry {
        var block: UnsafeMutableRawPointer
        /// What lies in the block, if that is known by a node; `count` of them.
        var node: UnsafePointer<WireNode>?
        var count: Int
        /// What lies in the block, if that is known by a VARTYPE.
        var varType: UInt16
        var kind: Kind
        /// The IRecordInfo of a record.
        var info: UnsafeMutableRawPointer?
    }

    enum Kind: UInt8 {
        /// A block that belongs to an [in] parameter: freed after the call.
        case input
        /// A block that somebody gets, if all goes well.
        case shared
        /// Not a block: the chosen arm of a union that owns something, inside an [in] parameter.
        case inputArm
        case sharedArm
        /// The target of a VARIANT by reference: freed after the call.
        case reference
        /// Freed already, or given away.
        case gone
    }

    /// A number on the wire that must be what an expression says.
    struct Check {
        var expression: UnsafePointer<WireExpression>
        var record: UnsafeRawPointer?
        var value: Int64
        var rule: WireFailure.Rule
        var offset: Int
    }

    private(set) var entries: UnsafeMutablePointer<Entry>?
    private(set) var count = 0
    private var capacity = 0
    private var checks: UnsafeMutablePointer<Check>?
    private var checkCount = 0
    private var checkCapacity = 0
    /// What is read belongs to an [in] parameter.
    var isInput = true

    mutating func add(_ entry: Entry) {
        if count == capacity {
            let larger = UnsafeMutablePointer<Entry>.allocate(capacity: max(8, capacity * 2))
            if let entries {
                larger.moveInitialize(from: entries, count: count)
                entries.deallocate()
            }
            entries = larger
            capacity = max(8, capacity * 2)
        }
        (entries.unsafelyUnwrapped + count).initialize(to: entry)
        count += 1
    }

    mutating func addBlock(_ block: UnsafeMutableRawPointer, _ node: UnsafePointer<WireNode>, _ elements: Int) {
        add(Entry(block: block, node: node, count: elements, varType: 0, kind: isInput ? .input : .shared, info: nil))
    }

    mutating func addArm(_ place: UnsafeMutableRawPointer, _ node: UnsafePointer<WireNode>) {
        add(Entry(block: place, node: node, count: 1, varType: 0, kind: isInput ? .inputArm : .sharedArm, info: nil))
    }

    mutating func addReference(_ block: UnsafeMutableRawPointer, _ type: VarType, info: UnsafeMutableRawPointer? = nil) {
        add(Entry(block: block, node: nil, count: 1, varType: type.rawValue, kind: .reference, info: info))
    }

    mutating func addCheck(_ check: Check) {
        if checkCount == checkCapacity {
            let larger = UnsafeMutablePointer<Check>.allocate(capacity: max(8, checkCapacity * 2))
            if let checks {
                larger.moveInitialize(from: checks, count: checkCount)
                checks.deallocate()
            }
            checks = larger
            checkCapacity = max(8, checkCapacity * 2)
        }
        (checks.unsafelyUnwrapped + checkCount).initialize(to: check)
        checkCount += 1
    }

    /// Whether every promise is kept.
    func verify(_ arguments: UnsafePointer<UnsafeMutableRawPointer?>?) throws(WireFailure) {
        guard let checks else { return }
        for index in 0..<checkCount {
            let check = checks + index
            guard check.pointee.expression.pointee.value(arguments, check.pointee.record) == check.pointee.value else {
                throw WireFailure(check.pointee.rule, at: check.pointee.offset)
            }
        }
    }

    /// Takes a block that is about to be given away, or has been freed, out of the log.
    func forget(_ block: UnsafeMutableRawPointer) {
        guard let entries else { return }
        for index in 0..<count where entries[index].block == block { entries[index].kind = .gone }
    }

    /// Leaves what belongs to others now: their memory is complete and reachable.
    func forgetShared() {
        guard let entries else { return }
        for index in 0..<count where entries[index].kind == .shared || entries[index].kind == .sharedArm {
            entries[index].kind = .gone
        }
    }

    /// Frees everything that has not been given away.
    func freeAll() {
        guard let entries else { return }
        // First what the blocks hold, as a union may lie in a block that is freed before it.
        for index in 0..<count where entries[index].kind != .gone {
            let entry = entries[index]
            if let node = entry.node {
                if node.pointee.has(.owns) {
                    for element in 0..<entry.count { WireMemory.dropInPlace(node, entry.block + element * node.pointee.size) }
                }
            } else {
                WireVariant.dropReferenced(entry.block, VarType(rawValue: entry.varType), info: entry.info)
            }
        }
        for index in 0..<count {
            switch entries[index].kind {
            case .input, .shared: TaskMemory.release(entries[index].block)
            case .reference: if entries[index].info == nil { TaskMemory.release(entries[index].block) }
            case .inputArm, .sharedArm, .gone: break
            }
            entries[index].kind = .gone
        }
    }

    /// The memory of the log itself.
    mutating func deallocate() {
        entries?.deallocate()
        checks?.deallocate()
        (entries, checks, count, capacity, checkCount, checkCapacity) = (nil, nil, 0, 0, 0, 0)
    }
}
