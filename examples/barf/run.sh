#!/usr/bin/env bash
# Builds the program and runs it: run.sh BUILD_FOLDER [--check]
# With --check the output is compared with expected.txt.
set -euo pipefail
source "$(dirname "$0")/../common/build.sh"

compile barf
c++ -std=c++11 "$here/Sources/main.cpp" "${flags[@]}" -o "$out/barf"
run() {
    echo '$ latebind dump barf.tlb | grep riid'
    "$bin/latebind" dump "$out/barf.tlb" | grep riid
    echo '$ ./barf barf.tlb'
    "$out/barf" "$out/barf.tlb"
}
finish
