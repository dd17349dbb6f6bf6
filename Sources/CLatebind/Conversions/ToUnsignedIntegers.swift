// SPDX-License-Identifier: Apache-2.0
//
// Var…From… with an unsigned integer as the result.

import AutomationTypes
public import CAutomation.Functions

// MARK: To VT_UI1

@c @implementation
public func VarUI1FromI2(_ value: SHORT, _ result: Out<BYTE>) -> HRESULT { convert(value, .i2, to: result, .ui1) }
@c @implementation
public func VarUI1FromI4(_ value: LONG, _ result: Out<BYTE>) -> HRESULT { convert(value, .i4, to: result, .ui1) }
@c @implementation
public func VarUI1FromI8(_ value: LONG64, _ result: Out<BYTE>) -> HRESULT { convert(value, .i8, to: result, .ui1) }
@c @implementation
public func VarUI1FromR4(_ value: FLOAT, _ result: Out<BYTE>) -> HRESULT { convert(value, .r4, to: result, .ui1) }
@c @implementation
public func VarUI1FromR8(_ value: DOUBLE, _ result: Out<BYTE>) -> HRESULT { convert(value, .r8, to: result, .ui1) }
@c @implementation
public func VarUI1FromCy(_ value: CY, _ result: Out<BYTE>) -> HRESULT { convert(value.int64, .cy, to: result, .ui1) }
@c @implementation
public func VarUI1FromDate(_ value: DATE, _ result: Out<BYTE>) -> HRESULT { convert(value, .date, to: result, .ui1) }
@c @implementation
public func VarUI1FromStr(_ value: LPCOLESTR?, _ locale: LCID, _ flags: ULONG, _ result: Out<BYTE>) -> HRESULT {
    convert(value, to: result, .ui1, locale, flags)
}
@c @implementation
public func VarUI1FromDisp(_ value: LPDISPATCH?, _ locale: LCID, _ result: Out<BYTE>) -> HRESULT {
    convert(value, to: result, .ui1, locale)
}
@c @implementation
public func VarUI1FromBool(_ value: VARIANT_BOOL, _ result: Out<BYTE>) -> HRESULT {
    convert(value, .bool, to: result, .ui1)
}
@c @implementation
public func VarUI1FromI1(_ value: CHAR, _ result: Out<BYTE>) -> HRESULT { convert(value, .i1, to: result, .ui1) }
@c @implementation
public func VarUI1FromUI2(_ value: USHORT, _ result: Out<BYTE>) -> HRESULT { convert(value, .ui2, to: result, .ui1) }
@c @implementation
public func VarUI1FromUI4(_ value: ULONG, _ result: Out<BYTE>) -> HRESULT { convert(value, .ui4, to: result, .ui1) }
@c @implementation
public func VarUI1FromUI8(_ value: ULONG64, _ result: Out<BYTE>) -> HRESULT { convert(value, .ui8, to: result, .ui1) }
@c @implementation
public func VarUI1FromDec(_ value: UnsafePointer<DECIMAL>?, _ result: Out<BYTE>) -> HRESULT {
    convert(value, to: result, .ui1)
}

// MARK: To VT_UI2

@c @implementation
public func VarUI2FromUI1(_ value: BYTE, _ result: Out<USHORT>) -> HRESULT { convert(value, .ui1, to: result, .ui2) }
@c @implementation
public func VarUI2FromI2(_ value: SHORT, _ result: Out<USHORT>) -> HRESULT { convert(value, .i2, to: result, .ui2) }
@c @implementation
public func VarUI2FromI4(_ value: LONG, _ result: Out<USHORT>) -> HRESULT { convert(value, .i4, to: result, .ui2) }
@c @implementation
public func VarUI2FromI8(_ value: LONG64, _ result: Out<USHORT>) -> HRESULT { convert(value, .i8, to: result, .ui2) }
@c @implementation
public func VarUI2FromR4(_ value: FLOAT, _ result: Out<USHORT>) -> HRESULT { convert(value, .r4, to: result, .ui2) }
@c @implementation
public func VarUI2FromR8(_ value: DOUBLE, _ result: Out<USHORT>) -> HRESULT { convert(value, .r8, to: result, .ui2) }
@c @implementation
public func VarUI2FromCy(_ value: CY, _ result: Out<USHORT>) -> HRESULT { convert(value.int64, .cy, to: result, .ui2) }
@c @implementation
public func VarUI2FromDate(_ value: DATE, _ result: Out<USHORT>) -> HRESULT { convert(value, .date, to: result, .ui2) }
@c @implementation
public func VarUI2FromStr(_ value: LPCOLESTR?, _ locale: LCID, _ flags: ULONG, _ result: Out<USHORT>) -> HRESULT {
    convert(value, to: result, .ui2, locale, flags)
}
@c @implementation
public func VarUI2FromDisp(_ value: LPDISPATCH?, _ locale: LCID, _ result: Out<USHORT>) -> HRESULT {
    convert(value, to: result, .ui2, locale)
}
@c @implementation
public func VarUI2FromBool(_ value: VARIANT_BOOL, _ result: Out<USHORT>) -> HRESULT {
    convert(value, .bool, to: result, .ui2)
}
@c @implementation
public func VarUI2FromI1(_ value: CHAR, _ result: Out<USHORT>) -> HRESULT { convert(value, .i1, to: result, .ui2) }
@c @implementation
public func VarUI2FromUI4(_ value: ULONG, _ result: Out<USHORT>) -> HRESULT { convert(value, .ui4, to: result, .ui2) }
@c @implementation
public func VarUI2FromUI8(_ value: ULONG64, _ result: Out<USHORT>) -> HRESULT { convert(value, .ui8, to: result, .ui2) }
@c @implementation
public func VarUI2FromDec(_ value: UnsafePointer<DECIMAL>?, _ result: Out<USHORT>) -> HRESULT {
    convert(value, to: result, .ui2)
}

