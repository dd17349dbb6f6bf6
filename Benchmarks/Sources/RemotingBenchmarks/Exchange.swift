// SPDX-License-Identifier: Apache-2.0
//
// Calls through the type-library marshaler: proxies and stubs made of the type library, to another process and another thread.

import AutomationRuntime
import AutomationTypes
import CAutomation
import CPeers
import Figures
import Latebind
import Remoting
import TypeLibMarshaler
import TypeLibrary

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Objects with ICalc, and objects with IExchange.
final class ExchangeClasses: Sendable {
    let library: TypeLibrary
    private let calc: ObjectClass<Calc>
    private let exchange: ObjectClass<Exchange>

    private final class Calc: Sendable {
        let willGo: @Sendable () -> Void
        init(_ willGo: @escaping @Sendable () -> Void) { self.willGo = willGo }
        deinit { willGo() }
    }
    private final class Exchange: Sendable {}

    init(_ path: String) throws {
        library = try TypeLibraries.open(path)
        InterfaceTypes.add(library)
        calc = try ObjectClass<Calc>(
            implementing: library.typeInfo(named: "ICalc"),
            members: [
                .method("Add") { _, call in Variant((call[0].int ?? 0) + (call[1].int ?? 0)) },
                .method("Echo") { _, call in call[0] },
            ])
        let small = calc
        exchange = try ObjectClass<Exchange>(
            implementing: library.typeInfo(named: "IExchange"),
            members: [
                .method("Null") { _, _ in nil },
                .method("Take") { _, _ in nil },
                .method("Give") { _, call in
                    try Variant(SafeArray(.ui1, bounds: [ArrayBound(count: UInt32(clamping: call[0].int ?? 0))]))
                },
                .method("Make") { _, _ in Variant(try small.makeObject(Calc {}).reference(IID_IDispatch)) },
            ])
    }

    /// - Parameter willGo: called when the last reference is released.
    func makeCalc(_ willGo: @escaping @Sendable () -> Void = {}) throws -> ComReference {
        try calc.makeObject(Calc(willGo)).reference(library.typeInfo(named: "ICalc").guid)
    }

    func makeExchange() throws -> ComReference {
        try exchange.makeObject(Exchange()).reference(library.typeInfo(named: "IExchange").guid)
    }
}

/// The server's process: an OBJREF of ICalc and one of IExchange in its first line; it ends when the former's last reference goes.
func serveExchange(_ path: String) throws {
    let classes = try ExchangeClasses(path)
    let calc = try marshaled(classes.makeCalc { exit(0) }, MSHCTX_LOCAL.rawValue)
    let exchange = try marshaled(classes.makeExchange(), MSHCTX_LOCAL.rawValue)
    print(hexadecimal(calc), hexadecimal(exchange))
    fflush(nil)
    while true { pause() }
}

private func marshaled(_ object: ComReference, _ context: UInt32) throws(COMError) -> [UInt8] {
    let memory = MemoryStream()
    let stream = try memory.reference(IID_IStream)
    try stream.withPointer(as: IStream.self) { (stream) throws(COMError) in
        try Marshaling.marshal(object.pointer, IID_IDispatch, to: MarshalDestination(context: context), into: stream)
    }
    return memory.bytes
}

/// A proxy, with the interface `iid`.
private func unmarshaled(_ bytes: [UInt8], _ context: UInt32, _ iid: GUID) throws(COMError) -> ComReference {
    let stream = try MemoryStream().reference(IID_IStream)
    let object = try stream.withPointer(as: IStream.self) { (stream) throws(COMError) in
        try COMError.check(stream.pointee.lpVtbl.pointee.Write(stream, bytes, UInt32(bytes.count), nil))
        try COMError.check(stream.pointee.lpVtbl.pointee.Seek(stream, LARGE_INTEGER(), 0, nil))
        return ComReference(
            adopting: try Marshaling.unmarshal(stream, IID_IDispatch, from: MarshalDestination(context: context)))
    }
    return try object.query(iid)
}

private func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
}

private func bytes(_ hexadecimal: Substring) -> [UInt8] {
    let digits = hexadecimal.compactMap(\.hexDigitValue)
    return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
}

