#!/usr/bin/env bash
# Builds the program, runs it, and counts the calls that left a process: run.sh BUILD_FOLDER [--check]
# With --check the output is compared with expected.txt.
set -euo pipefail
source "$(dirname "$0")/../common/build.sh"

compile points
c++ -std=c++11 "$here/Sources/main.cpp" "${flags[@]}" -o "$out/points"
run() {
    rm -f "$out/calls.txt"
    LATEBIND_TRACE="text:$out/calls.txt" "$out/points" "$out/points.tlb"
    # By name if the trace knows it, else by IID.
    echo "calls of ICanvas that left their process: $(grep -ciE ' call +(ICanvas|\{91b3d7c2)' "$out/calls.txt" || true)"
    echo "calls of IPoint that left their process:  $(grep -ciE ' call +(IPoint|\{91b3d7c1)' "$out/calls.txt" || true)"
}
finish
