// SPDX-License-Identifier: Apache-2.0
//
// OBJREF: an interface pointer as bytes. Little-endian whatever the data representation around it says. [MS-DCOM] 2.2.18

public import AutomationRuntime
public import AutomationTypes

extension StandardObjectReference {
    ///     0 flags   4 cPublicRefs   8 oxid   16 oid   24 ipid      40 bytes
    static let size = 40
    static let noPing: UInt32 = 0x1000
    /// Bits that are reserved for local use: they tell CoReleaseMarshalData what a table reference holds.
    static let tableStrong: UInt32 = 0x0001
    static let tableWeak: UInt32 = 0x0020
    static let tables = tableStrong | tableWeak

    /// The 48 bits of the process that exports the object.
    var process: UInt64 { oxid >> 16 }
    /// The number of the exporting apartment in its process.
    var apartment: UInt16 { UInt16(truncatingIfNeeded: oxid) }
}

/// An OBJREF.
public struct ObjectReference: Hashable, Sendable {
    public enum Body: Hashable, Sendable {
        /// OBJREF_STANDARD, and OBJREF_EXTENDED, whose further element is not for us.
        case standard(StandardObjectReference, StringBindings)
        /// OBJREF_HANDLER: standard, with a class that may handle some calls at the client.
        case handler(StandardObjectReference, GUID, StringBindings)
        /// OBJREF_CUSTOM: an object that marshaled itself; the bytes are its own and follow the OBJREF.
        case custom(GUID, size: Int)
    }
    public var iid: GUID
    public var body: Body

    public init(iid: GUID, body: Body) {
        self.iid = iid
        self.body = body
    }

    /// "MEOW".
    static let signature: UInt32 = 0x574F_454D
    /// OBJREF_EXTENDED's element list.
    private static let extendedSignature: UInt32 = 0x4E53_5956
    /// More entries than any exporter has; the field itself allows 128 KiB.
    private static let mostEntries = 4096

    /// The standard reference, if it is one.
    public var standard: StandardObjectReference? {
        switch body {
        case .standard(let reference, _), .handler(let reference, _, _): reference
        case .custom: nil
        }
    }

    // MARK: Bytes

    /// The bytes of the OBJREF; a custom one's object data follow.
    public var bytes: [UInt8] {
        var writer = LittleEndianWriter()
        writer.append(ObjectReference.signature)
        switch body {
        case .standard(let reference, let bindings):
            writer.append(UInt32(1))
            writer.append(iid)
            writer.append(reference)
            writer.append(bindings)
        case .handler(let reference, let clsid, let bindings):
            writer.append(UInt32(2))
            writer.append(iid)
            writer.append(reference)
            writer.append(clsid)
            writer.append(bindings)
        case .custom(let clsid, let size):
            writer.append(UInt32(4))
            writer.append(iid)
            writer.append(clsid)
            writer.append(UInt32(0))
            writer.append(UInt32(truncatingIfNeeded: size))
        }
        return writer.bytes
    }

