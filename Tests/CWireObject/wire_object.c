// SPDX-License-Identifier: Apache-2.0
#include "wire_object.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

typedef int Season;
typedef struct { LONG x; SHORT y; } Point;
typedef struct { signed char tag; double weight; BSTR name; } Inner;
typedef struct Node { LONG value; struct Node *next; } Node;
typedef struct { ULONG count; LONG *items; } Counted;
typedef union { LONG whole; double real; BSTR text; Point *point; } Number;
typedef struct { LONG kind; Number number; } Tagged;
typedef struct {
    unsigned char tag;
    Inner inner;
    SHORT numbers[3];
    Inner pair[2];
    Inner *more;
    OLECHAR *label;
    VARIANT value;
    SAFEARRAY *list;
    IUnknown *object;
    Season season;
    DECIMAL amount;
} Outer;

typedef struct IWire IWire;
typedef struct IWireVtbl {
    HRESULT (*QueryInterface)(IWire *, const GUID *, void **);
    ULONG (*AddRef)(IWire *);
    ULONG (*Release)(IWire *);
    HRESULT (*SumArray)(IWire *, LONG count, LONG *values, LONG *sum);
    HRESULT (*FillArray)(IWire *, ULONG capacity, SHORT *values, ULONG *count);
    HRESULT (*DoubleArray)(IWire *, ULONG count, double *values);
    HRESULT (*MakeArray)(IWire *, ULONG *count, LONG **values);
    HRESULT (*MakeStrings)(IWire *, ULONG count, BSTR *values);
    HRESULT (*Middle)(IWire *, ULONG size, ULONG first, ULONG length, unsigned char *values, LONG *sum);
    HRESULT (*CountText)(IWire *, OLECHAR *text, LONG *length);
    HRESULT (*MakeText)(IWire *, LONG number, OLECHAR **text);
    HRESULT (*Narrow)(IWire *, char *text, LONG *length);
    HRESULT (*ReplaceText)(IWire *, OLECHAR **text);
    HRESULT (*Optional)(IWire *, LONG *number, double *other, LONG *result);
    HRESULT (*Chain)(IWire *, Node *list, LONG *sum, Node **reversed);
    HRESULT (*EchoOuter)(IWire *, Outer *in, Outer *out);
    HRESULT (*ChangeOuter)(IWire *, Outer *value);
    HRESULT (*ByValue)(IWire *, Point point, Inner inner, double *sum);
    HRESULT (*EchoTagged)(IWire *, Tagged *in, Tagged *out);
    HRESULT (*ChangeTagged)(IWire *, Tagged *value);
    HRESULT (*Total)(IWire *, Counted *counted, LONG *sum, Counted *grown);
    HRESULT (*Fixed)(IWire *, LONG values[4], LONG doubled[4]);
    HRESULT (*Seasons)(IWire *, Season a, Season *b, LONG limited);
    HRESULT (*QueryByID)(IWire *, GUID *iid, void **object);
    HRESULT (*SwapObject)(IWire *, IUnknown **object, IUnknown *replacement);
    HRESULT (*Three)(IWire *, LONG a, BSTR b, IUnknown *c, BSTR *result);
    LONG (*AddLongs)(IWire *, LONG a, LONG b);
    double (*Half)(IWire *, double a);
    float (*Third)(IWire *, float a);
    SHORT (*Negate)(IWire *, SHORT a);
    BSTR (*Join)(IWire *, BSTR a, BSTR b);
    void (*Remember)(IWire *, LONG value);
    ULONGLONG (*Recall)(IWire *);
    HRESULT (*FailWithResults)(IWire *, LONG code, LONG *number, BSTR *text);
    HRESULT (*Pointless)(IWire *, void *nothing);
} IWireVtbl;
struct IWire { const IWireVtbl *lpVtbl; };

static const GUID IID_IWire = {0x7d1c2a42, 0x6f0b, 0x4c52, {0x8a, 0x1d, 0x35, 0xe2, 0xc9, 0xb0, 0xa7, 0x10}};

typedef struct {
    IWire interface;
    atomic_int count;
    LONG remembered;
} Object;

static atomic_int live;

// ---- The object --------------------------------------------------------------------------------------------------

