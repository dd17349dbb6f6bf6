// SPDX-License-Identifier: Apache-2.0
//
// The functions of Automation that liblatebind exports. Documented in the Windows SDK as oleauto.
#ifndef LATEBIND_OLEAUTO_H
#define LATEBIND_OLEAUTO_H

#include <latebind/oaidl.h>

#ifdef __cplusplus
extern "C" {
#endif

// ---- Strings: [MS-OAUT] 2.2.23 -----------------------------------------------------------------------------------
// A null BSTR is an empty string. Functions that make a BSTR return null if there is no memory.

BSTR SysAllocString(const OLECHAR *psz);
BSTR SysAllocStringLen(const OLECHAR *strIn, UINT ui);
BSTR SysAllocStringByteLen(LPCSTR psz, UINT len);
INT SysReAllocString(BSTR *pbstr, const OLECHAR *psz);
INT SysReAllocStringLen(BSTR *pbstr, const OLECHAR *psz, UINT len);
void SysFreeString(BSTR bstrString);
UINT SysStringLen(BSTR pbstr);
UINT SysStringByteLen(BSTR bstr);
HRESULT VectorFromBstr(BSTR bstr, SAFEARRAY **ppsa);
HRESULT BstrFromVector(SAFEARRAY *psa, BSTR *pbstr);

// ---- VARIANTs: [MS-OAUT] 2.2.29 ----------------------------------------------------------------------------------

#define VARIANT_NOVALUEPROP 0x01        // an object does not stand for its default property
#define VARIANT_ALPHABOOL 0x02          // VT_BOOL as text is "True" or "False", not -1 or 0
#define VARIANT_NOUSEROVERRIDE 0x04
#define VARIANT_CALENDAR_HIJRI 0x08     // dates in texts are of the Hijri calendar
#define VARIANT_LOCALBOOL 0x10          // VT_BOOL as text is the locale's word

void VariantInit(VARIANTARG *pvarg);
HRESULT VariantClear(VARIANTARG *pvarg);
HRESULT VariantCopy(VARIANTARG *pvargDest, const VARIANTARG *pvargSrc);
HRESULT VariantCopyInd(VARIANT *pvarDest, const VARIANTARG *pvargSrc);
HRESULT VariantChangeType(VARIANTARG *pvargDest, const VARIANTARG *pvarSrc, USHORT wFlags, VARTYPE vt);
HRESULT VariantChangeTypeEx(VARIANTARG *pvargDest, const VARIANTARG *pvarSrc, LCID lcid, USHORT wFlags,
                            VARTYPE vt);

// ---- Dates: [MS-OAUT] 2.2.25 -------------------------------------------------------------------------------------

// A date taken apart. 18 bytes.
typedef struct {
    SYSTEMTIME st;                      // 0
    USHORT wDayOfYear;                  // 16: 1 is 1 January
} UDATE;

INT DosDateTimeToVariantTime(USHORT wDosDate, USHORT wDosTime, DOUBLE *pvtime);
INT VariantTimeToDosDateTime(DOUBLE vtime, USHORT *pwDosDate, USHORT *pwDosTime);
INT SystemTimeToVariantTime(LPSYSTEMTIME lpSystemTime, DOUBLE *pvtime);
INT VariantTimeToSystemTime(DOUBLE vtime, LPSYSTEMTIME lpSystemTime);
HRESULT VarDateFromUdate(UDATE *pudateIn, ULONG dwFlags, DATE *pdateOut);
HRESULT VarDateFromUdateEx(UDATE *pudateIn, LCID lcid, ULONG dwFlags, DATE *pdateOut);
HRESULT VarUdateFromDate(DATE dateIn, ULONG dwFlags, UDATE *pudateOut);

// ---- Conversions of values ---------------------------------------------------------------------------------------
// Var<To>From<From>: what VariantChangeType does, without a VARIANT. dwFlags: VAR_….

#define VAR_TIMEVALUEONLY ((DWORD)0x00000001)   // a date's time of day alone
#define VAR_DATEVALUEONLY ((DWORD)0x00000002)   // a date's day alone
#define VAR_VALIDDATE ((DWORD)0x00000004)       // VarDateFromUdate: refuse fields out of range
#define VAR_CALENDAR_HIJRI ((DWORD)0x00000008)  // the tabular Hijri calendar, from 18 July 622
#define VAR_LOCALBOOL ((DWORD)0x00000010)       // VarBstrFromBool: the locale's word
#define VAR_FORMAT_NOSUBSTITUTE ((DWORD)0x00000020)
#define VAR_FOURDIGITYEARS ((DWORD)0x00000040)
#define LOCALE_NOUSEROVERRIDE 0x80000000

HRESULT VarI1FromUI1(BYTE bIn, CHAR *pcOut);
HRESULT VarI1FromI2(SHORT sIn, CHAR *pcOut);
HRESULT VarI1FromI4(LONG lIn, CHAR *pcOut);
HRESULT VarI1FromI8(LONG64 i64In, CHAR *pcOut);
HRESULT VarI1FromR4(FLOAT fltIn, CHAR *pcOut);
HRESULT VarI1FromR8(DOUBLE dblIn, CHAR *pcOut);
HRESULT VarI1FromCy(CY cyIn, CHAR *pcOut);
HRESULT VarI1FromDate(DATE dateIn, CHAR *pcOut);
HRESULT VarI1FromStr(LPCOLESTR strIn, LCID lcid, ULONG dwFlags, CHAR *pcOut);
HRESULT VarI1FromDisp(IDispatch *pdispIn, LCID lcid, CHAR *pcOut);
HRESULT VarI1FromBool(VARIANT_BOOL boolIn, CHAR *pcOut);
HRESULT VarI1FromUI2(USHORT uiIn, CHAR *pcOut);
HRESULT VarI1FromUI4(ULONG ulIn, CHAR *pcOut);
HRESULT VarI1FromUI8(ULONG64 ui64In, CHAR *pcOut);
HRESULT VarI1FromDec(const DECIMAL *pdecIn, CHAR *pcOut);

HRESULT VarI2FromUI1(BYTE bIn, SHORT *psOut);
HRESULT VarI2FromI4(LONG lIn, SHORT *psOut);
HRESULT VarI2FromI8(LONG64 i64In, SHORT *psOut);
HRESULT VarI2FromR4(FLOAT fltIn, SHORT *psOut);
HRESULT VarI2FromR8(DOUBLE dblIn, SHORT *psOut);
HRESULT VarI2FromCy(CY cyIn, SHORT *psOut);
HRESULT VarI2FromDate(DATE dateIn, SHORT *psOut);
HRESULT VarI2FromStr(LPCOLESTR strIn, LCID lcid, ULONG dwFlags, SHORT *psOut);
HRESULT VarI2FromDisp(IDispatch *pdispIn, LCID lcid, SHORT *psOut);
HRESULT VarI2FromBool(VARIANT_BOOL boolIn, SHORT *psOut);
HRESULT VarI2FromI1(CHAR cIn, SHORT *psOut);
HRESULT VarI2FromUI2(USHORT uiIn, SHORT *psOut);
HRESULT VarI2FromUI4(ULONG ulIn, SHORT *psOut);
HRESULT VarI2FromUI8(ULONG64 ui64In, SHORT *psOut);
HRESULT VarI2FromDec(const DECIMAL *pdecIn, SHORT *psOut);

HRESULT VarI4FromUI1(BYTE bIn, LONG *plOut);
HRESULT VarI4FromI2(SHORT sIn, LONG *plOut);
HRESULT VarI4FromI8(LONG64 i64In, LONG *plOut);
HRESULT VarI4FromR4(FLOAT fltIn, LONG *plOut);
HRESULT VarI4FromR8(DOUBLE dblIn, LONG *plOut);
HRESULT VarI4FromCy(CY cyIn, LONG *plOut);
HRESULT VarI4FromDate(DATE dateIn, LONG *plOut);
HRESULT VarI4FromStr(LPCOLESTR strIn, LCID lcid, ULONG dwFlags, LONG *plOut);
HRESULT VarI4FromDisp(IDispatch *pdispIn, LCID lcid, LONG *plOut);
HRESULT VarI4FromBool(VARIANT_BOOL boolIn, LONG *plOut);
HRESULT VarI4FromI1(CHAR cIn, LONG *plOut);
HRESULT VarI4FromUI2(USHORT uiIn, LONG *plOut);
HRESULT VarI4FromUI4(ULONG ulIn, LONG *plOut);
HRESULT VarI4FromUI8(ULONG64 ui64In, LONG *plOut);
HRESULT VarI4FromDec(const DECIMAL *pdecIn, LONG *plOut);

HRESULT VarI8FromUI1(BYTE bIn, LONG64 *pi64Out);
HRESULT VarI8FromI2(SHORT sIn, LONG64 *pi64Out);
HRESULT VarI8FromR4(FLOAT fltIn, LONG64 *pi64Out);
HRESULT VarI8FromR8(DOUBLE dblIn, LONG64 *pi64Out);
HRESULT VarI8FromCy(CY cyIn, LONG64 *pi64Out);
HRESULT VarI8FromDate(DATE dateIn, LONG64 *pi64Out);
HRESULT VarI8FromStr(LPCOLESTR strIn, LCID lcid, ULONG dwFlags, LONG64 *pi64Out);
HRESULT VarI8FromDisp(IDispatch *pdispIn, LCID lcid, LONG64 *pi64Out);
HRESULT VarI8FromBool(VARIANT_BOOL boolIn, LONG64 *pi64Out);
HRESULT VarI8FromI1(CHAR cIn, LONG64 *pi64Out);
HRESULT VarI8FromUI2(USHORT uiIn, LONG64 *pi64Out);
HRESULT VarI8FromUI4(ULONG ulIn, LONG64 *pi64Out);
HRESULT VarI8FromUI8(ULONG64 ui64In, LONG64 *pi64Out);
HRESULT VarI8FromDec(const DECIMAL *pdecIn, LONG64 *pi64Out);

HRESULT VarUI1FromI2(SHORT sIn, BYTE *pbOut);
HRESULT VarUI1FromI4(LONG lIn, BYTE *pbOut);
HRESULT VarUI1FromI8(LONG64 i64In, BYTE *pbOut);
HRESULT VarUI1FromR4(FLOAT fltIn, BYTE *pbOut);
HRESULT VarUI1FromR8(DOUBLE dblIn, BYTE *pbOut);
HRESULT VarUI1FromCy(CY cyIn, BYTE *pbOut);
HRESULT VarUI1FromDate(DATE dateIn, BYTE *pbOut);
HRESULT VarUI1FromStr(LPCOLESTR strIn, LCID lcid, ULONG dwFlags, BYTE *pbOut);
HRESULT VarUI1FromDisp(IDispatch *pdispIn, LCID lcid, BYTE *pbOut);
HRESULT VarUI1FromBool(VARIANT_BOOL boolIn, BYTE *pbOut);
HRESULT VarUI1FromI1(CHAR cIn, BYTE *pbOut);
HRESULT VarUI1FromUI2(USHORT uiIn, BYTE *pbOut);
HRESULT VarUI1FromUI4(ULONG ulIn, BYTE *pbOut);
HRESULT VarUI1FromUI8(ULONG64 ui64In, BYTE *pbOut);
HRESULT VarUI1FromDec(const DECIMAL *pdecIn, BYTE *pbOut);

HRESULT VarUI2FromUI1(BYTE bIn, USHORT *puiOut);
HRESULT VarUI2FromI2(SHORT sIn, USHORT *puiOut);
HRESULT VarUI2FromI4(LONG lIn, USHORT *puiOut);
HRESULT VarUI2FromI8(LONG64 i64In, USHORT *puiOut);
HRESULT VarUI2FromR4(FLOAT fltIn, USHORT *puiOut);
HRESULT VarUI2FromR8(DOUBLE dblIn, USHORT *puiOut);
HRESULT VarUI2FromCy(CY cyIn, USHORT *puiOut);
HRESULT VarUI2FromDate(DATE dateIn, USHORT *puiOut);
HRESULT VarUI2FromStr(LPCOLESTR strIn, LCID lcid, ULONG dwFlags, USHORT *puiOut);
HRESULT VarUI2FromDisp(IDispatch *pdispIn, LCID lcid, USHORT *puiOut);
HRESULT VarUI2FromBool(VARIANT_BOOL boolIn, USHORT *puiOut);
HRESULT VarUI2FromI1(CHAR cIn, USHORT *puiOut);
HRESULT VarUI2FromUI4(ULONG ulIn, USHORT *puiOut);
HRESULT VarUI2FromUI8(ULONG64 ui64In, USHORT *puiOut);
HRESULT VarUI2FromDec(const DECIMAL *pdecIn, USHORT *puiOut);

HRESULT VarUI4FromUI1(BYTE bIn, ULONG *pulOut);
HRESULT VarUI4FromI2(SHORT sIn, ULONG *pulOut);
HRESULT VarUI4FromI4(LONG lIn, ULONG *pulOut);
HRESULT VarUI4FromI8(LONG64 i64In, ULONG *pulOut);
HRESULT VarUI4FromR4(FLOAT fltIn, ULONG *pulOut);
HRESULT VarUI4FromR8(DOUBLE dblIn, ULONG *pulOut);
HRESULT VarUI4FromCy(CY cyIn, ULONG *pulOut);
HRESULT VarUI4FromDate(DATE dateIn, ULONG *pulOut);
HRESULT VarUI4FromStr(LPCOLESTR strIn, LCID lcid, ULONG dwFlags, ULONG *pulOut);
HRESULT VarUI4FromDisp(IDispatch *pdispIn, LCID lcid, ULONG *pulOut);
HRESULT VarUI4FromBool(VARIANT_BOOL boolIn, ULONG *pulOut);
HRESULT VarUI4FromI1(CHAR cIn, ULONG *pulOut);
HRESULT VarUI4FromUI2(USHORT uiIn, ULONG *pulOut);
HRESULT VarUI4FromUI8(ULONG64 ui64In, ULONG *pulOut);
HRESULT VarUI4FromDec(const DECIMAL *pdecIn, ULONG *pulOut);

HRESULT VarUI8FromUI1(BYTE bIn, ULONG64 *pi64Out);
HRESULT VarUI8FromI2(SHORT sIn, ULONG64 *pi64Out);
HRESULT VarUI8FromI8(LONG64 i64In, ULONG64 *pi64Out);
HRESULT VarUI8FromR4(FLOAT fltIn, ULONG64 *pi64Out);
HRESULT VarUI8FromR8(DOUBLE dblIn, ULONG64 *pi64Out);
HRESULT VarUI8FromCy(CY cyIn, ULONG64 *pi64Out);
HRESULT VarUI8FromDate(DATE dateIn, ULONG64 *pi64Out);
HRESULT VarUI8FromStr(LPCOLESTR strIn, LCID lcid, ULONG dwFlags, ULONG64 *pi64Out);
HRESULT VarUI8FromDisp(IDispatch *pdispIn, LCID lcid, ULONG64 *pi64Out);
HRESULT VarUI8FromBool(VARIANT_BOOL boolIn, ULONG64 *pi64Out);
HRESULT VarUI8FromI1(CHAR cIn, ULONG64 *pi64Out);
HRESULT VarUI8FromUI2(USHORT uiIn, ULONG64 *pi64Out);
HRESULT VarUI8FromUI4(ULONG ulIn, ULONG64 *pi64Out);
HRESULT VarUI8FromDec(const DECIMAL *pdecIn, ULONG64 *pi64Out);

HRESULT VarR4FromUI1(BYTE bIn, FLOAT *pfltOut);
HRESULT VarR4FromI2(SHORT sIn, FLOAT *pfltOut);
HRESULT VarR4FromI4(LONG lIn, FLOAT *pfltOut);
HRESULT VarR4FromI8(LONG64 i64In, FLOAT *pfltOut);
HRESULT VarR4FromR8(DOUBLE dblIn, FLOAT *pfltOut);
HRESULT VarR4FromCy(CY cyIn, FLOAT *pfltOut);
HRESULT VarR4FromDate(DATE dateIn, FLOAT *pfltOut);
HRESULT VarR4FromStr(LPCOLESTR strIn, LCID lcid, ULONG dwFlags, FLOAT *pfltOut);
HRESULT VarR4FromDisp(IDispatch *pdispIn, LCID lcid, FLOAT *pfltOut);
HRESULT VarR4FromBool(VARIANT_BOOL boolIn, FLOAT *pfltOut);
HRESULT VarR4FromI1(CHAR cIn, FLOAT *pfltOut);
HRESULT VarR4FromUI2(USHORT uiIn, FLOAT *pfltOut);
HRESULT VarR4FromUI4(ULONG ulIn, FLOAT *pfltOut);
HRESULT VarR4FromUI8(ULONG64 ui64In, FLOAT *pfltOut);
HRESULT VarR4FromDec(const DECIMAL *pdecIn, FLOAT *pfltOut);

HRESULT VarR8FromUI1(BYTE bIn, DOUBLE *pdblOut);
HRESULT VarR8FromI2(SHORT sIn, DOUBLE *pdblOut);
HRESULT VarR8FromI4(LONG lIn, DOUBLE *pdblOut);
HRESULT VarR8FromI8(LONG64 i64In, DOUBLE *pdblOut);
HRESULT VarR8FromR4(FLOAT fltIn, DOUBLE *pdblOut);
HRESULT VarR8FromCy(CY cyIn, DOUBLE *pdblOut);
HRESULT VarR8FromDate(DATE dateIn, DOUBLE *pdblOut);
HRESULT VarR8FromStr(LPCOLESTR strIn, LCID lcid, ULONG dwFlags, DOUBLE *pdblOut);
HRESULT VarR8FromDisp(IDispatch *pdispIn, LCID lcid, DOUBLE *pdblOut);
HRESULT VarR8FromBool(VARIANT_BOOL boolIn, DOUBLE *pdblOut);
HRESULT VarR8FromI1(CHAR cIn, DOUBLE *pdblOut);
HRESULT VarR8FromUI2(USHORT uiIn, DOUBLE *pdblOut);
HRESULT VarR8FromUI4(ULONG ulIn, DOUBLE *pdblOut);
HRESULT VarR8FromUI8(ULONG64 ui64In, DOUBLE *pdblOut);
HRESULT VarR8FromDec(const DECIMAL *pdecIn, DOUBLE *pdblOut);

HRESULT VarCyFromUI1(BYTE bIn, CY *pcyOut);
HRESULT VarCyFromI2(SHORT sIn, CY *pcyOut);
HRESULT VarCyFromI4(LONG lIn, CY *pcyOut);
HRESULT VarCyFromI8(LONG64 i64In, CY *pcyOut);
HRESULT VarCyFromR4(FLOAT fltIn, CY *pcyOut);
HRESULT VarCyFromR8(DOUBLE dblIn, CY *pcyOut);
HRESULT VarCyFromDate(DATE dateIn, CY *pcyOut);
HRESULT VarCyFromStr(LPCOLESTR strIn, LCID lcid, ULONG dwFlags, CY *pcyOut);
HRESULT VarCyFromDisp(IDispatch *pdispIn, LCID lcid, CY *pcyOut);
HRESULT VarCyFromBool(VARIANT_BOOL boolIn, CY *pcyOut);
HRESULT VarCyFromI1(CHAR cIn, CY *pcyOut);
HRESULT VarCyFromUI2(USHORT uiIn, CY *pcyOut);
HRESULT VarCyFromUI4(ULONG ulIn, CY *pcyOut);
HRESULT VarCyFromUI8(ULONG64 ui64In, CY *pcyOut);
HRESULT VarCyFromDec(const DECIMAL *pdecIn, CY *pcyOut);

HRESULT VarDecFromUI1(BYTE bIn, DECIMAL *pdecOut);
HRESULT VarDecFromI2(SHORT sIn, DECIMAL *pdecOut);
HRESULT VarDecFromI4(LONG lIn, DECIMAL *pdecOut);
HRESULT VarDecFromI8(LONG64 i64In, DECIMAL *pdecOut);
HRESULT VarDecFromR4(FLOAT fltIn, DECIMAL *pdecOut);
HRESULT VarDecFromR8(DOUBLE dblIn, DECIMAL *pdecOut);
HRESULT VarDecFromCy(CY cyIn, DECIMAL *pdecOut);
HRESULT VarDecFromDate(DATE dateIn, DECIMAL *pdecOut);
HRESULT VarDecFromStr(LPCOLESTR strIn, LCID lcid, ULONG dwFlags, DECIMAL *pdecOut);
HRESULT VarDecFromDisp(IDispatch *pdispIn, LCID lcid, DECIMAL *pdecOut);
HRESULT VarDecFromBool(VARIANT_BOOL boolIn, DECIMAL *pdecOut);
HRESULT VarDecFromI1(CHAR cIn, DECIMAL *pdecOut);
HRESULT VarDecFromUI2(USHORT uiIn, DECIMAL *pdecOut);
HRESULT VarDecFromUI4(ULONG ulIn, DECIMAL *pdecOut);
HRESULT VarDecFromUI8(ULONG64 ui64In, DECIMAL *pdecOut);

HRESULT VarDateFromUI1(BYTE bIn, DATE *pdateOut);
HRESULT VarDateFromI2(SHORT sIn, DATE *pdateOut);
HRESULT VarDateFromI4(LONG lIn, DATE *pdateOut);
HRESULT VarDateFromI8(LONG64 i64In, DATE *pdateOut);
HRESULT VarDateFromR4(FLOAT fltIn, DATE *pdateOut);
HRESULT VarDateFromR8(DOUBLE dblIn, DATE *pdateOut);
HRESULT VarDateFromCy(CY cyIn, DATE *pdateOut);
HRESULT VarDateFromStr(LPCOLESTR strIn, LCID lcid, ULONG dwFlags, DATE *pdateOut);
HRESULT VarDateFromDisp(IDispatch *pdispIn, LCID lcid, DATE *pdateOut);
HRESULT VarDateFromBool(VARIANT_BOOL boolIn, DATE *pdateOut);
HRESULT VarDateFromI1(CHAR cIn, DATE *pdateOut);
HRESULT VarDateFromUI2(USHORT uiIn, DATE *pdateOut);
HRESULT VarDateFromUI4(ULONG ulIn, DATE *pdateOut);
HRESULT VarDateFromUI8(ULONG64 ui64In, DATE *pdateOut);
HRESULT VarDateFromDec(const DECIMAL *pdecIn, DATE *pdateOut);

HRESULT VarBoolFromUI1(BYTE bIn, VARIANT_BOOL *pboolOut);
HRESULT VarBoolFromI2(SHORT sIn, VARIANT_BOOL *pboolOut);
HRESULT VarBoolFromI4(LONG lIn, VARIANT_BOOL *pboolOut);
HRESULT VarBoolFromI8(LONG64 i64In, VARIANT_BOOL *pboolOut);
HRESULT VarBoolFromR4(FLOAT fltIn, VARIANT_BOOL *pboolOut);
HRESULT VarBoolFromR8(DOUBLE dblIn, VARIANT_BOOL *pboolOut);
HRESULT VarBoolFromCy(CY cyIn, VARIANT_BOOL *pboolOut);
HRESULT VarBoolFromDate(DATE dateIn, VARIANT_BOOL *pboolOut);
HRESULT VarBoolFromStr(LPCOLESTR strIn, LCID lcid, ULONG dwFlags, VARIANT_BOOL *pboolOut);
HRESULT VarBoolFromDisp(IDispatch *pdispIn, LCID lcid, VARIANT_BOOL *pboolOut);
HRESULT VarBoolFromI1(CHAR cIn, VARIANT_BOOL *pboolOut);
HRESULT VarBoolFromUI2(USHORT uiIn, VARIANT_BOOL *pboolOut);
HRESULT VarBoolFromUI4(ULONG ulIn, VARIANT_BOOL *pboolOut);
HRESULT VarBoolFromUI8(ULONG64 ui64In, VARIANT_BOOL *pboolOut);
HRESULT VarBoolFromDec(const DECIMAL *pdecIn, VARIANT_BOOL *pboolOut);

HRESULT VarBstrFromUI1(BYTE bIn, LCID lcid, ULONG dwFlags, BSTR *pbstrOut);
HRESULT VarBstrFromI2(SHORT sIn, LCID lcid, ULONG dwFlags, BSTR *pbstrOut);
HRESULT VarBstrFromI4(LONG lIn, LCID lcid, ULONG dwFlags, BSTR *pbstrOut);
HRESULT VarBstrFromI8(LONG64 i64In, LCID lcid, ULONG dwFlags, BSTR *pbstrOut);
HRESULT VarBstrFromR4(FLOAT fltIn, LCID lcid, ULONG dwFlags, BSTR *pbstrOut);
HRESULT VarBstrFromR8(DOUBLE dblIn, LCID lcid, ULONG dwFlags, BSTR *pbstrOut);
HRESULT VarBstrFromCy(CY cyIn, LCID lcid, ULONG dwFlags, BSTR *pbstrOut);
HRESULT VarBstrFromDate(DATE dateIn, LCID lcid, ULONG dwFlags, BSTR *pbstrOut);
HRESULT VarBstrFromDisp(IDispatch *pdispIn, LCID lcid, ULONG dwFlags, BSTR *pbstrOut);
HRESULT VarBstrFromBool(VARIANT_BOOL boolIn, LCID lcid, ULONG dwFlags, BSTR *pbstrOut);
HRESULT VarBstrFromI1(CHAR cIn, LCID lcid, ULONG dwFlags, BSTR *pbstrOut);
HRESULT VarBstrFromUI2(USHORT uiIn, LCID lcid, ULONG dwFlags, BSTR *pbstrOut);
HRESULT VarBstrFromUI4(ULONG ulIn, LCID lcid, ULONG dwFlags, BSTR *pbstrOut);
HRESULT VarBstrFromUI8(ULONG64 ui64In, LCID lcid, ULONG dwFlags, BSTR *pbstrOut);
HRESULT VarBstrFromDec(const DECIMAL *pdecIn, LCID lcid, ULONG dwFlags, BSTR *pbstrOut);

// ---- Numbers as text ---------------------------------------------------------------------------------------------

// A text taken apart by VarParseNumFromStr. 24 bytes.
typedef struct {
    INT cDig;                           // 0: in: how many digits fit; out: how many there are
    ULONG dwInFlags;                    // 4: NUMPRS_…: what may occur
    ULONG dwOutFlags;                   // 8: what occurred, NUMPRS_NEG and NUMPRS_INEXACT
    INT cchUsed;                        // 12: units of the text that were read
    INT nBaseShift;                     // 16: bits of a digit: 4 for &H, 3 for &O, 0 for decimal
    INT nPwr10;                         // 20: the power of ten that the digits are multiplied by
} NUMPARSE;

#define NUMPRS_LEADING_WHITE 0x0001
#define NUMPRS_TRAILING_WHITE 0x0002
#define NUMPRS_LEADING_PLUS 0x0004
#define NUMPRS_TRAILING_PLUS 0x0008
#define NUMPRS_LEADING_MINUS 0x0010
#define NUMPRS_TRAILING_MINUS 0x0020
#define NUMPRS_HEX_OCT 0x0040
#define NUMPRS_PARENS 0x0080
#define NUMPRS_DECIMAL 0x0100
#define NUMPRS_THOUSANDS 0x0200
#define NUMPRS_CURRENCY 0x0400
#define NUMPRS_EXPONENT 0x0800
#define NUMPRS_USE_ALL 0x1000           // what is left over is an error
#define NUMPRS_STD 0x1FFF
#define NUMPRS_NEG 0x10000
#define NUMPRS_INEXACT 0x20000

#define VTBIT_I1 (1 << VT_I1)
#define VTBIT_UI1 (1 << VT_UI1)
#define VTBIT_I2 (1 << VT_I2)
#define VTBIT_UI2 (1 << VT_UI2)
#define VTBIT_I4 (1 << VT_I4)
#define VTBIT_UI4 (1 << VT_UI4)
#define VTBIT_I8 (1 << VT_I8)
#define VTBIT_UI8 (1 << VT_UI8)
#define VTBIT_R4 (1 << VT_R4)
#define VTBIT_R8 (1 << VT_R8)
#define VTBIT_CY (1 << VT_CY)
#define VTBIT_DECIMAL (1 << VT_DECIMAL)

HRESULT VarParseNumFromStr(LPCOLESTR strIn, LCID lcid, ULONG dwFlags, NUMPARSE *pnumprs, BYTE *rgbDig);
HRESULT VarNumFromParseNum(NUMPARSE *pnumprs, BYTE *rgbDig, ULONG dwVtBits, VARIANT *pvar);

// Whether conversions follow a user's changes of a locale. There are none here: *dwFlags is 0.
HRESULT GetVarConversionLocaleSetting(ULONG *dwFlags);

// ---- Arithmetic --------------------------------------------------------------------------------------------------
// The result may be an operand; what it held before is not released. On failure it is VT_EMPTY, unless it is an operand.

HRESULT VarAdd(VARIANT *pvarLeft, VARIANT *pvarRight, VARIANT *pvarResult);
HRESULT VarAnd(VARIANT *pvarLeft, VARIANT *pvarRight, VARIANT *pvarResult);
HRESULT VarCat(VARIANT *pvarLeft, VARIANT *pvarRight, VARIANT *pvarResult);
HRESULT VarDiv(VARIANT *pvarLeft, VARIANT *pvarRight, VARIANT *pvarResult);
HRESULT VarEqv(VARIANT *pvarLeft, VARIANT *pvarRight, VARIANT *pvarResult);
HRESULT VarIdiv(VARIANT *pvarLeft, VARIANT *pvarRight, VARIANT *pvarResult);
HRESULT VarImp(VARIANT *pvarLeft, VARIANT *pvarRight, VARIANT *pvarResult);
HRESULT VarMod(VARIANT *pvarLeft, VARIANT *pvarRight, VARIANT *pvarResult);
HRESULT VarMul(VARIANT *pvarLeft, VARIANT *pvarRight, VARIANT *pvarResult);
HRESULT VarOr(VARIANT *pvarLeft, VARIANT *pvarRight, VARIANT *pvarResult);
HRESULT VarPow(VARIANT *pvarLeft, VARIANT *pvarRight, VARIANT *pvarResult);
HRESULT VarSub(VARIANT *pvarLeft, VARIANT *pvarRight, VARIANT *pvarResult);
HRESULT VarXor(VARIANT *pvarLeft, VARIANT *pvarRight, VARIANT *pvarResult);

HRESULT VarAbs(VARIANT *pvarIn, VARIANT *pvarResult);
HRESULT VarFix(VARIANT *pvarIn, VARIANT *pvarResult);
HRESULT VarInt(VARIANT *pvarIn, VARIANT *pvarResult);
HRESULT VarNeg(VARIANT *pvarIn, VARIANT *pvarResult);
HRESULT VarNot(VARIANT *pvarIn, VARIANT *pvarResult);
HRESULT VarRound(VARIANT *pvarIn, int cDecimals, VARIANT *pvarResult);

HRESULT VarDecAdd(DECIMAL *pdecLeft, DECIMAL *pdecRight, DECIMAL *pdecResult);
HRESULT VarDecDiv(DECIMAL *pdecLeft, DECIMAL *pdecRight, DECIMAL *pdecResult);
HRESULT VarDecMul(DECIMAL *pdecLeft, DECIMAL *pdecRight, DECIMAL *pdecResult);
HRESULT VarDecSub(DECIMAL *pdecLeft, DECIMAL *pdecRight, DECIMAL *pdecResult);
HRESULT VarDecAbs(DECIMAL *pdecIn, DECIMAL *pdecResult);
HRESULT VarDecFix(DECIMAL *pdecIn, DECIMAL *pdecResult);
HRESULT VarDecInt(DECIMAL *pdecIn, DECIMAL *pdecResult);
HRESULT VarDecNeg(DECIMAL *pdecIn, DECIMAL *pdecResult);
HRESULT VarDecRound(DECIMAL *pdecIn, int cDecimals, DECIMAL *pdecResult);

HRESULT VarCyAdd(CY cyLeft, CY cyRight, CY *pcyResult);
HRESULT VarCyMul(CY cyLeft, CY cyRight, CY *pcyResult);
HRESULT VarCyMulI4(CY cyLeft, LONG lRight, CY *pcyResult);
HRESULT VarCyMulI8(CY cyLeft, LONG64 lRight, CY *pcyResult);
HRESULT VarCySub(CY cyLeft, CY cyRight, CY *pcyResult);
HRESULT VarCyAbs(CY cyIn, CY *pcyResult);
HRESULT VarCyFix(CY cyIn, CY *pcyResult);
HRESULT VarCyInt(CY cyIn, CY *pcyResult);
HRESULT VarCyNeg(CY cyIn, CY *pcyResult);
HRESULT VarCyRound(CY cyIn, int cDecimals, CY *pcyResult);

HRESULT VarR8Pow(DOUBLE dblLeft, DOUBLE dblRight, DOUBLE *pdblResult);
HRESULT VarR8Round(DOUBLE dblIn, int cDecimals, DOUBLE *pdblResult);
HRESULT VarBstrCat(BSTR bstrLeft, BSTR bstrRight, BSTR *pbstrResult);

// ---- Comparison: VARCMP_… or an error ----------------------------------------------------------------------------

#define VARCMP_LT 0
#define VARCMP_EQ 1
#define VARCMP_GT 2
#define VARCMP_NULL 3                   // an operand is VT_NULL

#define VT_HARDTYPE VT_RESERVED         // VarCmp: the operand was declared with its type

#define NORM_IGNORECASE 0x00000001
#define NORM_IGNORENONSPACE 0x00000002
#define NORM_IGNORESYMBOLS 0x00000004
#define NORM_IGNOREWIDTH 0x00000008
#define NORM_IGNOREKANATYPE 0x00010000
#define NORM_IGNOREKASHIDA 0x00040000

HRESULT VarCmp(VARIANT *pvarLeft, VARIANT *pvarRight, LCID lcid, ULONG dwFlags);
HRESULT VarDecCmp(DECIMAL *pdecLeft, DECIMAL *pdecRight);
HRESULT VarDecCmpR8(DECIMAL *pdecLeft, DOUBLE dblRight);
HRESULT VarCyCmp(CY cyLeft, CY cyRight);
HRESULT VarCyCmpR8(CY cyLeft, DOUBLE dblRight);
HRESULT VarR4CmpR8(FLOAT fltLeft, DOUBLE dblRight);
HRESULT VarBstrCmp(BSTR bstrLeft, BSTR bstrRight, LCID lcid, ULONG dwFlags);

// ---- Formatting --------------------------------------------------------------------------------------------------
// iFirstDay: 0 for the locale's, 1 (Sunday) to 7 (Saturday). iFirstWeek: 0 for the locale's, 1 the week of 1 January, 2 the
// first week with four days, 3 the first whole week. Of three-valued settings, -1 is yes, 0 no and -2 the locale's.

HRESULT VarFormat(VARIANT *pvarIn, LPOLESTR pstrFormat, int iFirstDay, int iFirstWeek, ULONG dwFlags, BSTR *pbstrOut);
HRESULT VarFormatDateTime(VARIANT *pvarIn, int iNamedFormat, ULONG dwFlags, BSTR *pbstrOut);
HRESULT VarFormatNumber(VARIANT *pvarIn, int iNumDig, int iIncLead, int iUseParens, int iGroup, ULONG dwFlags,
                        BSTR *pbstrOut);
HRESULT VarFormatPercent(VARIANT *pvarIn, int iNumDig, int iIncLead, int iUseParens, int iGroup, ULONG dwFlags,
                         BSTR *pbstrOut);
HRESULT VarFormatCurrency(VARIANT *pvarIn, int iNumDig, int iIncLead, int iUseParens, int iGroup, ULONG dwFlags,
                          BSTR *pbstrOut);
HRESULT VarWeekdayName(int iWeekday, int fAbbrev, int iFirstDay, ULONG dwFlags, BSTR *pbstrOut);
HRESULT VarMonthName(int iMonth, int fAbbrev, ULONG dwFlags, BSTR *pbstrOut);
// Tokens are bytes that only these two functions know: rgbTok, of cbTok bytes, serves as long as the format text is the same.
HRESULT VarTokenizeFormatString(LPOLESTR pstrFormat, LPBYTE rgbTok, int cbTok, int iFirstDay, int iFirstWeek, LCID lcid,
                                int *pcbActual);
HRESULT VarFormatFromTokens(VARIANT *pvarIn, LPOLESTR pstrFormat, LPBYTE pbTokCur, ULONG dwFlags, BSTR *pbstrOut, LCID lcid);
// The genitive month names of a locale that has them, thirteen and a null; *prgp is null for the others. Not to be freed.
HRESULT GetAltMonthNames(LCID lcid, LPOLESTR **prgp);

// ---- SAFEARRAYs: [MS-OAUT] 2.2.30 --------------------------------------------------------------------------------
// Bounds and indices stand with the leftmost dimension first; dimensions are counted from 1.

SAFEARRAY *SafeArrayCreate(VARTYPE vt, UINT cDims, SAFEARRAYBOUND *rgsabound);
SAFEARRAY *SafeArrayCreateEx(VARTYPE vt, UINT cDims, SAFEARRAYBOUND *rgsabound, PVOID pvExtra);
SAFEARRAY *SafeArrayCreateVector(VARTYPE vt, LONG lLbound, ULONG cElements);
SAFEARRAY *SafeArrayCreateVectorEx(VARTYPE vt, LONG lLbound, ULONG cElements, PVOID pvExtra);
HRESULT SafeArrayAllocDescriptor(UINT cDims, SAFEARRAY **ppsaOut);
HRESULT SafeArrayAllocDescriptorEx(VARTYPE vt, UINT cDims, SAFEARRAY **ppsaOut);
HRESULT SafeArrayAllocData(SAFEARRAY *psa);
HRESULT SafeArrayDestroy(SAFEARRAY *psa);
HRESULT SafeArrayDestroyData(SAFEARRAY *psa);
HRESULT SafeArrayDestroyDescriptor(SAFEARRAY *psa);
HRESULT SafeArrayCopy(SAFEARRAY *psa, SAFEARRAY **ppsaOut);
HRESULT SafeArrayCopyData(SAFEARRAY *psaSource, SAFEARRAY *psaTarget);
HRESULT SafeArrayRedim(SAFEARRAY *psa, SAFEARRAYBOUND *psaboundNew);

UINT SafeArrayGetDim(SAFEARRAY *psa);
UINT SafeArrayGetElemsize(SAFEARRAY *psa);
HRESULT SafeArrayGetLBound(SAFEARRAY *psa, UINT nDim, LONG *plLbound);
HRESULT SafeArrayGetUBound(SAFEARRAY *psa, UINT nDim, LONG *plUbound);
HRESULT SafeArrayGetVartype(SAFEARRAY *psa, VARTYPE *pvt);
HRESULT SafeArrayGetIID(SAFEARRAY *psa, GUID *pguid);
HRESULT SafeArraySetIID(SAFEARRAY *psa, REFGUID guid);
HRESULT SafeArrayGetRecordInfo(SAFEARRAY *psa, IRecordInfo **prinfo);
HRESULT SafeArraySetRecordInfo(SAFEARRAY *psa, IRecordInfo *prinfo);

HRESULT SafeArrayLock(SAFEARRAY *psa);
HRESULT SafeArrayUnlock(SAFEARRAY *psa);
HRESULT SafeArrayAccessData(SAFEARRAY *psa, void **ppvData);
HRESULT SafeArrayUnaccessData(SAFEARRAY *psa);
HRESULT SafeArrayPtrOfIndex(SAFEARRAY *psa, LONG *rgIndices, void **ppvData);
HRESULT SafeArrayGetElement(SAFEARRAY *psa, LONG *rgIndices, void *pv);
HRESULT SafeArrayPutElement(SAFEARRAY *psa, LONG *rgIndices, void *pv);

// ---- The wire form of values: [MS-OAUT] 2.2.23, 2.2.29, 2.2.30 ----------------------------------------------------

// pFlags: MSHCTX in the low word, the data representation in the high word. …UserSize gives where a value ends that begins at
// StartingSize; …UserMarshal and …UserUnmarshal give where in the buffer it ended, or the buffer itself for a value that cannot
// travel, and then the error info says why. The caller vouches for the buffer's length. What …UserUnmarshal makes, …UserFree frees.
ULONG BSTR_UserSize(ULONG *pFlags, ULONG StartingSize, BSTR *pbstr);
BYTE *BSTR_UserMarshal(ULONG *pFlags, BYTE *pBuffer, BSTR *pbstr);
BYTE *BSTR_UserUnmarshal(ULONG *pFlags, BYTE *pBuffer, BSTR *pbstr);
void BSTR_UserFree(ULONG *pFlags, BSTR *pbstr);
ULONG VARIANT_UserSize(ULONG *pFlags, ULONG StartingSize, VARIANT *pvar);
BYTE *VARIANT_UserMarshal(ULONG *pFlags, BYTE *pBuffer, VARIANT *pvar);
BYTE *VARIANT_UserUnmarshal(ULONG *pFlags, BYTE *pBuffer, VARIANT *pvar);
void VARIANT_UserFree(ULONG *pFlags, VARIANT *pvar);
ULONG LPSAFEARRAY_UserSize(ULONG *pFlags, ULONG StartingSize, LPSAFEARRAY *ppsa);
BYTE *LPSAFEARRAY_UserMarshal(ULONG *pFlags, BYTE *pBuffer, LPSAFEARRAY *ppsa);
BYTE *LPSAFEARRAY_UserUnmarshal(ULONG *pFlags, BYTE *pBuffer, LPSAFEARRAY *ppsa);
void LPSAFEARRAY_UserFree(ULONG *pFlags, LPSAFEARRAY *ppsa);

// ---- Type libraries: [MS-OAUT] 3.11 ------------------------------------------------------------------------------

typedef enum tagREGKIND {
    REGKIND_DEFAULT = 0,
    REGKIND_REGISTER = 1,
    REGKIND_NONE = 2
} REGKIND;

// A .tlb file, or an executable with a library among its resources (FILE\2 for the second). A bare name is also looked
// for on LATEBIND_TYPELIB_PATH and among the installed libraries.
HRESULT LoadTypeLib(LPCOLESTR szFile, ITypeLib **pptlib);
HRESULT LoadTypeLibEx(LPCOLESTR szFile, REGKIND regkind, ITypeLib **pptlib);

// A library in the making, for SYS_WIN32 or SYS_WIN64. SaveAllChanges writes the file; until then there is none. The object is also
// an ITypeLib, each of its types an ITypeInfo, and both show what has been said so far. Errors say more through GetErrorInfo.
HRESULT CreateTypeLib(SYSKIND syskind, LPCOLESTR szFile, ICreateTypeLib **ppctlib);
HRESULT CreateTypeLib2(SYSKIND syskind, LPCOLESTR szFile, ICreateTypeLib2 **ppctlib);

// Registered libraries stand in manifests: RegisterTypeLib writes one into the user's folder. The version that is found has
// the same major number, and the highest minor one that is not below the one asked for.
HRESULT LoadRegTypeLib(REFGUID rguid, WORD wVerMajor, WORD wVerMinor, LCID lcid, ITypeLib **pptlib);
HRESULT QueryPathOfRegTypeLib(REFGUID guid, USHORT wMaj, USHORT wMin, LCID lcid, LPBSTR lpbstrPathName);
HRESULT RegisterTypeLib(ITypeLib *ptlib, LPCOLESTR szFullPath, LPCOLESTR szHelpDir);
HRESULT RegisterTypeLibForUser(ITypeLib *ptlib, OLECHAR *szFullPath, OLECHAR *szHelpDir);
HRESULT UnRegisterTypeLib(REFGUID libID, WORD wVerMajor, WORD wVerMinor, LCID lcid, SYSKIND syskind);
HRESULT UnRegisterTypeLibForUser(REFGUID libID, WORD wMajorVerNum, WORD wMinorVerNum, LCID lcid, SYSKIND syskind);

HRESULT GetRecordInfoFromTypeInfo(ITypeInfo *pTypeInfo, IRecordInfo **ppRecInfo);
HRESULT GetRecordInfoFromGuids(REFGUID rGuidTypeLib, ULONG uVerMajor, ULONG uVerMinor, LCID lcid, REFGUID rGuidTypeInfo,
                               IRecordInfo **ppRecInfo);
ULONG LHashValOfNameSys(SYSKIND syskind, LCID lcid, const OLECHAR *szName);
ULONG LHashValOfNameSysA(SYSKIND syskind, LCID lcid, LPCSTR szName);
void ClearCustData(LPCUSTDATA pCustData);

#define LHashValOfName(lcid, szName) LHashValOfNameSys(SYS_WIN32, lcid, szName)

// ---- Dispatch: [MS-OAUT] 3.1.4 -----------------------------------------------------------------------------------

// One parameter of a METHODDATA. 16 bytes.
typedef struct tagPARAMDATA {
    OLECHAR *szName;                    // 0
    VARTYPE vt;                         // 8
} PARAMDATA, *LPPARAMDATA;

// One method of an INTERFACEDATA. 40 bytes.
typedef struct tagMETHODDATA {
    OLECHAR *szName;                    // 0
    PARAMDATA *ppdata;                  // 8: cArgs of them
    DISPID dispid;                      // 16
    UINT iMeth;                         // 20: the vtable slot
    CALLCONV cc;                        // 24
    UINT cArgs;                         // 28
    WORD wFlags;                        // 32: DISPATCH_…
    VARTYPE vtReturn;                   // 34
} METHODDATA, *LPMETHODDATA;

// What CreateDispTypeInfo makes type information of. 16 bytes.
typedef struct tagINTERFACEDATA {
    METHODDATA *pmethdata;              // 0
    UINT cMembers;                      // 8
} INTERFACEDATA, *LPINTERFACEDATA;

HRESULT DispInvoke(void *_this, ITypeInfo *ptinfo, DISPID dispidMember, WORD wFlags, DISPPARAMS *pparams,
                   VARIANT *pvarResult, EXCEPINFO *pexcepinfo, UINT *puArgErr);
HRESULT DispGetIDsOfNames(ITypeInfo *ptinfo, LPOLESTR *rgszNames, UINT cNames, DISPID *rgdispid);
HRESULT DispGetParam(DISPPARAMS *pdispparams, UINT position, VARTYPE vtTarg, VARIANT *pvarResult,
                     UINT *puArgErr);
// VT_RECORD passes a record by value. If the function returns one, vtReturn is VT_RECORD and *pvargResult names it when the call is
// made: VT_RECORD with an IRecordInfo, and with memory to be filled or without.
HRESULT DispCallFunc(void *pvInstance, ULONG_PTR oVft, CALLCONV cc, VARTYPE vtReturn, UINT cActuals,
                     VARTYPE *prgvt, VARIANTARG **prgpvarg, VARIANT *pvargResult);
HRESULT CreateStdDispatch(IUnknown *punkOuter, void *pvThis, ITypeInfo *ptinfo, IUnknown **ppunkStdDisp);
HRESULT CreateDispTypeInfo(INTERFACEDATA *pidata, LCID lcid, ITypeInfo **pptinfo);

// ---- Active objects ------------------------------------------------------------------------------------------------
// An object that any process of the user can have by its class, until it is revoked or its process ends.

#define ACTIVEOBJECT_STRONG 0x0
#define ACTIVEOBJECT_WEAK 0x1

// MK_S_MONIKERALREADYREGISTERED: done, but GetActiveObject gives the one that was registered before.
HRESULT RegisterActiveObject(IUnknown *punk, REFCLSID rclsid, DWORD dwFlags, DWORD *pdwRegister);
HRESULT RevokeActiveObject(DWORD dwRegister, void *pvReserved);
HRESULT GetActiveObject(REFCLSID rclsid, void *pvReserved, IUnknown **ppunk);

// ---- Error information of the thread -----------------------------------------------------------------------------

HRESULT SetErrorInfo(ULONG dwReserved, IErrorInfo *perrinfo);
HRESULT GetErrorInfo(ULONG dwReserved, IErrorInfo **pperrinfo);
HRESULT CreateErrorInfo(ICreateErrorInfo **pperrinfo);

#ifdef __cplusplus
}
#endif

#endif
