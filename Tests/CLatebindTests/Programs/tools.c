// SPDX-License-Identifier: Apache-2.0
//
// The shared object that tools.idl names: functions that belong to no object.
#include <latebind/automation.h>

#include <stdlib.h>
#include <string.h>

typedef struct Place {
    LONG x;
    DOUBLE y;
    BSTR label;
} Place;

double twice(double value);
HRESULT divide(LONG dividend, LONG divisor, DOUBLE *quotient);
void exchange(LONG *first, BSTR *second);
BSTR join(BSTR first, BSTR second, BSTR separator);
double total(SHORT a, FLOAT b, LONGLONG c, BYTE d, DOUBLE e, VARIANT_BOOL f, LONG g, VARIANT h, DECIMAL i, SHORT j);
Place mirror(Place place);
LONG locale(LONG lcid);
LONG count(SAFEARRAY *values);
HRESULT get_level(LONG *level);
HRESULT put_level(LONG level);

double twice(double value) { return 2 * value; }

HRESULT divide(LONG dividend, LONG divisor, DOUBLE *quotient)
{
    ICreateErrorInfo *info;
    IErrorInfo *readable;
    OLECHAR description[] = OLESTR("the divisor is zero");
    if (divisor != 0) {
        *quotient = (DOUBLE)dividend / divisor;
        return S_OK;
    }
    if (SUCCEEDED(CreateErrorInfo(&info))) {
        info->lpVtbl->SetDescription(info, description);
        if (SUCCEEDED(info->lpVtbl->QueryInterface(info, &IID_IErrorInfo, (void **)&readable))) {
            SetErrorInfo(0, readable);
            readable->lpVtbl->Release(readable);
        }
        info->lpVtbl->Release(info);
    }
    return DISP_E_DIVBYZERO;
}

void exchange(LONG *first, BSTR *second)
{
    LONG length = (LONG)SysStringLen(*second);
    BSTR text = SysAllocStringLen(NULL, (UINT)*first);
    UINT i;
    for (i = 0; i < (UINT)*first; i++)
        text[i] = 'x';
    SysFreeString(*second);
    *second = text;
    *first = length;
}

BSTR join(BSTR first, BSTR second, BSTR separator)
{
    BSTR texts[] = {first, separator, second};
    UINT i, at = 0;
    BSTR joined = SysAllocStringLen(NULL, SysStringLen(first) + SysStringLen(separator) + SysStringLen(second));
    for (i = 0; i < 3; i++) {
        if (SysStringLen(texts[i]))
            memcpy(joined + at, texts[i], SysStringByteLen(texts[i]));
        at += SysStringLen(texts[i]);
    }
    return joined;
}

double total(SHORT a, FLOAT b, LONGLONG c, BYTE d, DOUBLE e, VARIANT_BOOL f, LONG g, VARIANT h, DECIMAL i, SHORT j)
{
    return a + b + (double)c + d + e + f + g + (V_VT(&h) == VT_I4 ? V_I4(&h) : 1e9) + (double)i.Lo64 + j;
}

// The label is the caller's: what is given back has one of its own.
Place mirror(Place place)
{
    Place made = {-place.x, -place.y, SysAllocStringLen(place.label, SysStringLen(place.label))};
    return made;
}

LONG locale(LONG lcid) { return lcid == 0 ? 1 : 0; }

LONG count(SAFEARRAY *values) { return values ? (LONG)values->rgsabound[0].cElements : -1; }

static LONG kept;
HRESULT get_level(LONG *level) { *level = kept; return S_OK; }
HRESULT put_level(LONG level) { kept = level; return level < 0 ? E_INVALIDARG : S_OK; }
