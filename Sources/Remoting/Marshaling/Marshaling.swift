// SPDX-License-Identifier: Apache-2.0
//
// CoMarshalInterface, CoUnmarshalInterface, CoReleaseMarshalData: interface pointers to OBJREFs and back. [MS-DCOM] 3.1.1.5.1, 3.2.4.1

public import AutomationRuntime
import AutomationTypes
public import CAutomation

/// Who a marshaled interface is for, or where one comes from.
public struct MarshalDestination: Sendable {
    /// MSHCTX.
    public var context: UInt32
    /// The process; nil if it is not known, or is this one.
    var peer: RPCPeer?

    /// - Parameter extra: the pvDestContext of a channel of this library; null in streams of the application.
    public init(context: UInt32, extra: UnsafeMutableRawPointer? = nil) {
        self.context = context
        let isInProcess = context == DWORD(MSHCTX_INPROC.rawValue) || context == DWORD(MSHCTX_CROSSCTX.rawValue)
        peer = isInProcess ? nil : RPCPeer.from(destinationContext: extra)
    }

    /// Where an application's own stream comes from: nobody says.
    public static let stream = MarshalDestination(context: DWORD(MSHCTX_LOCAL.rawValue))
    static let process = MarshalDestination(context: DWORD(MSHCTX_INPROC.rawValue))

    var isInProcess: Bool {
        context == DWORD(MSHCTX_INPROC.rawValue) || context == DWORD(MSHCTX_CROSSCTX.rawValue)
    }
}

public enum Marshaling {
    // MARK: Marshal

    /// CoMarshalInterface: writes an OBJREF, and what an object that marshals itself has to say.
    /// - Parameter flags: MSHLFLAGS.
    /// - Throws: E_NOINTERFACE; REGDB_E_IIDNOTREG; E_INVALIDARG for flags that exclude each other; what the object's IMarshal answers.
    public static func marshal(
        _ object: UnsafeMutableRawPointer, _ iid: GUID, to destination: MarshalDestination, flags: UInt32 = 0,
        into stream: UnsafeMutablePointer<IStream>
    ) throws(COMError) {
        try StreamReference(stream: stream).write(bytes(object, iid, to: destination, flags: flags))
    }

    /// The bytes that `marshal` writes.
    static func bytes(
        _ object: UnsafeMutableRawPointer, _ iid: GUID, to destination: MarshalDestination, flags: UInt32 = 0
    ) throws(COMError) -> [UInt8] {
        if let library = TypeInformationMarshaling.data(for: object, iid) { return library }
        if let marshal = custom(object) {
            defer { comRelease(marshal) }
            let interface = marshal.assumingMemoryBound(to: IMarshal.self)
            if let bytes = try customBytes(interface, object, iid, destination, flags) { return bytes }
        }
        return try standard(object, iid, to: destination, flags: flags)
    }

    /// CoMarshalInterThreadInterfaceInStream: a stream that holds an interface for another apartment, at its beginning.
    public static func stream(_ object: UnsafeMutableRawPointer, _ iid: GUID) throws(COMError) -> MemoryStream {
        let memory = MemoryStream()
        try memory.withStream { (stream) throws(COMError) in
            try marshal(object, iid, to: .process, into: stream)
            try COMError.check(
                stream.pointee.lpVtbl.pointee.Seek(stream, LARGE_INTEGER(), DWORD(STREAM_SEEK_SET.rawValue), nil))
        }
        return memory
    }

    /// The object's own IMarshal; nil for proxies and for objects that have none.
    private static func custom(_ object: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
        proxyManager(of: object) == nil ? comQueryInterface(object, IID_IMarshal) : nil
    }

    /// The OBJREF_CUSTOM that the object makes of itself; nil if it leaves that to the standard marshaler.
    private static func customBytes(
        _ marshal: UnsafeMutablePointer<IMarshal>, _ object: UnsafeMutableRawPointer, _ iid: GUID,
        _ destination: MarshalDestination, _ flags: UInt32
    ) throws(COMError) -> [UInt8]? {
        var wanted = iid
        var clsid = GUID.zero
        let table = marshal.pointee.lpVtbl.pointee
        let extra = destination.peer?.destinationContext
        try COMError.check(table.GetUnmarshalClass(marshal, &wanted, object, destination.context, extra, flags, &clsid))
        if clsid == CLSID_StdMarshal { return nil }
        // The size goes before the data, and only the data tell it.
        let data = MemoryStream()
        let status = data.withStream { stream in
            table.MarshalInterface(marshal, stream, &wanted, object, destination.context, extra, flags)
        }
        try COMError.check(status)
        let bytes = data.bytes
        return ObjectReference(iid: iid, body: .custom(clsid, size: bytes.count)).bytes + bytes
    }

