// SPDX-License-Identifier: Apache-2.0
//
// Calls the functions of formatting and of numbers and dates as text, and prints what they make of their arguments. One line
// for each function and format, with a cell for each value of the last heading line, which begins with '='. Values: printing.h.
#include "printing.h"

#define MOST 100

static VARIANT values[MOST];
static int count;

static VARIANT *add(VARTYPE vt)
{
    VARIANT *v = &values[count++];
    VariantInit(v);
    V_VT(v) = vt;
    return v;
}
static void integer(VARTYPE vt, LONG n) { V_I8(add(vt)) = 0; V_I4(&values[count - 1]) = n; }
static void real(VARTYPE vt, double d) { V_R8(add(vt)) = d; }
static void amount(LONG64 n) { V_I8(add(VT_CY)) = n; }
static void text(const OLECHAR *s) { V_BSTR(add(VT_BSTR)) = SysAllocString(s); }

static void make_values(void)
{
    static const double reals[] = {0, 1, -1, 0.5, 0.05, -0.125, 12.5, 1234.5678, -1234.5678, 1234567.891, 0.001234, 99.995, 999999.995,
                                   1e10, 1.5e20, -2.5e-7, 123456789012345.0};
    static const double dates[] = {0, 0.25, 36526, 36526.75, 37623.62829861111, 37986.999988425926, -1.25, 2.5, 41640.5, 42369.041666666664};
    unsigned i;
    add(VT_EMPTY);
    add(VT_NULL);
    integer(VT_I4, 0);
    integer(VT_I4, 5);
    integer(VT_I4, -42);
    integer(VT_I4, 1234567);
    for (i = 0; i < sizeof(reals) / sizeof(*reals); i++) real(VT_R8, reals[i]);
    for (i = 0; i < sizeof(dates) / sizeof(*dates); i++) real(VT_DATE, dates[i]);
    amount(12345000);
    amount(-5);
    integer(VT_BOOL, 0);
    integer(VT_BOOL, 0xffff);
    text(OLESTR(""));
    text(OLESTR("Hello"));
    text(OLESTR("1234.5"));
    text(OLESTR("1/2/2003"));
    V_DECIMAL(add(VT_DECIMAL)).Lo64 = 123456;
    V_DECIMAL(&values[count - 1]).scale = 3;
}

static const OLECHAR *formats[] = {
    NULL, OLESTR(""), OLESTR("Currency"), OLESTR("Fixed"), OLESTR("General Date"), OLESTR("General Number"), OLESTR("Long Date"), OLESTR("Long Time"),
    OLESTR("Medium Date"), OLESTR("Medium Time"), OLESTR("On/Off"), OLESTR("Percent"), OLESTR("Scientific"), OLESTR("Short Date"),
    OLESTR("Short Time"), OLESTR("Standard"), OLESTR("True/False"), OLESTR("Yes/No"), OLESTR("fixed"), OLESTR("YES/NO"),
    OLESTR("0"), OLESTR("#"), OLESTR("0.00"), OLESTR("#.##"), OLESTR("#,##0.00"), OLESTR("#,###"), OLESTR("00000"), OLESTR("000.000"), OLESTR("0%"), OLESTR("0.0%"), OLESTR("#.#"),
    OLESTR("0.00E+00"), OLESTR("0.###E-0"), OLESTR("##0.0e+0"), OLESTR("0e-00"), OLESTR("$#,##0.00;($#,##0.00)"), OLESTR("0.0;-0.0;\"zero\""), OLESTR("0;;\"z\";\"n\""),
    OLESTR("\"a\"0\"b\""), OLESTR("\\x0\\y"), OLESTR("(000) 000-0000"), OLESTR("0.0.0"), OLESTR("+0;-0"), OLESTR("0,0"), OLESTR("#,"), OLESTR(".00"), OLESTR("0."), OLESTR("0 units"),
    OLESTR("d"), OLESTR("dd"), OLESTR("ddd"), OLESTR("dddd"), OLESTR("ddddd"), OLESTR("dddddd"), OLESTR("m"), OLESTR("mm"), OLESTR("mmm"), OLESTR("mmmm"), OLESTR("y"), OLESTR("yy"), OLESTR("yyyy"), OLESTR("q"), OLESTR("w"), OLESTR("ww"),
    OLESTR("h"), OLESTR("hh"), OLESTR("n"), OLESTR("nn"), OLESTR("s"), OLESTR("ss"), OLESTR("ttttt"), OLESTR("c"), OLESTR("h:mm"), OLESTR("hh:mm:ss"), OLESTR("h:mm AM/PM"), OLESTR("hh:nn am/pm"), OLESTR("h A/P"), OLESTR("h a/p"),
    OLESTR("h:n AMPM"), OLESTR("yyyy-mm-dd"), OLESTR("dd/mm/yy"), OLESTR("mmm d, yyyy"), OLESTR("d mmmm yyyy"), OLESTR("yyyy-mm-dd hh:mm:ss"), OLESTR("hh:mm dd/mm"), OLESTR("mm/dd/yy hh:mm"), OLESTR("\\d\\a\\y d"),
    OLESTR("@"), OLESTR("@@@@@@@@"), OLESTR("&&&"), OLESTR("<"), OLESTR(">"), OLESTR(">@@@"), OLESTR("!@@@@@@@@"), OLESTR("@;\"none\""), OLESTR("&-&"), OLESTR("<@@@@@@@\\!"), OLESTR("(@@@) @@"),
    OLESTR("x"), OLESTR("\"text\""), OLESTR(";"), OLESTR(";;;"), OLESTR(";;;;"), OLESTR("\\"), OLESTR("\""), OLESTR("0;0;0;0;0")};

