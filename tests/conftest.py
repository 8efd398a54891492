"""Every test starts from a scrubbed environment and may talk to nobody but the loopback interface."""

import ipaddress
import logging
import os
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from tests.postgres import postgres_empty_url, postgres_server, postgres_url

# One server for all tests of a process.
__all__ = ["postgres_empty_url", "postgres_server", "postgres_url"]

KEPT = ("PATH", "HOME", "USER", "LOGNAME", "TMPDIR", "LANG", "LC_ALL", "CI", "CHROMIUM", "VIRTUAL_ENV")
KEPT_PREFIXES = ("PYTEST_", "COV_", "COVERAGE_", "HYPOTHESIS_", "PYTHON", "XDG_")
ATTEMPTS: list[str] = []


def _scrub() -> None:
    for name in list(os.environ):
        if name not in KEPT and not name.startswith(KEPT_PREFIXES):
            del os.environ[name]
    # A host far from Shanghai, with a half-hour offset, so that a borrowed host zone shows at once.
    os.environ["TZ"] = "America/St_Johns"
    time.tzset()


def _is_loopback(host: object) -> bool:
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if host in {None, "", "localhost", "0.0.0.0", "::"}:
        return True
    try:
        return ipaddress.ip_address(str(host).partition("%")[0]).is_loopback
    except ValueError:
        return False


def _watch(event: str, args: tuple[Any, ...]) -> None:
    if event in {"socket.connect", "socket.sendto", "socket.sendmsg"}:
        address = args[1]
        outside = isinstance(address, tuple) and not _is_loopback(address[0])
    elif event == "socket.getaddrinfo":
        address = args[0]
        outside = not _is_loopback(address) and not _is_literal(address)
    else:
        return
    if outside:
        ATTEMPTS.append(f"{event} {address!r}")
        raise RuntimeError(f"tests talk to the loopback interface only: {event} {address!r}")


def _is_literal(host: object) -> bool:
    try:
        ipaddress.ip_address(str(host).partition("%")[0])
    except ValueError:
        return False
    return True


_scrub()
sys.addaudithook(_watch)


@pytest.fixture(autouse=True)
def _nobody_calls_out() -> Iterator[None]:
    """A swallowed refusal still fails the test that tried."""
    ATTEMPTS.clear()
    yield
    tried, ATTEMPTS[:] = list(ATTEMPTS), []
    assert not tried, f"the test tried to reach the network: {tried}"


@pytest.fixture(autouse=True)
def _the_log_stays_as_it_was() -> Iterator[None]:
    """A test that runs a command sets up its process's log; the next test finds none of it."""
    ours, root, hook, thread_hook = (
        structlog.get_config(),
        logging.getLogger(),
        sys.excepthook,
        threading.excepthook,
    )
    handlers, level = list(root.handlers), root.level
    yield
    structlog.configure(**ours)
    sys.excepthook, threading.excepthook = hook, thread_hook
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(capture=False)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Figures that a test recorded (``record_property("figures", text)``) are printed, under workers as well."""
    for outcome in ("passed", "failed"):
        for report in terminalreporter.stats.get(outcome, ()):
            for name, text in report.user_properties:
                if name == "figures" and report.when == "call":
                    terminalreporter.write_line(str(text))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--everywhere", action="store_true", help="stories on every platform and database")
