#!/usr/bin/env bash
# Builds the component beside its type library and drives it from Python: run.sh BUILD_FOLDER [--check]
# With --check the output is compared with expected.txt.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
bin=$(cd "${1:-$root/.build/release}" && pwd)
out="$here/.build"
mkdir -p "$out"

say() { [ "${2:-}" = --check ] || printf "\n%s\n" "$1"; }
mode=${2:-}

# 1. The interface: IDL to a type library.
say '$ latebind compile typelibs/scripting/scripting.idl -o scripting.tlb' "$mode"
"$bin/latebind" compile "$root/typelibs/scripting/scripting.idl" -o "$out/scripting.tlb"
if [ "$mode" != --check ]; then
    echo '$ latebind dump scripting.tlb | grep -A6 "interface IDictionary"'
    "$bin/latebind" dump "$out/scripting.tlb" | grep -A6 "interface IDictionary :"
fi

# 2. The object: a Swift class, as a component that any host can load.
say '$ swiftc -emit-library Sources/*.swift -lLatebind -o libScriptingDictionary.so' "$mode"
optimisation=-O
[ "$(basename "$bin")" = debug ] && optimisation=-Onone
swiftc $optimisation -swift-version 6 -enable-upcoming-feature ExistentialAny -enable-upcoming-feature InternalImportsByDefault \
    -parse-as-library -emit-library -module-name ScriptingDictionary "$here"/Sources/*.swift \
    -I "$bin/Modules" -I "$root/Sources/CAutomation/include" -I "$root/Sources/CFFI/include" \
    -I "$root/Sources/CPlatform/include" -I "$root/.build/checkouts/swift-system/Sources/CSystem/include" \
    -L "$bin" -lLatebind -Xlinker -rpath -Xlinker "$bin" -o "$out/libScriptingDictionary.so"
cp "$here/dictionary.latebind.json" "$out/"

# 3. The script: finds the class by its ProgID in a manifest on LATEBIND_PATH, in this process and in one of its own, which
#    `latebind serve` is and which ends with the last reference.
export LATEBIND_PATH="$out" LATEBIND_TYPELIB_PATH="$root/typelibs/stdole2" PATH="$bin:$PATH"
LATEBIND_RUNTIME_DIR=$(mktemp -d)
export LATEBIND_RUNTIME_DIR
trap 'rm -rf "$LATEBIND_RUNTIME_DIR"' EXIT
for context in in_process local_server; do
    if [ "$mode" = --check ]; then
        "$bin/latebind" run "$here/dictionary.py" "$context" >"$out/output.txt"
        diff -u "$here/expected.txt" "$out/output.txt"
    else
        say "$ latebind run dictionary.py $context" "$mode"
        "$bin/latebind" run "$here/dictionary.py" "$context"
    fi
done
[ "$mode" != --check ] || echo "examples/dictionary: as expected, in one process and in two"
