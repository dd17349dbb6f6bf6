# SPDX-License-Identifier: Apache-2.0
"""`latebind run` as a command: arguments, exit status, standard error."""
import shutil
import subprocess
import sys

import pytest
from conftest import COMMAND


def run(*arguments, text=None):
    return subprocess.run([COMMAND, "run", *arguments], capture_output=True, text=True, input=text, timeout=60)


def test_arguments_reach_the_script(tmp_path):
    script = tmp_path / "script.py"
    script.write_text("import sys, latebind; print(sys.argv[1:], sys.path[0], __name__)")
    result = run(str(script), "-x", "--help", "--", "a b")
    assert result.stdout == f"['-x', '--help', '--', 'a b'] {tmp_path} __main__\n"
    assert result.returncode == 0 and result.stderr == ""


def test_module_and_command():
    assert run("-c", "import latebind; print(latebind.Missing)").stdout == "latebind.Missing\n"
    assert run("-m", "this").returncode == 0
    assert run("-", text="print(1 + 1)").stdout == "2\n"


@pytest.mark.parametrize("code, status", [("pass", 0), ("raise SystemExit(7)", 7), ("import sys; sys.exit('bad')", 1),
                                          ("1/0", 1), ("import latebind; latebind.create('No.Such')", 1)])
def test_exit_status(code, status):
    assert run("-c", code).returncode == status


def test_uncaught_error_is_told_once():
    result = run("-c", "import latebind\nlatebind.create('No.Such')")
    assert result.stderr.startswith("Traceback (most recent call last):")
    assert result.stderr.count('no class has the ProgID "No.Such"') == 1


def test_missing_script():
    result = run("/no/such/script.py")
    assert result.returncode == 2 and "/no/such/script.py" in result.stderr


def test_help_is_readable():
    text = run("-c", "import latebind; help(latebind)").stdout
    for word in ("create(name, interface=None, context='any')", "load_type_library(path, /)",
                 "implement(interface, object, events=None)", "register_class(prog_id, clsid, factory, interface=None, context=",
                 "class Error(", "class Object("):
        assert word in text


def test_objects_left_at_exit_do_no_harm(library):
    code = f"""
import latebind, threading
library = latebind.load_type_library({library.path!r})
class Impl:
    def __del__(self): pass
    def Long(self, value): return value
kept = latebind.implement(library.IValues, Impl())
kept.Long(1)
latebind.register_class("Left.Behind", "{{6D0E8C6A-5A0B-4B8B-9C0B-2F6B0A0C0020}}", Impl, library.IValues)
other = latebind.create("Left.Behind")
"""
    result = run("-c", code)
    assert (result.returncode, result.stderr) == (0, "")


def test_a_second_interpreter_is_refused():
    code = """
import latebind, _xxsubinterpreters as interpreters
inner = interpreters.create()
try:
    interpreters.run_string(inner, "import latebind")
except interpreters.RunFailedError as failure:
    print(failure)
"""
    result = run("-c", code)
    assert "latebind serves one interpreter" in result.stdout or "ImportError" in result.stdout, result


def test_python_that_cannot_be_loaded(tmp_path):
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    (tmp_path / f"libpython{version}.so.1.0").write_text("not a library")
    result = subprocess.run(
        [COMMAND, "run", "-c", "pass"], capture_output=True, text=True, env={"LD_LIBRARY_PATH": str(tmp_path)})
    assert result.returncode == 1
    assert f"apt-get install libpython{version}" in result.stderr


def test_runtime_that_is_not_there(tmp_path):
    command = shutil.copy(COMMAND, tmp_path / "latebind")
    result = subprocess.run([command, "run", "-c", "pass"], capture_output=True, text=True)
    assert result.returncode == 1 and "the runtime was not found" in result.stderr
