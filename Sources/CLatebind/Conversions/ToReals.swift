// SPDX-License-Identifier: Apache-2.0
//
// Var…From… with a number that has places after the point as the result.

import AutomationTypes
public import CAutomation.Functions

// MARK: To VT_R4

@c @implementation
public func VarR4FromUI1(_ value: BYTE, _ result: Out<FLOAT>) -> HRESULT { convert(value, .ui1, to: result, .r4) }
@c @implementation
public func VarR4FromI2(_ value: SHORT, _ result: Out<FLOAT>) -> HRESULT { convert(value, .i2, to: result, .r4) }
@c @implementation
public func VarR4FromI4(_ value: LONG, _ result: Out<FLOAT>) -> HRESULT { convert(value, .i4, to: result, .r4) }
@c @implementation
public func VarR4FromI8(_ value: LONG64, _ result: Out<FLOAT>) -> HRESULT { convert(value, .i8, to: result, .r4) }
@c @implementation
public func VarR4FromR8(_ value: DOUBLE, _ result: Out<FLOAT>) -> HRESULT { convert(value, .r8, to: result, .r4) }
@c @implementation
public func VarR4FromCy(_ value: CY, _ result: Out<FLOAT>) -> HRESULT { convert(value.int64, .cy, to: result, .r4) }
@c @implementation
public func VarR4FromDate(_ value: DATE, _ result: Out<FLOAT>) -> HRESULT { convert(value, .date, to: result, .r4) }
@c @implementation
public func VarR4FromStr(_ value: LPCOLESTR?, _ locale: LCID, _ flags: ULONG, _ result: Out<FLOAT>) -> HRESULT {
    convert(value, to: result, .r4, locale, flags)
}
@c @implementation
public func VarR4FromDisp(_ value: LPDISPATCH?, _ locale: LCID, _ result: Out<FLOAT>) -> HRESULT {
    convert(value, to: result, .r4, locale)
}
@c @implementation
public func VarR4FromBool(_ value: VARIANT_BOOL, _ result: Out<FLOAT>) -> HRESULT {
    convert(value, .bool, to: result, .r4)
}
@c @implementation
public func VarR4FromI1(_ value: CHAR, _ result: Out<FLOAT>) -> HRESULT { convert(value, .i1, to: result, .r4) }
@c @implementation
public func VarR4FromUI2(_ value: USHORT, _ result: Out<FLOAT>) -> HRESULT { convert(value, .ui2, to: result, .r4) }
@c @implementation
public func VarR4FromUI4(_ value: ULONG, _ result: Out<FLOAT>) -> HRESULT { convert(value, .ui4, to: result, .r4) }
@c @implementation
public func VarR4FromUI8(_ value: ULONG64, _ result: Out<FLOAT>) -> HRESULT { convert(value, .ui8, to: result, .r4) }
@c @implementation
public func VarR4FromDec(_ value: UnsafePointer<DECIMAL>?, _ result: Out<FLOAT>) -> HRESULT {
    convert(value, to: result, .r4)
}

// MARK: To VT_R8

@c @implementation
public func VarR8FromUI1(_ value: BYTE, _ result: Out<DOUBLE>) -> HRESULT { convert(value, .ui1, to: result, .r8) }
@c @implementation
public func VarR8FromI2(_ value: SHORT, _ result: Out<DOUBLE>) -> HRESULT { convert(value, .i2, to: result, .r8) }
@c @implementation
public func VarR8FromI4(_ value: LONG, _ result: Out<DOUBLE>) -> HRESULT { convert(value, .i4, to: result, .r8) }
@c @implementation
public func VarR8FromI8(_ value: LONG64, _ result: Out<DOUBLE>) -> HRESULT { convert(value, .i8, to: result, .r8) }
@c @implementation
public func VarR8FromR4(_ value: FLOAT, _ result: Out<DOUBLE>) -> HRESULT { convert(value, .r4, to: result, .r8) }
@c @implementation
public func VarR8FromCy(_ value: CY, _ result: Out<DOUBLE>) -> HRESULT { convert(value.int64, .cy, to: result, .r8) }
@c @implementation
public func VarR8FromDate(_ value: DATE, _ result: Out<DOUBLE>) -> HRESULT { convert(value, .date, to: result, .r8) }
@c @implementation
public func VarR8FromStr(_ value: LPCOLESTR?, _ locale: LCID, _ flags: ULONG, _ result: Out<DOUBLE>) -> HRESULT {
    convert(value, to: result, .r8, locale, flags)
}
@c @implementation
public func VarR8FromDisp(_ value: LPDISPATCH?, _ locale: LCID, _ result: Out<DOUBLE>) -> HRESULT {
    convert(value, to: result, .r8, locale)
}
@c @implementation
public func VarR8FromBool(_ value: VARIANT_BOOL, _ result: Out<DOUBLE>) -> HRESULT {
    convert(value, .bool, to: result, .r8)
}
@c @implementation
public func VarR8FromI1(_ value: CHAR, _ result: Out<DOUBLE>) -> HRESULT { convert(value, .i1, to: result, .r8) }
@c @implementation
public func VarR8FromUI2(_ value: USHORT, _ result: Out<DOUBLE>) -> HRESULT { convert(value, .ui2, to: result, .r8) }
@c @implementation
public func VarR8FromUI4(_ value: ULONG, _ result: Out<DOUBLE>) -> HRESULT { convert(value, .ui4, to: result, .r8) }
@c @implementation
public func VarR8FromUI8(_ value: ULONG64, _ result: Out<DOUBLE>) -> HRESULT { convert(value, .ui8, to: result, .r8) }
@c @implementation
public func VarR8FromDec(_ value: UnsafePointer<DECIMAL>?, _ result: Out<DOUBLE>) -> HRESULT {
    convert(value, to: result, .r8)
}

