// SPDX-License-Identifier: Apache-2.0
//
// Functions whose local form lets a caller leave out a result: the remote form does not, so the proxy has one of its own.

import AutomationTypes
import CAutomation

/// Calls `body` with a pointer that is not null.
private func standIn<Value>(
    _ pointer: UnsafeMutablePointer<Value>?, _ value: Value, _ body: (inout UnsafeMutablePointer<Value>?) -> HResult
) -> HResult {
    if pointer != nil {
        var pointer = pointer
        return body(&pointer)
    }
    var own = value
    return withUnsafeMutablePointer(to: &own) {
        var pointer: UnsafeMutablePointer<Value>? = $0
        return body(&pointer)
    }
}

/// ISequentialStream and IStream: objidl.idl's RemoteRead, RemoteWrite, RemoteSeek, RemoteCopyTo.
enum StreamForm {
    private typealias Transfer = @convention(c) (
        UnsafeMutableRawPointer?, UnsafeMutableRawPointer?, UInt32, UnsafeMutablePointer<UInt32>?
    ) -> Int32

    private static func transfer(
        _ this: UnsafeMutableRawPointer?, _ slot: Int, _ data: UnsafeMutableRawPointer?, _ count: UInt32,
        _ done: UnsafeMutablePointer<UInt32>?
    ) -> Int32 {
        guard let this else { return HResult.E_POINTER.rawValue }
        var (data, count) = (data, count)
        return standIn(done, 0) { done in
            ProxyCall.call(this, slot: slot, &data, &count, &done)
        }.rawValue
    }

    private static let proxyRead: Transfer = { this, data, count, done in transfer(this, 3, data, count, done) }
    private static let proxyWrite: Transfer = { this, data, count, done in transfer(this, 4, data, count, done) }

    static let read = CallForm(proxy: unsafeBitCast(proxyRead, to: UnsafeRawPointer.self), stub: nil)
    static let write = CallForm(proxy: unsafeBitCast(proxyWrite, to: UnsafeRawPointer.self), stub: nil)

    private static let proxySeek:
        @convention(c) (UnsafeMutableRawPointer?, Int64, UInt32, UnsafeMutablePointer<UInt64>?) -> Int32 = {
            this, move, origin, position in
            guard let this else { return HResult.E_POINTER.rawValue }
            var (move, origin) = (move, origin)
            return standIn(position, 0) { position in ProxyCall.call(this, slot: 5, &move, &origin, &position) }.rawValue
        }
    static let seek = CallForm(proxy: unsafeBitCast(proxySeek, to: UnsafeRawPointer.self), stub: nil)

    private static let proxyCopy:
        @convention(c) (
            UnsafeMutableRawPointer?, UnsafeMutableRawPointer?, UInt64, UnsafeMutablePointer<UInt64>?,
            UnsafeMutablePointer<UInt64>?
        ) -> Int32 = { this, target, count, read, written in
            guard let this else { return HResult.E_POINTER.rawValue }
            var (target, count) = (target, count)
            return standIn(read, 0) { read in
                standIn(written, 0) { written in ProxyCall.call(this, slot: 7, &target, &count, &read, &written) }
            }.rawValue
        }
    static let copy = CallForm(proxy: unsafeBitCast(proxyCopy, to: UnsafeRawPointer.self), stub: nil)
}

/// IEnum…::Next: RemoteNext of [MS-OAUT] 3.3.4.1 and its likes.
enum EnumerationForm {
    typealias Next = @convention(c) (
        UnsafeMutableRawPointer?, UInt32, UnsafeMutableRawPointer?, UnsafeMutablePointer<UInt32>?
    ) -> Int32

    private static let proxyNext: Next = { this, count, elements, fetched in
        guard let this else { return HResult.E_POINTER.rawValue }
        var (count, elements) = (count, elements)
        return standIn(fetched, 0) { fetched in ProxyCall.call(this, slot: 3, &count, &elements, &fetched) }.rawValue
    }

    static let next = CallForm(proxy: unsafeBitCast(proxyNext, to: UnsafeRawPointer.self)) { call in
        guard let function = call.function else { return .E_NOTIMPL }
        let count = call.argument(0, as: UInt32.self)
        let fetched = call.argument(2, as: UnsafeMutablePointer<UInt32>?.self)
        let status = HResult(
            rawValue: unsafeBitCast(function, to: Next.self)(
                call.object, count, call.argument(1, as: UnsafeMutableRawPointer?.self), fetched))
        if status == .S_OK { fetched?.pointee = count }
        return status
    }
}

/// IClassFactory::CreateInstance: objidl.idl's RemoteCreateInstance. Nothing is aggregated across apartments.
enum ClassFactoryForm {
    private typealias CreateInstance = @convention(c) (
        UnsafeMutableRawPointer?, UnsafeMutableRawPointer?, UnsafePointer<GUID>?,
        UnsafeMutablePointer<UnsafeMutableRawPointer?>?
    ) -> Int32

    private static let proxyCreate: CreateInstance = { this, outer, iid, result in
        guard let this, let result else { return HResult.E_POINTER.rawValue }
        result.pointee = nil
        guard outer == nil else { return HResult.CLASS_E_NOAGGREGATION.rawValue }
        var (iid, place) = (iid, Optional(result))
        return ProxyCall.call(this, slot: 3, &iid, &place).rawValue
    }

    static let createInstance = CallForm(proxy: unsafeBitCast(proxyCreate, to: UnsafeRawPointer.self)) { call in
        guard let function = call.function else { return .E_NOTIMPL }
        return HResult(
            rawValue: unsafeBitCast(function, to: CreateInstance.self)(
                call.object, nil, call.argument(0, as: UnsafePointer<GUID>?.self),
                call.argument(1, as: UnsafeMutablePointer<UnsafeMutableRawPointer?>?.self)))
    }
}
