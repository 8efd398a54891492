"""The tests themselves: nobody calls out, nothing of the host's environment comes in."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.places import ROOT

OUTSIDE = """
import socket, urllib.request
import pytest

def test_connect():
    with socket.socket() as one, pytest.raises(RuntimeError):
        one.connect(("192.0.2.1", 80))

def test_name():
    with pytest.raises(RuntimeError):
        socket.getaddrinfo("www.example.org", 80)

def test_datagram():
    with socket.socket(type=socket.SOCK_DGRAM) as one, pytest.raises(RuntimeError):
        one.sendto(b"x", ("192.0.2.1", 53))

def test_swallowed():
    try:
        urllib.request.urlopen("http://www.example.org/")
    except Exception:
        pass

def test_loopback():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        pass
    socket.getaddrinfo("localhost", 80)
"""


@pytest.mark.slow
def test_who_calls_out_fails_even_when_the_error_is_swallowed(tmp_path: Path):
    shutil.copy(ROOT / "tests" / "conftest.py", tmp_path)
    (tmp_path / "test_outside.py").write_text(OUTSIDE, "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-o", "addopts=", str(tmp_path)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "5 passed, 4 errors" in done.stdout, done.stdout
    for name in ("connect", "name", "datagram", "swallowed"):
        assert f"ERROR test_outside.py::test_{name}" in done.stdout


def test_the_environment_is_scrubbed():
    for name in os.environ:
        assert not name.startswith(("DUWANG_", "PIP_", "UV_", "TELEGRAM_"))
        assert "PROXY" not in name.upper()
    assert os.environ["TZ"] == "America/St_Johns"
