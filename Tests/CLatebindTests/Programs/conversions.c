// SPDX-License-Identifier: Apache-2.0
//
// Calls the Var…From… functions with edge values and prints what they make of them. The same program runs against
// liblatebind and, for the expected output, against an independent oleaut32:
//
//     x86_64-w64-mingw32-gcc conversions.c -o conversions.exe -loleaut32 -lole32 -luuid
//     wine64 conversions.exe > conversions.tsv
//
// One line for each source: type, value, then for each target of the heading line the result, or "!" and the HRESULT, or
// "-" where there is no such function. R4, R8 and DATE are the bits in hexadecimal, CY is the number times 10000, DECIMAL
// is sign:scale:hi:lo, text is between double quotes with \xxxx for what is not printable ASCII.
#ifdef _WIN32
#include <windows.h>
#include <oleauto.h>
#else
#include <latebind/automation.h>
#endif
#include <float.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#define EN_US 0x0409

static void print_i1(CHAR v) { printf("\t%d", (signed char)v); }
static void print_i2(SHORT v) { printf("\t%d", v); }
static void print_i4(LONG v) { printf("\t%d", (int)v); }
static void print_i8(LONG64 v) { printf("\t%lld", (long long)v); }
static void print_ui1(BYTE v) { printf("\t%u", v); }
static void print_ui2(USHORT v) { printf("\t%u", v); }
static void print_ui4(ULONG v) { printf("\t%u", (unsigned)v); }
static void print_ui8(ULONG64 v) { printf("\t%llu", (unsigned long long)v); }
static void print_bool(VARIANT_BOOL v) { printf("\t%d", v); }
static void print_cy(CY v) { printf("\t%lld", (long long)v.int64); }

static void print_r4(FLOAT v)
{
    unsigned bits;
    memcpy(&bits, &v, sizeof(bits));
    printf("\t%08x", bits);
}

static void print_r8(DOUBLE v)
{
    unsigned long long bits;
    memcpy(&bits, &v, sizeof(bits));
    printf("\t%016llx", bits);
}

static void print_date(DATE v) { print_r8(v); }

static void print_dec(DECIMAL v)
{
    printf("\t%u:%u:%u:%llu", v.sign, v.scale, (unsigned)v.Hi32, (unsigned long long)v.Lo64);
}

static void print_text(const OLECHAR *text, UINT length)
{
    UINT i;
    printf("\t\"");
    for (i = 0; i < length; i++) {
        if (text[i] >= 32 && text[i] < 127 && text[i] != '\\' && text[i] != '"')
            printf("%c", text[i]);
        else
            printf("\\%04x", text[i]);
    }
    printf("\"");
}

static UINT length_of(const OLECHAR *text)
{
    UINT length = 0;
    while (text[length])
        length++;
    return length;
}

static void print_bstr(BSTR v)
{
    print_text(v, SysStringLen(v));
    SysFreeString(v);
}

// One call: its result, or its HRESULT.
#define TO(type, name, call)                \
    {                                       \
        type r;                             \
        HRESULT hr;                         \
        memset(&r, 0, sizeof(r));           \
        hr = call;                          \
        if (hr == S_OK)                     \
            print_##name(r);                \
        else                                \
            printf("\t!%08x", (unsigned)hr); \
    }

static void from_i1(CHAR v)
{
    printf("I1");
    print_i1(v);
    printf("\t-");
    TO(SHORT, i2, VarI2FromI1(v, &r));
    TO(LONG, i4, VarI4FromI1(v, &r));
    TO(LONG64, i8, VarI8FromI1(v, &r));
    TO(BYTE, ui1, VarUI1FromI1(v, &r));
    TO(USHORT, ui2, VarUI2FromI1(v, &r));
    TO(ULONG, ui4, VarUI4FromI1(v, &r));
    TO(ULONG64, ui8, VarUI8FromI1(v, &r));
    TO(FLOAT, r4, VarR4FromI1(v, &r));
    TO(DOUBLE, r8, VarR8FromI1(v, &r));
    TO(CY, cy, VarCyFromI1(v, &r));
    TO(DECIMAL, dec, VarDecFromI1(v, &r));
    TO(DATE, date, VarDateFromI1(v, &r));
    TO(VARIANT_BOOL, bool, VarBoolFromI1(v, &r));
    TO(BSTR, bstr, VarBstrFromI1(v, EN_US, 0, &r));
    printf("\n");
}