static void heading(void)
{
    int i;
    printf("=");
    for (i = 0; i < count; i++) {
        printf("\t");
        print_variant(&values[i]);
    }
    printf("\n");
}

static UINT length_of(const OLECHAR *s)
{
    UINT n = 0;
    while (s && s[n])
        n++;
    return n;
}

static void put_text(HRESULT hr, BSTR s)
{
    printf("\t");
    if (hr < 0)
        printf("!%08x", (unsigned)hr);
    else if (!s)
        printf("null");
    else
        print_text(s, SysStringLen(s));
    SysFreeString(s);
}

static void format_all(void)
{
    unsigned f;
    int i;
    for (f = 0; f < sizeof(formats) / sizeof(*formats); f++) {
        printf("Format\t");
        print_text(formats[f], length_of(formats[f]));
        for (i = 0; i < count; i++) {
            BSTR s = NULL;
            HRESULT hr = VarFormat(&values[i], (LPOLESTR)formats[f], 0, 0, 0, &s);
            put_text(hr, s);
        }
        printf("\n");
    }
}

// Tokens made once give what the format gives, value after value.
static void tokens(LCID locale)
{
    static const OLECHAR *some[] = {OLESTR("General Date"), OLESTR("Short Date"), OLESTR("Long Date"), OLESTR("Long Time"), OLESTR("Short Time"), OLESTR("Standard"), OLESTR("Currency"), OLESTR("#,##0.00"), OLESTR("dddd d mmmm yyyy"), OLESTR("ddd mmm yy"),
        OLESTR("h:nn AMPM"), OLESTR("dd/mm/yyyy hh:nn:ss"), OLESTR("w ww"), OLESTR("0.0%"), OLESTR("@@@@@@@")};
    unsigned f;
    int i;
    for (f = 0; f < sizeof(some) / sizeof(*some); f++) {
        BYTE buffer[256];
        int actual = 0;
        HRESULT hr = VarTokenizeFormatString((LPOLESTR)some[f], buffer, sizeof(buffer), 0, 0, locale, &actual);
        printf("Tokens%04x\t", (unsigned)locale);
        print_text(some[f], length_of(some[f]));
        for (i = 0; i < count; i++) {
            BSTR s = NULL;
            HRESULT made = hr < 0 ? hr : VarFormatFromTokens(&values[i], (LPOLESTR)some[f], buffer, 0, &s, locale);
            put_text(made, s);
        }
        printf("\n");
    }
}

static void weeks(void)
{
    int day, week, i;
    for (day = 0; day <= 8; day++)
        for (week = 0; week <= 4; week++) {
            printf("Weeks\t%d %d", day, week);
            for (i = 0; i < count; i++) {
                BSTR s = NULL;
                HRESULT hr = VarFormat(&values[i], (LPOLESTR)OLESTR("w ww"), day, week, 0, &s);
                put_text(hr, s);
            }
            printf("\n");
        }
}

static void named_dates(void)
{
    int named, i;
    for (named = -1; named <= 5; named++) {
        printf("DateTime\t%d", named);
        for (i = 0; i < count; i++) {
            BSTR s = NULL;
            HRESULT hr = VarFormatDateTime(&values[i], named, 0, &s);
            put_text(hr, s);
        }
        printf("\n");
    }
}

