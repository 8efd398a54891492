"""Words that a member wrote, whichever door they came through."""

from collections.abc import Mapping
from typing import Any

from bot.platforms.base import Incoming, OtherIn, SaidIn


def words(text: str, who: Mapping[str, Any], *, forward: bool = False) -> Incoming:
    """What was said, with its command; ``forward``: these words never command."""
    if not text.strip():
        return OtherIn(**who, what="text")
    command, arguments = (None, "") if forward else _command(text)
    return SaidIn(
        **who,
        text=text,
        command=command,
        arguments=arguments,
        start_payload=arguments if command == "start" and arguments else None,
        forward=forward,
    )


def _command(text: str) -> tuple[str | None, str]:
    """``/find 年检`` → ("find", "年检"). A Chinese keyboard writes the slash wide."""
    if text[:1] not in {"/", "／"}:
        return None, ""
    name, _, arguments = text[1:].replace("\n", " ", 1).partition(" ")
    return (name.lower(), arguments.strip()) if name else (None, "")
