// SPDX-License-Identifier: Apache-2.0
//
// Metrics and spans of Latebind's calls. This target knows the library by its C interface alone (latebind/observer.h): a program links
// it beside libLatebind, so that the program and its backends have one copy of swift-metrics and swift-distributed-tracing, and the
// library none.

import CAutomation.Functions
public import CoreMetrics
import Synchronization
public import Tracing

/// Counters, timers and spans of the calls that this process makes to other apartments and processes, and of those that it serves.
public enum LatebindObservability {
    private struct State: Sendable {
        /// All that there have been: a call that began with one ends with it, however late.
        var observations: [Observation] = []
    }
    private static let state = Mutex(State())

    /// Begins to watch, with the backends that the program has set up: MetricsSystem.bootstrap, InstrumentationSystem.bootstrap. Call it
    /// once, after them and before objects of other processes are used. Where there is neither backend nothing is watched, and calls
    /// cost what they cost without this.
    /// - Returns: whether there is anything that watches.
    @discardableResult
    public static func start() -> Bool {
        start(metrics: MetricsSystem.factory, tracer: InstrumentationSystem.tracer, instrument: InstrumentationSystem.instrument)
    }

    /// The same with backends of one's own.
    /// - Parameters:
    ///   - metrics: where counters, timers and meters are made; nil for none.
    ///   - tracer: what makes spans; nil for none.
    ///   - instrument: what writes a context into calls and reads it out of them; the tracer itself if it is nil.
    @discardableResult
    public static func start(
        metrics: (any MetricsFactory)?, tracer: (any Tracer)?, instrument: (any Instrument)? = nil
    ) -> Bool {
        let metrics = metrics is NOOPMetricsHandler ? nil : metrics
        let tracer = tracer is NoOpTracer ? nil : tracer
        guard metrics != nil || tracer != nil else {
            stop()
            return false
        }
        let observation = Observation(
            metrics: metrics.map(CallMetrics.init), spans: tracer.map { CallSpans($0, instrument ?? $0) })
        state.withLock { $0.observations.append(observation) }
        var observer = observation.observer
        LatebindSetObserver(&observer)
        observation.metrics?.tellLive()
        return true
    }

    /// Ends it. Calls that are out or being served are told to their end.
    public static func stop() { LatebindSetObserver(nil) }
}
