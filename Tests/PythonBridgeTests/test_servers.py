# SPDX-License-Identifier: Apache-2.0
"""Classes served to other processes, and objects of other apartments. Each test has a runtime folder of its own; its servers hold a FIFO
open, whose end tells that they have ended."""
import json
import os
import select
import subprocess
import threading

import latebind
import pytest
from conftest import COMMAND
from test_late_bound import build_counter

CLSID = "{6D0E8C6A-5A0B-4B8B-9C0B-2F6B0A0C0030}"

SERVER = """
import os, sys, latebind
alive = os.open(os.environ["TEST_ALIVE"], os.O_WRONLY)
os.write(alive, b"%d " % os.getpid())
library = latebind.load_type_library(os.environ["TEST_LIBRARY"])

class Values:
    def Long(self, value):
        return os.getpid() if value < 0 else value + 1
    def Text(self, value):
        return value + "!"
    def Divide(self, dividend, divisor):
        if divisor == 0:
            raise latebind.Error(0x80020012, "nothing is divided by zero")
        return divmod(dividend, divisor)
    def Apply(self, callback, value):
        return callback.Long(value)
    def Sum(self, numbers):
        return sum(numbers)
"""

SERVE = SERVER + """
latebind.register_class("Test.Values", "%s", Values, library.IValues, context="local_server", suspended=True)
print(latebind.serve(first_client=60), file=sys.stderr)
""" % CLSID


class Stage:
    def __init__(self, path, library):
        self.path = path
        self.fifo = path / "alive"
        os.mkfifo(self.fifo)
        self.alive = os.open(self.fifo, os.O_RDONLY | os.O_NONBLOCK)
        (path / "runtime").mkdir(mode=0o700)
        (path / "manifests").mkdir()
        self.library = library.path
        self.environment = dict(
            os.environ, LATEBIND_RUNTIME_DIR=str(path / "runtime"), LATEBIND_PATH=str(path / "manifests"),
            TEST_ALIVE=str(self.fifo), TEST_LIBRARY=str(library.path))

    def describe(self, script, **server):
        (self.path / "manifests" / "server.py").write_text(script)
        described = {
            "clsid": CLSID, "progID": "Test.Values", "typeLibrary": str(self.library),
            "localServer": {"command": [COMMAND, "run", "server.py"], "startTimeout": 120, **server}}
        (self.path / "manifests" / "test.latebind.json").write_text(json.dumps({"classes": [described]}))

    def client(self, code):
        result = subprocess.run(
            [COMMAND, "run", "-c", "import os, latebind\n" + code], env=self.environment, capture_output=True, text=True, timeout=240)
        assert result.returncode == 0, result.stderr
        return result.stdout.split("\n")[:-1]

    def wait_for_servers(self):
        """Returns the process ids of all servers when they have ended."""
        started = b""
        while True:
            ready, _, _ = select.select([self.alive], [], [], 240)
            assert ready, "a server did not end"
            chunk = os.read(self.alive, 4096)
            if not chunk:
                return [int(pid) for pid in started.split()]
            started += chunk


@pytest.fixture
def stage(tmp_path, library):
    stage = Stage(tmp_path, library)
    yield stage
    os.close(stage.alive)


def test_a_client_calls_a_server_that_it_starts(stage):
    stage.describe(SERVE)
    pid, one, text, divided, error, applied, total, own = stage.client("""
class Back:
    def Long(self, value):
        return os.getpid() if value == 3 else 0
back = latebind.implement(latebind.load_type_library(os.environ["TEST_LIBRARY"]).IValues, Back())
values = latebind.create("Test.Values", context="local_server")
print(values.Long(-1))
print(values.Long(41))
print(values.Text("grüße"))
print(values.Divide(17, 5))
try:
    values.Divide(1, 0)
except latebind.Error as error:
    print(hex(error.hresult & 0xFFFFFFFF), error.description)
print(values.Apply(back, 3))
print(values.Sum(1, 2, 3))
print(os.getpid())
""")
    assert (one, text, divided, total) == ("42", "grüße!", "(3, 2)", "6")
    assert error == "0x80020012 nothing is divided by zero"
    assert applied == own != pid
    # The server ends with its last client.
    assert stage.wait_for_servers() == [int(pid)]
    assert not [name for name in os.listdir(stage.path / "runtime") if name.startswith(("class-", "oxid-"))]


def test_a_deferred_fill_in_is_filled_before_it_travels(stage):
    manifests = stage.path / "manifests"
    build_counter(manifests)
    described = json.loads((manifests / "counter.latebind.json").read_text())
    serve = f'exec 9>"$TEST_ALIVE"; echo "$$ " >&9; exec "{COMMAND}" serve --class Tests.Counter'
    described["classes"][0]["localServer"] = {"command": ["sh", "-c", serve], "startTimeout": 120}
    (manifests / "counter.latebind.json").write_text(json.dumps(described))
    lines = stage.client("""
counter = latebind.create("Tests.Counter", context="local_server")
for wanted in 1, 1, 0:
    try:
        counter.FailLater(wanted)
    except latebind.Error as error:
        print(error.hresult.name, error.source, error.description)
    print(counter.Fills)
""")
    assert lines == [
        "E_ACCESSDENIED Counter filled in late 1", "1", "E_ACCESSDENIED Counter filled in late 2", "2",
        "E_OUTOFMEMORY None None", "2"]
    assert len(stage.wait_for_servers()) == 1


