// SPDX-License-Identifier: Apache-2.0
//
// Calls the functions of arithmetic and comparison with every pair of edge values and prints what they make of them. One line
// for each function and left operand: the function, the operand, and a cell for each right operand of the last heading line,
// which begins with '='. Values: printing.h.
#include "printing.h"

#include <setjmp.h>
#include <stdlib.h>

#define MOST 200

static VARIANT values[MOST];
static int count;

static VARIANT *add(VARTYPE vt)
{
    VARIANT *v = &values[count++];
    VariantInit(v);
    V_VT(v) = vt;
    return v;
}

static void integer(VARTYPE vt, LONG64 n)
{
    VARIANT *v = add(vt);
    V_I8(v) = 0;
    switch (vt) {
    case VT_I1: case VT_UI1: V_UI1(v) = (BYTE)n; break;
    case VT_I2: case VT_UI2: case VT_BOOL: V_I2(v) = (SHORT)n; break;
    case VT_I8: case VT_UI8: case VT_CY: V_I8(v) = n; break;
    default: V_I4(v) = (LONG)n;
    }
}

static void real(VARTYPE vt, double d)
{
    VARIANT *v = add(vt);
    if (vt == VT_R4)
        V_R4(v) = (float)d;
    else
        V_R8(v) = d;
}

static void decimal(BYTE sign, BYTE scale, ULONG hi, ULONG64 lo)
{
    VARIANT *v = add(VT_DECIMAL);
    V_DECIMAL(v).sign = sign;
    V_DECIMAL(v).scale = scale;
    V_DECIMAL(v).Hi32 = hi;
    V_DECIMAL(v).Lo64 = lo;
}

static void text(const OLECHAR *s) { V_BSTR(add(VT_BSTR)) = s ? SysAllocString(s) : NULL; }

static void make_values(void)
{
    add(VT_EMPTY);
    add(VT_NULL);
    integer(VT_I2, 0); integer(VT_I2, 1); integer(VT_I2, -1); integer(VT_I2, 7); integer(VT_I2, 32767); integer(VT_I2, -32768);
    integer(VT_I4, 0); integer(VT_I4, 3); integer(VT_I4, -5); integer(VT_I4, 2147483647); integer(VT_I4, -2147483647 - 1);
    real(VT_R4, 0); real(VT_R4, 1.5); real(VT_R4, -2.5); real(VT_R4, 3.4e38);
    real(VT_R8, 0); real(VT_R8, 2.5); real(VT_R8, -0.5); real(VT_R8, -7.75); real(VT_R8, 1e15); real(VT_R8, 1e308);
    integer(VT_CY, 0); integer(VT_CY, 10000); integer(VT_CY, -25000); integer(VT_CY, 12345);
    integer(VT_CY, 0x7fffffffffffffffLL); integer(VT_CY, -0x7fffffffffffffffLL - 1);
    real(VT_DATE, 0); real(VT_DATE, 36526.75); real(VT_DATE, -1.25);
    text(NULL); text(OLESTR("")); text(OLESTR("12")); text(OLESTR("-2.5")); text(OLESTR("abc")); text(OLESTR("True"));
    text(OLESTR("40000"));
    V_VT(add(VT_DISPATCH)) = VT_DISPATCH;
    integer(VT_ERROR, (LONG)0x80020004);
    integer(VT_BOOL, 0); integer(VT_BOOL, -1);
    add(VT_VARIANT);
    add(VT_UNKNOWN);
    decimal(0, 0, 0, 0); decimal(0, 1, 0, 15); decimal(0x80, 0, 0, 3); decimal(0, 0, 0xffffffff, 0xffffffffffffffffULL);
    decimal(0, 28, 0, 1);
    integer(VT_I1, -128); integer(VT_I1, 5);
    integer(VT_UI1, 0); integer(VT_UI1, 5); integer(VT_UI1, 255);
    integer(VT_UI2, 5); integer(VT_UI2, 65535);
    integer(VT_UI4, 5); integer(VT_UI4, -1);
    integer(VT_I8, 5); integer(VT_I8, 0x7fffffffffffffffLL); integer(VT_I8, -0x7fffffffffffffffLL - 1);
    integer(VT_UI8, 5); integer(VT_UI8, -1);
    integer(VT_INT, 5); integer(VT_INT, -1);
    integer(VT_UINT, 5); integer(VT_UINT, -1);
}

