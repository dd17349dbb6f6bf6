// SPDX-License-Identifier: Apache-2.0

import CAutomation.Functions
import Tracing

/// The span of a call out.
final class OutgoingSpan {
    let span: any Span
    /// The context as it travels; this object's.
    let bytes: UnsafeMutableBufferPointer<UInt8>

    init(_ span: any Span, _ context: [UInt8]) {
        self.span = span
        bytes = .allocate(capacity: context.count)
        _ = bytes.initialize(from: context)
    }

    deinit { bytes.deallocate() }
}

/// The spans of calls: one at the client's end, one at the server's, its child.
struct CallSpans: Sendable {
    private let tracer: any Tracer
    private let instrument: any Instrument

    init(_ tracer: any Tracer, _ instrument: any Instrument) {
        self.tracer = tracer
        self.instrument = instrument
    }

    func begin(_ call: UnsafePointer<LatebindCall>, _ name: MethodName) -> OutgoingSpan {
        let span = tracer.startAnySpan(
            name.service + "." + name.method, context: ServiceContext.current ?? .topLevel, ofKind: .client)
        describe(call, name, span)
        var carrier = CallContext()
        instrument.inject(span.context, into: &carrier, using: CallContext.Access())
        return OutgoingSpan(span, carrier.bytes)
    }

    func end(_ outgoing: OutgoingSpan, _ call: UnsafePointer<LatebindCall>) { end(outgoing.span, call) }

    /// What the object does is done in the context of the span.
    func serve(_ call: UnsafePointer<LatebindCall>, _ name: MethodName, _ body: () -> Void) {
        var context = ServiceContext.topLevel
        if call.pointee.extension != nil {
            let bytes = UnsafeRawBufferPointer(start: call.pointee.extension, count: Int(call.pointee.extensionBytes))
            instrument.extract(CallContext(bytes), into: &context, using: CallContext.Access())
        }
        let span = tracer.startAnySpan(name.service + "." + name.method, context: context, ofKind: .server)
        describe(call, name, span)
        ServiceContext.withValue(span.context, operation: body)
        end(span, call)
    }

    /// The attributes of OpenTelemetry's conventions for RPC, and Latebind's own.
    private func describe(_ call: UnsafePointer<LatebindCall>, _ name: MethodName, _ span: any Span) {
        guard span.isRecording else { return }
        let transport = CallMetrics.name(ofTransport: call.pointee.transport)
        let isInvoke = call.pointee.method == 6 && name.method == "Invoke"
        let member = isInvoke ? MethodNames.text(call, LATEBIND_CALL_MEMBER) ?? "[\(call.pointee.member)]" : nil
        span.updateAttributes { attributes in
            attributes["rpc.system"] = "dcom"
            attributes["rpc.service"] = name.service
            attributes["rpc.method"] = name.method
            if call.pointee.transport != ULONG(LATEBIND_TRANSPORT_APARTMENT) { attributes["network.transport"] = transport }
            attributes["latebind.transport"] = transport
            attributes["latebind.causality"] = MethodNames.registryForm(call.pointee.causality)
            if let member { attributes["latebind.member"] = member }
            if call.pointee.process != 0 { attributes["latebind.peer.pid"] = Int(call.pointee.process) }
        }
    }

    private func end(_ span: any Span, _ call: UnsafePointer<LatebindCall>) {
        if call.pointee.isFailure != 0 {
            let number = "0x" + MethodNames.hexadecimal(UInt64(UInt32(bitPattern: call.pointee.result)), 8)
            let name = MethodNames.text(call, LATEBIND_CALL_RESULT) ?? number
            span.updateAttributes { attributes in
                attributes["error.type"] = name
                attributes["latebind.hresult"] = number
            }
            span.setStatus(SpanStatus(code: .error, message: name))
        }
        span.end()
    }
}
