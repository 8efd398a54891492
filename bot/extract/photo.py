"""Photos: where one was taken and by whom, as the camera wrote it. What a picture shows is not read."""

import struct
from collections.abc import Iterator

from bot.extract.found import Found

_ARTIST, _GPS = 0x013B, 0x8825
_LATITUDE, _LONGITUDE = 2, 4
MOST_TAGS = 200


def jpeg(data: bytes, found: Found) -> None:
    """Look into the Exif block."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        mark, size = data[at + 1], struct.unpack(">H", data[at + 2 : at + 4])[0]
        if mark == 0xDA or size < 2:
            return
        if mark == 0xE1 and data[at + 4 : at + 10] == b"Exif\0\0":
            try:
                exif(data[at + 10 : at + 2 + size], found)
            except struct.error:
                return
        at += 2 + size


def exif(tiff: bytes, found: Found) -> None:
    """The author and the place. Raises struct.error where the block is cut."""
    order = "<" if tiff[:2] == b"II" else ">"
    (first,) = struct.unpack_from(f"{order}I", tiff, 4)
    for tag, kind, count, value in _tags(tiff, order, first):
        if tag == _ARTIST and kind == 2:
            start = value if count > 4 else None
            name = b"" if start is None else tiff[start : start + min(count, 200)]
            found.add("author", name.strip(b"\0 ").decode("utf-8", "replace"))
        elif tag == _GPS:
            places = {tag for tag, _, _, _ in _tags(tiff, order, value)}
            if _LATITUDE in places and _LONGITUDE in places:
                found.add("gps", "GPS")


def _tags(tiff: bytes, order: str, at: int) -> Iterator[tuple[int, int, int, int]]:
    (count,) = struct.unpack_from(f"{order}H", tiff, at)
    for number in range(min(count, MOST_TAGS)):
        tag, kind, length, value = struct.unpack_from(f"{order}HHII", tiff, at + 2 + 12 * number)
        yield tag, kind, length, value
