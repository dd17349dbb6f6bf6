// SPDX-License-Identifier: Apache-2.0
//
// An object with a hand-written vtable becomes scriptable through its type library: LoadTypeLibEx, CreateStdDispatch,
// GetIDsOfNames, Invoke with arguments by position and by name, DispInvoke, DispCallFunc, error information.
#define COBJMACROS
#include "calculator.h"
#include "check.h"

#include <stdlib.h>

// ---- The object --------------------------------------------------------------------------------------------------

typedef struct Calculator {
    ICalculator calculator;
    ISupportErrorInfo errors;
    IUnknown *dispatch;     // the inner IUnknown of the standard IDispatch, which this object aggregates
    ULONG references;
    CY memory;
} Calculator;

static int live_objects;

static HRESULT query(Calculator *self, REFIID riid, void **object)
{
    *object = NULL;
    if (IsEqualIID(riid, &IID_IUnknown) || IsEqualIID(riid, &IID_ICalculator))
        *object = &self->calculator;
    else if (IsEqualIID(riid, &IID_ISupportErrorInfo))
        *object = &self->errors;
    else if (IsEqualIID(riid, &IID_IDispatch) && self->dispatch)
        return IUnknown_QueryInterface(self->dispatch, riid, object);
    if (!*object)
        return E_NOINTERFACE;
    self->references++;
    return S_OK;
}

static HRESULT calculator_query(ICalculator *This, REFIID riid, void **object)
{
    return query((Calculator *)This, riid, object);
}

static ULONG calculator_add_ref(ICalculator *This) { return ++((Calculator *)This)->references; }

static ULONG calculator_release(ICalculator *This)
{
    Calculator *self = (Calculator *)This;
    ULONG left = --self->references;
    if (left == 0) {
        self->references = 1;   // while the inner object goes
        IUnknown_Release(self->dispatch);
        free(self);
        live_objects--;
    }
    return left;
}

static HRESULT calculator_divide(ICalculator *This, LONG dividend, LONG divisor, DOUBLE *quotient)
{
    (void)This;
    if (divisor == 0) {
        ICreateErrorInfo *info;
        IErrorInfo *readable;
        OLECHAR source[] = OLESTR("Test.Calculator"), description[] = OLESTR("the divisor is zero");
        if (SUCCEEDED(CreateErrorInfo(&info))) {
            info->lpVtbl->SetGUID(info, &IID_ICalculator);
            info->lpVtbl->SetSource(info, source);
            info->lpVtbl->SetDescription(info, description);
            if (SUCCEEDED(info->lpVtbl->QueryInterface(info, &IID_IErrorInfo, (void **)&readable))) {
                SetErrorInfo(0, readable);
                readable->lpVtbl->Release(readable);
            }
            info->lpVtbl->Release(info);
        }
        return DISP_E_DIVBYZERO;
    }
    *quotient = (DOUBLE)dividend / divisor;
    return S_OK;
}

static HRESULT calculator_join(ICalculator *This, BSTR first, BSTR second, BSTR separator, BSTR *joined)
{
    UINT lengths[] = {SysStringLen(first), SysStringLen(separator), SysStringLen(second)};
    BSTR text = SysAllocStringLen(NULL, lengths[0] + lengths[1] + lengths[2]);
    (void)This;
    *joined = text;
    if (!text)
        return E_OUTOFMEMORY;
    memcpy(text, first, lengths[0] * sizeof(OLECHAR));
    memcpy(text + lengths[0], separator, lengths[1] * sizeof(OLECHAR));
    memcpy(text + lengths[0] + lengths[1], second, lengths[2] * sizeof(OLECHAR));
    return S_OK;
}

static HRESULT calculator_sum(ICalculator *This, SAFEARRAY *values, VARIANT *total)
{
    LONG index, last;
    DOUBLE sum = 0, number;
    HRESULT hr;
    (void)This;
    VariantInit(total);
    if (FAILED(hr = SafeArrayGetLBound(values, 1, &index)) || FAILED(hr = SafeArrayGetUBound(values, 1, &last)))
        return hr;
    for (; index <= last; index++) {
        VARIANT value;
        VariantInit(&value);
        if (FAILED(hr = SafeArrayGetElement(values, &index, &value)))
            return hr;
        hr = VariantChangeType(&value, &value, 0, VT_R8);
        number = V_R8(&value);
        VariantClear(&value);
        if (FAILED(hr))
            return hr;
        sum += number;
    }
    V_VT(total) = VT_R8;
    V_R8(total) = sum;
    return S_OK;
}

