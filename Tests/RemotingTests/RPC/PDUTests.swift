// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import Testing

@testable import Remoting

/// What is written, byte for byte, against captures and [C706]; and read back in both byte orders.
@Suite struct PDUTests {
    private func hex(_ text: String) -> [UInt8] {
        let digits = text.filter { !$0.isWhitespace }.map { UInt8(String($0), radix: 16)! }
        return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    @Test func bindIsWrittenAsOthersWriteIt() {
        // As impacket 0.10 writes a bind of IObjectExporter, with our fragment size.
        let expected = hex(
            """
            05000b03 10000000 48000000 01000000 f8fff8ff 00000000 01000000 00000100 c4fefc99 60521b10 bbcb00aa 0021347a
            00000000 045d888a eb1cc911 9fe80800 2b104860 02000000
            """)
        let bind = BindPDU(
            maximumFragment: 65528, associationGroup: 0,
            contexts: [PresentationContext(id: 0, interface: SyntaxIdentifier(ObjectExporter.iid), transferSyntaxes: [.ndr20])])
        #expect(bind.bytes(.bind, callID: 1) == expected)
    }

    @Test func bindIsReadInBothByteOrders() throws {
        let little = hex(
            """
            05000b03 10000000 48000000 01000000 d016d016 04030201 01000000 02000100 c4fefc99 60521b10 bbcb00aa 0021347a
            05000100 045d888a eb1cc911 9fe80800 2b104860 02000000
            """)
        let big = hex(
            """
            05000b03 00000000 00480000 00000001 16d016d0 01020304 01000000 00020100 99fcfec4 5260101b bbcb00aa 0021347a
            00010005 8a885d04 1ceb11c9 9fe80800 2b104860 00000002
            """)
        for (bytes, isBigEndian) in [(little, false), (big, true)] {
            try bytes.withUnsafeBytes { bytes in
                let header = try PDUHeader(bytes.baseAddress!, maximum: 65535)
                #expect(header.type == .bind && header.length == 72 && header.callID == 1 && header.isBigEndian == isBigEndian)
                let bind = try BindPDU(bytes, isBigEndian: isBigEndian)
                #expect(bind.maximumTransmit == 5840 && bind.associationGroup == 0x0102_0304)
                #expect(bind.contexts.count == 1 && bind.contexts[0].id == 2)
                #expect(bind.contexts[0].interface == SyntaxIdentifier(ObjectExporter.iid, version: 0x0001_0005))
                #expect(bind.contexts[0].transferSyntaxes == [.ndr20])
            }
        }
    }

    @Test func bindAckIsWrittenAsPublished() {
        // [C706] 12.6.4.4: the secondary address counts its NUL, and is padded to 4.
        let ack = BindAckPDU(
            maximumTransmit: 4280, maximumReceive: 4280, associationGroup: 0x1234, secondaryAddress: "135",
            results: [.accepted, .rejected(2), .noFeatures])
        let expected = hex(
            """
            05000c03 10000000 6c000000 01000000 b810b810 34120000 0400 31333500 0000 03000000
            00000000 045d888a eb1cc911 9fe80800 2b104860 02000000
            02000200 00000000 00000000 00000000 00000000 00000000
            03000000 00000000 00000000 00000000 00000000 00000000
            """)
        #expect(ack.bytes(.bindAck, callID: 1) == expected)
    }

    @Test func bindAckReadsBack() throws {
        for address in ["", "135", "/run/user/1000/latebind/oxid-0123456789ab"] {
            let ack = BindAckPDU(
                maximumTransmit: 1, maximumReceive: 2, associationGroup: 3, secondaryAddress: address,
                results: [.accepted, .rejected(1)])
            try ack.bytes(.bindAck, callID: 9).withUnsafeBytes { bytes in
                let read = try BindAckPDU(bytes, isBigEndian: false)
                #expect(read.secondaryAddress == address && read.results == ack.results && read.associationGroup == 3)
            }
        }
    }

    @Test func bindNakIsWrittenAsPublished() {
        #expect(
            BindNak.bytes(reason: 4, callID: 7) == hex("05000d03 10000000 18000000 07000000 0400 02 0500 0501 00"))
    }

