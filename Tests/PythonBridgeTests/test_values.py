# SPDX-License-Identifier: Apache-2.0
"""Values keep their meaning on the way from Python through COM into Python and back."""
import datetime
import decimal

import latebind
import pytest

D = decimal.Decimal

TYPED = [
    ("Byte", 255), ("Short", -32768), ("Long", -(2**31)), ("Hyper", -(2**63)), ("Hyper", 2**63 - 1),
    ("Unsigned", 2**32 - 1), ("Single", 0.5), ("Double", 1e300), ("Boolean", True), ("Boolean", False),
    ("Text", ""), ("Text", "é\0😀"), ("Text", "\ud800 alone"), ("Paint", 4),
    ("Date", datetime.datetime(1999, 12, 31, 23, 59, 59, 999999)), ("Date", datetime.datetime(1850, 6, 1, 12)),
    ("Currency", D("922337203685477.5807")), ("Longs", (1, -2, 3)), ("Longs", ()), ("Variants", (1, "two", None)),
    ("Object", None), ("Own", None),
]

ANY = [
    0, -1, 2**31, -(2**63), 2**63, 2**64 - 1, 1.5, float("inf"), True, None, "", "text", "𝄞", b"", b"\0\xff",
    datetime.datetime(2026, 2, 28, 1, 2, 3, 456789), D("0.1"), D("-79228162514264337593543950335"), D("1.50"),
    (), (1, (2, ("three", None)), b"4"), latebind.HResult(0x80020005),
]


@pytest.mark.parametrize("name, value", TYPED)
def test_typed_value_through_the_vtable(values, name, value):
    assert getattr(values, name)(value) == value


@pytest.mark.parametrize("name, value", TYPED)
def test_typed_value_late_bound(late_values, name, value):
    if name == "Longs":
        # A late-bound caller's list is an array of VARIANTs: nobody tells it what the parameter wants.
        with pytest.raises(latebind.Error, match="DISP_E_TYPEMISMATCH"):
            getattr(late_values, name)(value)
        return
    assert getattr(late_values, name)(latebind.Nothing if value is None else value) == value


@pytest.mark.parametrize("value", ANY, ids=repr)
def test_any_value_as_variant(values, value):
    result = values.Anything(value)
    assert result == value
    assert type(result) is type(value)


def test_variant_keeps_decimal_places(values):
    assert str(values.Anything(D("1.50"))) == "1.50"
    assert str(values.Anything(D("1E+3"))) == "1000"
    assert str(values.Anything(D("0E-40"))) == "0E-28"


def test_list_and_date_have_one_python_type_on_the_way_back(values):
    assert values.Anything([1, [2]]) == (1, (2,))
    assert values.Anything(datetime.date(2026, 1, 2)) == datetime.datetime(2026, 1, 2)
    assert values.Anything(bytearray(b"ab")) == b"ab"
    assert values.Anything(latebind.Empty) is None


def test_arguments_are_coerced_to_the_declared_type(values):
    assert values.Long("42") == 42
    assert values.Long(2.5) == 2
    assert values.Text(17) == "17"
    assert values.Double("1.25") == 1.25
    assert values.Longs([1, "2", 3.0]) == (1, 2, 3)


@pytest.mark.parametrize("value", [2**64, -(2**63) - 1])
def test_integers_beyond_64_bits_are_refused(values, value):
    with pytest.raises(latebind.ArgumentError) as caught:
        values.Anything(value)
    assert caught.value.hresult == latebind.HResult(0x8002000A)


@pytest.mark.parametrize("value", [D("1e29"), D("NaN"), D("Infinity"), D("1e-29"), D("0." + "1" * 29)])
def test_decimals_that_cannot_be_exact_are_refused(values, value):
    with pytest.raises(latebind.ArgumentError):
        values.Anything(value)


def test_aware_datetime_is_refused(values):
    with pytest.raises(latebind.ArgumentError, match="time zone"):
        values.Anything(datetime.datetime.now(datetime.timezone.utc))


def test_endless_list_is_refused(values):
    endless = []
    endless.append(endless)
    with pytest.raises(RecursionError):
        values.Anything(endless)


def test_object_keeps_its_identity(values, library):
    for method in (values.Object, values.Unknown, values.Own, values.Anything):
        result = method(values)
        assert result == values
        assert type(result) is library.IValues
        assert hash(result) == hash(values)
        assert result is values


def test_out_parameters_follow_the_result(values):
    assert values.Divide(17, 5) == (3, 2)
    assert values.Measure() == (640, 4.5)
    assert values.Swap("a", 1) == ("1", "a")


def test_optional_arguments(values):
    assert values.Optional(1) == "1 latebind.Missing 7"
    assert values.Optional(1, "x") == "1 'x' 7"
    assert values.Optional(1, third=3) == "1 latebind.Missing 3"
    assert values.Optional(1, latebind.Missing, 3) == "1 latebind.Missing 3"
    assert values.Optional(third=1, FIRST=2) == "2 latebind.Missing 1"


def test_variable_arguments(values):
    assert values.Sum() == 0
    assert values.Sum(1, 2, 3) == 6
