#!/usr/bin/env bash
# Builds the program, runs it, and shows the bytes on the wire: run.sh BUILD_FOLDER [--check]
# With --check the output, without what is random in it, is compared with expected.txt.
set -euo pipefail
source "$(dirname "$0")/../common/build.sh"

compile sum
c++ -std=c++11 "$here/Sources/main.cpp" "${flags[@]}" -o "$out/sum"
mask=()
[ "$mode" != --check ] || mask=(--mask)

run() {
    # The packets of both processes, as Wireshark reads them.
    rm -f "$out/sum.pcap"
    LATEBIND_TRACE="pcap:$out/sum.pcap" "$out/sum" "$out/sum.tlb"
    echo
    python3 "$here/wire.py" "$out/sum.pcap" "${mask[@]}"
}
finish
