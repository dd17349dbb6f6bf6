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

/// The shared library with the runtime. The command links neither it nor Python: it loads them when it needs them.
enum Runtime {
    /// What the library has for the command: a main function.
    typealias Function = @convention(c) (Int32, UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> Int32

    /// Why something cannot be loaded, and what to do.
    struct LoadError: Error {
        let message: String

        init(_ message: String) { self.message = message }
    }

    /// Calls a function of the library with arguments.
    /// - Returns: what it returns.
    /// - Throws: `ExitCode.failure`, after a message, if it cannot be loaded.
    static func call(_ arguments: [String], _ load: () throws(LoadError) -> Function) throws -> Int32 {
        let function: Function
        do throws(LoadError) {
            function = try load()
        } catch {
            _ = try? FileDescriptor.standardError.writeAll("latebind: \(error.message)\n".utf8)
            throw ExitCode.failure
        }
        var argv: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { for argument in argv { free(argument) } }
        return argv.withUnsafeMutableBufferPointer { function(Int32($0.count - 1), $0.baseAddress) }
    }

    /// A function of the library, which is loaded for it.
    static func function(_ name: String) throws(LoadError) -> Function {
        let candidates = paths
        guard let file = candidates.first(where: { access($0, R_OK) == 0 }) else {
            throw LoadError("the runtime was not found; looked for \(candidates.joined(separator: ", "))")
        }
        guard let library = dlopen(file, RTLD_NOW | RTLD_LOCAL) else {
            throw LoadError("the runtime cannot be loaded (\(loaderReason))")
        }
        guard let symbol = dlsym(library, name) else {
            throw LoadError("\(file) has no \(name): the command and the runtime are of different versions")
        }
        return unsafeBitCast(symbol, to: Function.self)
    }

    static var loaderReason: String { dlerror().map { String(cString: $0) } ?? "no reason given" }

    /// Where the shared library can be: in a build folder beside the command, or installed in lib beside bin.
    private static var paths: [String] {
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
    static var executablePath: String? {
        #if os(macOS)
        let name = CommandLine.arguments[0]
        #else
        let name = "/proc/self/exe"
        #endif
        guard let path = realpath(name, nil) else { return nil }
        defer { free(path) }
        return String(cString: path)
    }
}
