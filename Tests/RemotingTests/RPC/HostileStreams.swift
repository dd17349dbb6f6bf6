// SPDX-License-Identifier: Apache-2.0
//
// What a peer sends, whatever it is: to the server's end of a connection, to the client's, and as a marshaled interface. Both ends
// run on the calling thread; nothing listens for the hostile peer, and nothing is connected to.

import AutomationRuntime
import AutomationTypes
import CAutomation
import CPlatform
import CWireObject
import WireHarness

@testable import Remoting

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// An input is
///
///     0 what it is (modulo 3): 0 a client's stream, 1 a server's, 2 a marshaled interface
///     1 `Flags`   2 which calls a client makes   3 nothing   4… the bytes
///
/// A stream that is not raw consists of frames: type, flags, length of the body (2 bytes, little-endian), body. Each becomes a PDU whose
/// header is as it should be. What stands in the bytes for an IPID, an OXID or an OID (`Placeholder`) becomes one of an exported object.
final class HostileStreams {
    static let headerSize = 4

    enum Kind: UInt8, CaseIterable { case client, server, marshaled }

    struct Flags: OptionSet {
        let rawValue: UInt8
        /// The bytes are sent as they are.
        static let raw = Flags(rawValue: 1)
        /// The headers of frames are big-endian.
        static let bigEndian = Flags(rawValue: 2)
        /// The first exchange is hostile too.
        static let fromTheFirst = Flags(rawValue: 4)
        /// The client came over TCP.
        static let tcp = Flags(rawValue: 8)
    }

    /// What stands in an input for what is made anew for each.
    enum Placeholder {
        static let ipids = ["LATEBIND-IPID-00", "LATEBIND-IPID-01"]
        static let remUnknown = "LATEBIND-REMUNK-"
        static let oxid = "LBOXID-0"
        static let oids = ["LBOID-00", "LBOID-01"]
    }

    /// The interfaces that an honest bind asks for, each with its index as the context id.
    let contexts: [GUID]
    private let requests: HostileRequests
    private let runtime: ORPCRuntime
    private let server: RPCServer

    init() throws {
        requests = try HostileRequests()
        contexts =
            [requests.targets[0].iid, IID_IDispatch, RemUnknown.iid2, ObjectExporter.iid, LatebindExporter.iid]
            + [Activation.iid, RemoteActivator.iid]
        _ = MarshalingHooks.areSet
        runtime = try ExporterEndpoint.runtime()
        server = try runtime.server()
    }

    // MARK: Running an input

    /// - Returns: what it left behind; nil if it left nothing.
    func run(_ input: [UInt8]) -> String? {
        guard input.count >= Self.headerSize else { return nil }
        let before = counts
        let left = WireBalance.leak {
            do { try handle(input) } catch {}
        }
        let after = counts
        if let left { return left }
        return before == after ? nil : "before: \(before); after: \(after)"
    }

    private var counts: String {
        let exported = Exporter.shared.counts
        return "blocks \(latebind_blocks_taken()), exported \(exported.objects) and \(exported.interfaces), proxies \(LiveProxies.now), "
            + "connections \(server.connectionCount), peers \(runtime.peerCount)"
    }

    private func handle(_ input: [UInt8]) throws {
        let objects = try [requests.targets[0], requests.targets[4]].map { try $0.make() }
        defer { for object in objects { _ = Connections.disconnect(object.pointer) } }
        let exported = try zip(objects, [contexts[0], contexts[1]]).map { object, iid in
            try Exporter.shared.export(object.pointer, iid, from: .current, count: 5, to: .inFlight)
        }
        let flags = Flags(rawValue: input[1])
        let body = Self.withoutPorts(Self.resolved(Array(input[Self.headerSize...]), exported))
        switch Kind.allCases[Int(input[0]) % Kind.allCases.count] {
        case .client: try serve(stream(body, flags, isClient: true), flags)
        case .server: try call(stream(body, flags, isClient: false), calls: input[2])
        case .marshaled: unmarshal(body, isReleased: input[2] & 1 != 0)
        }
    }

    /// The bytes with the names of what is exported now.
    private static func resolved(_ bytes: [UInt8], _ exported: [StandardObjectReference]) -> [UInt8] {
        func raw<Value>(_ value: Value) -> [UInt8] { withUnsafeBytes(of: value) { [UInt8]($0) } }
        var names: [([UInt8], [UInt8])] = [
            (Array(Placeholder.remUnknown.utf8), raw(Apartment.current.remoteUnknown)),
            (Array(Placeholder.oxid.utf8), raw(exported[0].oxid)),
        ]
        for (index, reference) in exported.enumerated() {
            names.append((Array(Placeholder.ipids[index].utf8), raw(reference.ipid)))
            names.append((Array(Placeholder.oids[index].utf8), raw(reference.oid)))
        }
        var bytes = bytes
        for start in bytes.indices where bytes[start] == UInt8(ascii: "L") {
            for (name, value) in names where bytes[start...].starts(with: name) {
                bytes.replaceSubrange(start..<start + value.count, with: value)
                break
            }
        }
        return bytes
    }

