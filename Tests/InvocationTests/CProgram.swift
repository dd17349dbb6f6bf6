// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import CAutomation

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A C source of this folder, compiled as a shared object and loaded.
struct CProgram {
    private let handle: UnsafeMutableRawPointer
    nonisolated(unsafe) static var failures: [String] = []

    init(source: String) throws {
        let path = "/tmp/caller.so"
        guard let h = dlopen(path, RTLD_NOW) else { throw COMError(.E_FAIL, String(cString: dlerror())) }
        handle = h
    }

    struct Services {
        var alloc: @convention(c) (UnsafePointer<UInt16>?, UInt32) -> BSTR? = { text, length in
            BString.allocate(UnsafeBufferPointer(start: text, count: Int(length)))
        }
        var length: @convention(c) (BSTR?) -> UInt32 = { UInt32(BString.length($0)) }
        var free: @convention(c) (BSTR?) -> Void = { BString.free($0) }
        var clear: @convention(c) (UnsafeMutablePointer<VARIANT>) -> Void = { _ = VariantOps.clear($0) }
        var destroy: @convention(c) (UnsafeMutablePointer<SAFEARRAY>?) -> Void = { _ = SafeArrayMemory.destroy($0) }
        var longs: @convention(c) (Int32, Int32) -> UnsafeMutablePointer<SAFEARRAY>? = { a, b in
            try? SafeArray(numbers: [a, b]).take()
        }
        var failed: @convention(c) (UnsafePointer<CChar>) -> Void = { CProgram.failures.append(String(cString: $0)) }
    }

    func run(_ name: String, _ object: ComReference) throws -> Int32 {
        guard let symbol = dlsym(handle, name) else { throw COMError(.E_FAIL, "no \(name)") }
        let function = unsafeBitCast(symbol, to: (@convention(c) (UnsafeMutableRawPointer, UnsafeRawPointer) -> Int32).self)
        var services = Services()
        return withUnsafePointer(to: &services) { function(object.pointer, UnsafeRawPointer($0)) }
    }
}
