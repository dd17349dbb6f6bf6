// SPDX-License-Identifier: Apache-2.0
//
// Strings, VARIANTs, arrays, dates, identifiers, memory, streams and the thread's state, with the classic idioms.
#define COBJMACROS
#include <latebind/automation.h>

#include "check.h"

static void strings(void)
{
    BSTR text = SysAllocString(OLESTR("hello")), other;
    SAFEARRAY *bytes;

    CHECK(SysStringLen(text) == 5 && SysStringByteLen(text) == 10 && text[5] == 0);
    CHECK(SysAllocString(NULL) == NULL && SysStringLen(NULL) == 0);
    CHECK(SysReAllocString(&text, text + 1) && SysStringLen(text) == 4 && text[0] == 'e');
    CHECK(SysReAllocStringLen(&text, NULL, 6) && SysStringLen(text) == 6 && text[3] == 'o' && text[6] == 0);
    CHECK(!SysReAllocString(NULL, NULL));
    SysFreeString(text);

    text = SysAllocStringLen(OLESTR("a\0b"), 3);
    CHECK(SysStringLen(text) == 3 && text[1] == 0 && text[2] == 'b');
    SysFreeString(text);

    text = SysAllocStringByteLen("odd", 3);
    CHECK(SysStringByteLen(text) == 3 && SysStringLen(text) == 1 && memcmp(text, "odd", 3) == 0);
    CHECK_HR(VectorFromBstr(text, &bytes), S_OK);
    CHECK(bytes && bytes->rgsabound[0].cElements == 3);
    CHECK_HR(BstrFromVector(bytes, &other), S_OK);
    CHECK(SysStringByteLen(other) == 3 && memcmp(other, "odd", 3) == 0);
    SafeArrayDestroy(bytes);
    SysFreeString(other);
    SysFreeString(text);
    SysFreeString(NULL);
}

static void variants(void)
{
    VARIANT a, b, inner;
    LONG number = 42;
    DECIMAL decimal;

    VariantInit(&a);
    VariantInit(&b);
    V_VT(&a) = VT_BSTR;
    V_BSTR(&a) = SysAllocString(OLESTR("1234.5"));
    CHECK_HR(VariantCopy(&b, &a), S_OK);
    CHECK(V_BSTR(&b) != V_BSTR(&a) && SysStringLen(V_BSTR(&b)) == 6);
    CHECK_HR(VariantChangeType(&b, &b, 0, VT_CY), S_OK);
    CHECK(V_VT(&b) == VT_CY && V_CY(&b).int64 == 12345000);
    CHECK_HR(VariantChangeType(&b, &a, 0, VT_UI1), DISP_E_OVERFLOW);
    CHECK(V_VT(&b) == VT_CY);
    CHECK_HR(VariantChangeTypeEx(&b, &a, LOCALE_INVARIANT, 0, VT_DECIMAL), S_OK);
    CHECK(V_DECIMAL(&b).scale == 1 && V_DECIMAL(&b).Lo64 == 12345);
    CHECK_HR(VariantClear(&a), S_OK);
    CHECK(V_VT(&a) == VT_EMPTY);

    V_VT(&inner) = VT_BYREF | VT_I4;
    V_I4REF(&inner) = &number;
    V_VT(&a) = VT_BYREF | VT_VARIANT;
    V_VARIANTREF(&a) = &inner;
    CHECK_HR(VariantCopyInd(&b, &a), S_OK);
    CHECK(V_VT(&b) == VT_I4 && V_I4(&b) == 42);
    V_VT(&a) = VT_BOOL;
    V_BOOL(&a) = VARIANT_TRUE;
    CHECK_HR(VariantChangeType(&a, &a, VARIANT_ALPHABOOL, VT_BSTR), S_OK);
    CHECK(SysStringLen(V_BSTR(&a)) == 4);
    VariantClear(&a);
    V_VT(&a) = 0x7777;
    CHECK_HR(VariantClear(&a), DISP_E_BADVARTYPE);
    CHECK_HR(VariantClear(NULL), E_INVALIDARG);
    CHECK_HR(VariantCopy(NULL, &a), E_INVALIDARG);

    CHECK_HR(VarDecFromR8(0.25, &decimal), S_OK);
    CHECK(decimal.scale == 2 && decimal.Lo64 == 25);
    CHECK_HR(VarI4FromDec(NULL, &number), E_INVALIDARG);
    CHECK_HR(VarI4FromR8(1, NULL), E_INVALIDARG);
}