static void from_i2(SHORT v)
{
    printf("I2");
    print_i2(v);
    TO(CHAR, i1, VarI1FromI2(v, &r));
    printf("\t-");
    TO(LONG, i4, VarI4FromI2(v, &r));
    TO(LONG64, i8, VarI8FromI2(v, &r));
    TO(BYTE, ui1, VarUI1FromI2(v, &r));
    TO(USHORT, ui2, VarUI2FromI2(v, &r));
    TO(ULONG, ui4, VarUI4FromI2(v, &r));
    TO(ULONG64, ui8, VarUI8FromI2(v, &r));
    TO(FLOAT, r4, VarR4FromI2(v, &r));
    TO(DOUBLE, r8, VarR8FromI2(v, &r));
    TO(CY, cy, VarCyFromI2(v, &r));
    TO(DECIMAL, dec, VarDecFromI2(v, &r));
    TO(DATE, date, VarDateFromI2(v, &r));
    TO(VARIANT_BOOL, bool, VarBoolFromI2(v, &r));
    TO(BSTR, bstr, VarBstrFromI2(v, EN_US, 0, &r));
    printf("\n");
}

static void from_i4(LONG v)
{
    printf("I4");
    print_i4(v);
    TO(CHAR, i1, VarI1FromI4(v, &r));
    TO(SHORT, i2, VarI2FromI4(v, &r));
    printf("\t-");
    printf("\t-");
    TO(BYTE, ui1, VarUI1FromI4(v, &r));
    TO(USHORT, ui2, VarUI2FromI4(v, &r));
    TO(ULONG, ui4, VarUI4FromI4(v, &r));
    printf("\t-");
    TO(FLOAT, r4, VarR4FromI4(v, &r));
    TO(DOUBLE, r8, VarR8FromI4(v, &r));
    TO(CY, cy, VarCyFromI4(v, &r));
    TO(DECIMAL, dec, VarDecFromI4(v, &r));
    TO(DATE, date, VarDateFromI4(v, &r));
    TO(VARIANT_BOOL, bool, VarBoolFromI4(v, &r));
    TO(BSTR, bstr, VarBstrFromI4(v, EN_US, 0, &r));
    printf("\n");
}

static void from_i8(LONG64 v)
{
    printf("I8");
    print_i8(v);
    TO(CHAR, i1, VarI1FromI8(v, &r));
    TO(SHORT, i2, VarI2FromI8(v, &r));
    TO(LONG, i4, VarI4FromI8(v, &r));
    printf("\t-");
    TO(BYTE, ui1, VarUI1FromI8(v, &r));
    TO(USHORT, ui2, VarUI2FromI8(v, &r));
    TO(ULONG, ui4, VarUI4FromI8(v, &r));
    TO(ULONG64, ui8, VarUI8FromI8(v, &r));
    TO(FLOAT, r4, VarR4FromI8(v, &r));
    TO(DOUBLE, r8, VarR8FromI8(v, &r));
    TO(CY, cy, VarCyFromI8(v, &r));
    TO(DECIMAL, dec, VarDecFromI8(v, &r));
    TO(DATE, date, VarDateFromI8(v, &r));
    TO(VARIANT_BOOL, bool, VarBoolFromI8(v, &r));
    TO(BSTR, bstr, VarBstrFromI8(v, EN_US, 0, &r));
    printf("\n");
}

static void from_ui1(BYTE v)
{
    printf("UI1");
    print_ui1(v);
    TO(CHAR, i1, VarI1FromUI1(v, &r));
    TO(SHORT, i2, VarI2FromUI1(v, &r));
    TO(LONG, i4, VarI4FromUI1(v, &r));
    TO(LONG64, i8, VarI8FromUI1(v, &r));
    printf("\t-");
    TO(USHORT, ui2, VarUI2FromUI1(v, &r));
    TO(ULONG, ui4, VarUI4FromUI1(v, &r));
    TO(ULONG64, ui8, VarUI8FromUI1(v, &r));
    TO(FLOAT, r4, VarR4FromUI1(v, &r));
    TO(DOUBLE, r8, VarR8FromUI1(v, &r));
    TO(CY, cy, VarCyFromUI1(v, &r));
    TO(DECIMAL, dec, VarDecFromUI1(v, &r));
    TO(DATE, date, VarDateFromUI1(v, &r));
    TO(VARIANT_BOOL, bool, VarBoolFromUI1(v, &r));
    TO(BSTR, bstr, VarBstrFromUI1(v, EN_US, 0, &r));
    printf("\n");
}

