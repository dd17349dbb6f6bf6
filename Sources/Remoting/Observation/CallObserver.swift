// SPDX-License-Identifier: Apache-2.0
//
// Who watches the calls of the process: the seam to metrics and tracing, which the core does not have. What a call costs without an
// observer is the look at one word.

import AutomationTypes
public import CAutomation
import Synchronization
import TypeLibMarshaler

public enum CallObserver {
    /// What names an observer's data among the extensions of a call. [MS-DCOM] 2.2.21
    static let extensionID = GUID(
        Data1: 0x9A3D_5C1E, Data2: 0x7B42, Data3: 0x4F0A, Data4: (0x8E, 0x6D, 0x2C, 0x5B, 0x1F, 0x70, 0x4A, 0x93))
    private static let maximumExtension = Int(LATEBIND_EXTENSION_MAX)

    private struct Known: @unchecked Sendable {
        // Unchecked: written once, before it is seen.
        var observers: [UnsafePointer<LatebindObserver>] = []
    }
    /// All that there have been: calls may be in them for as long as they like.
    private static let known = Mutex(Known())
    /// The address of the one that is asked; 0 for none.
    private static let installed = Atomic<UInt>(0)

    /// Sets the observer of the process; nil for none.
    public static func set(_ observer: LatebindObserver?) {
        guard let observer else { return installed.store(0, ordering: .releasing) }
        let place = UnsafeMutablePointer<LatebindObserver>.allocate(capacity: 1)
        place.initialize(to: observer)
        known.withLock { $0.observers.append(UnsafePointer(place)) }
        installed.store(UInt(bitPattern: place), ordering: .releasing)
    }

    @inline(__always) static var current: UnsafePointer<LatebindObserver>? { UnsafePointer(bitPattern: installed.load(ordering: .acquiring)) }
    @inline(__always) static var isThere: Bool { installed.load(ordering: .relaxed) != 0 }

    // MARK: Calls

    /// What is known of a call before it is made.
    struct Subject {
        var iid: GUID
        /// The IPID.
        var object: GUID
        var causality: GUID
        var transport: Int32
        var process: Int32
        var message: RPCOLEMESSAGE

        fileprivate func call(isIncoming: Bool) -> LatebindCall {
            var call = LatebindCall()
            call.iid = iid
            call.object = object
            call.causality = causality
            call.method = message.iMethod
            call.isIncoming = isIncoming ? 1 : 0
            call.transport = UInt32(transport)
            call.process = process
            call.argumentBytes = message.cbBuffer
            // IDispatch::Invoke: the DISPID is the first of the arguments. [MS-OAUT] 3.1.4.4
            if message.iMethod == 6, message.cbBuffer >= 4, let arguments = message.Buffer {
                let isBigEndian = message.dataRepresentation & 0xF0 == 0
                call.member = Int32(bitPattern: Wire.uint32(arguments, isBigEndian: isBigEndian))
            }
            return call
        }
    }

    /// How a call ended: what the channel says, and the results where there are some.
    struct Outcome {
        var status: HResult
        var results = UnsafeRawBufferPointer(start: nil, count: 0)
        var dataRepresentation: UInt32 = 0
    }

    /// A call out.
    /// - Parameter body: makes it, with what is to travel along.
    static func call<Result>(
        _ observer: UnsafePointer<LatebindObserver>, _ subject: Subject,
        _ body: (_ extension: UnsafeRawBufferPointer, _ outcome: inout Outcome) -> Result
    ) -> Result {
        var call = subject.call(isIncoming: false)
        observer.pointee.callBegins?(observer.pointee.context, &call)
        let count = call.extension == nil ? 0 : Int(call.extensionBytes)
        var outcome = Outcome(status: .S_OK)
        let result = body(
            UnsafeRawBufferPointer(start: call.extension, count: count <= maximumExtension ? count : 0), &outcome)
        // Between apartments the arguments are gone by now; the other end has seen them.
        end(&call, outcome, subject.transport == LATEBIND_TRANSPORT_APARTMENT ? nil : subject.message)
        observer.pointee.callEnded?(observer.pointee.context, &call)
        return result
    }

    /// An incoming call.
    /// - Parameter body: serves it.
    static func serve(
        _ observer: UnsafePointer<LatebindObserver>, _ subject: Subject, _ extension: UnsafeRawBufferPointer,
        _ body: (inout Outcome) -> HResult
    ) -> HResult {
        guard let around = observer.pointee.callServed else {
            var outcome = Outcome(status: .S_OK)
            return body(&outcome)
        }
        var call = subject.call(isIncoming: true)
        if `extension`.count <= maximumExtension {
            call.extension = `extension`.baseAddress
            call.extensionBytes = UInt32(`extension`.count)
        }
        return withoutActuallyEscaping(body) { body in
            withUnsafeMutablePointer(to: &call) { call in
                var work = Work(call: call, message: subject.message, body: body)
                return withUnsafeMutablePointer(to: &work) { work in
                    around(observer.pointee.context, call, { $0?.assumingMemoryBound(to: Work.self).pointee.run() }, work)
                    // An observer that forgets it does not lose the call.
                    work.pointee.run()
                    return work.pointee.status
                }
            }
        }
    }

