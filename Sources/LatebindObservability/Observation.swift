// SPDX-License-Identifier: Apache-2.0

import CAutomation.Functions

/// What the library's observer calls.
final class Observation: Sendable {
    let metrics: CallMetrics?
    let spans: CallSpans?
    private let names = MethodNames()

    init(metrics: CallMetrics?, spans: CallSpans?) {
        self.metrics = metrics
        self.spans = spans
    }

    /// What one call has between its begin and its end.
    private final class CallState {
        let begin = ContinuousClock.now
        let name: MethodName
        /// The span of a call out, and what travels with it.
        var span: OutgoingSpan?
        init(_ name: MethodName) { self.name = name }
    }

    /// The functions for the library. This object lives as long as the process: `LatebindObservability` holds it.
    var observer: LatebindObserver {
        var observer = LatebindObserver()
        observer.context = Unmanaged.passUnretained(self).toOpaque()
        observer.callBegins = { context, call in
            guard let call else { return }
            Observation.from(context).begin(call)
        }
        observer.callEnded = { context, call in
            guard let call else { return }
            Observation.from(context).end(call)
        }
        observer.callServed = { context, call, body, argument in
            guard let call, let body else { return }
            Observation.from(context).serve(call) { body(argument) }
        }
        if metrics != nil {
            observer.liveChanged = { context, kind in Observation.from(context).metrics?.liveChanged(kind) }
            observer.bytesMoved = { context, isSent, count in
                Observation.from(context).metrics?.moved(Int64(count), isSent: isSent != 0)
            }
        }
        return observer
    }

    private static func from(_ context: UnsafeMutableRawPointer?) -> Observation {
        Unmanaged<Observation>.fromOpaque(context.unsafelyUnwrapped).takeUnretainedValue()
    }

    // MARK: Calls out

    private func begin(_ call: UnsafeMutablePointer<LatebindCall>) {
        let state = CallState(names.of(call))
        if let spans {
            let span = spans.begin(call, state.name)
            state.span = span
            call.pointee.extension = UnsafeRawPointer(span.bytes.baseAddress)
            call.pointee.extensionBytes = ULONG(span.bytes.count)
        }
        call.pointee.state = Unmanaged.passRetained(state).toOpaque()
    }

    private func end(_ call: UnsafeMutablePointer<LatebindCall>) {
        guard let pointer = call.pointee.state else { return }
        call.pointee.state = nil
        let state = Unmanaged<CallState>.fromOpaque(pointer).takeRetainedValue()
        metrics?.ended(call, state.name, ContinuousClock.now - state.begin)
        if let span = state.span { spans?.end(span, call) }
    }

    // MARK: Incoming calls

    private func serve(_ call: UnsafeMutablePointer<LatebindCall>, _ body: () -> Void) {
        let begin = ContinuousClock.now
        let name = names.of(call)
        if let spans { spans.serve(call, name, body) } else { body() }
        metrics?.ended(call, name, ContinuousClock.now - begin)
    }
}
