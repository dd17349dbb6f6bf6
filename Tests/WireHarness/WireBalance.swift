// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import CWireObject

/// What is alive: objects of Latebind's and of C, references, strings, arrays, records. LeakSanitizer sees blocks that nobody points
/// at; this sees those, too, that something which lives as long as the process still points at.
public struct WireBalance: Equatable, CustomStringConvertible {
    private let live: LiveObjects.Snapshot
    private let objects: Int32

    public init() {
        live = LiveObjects.snapshot()
        objects = wire_object_count()
    }

    public var description: String { "\(live), objects in C \(objects)" }

    /// Runs `body`, and says what it left alive; nil if that is nothing.
    public static func leak(_ body: () -> Void) -> String? {
        let before = WireBalance()
        body()
        // What a call told its thread last is no leak.
        ErrorInfo.clear()
        let after = WireBalance()
        return before == after ? nil : "before: \(before); after: \(after)"
    }
}
