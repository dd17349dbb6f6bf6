// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import CLibPython
import SystemPackage

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// `latebind run`: a Python script with the module `latebind` built in.
///
/// The command itself links neither Python nor the runtime: it loads both when it needs them.
struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run a Python script that can `import latebind`.",
        usage: """
            latebind run <script.py> [<arguments> ...]
            latebind run -m <module> [<arguments> ...]
            """,
        discussion: """
            What follows `run` is what `python3` takes, and reaches the script as it is. The exit status is the script's; \
            1 after an exception that it does not catch. Classes are found in the manifests on LATEBIND_PATH.
            """)

    @Argument(parsing: .captureForPassthrough, help: "The script, or -m and a module, and its arguments.")
    var arguments: [String] = []

    func run() throws {
        let runPython: RunPython
        do throws(LoadError) {
            runPython = try loadRunPython()
        } catch {
            _ = try? FileDescriptor.standardError.writeAll("latebind: \(error.message)\n".utf8)
            throw ExitCode.failure
        }
        var argv: [UnsafeMutablePointer<CChar>?] = [strdup(executablePath ?? "latebind")]
        argv += arguments.map { strdup($0) } + [nil]
        defer { for argument in argv { free(argument) } }
        let status = argv.withUnsafeMutableBufferPointer { runPython(Int32($0.count - 1), $0.baseAddress) }
        throw ExitCode(status)
    }
}

/// LatebindRunPython of the shared library.
private typealias RunPython = @convention(c) (Int32, UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> Int32

/// Why Python or the runtime cannot be loaded, and what to do.
private struct LoadError: Error {
    let message: String

    init(_ message: String) { self.message = message }
}

/// Loads the Python whose headers the runtime was built with, then the runtime, which binds to it.
private func loadRunPython() throws(LoadError) -> RunPython {
    let version = "\(PY_MAJOR_VERSION).\(PY_MINOR_VERSION)"
    #if os(macOS)
    let python = "libpython\(version).dylib"
    #else
    let python = "libpython\(version).so.1.0"
    #endif
    // Extension modules find the interpreter's functions among the global symbols.
    guard dlopen(python, RTLD_NOW | RTLD_GLOBAL) != nil else {
        throw LoadError(
            """
            Python \(version) cannot be loaded (\(loaderReason))
            Install its library: on Debian and Ubuntu `apt-get install libpython\(version)`.
            """)
    }
    let candidates = runtimePaths
    guard let file = candidates.first(where: { access($0, R_OK) == 0 }) else {
        throw LoadError("the runtime was not found; looked for \(candidates.joined(separator: ", "))")
    }
    guard let library = dlopen(file, RTLD_NOW | RTLD_LOCAL) else {
        throw LoadError("the runtime cannot be loaded (\(loaderReason))")
    }
    guard let symbol = dlsym(library, "LatebindRunPython") else {
        throw LoadError("\(file) has no LatebindRunPython: the command and the runtime are of different versions")
    }
    return unsafeBitCast(symbol, to: RunPython.self)
}

private var loaderReason: String { dlerror().map { String(cString: $0) } ?? "no reason given" }

/// Where the shared library can be: in a build folder beside the command, or installed in lib beside bin.
private var runtimePaths: [String] {
    #if os(macOS)
    let suffix = "dylib"
    #else
    let suffix = "so"
    #endif
    let folder = FilePath(executablePath ?? "latebind").removingLastComponent()
    return [
        folder.appending("libLatebind.\(suffix)"),
        folder.removingLastComponent().appending("lib").appending("liblatebind.\(suffix)"),
    ].map(\.string)
}

/// The command's own file.
private var executablePath: String? {
    #if os(macOS)
    let name = CommandLine.arguments[0]
    #else
    let name = "/proc/self/exe"
    #endif
    guard let path = realpath(name, nil) else { return nil }
    defer { free(path) }
    return String(cString: path)
}
