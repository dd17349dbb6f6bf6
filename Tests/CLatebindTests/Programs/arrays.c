// SPDX-License-Identifier: Apache-2.0
//
// Makes arrays and VARIANTs of every type and prints what the functions answer. The same program runs against liblatebind and,
// for the expected output, against an independent oleaut32: printing.h says how. One line for each function and type, with a
// cell for each question of the last heading line, which begins with '='.
#include "printing.h"

#include <setjmp.h>
#include <stddef.h>
#include <stdlib.h>

static const VARTYPE types[] = {VT_EMPTY, VT_NULL, VT_I2, VT_I4, VT_R4, VT_R8, VT_CY, VT_DATE, VT_BSTR, VT_DISPATCH, VT_ERROR, VT_BOOL, VT_VARIANT,
    VT_UNKNOWN, VT_DECIMAL, 15, VT_I1, VT_UI1, VT_UI2, VT_UI4, VT_I8, VT_UI8, VT_INT, VT_UINT, VT_VOID, VT_HRESULT, VT_PTR, VT_SAFEARRAY, VT_CARRAY,
    VT_USERDEFINED, VT_LPSTR, VT_LPWSTR, 32, VT_RECORD, VT_INT_PTR, VT_UINT_PTR, VT_FILETIME, VT_CLSID, VT_ARRAY | VT_I4, VT_BYREF | VT_I4};
#define TYPES (sizeof(types) / sizeof(*types))

static void hr(HRESULT status) { printf("\t%08x", (unsigned)status); }
static void number(long n) { printf("\t%ld", n); }

static jmp_buf trap;
#ifdef _WIN32
static LONG CALLBACK on_trap(EXCEPTION_POINTERS *information)
{
    if (information->ExceptionRecord->ExceptionCode == EXCEPTION_ACCESS_VIOLATION)
        longjmp(trap, 1);
    return EXCEPTION_CONTINUE_SEARCH;
}
#endif

static void element_types(void)
{
    static SAFEARRAYBOUND bounds[3] = {{2, 0}, {3, -1}, {4, 10}};
    unsigned t;
    printf("=create\tmade\tfeatures\tsize\tdims\tvartype\ttype\tiid\tiid1\trecord\tlock\tlocks\tdestroy locked\tcopy\tcopy features\tcopy type\tdestroy\tdescriptor\tdescriptor features\tdescriptor size\tvector\tbound\n");
    for (t = 0; t < TYPES; t++) {
        SAFEARRAY *array, *copy = NULL;
        VARTYPE type = 0xFFFF;
        IID iid;
        IRecordInfo *info = NULL;
        memset(&iid, 0, sizeof(iid));
        printf("Create\t%u", types[t]);
        array = SafeArrayCreate(types[t], 3, bounds);
        number(array != NULL);
        if (array) {
            number(array->fFeatures);
            number(SafeArrayGetElemsize(array));
            number(SafeArrayGetDim(array));
            hr(SafeArrayGetVartype(array, &type));
            number(type);
            hr(SafeArrayGetIID(array, &iid));
            number((long)iid.Data1);
            hr(SafeArrayGetRecordInfo(array, &info));
            hr(SafeArrayLock(array));
            number(array->cLocks);
            hr(SafeArrayDestroy(array));
            SafeArrayUnlock(array);
            hr(SafeArrayCopy(array, &copy));
            number(copy->fFeatures);
            type = 0xFFFF;
            SafeArrayGetVartype(copy, &type);
            number(type);
            SafeArrayDestroy(copy);
            hr(SafeArrayDestroy(array));
        } else {
            printf("\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t");
        }
        array = NULL;
        {
            HRESULT status = SafeArrayAllocDescriptorEx(types[t], 1, &array);
            // Types that no array holds: the one makes descriptors for some of them, the other refuses.
            hr(status);
            if (status == S_OK) {
                number(array->fFeatures);
                number((long)array->cbElements);
                if (!(array->fFeatures & FADF_RECORD))
                    SafeArrayDestroyDescriptor(array);
            } else {
                printf("\t\t");
            }
        }
        array = SafeArrayCreateVector(types[t], -5, 3);
        number(array != NULL);
        if (array) {
            LONG bound = 0;
            SafeArrayGetUBound(array, 1, &bound);
            number(bound);
            SafeArrayDestroy(array);
        } else {
            printf("\t");
        }
        printf("\n");
    }
}

