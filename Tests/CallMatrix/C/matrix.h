/* SPDX-License-Identifier: Apache-2.0
 *
 * What the C program that CSource.swift writes of the tables is made of: values, what they are compared with, and one call by
 * IDispatch::Invoke. It sees COM through the C headers alone. Every value is owned by whoever holds it; each function says
 * what it takes over. */
#ifndef MATRIX_H
#define MATRIX_H

#define CINTERFACE
#include <latebind/automation.h>
#include <stdio.h>
#include <string.h>

/* What the program needs of the runtime; handed in, because the tests do not link the C library. */
struct services {
    BSTR (*alloc)(const OLECHAR *units, UINT count);
    UINT (*length)(BSTR text);
    HRESULT (*clear)(VARIANT *value);
    SAFEARRAY *(*vector)(VARTYPE type, ULONG count);
    IRecordInfo *point;
    void *context;
    void (*failed)(void *context, const char *text);
};

/* One run: the services, the row that is at work, how many calls were made, and the object that is called. */
struct run {
    const struct services *services;
    const char *row;
    int calls;
    IUnknown *self;
};

static inline void fail(struct run *run, const char *what)
{
    char text[512];
    snprintf(text, sizeof text, "%s in C: %s", run->row, what);
    run->services->failed(run->services->context, text);
}
#define EXPECT(condition) ((condition) ? (void)0 : fail(run, #condition))

/* ---- An object with no interface but IUnknown ---- */

static LONG stranger_references;
static HRESULT stranger_query(IUnknown *self, REFIID iid, void **result)
{
    static const GUID unknown = {0, 0, 0, {0xC0, 0, 0, 0, 0, 0, 0, 0x46}};
    *result = NULL;
    if (memcmp(iid, &unknown, sizeof unknown) != 0)
        return E_NOINTERFACE;
    __atomic_add_fetch(&stranger_references, 1, __ATOMIC_RELAXED);
    *result = self;
    return S_OK;
}
static ULONG stranger_add(IUnknown *self)
{
    (void)self;
    return (ULONG)__atomic_add_fetch(&stranger_references, 1, __ATOMIC_RELAXED);
}
static ULONG stranger_release(IUnknown *self)
{
    (void)self;
    return (ULONG)__atomic_sub_fetch(&stranger_references, 1, __ATOMIC_RELAXED);
}
static const IUnknownVtbl stranger_vtable = {stranger_query, stranger_add, stranger_release};
static IUnknown stranger = {(IUnknownVtbl *)&stranger_vtable};

/* ---- Values, each the caller's ---- */

/* A reference of one's own. */
static inline void *own(void *object)
{
    if (object)
        ((IUnknown *)object)->lpVtbl->AddRef((IUnknown *)object);
    return object;
}

static inline BSTR text(struct run *run, const OLECHAR *units, UINT count) { return run->services->alloc(units, count); }
#define TEXT_OF(literal) text(run, (const OLECHAR *)u"" literal, (UINT)(sizeof(u"" literal) / sizeof(OLECHAR) - 1))

static inline CY cy(LONGLONG scaled)
{
    CY made;
    made.int64 = scaled;
    return made;
}

static inline DECIMAL decimal(BYTE sign, BYTE scale, ULONG high, ULONGLONG low)
{
    DECIMAL made;
    memset(&made, 0, sizeof made);
    made.sign = sign;
    made.scale = scale;
    made.Hi32 = high;
    made.Lo64 = low;
    return made;
}

/* Takes over what the elements own. */
static inline SAFEARRAY *array(struct run *run, VARTYPE type, ULONG count, const void *elements, size_t size)
{
    SAFEARRAY *made = run->services->vector(type, count);
    if (made && count)
        memcpy(made->pvData, elements, count * size);
    return made;
}

#define MAKE(name, type, field, ctype)            \
    static inline VARIANT v_##name(ctype value)   \
    {                                             \
        VARIANT made;                             \
        memset(&made, 0, sizeof made);            \
        made.vt = type;                           \
        made.field = value;                       \
        return made;                              \
    }