static void from_ui2(USHORT v)
{
    printf("UI2");
    print_ui2(v);
    TO(CHAR, i1, VarI1FromUI2(v, &r));
    TO(SHORT, i2, VarI2FromUI2(v, &r));
    TO(LONG, i4, VarI4FromUI2(v, &r));
    TO(LONG64, i8, VarI8FromUI2(v, &r));
    TO(BYTE, ui1, VarUI1FromUI2(v, &r));
    printf("\t-");
    TO(ULONG, ui4, VarUI4FromUI2(v, &r));
    TO(ULONG64, ui8, VarUI8FromUI2(v, &r));
    TO(FLOAT, r4, VarR4FromUI2(v, &r));
    TO(DOUBLE, r8, VarR8FromUI2(v, &r));
    TO(CY, cy, VarCyFromUI2(v, &r));
    TO(DECIMAL, dec, VarDecFromUI2(v, &r));
    TO(DATE, date, VarDateFromUI2(v, &r));
    TO(VARIANT_BOOL, bool, VarBoolFromUI2(v, &r));
    TO(BSTR, bstr, VarBstrFromUI2(v, EN_US, 0, &r));
    printf("\n");
}

static void from_ui4(ULONG v)
{
    printf("UI4");
    print_ui4(v);
    TO(CHAR, i1, VarI1FromUI4(v, &r));
    TO(SHORT, i2, VarI2FromUI4(v, &r));
    TO(LONG, i4, VarI4FromUI4(v, &r));
    TO(LONG64, i8, VarI8FromUI4(v, &r));
    TO(BYTE, ui1, VarUI1FromUI4(v, &r));
    TO(USHORT, ui2, VarUI2FromUI4(v, &r));
    printf("\t-");
    TO(ULONG64, ui8, VarUI8FromUI4(v, &r));
    TO(FLOAT, r4, VarR4FromUI4(v, &r));
    TO(DOUBLE, r8, VarR8FromUI4(v, &r));
    TO(CY, cy, VarCyFromUI4(v, &r));
    TO(DECIMAL, dec, VarDecFromUI4(v, &r));
    TO(DATE, date, VarDateFromUI4(v, &r));
    TO(VARIANT_BOOL, bool, VarBoolFromUI4(v, &r));
    TO(BSTR, bstr, VarBstrFromUI4(v, EN_US, 0, &r));
    printf("\n");
}

static void from_ui8(ULONG64 v)
{
    printf("UI8");
    print_ui8(v);
    TO(CHAR, i1, VarI1FromUI8(v, &r));
    TO(SHORT, i2, VarI2FromUI8(v, &r));
    TO(LONG, i4, VarI4FromUI8(v, &r));
    TO(LONG64, i8, VarI8FromUI8(v, &r));
    TO(BYTE, ui1, VarUI1FromUI8(v, &r));
    TO(USHORT, ui2, VarUI2FromUI8(v, &r));
    TO(ULONG, ui4, VarUI4FromUI8(v, &r));
    printf("\t-");
    TO(FLOAT, r4, VarR4FromUI8(v, &r));
    TO(DOUBLE, r8, VarR8FromUI8(v, &r));
    TO(CY, cy, VarCyFromUI8(v, &r));
    TO(DECIMAL, dec, VarDecFromUI8(v, &r));
    TO(DATE, date, VarDateFromUI8(v, &r));
    TO(VARIANT_BOOL, bool, VarBoolFromUI8(v, &r));
    TO(BSTR, bstr, VarBstrFromUI8(v, EN_US, 0, &r));
    printf("\n");
}

static void from_r4(FLOAT v)
{
    printf("R4");
    print_r4(v);
    TO(CHAR, i1, VarI1FromR4(v, &r));
    TO(SHORT, i2, VarI2FromR4(v, &r));
    TO(LONG, i4, VarI4FromR4(v, &r));
    TO(LONG64, i8, VarI8FromR4(v, &r));
    TO(BYTE, ui1, VarUI1FromR4(v, &r));
    TO(USHORT, ui2, VarUI2FromR4(v, &r));
    TO(ULONG, ui4, VarUI4FromR4(v, &r));
    TO(ULONG64, ui8, VarUI8FromR4(v, &r));
    printf("\t-");
    TO(DOUBLE, r8, VarR8FromR4(v, &r));
    TO(CY, cy, VarCyFromR4(v, &r));
    TO(DECIMAL, dec, VarDecFromR4(v, &r));
    TO(DATE, date, VarDateFromR4(v, &r));
    TO(VARIANT_BOOL, bool, VarBoolFromR4(v, &r));
    TO(BSTR, bstr, VarBstrFromR4(v, EN_US, 0, &r));
    printf("\n");
}

