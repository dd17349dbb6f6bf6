// SPDX-License-Identifier: Apache-2.0
//
// Var…From… with a signed integer as the result.

import AutomationTypes
public import CAutomation.Functions

// MARK: To VT_I1

@c @implementation
public func VarI1FromUI1(_ value: BYTE, _ result: Out<CHAR>) -> HRESULT { convert(value, .ui1, to: result, .i1) }
@c @implementation
public func VarI1FromI2(_ value: SHORT, _ result: Out<CHAR>) -> HRESULT { convert(value, .i2, to: result, .i1) }
@c @implementation
public func VarI1FromI4(_ value: LONG, _ result: Out<CHAR>) -> HRESULT { convert(value, .i4, to: result, .i1) }
@c @implementation
public func VarI1FromI8(_ value: LONG64, _ result: Out<CHAR>) -> HRESULT { convert(value, .i8, to: result, .i1) }
@c @implementation
public func VarI1FromR4(_ value: FLOAT, _ result: Out<CHAR>) -> HRESULT { convert(value, .r4, to: result, .i1) }
@c @implementation
public func VarI1FromR8(_ value: DOUBLE, _ result: Out<CHAR>) -> HRESULT { convert(value, .r8, to: result, .i1) }
@c @implementation
public func VarI1FromCy(_ value: CY, _ result: Out<CHAR>) -> HRESULT { convert(value.int64, .cy, to: result, .i1) }
@c @implementation
public func VarI1FromDate(_ value: DATE, _ result: Out<CHAR>) -> HRESULT { convert(value, .date, to: result, .i1) }
@c @implementation
public func VarI1FromStr(_ value: LPCOLESTR?, _ locale: LCID, _ flags: ULONG, _ result: Out<CHAR>) -> HRESULT {
    convert(value, to: result, .i1, locale, flags)
}
@c @implementation
public func VarI1FromDisp(_ value: LPDISPATCH?, _ locale: LCID, _ result: Out<CHAR>) -> HRESULT {
    convert(value, to: result, .i1, locale)
}
@c @implementation
public func VarI1FromBool(_ value: VARIANT_BOOL, _ result: Out<CHAR>) -> HRESULT {
    convert(value, .bool, to: result, .i1)
}
@c @implementation
public func VarI1FromUI2(_ value: USHORT, _ result: Out<CHAR>) -> HRESULT { convert(value, .ui2, to: result, .i1) }
@c @implementation
public func VarI1FromUI4(_ value: ULONG, _ result: Out<CHAR>) -> HRESULT { convert(value, .ui4, to: result, .i1) }
@c @implementation
public func VarI1FromUI8(_ value: ULONG64, _ result: Out<CHAR>) -> HRESULT { convert(value, .ui8, to: result, .i1) }
@c @implementation
public func VarI1FromDec(_ value: UnsafePointer<DECIMAL>?, _ result: Out<CHAR>) -> HRESULT {
    convert(value, to: result, .i1)
}

// MARK: To VT_I2

@c @implementation
public func VarI2FromUI1(_ value: BYTE, _ result: Out<SHORT>) -> HRESULT { convert(value, .ui1, to: result, .i2) }
@c @implementation
public func VarI2FromI4(_ value: LONG, _ result: Out<SHORT>) -> HRESULT { convert(value, .i4, to: result, .i2) }
@c @implementation
public func VarI2FromI8(_ value: LONG64, _ result: Out<SHORT>) -> HRESULT { convert(value, .i8, to: result, .i2) }
@c @implementation
public func VarI2FromR4(_ value: FLOAT, _ result: Out<SHORT>) -> HRESULT { convert(value, .r4, to: result, .i2) }
@c @implementation
public func VarI2FromR8(_ value: DOUBLE, _ result: Out<SHORT>) -> HRESULT { convert(value, .r8, to: result, .i2) }
@c @implementation
public func VarI2FromCy(_ value: CY, _ result: Out<SHORT>) -> HRESULT { convert(value.int64, .cy, to: result, .i2) }
@c @implementation
public func VarI2FromDate(_ value: DATE, _ result: Out<SHORT>) -> HRESULT { convert(value, .date, to: result, .i2) }
@c @implementation
public func VarI2FromStr(_ value: LPCOLESTR?, _ locale: LCID, _ flags: ULONG, _ result: Out<SHORT>) -> HRESULT {
    convert(value, to: result, .i2, locale, flags)
}
@c @implementation
public func VarI2FromDisp(_ value: LPDISPATCH?, _ locale: LCID, _ result: Out<SHORT>) -> HRESULT {
    convert(value, to: result, .i2, locale)
}
@c @implementation
public func VarI2FromBool(_ value: VARIANT_BOOL, _ result: Out<SHORT>) -> HRESULT {
    convert(value, .bool, to: result, .i2)
}
@c @implementation
public func VarI2FromI1(_ value: CHAR, _ result: Out<SHORT>) -> HRESULT { convert(value, .i1, to: result, .i2) }
@c @implementation
public func VarI2FromUI2(_ value: USHORT, _ result: Out<SHORT>) -> HRESULT { convert(value, .ui2, to: result, .i2) }
@c @implementation
public func VarI2FromUI4(_ value: ULONG, _ result: Out<SHORT>) -> HRESULT { convert(value, .ui4, to: result, .i2) }
@c @implementation
public func VarI2FromUI8(_ value: ULONG64, _ result: Out<SHORT>) -> HRESULT { convert(value, .ui8, to: result, .i2) }
@c @implementation
public func VarI2FromDec(_ value: UnsafePointer<DECIMAL>?, _ result: Out<SHORT>) -> HRESULT {
    convert(value, to: result, .i2)
}

