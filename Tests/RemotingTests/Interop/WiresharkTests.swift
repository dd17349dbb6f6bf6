// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import CAutomation
import CallMatrix
import Invocation
import TestSupport
import Testing
import TypeLibMarshaler
import WireHarness

@testable import Remoting

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What Wireshark's dissectors of DCOM, which nobody here wrote, make of whole sessions and of the byte goldens.
@Suite(.serialized, .noLeaks) struct WiresharkTests {
    /// What Wireshark 4.0 does not know, at the field that tells so, by the golden that has it: DECIMAL, VT_NULL, an array of VARIANTs.
    private static let unknown: [String: (field: String, value: String)] = [
        "IDispatch.decimal.txt": ("dcom.variant_type32", "0x0000000e"),
        "IDispatch.null-and-empty-string.txt": ("dcom.variant_type32", "0x00000001"),
        "IDispatch.variants.txt": ("dcom.sa.vartype", "12"),
    ]

    /// Activation, names, calls with arguments of many types, a failure, another interface, the end: between two real processes.
    @Test func aSession() throws {
        let matrix = try CallMatrix()
        InterfaceTypes.add(matrix.library)
        defer { InterfaceTypes.remove(matrix.library) }
        let scratch = try ScratchDirectory()
        let path = scratch.path + "/packets.pcap"
        let server = try ChildProcess(
            [InteropStage.buildFolder + "/CallMatrixServer", "serve"], environment: ["LATEBIND_TRACE": "pcap:" + path])
        _ = try server.readLine()
        do {
            let object = try ClassRegistry.shared.create(CallMatrix.clsid, context: .localServer)
            let dispatch = DispatchReference(interface: object)
            #expect(try dispatch.call("EchoI4", 77) == 77)
            #expect(try dispatch.call("EchoBSTR", "words") == "words")
            #expect(try dispatch.call("EchoR8", 2.25) == 2.25)
            #expect(try dispatch.call("EchoBool", true) == true)
            #expect(try dispatch.call("EchoUI1", Variant(UInt8(200))) == Variant(UInt8(200)))
            #expect(try dispatch.call("EchoI8", Variant(Int64(-5_000_000_000))) == Variant(Int64(-5_000_000_000)))
            let longs = try Variant(SafeArray(numbers: [Int32(1), -2, 3]))
            #expect(try dispatch.call("EchoLongs", longs) == longs)
            let texts = try Variant(SafeArray(.bstr, ["four", "five"]))
            #expect(try dispatch.call("EchoVariant", texts) == texts)
            #expect(try dispatch.call("TenShorts", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10) == 55)
            #expect(try dispatch.call("EchoDispatch", Variant(object)).object != nil)
            try dispatch.put("Number", value: 31)
            #expect(try dispatch.get("Number") == 31)
            #expect(throws: COMError.self) { try dispatch.call("Fail", Variant(HResult(0x8004_0123)), "because") }
            #expect(throws: COMError.self) { try dispatch.dispID(of: "Frobnicate") }
            // The other interface of the object, by IRemUnknown.
            let other = DispatchReference(interface: try object.query(matrix.library.typeInfo(named: "IDirections").guid))
            #expect(try other.call("EchoI4", 5) == 5)
            ErrorInfo.clear()
        }
        // With the last reference the server ends.
        #expect(server.stop() == 0)

        let capture = Capture(path)
        try capture.expectSound()
        let packets = try capture.packets(fields: [
            "dcom.clsid", "remact.interfaces", "remunk.opnum", "dispatch.opnum", "dispatch.name", "dispatch.id", "dispatch.args",
            "dispatch.named_args", "dispatch.flags_method", "dispatch.flags_propput", "dispatch.scode", "dispatch.description",
            "dcom.hresult", "dcom.ipid", "dcom.sa.elements", "dcom.vt.i4", "dcom.vt.bstr", "dcom.vt.r8", "dcom.vt.bool",
            "dcom.vt.ui1", "dcom.vt.i8",
        ])
        func all(_ field: String) -> [String] { packets.flatMap { $0[field] } }
        // RemoteActivation: the class, the interface, what came.
        #expect(all("dcom.clsid").contains(String("\(CallMatrix.clsid)".dropFirst().dropLast()).lowercased()))
        #expect(all("remact.interfaces").contains("1"))
        let names = all("dispatch.name")
        for name in ["EchoI4", "EchoLongs", "TenShorts", "Fail", "Frobnicate"] {
            #expect(names.contains { $0.hasSuffix(name) }, "\(name) in \(names)")
        }
        // Invoke: its arguments.
        func invoked(_ member: UInt32, _ field: String) -> [String] {
            packets.filter { $0.has("dispatch.id", member) && $0.has("dispatch.flags_method", 1) }.flatMap { $0[field] }
        }
        #expect(invoked(5, "dispatch.args").first == "1")
        #expect(invoked(5, "dcom.vt.i4") == ["77"])
        #expect(invoked(18, "dcom.vt.bstr") == ["words"])
        #expect(invoked(12, "dcom.vt.r8") == ["2.25"])
        #expect(invoked(13, "dcom.vt.bool") == ["0xffff"])
        #expect(invoked(2, "dcom.vt.ui1") == ["200"])
        #expect(invoked(7, "dcom.vt.i8") == ["-5000000000"])
        #expect(invoked(25, "dcom.vt.i4") == ["1", "-2", "3"])
        #expect(invoked(25, "dcom.sa.elements") == ["3"])
        #expect(invoked(19, "dcom.vt.bstr") == ["four", "five"])
        #expect(invoked(42, "dispatch.args").first == "10")
        #expect(invoked(42, "dcom.vt.i4") == (1...10).reversed().map { "\($0)" })
        #expect(invoked(21, "dcom.ipid").isEmpty == false)
        let puts = packets.filter { $0.has("dispatch.id", 60) && $0.has("dispatch.flags_propput", 1) }
        #expect(puts.count == 1 && puts[0]["dispatch.named_args"].first == "1" && puts[0]["dcom.vt.i4"] == ["31"])
        // Its results: what was not an argument, or came a second time.
        for (field, value) in [("dcom.vt.i4", "55"), ("dcom.vt.r8", "2.25"), ("dcom.vt.bstr", "words"), ("dcom.vt.bstr", "five")] {
            let answers = packets.filter { $0["dispatch.id"].isEmpty && $0.has("dispatch.opnum", 6) }
            #expect(answers.contains { $0[field].contains(value) }, "\(value)")
        }
        // What a failing call tells.
        let failures = packets.filter { $0.has("dispatch.scode", 0x8004_0123) }
        #expect(failures.count == 1 && failures[0]["dispatch.description"] == ["because"] && failures[0].has("dcom.hresult", 0x8002_0009))
        // IRemUnknown: a question for another interface, the end of references.
        for operation in [3, 5] as [UInt32] { #expect(packets.contains { $0.has("remunk.opnum", operation) }) }
    }

    /// The bytes of IDispatch's goldens, as packets.
    @Test func theGoldens() throws {
        let folder = repositoryFile("Tests/TypeLibMarshalerTests/Goldens")
        let names = try entries(of: folder).filter { $0.hasPrefix("IDispatch.") }
        #expect(names.count == 16)
        let scratch = try ScratchDirectory()
        let path = scratch.path + "/goldens.pcap"
        // A connection for each, so that Wireshark numbers them as they are numbered here.
        let trace = try #require(PacketTrace(path: path))
        for name in names { write(try GoldenExchange.all(in: readFile(folder + "/" + name)), to: trace) }
        let packets = try Capture(path).packets(fields: [
            "tcp.stream", "_ws.malformed", "_ws.expert.severity", "dcerpc.pkt_type", "dispatch.opnum", "dispatch.name", "dispatch.named_args",
            "dispatch.varref", "dispatch.scode", "dispatch.description", "dcom.variant_type32", "dcom.sa.vartype", "dcom.vt.i4",
            "dcom.vt.bstr", "dcom.vt.r8", "dcom.vt.cy",
        ])
        for (number, name) in names.enumerated() {
            let own = packets.filter { $0.has("tcp.stream", UInt32(number)) }
            func all(_ field: String) -> [String] { own.flatMap { $0[field] } }
            #expect(own.count >= 4 && own.dropFirst(2).allSatisfy { !$0["dispatch.opnum"].isEmpty }, "\(name)")
            let malformed = own.filter { !$0["_ws.malformed"].isEmpty || $0.has("_ws.expert.severity", 0x0080_0000) }
            if let (field, value) = WiresharkTests.unknown[name] {
                // It goes as far as to tell what it does not know.
                for packet in malformed { #expect(packet[field].last == value, "\(name)") }
            } else {
                #expect(malformed.isEmpty, "\(name)")
            }
            switch name {
            case "IDispatch.integer.txt": #expect(all("dcom.vt.i4") == ["-5", "-5"])
            case "IDispatch.string.txt": #expect(all("dcom.vt.bstr") == ["Hello", "Hello"])
            case "IDispatch.double.txt": #expect(all("dcom.vt.r8") == ["2.5", "2.5"])
            case "IDispatch.currency.txt": #expect(all("dcom.vt.cy") == ["30000", "30000"])
            case "IDispatch.array.txt": #expect(all("dcom.vt.i4") == ["1", "-2", "3", "1", "-2", "3"])
            case "IDispatch.reference.txt":
                #expect(own.contains { $0.has("dispatch.varref", 1) && $0["dcom.vt.i4"] == ["21"] })
                #expect(own.contains { $0["dcom.vt.i4"] == ["42"] })
            case "IDispatch.failure.txt":
                #expect(all("dispatch.scode").contains("0x80040123"))
                #expect(all("dispatch.description") == ["because"])
            case "IDispatch.names.txt": #expect(all("dispatch.name").map { String($0.suffix(8)) }.contains("Optional"))
            case "IDispatch.put.txt": #expect(all("dispatch.named_args").contains("1"))
            default: break
            }
        }
    }

    /// A session of one connection: the bind, then each request with its response.
    /// A port that Wireshark knows is dissected as what it is known for, whatever travels there.
    @Test func noOtherProtocolHasATracesPort() throws {
        let taken = try runProgram(["tshark", "-G", "decodes"]).split(separator: "\n").compactMap { line -> UInt16? in
            let columns = line.split(separator: "\t")
            return columns.count >= 2 && columns[0] == "tcp.port" ? UInt16(columns[1]) : nil
        }
        #expect(taken.contains(8080))
        #expect(taken.filter(PacketTrace.clientPorts.contains) == [])
        let scratch = try ScratchDirectory()
        let path = scratch.path + "/ports.pcap"
        let trace = try #require(PacketTrace(path: path))
        for _ in 0..<3 { write([], to: trace) }
        let process = UInt32(getpid())
        let binds = try Capture(path).packets("dcerpc.pkt_type == 11", fields: ["ip.src", "ip.dst", "tcp.srcport", "tcp.dstport"])
        #expect(binds.count == 3 && Set(binds.map { $0["tcp.srcport"] }).count == 3)
        for bind in binds {
            #expect(bind["ip.src"] == ["127.\(process >> 16).\(process >> 8 & 0xFF).\(process & 0xFF)"] && bind["ip.dst"] == ["127.0.0.1"])
            #expect(bind["tcp.srcport"].compactMap { UInt16($0) }.allSatisfy(PacketTrace.clientPorts.contains))
            #expect(bind["tcp.dstport"] == ["135"])
        }
    }

    private func write(_ exchanges: [GoldenExchange], to trace: PacketTrace) {
        let conversation = Conversation(isServer: false)
        func record(_ bytes: [UInt8], isSent: Bool) { bytes.withUnsafeBytes { trace.record(conversation, isSent: isSent, $0) } }
        record(RawConnection.bind([SyntaxIdentifier(IID_IDispatch)]), isSent: true)
        record(
            BindAckPDU(
                maximumTransmit: 65528, maximumReceive: 65528, associationGroup: 1, secondaryAddress: "135", results: [.accepted]
            ).bytes(.bindAck, callID: 1), isSent: false)
        let object = GUID("{0B5E2A10-5F0C-4E0B-9C7D-00000000D15B}")
        for (index, exchange) in exchanges.enumerated() {
            let callID = UInt32(2 + index)
            record(
                RawConnection.request(0, exchange.slot, object: object, callID: callID, RawConnection.orpc(exchange.request)),
                isSent: true)
            guard let response = exchange.response else { continue }
            let stub = [UInt8](repeating: 0, count: 8) + response
            record(
                PDUHeader.pdu(.response, flags: PDUFlags.only, callID: callID) { writer in
                    writer.uint32(UInt32(stub.count))
                    writer.uint32(0)
                    writer.raw(stub)
                }, isSent: false)
        }
    }
}
