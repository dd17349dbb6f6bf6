// SPDX-License-Identifier: Apache-2.0
//
// The process's own locale changes nothing, and ICU is not loaded before a locale is asked for that is not built in.
#include <latebind/automation.h>

#include "check.h"

#include <locale.h>

static int is_loaded(const char *library)
{
    char line[4096];
    int found = 0;
    FILE *maps = fopen("/proc/self/maps", "r");
    while (maps && fgets(line, sizeof(line), maps))
        if (strstr(line, library))
            found = 1;
    if (maps)
        fclose(maps);
    return found;
}

static int equals(BSTR text, const char *expected)
{
    size_t i, length = strlen(expected);
    int same = SysStringLen(text) == length;
    for (i = 0; same && i < length; i++)
        same = text[i] == (unsigned char)expected[i];
    SysFreeString(text);
    return same;
}

static void numbers_and_dates(void)
{
    BSTR text;
    VARIANT value, other, sum;
    DOUBLE real;
    DATE date;
    CY amount;

    CHECK_HR(VarBstrFromR8(1234.5, LOCALE_USER_DEFAULT, 0, &text), S_OK);
    CHECK(equals(text, "1234.5"));
    CHECK_HR(VarBstrFromR4(0.25f, 0x0409, 0, &text), S_OK);
    CHECK(equals(text, "0.25"));
    CHECK_HR(VarBstrFromR8(1.5e-7, 0, 0, &text), S_OK);
    CHECK(equals(text, "1.5E-07"));
    CHECK_HR(VarR8FromStr(OLESTR("1,234.5"), LOCALE_SYSTEM_DEFAULT, 0, &real), S_OK);
    CHECK(real == 1234.5);
    CHECK_HR(VarCyFromStr(OLESTR("$1.25"), 0x0409, 0, &amount), S_OK);
    CHECK(amount.int64 == 12500);
    CHECK_HR(VarBstrFromDate(36526.75, LOCALE_INVARIANT, 0, &text), S_OK);
    CHECK(equals(text, "01/01/2000 18:00:00"));
    CHECK_HR(VarDateFromStr(OLESTR("March 2, 2003"), 0x0409, 0, &date), S_OK);
    CHECK(date == 37682);
    VariantInit(&value);
    V_VT(&value) = VT_R8;
    V_R8(&value) = -1234.567;
    CHECK_HR(VarFormat(&value, (LPOLESTR)OLESTR("#,##0.00"), 0, 0, 0, &text), S_OK);
    CHECK(equals(text, "-1,234.57"));
    CHECK_HR(VarFormatNumber(&value, 1, -2, -2, -2, 0, &text), S_OK);
    CHECK(equals(text, "-1,234.6"));
    CHECK_HR(VarMonthName(3, 0, 0, &text), S_OK);
    CHECK(equals(text, "March"));
    V_VT(&other) = VT_BSTR;
    V_BSTR(&other) = SysAllocString(OLESTR("0.5"));
    CHECK_HR(VarAdd(&value, &other, &sum), S_OK);
    CHECK(V_VT(&sum) == VT_R8 && V_R8(&sum) == -1234.067);
    VariantClear(&other);
}

int main(int count, char **arguments)
{
    BSTR text;
    ULONG setting = 1;
    // An argument names the locale whose point is a comma.
    const char *set = setlocale(LC_ALL, "");
    if (count > 1)
        CHECK(set && strstr(set, arguments[1]) && localeconv()->decimal_point[0] == ',');
    numbers_and_dates();
    CHECK_HR(GetVarConversionLocaleSetting(&setting), S_OK);
    CHECK(setting == 0);
    CHECK_HR(GetVarConversionLocaleSetting(NULL), E_INVALIDARG);
    CHECK(!is_loaded("libicu"));
    CHECK_HR(VarBstrFromR8(1234.5, 0x0407, 0, &text), S_OK);
    // Without ICU every locale is as en-US is.
    CHECK(equals(text, is_loaded("libicu") ? "1234,5" : "1234.5"));
#ifdef EXPECT_ICU
    CHECK(is_loaded("libicu"));
#endif
    numbers_and_dates();
    return finish();
}