// More operands for the functions of one.
static void make_more_values(void)
{
    static const double reals[] = {0.5, 1.5, -1.5, 2.4999, 2.55, -2.55, 1.005, 1.115, 1234.5678, -1234.5678, 0.125, 0.375, 1e-5, 1e20,
                                   2147483647.5, 5e14, 1.1, 15, 25, -15, 1250, 9.995, 0.05, 0.15, 0.25, 0.35};
    static const LONG64 amounts[] = {5000, 15000, -15000, 12345, 12355, -12355, 12350, 12450, 12500, 13500, -12500, 1, -1, 99999999,
                                     50, 150, 250, 5, 15, 25, 9223372036854775800LL};
    static const LONG64 scaled[] = {5, 15, 25, 35, -15, -25, 12345, -12345, 125, 135, 250, 350, 99999, 1, 10, 100, 1005};
    unsigned i;
    for (i = 0; i < sizeof(reals) / sizeof(*reals); i++) real(VT_R8, reals[i]);
    for (i = 0; i < 12; i++) real(VT_R4, reals[i]);
    for (i = 0; i < 12; i++) real(VT_DATE, reals[i]);
    for (i = 0; i < sizeof(amounts) / sizeof(*amounts); i++) integer(VT_CY, amounts[i]);
    for (i = 0; i < sizeof(scaled) / sizeof(*scaled); i++)
        decimal(scaled[i] < 0 ? 0x80 : 0, (BYTE)(i % 4), 0, (ULONG64)(scaled[i] < 0 ? -scaled[i] : scaled[i]));
    decimal(0, 10, 5, 12345678901234567ULL);
    decimal(0, 28, 0xffffffff, 0xffffffffffffffffULL);
    text(OLESTR("2.5"));
    text(OLESTR("-2.55"));
    text(OLESTR("$1,234.56"));
    text(OLESTR("&HFF"));
    text(OLESTR("False"));
}

// The independent oleaut32 may trap: a cell then says so.
static jmp_buf trap;
#ifdef _WIN32
static LONG CALLBACK on_trap(EXCEPTION_POINTERS *information)
{
    if (information->ExceptionRecord->ExceptionCode == EXCEPTION_INT_DIVIDE_BY_ZERO ||
        information->ExceptionRecord->ExceptionCode == EXCEPTION_INT_OVERFLOW ||
        information->ExceptionRecord->ExceptionCode == EXCEPTION_ACCESS_VIOLATION)
        longjmp(trap, 1);
    return EXCEPTION_CONTINUE_SEARCH;
}
#endif

static void heading(void)
{
    int i;
    printf("=");
    for (i = 0; i < count; i++) {
        printf("\t");
        print_variant(&values[i]);
    }
    printf("\n");
}

static void two(const char *name, HRESULT (STDAPICALLTYPE *function)(VARIANT *, VARIANT *, VARIANT *))
{
    volatile int i, j;
    for (i = 0; i < count; i++) {
        printf("%s\t", name);
        print_variant(&values[i]);
        for (j = 0; j < count; j++) {
            VARIANT left = values[i], right = values[j], result;
            memset(&result, 0, sizeof(result));
            if (setjmp(trap))
                printf("\t!trap");
            else
                print_result(function(&left, &right, &result), &result);
        }
        printf("\n");
    }
}

