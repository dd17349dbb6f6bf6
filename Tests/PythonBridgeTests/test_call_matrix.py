# SPDX-License-Identifier: Apache-2.0
"""The call matrix's tables (Tests/CallMatrix/Tables) by Python: through the vtable and through IDispatch, to an object in Python."""
import datetime
import decimal
import subprocess

import latebind
import pytest
from conftest import COMMAND, ROOT

TABLES = ROOT / "Tests" / "CallMatrix" / "Tables"


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
    if kind == "point":
        x, y, label = rest.split(",")
        return signatures.Point(int(x), float(y), label=label)
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


# ---- calls.tsv ------------------------------------------------------------------------------------------------------------

def calls():
    for number, line in enumerate((TABLES / "calls.tsv").read_text(encoding="utf-8").splitlines(), 1):
        if line and not line.startswith("#"):
            member, arguments, expected = line.split("\t")
            yield pytest.param(member, arguments.split("|") if arguments else [], expected, id=f"{number}-{member}")


class Signatures:
    """ISignatures in Python."""

    def __init__(self):
        self.Number = 0
        self.slots = {}

    def DoubleI4(self, value):
        return value * 2

    DoubleR8 = TwiceBSTR = TwiceVariant = DoubleI4

    def GiveI2(self):
        return -7

    def GiveBSTR(self):
        return "given"

    def GiveVariant(self):
        return 77

    def GiveObject(self):
        return self.own

    def GiveSeveral(self):
        return 3.5, 1, "two"

    def ReadI4(self, value):
        return value

    def Twelve(self, *values):
        def shown(value):
            if isinstance(value, bool):
                return str(value).lower()
            if isinstance(value, datetime.datetime):
                return str((value - datetime.datetime(1899, 12, 30)) / datetime.timedelta(days=1))
            return "object" if isinstance(value, latebind.Object) else str(value)
        return " ".join(map(shown, values))

    def NineDoubles(self, *values):
        return sum(map(float, values))

    TenShorts = Alternating = VariantAmid = NineDoubles

    def Optional(self, a, b=latebind.Missing, c=None, d=None):
        return f"{a} {'missing' if b is latebind.Missing else b} {c} {d}"

    def get_Slot(self, key):
        return self.slots.get(key, latebind.Empty)

    def set_Slot(self, key, value):
        self.slots[key] = value

    def Fail(self, code, description):
        raise latebind.Error(code, description)


for name in ("I1 UI1 I2 UI2 I4 UI4 I8 UI8 Int UInt R4 R8 Bool CY Date Error Decimal BSTR Variant VariantByRef Dispatch Unknown Self "
             "Colour Longs Variants").split():
    setattr(Signatures, "Echo" + name, lambda self, value: value)


@pytest.fixture
def subject(signatures):
    implemented = Signatures()
    own = latebind.implement(signatures.ISignatures, implemented)
    implemented.own = own
    yield own
    # The object holds itself.
    implemented.own = None
    implemented.slots.clear()


def variable(text):
    """What a row's argument holds before the call and afterwards; None for an argument that is no variable."""
    kind, _, rest = text.partition(" ")
    return tuple(rest.split(" -> ")) if kind in ("ref", "var") else None


#: Members whose variables are given by the callee alone: Python does not pass them, and gets them back.
OUT_ONLY = ("Give",)


@pytest.mark.default_values
@pytest.mark.parametrize("late", [False, True], ids=["vtable", "late"])
@pytest.mark.parametrize("member, arguments, expected", calls())
def test_call(signatures, subject, member, arguments, expected, late):
    kind, _, name = member.rpartition(" ")
    if late and any(text.startswith("i4[]") for text in arguments):
        pytest.skip("a Python sequence has no element type")
    variables = [variable(text) for text in arguments]
    if late and any(variables):
        # A late-bound call has no declared variables, and passes values: what IDispatch has no names for stays with the callee.
        arguments = [text if pair is None else pair[0] for text, pair in zip(arguments, variables)]
        variables = []
        if name.startswith(OUT_ONLY):
            return check_out_only(signatures, subject, name)
    target = latebind.dynamic(subject) if late else subject

    def made(text):
        return latebind.Missing if text == "missing" else value(text, subject, signatures)

    passed = [made(text if pair is None else pair[0]) for text, pair in zip(arguments, variables or [None] * len(arguments))]
    if not late and name.startswith(OUT_ONLY):
        passed = []

    def call():
        if kind in ("put", "putref"):
            if len(passed) == 1:
                setattr(target, name, passed[0])
            else:
                getattr(target, name)[passed[0]] = passed[1]
            return None
        if kind == "get":
            found = getattr(target, name)
            return found[passed[0]] if passed else found
        return getattr(target, name)(*passed)

    if kind == "get":
        # The rows before this one put what it reads.
        subject.Number = 31
        subject.Slot["key"] = made(expected) if name == "Slot" else None
    if expected.startswith("!"):
        code, _, argument = expected[1:].partition(" ")
        with pytest.raises(latebind.Error) as failure:
            call()
        assert failure.value.hresult == int(code, 16) - (1 << 32) if code.startswith("0x") else failure.value.hresult.name == code
        if argument:
            assert failure.value.argument == int(argument)
        return
    result = call()
    left = [pair[1] for pair in variables if pair is not None]
    if not late and left:
        # The result, then the variables.
        wanted = ([] if expected == "none" else [expected]) + (left if name != "ReadI4" else [])
        found = list(result) if isinstance(result, tuple) and len(wanted) > 1 else [result]
    else:
        # A variable that Python passes as a value is the callee's own: its new value is the result for Python alone.
        declared_out = not late and name.startswith(("Double", "Twice"))
        if declared_out:
            return
        wanted, found = ([] if expected == "none" else [expected]), [result]
    for text, item in zip(wanted, found):
        assert same(item, made(text)), (text, item)
    if not wanted:
        assert result is None


def check_out_only(signatures, subject, name):
    """An [out] parameter has no place in a late-bound call from Python: the callee says so."""
    with pytest.raises(latebind.Error) as failure:
        getattr(latebind.dynamic(subject), name)()
    assert failure.value.hresult.name == "DISP_E_BADPARAMCOUNT"
