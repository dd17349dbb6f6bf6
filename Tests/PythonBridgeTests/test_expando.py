# SPDX-License-Identifier: Apache-2.0
"""Objects that get their members at run time."""
import latebind
import pytest


def test_members_come_and_go():
    thing = latebind.expando(name="pear", size=2.5)
    assert thing.name == "pear" and thing.Size == 2.5
    thing.colour = "green"
    assert list(thing) == ["name", "size", "colour"]
    del thing.name
    with pytest.raises(AttributeError):
        thing.name
    with pytest.raises(AttributeError):
        del thing.name
    thing.name = 7
    assert thing.name == 7


def test_an_expando_is_passed_through_com(library):
    class Taker:
        def Object(self, thing):
            late = latebind.dynamic(thing)
            late.seen = True
            return thing

    thing = latebind.expando()
    latebind.implement(library.IValues, Taker()).Object(thing)
    assert thing.seen is True


def test_other_objects_get_no_members(library, values):
    with pytest.raises(AttributeError):
        latebind.dynamic(values).Surprise = 1
    with pytest.raises(AttributeError):
        del latebind.dynamic(values).Name
