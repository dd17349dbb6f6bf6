// SPDX-License-Identifier: Apache-2.0
//
// What the programs beside this have in common: the figures of others, the size of the process, and the columns of a table.

import AutomationRuntime
import AutomationTypes

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Wine's nanoseconds by the name of what was called, of a file with lines `name TAB nanoseconds` (what Benchmarks/Wine/run.sh prints).
/// - Parameter path: nil, or the path of a file that may be empty: there is no Wine on every machine.
/// - Throws: `COMError` if there is a path and no file that can be read.
public func wineFigures(_ path: String?) throws(COMError) -> [String: Double] {
    guard let path else { return [:] }
    guard let file = fopen(path, "r") else { throw COMError(.E_INVALIDARG, "\(path): errno \(errno)") }
    defer { fclose(file) }
    var figures: [String: Double] = [:]
    while let line = nextLine(file) {
        let fields = line.split(separator: "\t")
        if fields.count == 2, let value = Double(fields[1]) { figures[String(fields[0])] = value }
    }
    return figures
}

/// Bytes of memory that this process has now; nil where the system does not tell it in /proc.
public func residentBytes() -> Int? {
    guard let file = fopen("/proc/self/statm", "r") else { return nil }
    defer { fclose(file) }
    guard let fields = nextLine(file)?.split(separator: " "), fields.count > 1, let pages = Int(fields[1]) else { return nil }
    return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
}

private func nextLine(_ file: UnsafeMutablePointer<FILE>) -> String? {
    var line = [CChar](repeating: 0, count: 256)
    guard fgets(&line, Int32(line.count), file) != nil else { return nil }
    return String(decoding: line.prefix { $0 != 0 && $0 != 10 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

extension ContinuousClock {
    /// Nanoseconds that `body` takes.
    public func nanoseconds(_ body: () throws -> Void) rethrows -> Double {
        let time = try measure(body).components
        return Double(time.seconds) * 1e9 + Double(time.attoseconds) * 1e-9
    }
}

public func hundredths(_ value: Double) -> String { "\((value * 100).rounded() / 100)" }

extension String {
    /// This text in a column of `width` characters; one space more than the text at least.
    public func padded(_ width: Int) -> String { self + String(repeating: " ", count: max(1, width - count)) }
}
