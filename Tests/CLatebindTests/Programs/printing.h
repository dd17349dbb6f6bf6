// SPDX-License-Identifier: Apache-2.0
//
// Values as the tables of this folder write them: VARTYPE:value. Integers, CY (times 10000), BOOL and ERROR are decimal; R4,
// R8 and DATE are the bits in hexadecimal; DECIMAL is sign:scale:hi:lo; text is between double quotes with \xxxx for what is
// not printable ASCII; EMPTY and NULL have no value.
//
// The programs that include this run against liblatebind and, for the expected output, against an independent oleaut32:
//
//     x86_64-w64-mingw32-gcc PROGRAM.c -o PROGRAM.exe -loleaut32 -lole32 -luuid && wine64 PROGRAM.exe
#ifndef PRINTING_H
#define PRINTING_H

#ifdef _WIN32
#include <windows.h>
#include <oleauto.h>
#else
#include <latebind/automation.h>
#endif
#include <stdio.h>
#include <string.h>

#define EN_US 0x0409

static inline void print_text(const OLECHAR *text, UINT length)
{
    UINT i;
    printf("\"");
    for (i = 0; i < length; i++) {
        if (text[i] >= 32 && text[i] < 127 && text[i] != '\\' && text[i] != '"')
            printf("%c", text[i]);
        else
            printf("\\%04x", text[i]);
    }
    printf("\"");
}

static inline void print_variant(const VARIANT *v)
{
    unsigned long long bits = 0;
    printf("%u", V_VT(v));
    if (V_VT(v) > VT_NULL)
        printf(":");
    switch (V_VT(v)) {
    case VT_EMPTY: case VT_NULL: break;
    case VT_I1: printf("%d", (signed char)V_I1(v)); break;
    case VT_UI1: printf("%u", V_UI1(v)); break;
    case VT_I2: case VT_BOOL: printf("%d", V_I2(v)); break;
    case VT_UI2: printf("%u", V_UI2(v)); break;
    case VT_I4: case VT_INT: case VT_ERROR: printf("%d", (int)V_I4(v)); break;
    case VT_UI4: case VT_UINT: printf("%u", (unsigned)V_UI4(v)); break;
    case VT_I8: case VT_CY: printf("%lld", (long long)V_I8(v)); break;
    case VT_UI8: printf("%llu", (unsigned long long)V_UI8(v)); break;
    case VT_R4: memcpy(&bits, &V_R4(v), 4); printf("%08llx", bits); break;
    case VT_R8: case VT_DATE: memcpy(&bits, &V_R8(v), 8); printf("%016llx", bits); break;
    case VT_DECIMAL:
        printf("%u:%u:%u:%llu", V_DECIMAL(v).sign, V_DECIMAL(v).scale, (unsigned)V_DECIMAL(v).Hi32,
               (unsigned long long)V_DECIMAL(v).Lo64);
        break;
    case VT_BSTR: print_text(V_BSTR(v), SysStringLen(V_BSTR(v))); break;
    case VT_DISPATCH: case VT_UNKNOWN: printf("%s", V_UNKNOWN(v) ? "object" : "null"); break;
    default: printf("?");
    }
}

// A cell: the result, which is cleared, or "!" and the HRESULT.
static inline void print_result(HRESULT hr, VARIANT *result)
{
    printf("\t");
    if (hr < 0)
        printf("!%08x", (unsigned)hr);
    else
        print_variant(result);
    VariantClear(result);
}

#endif
