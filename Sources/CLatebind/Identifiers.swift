// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
public import CAutomation.Functions
import Remoting

@c @implementation
public func CoCreateGuid(_ result: Out<GUID>) -> HRESULT {
    guard let result else { return HResult.E_INVALIDARG.rawValue }
    result.pointee = GUID.random()
    return 0
}

@c @implementation
public func StringFromGUID2(_ guid: UnsafePointer<GUID>?, _ result: LPOLESTR?, _ capacity: INT) -> INT {
    guard let guid, let result else { return 0 }
    let units = Array(guid.pointee.description.utf16) + [0]
    guard units.count <= Int(capacity) else { return 0 }
    result.update(from: units, count: units.count)
    return INT(units.count)
}

@c @implementation
public func StringFromCLSID(_ guid: UnsafePointer<GUID>?, _ result: Out<LPOLESTR?>) -> HRESULT {
    guard let guid, let result else { return HResult.E_INVALIDARG.rawValue }
    result.pointee = TaskMemory.copy(guid.pointee.description)
    return result.pointee == nil ? HResult.E_OUTOFMEMORY.rawValue : 0
}

@c @implementation
public func StringFromIID(_ iid: UnsafePointer<GUID>?, _ result: Out<LPOLESTR?>) -> HRESULT {
    StringFromCLSID(iid, result)
}

@c @implementation
public func CLSIDFromString(_ text: LPCOLESTR?, _ result: Out<GUID>) -> HRESULT {
    guard let result else { return HResult.E_INVALIDARG.rawValue }
    result.pointee = .zero
    guard let text else { return 0 }
    let name = string(fromTerminated: text)
    if let guid = GUID(registryForm: name) {
        result.pointee = guid
        return 0
    }
    // Anything else is a ProgID.
    guard !name.hasPrefix("{") else { return HResult.CO_E_CLASSSTRING.rawValue }
    return CLSIDFromProgID(text, result)
}

@c @implementation
public func IIDFromString(_ text: LPCOLESTR?, _ result: Out<GUID>) -> HRESULT {
    guard let result else { return HResult.E_INVALIDARG.rawValue }
    result.pointee = .zero
    guard let text else { return 0 }
    let units = units(ofTerminated: text)
    guard units.count == 38 else { return HResult.E_INVALIDARG.rawValue }
    guard let guid = GUID(registryForm: String(decoding: units, as: UTF16.self)) else {
        return HResult.CO_E_IIDSTRING.rawValue
    }
    result.pointee = guid
    return 0
}

@c @implementation
public func CLSIDFromProgID(_ progID: LPCOLESTR?, _ result: Out<GUID>) -> HRESULT {
    guard let result else { return HResult.E_INVALIDARG.rawValue }
    result.pointee = .zero
    guard let progID else { return HResult.E_INVALIDARG.rawValue }
    return entry {
        result.pointee = try ClassRegistry.shared.clsid(ofProgID: string(fromTerminated: progID))
        return .S_OK
    }
}

@c @implementation
public func ProgIDFromCLSID(_ clsid: UnsafePointer<GUID>?, _ result: Out<LPOLESTR?>) -> HRESULT {
    guard let clsid, let result else { return HResult.E_INVALIDARG.rawValue }
    result.pointee = nil
    return entry {
        let progID = try ClassRegistry.shared.progID(of: clsid.pointee)
        result.pointee = TaskMemory.copy(progID)
        return result.pointee == nil ? .E_OUTOFMEMORY : .S_OK
    }
}

extension GUID {
    /// Reads the form with braces alone.
    fileprivate init?(registryForm text: String) {
        guard text.hasPrefix("{") else { return nil }
        self.init(text)
    }

    /// A version 4 UUID, from the system's random numbers. RFC 9562, 5.4
    fileprivate static func random() -> GUID {
        let low = UInt64.random(in: .min ... .max)
        func byte(_ index: UInt64) -> UInt8 { UInt8(truncatingIfNeeded: low >> (8 * index)) }
        return GUID(
            Data1: .random(in: .min ... .max), Data2: .random(in: .min ... .max),
            Data3: .random(in: 0...0x0FFF) | 0x4000,
            Data4: (
                byte(0) & 0x3F | 0x80, byte(1), byte(2), byte(3), byte(4), byte(5), byte(6), byte(7)
            ))
    }
}