static void from_r8(DOUBLE v)
{
    printf("R8");
    print_r8(v);
    TO(CHAR, i1, VarI1FromR8(v, &r));
    TO(SHORT, i2, VarI2FromR8(v, &r));
    TO(LONG, i4, VarI4FromR8(v, &r));
    TO(LONG64, i8, VarI8FromR8(v, &r));
    TO(BYTE, ui1, VarUI1FromR8(v, &r));
    TO(USHORT, ui2, VarUI2FromR8(v, &r));
    TO(ULONG, ui4, VarUI4FromR8(v, &r));
    TO(ULONG64, ui8, VarUI8FromR8(v, &r));
    TO(FLOAT, r4, VarR4FromR8(v, &r));
    printf("\t-");
    TO(CY, cy, VarCyFromR8(v, &r));
    TO(DECIMAL, dec, VarDecFromR8(v, &r));
    TO(DATE, date, VarDateFromR8(v, &r));
    TO(VARIANT_BOOL, bool, VarBoolFromR8(v, &r));
    TO(BSTR, bstr, VarBstrFromR8(v, EN_US, 0, &r));
    printf("\n");
}

static void from_cy(CY v)
{
    printf("Cy");
    print_cy(v);
    TO(CHAR, i1, VarI1FromCy(v, &r));
    TO(SHORT, i2, VarI2FromCy(v, &r));
    TO(LONG, i4, VarI4FromCy(v, &r));
    TO(LONG64, i8, VarI8FromCy(v, &r));
    TO(BYTE, ui1, VarUI1FromCy(v, &r));
    TO(USHORT, ui2, VarUI2FromCy(v, &r));
    TO(ULONG, ui4, VarUI4FromCy(v, &r));
    TO(ULONG64, ui8, VarUI8FromCy(v, &r));
    TO(FLOAT, r4, VarR4FromCy(v, &r));
    TO(DOUBLE, r8, VarR8FromCy(v, &r));
    printf("\t-");
    TO(DECIMAL, dec, VarDecFromCy(v, &r));
    TO(DATE, date, VarDateFromCy(v, &r));
    TO(VARIANT_BOOL, bool, VarBoolFromCy(v, &r));
    TO(BSTR, bstr, VarBstrFromCy(v, EN_US, 0, &r));
    printf("\n");
}

static void from_dec(DECIMAL v)
{
    printf("Dec");
    print_dec(v);
    TO(CHAR, i1, VarI1FromDec(&v, &r));
    TO(SHORT, i2, VarI2FromDec(&v, &r));
    TO(LONG, i4, VarI4FromDec(&v, &r));
    TO(LONG64, i8, VarI8FromDec(&v, &r));
    TO(BYTE, ui1, VarUI1FromDec(&v, &r));
    TO(USHORT, ui2, VarUI2FromDec(&v, &r));
    TO(ULONG, ui4, VarUI4FromDec(&v, &r));
    TO(ULONG64, ui8, VarUI8FromDec(&v, &r));
    TO(FLOAT, r4, VarR4FromDec(&v, &r));
    TO(DOUBLE, r8, VarR8FromDec(&v, &r));
    TO(CY, cy, VarCyFromDec(&v, &r));
    printf("\t-");
    TO(DATE, date, VarDateFromDec(&v, &r));
    TO(VARIANT_BOOL, bool, VarBoolFromDec(&v, &r));
    TO(BSTR, bstr, VarBstrFromDec(&v, EN_US, 0, &r));
    printf("\n");
}

static void from_date(DATE v)
{
    printf("Date");
    print_date(v);
    TO(CHAR, i1, VarI1FromDate(v, &r));
    TO(SHORT, i2, VarI2FromDate(v, &r));
    TO(LONG, i4, VarI4FromDate(v, &r));
    TO(LONG64, i8, VarI8FromDate(v, &r));
    TO(BYTE, ui1, VarUI1FromDate(v, &r));
    TO(USHORT, ui2, VarUI2FromDate(v, &r));
    TO(ULONG, ui4, VarUI4FromDate(v, &r));
    TO(ULONG64, ui8, VarUI8FromDate(v, &r));
    TO(FLOAT, r4, VarR4FromDate(v, &r));
    TO(DOUBLE, r8, VarR8FromDate(v, &r));
    TO(CY, cy, VarCyFromDate(v, &r));
    TO(DECIMAL, dec, VarDecFromDate(v, &r));
    printf("\t-");
    TO(VARIANT_BOOL, bool, VarBoolFromDate(v, &r));
    TO(BSTR, bstr, VarBstrFromDate(v, EN_US, 0, &r));
    printf("\n");
}

