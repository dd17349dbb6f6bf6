#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Times the command beside the tools that do the same, in one run: commands.py LATEBIND

Each pair runs in turn, A B A B …; the figure is the median of user + system time, the ratio is ours over theirs.
"""
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile

WINE = pathlib.Path("/usr/lib/x86_64-linux-gnu/wine/x86_64-windows")
HEADERS = pathlib.Path("/usr/include/wine/wine/windows")
WIDL = "x86_64-w64-mingw32-widl"
RUNS = 7


def seconds(command):
    """User + system seconds of one run."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)


def compare(what, ours, theirs_name, theirs):
    ours_times, theirs_times = [], []
    for command in (ours, theirs):
        seconds(command)  # once, for the file cache
    for _ in range(RUNS):
        ours_times.append(seconds(ours))
        theirs_times.append(seconds(theirs))
    a, b = statistics.median(ours_times), statistics.median(theirs_times)
    print(f"{what:44}{a * 1000:7.0f} ms   {theirs_name} {b * 1000:7.0f} ms   ratio {a / b:.2f}")


def main():
    latebind = sys.argv[1]
    with tempfile.TemporaryDirectory() as folder:
        # Debian's file is an executable around the library, which winedump does not look into.
        library = pathlib.Path(folder) / "library.tlb"
        image = (WINE / "mshtml.tlb").read_bytes()
        library.write_bytes(image[image.index(b"MSFT\2\0\1\0"):])
        compare(
            "dump --format json of mshtml.tlb (1.1 MB)", [latebind, "dump", "--format", "json", library], "winedump",
            ["winedump", "dump", library])
        out = pathlib.Path(folder) / "mshtml.tlb"
        # widl's own library of these headers is written with the same folders.
        compare(
            "compile mshtml.idl (27,000 lines with imports)",
            [latebind, "compile", HEADERS / "mshtml.idl", "-I", HEADERS, "-I", WINE, "-o", out], "widl    ",
            [WIDL, "-t", "-m64", "-I", HEADERS, "-L", WINE, "-o", out, HEADERS / "mshtml.idl"])


if __name__ == "__main__":
    main()
