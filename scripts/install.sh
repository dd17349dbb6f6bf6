#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
#     scripts/install.sh PREFIX BUILD_DIR [VERSION]
#
# Installs what `swift build -c release` left in BUILD_DIR (libLatebind.so and the command) under PREFIX. Nothing that is
# installed needs a Swift toolchain, and the tree may be moved afterwards:
#
#     bin/latebind
#     lib/libLatebind.so              the library; its soname is what components in every language ask the loader for
#     lib/liblatebind.so              the same under the name that -llatebind and dlopen callers know
#     lib/latebind/*.so               the Swift runtime, shared by the library, the command and components in Swift
#     lib/pkgconfig/latebind.pc
#     include/latebind/*.h
#     share/latebind/typelibs/*.tlb
set -eu

[ $# -ge 2 ] || { echo "usage: $0 PREFIX BUILD_DIR [VERSION]" >&2; exit 2; }
target=$1
build=$2
version=${3:-0.1.0}
root=$(cd "$(dirname "$0")/.." && pwd)

need() {
    [ -f "$build/$1" ] || { echo "$0: $build/$1 is missing: build it with 'swift build -c release'" >&2; exit 1; }
}

# The files of a program that the loader takes from the toolchain's folder of runtime libraries.
swift_runtime() {
    folder=$(ldd "$1" | awk '$1 == "libswiftCore.so" { sub("/[^/]*$", "", $3); print $3 }')
    ldd "$1" | awk -v folder="$folder/" 'index($3, folder) == 1 { print $3 }'
}

install_headers() {
    install -d "$target/include/latebind"
    install -m 644 "$root"/Sources/CAutomation/include/latebind/*.h "$root"/bindings/c/include/latebind/*.h \
        "$target/include/latebind"
    install -d "$target/lib/pkgconfig"
    sed "s/@VERSION@/$version/" "$root/bindings/c/latebind.pc.in" > "$target/lib/pkgconfig/latebind.pc"
}

install_type_libraries() {
    install -d "$target/share/latebind/typelibs"
    for library in "$root"/typelibs/*/*.tlb; do
        if [ -f "$library" ]; then install -m 644 "$library" "$target/share/latebind/typelibs"; fi
    done
}

install_linux() {
    need libLatebind.so
    need latebind
    # The build's search path names the toolchain; what is installed looks beside itself.
    if ! command -v patchelf > /dev/null; then
        { [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null && apt-get install -y -qq patchelf > /dev/null; } ||
            { echo "$0: patchelf is missing: apt-get install patchelf" >&2; exit 1; }
    fi
    install -d "$target/bin" "$target/lib/latebind"
    for file in $( (swift_runtime "$build/libLatebind.so"; swift_runtime "$build/latebind") | sort -u); do
        install -m 755 "$file" "$target/lib/latebind"
    done
    # Written beside and moved into place: a running process keeps the library that it has.
    install -m 755 "$build/libLatebind.so" "$target/lib/libLatebind.so.new"
    patchelf --set-soname libLatebind.so "$target/lib/libLatebind.so.new"
    patchelf --set-rpath '$ORIGIN/latebind' "$target/lib/libLatebind.so.new"
    mv -f "$target/lib/libLatebind.so.new" "$target/lib/libLatebind.so"
    ln -sf libLatebind.so "$target/lib/liblatebind.so"
    install -m 755 "$build/latebind" "$target/bin/latebind.new"
    patchelf --set-rpath '$ORIGIN/../lib:$ORIGIN/../lib/latebind' "$target/bin/latebind.new"
    mv -f "$target/bin/latebind.new" "$target/bin/latebind"
}

# The Swift runtime is part of macOS, and its file systems do not tell libLatebind from liblatebind.
install_macos() {
    need libLatebind.dylib
    need latebind
    install -d "$target/bin" "$target/lib"
    install -m 755 "$build/libLatebind.dylib" "$target/lib"
    install_name_tool -id @rpath/libLatebind.dylib "$target/lib/libLatebind.dylib"
    [ -e "$target/lib/liblatebind.dylib" ] || ln -s libLatebind.dylib "$target/lib/liblatebind.dylib"
    install -m 755 "$build/latebind" "$target/bin"
}

case $(uname) in
Darwin) install_macos ;;
*) install_linux ;;
esac
install_headers
install_type_libraries
