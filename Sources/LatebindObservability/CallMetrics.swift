// SPDX-License-Identifier: Apache-2.0

import CAutomation.Functions
import CoreMetrics
import Synchronization

/// The metrics of calls, by the names and labels that docs/observability.md lists.
final class CallMetrics: Sendable {
    private struct Key: Hashable, Sendable {
        var isIncoming: Bool
        var transport: ULONG
        var service: String
        var method: String
    }
    private struct Handlers: Sendable {
        let calls: Counter
        let failures: Counter
        let duration: Timer
    }

    private let factory: any MetricsFactory
    private let handlers = Mutex<[Key: Handlers]>([:])
    private let sent: Counter
    private let received: Counter
    private let live: [(kind: ULONG, meter: Meter)]

    init(_ factory: any MetricsFactory) {
        self.factory = factory
        sent = Counter(label: "latebind_sent_bytes_total", dimensions: [], factory: factory)
        received = Counter(label: "latebind_received_bytes_total", dimensions: [], factory: factory)
        live = [
            (LATEBIND_LIVE_PROXIES, "latebind_live_proxies", []),
            (LATEBIND_LIVE_STUBS, "latebind_live_stubs", []),
            (LATEBIND_LIVE_CLIENT_CONNECTIONS, "latebind_live_connections", [("end", "client")]),
            (LATEBIND_LIVE_SERVER_CONNECTIONS, "latebind_live_connections", [("end", "server")]),
        ].map { (kind: Int32, label: String, dimensions: [(String, String)]) in
            (ULONG(kind), Meter(label: label, dimensions: dimensions, factory: factory))
        }
    }

    static func name(ofTransport transport: ULONG) -> String {
        switch Int32(exactly: transport) {
        case LATEBIND_TRANSPORT_UNIX: "unix"
        case LATEBIND_TRANSPORT_TCP: "tcp"
        default: "apartment"
        }
    }

    func ended(_ call: UnsafePointer<LatebindCall>, _ name: MethodName, _ duration: Duration) {
        let key = Key(
            isIncoming: call.pointee.isIncoming != 0, transport: call.pointee.transport, service: name.service, method: name.method)
        let handlers = handlers(key)
        handlers.calls.increment()
        if call.pointee.isFailure != 0 { handlers.failures.increment() }
        let (seconds, attoseconds) = duration.components
        handlers.duration.recordNanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
    }

    private func handlers(_ key: Key) -> Handlers {
        if let known = handlers.withLock({ $0[key] }) { return known }
        let dimensions = [
            ("direction", key.isIncoming ? "in" : "out"), ("transport", CallMetrics.name(ofTransport: key.transport)),
            ("rpc_service", key.service), ("rpc_method", key.method),
        ]
        // Made without the lock: the backend's code runs. Of two that are made at once, the backend sees to it that they count as one.
        let made = Handlers(
            calls: Counter(label: "latebind_calls_total", dimensions: dimensions, factory: factory),
            failures: Counter(label: "latebind_call_failures_total", dimensions: dimensions, factory: factory),
            duration: Timer(label: "latebind_call_duration", dimensions: dimensions, factory: factory))
        return handlers.withLock { handlers in
            if let known = handlers[key] { return known }
            handlers[key] = made
            return made
        }
    }

    func moved(_ count: Int64, isSent: Bool) { (isSent ? sent : received).increment(by: count) }

    /// Sets a meter to the number that there is now. Whoever sets it last has looked last: two threads leave no old number behind.
    func liveChanged(_ kind: ULONG) {
        guard let meter = live.first(where: { $0.kind == kind })?.meter else { return }
        var number = LatebindLiveCount(kind)
        while true {
            meter.set(number)
            let now = LatebindLiveCount(kind)
            if now == number { return }
            number = now
        }
    }

    func tellLive() { for (kind, _) in live { liveChanged(kind) } }
}