// MARK: To VT_I4

@c @implementation
public func VarI4FromUI1(_ value: BYTE, _ result: Out<LONG>) -> HRESULT { convert(value, .ui1, to: result, .i4) }
@c @implementation
public func VarI4FromI2(_ value: SHORT, _ result: Out<LONG>) -> HRESULT { convert(value, .i2, to: result, .i4) }
@c @implementation
public func VarI4FromI8(_ value: LONG64, _ result: Out<LONG>) -> HRESULT { convert(value, .i8, to: result, .i4) }
@c @implementation
public func VarI4FromR4(_ value: FLOAT, _ result: Out<LONG>) -> HRESULT { convert(value, .r4, to: result, .i4) }
@c @implementation
public func VarI4FromR8(_ value: DOUBLE, _ result: Out<LONG>) -> HRESULT { convert(value, .r8, to: result, .i4) }
@c @implementation
public func VarI4FromCy(_ value: CY, _ result: Out<LONG>) -> HRESULT { convert(value.int64, .cy, to: result, .i4) }
@c @implementation
public func VarI4FromDate(_ value: DATE, _ result: Out<LONG>) -> HRESULT { convert(value, .date, to: result, .i4) }
@c @implementation
public func VarI4FromStr(_ value: LPCOLESTR?, _ locale: LCID, _ flags: ULONG, _ result: Out<LONG>) -> HRESULT {
    convert(value, to: result, .i4, locale, flags)
}
@c @implementation
public func VarI4FromDisp(_ value: LPDISPATCH?, _ locale: LCID, _ result: Out<LONG>) -> HRESULT {
    convert(value, to: result, .i4, locale)
}
@c @implementation
public func VarI4FromBool(_ value: VARIANT_BOOL, _ result: Out<LONG>) -> HRESULT {
    convert(value, .bool, to: result, .i4)
}
@c @implementation
public func VarI4FromI1(_ value: CHAR, _ result: Out<LONG>) -> HRESULT { convert(value, .i1, to: result, .i4) }
@c @implementation
public func VarI4FromUI2(_ value: USHORT, _ result: Out<LONG>) -> HRESULT { convert(value, .ui2, to: result, .i4) }
@c @implementation
public func VarI4FromUI4(_ value: ULONG, _ result: Out<LONG>) -> HRESULT { convert(value, .ui4, to: result, .i4) }
@c @implementation
public func VarI4FromUI8(_ value: ULONG64, _ result: Out<LONG>) -> HRESULT { convert(value, .ui8, to: result, .i4) }
@c @implementation
public func VarI4FromDec(_ value: UnsafePointer<DECIMAL>?, _ result: Out<LONG>) -> HRESULT {
    convert(value, to: result, .i4)
}

// MARK: To VT_I8

@c @implementation
public func VarI8FromUI1(_ value: BYTE, _ result: Out<LONG64>) -> HRESULT { convert(value, .ui1, to: result, .i8) }
@c @implementation
public func VarI8FromI2(_ value: SHORT, _ result: Out<LONG64>) -> HRESULT { convert(value, .i2, to: result, .i8) }
@c @implementation
public func VarI8FromR4(_ value: FLOAT, _ result: Out<LONG64>) -> HRESULT { convert(value, .r4, to: result, .i8) }
@c @implementation
public func VarI8FromR8(_ value: DOUBLE, _ result: Out<LONG64>) -> HRESULT { convert(value, .r8, to: result, .i8) }
@c @implementation
public func VarI8FromCy(_ value: CY, _ result: Out<LONG64>) -> HRESULT { convert(value.int64, .cy, to: result, .i8) }
@c @implementation
public func VarI8FromDate(_ value: DATE, _ result: Out<LONG64>) -> HRESULT { convert(value, .date, to: result, .i8) }
@c @implementation
public func VarI8FromStr(_ value: LPCOLESTR?, _ locale: LCID, _ flags: ULONG, _ result: Out<LONG64>) -> HRESULT {
    convert(value, to: result, .i8, locale, flags)
}
@c @implementation
public func VarI8FromDisp(_ value: LPDISPATCH?, _ locale: LCID, _ result: Out<LONG64>) -> HRESULT {
    convert(value, to: result, .i8, locale)
}
@c @implementation
public func VarI8FromBool(_ value: VARIANT_BOOL, _ result: Out<LONG64>) -> HRESULT {
    convert(value, .bool, to: result, .i8)
}
@c @implementation
public func VarI8FromI1(_ value: CHAR, _ result: Out<LONG64>) -> HRESULT { convert(value, .i1, to: result, .i8) }
@c @implementation
public func VarI8FromUI2(_ value: USHORT, _ result: Out<LONG64>) -> HRESULT { convert(value, .ui2, to: result, .i8) }
@c @implementation
public func VarI8FromUI4(_ value: ULONG, _ result: Out<LONG64>) -> HRESULT { convert(value, .ui4, to: result, .i8) }
@c @implementation
public func VarI8FromUI8(_ value: ULONG64, _ result: Out<LONG64>) -> HRESULT { convert(value, .ui8, to: result, .i8) }
@c @implementation
public func VarI8FromDec(_ value: UnsafePointer<DECIMAL>?, _ result: Out<LONG64>) -> HRESULT {
    convert(value, to: result, .i8)
}
