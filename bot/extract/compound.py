"""The container of old Office files: named streams in a file that is a file system of its own.

Layout by [MS-CFB]: a header, sectors chained by an allocation table, a directory, and a stream of small
sectors for what is short. Every chain is followed at most as long as the file is.
"""

import struct
from collections.abc import Iterator

from bot.extract.found import Unreadable

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
END, FREE = 0xFFFFFFFE, 0xFFFFFFFF
_ENTRY = 128
_SUMMARY = "\x05SummaryInformation"
_AUTHOR, _LAST_AUTHOR, _CODE_PAGE = 4, 8, 1


class Compound:
    """The streams of one file, by their names. Raises Unreadable for what is damaged."""

    def __init__(self, data: bytes) -> None:
        if data[:8] != MAGIC or len(data) < 512:
            raise Unreadable("not a compound file")
        self._data = data
        self._shift, self._mini_shift = struct.unpack_from("<HH", data, 30)
        if self._shift not in {9, 12} or self._mini_shift != 6:
            raise Unreadable("sector size")
        directory, _, self._cutoff, mini, _, more, _ = struct.unpack_from("<IIIIIII", data, 48)
        self._fat = self._table(more)
        self._mini_fat = self._numbers(b"".join(self._sectors(mini))) if mini < END else ()
        self.streams: dict[str, tuple[int, int]] = {}
        root: tuple[int, int] | None = None
        entries = b"".join(self._sectors(directory))
        for at in range(0, len(entries) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack_from("<HB", entries, at + 64)
            start, size = struct.unpack_from("<II", entries, at + 116)
            name = entries[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
            if kind == 5:
                root = (start, size)
            elif kind == 2:
                self.streams.setdefault(name, (start, size))
        self._mini = b"" if root is None or root[0] >= END else b"".join(self._sectors(root[0]))

    def read(self, name: str) -> bytes:
        """A stream; empty when there is none of that name."""
        start, size = self.streams.get(name, (END, 0))
        if start >= END or size == 0:
            return b""
        if size < self._cutoff:
            return b"".join(self._minis(start))[:size]
        return b"".join(self._sectors(start))[:size]

    def _table(self, more: int) -> tuple[int, ...]:
        """The allocation table: its sectors stand in the header, and in a chain of their own beyond 109."""
        places = list(struct.unpack_from("<109I", self._data, 76))
        seen = 0
        while more < END and seen <= len(self._data) >> self._shift:
            block = self._numbers(self._sector(more))
            places += block[:-1]
            more = block[-1]
            seen += 1
        return self._numbers(b"".join(self._sector(place) for place in places if place < END))

    def _numbers(self, block: bytes) -> tuple[int, ...]:
        return struct.unpack(f"<{len(block) // 4}I", block[: len(block) // 4 * 4])

    def _sector(self, place: int) -> bytes:
        at = (place + 1) << self._shift
        found = self._data[at : at + (1 << self._shift)]
        if not found:
            raise Unreadable("a sector beyond the end")
        return found.ljust(1 << self._shift, b"\0")

    def _sectors(self, place: int) -> Iterator[bytes]:
        for _ in range((len(self._data) >> self._shift) + 1):
            if place >= END:
                return
            yield self._sector(place)
            if place >= len(self._fat):
                raise Unreadable("a chain beyond the table")
            place = self._fat[place]
        raise Unreadable("a chain without an end")

    def _minis(self, place: int) -> Iterator[bytes]:
        for _ in range((len(self._mini) >> 6) + 1):
            if place >= END:
                return
            yield self._mini[place << 6 : (place + 1) << 6]
            if place >= len(self._mini_fat):
                raise Unreadable("a chain beyond the table")
            place = self._mini_fat[place]
        raise Unreadable("a chain without an end")

    def authors(self) -> list[str]:
        """Who wrote the file and who saved it last, as its summary says."""
        summary = self.read(_SUMMARY)
        try:
            return list(dict.fromkeys(name for name in _authors(summary) if name.strip()))
        except (struct.error, LookupError):
            return []


def _authors(summary: bytes) -> Iterator[str]:
    if len(summary) < 48:
        return
    (at,) = struct.unpack_from("<I", summary, 44)
    _, count = struct.unpack_from("<II", summary, at)
    places = dict(struct.unpack_from("<II", summary, at + 8 + 8 * n) for n in range(min(count, 64)))
    page = 1252
    if _CODE_PAGE in places:
        (page,) = struct.unpack_from("<H", summary, at + places[_CODE_PAGE] + 4)
    encoding = {65001: "utf-8", 1200: "utf-16-le", 936: "gb18030"}.get(page, f"cp{page}")
    for key in (_AUTHOR, _LAST_AUTHOR):
        if key in places:
            start = at + places[key]
            kind, length = struct.unpack_from("<II", summary, start)
            size = min(length * 2 if kind == 31 else length, 400)
            text = summary[start + 8 : start + 8 + size]
            yield text.decode("utf-16-le" if kind == 31 else encoding, "replace").strip("\0")
