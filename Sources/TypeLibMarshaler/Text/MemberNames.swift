// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import Synchronization

/// What DISPIDs are called: as a type library has it, or as the object itself has told an earlier caller.
public enum MemberNames {
    private struct Member: Hashable, Sendable {
        var object: GUID
        var id: Int32
    }
    private static let known = Mutex<[Member: String]>([:])
    /// More than a person reads; a peer that invents objects fills no memory.
    private static let most = 10_000

    /// The name of a member that a call of IDispatch::Invoke names by its DISPID; nil if nobody has said it.
    public static func name(of id: Int32, in call: MarshaledCall) -> String? {
        if let name = MethodNames.member(call.iid, id) { return name }
        return known.withLock { $0[Member(object: call.object, id: id)] }
    }

    /// Keeps what an object answers to GetIDsOfNames, where no library describes it. Other calls teach nothing.
    public static func learn(_ call: MarshaledCall, _ arguments: MarshaledValues, _ results: MarshaledValues) {
        guard call.method == 5, call.iid == WellKnownInterface.dispatch, let names = try? asked(arguments),
            let (ids, outcome) = try? answered(results)
        else { return }
        learn(call, names, ids, outcome)
    }

    static func learn(_ call: MarshaledCall, _ names: [String], _ ids: [Int32], _ outcome: HResult) {
        // The others are names of its parameters.
        guard outcome.isSuccess, let id = ids.first, let name = names.first else { return }
        known.withLock { known in
            if known.count < most { known[Member(object: call.object, id: id)] = name }
        }
    }

    /// The arguments of GetIDsOfNames: riid, rgszNames, cNames, lcid. [MS-OAUT] 3.1.4.3
    static func asked(_ arguments: MarshaledValues) throws(WireFailure) -> [String] {
        var text = try WireTextReader(arguments.bytes, label: arguments.dataRepresentation)
        _ = try text.reader.getGUID()
        let count = try text.reader.getCount(elementSize: 4)
        for _ in 0..<count { _ = try text.reader.get(UInt32.self) }
        var names: [String] = []
        for _ in 0..<count {
            _ = try text.reader.getCount(elementSize: 2)
            _ = try text.reader.get(UInt32.self)
            let length = try text.reader.getCount(elementSize: 2)
            let bytes = UnsafeRawBufferPointer(start: try text.reader.take(2 * length), count: 2 * length)
            names.append(TextOf.unquoted(bytes, width: 2, isBigEndian: text.reader.isBigEndian))
        }
        return names
    }

    /// Its results: rgDispId and the HRESULT.
    static func answered(_ results: MarshaledValues) throws(WireFailure) -> (ids: [Int32], outcome: HResult) {
        var reader = try WireTextReader(results.bytes, label: results.dataRepresentation).reader
        var ids: [Int32] = []
        for _ in 0..<(try reader.getCount(elementSize: 4)) { ids.append(Int32(bitPattern: try reader.get(UInt32.self))) }
        return (ids, HResult(try reader.get(UInt32.self)))
    }
}
