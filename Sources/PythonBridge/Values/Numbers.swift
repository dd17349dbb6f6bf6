// SPDX-License-Identifier: Apache-2.0
//
// Dates and decimals: what Python's and Automation's types have in common, exactly.

import AutomationRuntime
import CAutomation
import CPython

extension lbpy_datetime {
    private static let microsecondsPerDay = 86_400_000_000.0

    /// The DATE: days from 30 December 1899, the time of day as a fraction that counts forward also before that day.
    /// nil before the year 100.
    var oleDate: Double? {
        guard let day = OleDate(year: Int(year), month: Int(month), day: Int(day)) else { return nil }
        let seconds = (Int(hour) * 60 + Int(minute)) * 60 + Int(second)
        let fraction = Double(seconds * 1_000_000 + Int(microsecond)) / lbpy_datetime.microsecondsPerDay
        return day.date < 0 ? day.date - fraction : day.date + fraction
    }

    /// A DATE to the microsecond, or to as many decimal places as its 53 bits can tell apart: far from 1899 that is 10 or 100
    /// microseconds. nil if it is out of range.
    init?(oleDate: Double) {
        guard oleDate.isFinite, oleDate.magnitude < 4_000_000 else { return nil }
        var day = oleDate.rounded(.towardZero)
        let precision = oleDate.ulp * lbpy_datetime.microsecondsPerDay
        let unit = precision <= 1 ? 1.0 : precision <= 10 ? 10 : 100
        var microseconds = Int(((oleDate - day).magnitude * lbpy_datetime.microsecondsPerDay / unit).rounded() * unit)
        if microseconds >= 86_400_000_000 {
            microseconds = 0
            day += 1
        }
        guard let date = OleDate(day) else { return nil }
        let seconds = microseconds / 1_000_000
        self.init(
            year: Int32(date.year), month: Int32(date.month), day: Int32(date.day), hour: Int32(seconds / 3600),
            minute: Int32(seconds / 60 % 60), second: Int32(seconds % 60), microsecond: Int32(microseconds % 1_000_000))
    }
}

/// A decimal.Decimal taken apart: `±digits × 10^exponent`.
struct DecimalParts {
    private let isNegative: Bool
    private let digits: [UInt8]
    /// nil for an infinity or a NaN.
    private let exponent: Int?

    /// - Parameter object: a decimal.Decimal.
    init(_ object: PyPointer) throws(PythonFailure) {
        let method = try PyReference(PyObject_GetAttrString(object, "as_tuple"))
        let parts = try PyReference(PyObject_CallNoArgs(method.pointer))
        let items = try PyReference(PySequence_Tuple(parts.pointer))
        guard lbpy_tuple_count(items.pointer) == 3 else { throw .python(.value, "as_tuple() of a Decimal has three parts") }
        isNegative = PyObject_IsTrue(lbpy_tuple_item(items.pointer, 0)) == 1
        let digitItems = try PyReference(PySequence_Tuple(lbpy_tuple_item(items.pointer, 1)))
        var digits: [UInt8] = []
        for index in 0..<lbpy_tuple_count(digitItems.pointer) {
            digits.append(UInt8(truncatingIfNeeded: PyLong_AsLong(lbpy_tuple_item(digitItems.pointer, index))))
        }
        self.digits = digits
        let exponent = lbpy_tuple_item(items.pointer, 2)!
        self.exponent = lbpy_is_int(exponent) ? PyLong_AsLong(exponent) : nil
        if PyErr_Occurred() != nil { throw .raised }
    }

    /// The same number as a DECIMAL; nil if 96 bits and 28 decimal places cannot hold it exactly.
    var decimal: DECIMAL? {
        guard var exponent else { return nil }
        var significant = digits.drop { $0 == 0 }
        // Zeros at the end are dropped where the scale is too large, or added where the exponent is positive.
        while exponent < -28, significant.last == 0 {
            significant = significant.dropLast()
            exponent += 1
        }
        if significant.isEmpty { exponent = max(-28, min(exponent, 0)) }
        guard exponent >= -28, exponent <= 28, significant.count <= 29 else { return nil }
        var magnitude: UInt128 = 0
        for digit in significant { magnitude = magnitude * 10 + UInt128(digit) }
        while exponent > 0 {
            let (product, overflow) = magnitude.multipliedReportingOverflow(by: 10)
            guard !overflow else { return nil }
            magnitude = product
            exponent -= 1
        }
        guard magnitude >> 96 == 0 else { return nil }
        var result = DECIMAL()
        result.scale = UInt8(-exponent)
        result.sign = isNegative ? UInt8(DECIMAL_NEG) : 0
        result.Hi32 = UInt32(truncatingIfNeeded: magnitude >> 64)
        result.Lo64 = UInt64(truncatingIfNeeded: magnitude)
        return result
    }

    /// The number with all its decimal places: 1.50 keeps its zero.
    static func text(_ value: DecimalNumber, scale: Int) -> String {
        var digits = String(value.magnitude)
        let sign = value.isNegative ? "-" : ""
        guard scale > 0 else { return sign + digits }
        if digits.utf8.count <= scale { digits = String(repeating: "0", count: scale + 1 - digits.utf8.count) + digits }
        let point = digits.index(digits.endIndex, offsetBy: -scale)
        return sign + digits[..<point] + "." + digits[point...]
    }
}