def test_a_server_that_fails_is_quoted(stage):
    stage.describe("raise RuntimeError('no licence')\n")
    code, text = stage.client("""
try:
    latebind.create("Test.Values", context="local_server")
except latebind.Error as error:
    print(error.hresult.name)
    print("exited with status 1" in error.description and "RuntimeError: no licence" in error.description)
""")
    assert (code, text) == ("CO_E_SERVER_EXEC_FAILURE", "True")


def test_a_server_that_nobody_uses_ends(stage):
    script = SERVE.replace("first_client=60", "first_client=0.1")
    result = subprocess.run([COMMAND, "run", "-c", script], env=stage.environment, capture_output=True, text=True, timeout=120)
    assert (result.returncode, result.stderr) == (0, "unused\n")


def test_sigterm_ends_a_server(stage):
    script = SERVE.replace("print(latebind.serve(", "print('up', flush=True)\nprint(latebind.serve(until_idle=False, ")
    with subprocess.Popen([COMMAND, "run", "-c", script], env=stage.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True) as server:
        assert server.stdout.readline() == "up\n"
        # A call proves that it serves.
        assert stage.client("""
import time
while True:
    try:
        print(latebind.create("%s", context="local_server", interface=latebind.load_type_library(os.environ["TEST_LIBRARY"]).IValues).Long(1))
        break
    except latebind.Error as error:
        if error.hresult.name != "REGDB_E_CLASSNOTREG":
            raise
""" % CLSID) == ["2"]
        server.terminate()
        _, errors = server.communicate(timeout=120)
    assert (server.returncode, errors) == (0, "stopped\n")


def test_active_objects(stage):
    stage.describe(SERVER + """
kept = latebind.implement(library.IValues, Values())
with latebind.register_active_object(kept, "Test.Values"):
    latebind.register_class("Test.Values", "%s", Values, library.IValues, context="local_server", suspended=True)
    latebind.serve()
""" % CLSID)
    before, same, after = stage.client("""
def find():
    try:
        return latebind.get_active_object("Test.Values")
    except latebind.Error as error:
        return error.hresult.name
print(find())
made = latebind.create("Test.Values", context="local_server")
print(find().Long(-1) == made.Long(-1))
print(find().Text("a"))
os.kill(made.Long(-1), 9)
""")
    assert (before, same, after) == ("MK_E_UNAVAILABLE", "True", "a!")
    assert len(stage.wait_for_servers()) == 1


def test_objects_of_a_single_threaded_apartment_are_called_on_its_thread(library):
    class Values:
        def Long(self, value):
            return threading.get_ident() & 0x7FFFFFFF

    ready, done = threading.Event(), threading.Event()
    handled = []

    def serve():
        with latebind.apartment():
            with latebind.register_class("Test.Single", "{6D0E8C6A-5A0B-4B8B-9C0B-2F6B0A0C0031}", Values, library.IValues):
                ready.set()
                while not done.is_set():
                    handled.append(latebind.pump(20))

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        ready.wait()
        values = latebind.create("Test.Single", library.IValues)
        assert values.Long(0) == thread.ident & 0x7FFFFFFF
        del values
    finally:
        done.set()
        thread.join()
    assert sum(handled) >= 2


def test_a_class_of_an_apartment_ends_with_it(library):
    made, checked = threading.Event(), threading.Event()
    registrations = []

    def register():
        with latebind.apartment():
            registrations.append(
                latebind.register_class("Test.Ends", "{6D0E8C6A-5A0B-4B8B-9C0B-2F6B0A0C0032}", object, library.IValues))
            made.set()
            checked.wait()

    thread = threading.Thread(target=register)
    thread.start()
    made.wait()
    try:
        with pytest.raises(latebind.Error) as caught:
            registrations[0].revoke()
        assert caught.value.hresult.name == "RPC_E_WRONG_THREAD"
    finally:
        checked.set()
        thread.join()
    with pytest.raises(latebind.Error):
        latebind.create("Test.Ends")
    registrations[0].revoke()


def test_a_single_threaded_server_is_called_on_its_thread(stage):
    stage.describe(SERVER + """
import threading
Values.Long = lambda self, value: threading.get_ident() == threading.main_thread().ident and os.getpid()
with latebind.apartment():
    latebind.register_class("Test.Values", "%s", Values, library.IValues, context="local_server", suspended=True)
    latebind.serve()
""" % CLSID)
    (pid,) = stage.client("""
print(latebind.create("Test.Values", context="local_server").Long(-1))
""")
    assert stage.wait_for_servers() == [int(pid)] != [0]


def test_pump_in_the_multi_threaded_apartment_has_nothing_to_do():
    assert latebind.pump() == 0
    assert latebind.pump(1000) == 0


@pytest.mark.parametrize("call, error", [
    (lambda: latebind.create("No.Such", context="elsewhere"), ValueError),
    (lambda: latebind.create("No.Such", context=4), TypeError),
    (lambda: latebind.register_class("A.B", CLSID, object, (), context="any", use="twice"), ValueError),
    (lambda: latebind.pump("a"), TypeError),
    (lambda: latebind.pump(-1), ValueError),
    (lambda: latebind.pump(1, 2), TypeError),
    (lambda: latebind.get_active_object(1), TypeError),
    (lambda: latebind.register_active_object(1, "A.B"), TypeError),
    (lambda: latebind.serve(first_client=-1), ValueError),
])
def test_bad_arguments(call, error):
    with pytest.raises(error):
        call()
