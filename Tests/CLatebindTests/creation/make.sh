#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Makes the data of this folder anew. Needs Debian's wine64 and gcc-mingw-w64-x86-64, and a debug build of the library:
#
#   rules.txt, win64.txt, win32.txt    what an independent oleaut32 answers to the calls of Programs/creation.c
#   shapes64.tlb, shapes32.tlb         the files that the same calls make here
#   shapes64.txt, shapes32.txt         what the independent loader finds in them
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=${1:-$here/../../../.build/debug}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export WINEPREFIX="$scratch/prefix" WINEDEBUG=-all WINEDLLOVERRIDES="mscoree,mshtml="
x86_64-w64-mingw32-gcc -std=c11 "$here/../Programs/creation.c" -o "$scratch/creation.exe" -loleaut32 -lole32 -luuid
cc -std=c11 -I "$here/../../../Sources/CAutomation/include" "$here/../Programs/creation.c" "$build/libLatebind.so" \
    -Wl,-rpath,"$build" -o "$scratch/creation"
cd "$scratch"
/usr/lib/wine/wine64 wineboot -i >/dev/null 2>&1 || true
reference() { /usr/lib/wine/wine64 creation.exe "$@" 2>/dev/null | tr -d '\r'; }
reference rules > "$here/rules.txt"
for bits in 64 32; do
    reference "win$bits" theirs.tlb > "$here/win$bits.txt"
    ./creation "win$bits" "$here/shapes$bits.tlb" > /dev/null
    cp "$here/shapes$bits.tlb" .
    reference dump "shapes$bits.tlb" > "$here/shapes$bits.txt"
done
