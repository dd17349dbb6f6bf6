// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Sockets that systemd listens at for this process: sd_listen_fds(3). LISTEN_PID is this process, LISTEN_FDS is how many there are
/// from descriptor 3 on, LISTEN_FDNAMES are their names between colons.
///
/// A socket is for the class in its path (`…/class-<CLSID>`), or for the one that its name is (`<CLSID>`, `class-<CLSID>`).
enum InheritedSockets {
    private static let first: Int32 = 3
    private static let most: Int32 = 1024

    private static let sockets = Mutex<[GUID: Int32]>(collect())

    /// The socket for a class; its owner is now the caller.
    static func take(_ clsid: GUID) -> Int32? { sockets.withLock { $0.removeValue(forKey: clsid) } }

    private static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

    private static func collect() -> [GUID: Int32] {
        guard variable("LISTEN_PID").flatMap({ Int32($0) }) == getpid(), let count = variable("LISTEN_FDS").flatMap({ Int32($0) }),
            count > 0, count <= most
        else { return [:] }
        let names = (variable("LISTEN_FDNAMES") ?? "").split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        var result: [GUID: Int32] = [:]
        for index in 0..<count {
            let descriptor = first + index
            guard isListening(descriptor) else { continue }
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
            let name = Int(index) < names.count ? names[Int(index)] : ""
            guard let clsid = path(descriptor).flatMap(RuntimeFolder.clsid(ofClassSocket:))
                ?? RuntimeFolder.clsid(ofClassSocket: name) ?? GUID(name)
            else { continue }
            result[clsid] = descriptor
        }
        return result
    }

    /// Whether the descriptor is a stream socket of the Unix domain that listens.
    private static func isListening(_ descriptor: Int32) -> Bool {
        func option(_ name: Int32) -> Int32? {
            var value: Int32 = 0
            var size = socklen_t(MemoryLayout<Int32>.size)
            return getsockopt(descriptor, SOL_SOCKET, name, &value, &size) == 0 ? value : nil
        }
        guard option(SO_ACCEPTCONN) == 1, option(SO_TYPE) == Socket.stream else { return false }
        var address = sockaddr_un()
        var size = socklen_t(MemoryLayout<sockaddr_un>.size)
        let status = withUnsafeMutablePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &size) }
        }
        return status == 0 && Int32(address.sun_family) == AF_UNIX
    }

    private static func path(_ descriptor: Int32) -> String? {
        var address = sockaddr_un()
        var size = socklen_t(MemoryLayout<sockaddr_un>.size)
        let status = withUnsafeMutablePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &size) }
        }
        guard status == 0 else { return nil }
        return withUnsafeBytes(of: &address.sun_path) { bytes in String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self) }
    }
}
