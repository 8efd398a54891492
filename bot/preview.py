"""Looking into files that somebody sent: a picture of the first page, and warnings about what is inside.

The looking is done by ``preview_child.py`` in a process of its own with hard limits; a hostile file can
kill that process and nothing else.
"""

import asyncio
import contextlib
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import orjson

CHILD = Path(__file__).with_name("preview_child.py")
READER = Path(__file__).with_name("extract") / "child.py"
WALL_S = 20.0
MOST_PICTURE = 1_000_000
MOST_WORDS = 20_000
MOST_OUTPUT = MOST_PICTURE + 65_536

Weight = Literal["refuse", "active", "note"]


@dataclass(frozen=True, slots=True)
class Preview:
    """A PNG of the first page, or why there is none: unsupported, encrypted, broken, too_big, limits."""

    picture: bytes | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Warned:
    """Something inside a file.

    ``weight``: refuse – not stored at all (bombs, programs, archives that lie); active – may be reviewed but
    not published (macros, embedded objects, scripts, outside templates); note – worth saying.
    """

    code: str
    weight: Weight
    detail: str = ""


async def preview(path: Path, *, kind: str, max_bytes: int = MOST_PICTURE) -> Preview:
    """The first page of a PDF, or a picture, scaled to what a phone shows.

    Args:
        path: the stored bytes.
        kind: pdf, jpeg or png, as sniffed.
        max_bytes: of the PNG.
    """
    head, rest = await _ask("preview", path, kind, str(max_bytes))
    if head is None:
        return Preview(None, "limits")
    reason = str(head.get("reason", ""))
    return Preview(None, reason or "broken") if reason or not rest else Preview(rest)


async def inspect(path: Path) -> list[Warned]:
    """What the file holds beside its words; a file that broke the child is itself a warning."""
    head, _ = await _ask("inspect", path)
    if head is None:
        return [Warned("uninspected", "refuse", "limits")]
    return [Warned(str(code), weight, str(detail)) for code, weight, detail in head.get("warnings", [])]


async def words(path: Path, *, most: int = MOST_WORDS) -> str:
    """The text of an Office document, an OFD or a plain text; empty where there is none."""
    head, _ = await _ask("words", path, str(most))
    return "" if head is None else str(head.get("words", ""))


@dataclass(frozen=True, slots=True)
class Read:
    """What a file says: passages as (part, text), and whether that is all of it: read, partly, unread."""

    state: str
    passages: tuple[tuple[str, str], ...] = ()

    def data(self) -> bytes:
        """As it is kept beside the file."""
        return orjson.dumps({"state": self.state, "passages": self.passages})


async def read(path: Path) -> Read:
    """The text of a file and its hidden parts; a file that broke the child is unread."""
    head, _ = await _ask(path, child=READER)
    if head is None:
        return Read("unread")
    return Read(
        str(head.get("state", "unread")),
        tuple((str(part), str(text)) for part, text in head.get("passages", ())),
    )


async def _ask(*words: str | Path, child: Path | None = None) -> tuple[dict[str, Any] | None, bytes]:
    """Run the child: its first line as JSON (None when it came to grief), and what follows."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        child or CHILD,
        *words,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={"LANG": "C.UTF-8"},
    )
    if process.stdout is None:
        raise RuntimeError("a pipe was asked for")
    output = b""
    try:
        async with asyncio.timeout(WALL_S):
            while piece := await process.stdout.read(65_536):
                output += piece
                if len(output) > MOST_OUTPUT:
                    return None, b""
            if await process.wait() != 0:
                return None, b""
    except TimeoutError:
        return None, b""
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    line, _, rest = output.partition(b"\n")
    try:
        head = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None, b""
    return (head, rest) if isinstance(head, dict) else (None, b"")
