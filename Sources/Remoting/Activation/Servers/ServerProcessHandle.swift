// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import CPlatform
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A server process that this one started: a session of its own, in its manifest's folder, with nothing open but /dev/null as stdin
/// and its log as stdout and stderr.
///
/// It outlives its handle; a thread waits for its end, so that it leaves no zombie while its starter lives.
final class ServerProcessHandle: Sendable {
    private let pid: pid_t
    private let status = Mutex<Int32?>(nil)
    /// Readable when the process has ended.
    let endDescriptor: Int32

    /// - Parameters:
    ///   - log: its stdout and stderr, emptied before.
    ///   - environment: beside the command's.
    /// - Throws: CO_E_SERVER_EXEC_FAILURE
    init(_ command: LocalServerCommand, log: String, environment: [String: String]) throws(COMError) {
        var ends: [Int32] = [-1, -1]
        guard Descriptors.makePipe(&ends) else {
            throw COMError(.CO_E_SERVER_EXEC_FAILURE, "pipe: \(String(cString: strerror(errno)))")
        }
        do throws(COMError) {
            pid = try ServerProcessHandle.spawn(command, log: log, environment: environment)
        } catch {
            close(ends[0])
            close(ends[1])
            throw error
        }
        endDescriptor = ends[0]
        let writeEnd = ends[1]
        let isStarted = Thread.start(stack: ServerThreads.stack) { [self] in
            var status: Int32 = 0
            var result: pid_t
            repeat { result = waitpid(pid, &status, 0) } while result < 0 && errno == EINTR
            // A program that waits for all its children may have been told before us.
            let known = result == pid ? status : nil
            self.status.withLock { $0 = known }
            // The reader sees the end of the pipe.
            close(writeEnd)
        }
        if !isStarted {
            close(writeEnd)
            kill()
            throw COMError(.CO_E_SERVER_EXEC_FAILURE, "no thread is left to wait for a server's end")
        }
    }

    deinit { close(endDescriptor) }

    /// "exited with status 3", when it has ended.
    var end: String {
        guard let status = status.withLock({ $0 }) else { return "ended" }
        let signal = status & 0x7F
        return signal == 0 ? "exited with status \((status >> 8) & 0xFF)" : "was ended by signal \(signal)"
    }

    /// Ends the process and what it started in its session's group.
    func kill() { sendSignal(-pid, SIGKILL) }

    private static func spawn(
        _ command: LocalServerCommand, log: String, environment: [String: String]
    ) throws(COMError) -> pid_t {
        var variables = currentEnvironment()
        for (name, value) in command.environment { variables[name] = value }
        for (name, value) in environment { variables[name] = value }
        let arguments: [UnsafeMutablePointer<CChar>?] = command.arguments.map { strdup($0) } + [nil]
        let strings: [UnsafeMutablePointer<CChar>?] = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer {
            for string in arguments { free(string) }
            for string in strings { free(string) }
        }
        var pid: Int32 = 0
        let code = latebind_spawn(command.arguments[0], arguments, strings, command.folder, log, &pid)
        guard code == 0 else {
            throw COMError(
                .CO_E_SERVER_EXEC_FAILURE, "\(command.arguments[0]): cannot be started: \(String(cString: strerror(code)))")
        }
        return pid
    }

    /// What systemd told this process is not for its children.
    private static func currentEnvironment() -> [String: String] {
        var variables: [String: String] = [:]
        var next = environ
        while let entry = next.pointee {
            let text = String(cString: entry)
            if let equals = text.firstIndex(of: "=") { variables[String(text[..<equals])] = String(text[text.index(after: equals)...]) }
            next += 1
        }
        for name in ["LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"] { variables[name] = nil }
        return variables
    }
}

private func sendSignal(_ pid: pid_t, _ signal: Int32) { _ = kill(pid, signal) }
