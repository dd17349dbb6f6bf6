// SPDX-License-Identifier: Apache-2.0
//
// DispCallFunc with structures by value: as arguments and as results, in registers and in memory, as the C compiler of the platform
// passes them. What no VARIANT can hold, a union, is refused where it is described.
//
//     direct_calls SHAPES.tlb
#define COBJMACROS
#include <latebind/automation.h>
#include "check.h"

#include <stddef.h>
#include <stdlib.h>

// Each type without padding, a function that is given two of it among numbers, and one that writes to it.
#define SHAPES(X) \
    X(0, One, BYTE a) \
    X(1, Two, SHORT a) \
    X(2, Three, BYTE a[3]) \
    X(3, Four, FLOAT a) \
    X(4, Five, BYTE a[5]) \
    X(5, Six, SHORT a[3]) \
    X(6, Seven, BYTE a[7]) \
    X(7, Eight, FLOAT a; LONG b) \
    X(8, EightFloats, FLOAT a; FLOAT b) \
    X(9, Nine, BYTE a[9]) \
    X(10, Twelve, FLOAT a[3]) \
    X(11, Fifteen, BYTE a[15]) \
    X(12, Sixteen, DOUBLE a; LONGLONG b) \
    X(13, SixteenDoubles, DOUBLE a; DOUBLE b) \
    X(14, SixteenWords, LONGLONG a; LONG b; FLOAT c) \
    X(15, Seventeen, BYTE a[17]) \
    X(16, Twenty, LONG a[5]) \
    X(17, TwentyFour, DOUBLE a[3]) \
    X(18, TwentySeven, BYTE a[27]) \
    X(19, ThirtyTwo, LONGLONG a; DOUBLE b; FLOAT c[4])

#define DEFINE(index, name, ...)                                                        \
    typedef struct name { __VA_ARGS__; } name;                                          \
    static name mix_##name(DOUBLE factor, name first, LONG number, name second)         \
    {                                                                                   \
        name made;                                                                      \
        const BYTE *a = (const BYTE *)&first, *b = (const BYTE *)&second;               \
        BYTE *c = (BYTE *)&made;                                                        \
        size_t i;                                                                       \
        for (i = 0; i < sizeof made; i++)                                               \
            c[i] = factor == 2.5 && number == -7 ? (BYTE)(a[i] ^ b[i]) : 0xEE;          \
        return made;                                                                    \
    }                                                                                   \
    static LONG fill_##name(name *target)                                               \
    {                                                                                   \
        memset(target, 0x3C, sizeof *target);                                           \
        return (LONG)sizeof *target;                                                    \
    }
SHAPES(DEFINE)

static ITypeLib *library;

static IRecordInfo *record_info(UINT index)
{
    ITypeInfo *type;
    IRecordInfo *info = NULL;
    CHECK_HR(ITypeLib_GetTypeInfo(library, index, &type), S_OK);
    CHECK_HR(GetRecordInfoFromTypeInfo(type, &info), S_OK);
    ITypeInfo_Release(type);
    return info;
}

static VARIANT record(IRecordInfo *info, size_t size, BYTE seed)
{
    VARIANT made;
    size_t i;
    VariantInit(&made);
    V_VT(&made) = VT_RECORD;
    V_RECORDINFO(&made) = info;
    IRecordInfo_AddRef(info);
    V_RECORD(&made) = IRecordInfo_RecordCreate(info);
    for (i = 0; i < size; i++)
        ((BYTE *)V_RECORD(&made))[i] = (BYTE)(seed * (i + 1));
    return made;
}