    /// Reads an OBJREF.
    /// - Parameter read: gives the next so many bytes; throws if there are fewer.
    /// - Throws: RPC_E_INVALID_OBJREF with the rule that the bytes break; what `read` throws.
    public init(reading read: (Int) throws(COMError) -> [UInt8]) throws(COMError) {
        func invalid(_ rule: String) -> COMError { COMError(.RPC_E_INVALID_OBJREF, "OBJREF: \(rule)") }
        var head = LittleEndianReader(try read(24))
        guard head.uint32() == ObjectReference.signature else { throw invalid("the signature is not MEOW") }
        let kind = head.uint32()
        iid = head.guid()
        func standard() throws(COMError) -> StandardObjectReference {
            var reader = LittleEndianReader(try read(StandardObjectReference.size))
            return reader.standardObjectReference()
        }
        func bindings() throws(COMError) -> StringBindings {
            var head = LittleEndianReader(try read(4))
            let (count, security) = (Int(head.uint16()), Int(head.uint16()))
            guard count <= ObjectReference.mostEntries else { throw invalid("\(count) entries of bindings") }
            guard security <= count else { throw invalid("wSecurityOffset is past wNumEntries") }
            var reader = LittleEndianReader(try read(2 * count))
            return StringBindings(entries: reader.words(count), securityOffset: security)
        }
        switch kind {
        case 1: body = .standard(try standard(), try bindings())
        case 2:
            let reference = try standard()
            var reader = LittleEndianReader(try read(16))
            body = .handler(reference, reader.guid(), try bindings())
        case 4:
            var reader = LittleEndianReader(try read(24))
            let clsid = reader.guid()
            let extensionSize = Int(reader.uint32())
            let size = Int(reader.uint32())
            guard extensionSize == 0 else { throw invalid("cbExtension is not 0") }
            body = .custom(clsid, size: size)
        case 8:
            let reference = try standard()
            var reader = LittleEndianReader(try read(4))
            guard reader.uint32() == ObjectReference.extendedSignature else { throw invalid("the extended signature is wrong") }
            let addresses = try bindings()
            reader = LittleEndianReader(try read(8))
            guard reader.uint32() == 1, reader.uint32() == ObjectReference.extendedSignature else {
                throw invalid("an extended OBJREF has one element")
            }
            reader = LittleEndianReader(try read(24))
            _ = reader.guid()
            let (size, rounded) = (Int(reader.uint32()), Int(reader.uint32()))
            guard rounded == (size + 7) & ~7, rounded <= 1 << 16 else { throw invalid("the element's size is wrong") }
            _ = try read(rounded)
            body = .standard(reference, addresses)
        default: throw invalid("flags \(kind) are no kind of OBJREF")
        }
    }
}

extension ObjectReference {
    /// Reads an OBJREF at the beginning of a message's bytes.
    /// - Returns: it, and where it ends.
    static func read(_ bytes: UnsafeRawBufferPointer) throws(COMError) -> (ObjectReference, end: Int) {
        var position = 0
        let reference = try ObjectReference { (count) throws(COMError) in
            guard count <= bytes.count - position else {
                throw COMError(.RPC_E_INVALID_OBJREF, "OBJREF: it ends after \(bytes.count) bytes")
            }
            defer { position += count }
            return [UInt8](UnsafeRawBufferPointer(rebasing: bytes[position..<(position + count)]))
        }
        return (reference, position)
    }
}

// MARK: - Little-endian bytes

/// Appends numbers as their bytes, the lowest first.
struct LittleEndianWriter {
    var bytes: [UInt8] = []

    mutating func append<Number: FixedWidthInteger>(_ number: Number) {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func append(_ guid: GUID) {
        append(guid.Data1)
        append(guid.Data2)
        append(guid.Data3)
        withUnsafeBytes(of: guid.Data4) { bytes.append(contentsOf: $0) }
    }

    mutating func append(_ reference: StandardObjectReference) {
        append(reference.flags)
        append(reference.publicReferences)
        append(reference.oxid)
        append(reference.oid)
        append(reference.ipid)
    }

    mutating func append(_ bindings: StringBindings) { bytes += bindings.packed() }
}

/// Takes numbers from bytes whose count was checked; past the end there are zeros.
struct LittleEndianReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    private mutating func number<Number: FixedWidthInteger>(_ type: Number.Type) -> Number {
        var result: Number = 0
        for shift in 0..<MemoryLayout<Number>.size where position < bytes.count {
            result |= Number(truncatingIfNeeded: bytes[position]) << Number(truncatingIfNeeded: 8 * shift)
            position += 1
        }
        return result
    }

    mutating func uint16() -> UInt16 { number(UInt16.self) }
    mutating func uint32() -> UInt32 { number(UInt32.self) }
    mutating func uint64() -> UInt64 { number(UInt64.self) }

    mutating func guid() -> GUID {
        var guid = GUID(Data1: uint32(), Data2: uint16(), Data3: uint16(), Data4: (0, 0, 0, 0, 0, 0, 0, 0))
        withUnsafeMutableBytes(of: &guid.Data4) { target in
            for index in 0..<8 { target[index] = number(UInt8.self) }
        }
        return guid
    }

    mutating func standardObjectReference() -> StandardObjectReference {
        StandardObjectReference(
            flags: uint32(), publicReferences: uint32(), oxid: uint64(), oid: uint64(), ipid: guid())
    }

    /// So many 16-bit words.
    mutating func words(_ count: Int) -> [UInt16] { (0..<count).map { _ in uint16() } }
}