static int same(const GUID *a, const GUID *b) { return memcmp(a, b, sizeof *a) == 0; }

static ULONG add_ref(IWire *this) { return (ULONG)++((Object *)this)->count; }

static ULONG release(IWire *this) {
    int left = --((Object *)this)->count;
    if (left == 0) {
        free(this);
        live--;
    }
    return (ULONG)left;
}

static HRESULT query(IWire *this, const GUID *iid, void **result) {
    *result = NULL;
    if (!same(iid, &IID_IWire) && !same(iid, &IID_IUnknown)) return E_NOINTERFACE;
    add_ref(this);
    *result = this;
    return S_OK;
}

static HRESULT sum_array(IWire *this, LONG count, LONG *values, LONG *sum) {
    *sum = 0;
    for (LONG i = 0; i < count; i++) *sum += values[i];
    return S_OK;
}

static HRESULT fill_array(IWire *this, ULONG capacity, SHORT *values, ULONG *count) {
    *count = capacity < 3 ? capacity : 3;
    for (ULONG i = 0; i < *count; i++) values[i] = (SHORT)(100 + i);
    return *count == capacity ? S_OK : S_FALSE;
}

static HRESULT double_array(IWire *this, ULONG count, double *values) {
    for (ULONG i = 0; i < count; i++) values[i] *= 2;
    return S_OK;
}

static HRESULT make_array(IWire *this, ULONG *count, LONG **values) {
    *count = 5;
    *values = CoTaskMemAlloc(5 * sizeof(LONG));
    for (LONG i = 0; i < 5; i++) (*values)[i] = i * i;
    return S_OK;
}

static BSTR text(const char *ascii) {
    OLECHAR wide[64];
    UINT length = 0;
    for (; ascii[length]; length++) wide[length] = (OLECHAR)(unsigned char)ascii[length];
    return SysAllocStringLen(wide, length);
}

static HRESULT make_strings(IWire *this, ULONG count, BSTR *values) {
    // How many results it makes is the object's own affair.
    if (count > 10000) return E_OUTOFMEMORY;
    for (ULONG i = 0; i < count; i++) values[i] = i == 1 ? NULL : text(i ? "later" : "first");
    return S_OK;
}

static HRESULT middle(IWire *this, ULONG size, ULONG first, ULONG length, unsigned char *values, LONG *sum) {
    *sum = 0;
    for (ULONG i = first; i < first + length; i++) *sum += values[i];
    // What is not sent is zero on the other side, whatever the caller has there.
    return S_OK;
}

static LONG length_of(const OLECHAR *text) {
    LONG length = 0;
    while (text[length]) length++;
    return length;
}

static HRESULT count_text(IWire *this, OLECHAR *text, LONG *length) {
    *length = length_of(text);
    return S_OK;
}

static HRESULT make_text(IWire *this, LONG number, OLECHAR **text) {
    *text = NULL;
    if (number < 0) return S_FALSE;
    if (number > 10000) return E_OUTOFMEMORY;
    *text = CoTaskMemAlloc((number + 1) * sizeof(OLECHAR));
    for (LONG i = 0; i < number; i++) (*text)[i] = (OLECHAR)('a' + i % 26);
    (*text)[number] = 0;
    return S_OK;
}

static HRESULT narrow(IWire *this, char *text, LONG *length) {
    *length = text ? (LONG)strlen(text) : -1;
    return S_OK;
}

static HRESULT replace_text(IWire *this, OLECHAR **text) {
    LONG length = *text ? length_of(*text) : 0;
    OLECHAR *made = CoTaskMemAlloc((2 * length + 1) * sizeof(OLECHAR));
    for (LONG i = 0; i < 2 * length; i++) made[i] = (*text)[i % length];
    made[2 * length] = 0;
    CoTaskMemFree(*text);
    *text = made;
    return S_OK;
}

static HRESULT optional(IWire *this, LONG *number, double *other, LONG *result) {
    *result = number ? *number : -1;
    if (other) *other += 0.5;
    return other ? S_OK : S_FALSE;
}

static HRESULT chain(IWire *this, Node *list, LONG *sum, Node **reversed) {
    *sum = 0;
    *reversed = NULL;
    for (; list; list = list->next) {
        Node *made = CoTaskMemAlloc(sizeof *made);
        *sum += list->value;
        made->value = list->value;
        made->next = *reversed;
        *reversed = made;
    }
    return S_OK;
}

