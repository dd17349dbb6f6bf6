// SPDX-License-Identifier: Apache-2.0

import TestSupport

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A program that is told what to do line by line, and answers each with a line. It ends with its input, at the latest when the test
/// lets go of it.
final class RunningProgram: @unchecked Sendable {
    // Unchecked: each is used by one test at a time.
    let pid: pid_t
    private var input: Int32
    private let output: Int32
    private var received: [UInt8] = []
    private var status: Int32?
    /// No answer takes so long: a test that would hang fails.
    private static let patience: Int32 = 120_000
    /// What it runs in, which must be there as long as it is.
    private let stage: Stage

    /// - Parameters:
    ///   - descriptors: further descriptors of the program: (its number there, ours).
    init(_ arguments: [String], in stage: Stage, descriptors: [(Int32, Int32)] = []) throws {
        self.stage = stage
        // Other tests spawn at the same time: their children must not hold these.
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        var (toProgram, fromProgram): ([Int32], [Int32]) = ([0, 0], [0, 0])
        guard socketpair(AF_UNIX, type, 0, &toProgram) == 0, socketpair(AF_UNIX, type, 0, &fromProgram) == 0 else {
            throw Failure(errno: errno, "socketpair")
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_adddup2(&actions, toProgram[0], 0)
        posix_spawn_file_actions_adddup2(&actions, fromProgram[1], 1)
        for (target, own) in descriptors { posix_spawn_file_actions_adddup2(&actions, own, target) }
        var strings: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        var variables: [UnsafeMutablePointer<CChar>?] = stage.environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        var child = pid_t()
        let code = posix_spawnp(&child, arguments[0], &actions, nil, &strings, &variables)
        posix_spawn_file_actions_destroy(&actions)
        for string in strings + variables { free(string) }
        close(toProgram[0])
        close(fromProgram[1])
        guard code == 0 else { throw Failure(errno: code, arguments[0]) }
        pid = child
        input = toProgram[1]
        output = fromProgram[0]
    }

    deinit {
        closeInput()
        _ = try? wait()
        close(output)
    }

    func send(_ line: String) throws {
        let bytes = Array((line + "\n").utf8)
        guard Glibc.send(input, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else { throw Failure(errno: errno, line) }
    }

    /// The next line that it writes.
    func receive() throws -> String {
        while true {
            if let end = received.firstIndex(of: UInt8(ascii: "\n")) {
                defer { received.removeFirst(end + 1) }
                return String(decoding: received[..<end], as: UTF8.self)
            }
            try RunningProgram.waitUntilReadable(output, "an answer")
            var chunk = [UInt8](repeating: 0, count: 4096)
            let count = read(output, &chunk, chunk.count)
            guard count > 0 else { throw Failure("the program ended without an answer") }
            received += chunk[..<count]
        }
    }

    /// Sends a line and takes the answer.
    func ask(_ line: String) throws -> String {
        try send(line)
        return try receive()
    }

    func closeInput() {
        if input >= 0 { close(input) }
        input = -1
    }

    /// Waits for its end.
    /// - Returns: its exit status; -1 after a signal.
    @discardableResult
    func wait() throws -> Int32 {
        if let status { return status }
        // Its output ends with it.
        do {
            var chunk = [UInt8](repeating: 0, count: 4096)
            repeat { try RunningProgram.waitUntilReadable(output, "the end") } while read(output, &chunk, chunk.count) > 0
        } catch {
            kill(pid, SIGKILL)
        }
        var result: Int32 = 0
        while waitpid(pid, &result, 0) < 0, errno == EINTR {}
        let code = result & 0x7F == 0 ? (result >> 8) & 0xFF : -1
        status = code
        return code
    }

    static func waitUntilReadable(_ descriptor: Int32, _ what: String) throws {
        var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        var count: Int32
        repeat { count = poll(&waiting, 1, patience) } while count < 0 && errno == EINTR
        guard count > 0 else { throw Failure("\(what) did not come") }
    }
}