static void arrays(void)
{
    SAFEARRAYBOUND bounds[] = {{2, 0}, {3, -1}}, larger = {5, -1}, huge[] = {{0x10000, 0}, {0x10000, 0}};
    SAFEARRAY *array = SafeArrayCreate(VT_I4, 2, bounds), *copy;
    LONG index[2] = {1, 1}, bound, number = 7, *data;
    VARTYPE type;
    IID iid;

    CHECK(array && SafeArrayGetDim(array) == 2);
    CHECK_HR(SafeArrayGetLBound(array, 2, &bound), S_OK);
    CHECK(bound == -1);
    CHECK_HR(SafeArrayGetUBound(array, 2, &bound), S_OK);
    CHECK(bound == 1);
    CHECK_HR(SafeArrayGetUBound(array, 3, &bound), DISP_E_BADINDEX);
    CHECK_HR(SafeArrayGetUBound(array, 0, &bound), DISP_E_BADINDEX);
    CHECK_HR(SafeArrayPutElement(array, index, &number), S_OK);
    CHECK_HR(SafeArrayAccessData(array, (void **)&data), S_OK);
    CHECK(data[1 + 2 * 2] == 7);
    CHECK_HR(SafeArrayDestroy(array), DISP_E_ARRAYISLOCKED);
    CHECK_HR(SafeArrayRedim(array, &larger), DISP_E_ARRAYISLOCKED);
    CHECK_HR(SafeArrayUnaccessData(array), S_OK);
    CHECK_HR(SafeArrayUnaccessData(array), E_UNEXPECTED);
    CHECK_HR(SafeArrayCopy(array, &copy), S_OK);
    CHECK_HR(SafeArrayRedim(array, &larger), S_OK);
    number = 0;
    CHECK_HR(SafeArrayGetElement(array, index, &number), S_OK);
    CHECK(number == 7);
    CHECK_HR(SafeArrayCopyData(copy, array), E_INVALIDARG);
    CHECK_HR(SafeArrayGetVartype(copy, &type), S_OK);
    CHECK(type == VT_I4);
    CHECK_HR(SafeArrayGetIID(copy, &iid), E_INVALIDARG);
    CHECK_HR(SafeArrayDestroy(copy), S_OK);
    CHECK_HR(SafeArrayDestroy(array), S_OK);
    CHECK_HR(SafeArrayDestroy(NULL), S_OK);

    CHECK(SafeArrayCreate(VT_I8, 2, huge) == NULL);
    CHECK(SafeArrayCreate(VT_NULL, 1, bounds) == NULL);
    CHECK(SafeArrayCreate(VT_I4, 0, bounds) == NULL);
    CHECK(SafeArrayCreate(VT_I4, 1, NULL) == NULL);

    array = SafeArrayCreateVectorEx(VT_UNKNOWN, 0, 1, (void *)&IID_ITypeLib);
    CHECK_HR(SafeArrayGetIID(array, &iid), S_OK);
    CHECK(IsEqualIID(&iid, &IID_ITypeLib));
    SafeArrayDestroy(array);

    CHECK_HR(SafeArrayAllocDescriptor(1, &array), S_OK);
    array->cbElements = 4;
    array->rgsabound[0].cElements = 2;
    CHECK_HR(SafeArrayAllocData(array), S_OK);
    CHECK_HR(SafeArrayDestroyData(array), S_OK);
    CHECK_HR(SafeArrayDestroyDescriptor(array), S_OK);
}