static void shape(UINT index, size_t size, ULONG_PTR mix, ULONG_PTR fill)
{
    IRecordInfo *info = record_info(index);
    ULONG known = 0;
    VARIANT factor, number, first, second, result;
    VARIANTARG *passed[] = {&factor, &first, &number, &second};
    VARTYPE types[] = {VT_R8, VT_RECORD, VT_I4, VT_RECORD};
    int round;
    if (!info)
        return;
    CHECK_HR(IRecordInfo_GetSize(info, &known), S_OK);
    CHECK(known == size);
    V_R8(&factor) = 2.5;
    V_I4(&number) = -7;
    first = record(info, size, 3);
    second = record(info, size, 11);
    // Memory is made for the result; then it is there already.
    VariantInit(&result);
    V_VT(&result) = VT_RECORD;
    V_RECORDINFO(&result) = info;
    IRecordInfo_AddRef(info);
    V_RECORD(&result) = NULL;
    for (round = 0; round < 2; round++) {
        void *before = V_RECORD(&result);
        size_t i, right = 0;
        CHECK_HR(DispCallFunc(NULL, mix, CC_CDECL, VT_RECORD, 4, types, passed, &result), S_OK);
        CHECK(V_VT(&result) == VT_RECORD && V_RECORDINFO(&result) == info && V_RECORD(&result));
        CHECK(round == 0 || V_RECORD(&result) == before);
        for (i = 0; i < size; i++)
            right += ((BYTE *)V_RECORD(&result))[i] == ((BYTE)(3 * (i + 1)) ^ (BYTE)(11 * (i + 1)));
        CHECK(right == size);
        // The arguments are the caller's still.
        for (i = right = 0; i < size; i++)
            right += ((BYTE *)V_RECORD(&first))[i] == (BYTE)(3 * (i + 1));
        CHECK(right == size);
    }
    VariantClear(&result);
    // By reference.
    V_VT(&first) = VT_BYREF | VT_RECORD;
    types[0] = VT_BYREF | VT_RECORD;
    passed[0] = &first;
    CHECK_HR(DispCallFunc(NULL, fill, CC_CDECL, VT_I4, 1, types, passed, &result), S_OK);
    CHECK(V_VT(&result) == VT_I4 && V_I4(&result) == (LONG)size);
    CHECK(((BYTE *)V_RECORD(&first))[0] == 0x3C && ((BYTE *)V_RECORD(&first))[size - 1] == 0x3C);
    V_VT(&first) = VT_RECORD;
    VariantClear(&first);
    VariantClear(&second);
    CHECK(IRecordInfo_Release(info) == 0);
}

// ---- Records that own something --------------------------------------------------------------------------------------

typedef struct Nested { One one; EightFloats pair; BSTR text; } Nested;

static Nested lengthen(Nested given)
{
    Nested made = given;
    made.one.a++;
    made.pair.b *= 2;
    made.text = SysAllocStringLen(given.text, SysStringLen(given.text) + 1);
    made.text[SysStringLen(given.text)] = '!';
    return made;
}

static void nested(UINT index)
{
    IRecordInfo *info = record_info(index);
    VARIANT given, result;
    VARIANTARG *passed[] = {&given};
    VARTYPE type = VT_RECORD;
    Nested *fields;
    int round;
    if (!info)
        return;
    given = record(info, 0, 0);
    fields = V_RECORD(&given);
    fields->one.a = 7;
    fields->pair.b = 1.5f;
    fields->text = SysAllocString(OLESTR("text"));
    result = record(info, 0, 0);
    for (round = 0; round < 2; round++) {
        CHECK_HR(DispCallFunc(NULL, (ULONG_PTR)lengthen, CC_STDCALL, VT_RECORD, 1, &type, passed, &result), S_OK);
        fields = V_RECORD(&result);
        CHECK(fields->one.a == 8 && fields->pair.b == 3 && SysStringLen(fields->text) == 5 && fields->text[4] == '!');
    }
    VariantClear(&result);
    VariantClear(&given);
    IRecordInfo_Release(info);
}

// ---- What cannot be passed ---------------------------------------------------------------------------------------------

// An IRecordInfo of somebody else's, with no type information that could be read.
typedef struct Foreign { const IRecordInfoVtbl *lpVtbl; } Foreign;
static HRESULT foreign_query(IRecordInfo *this, REFIID iid, void **result) { (void)this, (void)iid; *result = NULL; return E_NOINTERFACE; }
static ULONG foreign_count(IRecordInfo *this) { (void)this; return 1; }
static HRESULT foreign_size(IRecordInfo *this, ULONG *size) { (void)this; *size = 1; return S_OK; }
static HRESULT foreign_type(IRecordInfo *this, ITypeInfo **type) { (void)this; *type = NULL; return E_NOTIMPL; }

