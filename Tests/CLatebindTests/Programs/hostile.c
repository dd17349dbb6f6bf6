// SPDX-License-Identifier: Apache-2.0
//
// VARIANTs and SAFEARRAYs that no program should make, and some that only an attacker would: each is refused with its HRESULT, none
// hangs, and the memory of the process does not grow.
#define COBJMACROS
#include <latebind/automation.h>
#include "check.h"

#include <malloc.h>
#include <stdlib.h>

static VARIANT of_type(VARTYPE type)
{
    VARIANT v;
    memset(&v, 0, sizeof v);
    V_VT(&v) = type;
    return v;
}

// ---- Values that contain themselves -----------------------------------------------------------------------------------

// An array whose second element is the array.
static SAFEARRAY *array_of_itself(void)
{
    SAFEARRAY *array = SafeArrayCreateVector(VT_VARIANT, 0, 2);
    VARIANT *elements = array->pvData;
    V_VT(&elements[0]) = VT_BSTR;
    V_BSTR(&elements[0]) = SysAllocString(OLESTR("first"));
    V_VT(&elements[1]) = VT_ARRAY | VT_VARIANT;
    V_ARRAY(&elements[1]) = array;
    return array;
}

static void an_array_that_contains_itself(void)
{
    SAFEARRAY *array = array_of_itself(), *copy = (SAFEARRAY *)1, *other;
    VARIANT value = of_type(VT_ARRAY | VT_VARIANT), result = of_type(VT_EMPTY);
    LONG index = 1;
    V_ARRAY(&value) = array;
    CHECK_HR(SafeArrayCopy(array, &copy), E_OUTOFMEMORY);
    CHECK(copy == NULL);
    CHECK_HR(VariantCopy(&result, &value), E_OUTOFMEMORY);
    CHECK(V_VT(&result) == VT_EMPTY);
    CHECK_HR(VariantCopyInd(&result, &value), E_OUTOFMEMORY);
    CHECK_HR(VariantChangeType(&result, &value, 0, VT_BSTR), DISP_E_TYPEMISMATCH);
    CHECK_HR(VariantChangeType(&result, &value, 0, VT_ARRAY | VT_VARIANT), E_OUTOFMEMORY);
    CHECK_HR(SafeArrayGetElement(array, &index, &result), E_OUTOFMEMORY);
    CHECK(V_VT(&result) == VT_EMPTY);
    CHECK_HR(VarAdd(&value, &value, &result), DISP_E_BADVARTYPE);
    CHECK_HR(VarCmp(&value, &value, 0x0409, 0), DISP_E_BADVARTYPE);
    other = SafeArrayCreateVector(VT_VARIANT, 0, 2);
    CHECK_HR(SafeArrayCopyData(array, other), E_OUTOFMEMORY);
    index = 0;
    CHECK_HR(SafeArrayPutElement(other, &index, &value), E_OUTOFMEMORY);
    CHECK_HR(SafeArrayDestroy(other), S_OK);
    // Each memory is freed once.
    CHECK_HR(SafeArrayDestroy(array), S_OK);

    // The same by way of a VARIANT, and of another array.
    V_ARRAY(&value) = array_of_itself();
    CHECK_HR(VariantClear(&value), S_OK);
    array = array_of_itself();
    other = SafeArrayCreateVector(VT_VARIANT, 0, 1);
    V_VT((VARIANT *)other->pvData) = VT_ARRAY | VT_VARIANT;
    V_ARRAY((VARIANT *)other->pvData) = array;
    V_ARRAY((VARIANT *)array->pvData + 1) = other;
    CHECK_HR(SafeArrayCopy(other, &copy), E_OUTOFMEMORY);
    CHECK_HR(SafeArrayDestroy(other), S_OK);
}

// As deep as somebody likes.
static void deep_arrays(unsigned depth, HRESULT expected)
{
    SAFEARRAY *outer = NULL, *copy = NULL;
    unsigned i;
    for (i = 0; i < depth; i++) {
        SAFEARRAY *array = SafeArrayCreateVector(VT_VARIANT, 0, 1);
        if (outer) {
            V_VT((VARIANT *)array->pvData) = VT_ARRAY | VT_VARIANT;
            V_ARRAY((VARIANT *)array->pvData) = outer;
        }
        outer = array;
    }
    CHECK_HR(SafeArrayCopy(outer, &copy), expected);
    CHECK((copy != NULL) == (expected == S_OK));
    CHECK_HR(SafeArrayDestroy(copy), S_OK);
    CHECK_HR(SafeArrayDestroy(outer), S_OK);
}

