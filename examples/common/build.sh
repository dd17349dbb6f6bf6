# SPDX-License-Identifier: Apache-2.0
#
# For the run.sh of the examples: source common/build.sh BUILD_FOLDER [--check]. Sets root, bin, mode, out and flags, and a runtime
# folder that goes with the script.
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
bin=$(cd "${1:-$root/.build/release}" && pwd)
mode=${2:-}
out="$here/.build"
mkdir -p "$out"
# What pkg-config tells of an installed tree.
flags=(-Wall -Wextra -Werror -O1 -I "$root/Sources/CAutomation/include" -I "$root/bindings/c/include" -I "$root/examples/common"
    "$bin/libLatebind.so" -Wl,-rpath,"$bin" -pthread)
LATEBIND_RUNTIME_DIR=$(mktemp -d)
# What was started here and still runs is ended by its id.
end() {
    local pid
    for pid in $(jobs -p); do kill "$pid" 2>/dev/null || true; done
    rm -rf "$LATEBIND_RUNTIME_DIR"
}
trap end EXIT
export LATEBIND_RUNTIME_DIR LATEBIND_TYPELIB_PATH="$root/typelibs/stdole2"
unset LATEBIND_TRACE

compile() { "$bin/latebind" compile "$here/$1.idl" -I "$root/typelibs/stdole2" -o "$out/$1.tlb"; }

# Runs the function `run`; with --check its output is compared with expected.txt.
finish() {
    if [ "$mode" = --check ]; then
        run >"$out/output.txt"
        diff -u "$here/expected.txt" "$out/output.txt"
        echo "examples/$(basename "$here"): as expected"
    else
        run
    fi
}
