// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import CAutomation

/// The error object of the callee's thread, as it travels to the caller's: an ORPC_EXTENT that holds an OBJREF_CUSTOM.
/// [MS-DCOM] 2.2.21.1 to 2.2.21.3
enum ErrorInformation {
    /// CLSID_ERROR_EXTENSION and CLSID_ErrorObject. [MS-DCOM] 1.9
    static let extensionID = oleGUID(0x31C)
    static let objectClass = oleGUID(0x31B)

    /// d-0000-0000-C000-000000000046
    static func oleGUID(_ d: UInt32) -> GUID {
        GUID(Data1: d, Data2: 0, Data3: 0, Data4: (0xC0, 0, 0, 0, 0, 0, 0, 0x46))
    }

    private static let signature: UInt32 = 0x574F_454D  // "MEOW"
    private static let custom: UInt32 = 4

    /// The longest text that is sent or read, in UTF-16 units.
    private static let maximumText = 32767

    /// Takes the calling thread's error object.
    /// - Returns: nil if there is none.
    static func take() -> ORPCExtent? {
        guard let pointer = ErrorInfo.takeRaw() else { return nil }
        defer { comRelease(pointer) }
        guard let info = comQueryInterface(pointer, IID_IErrorInfo) else { return nil }
        defer { comRelease(info) }
        let errorInfo = info.assumingMemoryBound(to: IErrorInfo.self)
        let error = COMError(.E_FAIL, errorInfo: errorInfo)
        var interface = GUID.zero
        _ = errorInfo.pointee.lpVtbl.pointee.GetGUID(errorInfo, &interface)
        return ORPCExtent(id: extensionID, data: encode(error, interface: interface))
    }

    static func encode(_ error: COMError, interface: GUID) -> [UInt8] {
        var data = Bytes()
        data.uint32(0)
        data.uint32(error.helpContext)
        data.guid(interface)
        for text in [error.source, error.message, error.helpFile] {
            guard let text else {
                data.uint32(0)
                continue
            }
            data.uint32(0xFFFF_FFFF)
            let units = Array(text.utf16.prefix(maximumText)) + [0]
            data.uint32(UInt32(units.count))
            data.uint32(0)
            data.uint32(UInt32(units.count))
            for unit in units { data.uint16(unit) }
        }
        var reference = Bytes()
        reference.uint32(signature)
        reference.uint32(custom)
        reference.guid(IID_IErrorInfo)
        reference.guid(objectClass)
        reference.uint32(0)
        reference.uint32(UInt32(data.bytes.count))
        return reference.bytes + data.bytes
    }

    /// Makes what an extent tells the calling thread's error object. One that cannot be read is passed over: the call itself has
    /// its result.
    static func apply(_ extent: ORPCExtent) {
        guard let (error, interface) = decode(extent.data) else { return }
        ErrorInfo.set(error, interface: interface)
    }

    static func decode(_ bytes: [UInt8]) -> (COMError, interface: GUID)? {
        var reader = Cursor(bytes: bytes)
        guard reader.uint32() == signature, reader.uint32() == custom, reader.guid() == IID_IErrorInfo,
            reader.guid() == objectClass, let extra = reader.uint32(), reader.uint32() != nil, reader.skip(Int(extra)),
            reader.uint32() == 0, let helpContext = reader.uint32(), let interface = reader.guid()
        else { return nil }
        var texts: [String?] = []
        for _ in 0..<3 {
            guard let presence = reader.uint32() else { return nil }
            guard presence != 0 else {
                texts.append(nil)
                continue
            }
            guard let text = reader.text() else { return nil }
            texts.append(text)
        }
        return (
            COMError(.E_FAIL, texts[1], source: texts[0], helpFile: texts[2], helpContext: helpContext), interface: interface
        )
    }

    /// The format is packed: no padding, and so no NDR. Always little endian.
    private struct Bytes {
        var bytes: [UInt8] = []
        mutating func uint16(_ value: UInt16) { withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) } }
        mutating func uint32(_ value: UInt32) { withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) } }
        mutating func guid(_ value: GUID) { withUnsafeBytes(of: value) { bytes.append(contentsOf: $0) } }
    }

    private struct Cursor {
        let bytes: [UInt8]
        var offset = 0

        mutating func skip(_ count: Int) -> Bool {
            guard count <= bytes.count - offset else { return false }
            offset += count
            return true
        }

        mutating func load<Value: BitwiseCopyable>(_ type: Value.Type) -> Value? {
            let size = MemoryLayout<Value>.size
            guard bytes.count - offset >= size else { return nil }
            defer { offset += size }
            return bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: type) }
        }

        mutating func uint32() -> UInt32? { load(UInt32.self) }
        mutating func guid() -> GUID? { load(GUID.self) }

        mutating func text() -> String? {
            guard let maximum = uint32(), uint32() == 0, let count = uint32(), count <= maximum,
                Int(count) <= (bytes.count - offset) / 2
            else { return nil }
            var units: [UInt16] = []
            for _ in 0..<count { if let unit = load(UInt16.self) { units.append(unit) } }
            return String(decoding: units.prefix { $0 != 0 }, as: UTF16.self)
        }
    }
}
