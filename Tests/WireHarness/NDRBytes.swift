// SPDX-License-Identifier: Apache-2.0
//
// Messages made by hand, byte by byte, in every depth: what the marshaler itself would not write.

import AutomationTypes
public import TypeLibrary

/// Little-endian NDR, aligned from the first byte. [MS-OAUT] 2.2.28 to 2.2.30
public struct NDRBytes {
    /// The pointer before a VARIANT, a BSTR or a SAFEARRAY.
    public static let user: [UInt8] = Array("User".utf8)
    private static let byRef: UInt16 = 0x4000
    private static let array: UInt16 = 0x2000

    public var bytes: [UInt8] = []
    private let origin: Int

    /// - Parameter origin: how far from the first byte of the message these begin.
    public init(at origin: Int = 0) { self.origin = origin }

    public mutating func align(_ boundary: Int) { while (origin + bytes.count) % boundary != 0 { bytes.append(0) } }

    public mutating func word(_ number: UInt16) {
        align(2)
        bytes += withUnsafeBytes(of: number.littleEndian) { [UInt8]($0) }
    }

    public mutating func long(_ number: UInt32) {
        align(4)
        bytes += withUnsafeBytes(of: number.littleEndian) { [UInt8]($0) }
    }

    mutating func guid(_ guid: GUID) {
        long(guid.Data1)
        word(guid.Data2)
        word(guid.Data3)
        bytes += withUnsafeBytes(of: guid.Data4) { [UInt8]($0) }
    }

    private mutating func replace(_ number: Int, at place: Int) {
        bytes.replaceSubrange(place..<place + 4, with: withUnsafeBytes(of: UInt32(number).littleEndian) { [UInt8]($0) })
    }

    // MARK: VARIANTs

    private mutating func header(_ type: UInt16, _ discriminant: UInt16) {
        align(8)
        long(0)
        long(0)
        word(type)
        for _ in 0..<3 { word(0) }
        long(UInt32(discriminant))
    }

    /// VT_I4.
    public mutating func variant(_ number: UInt32) {
        header(3, 3)
        long(number)
    }

    /// VT_BYREF|VT_VARIANT: what it refers to follows.
    public mutating func variantReference() {
        header(Self.byRef | 12, Self.byRef | 12)
        long(0x20000)
        bytes += Self.user
    }

    /// VT_UNKNOWN with what names an object.
    public mutating func object(_ reference: [UInt8]) {
        header(13, 13)
        long(0x20000)
        long(UInt32(reference.count))
        long(UInt32(reference.count))
        bytes += reference
    }

    /// VT_ARRAY|VT_VARIANT of so many elements: they follow.
    public mutating func arrayOfVariants(_ count: UInt32) {
        header(Self.array | 12, Self.array)
        bytes += Self.user
        long(0x20000)
        long(1)
        word(1)
        word(0x0880)  // FADF_VARIANT, FADF_HAVEVARTYPE
        long(16)
        long(12 << 16)
        long(12)
        long(count)
        long(0x20004)
        long(count)
        long(0)
        long(count)
        for _ in 0..<count { bytes += Self.user }
    }

    /// Where a record's size stands, to be said when it is complete.
    public struct Record {
        fileprivate var places: [Int]
        fileprivate var start: Int
    }

    /// VT_RECORD with a record of one VARIANT, which follows.
    public mutating func recordOfOneVariant(_ type: TypeInfo) -> Record {
        header(36, 36)
        long(0x20000)
        long(1)
        let size = bytes.count
        long(0)
        long(0x20004)
        long(0x20008)
        // OBJREF_CUSTOM with a RecordInfoData. [MS-OAUT] 2.2.31
        long(92)
        long(92)
        long(0x574F_454D)
        long(4)
        guid(GUID(Data1: 0x2F, Data2: 0, Data3: 0, Data4: (0xC0, 0, 0, 0, 0, 0, 0, 0x46)))
        guid(GUID(Data1: 0x2F, Data2: 0, Data3: 0, Data4: (0xC0, 0, 0, 0, 0, 0, 0, 0x46)))
        long(0)
        long(44)
        guid(type.library.guid)
        long(UInt32(type.library.version.major))
        guid(type.guid)
        long(UInt32(type.library.version.minor))
        long(type.library.attributes.lcid)
        let conformance = bytes.count
        long(0)
        let start = bytes.count
        long(0)
        bytes += Self.user
        return Record(places: [size, conformance, start], start: start)
    }

    public mutating func close(_ record: Record) {
        for place in record.places { replace(bytes.count - record.start, at: place) }
    }

    // MARK: Messages

    /// IDispatch::RemoteInvoke of a method with one argument. [MS-OAUT] 3.1.4.4
    public static func invoke(_ member: UInt32, _ argument: NDRBytes) -> [UInt8] {
        var bytes = NDRBytes()
        bytes.long(member)
        bytes.guid(.zero)
        bytes.long(0)
        bytes.long(1)
        // DISPPARAMS: the arguments, no names.
        bytes.long(0x20000)
        bytes.long(0)
        bytes.long(1)
        bytes.long(0)
        bytes.long(1)
        bytes.bytes += user
        bytes.align(8)
        bytes.bytes += argument.bytes
        // No references.
        bytes.long(0)
        bytes.long(0)
        bytes.long(0)
        return bytes.bytes
    }

    /// A list of so many `Node`s of wire.idl, behind the pointer to the first.
    public static func list(_ count: Int) -> [UInt8] {
        var bytes = NDRBytes()
        for index in 0..<count {
            bytes.long(UInt32(index))
            bytes.long(index + 1 < count ? 0x20004 : 0)
        }
        return bytes.bytes
    }
}
