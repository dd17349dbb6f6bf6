#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Writes layout.tsv: the layout that the mingw-w64 headers give to all that layout_fields.h lists. It is an independent
# reference for this project's headers. The program is only compiled, never run: its tables are read from the object.
# Needs gcc-mingw-w64-x86-64 and python3.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
compiler=${1:-x86_64-w64-mingw32-gcc}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

cat > "$scratch/reference.c" <<'C'
#define CINTERFACE
#define INITGUID
#include <windows.h>
#include <ole2.h>
#include <oaidl.h>
#include <ocidl.h>
#include <dispex.h>
#include <olectl.h>
#include <stddef.h>

// A record of 128 bytes: group, name, value.
struct entry { char group[48], name[72]; long long value; };

#define TYPE(type) {#type, "sizeof", sizeof(type)}, {#type, "alignof", _Alignof(type)},
#define FIELD(type, field) {#type, #field, offsetof(type, field)},
#define SLOT(iface, method) {#iface, #method, offsetof(iface##Vtbl, method) / sizeof(void *)},
#define CONSTANT(constant) {"constant", #constant, (long long)(constant)},
#define GUID_(name)
const struct entry layout_table[] = {
#include "layout_fields.h"
    {"", "", 0}
};
C
"$compiler" -std=c11 -c -w -I"$here/../CAutomationLayout/include" "$scratch/reference.c" -o "$scratch/reference.o"

python3 - "$scratch/reference.o" "$here/../CAutomationLayout/include/layout_fields.h" > "$scratch/layout.tsv" <<'PY'
import re, struct, sys, uuid

# A COFF object: 20 bytes of header, 40 for each section, 18 for each symbol, then the strings.
data = open(sys.argv[1], "rb").read()
_, section_count, _, symbols_at, symbol_count, optional, _ = struct.unpack_from("<HHIIIHH", data)
sections = [struct.unpack_from("<20xI", data, 20 + optional + 40 * i)[0] for i in range(section_count)]
strings_at = symbols_at + 18 * symbol_count
symbols, index = {}, 0
while index < symbol_count:
    raw, value, section, _, _, auxiliary = struct.unpack_from("<8sIhHBB", data, symbols_at + 18 * index)
    zero, offset = struct.unpack("<II", raw)
    start = strings_at + offset
    name = raw.rstrip(b"\0") if zero else data[start:data.index(b"\0", start)]
    if section > 0:
        symbols[name.decode()] = sections[section - 1] + value
    index += 1 + auxiliary

at = symbols["layout_table"]
while data[at]:
    group, name, value = struct.unpack_from("<48s72sq", data, at)
    print(group.rstrip(b"\0").decode(), name.rstrip(b"\0").decode(), value, sep="\t")
    at += 128
for name in re.findall(r"^GUID_\((\w+)\)", open(sys.argv[2]).read(), re.M):
    print("guid", name, str(uuid.UUID(bytes_le=data[symbols[name]:symbols[name] + 16])).upper(), sep="\t")
PY
mv "$scratch/layout.tsv" "$here/layout.tsv"
wc -l "$here/layout.tsv"
