// SPDX-License-Identifier: Apache-2.0
//
// The memory that a library's bytes are in. Nobody reads it but ByteView, which checks bounds.

import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The bytes of a file: mapped if root alone can change it and this process is not root's, as with libraries that a system
/// installs; else read into memory.
///
/// A mapped file that somebody truncates raises SIGBUS at the next access, and no check of bounds prevents that; one that is
/// rewritten in place changes under its reader. Package managers replace files by renaming; who owns a file is as likely to
/// write over it.
final class FileBytes: @unchecked Sendable {
    // Unchecked: the memory is never changed, and is given back when nobody holds it any more.
    let start: UnsafeRawPointer
    let count: Int
    let isMapped: Bool

    /// A copy of bytes.
    init(_ bytes: [UInt8]) {
        let memory = FileBytes.allocate(bytes.count)
        bytes.withUnsafeBytes { if let source = $0.baseAddress { memory.copyMemory(from: source, byteCount: $0.count) } }
        start = UnsafeRawPointer(memory)
        count = bytes.count
        isMapped = false
    }

    /// The bytes of a file.
    /// - Parameter user: whose process this is.
    init(contentsOf path: String, largest: Int, user: uid_t = geteuid()) throws(Errno) {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw Errno(rawValue: errno) }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw Errno(rawValue: errno) }
        // A folder can be opened, and has a size.
        guard status.st_mode & S_IFMT != S_IFDIR else { throw .isDirectory }
        guard status.st_size <= largest else { throw .fileTooLarge }
        let size = Int(status.st_size)
        if size > 0, user != 0, FileBytes.isInstalled(status), let memory = mmap(nil, size, PROT_READ, MAP_PRIVATE, file, 0),
            memory != MAP_FAILED
        {
            start = UnsafeRawPointer(memory)
            count = size
            isMapped = true
            return
        }
        let memory = FileBytes.allocate(size)
        var filled = 0
        while filled < size {
            let length = pread(file, memory + filled, size - filled, off_t(filled))
            if length < 0, errno == EINTR { continue }
            guard length >= 0 else {
                let error = Errno(rawValue: errno)
                memory.deallocate()
                throw error
            }
            if length == 0 { break }
            filled += length
        }
        start = UnsafeRawPointer(memory)
        count = filled
        isMapped = false
    }

    deinit {
        if isMapped {
            munmap(UnsafeMutableRawPointer(mutating: start), count)
        } else {
            start.deallocate()
        }
    }

    private static func allocate(_ size: Int) -> UnsafeMutableRawPointer {
        UnsafeMutableRawPointer.allocate(byteCount: max(size, 1), alignment: 16)
    }

    private static func isInstalled(_ status: stat) -> Bool {
        status.st_mode & S_IFMT == S_IFREG && status.st_uid == 0 && status.st_mode & (S_IWGRP | S_IWOTH) == 0
    }
}