static HRESULT calculator_get_memory(ICalculator *This, CY *value)
{
    *value = ((Calculator *)This)->memory;
    return S_OK;
}

static HRESULT calculator_put_memory(ICalculator *This, CY value)
{
    ((Calculator *)This)->memory = value;
    return S_OK;
}

static const ICalculatorVtbl calculator_vtable = {
    calculator_query, calculator_add_ref, calculator_release, calculator_divide, calculator_join, calculator_sum,
    calculator_get_memory, calculator_put_memory};

static Calculator *of_errors(ISupportErrorInfo *This)
{
    return (Calculator *)((char *)This - offsetof(Calculator, errors));
}

static HRESULT errors_query(ISupportErrorInfo *This, REFIID riid, void **object)
{
    return query(of_errors(This), riid, object);
}

static ULONG errors_add_ref(ISupportErrorInfo *This) { return calculator_add_ref(&of_errors(This)->calculator); }

static ULONG errors_release(ISupportErrorInfo *This) { return calculator_release(&of_errors(This)->calculator); }

static HRESULT errors_supports(ISupportErrorInfo *This, REFIID riid)
{
    (void)This;
    return IsEqualIID(riid, &IID_ICalculator) ? S_OK : S_FALSE;
}

static const ISupportErrorInfoVtbl errors_vtable = {errors_query, errors_add_ref, errors_release, errors_supports};

static IDispatch *make_calculator(ITypeInfo *type)
{
    Calculator *self = calloc(1, sizeof(Calculator));
    IDispatch *dispatch = NULL;
    self->calculator.lpVtbl = &calculator_vtable;
    self->errors.lpVtbl = &errors_vtable;
    self->references = 1;
    live_objects++;
    CHECK_HR(CreateStdDispatch((IUnknown *)&self->calculator, &self->calculator, type, &self->dispatch), S_OK);
    CHECK_HR(calculator_query(&self->calculator, &IID_IDispatch, (void **)&dispatch), S_OK);
    calculator_release(&self->calculator);
    return dispatch;
}

// ---- The checks --------------------------------------------------------------------------------------------------

static DISPID id_of(IDispatch *object, OLECHAR *name)
{
    DISPID id = DISPID_UNKNOWN;
    CHECK_HR(IDispatch_GetIDsOfNames(object, &IID_NULL, &name, 1, LOCALE_USER_DEFAULT, &id), S_OK);
    return id;
}

static VARIANT long_value(LONG number)
{
    VARIANT value;
    VariantInit(&value);
    V_VT(&value) = VT_I4;
    V_I4(&value) = number;
    return value;
}

static VARIANT text_value(const OLECHAR *text)
{
    VARIANT value;
    VariantInit(&value);
    V_VT(&value) = VT_BSTR;
    V_BSTR(&value) = SysAllocString(text);
    return value;
}

static int is_text(const VARIANT *value, const OLECHAR *text)
{
    UINT length = 0;
    while (text[length])
        length++;
    return V_VT(value) == VT_BSTR && SysStringLen(V_BSTR(value)) == length &&
           (length == 0 || memcmp(V_BSTR(value), text, length * sizeof(OLECHAR)) == 0);
}

