/* SPDX-License-Identifier: Apache-2.0
 *
 * What objects of this library answer to a C program, method by method: IEnumVARIANT over four values, and ISupportErrorInfo.
 * Compiled and loaded by InterfaceTests.swift. */
#define COBJMACROS
#define INITGUID
#include <latebind/automation.h>
#include <stdint.h>
#include <string.h>

struct Services {
    BSTR (*alloc)(const OLECHAR *, UINT);
    UINT (*length)(BSTR);
    void (*free)(BSTR);
    void (*clear)(VARIANT *);
    void (*destroy)(SAFEARRAY *);
    SAFEARRAY *(*longs)(LONG, LONG);
    void (*failed)(const char *);
};
static const struct Services *services;
static int checks;
#define CHECK(condition) (checks++, (condition) ? (void)0 : services->failed(#condition))

/* The values are 1, "two", 3.5 and an object. */
static int is_value(const VARIANT *value, int number)
{
    switch (number) {
    case 0: return V_VT(value) == VT_I4 && V_I4(value) == 1;
    case 1: return V_VT(value) == VT_BSTR && services->length(V_BSTR(value)) == 3 && V_BSTR(value)[2] == 'o';
    case 2: return V_VT(value) == VT_R8 && V_R8(value) == 3.5;
    case 3: return (V_VT(value) == VT_UNKNOWN || V_VT(value) == VT_DISPATCH) && V_UNKNOWN(value) != NULL;
    default: return V_VT(value) == VT_EMPTY;
    }
}

static void clear(VARIANT *values, int count)
{
    int i;
    for (i = 0; i < count; i++)
        services->clear(&values[i]);
}

int run_enumerator(IEnumVARIANT *list, const struct Services *given)
{
    IEnumVARIANT *copy = NULL, *other = NULL;
    VARIANT values[6];
    ULONG fetched;
    int i, right;
    services = given;
    checks = 0;

    /* Several, as many as there are, none. What is not fetched is empty. */
    memset(values, 0x5A, sizeof values);
    fetched = 77;
    CHECK(IEnumVARIANT_Next(list, 3, values, &fetched) == S_OK && fetched == 3);
    for (i = right = 0; i < 3; i++)
        right += is_value(&values[i], i);
    CHECK(right == 3);
    clear(values, 3);
    memset(values, 0x5A, sizeof values);
    fetched = 77;
    CHECK(IEnumVARIANT_Next(list, 3, values, &fetched) == S_FALSE && fetched == 1);
    CHECK(is_value(&values[0], 3) && is_value(&values[1], -1) && is_value(&values[2], -1));
    clear(values, 3);
    memset(values, 0x5A, sizeof values);
    fetched = 77;
    CHECK(IEnumVARIANT_Next(list, 1, values, &fetched) == S_FALSE && fetched == 0 && is_value(&values[0], -1));
    CHECK(IEnumVARIANT_Next(list, 0, values, &fetched) == S_OK && fetched == 0);
    CHECK(IEnumVARIANT_Next(list, 0, NULL, NULL) == S_OK);

    /* From the beginning; without a place for the count. */
    CHECK(IEnumVARIANT_Reset(list) == S_OK);
    CHECK(IEnumVARIANT_Next(list, 1, values, NULL) == S_OK && is_value(&values[0], 0));
    CHECK(IEnumVARIANT_Next(list, 1, NULL, &fetched) == E_INVALIDARG && fetched == 0);
    CHECK(IEnumVARIANT_Next(list, 1, values, NULL) == S_OK && is_value(&values[0], 1));
    clear(values, 1);

    /* A clone stands where the first does, and goes on alone. */
    CHECK(IEnumVARIANT_Clone(list, NULL) == E_INVALIDARG);
    CHECK(IEnumVARIANT_Clone(list, &copy) == S_OK && copy && copy != list);
    CHECK(IEnumVARIANT_Next(list, 1, values, NULL) == S_OK && is_value(&values[0], 2));
    CHECK(IEnumVARIANT_Next(copy, 1, values, NULL) == S_OK && is_value(&values[0], 2));
    CHECK(IEnumVARIANT_Skip(copy, 1) == S_OK);
    CHECK(IEnumVARIANT_Skip(copy, 1) == S_FALSE);
    CHECK(IEnumVARIANT_Skip(copy, 0) == S_OK);
    CHECK(IEnumVARIANT_Next(copy, 1, values, NULL) == S_FALSE && is_value(&values[0], -1));
    CHECK(IEnumVARIANT_Clone(copy, &other) == S_OK && IEnumVARIANT_Next(other, 1, values, NULL) == S_FALSE);
    CHECK(IEnumVARIANT_Reset(other) == S_OK && IEnumVARIANT_Skip(other, 0xFFFFFFFF) == S_FALSE);
    CHECK(IEnumVARIANT_Reset(other) == S_OK && IEnumVARIANT_Skip(other, 3) == S_OK);
    CHECK(IEnumVARIANT_Next(other, 1, values, NULL) == S_OK && is_value(&values[0], 3));
    clear(values, 1);
    IEnumVARIANT_Release(copy);
    IEnumVARIANT_Release(other);

    /* The first one has not moved, and has no other interface. */
    CHECK(IEnumVARIANT_Next(list, 1, values, NULL) == S_OK && is_value(&values[0], 3));
    clear(values, 1);
    CHECK(IEnumVARIANT_QueryInterface(list, &IID_IUnknown, (void **)&copy) == S_OK);
    IEnumVARIANT_Release(copy);
    CHECK(IEnumVARIANT_QueryInterface(list, &IID_IDispatch, (void **)&copy) == E_NOINTERFACE && copy == NULL);
    return checks;
}

/* `object` is given by its ISignatures pointer. */
int run_support(IUnknown *object, const struct Services *given)
{
    static const GUID signatures = {0x3f0a6b12, 0x52c1, 0x4d5e, {0x9b, 0x1a, 0x0c, 0x7d, 0x2e, 0x4f, 0x6a, 0x80}};
    static const GUID directions = {0x3f0a6b16, 0x52c1, 0x4d5e, {0x9b, 0x1a, 0x0c, 0x7d, 0x2e, 0x4f, 0x6a, 0x80}};
    ISupportErrorInfo *support = NULL;
    IUnknown *back = NULL, *unknown = NULL;
    services = given;
    checks = 0;
    CHECK(IUnknown_QueryInterface(object, &IID_ISupportErrorInfo, (void **)&support) == S_OK && support);
    if (!support)
        return checks;
    CHECK(ISupportErrorInfo_InterfaceSupportsErrorInfo(support, &signatures) == S_OK);
    CHECK(ISupportErrorInfo_InterfaceSupportsErrorInfo(support, &directions) == S_OK);
    CHECK(ISupportErrorInfo_InterfaceSupportsErrorInfo(support, &IID_IStream) == S_FALSE);
    CHECK(FAILED(ISupportErrorInfo_InterfaceSupportsErrorInfo(support, NULL)));
    CHECK(ISupportErrorInfo_QueryInterface(support, &IID_IUnknown, (void **)&back) == S_OK);
    CHECK(IUnknown_QueryInterface(object, &IID_IUnknown, (void **)&unknown) == S_OK && back == unknown);
    IUnknown_Release(back);
    IUnknown_Release(unknown);
    ISupportErrorInfo_Release(support);
    return checks;
}