/// Typed calls through the vtables of two objects, or of their proxies.
struct ExchangeClient {
    let calc: ComReference
    let exchange: ComReference

    func add(_ count: Int) throws(COMError) {
        let sum = peers_call_add(calc.pointer, Int64(count))
        guard sum == Int64(count) * Int64(count - 1) / 2 + 2 * Int64(count) else { throw COMError(.E_UNEXPECTED, "a wrong sum") }
    }

    func null(_ count: Int) throws(COMError) { try COMError.check(peers_call_null(exchange.pointer, Int64(count))) }

    func echo(_ text: String, _ count: Int) throws(COMError) {
        let text = BString.allocate(text)
        defer { BString.free(text) }
        try COMError.check(
            peers_call_echo(
                calc.pointer, text, { BString.free($0?.assumingMemoryBound(to: UInt16.self)) }, Int64(count)))
    }

    func take(_ array: SafeArrayPointer, _ count: Int) throws(COMError) {
        try COMError.check(peers_call_take(exchange.pointer, array, Int64(count)))
    }

    func give(_ size: Int, _ count: Int) throws(COMError) {
        try COMError.check(
            peers_call_give(
                exchange.pointer, Int32(size),
                { SafeArrayMemory.destroy($0?.assumingMemoryBound(to: SAFEARRAY.self)) }, Int64(count)))
    }

    /// The interface pointers, each owned.
    func make(_ count: Int) throws(COMError) -> [UnsafeMutableRawPointer?] {
        var made = [UnsafeMutableRawPointer?](repeating: nil, count: count)
        try COMError.check(peers_call_make(exchange.pointer, &made, Int64(count)))
        return made
    }
}

// MARK: Measuring

/// Another process.
func measureProcess(_ pingPong: PingPong, _ path: String) throws {
    let classes = try ExchangeClasses(path)
    let server = try ServerProcess("object", path)
    defer { server.wait() }
    let references = server.line.split(separator: " ")
    guard references.count == 2 else { throw COMError(.E_UNEXPECTED, "the server wrote \(server.line)") }
    let client = ExchangeClient(
        calc: try unmarshaled(bytes(references[0]), MSHCTX_LOCAL.rawValue, classes.library.typeInfo(named: "ICalc").guid),
        exchange: try unmarshaled(
            bytes(references[1]), MSHCTX_LOCAL.rawValue, classes.library.typeInfo(named: "IExchange").guid))

    let null = try inTurn({ pingPong.runNull($0) }, { try client.null($0) })
    row("null call, proxy to stub", null.ours, null.peer, "ping-pong")
    let add = try inTurn({ pingPong.runAdd($0) }, { try client.add($0) })
    row("Add(long, long), proxy to stub", add.ours, add.peer, "ping-pong")
    if let command = getenv("OMNIORB_CLIENT").map({ String(cString: $0) }) {
        var pairs: [(theirs: Double, ours: Double)] = []
        for _ in 0..<3 {
            guard let theirs = omniORB(command) else { break }
            pairs.append((theirs, try measure(turns) { try client.add($0) }))
        }
        pairs.sort { $0.ours / $0.theirs < $1.ours / $1.theirs }
        if pairs.count == 3 { row("Add(long, long), proxy to stub", pairs[1].ours, pairs[1].theirs, "omniORB") }
    }
    row("Echo(BSTR of 11), proxy to stub", try measure(turns) { try client.echo("hello world", $0) }, add.peer, "ping-pong")
    try measureThroughput(client)
    try measureArrays(client)
    try measureLiveProxies(client)
}

/// Nanoseconds of a call, as omniORB's client measures it.
private func omniORB(_ command: String) -> Double? {
    guard let pipe = popen(command, "r") else { return nil }
    defer { pclose(pipe) }
    var line = [CChar](repeating: 0, count: 64)
    guard fgets(&line, 64, pipe) != nil else { return nil }
    return strtod(line, nil) * 1000
}

private final class Work: @unchecked Sendable {
    // Unchecked: proxies of the multi-threaded apartment may be called by all its threads.
    let client: ExchangeClient
    let count: Int
    init(_ client: ExchangeClient, _ count: Int) {
        self.client = client
        self.count = count
    }
}

