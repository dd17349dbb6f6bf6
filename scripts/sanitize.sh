#!/usr/bin/env bash
# The whole Swift test suite under sanitizers: sanitize.sh [address] [thread]; more words after `--` go to the test program
# (sanitize.sh thread -- --filter RemotingTests).
# Each has a build of its own beside the usual one (.build-asan, .build-tsan). What is left alive is counted by the tests
# themselves (.noLeaks): LeakSanitizer cannot follow the tagged pointers of Swift's enums.
set -euo pipefail
cd "$(dirname "$0")/.."

sanitizers=()
while [ $# -gt 0 ] && [ "$1" != -- ]; do sanitizers+=("$1"); shift; done
[ $# -eq 0 ] || shift
[ ${#sanitizers[@]} -gt 0 ] || sanitizers=(address thread)
# The tests' C programs link the sanitized library: they need the compiler that Swift comes with.
clang=$(dirname "$(realpath "$(command -v swiftc)")")/clang
export SWIFT_BACKTRACE=enable=no

for sanitizer in "${sanitizers[@]}"; do
    preload=
    case $sanitizer in
    address) scratch=.build-asan; export ASAN_OPTIONS=detect_leaks=0 ;;
    thread) scratch=.build-tsan; export TSAN_OPTIONS="halt_on_error=0 exitcode=66" ;;
    *) echo "usage: sanitize.sh [address] [thread] [-- TEST-OPTIONS]" >&2; exit 2 ;;
    esac
    printf '\n== %s\n' "$sanitizer"
    swift build --build-tests --sanitize="$sanitizer" --scratch-path "$scratch"
    swift build --product latebind --sanitize="$sanitizer" --scratch-path "$scratch"
    swift build --product Latebind --sanitize="$sanitizer" --scratch-path "$scratch"
    if [ "$sanitizer" = thread ] && [ "$(uname)" = Linux ]; then
        preload=$PWD/$scratch/tsan-mutex.so
        "$clang" -O1 -shared -fPIC scripts/tsan-mutex.c -o "$preload" -ldl
    fi
    LATEBIND_CC="$clang -fsanitize=$sanitizer" LATEBIND_CXX="$clang++ -fsanitize=$sanitizer" LD_PRELOAD=$preload \
        "$scratch/debug/latebindPackageTests.xctest" --testing-library swift-testing "$@"
done
