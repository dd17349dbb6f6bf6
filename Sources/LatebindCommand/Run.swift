// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import CLibPython

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
        throw ExitCode(
            try Runtime.call([Runtime.executablePath ?? "latebind"] + arguments) { () throws(Runtime.LoadError) in
                try loadRunPython()
            })
    }
}

/// Loads the Python whose headers the runtime was built with, then the runtime, which binds to it.
private func loadRunPython() throws(Runtime.LoadError) -> Runtime.Function {
    let version = "\(PY_MAJOR_VERSION).\(PY_MINOR_VERSION)"
    #if os(macOS)
    let python = "libpython\(version).dylib"
    #else
    let python = "libpython\(version).so.1.0"
    #endif
    // Extension modules find the interpreter's functions among the global symbols.
    guard dlopen(python, RTLD_NOW | RTLD_GLOBAL) != nil else {
        throw Runtime.LoadError(
            """
            Python \(version) cannot be loaded (\(Runtime.loaderReason))
            Install its library: on Debian and Ubuntu `apt-get install libpython\(version)`.
            """)
    }
    return try Runtime.function("LatebindRunPython")
}
