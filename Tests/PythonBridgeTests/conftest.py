# SPDX-License-Identifier: Apache-2.0
"""Run by the embedded interpreter: latebind run -m pytest Tests/PythonBridgeTests"""
import gc
import pathlib
import subprocess
import sys

import latebind
import pytest

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parent.parent
# In the embedded interpreter this is the command `latebind`.
COMMAND = sys.executable


def loaded_library():
    """The liblatebind of this process: what is loaded into it must not get another."""
    for line in pathlib.Path("/proc/self/maps").read_text().splitlines():
        path = line.split()[-1]
        if path.endswith("/libLatebind.so"):
            return pathlib.Path(path)
    raise AssertionError("liblatebind is not loaded")


def pytest_configure(config):
    config.addinivalue_line(
        "markers", "default_values: prepares calls whose default values are strings, kept for as long as the types are")


@pytest.fixture(autouse=True)
def no_leaks(request):
    """A test that leaves a COM object, a string or an array alive fails."""
    gc.collect()
    before = latebind._live()
    yield
    # pytest itself holds the test's arguments until later.
    request.node.funcargs.clear()
    gc.collect()
    after = latebind._live()
    if request.node.get_closest_marker("default_values"):
        after["strings"] = before["strings"]
    assert after == before, "left alive"


@pytest.fixture(scope="session")
def library(tmp_path_factory):
    """values.idl, compiled."""
    target = tmp_path_factory.mktemp("typelibs") / "values.tlb"
    subprocess.run(
        [COMMAND, "compile", HERE / "values.idl", "-I", ROOT / "typelibs" / "stdole2", "-o", target], check=True)
    return latebind.load_type_library(target)


class Values:
    """IValues in Python: every method gives back what it gets."""

    def __init__(self):
        self.Name = "nameless"
        self.Parent = None
        self.Ready = True
        self.cells = {}
        self.received = []

    def _echo(self, value):
        self.received.append(value)
        return value

    Byte = Short = Long = Hyper = Unsigned = Single = Double = Boolean = Text = Date = Currency = _echo
    Anything = Object = Unknown = Own = Paint = Longs = Variants = _echo

    def Divide(self, dividend, divisor):
        return divmod(dividend, divisor)

    def Swap(self, first, second):
        return second, first

    def Measure(self):
        return 640, 4.5

    def Optional(self, first, second=latebind.Missing, third=None):
        return f"{first} {second!r} {third}"

    def Sum(self, numbers):
        return sum(numbers)

    def Apply(self, callback, value):
        return callback(value)

    def get_Cell(self, row, column):
        return self.cells[row, column]

    def set_Cell(self, row, column, value):
        self.cells[row, column] = value


@pytest.fixture
def values(library):
    """An object whose calls go through the vtable into Python."""
    return latebind.implement(library.IValues, Values())


@pytest.fixture
def late_values(values):
    """The same, called through IDispatch alone."""
    return latebind.dynamic(values)
