# SPDX-License-Identifier: Apache-2.0
"""A program in plain C (client.c) uses an object that Python implements, by the headers and liblatebind alone."""
import ctypes
import subprocess

import latebind
import pytest
from conftest import COMMAND, HERE, ROOT, loaded_library
from test_call_matrix import TABLES

pytestmark = pytest.mark.default_values


def test_the_classic_idioms(tmp_path):
    typelib = tmp_path / "signatures.tlb"
    subprocess.run(
        [COMMAND, "compile", TABLES / "signatures.idl", "-I", ROOT / "typelibs" / "stdole2", "-o", typelib], check=True)
    signatures = latebind.load_type_library(typelib)
    library = loaded_library()
    program = tmp_path / "client.so"
    subprocess.run(
        ["cc", "-std=c11", "-shared", "-fPIC", "-Wall", "-Wextra", "-Werror", "-I", ROOT / "Sources/CAutomation/include",
         HERE / "client.c", library, f"-Wl,-rpath,{library.parent}", "-o", program], check=True)

    class Matrix:
        _com_interfaces_ = signatures.ISignatures
        _com_events_ = signatures.DEvents

        def EchoVariants(self, values):
            return values

        def Optional(self, a, b=latebind.Missing, c=None, d=None):
            return f"a={a} c={c} d={d[0]}"

        @property
        def Number(self):
            return 0

        @Number.setter
        def Number(self, value):
            latebind.fire(self, "Changed", value, "seven")

    client = ctypes.CDLL(str(program))
    client.first_failure.restype = ctypes.c_char_p
    with latebind.register_class("Test.Matrix", "{3F0A6B17-52C1-4D5E-9B1A-0C7D2E4F6A82}", Matrix):
        checks = client.run(str(typelib).encode())
    assert client.first_failure() is None
    assert checks == 26
