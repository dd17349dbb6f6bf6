// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
public import CAutomation.Functions
import TypeLibMarshaler

@c @implementation
public func BSTR_UserSize(_ flags: Out<ULONG>, _ start: ULONG, _ value: Out<BSTR?>) -> ULONG {
    size(flags, start, value.map(WireForm.Value.bstr))
}

@c @implementation
public func BSTR_UserMarshal(_ flags: Out<ULONG>, _ buffer: Out<BYTE>, _ value: Out<BSTR?>) -> Out<BYTE> {
    marshal(flags, buffer, value.map(WireForm.Value.bstr))
}

@c @implementation
public func BSTR_UserUnmarshal(_ flags: Out<ULONG>, _ buffer: Out<BYTE>, _ value: Out<BSTR?>) -> Out<BYTE> {
    unmarshal(flags, buffer, value.map(WireForm.Value.bstr))
}

@c @implementation
public func BSTR_UserFree(_ flags: Out<ULONG>, _ value: Out<BSTR?>) {
    value.map { WireForm.free(.bstr($0)) }
}

@c @implementation
public func VARIANT_UserSize(_ flags: Out<ULONG>, _ start: ULONG, _ value: Out<VARIANT>) -> ULONG {
    size(flags, start, value.map(WireForm.Value.variant))
}

@c @implementation
public func VARIANT_UserMarshal(_ flags: Out<ULONG>, _ buffer: Out<BYTE>, _ value: Out<VARIANT>) -> Out<BYTE> {
    marshal(flags, buffer, value.map(WireForm.Value.variant))
}

@c @implementation
public func VARIANT_UserUnmarshal(_ flags: Out<ULONG>, _ buffer: Out<BYTE>, _ value: Out<VARIANT>) -> Out<BYTE> {
    unmarshal(flags, buffer, value.map(WireForm.Value.variant))
}

@c @implementation
public func VARIANT_UserFree(_ flags: Out<ULONG>, _ value: Out<VARIANT>) {
    value.map { WireForm.free(.variant($0)) }
}

@c @implementation
public func LPSAFEARRAY_UserSize(_ flags: Out<ULONG>, _ start: ULONG, _ value: Out<LPSAFEARRAY?>) -> ULONG {
    size(flags, start, value.map(WireForm.Value.safeArray))
}

@c @implementation
public func LPSAFEARRAY_UserMarshal(_ flags: Out<ULONG>, _ buffer: Out<BYTE>, _ value: Out<LPSAFEARRAY?>) -> Out<BYTE> {
    marshal(flags, buffer, value.map(WireForm.Value.safeArray))
}

@c @implementation
public func LPSAFEARRAY_UserUnmarshal(_ flags: Out<ULONG>, _ buffer: Out<BYTE>, _ value: Out<LPSAFEARRAY?>) -> Out<BYTE> {
    unmarshal(flags, buffer, value.map(WireForm.Value.safeArray))
}

@c @implementation
public func LPSAFEARRAY_UserFree(_ flags: Out<ULONG>, _ value: Out<LPSAFEARRAY?>) {
    value.map { WireForm.free(.safeArray($0)) }
}

// MARK: -

/// The low word of the flags is an MSHCTX.
private func destination(_ flags: Out<ULONG>) -> MarshalingDestination {
    MarshalingDestination(context: (flags?.pointee ?? 0) & 0xFFFF)
}

private func size(_ flags: Out<ULONG>, _ start: ULONG, _ value: WireForm.Value?) -> ULONG {
    guard let value else { return start }
    do throws(COMError) {
        return ULONG(clamping: try WireForm.end(of: value, from: Int(start), destination(flags)))
    } catch {
        ErrorInfo.set(error)
        return start
    }
}

private func marshal(_ flags: Out<ULONG>, _ buffer: Out<BYTE>, _ value: WireForm.Value?) -> Out<BYTE> {
    guard let value, let buffer else { return buffer }
    do throws(COMError) {
        return try WireForm.marshal(value, to: UnsafeMutableRawPointer(buffer), destination(flags))
            .assumingMemoryBound(to: BYTE.self)
    } catch {
        ErrorInfo.set(error)
        return buffer
    }
}

private func unmarshal(_ flags: Out<ULONG>, _ buffer: Out<BYTE>, _ value: WireForm.Value?) -> Out<BYTE> {
    guard let value, let buffer else { return buffer }
    do throws(COMError) {
        let end = try WireForm.unmarshal(value, from: UnsafeRawPointer(buffer), destination(flags))
        return UnsafeMutableRawPointer(mutating: end).assumingMemoryBound(to: BYTE.self)
    } catch {
        ErrorInfo.set(error)
        return buffer
    }
}
