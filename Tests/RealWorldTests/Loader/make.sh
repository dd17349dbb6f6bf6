#!/usr/bin/env bash
# Asks Wine's loader what it finds in MIDL's libraries and in ours, and packs what it says: make.sh LATEBIND
# Needs Debian's wine64, gcc-mingw-w64-x86-64 and libwine-dev, and the wheels of scripts/fetch-wheels.sh.
set -euo pipefail
latebind=$(realpath "${1:?usage: make.sh LATEBIND}")
cd "$(dirname "$0")"
wheels=$(../../../scripts/fetch-wheels.sh --folder)
headers=/usr/include/wine/wine/windows
libraries=/usr/lib/x86_64-linux-gnu/wine/x86_64-windows
out=$PWD/dumps.tar.xz
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

x86_64-w64-mingw32-gcc -O1 -o "$work/tlbdump.exe" tlbdump.c -loleaut32 -lole32 -luuid
cd "$work"
mkdir dumps files
cp "$libraries"/*.tlb files/
for wheel in "$wheels"/*.whl; do python3 -m zipfile -e "$wheel" wheels; done
for file in wheels/comtypes/test/*.tlb wheels/autoit/lib/*.dll; do
    name=$(basename "$file"); printf '%s\tdumps/midl_%s.json\n' "$file" "${name%.*}" >>list
done
for source in $(grep -lE '^ *library' "$headers"/*.idl); do
    name=$(basename "$source" .idl)
    for bits in 64 32; do
        if "$latebind" compile "$source" -I "$headers" -I "$libraries" --target "win$bits" -o "files/ours_${name}_$bits.tlb" 2>/dev/null; then
            printf 'files/ours_%s_%s.tlb\tdumps/ours_%s_%s.json\n' "$name" "$bits" "$name" "$bits" >>list
        fi
    done
done
"$latebind" compile "$OLDPWD/../Feature/feature.idl" -o files/feature.tlb
printf 'files/feature.tlb\tdumps/feature.json\n' >>list

WINEPREFIX=$work/prefix WINEDEBUG=-all WINEDLLOVERRIDES='mscoree,mshtml=' /usr/lib/wine/wine64 tlbdump.exe @list
cp files/feature.tlb dumps/feature.json "$OLDPWD/../Feature/"
rm dumps/feature.json
tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -cf - -C dumps . | xz -9e >"$out"
ls -l "$out"