static void a_variant_that_refers_to_itself(void)
{
    VARIANT value = of_type(VT_BYREF | VT_VARIANT), second = of_type(VT_BYREF | VT_VARIANT), third = of_type(VT_I4),
            result = of_type(VT_EMPTY);
    V_VARIANTREF(&value) = &value;
    CHECK_HR(VariantCopyInd(&result, &value), E_INVALIDARG);
    CHECK_HR(VariantChangeType(&result, &value, 0, VT_I4), E_INVALIDARG);
    CHECK_HR(VarNot(&value, &result), DISP_E_TYPEMISMATCH);
    // A reference to a reference is none.
    V_VARIANTREF(&value) = &second;
    V_VARIANTREF(&second) = &third;
    CHECK_HR(VariantCopyInd(&result, &value), E_INVALIDARG);
    CHECK_HR(VariantCopyInd(&result, &second), S_OK);
    CHECK(V_VT(&result) == VT_I4);
    V_VARIANTREF(&second) = &value;
    CHECK_HR(VariantCopyInd(&result, &value), E_INVALIDARG);
    CHECK(V_VT(&result) == VT_I4);
    V_VARIANTREF(&value) = NULL;
    CHECK_HR(VariantCopyInd(&result, &value), E_INVALIDARG);
    CHECK_HR(VariantClear(&value), S_OK);
}

// ---- Sizes that no memory has -----------------------------------------------------------------------------------------

static void dimensions_that_overflow(void)
{
    static const SAFEARRAYBOUND cases[][3] = {
        {{0x10000, 0}, {0x10000, 0}, {1, 0}},                     // 2^32 elements
        {{0xFFFFFFFF, 0}, {0xFFFFFFFF, 0}, {0xFFFFFFFF, 0}},      // 2^96
        {{0x80000000, 0}, {2, 0}, {1, 0}},
        {{0x40000000, 0}, {1, 0}, {1, 0}},                        // 2^32 bytes of VT_I4
        {{0x20000000, 0}, {0x20000000, 0}, {0x20000000, 0}}};
    SAFEARRAYBOUND bound = {0x40000000, 0}, one = {1, 0}, bounds[65] = {{0, 0}};
    SAFEARRAY *array, *copy = NULL;
    unsigned i;
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        CHECK(SafeArrayCreate(VT_I4, 3, (SAFEARRAYBOUND *)cases[i]) == NULL);
        CHECK(SafeArrayCreate(VT_VARIANT, 3, (SAFEARRAYBOUND *)cases[i]) == NULL);
    }
    CHECK(SafeArrayCreateVector(VT_VARIANT, 0, 0xFFFFFFFF) == NULL);
    CHECK(SafeArrayCreateVector(VT_DECIMAL, 0, 0x10000001) == NULL);
    CHECK(SafeArrayCreate(VT_I4, 0, bounds) == NULL);
    CHECK(SafeArrayCreate(VT_I4, 1, NULL) == NULL);
    CHECK(SafeArrayCreate(VT_I4, 0x10000, bounds) == NULL);
    array = SafeArrayCreate(VT_I4, 1, &one);
    CHECK_HR(SafeArrayRedim(array, &bound), E_OUTOFMEMORY);
    CHECK(array->rgsabound[0].cElements == 1 && array->pvData != NULL);
    CHECK_HR(SafeArrayDestroy(array), S_OK);
    // A descriptor that says what its memory does not hold.
    CHECK_HR(SafeArrayAllocDescriptor(2, &array), S_OK);
    array->cbElements = 8;
    array->rgsabound[0].cElements = array->rgsabound[1].cElements = 0xFFFFFFFF;
    CHECK_HR(SafeArrayAllocData(array), E_OUTOFMEMORY);
    CHECK(array->pvData == NULL);
    CHECK_HR(SafeArrayCopy(array, &copy), E_OUTOFMEMORY);
    CHECK(copy == NULL);
    CHECK_HR(SafeArrayDestroyDescriptor(array), S_OK);
    CHECK_HR(SafeArrayAllocDescriptor(0, &array), E_INVALIDARG);
    CHECK_HR(SafeArrayAllocDescriptor(0x10000, &array), E_INVALIDARG);
    CHECK_HR(SafeArrayAllocDescriptor(1, NULL), E_POINTER);
    CHECK_HR(SafeArrayAllocDescriptorEx(VT_I4, 0, &array), E_INVALIDARG);
}