static Inner copy_inner(const Inner *from) {
    Inner made = *from;
    made.name = from->name ? SysAllocStringByteLen((const char *)from->name, SysStringByteLen(from->name)) : NULL;
    return made;
}

static void copy_outer(const Outer *from, Outer *to) {
    *to = *from;
    to->inner = copy_inner(&from->inner);
    to->pair[0] = copy_inner(&from->pair[0]);
    to->pair[1] = copy_inner(&from->pair[1]);
    if (from->more) {
        to->more = CoTaskMemAlloc(sizeof *to->more);
        *to->more = copy_inner(from->more);
    }
    if (from->label) {
        size_t size = (length_of(from->label) + 1) * sizeof(OLECHAR);
        to->label = CoTaskMemAlloc(size);
        memcpy(to->label, from->label, size);
    }
    VariantInit(&to->value);
    VariantCopy(&to->value, &from->value);
    SafeArrayCopy(from->list, &to->list);
    if (to->object) to->object->lpVtbl->AddRef(to->object);
}

static HRESULT echo_outer(IWire *this, Outer *in, Outer *out) {
    copy_outer(in, out);
    return S_OK;
}

static HRESULT change_outer(IWire *this, Outer *value) {
    value->tag++;
    value->inner.weight *= 2;
    SysFreeString(value->inner.name);
    value->inner.name = text("changed");
    value->numbers[1] = -7;
    if (value->more) value->more->weight = 99;
    VariantClear(&value->value);
    value->value.vt = VT_BSTR;
    value->value.bstrVal = text("now a string");
    CoTaskMemFree(value->label);
    value->label = NULL;
    return S_OK;
}

static HRESULT by_value(IWire *this, Point point, Inner inner, double *sum) {
    *sum = point.x + point.y + inner.tag + inner.weight + SysStringLen(inner.name);
    return S_OK;
}

static HRESULT echo_tagged(IWire *this, Tagged *in, Tagged *out) {
    *out = *in;
    if (in->kind == 4) out->number.text = SysAllocStringLen(in->number.text, SysStringLen(in->number.text));
    if (in->kind == 5 && in->number.point) {
        out->number.point = CoTaskMemAlloc(sizeof(Point));
        *out->number.point = *in->number.point;
    }
    return S_OK;
}

static HRESULT change_tagged(IWire *this, Tagged *value) {
    if (value->kind == 4) SysFreeString(value->number.text);
    if (value->kind == 1) {
        value->kind = 4;
        value->number.text = text("was whole");
    } else {
        value->kind = 2;
        value->number.real = 2.5;
    }
    return S_OK;
}

static HRESULT total(IWire *this, Counted *counted, LONG *sum, Counted *grown) {
    *sum = 0;
    // A pointer that may be null may be null whatever the count says.
    if ((counted->count && !counted->items) || (grown->count && !grown->items)) return E_INVALIDARG;
    for (ULONG i = 0; i < counted->count; i++) *sum += counted->items[i];
    for (ULONG i = 0; i < grown->count; i++) *sum += grown->items[i];
    if (grown->count < 100) {
        LONG *more = CoTaskMemAlloc((grown->count + 1) * sizeof(LONG));
        for (ULONG i = 0; i < grown->count; i++) more[i] = grown->items[i] + 1;
        more[grown->count] = 1000;
        CoTaskMemFree(grown->items);
        grown->items = more;
        grown->count++;
    } else {
        for (ULONG i = 0; i < grown->count; i++) grown->items[i]++;
    }
    return S_OK;
}

static HRESULT fixed(IWire *this, LONG values[4], LONG doubled[4]) {
    for (int i = 0; i < 4; i++) doubled[i] = 2 * values[i];
    return S_OK;
}

static HRESULT seasons(IWire *this, Season a, Season *b, LONG limited) {
    *b = a == 70000 ? -1 : 70000;
    return limited <= 10 ? S_OK : E_FAIL;
}

static HRESULT query_by_id(IWire *this, GUID *iid, void **object) { return query(this, iid, object); }

