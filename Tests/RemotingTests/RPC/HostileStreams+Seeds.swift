// SPDX-License-Identifier: Apache-2.0
//
// What peers send that keep the rules: what hostile streams begin as.

import AutomationRuntime
import AutomationTypes
import CAutomation
import WireHarness

@testable import Remoting

extension HostileStreams {
    func seeds() throws -> [[UInt8]] {
        let recorded = try WireSeeds.record()
        return clientSeeds(recorded.requests) + serverSeeds(recorded.responses) + marshaledSeeds + rawSeeds
    }

    static func input(_ kind: Kind, flags: Flags = [], calls: UInt8 = 0, _ bytes: [UInt8]) -> [UInt8] {
        [kind.rawValue, flags.rawValue, calls, 0] + bytes
    }

    /// A frame of a stream.
    static func frame(_ type: PDUType, flags: UInt8 = PDUFlags.only, _ body: [UInt8]) -> [UInt8] {
        [type.rawValue, flags, UInt8(truncatingIfNeeded: body.count), UInt8(truncatingIfNeeded: body.count >> 8)] + body
    }

    static func written(_ body: (inout WireWriter) -> Void) -> [UInt8] {
        var writer = WireWriter()
        body(&writer)
        return writer.bytes
    }

    private static let orpcThis: [UInt8] = [5, 0, 7, 0] + [UInt8](repeating: 0, count: 8) + [UInt8](repeating: 3, count: 16) + [0, 0, 0, 0]

    /// An OBJREF of the first exported object.
    static func reference(_ iid: GUID, count: UInt32 = 1) -> [UInt8] {
        written { writer in
            writer.uint32(0x574F_454D)
            writer.uint32(1)
            writer.guid(iid)
            writer.uint32(0)
            writer.uint32(count)
            writer.raw(Placeholder.oxid.utf8)
            writer.raw(Placeholder.oids[0].utf8)
            writer.raw(Placeholder.ipids[0].utf8)
            writer.raw(StringBindings(ports: []).packed())
        }
    }

    /// A marshaler's message with OBJREFs for the loopback's interface pointers.
    private static func withReferences(_ message: [UInt8], _ iid: GUID) -> [UInt8] {
        let name = Loopback.reference(HostileRequests.firstObject)
        var bytes: [UInt8] = []
        var rest = message[...]
        while let first = rest.first {
            guard rest.starts(with: name), bytes.count >= 8 else {
                bytes.append(first)
                rest = rest.dropFirst()
                continue
            }
            let reference = reference(iid)
            bytes.removeLast(8)
            bytes += written { writer in
                writer.uint32(UInt32(reference.count))
                writer.uint32(UInt32(reference.count))
            }
            bytes += reference
            rest = rest.dropFirst(name.count)
        }
        return bytes
    }

    // MARK: A client's

    private static func request(
        _ context: UInt16, _ operation: UInt16, object: String? = nil, flags: UInt8 = PDUFlags.only, _ stub: [UInt8]
    ) -> [UInt8] {
        frame(
            .request, flags: flags | (object == nil ? 0 : PDUFlags.object),
            written { writer in
                writer.uint32(UInt32(stub.count))
                writer.uint16(context)
                writer.uint16(operation)
                if let object { writer.raw(object.utf8) }
                writer.raw(stub)
            })
    }

