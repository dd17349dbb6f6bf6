# SPDX-License-Identifier: Apache-2.0
"""Records of a type library as Python values; that they travel is test_call_matrix.py's to show."""
import gc

import latebind
import pytest
from test_call_matrix import signatures  # noqa: F401 - a fixture


def test_fields_by_position_and_by_name(signatures):
    point = signatures.Point(1, y=2.5)
    assert type(point) is latebind.Record
    assert (point.x, point.y, point.label) == (1, 2.5, "")
    assert point.X == 1
    assert list(point) == [1, 2.5, ""]
    assert repr(point) == "Point(x=1, y=2.5, label='')"
    assert repr(signatures.Point) == "<latebind.RecordType Point {3F0A6B15-52C1-4D5E-9B1A-0C7D2E4F6A80}>"


def test_values_are_coerced_to_the_fields_types(signatures):
    point = signatures.Point(x="12", y=3, label=4)
    assert (point.x, point.y, point.label) == (12, 3.0, "4")


def test_equality_is_field_by_field(signatures):
    a, b, c = signatures.Point(1, 2, "x"), signatures.Point(1, 2.0, "x"), signatures.Point(1, 2, "y")
    assert a == b and not a != b
    assert a != c and a != (1, 2, "x")
    with pytest.raises(TypeError):
        hash(a)


def test_a_record_does_not_change(signatures):
    point = signatures.Point(1)
    with pytest.raises(AttributeError):
        point.x = 2
    assert point.x == 1


@pytest.mark.parametrize("arguments, names, code, parameter", [
    ((1, 2, "x", 4), {}, "DISP_E_BADPARAMCOUNT", None), ((), {"z": 1}, "TYPE_E_FIELDNOTFOUND", "z"),
    (("x",), {}, "DISP_E_TYPEMISMATCH", "x"), ((1 << 40,), {}, "DISP_E_OVERFLOW", "x"),
])
def test_what_does_not_fit_is_refused(signatures, arguments, names, code, parameter):
    with pytest.raises(latebind.ArgumentError) as caught:
        signatures.Point(*arguments, **names)
    error = caught.value
    assert (error.hresult.name, error.parameter, error.member) == (code, parameter, "Point")


def test_a_field_that_is_not_there(signatures):
    with pytest.raises(AttributeError):
        signatures.Point().z
    assert not hasattr(signatures.Point(), "z")


def test_a_record_of_another_type_is_no_argument(signatures, library):
    class Directions:
        def EchoPoint(self, value):
            return value

    own = latebind.implement(signatures.IDirections, Directions())
    assert own.EchoPoint(signatures.Point(3)).x == 3
    with pytest.raises(latebind.ArgumentError) as caught:
        own.EchoPoint((3, 4, "x"))
    assert caught.value.hresult.name == "DISP_E_TYPEMISMATCH"


def test_what_a_record_holds_goes_with_it(signatures):
    before = latebind._live()
    points = [signatures.Point(number, label="text") for number in range(100)]
    assert latebind._live()["records"] == before["records"] + 100
    del points
    gc.collect()
    assert latebind._live() == before
