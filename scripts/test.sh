#!/usr/bin/env bash
# Every test: the Swift tests, the format's robustness test once more under AddressSanitizer, the Python tests in the embedded
# interpreter, and the examples' own scripts. `make test` installs what they need first.
set -euo pipefail
cd "$(dirname "$0")/.."

step() { printf '\n== %s\n' "$*"; }

step "build (debug)"
swift build --build-tests
swift build --product latebind
swift build --product Latebind
ln -sf libLatebind.so .build/debug/liblatebind.so

step "Swift tests"
swift test --skip-build --parallel

step "hostile type libraries under AddressSanitizer"
# The sanitizer's runtime reports leaks too, except inside a container that forbids ptrace.
swift build --build-tests --sanitize=address --scratch-path .build-asan
ASAN_OPTIONS=detect_leaks=0 swift test --skip-build --sanitize=address --scratch-path .build-asan --filter 'MSFTFormatTests.Robustness|IDLTests.Robustness'

step "Python tests"
.build/debug/latebind run -m pytest -q -p no:cacheprovider Tests/PythonBridgeTests

step "examples"
for script in examples/*/run.sh; do
    "$script" .build/debug --check
done
