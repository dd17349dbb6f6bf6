// SPDX-License-Identifier: Apache-2.0
#include "CPeers.h"
#include <ffi.h>
#include <stddef.h>

typedef int32_t (*slot)(void);
typedef struct { slot *vtable; } object;
static void *(*copy_string)(void *);

static int32_t query(void *this, const void *iid, void **result) { (void)iid; *result = this; return 0; }
static uint32_t count(void *this) { (void)this; return 1; }
static int32_t unimplemented(void) { return (int32_t)0x80004001; }
__attribute__((noinline)) static int32_t add(void *this, int32_t a, int32_t b, int32_t *r) { (void)this; *r = a + b; return 0; }
static int32_t echo(void *this, void *s, void **r) { (void)this; *r = copy_string(s); return 0; }

static slot vtable[] = {
    (slot)query, (slot)count, (slot)count, unimplemented, unimplemented, unimplemented, unimplemented, (slot)add, (slot)echo,
};

void *peers_calc_object(void *(*copy)(void *)) {
    static object calc = {vtable};
    copy_string = copy;
    return &calc;
}

int64_t peers_call_add(void *object_, int64_t count_) {
    object *o = object_;
    int64_t sum = 0;
    for (int64_t i = 0; i < count_; i++) {
        int32_t r = 0;
        ((int32_t (*)(void *, int32_t, int32_t, int32_t *))o->vtable[7])(o, (int32_t)i, 2, &r);
        sum += r;
    }
    return sum;
}

int32_t peers_call_echo(void *object_, void *text, void (*free_text)(void *), int64_t count_) {
    object *o = object_;
    for (int64_t i = 0; i < count_; i++) {
        void *r = NULL;
        int32_t status = ((int32_t (*)(void *, void *, void **))o->vtable[8])(o, text, &r);
        free_text(r);
        if (status < 0) return status;
    }
    return 0;
}

int32_t peers_call_null(void *object_, int64_t count_) {
    object *o = object_;
    for (int64_t i = 0; i < count_; i++) {
        int32_t status = ((int32_t (*)(void *))o->vtable[7])(o);
        if (status < 0) return status;
    }
    return 0;
}

int32_t peers_call_take(void *object_, void *array, int64_t count_) {
    object *o = object_;
    for (int64_t i = 0; i < count_; i++) {
        int32_t status = ((int32_t (*)(void *, void *))o->vtable[8])(o, array);
        if (status < 0) return status;
    }
    return 0;
}

int32_t peers_call_give(void *object_, int32_t size, int32_t (*free_array)(void *), int64_t count_) {
    object *o = object_;
    for (int64_t i = 0; i < count_; i++) {
        void *array = NULL;
        int32_t status = ((int32_t (*)(void *, int32_t, void **))o->vtable[9])(o, size, &array);
        if (array) free_array(array);
        if (status < 0) return status;
    }
    return 0;
}

int32_t peers_call_make(void *object_, void **made, int64_t count_) {
    object *o = object_;
    for (int64_t i = 0; i < count_; i++) {
        int32_t status = ((int32_t (*)(void *, void **))o->vtable[10])(o, &made[i]);
        if (status < 0) return status;
    }
    return 0;
}

static ffi_type *types[] = {&ffi_type_pointer, &ffi_type_sint32, &ffi_type_sint32, &ffi_type_pointer};

int64_t peers_ffi_call(int64_t count_) {
    ffi_cif cif;
    ffi_prep_cif(&cif, FFI_DEFAULT_ABI, 4, &ffi_type_sint32, types);
    int64_t sum = 0;
    for (int64_t i = 0; i < count_; i++) {
        void *this = NULL;
        int32_t a = (int32_t)i, b = 2, r = 0, *pr = &r;
        void *values[] = {&this, &a, &b, &pr};
        ffi_arg result;
        ffi_call(&cif, (void (*)(void))add, &result, values);
        sum += r;
    }
    return sum;
}

static void closure_add(ffi_cif *cif, void *result, void **values, void *user) {
    (void)cif; (void)user;
    **(int32_t **)values[3] = *(int32_t *)values[1] + *(int32_t *)values[2];
    *(ffi_sarg *)result = 0;
}

int64_t peers_ffi_closure(int64_t count_) {
    ffi_cif cif;
    ffi_prep_cif(&cif, FFI_DEFAULT_ABI, 4, &ffi_type_sint32, types);
    void *code = NULL;
    ffi_closure *closure = ffi_closure_alloc(sizeof *closure, &code);
    if (!closure) return 0;
    ffi_prep_closure_loc(closure, &cif, closure_add, NULL, code);
    int64_t sum = 0;
    for (int64_t i = 0; i < count_; i++) {
        int32_t r = 0;
        ((int32_t (*)(void *, int32_t, int32_t, int32_t *))code)(NULL, (int32_t)i, 2, &r);
        sum += r;
    }
    ffi_closure_free(closure);
    return sum;
}

// ---- Functions of the library --------------------------------------------------------------------------------------

typedef struct {
    uint16_t type, reserved[3];
    union { int32_t number; double real; void *pointer; uint64_t words[2]; } value;
} variant;
typedef struct { uint32_t count; int32_t lower; } bound;
int32_t VarAdd(variant *left, variant *right, variant *result);
int32_t VariantChangeType(variant *target, const variant *source, uint16_t flags, uint16_t type);
int32_t VariantClear(variant *value);
void *SysAllocString(const uint16_t *text);
void *SafeArrayCreate(uint16_t type, uint32_t dimensions, bound *bounds);
int32_t SafeArrayDestroy(void *array);

int32_t peers_var_add(int64_t count_) {
    variant left = {3, {0}, {0}}, right = {3, {0}, {2}};
    for (int64_t i = 0; i < count_; i++) {
        variant result = {0};
        left.value.number = (int32_t)i & 0xFFFF;
        int32_t status = VarAdd(&left, &right, &result);
        if (status < 0 || result.value.number != left.value.number + 2) return status < 0 ? status : -1;
    }
    return 0;
}

int32_t peers_change_type(int64_t count_) {
    static const uint16_t text[] = {'-', '1', '2', '3', '4', '.', '5', 'e', '3', 0};
    variant source = {8, {0}, {0}};
    int32_t status = 0;
    source.value.pointer = SysAllocString(text);
    for (int64_t i = 0; i < count_ && status >= 0; i++) {
        variant result = {0};
        status = VariantChangeType(&result, &source, 0, 5);
        if (status >= 0 && result.value.real != -1234500) status = -1;
    }
    VariantClear(&source);
    return status < 0 ? status : 0;
}

int32_t peers_array(int64_t count_) {
    for (int64_t i = 0; i < count_; i++) {
        bound one = {16, 0};
        void *array = SafeArrayCreate(3, 1, &one);
        int32_t status = array ? SafeArrayDestroy(array) : -1;
        if (status < 0) return status;
    }
    return 0;
}
