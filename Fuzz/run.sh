#!/usr/bin/env bash
# Fuzz/run.sh TARGET SECONDS: builds the fuzzer, makes its seeds and runs one target (msft, sltg, pe, idl, stub, proxy, pdu; or
# all, one after the other). What it finds is kept as Fuzz/.build/findings/TARGET-*; `Fuzz/run.sh TARGET FILE` runs one such file again.
set -euo pipefail
cd "$(dirname "$0")"

target=${1:?usage: Fuzz/run.sh msft|sltg|pe|idl|stub|proxy|pdu|all SECONDS|FILE}
what=${2:-600}
if [ -f "$what" ]; then what=$(realpath "$what"); fi

# The program has a main of its own (it makes the seeds, too), so libFuzzer comes without one.
resources=$(swiftc -print-target-info | sed -n 's/.*"runtimeResourcePath" *: *"\(.*\)".*/\1/p')
runtime=$(find -L "$resources/clang/lib" -name 'libclang_rt.fuzzer_no_main*.a' | grep -e "$(uname -m)" -e osx | head -1)
[ -n "$runtime" ] || { echo "this Swift has no libFuzzer in $resources/clang/lib" >&2; exit 1; }
swift build -c release -Xswiftc -enable-testing -Xswiftc -g -Xswiftc -sanitize=address -Xcc -fsanitize=address \
    -Xswiftc -sanitize-coverage=edge,indirect-calls,trace-cmp,inline-8bit-counters,pc-table \
    -Xlinker "$runtime" -Xlinker "-l$([ "$(uname)" = Darwin ] && echo c++ || echo stdc++)" -Xlinker -lm
program=.build/release/Fuzz
# Swift's own crash handler would stand between a trap and libFuzzer, and wait for ever where ptrace is forbidden.
export SWIFT_BACKTRACE=enable=no
# Sockets of the process's own exporter go where nobody else looks.
LATEBIND_RUNTIME_DIR=$(mktemp -d)
export LATEBIND_RUNTIME_DIR
trap 'rm -rf "$LATEBIND_RUNTIME_DIR"' EXIT
seeds=.build/seeds
findings=.build/findings
mkdir -p "$seeds" "$findings"
# What lives as long as the process is no leak (README.md), and making seeds is no search.
ASAN_OPTIONS=detect_leaks=0 "$program" seeds "$seeds" Seeds/*.idl ../typelibs/*/*.idl ../Benchmarks/*.idl
for folder in ../Tests/IDLTests/Diagnostics/*/; do cp "$folder/input.idl" "$seeds/idl/$(basename "$folder").idl"; done

fuzz() {
    local target=$1 seconds=$2 length=16384 dictionary=Dictionaries/msft.dict
    case "$target" in
        idl) length=8192 dictionary=Dictionaries/idl.dict ;;
        stub | proxy | pdu) length=4096 dictionary=Dictionaries/wire.dict ;;
    esac
    mkdir -p ".build/corpus/$target"
    "$program" "$target" -max_total_time="$seconds" -timeout="${TIMEOUT:-5}" -rss_limit_mb=2048 -max_len="$length" -detect_leaks=1 \
        -dict="$dictionary" -artifact_prefix="$findings/$target-" -print_final_stats=1 \
        ".build/corpus/$target" "$seeds/$target"
}

if [ -f "$what" ]; then "$program" "$target" -timeout=5 -rss_limit_mb=2048 "$what"; exit; fi
if [ "$target" != all ]; then fuzz "$target" "$what"; exit; fi
status=0
for target in msft sltg pe idl stub proxy pdu; do
    printf '\n== %s, %s seconds\n' "$target" "$what"
    fuzz "$target" "$what" || status=$?
done
exit $status
