// SPDX-License-Identifier: Apache-2.0
//
// Prints what an independent oleaut32 makes of VariantChangeTypeEx (en-US) for every pair of VARTYPEs and edge values:
//
//     x86_64-w64-mingw32-gcc changetype.c -o changetype.exe -loleaut32 -lole32 -luuid
//     wine64 changetype.exe > changetype.tsv
//
// One line for each source: type, value, and for each target of the heading line the result's value, or "!" and the
// HRESULT. A target is a VARTYPE, or VARTYPE:flags. Integers, CY (times 10000), BOOL and ERROR are decimal; R4, R8 and
// DATE are the bits in hexadecimal; DECIMAL is sign:scale:hi:lo; a BSTR is its text with \\xxxx for what is not printable
// ASCII, between double quotes; EMPTY and NULL are a dot.
#include <windows.h>
#include <oleauto.h>
#include <stdio.h>
#include <string.h>
#include <float.h>
#include <limits.h>

static void print_value(const VARIANT *v)
{
    UINT i;
    ULONGLONG bits = 0;
    switch (V_VT(v)) {
    case VT_EMPTY: case VT_NULL: printf("."); break;
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
        printf("%u:%u:%u:%llu", v->decVal.sign, v->decVal.scale, (unsigned)v->decVal.Hi32,
               (unsigned long long)v->decVal.Lo64);
        break;
    case VT_BSTR:
        printf("\"");
        for (i = 0; i < SysStringLen(V_BSTR(v)); i++) {
            WCHAR c = V_BSTR(v)[i];
            if (c >= 32 && c < 127 && c != '\\' && c != '"') printf("%c", c);
            else printf("\\%04x", c);
        }
        printf("\"");
        break;
    case VT_DISPATCH: case VT_UNKNOWN: printf("%s", V_UNKNOWN(v) ? "object" : "null"); break;
    default: printf("?");
    }
}

static const struct { VARTYPE vt; USHORT flags; } targets[] = {
    {VT_EMPTY}, {VT_NULL}, {VT_I2}, {VT_I4}, {VT_R4}, {VT_R8}, {VT_CY}, {VT_DATE}, {VT_BSTR}, {VT_BSTR, VARIANT_ALPHABOOL},
    {VT_BSTR, VARIANT_LOCALBOOL}, {VT_DISPATCH}, {VT_ERROR}, {VT_BOOL}, {VT_VARIANT}, {VT_UNKNOWN}, {VT_DECIMAL}, {15}, {VT_I1},
    {VT_UI1}, {VT_UI2}, {VT_UI4}, {VT_I8}, {VT_UI8}, {VT_INT}, {VT_UINT}, {VT_VOID}, {VT_RECORD}, {VT_INT_PTR}, {VT_CLSID},
    {VT_ARRAY | VT_I4}, {VT_BYREF | VT_I4}, {VT_VECTOR | VT_I4}};

static void heading(void)
{
    UINT t;
    printf("type\tvalue");
    for (t = 0; t < sizeof(targets) / sizeof(*targets); t++) {
        printf("\t%u", targets[t].vt);
        if (targets[t].flags) printf(":%u", targets[t].flags);
    }
    printf("\n");
}

static void run(VARIANT *source)
{
    LCID english = MAKELCID(MAKELANGID(LANG_ENGLISH, SUBLANG_ENGLISH_US), SORT_DEFAULT);
    UINT t;
    printf("%u\t", V_VT(source));
    print_value(source);
    for (t = 0; t < sizeof(targets) / sizeof(*targets); t++) {
        VARIANT result;
        HRESULT hr;
        VariantInit(&result);
        hr = VariantChangeTypeEx(&result, source, english, targets[t].flags, targets[t].vt);
        printf("\t");
        if (hr < 0) {
            printf("!%08lx", (unsigned long)hr);
        } else {
            if (V_VT(&result) != targets[t].vt) printf("vt%u ", V_VT(&result));
            print_value(&result);
            VariantClear(&result);
        }
    }
    printf("\n");
}

static void r8(VARTYPE vt, double d) { VARIANT v; VariantInit(&v); V_VT(&v) = vt; V_R8(&v) = d; run(&v); }
static void i8(VARTYPE vt, LONGLONG n) { VARIANT v; VariantInit(&v); V_VT(&v) = vt; V_I8(&v) = n; run(&v); }
static void r4(float f) { VARIANT v; VariantInit(&v); V_VT(&v) = VT_R4; V_R4(&v) = f; run(&v); }
static void dec(BYTE sign, BYTE scale, ULONG hi, ULONGLONG lo)
{
    VARIANT v;
    VariantInit(&v);
    v.decVal.sign = sign; v.decVal.scale = scale; v.decVal.Hi32 = hi; v.decVal.Lo64 = lo;
    V_VT(&v) = VT_DECIMAL;
    run(&v);
}
static void text(const WCHAR *s)
{
    VARIANT v;
    VariantInit(&v);
    V_VT(&v) = VT_BSTR;
    V_BSTR(&v) = s ? SysAllocString(s) : NULL;
    run(&v);
    VariantClear(&v);
}