    /// The OBJREF of the standard marshaler.
    static func standard(
        _ object: UnsafeMutableRawPointer, _ iid: GUID, to destination: MarshalDestination, flags: UInt32
    ) throws(COMError) -> [UInt8] {
        let tables = DWORD(MSHLFLAGS_TABLESTRONG.rawValue | MSHLFLAGS_TABLEWEAK.rawValue)
        guard flags & tables != tables else {
            throw COMError(.E_INVALIDARG, "MSHLFLAGS_TABLESTRONG and MSHLFLAGS_TABLEWEAK exclude each other")
        }
        if !destination.isInProcess { try ExporterEndpoint.listen() }
        var reference: StandardObjectReference
        var iid = iid
        if let manager = proxyManager(of: object) {
            // Whoever was sent a proxy's OBJREF talks to the exporter, not to us.
            if flags & tables != 0 {
                guard let known = manager.knownInterface(iid), known == iid || iid == IID_IUnknown else {
                    throw COMError(.E_NOINTERFACE)
                }
                iid = known
                reference = try manager.share(iid, isExporter: true)
                manager.add(reference, iid)
                reference.publicReferences = 0
                if flags & DWORD(MSHLFLAGS_TABLESTRONG.rawValue) != 0 { _ = manager.retainedInterface(IID_IUnknown) }
            } else {
                iid = manager.knownInterface(iid) ?? iid
                let isExporter = destination.peer.map { $0.process == manager.oxid >> 16 } ?? false
                reference = try manager.share(iid, isExporter: isExporter)
            }
        } else {
            let isTable = flags & tables != 0
            let isStrong = flags & DWORD(MSHLFLAGS_TABLESTRONG.rawValue) != 0
            reference = try Exporter.shared.export(
                object, iid, from: .current, count: isTable ? (isStrong ? 1 : 0) : Exporter.referencesGiven,
                to: isTable ? .table : Account.Holder(destination.peer))
        }
        if flags & DWORD(MSHLFLAGS_TABLESTRONG.rawValue) != 0 { reference.flags |= StandardObjectReference.tableStrong }
        if flags & DWORD(MSHLFLAGS_TABLEWEAK.rawValue) != 0 { reference.flags |= StandardObjectReference.tableWeak }
        if flags & DWORD(MSHLFLAGS_NOPING.rawValue) != 0 { reference.flags |= StandardObjectReference.noPing }
        let bindings = destination.isInProcess ? StringBindings() : ExporterEndpoint.bindings(for: destination.peer)
        if let handler = handler(of: object, destination) {
            return ObjectReference(iid: iid, body: .handler(reference, handler, bindings)).bytes
        }
        return ObjectReference(iid: iid, body: .standard(reference, bindings)).bytes
    }

    /// The class that an object wants to handle calls at its clients: IStdMarshalInfo.
    private static func handler(of object: UnsafeMutableRawPointer, _ destination: MarshalDestination) -> GUID? {
        guard proxyManager(of: object) == nil, let pointer = comQueryInterface(object, IID_IStdMarshalInfo) else { return nil }
        defer { comRelease(pointer) }
        let info = pointer.assumingMemoryBound(to: IStdMarshalInfo.self)
        var clsid = GUID.zero
        let status = info.pointee.lpVtbl.pointee.GetClassForHandler(
            info, destination.context, destination.peer?.destinationContext, &clsid)
        return status == 0 && clsid != .zero ? clsid : nil
    }

    /// The manager of a proxy of this process; nil for any other object.
    static func proxyManager(of object: UnsafeMutableRawPointer) -> ProxyManager? {
        if let known = ComObject.object(from: object), known.controllingUnknown == nil { return known as? ProxyManager }
        // Interface proxies are aggregated, whoever made them: the identity tells.
        guard let identity = comQueryInterface(object, IID_IUnknown) else { return nil }
        defer { comRelease(identity) }
        return ComObject.object(from: identity) as? ProxyManager
    }

