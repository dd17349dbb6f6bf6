#!/usr/bin/env bash
# Gets the Python packages that carry libraries which MIDL made, and their IDL, for tests: fetch-wheels.sh [--folder]
# They are kept outside the repository, in LATEBIND_WHEELS or the user's cache; --folder only prints where.
set -euo pipefail

folder=${LATEBIND_WHEELS:-${XDG_CACHE_HOME:-$HOME/.cache}/latebind/wheels}
if [ "${1:-}" = --folder ]; then echo "$folder"; exit; fi

# comtypes: four libraries and their IDL; pywin32: IDL; PyAutoIt: two DLLs with a TYPELIB resource each.
have() { compgen -G "$folder/$1*.whl" >/dev/null; }
have comtypes- && have pywin32- && have PyAutoIt- && exit 0

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
get() { python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: --timeout 20 --retries 1 -d "$work" "$@"; }
if get comtypes==1.4.17 PyAutoIt==0.6.5 && get --platform win_amd64 --python-version 3.11 pywin32==312; then
    mkdir -p "$folder"
    mv "$work"/*.whl "$folder"
    echo "MIDL's libraries are in $folder"
else
    echo "PyPI cannot be reached: the tests of MIDL's own libraries will be left out (scripts/fetch-wheels.sh gets them)" >&2
fi
