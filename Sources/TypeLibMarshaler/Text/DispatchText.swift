// SPDX-License-Identifier: Apache-2.0
//
// IDispatch's methods as text: a call by name is told as one, `ICalc.Invoke(Add, 2, 3) = 5`.

import AutomationTypes

enum DispatchText {
    static func describe(
        _ call: MarshaledCall, _ arguments: MarshaledValues, _ results: MarshaledValues?, _ status: HResult
    ) -> String? {
        do throws(WireFailure) {
            switch call.method {
            case 5: return try names(call, arguments, results, status)
            case 6: return try invoke(call, arguments, results, status)
            default: return nil
            }
        } catch {
            return nil
        }
    }

    // MARK: Names

    private static func name(_ call: MarshaledCall, _ id: Int32) -> String {
        MemberNames.name(of: id, in: call) ?? (id == 0 ? "[value]" : id == -4 ? "[new enumerator]" : "[\(id)]")
    }

    /// GetIDsOfNames: riid, rgszNames, cNames, lcid; rgDispId.
    private static func names(
        _ call: MarshaledCall, _ arguments: MarshaledValues, _ results: MarshaledValues?, _ status: HResult
    ) throws(WireFailure) -> String {
        let names = try MemberNames.asked(arguments)
        let told = "GetIDsOfNames(" + names.map { "\"" + $0 + "\"" }.joined(separator: ", ") + ")"
        guard let results else { return told + " " + CallText.told(status) }
        let (ids, outcome) = try MemberNames.answered(results)
        MemberNames.learn(call, names, ids, outcome)
        let list = ids.prefix(WireTextReader.mostElements).map { $0 == -1 ? "unknown" : "\($0)" }.joined(separator: ", ")
        return told + " = " + list + " " + CallText.told(outcome)
    }

    // MARK: Invoke

    /// RemoteInvoke: dispIdMember, riid, lcid, dwFlags, pDispParams, cVarRef, rgVarRefIdx, rgVarRef; pVarResult, pExcepInfo, pArgErr,
    /// rgVarRef. [MS-OAUT] 3.1.4.4
    private static func invoke(
        _ call: MarshaledCall, _ arguments: MarshaledValues, _ results: MarshaledValues?, _ status: HResult
    ) throws(WireFailure) -> String {
        var text = try WireTextReader(arguments.bytes, label: arguments.dataRepresentation)
        let member = Int32(bitPattern: try text.reader.get(UInt32.self))
        _ = try text.reader.getGUID()
        _ = try text.reader.get(UInt32.self)
        let flags = try text.reader.get(UInt32.self)
        let hasArguments = try text.reader.get(UInt32.self) != 0
        let hasNames = try text.reader.get(UInt32.self) != 0
        _ = try text.reader.get(UInt32.self)
        _ = try text.reader.get(UInt32.self)
        var values: [String] = []
        if hasArguments { values = try variants(&text) }
        var named: [Int32] = []
        if hasNames {
            for _ in 0..<(try text.reader.getCount(elementSize: 4)) { named.append(Int32(bitPattern: try text.reader.get(UInt32.self))) }
        }
        // The arguments by reference travel apart from the others.
        let references = Int(try text.reader.get(UInt32.self))
        var indices: [Int] = []
        if references > 0 {
            for _ in 0..<(try text.reader.getCount(elementSize: 4)) { indices.append(Int(try text.reader.get(UInt32.self))) }
            for (index, value) in zip(indices, try variants(&text)) where index < values.count { values[index] = value }
        }
        // Named arguments come first; a property's new value is one, and needs no name.
        for (index, id) in named.enumerated() where index < values.count && id != -3 { values[index] = "[\(id)]: " + values[index] }
        let name = name(call, member)
        let given = values.reversed().joined(separator: ", ")
        let told =
            if flags & 12 != 0 {
                // Indices, if there are some, and the new value at the end.
                "Invoke(" + name + (values.count > 1 ? "(" + values.dropFirst().reversed().joined(separator: ", ") + ")" : "")
                    + (flags & 8 != 0 ? " := reference " : " := ") + (values.first ?? "") + ")"
            } else if flags & 1 != 0 {
                "Invoke(" + name + "(" + given + "))"
            } else {
                "Invoke(" + name + (values.isEmpty ? "" : "(" + given + ")") + ")"
            }
        guard let results else { return told + " " + CallText.told(status) }
        return told + (try answer(results, indices, wantsResult: flags & zeroResult == 0))
    }

    /// The client wants no result.
    private static let zeroResult: UInt32 = 0x2_0000

    private static func answer(_ results: MarshaledValues, _ indices: [Int], wantsResult: Bool) throws(WireFailure) -> String {
        var text = try WireTextReader(results.bytes, label: results.dataRepresentation)
        let result = try text.reader.get(UInt32.self) == 0 ? "null" : try text.littleEndian { (text) throws(WireFailure) in
            try text.variant()
        }.description
        // EXCEPINFO: its numbers, then its strings.
        _ = try text.reader.get(UInt16.self)
        _ = try text.reader.get(UInt16.self)
        var pointers: [Bool] = []
        for _ in 0..<3 { pointers.append(try text.reader.get(UInt32.self) != 0) }
        _ = try text.reader.get(UInt32.self)
        _ = try text.reader.get(UInt32.self)
        _ = try text.reader.get(UInt32.self)
        let code = HResult(try text.reader.get(UInt32.self))
        var strings: [String?] = []
        for pointer in pointers { strings.append(pointer ? try text.bstr().description : nil) }
        _ = try text.reader.get(UInt32.self)
        let changed = try variants(&text)
        let outcome = HResult(try text.reader.get(UInt32.self))
        var told = ""
        if outcome.isSuccess, wantsResult, result != "empty" { told += " = " + result }
        if outcome.isSuccess, !changed.isEmpty { told += (told.isEmpty ? " = " : ", ") + changed.joined(separator: ", ") }
        told += " " + CallText.told(outcome)
        if outcome == .DISP_E_EXCEPTION {
            told += " (" + ([code == .S_OK ? nil : CallText.told(code), strings[1]] as [String?]).compactMap { $0 }.joined(separator: " ") + ")"
        }
        return told
    }

    /// A conformant array of VARIANTs.
    private static func variants(_ text: inout WireTextReader) throws(WireFailure) -> [String] {
        let count = try text.reader.getCount(elementSize: 4)
        var isThere: [Bool] = []
        for _ in 0..<count { isThere.append(try text.reader.get(UInt32.self) != 0) }
        return try text.littleEndian { (text) throws(WireFailure) in
            var values: [String] = []
            for there in isThere { values.append(there ? try text.variant().description : "null") }
            return values
        }
    }
}
