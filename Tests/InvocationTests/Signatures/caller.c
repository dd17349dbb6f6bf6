/* SPDX-License-Identifier: Apache-2.0
 *
 * Calls a vtable that was synthesised from type information exactly as C code does: through a table of function pointers that
 * the C compiler typed. Compiled and loaded by SignatureTests.swift. */
#define CINTERFACE
#include <latebind/automation.h>
#include <string.h>

typedef struct ISignatures ISignatures;
#define M(name, ...) HRESULT (STDMETHODCALLTYPE *name)(ISignatures *This, ##__VA_ARGS__)
typedef struct ISignaturesVtbl {
    HRESULT (*QueryInterface)(ISignatures *, REFIID, void **);
    ULONG (*AddRef)(ISignatures *);
    ULONG (*Release)(ISignatures *);
    HRESULT (*GetTypeInfoCount)(ISignatures *, UINT *);
    HRESULT (*GetTypeInfo)(ISignatures *, UINT, LCID, ITypeInfo **);
    HRESULT (*GetIDsOfNames)(ISignatures *, REFIID, LPOLESTR *, UINT, LCID, DISPID *);
    HRESULT (*Invoke)(ISignatures *, DISPID, REFIID, LCID, WORD, DISPPARAMS *, VARIANT *, EXCEPINFO *, UINT *);
    M(EchoI1, int8_t, int8_t *);
    M(EchoUI1, uint8_t, uint8_t *);
    M(EchoI2, int16_t, int16_t *);
    M(EchoUI2, uint16_t, uint16_t *);
    M(EchoI4, int32_t, int32_t *);
    M(EchoUI4, uint32_t, uint32_t *);
    M(EchoI8, int64_t, int64_t *);
    M(EchoUI8, uint64_t, uint64_t *);
    M(EchoInt, int, int *);
    M(EchoUInt, unsigned, unsigned *);
    M(EchoR4, float, float *);
    M(EchoR8, double, double *);
    M(EchoBool, VARIANT_BOOL, VARIANT_BOOL *);
    M(EchoCY, CY, CY *);
    M(EchoDate, DATE, DATE *);
    M(EchoError, SCODE, SCODE *);
    M(EchoDecimal, DECIMAL, DECIMAL *);
    M(EchoBSTR, BSTR, BSTR *);
    M(EchoVariant, VARIANT, VARIANT *);
    M(EchoVariantByRef, VARIANT *, VARIANT *);
    M(EchoDispatch, IDispatch *, IDispatch **);
    M(EchoUnknown, IUnknown *, IUnknown **);
    M(EchoSelf, ISignatures *, ISignatures **);
    M(EchoColour, int, int *);
    M(EchoLongs, SAFEARRAY *, SAFEARRAY **);
    M(EchoVariants, SAFEARRAY *, SAFEARRAY **);
    M(DoubleI4, int32_t *);
    M(DoubleR8, double *);
    M(TwiceBSTR, BSTR *);
    M(TwiceVariant, VARIANT *);
    M(GiveI2, int16_t *);
    M(GiveBSTR, BSTR *);
    M(GiveVariant, VARIANT *);
    M(GiveObject, IDispatch **);
    M(GiveSeveral, int32_t *, BSTR *, double *);
    M(ReadI4, int32_t *, int32_t *);
    M(Twelve, int8_t, int16_t, int32_t, int64_t, float, double, VARIANT_BOOL, BSTR, VARIANT, IDispatch *, uint8_t, DATE, BSTR *);
    M(NineDoubles, double, double, double, double, double, double, double, double, double, double *);
    M(TenShorts, int16_t, int16_t, int16_t, int16_t, int16_t, int16_t, int16_t, int16_t, int16_t, int16_t, int32_t *);
    M(Alternating, float, int32_t, float, int64_t, double, int16_t, float, uint8_t, double *);
    M(VariantAmid, double, VARIANT, int32_t, DECIMAL, double, double *);
    M(Optional, int32_t, VARIANT, int32_t, BSTR, BSTR *);
    M(Localized, int32_t, int32_t, int32_t *);
    M(Sum, SAFEARRAY *, double *);
    M(get_Number, int32_t *);
    M(put_Number, int32_t);
    M(get_Slot, BSTR, VARIANT *);
    M(put_Slot, BSTR, VARIANT);
    M(putref_Slot, BSTR, IDispatch *);
    M(Fail, SCODE, BSTR);
} ISignaturesVtbl;
struct ISignatures { const ISignaturesVtbl *lpVtbl; };