static void invoke_by_position_and_by_name(IDispatch *object)
{
    static OLECHAR divide[] = OLESTR("divide"), dividend[] = OLESTR("dividend"), divisor[] = OLESTR("DIVISOR");
    LPOLESTR names[] = {divide, divisor, dividend};
    DISPID ids[3];
    VARIANT arguments[2], result;
    DISPPARAMS parameters = {arguments, NULL, 2, 0};

    CHECK_HR(IDispatch_GetIDsOfNames(object, &IID_NULL, names, 3, LOCALE_USER_DEFAULT, ids), S_OK);
    CHECK(ids[0] == 1 && ids[1] == 1 && ids[2] == 0);

    // The last argument stands first.
    arguments[0] = long_value(4);
    arguments[1] = long_value(10);
    VariantInit(&result);
    CHECK_HR(IDispatch_Invoke(object, ids[0], &IID_NULL, 0, DISPATCH_METHOD, &parameters, &result, NULL, NULL), S_OK);
    CHECK(V_VT(&result) == VT_R8 && V_R8(&result) == 2.5);

    // The same by name, in the other order, and as text that is coerced.
    parameters.rgdispidNamedArgs = &ids[1];
    parameters.cNamedArgs = 2;
    arguments[1] = text_value(OLESTR("10"));
    CHECK_HR(IDispatch_Invoke(object, ids[0], &IID_NULL, 0, DISPATCH_METHOD, &parameters, &result, NULL, NULL), S_OK);
    CHECK(V_VT(&result) == VT_R8 && V_R8(&result) == 2.5);
    VariantClear(&arguments[1]);

    // One by position, one by name.
    parameters.cNamedArgs = 1;
    arguments[0] = long_value(5);
    arguments[1] = long_value(10);
    CHECK_HR(IDispatch_Invoke(object, ids[0], &IID_NULL, 0, DISPATCH_METHOD, &parameters, &result, NULL, NULL), S_OK);
    CHECK(V_VT(&result) == VT_R8 && V_R8(&result) == 2);
}

static void optional_and_array_arguments(IDispatch *object)
{
    VARIANT arguments[3], result;
    DISPPARAMS parameters = {arguments, NULL, 2, 0};
    SAFEARRAY *values;
    SAFEARRAYBOUND bound = {3, 1};
    LONG index = 1;
    VARIANT value;

    VariantInit(&result);
    arguments[0] = text_value(OLESTR("b"));
    arguments[1] = text_value(OLESTR("a"));
    CHECK_HR(IDispatch_Invoke(object, 2, &IID_NULL, 0, DISPATCH_METHOD, &parameters, &result, NULL, NULL), S_OK);
    CHECK(is_text(&result, OLESTR("a, b")));
    VariantClear(&result);
    VariantClear(&arguments[0]);
    VariantClear(&arguments[1]);

    values = SafeArrayCreate(VT_VARIANT, 1, &bound);
    CHECK(values != NULL && SafeArrayGetDim(values) == 1 && SafeArrayGetElemsize(values) == sizeof(VARIANT));
    value = long_value(40);
    CHECK_HR(SafeArrayPutElement(values, &index, &value), S_OK);
    index = 2;
    value = text_value(OLESTR("1.5"));
    CHECK_HR(SafeArrayPutElement(values, &index, &value), S_OK);
    VariantClear(&value);
    index = 3;
    VariantInit(&value);
    V_VT(&value) = VT_BOOL;
    V_BOOL(&value) = VARIANT_TRUE;
    CHECK_HR(SafeArrayPutElement(values, &index, &value), S_OK);
    index = 4;
    CHECK_HR(SafeArrayPutElement(values, &index, &value), DISP_E_BADINDEX);

    V_VT(&arguments[0]) = VT_ARRAY | VT_VARIANT;
    V_ARRAY(&arguments[0]) = values;
    parameters.cArgs = 1;
    CHECK_HR(IDispatch_Invoke(object, 3, &IID_NULL, 0, DISPATCH_METHOD, &parameters, &result, NULL, NULL), S_OK);
    CHECK(V_VT(&result) == VT_R8 && V_R8(&result) == 40.5);
    CHECK_HR(VariantClear(&arguments[0]), S_OK);
}

static void property(IDispatch *object, OLECHAR *name)
{
    DISPID put = DISPID_PROPERTYPUT, id = id_of(object, name);
    VARIANT value = text_value(OLESTR("12.34")), result;
    DISPPARAMS with_value = {&value, &put, 1, 1}, none = {NULL, NULL, 0, 0};

    CHECK_HR(IDispatch_Invoke(object, id, &IID_NULL, 0, DISPATCH_PROPERTYPUT, &with_value, NULL, NULL, NULL), S_OK);
    VariantInit(&result);
    CHECK_HR(IDispatch_Invoke(object, id, &IID_NULL, 0, DISPATCH_PROPERTYGET, &none, &result, NULL, NULL), S_OK);
    CHECK(V_VT(&result) == VT_CY && V_CY(&result).int64 == 123400);
    VariantClear(&value);
}

