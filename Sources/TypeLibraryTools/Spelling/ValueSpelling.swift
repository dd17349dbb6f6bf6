// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import TypeLibrary

extension ConstantValue {
    /// The value as messages show it: strings quoted, error codes in hexadecimal.
    var spelling: String {
        switch self {
        case .empty: return "empty"
        case .null: return "NULL"
        case .integer(.bool, let value): return value == 0 ? "FALSE" : "TRUE"
        case .integer(.error, let value), .integer(.hresult, let value):
            return "0x" + hexadecimal(UInt64(UInt32(truncatingIfNeeded: value)), digits: 8)
        case .integer(.cy, let value): return "\(Double(value) / 10_000)"
        case .integer(_, let value): return "\(value)"
        case .ui8(let value): return "\(value)"
        case .r4(let value): return "\(value)"
        case .r8(let value): return "\(value)"
        case .date(let value): return "date \(value)"
        case .bstr(let text): return text.map(quoted) ?? "a null string"
        case .decimal(let value):
            return "decimal \(value.sign & 0x80 != 0 ? "-" : "")(\(value.hi32), \(value.lo64))e-\(value.scale)"
        case .nullObject: return "NULL"
        case .raw(let type, let bits): return "\(type.documentedName) 0x\(String(bits, radix: 16))"
        }
    }
}

/// Text between quotes on one line; control characters do not reach the terminal.
func quoted(_ text: String) -> String {
    "\"" + printable(text) + "\""
}

/// `text` with control characters shown as escapes: names and strings come from files that may be hostile.
func printable(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isControl) else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\n": result += "\\n"
        case "\t": result += "\\t"
        case "\r": result += "\\r"
        default:
            if isControl(scalar) {
                result += "\\x" + hexadecimal(UInt64(scalar.value), digits: 2)
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
    }
    return result
}

private func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
}

/// A DISPID as its range suggests: small ones in decimal, assigned ones in hexadecimal.
func dispID(_ id: Int32) -> String {
    (-100_000...100_000).contains(id) ? "\(id)" : "0x" + hexadecimal(UInt64(UInt32(bitPattern: id)), digits: 8)
}

extension String {
    /// With spaces up to `width` bytes.
    func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - utf8.count)) }
}