static void numbers(void)
{
    static const int settings[][4] = {{-1, -2, -2, -2}, {0, -2, -2, -2}, {2, -1, -1, -1}, {2, 0, 0, 0}, {3, 0, -1, -1}, {4, -1, 0, 0}, {9, -1, -1, 0}, {10, -1, -1, 0}, {1, -1, 0, -1}};
    unsigned s;
    int kind, i;
    for (kind = 0; kind < 3; kind++)
        for (s = 0; s < sizeof(settings) / sizeof(*settings); s++) {
            static const char *names[] = {"Number", "Percent", "Currency"};
            const int *n = settings[s];
            printf("%s\t%d %d %d %d", names[kind], n[0], n[1], n[2], n[3]);
            for (i = 0; i < count; i++) {
                BSTR made = NULL;
                HRESULT hr = kind == 0 ? VarFormatNumber(&values[i], n[0], n[1], n[2], n[3], 0, &made)
                           : kind == 1 ? VarFormatPercent(&values[i], n[0], n[1], n[2], n[3], 0, &made)
                                       : VarFormatCurrency(&values[i], n[0], n[1], n[2], n[3], 0, &made);
                put_text(hr, made);
            }
            printf("\n");
        }
}

static void names(void)
{
    int first, day, month, abbreviated;
    printf("=days\t0\t1\t2\t3\t4\t5\t6\t7\t8\n");
    for (abbreviated = 0; abbreviated < 2; abbreviated++)
        for (first = -1; first <= 8; first++) {
            printf("WeekdayName\t%d %d", first, abbreviated);
            for (day = 0; day <= 8; day++) {
                BSTR s = NULL;
                HRESULT hr = VarWeekdayName(day, abbreviated, first, 0, &s);
                put_text(hr, s);
            }
            printf("\n");
        }
    printf("=months\t0\t1\t2\t3\t4\t5\t6\t7\t8\t9\t10\t11\t12\t13\n");
    for (abbreviated = 0; abbreviated < 2; abbreviated++) {
        printf("MonthName\t%d", abbreviated);
        for (month = 0; month <= 13; month++) {
            BSTR s = NULL;
            HRESULT hr = VarMonthName(month, abbreviated, 0, &s);
            put_text(hr, s);
        }
        printf("\n");
    }
}

// ---- Numbers taken apart

static const OLECHAR *numerals[] = {OLESTR(""), OLESTR(" "), OLESTR("0"), OLESTR("00"), OLESTR("7"), OLESTR("123"), OLESTR("1000"), OLESTR("-5"), OLESTR("5-"), OLESTR("+5"), OLESTR("5+"), OLESTR("(5)"), OLESTR("( 5 )"), OLESTR(" 5"), OLESTR("5 "), OLESTR(" -5 "),
    OLESTR("1,234"), OLESTR("1,234.50"), OLESTR("0.001"), OLESTR("0.00"), OLESTR(".5"), OLESTR("5."), OLESTR("."), OLESTR("1.2.3"), OLESTR("1e3"), OLESTR("1E-3"), OLESTR("1e"), OLESTR("1.5e+2"), OLESTR("$5"), OLESTR("5$"), OLESTR("-$5"), OLESTR("$-5"),
    OLESTR("&HFF"), OLESTR("&hff"), OLESTR("&O17"), OLESTR("&H"), OLESTR("abc"), OLESTR("5abc"), OLESTR("123456789012"), OLESTR("1234567.5"), OLESTR("99999.96"), OLESTR("0.000123456789"), OLESTR("--5"), OLESTR("1e400"), OLESTR("12 34"), OLESTR("100.00"), OLESTR("-0"), OLESTR("1,,2"), OLESTR("&H123456789ABCDEF01")};

