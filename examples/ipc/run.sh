#!/usr/bin/env bash
# Builds the server, the clients and the comparison, and runs them: run.sh BUILD_FOLDER [--check]
# With --check the output, with the figures left out, is compared with expected.txt.
set -euo pipefail
source "$(dirname "$0")/../common/build.sh"

compile ipc
cp "$here/ipc.latebind.json" "$out/"
export LATEBIND_PATH="$out"

optimisation=-O
[ "$(basename "$bin")" = debug ] && optimisation=-Onone
for program in server client; do
    swiftc $optimisation -swift-version 6 -parse-as-library -module-name "Ipc_$program" "$here/Sources/$program.swift" \
        -I "$bin/Modules" -I "$root/Sources/CAutomation/include" -I "$root/Sources/CFFI/include" \
        -I "$root/Sources/CPlatform/include" -I "$root/.build/checkouts/swift-system/Sources/CSystem/include" \
        -L "$bin" -lLatebind -Xlinker -rpath -Xlinker "$bin" -o "$out/ipc-$program"
done
# shellcheck disable=SC2046
c++ -std=c++17 "$here"/mechanisms/*.cpp $(pkg-config --cflags dbus-1) "${flags[@]}" $(pkg-config --libs dbus-1) -lrt -o "$out/compare"

# The server of the manifest, holding a FIFO open as long as it lives: `ended` waits for that.
printf '#!/bin/sh\nexec ./ipc-server 9<>"$IPC_ALIVE"\n' >"$out/server"
chmod +x "$out/server"
export IPC_ALIVE="$LATEBIND_RUNTIME_DIR/alive"
mkfifo "$IPC_ALIVE"
watch_server() { timeout 60 cat "$IPC_ALIVE" & watcher=$!; }
ended() { wait "$watcher" && echo "the server has ended"; }

# A bus of its own for D-Bus.
start_bus() {
    coproc bus { exec dbus-daemon --session --nofork --nopidfile --address="unix:path=$LATEBIND_RUNTIME_DIR/bus" --print-address=1 2>"$out/bus.txt"; }
    read -r -t 60 DBUS_SESSION_BUS_ADDRESS <&"${bus[0]}"
    export DBUS_SESSION_BUS_ADDRESS
    bus_pid=$bus_PID
}

lines() { cd "$here" && cat "$@" | grep -cvE '^\s*(//.*|#.*)?$'; }

run() {
    watch_server
    "$bin/latebind" run "$here/client.py" "$out/ipc-client"
    ended

    start_bus
    watch_server
    "$out/compare" ${1:+"$1"} >"$out/medians.txt"
    kill "$bus_pid"
    wait "$bus_pid" || true    # 143: ended by that signal
    ended
    printf '%-36s %10s %10s %7s\n' "a message there and back, median" "64 B µs" "64 KiB µs" "lines"
    local name small large sources
    while IFS=$'\t' read -r name small large sources; do
        # shellcheck disable=SC2086
        printf '%-36s %10s %10s %7s\n' "$name" "$small" "$large" "$(lines $sources)"
    done <"$out/medians.txt"
}

if [ "$mode" = --check ]; then
    run --brief | sed -E 's/ +[0-9]+\.[0-9] +[0-9]+\.[0-9] +[0-9]+$/  N  N  N/' >"$out/output.txt"
    diff -u "$here/expected.txt" "$out/output.txt"
    echo "examples/ipc: as expected"
else
    run
fi
