// SPDX-License-Identifier: Apache-2.0

import AutomationTypes

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The names of files in the runtime folder. They are made of CLSIDs, never of what a peer says.
extension RuntimeFolder {
    /// `{EE09B103-…}` without braces: upper case, as GUIDs are written.
    private func name(_ prefix: String, _ clsid: GUID) -> String {
        path + "/" + prefix + "-" + clsid.description.dropFirst().dropLast()
    }

    /// The socket at which the server of a class listens.
    func classSocket(_ clsid: GUID) -> String { name("class", clsid) }
    /// Locked by the process that listens at the class's socket.
    func classPlace(_ clsid: GUID) -> String { name("place", clsid) }
    /// Locked by the client that starts the server of a class.
    func startLock(_ clsid: GUID) -> String { name("start", clsid) }
    /// What the server of a class that was started last writes to stdout and stderr.
    func serverLog(_ clsid: GUID) -> String { name("log", clsid) }
    /// The objects that RegisterActiveObject made known.
    func activeObjects(_ clsid: GUID) -> String { name("active", clsid) }
    /// Locked while a socket or a file takes its place or leaves it.
    var placesLock: String { path + "/places.lock" }

    /// The CLSID in the last component of the path of a class's socket; nil for any other path.
    static func clsid(ofClassSocket path: String) -> GUID? {
        guard let name = path.split(separator: "/").last, name.hasPrefix("class-") else { return nil }
        return GUID(name.dropFirst("class-".count))
    }

    /// Removes what processes left that were killed: sockets at which nobody waits for a server to be ready, or to take their place.
    func removeLeftovers() {
        guard let folder = opendir(path) else { return }
        defer { closedir(folder) }
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            let isTemporary = name.hasPrefix("class-") && name.contains(".")
            guard name.hasPrefix("ready-") || isTemporary, !Socket.isListening(path + "/" + name) else { continue }
            unlink(path + "/" + name)
        }
    }
}