    /// CoGetMarshalSizeMax.
    /// - Returns: bytes; what `marshal` writes has at most as many.
    public static func maximumSize(
        _ object: UnsafeMutableRawPointer, _ iid: GUID, to destination: MarshalDestination, flags: UInt32 = 0
    ) throws(COMError) -> Int {
        if let library = TypeInformationMarshaling.data(for: object, iid) { return library.count }
        // Head, STDOBJREF, a handler's class, bindings.
        let standard = 24 + StandardObjectReference.size + 16 + ExporterEndpoint.bindings(for: destination.peer).packed().count
        guard let pointer = custom(object) else { return standard }
        defer { comRelease(pointer) }
        let marshal = pointer.assumingMemoryBound(to: IMarshal.self)
        var iid = iid
        var size: DWORD = 0
        try COMError.check(
            marshal.pointee.lpVtbl.pointee.GetMarshalSizeMax(
                marshal, &iid, object, destination.context, destination.peer?.destinationContext, flags, &size))
        return max(standard, 48 + Int(size))
    }

    // MARK: Unmarshal

    /// CoUnmarshalInterface: the object, or a proxy of it for the apartment of the thread that asks.
    /// - Parameters:
    ///   - iid: the interface that is wanted; IID_IUnknown's zero GUID (GUID_NULL) for the one that was marshaled.
    ///   - source: where the bytes come from.
    /// - Returns: the interface, with a reference for the caller.
    /// - Throws: RPC_E_INVALID_OBJREF; CO_E_OBJNOTREG, RPC_E_DISCONNECTED for an object that is gone; E_ACCESSDENIED for a class that
    ///   may not unmarshal; E_NOINTERFACE.
    public static func unmarshal(
        _ stream: UnsafeMutablePointer<IStream>, _ iid: GUID, from source: MarshalDestination
    ) throws(COMError) -> UnsafeMutableRawPointer {
        let reference = try ObjectReference(reading: StreamReference(stream: stream).read)
        let pointer: UnsafeMutableRawPointer
        switch reference.body {
        case .standard(let standard, let bindings), .handler(let standard, _, let bindings):
            pointer = try unmarshal(standard, reference.iid, bindings, from: source)
        case .custom(let clsid, let size):
            pointer = try CustomUnmarshaling.unmarshal(clsid, size: size, stream, reference.iid)
        }
        return try interface(iid, of: pointer, reference.iid)
    }

    /// The same of bytes: what a message holds.
    static func unmarshal(
        _ bytes: UnsafeRawBufferPointer, _ iid: GUID, from source: MarshalDestination
    ) throws(COMError) -> UnsafeMutableRawPointer {
        let (reference, position) = try ObjectReference.read(bytes)
        switch reference.body {
        case .standard(let standard, let bindings), .handler(let standard, _, let bindings):
            return try interface(iid, of: try unmarshal(standard, reference.iid, bindings, from: source), reference.iid)
        case .custom(let clsid, let size):
            let data = try MemoryStream(bytes: UnsafeRawBufferPointer(rebasing: bytes[position...]))
            let pointer = try data.withStream { (stream) throws(COMError) in
                try CustomUnmarshaling.unmarshal(clsid, size: size, stream, reference.iid)
            }
            return try interface(iid, of: pointer, reference.iid)
        }
    }

    /// The interface that is wanted of an object whose `known` interface the caller owns, and gives up.
    private static func interface(
        _ wanted: GUID, of pointer: UnsafeMutableRawPointer, _ known: GUID
    ) throws(COMError) -> UnsafeMutableRawPointer {
        if wanted == known || wanted == .zero { return pointer }
        defer { comRelease(pointer) }
        var result: UnsafeMutableRawPointer?
        try COMError.check(comQueryInterface(pointer, wanted, into: &result))
        guard let result else { throw COMError(.E_NOINTERFACE) }
        return result
    }