    @Test(arguments: [
        ("04000003 10000000 18000000 01000000", "version"), ("05020003 10000000 18000000 01000000", "minor version"),
        ("05000903 10000000 18000000 01000000", "type"), ("05000003 20000000 18000000 01000000", "byte order"),
        ("05000003 10010000 18000000 01000000", "VAX floating point"), ("05000003 10000000 0f000000 01000000", "too short"),
        ("05000003 10000000 ffff0000 01000000", "too long"),
    ])
    func aWrongHeaderIsRefused(bytes: String, rule: String) {
        hex(bytes).withUnsafeBytes { bytes in
            _ = #expect(throws: RPCError.self, "\(rule)") { try PDUHeader(bytes.baseAddress!, maximum: 65528) }
        }
    }

    @Test func statusesHaveTheirHRESULTs() {
        let pairs: [(UInt32, UInt32)] = [
            (0x1C01_0002, 0x8007_06D1), (0x1C01_0003, 0x8007_06B5), (0x1C01_000B, 0x8007_06C0), (0x0000_06F7, 0x8007_06F7),
            (0x8001_0108, 0x8001_0108), (0x0000_0005, 0x8007_0005), (0x1C01_0014, 0x8007_06BB), (0x7000_0000, 0x8001_0105),
        ]
        for (status, hresult) in pairs { #expect(RPCStatus.hresult(status) == HResult(hresult)) }
        for status: HResult in [.RPC_S_PROCNUM_OUT_OF_RANGE, .RPC_S_UNKNOWN_IF, .RPC_X_BAD_STUB_DATA, .RPC_E_DISCONNECTED, .E_FAIL] {
            #expect(RPCStatus.hresult(RPCStatus.status(status)) == status)
        }
    }

    @Test func extentsAreWrittenAsPublishedAndReadBack() throws {
        let id = GUID("{0000031C-0000-0000-C000-000000000046}")!
        let extents = [ORPCExtent(id: id, data: [1, 2, 3])]
        let bytes = ORPCHeaders.write(extents)
        #expect(
            bytes
                == hex(
                    """
                    01000000 00000000 00000200 02000000 04000200 00000000 08000000 1c030000 00000000 c0000000 00000046 03000000
                    01020300 00000000
                    """))
        var stub = [UInt8](repeating: 0, count: 8) + bytes + [9, 9]
        stub[4] = 1
        try stub.withUnsafeBytes { stub in
            let (read, offset) = try ORPCHeaders.readThat(stub, isBigEndian: false)
            #expect(read == extents && offset == 8 + bytes.count)
        }
        for count in 0..<(stub.count - 2) {
            stub.withUnsafeBytes { stub in
                _ = #expect(throws: RPCError.self) {
                    try ORPCHeaders.readThat(UnsafeRawBufferPointer(rebasing: stub[..<count]), isBigEndian: false)
                }
            }
        }
    }

    @Test func errorInformationReadsBack() {
        let error = COMErrorSample.full
        let bytes = ErrorInformation.encode(error, interface: ObjectExporter.iid)
        let read = ErrorInformation.decode(bytes)
        #expect(read?.0 == error && read?.interface == ObjectExporter.iid)
        for count in 0..<bytes.count { #expect(ErrorInformation.decode(Array(bytes.prefix(count))) == nil) }
    }

    @Test func stringBindingsReadBack() {
        for ports: [UInt16] in [[], [135], [1024, 65535]] {
            let (entries, offset) = StringBindings(ports: ports).entries()
            #expect(StringBindings(entries: entries, securityOffset: Int(offset)).ports == ports)
        }
        #expect(StringBindings(entries: [7, 65, 66], securityOffset: 99).ports == [])
    }
}

private enum COMErrorSample {
    static let full = COMError(.E_FAIL, "what happened: \u{1F600}", source: "A.B", helpFile: nil, helpContext: 3)
}