// MARK: To VT_CY

@c @implementation
public func VarCyFromUI1(_ value: BYTE, _ result: Out<CY>) -> HRESULT { convert(value, .ui1, to: result, .cy) }
@c @implementation
public func VarCyFromI2(_ value: SHORT, _ result: Out<CY>) -> HRESULT { convert(value, .i2, to: result, .cy) }
@c @implementation
public func VarCyFromI4(_ value: LONG, _ result: Out<CY>) -> HRESULT { convert(value, .i4, to: result, .cy) }
@c @implementation
public func VarCyFromI8(_ value: LONG64, _ result: Out<CY>) -> HRESULT { convert(value, .i8, to: result, .cy) }
@c @implementation
public func VarCyFromR4(_ value: FLOAT, _ result: Out<CY>) -> HRESULT { convert(value, .r4, to: result, .cy) }
@c @implementation
public func VarCyFromR8(_ value: DOUBLE, _ result: Out<CY>) -> HRESULT { convert(value, .r8, to: result, .cy) }
@c @implementation
public func VarCyFromDate(_ value: DATE, _ result: Out<CY>) -> HRESULT { convert(value, .date, to: result, .cy) }
@c @implementation
public func VarCyFromStr(_ value: LPCOLESTR?, _ locale: LCID, _ flags: ULONG, _ result: Out<CY>) -> HRESULT {
    convert(value, to: result, .cy, locale, flags)
}
@c @implementation
public func VarCyFromDisp(_ value: LPDISPATCH?, _ locale: LCID, _ result: Out<CY>) -> HRESULT {
    convert(value, to: result, .cy, locale)
}
@c @implementation
public func VarCyFromBool(_ value: VARIANT_BOOL, _ result: Out<CY>) -> HRESULT {
    convert(value, .bool, to: result, .cy)
}
@c @implementation
public func VarCyFromI1(_ value: CHAR, _ result: Out<CY>) -> HRESULT { convert(value, .i1, to: result, .cy) }
@c @implementation
public func VarCyFromUI2(_ value: USHORT, _ result: Out<CY>) -> HRESULT { convert(value, .ui2, to: result, .cy) }
@c @implementation
public func VarCyFromUI4(_ value: ULONG, _ result: Out<CY>) -> HRESULT { convert(value, .ui4, to: result, .cy) }
@c @implementation
public func VarCyFromUI8(_ value: ULONG64, _ result: Out<CY>) -> HRESULT { convert(value, .ui8, to: result, .cy) }
@c @implementation
public func VarCyFromDec(_ value: UnsafePointer<DECIMAL>?, _ result: Out<CY>) -> HRESULT {
    convert(value, to: result, .cy)
}

// MARK: To VT_DECIMAL

@c @implementation
public func VarDecFromUI1(_ value: BYTE, _ result: Out<DECIMAL>) -> HRESULT {
    convert(value, .ui1, to: result, .decimal)
}
@c @implementation
public func VarDecFromI2(_ value: SHORT, _ result: Out<DECIMAL>) -> HRESULT {
    convert(value, .i2, to: result, .decimal)
}
@c @implementation
public func VarDecFromI4(_ value: LONG, _ result: Out<DECIMAL>) -> HRESULT { convert(value, .i4, to: result, .decimal) }
@c @implementation
public func VarDecFromI8(_ value: LONG64, _ result: Out<DECIMAL>) -> HRESULT {
    convert(value, .i8, to: result, .decimal)
}
@c @implementation
public func VarDecFromR4(_ value: FLOAT, _ result: Out<DECIMAL>) -> HRESULT {
    convert(value, .r4, to: result, .decimal)
}
@c @implementation
public func VarDecFromR8(_ value: DOUBLE, _ result: Out<DECIMAL>) -> HRESULT {
    convert(value, .r8, to: result, .decimal)
}
@c @implementation
public func VarDecFromCy(_ value: CY, _ result: Out<DECIMAL>) -> HRESULT { convert(value.int64, .cy, to: result, .decimal) }
@c @implementation
public func VarDecFromDate(_ value: DATE, _ result: Out<DECIMAL>) -> HRESULT {
    convert(value, .date, to: result, .decimal)
}
@c @implementation
public func VarDecFromStr(_ value: LPCOLESTR?, _ locale: LCID, _ flags: ULONG, _ result: Out<DECIMAL>) -> HRESULT {
    convert(value, to: result, .decimal, locale, flags)
}
@c @implementation
public func VarDecFromDisp(_ value: LPDISPATCH?, _ locale: LCID, _ result: Out<DECIMAL>) -> HRESULT {
    convert(value, to: result, .decimal, locale)
}
@c @implementation
public func VarDecFromBool(_ value: VARIANT_BOOL, _ result: Out<DECIMAL>) -> HRESULT {
    convert(value, .bool, to: result, .decimal)
}
@c @implementation
public func VarDecFromI1(_ value: CHAR, _ result: Out<DECIMAL>) -> HRESULT { convert(value, .i1, to: result, .decimal) }
@c @implementation
public func VarDecFromUI2(_ value: USHORT, _ result: Out<DECIMAL>) -> HRESULT {
    convert(value, .ui2, to: result, .decimal)
}
@c @implementation
public func VarDecFromUI4(_ value: ULONG, _ result: Out<DECIMAL>) -> HRESULT {
    convert(value, .ui4, to: result, .decimal)
}
@c @implementation
public func VarDecFromUI8(_ value: ULONG64, _ result: Out<DECIMAL>) -> HRESULT {
    convert(value, .ui8, to: result, .decimal)
}
