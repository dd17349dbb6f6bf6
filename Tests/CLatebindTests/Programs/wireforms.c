// SPDX-License-Identifier: Apache-2.0
//
// Prints the bytes that BSTR_UserMarshal, VARIANT_UserMarshal and LPSAFEARRAY_UserMarshal write. The same program runs against
// liblatebind and, for the expected output, against an independent oleaut32:
//
//     x86_64-w64-mingw32-gcc wireforms.c -o wireforms.exe -loleaut32 -lole32 -luuid
//     wine64 wireforms.exe > wireforms.tsv
//
// One line for each value: its name, its size from offset 0 and from offset 2, the bytes from a boundary of 8, and what comes of
// reading them. Ids of pointers, which are any number but 0, are printed as PPPPPPPP. With an argument the buffer is not zero
// before.
#ifdef _WIN32
#include <windows.h>
#include <oleauto.h>
#include <rpc.h>
#include <rpcndr.h>
ULONG WINAPI LPSAFEARRAY_UserSize(ULONG *, ULONG, LPSAFEARRAY *);
unsigned char *WINAPI LPSAFEARRAY_UserMarshal(ULONG *, unsigned char *, LPSAFEARRAY *);
unsigned char *WINAPI LPSAFEARRAY_UserUnmarshal(ULONG *, unsigned char *, LPSAFEARRAY *);
void WINAPI LPSAFEARRAY_UserFree(ULONG *, LPSAFEARRAY *);
#define u16(s) L##s
#else
#include <latebind/automation.h>
#define u16(s) u##s
#endif
#include <stdio.h>
#include <string.h>

static ULONG flags = 0x00100002; // MSHCTX_DIFFERENTMACHINE, little-endian

// The start of the structure that Windows passes with the flags: MIDL_STUB_MESSAGE behind them is not looked at here.
static struct { ULONG flags; void *stub; void *reserved; void *more[32]; } context;

/// What lies in the buffer before: an oleaut32 that leaves gaps as they are is compared over zeros.
static int filling;
static unsigned char memory[8192];
#define BUFFER ((unsigned char *)(((size_t)memory + 15) & ~(size_t)15))

/// `pointers` holds the offsets of ids.
static void print(const char *name, ULONG first, ULONG second, unsigned char *end, const int *pointers, int count) {
    unsigned char *buffer = BUFFER;
    printf("%s\t%u\t%u\t", name, (unsigned)first, (unsigned)second);
    int next = 0;
    for (unsigned char *byte = buffer; byte < end;) {
        if (next < count && byte == buffer + pointers[next]) {
            unsigned id = 0;
            memcpy(&id, byte, 4);
            printf("%s", id ? "PPPPPPPP" : "00000000");
            byte += 4;
            next++;
        } else {
            printf("%02x", *byte++);
        }
    }
}

static void bstr(const char *name, BSTR text) {
    memset(BUFFER, filling, 4096);
    ULONG first = BSTR_UserSize(&context.flags, 0, &text), second = BSTR_UserSize(&context.flags, 2, &text);
    unsigned char *end = BSTR_UserMarshal(&context.flags, BUFFER, &text);
    print(name, first, second, end, NULL, 0);
    BSTR read = NULL;
    unsigned char *done = BSTR_UserUnmarshal(&context.flags, BUFFER, &read);
    int same = (read == NULL) == (text == NULL) && SysStringByteLen(read) == SysStringByteLen(text)
        && (!text || memcmp(read, text, SysStringByteLen(text)) == 0);
    printf("\t%s\n", done == end && same ? "same" : "different");
    BSTR_UserFree(&context.flags, &read);
    SysFreeString(text);
}

static void variant(const char *name, VARIANT *value, const int *pointers, int count) {
    memset(BUFFER, filling, 4096);
    ULONG first = VARIANT_UserSize(&context.flags, 0, value), second = VARIANT_UserSize(&context.flags, 2, value);
    unsigned char *end = VARIANT_UserMarshal(&context.flags, BUFFER, value);
    print(name, first, second, end, pointers, count);
    VARIANT read;
    VariantInit(&read);
    unsigned char *done = VARIANT_UserUnmarshal(&context.flags, BUFFER, &read);
    printf("\t%s\n", done == end && read.vt == value->vt ? "same" : "different");
    VARIANT_UserFree(&context.flags, &read);
}

