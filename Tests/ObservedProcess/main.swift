// SPDX-License-Identifier: Apache-2.0
//
// A process whose calls are watched: it obeys lines of input, and lives until its input ends.
//
//     watch WHAT       begins to watch: "metrics", "spans" or "both", or "nothing" to end it
//     object           makes an object, answers with its OBJREF
//     take OBJREF      unmarshals an object and holds it
//     drop             lets go of it
//     echo N           calls IFault::Echo(N) on what it holds, through the vtable
//     named N          the same by name
//     fail CODE        calls Fail(CODE), answers with the HRESULT
//     die              calls Die, answers with the HRESULT
//     relay N          N calls, there and back in turn, within each other
//     within N         Echo(N) in a span of the program's own, "the program's"
//     thread N         N calls by name to an object of a single-threaded apartment
//     metrics          a line for each metric, then "."
//     spans            a line for each span that has ended, then "."

import AutomationRuntime
import AutomationTypes
import CAutomation
// The library's C interface: what LatebindObservability calls.
import CLatebind
import CoreMetrics
import FaultSupport
import InMemoryTracing
import Invocation
import LatebindObservability
import MetricsTestKit
import Remoting
import Tracing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

let fault = GUID("{4D1E0002-52A6-4C0B-9D0B-7A1F0C9E5B11}")!
let faults = try Faults()
let metrics = TestMetrics()
/// Ids that no other process has.
let tracer: InMemoryTracer = {
    let incrementing = InMemoryTracer.IDGenerator.incrementing
    return InMemoryTracer(
        idGenerator: InMemoryTracer.IDGenerator(
            nextTraceID: { "\(getpid())-" + incrementing.nextTraceID() }, nextSpanID: { "\(getpid())-" + incrementing.nextSpanID() }))
}()
var held: ComReference?

func echo(_ object: ComReference, _ value: Int32) throws -> Int32 {
    typealias Echo = @convention(c) (UnsafeMutableRawPointer, Int32, UnsafeMutablePointer<Int32>) -> Int32
    let interface = try object.query(fault)
    var result: Int32 = 0
    try interface.withPointer(as: UnsafePointer<UnsafeRawPointer>.self) { pointer in
        // The first slot behind IDispatch's.
        let function = unsafeBitCast(pointer.pointee[7], to: Echo.self)
        try COMError.check(function(UnsafeMutableRawPointer(pointer), value, &result))
    }
    return result
}

func answer(_ body: () throws -> String) {
    do {
        say(try body())
    } catch let error as COMError {
        say("\(error.hresult)")
    } catch {
        say("\(error)")
    }
}

@MainActor func needHeld() throws -> ComReference {
    guard let held else { throw COMError(.E_POINTER, "nothing is held") }
    return held
}

func labels(_ dimensions: [(String, String)]) -> String {
    "{" + dimensions.map { $0.0 + "=" + $0.1 }.joined(separator: ",") + "}"
}

while let line = readLine() {
    let words = line.split(separator: " ").map(String.init)
    let number = words.count > 1 ? Int32(words[1]) ?? 0 : 0
    switch words.first {
    case "watch":
        switch words[1] {
        case "metrics": say("\(LatebindObservability.start(metrics: metrics, tracer: nil))")
        case "spans": say("\(LatebindObservability.start(metrics: nil, tracer: tracer))")
        case "both": say("\(LatebindObservability.start(metrics: metrics, tracer: tracer))")
        // Of backends that nobody has set up.
        case "default": say("\(LatebindObservability.start())")
        default:
            LatebindObservability.stop()
            say("false")
        }
    case "object": answer { hexadecimal(try Marshaling.marshaled(faults.object().query(fault), fault)) }
    case "take":
        answer {
            held = try Marshaling.unmarshaled(bytes(hexadecimal: words[1]), fault)
            return "taken"
        }
    case "drop":
        held = nil
        say("dropped")
    case "echo": answer { "\(try echo(needHeld(), number))" }
    case "named": answer { try DispatchReference(needHeld()).call("Echo", Variant(number)).string ?? "?" }
    case "fail":
        answer {
            _ = try DispatchReference(needHeld()).call("Fail", Variant(number))
            return "S_OK"
        }
    case "die":
        answer {
            _ = try DispatchReference(needHeld()).call("Die")
            return "S_OK"
        }
    case "relay":
        answer {
            let object = try needHeld()
            let result = try DispatchReference(object).call(
                "Relay", Variant(faults.object()), Variant(object.query(IID_IDispatch)), Variant(number))
            return result.string ?? "?"
        }
    case "within":
        answer {
            let span = tracer.startAnySpan("the program's", context: ServiceContext.current ?? .topLevel, ofKind: .internal)
            defer { span.end() }
            return try ServiceContext.withValue(span.context) { "\(try echo(needHeld(), number))" }
        }
    case "thread":
        do {
            let apartment = try ApartmentExecutor()
            let faults = faults
            let bytes = try await apartment.run { () -> [UInt8] in
                try Marshaling.marshaled(faults.object(), context: MSHCTX_INPROC.rawValue)
            }
            do {
                let object = try Marshaling.unmarshaled(bytes, context: MSHCTX_INPROC.rawValue)
                for index in 0..<number { _ = try DispatchReference(object).call("Echo", Variant(index)) }
            }
            apartment.shutDown()
            say("called")
        } catch {
            say("\(error)")
        }
    case "metrics":
        for counter in metrics.counters { say("\(counter.label)\(labels(counter.dimensions)) \(counter.totalValue)") }
        for meter in metrics.meters { say("\(meter.label)\(labels(meter.dimensions)) \(Int(meter.lastValue ?? -1))") }
        for timer in metrics.timers {
            say("\(timer.label)\(labels(timer.dimensions)) \(timer.values.count) of \(timer.values.filter { $0 > 0 }.count)")
        }
        say(".")
    case "spans":
        for span in tracer.finishedSpans {
            var attributes: [String] = []
            span.attributes.forEach { name, value in
                let text =
                    switch value {
                    case .string(let text): text
                    case .int64(let number): "\(number)"
                    default: "\(value)"
                    }
                attributes.append("\(name)=\(text)")
            }
            say(
                [
                    span.operationName, "\(span.kind)", span.traceID, span.spanID, span.parentSpanID ?? "none",
                    span.status == nil ? "ok" : "error", attributes.sorted().joined(separator: ","),
                ].joined(separator: "|"))
        }
        say(".")
    default: say("what?")
    }
}
