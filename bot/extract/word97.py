"""Word 97 to 2003, and 文字 files of WPS, which are the same: the pieces of the text in their order.

The header of the main stream tells where the piece table stands in the table stream ([MS-DOC] 2.5, 2.8.35);
a piece is a stretch of characters of one or two bytes.
"""

import re
import struct

from bot.extract.compound import Compound
from bot.extract.found import MOST_TEXT, Found, Unreadable

_FIELD = re.compile(r"\x13[^\x13\x14\x15]{0,2000}\x14|\x13[^\x13\x14\x15]{0,2000}\x15|[\x13\x14\x15]")
_SIGNS = str.maketrans({"\r": "\n", "\x07": "\t", "\x0b": "\n", "\x0c": "\n", "\x1e": "-", "\xa0": " "})
_DROPPED = re.compile(r"[\x00-\x08\x0e-\x12\x16-\x1d\x1f]")


def doc(file: Compound, found: Found) -> None:
    """A .doc or .wps."""
    main = file.read("WordDocument")
    if len(main) < 512 or struct.unpack_from("<H", main)[0] != 0xA5EC:
        raise Unreadable("not a Word document")
    flags = struct.unpack_from("<H", main, 10)[0]
    if flags & 0x0100:
        raise Unreadable("encrypted")
    table = file.read("1Table" if flags & 0x0200 else "0Table")
    start, size = struct.unpack_from("<II", main, 0x01A2)
    # how many characters each story has: text, footnotes, headers, macros, annotations, endnotes
    lengths = struct.unpack_from("<6i", main, 0x4C)
    whole = _pieces(main, table[start : start + size], found)
    at = 0
    for part, length in zip(("", "", "", "", "comment", ""), lengths, strict=True):
        if length > 0:
            found.add(part, _plain(whole[at : at + length]))
            at += length
    for name in file.authors():
        found.add("author", name)


def _pieces(main: bytes, block: bytes, found: Found) -> str:
    at = 0
    while at < len(block) and block[at] == 1:  # properties that pieces share
        at += 3 + struct.unpack_from("<H", block, at + 1)[0]
    if at + 5 > len(block) or block[at] != 2:
        raise Unreadable("no piece table")
    size = struct.unpack_from("<I", block, at + 1)[0]
    count = (size - 4) // 12
    if count <= 0 or at + 5 + size > len(block):
        raise Unreadable("a broken piece table")
    places = struct.unpack_from(f"<{count + 1}I", block, at + 5)
    told: list[str] = []
    length = 0
    for number in range(count):
        (where,) = struct.unpack_from("<I", block, at + 5 + 4 * (count + 1) + 8 * number + 2)
        characters = places[number + 1] - places[number]
        if characters <= 0:
            continue
        if length > MOST_TEXT:
            found.cut = True
            break
        if where & 0x40000000:  # one byte a character
            begin = (where & 0x3FFFFFFF) // 2
            told.append(main[begin : begin + characters].decode("cp1252", "replace"))
        else:
            told.append(main[where : where + 2 * characters].decode("utf-16-le", "replace"))
        length += characters
    return "".join(told)


def _plain(text: str) -> str:
    """Paragraphs as lines, cells with tabs, fields as what they show."""
    return _DROPPED.sub("", _FIELD.sub("", text).translate(_SIGNS))