static void array(const char *name, SAFEARRAY *value, const int *pointers, int count) {
    memset(BUFFER, filling, 4096);
    ULONG first = LPSAFEARRAY_UserSize(&context.flags, 0, &value), second = LPSAFEARRAY_UserSize(&context.flags, 2, &value);
    unsigned char *end = LPSAFEARRAY_UserMarshal(&context.flags, BUFFER, &value);
    print(name, first, second, end, pointers, count);
    SAFEARRAY *read = NULL;
    unsigned char *done = LPSAFEARRAY_UserUnmarshal(&context.flags, BUFFER, &read);
    int same = (read == NULL) == (value == NULL) && (!read || (read->cDims == value->cDims && read->cbElements == value->cbElements));
    printf("\t%s\n", done == end && same ? "same" : "different");
    if (read) LPSAFEARRAY_UserFree(&context.flags, &read);
    if (value) SafeArrayDestroy(value);
}

// The ids of a VARIANT's pointers, of an array's, and of an array in a VARIANT.
static const int in_variant[] = {20, 24};
static const int in_array[] = {0, 28};
static const int in_both[] = {20, 24, 52};
static const int in_reference[] = {20, 24, 28, 56};

static SAFEARRAY *numbers(VARTYPE type, const void *data, UINT size, UINT count) {
    SAFEARRAY *made = SafeArrayCreateVector(type, 5, count);
    void *place;
    // A vector is one block on Windows; what is compared is an array of its own.
    SAFEARRAYBOUND bound = {count, 5};
    SafeArrayDestroy(made);
    made = SafeArrayCreate(type, 1, &bound);
    SafeArrayAccessData(made, &place);
    memcpy(place, data, (size_t)size * count);
    SafeArrayUnaccessData(made);
    return made;
}

