// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import CPlatform

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Where a server listens.
enum Endpoint: Hashable, Sendable {
    /// The path of a Unix-domain socket.
    case unix(String)
    /// 127.0.0.1 and a port.
    case tcp(UInt16)

    var isTCP: Bool {
        if case .tcp = self { true } else { false }
    }

    var description: String {
        switch self {
        case .unix(let path): path
        case .tcp(let port): "127.0.0.1[\(port)]"
        }
    }
}

/// The few things that are done with sockets.
enum Socket {
    #if canImport(Darwin)
    static let sendFlags: Int32 = 0  // SO_NOSIGPIPE is set
    static let stream = SOCK_STREAM
    static let datagram = SOCK_DGRAM
    #else
    static let sendFlags = Int32(MSG_NOSIGNAL)
    static let stream = Int32(SOCK_STREAM.rawValue)
    static let datagram = Int32(SOCK_DGRAM.rawValue)
    #endif

    /// Milliseconds of a clock that only goes forward.
    static func now() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1000 + UInt64(time.tv_nsec) / 1_000_000
    }

    static func text(_ code: Int32) -> String { String(cString: strerror(code)) }

    /// A connection.
    /// - Parameter timeout: milliseconds for connecting (a listener's queue may be full) and, later on, for sending.
    static func connect(_ endpoint: Endpoint, timeout: UInt32) throws(RPCError) -> Int32 {
        let descriptor = latebind_socket(endpoint.isTCP ? AF_INET : AF_UNIX, stream)
        guard descriptor >= 0 else {
            throw errno == EMFILE || errno == ENFILE
                ? .limit("no descriptor is left for a connection") : .broken("socket: " + text(errno))
        }
        _ = latebind_set_send_timeout(descriptor, timeout)
        let status =
            switch endpoint {
            case .unix(let path): connect(descriptor, path: path)
            case .tcp(let port): retrying { latebind_connect_loopback(descriptor, port) }
            }
        guard status == 0 else {
            let code = errno
            close(descriptor)
            if code == EAGAIN || code == EINPROGRESS {
                throw .timedOut("\(endpoint.description): the server does not accept connections")
            }
            throw .broken("\(endpoint.description): \(text(code))")
        }
        return descriptor
    }

    /// A path that is too long for a socket's name is reached through its folder's descriptor.
    static func connect(_ descriptor: Int32, path: String) -> Int32 {
        withShortPath(path) { short in retrying { latebind_connect_unix(descriptor, short) } }
    }

    static func bind(_ descriptor: Int32, path: String) -> Int32 {
        withShortPath(path) { short in latebind_bind_unix(descriptor, short) }
    }

    /// Calls `body` with a name for `path` that fits sun_path (108 bytes on Linux, 104 on macOS).
    private static func withShortPath(_ path: String, _ body: (String) -> Int32) -> Int32 {
        if path.utf8.count < 104 { return body(path) }
        #if os(Linux)
        guard let slash = path.lastIndex(of: "/") else { return body(path) }
        let folder = open(String(path[..<slash]), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { return -1 }
        let status = body("/proc/self/fd/\(folder)" + path[slash...])
        let code = errno
        close(folder)
        errno = code
        return status
        #else
        return body(path)
        #endif
    }

    /// Whether a process listens at a Unix-domain path: asked with a socket of another type, which no listener notices.
    static func isListening(_ path: String) -> Bool {
        let descriptor = latebind_socket(AF_UNIX, datagram)
        guard descriptor >= 0 else { return true }
        defer { close(descriptor) }
        return connect(descriptor, path: path) == 0 || errno != ECONNREFUSED
    }

    @inline(__always)
    static func retrying(_ body: () -> Int32) -> Int32 {
        while true {
            let status = body()
            if status >= 0 || errno != EINTR { return status }
        }
    }

    /// Writes all of it.
    @inline(__always)
    static func send(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ count: Int) throws(RPCError) {
        #if canImport(Glibc)
        let sent = Glibc.send(descriptor, bytes, count, sendFlags)
        #elseif canImport(Musl)
        let sent = Musl.send(descriptor, bytes, count, sendFlags)
        #else
        let sent = Darwin.send(descriptor, bytes, count, sendFlags)
        #endif
        if sent == count { return }
        var parts = [iovec(iov_base: UnsafeMutableRawPointer(mutating: bytes), iov_len: count)]
        if sent < 0, errno != EINTR { throw sendFailure() }
        if sent > 0 { advance(&parts, by: sent) }
        try send(descriptor, &parts)
    }

    /// Writes all of several pieces; they are used up.
    static func send(_ descriptor: Int32, _ parts: inout [iovec]) throws(RPCError) {
        while !parts.isEmpty {
            let sent = parts.withUnsafeMutableBufferPointer { parts in
                var message = msghdr()
                message.msg_iov = parts.baseAddress
                message.msg_iovlen = .init(min(parts.count, 64))
                return sendmsg(descriptor, &message, sendFlags)
            }
            if sent < 0 {
                if errno == EINTR { continue }
                throw sendFailure()
            }
            advance(&parts, by: sent)
        }
    }

    private static func sendFailure() -> RPCError {
        let code = errno
        return code == EAGAIN || code == EWOULDBLOCK
            ? .timedOut("the peer does not read what is sent to it") : .broken("sending: " + text(code))
    }

    private static func advance(_ parts: inout [iovec], by count: Int) {
        var count = count
        var whole = 0
        while whole < parts.count, count >= parts[whole].iov_len {
            count -= parts[whole].iov_len
            whole += 1
        }
        parts.removeFirst(whole)
        guard count > 0, !parts.isEmpty else { return }
        parts[0].iov_base = parts[0].iov_base! + count
        parts[0].iov_len -= count
    }
}
