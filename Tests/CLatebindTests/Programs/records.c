// SPDX-License-Identifier: Apache-2.0
//
// Records of a type library as VARIANTs, in arrays and in each other; objects that stand for their default property's value:
//
//     records RECORDS.TLB CALCULATOR.TLB
#define COBJMACROS
#include <latebind/automation.h>

#include "check.h"

#include <stdlib.h>

#define S(text) ((OLECHAR *)OLESTR(text))

DEFINE_GUID(LIBID_RecordTest, 0x6b1f2a30, 0x5a3c, 0x4c57, 0x9a, 0x51, 0x0c, 0x6f, 0x4f, 0x0f, 0x6b, 0x01);
DEFINE_GUID(GUID_Inner, 0x6b1f2a30, 0x5a3c, 0x4c57, 0x9a, 0x51, 0x0c, 0x6f, 0x4f, 0x0f, 0x6b, 0x02);
DEFINE_GUID(GUID_Outer, 0x6b1f2a30, 0x5a3c, 0x4c57, 0x9a, 0x51, 0x0c, 0x6f, 0x4f, 0x0f, 0x6b, 0x03);
DEFINE_GUID(GUID_Point, 0x6b1f2a30, 0x5a3c, 0x4c57, 0x9a, 0x51, 0x0c, 0x6f, 0x4f, 0x0f, 0x6a, 0x04);

typedef struct { LONG number; BSTR text; } Inner;
typedef struct { Inner inner; Inner pair[2]; DOUBLE numbers[3]; SAFEARRAY *names; IUnknown *object; VARIANT value; } Outer;

static OLECHAR *wide(const char *text)
{
    static OLECHAR buffer[512];
    size_t i;
    for (i = 0; text[i] && i < 511; i++)
        buffer[i] = (unsigned char)text[i];
    buffer[i] = 0;
    return buffer;
}

static int is(BSTR text, const char *expected)
{
    size_t i, length = strlen(expected);
    int same = SysStringLen(text) == length;
    for (i = 0; same && i < length; i++)
        same = text[i] == (unsigned char)expected[i];
    return same;
}

// ---- An object: its references are counted, its default property is "42" or another object

typedef struct Object {
    const IDispatchVtbl *lpVtbl;
    LONG references;
    struct Object *inner;
} Object;

static HRESULT STDMETHODCALLTYPE object_query(IDispatch *this, REFIID iid, void **result)
{
    if (!IsEqualIID(iid, &IID_IUnknown) && !IsEqualIID(iid, &IID_IDispatch)) {
        *result = NULL;
        return E_NOINTERFACE;
    }
    ((Object *)this)->references++;
    *result = this;
    return S_OK;
}
static ULONG STDMETHODCALLTYPE object_add_ref(IDispatch *this) { return (ULONG)++((Object *)this)->references; }
static ULONG STDMETHODCALLTYPE object_release(IDispatch *this) { return (ULONG)--((Object *)this)->references; }
static HRESULT STDMETHODCALLTYPE object_count(IDispatch *this, UINT *count) { (void)this; *count = 0; return S_OK; }
static HRESULT STDMETHODCALLTYPE object_info(IDispatch *this, UINT index, LCID locale, ITypeInfo **info)
{
    (void)this; (void)index; (void)locale; (void)info;
    return E_NOTIMPL;
}
static HRESULT STDMETHODCALLTYPE object_names(IDispatch *this, REFIID iid, LPOLESTR *names, UINT count, LCID locale, DISPID *ids)
{
    (void)this; (void)iid; (void)names; (void)count; (void)locale; (void)ids;
    return DISP_E_UNKNOWNNAME;
}
static HRESULT STDMETHODCALLTYPE object_invoke(IDispatch *this, DISPID id, REFIID iid, LCID locale, WORD flags, DISPPARAMS *parameters,
                                               VARIANT *result, EXCEPINFO *exception, UINT *argument)
{
    Object *inner = ((Object *)this)->inner;
    (void)iid; (void)locale; (void)parameters; (void)exception; (void)argument;
    if (id != DISPID_VALUE || !(flags & DISPATCH_PROPERTYGET) || !result)
        return DISP_E_MEMBERNOTFOUND;
    if (inner) {
        V_VT(result) = VT_DISPATCH;
        V_DISPATCH(result) = (IDispatch *)inner;
        inner->references++;
    } else {
        V_VT(result) = VT_BSTR;
        V_BSTR(result) = SysAllocString(OLESTR("42"));
    }
    return S_OK;
}
static const IDispatchVtbl object_vtable = {object_query, object_add_ref, object_release, object_count, object_info, object_names, object_invoke};

