#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds omniORB's side of the benchmark, starts its server over a Unix-domain socket, and runs what follows with
# OMNIORB_CLIENT set to the command that measures one call: run.sh COMMAND...
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT
cd "$work"
omniidl -bcxx "$here/bench.idl"
for program in server client; do
    g++ -O2 -I. "$here/$program.cc" benchSK.cc -o $program -lomniORB4 -lomnithread -lpthread
done
cd - >/dev/null
"$work/server" -ORBendPoint "giop:unix:$work/socket" "$work/reference" &
server=$!
until [ -e "$work/reference" ]; do kill -0 "$server"; read -rt 0.05 <> <(:) || true; done
OMNIORB_CLIENT="$work/client $work/reference" "$@"
