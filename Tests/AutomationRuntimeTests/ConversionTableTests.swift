// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import CAutomation
import Foundation
import TestSupport
import Testing

/// VariantChangeType against the table that an independent oleaut32 printed: conversions/changetype.c and .tsv.
@Suite(.noLeaks)
struct ConversionTableTests {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "conversions")

    static func lines(_ name: String) throws -> [[String]] {
        try String(contentsOf: folder.appending(path: name), encoding: .utf8)
            .split(separator: "\n").map { $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init) }
    }

    /// Every cell of the table is equal, except for those that differences.tsv lists with the reason.
    @Test func everyPairOfTypesConvertsAsTheTableSays() throws {
        let table = try Self.lines("changetype.tsv")
        let heading = table[0]
        var expectedDifferences: [String: String] = [:]
        for line in try Self.lines("differences.tsv") where !line[0].hasPrefix("#") {
            expectedDifferences[line[0...2].joined(separator: "\t")] = line[4]
        }
        var found: [String] = []
        var cells = 0
        for row in table.dropFirst() {
            let type = VarType(rawValue: try #require(UInt16(row[0])))
            var source = try #require(Notation.read(row[1], type))
            defer { VariantOps.clear(&source) }
            for column in 2..<heading.count {
                cells += 1
                let target = heading[column].split(separator: ":").map { UInt16($0)! }
                var result = VARIANT()
                let status = VariantOps.changeType(
                    &result, &source, VarType(rawValue: target[0]),
                    flags: ConversionFlags(rawValue: target.count > 1 ? target[1] : 0))
                let shown = status.isSuccess
                    ? Notation.write(result) : "!" + String(UInt32(bitPattern: status.rawValue), radix: 16)
                VariantOps.clear(&result)
                guard shown != row[column] else { continue }
                let key = [row[0], row[1], heading[column]].joined(separator: "\t")
                if expectedDifferences.removeValue(forKey: key) == shown { continue }
                found.append(key + "\t" + row[column] + "\t" + shown)
            }
        }
        #expect(cells > 28_000)
        #expect(found.isEmpty, "\(found.count) of \(cells) cells differ:\n\(found.joined(separator: "\n"))")
        #expect(expectedDifferences.isEmpty, "listed in differences.tsv, but equal now: \(expectedDifferences.keys.sorted())")
    }
}

/// The table's way of writing values.
enum Notation {
    static func read(_ text: String, _ type: VarType) -> VARIANT? {
        var made = VARIANT()
        switch type {
        case .empty, .null: break
        case .i1, .i2, .i4, .i8, .int, .cy, .bool, .error:
            guard let value = Int64(text) else { return nil }
            made.llVal = value
        case .ui1, .ui2, .ui4, .ui8, .uint:
            guard let value = UInt64(text) else { return nil }
            made.ullVal = value
        case .r4:
            guard let bits = UInt32(text, radix: 16) else { return nil }
            made.fltVal = Float(bitPattern: bits)
        case .r8, .date:
            guard let bits = UInt64(text, radix: 16) else { return nil }
            made.dblVal = Double(bitPattern: bits)
        case .decimal:
            let parts = text.split(separator: ":").compactMap { UInt64($0) }
            guard parts.count == 4 else { return nil }
            made.decVal.sign = UInt8(parts[0])
            made.decVal.scale = UInt8(parts[1])
            made.decVal.Hi32 = UInt32(parts[2])
            made.decVal.Lo64 = parts[3]
        case .bstr:
            var units: [UInt16] = []
            var rest = text.dropFirst().dropLast().utf16[...]
            while let unit = rest.popFirst() {
                if unit == UInt16(UInt8(ascii: "\\")) {
                    guard let value = UInt16(String(decoding: rest.prefix(4), as: UTF16.self), radix: 16) else { return nil }
                    units.append(value)
                    rest = rest.dropFirst(4)
                } else {
                    units.append(unit)
                }
            }
            made.bstrVal = units.withUnsafeBufferPointer { BString.allocate($0) }
        case .unknown, .dispatch: break
        default: return nil
        }
        made.vt = type.rawValue
        return made
    }

    static func write(_ value: VARIANT) -> String {
        switch VarType(rawValue: value.vt) {
        case .empty, .null: return "."
        case .i1: return String(Int8(bitPattern: value.bVal))
        case .i2, .bool: return String(value.iVal)
        case .i4, .int, .error: return String(value.lVal)
        case .i8, .cy: return String(value.llVal)
        case .ui1: return String(value.bVal)
        case .ui2: return String(value.uiVal)
        case .ui4, .uint: return String(value.ulVal)
        case .ui8: return String(value.ullVal)
        case .r4: return padded(UInt64(value.fltVal.bitPattern), 8)
        case .r8, .date: return padded(value.dblVal.bitPattern, 16)
        case .decimal:
            return "\(value.decVal.sign):\(value.decVal.scale):\(value.decVal.Hi32):\(value.decVal.Lo64)"
        case .bstr:
            let text = BString.units(of: value.bstrVal).map { unit in
                unit >= 32 && unit < 127 && unit != 92 && unit != 34
                    ? String(UnicodeScalar(UInt8(unit))) : "\\" + padded(UInt64(unit), 4)
            }
            return "\"" + text.joined() + "\""
        case .unknown, .dispatch: return value.byref == nil ? "null" : "object"
        default: return "?"
        }
    }

    private static func padded(_ value: UInt64, _ digits: Int) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: digits - text.count) + text
    }
}
