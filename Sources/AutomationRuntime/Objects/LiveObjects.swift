// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// How many things of each kind this process holds right now. A test that leaks one fails.
public enum LiveObjects {
    // Relaxed: the numbers are compared when the threads that changed them have been joined.
    static let objects = Counter()
    static let references = Counter()
    static let strings = Counter()
    static let arrays = Counter()
    static let records = Counter()
    static let descriptions = Counter()

    /// The numbers of one moment.
    public struct Snapshot: Equatable, Sendable, CustomStringConvertible {
        /// Instances of `ComObject`.
        public var objects = 0
        /// Instances of `ComReference`.
        public var references = 0
        /// Allocated BSTRs.
        public var strings = 0
        /// Allocated SAFEARRAY descriptors.
        public var arrays = 0
        /// Records made by an IRecordInfo of this library.
        public var records = 0
        /// TYPEATTR, TLIBATTR, FUNCDESC, VARDESC and CUSTDATA blocks that a caller has not yet given back.
        public var descriptions = 0

        public init() {}

        public var description: String {
            "objects \(objects), references \(references), strings \(strings), arrays \(arrays), records \(records), "
                + "descriptions \(descriptions)"
        }

        /// What is held now and was not then (or the reverse).
        public static func - (now: Snapshot, then: Snapshot) -> Snapshot {
            var difference = Snapshot()
            difference.objects = now.objects - then.objects
            difference.references = now.references - then.references
            difference.strings = now.strings - then.strings
            difference.arrays = now.arrays - then.arrays
            difference.records = now.records - then.records
            difference.descriptions = now.descriptions - then.descriptions
            return difference
        }
    }

    public static func snapshot() -> Snapshot {
        var now = Snapshot()
        now.objects = objects.value
        now.references = references.value
        now.strings = strings.value
        now.arrays = arrays.value
        now.records = records.value
        now.descriptions = descriptions.value
        return now
    }

    /// Counts an object that is not a `ComObject`: a proxy, a stub.
    public static func didMakeObject() { objects.increment() }
    public static func didDestroyObject() { objects.decrement() }

    struct Counter: ~Copyable, Sendable {
        private let count = Atomic<Int>(0)

        var value: Int { count.load(ordering: .relaxed) }
        func increment() { count.wrappingAdd(1, ordering: .relaxed) }
        func decrement() { count.wrappingSubtract(1, ordering: .relaxed) }
    }
}