// Every element of an array of three dimensions has its place; a wrong index has none.
static void indices(void)
{
    SAFEARRAYBOUND bounds[3] = {{2, 0}, {3, -1}, {2, 10}};
    SAFEARRAY *array = SafeArrayCreate(VT_I4, 3, bounds);
    LONG index[3];
    void *place;
    printf("=index\t9\t10\t11\t12\n");
    for (index[0] = -1; index[0] < 3; index[0]++)
        for (index[1] = -2; index[1] < 3; index[1]++) {
            printf("PtrOfIndex\t%d %d", (int)index[0], (int)index[1]);
            for (index[2] = 9; index[2] < 13; index[2]++) {
                HRESULT status = SafeArrayPtrOfIndex(array, index, &place);
                if (status < 0)
                    printf("\t!%08x", (unsigned)status);
                else
                    number((long)((char *)place - (char *)array->pvData));
            }
            printf("\n");
        }
    SafeArrayDestroy(array);
}

static void redim(void)
{
    static const struct { ULONG count; LONG lower; } news[] = {{0, 0}, {1, 0}, {2, 5}, {3, 0}, {5, -2}, {100, 1}};
    unsigned n;
    LONG i, index;
    printf("=redim\tstatus\tlower\tupper\telements\n");
    for (n = 0; n < sizeof(news) / sizeof(*news); n++) {
        SAFEARRAY *array = SafeArrayCreateVector(VT_I4, 0, 3), *dynamic;
        SAFEARRAYBOUND bound = {3, 0};
        LONG lower = 0, upper = 0;
        SafeArrayDestroy(array);
        dynamic = SafeArrayCreate(VT_I4, 1, &bound);
        for (i = 0; i < 3; i++) {
            LONG value = 10 + i;
            SafeArrayPutElement(dynamic, &i, &value);
        }
        bound.cElements = news[n].count;
        bound.lLbound = news[n].lower;
        printf("Redim\t%u %d", (unsigned)news[n].count, (int)news[n].lower);
        hr(SafeArrayRedim(dynamic, &bound));
        SafeArrayGetLBound(dynamic, 1, &lower);
        SafeArrayGetUBound(dynamic, 1, &upper);
        number(lower);
        number(upper);
        printf("\t");
        for (index = lower; index <= upper && index < lower + 6; index++) {
            LONG value = -1;
            SafeArrayGetElement(dynamic, &index, &value);
            printf("%d ", (int)value);
        }
        SafeArrayDestroy(dynamic);
        printf("\n");
    }
}