static void errors(IDispatch *object)
{
    VARIANT arguments[2] = {long_value(0), long_value(1)}, result;
    DISPPARAMS parameters = {arguments, NULL, 2, 0};
    EXCEPINFO exception;
    UINT bad = 99;
    VARIANT text;

    memset(&exception, 0, sizeof(exception));
    VariantInit(&result);
    CHECK_HR(IDispatch_Invoke(object, 1, &IID_NULL, 0, DISPATCH_METHOD, &parameters, &result, &exception, NULL),
             DISP_E_EXCEPTION);
    CHECK(exception.scode == DISP_E_DIVBYZERO);
    V_VT(&text) = VT_BSTR;
    V_BSTR(&text) = exception.bstrDescription;
    CHECK(is_text(&text, OLESTR("the divisor is zero")));
    V_BSTR(&text) = exception.bstrSource;
    CHECK(is_text(&text, OLESTR("Test.Calculator")));
    SysFreeString(exception.bstrDescription);
    SysFreeString(exception.bstrSource);
    SysFreeString(exception.bstrHelpFile);

    arguments[1] = text_value(OLESTR("ten"));
    CHECK_HR(IDispatch_Invoke(object, 1, &IID_NULL, 0, DISPATCH_METHOD, &parameters, &result, NULL, &bad),
             DISP_E_TYPEMISMATCH);
    CHECK(bad == 1);
    VariantClear(&arguments[1]);
    parameters.cArgs = 1;
    CHECK_HR(IDispatch_Invoke(object, 1, &IID_NULL, 0, DISPATCH_METHOD, &parameters, &result, NULL, NULL),
             DISP_E_BADPARAMCOUNT);
    CHECK_HR(IDispatch_Invoke(object, 77, &IID_NULL, 0, DISPATCH_METHOD, &parameters, &result, NULL, NULL),
             DISP_E_MEMBERNOTFOUND);
    CHECK_HR(IDispatch_Invoke(object, 1, &IID_IUnknown, 0, DISPATCH_METHOD, &parameters, &result, NULL, NULL),
             DISP_E_UNKNOWNINTERFACE);
}

static void parameters_and_direct_calls(IDispatch *object, ITypeInfo *type)
{
    VARIANT arguments[2] = {long_value(4), long_value(10)}, result, target;
    VARIANTARG *passed[3];
    VARTYPE types[] = {VT_I4, VT_I4, VT_BYREF | VT_R8};
    DISPPARAMS parameters = {arguments, NULL, 2, 0};
    DOUBLE quotient = 0;
    UINT bad = 99;
    ICalculator *calculator;

    VariantInit(&result);
    CHECK_HR(DispGetParam(&parameters, 0, VT_BSTR, &result, &bad), S_OK);
    CHECK(is_text(&result, OLESTR("10")));
    CHECK_HR(DispGetParam(&parameters, 2, VT_I4, &result, &bad), DISP_E_PARAMNOTFOUND);
    CHECK_HR(DispGetParam(&parameters, 1, VT_DISPATCH, &result, &bad), DISP_E_TYPEMISMATCH);
    CHECK(bad == 0);
    VariantClear(&result);

    CHECK_HR(IDispatch_QueryInterface(object, &IID_ICalculator, (void **)&calculator), S_OK);
    CHECK_HR(DispInvoke(calculator, type, 1, DISPATCH_METHOD, &parameters, &result, NULL, NULL), S_OK);
    CHECK(V_VT(&result) == VT_R8 && V_R8(&result) == 2.5);

    VariantInit(&target);
    V_VT(&target) = VT_BYREF | VT_R8;
    V_R8REF(&target) = &quotient;
    passed[0] = &arguments[1];
    passed[1] = &arguments[0];
    passed[2] = &target;
    CHECK_HR(DispCallFunc(calculator, offsetof(ICalculatorVtbl, Divide), CC_STDCALL, VT_I4, 3, types, passed, &result), S_OK);
    CHECK(V_VT(&result) == VT_I4 && V_I4(&result) == S_OK && quotient == 2.5);

    V_VT(&target) = VT_CY;
    V_CY(&target).int64 = 77;
    types[0] = VT_CY;
    passed[0] = &target;
    CHECK_HR(DispCallFunc(calculator, offsetof(ICalculatorVtbl, put_Memory), CC_STDCALL, VT_I4, 1, types, passed, &result), S_OK);
    CHECK(((Calculator *)calculator)->memory.int64 == 77);
    CHECK_HR(DispCallFunc(calculator, 3, CC_STDCALL, VT_I4, 0, NULL, NULL, &result), E_INVALIDARG);
    CHECK_HR(DispCallFunc(NULL, 0, CC_STDCALL, VT_I4, 0, NULL, NULL, &result), E_INVALIDARG);
    calculator->lpVtbl->Release(calculator);
}

