"""Old Office files, written by hand for tests: a compound file with its streams, a Word text, a workbook."""

import struct

SECTOR, MINI, CUTOFF = 512, 64, 4096
END, FREE, FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def compound(streams: dict[str, bytes]) -> bytes:
    """A compound file of one level; what is short goes into the stream of small sectors."""
    fat: list[int] = []
    sectors: list[bytes] = []
    mini, mini_fat = b"", []

    def chain(body: bytes) -> int:
        start = len(sectors)
        pieces = [body[at : at + SECTOR].ljust(SECTOR, b"\0") for at in range(0, len(body), SECTOR)]
        sectors.extend(pieces)
        fat.extend(range(start + 1, start + len(pieces)))
        fat.append(END)
        return start

    entries = [("Root Entry", 5, END, 0)]
    for name, body in streams.items():
        if len(body) >= CUTOFF:
            entries.append((name, 2, chain(body), len(body)))
            continue
        start = len(mini) // MINI
        count = -(-len(body) // MINI)
        mini += body.ljust(count * MINI, b"\0")
        mini_fat += [*range(start + 1, start + count), END]
        entries.append((name, 2, start, len(body)))
    entries[0] = ("Root Entry", 5, chain(mini), len(mini)) if mini else entries[0]
    small = chain(struct.pack(f"<{len(mini_fat)}I", *mini_fat).ljust(SECTOR, b"\xff")) if mini_fat else END
    directory = chain(b"".join(_entry(*one) for one in entries))
    own = len(sectors)
    fat.append(FAT)
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(SECTOR, b"\xff")
    assert len(table) == SECTOR, "one sector of the table is enough for tests"
    sectors.append(table)
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    head += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    head += struct.pack("<IIIIIIIII", 0, 1, directory, 0, CUTOFF, small, int(small != END), END, 0)
    head += struct.pack("<109I", own, *[FREE] * 108)
    return head + b"".join(sectors)


def _entry(name: str, kind: int, start: int, size: int) -> bytes:
    raw = name.encode("utf-16-le")
    body = (
        raw.ljust(64, b"\0")
        + struct.pack("<HBB", len(raw) + 2, kind, 1)
        + struct.pack("<III", FREE, FREE, FREE)
    )
    return (body.ljust(116, b"\0") + struct.pack("<IQ", start, size)).ljust(128, b"\0")


def summary(author: str) -> bytes:
    """The properties of a file: its author, in code page 936."""
    name = author.encode("gb18030") + b"\0"
    props = struct.pack("<IIII", 1, 24, 4, 32)
    body = struct.pack("<IHH", 2, 936, 0) + struct.pack("<II", 30, len(name)) + name.ljust(64, b"\0")
    section = struct.pack("<II", 8 + len(props) + len(body), 2) + props + body
    return struct.pack("<HHI16sI", 0xFFFE, 0, 2, b"\0" * 16, 1) + b"\0" * 16 + struct.pack("<I", 48) + section


def word97(text: str, *, comment: str = "", ascii_tail: str = "", author: str = "") -> bytes:
    """A Word 97 file: one piece of two bytes a character, and one of one byte a character."""
    wide = text.encode("utf-16-le")
    note = comment.encode("utf-16-le")
    start = 0x800
    main = bytearray(start)
    struct.pack_into("<H", main, 0, 0xA5EC)
    struct.pack_into("<H", main, 10, 0x0200)
    places = [0, len(text), len(text) + len(ascii_tail)]
    offsets = [start, (start + len(wide)) * 2 | 0x40000000]
    body = wide + ascii_tail.encode("cp1252")
    if comment:
        places.append(places[-1] + len(comment))
        offsets.append(start + len(body))
        body += note
    struct.pack_into("<6i", main, 0x4C, len(text) + len(ascii_tail), 0, 0, 0, len(comment), 0)
    pieces = struct.pack(f"<{len(places)}I", *places)
    pieces += b"".join(struct.pack("<HIH", 0, offset, 0) for offset in offsets)
    block = b"\x01\x04\x00abcd" + b"\x02" + struct.pack("<I", len(pieces)) + pieces
    struct.pack_into("<II", main, 0x01A2, 0, len(block))
    streams = {
        "WordDocument": (bytes(main) + body).ljust(CUTOFF, b"\0"),
        "1Table": block.ljust(CUTOFF, b"\0"),
    }
    return compound(streams | ({"\x05SummaryInformation": summary(author)} if author else {}))


def workbook(sheets: dict[str, tuple[bool, list[list[str | float]]]]) -> bytes:
    """An .xls of BIFF8: sheets by name, each hidden or not, with its rows."""

    def record(kind: int, body: bytes) -> bytes:
        return struct.pack("<HH", kind, len(body)) + body

    def wide(text: str) -> bytes:
        return struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")

    def page(rows: list[list[str | float]]) -> bytes:
        told = record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
        for y, row in enumerate(rows):
            for x, cell in enumerate(row):
                at = struct.pack("<HHH", y, x, 0)
                told += (
                    record(0x204, at + wide(cell))
                    if isinstance(cell, str)
                    else record(0x203, at + struct.pack("<d", cell))
                )
        return told + record(0x0A, b"")

    pages = [page(rows) for _, rows in sheets.values()]
    names = [name.encode("utf-16-le") for name in sheets]
    head = record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0)) + record(0x42, struct.pack("<H", 1200))
    size = len(head) + sum(4 + 8 + len(name) for name in names) + 4
    listed = b""
    for name, (hidden, _), body in zip(names, sheets.values(), pages, strict=True):
        listed += record(0x85, struct.pack("<IBBBB", size, int(hidden), 0, len(name) // 2, 1) + name)
        size += len(body)
    return compound({"Workbook": (head + listed + record(0x0A, b"") + b"".join(pages)).ljust(CUTOFF, b"\0")})
