// SPDX-License-Identifier: Apache-2.0
//
// VAR_CALENDAR_HIJRI: dates of the Hijri calendar from and to DATEs and texts. Every day is compared with ICU's islamic-tbla, loaded here
// by itself; some with what Microsoft documents of its HijriCalendar.
#include <latebind/automation.h>
#include "check.h"

#include <dlfcn.h>

typedef void *(*OpenCalendar)(const uint16_t *, int32_t, const char *, int, int *);
typedef void (*SetMillis)(void *, double, int *);
typedef int32_t (*Get)(void *, int, int *);

static void *icu;
static int version;
static void *find(const char *name)
{
    char versioned[64];
    snprintf(versioned, sizeof versioned, "%s_%d", name, version);
    return dlsym(icu, versioned);
}

static const DATE first_day = -466580;      // 18 July 622
static const DATE last_day = 2958465;       // 31 December 9999

static void every_day(void)
{
    static const uint16_t utc[] = {'E', 't', 'c', '/', 'G', 'M', 'T', 0};
    OpenCalendar open;
    SetMillis set;
    Get get;
    void *calendar;
    int error = 0;
    DATE date;
    long wrong = 0, days = 0;
    for (version = 99; version >= 50 && !icu; version--) {
        char name[64];
        snprintf(name, sizeof name, "libicui18n.so.%d", version);
        icu = dlopen(name, RTLD_NOW);
        if (icu)
            break;
    }
    CHECK(icu != NULL);
    if (!icu)
        return;
    *(void **)&open = find("ucal_open");
    *(void **)&set = find("ucal_setMillis");
    *(void **)&get = find("ucal_get");
    calendar = open(utc, -1, "en@calendar=islamic-tbla", 0, &error);
    CHECK(error <= 0 && calendar);
    for (date = first_day; date <= last_day; date += date < 20000 || date > 60000 ? 7 : 1) {
        UDATE fields;
        DATE back = 0;
        set(calendar, (date - 25569) * 86400000.0, &error);
        memset(&fields, 0, sizeof fields);
        days++;
        // UCAL_YEAR, UCAL_MONTH, UCAL_DATE, UCAL_DAY_OF_YEAR, UCAL_DAY_OF_WEEK
        if (VarUdateFromDate(date, VAR_CALENDAR_HIJRI, &fields) != S_OK || fields.st.wYear != get(calendar, 1, &error)
            || fields.st.wMonth != get(calendar, 2, &error) + 1 || fields.st.wDay != get(calendar, 5, &error)
            || fields.wDayOfYear != get(calendar, 6, &error) || fields.st.wDayOfWeek != get(calendar, 7, &error) - 1) {
            if (wrong++ < 5)
                printf("day %g is %d-%d-%d\n", date, fields.st.wYear, fields.st.wMonth, fields.st.wDay);
        }
        // Years of two digits are those of this time.
        if (fields.st.wYear >= 100 && (VarDateFromUdate(&fields, VAR_CALENDAR_HIJRI | VAR_VALIDDATE, &back) != S_OK || back != date))
            wrong++;
    }
    CHECK(error <= 0 && wrong == 0 && days > 500000);
}

static int is(BSTR text, const OLECHAR *expected)
{
    UINT length = 0;
    int same;
    while (expected[length])
        length++;
    same = SysStringLen(text) == length && memcmp(text, expected, length * sizeof(OLECHAR)) == 0;
    if (!same) {
        UINT i;
        for (i = 0; i < SysStringLen(text); i++)
            printf(text[i] < 127 ? "%c" : "\\%04x", text[i]);
        printf("\n");
    }
    SysFreeString(text);
    return same;
}
#define IS(text, expected) CHECK(is(text, (const OLECHAR *)OLESTR(expected)))

static void documented(void)
{
    UDATE fields;
    DATE date;
    // April 3, 2002 is 21 of the first month of 1423; two years and ten months later it is a Saturday, the 316th day.
    CHECK_HR(VarUdateFromDate(37349, VAR_CALENDAR_HIJRI, &fields), S_OK);
    CHECK(fields.st.wYear == 1423 && fields.st.wMonth == 1 && fields.st.wDay == 21 && fields.wDayOfYear == 21 && fields.st.wDayOfWeek == 3);
    fields.st.wYear += 2;
    fields.st.wMonth += 10;
    CHECK_HR(VarDateFromUdate(&fields, VAR_CALENDAR_HIJRI, &date), S_OK);
    CHECK_HR(VarUdateFromDate(date, VAR_CALENDAR_HIJRI, &fields), S_OK);
    CHECK(fields.st.wYear == 1425 && fields.st.wMonth == 11 && fields.st.wDay == 21 && fields.wDayOfYear == 316 && fields.st.wDayOfWeek == 6);
}