static void from_bool(VARIANT_BOOL v)
{
    printf("Bool");
    print_bool(v);
    TO(CHAR, i1, VarI1FromBool(v, &r));
    TO(SHORT, i2, VarI2FromBool(v, &r));
    TO(LONG, i4, VarI4FromBool(v, &r));
    TO(LONG64, i8, VarI8FromBool(v, &r));
    TO(BYTE, ui1, VarUI1FromBool(v, &r));
    TO(USHORT, ui2, VarUI2FromBool(v, &r));
    TO(ULONG, ui4, VarUI4FromBool(v, &r));
    TO(ULONG64, ui8, VarUI8FromBool(v, &r));
    TO(FLOAT, r4, VarR4FromBool(v, &r));
    TO(DOUBLE, r8, VarR8FromBool(v, &r));
    TO(CY, cy, VarCyFromBool(v, &r));
    TO(DECIMAL, dec, VarDecFromBool(v, &r));
    TO(DATE, date, VarDateFromBool(v, &r));
    printf("\t-");
    TO(BSTR, bstr, VarBstrFromBool(v, EN_US, 0, &r));
    printf("\n");
}

static void from_str(OLECHAR *v)
{
    printf("Str");
    print_text(v, length_of(v));
    TO(CHAR, i1, VarI1FromStr(v, EN_US, 0, &r));
    TO(SHORT, i2, VarI2FromStr(v, EN_US, 0, &r));
    TO(LONG, i4, VarI4FromStr(v, EN_US, 0, &r));
    TO(LONG64, i8, VarI8FromStr(v, EN_US, 0, &r));
    TO(BYTE, ui1, VarUI1FromStr(v, EN_US, 0, &r));
    TO(USHORT, ui2, VarUI2FromStr(v, EN_US, 0, &r));
    TO(ULONG, ui4, VarUI4FromStr(v, EN_US, 0, &r));
    TO(ULONG64, ui8, VarUI8FromStr(v, EN_US, 0, &r));
    TO(FLOAT, r4, VarR4FromStr(v, EN_US, 0, &r));
    TO(DOUBLE, r8, VarR8FromStr(v, EN_US, 0, &r));
    TO(CY, cy, VarCyFromStr(v, EN_US, 0, &r));
    TO(DECIMAL, dec, VarDecFromStr(v, EN_US, 0, &r));
    TO(DATE, date, VarDateFromStr(v, EN_US, 0, &r));
    TO(VARIANT_BOOL, bool, VarBoolFromStr(v, EN_US, 0, &r));
    printf("\t-");
    printf("\n");
}

static CY cy(LONG64 scaled)
{
    CY value;
    value.int64 = scaled;
    return value;
}

static void from_decimal(unsigned sign, unsigned scale, ULONG high, ULONG64 low)
{
    DECIMAL value;
    memset(&value, 0, sizeof(value));
    value.sign = (BYTE)sign;
    value.scale = (BYTE)scale;
    value.Hi32 = high;
    value.Lo64 = low;
    from_dec(value);
}

static const LONG64 integers[] = {
    0, 1, -1, 2, 42, 100, 127, 128, 255, 256, -127, -128, -129, 1000, 32767, 32768, -32768, -32769, 65535, 65536, 40000,
    922337, 2147483647LL, 2147483648LL, -2147483647LL - 1, -2147483649LL, 4294967295LL, 4294967296LL, 2958465, 2958466,
    -657434, -657435, 922337203685477LL, 922337203685478LL, -922337203685477LL, 9007199254740993LL, LLONG_MAX, LLONG_MIN};

// Every integer that the type holds.
#define INTEGERS(type, function)                                              \
    {                                                                         \
        size_t i;                                                             \
        for (i = 0; i < sizeof(integers) / sizeof(integers[0]); i++)          \
            if ((LONG64)(type)integers[i] == integers[i])                     \
                function((type)integers[i]);                                  \
    }

