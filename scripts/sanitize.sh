#!/usr/bin/env bash
# The whole Swift test suite under sanitizers: sanitize.sh [address] [thread]
# Each has a build of its own beside the usual one (.build-asan, .build-tsan). What is left alive is counted by the tests
# themselves (.noLeaks): LeakSanitizer cannot follow the tagged pointers of Swift's enums.
set -euo pipefail
cd "$(dirname "$0")/.."

[ $# -gt 0 ] || set -- address thread
for sanitizer in "$@"; do
    case $sanitizer in
    address) scratch=.build-asan; export ASAN_OPTIONS=detect_leaks=0 ;;
    thread) scratch=.build-tsan; export TSAN_OPTIONS="halt_on_error=0 exitcode=66" ;;
    *) echo "usage: sanitize.sh [address] [thread]" >&2; exit 2 ;;
    esac
    printf '\n== %s\n' "$sanitizer"
    swift build --build-tests --sanitize="$sanitizer" --scratch-path "$scratch"
    swift test --skip-build --sanitize="$sanitizer" --scratch-path "$scratch" --disable-xctest
done
