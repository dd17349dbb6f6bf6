// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import SystemPackage

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// `latebind trace`: runs a program and tells every call that it, or a server that it starts, makes to another process.
struct Trace: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run a program and show its calls to other processes.",
        usage: "latebind trace [--output <file>] [--pcap <file>] -- <command> [<arguments> ...]",
        discussion: """
            One line for each end of a call: the process, "call" at its caller's and "serve" at its callee's end, the method \
            with its decoded arguments and results, the HRESULT, microseconds. Servers that the program starts are traced too; \
            one that runs already is not. What --pcap writes, Wireshark dissects: tshark -r FILE -O dcerpc,dcom,dispatch. Both \
            files are added to if they are there. The exit status is the program's.
            """)

    @Option(name: [.short, .long], help: "Where the lines go; standard error if it is left out.")
    var output: String?

    @Option(help: "A capture file for the bytes on the wire.")
    var pcap: String?

    @Argument(parsing: .postTerminator, help: "The program and its arguments.")
    var command: [String] = []

    func validate() throws {
        if command.isEmpty { throw ValidationError("There is no command to run: latebind trace -- COMMAND") }
        for path in [output, pcap] where path?.contains(",") == true {
            throw ValidationError("A file's name cannot have a comma in it: \(path ?? "")")
        }
    }

    func run() throws {
        var parts = ["text:" + (output.map(absolute) ?? Trace.standardError())]
        if let pcap { parts.append("pcap:" + absolute(pcap)) }
        setenv("LATEBIND_TRACE", parts.joined(separator: ","), 1)
        var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
        execvp(command[0], &arguments)
        let reason = String(cString: strerror(errno))
        _ = try? FileDescriptor.standardError.writeAll("latebind: \(command[0]): \(reason)\n".utf8)
        for argument in arguments { free(argument) }
        throw ExitCode(127)
    }

    /// Standard error under a name by which a server, whose own one is a log, finds it too.
    private static func standardError() -> String {
        #if os(Linux)
        // Whoever writes there writes at the end: the program, its servers, and the trace.
        let flags = fcntl(2, F_GETFL)
        if flags >= 0, fcntl(2, F_SETFL, flags | O_APPEND) >= 0 { return "/proc/\(getpid())/fd/2" }
        #endif
        return "-"
    }

    /// The program may work in another folder.
    private func absolute(_ path: String) -> String {
        guard !path.hasPrefix("/"), let folder = getcwd(nil, 0) else { return path }
        defer { free(folder) }
        return String(cString: folder) + "/" + path
    }
}