static void parse_numbers(void)
{
    static const ULONG flags[] = {0, NUMPRS_STD, NUMPRS_STD & ~NUMPRS_USE_ALL, NUMPRS_LEADING_WHITE, NUMPRS_LEADING_MINUS, NUMPRS_DECIMAL,
        NUMPRS_DECIMAL | NUMPRS_EXPONENT, NUMPRS_THOUSANDS, NUMPRS_CURRENCY, NUMPRS_PARENS, NUMPRS_HEX_OCT, NUMPRS_TRAILING_MINUS | NUMPRS_TRAILING_WHITE, NUMPRS_USE_ALL, NUMPRS_LEADING_PLUS | NUMPRS_TRAILING_PLUS | NUMPRS_USE_ALL};
    static const int room[] = {30, 6, 1};
    unsigned n, f, r;
    int i;
    printf("=numerals");
    for (n = 0; n < sizeof(numerals) / sizeof(*numerals); n++) {
        printf("\t");
        print_text(numerals[n], length_of(numerals[n]));
    }
    printf("\n");
    for (r = 0; r < sizeof(room) / sizeof(*room); r++)
        for (f = 0; f < sizeof(flags) / sizeof(*flags); f++) {
            if (r && flags[f] != NUMPRS_STD)
                continue;
            printf("ParseNum\t%d %x", room[r], (unsigned)flags[f]);
            for (n = 0; n < sizeof(numerals) / sizeof(*numerals); n++) {
                BYTE digits[40];
                NUMPARSE parsed;
                HRESULT hr;
                memset(&parsed, 0, sizeof(parsed));
                memset(digits, 0, sizeof(digits));
                parsed.cDig = room[r];
                parsed.dwInFlags = flags[f];
                hr = VarParseNumFromStr((OLECHAR *)numerals[n], EN_US, 0, &parsed, digits);
                if (hr < 0) {
                    printf("\t!%08x", (unsigned)hr);
                    continue;
                }
                printf("\t");
                for (i = 0; i < parsed.cDig; i++)
                    printf("%x", digits[i]);
                printf(" %x %d %d %d", (unsigned)parsed.dwOutFlags, (int)parsed.cchUsed, (int)parsed.nBaseShift, (int)parsed.nPwr10);
            }
            printf("\n");
        }
}

static void make_numbers(void)
{
    static const ULONG bits[] = {VTBIT_I1, VTBIT_UI1, VTBIT_I2, VTBIT_UI2, VTBIT_I4, VTBIT_UI4, VTBIT_I8, VTBIT_UI8, VTBIT_R4, VTBIT_R8, VTBIT_CY, VTBIT_DECIMAL,
        VTBIT_I1 | VTBIT_I2 | VTBIT_I4 | VTBIT_R8, VTBIT_UI1 | VTBIT_UI2 | VTBIT_UI4 | VTBIT_UI8, VTBIT_I4 | VTBIT_DECIMAL, VTBIT_R4 | VTBIT_R8 | VTBIT_CY | VTBIT_DECIMAL, VTBIT_CY | VTBIT_DECIMAL, VTBIT_I2 | VTBIT_UI2 | VTBIT_I4 | VTBIT_CY, 0};
    static const struct { BYTE digits[12]; int count; int power; int shift; ULONG flags; } inputs[] = {
        {{0}, 1, 0, 0, 0}, {{1}, 1, 0, 0, 0}, {{1, 2, 7}, 3, 0, 0, 0}, {{1, 2, 8}, 3, 0, 0, 0}, {{1, 2, 8}, 3, 0, 0, NUMPRS_NEG}, {{2, 5, 5}, 3, 0, 0, 0}, {{3, 2, 7, 6, 8}, 5, 0, 0, 0}, {{5}, 1, 2, 0, 0}, {{1, 5}, 2, -1, 0, 0}, {{2, 5}, 2, -1, 0, 0}, {{1, 2, 3, 4, 5}, 5, -3, 0, NUMPRS_NEG}, {{1}, 1, -5, 0, 0}, {{1}, 1, 9, 0, 0}, {{5}, 1, 9, 0, 0},
        {{5}, 1, 9, 0, NUMPRS_NEG}, {{1}, 1, 19, 0, 0}, {{1}, 1, 28, 0, 0}, {{1}, 1, 29, 0, 0}, {{1}, 1, 39, 0, 0}, {{1}, 1, 400, 0, 0}, {{1}, 1, -30, 0, 0}, {{9, 9, 9, 9, 5}, 5, -4, 0, 0},
        {{15, 15}, 2, 0, 4, 0}, {{7, 15}, 2, 0, 4, 0}, {{1, 7}, 2, 0, 3, 0}, {{15, 15, 15, 15}, 4, 0, 4, 0}, {{15, 15, 15, 15, 15, 15, 15, 15}, 8, 0, 4, 0}, {{1, 0, 0, 0, 0, 0, 0, 0, 0}, 9, 0, 4, 0}};
    const int n = sizeof(inputs) / sizeof(*inputs);
    unsigned b;
    int i, j;
    printf("=digits");
    for (i = 0; i < n; i++) {
        printf("\t");
        for (j = 0; j < inputs[i].count; j++)
            printf("%x", inputs[i].digits[j]);
        printf(" %d %d %x", inputs[i].power, inputs[i].shift, (unsigned)inputs[i].flags);
    }
    printf("\n");
    for (b = 0; b < sizeof(bits) / sizeof(*bits); b++) {
        printf("FromParseNum\t%x", (unsigned)bits[b]);
        for (i = 0; i < n; i++) {
            NUMPARSE parsed;
            BYTE digits[12];
            VARIANT result;
            HRESULT hr;
            memset(&parsed, 0, sizeof(parsed));
            memcpy(digits, inputs[i].digits, sizeof(digits));
            parsed.cDig = inputs[i].count;
            parsed.nPwr10 = inputs[i].power;
            parsed.nBaseShift = inputs[i].shift;
            parsed.dwOutFlags = inputs[i].flags;
            VariantInit(&result);
            memset(&result, 0, sizeof(result));
            hr = VarNumFromParseNum(&parsed, digits, bits[b], &result);
            print_result(hr, &result);
        }
        printf("\n");
    }
}

