"""A document that is a ZIP of XML parts, read with a bound on everything it could grow to."""

import zipfile
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self
from xml.parsers import expat

from bot.extract.found import Unreadable

MOST_PART = 8 << 20  # bytes of one part that are read
MOST_ALL = 48 << 20  # of all parts together
MOST_ENTRIES = 2000
MOST_DEPTH = 200  # elements inside each other
PIECE = 1 << 16


class Package:
    """The parts of one document. Raises Unreadable for what is no archive, is encrypted, or lies."""

    def __init__(self, path: Path) -> None:
        try:
            self._archive = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise Unreadable(type(error).__name__) from None
        self.entries = {entry.filename: entry for entry in self._archive.infolist()[:MOST_ENTRIES]}
        self._left = MOST_ALL
        self.cut = len(self._archive.infolist()) > MOST_ENTRIES

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._archive.close()

    def names(self, start: str, end: str = ".xml") -> list[str]:
        """The parts whose names begin and end so, in the order of the numbers in them."""
        found = [name for name in self.entries if name.startswith(start) and name.endswith(end)]
        return sorted(found, key=lambda name: (len(name), name))

    def body(self, name: str) -> bytes:
        """A part, at most so much of it; empty when it is not there."""
        entry = self.entries.get(name)
        if entry is None:
            return b""
        if entry.flag_bits & 1:
            raise Unreadable("encrypted")
        most = min(MOST_PART, self._left)
        kept = bytearray()
        try:
            with self._archive.open(entry) as part:
                while len(kept) <= most and (piece := part.read(PIECE)):
                    kept += piece
        except (
            zipfile.BadZipFile,
            OSError,
            ValueError,
            EOFError,
            NotImplementedError,
            RuntimeError,
        ) as error:
            raise Unreadable(type(error).__name__) from None
        except Exception as error:  # zlib's own
            if type(error).__module__ != "zlib":
                raise
            raise Unreadable("zlib") from None
        self._left -= len(kept)
        if len(kept) > most:
            self.cut = True
        return bytes(kept[:most])


Start = Callable[[str, dict[str, str]], None]


def walk(
    body: bytes,
    *,
    start: Start,
    end: Callable[[str], None],
    text: Callable[[str], None],
) -> bool:
    """Read XML with three ears; names come without their prefixes. False when it ended before its time.

    A document type is never followed, nor is nesting beyond all measure: both raise Unreadable.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    depth = [0]

    def begin(name: str, given: dict[str, str]) -> None:
        depth[0] += 1
        if depth[0] > MOST_DEPTH:
            raise Unreadable("nested")
        start(name.rpartition(":")[2], {key.rpartition(":")[2]: value for key, value in given.items()})

    def finish(name: str) -> None:
        depth[0] -= 1
        end(name.rpartition(":")[2])

    def refuse(*_of: object) -> None:
        raise Unreadable("a document type")

    parser.StartElementHandler = begin
    parser.EndElementHandler = finish
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(body, True)
    except expat.ExpatError:
        return False
    return True


def texts(body: bytes, names: frozenset[str]) -> list[str]:
    """The text of every element of these names."""
    found: list[str] = []
    inside = [False]

    def start(name: str, _given: dict[str, str]) -> None:
        if name in names:
            inside[0] = True
            found.append("")

    def end(name: str) -> None:
        if name in names:
            inside[0] = False

    def text(words: str) -> None:
        if inside[0]:
            found[-1] += words

    if body:
        walk(body, start=start, end=end, text=text)
    return [one for one in found if one.strip()]


AUTHORS = frozenset({"creator", "lastModifiedBy", "Manager", "Author"})


def authors(package: Package, *parts: str) -> list[str]:
    """Who wrote it, as its properties say, each once."""
    return list(dict.fromkeys(name for part in parts for name in texts(package.body(part), AUTHORS)))