MAKE(i1, VT_I1, cVal, CHAR)
MAKE(ui1, VT_UI1, bVal, BYTE)
MAKE(i2, VT_I2, iVal, SHORT)
MAKE(ui2, VT_UI2, uiVal, USHORT)
MAKE(i4, VT_I4, lVal, LONG)
MAKE(ui4, VT_UI4, ulVal, ULONG)
MAKE(i8, VT_I8, llVal, LONGLONG)
MAKE(ui8, VT_UI8, ullVal, ULONGLONG)
MAKE(r4, VT_R4, fltVal, FLOAT)
MAKE(r8, VT_R8, dblVal, DOUBLE)
MAKE(bool, VT_BOOL, boolVal, VARIANT_BOOL)
MAKE(cy, VT_CY, cyVal, CY)
MAKE(date, VT_DATE, date, DATE)
MAKE(error, VT_ERROR, scode, SCODE)
MAKE(bstr, VT_BSTR, bstrVal, BSTR)
MAKE(dispatch, VT_DISPATCH, pdispVal, IDispatch *)
MAKE(unknown, VT_UNKNOWN, punkVal, IUnknown *)
static inline VARIANT v_empty(void)
{
    VARIANT made;
    memset(&made, 0, sizeof made);
    return made;
}
static inline VARIANT v_null(void)
{
    VARIANT made = v_empty();
    made.vt = VT_NULL;
    return made;
}
static inline VARIANT v_missing(void) { return v_error(DISP_E_PARAMNOTFOUND); }
static inline VARIANT v_decimal(DECIMAL value)
{
    VARIANT made = v_empty();
    made.decVal = value;
    made.vt = VT_DECIMAL;
    return made;
}
static inline VARIANT v_array(VARTYPE type, SAFEARRAY *value)
{
    VARIANT made = v_empty();
    made.vt = VT_ARRAY | type;
    made.parray = value;
    return made;
}
/* A record with memory of its own; `fields`, and what they own, move into it. */
static inline VARIANT v_point(struct run *run, const void *fields, size_t size)
{
    IRecordInfo *info = run->services->point;
    VARIANT made = v_empty();
    made.vt = VT_RECORD;
    made.pRecInfo = own(info);
    made.pvRecord = info->lpVtbl->RecordCreate(info);
    if (made.pvRecord)
        memcpy(made.pvRecord, fields, size);
    return made;
}

/* ---- Comparing ---- */

static inline int same_texts(struct run *run, BSTR a, BSTR b)
{
    UINT length = run->services->length(a);
    return length == run->services->length(b) && (length == 0 || memcmp(a, b, length * sizeof(OLECHAR)) == 0);
}

static inline int same_objects(IUnknown *a, IUnknown *b)
{
    static const GUID unknown = {0, 0, 0, {0xC0, 0, 0, 0, 0, 0, 0, 0x46}};
    void *left = NULL, *right = NULL;
    int same;
    if (!a || !b)
        return a == b;
    a->lpVtbl->QueryInterface(a, &unknown, &left);
    b->lpVtbl->QueryInterface(b, &unknown, &right);
    same = left && left == right;
    if (left)
        ((IUnknown *)left)->lpVtbl->Release(left);
    if (right)
        ((IUnknown *)right)->lpVtbl->Release(right);
    return same;
}

static int same(struct run *run, const VARIANT *a, const VARIANT *b);

static inline int same_arrays(struct run *run, VARTYPE type, const SAFEARRAY *a, const SAFEARRAY *b)
{
    ULONG i, count;
    if (!a || !b)
        return a == b;
    if (a->cDims != 1 || b->cDims != 1 || a->cbElements != b->cbElements
        || a->rgsabound[0].cElements != b->rgsabound[0].cElements || a->rgsabound[0].lLbound != b->rgsabound[0].lLbound)
        return 0;
    count = a->rgsabound[0].cElements;
    for (i = 0; i < count; i++) {
        const char *left = (const char *)a->pvData + (size_t)i * a->cbElements;
        const char *right = (const char *)b->pvData + (size_t)i * a->cbElements;
        if (type == VT_VARIANT ? !same(run, (const VARIANT *)left, (const VARIANT *)right)
            : type == VT_BSTR  ? !same_texts(run, *(const BSTR *)left, *(const BSTR *)right)
                               : memcmp(left, right, a->cbElements) != 0)
            return 0;
    }
    return 1;
}