static void compare(const char *name, ULONG flags)
{
    int i, j;
    for (i = 0; i < count; i++) {
        printf("%s\t", name);
        print_variant(&values[i]);
        for (j = 0; j < count; j++) {
            HRESULT hr = VarCmp(&values[i], &values[j], EN_US, flags);
            printf(hr < 0 ? "\t!%08x" : "\t%x", (unsigned)hr);
        }
        printf("\n");
    }
}

static void one(const char *name, HRESULT (STDAPICALLTYPE *function)(VARIANT *, VARIANT *))
{
    int i;
    printf("%s\t", name);
    for (i = 0; i < count; i++) {
        VARIANT value = values[i], result;
        memset(&result, 0, sizeof(result));
        print_result(function(&value, &result), &result);
    }
    printf("\n");
}

static void round_to(int places)
{
    int i;
    printf("Round\t%d", places);
    for (i = 0; i < count; i++) {
        VARIANT value = values[i], result;
        memset(&result, 0, sizeof(result));
        print_result(VarRound(&value, places, &result), &result);
    }
    printf("\n");
}

// ---- Numbers without a VARIANT

static void put_decimal(HRESULT hr, const DECIMAL *d)
{
    if (hr < 0)
        printf("\t!%08x", (unsigned)hr);
    else
        printf("\t%u:%u:%u:%llu", d->sign, d->scale, (unsigned)d->Hi32, (unsigned long long)d->Lo64);
}

static void put_cy(HRESULT hr, CY c)
{
    if (hr < 0)
        printf("\t!%08x", (unsigned)hr);
    else
        printf("\t%lld", (long long)c.int64);
}

static void put_r8(HRESULT hr, double d)
{
    unsigned long long bits;
    memcpy(&bits, &d, sizeof(bits));
    if (hr < 0)
        printf("\t!%08x", (unsigned)hr);
    else
        printf("\t%016llx", bits);
}

static void put_status(HRESULT hr) { printf(hr < 0 ? "\t!%08x" : "\t%x", (unsigned)hr); }

static DECIMAL decimals[64];
static int decimal_count;

static void make_decimal(BYTE sign, BYTE scale, ULONG hi, ULONG64 lo)
{
    DECIMAL *d = &decimals[decimal_count++];
    memset(d, 0, sizeof(*d));
    d->sign = sign;
    d->scale = scale;
    d->Hi32 = hi;
    d->Lo64 = lo;
}

