# SPDX-License-Identifier: Apache-2.0
"""Arguments that make no sense to the module itself: each is a Python exception."""
import latebind
import pytest


@pytest.mark.parametrize("call", [
    lambda: latebind.create(""), lambda: latebind.create("{not a guid}"), lambda: latebind.create("a\0b"),
    lambda: latebind.create("\ud800"), lambda: latebind.create(7), lambda: latebind.create("X.Y", int),
    lambda: latebind.load_type_library(""), lambda: latebind.load_type_library("a\0b"),
    lambda: latebind.load_type_library("\ud800"), lambda: latebind.load_type_library(b"x"),
    lambda: latebind.load_type_library(None), lambda: latebind.load_type_library("/"),
    lambda: latebind.implement(int, 1), lambda: latebind.implement((), 1), lambda: latebind.implement((int,), 1),
    lambda: latebind.implement(latebind.Object, 1), lambda: latebind.implement(1),
    lambda: latebind.register_class("A.B", "no guid", int, int), lambda: latebind.register_class(1, 2, 3, 4),
    lambda: latebind.register_class("A.B", "{00000000-0000-0000-0000-000000000001}", int),
    lambda: latebind.cast(1, 2), lambda: latebind.dynamic("x"), lambda: latebind._revoke_class("x"),
    lambda: latebind.Object(), lambda: latebind.TypeLibrary(), lambda: latebind.Error("x"),
    lambda: type("Sub", (latebind.Object,), {})(),
])
def test_module_functions(call):
    with pytest.raises((latebind.Error, TypeError, ValueError)):
        call()


@pytest.mark.parametrize("call", [
    lambda v: v._invoke(), lambda v: v._invoke(1), lambda v: v._invoke("x", 1), lambda v: v._invoke(2**40, 1),
    lambda v: v._invoke(2**80, 1), lambda v: v._invoke(1, 0), lambda v: v._invoke(1, 99), lambda v: v._invoke(1, -1),
    lambda v: v._invoke(40, latebind.PROPERTYPUT), lambda v: v._invoke(40, 2, 1, 2, 3), lambda v: v._dispid(1),
    lambda v: v._dispid(""), lambda v: v._dispid("\ud800"), lambda v: v._dispid("x" * 100000),
    lambda v: getattr(v, ""), lambda v: getattr(v, "\ud800"), lambda v: setattr(v, "x" * 100000, 1),
    lambda v: v.Cell[1], lambda v: v.Cell[1, "a", 2], lambda v: v.Cell[()], lambda v: v[1], lambda v: v(),
    lambda v: len(v), lambda v: iter(v), lambda v: v < v, lambda v: v.Long(*range(1000)),
    lambda v: v.Long(**{"\ud800": 1}), lambda v: v.Long(**{f"n{i}": i for i in range(300)}),
    lambda v: type(v).Long(), lambda v: type(v).Long(None), lambda v: type(v).Name.__get__(1),
])
def test_objects(values, call):
    with pytest.raises((latebind.Error, TypeError, ValueError, AttributeError, OverflowError)):
        call(values)
    assert values.Long(1) == 1


def test_deeply_nested_values(values):
    deep = 1
    for _ in range(200):
        deep = (deep,)
    assert values.Anything(deep) == deep
    for _ in range(100_000):
        deep = (deep,)
    with pytest.raises(RecursionError):
        values.Anything(deep)


def test_sequences_that_misbehave(values):
    class Changing(list):
        def __iter__(self):
            raise KeyError("no")

    class Text(str):
        pass

    with pytest.raises(KeyError):
        values.Anything(Changing([1]))
    assert values.Anything(Text("x")) == "x"


def test_implementation_that_misbehaves(library):
    class Hostile:
        @property
        def Name(self):
            raise SystemError("property")

        def __getattr__(self, name):
            raise RuntimeError("attribute " + name)

    hostile = latebind.implement(library.IValues, Hostile())
    with pytest.raises(latebind.Error, match="attribute get_Name|property"):
        hostile.Name
    with pytest.raises(latebind.Error, match="attribute Long"):
        hostile.Long(1)
