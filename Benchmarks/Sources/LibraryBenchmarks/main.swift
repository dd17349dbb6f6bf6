// SPDX-License-Identifier: Apache-2.0
//
// What it costs to open a large type library and to bind one name in it, beside reading the file's bytes: LibraryBenchmarks FILE
// TYPE MEMBER. Every turn opens the file anew, with nothing kept from the turn before.

import MSFTFormat
import TypeLibrary

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Microseconds for one turn of `body`: the median of 101 turns.
func microseconds(_ body: () throws -> Void) rethrows -> Double {
    let clock = ContinuousClock()
    var times: [Double] = []
    for _ in 0..<101 {
        let time = try clock.measure { try body() }
        times.append(Double(time.components.attoseconds) * 1e-12 + Double(time.components.seconds) * 1e6)
    }
    return times.sorted()[50]
}

/// Reads the file as one block.
func readAll(_ path: String) -> Int {
    let file = open(path, O_RDONLY)
    guard file >= 0 else { return 0 }
    defer { close(file) }
    let size = Int(lseek(file, 0, SEEK_END))
    lseek(file, 0, SEEK_SET)
    return withUnsafeTemporaryAllocation(byteCount: max(1, size), alignment: 16) { read(file, $0.baseAddress, size) }
}

func run(_ path: String, _ type: String, _ member: String) throws {
    let size = readAll(path)
    let reading = microseconds { _ = readAll(path) }
    var id: Int32?
    let binding = try microseconds {
        let library = try TypeLibraryLoader(folders: []).open(path)
        id = try library.typeInfo(named: type).members().memberID(named: member)
    }
    guard let id else { return print("\(type) has no \(member)") }
    func column(_ value: Double) -> String {
        let text = String(Int(value.rounded()))
        return String(repeating: " ", count: max(0, 7 - text.count)) + text
    }
    let name = "open \(size / 1024) KB and bind \(type).\(member)"
    let ratio = Double(Int((binding / reading * 100).rounded())) / 100
    print(name + String(repeating: " ", count: max(1, 44 - name.utf8.count)) + column(binding) + " µs   reading  " + column(reading) + " µs   ratio \(ratio)")
    guard id != -1 else { return print("the name is not bound") }
}

let arguments = CommandLine.arguments
if arguments.count == 4 {
    do {
        try run(arguments[1], arguments[2], arguments[3])
    } catch {
        print("\(error)")
        exit(1)
    }
} else {
    print("usage: LibraryBenchmarks FILE TYPE MEMBER")
    exit(2)
}
