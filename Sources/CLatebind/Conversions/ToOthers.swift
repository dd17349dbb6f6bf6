// SPDX-License-Identifier: Apache-2.0
//
// Var…From… with a date, a truth value or a text as the result.

import AutomationTypes
public import CAutomation.Functions

// MARK: To VT_DATE

@c @implementation
public func VarDateFromUI1(_ value: BYTE, _ result: Out<DATE>) -> HRESULT { convert(value, .ui1, to: result, .date) }
@c @implementation
public func VarDateFromI2(_ value: SHORT, _ result: Out<DATE>) -> HRESULT { convert(value, .i2, to: result, .date) }
@c @implementation
public func VarDateFromI4(_ value: LONG, _ result: Out<DATE>) -> HRESULT { convert(value, .i4, to: result, .date) }
@c @implementation
public func VarDateFromI8(_ value: LONG64, _ result: Out<DATE>) -> HRESULT { convert(value, .i8, to: result, .date) }
@c @implementation
public func VarDateFromR4(_ value: FLOAT, _ result: Out<DATE>) -> HRESULT { convert(value, .r4, to: result, .date) }
@c @implementation
public func VarDateFromR8(_ value: DOUBLE, _ result: Out<DATE>) -> HRESULT { convert(value, .r8, to: result, .date) }
@c @implementation
public func VarDateFromCy(_ value: CY, _ result: Out<DATE>) -> HRESULT { convert(value.int64, .cy, to: result, .date) }
@c @implementation
public func VarDateFromStr(_ value: LPCOLESTR?, _ locale: LCID, _ flags: ULONG, _ result: Out<DATE>) -> HRESULT {
    convert(value, to: result, .date, locale, flags)
}
@c @implementation
public func VarDateFromDisp(_ value: LPDISPATCH?, _ locale: LCID, _ result: Out<DATE>) -> HRESULT {
    convert(value, to: result, .date, locale)
}
@c @implementation
public func VarDateFromBool(_ value: VARIANT_BOOL, _ result: Out<DATE>) -> HRESULT {
    convert(value, .bool, to: result, .date)
}
@c @implementation
public func VarDateFromI1(_ value: CHAR, _ result: Out<DATE>) -> HRESULT { convert(value, .i1, to: result, .date) }
@c @implementation
public func VarDateFromUI2(_ value: USHORT, _ result: Out<DATE>) -> HRESULT { convert(value, .ui2, to: result, .date) }
@c @implementation
public func VarDateFromUI4(_ value: ULONG, _ result: Out<DATE>) -> HRESULT { convert(value, .ui4, to: result, .date) }
@c @implementation
public func VarDateFromUI8(_ value: ULONG64, _ result: Out<DATE>) -> HRESULT { convert(value, .ui8, to: result, .date) }
@c @implementation
public func VarDateFromDec(_ value: UnsafePointer<DECIMAL>?, _ result: Out<DATE>) -> HRESULT {
    convert(value, to: result, .date)
}

// MARK: To VT_BOOL

@c @implementation
public func VarBoolFromUI1(_ value: BYTE, _ result: Out<VARIANT_BOOL>) -> HRESULT {
    convert(value, .ui1, to: result, .bool)
}
@c @implementation
public func VarBoolFromI2(_ value: SHORT, _ result: Out<VARIANT_BOOL>) -> HRESULT {
    convert(value, .i2, to: result, .bool)
}
@c @implementation
public func VarBoolFromI4(_ value: LONG, _ result: Out<VARIANT_BOOL>) -> HRESULT {
    convert(value, .i4, to: result, .bool)
}
@c @implementation
public func VarBoolFromI8(_ value: LONG64, _ result: Out<VARIANT_BOOL>) -> HRESULT {
    convert(value, .i8, to: result, .bool)
}
@c @implementation
public func VarBoolFromR4(_ value: FLOAT, _ result: Out<VARIANT_BOOL>) -> HRESULT {
    convert(value, .r4, to: result, .bool)
}
@c @implementation
public func VarBoolFromR8(_ value: DOUBLE, _ result: Out<VARIANT_BOOL>) -> HRESULT {
    convert(value, .r8, to: result, .bool)
}
@c @implementation
public func VarBoolFromCy(_ value: CY, _ result: Out<VARIANT_BOOL>) -> HRESULT {
    convert(value.int64, .cy, to: result, .bool)
}
@c @implementation
public func VarBoolFromDate(_ value: DATE, _ result: Out<VARIANT_BOOL>) -> HRESULT {
    convert(value, .date, to: result, .bool)
}
@c @implementation
public func VarBoolFromStr(
    _ value: LPCOLESTR?, _ locale: LCID, _ flags: ULONG, _ result: Out<VARIANT_BOOL>
) -> HRESULT { convert(value, to: result, .bool, locale, flags) }
@c @implementation
public func VarBoolFromDisp(_ value: LPDISPATCH?, _ locale: LCID, _ result: Out<VARIANT_BOOL>) -> HRESULT {
    convert(value, to: result, .bool, locale)
}
@c @implementation
public func VarBoolFromI1(_ value: CHAR, _ result: Out<VARIANT_BOOL>) -> HRESULT {
    convert(value, .i1, to: result, .bool)
}
@c @implementation
public func VarBoolFromUI2(_ value: USHORT, _ result: Out<VARIANT_BOOL>) -> HRESULT {
    convert(value, .ui2, to: result, .bool)
}
@c @implementation
public func VarBoolFromUI4(_ value: ULONG, _ result: Out<VARIANT_BOOL>) -> HRESULT {
    convert(value, .ui4, to: result, .bool)
}
@c @implementation
public func VarBoolFromUI8(_ value: ULONG64, _ result: Out<VARIANT_BOOL>) -> HRESULT {
    convert(value, .ui8, to: result, .bool)
}
@c @implementation
public func VarBoolFromDec(_ value: UnsafePointer<DECIMAL>?, _ result: Out<VARIANT_BOOL>) -> HRESULT {
    convert(value, to: result, .bool)
}