static void default_values(void)
{
    Object inner = {&object_vtable, 1, NULL}, outer = {&object_vtable, 1, NULL}, endless = {&object_vtable, 1, NULL};
    IDispatch *o = (IDispatch *)&outer;
    CHAR i1; SHORT i2; LONG i4; LONG64 i8; BYTE ui1; USHORT ui2; ULONG ui4; ULONG64 ui8;
    FLOAT r4; DOUBLE r8; CY cy; DATE date; VARIANT_BOOL boolean; BSTR text; DECIMAL decimal;
    VARIANT value, sum;

    outer.inner = &inner;
    endless.inner = &endless;
    CHECK_HR(VarI1FromDisp(o, 0x0409, &i1), S_OK); CHECK(i1 == 42);
    CHECK_HR(VarI2FromDisp(o, 0x0409, &i2), S_OK); CHECK(i2 == 42);
    CHECK_HR(VarI4FromDisp(o, 0x0409, &i4), S_OK); CHECK(i4 == 42);
    CHECK_HR(VarI8FromDisp(o, 0x0409, &i8), S_OK); CHECK(i8 == 42);
    CHECK_HR(VarUI1FromDisp(o, 0x0409, &ui1), S_OK); CHECK(ui1 == 42);
    CHECK_HR(VarUI2FromDisp(o, 0x0409, &ui2), S_OK); CHECK(ui2 == 42);
    CHECK_HR(VarUI4FromDisp(o, 0x0409, &ui4), S_OK); CHECK(ui4 == 42);
    CHECK_HR(VarUI8FromDisp(o, 0x0409, &ui8), S_OK); CHECK(ui8 == 42);
    CHECK_HR(VarR4FromDisp(o, 0x0409, &r4), S_OK); CHECK(r4 == 42);
    CHECK_HR(VarR8FromDisp(o, 0x0409, &r8), S_OK); CHECK(r8 == 42);
    CHECK_HR(VarCyFromDisp(o, 0x0409, &cy), S_OK); CHECK(cy.int64 == 420000);
    CHECK_HR(VarDecFromDisp(o, 0x0409, &decimal), S_OK); CHECK(decimal.Lo64 == 42);
    CHECK_HR(VarBoolFromDisp(o, 0x0409, &boolean), S_OK); CHECK(boolean == VARIANT_TRUE);
    CHECK_HR(VarBstrFromDisp(o, 0x0409, 0, &text), S_OK); CHECK(is(text, "42"));
    SysFreeString(text);
    // "42" is no date.
    CHECK_HR(VarDateFromDisp(o, 0x0409, &date), DISP_E_TYPEMISMATCH);
    CHECK_HR(VarI4FromDisp((IDispatch *)&endless, 0x0409, &i4), DISP_E_TYPEMISMATCH);
    CHECK_HR(VarI4FromDisp(NULL, 0x0409, &i4), E_INVALIDARG);

    V_VT(&value) = VT_DISPATCH;
    V_DISPATCH(&value) = (IDispatch *)&inner;
    CHECK_HR(VarAdd(&value, &value, &sum), S_OK);
    CHECK(V_VT(&sum) == VT_BSTR && is(V_BSTR(&sum), "4242"));
    VariantClear(&sum);
    CHECK_HR(VariantChangeType(&sum, &value, VARIANT_NOVALUEPROP, VT_I4), DISP_E_TYPEMISMATCH);
    CHECK(inner.references == 1 && outer.references == 1 && endless.references == 1);
}

// ---- Records

static IRecordInfo *record_info(ITypeLib *library, REFGUID guid)
{
    ITypeInfo *type;
    IRecordInfo *info = NULL;
    CHECK_HR(ITypeLib_GetTypeInfoOfGuid(library, guid, &type), S_OK);
    CHECK_HR(GetRecordInfoFromTypeInfo(type, &info), S_OK);
    ITypeInfo_Release(type);
    return info;
}

