// SPDX-License-Identifier: Apache-2.0
//
// VarBstrCmp of many texts in en-US, each with each: an independent oleaut32's answers are the table (printing.h says how).
//
//     collation            en-US
//     collation sorted     the texts of other locales in their order: one line for each, which is to be that of its alphabet
#include "printing.h"

#include <stdlib.h>

static const OLECHAR *const texts[] = {
#define T(text) (const OLECHAR *)OLESTR(text)
#ifdef _WIN32
#undef OLESTR
#define OLESTR(text) L##text
#endif
    T(""), T(" "), T("a"), T("A"), T("b"), T("B"), T("z"), T("ab"), T("Ab"), T("AB"), T("a b"), T("a-b"), T("a'b"), T("ab-"), T("-ab"), T("a--b"), T("a-'b"), T("a'-b"), T("ab'"), T("a\u00ADb"), T("co-op"),
    T("coop"), T("co op"), T("can't"), T("cant"), T("can"), T("1"), T("2"), T("10"), T("1a"), T("a1"), T("_"), T("!"), T("$"), T("a!"), T("a_"),
    T("\u00E4"), T("\u00C4"), T("a\u0308"), T("\u00E9"), T("e"), T("E"), T("\u00E8"), T("resume"), T("r\u00E9sum\u00E9"), T("R\u00E9sum\u00E9"),
    T("Resume"), T("resumes"), T("\u00FC"), T("u"), T("o"), T("\u00F6"), T("\u0161"), T("s"), T("\u017E"), T("\u0141"), T("L"), T("l"), T("ss"), T("\u00DF"), T("ae"), T("\u00E6"), T("\u00C6"), T("e\u0301"), T("e\u0301\u0302"),
    T("\u03B1"), T("\u03B2"), T("\u0391"), T("\u03C9"), T("\u0430"), T("\u0431"), T("\u0410"), T("\u044F")};
#define COUNT (sizeof(texts) / sizeof(*texts))

static void table(void)
{
    static const ULONG flags[] = {0, 1 /* case */, 2 /* accents */, 4 /* symbols */, 3};
    BSTR strings[COUNT];
    size_t i, j, k;
    for (i = 0; i < COUNT; i++)
        strings[i] = SysAllocString(texts[i]);
    printf("=texts");
    for (i = 0; i < COUNT; i++) {
        printf("\t");
        print_text(strings[i], SysStringLen(strings[i]));
    }
    printf("\n");
    for (k = 0; k < sizeof flags / sizeof *flags; k++)
        for (i = 0; i < COUNT; i++) {
            printf("BstrCmp%u\t", (unsigned)flags[k]);
            print_text(strings[i], SysStringLen(strings[i]));
            for (j = 0; j < COUNT; j++)
                printf("\t%d", (int)VarBstrCmp(strings[i], strings[j], EN_US, flags[k]) - 1);
            printf("\n");
        }
    for (i = 0; i < COUNT; i++)
        SysFreeString(strings[i]);
}

// Every character of Latin-1 and Latin Extended-A, alone, in its order; those that are equal are joined by '='.
static int in_order(const void *a, const void *b)
{
    BSTR left = SysAllocStringLen((const OLECHAR *)a, 1), right = SysAllocStringLen((const OLECHAR *)b, 1);
    int order = (int)VarBstrCmp(left, right, EN_US, 0) - VARCMP_EQ;
    SysFreeString(left);
    SysFreeString(right);
    return order ? order : *(const OLECHAR *)a - *(const OLECHAR *)b;
}

static void characters(void)
{
    OLECHAR all[0x180];
    size_t count = 0, i;
    for (i = 0x20; i < 0x180; i++)
        // Those that have no weight of their own have no order alone.
        if (i != 0xAD && (i < 0x7F || i > 0x9F))
            all[count++] = (OLECHAR)i;
    qsort(all, count, sizeof *all, in_order);
    printf("=characters\torder\nOrder\tall\t");
    for (i = 0; i < count; i++) {
        BSTR left = SysAllocStringLen(&all[i ? i - 1 : 0], 1), right = SysAllocStringLen(&all[i], 1);
        printf("%s%02x", i && VarBstrCmp(left, right, EN_US, 0) == VARCMP_EQ ? "=" : " ", all[i]);
        SysFreeString(left);
        SysFreeString(right);
    }
    printf("\n");
}

// ---- Other locales -----------------------------------------------------------------------------------------------------

static LCID locale_now;
static int by_locale(const void *a, const void *b)
{
    return (int)VarBstrCmp(*(const BSTR *)a, *(const BSTR *)b, locale_now, 0) - VARCMP_EQ;
}

static void sorted(LCID locale, const OLECHAR *const *words)
{
    BSTR strings[32];
    size_t count = 0, i;
    while (words[count]) {
        strings[count] = SysAllocString(words[count]);
        count++;
    }
    locale_now = locale;
    qsort(strings, count, sizeof *strings, by_locale);
    printf("%04x", (unsigned)locale);
    for (i = 0; i < count; i++) {
        printf("\t");
        print_text(strings[i], SysStringLen(strings[i]));
        SysFreeString(strings[i]);
    }
    printf("\n");
}

int main(int count, char **arguments)
{
    static const OLECHAR *const swedish[] = {T("\u00F6l"), T("zon"), T("\u00E5l"), T("\u00E4r"), T("al"), T("ol"), NULL};
    static const OLECHAR *const spanish[] = {T("\u00F1u"), T("nz"), T("o"), T("na"), NULL};
    static const OLECHAR *const czech[] = {T("chata"), T("hrad"), T("cukr"), T("\u010Das"), T("ida"), NULL};
    static const OLECHAR *const danish[] = {T("\u00E6ble"), T("\u00F8l"), T("\u00E5r"), T("zone"), T("aar"), T("abe"), NULL};
    static const OLECHAR *const german[] = {T("\u00E4r"), T("zar"), T("ar"), T("as"), T("co-op"), T("coop"), T("coos"), NULL};
    static const OLECHAR *const russian[] = {T("\u044F"), T("\u0451\u043B"), T("\u0435\u043B"), T("\u0436"), T("\u0410"), T("\u0430"), NULL};
    if (count < 2 || strcmp(arguments[1], "sorted") != 0) {
        table();
        characters();
        return 0;
    }
    sorted(0x041D, swedish);
    sorted(0x040A, spanish);
    sorted(0x0405, czech);
    sorted(0x0406, danish);
    sorted(0x0407, german);
    sorted(0x0419, russian);
    sorted(0x0409, swedish);
    return 0;
}