typedef struct IPlain IPlain;
typedef struct IPlainVtbl {
    HRESULT (*QueryInterface)(IPlain *, REFIID, void **);
    ULONG (*AddRef)(IPlain *);
    ULONG (*Release)(IPlain *);
    int32_t (*AddLongs)(IPlain *, int32_t, int32_t);
    double (*AddDoubles)(IPlain *, double, double);
    int16_t (*Negate)(IPlain *, int16_t);
    BSTR (*Join)(IPlain *, BSTR, BSTR);
    void (*Nothing)(IPlain *, int32_t);
} IPlainVtbl;
struct IPlain { const IPlainVtbl *lpVtbl; };

/* What the program needs of the runtime; handed in because the test does not link the C library. */
typedef struct Services {
    BSTR (*alloc)(const uint16_t *text, unsigned length);
    unsigned (*length)(BSTR text);
    void (*free)(BSTR text);
    void (*clear)(VARIANT *value);
    void (*destroy)(SAFEARRAY *array);
    SAFEARRAY *(*longs)(int32_t first, int32_t second);
    void (*failed)(const char *check);
} Services;

static const Services *services;
static int checks;
#define CHECK(condition) (++checks, (condition) ? (void)0 : services->failed(#condition))

static BSTR text(const char *ascii) {
    uint16_t units[64];
    unsigned n = 0;
    while (ascii[n]) { units[n] = (uint16_t)ascii[n]; n++; }
    return services->alloc(units, n);
}

static int equals(BSTR value, const char *ascii) {
    unsigned n = (unsigned)strlen(ascii);
    if (!value || services->length(value) != n) return 0;
    for (unsigned i = 0; i < n; i++) if (value[i] != (uint16_t)ascii[i]) return 0;
    return 1;
}

#define ECHO(name, type, value) do { \
    type in = (value), out; memset(&out, 0x5A, sizeof out); \
    CHECK(s->lpVtbl->name(s, in, &out) == S_OK); CHECK(memcmp(&in, &out, sizeof in) == 0); } while (0)

int signature_slots(void) { return (int)(sizeof(ISignaturesVtbl) / sizeof(void *)); }