static void records_in_variants(IRecordInfo *info, IRecordInfo *foreign)
{
    VARIANT value, copy;
    Inner *record = IRecordInfo_RecordCreate(info);
    void *other = NULL;
    ULONG size = 0;

    CHECK_HR(IRecordInfo_GetSize(info, &size), S_OK);
    CHECK(size == sizeof(Inner) && record && record->number == 0 && record->text == NULL);
    record->number = 7;
    record->text = SysAllocString(OLESTR("seven"));
    V_VT(&value) = VT_RECORD;
    V_RECORD(&value) = record;
    V_RECORDINFO(&value) = info;
    IRecordInfo_AddRef(info);
    VariantInit(&copy);
    CHECK_HR(VariantCopy(&copy, &value), S_OK);
    CHECK(V_VT(&copy) == VT_RECORD && V_RECORD(&copy) != record && is(((Inner *)V_RECORD(&copy))->text, "seven"));
    V_VT(&value) = VT_RECORD | VT_BYREF;
    CHECK_HR(VariantClear(&copy), S_OK);
    CHECK_HR(VariantCopyInd(&copy, &value), S_OK);
    CHECK(V_VT(&copy) == VT_RECORD && ((Inner *)V_RECORD(&copy))->number == 7);
    CHECK_HR(VariantClear(&copy), S_OK);
    V_VT(&value) = VT_RECORD;
    CHECK_HR(VariantChangeType(&copy, &value, 0, VT_I4), DISP_E_TYPEMISMATCH);
    CHECK(IRecordInfo_IsMatchingType(info, info) && !IRecordInfo_IsMatchingType(info, foreign));
    CHECK_HR(IRecordInfo_RecordCreateCopy(info, record, &other), S_OK);
    CHECK_HR(IRecordInfo_RecordDestroy(info, other), S_OK);
    CHECK_HR(IRecordInfo_RecordCreateCopy(info, NULL, &other), E_INVALIDARG);
    CHECK_HR(IRecordInfo_RecordCopy(info, record, NULL), E_INVALIDARG);
    CHECK_HR(IRecordInfo_RecordClear(info, NULL), E_INVALIDARG);
    CHECK_HR(VariantClear(&value), S_OK);
}

static void records_in_arrays(IRecordInfo *info, IRecordInfo *foreign)
{
    SAFEARRAYBOUND bounds[] = {{2, 0}, {2, 1}};
    SAFEARRAY *array = SafeArrayCreateEx(VT_RECORD, 2, bounds, info), *copy = NULL, *strangers, *vector;
    IRecordInfo *found = NULL;
    LONG index[] = {1, 2};
    Inner record = {5, NULL}, got = {0, NULL}, *place;
    VARTYPE type;

    CHECK(array && array->fFeatures == FADF_RECORD && SafeArrayGetElemsize(array) == sizeof(Inner));
    CHECK_HR(SafeArrayGetVartype(array, &type), S_OK);
    CHECK(type == VT_RECORD);
    CHECK_HR(SafeArrayGetRecordInfo(array, &found), S_OK);
    CHECK(found && IRecordInfo_IsMatchingType(found, info));
    IRecordInfo_Release(found);
    record.text = SysAllocString(OLESTR("five"));
    CHECK_HR(SafeArrayPutElement(array, index, &record), S_OK);
    SysFreeString(record.text);
    CHECK_HR(SafeArrayPtrOfIndex(array, index, (void **)&place), S_OK);
    CHECK(place == (Inner *)array->pvData + 3 && place->number == 5 && is(place->text, "five"));
    CHECK_HR(SafeArrayGetElement(array, index, &got), S_OK);
    CHECK(got.number == 5 && got.text != place->text && is(got.text, "five"));
    CHECK_HR(IRecordInfo_RecordClear(info, &got), S_OK);
    CHECK(got.text == NULL);
    CHECK_HR(SafeArrayCopy(array, &copy), S_OK);
    CHECK_HR(SafeArrayDestroy(array), S_OK);
    CHECK(is(((Inner *)copy->pvData)[3].text, "five"));

    // Records of another library do not fit.
    strangers = SafeArrayCreateVectorEx(VT_RECORD, 0, 4, foreign);
    CHECK(strangers != NULL);
    CHECK_HR(SafeArrayCopyData(copy, strangers), E_INVALIDARG);
    CHECK_HR(SafeArraySetRecordInfo(strangers, foreign), S_OK);
    CHECK_HR(SafeArrayDestroy(strangers), S_OK);
    vector = SafeArrayCreateVector(VT_RECORD, 0, 1);
    CHECK(vector == NULL);
    CHECK_HR(SafeArrayDestroy(copy), S_OK);
    CHECK_HR(SafeArrayAllocDescriptorEx(VT_RECORD, 1, &array), S_OK);
    CHECK_HR(SafeArrayGetRecordInfo(array, &found), S_OK);
    CHECK(found == NULL && array->fFeatures == FADF_RECORD);
    CHECK_HR(SafeArraySetRecordInfo(array, info), S_OK);
    CHECK_HR(SafeArrayDestroyDescriptor(array), S_OK);
}