static void decimal_functions(void)
{
    typedef HRESULT (STDAPICALLTYPE *two_decimals)(DECIMAL *, DECIMAL *, DECIMAL *);
    typedef HRESULT (STDAPICALLTYPE *one_decimal)(const DECIMAL *, DECIMAL *);
    static const struct { const char *name; two_decimals function; } twos[] = {
        {"DecAdd", (two_decimals)VarDecAdd}, {"DecSub", (two_decimals)VarDecSub}, {"DecMul", (two_decimals)VarDecMul},
        {"DecDiv", (two_decimals)VarDecDiv}};
    static const struct { const char *name; one_decimal function; } ones[] = {
        {"DecAbs", (one_decimal)VarDecAbs}, {"DecNeg", (one_decimal)VarDecNeg}, {"DecFix", (one_decimal)VarDecFix},
        {"DecInt", (one_decimal)VarDecInt}};
    static const double reals[] = {0, 1, -1, 2.5, 0.1, 1e28, 1e29, -1e300, 1e-30};
    static const int places[] = {0, 1, 2, 5, 27, 28, 29, -1};
    int i, j;
    unsigned k;
    DECIMAL result;

    make_decimal(0, 0, 0, 0); make_decimal(0x80, 0, 0, 0); make_decimal(0, 3, 0, 0); make_decimal(0, 0, 0, 1);
    make_decimal(0x80, 0, 0, 1); make_decimal(0, 0, 0, 3); make_decimal(0, 0, 0, 7); make_decimal(0, 1, 0, 10);
    make_decimal(0, 2, 0, 100);
    make_decimal(0, 1, 0, 5); make_decimal(0, 1, 0, 15); make_decimal(0x80, 1, 0, 25); make_decimal(0, 2, 0, 333);
    make_decimal(0, 0, 0, 0xffffffffffffffffULL); make_decimal(0, 0, 1, 0); make_decimal(0, 0, 0xffffffff, 0xffffffffffffffffULL);
    make_decimal(0x80, 0, 0xffffffff, 0xffffffffffffffffULL); make_decimal(0, 28, 0xffffffff, 0xffffffffffffffffULL);
    make_decimal(0, 28, 0, 1); make_decimal(0x80, 28, 0, 1); make_decimal(0, 14, 5, 1234567890123456789ULL);
    make_decimal(0, 10, 0, 12345678901234567890ULL); make_decimal(0, 27, 0x12345678, 0x9abcdef012345678ULL);
    make_decimal(0, 1, 0xffffffff, 0xffffffffffffffffULL); make_decimal(0, 4, 0, 125000); make_decimal(0, 5, 0, 100005);
    make_decimal(0, 0, 0x20000000, 0);
    make_decimal(0, 0, 0, 1000000000000000000ULL);

    printf("=decimals");
    for (i = 0; i < decimal_count; i++)
        put_decimal(0, &decimals[i]);
    printf("\n");
    for (k = 0; k < sizeof(twos) / sizeof(*twos); k++)
        for (i = 0; i < decimal_count; i++) {
            printf("%s", twos[k].name);
            put_decimal(0, &decimals[i]);
            for (j = 0; j < decimal_count; j++) {
                DECIMAL left = decimals[i], right = decimals[j];
                HRESULT hr;
                memset(&result, 0, sizeof(result));
                hr = twos[k].function(&left, &right, &result);
                put_decimal(hr, &result);
            }
            printf("\n");
        }
    for (i = 0; i < decimal_count; i++) {
        printf("DecCmp");
        put_decimal(0, &decimals[i]);
        for (j = 0; j < decimal_count; j++)
            put_status(VarDecCmp(&decimals[i], &decimals[j]));
        printf("\n");
    }
    for (k = 0; k < sizeof(ones) / sizeof(*ones); k++) {
        printf("%s\t", ones[k].name);
        for (i = 0; i < decimal_count; i++) {
            HRESULT hr;
            memset(&result, 0, sizeof(result));
            hr = ones[k].function(&decimals[i], &result);
            put_decimal(hr, &result);
        }
        printf("\n");
    }
    for (k = 0; k < sizeof(places) / sizeof(*places); k++) {
        printf("DecRound\t%d", places[k]);
        for (i = 0; i < decimal_count; i++) {
            HRESULT hr;
            memset(&result, 0, sizeof(result));
            hr = VarDecRound(&decimals[i], places[k], &result);
            put_decimal(hr, &result);
        }
        printf("\n");
    }
    for (k = 0; k < sizeof(reals) / sizeof(*reals); k++) {
        printf("DecCmpR8");
        put_r8(0, reals[k]);
        for (i = 0; i < decimal_count; i++)
            put_status(VarDecCmpR8(&decimals[i], reals[k]));
        printf("\n");
    }
}