static const DOUBLE reals[] = {
    0, -0.0, 0.5, -0.5, 1, -1, 1.5, 2.5, -2.5, 0.1, 0.00005, 0.00015, 3.14159265358979, 127.4, 127.5, -128.5, 254.5, 255.5,
    32767.49, 32767.5, -32768.5, 65535.5, 2147483647.4, 2147483647.5, -2147483648.5, 4294967295.4, 4294967295.5, 1e10, 1e15,
    123456789012345678.0, 9.2e18, 9.3e18, -9.3e18, 1.8e19, 1.9e19, 922337203685477.5, 922337203685478.0, 1e28, 7.9e28, 8e28,
    1e38, 3.5e38, 1e-5, 1e-10, 1e-30, 1e300, 2958465.5, 2958466, -657434.9, -657435, 36526.25, -1.25, 1.23456789, 1234567.5};

static OLECHAR *const texts[] = {
    OLESTR("0"), OLESTR("1"), OLESTR("-1"), OLESTR("  42  "), OLESTR("+7"), OLESTR("7-"), OLESTR("(7)"), OLESTR("$7"),
    OLESTR("1,234"), OLESTR("1.5"), OLESTR("2.5"), OLESTR("-2.5"), OLESTR("127.5"), OLESTR("128"), OLESTR("255"),
    OLESTR("256"), OLESTR("32768"), OLESTR("65535"), OLESTR("65536"), OLESTR("2147483648"), OLESTR("4294967296"),
    OLESTR("9223372036854775808"), OLESTR("18446744073709551616"), OLESTR("1e3"), OLESTR("1e400"), OLESTR("&HFF"),
    OLESTR("&o17"), OLESTR(".5"), OLESTR("."), OLESTR(""), OLESTR("abc"), OLESTR("True"), OLESTR("false"),
    OLESTR("#TRUE#"), OLESTR("1/2/2003"), OLESTR("1/2/2003 3:04:05 PM"), OLESTR("3:04"), OLESTR("0.00005"),
    OLESTR("79228162514264337593543950335"), OLESTR("79228162514264337593543950336"), OLESTR("1 2"), OLESTR("--1")};

int main(void)
{
    size_t i;
    printf("type\tvalue\tI1\tI2\tI4\tI8\tUI1\tUI2\tUI4\tUI8\tR4\tR8\tCY\tDEC\tDATE\tBOOL\tBSTR\n");
    INTEGERS(signed char, from_i1)
    INTEGERS(SHORT, from_i2)
    INTEGERS(LONG, from_i4)
    INTEGERS(LONG64, from_i8)
    INTEGERS(BYTE, from_ui1)
    INTEGERS(USHORT, from_ui2)
    INTEGERS(ULONG, from_ui4)
    INTEGERS(LONG64, from_ui8)
    from_ui8(ULLONG_MAX);
    from_bool(VARIANT_FALSE);
    from_bool(VARIANT_TRUE);
    from_bool(1);
    for (i = 0; i < sizeof(reals) / sizeof(reals[0]); i++)
        if (reals[i] < FLT_MAX)
            from_r4((FLOAT)reals[i]);
    for (i = 0; i < sizeof(reals) / sizeof(reals[0]); i++)
        from_r8(reals[i]);
    for (i = 0; i < sizeof(reals) / sizeof(reals[0]); i++)
        from_date(reals[i]);
    for (i = 0; i < sizeof(integers) / sizeof(integers[0]); i++)
        from_cy(cy(integers[i]));
    from_cy(cy(5000));
    from_cy(cy(15000));
    from_cy(cy(25000));
    from_cy(cy(-25000));
    from_decimal(0, 0, 0, 0);
    from_decimal(0x80, 0, 0, 0);
    from_decimal(0, 0, 0, 1);
    from_decimal(0x80, 0, 0, 1);
    from_decimal(0, 1, 0, 5);
    from_decimal(0, 1, 0, 15);
    from_decimal(0x80, 1, 0, 25);
    from_decimal(0, 0, 0, 128);
    from_decimal(0, 0, 0, 65536);
    from_decimal(0, 4, 0, 4294967296ULL);
    from_decimal(0, 0, 0, ULLONG_MAX);
    from_decimal(0, 0, 1, 0);
    from_decimal(0, 28, 1, 1);
    from_decimal(0, 0, UINT_MAX, ULLONG_MAX);
    from_decimal(0x80, 5, UINT_MAX, ULLONG_MAX);
    from_decimal(0, 2, 0, 3652625);
    from_decimal(0, 29, 0, 1);
    from_decimal(1, 0, 0, 1);
    for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        from_str(texts[i]);
    return 0;
}
