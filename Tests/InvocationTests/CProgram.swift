// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import CAutomation
import Synchronization
import TestSupport

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A C source of this folder, compiled as a shared object and loaded; it sees COM only through the C headers.
final class CProgram: Sendable {
    nonisolated(unsafe) private let handle: UnsafeMutableRawPointer
    private let folder: ScratchDirectory

    /// - Throws: what the compiler says.
    init(source: String) throws {
        folder = try ScratchDirectory()
        let library = folder.path + "/program.so"
        try runProgram([
            "cc", "-std=c11", "-shared", "-fPIC", "-Wall", "-Wextra", "-Werror", "-I",
            repositoryFile("Sources/CAutomation/include"), "-o", library, siblingOfThisFile("Signatures/" + source),
        ])
        guard let handle = dlopen(library, RTLD_NOW | RTLD_LOCAL) else { throw Failure(String(cString: dlerror())) }
        self.handle = handle
    }

    deinit { dlclose(handle) }

    /// One program runs at a time: what failed is noted for all.
    private static let running = Mutex(())
    /// What the program failed to find true, in order; each run begins anew.
    private static let failures = Mutex<[String]>([])

    /// The functions of the runtime that the program is given: `struct Services` in caller.c.
    private struct Services {
        var alloc: @convention(c) (UnsafePointer<UInt16>?, UInt32) -> BSTR? = { text, length in
            BString.allocate(UnsafeBufferPointer(start: text, count: Int(length)))
        }
        var length: @convention(c) (BSTR?) -> UInt32 = { UInt32(BString.length($0)) }
        var free: @convention(c) (BSTR?) -> Void = { BString.free($0) }
        var clear: @convention(c) (UnsafeMutablePointer<VARIANT>) -> Void = { _ = VariantOps.clear($0) }
        var destroy: @convention(c) (UnsafeMutablePointer<SAFEARRAY>?) -> Void = { _ = SafeArrayMemory.destroy($0) }
        var longs: @convention(c) (Int32, Int32) -> UnsafeMutablePointer<SAFEARRAY>? = { first, second in
            try? SafeArray(numbers: [first, second]).take()
        }
        var failed: @convention(c) (UnsafePointer<CChar>) -> Void = { check in
            let text = String(cString: check)
            CProgram.failures.withLock { $0.append(text) }
        }
    }

    /// Calls `int name(object, services)`.
    /// - Returns: how many checks ran, and those that failed.
    func run(_ name: String, _ object: ComReference) throws -> (checks: Int, failures: [String]) {
        guard let symbol = dlsym(handle, name) else { throw Failure("the program has no function \(name)") }
        let function = unsafeBitCast(symbol, to: (@convention(c) (UnsafeMutableRawPointer, UnsafeRawPointer) -> Int32).self)
        // A call that fails leaves its reason with the thread.
        defer { ErrorInfo.clear() }
        return CProgram.running.withLock { _ in
            CProgram.failures.withLock { $0 = [] }
            var services = Services()
            let checks = withUnsafePointer(to: &services) { function(object.pointer, UnsafeRawPointer($0)) }
            return (Int(checks), CProgram.failures.withLock { $0 })
        }
    }

    /// Calls `int name(void)`.
    func call(_ name: String) throws -> Int {
        guard let symbol = dlsym(handle, name) else { throw Failure("the program has no function \(name)") }
        return Int(unsafeBitCast(symbol, to: (@convention(c) () -> Int32).self)())
    }
}