static inline int same_records(struct run *run, const VARIANT *a, const VARIANT *b)
{
    static const OLECHAR *const names[] = {u"x", u"y", u"label"};
    unsigned i;
    if (!a->pRecInfo || !b->pRecInfo || !a->pvRecord || !b->pvRecord)
        return 0;
    for (i = 0; i < 3; i++) {
        VARIANT left = v_empty(), right = v_empty();
        HRESULT first = a->pRecInfo->lpVtbl->GetField(a->pRecInfo, a->pvRecord, names[i], &left);
        HRESULT second = b->pRecInfo->lpVtbl->GetField(b->pRecInfo, b->pvRecord, names[i], &right);
        int equal = first == S_OK && second == S_OK && same(run, &left, &right);
        run->services->clear(&left);
        run->services->clear(&right);
        if (!equal)
            return 0;
    }
    return 1;
}

/* Type and content; objects by identity, and a null object is one whatever its interface. */
static int same(struct run *run, const VARIANT *a, const VARIANT *b)
{
    int objects = (a->vt == VT_DISPATCH || a->vt == VT_UNKNOWN) && (b->vt == VT_DISPATCH || b->vt == VT_UNKNOWN);
    if (objects)
        return same_objects(a->punkVal, b->punkVal);
    if (a->vt != b->vt)
        return 0;
    if (a->vt & VT_ARRAY)
        return same_arrays(run, a->vt & VT_TYPEMASK, a->parray, b->parray);
    switch (a->vt) {
    case VT_EMPTY: case VT_NULL: return 1;
    case VT_I1: case VT_UI1: return a->bVal == b->bVal;
    case VT_I2: case VT_UI2: case VT_BOOL: return a->iVal == b->iVal;
    case VT_I4: case VT_UI4: case VT_ERROR: return a->lVal == b->lVal;
    case VT_I8: case VT_UI8: case VT_CY: return a->llVal == b->llVal;
    case VT_R4: return a->fltVal == b->fltVal;
    case VT_R8: case VT_DATE: return a->dblVal == b->dblVal;
    case VT_BSTR: return same_texts(run, a->bstrVal, b->bstrVal);
    case VT_DECIMAL:
        return a->decVal.scale == b->decVal.scale && a->decVal.sign == b->decVal.sign && a->decVal.Hi32 == b->decVal.Hi32
            && a->decVal.Lo64 == b->decVal.Lo64;
    case VT_RECORD: return same_records(run, a, b);
    default: return 0;
    }
}

/* The VARIANT of a variable of a type: what the variable owns, it owns. */
static inline VARIANT moved(struct run *run, VARTYPE type, const void *place, size_t size)
{
    VARIANT made = v_empty();
    if (type == VT_VARIANT) {
        memcpy(&made, place, sizeof made);
    } else if (type == VT_DECIMAL) {
        memcpy(&made.decVal, place, sizeof made.decVal);
        made.vt = VT_DECIMAL;
    } else if (type == VT_RECORD) {
        return v_point(run, place, size);
    } else {
        memcpy(&made.byref, place, size);
        made.vt = type;
    }
    return made;
}

/* Whether a variable holds a value; takes over both. */
static inline int holds(struct run *run, VARTYPE type, const void *place, size_t size, VARIANT expected)
{
    VARIANT found = moved(run, type, place, size);
    int equal = same(run, &found, &expected);
    run->services->clear(&found);
    run->services->clear(&expected);
    return equal;
}
#define HOLDS(type, variable, expected) holds(run, type, &(variable), sizeof(variable), expected)

