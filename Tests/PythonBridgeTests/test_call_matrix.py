# SPDX-License-Identifier: Apache-2.0
"""The call matrix's table of directions (Tests/CallMatrix/Tables) by Python: through the vtable and through IDispatch."""
import datetime
import decimal
import subprocess

import latebind
import pytest
from conftest import COMMAND, ROOT

TABLES = ROOT / "Tests" / "CallMatrix" / "Tables"
#: What Python has no values for.
NOT_PYTHON = {"Point"}


@pytest.fixture(scope="session")
def signatures(tmp_path_factory):
    target = tmp_path_factory.mktemp("typelibs") / "signatures.tlb"
    subprocess.run(
        [COMMAND, "compile", TABLES / "signatures.idl", "-I", ROOT / "typelibs" / "stdole2", "-o", target], check=True)
    return latebind.load_type_library(target)


def rows():
    for line in (TABLES / "directions.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            type_name, value, *expected = line.split("\t")
            if type_name not in NOT_PYTHON:
                yield type_name, value, expected[0] if expected else None


class Stranger:
    """Implements an interface that no method of the matrix asks for."""

    def __init__(self, signatures):
        self._com_interfaces_ = signatures.IPlain


def value(text, own, signatures):
    """A value of the table as Python has it (MatrixValue.swift)."""
    simple = {"empty": latebind.Empty, "null": None, "nothing": latebind.Nothing, "self": own}
    if text in simple:
        return simple[text]
    if text == "stranger":
        return Stranger(signatures)
    separator = ":" if ":" in text else "="
    kind, _, rest = text.partition(separator)
    if kind.endswith("[]"):
        items = rest.split(",") if rest else []
        if kind == "ui1[]":
            return bytes(map(int, items))
        if kind != "variant[]":
            items = [f"{kind[:-2]}={item}" for item in items]
        return tuple(value(item, own, signatures) for item in items)
    if kind in ("r4", "r8"):
        return float(rest)
    if kind == "bool":
        return rest == "true"
    if kind == "bstr":
        return rest
    if kind == "error":
        return latebind.HResult(int(rest, 16))
    if kind == "cy":
        return decimal.Decimal(int(rest)) / 10000
    if kind == "decimal":
        return decimal.Decimal(rest)
    if kind == "date":
        return datetime.datetime(1899, 12, 30) + datetime.timedelta(days=float(rest))
    return int(rest)


def implementation(signatures):
    """IDirections in Python, member by member."""
    members = {}
    for name in dir(signatures.IDirections):
        if name.startswith("Swap"):
            members[name] = lambda self, value, other: (other, value)
        elif name.startswith(("Echo", "Read", "Give")):
            members[name] = lambda self, value: value
    return latebind.implement(signatures.IDirections, type("Directions", (), members)())


def same(a, b):
    if b is latebind.Nothing or b is latebind.Empty:
        return a is None or a is b
    return a == b


@pytest.mark.parametrize("late", [False, True], ids=["vtable", "late"])
@pytest.mark.parametrize("type_name, given, expected", rows())
def test_row(signatures, type_name, given, expected, late):
    # A sequence becomes an array of what the parameter declares; late bound, when nothing is declared, of VARIANTs.
    if "[]" in given and (late and not given.startswith(("ui1[]", "variant[]")) or expected):
        pytest.skip("a Python sequence has no element type")
    own = implementation(signatures)
    target = latebind.dynamic(own) if late else own
    argument = value(given, own, signatures)
    if expected and expected.startswith("!"):
        for direction in "Echo", "Read":
            with pytest.raises(latebind.Error) as failure:
                getattr(target, direction + type_name)(argument)
            assert failure.value.hresult.name == expected[1:]
            assert failure.value.argument == 0
        return
    wanted = value(expected, own, signatures) if expected else argument
    assert same(getattr(target, "Echo" + type_name)(argument), wanted)
    assert same(getattr(target, "Read" + type_name)(argument), wanted)
    if expected or late:
        return
    assert same(getattr(own, "Give" + type_name)(argument), wanted)
    swapped, returned = getattr(own, "Swap" + type_name)(argument, argument)
    assert same(swapped, wanted) and same(returned, wanted)
