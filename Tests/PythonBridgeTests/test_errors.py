# SPDX-License-Identifier: Apache-2.0
"""Failures on both sides of a call, and what the other side sees of them."""
import pickle
import traceback

import latebind
import pytest
from conftest import Values


@pytest.fixture
def failing(library):
    """Makes an object whose Text raises an exception."""
    def make(exception):
        class Failing(Values):
            def Text(self, value):
                raise exception

        return latebind.implement(library.IValues, Failing())

    return make


def test_python_exception_becomes_hresult_and_cause(failing):
    original = ValueError("no such thing")
    with pytest.raises(latebind.Error) as caught:
        failing(original).Text("x")
    error = caught.value
    assert error.hresult.name == "E_FAIL" and error.description == "ValueError: no such thing"
    assert error.source == "IValues.Text" and error.member == "IValues.Text"
    assert error.__cause__ is original
    assert str(error) == "IValues.Text: ValueError: no such thing [E_FAIL (0x80004005)]"
    assert "no such thing" in "".join(traceback.format_exception(error))


def test_error_of_an_implementation_keeps_its_hresult(failing):
    with pytest.raises(latebind.Error) as caught:
        failing(latebind.Error(0x800A01C9, "in use", source="Shop", help_file="shop.hlp", help_context=7)).Text("x")
    error = caught.value
    assert (error.hresult, error.description, error.source) == (0x800A01C9 - 2**32, "in use", "Shop")
    assert (error.help_file, error.help_context) == ("shop.hlp", 7)


@pytest.mark.parametrize("late", [False, True])
def test_exception_through_idispatch(failing, late):
    target = failing(KeyError("k"))
    with pytest.raises(latebind.Error) as caught:
        (latebind.dynamic(target) if late else target).Text("x")
    assert isinstance(caught.value.__cause__, KeyError)


def test_documented_codes_of_python_exceptions(failing):
    for exception, name in [(NotImplementedError(), "E_NOTIMPL"), (MemoryError(), "E_OUTOFMEMORY")]:
        with pytest.raises(latebind.Error) as caught:
            failing(exception).Text("x")
        assert caught.value.hresult.name == name
        caught = None


def test_exit_goes_through(failing):
    with pytest.raises(SystemExit):
        failing(SystemExit(3)).Text("x")
    with pytest.raises(KeyboardInterrupt):
        failing(KeyboardInterrupt()).Text("x")


def test_exception_through_two_levels(library, failing):
    inner = failing(ZeroDivisionError("deep"))

    class Outer(Values):
        def Text(self, value):
            return inner.Text(value)

    with pytest.raises(latebind.Error) as caught:
        latebind.implement(library.IValues, Outer()).Text("x")
    first = caught.value.__cause__
    assert isinstance(first, latebind.Error) and isinstance(first.__cause__, ZeroDivisionError)


def test_exception_that_is_dealt_with_on_the_way_is_no_cause(library, failing):
    inner = failing(ValueError("dealt with"))

    class Outer(Values):
        def Text(self, value):
            try:
                inner.Text(value)
            except latebind.Error:
                pass
            return "fine"

        def Long(self, value):
            self.Text("")
            raise OSError("another")

    outer = latebind.implement(library.IValues, Outer())
    assert outer.Text("x") == "fine"
    with pytest.raises(latebind.Error) as caught:
        outer.Long(1)
    assert isinstance(caught.value.__cause__, OSError)


def test_result_that_cannot_be_converted(library):
    class Wrong(Values):
        def Long(self, value):
            return "many"

        def Anything(self, value):
            return object()

        def Divide(self, dividend, divisor):
            return 1

    wrong = latebind.implement(library.IValues, Wrong())
    with pytest.raises(latebind.Error) as caught:
        wrong.Long(1)
    assert caught.value.hresult.name == "DISP_E_TYPEMISMATCH" and "Long" in str(caught.value)
    with pytest.raises(latebind.Error, match="object has no VARIANT type"):
        wrong.Anything(1)
    with pytest.raises(latebind.Error, match="must return a tuple of 2"):
        wrong.Divide(1, 2)