// ---- Other locales

static void locale_texts(LCID locale)
{
    static const double reals[] = {1234.5, -0.25, 1e20};
    static const double dates[] = {36526, 36526.75, 0.25, 37623.62829861111};
    static const OLECHAR *texts[] = {OLESTR("1111,5"), OLESTR("1111.5"), OLESTR("1.234,5"), OLESTR("1,234.5"), OLESTR("2/1/2003"), OLESTR("02.01.2003"), OLESTR("2003-01-02"), OLESTR("3:04"), OLESTR("2 March 2003"), OLESTR("2 mars 2003"), OLESTR("2 M\x00e4rz 2003"), OLESTR("13:00 2.1.2003")};
    LPOLESTR *alternatives = NULL;
    HRESULT hr;
    unsigned i;
    printf("=locale\tr8 0\tr8 1\tr8 2\tcy\tdate 0\tdate 1\tdate 2\tdate 3\tbool\talt");
    for (i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
        printf("\tr8 ");
        print_text(texts[i], length_of(texts[i]));
        printf("\tdate ");
        print_text(texts[i], length_of(texts[i]));
    }
    printf("\nLocale\t%04x", (unsigned)locale);
    for (i = 0; i < 3; i++) {
        BSTR s = NULL;
        hr = VarBstrFromR8(reals[i], locale, LOCALE_NOUSEROVERRIDE, &s);
        put_text(hr, s);
    }
    {
        CY c;
        BSTR s = NULL;
        c.int64 = 12345678;
        hr = VarBstrFromCy(c, locale, LOCALE_NOUSEROVERRIDE, &s);
        put_text(hr, s);
    }
    for (i = 0; i < 4; i++) {
        BSTR s = NULL;
        hr = VarBstrFromDate(dates[i], locale, LOCALE_NOUSEROVERRIDE, &s);
        put_text(hr, s);
    }
    {
        BSTR s = NULL;
        hr = VarBstrFromBool(VARIANT_TRUE, locale, VAR_LOCALBOOL, &s);
        put_text(hr, s);
    }
    hr = GetAltMonthNames(locale, &alternatives);
    printf("\t");
    if (hr < 0)
        printf("!%08x", (unsigned)hr);
    else if (!alternatives)
        printf("null");
    else
        print_text(alternatives[0], length_of(alternatives[0]));
    for (i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
        VARIANT result;
        memset(&result, 0, sizeof(result));
        V_VT(&result) = VT_R8;
        hr = VarR8FromStr((OLECHAR *)texts[i], locale, LOCALE_NOUSEROVERRIDE, &V_R8(&result));
        print_result(hr, &result);
        memset(&result, 0, sizeof(result));
        V_VT(&result) = VT_DATE;
        hr = VarDateFromStr((OLECHAR *)texts[i], locale, LOCALE_NOUSEROVERRIDE, &V_DATE(&result));
        print_result(hr, &result);
    }
    printf("\n");
}

int main(int arguments, char **argument)
{
    static const LCID locales[] = {0x0407, 0x040c, 0x0411, 0x041d, 0x0809};
    unsigned l;
    int i;
    (void)argument;
    make_values();
    if (arguments > 1) {
        // Locales other than en-US and the invariant one.
        for (l = 0; l < sizeof(locales) / sizeof(*locales); l++) {
            heading();
            tokens(locales[l]);
            locale_texts(locales[l]);
        }
    } else {
        heading();
        format_all();
        tokens(EN_US);
        tokens(LOCALE_INVARIANT);
        weeks();
        named_dates();
        numbers();
        names();
        parse_numbers();
        make_numbers();
        locale_texts(EN_US);
        locale_texts(LOCALE_INVARIANT);
    }
    for (i = 0; i < count; i++)
        VariantClear(&values[i]);
    return 0;
}
