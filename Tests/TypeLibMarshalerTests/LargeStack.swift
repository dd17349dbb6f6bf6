// SPDX-License-Identifier: Apache-2.0

import TestSupport

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Runs `body` on a thread with 64 MiB of stack: what is said of depth then does not depend on the test's own thread, nor on how large a
/// sanitizer makes its frames.
func onLargeStack<Result>(_ body: () throws -> Result) throws -> Result {
    try withoutActuallyEscaping(body) { body in
        let work = Work(body)
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setstacksize(&attributes, 64 << 20)
        defer { pthread_attr_destroy(&attributes) }
        #if canImport(Darwin)
        var thread: pthread_t?
        #else
        var thread = pthread_t()
        #endif
        let status = pthread_create(&thread, &attributes, { context in
            #if canImport(Darwin)
            Unmanaged<AnyWork>.fromOpaque(context).takeUnretainedValue().run()
            #else
            if let context { Unmanaged<AnyWork>.fromOpaque(context).takeUnretainedValue().run() }
            #endif
            return nil
        }, Unmanaged<AnyWork>.passUnretained(work).toOpaque())
        guard status == 0 else { throw Failure("no thread: \(status)") }
        #if canImport(Darwin)
        if let thread { pthread_join(thread, nil) }
        #else
        pthread_join(thread, nil)
        #endif
        return try work.outcome()
    }
}

private class AnyWork {
    func run() {}
}

private final class Work<Result>: AnyWork {
    private var body: (() throws -> Result)?
    private var result: Swift.Result<Result, any Error>?

    init(_ body: @escaping () throws -> Result) { self.body = body }

    override func run() {
        if let body { result = Swift.Result { try body() } }
        body = nil
    }

    func outcome() throws -> Result {
        guard let result else { throw Failure("the thread has not run") }
        return try result.get()
    }
}
