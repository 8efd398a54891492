"""Logging: one canonical line per act and per send, JSON or console, nothing secret.

Everything goes to stderr and through the same redaction, the standard library's loggers too. Canonical lines
carry ids and outcomes, never titles, names, texts or tokens.
"""

import json
import logging
import re
import sys
import threading
from collections.abc import Iterable, MutableMapping
from contextlib import suppress
from types import TracebackType
from typing import Any, TextIO

from bot.lean import without
from bot.redaction import Redactor

with without("rich"):  # it would draw tracebacks with the values of local names; and takes 0.1 s
    import structlog

LONGEST = 2_000
LONGEST_TRACE = 20_000
WITHHELD = "(withheld)"
Event = MutableMapping[str, Any]

# Chatty at INFO or worse: httpx prints addresses with the token in them, the web server's access log prints
# one-time links, and the database's log prints what people wrote.
QUIET = ("httpx", "httpcore", "aiohttp.access", "aiogram.event", "apscheduler", "asyncio", "alembic", "hpack")
SILENT = ("sqlalchemy.engine", "sqlalchemy.pool", "psycopg")

_AN_ID = re.compile(r"[\x21-\x7e]{0,120}")
_redact = Redactor()


def configure(
    *, level: str = "info", form: str = "json", secrets: Iterable[str] = (), stream: TextIO | None = None
) -> None:
    """Set up logging for this process.

    `level` is debug, info, warning or error; `form` json or console; `secrets` the values that may never be
    printed; `stream` where lines go, unless given the process's stderr of that moment. A line that cannot be
    written (disk full, reader gone, stream closed) is lost and nothing else: an act never fails for its log.
    """
    global _redact  # noqa: PLW0603 -- a process has one log
    _redact = Redactor(secrets)
    out: Any = _Out(stream)
    floor = getattr(logging, level.upper())
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        structlog.processors.format_exc_info,
        _shorten,
    ]
    last: list[Any] = [_render_json if form == "json" else _render_console, _take_out]
    structlog.configure(
        processors=[*shared, *last],
        wrapper_class=structlog.make_filtering_bound_logger(floor),
        logger_factory=structlog.PrintLoggerFactory(out),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, structlog.stdlib.ExtraAdder(), *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    handler.addFilter(_is_not_silent)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(floor)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(floor, logging.WARNING))
    logging.captureWarnings(capture=True)
    sys.excepthook = _uncaught
    threading.excepthook = lambda args: _uncaught(args.exc_type, args.exc_value, args.exc_traceback)


def redact(text: str) -> str:
    """`text` without secrets; for error texts that are kept or shown, such as the reason of a failed send."""
    return _redact(text)


def line(event: str, outcome: str, **ids: float | str | bool | None) -> None:
    """The canonical line of one act or one send: `event` is its dotted kind, `outcome` one word.

    Values are ids, figures and words of ours. A text with spaces or Chinese in it is no id and is withheld.
    """
    facts = {key: value if _is_an_id(value) else WITHHELD for key, value in ids.items()}
    structlog.get_logger().info(event, outcome=outcome, **facts)


class _Out:
    """A stream that never raises; without one of its own it follows ``sys.stderr``."""

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        with suppress(OSError, ValueError):
            stream = self._stream or sys.stderr
            if stream is not None:
                stream.write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(OSError, ValueError):
            stream = self._stream or sys.stderr
            if stream is not None:
                stream.flush()


def _is_not_silent(record: logging.LogRecord) -> bool:
    # A filter and no level, so that nobody's setLevel brings them back.
    return record.levelno >= logging.ERROR or not record.name.startswith(SILENT)


def _is_an_id(value: object) -> bool:
    return not isinstance(value, str) or _AN_ID.fullmatch(value) is not None


def _uncaught(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    if error is None or issubclass(kind, SystemExit | KeyboardInterrupt):
        return
    structlog.get_logger().error("uncaught", exc_info=(kind, error, trace))


def _shorten(_logger: Any, _method: str, event: Event) -> Event:
    for key, value in event.items():
        longest = LONGEST_TRACE if key == "exception" else LONGEST
        if isinstance(value, bytes | bytearray | memoryview):
            event[key] = f"({len(value)} bytes)"
        elif isinstance(value, str) and len(value) > longest:
            event[key] = f"{value[:longest]}… ({len(value)})"
    return event


def _render_json(_logger: Any, _method: str, event: Event) -> str:
    first = {key: event.pop(key) for key in ("at", "level", "event") if key in event}
    return json.dumps(first | dict(event), ensure_ascii=False, default=_plain)


def _plain(value: object) -> str:
    text = repr(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _render_console(_logger: Any, _method: str, event: Event) -> str:
    trace = event.pop("exception", None)
    at, level, what = (event.pop(key, "") for key in ("at", "level", "event"))
    facts = " ".join(f"{key}={_printable(value)}" for key, value in event.items())
    said = f"{at} {level:<8} {_printable(what)} {facts}".rstrip()
    return f"{said}\n{trace}" if trace else said


def _printable(value: object) -> str:
    text = value if isinstance(value, str) else repr(value)
    return "".join(char if char.isprintable() else f"\\x{ord(char):02x}" for char in text)


def _take_out(_logger: Any, _method: str, rendered: str) -> str:
    return _redact(rendered)