static inline void drop(struct run *run, VARTYPE type, const void *place, size_t size)
{
    VARIANT found = moved(run, type, place, size);
    run->services->clear(&found);
}
#define DROP(type, variable) drop(run, type, &(variable), sizeof(variable))

/* Memory that an [out] parameter must not take for a value. */
#define GARBAGE(variable) memset(&(variable), 0x5A, sizeof(variable))

/* ---- IDispatch::Invoke ---- */

struct argument {
    enum { VALUE, REFERENCE, IN_VARIANT } form;
    VARIANT value;
    VARIANT after;      /* what the variable holds afterwards; not looked at for VALUE */
};
/* A call: everything in it is taken over. */
struct invocation {
    DISPID member;
    WORD kind;
    unsigned count;
    struct argument arguments[16];
    HRESULT status;     /* the method's own HRESULT if it fails */
    int bad;            /* the argument at fault, in the order of the call; -1 if none is told */
    VARIANT result;
};

static inline void invoke(struct run *run, IDispatch *object, struct invocation call)
{
    static const GUID null;
    DISPID put = DISPID_PROPERTYPUT;
    VARIANT cells[16], result = v_empty();
    DISPPARAMS parameters = {cells, NULL, call.count, 0};
    EXCEPINFO exception;
    UINT bad = 0xFFFF, i;
    HRESULT status;
    memset(&exception, 0, sizeof exception);
    for (i = 0; i < call.count; i++) {
        VARIANT *cell = &cells[call.count - 1 - i], *value = &call.arguments[i].value;
        *cell = *value;
        if (call.arguments[i].form == VALUE)
            continue;
        if (call.arguments[i].form == IN_VARIANT || value->vt == VT_EMPTY || value->vt == VT_NULL) {
            cell->vt = VT_BYREF | VT_VARIANT;
            cell->pvarVal = value;
        } else if (value->vt == VT_RECORD) {
            cell->vt = VT_BYREF | VT_RECORD;
        } else {
            cell->vt = VT_BYREF | value->vt;
            cell->byref = value->vt == VT_DECIMAL ? (void *)&value->decVal : (void *)&value->byref;
        }
    }
    if (call.kind & (DISPATCH_PROPERTYPUT | DISPATCH_PROPERTYPUTREF)) {
        parameters.rgdispidNamedArgs = &put;
        parameters.cNamedArgs = 1;
    }
    run->calls++;
    status = object->lpVtbl->Invoke(object, call.member, (GUID *)&null, 0, call.kind, &parameters, &result, &exception, &bad);
    if (status == DISP_E_EXCEPTION) {
        VARIANT strings[3] = {v_bstr(exception.bstrSource), v_bstr(exception.bstrDescription), v_bstr(exception.bstrHelpFile)};
        status = exception.scode;
        for (i = 0; i < 3; i++)
            run->services->clear(&strings[i]);
    }
    if (status != call.status) {
        char what[64];
        snprintf(what, sizeof what, "Invoke gave %08x, not %08x", (unsigned)status, (unsigned)call.status);
        fail(run, what);
    }
    if (call.bad >= 0 && bad != call.count - 1 - (UINT)call.bad)
        fail(run, "Invoke told another argument");
    if (!same(run, &result, &call.result))
        fail(run, "Invoke gave another result");
    run->services->clear(&result);
    run->services->clear(&call.result);
    for (i = 0; i < call.count; i++) {
        struct argument *argument = &call.arguments[i];
        if (argument->form == REFERENCE && cells[call.count - 1 - i].vt == (VT_BYREF | VT_DECIMAL))
            argument->value.vt = VT_DECIMAL;   /* the type word of a DECIMAL variable is not the callee's to keep */
        if (argument->form != VALUE && !same(run, &argument->value, &argument->after))
            fail(run, "Invoke left another value in a variable");
        run->services->clear(&argument->value);
        run->services->clear(&argument->after);
    }
}

#endif
