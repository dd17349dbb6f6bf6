// SPDX-License-Identifier: Apache-2.0
//
// Functions of a module (tools.idl, tools.c) by ITypeInfo::Invoke: found as AddressOfMember finds them, their arguments and
// results converted as those of methods are.
//
//     module_calls TOOLS.tlb
#define COBJMACROS
#include <latebind/automation.h>
#include "check.h"

static ITypeInfo *functions;

static DISPID id_of(OLECHAR *name)
{
    DISPID id = DISPID_UNKNOWN;
    CHECK_HR(ITypeInfo_GetIDsOfNames(functions, &name, 1, &id), S_OK);
    return id;
}
#define ID(name) id_of((OLECHAR *)OLESTR(name))

static VARIANT none(void) { VARIANT v; VariantInit(&v); return v; }
static VARIANT number(LONG value) { VARIANT v = none(); V_VT(&v) = VT_I4; V_I4(&v) = value; return v; }
static VARIANT real(DOUBLE value) { VARIANT v = none(); V_VT(&v) = VT_R8; V_R8(&v) = value; return v; }
static VARIANT text(const OLECHAR *value) { VARIANT v = none(); V_VT(&v) = VT_BSTR; V_BSTR(&v) = SysAllocString(value); return v; }

static int is_text(BSTR found, const OLECHAR *expected)
{
    UINT length = 0;
    while (expected[length])
        length++;
    return SysStringLen(found) == length && (length == 0 || memcmp(found, expected, length * sizeof(OLECHAR)) == 0);
}

// Arguments in the order of the call.
static HRESULT call(DISPID id, WORD kind, UINT count, VARIANT *arguments, VARIANT *result, EXCEPINFO *exception, UINT *bad)
{
    VARIANT reversed[12];
    DISPID put = DISPID_PROPERTYPUT;
    DISPPARAMS parameters = {reversed, NULL, count, 0};
    UINT i;
    for (i = 0; i < count; i++)
        reversed[count - 1 - i] = arguments[i];
    if (kind == DISPATCH_PROPERTYPUT) {
        parameters.rgdispidNamedArgs = &put;
        parameters.cNamedArgs = 1;
    }
    return ITypeInfo_Invoke(functions, NULL, id, kind, &parameters, result, exception, bad);
}

static void results_and_arguments(void)
{
    VARIANT result = none(), arguments[12];
    LONG first = 3;
    BSTR second = SysAllocString(OLESTR("hello"));
    UINT bad = 99;

    arguments[0] = text(OLESTR("2.5"));
    CHECK_HR(call(ID("Twice"), DISPATCH_METHOD, 1, arguments, &result, NULL, NULL), S_OK);
    CHECK(V_VT(&result) == VT_R8 && V_R8(&result) == 5);
    // DispInvoke is the same function; nobody wants the result.
    {
        DISPPARAMS parameters = {arguments, NULL, 1, 0};
        CHECK_HR(DispInvoke(NULL, functions, ID("Twice"), DISPATCH_METHOD, &parameters, NULL, NULL, NULL), S_OK);
    }
    VariantClear(&arguments[0]);

    V_VT(&arguments[0]) = VT_BYREF | VT_I4;
    V_I4REF(&arguments[0]) = &first;
    V_VT(&arguments[1]) = VT_BYREF | VT_BSTR;
    V_BSTRREF(&arguments[1]) = &second;
    CHECK_HR(call(ID("Exchange"), DISPATCH_METHOD, 2, arguments, &result, NULL, NULL), S_OK);
    CHECK(V_VT(&result) == VT_EMPTY && first == 5 && is_text(second, OLESTR("xxx")));
    SysFreeString(second);

    // Default values, and a result that the caller owns.
    arguments[0] = text(OLESTR("a"));
    arguments[1] = number(7);
    CHECK_HR(call(ID("Join"), DISPATCH_METHOD, 2, arguments, &result, NULL, NULL), S_OK);
    CHECK(V_VT(&result) == VT_BSTR && is_text(V_BSTR(&result), OLESTR("a-7")));
    VariantClear(&result);
    CHECK_HR(call(ID("Join"), DISPATCH_METHOD, 2, arguments, NULL, NULL, NULL), S_OK);
    VariantClear(&arguments[0]);

    // Registers, the stack, and what is passed in memory.
    {
        static const LONG values[] = {1, 2, 4, 8, 16, -1, 32, 64, 128, 256};
        UINT i;
        for (i = 0; i < 10; i++)
            arguments[i] = number(values[i]);
        CHECK_HR(call(ID("Total"), DISPATCH_METHOD, 10, arguments, &result, NULL, NULL), S_OK);
        CHECK(V_VT(&result) == VT_R8 && V_R8(&result) == 510);
        arguments[3] = number(256);
        CHECK_HR(call(ID("Total"), DISPATCH_METHOD, 10, arguments, &result, NULL, &bad), DISP_E_OVERFLOW);
        CHECK(bad == 6);
        CHECK_HR(call(ID("Total"), DISPATCH_METHOD, 9, arguments, &result, NULL, NULL), DISP_E_BADPARAMCOUNT);
    }
    CHECK_HR(call(ID("Locale"), DISPATCH_METHOD, 0, NULL, &result, NULL, NULL), S_OK);
    CHECK(V_VT(&result) == VT_I4 && V_I4(&result) == 1);
    CHECK_HR(call(ID("Count"), DISPATCH_METHOD, 3, arguments, &result, NULL, NULL), S_OK);
    CHECK(V_VT(&result) == VT_I4 && V_I4(&result) == 3);
}

