// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// `latebind serve`: classes of in-process components, served to other processes.
struct Serve: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve the classes of in-process components to other processes.",
        discussion: """
            The classes are found in manifests, on LATEBIND_PATH or named with --manifest, and live in this process (a surrogate). \
            It ends when no other process has a reference to one of its objects any more, or at SIGTERM, SIGINT or SIGHUP. To \
            have it started on demand, name it in a manifest: "localServer": ["latebind", "serve", "--class", "Example.Clock"].
            """)

    @Option(name: .customLong("class"), help: "A ProgID, or a CLSID with braces. May be given several times.")
    var classes: [String] = []

    @Option(help: "A manifest, all of whose classes that have an inProcessServer are served. May be given several times.")
    var manifest: [String] = []

    @Option(
        help: """
            Listen at this loopback address too (127.0.0.1:PORT; port 0 takes a free one). Every process of every user of this \
            machine can then call.
            """)
    var tcp: String?

    @Flag(help: "Write \"ready\", the classes and the TCP port to standard output when clients can come.")
    var announce = false

    @Flag(help: "Stay when no client is left.")
    var stay = false

    @Option(help: "How many connections are served at once; the next one is refused with RPC_E_OUT_OF_RESOURCES.")
    var maxConnections: Int?

    @Option(help: "Seconds that a first client has to come.")
    var firstClient: Double = 60

    /// The port of `--tcp`.
    private var port: UInt16? {
        guard let tcp, tcp.hasPrefix("127.0.0.1:") else { return nil }
        return UInt16(tcp.dropFirst("127.0.0.1:".count))
    }

    func validate() throws {
        guard !classes.isEmpty || !manifest.isEmpty else { throw ValidationError("Name a --class or a --manifest.") }
        guard tcp == nil || port != nil else { throw ValidationError("--tcp takes 127.0.0.1:PORT.") }
        guard firstClient > 0, firstClient <= 1_000_000 else {
            throw ValidationError("--first-client takes seconds, more than 0 and at most 1000000.")
        }
        guard maxConnections.map({ (1...1_000_000).contains($0) }) ?? true else {
            throw ValidationError("--max-connections takes a number from 1 to 1000000.")
        }
        for path in manifest where access(path, R_OK) != 0 {
            throw ValidationError("\(path): \(String(cString: strerror(errno)))")
        }
    }

    func run() throws {
        var arguments: [String] = []
        for name in classes { arguments += ["class", name] }
        for path in manifest {
            guard let absolute = realpath(path, nil) else { throw ValidationError("\(path): \(String(cString: strerror(errno)))") }
            arguments += ["manifest", String(cString: absolute)]
            free(absolute)
        }
        if let port { arguments += ["tcp", String(port)] }
        arguments += ["first-client", String(UInt32(firstClient * 1000))]
        if let maxConnections { arguments += ["max-connections", String(maxConnections)] }
        if announce { arguments += ["announce", ""] }
        if stay { arguments += ["stay", ""] }
        throw ExitCode(try Runtime.call(arguments) { () throws(Runtime.LoadError) in try Runtime.function("LatebindServe") })
    }
}
