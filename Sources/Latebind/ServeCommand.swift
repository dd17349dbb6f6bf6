// SPDX-License-Identifier: Apache-2.0
//
// `latebind serve`: a host process for the classes of in-process components.

import AutomationRuntime
import AutomationTypes
import Remoting

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The command's second half, in the shared library: serves classes until its end. Called once, on the program's first thread, before
/// it has others.
/// - Parameters:
///   - argc: the number of `argv`.
///   - argv: pairs of an option and its value, which the command has checked: `class` and a ProgID or a CLSID, `manifest` and an
///     absolute path, `tcp` and a port, `max-connections` and their number, `first-client` and milliseconds, `announce` and `stay` and
///     anything.
/// - Returns: the exit status: 0, or 1 after a message on stderr.
@c(LatebindServe)
public func serve(_ argc: Int32, _ argv: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> Int32 {
    var options = ServeOptions()
    if let argv {
        var index = 0
        while index + 1 < Int(argc) {
            if let name = argv[index], let value = argv[index + 1] {
                options.set(String(cString: name), String(cString: value))
            }
            index += 2
        }
    }
    let server = LocalServer()
    do throws(COMError) {
        try options.run(server)
        return 0
    } catch {
        server.revoke()
        writeLine("latebind: \(error)", to: STDERR_FILENO)
        return 1
    }
}

private struct ServeOptions {
    var classes: [String] = []
    var manifests: [String] = []
    var tcpPort: UInt16?
    var maximumConnections: Int?
    var firstClient: UInt32 = 60_000
    var announces = false
    var stays = false

    mutating func set(_ name: String, _ value: String) {
        switch name {
        case "class": classes.append(value)
        case "manifest": manifests.append(value)
        case "tcp": tcpPort = UInt16(value)
        case "max-connections": maximumConnections = Int(value)
        case "first-client": firstClient = UInt32(value) ?? firstClient
        case "announce": announces = true
        case "stay": stays = true
        default: break
        }
    }

    func run(_ server: LocalServer) throws(COMError) {
        server.stopOnSignals()
        if let maximumConnections {
            var limits = RPCOptions()
            limits.maximumConnections = maximumConnections
            try Exporter.configure(limits)
        }
        if !manifests.isEmpty {
            // The marshaler finds the type libraries that they name on the same way as everybody.
            let path = (manifests + (getenv("LATEBIND_PATH").map { [String(cString: $0)] } ?? [])).joined(separator: ":")
            setenv("LATEBIND_PATH", path, 1)
        }
        var wanted: [GUID] = []
        func add(_ clsid: GUID) { if !wanted.contains(clsid) { wanted.append(clsid) } }
        for name in classes { add(try ClassRegistry.shared.clsid(of: name)) }
        for path in manifests {
            let served = try Manifest(path: path).classes.filter { $0.inProcessServer != nil }
            guard !served.isEmpty else {
                throw COMError(.REGDB_E_CLASSNOTREG, "\(path): no class of the manifest has an inProcessServer")
            }
            for described in served { add(described.clsid) }
        }
        for clsid in wanted { try server.registerComponent(clsid) }
        var line = (["ready"] + wanted.map(\.description)).joined(separator: " ")
        if let tcpPort { line += " tcp \(try LocalServer.listen(port: tcpPort))" }
        try server.start()
        if announces { writeLine(line, to: STDOUT_FILENO) }
        server.run(endsWhenIdle: !stays, firstClient: firstClient)
    }
}

private func writeLine(_ text: String, to descriptor: Int32) {
    let bytes = Array((text + "\n").utf8)
    var done = 0
    while done < bytes.count {
        let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress! + done, bytes.count - done) }
        if count < 0, errno == EINTR { continue }
        if count <= 0 { return }
        done += count
    }
}