static void records(ITypeLib *library)
{
    static const GUID place = {0x7b3c6d21, 0x91fe, 0x4a57, {0x8c, 0x66, 0x5b, 0x0f, 0x6a, 0x7e, 0x2d, 0x10}};
    ITypeInfo *type;
    IRecordInfo *info;
    VARIANT record = none(), result = none(), field = none(), value;
    UINT bad = 99;

    CHECK_HR(ITypeLib_GetTypeInfoOfGuid(library, &place, &type), S_OK);
    CHECK_HR(GetRecordInfoFromTypeInfo(type, &info), S_OK);
    V_VT(&record) = VT_RECORD;
    V_RECORDINFO(&record) = info;
    V_RECORD(&record) = IRecordInfo_RecordCreate(info);
    value = number(3);
    CHECK_HR(IRecordInfo_PutField(info, INVOKE_PROPERTYPUT, V_RECORD(&record), OLESTR("x"), &value), S_OK);
    value = text(OLESTR("here"));
    CHECK_HR(IRecordInfo_PutField(info, INVOKE_PROPERTYPUT, V_RECORD(&record), OLESTR("label"), &value), S_OK);
    VariantClear(&value);
    CHECK_HR(call(ID("Mirror"), DISPATCH_METHOD, 1, &record, &result, NULL, NULL), S_OK);
    CHECK(V_VT(&result) == VT_RECORD && V_RECORDINFO(&result) && V_RECORD(&result) != V_RECORD(&record));
    if (V_VT(&result) == VT_RECORD) {
        CHECK_HR(IRecordInfo_GetField(V_RECORDINFO(&result), V_RECORD(&result), OLESTR("x"), &field), S_OK);
        CHECK(V_VT(&field) == VT_I4 && V_I4(&field) == -3);
        CHECK_HR(IRecordInfo_GetField(V_RECORDINFO(&result), V_RECORD(&result), OLESTR("label"), &field), S_OK);
        CHECK(V_VT(&field) == VT_BSTR && is_text(V_BSTR(&field), OLESTR("here")));
        VariantClear(&field);
    }
    VariantClear(&result);
    VariantClear(&record);
    value = number(1);
    CHECK_HR(call(ID("Mirror"), DISPATCH_METHOD, 1, &value, &result, NULL, &bad), DISP_E_TYPEMISMATCH);
    CHECK(bad == 0);
    ITypeInfo_Release(type);

    // A record of another type, whatever its fields are; and one without memory.
    CHECK_HR(ITypeLib_GetTypeInfo(library, 3, &type), S_OK);
    CHECK_HR(GetRecordInfoFromTypeInfo(type, &info), S_OK);
    V_VT(&record) = VT_RECORD;
    V_RECORDINFO(&record) = info;
    V_RECORD(&record) = IRecordInfo_RecordCreate(info);
    bad = 99;
    CHECK_HR(call(ID("Mirror"), DISPATCH_METHOD, 1, &record, &result, NULL, &bad), DISP_E_TYPEMISMATCH);
    CHECK(bad == 0 && V_VT(&result) == VT_EMPTY);
    VariantClear(&record);
    ITypeInfo_Release(type);
    CHECK_HR(ITypeLib_GetTypeInfoOfGuid(library, &place, &type), S_OK);
    CHECK_HR(GetRecordInfoFromTypeInfo(type, &info), S_OK);
    V_VT(&record) = VT_RECORD;
    V_RECORDINFO(&record) = info;
    V_RECORD(&record) = NULL;
    CHECK(FAILED(call(ID("Mirror"), DISPATCH_METHOD, 1, &record, &result, NULL, &bad)));
    V_RECORDINFO(&record) = NULL;
    CHECK(FAILED(call(ID("Mirror"), DISPATCH_METHOD, 1, &record, &result, NULL, &bad)));
    IRecordInfo_Release(info);
    ITypeInfo_Release(type);
}