static HRESULT swap_object(IWire *this, IUnknown **object, IUnknown *replacement) {
    if (*object) (*object)->lpVtbl->Release(*object);
    *object = replacement;
    if (replacement) replacement->lpVtbl->AddRef(replacement);
    return S_OK;
}

static HRESULT three(IWire *this, LONG a, BSTR b, IUnknown *c, BSTR *result) {
    *result = text(a == 7 && SysStringLen(b) == 3 ? (c ? "object" : "null") : "wrong");
    return S_OK;
}

static LONG add_longs(IWire *this, LONG a, LONG b) { return a + b; }
static double half(IWire *this, double a) { return a / 2; }
static float third(IWire *this, float a) { return a / 3; }
static SHORT negate(IWire *this, SHORT a) { return (SHORT)-a; }

static BSTR join(IWire *this, BSTR a, BSTR b) {
    UINT first = SysStringLen(a), second = SysStringLen(b);
    BSTR made = SysAllocStringLen(NULL, first + second);
    memcpy(made, a, first * sizeof(OLECHAR));
    memcpy(made + first, b, second * sizeof(OLECHAR));
    return made;
}

static void remember(IWire *this, LONG value) { ((Object *)this)->remembered = value; }
static ULONGLONG recall(IWire *this) { return 0x100000000ull + (ULONG)((Object *)this)->remembered; }

static HRESULT fail_with_results(IWire *this, LONG code, LONG *number, BSTR *text) {
    *number = 3;
    *text = NULL;
    return code;
}

static HRESULT pointless(IWire *this, void *nothing) { return S_OK; }

static const IWireVtbl functions = {
    query, add_ref, release, sum_array, fill_array, double_array, make_array, make_strings, middle, count_text, make_text,
    narrow, replace_text, optional, chain, echo_outer, change_outer, by_value, echo_tagged, change_tagged, total, fixed,
    seasons, query_by_id, swap_object, three, add_longs, half, third, negate, join, remember, recall, fail_with_results,
    pointless,
};

IUnknown *wire_object_create(void) {
    Object *made = calloc(1, sizeof *made);
    made->interface.lpVtbl = &functions;
    made->count = 1;
    live++;
    return (IUnknown *)made;
}

int wire_object_count(void) { return live; }

// ---- The calls ---------------------------------------------------------------------------------------------------

#define STRINGIFY2(x) #x
#define STRINGIFY(x) STRINGIFY2(x)
#define CHECK(condition) do { if (!(condition)) return "line " STRINGIFY(__LINE__) ": " #condition; } while (0)
#define CALL(function, ...) wire->lpVtbl->function(wire, ##__VA_ARGS__)

static int is_text(BSTR text, const char *ascii) {
    UINT length = (UINT)strlen(ascii);
    if (SysStringLen(text) != length) return 0;
    for (UINT i = 0; i < length; i++) if (text[i] != (OLECHAR)ascii[i]) return 0;
    return 1;
}

static const char *check_arrays(IWire *wire) {
    LONG numbers[4] = {1, 20, 300, -4000}, sum = -1;
    CHECK(CALL(SumArray, 4, numbers, &sum) == S_OK && sum == -3679);
    CHECK(CALL(SumArray, 0, numbers, &sum) == S_OK && sum == 0);
    SHORT shorts[5] = {9, 9, 9, 9, 9};
    ULONG count = 77;
    CHECK(CALL(FillArray, 5, shorts, &count) == S_FALSE && count == 3 && shorts[0] == 100 && shorts[2] == 102 && shorts[3] == 9);
    CHECK(CALL(FillArray, 2, shorts, &count) == S_OK && count == 2);
    double reals[3] = {1.5, -2, 1e300};
    CHECK(CALL(DoubleArray, 3, reals) == S_OK && reals[0] == 3 && reals[1] == -4 && reals[2] == 2e300);
    LONG *made = NULL;
    CHECK(CALL(MakeArray, &count, &made) == S_OK && count == 5 && made && made[4] == 16);
    CoTaskMemFree(made);
    BSTR strings[3] = {(BSTR)1, (BSTR)1, (BSTR)1};
    CHECK(CALL(MakeStrings, 3, strings) == S_OK && is_text(strings[0], "first") && !strings[1] && is_text(strings[2], "later"));
    for (int i = 0; i < 3; i++) SysFreeString(strings[i]);
    unsigned char bytes[6] = {1, 2, 4, 8, 16, 32};
    CHECK(CALL(Middle, 6, 2, 3, bytes, &sum) == S_OK && sum == 28);
    LONG four[4] = {1, 2, 3, 4}, doubled[4] = {0};
    CHECK(CALL(Fixed, four, doubled) == S_OK && doubled[0] == 2 && doubled[3] == 8);
    return NULL;
}

