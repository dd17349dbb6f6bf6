# SPDX-License-Identifier: Apache-2.0
"""Any value that Python has a VARIANT for comes back as it was, through the vtable and through IDispatch."""
import datetime
import decimal

import latebind
from conftest import Values
from hypothesis import HealthCheck, given, settings, strategies as st

# Every UTF-16 text, lone surrogates included; two that would make a pair are one character on the way back.
texts = st.text(st.characters()).filter(lambda text: text == text.encode("utf-16-le", "surrogatepass").decode(
    "utf-16-le", "surrogatepass"))
decimals = st.builds(
    lambda sign, digits, scale: decimal.Decimal((sign, tuple(map(int, str(digits))), -scale)),
    st.integers(0, 1), st.integers(0, 2**96 - 1), st.integers(0, 28))
# A DATE has 53 bits: microseconds up to 65,536 days from 1899, a tenth of a millisecond for ever.
datetimes = st.one_of(
    st.datetimes(datetime.datetime(1721, 1, 1), datetime.datetime(2079, 6, 1)),
    st.datetimes(datetime.datetime(100, 1, 1)).map(lambda date: date.replace(microsecond=date.microsecond // 1000 * 1000)))
scalars = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**63), 2**64 - 1), st.floats(allow_nan=False), texts, st.binary(),
    decimals, datetimes)
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=4).map(tuple), max_leaves=12)

property_test = settings(
    max_examples=300, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def same(a, b):
    if isinstance(a, tuple):
        return type(b) is tuple and len(a) == len(b) and all(map(same, a, b))
    return type(a) is type(b) and (a.as_tuple() == b.as_tuple() if isinstance(a, decimal.Decimal) else a == b)


@property_test
@given(values)
def test_variants(library, value):
    echo = latebind.implement(library.IValues, Values())
    assert same(value, echo.Anything(value))
    assert same(value, latebind.dynamic(echo).Anything(value))


@property_test
@given(texts)
def test_text(library, text):
    assert latebind.implement(library.IValues, Values()).Text(text) == text


@property_test
@given(st.lists(scalars, max_size=6))
def test_arrays(library, items):
    result = latebind.implement(library.IValues, Values()).Variants(items)
    assert same(tuple(items), result)


@property_test
@given(st.integers(-(2**70), 2**70))
def test_range_of_a_long(library, number):
    echo = latebind.implement(library.IValues, Values())
    try:
        assert echo.Long(number) == number and -(2**31) <= number < 2**31
    except latebind.ArgumentError as error:
        assert not -(2**31) <= number < 2**31 and error.hresult.name == "DISP_E_OVERFLOW" and error.argument == 0
