// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What a server runs in that somebody else's client calls: folders of its own, and a capture of its packets.
final class InteropStage {
    private let scratch: ScratchDirectory

    var runtime: String { scratch.path + "/runtime" }
    var manifests: String { scratch.path + "/manifests" }
    var capture: String { scratch.path + "/packets.pcap" }
    var environment: [String: String] {
        [
            "LATEBIND_RUNTIME_DIR": runtime, "LATEBIND_PATH": manifests, "LATEBIND_TRACE": "pcap:" + capture,
            "LATEBIND_TYPELIB_PATH": repositoryFile("typelibs/stdole2"), "XDG_DATA_HOME": scratch.path,
        ]
    }

    /// Where the build put the programs: beside the tests' own.
    static let buildFolder: String = {
        let program = CommandLine.arguments[0]
        return String(program[..<(program.lastIndex(of: "/") ?? program.endIndex)])
    }()

    init() throws {
        scratch = try ScratchDirectory()
        for folder in [runtime, manifests] {
            guard mkdir(folder, 0o700) == 0 else { throw Failure(errno: errno, folder) }
        }
    }

    /// Builds the component of examples/cpp-component.
    func makeCounter() throws {
        let example = repositoryFile("examples/cpp-component")
        try writeFile(manifests + "/counters.tlb", CompiledLibraries.bytes(example + "/counters.idl"))
        try writeFile(manifests + "/counters.latebind.json", readBytes(example + "/counters.latebind.json"))
        try runProgram(CCompiler.cxx + [
            "-std=c++11", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-fvisibility=hidden",
            "-I", repositoryFile("Sources/CAutomation/include"), "-I", repositoryFile("bindings/c/include"),
            example + "/Sources/counter.cpp", InteropStage.buildFolder + "/libLatebind.so", "-Wl,-rpath," + InteropStage.buildFolder,
            "-o", manifests + "/libCounters.so",
        ])
    }
}

/// A file of packets, as tshark reads it.
struct Capture {
    /// A packet's values of the fields that were asked for. A text is there twice, once as the headline of its parts, which is left out.
    struct Packet {
        fileprivate let values: [String: [String]]
        subscript(field: String) -> [String] { values[field] ?? [] }

        /// Whether a field has a number, however it is written.
        func has(_ field: String, _ number: UInt32) -> Bool {
            self[field].contains { value in
                (value.hasPrefix("0x") ? UInt32(value.dropFirst(2), radix: 16) : UInt32(value)) == number
            }
        }
    }

    private let path: String
    init(_ path: String) { self.path = path }

    private func dissect(_ arguments: [String]) throws -> [String] {
        try runProgram(["env", "LC_ALL=C.UTF-8", "tshark", "-n", "-r", path] + arguments).split(separator: "\n").map(String.init)
            .filter { !$0.hasPrefix("Running as user") && !$0.contains("[Epan WARNING]") }
    }

    /// All packets that a filter lets pass.
    func packets(_ filter: String = "dcerpc", fields: [String]) throws -> [Packet] {
        try dissect(
            ["-Y", filter, "-T", "fields", "-E", "separator=/t", "-E", "occurrence=a", "-E", "aggregator=\u{1}"]
                + fields.flatMap { ["-e", $0] }
        ).map { line in
            let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
            var values: [String: [String]] = [:]
            for (name, column) in zip(fields, columns) { values[name] = column.split(separator: "\u{1}").map(String.init) }
            return Packet(values: values)
        }
    }

    /// No packet is malformed, none has what a dissector calls an error, and there are calls at all.
    /// - Parameter unknown: types of VARIANTs that Wireshark does not know: it goes as far as to tell which it is.
    func expectSound(unknown: [UInt32] = [], sourceLocation: SourceLocation = #_sourceLocation) throws {
        let kind = "dcom.variant_type32"
        let wrong = "_ws.malformed || _ws.expert.severity == error"
        #expect(try packets("dcerpc.pkt_type == 0 && !(\(wrong))", fields: [kind]).isEmpty == false, sourceLocation: sourceLocation)
        let bad = try packets(wrong, fields: [kind, "frame.number", "_ws.col.Info"]).filter { packet in
            !unknown.contains { packet.has(kind, $0) }
        }
        #expect(bad.map { $0["frame.number"] + $0["_ws.col.Info"] } == [], sourceLocation: sourceLocation)
    }
}
