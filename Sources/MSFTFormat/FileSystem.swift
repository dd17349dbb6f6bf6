// SPDX-License-Identifier: Apache-2.0
//
// What SystemPackage does not offer for files and folders, asked of the C library.

import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

enum FileSystem {
    /// Whether there is a file that can be read.
    static func exists(_ path: String) -> Bool { access(path, R_OK) == 0 }

    /// What tells a file from the one that takes its place.
    struct Identity: Hashable, Sendable {
        private let device: UInt64
        private let number: UInt64
        private let size: Int64
        private let seconds: Int
        private let nanoseconds: Int

        fileprivate init(_ status: stat) {
            device = UInt64(truncatingIfNeeded: status.st_dev)
            number = UInt64(truncatingIfNeeded: status.st_ino)
            size = Int64(truncatingIfNeeded: status.st_size)
            #if canImport(Darwin)
                let changed = status.st_mtimespec
            #else
                let changed = status.st_mtim
            #endif
            seconds = Int(changed.tv_sec)
            nanoseconds = Int(changed.tv_nsec)
        }
    }

    /// nil if there is no such file.
    static func identity(of path: String) -> Identity? {
        var status = stat()
        return stat(path, &status) == 0 ? Identity(status) : nil
    }

    /// Gives a file another name, over a file of that name.
    static func rename(_ path: String, to other: String) throws(Errno) {
        #if canImport(Glibc)
            let status = Glibc.rename(path, other)
        #elseif canImport(Musl)
            let status = Musl.rename(path, other)
        #else
            let status = Darwin.rename(path, other)
        #endif
        guard status == 0 else { throw Errno(rawValue: errno) }
    }

    static func remove(_ path: String) { unlink(path) }

    /// The names in a folder, in no order; empty if it cannot be read.
    static func list(_ folder: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            // d_name is a C array inside the entry, terminated by zero; the entry lives until the next readdir.
            names.append(
                withUnsafePointer(to: &entry.pointee.d_name) { name in
                    name.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: name.pointee)) {
                        String(cString: $0)
                    }
                })
        }
        return names
    }
}