static void records_in_records(IRecordInfo *info, IRecordInfo *inner, IRecordInfo *foreign)
{
    Object object = {&object_vtable, 1, NULL};
    Outer *record = IRecordInfo_RecordCreate(info);
    VARIANT value;
    SAFEARRAY *array;
    Inner *elements;
    void *in_place = NULL;
    ULONG size = 0;
    LONG i;

    CHECK_HR(IRecordInfo_GetSize(info, &size), S_OK);
    CHECK(size == sizeof(Outer));

    // An array in place takes the elements of a SAFEARRAY of its type and length.
    array = SafeArrayCreateVectorEx(VT_RECORD, 0, 2, inner);
    elements = array->pvData;
    elements[0].number = 1;
    elements[1].number = 2;
    elements[1].text = SysAllocString(OLESTR("two"));
    V_VT(&value) = VT_ARRAY | VT_RECORD;
    V_ARRAY(&value) = array;
    CHECK_HR(IRecordInfo_PutField(info, INVOKE_PROPERTYPUT, record, S("pair"), &value), S_OK);
    CHECK(record->pair[1].text != elements[1].text && is(record->pair[1].text, "two"));
    CHECK_HR(IRecordInfo_PutField(info, INVOKE_PROPERTYPUT, record, S("numbers"), &value), DISP_E_TYPEMISMATCH);
    SafeArrayDestroy(array);
    array = SafeArrayCreateVectorEx(VT_RECORD, 0, 2, foreign);
    V_ARRAY(&value) = array;
    CHECK_HR(IRecordInfo_PutField(info, INVOKE_PROPERTYPUT, record, S("pair"), &value), DISP_E_TYPEMISMATCH);
    SafeArrayDestroy(array);
    array = SafeArrayCreateVector(VT_R8, 0, 3);
    for (i = 0; i < 3; i++)
        ((DOUBLE *)array->pvData)[i] = i + 0.5;
    V_VT(&value) = VT_ARRAY | VT_R8;
    V_ARRAY(&value) = array;
    CHECK_HR(IRecordInfo_PutField(info, INVOKE_PROPERTYPUT, record, S("numbers"), &value), S_OK);
    CHECK(record->numbers[2] == 2.5);
    SafeArrayDestroy(array);
    array = SafeArrayCreateVector(VT_R8, 0, 2);
    V_ARRAY(&value) = array;
    CHECK_HR(IRecordInfo_PutField(info, INVOKE_PROPERTYPUT, record, S("numbers"), &value), DISP_E_TYPEMISMATCH);
    SafeArrayDestroy(array);

    CHECK_HR(IRecordInfo_GetField(info, record, S("pair"), &value), S_OK);
    CHECK(V_VT(&value) == (VT_ARRAY | VT_RECORD) && is(((Inner *)V_ARRAY(&value)->pvData)[1].text, "two"));
    VariantClear(&value);
    CHECK_HR(IRecordInfo_GetFieldNoCopy(info, record, S("pair"), &value, &in_place), S_OK);
    CHECK(in_place == record->pair);

    // A SAFEARRAY, an object and a VARIANT are the record's own.
    array = SafeArrayCreateVector(VT_BSTR, 0, 1);
    ((BSTR *)array->pvData)[0] = SysAllocString(OLESTR("name"));
    V_VT(&value) = VT_ARRAY | VT_BSTR;
    V_ARRAY(&value) = array;
    CHECK_HR(IRecordInfo_PutField(info, INVOKE_PROPERTYPUT, record, S("names"), &value), S_OK);
    CHECK(record->names != array);
    CHECK_HR(IRecordInfo_PutField(info, INVOKE_PROPERTYPUT, record, S("value"), &value), S_OK);
    SafeArrayDestroy(array);
    V_VT(&value) = VT_DISPATCH;
    V_DISPATCH(&value) = (IDispatch *)&object;
    CHECK_HR(IRecordInfo_PutField(info, INVOKE_PROPERTYPUT, record, S("object"), &value), S_OK);
    CHECK(object.references == 2 && record->object == (IUnknown *)&object);

    {
        void *copy = NULL;
        CHECK_HR(IRecordInfo_RecordCreateCopy(info, record, &copy), S_OK);
        CHECK(object.references == 3 && ((Outer *)copy)->names != record->names && V_ARRAY(&((Outer *)copy)->value) != V_ARRAY(&record->value));
        CHECK(is(((Outer *)copy)->pair[1].text, "two"));
        CHECK_HR(IRecordInfo_RecordDestroy(info, copy), S_OK);
    }
    CHECK_HR(IRecordInfo_PutField(info, INVOKE_PROPERTYPUT, record, S("nothing"), &value), TYPE_E_FIELDNOTFOUND);
    CHECK_HR(IRecordInfo_PutField(info, INVOKE_PROPERTYPUT, record, NULL, &value), E_INVALIDARG);
    CHECK_HR(IRecordInfo_RecordDestroy(info, record), S_OK);
    CHECK(object.references == 1);
}