private func measureThroughput(_ client: ExchangeClient) throws {
    var single = 0.0
    for threads in [1, 4, 16] {
        let each = turns / threads
        let work = Unmanaged.passRetained(Work(client, each))
        defer { work.release() }
        let time = measure(1) { _ in
            var ids = [pthread_t](repeating: pthread_t(), count: threads)
            for index in ids.indices {
                pthread_create(&ids[index], nil, { argument in
                    #if canImport(Darwin)
                    let argument: UnsafeMutableRawPointer? = argument
                    #endif
                    guard let argument else { return nil }
                    let work = Unmanaged<Work>.fromOpaque(argument).takeUnretainedValue()
                    do {
                        try work.client.add(work.count)
                    } catch {
                        // A call that fails is a fast one: no figure then.
                        print("a thread's calls: \(error)")
                        exit(1)
                    }
                    return nil
                }, work.toOpaque())
            }
            for id in ids { pthread_join(id, nil) }
        }
        let perSecond = Double(each * threads) / time * 1e9
        if threads == 1 { single = perSecond }
        print(
            "Add(long, long) by \(threads) thread\(threads == 1 ? "" : "s")".padded(56) + "\(Int(perSecond)) calls/s  "
                + "\(hundredths(perSecond / single)) × one thread")
    }
}

/// A SAFEARRAY of 1 MB each way, beside copying it.
private func measureArrays(_ client: ExchangeClient) throws {
    let size = 1 << 20
    let array = try SafeArray(.ui1, bounds: [ArrayBound(count: UInt32(size))])
    try array.withRaw { array in
        guard let data = array.pointee.pvData else { throw COMError(.E_UNEXPECTED) }
        memset(data, 7, size)
        let copy = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
        defer { copy.deallocate() }
        memset(copy, 1, size)
        var pairs: [(there: Double, back: Double, copied: Double)] = []
        for _ in 0..<3 {
            let copied = measure(200) { for _ in 0..<$0 { memcpy(copy, data, size) } }
            let there = try measure(200) { try client.take(array, $0) }
            pairs.append((there, try measure(200) { try client.give(size, $0) }, copied))
        }
        pairs.sort { $0.there / $0.copied < $1.there / $1.copied }
        row("SAFEARRAY of 1 MB to the server", pairs[1].there, pairs[1].copied, "memcpy")
        row("SAFEARRAY of 1 MB from the server", pairs[1].back, pairs[1].copied, "memcpy")
    }
}

private func measureLiveProxies(_ client: ExchangeClient) throws {
    let count = 100_000
    // What the first ones bring into being serves the others too.
    for object in try client.make(100) { if let object { comRelease(object) } }
    guard let before = residentBytes() else { return print("the size of live proxies: not told by this system") }
    var made: [UnsafeMutableRawPointer?] = []
    let time = try ContinuousClock().nanoseconds { made = try client.make(count) } / Double(count)
    let after = residentBytes() ?? before
    print(
        "\(LiveProxies.now) live proxies".padded(56) + "\((after - before) / count) bytes each".padded(14)
            + "(IDispatch; \(hundredths(time / 1000)) µs to get one)")
    for object in made { if let object { comRelease(object) } }
}

/// Another apartment: an object of a single-threaded one, called from the multi-threaded one.
func measureApartment(_ path: String, wine: Double?) async throws {
    let classes = try ExchangeClasses(path)
    let apartment = try ApartmentExecutor()
    defer { apartment.shutDown() }
    let iid = try classes.library.typeInfo(named: "ICalc").guid
    let (calc, exchange) = try await apartment.run {
        (
            try marshaled(classes.makeCalc(), MSHCTX_INPROC.rawValue),
            try marshaled(classes.makeExchange(), MSHCTX_INPROC.rawValue)
        )
    }
    let client = ExchangeClient(
        calc: try unmarshaled(calc, MSHCTX_INPROC.rawValue, iid),
        exchange: try unmarshaled(
            exchange, MSHCTX_INPROC.rawValue, classes.library.typeInfo(named: "IExchange").guid))
    let time = try measure(turns) { try client.add($0) }
    row("Add(long, long) into another apartment", time, wine, "Wine")
}
