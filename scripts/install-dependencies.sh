#!/usr/bin/env bash
# Installs what Latebind needs beside Swift, from Debian's packages: install-dependencies.sh build|test|install|bench
# As root it installs; otherwise it prints the command that root is to run and fails.
set -euo pipefail

packages=(libffi-dev libpython3-dev python3 pkg-config)
case "${1:-build}" in
build) ;;
# libwine holds the type libraries, widl's IDL files and the loader that tests compare with; pytest drives the embedded interpreter.
# The locales of conversions come from ICU; a test gives its process a foreign locale.
test) packages+=(gcc g++ libicu-dev locales libwine libwine-dev mingw-w64-tools xz-utils python3-pytest python3-hypothesis python3-impacket patchelf chromium fonts-dejavu-core) ;;
install) packages+=(patchelf) ;;
# What is measured against: winedump, widl.
bench) packages+=(gcc libwine libwine-dev wine64 wine64-tools mingw-w64-tools gcc-mingw-w64-x86-64-win32) ;;
*) echo "usage: install-dependencies.sh build|test|install|bench" >&2; exit 2 ;;
esac

if ! command -v swift >/dev/null; then
    echo "Swift 6.3 is needed and 'swift' is not on PATH: see https://www.swift.org/install/linux/" >&2
    exit 1
fi

if [ "$(uname -s)" != Linux ]; then
    command -v pkg-config >/dev/null && pkg-config --exists libffi python3 && exit 0
    echo "libffi and Python's headers are needed (pkg-config: libffi, python3): brew install libffi python pkg-config" >&2
    exit 1
fi

missing=()
for package in "${packages[@]}"; do
    dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

if ! command -v apt-get >/dev/null; then
    echo "These packages (Debian's names) are needed and this system has no apt-get: ${missing[*]}" >&2
    exit 1
fi
if [ "$(id -u)" -ne 0 ]; then
    echo "Some packages are missing. Run this, then try again:" >&2
    echo "    sudo apt-get update && sudo apt-get install --no-install-recommends ${missing[*]}" >&2
    exit 1
fi
echo "installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