    private func clientSeeds(_ requests: [[UInt8]]) -> [[UInt8]] {
        var seeds: [[UInt8]] = []
        var seen: Set<[UInt8]> = []
        for input in requests {
            // IWire, then what goes to IDispatch.
            let target: UInt8? = input[0] == 0 ? 0 : input[0] == 4 ? 1 : nil
            guard let target, seen.insert(Array(input.prefix(2)) + [UInt8(truncatingIfNeeded: input.count)]).inserted else { continue }
            let body = Self.withReferences(Array(input[HostileRequests.headerSize...]), contexts[Int(target)])
            let call = Self.request(
                UInt16(target), UInt16(input[1]), object: Placeholder.ipids[Int(target)], Self.orpcThis + body)
            seeds.append(Self.input(.client, call))
        }
        let unknown = Placeholder.remUnknown
        let ipid = Array(Placeholder.ipids[1].utf8)
        let (query, references) = (
            Self.written { writer in
                writer.raw(ipid)
                writer.uint32(5)
                writer.uint16(2)
                writer.uint32(2)
                writer.guid(IID_IDispatch)
                writer.guid(IID_ISupportErrorInfo)
            },
            Self.written { writer in
                writer.uint16(2)
                writer.uint32(2)
                for _ in 0..<2 {
                    writer.raw(ipid)
                    writer.uint32(3)
                    writer.uint32(1)
                }
            }
        )
        let query2 = Self.written { writer in
            writer.raw(ipid)
            writer.uint16(1)
            writer.uint32(1)
            writer.guid(IID_ISupportErrorInfo)
        }
        let counted = ipid + [2, 0, 0, 0]
        let oxid = Array(Placeholder.oxid.utf8)
        let calls: [[UInt8]] = [
            Self.request(2, 3, object: unknown, Self.orpcThis + query), Self.request(2, 6, object: unknown, Self.orpcThis + query2),
            Self.request(2, 4, object: unknown, Self.orpcThis + references),
            Self.request(2, 5, object: unknown, Self.orpcThis + references),
            Self.request(3, 0, oxid + [1, 0, 0, 0, 1, 0, 0, 0, 7, 0]), Self.request(3, 4, oxid + [1, 0, 0, 0, 1, 0, 0, 0, 7, 0]),
            Self.request(3, 1, [UInt8](repeating: 1, count: 8)), Self.request(3, 3, []), Self.request(3, 5, []),
            Self.request(3, 2, [UInt8](repeating: 0, count: 32)),
            Self.request(4, 0, [1, 2, 3, 4, 5, 6, 0, 0]), Self.request(4, 1, counted), Self.request(4, 2, counted),
            Self.request(5, 0, Self.orpcThis + Self.activation(contexts[0])),
            Self.request(6, 4, Self.orpcThis + Self.activationProperties(contexts[0])),
        ]
        for call in calls {
            seeds.append(Self.input(.client, call))
            seeds.append(Self.input(.client, flags: .tcp, call))
        }
        // In fragments; with extents; with a second bind's worth of contexts.
        let text = Self.written { writer in
            for word in [5, 0, 5] as [UInt32] { writer.uint32(word) }
            for unit in "four".utf16 { writer.uint16(unit) }
            writer.uint16(0)
        }
        let extents = Array(Self.orpcThis.prefix(28)) + ([0, 0, 2, 0] as [UInt8])
            + ORPCHeaders.write([ORPCExtent(id: ErrorInformation.extensionID, data: [1, 2, 3])])
        seeds.append(
            Self.input(
                .client,
                Self.request(0, 9, object: Placeholder.ipids[0], flags: PDUFlags.first, Self.orpcThis)
                    + Self.frame(.cancel, flags: 0, []) + Self.request(0, 9, flags: 0, Array(text.prefix(8)))
                    + Self.request(0, 9, flags: PDUFlags.last, Array(text.dropFirst(8)))))
        seeds.append(Self.input(.client, Self.request(0, 9, object: Placeholder.ipids[0], extents + text)))
        seeds.append(Self.input(.client, Self.frame(.alterContext, Array(honestBind.dropFirst(16))) + calls[0] + calls[5]))
        seeds.append(Self.input(.client, calls[10] + calls[11] + calls[12] + calls[3]))
        return seeds
    }

    /// The arguments of IActivation::RemoteActivation. [MS-DCOM] 3.1.2.5.2.3
    private static func activation(_ clsid: GUID) -> [UInt8] {
        written { writer in
            writer.guid(clsid)
            for word in [0, 0, 2, 0, 1, 0x20000, 1] as [UInt32] { writer.uint32(word) }
            writer.guid(IID_IDispatch)
            writer.uint16(1)
            writer.uint32(1)
            writer.uint16(7)
        }
    }