static int calls;
static LONG counted(void) { return ++calls; }

static void refusals(void)
{
    IRecordInfo *info = record_info(0);
    IRecordInfoVtbl table;
    Foreign foreign = {&table};
    VARIANT given, result;
    VARIANTARG *passed[] = {&given};
    VARTYPE type = VT_RECORD;
    BYTE memory = 1;
    ULONG_PTR function = (ULONG_PTR)counted;
    memset(&table, 0, sizeof table);
    table.QueryInterface = foreign_query;
    table.AddRef = table.Release = foreign_count;
    table.GetSize = foreign_size;
    table.GetTypeInfo = foreign_type;

    // A result that nobody names; an argument that is no record, or one of nothing.
    VariantInit(&result);
    CHECK_HR(DispCallFunc(NULL, function, CC_CDECL, VT_RECORD, 0, NULL, NULL, &result), E_INVALIDARG);
    CHECK(V_VT(&result) == VT_EMPTY);
    V_VT(&given) = VT_I4;
    V_RECORD(&given) = &memory;
    V_RECORDINFO(&given) = info;
    CHECK_HR(DispCallFunc(NULL, function, CC_CDECL, VT_I4, 1, &type, passed, &result), E_INVALIDARG);
    V_VT(&given) = VT_RECORD;
    V_RECORD(&given) = NULL;
    CHECK_HR(DispCallFunc(NULL, function, CC_CDECL, VT_I4, 1, &type, passed, &result), E_INVALIDARG);
    V_RECORD(&given) = &memory;
    V_RECORDINFO(&given) = NULL;
    CHECK_HR(DispCallFunc(NULL, function, CC_CDECL, VT_I4, 1, &type, passed, &result), E_INVALIDARG);
    V_RECORDINFO(&given) = (IRecordInfo *)&foreign;
    CHECK_HR(DispCallFunc(NULL, function, CC_CDECL, VT_I4, 1, &type, passed, &result), DISP_E_BADVARTYPE);
    // More than a stack should hold.
    {
        IRecordInfo *huge = record_info(22);
        VARIANT large = record(huge, 0, 0);
        VARIANTARG *one[] = {&large};
        CHECK_HR(DispCallFunc(NULL, function, CC_CDECL, VT_I4, 1, &type, one, &result), TYPE_E_SIZETOOBIG);
        VariantClear(&large);
        IRecordInfo_Release(huge);
    }
    // By reference its memory is all that is passed.
    type = VT_BYREF | VT_RECORD;
    CHECK_HR(DispCallFunc(NULL, function, CC_CDECL, VT_I4, 1, &type, passed, &result), S_OK);
    CHECK(calls == 1);
    // Counts, types and functions that are none.
    type = VT_USERDEFINED;
    CHECK_HR(DispCallFunc(NULL, function, CC_CDECL, VT_I4, 1, &type, passed, &result), DISP_E_BADVARTYPE);
    CHECK_HR(DispCallFunc(NULL, function, CC_CDECL, VT_USERDEFINED, 0, NULL, NULL, &result), DISP_E_BADVARTYPE);
    CHECK_HR(DispCallFunc(NULL, function, CC_CDECL, VT_I4, 1, NULL, passed, &result), E_INVALIDARG);
    CHECK_HR(DispCallFunc(NULL, function, CC_CDECL, VT_I4, 1, &type, NULL, &result), E_INVALIDARG);
    CHECK_HR(DispCallFunc(NULL, function, CC_CDECL, VT_I4, 0, NULL, NULL, NULL), E_INVALIDARG);
    CHECK_HR(DispCallFunc(NULL, function, (CALLCONV)77, VT_I4, 0, NULL, NULL, &result), E_INVALIDARG);
    passed[0] = NULL;
    CHECK_HR(DispCallFunc(NULL, function, CC_CDECL, VT_I4, 1, &type, passed, &result), E_INVALIDARG);
    CHECK(calls == 1);
    IRecordInfo_Release(info);
}

// ---- Unions by ITypeInfo::Invoke -----------------------------------------------------------------------------------------