    private struct Work {
        let call: UnsafeMutablePointer<LatebindCall>
        let message: RPCOLEMESSAGE
        let body: (inout Outcome) -> HResult
        var isDone = false
        var status = HResult.E_UNEXPECTED

        mutating func run() {
            guard !isDone else { return }
            isDone = true
            var outcome = Outcome(status: .S_OK)
            status = body(&outcome)
            CallObserver.end(&call.pointee, outcome, message)
        }
    }

    /// - Parameter message: the arguments, where they are still there.
    private static func end(_ call: inout LatebindCall, _ outcome: Outcome, _ message: RPCOLEMESSAGE?) {
        call.resultBytes = UInt32(clamping: outcome.results.count)
        call.result = outcome.status.rawValue
        call.isFailure = outcome.status.isFailure ? 1 : 0
        // The method's own HRESULT is the last of the results.
        guard outcome.status.isSuccess, outcome.results.count >= 4, let results = outcome.results.baseAddress else { return }
        if call.method == 5, let message, let arguments = message.Buffer {
            // What the object calls its members is what later calls of Invoke are told with.
            MemberNames.learn(
                MarshaledCall(object: call.object, iid: call.iid, method: call.method),
                MarshaledValues(
                    UnsafeRawBufferPointer(start: arguments, count: Int(message.cbBuffer)),
                    dataRepresentation: message.dataRepresentation),
                MarshaledValues(outcome.results, dataRepresentation: outcome.dataRepresentation))
        }
        let last = HResult(
            Wire.uint32(results + (outcome.results.count - 4), isBigEndian: outcome.dataRepresentation & 0xF0 == 0))
        guard last.isSuccess || MethodNames.returnsHRESULT(call.iid, call.method) else { return }
        call.result = last.rawValue
        call.isFailure = last.isFailure ? 1 : 0
    }

    // MARK: What came with a call

    /// Notes in a message what came with its call, for `carried`. The bytes outlive the call.
    static func carry(_ extension: UnsafeRawBufferPointer, in message: inout RPCOLEMESSAGE) {
        // The reserved words are the channel's own.
        message.reserved2.0 = UnsafeMutableRawPointer(mutating: `extension`.baseAddress)
        message.reserved2.1 = UnsafeMutableRawPointer(bitPattern: UInt(`extension`.count))
    }

    static func carried(by message: UnsafePointer<RPCOLEMESSAGE>) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: message.pointee.reserved2.0, count: Int(bitPattern: message.pointee.reserved2.1))
    }

    // MARK: What there is, and what moves

    /// Tells that there is one more or one less.
    @inline(__always)
    static func liveChanged(_ kind: LiveCount) {
        guard let observer = current else { return }
        observer.pointee.liveChanged?(observer.pointee.context, UInt32(kind.rawValue))
    }

    @inline(__always)
    static func moved(_ count: Int, isSent: Bool) {
        guard let observer = current else { return }
        observer.pointee.bytesMoved?(observer.pointee.context, isSent ? 1 : 0, UInt32(clamping: count))
    }
}

/// What there are some of at a time.
public enum LiveCount: Int32 {
    case proxies = 0
    case stubs = 1
    case clientConnections = 2
    case serverConnections = 3

    private static let client = Atomic<Int>(0)
    private static let server = Atomic<Int>(0)

    public var now: Int {
        switch self {
        case .proxies: LiveProxies.now
        case .stubs: Exporter.shared.counts.interfaces
        case .clientConnections: LiveCount.client.load(ordering: .relaxed)
        case .serverConnections: LiveCount.server.load(ordering: .relaxed)
        }
    }

    static func connection(isServer: Bool, _ change: Int) {
        if isServer {
            server.wrappingAdd(change, ordering: .relaxed)
        } else {
            client.wrappingAdd(change, ordering: .relaxed)
        }
        CallObserver.liveChanged(isServer ? .serverConnections : .clientConnections)
    }
}

extension CallObserver {
    /// How calls to or from a process travel; nil for this one.
    static func transport(_ peer: RPCPeer?) -> Int32 {
        guard let peer else { return LATEBIND_TRANSPORT_APARTMENT }
        return peer.usesTCP ? LATEBIND_TRANSPORT_TCP : LATEBIND_TRANSPORT_UNIX
    }
}
