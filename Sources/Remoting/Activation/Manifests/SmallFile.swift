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

/// Files that somebody else may have written: only regular ones are read, and only so many bytes of them.
enum SmallFile {
    /// What tells one state of a file from another.
    struct Identity: Hashable, Sendable {
        var device: UInt64
        var inode: UInt64
        var size: Int64
        var seconds: Int
        var nanoseconds: Int

        init(_ status: stat) {
            device = UInt64(truncatingIfNeeded: status.st_dev)
            inode = UInt64(truncatingIfNeeded: status.st_ino)
            size = Int64(status.st_size)
            #if canImport(Darwin)
            seconds = Int(status.st_mtimespec.tv_sec)
            nanoseconds = Int(status.st_mtimespec.tv_nsec)
            #else
            seconds = Int(status.st_mtim.tv_sec)
            nanoseconds = Int(status.st_mtim.tv_nsec)
            #endif
        }
    }

    /// nil if there is no such file.
    static func identity(_ path: String) -> Identity? {
        var status = stat()
        return stat(path, &status) == 0 ? Identity(status) : nil
    }

    enum Failure: Error {
        case cannotOpen(Int32)
        case notRegular
        case tooLong
    }

    /// The bytes of a regular file. A FIFO or a device keeps nobody waiting.
    static func read(_ path: String, atMost limit: Int) throws(Failure) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw .cannotOpen(errno) }
        defer { close(descriptor) }
        return try read(descriptor, atMost: limit)
    }

    static func read(_ descriptor: Int32, atMost limit: Int) throws(Failure) -> [UInt8] {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .cannotOpen(errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notRegular }
        guard status.st_size <= limit else { throw .tooLong }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        var done = 0
        while done < bytes.count {
            let room = bytes.count - done
            let count = bytes.withUnsafeMutableBytes { bytes in
                bytes.baseAddress.map { pread(descriptor, $0 + done, room, off_t(done)) } ?? 0
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            done += count
        }
        return Array(bytes[..<done])
    }

    /// Writes a file that only this user can read and puts it where `path` is at once, whole.
    /// - Returns: false with errno.
    static func replace(_ path: String, _ bytes: [UInt8]) -> Bool {
        let temporary = path + "." + hexadecimal(UInt64.random(in: .min ... .max), digits: 16)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return false }
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress! + done, bytes.count - done) }
            if count < 0, errno == EINTR { continue }
            if count <= 0 { break }
            done += count
        }
        var isWritten = done == bytes.count
        if close(descriptor) != 0 { isWritten = false }
        if isWritten, rename(temporary, path) == 0 { return true }
        let code = errno
        unlink(temporary)
        errno = code
        return false
    }
}
