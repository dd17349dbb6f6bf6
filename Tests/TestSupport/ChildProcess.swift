// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A process that a test talks to over its standard input and output. It ends with `stop` or `kill`, at the latest when the last
/// reference to it goes.
public final class ChildProcess: @unchecked Sendable {
    // Unchecked: a test uses it from one task at a time.
    public let pid: Int32
    private var input: Int32
    private let output: Int32
    private var buffered: [UInt8] = []
    private var isRunning = true

    /// Starts a program, with additions to the environment.
    public init(_ arguments: [String], environment: [String: String] = [:]) throws {
        var toChild: [Int32] = [0, 0]
        var fromChild: [Int32] = [0, 0]
        guard pipe(&toChild) == 0, pipe(&fromChild) == 0 else { throw Failure(errno: errno, "pipe") }
        // Other tests spawn at the same time: their children must not hold these ends open.
        for end in toChild + fromChild { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        #if canImport(Darwin)
        var actions: posix_spawn_file_actions_t?
        #else
        var actions = posix_spawn_file_actions_t()
        #endif
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_adddup2(&actions, toChild[0], 0)
        posix_spawn_file_actions_adddup2(&actions, fromChild[1], 1)
        var strings: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        var variables: [UnsafeMutablePointer<CChar>?] = []
        var index = 0
        while let variable = environ[index] {
            let name = String(cString: variable).prefix { $0 != "=" }
            if environment[String(name)] == nil { variables.append(strdup(variable)) }
            index += 1
        }
        variables += environment.map { strdup($0.key + "=" + $0.value) } + [nil]
        var child = pid_t()
        let error = posix_spawnp(&child, arguments[0], &actions, nil, &strings, &variables)
        posix_spawn_file_actions_destroy(&actions)
        for string in strings + variables { free(string) }
        close(toChild[0])
        close(fromChild[1])
        guard error == 0 else {
            close(toChild[1])
            close(fromChild[0])
            throw Failure(errno: error, arguments[0])
        }
        pid = child
        input = toChild[1]
        output = fromChild[0]
    }

    deinit {
        kill()
        close(output)
    }

    /// The next line that the process writes.
    /// - Throws: `Failure` if its output ends before.
    public func readLine() throws -> String {
        while true {
            if let end = buffered.firstIndex(of: 10) {
                let line = String(decoding: buffered[..<end], as: UTF8.self)
                buffered.removeSubrange(...end)
                return line
            }
            var chunk = [UInt8](repeating: 0, count: 4096)
            let count = read(output, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Failure("process \(pid): its output ended") }
            buffered += chunk[..<count]
        }
    }

    public func writeLine(_ line: String) throws {
        let bytes = Array((line + "\n").utf8)
        guard write(input, bytes, bytes.count) == bytes.count else { throw Failure(errno: errno, "process \(pid)") }
    }

    /// Ends its input and waits for its end.
    /// - Returns: what waitpid tells.
    @discardableResult
    public func stop() -> Int32 { end() }

    /// kill -9, and waits for its end.
    @discardableResult
    public func kill() -> Int32 {
        guard isRunning else { return 0 }
        #if canImport(Glibc)
        _ = Glibc.kill(pid, SIGKILL)
        #elseif canImport(Musl)
        _ = Musl.kill(pid, SIGKILL)
        #else
        _ = Darwin.kill(pid, SIGKILL)
        #endif
        return end()
    }

    public func signal(_ number: Int32) {
        #if canImport(Glibc)
        _ = Glibc.kill(pid, number)
        #elseif canImport(Musl)
        _ = Musl.kill(pid, number)
        #else
        _ = Darwin.kill(pid, number)
        #endif
    }

    private func end() -> Int32 {
        guard isRunning else { return 0 }
        isRunning = false
        close(input)
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        return status
    }
}
