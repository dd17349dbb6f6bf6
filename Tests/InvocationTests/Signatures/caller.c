/* SPDX-License-Identifier: Apache-2.0
 *
 * Calls a vtable that was synthesised from type information exactly as C code does: through a table of function pointers that
 * the C compiler typed. Compiled and loaded by SignatureTests.swift. The calls of the tables are C too: Tests/CallMatrix/C. */
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

int signature_slots(void) { return (int)(sizeof(ISignaturesVtbl) / sizeof(void *)); }

/* What the tables of Tests/CallMatrix have no words for. Returns how many checks ran. */
int run_signatures(ISignatures *s, const Services *with) {
    services = with;
    checks = 0;
    /* Null where a value is expected: an empty text, no array; where a result is, an error. */
    BSTR out = (BSTR)1;
    CHECK(s->lpVtbl->EchoBSTR(s, NULL, &out) == S_OK);
    CHECK(services->length(out) == 0);
    services->free(out);
    SAFEARRAY *array = (SAFEARRAY *)1;
    CHECK(s->lpVtbl->EchoVariants(s, NULL, &array) == S_OK && array == NULL);
    double sum = 1;
    CHECK(s->lpVtbl->Sum(s, NULL, &sum) == S_OK && sum == 0);
    CHECK(s->lpVtbl->GiveI2(s, NULL) == E_POINTER);
    CHECK(s->lpVtbl->EchoI4(s, 1, NULL) == E_POINTER);
    /* A copy is given, not the caller's own. */
    BSTR in = text("own");
    CHECK(s->lpVtbl->EchoBSTR(s, in, &out) == S_OK && out != in && equals(out, "own"));
    services->free(out);
    services->free(in);
    SAFEARRAY *longs = services->longs(11, -22);
    CHECK(s->lpVtbl->EchoLongs(s, longs, &array) == S_OK && array && array != longs);
    services->destroy(array);
    services->destroy(longs);
    /* What IDispatch::Invoke fills in itself. */
    int32_t total = 0;
    CHECK(s->lpVtbl->Localized(s, 40, 7, &total) == S_OK && total == 47);
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
