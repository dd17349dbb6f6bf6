// SPDX-License-Identifier: Apache-2.0
//
// The seed corpora: our own IDL, what our compiler makes of it for both pointer sizes, and the executables and the SLTG
// library that the tests assemble.

import AutomationTypes
import IDL
import MSFTFormat
import TypeLibrary
import WireHarness

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

enum Seeds {
    struct Failure: Error, CustomStringConvertible { let description: String }

    /// Writes a folder for each target.
    static func write(to folder: String, idl paths: [String]) throws {
        for name in ["", "/msft", "/sltg", "/pe", "/idl", "/stub", "/proxy", "/pdu"] { mkdir(folder + name, 0o777) }
        var libraries: [[UInt8]] = []
        for system in [SystemKind.win64, .win32] {
            libraries.append(try MSFTWriter.bytes(of: SampleLibrary.definition(system)))
            for path in paths {
                if let bytes = try compile(path, system) { libraries.append(bytes) }
            }
        }
        libraries.append(try MSFTWriter.bytes(of: LibraryDefinition(attributes: LibraryAttributes(name: "Empty"))))
        libraries.append(try MSFTWriter.bytes(of: LibraryDefinition(attributes: LibraryAttributes(name: "Second"))))
        for (index, bytes) in libraries.enumerated() {
            try write(bytes, to: "\(folder)/msft/\(index).tlb")
            // Small libraries: what is searched here is the executable around them.
            guard bytes.count < 4096 else { continue }
            let resources = index % 2 == 0 ? [(UInt32(1), bytes)] : [(UInt32(2), bytes), (UInt32(7), bytes)]
            try write(
                PEBuilder.executable(resources, is64Bit: index % 3 != 0), to: "\(folder)/pe/\(index).dll")
        }
        try write(SLTGBuilder.library(), to: "\(folder)/sltg/0.tlb")
        for path in paths {
            let name = path.split(separator: "/").last.map(String.init) ?? path
            try write(read(path), to: "\(folder)/idl/\(name)")
        }
        let messages = try messages(to: folder)
        print("\(libraries.count) libraries, \(paths.count) IDL files, \(messages) messages")
    }

    /// What goes over the wire when nobody tampers with it. Many messages are alike: one of each call and size is enough.
    private static func messages(to folder: String) throws -> Int {
        let recorded = try WireSeeds.record()
        var count = 0
        for (target, inputs) in [
            ("stub", recorded.requests), ("proxy", recorded.responses), ("pdu", try HostileStreams().seeds()),
        ] {
            var seen: Set<[UInt8]> = []
            for input in inputs where seen.insert(Array(input.prefix(target == "pdu" ? input.count : 2)) + [UInt8(truncatingIfNeeded: input.count)]).inserted {
                try write(input, to: "\(folder)/\(target)/\(seen.count)")
            }
            count += seen.count
        }
        return count
    }

    /// The library that a file compiles to; nil if it does not, or has none.
    private static func compile(_ path: String, _ system: SystemKind) throws -> [UInt8]? {
        var options = IDLCompiler.Options()
        options.target = system
        let text = String(decoding: try read(path), as: UTF8.self)
        let result = IDLCompiler(options: options, files: InMemoryFiles()).compile(text: text, path: path)
        return try result.library.map { try MSFTWriter.bytes(of: $0) }
    }

    private static func read(_ path: String) throws -> [UInt8] {
        guard let file = fopen(path, "rb") else { throw Failure(description: "\(path) cannot be read") }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var next = getc(file)
        while next != EOF {
            bytes.append(UInt8(truncatingIfNeeded: next))
            next = getc(file)
        }
        return bytes
    }

    private static func write(_ bytes: [UInt8], to path: String) throws {
        guard let file = fopen(path, "wb") else { throw Failure(description: "\(path) cannot be written") }
        defer { fclose(file) }
        guard fwrite(bytes, 1, bytes.count, file) == bytes.count else { throw Failure(description: "\(path) cannot be written") }
    }
}