static void dates(void)
{
    SYSTEMTIME time = {2003, 1, 0, 2, 15, 4, 5, 0}, back;
    DOUBLE date;
    UDATE udate;
    USHORT dos_date, dos_time;
    BSTR text;

    CHECK(SystemTimeToVariantTime(&time, &date) && date > 37623.6 && date < 37623.7);
    CHECK(VariantTimeToSystemTime(date, &back));
    CHECK(back.wYear == 2003 && back.wMonth == 1 && back.wDay == 2 && back.wDayOfWeek == 4 && back.wHour == 15 &&
          back.wMinute == 4 && back.wSecond == 5);
    CHECK(!VariantTimeToSystemTime(1e9, &back) && !SystemTimeToVariantTime(NULL, &date));
    CHECK_HR(VarUdateFromDate(date, 0, &udate), S_OK);
    CHECK(udate.wDayOfYear == 2);
    udate.st.wMonth = 13;
    CHECK_HR(VarDateFromUdate(&udate, VAR_DATEVALUEONLY, &date), S_OK);
    CHECK(date == 37988);
    CHECK(VariantTimeToDosDateTime(date + 0.5, &dos_date, &dos_time));
    CHECK(dos_date == ((2004 - 1980) << 9 | 1 << 5 | 2) && dos_time == 12 << 11);
    CHECK(DosDateTimeToVariantTime(dos_date, dos_time, &date) && date == 37988.5);
    CHECK(!DosDateTimeToVariantTime(0, 0xffff, &date));
    // The 13th month is the next year's first, unless fields are to be valid as they are.
    CHECK_HR(VarDateFromUdateEx(&udate, 0x0409, VAR_VALIDDATE, &date), E_INVALIDARG);
    udate.st.wMonth = 2;
    udate.st.wDay = 29;
    CHECK_HR(VarDateFromUdateEx(&udate, 0x0409, VAR_VALIDDATE, &date), E_INVALIDARG);
    udate.st.wYear = 2004;
    CHECK_HR(VarDateFromUdateEx(&udate, 0x0409, VAR_VALIDDATE | VAR_DATEVALUEONLY, &date), S_OK);
    CHECK(date == 38046);
    date = 37988.5;
    CHECK_HR(VarBstrFromDate(37988.5, LOCALE_INVARIANT, VAR_TIMEVALUEONLY, &text), S_OK);
    CHECK(SysStringLen(text) == 8);
    SysFreeString(text);
}

static void identifiers(void)
{
    GUID guid, back;
    OLECHAR text[39];
    LPOLESTR allocated;

    CHECK_HR(CoCreateGuid(&guid), S_OK);
    CHECK((guid.Data3 >> 12) == 4 && (guid.Data4[0] & 0xC0) == 0x80);
    CHECK(StringFromGUID2(&guid, text, 39) == 39 && StringFromGUID2(&guid, text, 38) == 0);
    CHECK_HR(CLSIDFromString(text, &back), S_OK);
    CHECK(IsEqualGUID(&guid, &back));
    CHECK_HR(StringFromCLSID(&IID_IDispatch, &allocated), S_OK);
    CHECK(allocated[0] == '{' && allocated[4] == '2' && allocated[38] == 0);
    CHECK_HR(IIDFromString(allocated, &back), S_OK);
    CHECK(IsEqualGUID(&IID_IDispatch, &back));
    allocated[37] = 'x';
    CHECK_HR(IIDFromString(allocated, &back), CO_E_IIDSTRING);
    CHECK_HR(CLSIDFromString(allocated, &back), CO_E_CLASSSTRING);
    CoTaskMemFree(allocated);
    CHECK_HR(IIDFromString(OLESTR("{"), &back), E_INVALIDARG);
    CHECK_HR(CLSIDFromProgID(OLESTR("No.Such.Class"), &back), CO_E_CLASSSTRING);
    CHECK_HR(ProgIDFromCLSID(&guid, &allocated), REGDB_E_CLASSNOTREG);
    CHECK(allocated == NULL);
    CHECK(LHashValOfNameSys(SYS_WIN32, 0, OLESTR("Name")) == LHashValOfNameSysA(SYS_WIN32, 0, "nAmE"));
}