int main(void)
{
    static const double reals[] = {0.0, -0.0, 1.0, -1.0, 0.5, 1.5, 2.5, -0.5, -1.5, -2.5, 0.49999999999999994, 0.1, 0.3,
        127.0, 127.4, 127.5, 128.0, -128.0, -128.5, -128.6, -129.0, 255.0, 255.4, 255.5, 256.0, 32767.0, 32767.4, 32767.5,
        -32768.5, -32768.6, 65535.0, 65535.4, 65535.5, 2147483647.0, 2147483647.4, 2147483647.5, 2147483648.0, -2147483648.0,
        -2147483648.5, -2147483648.6, 4294967295.0, 4294967295.4, 4294967295.5, 4294967296.0, 4611686018427387904.0,
        -4611686018427387904.0, 9223372036854774784.0, 9223372036854775808.0, -9223372036854775808.0,
        18446744073709549568.0, 18446744073709551616.0, 922337203685477.5, 922337203685477.6, 922337203685478.0,
        -922337203685477.5, -922337203685478.0, 1.23455, 1.23445, 1.00005, 1.00015, 0.00005, 1234567.891, 123456789012345.0,
        1234567890123456.0, 0.0001, 0.00001, 1e15, 1e16, 1e20, 1e28, 7.9e28, 8e28, 1e29, 1e-10, 1e-28, 1e-29, 1e-30, 1e100, 1e300, -1e300,
        3.4e38, 3.5e38, 1.7976931348623157e308, 3.141592653589793, 2.0/3.0, 36526.0, 36526.75, 36526.999999, -1.25, -1.75,
        2.25, 0.25, 0.75, 2958465.0, 2958465.99999, 2958466.0, -657434.0, -657434.5, -657435.0, 60.0, 61.0, 40000.5};
    static const LONGLONG integers[] = {0, 1, -1, 2, 10, 100, 127, 128, -128, -129, 255, 256, 32767, 32768, -32768, -32769,
        65535, 65536, 2147483647LL, 2147483648LL, -2147483648LL, -2147483649LL, 4294967295LL, 4294967296LL,
        922337203685477LL, 922337203685478LL, -922337203685477LL, -922337203685478LL, 9007199254740993LL,
        4611686018427387904LL, 9223372036854775807LL, LLONG_MIN, 1234567890123456789LL, 2958465, 2958466, -657434, -657435,
        36526, 15000, 25000, -15000, 5000, 12345};
    static const VARTYPE integer_types[] = {VT_I1, VT_UI1, VT_I2, VT_UI2, VT_I4, VT_UI4, VT_INT, VT_UINT, VT_I8, VT_UI8, VT_CY,
        VT_BOOL, VT_ERROR};
    static const WCHAR *texts[] = {L"", L" ", L"0", L"1", L"-1", L"+1", L"1-", L"1+", L"(1)", L"( 1 )", L" 12 ", L"\t7\t", L"1 2", L"1,234",
        L"1,2,3", L",1", L"1,", L"12,34,567.5", L"1.5", L"2.5", L"-2.5", L".5", L"5.", L".", L"-", L"+", L"--1", L"- 1", L"1e3", L"1E3", L"1e+3", L"1e-3",
        L"1e", L"e1", L"1d3", L"1e400", L"1e308", L"1e-400", L"$1", L"$1,234.56", L"-$1", L"$-1", L"1$", L"($1.5)", L"1%", L"&H1F", L"&h1f", L"&HFFFF", L"&HFFFFFFFF",
        L"&O17", L"&o8", L"&H", L"0x10", L"abc", L"1a", L"True", L"true", L"FALSE", L"#TRUE#", L"#FALSE#", L"Yes", L"On", L"T",
        L"127", L"128", L"-128", L"-129", L"255", L"256", L"127.5", L"255.5", L"32767.5", L"32768", L"65535.4", L"65535.5", L"2147483647", L"2147483648", L"2147483647.5", L"-2147483648",
        L"-2147483649", L"4294967295", L"4294967296", L"9223372036854775807", L"9223372036854775808", L"-9223372036854775808",
        L"18446744073709551615", L"18446744073709551616", L"79228162514264337593543950335", L"79228162514264337593543950336",
        L"0.1", L"0.0000000000000000000000000001", L"0.00000000000000000000000000001", L"1.2345678901234567890123456789", L"12345.67885", L"1.00005", L"1.00015",
        L"922337203685477.5807", L"922337203685477.5808", L"-922337203685477.5808", L"3.141592653589793238462643383279", L"123456789012345678901234567890",
        L"1.7976931348623157e308", L"1.7976931348623159e308", L"4.9e-324", L"3.4e38", L"3.5e38", L"9007199254740993", L"0.30000000000000004",
        L"1/2/2003", L"12/31/1999", L"31/12/1999", L"2003-01-02", L"2003/1/2", L"1-2-2003", L"1.2.2003", L"Jan 2, 2003", L"2 January 2003", L"January 2 2003", L"2-Jan-2003", L"Jan 2003", L"1/2", L"1/2/03", L"1/2/29", L"1/2/30", L"1/2/99",
        L"2/29/2000", L"2/29/1900", L"2/30/2000", L"13/13/2003", L"12/30/1899", L"12/31/9999", L"1/1/100", L"1/1/0099", L"1/1/10000",
        L"12:34", L"12:34:56", L"1:2 PM", L"1:02:03 pm", L"12 AM", L"12 PM", L"13:00 PM", L"24:00", L"23:59:59", L"12:60", L"1/2/2003 3:04:05 PM", L"3:04:05 PM 1/2/2003",
        L"2003-01-02 03:04:05", L"2003-01-02T03:04:05", L"2003-01-02 03:04:05.678", L"Thursday, January 2, 2003", L"Thu Jan 2 2003", L"January", L"5 PM", L"5pm", L"1/2/2003 3", L"0:0:0",
        L"\x0661", L"1\x00a0", L"\x00a31", L"1 234", L"1e 3", L"00012", L"-0", L"1.5.2", L"1,234,567", L"1,23", L"1.2e3", L"INF", L"NaN", L"-1e-3"};
    UINT i, t;
    VARIANT v;
    heading();
    VariantInit(&v);
    run(&v);
    V_VT(&v) = VT_NULL;
    run(&v);
    for (t = 0; t < sizeof(integer_types) / sizeof(*integer_types); t++)
        for (i = 0; i < sizeof(integers) / sizeof(*integers); i++) {
            LONGLONG n = integers[i];
            switch (integer_types[t]) {
            case VT_I1: if (n < -128 || n > 127) continue; break;
            case VT_UI1: if (n < 0 || n > 255) continue; break;
            case VT_I2: if (n < -32768 || n > 32767) continue; break;
            case VT_BOOL: if (n != 0 && n != -1 && n != 1) continue; break;
            case VT_UI2: if (n < 0 || n > 65535) continue; break;
            case VT_I4: case VT_INT: case VT_ERROR: if (n < INT_MIN || n > INT_MAX) continue; break;
            case VT_UI4: case VT_UINT: if (n < 0 || n > 4294967295LL) continue; break;
            }
            i8(integer_types[t], n);
        }
    for (i = 0; i < sizeof(reals) / sizeof(*reals); i++) {
        r8(VT_R8, reals[i]);
        r8(VT_DATE, reals[i]);
        if (reals[i] <= 3.4e38 && reals[i] >= -3.4e38) r4((float)reals[i]);
    }
    for (i = 0; i < 2; i++) {
        BYTE sign = i ? 0x80 : 0;
        dec(sign, 0, 0, 0);
        dec(sign, 0, 0, 1);
        dec(sign, 1, 0, 5);
        dec(sign, 1, 0, 15);
        dec(sign, 1, 0, 25);
        dec(sign, 2, 0, 150);
        dec(sign, 2, 0, 1000);
        dec(sign, 0, 0, 127);
        dec(sign, 1, 0, 1275);
        dec(sign, 0, 0, 128);
        dec(sign, 1, 0, 2555);
        dec(sign, 1, 0, 327675);
        dec(sign, 0, 0, 65535);
        dec(sign, 0, 0, 2147483647);
        dec(sign, 0, 0, 2147483648ULL);
        dec(sign, 0, 0, 4294967295ULL);
        dec(sign, 0, 0, 4294967296ULL);
        dec(sign, 0, 0, 9223372036854775807ULL);
        dec(sign, 0, 0, 9223372036854775808ULL);
        dec(sign, 0, 0, 18446744073709551615ULL);
        dec(sign, 1, 0, 18446744073709551615ULL);
        dec(sign, 0, 1, 0);
        dec(sign, 1, 1, 0);
        dec(sign, 0, 0xFFFFFFFF, 18446744073709551615ULL);
        dec(sign, 28, 0xFFFFFFFF, 18446744073709551615ULL);
        dec(sign, 28, 0, 1);
        dec(sign, 4, 0, 9223372036854775807ULL);
        dec(sign, 4, 0, 9223372036854775808ULL);
        dec(sign, 5, 0, 123455);
        dec(sign, 5, 0, 123445);
        dec(sign, 5, 0, 100005);
        dec(sign, 16, 0, 31415926535897932ULL);
        dec(sign, 3, 0, 36526750);
    }
    text(NULL);
    for (i = 0; i < sizeof(texts) / sizeof(*texts); i++) text(texts[i]);
    V_VT(&v) = VT_UNKNOWN; V_UNKNOWN(&v) = NULL;
    run(&v);
    V_VT(&v) = VT_DISPATCH; V_DISPATCH(&v) = NULL;
    run(&v);
    return 0;
}
