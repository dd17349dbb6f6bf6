# SPDX-License-Identifier: Apache-2.0
"""Type libraries as Python objects."""
import enum
import glob

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


@pytest.mark.parametrize("path", sorted(glob.glob(WINE + "*.tlb")) + [WINE + "scrrun.dll", WINE + "msi.dll"])
def test_every_type_of_a_published_library_has_a_python_side(path):
    library = latebind.load_type_library(path)
    for name in library.types:
        try:
            made = getattr(library, name)
        except latebind.Error as error:
            assert error.hresult.name in ("TYPE_E_WRONGTYPEKIND", "TYPE_E_CANTLOADLIBRARY"), (name, error)
            continue
        assert repr(made) and (made.__doc__ or True)
        if isinstance(made, type) and issubclass(made, latebind.Object):
            for member in vars(made).values():
                repr(member), getattr(member, "__text_signature__", None)
