#!/usr/bin/env bash
# Every test: the Swift tests, the robustness tests once more under AddressSanitizer, the Python tests in the embedded
# interpreter, the examples' own scripts, the object browser in Chromium, and an installed tree used without the toolchain. `make test` installs what they need.
set -euo pipefail
cd "$(dirname "$0")/.."

step() { printf '\n== %s\n' "$*"; }

step "build (debug)"
swift build --build-tests
swift build --product latebind
swift build --product Latebind
ln -sf libLatebind.so .build/debug/liblatebind.so

step "Swift tests"
# MIDL's own libraries, if `make test` could get them.
wheels=$(scripts/fetch-wheels.sh --folder)
if [ -d "$wheels" ]; then export LATEBIND_WHEELS=$wheels; else echo "left out: WheelTests, because $wheels is not there"; fi
swift test --skip-build --parallel

step "Python tests"
.build/debug/latebind run -m pytest -q -p no:cacheprovider Tests/PythonBridgeTests

step "examples"
for script in examples/*/run.sh; do
    "$script" .build/debug --check
done

step "object browser in Chromium"
python3 Tests/ObjectBrowserTests/browser_test.py .build/debug/latebind

step "install"
prefix=$(mktemp -d)
trap 'rm -rf "$prefix"' EXIT
scripts/install.sh "$prefix" .build/debug
scripts/check-install.sh "$prefix"
echo "the installed tree works without the toolchain"

step "hostile type libraries and IDL under AddressSanitizer"
# Memory errors only: LeakSanitizer cannot follow the tagged pointers of Swift's enums and reports what globals hold. What is
# left alive is counted by the tests themselves (.noLeaks, weak references).
swift build --build-tests --sanitize=address --scratch-path .build-asan
ASAN_OPTIONS=detect_leaks=0 swift test --skip-build --sanitize=address --scratch-path .build-asan --disable-xctest \
    --filter Robustness
