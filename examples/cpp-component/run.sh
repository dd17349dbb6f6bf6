#!/usr/bin/env bash
# Builds a C++ component and a C++ client, and runs both: run.sh BUILD_FOLDER [--check]
# With --check the output is compared with expected.txt.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
bin=$(cd "${1:-$root/.build/release}" && pwd)
mode=${2:-}
out="$here/.build"
mkdir -p "$out"

"$bin/latebind" compile "$here/counters.idl" -I "$root/typelibs/stdole2" -o "$out/counters.tlb"
# What pkg-config tells of an installed tree.
flags=(-std=c++11 -Wall -Wextra -Werror -O1 -I "$root/Sources/CAutomation/include" -I "$root/bindings/c/include"
    -L "$bin" -llatebind -Wl,-rpath,"$bin")
c++ "$here/Sources/counter.cpp" -shared -fPIC -fvisibility=hidden "${flags[@]}" -o "$out/libCounters.so"
c++ "$here/Sources/client.cpp" "${flags[@]}" -o "$out/client"
cp "$here/counters.latebind.json" "$out/"

# The Swift dictionary, which the client uses, is built by its own example, against the same liblatebind.
dictionary="$root/examples/dictionary/.build"
ldd "$dictionary/libScriptingDictionary.so" 2>/dev/null | grep -qF " $bin/libLatebind.so" ||
    "$root/examples/dictionary/run.sh" "$bin" --check >/dev/null

export LATEBIND_PATH="$out:$dictionary" LATEBIND_TYPELIB_PATH="$root/typelibs/stdole2"
run() {
    echo '$ latebind run counter.py'
    "$bin/latebind" run "$here/counter.py"
    echo '$ ./client'
    "$out/client"
}
if [ "$mode" = --check ]; then
    run >"$out/output.txt"
    diff -u "$here/expected.txt" "$out/output.txt"
    echo "examples/cpp-component: as expected"
else
    run
fi
