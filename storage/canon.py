"""JSON in one form only, so that equal values have equal bytes and equal hashes."""

from typing import Any

import orjson


def json_bytes(value: Any) -> bytes:
    """Canonical JSON: keys sorted, no spaces, UTF-8. Raises TypeError for what JSON cannot say."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def json_text(value: Any) -> str:
    """The same, as text for a column."""
    return json_bytes(value).decode()


def json_value(text: str | bytes) -> Any:
    """Back from a column to plain values."""
    return orjson.loads(text)