    /// Those of IRemoteSCMActivator::RemoteCreateInstance: null, then activation properties with their beginning alone. [MS-DCOM] 2.2.22
    private static func activationProperties(_ clsid: GUID) -> [UInt8] {
        let instantiation = serialized { writer in
            writer.guid(clsid)
            for word in [0, 0, 0, 1, 0, 0x20000, 0, 0, 1] as [UInt32] { writer.uint32(word) }
            writer.guid(IID_IDispatch)
        }
        let header = serialized { writer in
            for word in [0, 96, 0, 2, 1] as [UInt32] { writer.uint32(word) }
            writer.guid(.zero)
            for word in [0x20000, 0x20004, 0, 1] as [UInt32] { writer.uint32(word) }
            writer.guid(ErrorInformation.oleGUID(0x1AB))
            writer.uint32(1)
            writer.uint32(UInt32(instantiation.count))
        }
        let reference = written { writer in
            writer.uint32(0x574F_454D)
            writer.uint32(4)
            writer.guid(ErrorInformation.oleGUID(0x1A2))
            writer.guid(ErrorInformation.oleGUID(0x338))
            for word in [0, UInt32(header.count + instantiation.count + 8), UInt32(header.count + instantiation.count), 0] {
                writer.uint32(word)
            }
            writer.raw(header)
            writer.raw(instantiation)
        }
        return written { writer in
            writer.uint32(0)
            writer.uint32(0x20000)
            writer.uint32(UInt32(reference.count))
            writer.uint32(UInt32(reference.count))
            writer.raw(reference)
        }
    }

    private static func serialized(_ body: (inout WireWriter) -> Void) -> [UInt8] {
        var data = written(body)
        while data.count % 8 != 0 { data.append(0) }
        return [1, 0x10, 8, 0, 0xCC, 0xCC, 0xCC, 0xCC]
            + written { writer in
                writer.uint32(UInt32(data.count))
                writer.uint32(0)
            } + data
    }

    // MARK: A server's

    private static func response(flags: UInt8 = PDUFlags.only, _ stub: [UInt8]) -> [UInt8] {
        frame(.response, flags: flags, [0, 0, 0, 0, 0, 0, 0, 0] + stub)
    }

    private func serverSeeds(_ responses: [[UInt8]]) -> [[UInt8]] {
        let that = [UInt8](repeating: 0, count: 8)
        let altered = Self.frame(
            .alterContextResponse,
            Array(
                BindAckPDU(
                    maximumTransmit: 65528, maximumReceive: 65528, associationGroup: 7, secondaryAddress: "", results: [.accepted]
                ).bytes(.alterContextResponse, callID: 4).dropFirst(16)))
        var seeds: [[UInt8]] = []
        for input in responses where input[1] == 0 && input[0] < 26 {
            let body = Self.withReferences(Array(input[HostileResponses.headerSize...]), contexts[0])
            seeds.append(Self.input(.server, calls: 0x80 | input[0], altered + Self.response(that + body)))
        }
        let error = ORPCExtent(
            id: ErrorInformation.extensionID,
            data: ErrorInformation.encode(COMError(.E_FAIL, "why", source: "who", helpFile: "where", helpContext: 3), interface: .zero))
        let told = ([0, 0, 0, 0, 0, 0, 2, 0] as [UInt8]) + ORPCHeaders.write([error])
        let standard = Self.written { writer in
            writer.uint32(0x20000)
            writer.uint32(UInt32(contexts.count))
            for _ in contexts {
                writer.align(8)
                writer.uint32(0)
                writer.uint32(0)
                writer.uint32(5)
                writer.uint64(0x0000_4C42_5052_4F43 << 16 | 1)
                writer.uint64(7)
                writer.raw(Placeholder.ipids[1].utf8)
            }
            writer.uint32(0)
        }
        let references = Self.written { writer in
            writer.uint32(UInt32(contexts.count))
            for _ in contexts { writer.uint32(0) }
            writer.interfacePointers(contexts.map { Self.reference($0) })
            writer.uint32(0)
        }
        let one = Self.written { writer in
            writer.uint32(1)
            writer.uint32(0)
            writer.uint32(0)
        }
        seeds.append(Self.input(.server, calls: 1, Self.response(that + standard)))
        seeds.append(Self.input(.server, calls: 2, Self.response(that + references)))
        seeds.append(Self.input(.server, calls: 12, Self.response(that + one) + Self.response(that + [0, 0, 0, 0])))
        seeds.append(Self.input(.server, calls: 16, Self.response([0, 0, 0, 0])))
        seeds.append(Self.input(.server, calls: 32, altered + Self.response(that + Self.activated(contexts[0]))))
        seeds.append(
            Self.input(
                .server, calls: 0x40,
                Self.response(that + standard) + altered + Self.response(told + one) + altered + Self.response(that + one)
                    + Self.frame(.fault, [UInt8](repeating: 0, count: 8) + [5, 0, 7, 0x80, 0, 0, 0, 0])))
        seeds.append(
            Self.input(
                .server, calls: 0x89,
                altered + Self.response(flags: PDUFlags.first, that) + Self.response(flags: PDUFlags.last, [0, 0, 0, 0, 0, 0, 0, 0])))
        seeds.append(Self.input(.server, flags: [.fromTheFirst], Self.frame(.bindNak, [2, 0, 1, 5, 0, 0, 0, 0])))
        seeds.append(Self.input(.server, flags: [.fromTheFirst, .raw], honestAnswers.flatMap(\.self)))
        seeds.append(Self.input(.server, flags: .fromTheFirst, Self.frame(.shutdown, [])))
        return seeds
    }

