// SPDX-License-Identifier: Apache-2.0

public import Synchronization

/// A reference that is set once and read without a lock, from any thread: `AtomicLazyReference` of the standard library, but
/// inlined into its callers, which read it at every call.
public struct OnceReference<Instance: AnyObject & Sendable>: ~Copyable, Sendable {
    /// The address of the instance, retained; 0 before there is one.
    @usableFromInline let address = Atomic<UInt>(0)

    @inlinable public init() {}

    @inlinable deinit {
        guard let pointer = UnsafeRawPointer(bitPattern: address.load(ordering: .acquiring)) else { return }
        Unmanaged<Instance>.fromOpaque(pointer).release()
    }

    /// The instance, or nil if none has been set.
    @inlinable @inline(__always)
    public func load() -> Instance? {
        guard let pointer = UnsafeRawPointer(bitPattern: address.load(ordering: .acquiring)) else { return nil }
        return Unmanaged<Instance>.fromOpaque(pointer).takeUnretainedValue()
    }

    /// Calls `body` with the instance if there is one, without counting a reference: the caller holds what holds this.
    @inlinable @inline(__always)
    public func withInstance<Result>(_ body: (Instance) -> Result) -> Result? {
        guard let pointer = UnsafeRawPointer(bitPattern: address.load(ordering: .acquiring)) else { return nil }
        return Unmanaged<Instance>.fromOpaque(pointer)._withUnsafeGuaranteedRef(body)
    }

    /// Sets the instance unless another thread was first.
    /// - Returns: the one that is kept.
    @inlinable
    public func storeIfNil(_ instance: Instance) -> Instance {
        let retained = Unmanaged.passRetained(instance)
        let (exchanged, _) = address.compareExchange(
            expected: 0, desired: UInt(bitPattern: retained.toOpaque()), ordering: .acquiringAndReleasing)
        if exchanged { return instance }
        retained.release()
        return load() ?? instance
    }
}
