// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A lock that threads can wait at: POSIX's mutex and condition variable.
final class Condition: @unchecked Sendable {
    // Unchecked: both are made for use by many threads; they stay where they are until deinit.
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    init() {
        mutex.initialize(to: pthread_mutex_t())
        condition.initialize(to: pthread_cond_t())
        pthread_mutex_init(mutex, nil)
        #if canImport(Darwin)
        pthread_cond_init(condition, nil)
        #else
        // Deadlines are on the monotonic clock: setting the time of day ends no wait.
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(condition, &attributes)
        pthread_condattr_destroy(&attributes)
        #endif
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    func withLock<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body()
    }

    /// Waits for `broadcast`; the lock is held before and after.
    func wait() { pthread_cond_wait(condition, mutex) }

    /// Waits for `broadcast` or the deadline; the lock is held before and after.
    /// - Returns: whether the deadline has passed.
    func wait(until deadline: Deadline) -> Bool {
        #if canImport(Darwin)
        var left = timespec(nanoseconds: deadline.nanosecondsLeft)
        return pthread_cond_timedwait_relative_np(condition, mutex, &left) == ETIMEDOUT
        #else
        var time = timespec(nanoseconds: deadline.nanoseconds)
        return pthread_cond_timedwait(condition, mutex, &time) == ETIMEDOUT
        #endif
    }

    func broadcast() { pthread_cond_broadcast(condition) }
}

/// A moment on the monotonic clock.
struct Deadline: Sendable {
    let nanoseconds: UInt64

    init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

    init(after milliseconds: UInt64) { nanoseconds = Deadline.now &+ milliseconds &* 1_000_000 }

    static var now: UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
    }

    var nanosecondsLeft: UInt64 {
        let now = Deadline.now
        return nanoseconds > now ? nanoseconds - now : 0
    }

    /// Rounded up, as poll takes them.
    var millisecondsLeft: Int32 { Int32(clamping: (nanosecondsLeft + 999_999) / 1_000_000) }
}

extension timespec {
    fileprivate init(nanoseconds: UInt64) {
        self.init(tv_sec: Int(clamping: nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
    }
}