    /// The bytes with port 0, at which nobody listens, in every address of this machine: a fuzzer does not connect to whoever does.
    private static func withoutPorts(_ bytes: [UInt8]) -> [UInt8] {
        let address: [UInt8] = "127.0.0.1[".utf8.flatMap { [$0, 0] as [UInt8] }
        var bytes = bytes
        guard bytes.count >= address.count else { return bytes }
        for start in 0...bytes.count - address.count where bytes[start] == address[0] && bytes[start...].starts(with: address) {
            for digit in stride(from: start + address.count, to: bytes.count - 1, by: 2) {
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[digit]) else { break }
                bytes[digit] = UInt8(ascii: "0")
            }
        }
        return bytes
    }

    // MARK: Streams

    /// One PDU after the other.
    private func stream(_ body: [UInt8], _ flags: Flags, isClient: Bool) -> [[UInt8]] {
        var pdus: [[UInt8]] = []
        var callID: UInt32 = 1
        if !flags.contains(.fromTheFirst) {
            pdus = isClient ? [honestBind] : honestAnswers
            callID = isClient ? 2 : 4
        }
        return pdus + (flags.contains(.raw) ? [body] : Self.framed(body, isBigEndian: flags.contains(.bigEndian), &callID))
    }

    private static func framed(_ body: [UInt8], isBigEndian: Bool, _ callID: inout UInt32) -> [[UInt8]] {
        var pdus: [[UInt8]] = []
        var rest = body[...]
        var isInCall = false
        while rest.count >= 4 {
            let head = Array(rest.prefix(4))
            rest = rest.dropFirst(4)
            let part = rest.prefix((Int(head[2]) | Int(head[3]) << 8) & 0x3FFF)
            rest = rest.dropFirst(part.count)
            if isInCall, head[1] & PDUFlags.first != 0 { callID += 1 }
            isInCall = true
            let length = UInt16(PDUHeader.size + part.count)
            var pdu: [UInt8] = [5, 0, head[0], head[1], isBigEndian ? 0 : 0x10, 0, 0, 0]
            pdu += raw(isBigEndian ? length.byteSwapped : length) + [0, 0] + raw(isBigEndian ? callID.byteSwapped : callID)
            pdus.append(pdu + part)
        }
        return pdus
    }

    private static func raw<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] { withUnsafeBytes(of: value) { [UInt8]($0) } }

    var honestBind: [UInt8] {
        let contexts = contexts.enumerated().map { index, iid in
            PresentationContext(id: UInt16(index), interface: SyntaxIdentifier(iid), transferSyntaxes: [.ndr20])
        }
        return BindPDU(maximumFragment: 65528, associationGroup: 0, contexts: contexts).bytes(.bind, callID: 1)
    }

    private static let process: UInt64 = 0x0000_4C42_5052_4F43

    /// bind_ack, Hello, ResolveOxid2.
    var honestAnswers: [[UInt8]] {
        let accept = BindAckPDU(
            maximumTransmit: 65528, maximumReceive: 65528, associationGroup: 7, secondaryAddress: "",
            results: RPCPeer.firstContexts.map { _ in .accepted }
        ).bytes(.bindAck, callID: 1)
        func response(_ callID: UInt32, _ body: [UInt8]) -> [UInt8] {
            PDUHeader.pdu(.response, callID: callID) { writer in
                writer.uint32(UInt32(body.count))
                writer.uint32(0)
                writer.raw(body)
            }
        }
        return [
            accept, response(2, Self.raw(Self.process) + [0, 0, 0, 0]),
            response(3, [0, 0, 0, 0] + [UInt8](repeating: 5, count: 16) + [UInt8](repeating: 0, count: 12)),
        ]
    }

    /// Two ends of a connection, the far one's PDUs sent.
    /// - Parameter isOneByOne: each read gives one of them at most, as if the peer had waited for a request before each: a client does
    ///   not keep a connection on which an answer is there already.
    private static func connection(_ pdus: [[UInt8]], isOneByOne: Bool) throws -> (near: Int32, far: Int32) {
        var ends: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, isOneByOne ? sequence : Socket.stream, 0, &ends) == 0 else {
            throw COMError(.E_FAIL, "socketpair")
        }
        _ = latebind_set_send_timeout(ends[1], 1)
        for pdu in pdus where !pdu.isEmpty {
            guard pdu.withUnsafeBytes({ write(ends[1], $0.baseAddress, $0.count) }) == pdu.count else { break }
        }
        return (ends[0], ends[1])
    }

    #if canImport(Darwin)
    private static let sequence = SOCK_DGRAM
    #else
    private static let sequence = Int32(SOCK_SEQPACKET.rawValue)
    #endif

    // MARK: The server's end

    private func serve(_ pdus: [[UInt8]], _ flags: Flags) throws {
        let (near, far) = try Self.connection(pdus, isOneByOne: false)
        defer { close(far) }
        shutdown(far, Int32(SHUT_WR))
        // Nobody reads the answers.
        _ = latebind_set_send_timeout(near, 1)
        let isTCP = flags.contains(.tcp)
        let connection = ServerConnection(near, server: server, isTCP: isTCP, pid: isTCP ? 0 : 1, uid: isTCP ? 0 : UInt32(geteuid()))
        connection.run()
    }

    // MARK: The client's end

    private static let options = {
        var options = RPCOptions()
        options.fragmentTimeout = 1
        options.probeInterval = 1
        options.probeTimeout = 1
        return options
    }()

    private func call(_ pdus: [[UInt8]], calls: UInt8) throws {
        let (near, far) = try Self.connection(pdus, isOneByOne: true)
        defer { close(far) }
        // Nobody waits for an answer that is not there already.
        _ = fcntl(near, F_SETFL, fcntl(near, F_GETFL) | O_NONBLOCK)
        let connection = ClientConnection(adopting: near, pid: 1, uid: UInt32(geteuid()), options: Self.options, receiveTimeout: 1)
        defer { connection.releaseMemory() }
        try connection.bind(
            RPCPeer.firstContexts.enumerated().map { (id: UInt16($0), interface: $1) }, associationGroup: 0)
        let told = try LatebindExporter.hello(connection, process: Exporter.process)
        guard let told, told > 0, told < 1 << 48, told != Exporter.process else { return }
        let oxid = told << 16 | 1
        let peer = try runtime.peer(oxid: oxid)
        guard peer.adopt(connection) else { return }
        // Without a connection it is dead: nothing is told to it on another thread when the proxies go.
        defer { peer.closeIdle() }
        try makeCalls(calls, peer, oxid)
    }

    private func makeCalls(_ calls: UInt8, _ peer: RPCPeer, _ oxid: UInt64) throws {
        let object = StandardObjectReference(flags: 0, publicReferences: 5, oxid: oxid, oid: 7, ipid: contexts[0])
        let source = MarshalDestination(context: DestinationContext.local, extra: peer.destinationContext)
        let iid = calls & 0x80 == 0 ? IID_IDispatch : contexts[0]
        let bytes = ObjectReference(iid: iid, body: .standard(object, StringBindings())).bytes
        let proxy = ComReference(adopting: try bytes.withUnsafeBytes { try Marshaling.unmarshal($0, iid, from: source) })
        defer { peer.closeIdle() }
        if calls & 0x80 != 0 {
            _ = wire_object_exercise(proxy.pointer, UInt32(calls & 0x1F))
        } else if calls & 0x40 != 0 {
            _ = try? proxy.query(contexts[0])
            for call in StandardCalls.dispatch(proxy) { call() }
            _ = try? DispatchReference(proxy).invoke(3, .method, [1, "two", 3.5])
        } else {
            let unknown = RemoteUnknown(peer: peer, ipid: object.ipid)
            let references = [InterfaceReferences(ipid: object.ipid, publicReferences: 1)]
            if calls & 1 != 0 { _ = try? unknown.queryInterfaces(object: object.ipid, references: 5, iids: contexts) }
            if calls & 2 != 0 { _ = try? unknown.queryObjectReferences(object: object.ipid, iids: contexts) }
            if calls & 4 != 0 { _ = try? unknown.addReferences(references) }
            if calls & 8 != 0 { _ = try? unknown.releaseReferences(references) }
            if calls & 16 != 0 { _ = try? unknown.transfer(object: object.ipid, count: 1) }
            if calls & 32 != 0 {
                _ = try? Activation.activate(peer, clsid: contexts[0], iids: [contexts[0], IID_IDispatch], wantsClassObject: false)
            }
        }
    }

    // MARK: A marshaled interface

    private func unmarshal(_ bytes: [UInt8], isReleased: Bool) {
        for iid in [IID_IUnknown, IID_IDispatch, .zero] {
            guard let stream = try? bytes.withUnsafeBytes({ try MemoryStream(bytes: $0) }) else { return }
            stream.withStream { stream in
                if isReleased {
                    try? Marshaling.release(stream, from: .stream)
                } else if let object = try? Marshaling.unmarshal(stream, iid, from: .stream) {
                    comRelease(object)
                }
            }
        }
    }
}
