#!/usr/bin/env bash
# Builds the two programs and lets them talk: run.sh BUILD_FOLDER [--check]
# With --check the output is compared with expected.txt.
set -euo pipefail
source "$(dirname "$0")/../common/build.sh"

compile test
c++ -std=c++11 "$here/Sources/left.cpp" "${flags[@]}" -o "$out/left"
cc -std=gnu11 "$here/Sources/right.c" "${flags[@]}" -o "$out/right"

# Prints what both programs say, until one of them says the line.
until_line() {
    local line
    while IFS= read -r -t 60 line <&"$said"; do
        [ "$line" = "$1" ] && return
        echo "$line"
    done
    echo "$1: not said within a minute" >&2
    return 1
}

run() {
    # Both write to one pipe, and each has an input of its own.
    local names="$LATEBIND_RUNTIME_DIR/pipes" said to_left to_right left right
    mkdir "$names"
    mkfifo "$names/said" "$names/left" "$names/right"
    exec {said}<>"$names/said" {to_left}<>"$names/left" {to_right}<>"$names/right"
    "$out/left" "$out/test.tlb" <&"$to_left" >&"$said" & left=$!
    until_line "left:  ready"
    "$out/right" "$out/test.tlb" <&"$to_right" >&"$said" & right=$!
    until_line "right: ready"
    echo call >&"$to_left"
    until_line "left:  done"
    echo call >&"$to_right"
    until_line "right: done"
    echo quit >&"$to_left"
    echo quit >&"$to_right"
    wait "$left"
    wait "$right"
}
finish