static void currency_functions(void)
{
    static const LONG64 amounts[] = {0, 1, -1, 5, 10000, -10000, 15000, 25000, -25000, 12345, -12345, 12350, 12450, 3333, 20000, 5000,
        -5000, 4999, 1234567890123LL, 922337203685477LL, 9223372036854775807LL, -9223372036854775807LL - 1, 92233720368547758LL,
        5000000000LL, -3037000500LL};
    static const LONG64 wholes[] = {0, 1, -1, 2, -7, 1000, 2147483647, -2147483648LL, 5000000000LL, 9223372036854775807LL};
    static const double reals[] = {0, 1, -1, 1.5, 1.2345, 1.23449, 1e15, -1e15, 1e300};
    static const int places[] = {0, 1, 2, 3, 4, 5, -1};
    const int n = sizeof(amounts) / sizeof(*amounts);
    int i, j;
    unsigned k;
    CY left, right, result;

    printf("=amounts");
    for (i = 0; i < n; i++)
        printf("\t%lld", (long long)amounts[i]);
    printf("\n");
    for (k = 0; k < 4; k++)
        for (i = 0; i < n; i++) {
            static const char *names[] = {"CyAdd", "CySub", "CyMul", "CyCmp"};
            printf("%s\t%lld", names[k], (long long)amounts[i]);
            for (j = 0; j < n; j++) {
                HRESULT hr = S_OK;
                left.int64 = amounts[i];
                right.int64 = amounts[j];
                result.int64 = 0;
                switch (k) {
                case 0: hr = VarCyAdd(left, right, &result); break;
                case 1: hr = VarCySub(left, right, &result); break;
                case 2: hr = VarCyMul(left, right, &result); break;
                default: put_status(VarCyCmp(left, right)); continue;
                }
                put_cy(hr, result);
            }
            printf("\n");
        }
    for (k = 0; k < sizeof(wholes) / sizeof(*wholes); k++) {
        if (wholes[k] == (LONG)wholes[k]) {
            printf("CyMulI4\t%lld", (long long)wholes[k]);
            for (i = 0; i < n; i++) {
                HRESULT hr;
                left.int64 = amounts[i];
                result.int64 = 0;
                hr = VarCyMulI4(left, (LONG)wholes[k], &result);
                put_cy(hr, result);
            }
            printf("\n");
        }
        printf("CyMulI8\t%lld", (long long)wholes[k]);
        for (i = 0; i < n; i++) {
            HRESULT hr;
            left.int64 = amounts[i];
            result.int64 = 0;
            hr = VarCyMulI8(left, wholes[k], &result);
            put_cy(hr, result);
        }
        printf("\n");
    }
    for (k = 0; k < 4; k++) {
        static const char *names[] = {"CyAbs", "CyNeg", "CyFix", "CyInt"};
        printf("%s\t", names[k]);
        for (i = 0; i < n; i++) {
            HRESULT hr;
            left.int64 = amounts[i];
            result.int64 = 0;
            hr = k == 0 ? VarCyAbs(left, &result) : k == 1 ? VarCyNeg(left, &result)
               : k == 2 ? VarCyFix(left, &result) : VarCyInt(left, &result);
            put_cy(hr, result);
        }
        printf("\n");
    }
    for (k = 0; k < sizeof(places) / sizeof(*places); k++) {
        printf("CyRound\t%d", places[k]);
        for (i = 0; i < n; i++) {
            HRESULT hr;
            left.int64 = amounts[i];
            result.int64 = 0;
            hr = VarCyRound(left, places[k], &result);
            put_cy(hr, result);
        }
        printf("\n");
    }
    for (k = 0; k < sizeof(reals) / sizeof(*reals); k++) {
        printf("CyCmpR8");
        put_r8(0, reals[k]);
        for (i = 0; i < n; i++) {
            left.int64 = amounts[i];
            put_status(VarCyCmpR8(left, reals[k]));
        }
        printf("\n");
    }
}

