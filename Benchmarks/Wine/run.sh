#!/usr/bin/env bash
# Wine's figures for the calls of RuntimeBenchmarks, as `name TAB nanoseconds`: run.sh CALC.TLB
# Prints nothing, with a word on stderr, where wine64 or mingw-w64's compiler is missing.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
wine=$(command -v wine64 || echo /usr/lib/wine/wine64)
if ! command -v x86_64-w64-mingw32-gcc >/dev/null || [ ! -x "$wine" ]; then
    echo "no Wine to compare with: wine64 and gcc-mingw-w64-x86-64-win32 are needed" >&2
    exit 0
fi
work=$here/.build
mkdir -p "$work"
x86_64-w64-mingw32-gcc -O2 -Wall -Wextra "$here/bench.c" -o "$work/bench.exe" -loleaut32 -lole32 -luuid
cp "$1" "$work/calc.tlb"
export WINEPREFIX=$work/prefix WINEDEBUG=-all WINEDLLOVERRIDES="mscoree,mshtml="
[ -d "$WINEPREFIX" ] || timeout 300 "$wine" wineboot -i >/dev/null 2>&1 || true
cd "$work"
timeout 120 "$wine" bench.exe calc.tlb | tr -d '\r'