static void locks_and_indices(void)
{
    SAFEARRAYBOUND bounds[2] = {{2, -1}, {3, 5}}, more = {9, 5};
    SAFEARRAY *array = SafeArrayCreate(VT_BSTR, 2, bounds);
    static const LONG wrong[][2] = {{-2, 5}, {1, 5}, {0, 4}, {0, 8}, {0x7FFFFFFF, 5}, {(LONG)0x80000000, 5}, {0, 0x7FFFFFFF}, {0, (LONG)0x80000000}};
    BSTR text = SysAllocString(OLESTR("x")), got = (BSTR)1;
    void *place;
    LONG bound = 77;
    unsigned i;
    for (i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        place = &bound;
        CHECK_HR(SafeArrayPutElement(array, (LONG *)wrong[i], text), DISP_E_BADINDEX);
        CHECK_HR(SafeArrayGetElement(array, (LONG *)wrong[i], &got), DISP_E_BADINDEX);
        CHECK_HR(SafeArrayPtrOfIndex(array, (LONG *)wrong[i], &place), DISP_E_BADINDEX);
    }
    CHECK_HR(SafeArrayGetLBound(array, 0, &bound), DISP_E_BADINDEX);
    CHECK_HR(SafeArrayGetUBound(array, 3, &bound), DISP_E_BADINDEX);
    CHECK_HR(SafeArrayLock(array), S_OK);
    CHECK_HR(SafeArrayRedim(array, &more), DISP_E_ARRAYISLOCKED);
    CHECK_HR(SafeArrayDestroyData(array), DISP_E_ARRAYISLOCKED);
    CHECK_HR(SafeArrayDestroy(array), DISP_E_ARRAYISLOCKED);
    {
        VARIANT value = of_type(VT_ARRAY | VT_BSTR);
        V_ARRAY(&value) = array;
        CHECK_HR(VariantClear(&value), DISP_E_ARRAYISLOCKED);
        CHECK(V_VT(&value) == (VT_ARRAY | VT_BSTR));
    }
    CHECK_HR(SafeArrayUnlock(array), S_OK);
    CHECK_HR(SafeArrayUnlock(array), E_UNEXPECTED);
    CHECK_HR(SafeArrayDestroy(array), S_OK);
    SysFreeString(text);
}

// ---- Types that are none --------------------------------------------------------------------------------------------------

static void types_that_are_none(void)
{
    static const VARTYPE none[] = {15, 24, 25, 26, 27, 28, 29, 30, 31, 32, 35, 39, 0x0FFF, 0x1003, 0x8003, VT_ARRAY, VT_ARRAY | 15, VT_ARRAY | VT_NULL};
    unsigned i;
    for (i = 0; i < sizeof none / sizeof *none; i++) {
        VARIANT value = of_type(none[i]), result = of_type(VT_EMPTY);
        HRESULT hr = VariantCopy(&result, &value);
        CHECK(FAILED(hr));
        CHECK(V_VT(&result) == VT_EMPTY);
        CHECK_HR(VariantChangeType(&result, &value, 0, VT_I4), hr);
        CHECK(FAILED(VarAdd(&value, &value, &result)));
        // VarCmp takes no notice of VT_RESERVED.
        CHECK((VarCmp(&value, &value, 0x0409, 0) == VARCMP_EQ) == (none[i] == 0x8003));
        CHECK(FAILED(VariantClear(&value)));
        V_VT(&value) = VT_I4;
        CHECK(FAILED(VariantChangeType(&result, &value, 0, none[i])));
    }
}

static void once(void)
{
    an_array_that_contains_itself();
    deep_arrays(2, S_OK);
    deep_arrays(60, S_OK);
    deep_arrays(1000, E_OUTOFMEMORY);
    a_variant_that_refers_to_itself();
    dimensions_that_overflow();
    locks_and_indices();
    types_that_are_none();
}

int main(void)
{
    enum { rounds = 200 };
    size_t before;
    unsigned i;
    // The stack does not grow with them.
    deep_arrays(300000, E_OUTOFMEMORY);
    once();
    once();
    before = mallinfo2().uordblks;
    for (i = 0; i < rounds; i++)
        once();
    // What is lost in every round is at least 16 bytes for each.
    CHECK(mallinfo2().uordblks < before + 16 * rounds);
    return finish();
}