// What arrays refuse.
static void refusals(void)
{
    SAFEARRAYBOUND bound = {3, 0}, other = {4, 0};
    SAFEARRAY *a = SafeArrayCreate(VT_I4, 1, &bound), *b = SafeArrayCreate(VT_I4, 1, &other), *c = SafeArrayCreate(VT_R4, 1, &bound),
              *u = SafeArrayCreate(VT_UNKNOWN, 1, &bound), *empty = NULL;
    LONG index = 7, value = 5;
    VARTYPE type;
    IID iid;
    void *data;
    printf("=refusals\t1\t2\t3\t4\t5\t6\n");
    printf("CopyData\tshape, type, same");
    hr(SafeArrayCopyData(a, b)); hr(SafeArrayCopyData(a, c)); hr(SafeArrayCopyData(a, a)); hr(SafeArrayCopyData(a, NULL)); hr(SafeArrayCopyData(NULL, a)); hr(0);
    printf("\nElement\tindex, null");
    hr(SafeArrayPutElement(a, &index, &value)); hr(SafeArrayGetElement(a, &index, &value)); hr(SafeArrayPutElement(NULL, &index, &value));
    hr(SafeArrayGetElement(NULL, &index, &value)); hr(SafeArrayPutElement(a, NULL, &value)); hr(SafeArrayGetElement(a, NULL, &value));
    printf("\nLocks\tcounted");
    hr(SafeArrayLock(a)); hr(SafeArrayAccessData(a, &data)); hr(SafeArrayDestroyData(a)); hr(SafeArrayUnaccessData(a)); hr(SafeArrayUnlock(a)); hr(SafeArrayUnlock(a));
    printf("\nNull\tarray");
    hr(SafeArrayLock(NULL)); hr(SafeArrayUnlock(NULL)); hr(SafeArrayAccessData(NULL, &data)); hr(SafeArrayGetVartype(NULL, &type)); hr(SafeArrayRedim(NULL, &bound)); hr(SafeArrayDestroy(NULL));
    printf("\nNull\tresult");
    hr(SafeArrayGetVartype(a, NULL)); hr(SafeArrayGetIID(u, NULL)); hr(SafeArrayGetLBound(a, 1, NULL)); hr(SafeArrayGetLBound(a, 2, &value)); hr(SafeArrayGetUBound(a, 0, &value)); hr(SafeArrayCopy(NULL, &empty));
    printf("\nIID\tset");
    hr(SafeArraySetIID(u, &IID_ITypeLib)); hr(SafeArrayGetIID(u, &iid)); number(iid.Data1 == IID_ITypeLib.Data1); hr(SafeArraySetIID(a, &IID_ITypeLib)); hr(SafeArraySetIID(NULL, &IID_ITypeLib)); hr(SafeArraySetIID(u, NULL));
    printf("\nRecord\tof none");
    hr(SafeArraySetRecordInfo(a, NULL)); hr(SafeArrayGetRecordInfo(a, NULL)); hr(SafeArraySetRecordInfo(NULL, NULL)); number(SafeArrayCreateEx(VT_RECORD, 1, &bound, NULL) != NULL); number(SafeArrayCreateVectorEx(VT_RECORD, 0, 1, NULL) != NULL); number(SafeArrayGetDim(NULL));
    printf("\n");
    SafeArrayDestroy(a); SafeArrayDestroy(b); SafeArrayDestroy(c); SafeArrayDestroy(u);
}

// VARIANTs of every type with every modifier: whether they are valid.
static void variants(void)
{
    static const VARTYPE modifiers[] = {0, VT_ARRAY, VT_BYREF, VT_ARRAY | VT_BYREF, VT_VECTOR, VT_RESERVED, VT_VECTOR | VT_ARRAY};
    static LONG64 memory[8];
    unsigned m;
    volatile unsigned t;
    printf("=variant\tcopy\tcopied type\tindirect\tindirect type\tchange to itself\tto empty\tclear\ttype after\n");
    for (m = 0; m < sizeof(modifiers) / sizeof(*modifiers); m++)
        for (t = 0; t < TYPES - 2; t++) {
            VARIANT value, copy;
            memset(&value, 0, sizeof(value));
            memset(&copy, 0, sizeof(copy));
            memset(memory, 0, sizeof(memory));
            V_VT(&value) = (VARTYPE)(types[t] | modifiers[m]);
            if (modifiers[m] & VT_BYREF)
                V_BYREF(&value) = memory;
            // A record without a description is no value that the functions need to stand.
            if (types[t] == VT_RECORD && (modifiers[m] & VT_BYREF) && !(modifiers[m] & VT_ARRAY))
                continue;
            printf("Variant\t%u", V_VT(&value));
            if (setjmp(trap)) {
                printf("\ttrap\n");
                continue;
            }
            hr(VariantCopy(&copy, &value));
            number(V_VT(&copy));
            VariantClear(&copy);
            memset(&copy, 0, sizeof(copy));
            hr(VariantCopyInd(&copy, &value));
            number(V_VT(&copy));
            VariantClear(&copy);
            memset(&copy, 0, sizeof(copy));
            hr(VariantChangeType(&copy, &value, 0, V_VT(&value)));
            VariantClear(&copy);
            memset(&copy, 0, sizeof(copy));
            hr(VariantChangeType(&copy, &value, 0, VT_EMPTY));
            VariantClear(&copy);
            hr(VariantClear(&value));
            number(V_VT(&value));
            printf("\n");
        }
}

int main(void)
{
#ifdef _WIN32
    AddVectoredExceptionHandler(1, on_trap);
#endif
    element_types();
    indices();
    redim();
    refusals();
    variants();
    return 0;
}