static const char *check_strings(IWire *wire) {
    OLECHAR hello[] = {'h', 'e', 'l', 'l', 'o', 0};
    LONG length = -1;
    CHECK(CALL(CountText, hello, &length) == S_OK && length == 5);
    OLECHAR *made = (OLECHAR *)1;
    CHECK(CALL(MakeText, 3, &made) == S_OK && made && length_of(made) == 3 && made[2] == 'c');
    CoTaskMemFree(made);
    CHECK(CALL(MakeText, -1, &made) == S_FALSE && !made);
    CHECK(CALL(Narrow, "narrow", &length) == S_OK && length == 6);
    CHECK(CALL(Narrow, NULL, &length) == S_OK && length == -1);
    OLECHAR *text = CoTaskMemAlloc(3 * sizeof(OLECHAR));
    text[0] = 'a', text[1] = 'b', text[2] = 0;
    OLECHAR *before = text;
    CHECK(CALL(ReplaceText, &text) == S_OK && text && length_of(text) == 4 && text[2] == 'a');
    // A longer string may lie elsewhere; then the old one is still the caller's or has been freed by the callee.
    (void)before;
    CoTaskMemFree(text);
    text = NULL;
    CHECK(CALL(ReplaceText, &text) == S_OK && text && length_of(text) == 0);
    CoTaskMemFree(text);
    return NULL;
}

static const char *check_pointers(IWire *wire) {
    LONG number = 12, result = 0;
    double other = 1.25;
    CHECK(CALL(Optional, &number, &other, &result) == S_OK && result == 12 && other == 1.75);
    CHECK(CALL(Optional, NULL, NULL, &result) == S_FALSE && result == -1);
    Node third = {3, NULL}, second = {2, &third}, first = {1, &second};
    LONG sum = 0;
    Node *reversed = NULL;
    CHECK(CALL(Chain, &first, &sum, &reversed) == S_OK && sum == 6);
    CHECK(reversed && reversed->value == 3 && reversed->next && reversed->next->value == 2 && !reversed->next->next->next);
    while (reversed) {
        Node *next = reversed->next;
        CoTaskMemFree(reversed);
        reversed = next;
    }
    LONG items[3] = {1, 2, 3};
    LONG *mine = CoTaskMemAlloc(2 * sizeof(LONG));
    mine[0] = 10, mine[1] = 20;
    Counted counted = {3, items}, grown = {2, mine};
    CHECK(CALL(Total, &counted, &sum, &grown) == S_OK && sum == 36);
    CHECK(grown.count == 3 && grown.items[0] == 11 && grown.items[1] == 21 && grown.items[2] == 1000);
    if (grown.items != mine) CoTaskMemFree(grown.items);
    Counted nothing = {0, NULL}, full = {100, CoTaskMemAlloc(100 * sizeof(LONG))};
    LONG *kept = full.items;
    memset(full.items, 0, 100 * sizeof(LONG));
    CHECK(CALL(Total, &nothing, &sum, &full) == S_OK && sum == 0 && full.items == kept && full.items[99] == 1);
    CoTaskMemFree(full.items);
    return NULL;
}

static void free_outer(Outer *value) {
    SysFreeString(value->inner.name);
    SysFreeString(value->pair[0].name);
    SysFreeString(value->pair[1].name);
    if (value->more) {
        SysFreeString(value->more->name);
        CoTaskMemFree(value->more);
    }
    CoTaskMemFree(value->label);
    VariantClear(&value->value);
    SafeArrayDestroy(value->list);
    if (value->object) value->object->lpVtbl->Release(value->object);
}

