"""Every error that is logged while a story plays, of ours and of the libraries."""

import logging
import traceback
from collections.abc import Mapping
from typing import Any

import structlog


class Log(logging.Handler):
    """Collects every error, of ours and of the libraries."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.errors: list[Mapping[str, Any]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.errors.append({"event": record.name, "message": record.getMessage()[:600]})

    def ours(self, _logger: Any, method: str, event: Any) -> Any:
        """A structlog processor."""
        if method in {"error", "exception", "critical"}:
            kept = dict(event)
            if isinstance(kept.get("exc_info"), BaseException):
                kept["exc_info"] = "".join(traceback.format_exception(kept["exc_info"]))[-3000:]
            self.errors.append(kept)
        raise structlog.DropEvent
