// SPDX-License-Identifier: Apache-2.0

import TestSupport

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What a test of activation runs in: a runtime folder, a manifest, a FIFO by which it knows its servers.
final class Stage: @unchecked Sendable {
    // Unchecked: each is used by one test at a time.
    static let clsid = "{6A9B1A70-32C3-4C5E-9D6E-0A1B2C3D4E5F}"
    /// CLSCTX.
    static let inProcess = 1
    static let localServer = 4

    let scratch: ScratchDirectory
    var environment: [String: String]
    private let alive: Int32
    private var aliveText: [UInt8] = []
    private var holders: [RunningProgram] = []

    var runtime: String { scratch.path + "/runtime" }
    var manifests: String { scratch.path + "/manifests" }
    /// The class's socket.
    var socket: String { runtime + "/class-" + Stage.clsid.dropFirst().dropLast() }
    var activeFile: String { runtime + "/active-" + Stage.clsid.dropFirst().dropLast() }

    init() throws {
        scratch = try ScratchDirectory()
        let fifo = scratch.path + "/alive"
        guard mkfifo(fifo, 0o600) == 0 else { throw Failure(errno: errno, fifo) }
        alive = open(fifo, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        environment = [
            "PATH": environmentVariable("PATH") ?? "/usr/bin:/bin", "HOME": scratch.path, "XDG_DATA_HOME": scratch.path,
            "LATEBIND_RUNTIME_DIR": scratch.path + "/runtime", "LATEBIND_PATH": scratch.path + "/manifests", "TEST_ALIVE": fifo,
        ]
        // What scripts/sanitize.sh tells the sanitizers.
        for name in ["ASAN_OPTIONS", "TSAN_OPTIONS", "LD_PRELOAD"] { environment[name] = environmentVariable(name) }
        for folder in [runtime, manifests] {
            guard mkdir(folder, 0o700) == 0 else { throw Failure(errno: errno, folder) }
        }
    }

    deinit {
        for pid in startedServers() where kill(pid, 0) == 0 {
            // Only those that wrote to this FIFO, and only while they hold it open.
            if !serversAreGone { kill(pid, SIGKILL) }
        }
        close(alive)
    }

    // MARK: Manifests

    /// Writes the class's manifest.
    /// - Parameter members: JSON, after the CLSID and the ProgID.
    func describe(_ members: String, clsid: String = Stage.clsid, progID: String = "Test.Counter") throws {
        try writeFile(
            manifests + "/\(progID).latebind.json",
            #"{ "classes": [ { "clsid": "\#(clsid)", "progID": "\#(progID)", \#(members) } ] }"#)
    }

    /// A manifest whose class is served by the test's server.
    func describeServer(_ options: [String] = [], timeout: Double = 60, environment: String = "{}") throws {
        let command = ([try Programs.server(), Stage.clsid] + options).map { "\"\($0)\"" }.joined(separator: ", ")
        try describe(
            #""localServer": { "command": [\#(command)], "startTimeout": \#(timeout), "environment": \#(environment) }"#)
    }

    // MARK: Programs

    /// A client; it lives as long as it is held.
    func client(_ arguments: [String] = []) throws -> RunningProgram {
        try RunningProgram([try Programs.client()] + arguments, in: self)
    }

    /// A server that takes commands; it has answered that it is registered.
    func server(_ options: [String] = [], clsid: String = Stage.clsid) throws -> RunningProgram {
        let server = try RunningProgram([try Programs.server(), clsid, "--stdin"] + options, in: self)
        let answer = try server.receive()
        guard answer == "0x00000000" else { throw Failure("the server answers \(answer)") }
        return server
    }

    // MARK: Servers

    /// The process ids of all servers that were started so far, in order.
    func startedServers() -> [pid_t] {
        drain()
        return String(decoding: aliveText, as: UTF8.self).split(separator: "\n").compactMap { pid_t($0) }
    }

    /// - Returns: whether every writer has closed the FIFO.
    @discardableResult
    private func drain() -> Bool {
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(alive, &chunk, chunk.count)
            if count > 0 {
                aliveText += chunk[..<count]
            } else {
                return count == 0
            }
        }
    }

    private var serversAreGone: Bool { drain() }

    /// Waits until every server that was started has ended.
    func waitForServersToEnd() throws {
        while !drain() { try RunningProgram.waitUntilReadable(alive, "the end of the servers") }
    }

    /// The names in the runtime folder that begin so.
    func runtimeEntries(_ prefix: String) throws -> [String] { try entries(of: runtime).filter { $0.hasPrefix(prefix) } }
}

/// The programs of this folder, compiled once.
enum Programs {
    static func server() throws -> String { try compiled.get().path + "/server" }
    static func client() throws -> String { try compiled.get().path + "/client" }
    static func component() throws -> String { try compiled.get().path + "/component.so" }

    /// Where the build put the library and the command: beside the tests' own executable.
    static let buildFolder: String = {
        let program = CommandLine.arguments[0]
        return String(program[..<(program.lastIndex(of: "/") ?? program.endIndex)])
    }()

    private static let compiled: Result<ScratchDirectory, any Error> = Result {
        let scratch = try ScratchDirectory()
        atexit { try? Programs.compiled.get().remove() }
        for (source, target, options) in [
            ("server.c", "server", []), ("client.c", "client", []), ("component.c", "component.so", ["-shared", "-fPIC"]),
        ] {
            try runProgram(
                CCompiler.c + [
                    "-std=gnu11", "-Wall", "-Wextra", "-Werror", "-I", siblingOfThisFile("../../Sources/CAutomation/include"),
                    "-I", siblingOfThisFile("../CLatebindTests/Programs"), siblingOfThisFile("Programs/" + source),
                    buildFolder + "/libLatebind.so", "-Wl,-rpath," + buildFolder, "-pthread", "-o", scratch.path + "/" + target,
                ] + options)
        }
        return scratch
    }
}

extension ScratchDirectory {
    /// Statics are not destroyed at the end of the process.
    fileprivate func remove() { _ = try? runProgram(["rm", "-rf", path]) }
}