static void fill_outer(Outer *value, IWire *wire) {
    memset(value, 0, sizeof *value);
    value->tag = 200;
    value->inner = (Inner){-3, 0.5, text("inner")};
    value->numbers[0] = 1, value->numbers[1] = 2, value->numbers[2] = -3;
    value->pair[0] = (Inner){1, 1.5, NULL};
    value->pair[1] = (Inner){2, 2.5, text("pair")};
    value->more = CoTaskMemAlloc(sizeof(Inner));
    *value->more = (Inner){4, 4.5, text("more")};
    value->label = CoTaskMemAlloc(3 * sizeof(OLECHAR));
    value->label[0] = 'h', value->label[1] = 'i', value->label[2] = 0;
    value->value.vt = VT_R8;
    value->value.dblVal = 6.25;
    value->list = SafeArrayCreateVector(VT_I4, 0, 3);
    for (LONG i = 0; i < 3; i++) {
        LONG number = 10 * i;
        SafeArrayPutElement(value->list, &i, &number);
    }
    wire->lpVtbl->AddRef(wire);
    value->object = (IUnknown *)wire;
    value->season = 70000;
    value->amount.Lo64 = 12345;
    value->amount.scale = 2;
}

static const char *check_records(IWire *wire) {
    Outer mine, other;
    fill_outer(&mine, wire);
    memset(&other, 0xEE, sizeof other);
    CHECK(CALL(EchoOuter, &mine, &other) == S_OK);
    CHECK(other.tag == 200 && other.inner.tag == -3 && other.inner.weight == 0.5 && is_text(other.inner.name, "inner"));
    CHECK(other.numbers[0] == 1 && other.numbers[2] == -3 && !other.pair[0].name && is_text(other.pair[1].name, "pair"));
    CHECK(other.more && other.more->weight == 4.5 && is_text(other.more->name, "more") && other.label && other.label[1] == 'i');
    CHECK(other.value.vt == VT_R8 && other.value.dblVal == 6.25 && other.season == 70000 && other.amount.Lo64 == 12345);
    LONG last = 2, number = 0;
    CHECK(SafeArrayGetElement(other.list, &last, &number) == S_OK && number == 20 && other.object);
    free_outer(&other);
    Inner *more = mine.more;
    CHECK(CALL(ChangeOuter, &mine) == S_OK);
    CHECK(mine.tag == 201 && mine.inner.weight == 1 && is_text(mine.inner.name, "changed") && mine.numbers[1] == -7);
    CHECK(mine.more == more && more->weight == 99 && is_text(more->name, "more"));
    CHECK(mine.value.vt == VT_BSTR && is_text(mine.value.bstrVal, "now a string") && !mine.label && mine.object);
    free_outer(&mine);
    double sum = 0;
    Inner inner = {5, 0.25, text("four")};
    CHECK(CALL(ByValue, (Point){100, -20}, inner, &sum) == S_OK && sum == 89.25);
    SysFreeString(inner.name);
    return NULL;
}

static const char *check_unions(IWire *wire) {
    Point point = {3, 4};
    Tagged in[4] = {
        {1, {.whole = -5}}, {3, {.real = 1.5}}, {4, {.text = text("union")}}, {5, {.point = &point}}};
    for (int i = 0; i < 4; i++) {
        Tagged out;
        memset(&out, 0xEE, sizeof out);
        CHECK(CALL(EchoTagged, &in[i], &out) == S_OK && out.kind == in[i].kind);
        if (i == 0) CHECK(out.number.whole == -5);
        if (i == 1) CHECK(out.number.real == 1.5);
        if (i == 2) {
            CHECK(is_text(out.number.text, "union"));
            SysFreeString(out.number.text);
        }
        if (i == 3) {
            CHECK(out.number.point && out.number.point != &point && out.number.point->x == 3 && out.number.point->y == 4);
            CoTaskMemFree(out.number.point);
        }
    }
    Tagged changed = {1, {.whole = 8}};
    CHECK(CALL(ChangeTagged, &changed) == S_OK && changed.kind == 4 && is_text(changed.number.text, "was whole"));
    CHECK(CALL(ChangeTagged, &changed) == S_OK && changed.kind == 2 && changed.number.real == 2.5);
    SysFreeString(in[2].number.text);
    return NULL;
}