typedef struct UnionsVtbl {
    HRESULT (*calls[7])(void *);
    HRESULT (*plain)(void *, LONG, LONG *);
} UnionsVtbl;
typedef struct Unions { const UnionsVtbl *lpVtbl; } Unions;
static HRESULT unions_call(void *this) { (void)this; calls++; return S_OK; }
static HRESULT unions_plain(void *this, LONG value, LONG *result) { (void)this; *result = value + 1; return S_OK; }

static void unions(UINT interface_index, UINT union_index)
{
    static const UnionsVtbl table = {
        {unions_call, unions_call, unions_call, unions_call, unions_call, unions_call, unions_call}, unions_plain};
    static const OLECHAR *const names[] = {OLESTR("Returned"), OLESTR("Given"), OLESTR("Found")};
    Unions object = {&table};
    ITypeInfo *type;
    IRecordInfo *info = NULL;
    DISPID id;
    LPOLESTR name;
    VARIANT arguments[2], result;
    DISPPARAMS parameters = {arguments, NULL, 1, 0};
    UINT i, bad = 99;
    calls = 0;
    CHECK_HR(ITypeLib_GetTypeInfo(library, union_index, &type), S_OK);
    CHECK_HR(GetRecordInfoFromTypeInfo(type, &info), TYPE_E_WRONGTYPEKIND);
    CHECK(info == NULL);
    ITypeInfo_Release(type);
    CHECK_HR(ITypeLib_GetTypeInfo(library, interface_index, &type), S_OK);
    for (i = 0; i < 3; i++) {
        name = (LPOLESTR)names[i];
        CHECK_HR(ITypeInfo_GetIDsOfNames(type, &name, 1, &id), S_OK);
        arguments[0] = arguments[1] = (VARIANT){0};
        V_VT(&arguments[0]) = V_VT(&arguments[1]) = VT_I4;
        parameters.cArgs = i == 1 ? 2 : 1;
        VariantInit(&result);
        CHECK_HR(ITypeInfo_Invoke(type, &object, id, DISPATCH_METHOD, &parameters, &result, NULL, &bad), DISP_E_BADVARTYPE);
        CHECK(V_VT(&result) == VT_EMPTY);
    }
    name = (LPOLESTR)OLESTR("Taken");
    CHECK_HR(ITypeInfo_GetIDsOfNames(type, &name, 1, &id), S_OK);
    CHECK_HR(ITypeInfo_Invoke(type, &object, id, DISPATCH_METHOD, &parameters, &result, NULL, &bad), DISP_E_TYPEMISMATCH);
    CHECK(bad == 0 && calls == 0);
    name = (LPOLESTR)OLESTR("Swallow");
    CHECK_HR(ITypeInfo_GetIDsOfNames(type, &name, 1, &id), S_OK);
    CHECK_HR(ITypeInfo_Invoke(type, &object, id, DISPATCH_METHOD, &parameters, &result, NULL, NULL), TYPE_E_SIZETOOBIG);
    name = (LPOLESTR)OLESTR("Plain");
    CHECK_HR(ITypeInfo_GetIDsOfNames(type, &name, 1, &id), S_OK);
    V_I4(&arguments[0]) = 41;
    CHECK_HR(ITypeInfo_Invoke(type, &object, id, DISPATCH_METHOD, &parameters, &result, NULL, NULL), S_OK);
    CHECK(V_VT(&result) == VT_I4 && V_I4(&result) == 42);
    ITypeInfo_Release(type);
}

int main(int count, char **arguments)
{
    static OLECHAR path[512];
    UINT i = 0;
    if (count < 2)
        return 2;
    while (i < 511 && arguments[1][i]) {
        path[i] = (unsigned char)arguments[1][i];
        i++;
    }
    CHECK_HR(LoadTypeLib(path, &library), S_OK);
#define RUN(index, name, ...) shape(index, sizeof(name), (ULONG_PTR)mix_##name, (ULONG_PTR)fill_##name);
    SHAPES(RUN)
    nested(20);
    refusals();
    unions(23, 21);
    ITypeLib_Release(library);
    return finish();
}