static void errors_and_properties(ITypeLib *library)
{
    VARIANT arguments[2] = {number(1), number(0)}, result = none();
    EXCEPINFO exception;
    ITypeInfo *absent, *all = functions;

    memset(&exception, 0, sizeof exception);
    CHECK_HR(call(ID("Divide"), DISPATCH_METHOD, 2, arguments, &result, &exception, NULL), DISP_E_EXCEPTION);
    CHECK(exception.scode == DISP_E_DIVBYZERO && is_text(exception.bstrDescription, OLESTR("the divisor is zero")));
    SysFreeString(exception.bstrDescription);
    SysFreeString(exception.bstrSource);
    SysFreeString(exception.bstrHelpFile);
    CHECK_HR(call(ID("Divide"), DISPATCH_METHOD, 2, arguments, &result, NULL, NULL), DISP_E_DIVBYZERO);
    arguments[1] = number(4);
    CHECK_HR(call(ID("Divide"), DISPATCH_METHOD, 2, arguments, &result, NULL, NULL), S_OK);
    CHECK(V_VT(&result) == VT_R8 && V_R8(&result) == 0.25);

    arguments[0] = number(11);
    CHECK_HR(call(ID("Level"), DISPATCH_PROPERTYPUT, 1, arguments, NULL, NULL, NULL), S_OK);
    CHECK_HR(call(ID("Level"), DISPATCH_PROPERTYGET, 0, NULL, &result, NULL, NULL), S_OK);
    CHECK(V_VT(&result) == VT_I4 && V_I4(&result) == 11);
    CHECK_HR(call(ID("Level"), DISPATCH_METHOD, 0, NULL, &result, NULL, NULL), DISP_E_MEMBERNOTFOUND);

    // Constants are read as properties are, and nothing else.
    CHECK_HR(call(ID("Answer"), DISPATCH_PROPERTYGET, 0, NULL, &result, NULL, NULL), S_OK);
    CHECK(V_VT(&result) == VT_I4 && V_I4(&result) == 42);
    CHECK_HR(call(ID("Half"), DISPATCH_PROPERTYGET, 0, NULL, &result, NULL, NULL), S_OK);
    CHECK(V_VT(&result) == VT_R8 && V_R8(&result) == 0.5);
    CHECK_HR(call(ID("Answer"), DISPATCH_PROPERTYGET, 0, NULL, NULL, NULL, NULL), S_OK);
    CHECK_HR(call(ID("Answer"), DISPATCH_METHOD, 0, NULL, &result, NULL, NULL), DISP_E_MEMBERNOTFOUND);
    CHECK_HR(call(ID("Answer"), DISPATCH_PROPERTYPUT, 1, arguments, NULL, NULL, NULL), DISP_E_MEMBERNOTFOUND);
    CHECK_HR(call(777, DISPATCH_METHOD, 0, NULL, &result, NULL, NULL), DISP_E_MEMBERNOTFOUND);

    // Code that is not there: what AddressOfMember says.
    CHECK_HR(call(ID("Numbered"), DISPATCH_METHOD, 0, NULL, &result, NULL, NULL), TYPE_E_DLLFUNCTIONNOTFOUND);
    CHECK_HR(call(ID("Missing"), DISPATCH_METHOD, 0, NULL, &result, NULL, NULL), TYPE_E_DLLFUNCTIONNOTFOUND);
    CHECK_HR(ITypeLib_GetTypeInfo(library, 2, &absent), S_OK);
    functions = absent;
    arguments[0] = real(1);
    CHECK_HR(call(ID("Twice"), DISPATCH_METHOD, 1, arguments, &result, NULL, NULL), TYPE_E_CANTLOADLIBRARY);
    functions = all;
    ITypeInfo_Release(absent);
    CHECK(V_VT(&result) == VT_EMPTY);
}

int main(int count, char **arguments)
{
    static OLECHAR path[512];
    ITypeLib *library;
    UINT i = 0;
    if (count < 2)
        return 2;
    while (i < 511 && arguments[1][i]) {
        path[i] = (unsigned char)arguments[1][i];
        i++;
    }
    CHECK_HR(LoadTypeLib(path, &library), S_OK);
    CHECK_HR(ITypeLib_GetTypeInfo(library, 1, &functions), S_OK);
    results_and_arguments();
    records(library);
    errors_and_properties(library);
    ITypeInfo_Release(functions);
    ITypeLib_Release(library);
    return finish();
}
