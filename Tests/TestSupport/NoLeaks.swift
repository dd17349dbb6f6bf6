// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
public import Testing

/// Fails a test that leaves more (or less) alive than it found: `@Suite(.noLeaks)` or `@Test(.noLeaks)`.
///
/// The counts belong to the whole process, so tests with this trait run one after the other. A test that makes objects,
/// strings or arrays in the same process without it would disturb the others.
public struct NoLeaks: SuiteTrait, TestTrait, TestScoping {
    public var isRecursive: Bool { true }

    public func scopeProvider(for test: Test, testCase: Test.Case?) -> NoLeaks? { testCase == nil ? nil : self }

    public func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        await Turn.shared.take()
        let before = LiveObjects.snapshot()
        do {
            try await function()
        } catch {
            await Turn.shared.pass()
            throw error
        }
        var leaked = LiveObjects.snapshot() - before
        // What ends on another thread (a connection whose other end is a process that has just gone) is counted a moment later. Nothing
        // tells of it: an object's end costs no signal. So it is looked at again, until it is so or five seconds are over.
        for _ in 0..<5000 where leaked != LiveObjects.Snapshot() {
            try? await Task.sleep(nanoseconds: 1_000_000)
            leaked = LiveObjects.snapshot() - before
        }
        await Turn.shared.pass()
        #expect(leaked == LiveObjects.Snapshot(), "left alive: \(leaked)")
    }
}

extension Trait where Self == NoLeaks {
    /// The test must leave alive exactly what it found.
    public static var noLeaks: Self { Self() }
}

/// A lock that is held across suspension, first come first served.
private actor Turn {
    static let shared = Turn()
    private var isTaken = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func take() async {
        if isTaken {
            await withCheckedContinuation { waiting.append($0) }
        } else {
            isTaken = true
        }
    }

    func pass() {
        if waiting.isEmpty { isTaken = false } else { waiting.removeFirst().resume() }
    }
}