def test_missing_implementation(library):
    with pytest.raises(latebind.Error) as caught:
        latebind.implement(library.IValues, object()).Long(1)
    assert caught.value.hresult.name == "E_NOTIMPL"
    assert "has no attribute Long" in str(caught.value)


@pytest.mark.parametrize("arguments, argument, parameter", [
    (("x", 2), 0, "dividend"), ((1, "x"), 1, "divisor"), ((1, None), 1, "divisor"), ((1, [2]), 1, "divisor"),
    ((1, b"2"), 1, "divisor"), ((1, object()), 1, "divisor"),
])
def test_argument_that_cannot_be_coerced(values, arguments, argument, parameter):
    with pytest.raises(latebind.ArgumentError) as caught:
        values.Divide(*arguments)
    error = caught.value
    assert isinstance(error, TypeError)
    assert error.hresult.name == "DISP_E_TYPEMISMATCH"
    assert (error.argument, error.parameter) == (argument, parameter)
    assert f"IValues.Divide: argument {argument} ({parameter})" in str(error)


def test_argument_out_of_range(values):
    with pytest.raises(latebind.ArgumentError) as caught:
        values.Short(40000)
    assert caught.value.hresult.name == "DISP_E_OVERFLOW" and caught.value.argument == 0


def test_named_argument_that_cannot_be_coerced(values):
    with pytest.raises(latebind.ArgumentError) as caught:
        values.Divide(divisor="x", dividend=1)
    assert (caught.value.argument, caught.value.parameter) == (0, "divisor")


def test_value_of_a_property_that_cannot_be_coerced(library):
    events = latebind.implement(library.DEvents, type("Sink", (), {"Level": 1})())
    with pytest.raises(latebind.ArgumentError) as caught:
        events.Level = "many"
    assert caught.value.hresult.name == "DISP_E_TYPEMISMATCH"


def test_late_bound_argument_that_cannot_be_coerced(late_values):
    with pytest.raises(latebind.ArgumentError) as caught:
        late_values.Divide(1, "x", 0)
    assert caught.value.argument == 1 and caught.value.hresult.name == "DISP_E_TYPEMISMATCH"


@pytest.mark.parametrize("call", [
    lambda v: v.Divide(1), lambda v: v.Divide(), lambda v: v.Divide(1, 2, 3), lambda v: v.Divide(1, 2, divisor=3),
    lambda v: v.Divide(1, quotient=3), lambda v: v.Divide(1, nonsense=3),
])
def test_wrong_number_of_arguments(values, call):
    with pytest.raises(latebind.ArgumentError, match="IValues.Divide"):
        call(values)


def test_error_as_a_value():
    error = latebind.Error(0x80020005, "no", argument=1, parameter="p", member="I.M")
    assert error.hresult == -2147352571 and error.strerror
    assert str(error) == "I.M: argument 1 (p): no [DISP_E_TYPEMISMATCH (0x80020005)]"
    copy = pickle.loads(pickle.dumps(error))
    assert (str(copy), copy.hresult, type(copy)) == (str(error), error.hresult, latebind.Error)
    assert str(latebind.Error(0x80049999)) == "the call failed [0x80049999]"
    assert repr(latebind.HResult(-1)) == "HResult(0xFFFFFFFF)"


def test_missing_class_and_library():
    with pytest.raises(latebind.Error) as caught:
        latebind.create("No.Such.Class")
    assert caught.value.hresult.name == "CO_E_CLASSSTRING" and "No.Such.Class" in str(caught.value)
    with pytest.raises(latebind.Error) as caught:
        latebind.create("{00000000-1111-2222-3333-444444444444}")
    assert caught.value.hresult.name == "REGDB_E_CLASSNOTREG"
    with pytest.raises(latebind.Error) as caught:
        latebind.load_type_library("/no/such/file.tlb")
    assert "/no/such/file.tlb" in str(caught.value)
    with pytest.raises(latebind.Error):
        latebind.load_type_library(__file__)