    /// What RemoteActivation answers.
    private static func activated(_ iid: GUID) -> [UInt8] {
        written { writer in
            writer.uint64(0x0000_4C42_5052_4F43 << 16 | 1)
            writer.pointer()
            writer.dualStringArray(StringBindings(ports: [4711]))
            writer.guid(iid)
            writer.uint32(1)
            writer.comVersion()
            writer.uint32(0)
            writer.interfacePointers([reference(iid), nil])
            writer.uint32(2)
            writer.uint32(0)
            writer.uint32(0x8000_4002)
            writer.uint32(0)
        }
    }

    // MARK: Marshaled interfaces

    private var marshaledSeeds: [[UInt8]] {
        let own = Self.reference(IID_IDispatch, count: 2)
        let far = ObjectReference(
            iid: IID_IDispatch,
            body: .standard(
                StandardObjectReference(flags: 0, publicReferences: 5, oxid: 0x1234_5678_9ABC_0001, oid: 9, ipid: IID_IDispatch),
                StringBindings(ports: [4711]))
        ).bytes
        let handler = ObjectReference(
            iid: IID_IUnknown,
            body: .handler(
                StandardObjectReference(flags: 1, publicReferences: 0, oxid: 0x10001, oid: 9, ipid: IID_IDispatch), IID_IPersist,
                StringBindings())
        ).bytes
        let custom = ObjectReference(iid: IID_IUnknown, body: .custom(CLSID_InProcFreeMarshaler, size: 32)).bytes
        let type = ObjectReference(iid: IID_ITypeInfo, body: .custom(TypeInformationMarshaling.unmarshalClass, size: 48)).bytes
        let extended = Self.written { writer in
            writer.raw([0x4D, 0x45, 0x4F, 0x57, 8, 0, 0, 0])
            writer.raw(own[8..<64])
            writer.raw("VYSN".utf8)
            writer.raw(StringBindings().packed())
            writer.raw([1, 0, 0, 0])
            writer.raw("VYSN".utf8)
            writer.raw([UInt8](repeating: 7, count: 16) + [3, 0, 0, 0, 8, 0, 0, 0] + [UInt8](repeating: 1, count: 8))
        }
        return [own, far, handler, custom + [UInt8](repeating: 1, count: 32), type + [UInt8](repeating: 0, count: 48), extended].flatMap {
            [Self.input(.marshaled, $0), Self.input(.marshaled, calls: 1, $0)]
        }
    }

    private var rawSeeds: [[UInt8]] {
        [
            Self.input(.client, flags: [.raw, .fromTheFirst], honestBind), Self.input(.client, flags: [.raw], honestBind),
            Self.input(.client, flags: [.bigEndian], Self.request(2, 3, object: Placeholder.remUnknown, Self.orpcThis)),
        ]
    }
}
