# SPDX-License-Identifier: Apache-2.0
"""Members as Python sees them: methods, properties, the default member, collections, spelling."""
import inspect

import latebind
import pytest


class Dictionary:
    """IDictionary of scrrun.dll in the most Python-like way."""

    CompareMode = 0

    def __init__(self):
        self.entries = {}

    def Add(self, key, item):
        self.entries[key] = item

    def Exists(self, key):
        return key in self.entries

    def Items(self):
        return list(self.entries.values())

    def Keys(self):
        return tuple(self.entries)

    def Remove(self, key):
        del self.entries[key]

    def RemoveAll(self):
        self.entries.clear()

    def __getitem__(self, key):
        return self.entries[key]

    def __setitem__(self, key, value):
        self.entries[key] = value

    def __len__(self):
        return len(self.entries)

    def __iter__(self):
        return iter(self.entries)


@pytest.fixture(scope="module")
def scripting():
    return latebind.load_type_library("/usr/lib/x86_64-linux-gnu/wine/x86_64-windows/scrrun.dll")


@pytest.fixture
def dictionary(scripting):
    return latebind.implement(scripting.Dictionary, Dictionary())


def test_default_property_is_subscripted_and_called(dictionary):
    dictionary["a"] = 1
    dictionary.Item["b"] = 2
    assert dictionary["a"] == dictionary.Item["a"] == dictionary.Item("a") == dictionary("a") == 1
    assert dictionary.Keys() == ("a", "b")


def test_collection(dictionary):
    assert not list(dictionary) and len(dictionary) == 0
    dictionary.Add("x", 1)
    dictionary.Add(Key="y", Item=None)
    assert list(dictionary) == ["x", "y"]
    assert len(dictionary) == dictionary.Count == 2
    assert "x" in dictionary and "z" not in dictionary


def test_empty_collection_is_true(dictionary):
    assert dictionary
    assert len(dictionary) == 0


def test_object_is_put_by_reference(scripting):
    calls = []

    class Recorder(Dictionary):
        def set_Item(self, key, value):
            calls.append(value)

    recorder = latebind.implement(scripting.IDictionary, Recorder())
    recorder["self"] = recorder
    assert calls == [recorder]
    calls.clear()


def test_plain_property(values):
    assert values.Name == "nameless"
    values.Name = "Ada"
    assert values.Name == "Ada"


def test_property_with_parameters(values):
    values.Cell[3, "b"] = "x"
    assert values.Cell[3, "b"] == values.Cell(3, "b") == "x"
    assert repr(values.Cell) == "<property IValues.Cell>"


def test_reference_property(values):
    assert values.Parent is None
    values.Parent = values
    assert values.Parent == values
    values.Parent = None
    assert values.Parent is None


def test_names_have_no_case(values):
    assert values.divide(7, 2) == values.DIVIDE(7, 2) == (3, 1)
    values.NAME = "x"
    assert values.name == "x"


def test_read_only_property(values):
    with pytest.raises(AttributeError, match="IValues.Ready is read-only"):
        values.Ready = False


def test_unknown_member(values):
    with pytest.raises(AttributeError) as caught:
        values.Frobnicate
    assert isinstance(caught.value, latebind.Error)
    assert caught.value.hresult.name == "DISP_E_UNKNOWNNAME"
    assert "IValues.Frobnicate" in str(caught.value)
    assert not hasattr(values, "frobnicate")


def test_unknown_attribute_cannot_be_set(values):
    with pytest.raises(AttributeError):
        values.Frobnicate = 1
    with pytest.raises(AttributeError):
        del values.Name


def test_type_of_an_interface(library, values):
    assert type(values) is library.IValues
    assert library.IValues is library.ivalues
    assert issubclass(library.IDerived, library.IValues)
    assert isinstance(values, latebind.Object)
    assert {"Divide", "Name", "Cell"} <= set(dir(values))
    assert "QueryInterface" not in dir(values) and "Invoke" not in dir(values)
    assert library.IValues.__doc__ == "One method for each type"
    assert repr(values).startswith("<latebind.IValues object at 0x")
    with pytest.raises(TypeError):
        library.IValues()


def test_descriptors_tell_of_themselves(library):
    divide = library.IValues.Divide
    assert divide.__name__ == "Divide" and divide.__doc__ == "Divides" and divide.dispid == 30
    assert divide.__objclass__ is library.IValues
    assert str(inspect.signature(divide)) == "(self, /, dividend, divisor)"
    assert str(inspect.signature(library.IValues.Optional)) == "(self, /, first, second=Ellipsis, third=Ellipsis)"


def test_method_of_another_interface_is_refused(library, dictionary):
    with pytest.raises(TypeError, match="IValues.Divide needs an object of its interface, not IDictionary"):
        library.IValues.Divide(dictionary, 1, 2)
    with pytest.raises(TypeError):
        library.IValues.Divide(7, 1, 2)


def test_inherited_members(library):
    from conftest import Values

    class Derived(Values):
        def Twice(self, value):
            return 2 * value

    derived = latebind.implement(library.IDerived, Derived())
    assert derived.Twice(4) == 8
    assert derived.Divide(9, 2) == (4, 1)
    base = latebind.cast(derived, library.IValues)
    assert type(base) is library.IValues and base == derived
    assert library.IValues.Divide(derived, 9, 2) == (4, 1)


def test_dispinterface(library):
    class Events:
        Level = 3
        Title = "t"

        def __init__(self):
            self.seen = []

        def Changed(self, what, detail=None):
            self.seen.append((what, detail))

        def Ask(self, question, answer):
            return question + 1, answer.upper()

    sink = Events()
    events = latebind.implement(library.DEvents, sink)
    events.Changed("size")
    events.Changed("size", 7)
    events.changed(what="w", detail=b"x")
    assert sink.seen == [("size", None), ("size", 7), ("w", b"x")]
    assert events.Ask(41, "yes") == (42, "YES")
    events.Level = 9
    assert events.Level == sink.Level == 9
    assert events.Title == "t"
    with pytest.raises(AttributeError):
        events.Title = "u"


def test_calls_by_dispid(values):
    assert values._dispid("divide") == 30
    assert values._invoke(40, latebind.PROPERTYGET) == "nameless"
    values._invoke(40, latebind.PROPERTYPUT, "x")
    assert values.Name == "x"
    assert values._invoke(3, latebind.METHOD, 5) == 5
    with pytest.raises(latebind.Error) as caught:
        values._invoke(999, latebind.METHOD)
    assert caught.value.hresult.name == "DISP_E_MEMBERNOTFOUND"


def test_late_bound_object(late_values, values):
    assert type(late_values) is latebind.Dispatch and late_values == values
    assert late_values.Name == "nameless"
    late_values.name = "late"
    assert values.Name == "late"
    assert late_values.Long(5) == 5
    assert late_values.Optional(1, third=2) == "1 latebind.Missing 2"
    late_values.Cell[1, "a"] = 2.5
    assert late_values.Cell[1, "a"] == 2.5
    late_values.Parent = values
    assert late_values.Parent == values
    late_values.Parent = latebind.Nothing
    assert values.Parent is None
    with pytest.raises(latebind.MemberError):
        late_values.Frobnicate


def test_late_bound_collection(dictionary):
    late = latebind.dynamic(dictionary)
    late["a"] = 1
    assert late["a"] == 1 and list(late) == ["a"] and late.Count == 1
