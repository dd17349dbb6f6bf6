// SPDX-License-Identifier: Apache-2.0

// Files and processes with the C library alone: Foundation stays out of the core's tests too.
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

public struct Failure: Error, CustomStringConvertible {
    public let description: String

    public init(_ description: String) { self.description = description }

    public init(errno code: Int32, _ what: String) { self.init("\(what): \(String(cString: strerror(code)))") }
}

/// A path beside the source file that calls this.
public func siblingOfThisFile(_ name: String, file: String = #filePath) -> String {
    var path = file
    while let last = path.popLast(), last != "/" {}
    return path + "/" + name
}

/// The text of a file.
public func readFile(_ path: String) throws -> String { String(decoding: try readBytes(path), as: UTF8.self) }

/// The bytes of a file.
public func readBytes(_ path: String) throws -> [UInt8] {
    guard let file = fopen(path, "r") else { throw Failure(errno: errno, path) }
    defer { fclose(file) }
    return readAll { fread($0.baseAddress, 1, $0.count, file) }
}

/// The names of the folders in a folder, sorted.
public func folders(of path: String) throws -> [String] {
    try entries(of: path).filter { name in
        guard let inside = opendir(path + "/" + name) else { return false }
        closedir(inside)
        return true
    }
}

/// The names of what a folder holds, sorted, without those that begin with a point.
public func entries(of path: String) throws -> [String] {
    guard let directory = opendir(path) else { throw Failure(errno: errno, path) }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
        let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
}

/// Whether a file can be read.
public func isReadable(_ path: String) -> Bool { access(path, R_OK) == 0 }

/// The value of an environment variable.
public func environmentVariable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

public func writeFile(_ path: String, _ text: String) throws { try writeFile(path, Array(text.utf8)) }

public func writeFile(_ path: String, _ bytes: [UInt8]) throws {
    guard let file = fopen(path, "w") else { throw Failure(errno: errno, path) }
    let written = fwrite(bytes, 1, bytes.count, file)
    guard fclose(file) == 0, written == bytes.count else { throw Failure(errno: errno, path) }
}

/// Runs a program found on PATH and returns what it wrote to stdout and stderr. Throws if its exit status is not 0.
@discardableResult
public func runProgram(_ arguments: [String]) throws -> String {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw Failure(errno: errno, "pipe") }
    // Other tests spawn at the same time: their children must not hold this pipe's end open.
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }

    #if canImport(Darwin)
    var actions: posix_spawn_file_actions_t?
    #else
    var actions = posix_spawn_file_actions_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    posix_spawn_file_actions_adddup2(&actions, ends[1], 2)
    var strings: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    var child = pid_t()
    let error = posix_spawnp(&child, arguments[0], &actions, nil, &strings, environ)
    posix_spawn_file_actions_destroy(&actions)
    for string in strings { free(string) }
    close(ends[1])
    defer { close(ends[0]) }
    guard error == 0 else { throw Failure(errno: error, arguments[0]) }

    let output = String(decoding: readAll { max(0, read(ends[0], $0.baseAddress, $0.count)) }, as: UTF8.self)
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    guard status == 0 else { throw Failure("\(arguments.joined(separator: " ")): status \(status)\n\(output)") }
    return output
}

private func readAll(_ next: (UnsafeMutableRawBufferPointer) -> Int) -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
        let count = chunk.withUnsafeMutableBytes(next)
        if count == 0 { return bytes }
        bytes += chunk[..<count]
    }
}

/// A directory that goes away with its contents.
public final class ScratchDirectory: Sendable {
    public let path: String

    public init() throws {
        var template = Array("/tmp/latebind-test-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { throw Failure(errno: errno, "mkdtemp") }
        path = String(cString: made)
    }

    deinit { _ = try? runProgram(["rm", "-rf", path]) }
}
