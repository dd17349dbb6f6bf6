# SPDX-License-Identifier: Apache-2.0
"""Type libraries as Python objects."""
import enum
import glob
import inspect

import latebind
import pytest

WINE = "/usr/lib/x86_64-linux-gnu/wine/x86_64-windows/"


def test_library(library):
    assert library.name == "Values" and library.version == "1.0" and library.path.endswith("values.tlb")
    assert library.guid == "{6D0E8C6A-5A0B-4B8B-9C0B-2F6B0A0C0001}"
    assert library.doc == "Values for the tests of the Python bridge"
    assert {"IValues", "IDerived", "DEvents", "Values", "Colour"} <= set(library.types) <= set(dir(library))


def test_enumeration(library):
    assert issubclass(library.Colour, enum.IntEnum)
    assert [member.name for member in library.Colour] == ["Red", "Green", "Blue"]
    assert library.Colour.Blue == library.Blue == 4


def test_coclass(library):
    assert library.Values.clsid == "{6D0E8C6A-5A0B-4B8B-9C0B-2F6B0A0C0020}"
    assert library.Values.interface is library.IValues
    assert library.Values.__doc__ == "Implemented by the tests"


def test_unknown_type(library):
    with pytest.raises(latebind.MemberError, match="Values.Nothing"):
        library.Nothing


def test_opened_twice_gives_the_same_types(library):
    assert latebind.load_type_library(library.path).IValues is library.IValues


def published_libraries():
    """Every library in Wine's files that opens."""
    for path in sorted(glob.glob(WINE + "*")):
        try:
            yield latebind.load_type_library(path)
        except latebind.Error:
            pass


@pytest.mark.default_values
def test_every_interface_of_the_published_libraries_is_a_type_and_can_be_implemented():
    libraries = interfaces = members = 0
    for library in published_libraries():
        libraries += 1
        for name in library.types:
            try:
                made = getattr(library, name)
            except latebind.Error as error:
                # Records have no Python type yet.
                assert error.hresult.name == "TYPE_E_WRONGTYPEKIND", (library, name, error)
                continue
            if not (isinstance(made, type) and issubclass(made, latebind.Object)):
                continue
            interfaces += 1
            assert made.__name__ and made.__doc__
            for member in vars(made).values():
                if hasattr(member, "dispid"):
                    members += 1
                    assert member.__doc__ and repr(member)
                    inspect.signature(member) if callable(member) else member.__text_signature__
            assert type(latebind.implement(made, object())) is made
    assert libraries >= 45 and interfaces > 1000 and members > 25000
