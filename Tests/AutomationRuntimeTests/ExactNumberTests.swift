// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import CAutomation
import TestSupport
import Testing

/// The operators of DecimalNumber and Currency against Python's decimal module: exact.tsv, which exact.py writes.
@Suite struct ExactNumberTests {
    private static func decimal(_ text: Substring) -> DecimalNumber? {
        let parts = text.split(separator: ":").compactMap { UInt64($0) }
        guard parts.count == 4 else { return nil }
        var raw = DECIMAL()
        raw.sign = UInt8(parts[0])
        raw.scale = UInt8(parts[1])
        raw.Hi32 = UInt32(parts[2])
        raw.Lo64 = parts[3]
        return DecimalNumber(raw)
    }

    private static func shown(_ value: DecimalNumber) -> String {
        let raw = value.raw
        return "\(raw.sign):\(raw.scale):\(raw.Hi32):\(raw.Lo64)"
    }

    private static func result(_ function: String, _ left: Substring, _ right: Substring) throws -> String? {
        if function.hasPrefix("Dec") {
            guard let b = decimal(right) else { return nil }
            let a = decimal(left)
            switch (function, a) {
            case ("DecAdd", let a?): return shown(try a + b)
            case ("DecSub", let a?): return shown(try a - b)
            case ("DecMul", let a?): return shown(try a * b)
            case ("DecDiv", let a?): return shown(try a / b)
            case ("DecCmp", let a?): return a < b ? "0" : a == b ? "1" : "2"
            case ("DecFix", _): return shown(b.truncated)
            case ("DecInt", _): return shown(b.floor)
            case ("DecAbs", _): return shown(b.absolute)
            case ("DecNeg", _): return shown(-b)
            case ("DecRound", _): return try Int(left).map { shown(try b.rounded(places: $0)) }
            default: return nil
            }
        }
        guard let scaled = Int64(right) else { return nil }
        let b = Currency(scaled: scaled)
        let a = Int64(left)
        switch (function, a) {
        case ("CyAdd", let a?): return String((try Currency(scaled: a) + b).scaled)
        case ("CySub", let a?): return String((try Currency(scaled: a) - b).scaled)
        case ("CyMul", let a?): return String((try Currency(scaled: a) * b).scaled)
        case ("CyMulI4", let a?), ("CyMulI8", let a?): return String((try b * a).scaled)
        case ("CyCmp", let a?): return Currency(scaled: a) < b ? "0" : a == scaled ? "1" : "2"
        case ("CyFix", _): return String(b.truncated.scaled)
        case ("CyInt", _): return String(try b.floor().scaled)
        case ("CyAbs", _): return String(try b.absolute().scaled)
        case ("CyNeg", _): return String((try -b).scaled)
        case ("CyRound", let a?): return String(try b.rounded(places: Int(a)).scaled)
        default: return nil
        }
    }

    @Test func everyResultIsTheExactNumberRoundedOnce() throws {
        let lines = try readFile(siblingOfThisFile("../CLatebindTests/arithmetic/exact.tsv")).split(separator: "\n")
        var wrong: [String] = []
        for line in lines {
            let parts = line.split(separator: "\t", omittingEmptySubsequences: false)
            try #require(parts.count == 4)
            var found: String?
            do {
                found = try Self.result(String(parts[0]), parts[1], parts[2])
            } catch let error as COMError {
                found = "!" + String(UInt32(bitPattern: error.hresult.rawValue), radix: 16)
            }
            if found != String(parts[3]) { wrong.append("\(line) but \(found ?? "nothing")") }
        }
        #expect(lines.count > 8000)
        #expect(wrong.isEmpty, "\(wrong.count) of \(lines.count):\n\(wrong.prefix(50).joined(separator: "\n"))")
    }

    /// A quotient times its divisor is the dividend again, but for what was rounded.
    @Test func quotientsAndProductsFit() throws {
        var generator = SeededNumbers(state: 1996)
        for _ in 0..<1000 {
            let a = DecimalNumber(Int64.random(in: .min ... .max, using: &generator))
            let b = DecimalNumber(Int64.random(in: 1...1_000_000, using: &generator))
            let back = try (try a / b) * b
            #expect((try back - a).absolute < DecimalNumber(Int64(1)))
        }
    }
}

/// The same numbers in every run.
struct SeededNumbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
