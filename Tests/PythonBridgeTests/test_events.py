# SPDX-License-Identifier: Apache-2.0
"""Events: Python objects that fire them, Python sinks that hear them."""
import gc

import latebind
import pytest
from test_call_matrix import signatures  # noqa: F401 (a fixture)


#: The type has a method with a default value that is a string.
pytestmark = pytest.mark.default_values


class Log:
    def __init__(self):
        self.heard = []

    def Changed(self, index, text):
        self.heard.append((index, text))


class Source:
    """Knows how to fire."""

    def Increase(self):
        latebind.fire(self, "Changed", 3, "three")


@pytest.fixture
def source(signatures):
    return latebind.implement(signatures.ISignatures, Source(), signatures.DEvents)


def test_every_sink_is_told(signatures, source):
    first, second = Log(), Log()
    with latebind.connect(source, first, signatures.DEvents):
        connection = latebind.connect(source, second, signatures.DEvents)
        fired = latebind.fire(source, "Changed", 1, "one")
        assert fired.results == [None, None]
        connection.disconnect()
        connection.disconnect()
        latebind.fire(source, "Changed", 2, "two")
    latebind.fire(source, "Changed", 3, "three")
    assert first.heard == [(1, "one"), (2, "two")] and second.heard == [(1, "one")]


def test_a_coclass_tells_its_events(signatures):
    implementation = Source()
    source = latebind.implement(signatures.Matrix, implementation)
    log = Log()
    with latebind.connect(source, log):
        latebind.fire(implementation, "Changed", 5, "five")
        implementation.Increase()
    assert log.heard == [(5, "five"), (3, "three")]


def test_results_and_arguments_by_reference(signatures, source):
    class Asked:
        def Ask(self, question, cancel):
            return question + 1, not cancel  # the result, then what [in, out] parameters get

    with latebind.connect(source, Asked(), signatures.DEvents):
        fired = latebind.fire(source, "Ask", 41, False)
    assert fired.results == [42] and fired.arguments == (41, True)


def test_a_function_hears_everything(signatures, source):
    heard = []
    with latebind.connect(source, lambda *event: heard.append(event), signatures.DEvents):
        latebind.fire(source, "Changed", 1, "one")
    assert heard == [("Changed", 1, "one")]


def test_a_sink_that_fails_keeps_no_other_from_being_told(signatures, source):
    class Failing:
        def Changed(self, index, text):
            raise latebind.Error(0x80004004, "not now")

    log = Log()
    with latebind.connect(source, Failing(), signatures.DEvents), latebind.connect(source, log, signatures.DEvents):
        fired = latebind.fire(source, "Changed", 1, "one")
    assert isinstance(fired.results[0], latebind.Error) and fired.results[0].description == "not now"
    assert fired.results[0].hresult.name == "E_ABORT" and fired.results[1] is None
    assert log.heard == [(1, "one")]


def test_events_without_a_method_are_ignored(signatures, source):
    with latebind.connect(source, Log(), signatures.DEvents):
        fired = latebind.fire(source, "Ask", 1, "keep")
    assert fired.results in ([None], [0]) and fired.arguments == (1, "keep")


def test_events_through_a_vtable(signatures):
    class Moving:
        def Moved(self, x, y, label):
            self.place = x, y, label

    source = latebind.implement(signatures.ISignatures, Source(), signatures.IListener)
    sink = Moving()
    with latebind.connect(source, sink, signatures.IListener):
        latebind.fire(source, "Moved", 1, 2.5, "three")
    assert sink.place == (1, 2.5, "three")


def test_wrong_events_are_told(signatures, source):
    with pytest.raises(latebind.Error) as failure:
        latebind.fire(source, "Exploded")
    assert failure.value.hresult.name == "TYPE_E_ELEMENTNOTFOUND"
    with pytest.raises(latebind.Error) as failure:
        latebind.fire(source, "Changed", 1)
    assert failure.value.hresult.name == "DISP_E_BADPARAMCOUNT"
    with pytest.raises(latebind.Error) as failure:
        latebind.connect(source, Log(), signatures.IListener)
    assert failure.value.hresult.name == "CONNECT_E_NOCONNECTION"
    with pytest.raises(latebind.Error) as failure:
        latebind.connect(latebind.implement(signatures.ISignatures, Source()), Log())
    assert failure.value.hresult.name == "CONNECT_E_NOCONNECTION"
    with pytest.raises(TypeError):
        latebind.connect(object(), Log(), signatures.DEvents)
    # Nobody can listen to what no COM object implements.
    assert latebind.fire(Source(), "Changed", 1, "").results == []


def test_a_connection_that_is_forgotten_ends(signatures, source):
    log = Log()
    latebind.connect(source, log, signatures.DEvents)
    gc.collect()
    latebind.fire(source, "Changed", 1, "one")
    assert log.heard == []


def test_events_named_by_the_class(signatures):
    class Named:
        _com_interfaces_ = signatures.ISignatures
        _com_events_ = signatures.DEvents, signatures.IListener

    log = Log()
    implementation = Named()
    with latebind.register_class(None, "{3F0A6B17-52C1-4D5E-9B1A-0C7D2E4F6A81}", lambda: implementation, signatures.ISignatures):
        source = latebind.create("{3F0A6B17-52C1-4D5E-9B1A-0C7D2E4F6A81}")
        with latebind.connect(source, log, signatures.DEvents):
            latebind.fire(implementation, "Changed", 1, "one")
    assert log.heard == [(1, "one")]
