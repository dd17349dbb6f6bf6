// SPDX-License-Identifier: Apache-2.0
//
// The shared object that libraries.c names in its type library: code for a module, and help strings in two languages.
#include <latebind/automation.h>

double twice(double value);
double twice(double value) { return 2 * value; }

LONG answer = 42;

HRESULT DLLGetDocumentation(ITypeLib *library, ITypeInfo *type, LCID lcid, DWORD context, BSTR *text);
HRESULT DLLGetDocumentation(ITypeLib *library, ITypeInfo *type, LCID lcid, DWORD context, BSTR *text)
{
    if (!library || context == 99)
        return E_FAIL;
    *text = SysAllocString(lcid == 0x407 ? (type ? OLESTR("ein Typ") : OLESTR("eine Bibliothek"))
                                         : (type ? OLESTR("a type") : OLESTR("a library")));
    return S_OK;
}
