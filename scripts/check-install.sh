#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
#     scripts/check-install.sh PREFIX
#
# Uses an installed tree as a user without a Swift toolchain does: a C program is compiled with what pkg-config says and runs,
# the command runs, and no file is loaded from a toolchain.
set -eu

prefix=$(cd "$1" && pwd -P)
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
clean() { env -i HOME="$work" PATH=/usr/bin:/bin "$@"; }

cat > "$work/program.c" << 'PROGRAM'
#include <latebind/automation.h>
#include <stdio.h>

int main(void)
{
    VARIANT value;
    VariantInit(&value);
    V_VT(&value) = VT_BSTR;
    V_BSTR(&value) = SysAllocString(OLESTR("42"));
    HRESULT status = VariantChangeType(&value, &value, 0, VT_I4);
    printf("%08x %d\n", (unsigned)status, V_I4(&value));
    return 0;
}
PROGRAM
flags=$(PKG_CONFIG_PATH=$prefix/lib/pkgconfig pkg-config --cflags --libs latebind)
# The flags are words.
# shellcheck disable=SC2086
clean cc "$work/program.c" $flags -Wl,-rpath,"$prefix/lib" -o "$work/program"
[ "$(clean "$work/program")" = "00000000 42" ] || { echo "$0: the C program failed" >&2; exit 1; }

clean "$prefix/bin/latebind" --help > /dev/null
for library in "$prefix"/share/latebind/typelibs/*.tlb; do
    if [ -f "$library" ]; then clean "$prefix/bin/latebind" dump --format json "$library" > /dev/null; fi
done

for file in "$work/program" "$prefix/bin/latebind" "$prefix/lib/libLatebind.so" "$prefix"/lib/latebind/*.so; do
    if clean ldd "$file" | grep -E 'not found|swift' | grep -v "=> $prefix/"; then
        echo "$0: $file needs what is not installed" >&2
        exit 1
    fi
done
echo "$prefix works without a toolchain"