// The methods of IRecordInfo that the rest of this program does not call, and their wrong arguments.
static void every_method(IRecordInfo *outer, IRecordInfo *inner)
{
    Outer *record = IRecordInfo_RecordCreate(outer);
    Inner raw = {77, (BSTR)(size_t)1}, other = {0, NULL};
    ITypeInfo *type = NULL;
    TYPEATTR *attributes;
    GUID guid;
    BSTR name = NULL, names[8];
    ULONG count = 99, size = 99, i;
    VARIANT value, field;
    void *in_place = &raw;

    // Memory that is no record yet.
    CHECK_HR(IRecordInfo_RecordInit(inner, &raw), S_OK);
    CHECK(raw.number == 0 && raw.text == NULL);
    CHECK_HR(IRecordInfo_RecordInit(inner, NULL), E_INVALIDARG);
    CHECK_HR(IRecordInfo_GetGuid(outer, &guid), S_OK);
    CHECK(IsEqualGUID(&guid, &GUID_Outer));
    CHECK_HR(IRecordInfo_GetGuid(outer, NULL), E_INVALIDARG);
    CHECK_HR(IRecordInfo_GetName(outer, &name), S_OK);
    CHECK(is(name, "Outer"));
    SysFreeString(name);
    CHECK_HR(IRecordInfo_GetName(outer, NULL), E_INVALIDARG);
    CHECK_HR(IRecordInfo_GetSize(outer, NULL), E_INVALIDARG);
    CHECK_HR(IRecordInfo_GetTypeInfo(outer, &type), S_OK);
    CHECK_HR(ITypeInfo_GetTypeAttr(type, &attributes), S_OK);
    CHECK(attributes->typekind == TKIND_RECORD && IsEqualGUID(&attributes->guid, &GUID_Outer));
    CHECK_HR(IRecordInfo_GetSize(outer, &size), S_OK);
    CHECK(attributes->cbSizeInstance == size && attributes->cVars == 6);
    ITypeInfo_ReleaseTypeAttr(type, attributes);
    ITypeInfo_Release(type);
    CHECK_HR(IRecordInfo_GetTypeInfo(outer, NULL), E_INVALIDARG);

    // Names: how many, as many as there is room for, all.
    CHECK_HR(IRecordInfo_GetFieldNames(outer, &count, NULL), S_OK);
    CHECK(count == 6);
    count = 2;
    CHECK_HR(IRecordInfo_GetFieldNames(outer, &count, names), S_OK);
    // A library spells a name in one way: as the type Inner.
    CHECK(count == 2 && is(names[0], "Inner") && is(names[1], "pair"));
    SysFreeString(names[0]);
    SysFreeString(names[1]);
    count = 8;
    CHECK_HR(IRecordInfo_GetFieldNames(outer, &count, names), S_OK);
    CHECK(count == 6 && is(names[5], "value"));
    for (i = 0; i < count; i++)
        SysFreeString(names[i]);
    CHECK_HR(IRecordInfo_GetFieldNames(outer, NULL, names), E_INVALIDARG);

    // A value that is put without a copy is the record's.
    V_VT(&value) = VT_BSTR;
    V_BSTR(&value) = SysAllocString(OLESTR("moved"));
    CHECK_HR(IRecordInfo_PutFieldNoCopy(inner, INVOKE_PROPERTYPUT, &other, S("TEXT"), &value), S_OK);
    CHECK(is(other.text, "moved") && V_VT(&value) == VT_EMPTY);
    V_VT(&value) = VT_BSTR;
    V_BSTR(&value) = SysAllocString(OLESTR("12"));
    CHECK_HR(IRecordInfo_PutFieldNoCopy(inner, INVOKE_PROPERTYPUT, &other, S("number"), &value), S_OK);
    CHECK(other.number == 12);
    V_VT(&value) = VT_BSTR;
    V_BSTR(&value) = SysAllocString(OLESTR("twelve"));
    CHECK_HR(IRecordInfo_PutFieldNoCopy(inner, INVOKE_PROPERTYPUT, &other, S("number"), &value), DISP_E_TYPEMISMATCH);
    CHECK(other.number == 12 && is(V_BSTR(&value), "twelve"));
    CHECK_HR(IRecordInfo_PutField(inner, INVOKE_PROPERTYPUT, &other, S("number"), &value), DISP_E_TYPEMISMATCH);
    VariantClear(&value);
    CHECK_HR(IRecordInfo_PutField(inner, INVOKE_PROPERTYPUT, NULL, S("number"), &value), E_INVALIDARG);
    CHECK_HR(IRecordInfo_PutField(inner, INVOKE_PROPERTYPUT, &other, S("number"), NULL), E_INVALIDARG);
    CHECK_HR(IRecordInfo_PutFieldNoCopy(inner, INVOKE_PROPERTYPUT, NULL, S("number"), &value), E_INVALIDARG);

    // Fields by reference: the record's own memory.
    CHECK_HR(IRecordInfo_GetFieldNoCopy(inner, &other, S("number"), &field, NULL), S_OK);
    CHECK(V_VT(&field) == (VT_BYREF | VT_I4) && V_I4REF(&field) == &other.number);
    CHECK_HR(IRecordInfo_GetFieldNoCopy(inner, &other, S("text"), &field, &in_place), S_OK);
    CHECK(V_VT(&field) == (VT_BYREF | VT_BSTR) && V_BSTRREF(&field) == &other.text && in_place == NULL);
    CHECK_HR(IRecordInfo_GetFieldNoCopy(outer, record, S("value"), &field, NULL), S_OK);
    CHECK(V_VT(&field) == (VT_BYREF | VT_VARIANT) && V_VARIANTREF(&field) == &record->value);
    CHECK_HR(IRecordInfo_GetFieldNoCopy(outer, record, S("inner"), &field, NULL), S_OK);
    CHECK(V_VT(&field) == (VT_BYREF | VT_RECORD) && V_RECORD(&field) == &record->inner);
    if (V_RECORDINFO(&field)) {
        CHECK(IRecordInfo_IsMatchingType(V_RECORDINFO(&field), inner));
        IRecordInfo_Release(V_RECORDINFO(&field));
    }
    CHECK_HR(IRecordInfo_GetFieldNoCopy(outer, record, S("pair"), &field, NULL), E_INVALIDARG);
    CHECK_HR(IRecordInfo_GetFieldNoCopy(outer, record, S("nothing"), &field, NULL), TYPE_E_FIELDNOTFOUND);
    CHECK_HR(IRecordInfo_GetFieldNoCopy(outer, NULL, S("value"), &field, NULL), E_INVALIDARG);
    CHECK_HR(IRecordInfo_GetField(outer, record, S("nothing"), &field), TYPE_E_FIELDNOTFOUND);
    CHECK_HR(IRecordInfo_GetField(outer, NULL, S("value"), &field), E_INVALIDARG);
    CHECK_HR(IRecordInfo_GetField(outer, record, S("value"), NULL), E_INVALIDARG);

    // A record in a record: a copy with a description of its own, and back.
    CHECK_HR(IRecordInfo_RecordCopy(inner, &other, &record->inner), S_OK);
    CHECK(record->inner.number == 12 && record->inner.text != other.text && is(record->inner.text, "moved"));
    CHECK_HR(IRecordInfo_GetField(outer, record, S("inner"), &field), S_OK);
    CHECK(V_VT(&field) == VT_RECORD && V_RECORD(&field) != &record->inner && ((Inner *)V_RECORD(&field))->number == 12);
    ((Inner *)V_RECORD(&field))->number = 13;
    CHECK_HR(IRecordInfo_PutField(outer, INVOKE_PROPERTYPUT, record, S("inner"), &field), S_OK);
    CHECK(record->inner.number == 13);
    VariantClear(&field);
    // RecordCopy over itself, and the end of both.
    CHECK_HR(IRecordInfo_RecordCopy(inner, &other, &other), S_OK);
    CHECK(is(other.text, "moved"));
    CHECK_HR(IRecordInfo_RecordClear(inner, &other), S_OK);
    CHECK_HR(IRecordInfo_RecordCreateCopy(inner, &raw, NULL), E_INVALIDARG);
    CHECK_HR(IRecordInfo_RecordDestroy(outer, NULL), S_OK);
    CHECK(!IRecordInfo_IsMatchingType(inner, NULL) && !IRecordInfo_IsMatchingType(inner, outer));
    CHECK_HR(IRecordInfo_RecordDestroy(outer, record), S_OK);
}

