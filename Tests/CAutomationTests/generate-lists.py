#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Reads the headers of CAutomation and writes what follows from them:

    Sources/CAutomation/include/latebind/cobjmacros.h    one call macro for every method of every interface
    Tests/CAutomationLayout/include/layout_fields.h      the X-macro list of all that the layout test compares

Run it after a change to a header, then generate-layout.sh.
"""
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
HEADERS = ROOT / "Sources/CAutomation/include/latebind"
ORDER = ["basetyps.h", "winerror.h", "wtypes.h", "unknwn.h", "objidl.h", "marshal.h", "oaidl.h", "ocidl.h", "dispex.h"]

# Names that the reference (mingw-w64 10) does not have, or has only as a function or in another form.
NOT_IN_REFERENCE = set("""
    BRECORD TRUE FALSE GUID_NULL CLSID_NULL IID_NULL
    CLSID_StdGlobalInterfaceTable CLSID_StdMarshal CLSID_InProcFreeMarshaler
    E_BOUNDS E_CHANGED_STATE E_ILLEGAL_STATE_CHANGE E_ILLEGAL_METHOD_CALL
""".split())


def without_comments(text):
    return re.sub(r"//[^\n]*", "", text).replace("\\\n", " ")


def blocks(text, pattern):
    """The matches of `pattern`, which ends at an opening brace: (match, text inside, text after it up to the ;)."""
    for match in re.finditer(pattern, text):
        depth, at = 1, match.end()
        while depth:
            depth += {"{": 1, "}": -1}.get(text[at], 0)
            at += 1
        yield match, text[match.end():at - 1], text[at:text.index(";", at)]


def fields(body):
    """The names that can be written after the dot: members, and those of anonymous structs and unions."""
    names, depth, start, at = [], 0, 0, 0
    while at < len(body):
        if body[at] == "{":
            depth += 1
        elif body[at] == "}":
            depth -= 1
        elif body[at] == ";" and depth == 0:
            member = body[start:at].strip()
            start = at + 1
            if member.endswith("}"):
                names += fields(member[member.index("{") + 1:-1])
            elif "(" in member:
                names.append(re.search(r"\*(\w+)\)", member).group(1))
            else:
                names.append(re.search(r"(\w+)(\[\d+\])?$", member).group(1))
        at += 1
    return names


def methods(text):
    """The methods written in `text`: (name, names of the parameters)."""
    found = []
    for method in re.finditer(r"STDMETHOD(?:_\([^,]+,\s*|\()(\w+)\)\((THIS_?)\s*([^)]*)\)\s*PURE", text):
        parameters = [re.search(r"(\w+)$", p.strip()).group(1) for p in method[3].split(",") if p.strip()]
        found.append((method[1], parameters))
    return found


structs, enums, constants, guids, interfaces = [], [], [], [], []
method_lists = {}
for header in ORDER:
    text = without_comments((HEADERS / header).read_text())
    for match in re.finditer(r"#define (\w+)_METHODS\s+(.*)", text):
        method_lists[match[1]] = methods(match[2])
    for match, body, _ in blocks(text, r"DECLARE_INTERFACE_?\((I\w+)(?:, I\w+)?\)\s*\{"):
        listed = []
        for part in re.split(r"(?<=[;)S])\s*\n", body):
            inherited = re.search(r"\b(I\w+)_METHODS", part)
            listed += method_lists[inherited[1]] if inherited else methods(part)
        interfaces.append((match[1], listed))
    for match, body, rest in blocks(text, r"(typedef )?(?:struct|union) (\w+) \{"):
        name = re.match(r"\s*(\w+)", rest) if match[1] else re.match(r"tag(\w+)", match[2])
        if name and name[1] not in NOT_IN_REFERENCE:  # without a name it is the macro that declares interfaces
            structs.append((name[1], fields(body)))
    for match, body, rest in blocks(text, r"(?:typedef )?enum (\w+) \{"):
        name = re.match(r"\s*(\w+)", rest)
        enums.append((name[1] if name else "enum " + match[1], re.findall(r"(\w+) =", body)))
    constants += re.findall(r"#define ([A-Z]\w+) +\(?(?:\(\w+\)[-\w]+\)?|[-\w]+\)?|\(\w+ \|.*\))[ ]*\n", text)
    guids += re.findall(r"^DEFINE_(?:OLE)?GUID\((\w+), ", text, re.M)

constants = [c for c in constants if not re.match(r"LATEBIND_|INTERFACE$|WINAPI|THIS|PURE|EXTERN_C", c)]

with open(HEADERS / "cobjmacros.h", "w") as out:
    out.write("""// SPDX-License-Identifier: Apache-2.0
//
// Calls by macro, for C with COBJMACROS defined. Written by Tests/CAutomationTests/generate-lists.py.
#ifndef LATEBIND_COBJMACROS_H
#define LATEBIND_COBJMACROS_H
""")
    for name, listed in interfaces:
        out.write(f"\n// {name}\n")
        for method, parameters in listed:
            out.write(f"#define {name}_{method}({', '.join(['This'] + parameters)}) \\\n"
                      f"    ((This)->lpVtbl->{method}({', '.join(['This'] + parameters)}))\n")
    out.write("\n#endif\n")

keep = lambda names: [n for n in names if n not in NOT_IN_REFERENCE]
with open(ROOT / "Tests/CAutomationLayout/include/layout_fields.h", "w") as out:
    out.write("""// SPDX-License-Identifier: Apache-2.0
//
// What the layout test compares, once for both sides: this project's headers (CAutomationLayout.c) and the reference
// (generate-layout.sh). The includer defines TYPE, FIELD, SLOT, CONSTANT and GUID_. Written by generate-lists.py.

""")
    for name in "BYTE WORD DWORD SHORT USHORT INT UINT LONG ULONG LONGLONG ULONGLONG BOOL OLECHAR HRESULT SCODE LCID " \
                "DISPID MEMBERID HREFTYPE VARTYPE VARIANT_BOOL DATE BSTR ULONG_PTR SIZE_T".split():
        out.write(f"TYPE({name})\n")
    for name, listed in structs:
        out.write(f"\nTYPE({name})\n" + "".join(f"FIELD({name}, {field})\n" for field in keep(listed)))
    for name, listed in enums:
        out.write(f"\nTYPE({name})\n" + "".join(f"CONSTANT({c})\n" for c in keep(listed)))
    out.write("\n" + "".join(f"CONSTANT({c})\n" for c in keep(constants)))
    for name, listed in interfaces:
        out.write(f"\nTYPE({name})\nTYPE({name}Vtbl)\n" + "".join(f"SLOT({name}, {m})\n" for m, _ in listed))
    out.write("\n" + "".join(f"GUID_({g})\n" for g in keep(guids)))

print(f"{len(structs)} structs, {len(enums)} enums, {len(constants)} constants, "
      f"{len(interfaces)} interfaces, {len(guids)} GUIDs")
