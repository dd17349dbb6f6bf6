// SPDX-License-Identifier: Apache-2.0
//
// An IDispatch in C, and a caller in C; caller.cpp has the other half of each.
#define COBJMACROS
#include <latebind/automation.h>

typedef struct Object {
    IDispatch interface;
    ULONG references;
} Object;

static HRESULT STDMETHODCALLTYPE query_interface(IDispatch *This, REFIID riid, void **object)
{
    if (IsEqualIID(riid, &IID_IUnknown) || IsEqualIID(riid, &IID_IDispatch)) {
        IDispatch_AddRef(This);
        *object = This;
        return S_OK;
    }
    *object = NULL;
    return E_NOINTERFACE;
}

static ULONG STDMETHODCALLTYPE add_ref(IDispatch *This) { return ++((Object *)This)->references; }

static ULONG STDMETHODCALLTYPE release(IDispatch *This) { return --((Object *)This)->references; }

static HRESULT STDMETHODCALLTYPE get_type_info_count(IDispatch *This, UINT *count)
{
    (void)This;
    *count = 0;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE get_type_info(IDispatch *This, UINT index, LCID lcid, ITypeInfo **info)
{
    (void)This, (void)index, (void)lcid;
    *info = NULL;
    return DISP_E_BADINDEX;
}

static HRESULT STDMETHODCALLTYPE get_ids_of_names(IDispatch *This, REFIID riid, LPOLESTR *names, UINT count, LCID lcid,
                                                  DISPID *ids)
{
    (void)This, (void)riid, (void)lcid;
    ids[0] = count == 1 && names[0][0] == 'N' ? 7 : DISPID_UNKNOWN;
    return ids[0] == 7 ? S_OK : DISP_E_UNKNOWNNAME;
}

static HRESULT STDMETHODCALLTYPE invoke(IDispatch *This, DISPID member, REFIID riid, LCID lcid, WORD flags,
                                        DISPPARAMS *arguments, VARIANT *result, EXCEPINFO *exception, UINT *argument)
{
    (void)This, (void)lcid, (void)exception, (void)argument;
    if (member != 7 || flags != DISPATCH_METHOD || !IsEqualIID(riid, &IID_NULL))
        return DISP_E_MEMBERNOTFOUND;
    V_VT(result) = VT_I4;
    V_I4(result) = V_I4(&arguments->rgvarg[0]) + 1;
    return S_OK;
}

static const IDispatchVtbl vtable = {query_interface,  add_ref, release, get_type_info_count, get_type_info,
                                     get_ids_of_names, invoke};
static Object the_object = {{&vtable}, 1};

IDispatch *c_object(void);
IDispatch *c_object(void) { return &the_object.interface; }

// What caller.cpp prints.
typedef struct Answers {
    ULONG add, release;
    HRESULT found, missing;
    DISPID id;
    LONG result;
} Answers;

void c_call(IDispatch *object, Answers *answers);
void c_call(IDispatch *object, Answers *answers)
{
    static OLECHAR name[] = OLESTR("Next");
    LPOLESTR names[] = {name};
    void *found = NULL, *missing = &found;
    VARIANT argument, result;
    DISPPARAMS arguments = {&argument, NULL, 1, 0};

    answers->add = IDispatch_AddRef(object);
    answers->release = IDispatch_Release(object);
    answers->found = IDispatch_QueryInterface(object, &IID_IDispatch, &found);
    if (found == object)
        IDispatch_Release((IDispatch *)found);
    answers->missing = IDispatch_QueryInterface(object, &IID_ITypeLib, &missing);
    IDispatch_GetIDsOfNames(object, &IID_NULL, names, 1, LOCALE_NEUTRAL, &answers->id);
    V_VT(&argument) = VT_I4;
    V_I4(&argument) = 41;
    V_VT(&result) = VT_EMPTY;
    IDispatch_Invoke(object, answers->id, &IID_NULL, LOCALE_NEUTRAL, DISPATCH_METHOD, &arguments, &result, NULL, NULL);
    answers->result = missing == NULL && V_VT(&result) == VT_I4 ? V_I4(&result) : -1;
}
