// SPDX-License-Identifier: Apache-2.0

public import AutomationTypes
import TestSupport

/// A call and what came back, as a golden of Tests/TypeLibMarshalerTests/Goldens has them: `slot 7`, `request` and its bytes as
/// hexadecimal digits, `response` and its bytes or `fault` and the HRESULT.
public struct GoldenExchange: Sendable {
    public var slot: UInt16
    public var request: [UInt8] = []
    /// nil for a fault.
    public var response: [UInt8]?
    public var status = HResult.S_OK

    /// The exchanges of a golden.
    /// - Throws: for a line that is not one of a golden.
    public static func all(in text: String) throws -> [GoldenExchange] {
        var found: [GoldenExchange] = []
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.first == "slot", let slot = words.dropFirst().first.flatMap({ UInt16($0) }) {
                found.append(GoldenExchange(slot: slot))
                continue
            }
            guard let last = found.indices.last else { throw Failure("bytes before a message: \(line)") }
            switch words.first {
            case "request": break
            case "response": found[last].response = []
            case "fault":
                guard let digits = line.split(separator: "x").last?.prefix(8), let code = UInt32(digits, radix: 16) else {
                    throw Failure("no HRESULT: \(line)")
                }
                found[last].status = HResult(code)
            default:
                let digits = Array(words.joined().utf8)
                for index in stride(from: 0, to: digits.count - 1, by: 2) {
                    guard let byte = UInt8(String(decoding: digits[index...(index + 1)], as: UTF8.self), radix: 16) else {
                        throw Failure("no bytes: \(line)")
                    }
                    if found[last].response == nil { found[last].request.append(byte) } else { found[last].response?.append(byte) }
                }
            }
        }
        return found
    }
}
