# SPDX-License-Identifier: Apache-2.0
"""Who keeps whom alive, and on which threads. The fixture no_leaks looks at every test."""
import gc
import threading
import weakref

import latebind
import pytest
from conftest import Values

CLSID = "{6D0E8C6A-5A0B-4B8B-9C0B-2F6B0A0C0020}"


def test_com_object_keeps_its_implementation(library):
    implementation = Values()
    alive = weakref.ref(implementation)
    wrapper = latebind.implement(library.IValues, implementation)
    del implementation
    assert alive() is not None
    del wrapper
    assert alive() is None


def test_circle_through_com_is_collected(library):
    implementation = Values()
    alive = weakref.ref(implementation)
    implementation.own = latebind.implement(library.IValues, implementation)
    del implementation
    gc.collect()
    assert alive() is None


def test_object_that_com_holds_is_not_collected(library):
    holder = Values()
    com = latebind.implement(library.IValues, holder)
    held = Values()
    alive = weakref.ref(held)
    com.Parent = latebind.implement(library.IValues, held)
    del held
    gc.collect()
    assert alive() is not None
    assert com.Parent.Name == "nameless"


def test_weak_references(values):
    assert weakref.ref(values)() is values


def test_enumerator_outlives_its_collection(library):
    scripting = latebind.load_type_library("/usr/lib/x86_64-linux-gnu/wine/x86_64-windows/scrrun.dll")

    class Three:
        def __iter__(self):
            return iter([1, 2, 3])

    iterator = iter(latebind.implement(scripting.IDictionary, Three()))
    gc.collect()
    assert next(iterator) == 1
    assert list(iterator) == [2, 3]


def test_callback(values, library):
    class Doubler:
        def Long(self, value):
            return 2 * value

    class Caller(Values):
        def Apply(self, callback, value):
            return callback.Long(value)

    caller = latebind.implement(library.IValues, Caller())
    assert caller.Apply(latebind.implement(library.IValues, Doubler()), 21) == 42


def test_object_that_names_its_interfaces_is_wrapped(library):
    class Doubler:
        _com_interfaces_ = (library.IValues, library.DEvents)

        def Long(self, value):
            return 2 * value

        def Changed(self, what, detail=None):
            self.seen = what

    class Caller(Values):
        def Apply(self, callback, value):
            latebind.cast(callback, library.DEvents).Changed("x")
            return callback.Long(value)

    doubler = Doubler()
    assert latebind.implement(library.IValues, Caller()).Apply(doubler, 21) == 42
    assert doubler.seen == "x"


def test_class_registered_in_code(library):
    made = []

    class Registered(Values):
        def __init__(self):
            super().__init__()
            made.append(self)

    with latebind.register_class("Tests.Values", CLSID, Registered, library.Values):
        by_name = latebind.create("tests.values")
        by_clsid = latebind.create(CLSID)
        by_class = library.Values()
        assert type(by_name) is type(by_clsid) is type(by_class) is library.IValues
        assert by_name.Long(3) == 3 and by_name != by_clsid and len(made) == 3
    with pytest.raises(latebind.Error):
        latebind.create("Tests.Values")
    made.clear()


def test_factory_that_fails(library):
    def factory():
        raise RuntimeError("not today")

    with latebind.register_class("Tests.Failing", CLSID, factory, library.IValues):
        with pytest.raises(latebind.Error, match="not today") as caught:
            latebind.create("Tests.Failing")
        assert isinstance(caught.value.__cause__, RuntimeError)


def test_calls_from_many_threads(values):
    failures = []

    def run(number):
        try:
            for index in range(200):
                assert values.Long(number * 1000 + index) == number * 1000 + index
                assert values.Text(str(number)) == str(number)
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=run, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures


def test_the_gil_is_free_during_a_call(library):
    """Two calls that wait for each other end only if the one lets the other run."""
    barrier = threading.Barrier(2, timeout=20)

    class Waiting(Values):
        def Long(self, value):
            barrier.wait()
            return value

    waiting = latebind.implement(library.IValues, Waiting())
    other = threading.Thread(target=waiting.Long, args=(1,))
    other.start()
    assert waiting.Long(2) == 2
    other.join()


def test_last_reference_goes_on_another_thread(library):
    implementation = Values()
    alive = weakref.ref(implementation)
    box = [latebind.implement(library.IValues, implementation)]
    del implementation
    thread = threading.Thread(target=box.clear)
    thread.start()
    thread.join()
    assert alive() is None