static void real_functions(void)
{
    static const double reals[] = {0, 1, -1, 0.5, 1.5, 2.5, -1.5, -2.5, 1.25, 1.35, 1.005, 2.675, 1.115, 1234.5678, -1234.5678, 1e10, 1e15,
        123456789.123456789, 1e300, 1e-10, 3};
    const int n = sizeof(reals) / sizeof(*reals);
    int i, j, places;
    double result;

    printf("=reals");
    for (i = 0; i < n; i++)
        put_r8(0, reals[i]);
    printf("\n");
    for (i = 0; i < n; i++) {
        printf("R8Pow");
        put_r8(0, reals[i]);
        for (j = 0; j < n; j++) {
            HRESULT hr;
            result = 0;
            hr = VarR8Pow(reals[i], reals[j], &result);
            put_r8(hr, result);
        }
        printf("\n");
    }
    for (i = 0; i < n; i++) {
        printf("R4CmpR8");
        put_r8(0, (float)reals[i]);
        for (j = 0; j < n; j++)
            put_status(VarR4CmpR8((float)reals[i], reals[j]));
        printf("\n");
    }
    for (places = -1; places < 17; places++) {
        printf("R8Round\t%d", places);
        for (i = 0; i < n; i++) {
            HRESULT hr;
            result = 0;
            hr = VarR8Round(reals[i], places, &result);
            put_r8(hr, result);
        }
        printf("\n");
    }
}

static void text_functions(void)
{
    static const OLECHAR *texts[] = {OLESTR(""), OLESTR("a"), OLESTR("A"), OLESTR("b"), OLESTR("ab"), OLESTR("aB"), OLESTR("abc"), OLESTR("-"), OLESTR("1"), OLESTR("10"), OLESTR("2"), OLESTR(" a")};
    static const ULONG flags[] = {0, 1};
    const int n = sizeof(texts) / sizeof(*texts) + 1;
    BSTR strings[sizeof(texts) / sizeof(*texts) + 1];
    int i, j, k;

    for (i = 0; i < n; i++)
        strings[i] = i ? SysAllocString(texts[i - 1]) : NULL;
    printf("=texts");
    for (i = 0; i < n; i++) {
        printf("\t");
        print_text(strings[i], SysStringLen(strings[i]));
    }
    printf("\n");
    for (i = 0; i < n; i++) {
        printf("BstrCat\t");
        print_text(strings[i], SysStringLen(strings[i]));
        for (j = 0; j < n; j++) {
            VARIANT result;
            HRESULT hr;
            VariantInit(&result);
            V_VT(&result) = VT_BSTR;
            V_BSTR(&result) = NULL;
            hr = VarBstrCat(strings[i], strings[j], &V_BSTR(&result));
            print_result(hr, &result);
        }
        printf("\n");
    }
    for (k = 0; k < 2; k++)
        for (i = 0; i < n; i++) {
            printf("BstrCmp%u\t", (unsigned)flags[k]);
            print_text(strings[i], SysStringLen(strings[i]));
            for (j = 0; j < n; j++)
                put_status(VarBstrCmp(strings[i], strings[j], EN_US, flags[k]));
            printf("\n");
        }
    for (i = 0; i < n; i++)
        SysFreeString(strings[i]);
}

int main(void)
{
    static const int places[] = {0, 1, 2, 5, -1};
    int i;
#ifdef _WIN32
    AddVectoredExceptionHandler(1, on_trap);
#endif
    make_values();
    heading();
    two("Add", VarAdd);
    two("Sub", VarSub);
    two("Mul", VarMul);
    two("Div", VarDiv);
    two("Idiv", VarIdiv);
    two("Mod", VarMod);
    two("Pow", VarPow);
    two("And", VarAnd);
    two("Or", VarOr);
    two("Xor", VarXor);
    two("Eqv", VarEqv);
    two("Imp", VarImp);
    two("Cat", VarCat);
    compare("Cmp", 0);
    compare("CmpIgnoreCase", 1);
    make_more_values();
    heading();
    one("Abs", VarAbs);
    one("Neg", VarNeg);
    one("Not", VarNot);
    one("Fix", VarFix);
    one("Int", VarInt);
    for (i = 0; i < (int)(sizeof(places) / sizeof(*places)); i++)
        round_to(places[i]);
    decimal_functions();
    currency_functions();
    real_functions();
    text_functions();
    for (i = 0; i < count; i++)
        VariantClear(&values[i]);
    return 0;
}