static void by_guid(ITypeLib *library, const char *path)
{
    IRecordInfo *info = NULL;
    CHECK_HR(GetRecordInfoFromGuids(&LIBID_RecordTest, 1, 0, 0, &GUID_Inner, &info), TYPE_E_LIBNOTREGISTERED);
    CHECK_HR(RegisterTypeLibForUser(library, wide(path), NULL), S_OK);
    CHECK_HR(GetRecordInfoFromGuids(&LIBID_RecordTest, 1, 0, 0, &GUID_Inner, &info), S_OK);
    if (info)
        IRecordInfo_Release(info);
    CHECK_HR(UnRegisterTypeLibForUser(&LIBID_RecordTest, 1, 0, 0, SYS_WIN64), S_OK);
    CHECK_HR(GetRecordInfoFromGuids(&LIBID_RecordTest, 1, 0, 0, &GUID_Inner, NULL), E_INVALIDARG);
}

static void other_names(void)
{
    UDATE udate;
    DATE date = 0;
    LPOLESTR text;
    memset(&udate, 0, sizeof(udate));
    udate.st.wYear = 2003;
    udate.st.wMonth = 1;
    udate.st.wDay = 2;
    CHECK_HR(VarDateFromUdateEx(&udate, 0x0409, 0, &date), S_OK);
    CHECK(date == 37623);
    CHECK_HR(StringFromIID(&IID_IDispatch, &text), S_OK);
    CHECK(text[0] == '{' && text[37] == '}');
    CoTaskMemFree(text);
}

int main(int count, char **arguments)
{
    ITypeLib *library, *calculator;
    IRecordInfo *inner, *outer, *point;
    if (count < 3)
        return 2;
    CHECK_HR(LoadTypeLibEx(wide(arguments[1]), REGKIND_NONE, &library), S_OK);
    CHECK_HR(LoadTypeLibEx(wide(arguments[2]), REGKIND_NONE, &calculator), S_OK);
    inner = record_info(library, &GUID_Inner);
    outer = record_info(library, &GUID_Outer);
    point = record_info(calculator, &GUID_Point);
    if (inner && outer && point) {
        records_in_variants(inner, point);
        records_in_arrays(inner, point);
        records_in_records(outer, inner, point);
        every_method(outer, inner);
        IRecordInfo_Release(inner);
        IRecordInfo_Release(outer);
        IRecordInfo_Release(point);
    }
    by_guid(library, arguments[1]);
    ITypeLib_Release(library);
    ITypeLib_Release(calculator);
    default_values();
    other_names();
    return finish();
}