// MARK: To VT_UI4

@c @implementation
public func VarUI4FromUI1(_ value: BYTE, _ result: Out<ULONG>) -> HRESULT { convert(value, .ui1, to: result, .ui4) }
@c @implementation
public func VarUI4FromI2(_ value: SHORT, _ result: Out<ULONG>) -> HRESULT { convert(value, .i2, to: result, .ui4) }
@c @implementation
public func VarUI4FromI4(_ value: LONG, _ result: Out<ULONG>) -> HRESULT { convert(value, .i4, to: result, .ui4) }
@c @implementation
public func VarUI4FromI8(_ value: LONG64, _ result: Out<ULONG>) -> HRESULT { convert(value, .i8, to: result, .ui4) }
@c @implementation
public func VarUI4FromR4(_ value: FLOAT, _ result: Out<ULONG>) -> HRESULT { convert(value, .r4, to: result, .ui4) }
@c @implementation
public func VarUI4FromR8(_ value: DOUBLE, _ result: Out<ULONG>) -> HRESULT { convert(value, .r8, to: result, .ui4) }
@c @implementation
public func VarUI4FromCy(_ value: CY, _ result: Out<ULONG>) -> HRESULT { convert(value.int64, .cy, to: result, .ui4) }
@c @implementation
public func VarUI4FromDate(_ value: DATE, _ result: Out<ULONG>) -> HRESULT { convert(value, .date, to: result, .ui4) }
@c @implementation
public func VarUI4FromStr(_ value: LPCOLESTR?, _ locale: LCID, _ flags: ULONG, _ result: Out<ULONG>) -> HRESULT {
    convert(value, to: result, .ui4, locale, flags)
}
@c @implementation
public func VarUI4FromDisp(_ value: LPDISPATCH?, _ locale: LCID, _ result: Out<ULONG>) -> HRESULT {
    convert(value, to: result, .ui4, locale)
}
@c @implementation
public func VarUI4FromBool(_ value: VARIANT_BOOL, _ result: Out<ULONG>) -> HRESULT {
    convert(value, .bool, to: result, .ui4)
}
@c @implementation
public func VarUI4FromI1(_ value: CHAR, _ result: Out<ULONG>) -> HRESULT { convert(value, .i1, to: result, .ui4) }
@c @implementation
public func VarUI4FromUI2(_ value: USHORT, _ result: Out<ULONG>) -> HRESULT { convert(value, .ui2, to: result, .ui4) }
@c @implementation
public func VarUI4FromUI8(_ value: ULONG64, _ result: Out<ULONG>) -> HRESULT { convert(value, .ui8, to: result, .ui4) }
@c @implementation
public func VarUI4FromDec(_ value: UnsafePointer<DECIMAL>?, _ result: Out<ULONG>) -> HRESULT {
    convert(value, to: result, .ui4)
}

// MARK: To VT_UI8

@c @implementation
public func VarUI8FromUI1(_ value: BYTE, _ result: Out<ULONG64>) -> HRESULT { convert(value, .ui1, to: result, .ui8) }
@c @implementation
public func VarUI8FromI2(_ value: SHORT, _ result: Out<ULONG64>) -> HRESULT { convert(value, .i2, to: result, .ui8) }
@c @implementation
public func VarUI8FromI8(_ value: LONG64, _ result: Out<ULONG64>) -> HRESULT { convert(value, .i8, to: result, .ui8) }
@c @implementation
public func VarUI8FromR4(_ value: FLOAT, _ result: Out<ULONG64>) -> HRESULT { convert(value, .r4, to: result, .ui8) }
@c @implementation
public func VarUI8FromR8(_ value: DOUBLE, _ result: Out<ULONG64>) -> HRESULT { convert(value, .r8, to: result, .ui8) }
@c @implementation
public func VarUI8FromCy(_ value: CY, _ result: Out<ULONG64>) -> HRESULT { convert(value.int64, .cy, to: result, .ui8) }
@c @implementation
public func VarUI8FromDate(_ value: DATE, _ result: Out<ULONG64>) -> HRESULT { convert(value, .date, to: result, .ui8) }
@c @implementation
public func VarUI8FromStr(_ value: LPCOLESTR?, _ locale: LCID, _ flags: ULONG, _ result: Out<ULONG64>) -> HRESULT {
    convert(value, to: result, .ui8, locale, flags)
}
@c @implementation
public func VarUI8FromDisp(_ value: LPDISPATCH?, _ locale: LCID, _ result: Out<ULONG64>) -> HRESULT {
    convert(value, to: result, .ui8, locale)
}
@c @implementation
public func VarUI8FromBool(_ value: VARIANT_BOOL, _ result: Out<ULONG64>) -> HRESULT {
    convert(value, .bool, to: result, .ui8)
}
@c @implementation
public func VarUI8FromI1(_ value: CHAR, _ result: Out<ULONG64>) -> HRESULT { convert(value, .i1, to: result, .ui8) }
@c @implementation
public func VarUI8FromUI2(_ value: USHORT, _ result: Out<ULONG64>) -> HRESULT { convert(value, .ui2, to: result, .ui8) }
@c @implementation
public func VarUI8FromUI4(_ value: ULONG, _ result: Out<ULONG64>) -> HRESULT { convert(value, .ui4, to: result, .ui8) }
@c @implementation
public func VarUI8FromDec(_ value: UnsafePointer<DECIMAL>?, _ result: Out<ULONG64>) -> HRESULT {
    convert(value, to: result, .ui8)
}