static void memory_and_streams(void)
{
    IMalloc *allocator;
    IStream *stream, *clone, *other;
    LARGE_INTEGER start = {{0, 0}};
    ULARGE_INTEGER size, copied, end;
    STATSTG statistics;
    HGLOBAL block;
    char buffer[8] = "";
    ULONG count;
    HRESULT hr = S_OK;
    void *memory = CoTaskMemAlloc(10);

    memory = CoTaskMemRealloc(memory, 1000);
    CHECK(memory != NULL);
    CHECK_HR(CoGetMalloc(1, &allocator), S_OK);
    CHECK(IMalloc_GetSize(allocator, memory) >= 1000);
    IMalloc_Free(allocator, memory);
    IMalloc_Release(allocator);
    CHECK_HR(CoGetMalloc(2, &allocator), E_INVALIDARG);

    CHECK_HR(CreateStreamOnHGlobal(NULL, TRUE, &stream), S_OK);
    CHECK_HR(IStream_Write(stream, "abcdef", 6, &count), S_OK);
    CHECK(count == 6);
    CHECK_HR(IStream_Clone(stream, &clone), S_OK);
    CHECK_HR(IStream_Seek(clone, start, STREAM_SEEK_SET, &end), S_OK);
    CHECK_HR(IStream_Read(clone, buffer, 4, &count), S_OK);
    CHECK(count == 4 && memcmp(buffer, "abcd", 4) == 0);
    CHECK_HR(IStream_Read(clone, buffer, 4, &count), S_FALSE);
    CHECK(count == 2);
    CHECK_HR(IStream_Stat(stream, &statistics, STATFLAG_NONAME), S_OK);
    CHECK(statistics.cbSize.QuadPart == 6 && statistics.type == STGTY_STREAM);
    CHECK_HR(GetHGlobalFromStream(clone, &block), S_OK);
    CHECK(memcmp(block, "abcdef", 6) == 0);
    start.QuadPart = -7;
    CHECK_HR(IStream_Seek(stream, start, STREAM_SEEK_CUR, NULL), E_INVALIDARG);
    start.QuadPart = 0;
    CHECK_HR(IStream_Seek(stream, start, STREAM_SEEK_SET, NULL), S_OK);
    CHECK_HR(CreateStreamOnHGlobal(NULL, TRUE, &other), S_OK);
    size.QuadPart = 100;
    CHECK_HR(IStream_CopyTo(stream, other, size, &copied, NULL), S_OK);
    CHECK(copied.QuadPart == 6);
    CHECK_HR(IStream_SetSize(other, size), S_OK);
    CHECK_HR(IStream_Seek(other, start, STREAM_SEEK_SET, NULL), S_OK);
    CHECK_HR(CoMarshalHresult(other, DISP_E_OVERFLOW), S_OK);
    CHECK_HR(IStream_Seek(other, start, STREAM_SEEK_SET, NULL), S_OK);
    CHECK_HR(CoUnmarshalHresult(other, &hr), S_OK);
    CHECK(hr == DISP_E_OVERFLOW);
    CHECK_HR(CoUnmarshalInterface(other, &IID_IUnknown, &memory), RPC_E_INVALID_OBJREF);
    IStream_Release(other);
    IStream_Release(clone);
    IStream_Release(stream);
    CHECK_HR(GetHGlobalFromStream(NULL, &block), E_INVALIDARG);
}

static void thread_state(void)
{
    IErrorInfo *info;
    void *object = &info;
    DWORD cookie;

    SetErrorInfo(0, NULL);
    CHECK_HR(GetErrorInfo(0, &info), S_FALSE);
    CHECK_HR(SetErrorInfo(1, NULL), E_INVALIDARG);
    CHECK_HR(CoInitialize(NULL), S_OK);
    CHECK_HR(CoInitializeEx(NULL, COINIT_APARTMENTTHREADED), S_FALSE);
    CHECK_HR(CoInitializeEx(NULL, COINIT_MULTITHREADED), RPC_E_CHANGED_MODE);
    CoUninitialize();
    CoUninitialize();
    CoUninitialize();
    CHECK_HR(CoInitializeEx(NULL, COINIT_MULTITHREADED), S_OK);
    CHECK_HR(CoInitializeEx(&info, 0), E_INVALIDARG);

    CHECK_HR(CoCreateInstance(&IID_IDispatch, NULL, CLSCTX_INPROC_SERVER, &IID_IUnknown, &object), REGDB_E_CLASSNOTREG);
    CHECK(object == NULL);
    CHECK_HR(GetErrorInfo(0, &info), S_OK);
    info->lpVtbl->Release(info);
    CHECK_HR(CoRevokeClassObject(12345), CO_E_OBJNOTREG);
    CoFreeUnusedLibraries();
    CHECK(CoAddRefServerProcess() == 1 && CoAddRefServerProcess() == 2);
    CHECK(CoReleaseServerProcess() == 1 && CoReleaseServerProcess() == 0);
    CHECK_HR(CoRegisterClassObject(&IID_IDispatch, NULL, CLSCTX_INPROC_SERVER, 0, &cookie), E_INVALIDARG);
    CoUninitialize();
}

int main(void)
{
    strings();
    variants();
    arrays();
    dates();
    identifiers();
    memory_and_streams();
    thread_state();
    return finish();
}
