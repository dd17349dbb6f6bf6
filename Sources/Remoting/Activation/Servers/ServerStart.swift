// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The start of a class's server by a client: one client at a time, the others wait and use what it started.
struct ServerStart: ~Copyable {
    private let clsid: GUID
    private let command: LocalServerCommand
    private let folder: RuntimeFolder
    private let lock: FileLock
    private let deadline: Deadline

    init(clsid: GUID, command: LocalServerCommand, folder: RuntimeFolder) throws(COMError) {
        self.clsid = clsid
        self.command = command
        self.folder = folder
        lock = try FileLock(path: folder.startLock(clsid))
        // Time for one start by somebody else, and then for one's own.
        deadline = Deadline(after: 2 * UInt64(command.startTimeout))
    }

    /// Returns when a server listens. While this value lives, no other client starts one.
    /// - Throws: CO_E_SERVER_EXEC_FAILURE
    borrowing func run() throws(COMError) {
        let before = StartFailure.read(lock.descriptor)
        if try lock.lock(until: deadline), let after = StartFailure.read(lock.descriptor), after.number != before?.number {
            // Somebody tried while we waited, for us too.
            throw after.error
        }
        // A server that is just taking its leave has removed its socket when this lock can be had.
        let isServed = try FileLock.holding(folder.placesLock) {
            let path = folder.classSocket(clsid)
            return access(path, F_OK) == 0 && Socket.isListening(path)
        }
        if isServed { return }
        // A single-threaded apartment serves its calls meanwhile: the server may be calling it.
        do throws(COMError) {
            try CrossApartment.run(in: .multiThreaded) { () throws(COMError) in try start() }
            StartFailure.clear(lock.descriptor)
        } catch {
            StartFailure(number: UInt64.random(in: 1 ... .max), error: error).write(lock.descriptor)
            throw error
        }
    }

    private borrowing func start() throws(COMError) {
        folder.removeLeftovers()
        let receiver = try ReadyNotice.Receiver(in: folder)
        let log = folder.serverLog(clsid)
        let what = "class \(clsid): its server \(command.arguments)"
        let process = try ServerProcessHandle(command, log: log, environment: [ReadyNotice.variable: receiver.path])
        let limit = Deadline(after: UInt64(command.startTimeout))
        while true {
            var waiting = [
                pollfd(fd: receiver.descriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: process.endDescriptor, events: Int16(POLLIN), revents: 0),
            ]
            let count = poll(&waiting, nfds_t(waiting.count), limit.millisecondsLeft)
            if receiver.hasReceived(clsid) { return }
            if count > 0, waiting[1].revents != 0 {
                throw COMError(
                    .CO_E_SERVER_EXEC_FAILURE,
                    "\(what) \(process.end) before it served the class" + ServerLog.tail(log))
            }
            if limit.nanosecondsLeft == 0 {
                process.kill()
                throw COMError(
                    .CO_E_SERVER_EXEC_FAILURE,
                    "\(what) did not serve the class in \(Double(command.startTimeout) / 1000) seconds and was ended"
                        + ServerLog.tail(log))
            }
        }
    }
}

/// Why the last start failed, in the lock's file: for clients that waited for it.
private struct StartFailure {
    var number: UInt64
    var error: COMError
    private static let mostBytes = 16 << 10

    init(number: UInt64, error: COMError) {
        self.number = number
        self.error = error
    }

    static func read(_ descriptor: Int32) -> StartFailure? {
        guard let bytes = try? SmallFile.read(descriptor, atMost: mostBytes) else { return nil }
        let parts = String(decoding: bytes, as: UTF8.self).split(separator: "\n", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let number = UInt64(parts[0]), let status = Int32(parts[1]), status < 0 else { return nil }
        return StartFailure(number: number, error: COMError(HResult(rawValue: status), String(parts[2])))
    }

    func write(_ descriptor: Int32) {
        let text = "\(number)\n\(error.hresult.rawValue)\n\(error.message ?? "")"
        let bytes = Array(text.utf8.prefix(StartFailure.mostBytes))
        StartFailure.clear(descriptor)
        _ = bytes.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    }

    static func clear(_ descriptor: Int32) { _ = ftruncate(descriptor, 0) }
}

/// What a server wrote to stdout and stderr.
enum ServerLog {
    private static let tailSize = 4096

    /// The end of it, as the end of a message; empty if there is nothing.
    static func tail(_ path: String) -> String {
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { return "" }
        defer { close(descriptor) }
        let size = lseek(descriptor, 0, SEEK_END)
        guard size > 0 else { return ", and wrote nothing to stderr" }
        var bytes = [UInt8](repeating: 0, count: Int(min(size, off_t(tailSize))))
        let start = size - off_t(bytes.count)
        let count = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, start) }
        guard count > 0 else { return "" }
        let text = String(decoding: bytes[..<count], as: UTF8.self).unicodeScalars.filter {
            $0 == "\n" || $0 == "\t" || ($0.value >= 0x20 && $0.value != 0x7F)
        }
        var shown = String(String.UnicodeScalarView(text))
        while shown.last == "\n" { shown.removeLast() }
        return "; its stderr ends:\n" + shown
    }
}
