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

/// How a server tells the client that started it that its classes can be had: a datagram with the CLSID to the socket that
/// LATEBIND_READY_SOCKET names.
enum ReadyNotice {
    static let variable = "LATEBIND_READY_SOCKET"
    private static let sent = Mutex<Set<GUID>>([])

    static func send(_ clsid: GUID, in folder: RuntimeFolder) {
        guard let value = getenv(variable) else { return }
        let path = String(cString: value)
        // Nothing is sent to a place that is not the folder's.
        guard path.hasPrefix(folder.path + "/ready-"), !path.dropFirst(folder.path.count + 1).contains("/"),
            sent.withLock({ $0.insert(clsid).inserted })
        else { return }
        let descriptor = latebind_socket(AF_UNIX, Socket.datagram)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        guard Socket.connect(descriptor, path: path) == 0 else { return }
        let text = Array(clsid.description.utf8)
        _ = text.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    }

    /// The end at which the client waits.
    struct Receiver: ~Copyable {
        let descriptor: Int32
        let path: String

        init(in folder: RuntimeFolder) throws(COMError) {
            path = folder.path + "/ready-" + hexadecimal(UInt64.random(in: .min ... .max), digits: 16)
            descriptor = latebind_socket(AF_UNIX, Socket.datagram)
            guard descriptor >= 0 else { throw COMError(.E_FAIL, "socket: \(String(cString: strerror(errno)))") }
            guard Socket.bind(descriptor, path: path) == 0 else {
                let error = COMError(.E_FAIL, "\(path): \(String(cString: strerror(errno)))")
                close(descriptor)
                throw error
            }
            chmod(path, 0o600)
            _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
        }

        deinit {
            close(descriptor)
            unlink(path)
        }

        /// Takes what has come.
        /// - Returns: whether the class was among it.
        func hasReceived(_ clsid: GUID) -> Bool {
            var buffer = [UInt8](repeating: 0, count: 64)
            while true {
                let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
                guard count > 0 else { return false }
                if GUID(String(decoding: buffer[..<count], as: UTF8.self)) == clsid { return true }
            }
        }
    }
}