// Type information from a table in the program instead of a library.
static void type_information_from_a_table(IDispatch *object)
{
    static OLECHAR divide[] = OLESTR("Divide"), dividend[] = OLESTR("dividend"), divisor[] = OLESTR("divisor"),
                   quotient[] = OLESTR("quotient");
    PARAMDATA parameters[] = {{dividend, VT_I4}, {divisor, VT_I4}, {quotient, VT_BYREF | VT_R8}};
    METHODDATA method = {divide, parameters, 42, 3, CC_CDECL, 3, DISPATCH_METHOD, VT_I4};
    INTERFACEDATA interface = {&method, 1};
    LPOLESTR names[] = {divide, divisor};
    DISPID ids[2];
    DOUBLE out = 0;
    VARIANT arguments[3], result;
    DISPPARAMS given = {arguments, NULL, 3, 0};
    ITypeInfo *type;
    ICalculator *calculator;

    CHECK_HR(CreateDispTypeInfo(&interface, LOCALE_USER_DEFAULT, &type), S_OK);
    CHECK_HR(DispGetIDsOfNames(type, names, 2, ids), S_OK);
    CHECK(ids[0] == 42 && ids[1] == 1);
    CHECK_HR(IDispatch_QueryInterface(object, &IID_ICalculator, (void **)&calculator), S_OK);
    V_VT(&arguments[0]) = VT_BYREF | VT_R8;
    V_R8REF(&arguments[0]) = &out;
    arguments[1] = long_value(4);
    arguments[2] = long_value(10);
    VariantInit(&result);
    CHECK_HR(DispInvoke(calculator, type, 42, DISPATCH_METHOD, &given, &result, NULL, NULL), S_OK);
    CHECK(V_VT(&result) == VT_I4 && V_I4(&result) == S_OK && out == 2.5);
    calculator->lpVtbl->Release(calculator);
    type->lpVtbl->Release(type);
    method.iMeth = 1 << 20;
    CHECK_HR(CreateDispTypeInfo(&interface, LOCALE_USER_DEFAULT, &type), E_INVALIDARG);
    CHECK_HR(CreateDispTypeInfo(NULL, LOCALE_USER_DEFAULT, &type), E_INVALIDARG);
}

static DOUBLE weigh(VARIANT value, DECIMAL decimal, FLOAT factor, int8_t sign)
{
    return (V_I4(&value) + (DOUBLE)decimal.Lo64) * factor * sign;
}

// VARIANT and DECIMAL by value follow the platform's C ABI.
static void structures_by_value(void)
{
    VARIANT value = long_value(2), decimal, factor, sign, result;
    VARIANTARG *passed[] = {&value, &decimal, &factor, &sign};
    VARTYPE types[] = {VT_VARIANT, VT_DECIMAL, VT_R4, VT_I1};

    memset(&decimal, 0, sizeof(decimal));
    decimal.decVal.Lo64 = 40;
    V_VT(&decimal) = VT_DECIMAL;
    V_R4(&factor) = 0.5f;
    V_I1(&sign) = -1;
    CHECK_HR(DispCallFunc(NULL, (ULONG_PTR)weigh, CC_CDECL, VT_R8, 4, types, passed, &result), S_OK);
    CHECK(V_VT(&result) == VT_R8 && V_R8(&result) == -21);
}

DEFINE_GUID(GUID_Point, 0x6b1f2a30, 0x5a3c, 0x4c57, 0x9a, 0x51, 0x0c, 0x6f, 0x4f, 0x0f, 0x6a, 0x04);

typedef struct Point {
    LONG x;
    DOUBLE y;
    BSTR name;
} Point;