static void edges(void)
{
    UDATE fields;
    DATE date;
    BSTR text = NULL;
    CHECK_HR(VarUdateFromDate(first_day, VAR_CALENDAR_HIJRI, &fields), S_OK);
    CHECK(fields.st.wYear == 1 && fields.st.wMonth == 1 && fields.st.wDay == 1);
    CHECK_HR(VarUdateFromDate(first_day - 1, VAR_CALENDAR_HIJRI, &fields), E_INVALIDARG);
    CHECK_HR(VarBstrFromDate(first_day - 1, 0x0409, VAR_CALENDAR_HIJRI, &text), E_INVALIDARG);
    CHECK_HR(VarUdateFromDate(last_day, VAR_CALENDAR_HIJRI, &fields), S_OK);
    CHECK(fields.st.wYear == 9666 && fields.st.wMonth == 4 && fields.st.wDay == 3);
    fields.st.wDay = 4;
    CHECK_HR(VarDateFromUdate(&fields, VAR_CALENDAR_HIJRI, &date), E_INVALIDARG);
    // The twelfth month of 1445 has 30 days, that of 1446 has 29; a month has no 31.
    memset(&fields, 0, sizeof fields);
    fields.st.wYear = 1445;
    fields.st.wMonth = 12;
    fields.st.wDay = 30;
    CHECK_HR(VarDateFromUdate(&fields, VAR_CALENDAR_HIJRI | VAR_VALIDDATE, &date), S_OK);
    fields.st.wYear = 1446;
    CHECK_HR(VarDateFromUdate(&fields, VAR_CALENDAR_HIJRI | VAR_VALIDDATE, &date), E_INVALIDARG);
    CHECK_HR(VarDateFromUdate(&fields, VAR_CALENDAR_HIJRI, &date), S_OK);
    CHECK_HR(VarUdateFromDate(date, VAR_CALENDAR_HIJRI, &fields), S_OK);
    CHECK(fields.st.wYear == 1447 && fields.st.wMonth == 1 && fields.st.wDay == 1);
    // 18 hours of the day stay.
    CHECK_HR(VarUdateFromDate(37349.75, VAR_CALENDAR_HIJRI, &fields), S_OK);
    CHECK(fields.st.wHour == 18 && fields.st.wDay == 21);
    fields.st.wYear = 23;
    CHECK_HR(VarDateFromUdate(&fields, VAR_CALENDAR_HIJRI, &date), S_OK);
    CHECK(date == 37349.75);
}

static void texts(void)
{
    BSTR text;
    DATE date;
    VARIANT value, result;

    CHECK_HR(VarBstrFromDate(37349, 0x0409, VAR_CALENDAR_HIJRI, &text), S_OK);
    IS(text, "1/21/1423");
    CHECK_HR(VarBstrFromDate(37349.5, LOCALE_INVARIANT, VAR_CALENDAR_HIJRI, &text), S_OK);
    IS(text, "01/21/1423 12:00:00");
    CHECK_HR(VarBstrFromDate(37349, 0x0407, VAR_CALENDAR_HIJRI, &text), S_OK);
    IS(text, "21.01.1423");
    CHECK_HR(VarDateFromStr(OLESTR("1/21/1423"), 0x0409, VAR_CALENDAR_HIJRI, &date), S_OK);
    CHECK(date == 37349);
    CHECK_HR(VarDateFromStr(OLESTR("21 Muharram 1423 18:00"), 0x0409, VAR_CALENDAR_HIJRI, &date), S_OK);
    CHECK(date == 37349.75);
    CHECK_HR(VarDateFromStr(OLESTR("1/21/23"), 0x0409, VAR_CALENDAR_HIJRI, &date), S_OK);
    CHECK(date == 37349);
    // A name of the other calendar, and a day that a month has not.
    CHECK_HR(VarDateFromStr(OLESTR("21 March 1423"), 0x0409, VAR_CALENDAR_HIJRI, &date), DISP_E_TYPEMISMATCH);
    CHECK_HR(VarDateFromStr(OLESTR("21 Muharram 1423"), 0x0409, 0, &date), DISP_E_TYPEMISMATCH);
    CHECK_HR(VarDateFromStr(OLESTR("2/30/1423"), 0x0409, VAR_CALENDAR_HIJRI, &date), DISP_E_TYPEMISMATCH);
    CHECK_HR(VarDateFromStr(OLESTR("1/30/1423"), 0x0409, VAR_CALENDAR_HIJRI, &date), S_OK);
    CHECK(date == 37358);

    VariantInit(&value);
    V_VT(&value) = VT_DATE;
    V_DATE(&value) = 37349;
    VariantInit(&result);
    CHECK_HR(VariantChangeType(&result, &value, VARIANT_CALENDAR_HIJRI, VT_BSTR), S_OK);
    CHECK_HR(VariantChangeType(&result, &result, VARIANT_CALENDAR_HIJRI, VT_DATE), S_OK);
    CHECK(V_VT(&result) == VT_DATE && V_DATE(&result) == 37349);

    CHECK_HR(VarFormat(&value, (LPOLESTR)OLESTR("d mmmm yyyy, dddd"), 0, 0, VAR_CALENDAR_HIJRI, &text), S_OK);
    IS(text, "21 Muharram 1423, Wednesday");
    CHECK_HR(VarFormat(&value, (LPOLESTR)OLESTR("dd-mmm-yy y q"), 0, 0, VAR_CALENDAR_HIJRI, &text), S_OK);
    IS(text, "21-Muh.-23 21 1");
    CHECK_HR(VarFormatDateTime(&value, 2, VAR_CALENDAR_HIJRI, &text), S_OK);
    IS(text, "1/21/1423");
    CHECK_HR(VarFormatDateTime(&value, 2, 0, &text), S_OK);
    IS(text, "4/3/2002");
    CHECK_HR(VarMonthName(9, 0, VAR_CALENDAR_HIJRI, &text), S_OK);
    IS(text, "Ramadan");
    CHECK_HR(VarMonthName(9, 1, VAR_CALENDAR_HIJRI, &text), S_OK);
    IS(text, "Ram.");
    CHECK_HR(VarMonthName(13, 0, VAR_CALENDAR_HIJRI, &text), E_INVALIDARG);
    CHECK_HR(VarWeekdayName(1, 0, 1, VAR_CALENDAR_HIJRI, &text), S_OK);
    IS(text, "Sunday");
    // A week begins with the year: the first day of 1423 is a Thursday.
    CHECK_HR(VarFormat(&value, (LPOLESTR)OLESTR("ww"), 1, 1, VAR_CALENDAR_HIJRI, &text), S_OK);
    IS(text, "4");
}

int main(void)
{
    every_day();
    documented();
    edges();
    texts();
    return finish();
}
