// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import CPlatform
import Remoting
import Synchronization
import TestSupport

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What a process holds at one moment, as numbers that tests compare with those of another moment. They travel in a line of text.
public struct Counts: Equatable, Sendable, CustomStringConvertible {
    private var values: [String: Int] = [:]

    /// Their names: descriptors of files, threads; connections that are served, processes that are known; objects and interfaces that are
    /// exported; objects, references, strings and arrays that live; blocks for messages; objects of `Faults` that have ended.
    public static let names = [
        "descriptors", "threads", "connections", "peers", "exported", "stubs", "objects", "references", "strings", "arrays", "blocks", "ended",
    ]

    public subscript(name: String) -> Int {
        get { values[name] ?? 0 }
        set { values[name] = newValue }
    }

    public var description: String { Counts.names.map { "\($0)=\(self[$0])" }.joined(separator: " ") }

    /// - Returns: nil for what is not a description of counts.
    public init?(_ text: some StringProtocol) {
        for word in text.split(separator: " ") {
            let parts = word.split(separator: "=")
            guard parts.count == 2, Counts.names.contains(String(parts[0])), let value = Int(parts[1]) else { return nil }
            values[String(parts[0])] = value
        }
        guard values.count == Counts.names.count else { return nil }
    }

    /// This process's.
    public init(ended: Int) {
        let live = LiveObjects.snapshot()
        let exported = Exporter.shared.counts
        let connections = Exporter.connections
        values = [
            "descriptors": Counts.descriptors, "threads": Counts.threads, "connections": connections.served,
            "peers": connections.peers, "exported": exported.objects, "stubs": exported.interfaces, "objects": live.objects,
            "references": live.references, "strings": live.strings, "arrays": live.arrays, "blocks": Int(latebind_blocks_taken()),
            "ended": ended,
        ]
    }

    /// Whether it is as it was: everything the same, and no thread more. The threads that serve the whole process (one watches
    /// connections, one gives references back) end when there is nothing to do.
    public func isBack(at other: Counts) -> Bool {
        var same = self
        same["threads"] = other["threads"]
        return same == other && self["threads"] <= other["threads"]
    }

    private static var descriptors: Int {
        // Reading the folder takes one.
        guard let folder = opendir("/proc/self/fd") else { return openDescriptors(below: Int32.max).count }
        defer { closedir(folder) }
        var count = -1
        while let entry = readdir(folder) { if entry.pointee.d_name.0 != 0x2E { count += 1 } }
        return count
    }

    /// Asked one by one, which takes none.
    public static func openDescriptors(below limit: Int32) -> [Int32] {
        var limits = rlimit()
        getrlimit(Counts.descriptorLimit, &limits)
        // Those that were opened before the limit was lowered are above it.
        return (0..<min(limit, 32768)).filter { fcntl($0, F_GETFD) >= 0 }
    }

    private static var threads: Int {
        // nlink of /proc/self/task, which no descriptor is needed for: one for each, and two for the folder itself.
        var status = stat()
        return stat("/proc/self/task", &status) == 0 ? Int(status.st_nlink) - 2 : 0
    }

    /// The memory that is in use, in KiB; 0 under a sanitizer, which keeps what was freed.
    public static func resident() -> Int {
        if isSanitized { return 0 }
        // What is free, and was in use at some time, is not counted.
        if let trim = dlsym(dlopen(nil, RTLD_NOW), "malloc_trim") {
            _ = unsafeBitCast(trim, to: (@convention(c) (Int) -> Int32).self)(0)
        }
        guard let file = fopen("/proc/self/statm", "r") else { return 0 }
        defer { fclose(file) }
        var text = [CChar](repeating: 0, count: 256)
        guard fgets(&text, 255, file) != nil else { return 0 }
        let fields = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self).split(separator: " ")
        return fields.count > 1 ? (Int(fields[1]) ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE))) / 1024 : 0
    }

    /// Milliseconds of processor time that the process has used.
    public static func processorTime() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Int(time.tv_sec) * 1000 + Int(time.tv_nsec) / 1_000_000
    }

    // MARK: Limits of descriptors

    #if canImport(Glibc)
    static let descriptorLimit = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #else
    static let descriptorLimit = RLIMIT_NOFILE
    #endif

    /// Raises the limit of descriptors as far as it goes without being root's, at most to `wanted`.
    /// - Returns: what it is then.
    @discardableResult
    public static func allowDescriptors(_ wanted: Int) -> Int {
        var limits = rlimit()
        getrlimit(descriptorLimit, &limits)
        limits.rlim_cur = min(rlim_t(wanted), limits.rlim_max)
        setrlimit(descriptorLimit, &limits)
        return Int(limits.rlim_cur)
    }

    /// Sets the limit so that exactly so many descriptors can be opened.
    public static func leaveDescriptors(_ count: Int) {
        var open = Set(openDescriptors(below: Int32.max))
        var limit: Int32 = 0
        var free = 0
        while free < count || open.contains(limit) {
            if open.remove(limit) == nil { free += 1 }
            limit += 1
        }
        allowDescriptors(Int(limit))
    }
}

/// Counts the ends of objects, on whatever thread.
public final class EndedObjects: Sendable {
    private let number = Atomic<Int>(0)
    public init() {}
    public func add() { number.wrappingAdd(1, ordering: .relaxed) }
    public var count: Int { number.load(ordering: .relaxed) }
}