#define SCALAR(type, member, number) do { \
    VARIANT v; \
    VariantInit(&v); \
    v.vt = type; \
    v.member = number; \
    variant(#type, &v, NULL, 0); \
    if (type == VT_EMPTY || type == VT_NULL) break; \
    __typeof__(v.member) target = number; \
    VARIANT r; \
    VariantInit(&r); \
    r.vt = VT_BYREF | type; \
    r.byref = &target; \
    variant("VT_BYREF|" #type, &r, in_variant, 1); \
} while (0)

static void variants(void) {
    SCALAR(VT_EMPTY, lVal, 0);
    SCALAR(VT_NULL, lVal, 0);
    SCALAR(VT_I1, cVal, -2);
    SCALAR(VT_UI1, bVal, 200);
    SCALAR(VT_I2, iVal, -300);
    SCALAR(VT_UI2, uiVal, 50000);
    SCALAR(VT_BOOL, boolVal, -1);
    SCALAR(VT_I4, lVal, -70000);
    SCALAR(VT_UI4, ulVal, 0xDEADBEEF);
    SCALAR(VT_INT, intVal, -3);
    SCALAR(VT_UINT, uintVal, 3);
    SCALAR(VT_ERROR, scode, DISP_E_PARAMNOTFOUND);
    SCALAR(VT_I8, llVal, -5000000000LL);
    SCALAR(VT_UI8, ullVal, 0xFEDCBA9876543210ULL);
    SCALAR(VT_R4, fltVal, 1.5f);
    SCALAR(VT_R8, dblVal, -2.25);
    SCALAR(VT_DATE, date, 40000.5);
    VARIANT v, w, x;
    VariantInit(&v);
    v.vt = VT_CY;
    v.cyVal.int64 = 123456;
    variant("VT_CY", &v, NULL, 0);
    CY money = v.cyVal;
    v.vt = VT_BYREF | VT_CY;
    v.byref = &money;
    variant("VT_BYREF|VT_CY", &v, in_variant, 1);
    VariantInit(&v);
    v.decVal.scale = 3;
    v.decVal.sign = 0x80;
    v.decVal.Hi32 = 7;
    v.decVal.Lo64 = 1234567890123ULL;
    v.vt = VT_DECIMAL;
    variant("VT_DECIMAL", &v, NULL, 0);
    DECIMAL exact = v.decVal;
    exact.wReserved = 0;
    VariantInit(&v);
    v.vt = VT_BYREF | VT_DECIMAL;
    v.byref = &exact;
    variant("VT_BYREF|VT_DECIMAL", &v, in_variant, 1);
    VariantInit(&v);
    v.vt = VT_BSTR;
    v.bstrVal = SysAllocString(u16("odd"));
    variant("VT_BSTR", &v, in_variant, 1);
    BSTR text = v.bstrVal;
    VariantInit(&w);
    w.vt = VT_BYREF | VT_BSTR;
    w.byref = &text;
    variant("VT_BYREF|VT_BSTR", &w, in_variant, 2);
    VariantInit(&x);
    x.vt = VT_BYREF | VT_VARIANT;
    x.pvarVal = &v;
    static const int nested[] = {20, 24, 52};
    variant("VT_BYREF|VT_VARIANT of VT_BSTR", &x, nested, 3);
    x.pvarVal = &w;
    static const int deeper[] = {20, 24, 52, 56};
    variant("VT_BYREF|VT_VARIANT of VT_BYREF|VT_BSTR", &x, deeper, 4);
    VariantClear(&v);
    VariantInit(&v);
    v.vt = VT_I4;
    v.lVal = 9;
    x.pvarVal = &v;
    variant("VT_BYREF|VT_VARIANT of VT_I4", &x, in_variant, 2);
}

static void arrays(void) {
    static const signed char bytes[5] = {1, -2, 3, -4, 5};
    static const SHORT words[3] = {1, -2, 3};
    static const LONG longs[3] = {1, -2, 3};
    static const LONGLONG hypers[2] = {1, -2};
    static const double reals[2] = {0.5, -4};
    array("null array", NULL, in_array, 1);
    array("VT_I1 array", numbers(VT_I1, bytes, 1, 5), in_array, 2);
    array("VT_UI1 array", numbers(VT_UI1, bytes, 1, 5), in_array, 2);
    array("VT_I2 array", numbers(VT_I2, words, 2, 3), in_array, 2);
    array("VT_BOOL array", numbers(VT_BOOL, words, 2, 3), in_array, 2);
    array("VT_I4 array", numbers(VT_I4, longs, 4, 3), in_array, 2);
    array("VT_R4 array", numbers(VT_R4, longs, 4, 3), in_array, 2);
    array("VT_I8 array", numbers(VT_I8, hypers, 8, 2), in_array, 2);
    array("VT_R8 array", numbers(VT_R8, reals, 8, 2), in_array, 2);
    array("VT_DATE array", numbers(VT_DATE, reals, 8, 2), in_array, 2);
    array("VT_CY array", numbers(VT_CY, hypers, 8, 2), in_array, 2);
    array("empty array", numbers(VT_I4, longs, 4, 0), in_array, 2);
    SAFEARRAYBOUND bounds[2] = {{2, 1}, {3, -4}};
    SAFEARRAY *made = SafeArrayCreate(VT_UI2, 2, bounds);
    void *place;
    SafeArrayAccessData(made, &place);
    for (int i = 0; i < 6; i++) ((USHORT *)place)[i] = (USHORT)(i * 1000);
    SafeArrayUnaccessData(made);
    array("two dimensions", made, in_array, 2);
    SAFEARRAYBOUND bound = {2, 0};
    made = SafeArrayCreate(VT_BSTR, 1, &bound);
    LONG index = 0;
    BSTR text = SysAllocString(u16("ab"));
    SafeArrayPutElement(made, &index, text);
    SysFreeString(text);
    static const int strings[] = {0, 28};
    array("VT_BSTR array", made, strings, 2);
    made = SafeArrayCreate(VT_VARIANT, 1, &bound);
    VARIANT v;
    VariantInit(&v);
    v.vt = VT_I2;
    v.iVal = 5;
    SafeArrayPutElement(made, &index, &v);
    array("VT_VARIANT array", made, in_array, 2);
    VariantInit(&v);
    v.vt = VT_ARRAY | VT_I4;
    v.parray = numbers(VT_I4, longs, 4, 3);
    variant("VT_ARRAY|VT_I4", &v, in_both, 3);
    SAFEARRAY *target = v.parray;
    v.vt = VT_BYREF | VT_ARRAY | VT_I4;
    v.pparray = &target;
    variant("VT_BYREF|VT_ARRAY|VT_I4", &v, in_reference, 4);
    SafeArrayDestroy(target);
}

int main(int argc, char **argv) {
    (void)argv;
    if (argc > 1) filling = 0xAA;
    context.flags = flags;
    bstr("null BSTR", NULL);
    bstr("empty BSTR", SysAllocStringLen(u16(""), 0));
    bstr("BSTR", SysAllocString(u16("Hello")));
    bstr("BSTR of 3 bytes", SysAllocStringByteLen("abc", 3));
    bstr("BSTR with a zero", SysAllocStringLen(u16("a\0b"), 3));
    variants();
    arrays();
    return 0;
}
