// SPDX-License-Identifier: Apache-2.0

public import AutomationRuntime
import AutomationTypes

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The folder of the user's sockets. Who can enter it can call the user's objects, so nobody else may: 0700, owned by the user,
/// and no symbolic link that somebody else could have laid.
public struct RuntimeFolder: Hashable, Sendable {
    public let path: String

    /// The folder of this process: $LATEBIND_RUNTIME_DIR, $XDG_RUNTIME_DIR/latebind or /tmp/latebind-<uid>. It is made if need be.
    /// - Throws: E_ACCESSDENIED if it is not the user's alone; E_INVALIDARG for a relative path.
    public static func current() throws(COMError) -> RuntimeFolder { try RuntimeFolder(path: currentPath()) }

    private static func currentPath() throws(COMError) -> String {
        if let given = getenv("LATEBIND_RUNTIME_DIR"), given.pointee != 0 {
            let path = String(cString: given)
            guard path.hasPrefix("/") else { throw COMError(.E_INVALIDARG, "LATEBIND_RUNTIME_DIR is not an absolute path: \(path)") }
            return path
        }
        if let given = getenv("XDG_RUNTIME_DIR"), given.pointee == UInt8(ascii: "/") { return String(cString: given) + "/latebind" }
        return "/tmp/latebind-\(geteuid())"
    }

    /// Makes the folder if it is not there, and checks it.
    public init(path: String) throws(COMError) {
        self.path = path
        if mkdir(path, 0o700) != 0, errno != EEXIST {
            throw COMError(.E_ACCESSDENIED, "\(path): the folder for sockets cannot be made: \(Socket.text(errno))")
        }
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == EMFILE || errno == ENFILE {
                throw COMError(.RPC_E_OUT_OF_RESOURCES, "\(path): no descriptor is left for the folder for sockets")
            }
            throw COMError(
                .E_ACCESSDENIED, "\(path): the folder for sockets must be a folder, not a link: \(Socket.text(errno))")
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw COMError(.E_ACCESSDENIED, "\(path): \(Socket.text(errno))") }
        guard status.st_uid == geteuid() else {
            throw COMError(.E_ACCESSDENIED, "\(path): the folder for sockets belongs to user \(status.st_uid), not \(geteuid())")
        }
        guard status.st_mode & 0o077 == 0 else {
            throw COMError(
                .E_ACCESSDENIED,
                "\(path): others may enter the folder for sockets (mode 0\(String(status.st_mode & 0o777, radix: 8))): chmod 700 it")
        }
    }

    /// Where the process with these 48 bits listens.
    public func socket(process: UInt64) -> String { path + "/" + RuntimeFolder.prefix + hexadecimal(process, digits: 12) }

    private static let prefix = "oxid-"

    /// Removes the sockets of processes that did not end in order: those at which nobody listens.
    public func removeStaleSockets() {
        guard let folder = opendir(path) else { return }
        defer { closedir(folder) }
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard name.hasPrefix(RuntimeFolder.prefix) else { continue }
            let socket = path + "/" + name
            if !Socket.isListening(socket) { unlink(socket) }
        }
    }
}