    private static func unmarshal(
        _ reference: StandardObjectReference, _ iid: GUID, _ bindings: StringBindings, from source: MarshalDestination
    ) throws(COMError) -> UnsafeMutableRawPointer {
        let apartment = Apartment.current
        let count = Int(reference.publicReferences)
        let isOwn = reference.process == Exporter.process
        if isOwn, reference.apartment == apartment.number {
            // It comes home: the object itself, and the references that it came with are given back.
            guard let manager = Exporter.shared.manager(oid: reference.oid) else {
                throw COMError(.CO_E_OBJNOTREG, "the object is no longer exported")
            }
            let object = manager.object
            defer { Exporter.shared.giveBack(reference.ipid, count, from: source.peer) }
            return try object.query(iid).retainedPointer()
        }
        let manager = try apartment.proxies.manager(oxid: reference.oxid, oid: reference.oid) { () throws(COMError) in
            let exporter: any ExporterConnection =
                isOwn
                ? LocalExporter(apartment: reference.apartment)
                : try ExporterEndpoint.connection(to: reference.oxid, bindings, for: apartment)
            return ProxyManager(oxid: reference.oxid, oid: reference.oid, exporter: exporter, apartment: apartment)
        }
        var owned = reference
        if count == 0 {
            owned.publicReferences = UInt32(Exporter.referencesGiven)
            try manager.exporter.addReferences(reference.ipid, owned.publicReferences)
        } else if isOwn {
            try COMError.check(
                Exporter.shared.move(reference.ipid, count, from: Account.Holder(source.peer), to: .process).rawValue)
        } else if source.peer?.process != reference.process {
            // The exporter does not know yet who has them.
            try manager.exporter.claim(reference.ipid, reference.publicReferences)
        }
        manager.add(owned, iid)
        var result: UnsafeMutableRawPointer?
        try manager.connect(iid).check()
        try manager.queryInterface(iid, into: &result).check()
        guard let result else { throw COMError(.E_NOINTERFACE) }
        return result
    }

    // MARK: Release

    /// CoReleaseMarshalData: gives back what an OBJREF holds that nobody will unmarshal (any more).
    public static func release(_ stream: UnsafeMutablePointer<IStream>, from source: MarshalDestination) throws(COMError) {
        let reference = try ObjectReference(reading: StreamReference(stream: stream).read)
        switch reference.body {
        case .standard(let standard, let bindings), .handler(let standard, _, let bindings):
            try release(standard, bindings, from: source)
        case .custom(let clsid, let size):
            try CustomUnmarshaling.release(clsid, size: size, stream)
        }
    }

    /// The same of bytes.
    static func release(_ bytes: UnsafeRawBufferPointer, from source: MarshalDestination) throws(COMError) {
        let (reference, position) = try ObjectReference.read(bytes)
        switch reference.body {
        case .standard(let standard, let bindings), .handler(let standard, _, let bindings):
            try release(standard, bindings, from: source)
        case .custom(let clsid, let size):
            let data = try MemoryStream(bytes: UnsafeRawBufferPointer(rebasing: bytes[position...]))
            try data.withStream { (stream) throws(COMError) in try CustomUnmarshaling.release(clsid, size: size, stream) }
        }
    }

    private static func release(
        _ standard: StandardObjectReference, _ bindings: StringBindings, from source: MarshalDestination
    ) throws(COMError) {
        if standard.process == Exporter.process {
            if standard.flags & StandardObjectReference.tableStrong != 0 {
                Exporter.shared.release(standard.ipid, 1, of: .table)
            } else if standard.flags & StandardObjectReference.tableWeak != 0 {
                Exporter.shared.releaseIfUnreferenced(standard.ipid)
            } else {
                Exporter.shared.giveBack(standard.ipid, Int(standard.publicReferences), from: source.peer)
            }
            return
        }
        if standard.flags & StandardObjectReference.tableStrong != 0 {
            // The reference that the OBJREF of a proxy holds is the proxy's own.
            if let manager = Apartment.current.proxies.find(oxid: standard.oxid, oid: standard.oid) { comRelease(manager.unknown) }
            return
        }
        guard standard.publicReferences > 0 else { return }
        let exporter = try ExporterEndpoint.connection(to: standard.oxid, bindings, for: .current)
        if source.peer?.process != standard.process { try exporter.claim(standard.ipid, standard.publicReferences) }
        exporter.releaseReferences([InterfaceReferences(ipid: standard.ipid, publicReferences: standard.publicReferences)])
    }
}

extension HResult {
    func check() throws(COMError) {
        if isFailure { throw COMError(self) }
    }
}
