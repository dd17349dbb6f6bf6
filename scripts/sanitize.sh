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
toolchain=$(dirname "$(dirname "$(realpath "$(command -v swiftc)")")")
clang=$toolchain/bin/clang
export SWIFT_BACKTRACE=enable=no

for sanitizer in "${sanitizers[@]}"; do
    # (The usual linker warns of what the runtime does not export, and these tests fail at warnings.)
    preload= options="-fsanitize=$sanitizer -fuse-ld=lld"
    case $sanitizer in
    address) scratch=$PWD/.build-asan; export ASAN_OPTIONS=detect_leaks=0 ;;
    thread) scratch=$PWD/.build-tsan; export TSAN_OPTIONS="halt_on_error=0 exitcode=66" ;;
    *) echo "usage: sanitize.sh [address] [thread] [-- TEST-OPTIONS]" >&2; exit 2 ;;
    esac
    printf '\n== %s\n' "$sanitizer"
    swift build --build-tests --sanitize="$sanitizer" --scratch-path "$scratch"
    swift build --product Latebind --sanitize="$sanitizer" --scratch-path "$scratch"
    # The command loads the library: what that needs of the sanitizer's runtime, the command has to show.
    shown=()
    for symbol in $(nm -D "$scratch/debug/libLatebind.so" | sed -n 's/^ *U \(__[at]san_.*\)/\1/p'); do
        shown+=(-Xlinker "--export-dynamic-symbol=$symbol")
    done
    swift build --product latebind --sanitize="$sanitizer" --scratch-path "$scratch" "${shown[@]}"
    if [ "$sanitizer" = thread ] && [ "$(uname)" = Linux ]; then
        preload=$scratch/tsan-mutex.so
        "$clang" -O1 -shared -fPIC scripts/tsan-mutex.c -o "$preload" -ldl
        # Swift's runtime of this sanitizer knows libdispatch.
        options+=" -L$toolchain/lib/swift/linux -ldispatch -lBlocksRuntime -Wl,-rpath,$toolchain/lib/swift/linux"
    fi
    LATEBIND_CC="$clang $options" LATEBIND_CXX="$clang++ $options" LD_PRELOAD=$preload \
        "$scratch/debug/latebindPackageTests.xctest" --testing-library swift-testing "$@"
done