// MARK: To VT_BSTR

@c @implementation
public func VarBstrFromUI1(_ value: BYTE, _ locale: LCID, _ flags: ULONG, _ result: Out<BSTR?>) -> HRESULT {
    convert(value, .ui1, to: result, .bstr, locale, flags)
}
@c @implementation
public func VarBstrFromI2(_ value: SHORT, _ locale: LCID, _ flags: ULONG, _ result: Out<BSTR?>) -> HRESULT {
    convert(value, .i2, to: result, .bstr, locale, flags)
}
@c @implementation
public func VarBstrFromI4(_ value: LONG, _ locale: LCID, _ flags: ULONG, _ result: Out<BSTR?>) -> HRESULT {
    convert(value, .i4, to: result, .bstr, locale, flags)
}
@c @implementation
public func VarBstrFromI8(_ value: LONG64, _ locale: LCID, _ flags: ULONG, _ result: Out<BSTR?>) -> HRESULT {
    convert(value, .i8, to: result, .bstr, locale, flags)
}
@c @implementation
public func VarBstrFromR4(_ value: FLOAT, _ locale: LCID, _ flags: ULONG, _ result: Out<BSTR?>) -> HRESULT {
    convert(value, .r4, to: result, .bstr, locale, flags)
}
@c @implementation
public func VarBstrFromR8(_ value: DOUBLE, _ locale: LCID, _ flags: ULONG, _ result: Out<BSTR?>) -> HRESULT {
    convert(value, .r8, to: result, .bstr, locale, flags)
}
@c @implementation
public func VarBstrFromCy(_ value: CY, _ locale: LCID, _ flags: ULONG, _ result: Out<BSTR?>) -> HRESULT {
    convert(value.int64, .cy, to: result, .bstr, locale, flags)
}
@c @implementation
public func VarBstrFromDate(_ value: DATE, _ locale: LCID, _ flags: ULONG, _ result: Out<BSTR?>) -> HRESULT {
    convert(value, .date, to: result, .bstr, locale, flags)
}
@c @implementation
public func VarBstrFromDisp(_ value: LPDISPATCH?, _ locale: LCID, _ flags: ULONG, _ result: Out<BSTR?>) -> HRESULT {
    convert(value, to: result, .bstr, locale, flags)
}
@c @implementation
public func VarBstrFromBool(_ value: VARIANT_BOOL, _ locale: LCID, _ flags: ULONG, _ result: Out<BSTR?>) -> HRESULT {
    convert(value, .bool, to: result, .bstr, locale, flags)
}
@c @implementation
public func VarBstrFromI1(_ value: CHAR, _ locale: LCID, _ flags: ULONG, _ result: Out<BSTR?>) -> HRESULT {
    convert(value, .i1, to: result, .bstr, locale, flags)
}
@c @implementation
public func VarBstrFromUI2(_ value: USHORT, _ locale: LCID, _ flags: ULONG, _ result: Out<BSTR?>) -> HRESULT {
    convert(value, .ui2, to: result, .bstr, locale, flags)
}
@c @implementation
public func VarBstrFromUI4(_ value: ULONG, _ locale: LCID, _ flags: ULONG, _ result: Out<BSTR?>) -> HRESULT {
    convert(value, .ui4, to: result, .bstr, locale, flags)
}
@c @implementation
public func VarBstrFromUI8(_ value: ULONG64, _ locale: LCID, _ flags: ULONG, _ result: Out<BSTR?>) -> HRESULT {
    convert(value, .ui8, to: result, .bstr, locale, flags)
}
@c @implementation
public func VarBstrFromDec(
    _ value: UnsafePointer<DECIMAL>?, _ locale: LCID, _ flags: ULONG, _ result: Out<BSTR?>
) -> HRESULT { convert(value, to: result, .bstr, locale, flags) }