static void registered_library(ITypeLib *library, OLECHAR *path)
{
    ITypeLib *found = NULL;
    BSTR where = NULL;
    IRecordInfo *info = NULL;
    Point *point, *copy = NULL;
    ULONG size = 0;
    VARIANT value = text_value(OLESTR("here")), name;

    CHECK_HR(LoadRegTypeLib(&LIBID_CalculatorTest, 1, 0, 0, &found), TYPE_E_LIBNOTREGISTERED);
    CHECK_HR(RegisterTypeLib(library, path, NULL), S_OK);
    CHECK_HR(QueryPathOfRegTypeLib(&LIBID_CalculatorTest, 1, 0, LOCALE_NEUTRAL, &where), S_OK);
    V_VT(&name) = VT_BSTR;
    V_BSTR(&name) = where;
    CHECK(is_text(&name, path));
    SysFreeString(where);
    CHECK_HR(LoadRegTypeLib(&LIBID_CalculatorTest, 1, 1, 0, &found), TYPE_E_LIBNOTREGISTERED);
    CHECK_HR(LoadRegTypeLib(&LIBID_CalculatorTest, 2, 0, 0, &found), TYPE_E_LIBNOTREGISTERED);
    CHECK_HR(LoadRegTypeLib(&LIBID_CalculatorTest, 0xFFFF, 0xFFFF, 0, &found), S_OK);
    CHECK(found == library);
    if (found)
        found->lpVtbl->Release(found);

    CHECK_HR(GetRecordInfoFromGuids(&LIBID_CalculatorTest, 1, 0, 0, &IID_ICalculator, &info), TYPE_E_WRONGTYPEKIND);
    CHECK_HR(GetRecordInfoFromGuids(&LIBID_CalculatorTest, 1, 0, 0, &GUID_Point, &info), S_OK);
    if (info) {
        CHECK_HR(info->lpVtbl->GetSize(info, &size), S_OK);
        CHECK(size == sizeof(Point));
        point = info->lpVtbl->RecordCreate(info);
        point->x = 7;
        CHECK_HR(info->lpVtbl->PutField(info, 4 /* INVOKE_PROPERTYPUT */, point, OLESTR("name"), &value), S_OK);
        CHECK_HR(info->lpVtbl->RecordCreateCopy(info, point, (void **)&copy), S_OK);
        CHECK(copy && copy->x == 7 && SysStringLen(copy->name) == 4 && copy->name != point->name);
        CHECK_HR(info->lpVtbl->RecordDestroy(info, copy), S_OK);
        CHECK_HR(info->lpVtbl->RecordDestroy(info, point), S_OK);
        info->lpVtbl->Release(info);
    }
    VariantClear(&value);

    CHECK_HR(UnRegisterTypeLib(&LIBID_CalculatorTest, 1, 0, 0, SYS_WIN64), S_OK);
    CHECK_HR(UnRegisterTypeLib(&LIBID_CalculatorTest, 1, 0, 0, SYS_WIN64), TYPE_E_REGISTRYACCESS);
    CHECK_HR(QueryPathOfRegTypeLib(&LIBID_CalculatorTest, 1, 0, 0, &where), TYPE_E_LIBNOTREGISTERED);
}

int main(int argc, char **argv)
{
    static OLECHAR memory[] = OLESTR("Memory");
    OLECHAR path[4096];
    ITypeLib *library = NULL;
    ITypeInfo *type = NULL;
    IDispatch *object;
    size_t i;

    CHECK(argc == 2);
    for (i = 0; argv[1][i]; i++)
        path[i] = (unsigned char)argv[1][i];
    path[i] = 0;
    CHECK_HR(LoadTypeLibEx(path, REGKIND_NONE, &library), S_OK);
    if (!library)
        return finish();
    CHECK_HR(library->lpVtbl->GetTypeInfoOfGuid(library, &IID_ICalculator, &type), S_OK);

    object = make_calculator(type);
    invoke_by_position_and_by_name(object);
    optional_and_array_arguments(object);
    property(object, memory);
    errors(object);
    parameters_and_direct_calls(object, type);
    type_information_from_a_table(object);
    structures_by_value();
    IDispatch_Release(object);
    CHECK(live_objects == 0);
    registered_library(library, path);

    type->lpVtbl->Release(type);
    library->lpVtbl->Release(library);
    CHECK_HR(LoadTypeLib(OLESTR("/nonexistent.tlb"), &library), TYPE_E_CANTLOADLIBRARY);
    CHECK(library == NULL);
    return finish();
}