static const char *check_objects(IWire *wire) {
    void *found = (void *)1;
    GUID iid = IID_IWire;
    CHECK(CALL(QueryByID, &iid, &found) == S_OK && found);
    ((IUnknown *)found)->lpVtbl->Release(found);
    iid.Data1++;
    CHECK(CALL(QueryByID, &iid, &found) == E_NOINTERFACE && !found);
    IUnknown *object = NULL;
    CHECK(CALL(SwapObject, &object, (IUnknown *)wire) == S_OK && object);
    CHECK(CALL(SwapObject, &object, NULL) == S_OK && !object);
    BSTR name = text("abc"), result = NULL;
    CHECK(CALL(Three, 7, name, (IUnknown *)wire, &result) == S_OK && is_text(result, "object"));
    SysFreeString(result);
    CHECK(CALL(Three, 7, name, NULL, &result) == S_OK && is_text(result, "null"));
    SysFreeString(result);
    SysFreeString(name);
    return NULL;
}

static const char *check_results(IWire *wire) {
    CHECK(CALL(AddLongs, 40, -82) == -42);
    CHECK(CALL(Half, 5) == 2.5);
    CHECK(CALL(Third, 1.5f) == 0.5f);
    CHECK(CALL(Negate, 300) == -300);
    BSTR a = text("left "), b = text("right"), joined = CALL(Join, a, b);
    CHECK(is_text(joined, "left right"));
    SysFreeString(joined);
    SysFreeString(a);
    SysFreeString(b);
    CALL(Remember, 17);
    CHECK(CALL(Recall) == 0x100000011ull);
    LONG number = 0;
    BSTR text = (BSTR)1;
    CHECK(CALL(FailWithResults, E_ACCESSDENIED, &number, &text) == E_ACCESSDENIED && number == 3 && !text);
    Season season = 0;
    CHECK(CALL(Seasons, 70000, &season, 10) == S_OK && season == -1);
    CHECK(CALL(Seasons, -1, &season, 0) == S_OK && season == 70000);
    return NULL;
}

const char *wire_object_check(void *object) {
    const char *(*checks[])(IWire *) = {
        check_arrays, check_strings, check_pointers, check_records, check_unions, check_objects, check_results};
    for (unsigned i = 0; i < sizeof checks / sizeof *checks; i++) {
        const char *failure = checks[i](object);
        if (failure) return failure;
    }
    return NULL;
}

// ---- Calls whose answers may be anything -------------------------------------------------------------------------