/* Returns how many checks ran. */
int run_signatures(ISignatures *s, const Services *with) {
    services = with;
    checks = 0;
    ECHO(EchoI1, int8_t, -128);
    ECHO(EchoI1, int8_t, 127);
    ECHO(EchoUI1, uint8_t, 255);
    ECHO(EchoI2, int16_t, -32768);
    ECHO(EchoUI2, uint16_t, 65535);
    ECHO(EchoI4, int32_t, INT32_MIN);
    ECHO(EchoUI4, uint32_t, UINT32_MAX);
    ECHO(EchoI8, int64_t, INT64_MIN);
    ECHO(EchoUI8, uint64_t, UINT64_MAX);
    ECHO(EchoInt, int, -2);
    ECHO(EchoUInt, unsigned, 0xFFFFFFFEu);
    ECHO(EchoR4, float, 3.25f);
    ECHO(EchoR8, double, -1e300);
    ECHO(EchoBool, VARIANT_BOOL, VARIANT_TRUE);
    ECHO(EchoBool, VARIANT_BOOL, VARIANT_FALSE);
    { CY cy; cy.int64 = -123456789012345678LL; ECHO(EchoCY, CY, cy); }
    ECHO(EchoDate, DATE, 45000.75);
    ECHO(EchoError, SCODE, (SCODE)0x80020009);
    ECHO(EchoColour, int, -3);
    {
        DECIMAL in, out;
        memset(&in, 0, sizeof in);
        in.scale = 3; in.sign = 0x80; in.Hi32 = 0xDEADBEEF; in.Lo64 = 0x0123456789ABCDEFull;
        memset(&out, 0x5A, sizeof out);
        CHECK(s->lpVtbl->EchoDecimal(s, in, &out) == S_OK);
        CHECK(out.scale == 3 && out.sign == 0x80 && out.Hi32 == 0xDEADBEEF && out.Lo64 == 0x0123456789ABCDEFull);
    }
    {
        BSTR in = text("h\303\251llo"), out = NULL;
        CHECK(s->lpVtbl->EchoBSTR(s, in, &out) == S_OK);
        CHECK(out != in && services->length(out) == services->length(in) && memcmp(out, in, 2 * services->length(in)) == 0);
        services->free(out);
        services->free(in);
        out = (BSTR)1;
        CHECK(s->lpVtbl->EchoBSTR(s, NULL, &out) == S_OK);
        CHECK(services->length(out) == 0);
        services->free(out);
    }
    {
        VARIANT in, out;
        memset(&in, 0, sizeof in);
        in.vt = VT_R8; in.dblVal = 2.5;
        memset(&out, 0x5A, sizeof out);
        CHECK(s->lpVtbl->EchoVariant(s, in, &out) == S_OK);
        CHECK(out.vt == VT_R8 && out.dblVal == 2.5);
        in.vt = VT_BSTR; in.bstrVal = text("inside");
        CHECK(s->lpVtbl->EchoVariant(s, in, &out) == S_OK);
        CHECK(out.vt == VT_BSTR && out.bstrVal != in.bstrVal && equals(out.bstrVal, "inside"));
        services->clear(&out);
        CHECK(s->lpVtbl->EchoVariantByRef(s, &in, &out) == S_OK);
        CHECK(out.vt == VT_BSTR && equals(out.bstrVal, "inside"));
        services->clear(&out);
        services->clear(&in);
    }
    {
        IDispatch *out = NULL;
        CHECK(s->lpVtbl->EchoDispatch(s, (IDispatch *)s, &out) == S_OK);
        CHECK(out == (IDispatch *)s);
        if (out) out->lpVtbl->Release(out);
        out = (IDispatch *)1;
        CHECK(s->lpVtbl->EchoDispatch(s, NULL, &out) == S_OK);
        CHECK(out == NULL);
        IUnknown *unknown = NULL;
        CHECK(s->lpVtbl->EchoUnknown(s, (IUnknown *)s, &unknown) == S_OK);
        CHECK(unknown == (IUnknown *)s);
        if (unknown) unknown->lpVtbl->Release(unknown);
        ISignatures *self = NULL;
        CHECK(s->lpVtbl->EchoSelf(s, s, &self) == S_OK);
        CHECK(self == s);
        if (self) self->lpVtbl->Release(self);
    }
    {
        SAFEARRAY *in = services->longs(11, -22), *out = NULL;
        CHECK(s->lpVtbl->EchoLongs(s, in, &out) == S_OK);
        CHECK(out && out != in && out->cDims == 1 && out->rgsabound[0].cElements == 2);
        CHECK(out && ((int32_t *)out->pvData)[0] == 11 && ((int32_t *)out->pvData)[1] == -22);
        services->destroy(out);
        services->destroy(in);
        out = (SAFEARRAY *)1;
        CHECK(s->lpVtbl->EchoVariants(s, NULL, &out) == S_OK && out == NULL);
    }
    {
        int32_t i4 = 21;
        CHECK(s->lpVtbl->DoubleI4(s, &i4) == S_OK && i4 == 42);
        double r8 = 1.5;
        CHECK(s->lpVtbl->DoubleR8(s, &r8) == S_OK && r8 == 3.0);
        BSTR t = text("ab");
        CHECK(s->lpVtbl->TwiceBSTR(s, &t) == S_OK && equals(t, "abab"));
        services->free(t);
        VARIANT v;
        memset(&v, 0, sizeof v);
        v.vt = VT_BSTR; v.bstrVal = text("xy");
        CHECK(s->lpVtbl->TwiceVariant(s, &v) == S_OK && v.vt == VT_BSTR && equals(v.bstrVal, "xyxy"));
        services->clear(&v);
        int16_t i2 = 99;
        CHECK(s->lpVtbl->GiveI2(s, &i2) == S_OK && i2 == -7);
        t = (BSTR)(uintptr_t)0x5A5A;
        CHECK(s->lpVtbl->GiveBSTR(s, &t) == S_OK && equals(t, "given"));
        services->free(t);
        memset(&v, 0x5A, sizeof v);
        CHECK(s->lpVtbl->GiveVariant(s, &v) == S_OK && v.vt == VT_I4 && v.lVal == 77);
        IDispatch *object = (IDispatch *)(uintptr_t)0x5A5A;
        CHECK(s->lpVtbl->GiveObject(s, &object) == S_OK && object != NULL);
        if (object) object->lpVtbl->Release(object);
        int32_t first = 0;
        BSTR second = NULL;
        double third = 0;
        CHECK(s->lpVtbl->GiveSeveral(s, &first, &second, &third) == S_OK);
        CHECK(first == 1 && equals(second, "two") && third == 3.5);
        services->free(second);
        int32_t read = 5, result = 0;
        CHECK(s->lpVtbl->ReadI4(s, &read, &result) == S_OK && result == 5 && read == 5);
        CHECK(s->lpVtbl->GiveI2(s, NULL) == E_POINTER);
    }
    {
        VARIANT v;
        memset(&v, 0, sizeof v);
        v.vt = VT_I4; v.lVal = 9;
        BSTR h = text("h"), out = NULL;
        CHECK(s->lpVtbl->Twelve(s, -1, -2, -3, -4, 5.5f, 6.5, VARIANT_TRUE, h, v, (IDispatch *)s, 11, 12.25, &out) == S_OK);
        CHECK(equals(out, "-1 -2 -3 -4 5.5 6.5 true h 9 object 11 12.25"));
        services->free(out);
        services->free(h);
        double sum = 0;
        CHECK(s->lpVtbl->NineDoubles(s, 1, 2, 3, 4, 5, 6, 7, 8, 900, &sum) == S_OK && sum == 936);
        int32_t total = 0;
        CHECK(s->lpVtbl->TenShorts(s, 1, 2, 3, 4, 5, 6, 7, 8, 9, -1000, &total) == S_OK && total == 45 - 1000);
        CHECK(s->lpVtbl->Alternating(s, 0.5f, 1, 0.25f, 1LL << 40, 2.0, -3, 8.0f, 200, &sum) == S_OK);
        CHECK(sum == 0.5 + 1 + 0.25 + 1099511627776.0 + 2.0 - 3 + 8.0 + 200);
        DECIMAL d;
        memset(&d, 0, sizeof d);
        d.Lo64 = 5;
        CHECK(s->lpVtbl->VariantAmid(s, 1.0, v, 100, d, 0.5, &sum) == S_OK && sum == 1.0 + 9 + 100 + 5 + 0.5);
        CHECK(s->lpVtbl->Sum(s, NULL, &sum) == S_OK && sum == 0);
        CHECK(s->lpVtbl->Localized(s, 40, 7, &total) == S_OK && total == 47);
        VARIANT missing;
        memset(&missing, 0, sizeof missing);
        missing.vt = VT_ERROR;
        missing.scode = DISP_E_PARAMNOTFOUND;
        BSTR last = text("last");
        CHECK(s->lpVtbl->Optional(s, 1, missing, 3, last, &out) == S_OK && equals(out, "1 missing 3 last"));
        services->free(out);
        services->free(last);
    }
    {
        int32_t n = 0;
        CHECK(s->lpVtbl->put_Number(s, 31) == S_OK && s->lpVtbl->get_Number(s, &n) == S_OK && n == 31);
        BSTR key = text("key");
        VARIANT v, back;
        memset(&v, 0, sizeof v);
        memset(&back, 0, sizeof back);
        v.vt = VT_I2; v.iVal = 12;
        CHECK(s->lpVtbl->put_Slot(s, key, v) == S_OK && s->lpVtbl->get_Slot(s, key, &back) == S_OK);
        CHECK(back.vt == VT_I2 && back.iVal == 12);
        CHECK(s->lpVtbl->putref_Slot(s, key, (IDispatch *)s) == S_OK && s->lpVtbl->get_Slot(s, key, &back) == S_OK);
        CHECK(back.vt == VT_DISPATCH && back.pdispVal == (IDispatch *)s);
        services->clear(&back);
        memset(&v, 0, sizeof v);
        CHECK(s->lpVtbl->put_Slot(s, key, v) == S_OK);
        services->free(key);
        BSTR why = text("because");
        CHECK(s->lpVtbl->Fail(s, (SCODE)0x80040123, why) == (HRESULT)0x80040123);
        services->free(why);
    }
    return checks;
}

int run_plain(IPlain *p, const Services *with) {
    services = with;
    checks = 0;
    CHECK(p->lpVtbl->AddLongs(p, -5, 7) == 2);
    CHECK(p->lpVtbl->AddDoubles(p, 0.5, 0.25) == 0.75);
    CHECK(p->lpVtbl->Negate(p, 32767) == -32767);
    BSTR a = text("a"), b = text("b"), joined = p->lpVtbl->Join(p, a, b);
    CHECK(equals(joined, "ab"));
    services->free(joined);
    services->free(a);
    services->free(b);
    p->lpVtbl->Nothing(p, 3);
    CHECK(1);
    return checks;
}
