# SPDX-License-Identifier: Apache-2.0
"""An object in plain C that has no type information (counter.c), found through a manifest."""
import json
import subprocess
import threading

import latebind
import pytest
from conftest import HERE, ROOT, loaded_library


def build_counter(folder):
    """Compiles counter.c and puts its manifest beside it."""
    library = loaded_library()
    subprocess.run(
        ["cc", "-shared", "-fPIC", "-Wall", "-Werror", "-I", ROOT / "Sources/CAutomation/include", HERE / "counter.c", library,
         f"-Wl,-rpath,{library.parent}", "-o", folder / "libcounter.so", "-lpthread"], check=True)
    classes = [{"progID": "Tests.Counter", "clsid": "{6D0E8C6A-5A0B-4B8B-9C0B-2F6B0A0C0099}",
                "inProcessServer": "libcounter.so"}]
    (folder / "counter.latebind.json").write_text(json.dumps({"classes": classes}))


@pytest.fixture(scope="module")
def component(tmp_path_factory):
    folder = tmp_path_factory.mktemp("counter")
    build_counter(folder)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("LATEBIND_PATH", str(folder))
        yield


@pytest.fixture
def counter(component):
    return latebind.create("Tests.Counter")


def test_properties_and_methods(counter):
    assert type(counter) is latebind.Dispatch
    assert counter.Value == 0
    counter.Value = 5
    assert counter.add(3) == 8
    assert counter.VALUE == 8
    assert repr(counter.Add) == "<late-bound member Add>"


def test_property_with_parameter(counter):
    counter.Value = 5
    assert counter.Item[2] == counter.Item(2) == counter[2] == counter(2) == 10
    counter.Item[3] = 9
    assert counter.Value == 3
    counter[2] = 12
    assert counter.Value == 6


def test_identity(counter):
    assert counter == latebind.dynamic(counter) != latebind.create("Tests.Counter")


def test_unknown_member(counter):
    with pytest.raises(AttributeError, match="Frobnicate"):
        counter.Frobnicate
    with pytest.raises(AttributeError):
        counter.Frobnicate = 1
    assert not hasattr(counter, "__len__")


@pytest.mark.parametrize("call, name, argument", [
    (lambda c: c.Add("x"), "DISP_E_TYPEMISMATCH", 0), (lambda c: c.Add(), "DISP_E_BADPARAMCOUNT", None),
    (lambda c: c.Add(1, 2), "DISP_E_BADPARAMCOUNT", None), (lambda c: c.Add(object()), "DISP_E_TYPEMISMATCH", 0),
])
def test_arguments_that_do_not_fit(counter, call, name, argument):
    with pytest.raises(latebind.ArgumentError) as caught:
        call(counter)
    assert (caught.value.hresult.name, caught.value.argument, caught.value.member) == (name, argument, "Add")


def test_named_argument_that_is_not_known(counter):
    with pytest.raises(latebind.Error) as caught:
        counter.Add(number=1)
    assert caught.value.hresult.name == "DISP_E_UNKNOWNNAME"


def test_failures(counter):
    with pytest.raises(latebind.Error) as caught:
        counter.Fail(latebind.HResult(0x8007000E))
    assert caught.value.hresult.name == "E_OUTOFMEMORY"
    with pytest.raises(latebind.Error) as caught:
        counter.Fail(latebind.HResult(0))
    assert caught.value.hresult.name == "DISP_E_EXCEPTION" and caught.value.help_context == 12


def test_a_deferred_fill_in_is_called_once(counter):
    fills = counter.Fills
    for number in 1, 2:
        with pytest.raises(latebind.Error) as caught:
            counter.FailLater(1)
        assert caught.value.hresult.name == "E_ACCESSDENIED"
        assert (caught.value.description, caught.value.source) == (f"filled in late {fills + number}", "Counter")
        assert counter.Fills == fills + number
    # EXCEPINFO means nothing with another HRESULT.
    with pytest.raises(latebind.Error) as caught:
        counter.FailLater(0)
    assert caught.value.hresult.name == "E_OUTOFMEMORY" and caught.value.description is None
    assert counter.Fills == fills + 2


def test_not_a_collection(counter):
    with pytest.raises(latebind.Error):
        list(counter)


def test_callback_on_a_thread_that_python_has_never_seen(counter, library):
    threads = []

    class Callback:
        def Called(self):
            threads.append(threading.get_ident())
            return 42

    assert counter.Call(latebind.implement(library.DCallback, Callback())) == 42
    assert len(threads) == 1 and threads != [threading.get_ident()]


def test_exception_on_another_thread(counter, library):
    class Callback:
        def Called(self):
            raise ValueError("over there")

    with pytest.raises(latebind.Error) as caught:
        counter.Call(latebind.implement(library.DCallback, Callback()))
    # The component passes on the HRESULT alone, and the exception belongs to the other thread.
    assert caught.value.hresult.name == "E_FAIL" and caught.value.__cause__ is None