// What a call gives belongs to the caller if it succeeds; if it fails there is nothing. Either way it can be freed.
HRESULT wire_object_exercise(void *object, unsigned which) {
    IWire *wire = object;
    LONG numbers[4] = {1, 2, 3, 4}, sum = 0;
    ULONG count = 0;
    HRESULT status = E_NOTIMPL;
    switch (which) {
    case 0: return CALL(SumArray, 4, numbers, &sum);
    case 1: {
        SHORT shorts[5] = {0};
        return CALL(FillArray, 5, shorts, &count);
    }
    case 2: {
        double reals[3] = {1, 2, 3};
        return CALL(DoubleArray, 3, reals);
    }
    case 3: {
        LONG *made = NULL;
        status = CALL(MakeArray, &count, &made);
        if (made && count) sum = made[count - 1];
        CoTaskMemFree(made);
        return status;
    }
    case 4: {
        BSTR strings[3] = {0};
        status = CALL(MakeStrings, 3, strings);
        for (int i = 0; i < 3; i++) SysFreeString(strings[i]);
        return status;
    }
    case 5: {
        unsigned char bytes[6] = {1, 2, 4, 8, 16, 32};
        return CALL(Middle, 6, 2, 3, bytes, &sum);
    }
    case 6: {
        OLECHAR hello[] = {'h', 'e', 'l', 'l', 'o', 0};
        return CALL(CountText, hello, &sum);
    }
    case 7: {
        OLECHAR *made = NULL;
        status = CALL(MakeText, 3, &made);
        if (made) sum = length_of(made);
        CoTaskMemFree(made);
        return status;
    }
    case 8: return CALL(Narrow, "narrow", &sum);
    case 9: {
        OLECHAR *text = CoTaskMemAlloc(3 * sizeof(OLECHAR));
        text[0] = 'a', text[1] = 'b', text[2] = 0;
        OLECHAR *before = text;
        status = CALL(ReplaceText, &text);
        if (text) sum = length_of(text);
        // The old string is the caller's still, if another one came back.
        if (text != before) CoTaskMemFree(before);
        CoTaskMemFree(text);
        return status;
    }
    case 10: {
        double other = 1;
        return CALL(Optional, numbers, &other, &sum);
    }
    case 11: {
        Node second = {2, NULL}, first = {1, &second}, *reversed = NULL;
        status = CALL(Chain, &first, &sum, &reversed);
        while (reversed) {
            Node *next = reversed->next;
            CoTaskMemFree(reversed);
            reversed = next;
        }
        return status;
    }
    case 12: case 13: {
        Outer mine, other;
        fill_outer(&mine, wire);
        memset(&other, 0, sizeof other);
        Inner *more = mine.more;
        OLECHAR *label = mine.label;
        status = which == 12 ? CALL(EchoOuter, &mine, &other) : CALL(ChangeOuter, &mine);
        if (which == 12) free_outer(&other);
        if (mine.more != more) {
            SysFreeString(more->name);
            CoTaskMemFree(more);
        }
        if (mine.label != label) CoTaskMemFree(label);
        free_outer(&mine);
        return status;
    }
    case 14: {
        double total = 0;
        Inner inner = {5, 0.25, text("four")};
        status = CALL(ByValue, (Point){100, -20}, inner, &total);
        SysFreeString(inner.name);
        return status;
    }
    case 15: {
        Tagged in = {4, {.text = text("union")}}, out;
        memset(&out, 0, sizeof out);
        status = CALL(EchoTagged, &in, &out);
        if (out.kind == 4) SysFreeString(out.number.text);
        if (out.kind == 5) CoTaskMemFree(out.number.point);
        SysFreeString(in.number.text);
        return status;
    }
    case 16: {
        Tagged changed = {4, {.text = text("union")}};
        status = CALL(ChangeTagged, &changed);
        if (changed.kind == 4) SysFreeString(changed.number.text);
        if (changed.kind == 5) CoTaskMemFree(changed.number.point);
        return status;
    }
    case 17: {
        LONG *mine = CoTaskMemAlloc(2 * sizeof(LONG));
        mine[0] = 10, mine[1] = 20;
        Counted counted = {3, numbers}, grown = {2, mine};
        status = CALL(Total, &counted, &sum, &grown);
        if (grown.items && grown.count) sum += grown.items[grown.count - 1];
        if (grown.items != mine) CoTaskMemFree(mine);
        CoTaskMemFree(grown.items);
        return status;
    }
    case 18: {
        LONG doubled[4];
        return CALL(Fixed, numbers, doubled);
    }
    case 19: {
        Season season = 0;
        return CALL(Seasons, 70000, &season, 10);
    }
    case 20: {
        void *found = NULL;
        GUID iid = IID_IWire;
        status = CALL(QueryByID, &iid, &found);
        if (found) ((IUnknown *)found)->lpVtbl->Release(found);
        return status;
    }
    case 21: {
        IUnknown *kept = object;
        kept->lpVtbl->AddRef(kept);
        status = CALL(SwapObject, &kept, (IUnknown *)wire);
        if (kept) kept->lpVtbl->Release(kept);
        return status;
    }
    case 22: {
        BSTR name = text("abc"), result = NULL;
        status = CALL(Three, 7, name, (IUnknown *)wire, &result);
        SysFreeString(result);
        SysFreeString(name);
        return status;
    }
    case 23: {
        BSTR a = text("a"), b = text("b"), joined = CALL(Join, a, b);
        SysFreeString(joined);
        SysFreeString(a);
        SysFreeString(b);
        return joined ? S_OK : E_FAIL;
    }
    case 24: CALL(Half, 3); return CALL(Recall) ? S_OK : E_FAIL;
    case 25: {
        BSTR text = NULL;
        status = CALL(FailWithResults, S_FALSE, &sum, &text);
        SysFreeString(text);
        return status;
    }
    default: return E_INVALIDARG;
    }
}

unsigned wire_object_exercises(void) { return 26; }
