"""Runs alone, by its path, in isolated mode: limits itself, then looks into one file.

preview_child.py preview PATH KIND MAX_BYTES   → {"reason": ""} newline PNG
preview_child.py inspect PATH                  → {"warnings": [[code, weight, detail], …]}
preview_child.py words PATH MAX_CHARACTERS     → {"words": text}, empty where there is no text to be had
"""

import contextlib
import json
import re
import resource
import struct
import sys
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

CPU_S = 10
MEMORY = 512 << 20
LONG_SIDE = 1400
LEAST_SIDE = 300
MOST_PIXELS = 60_000_000

Found = tuple[str, str, str]


class NoPicture(Exception):
    """There is no picture to be had; the argument says why."""


def limit() -> None:
    """Bound time, memory, files; forbid writing to any."""
    for what, most in (
        (resource.RLIMIT_CPU, CPU_S),
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        with contextlib.suppress(ValueError, OSError):  # not every system knows every limit
            resource.setrlimit(what, (most, most))


# Pictures ---------------------------------------------------------------------------------------------


def picture(path: Path, kind: str, most: int) -> bytes:
    """A PNG of at most ``most`` bytes.

    Raises:
        NoPicture: with its reason.
    """
    import pypdfium2 as pdfium

    try:
        if kind == "pdf":
            document = pdfium.PdfDocument(path)
        elif kind == "jpeg":
            document = _jpeg_page(path)
        elif kind == "png":
            document = pdfium.PdfDocument(_png_page(path.read_bytes()))
        else:
            raise NoPicture("unsupported")
        page = document[0]
    except pdfium.PdfiumError as error:
        raise NoPicture("encrypted" if "password" in str(error).lower() else "broken") from None
    except IndexError:
        raise NoPicture("broken") from None
    side = LONG_SIDE
    width, height = page.get_size()
    if min(width, height) <= 0:
        raise NoPicture("broken")
    while side >= LEAST_SIDE:
        bitmap = page.render(scale=side / max(width, height), rev_byteorder=True, prefer_bgrx=False)
        drawn = _png(bitmap)
        if len(drawn) <= most:
            return drawn
        side = side * 2 // 3
    raise NoPicture("too_big")


def _jpeg_page(path: Path) -> Any:
    import pypdfium2 as pdfium

    width, height, turned = _jpeg_facts(path.read_bytes())
    if width * height > MOST_PIXELS:
        raise NoPicture("too_big")
    document = pdfium.PdfDocument.new()
    image = pdfium.PdfImage.new(document)
    image.load_jpeg(path, inline=True)
    image.set_matrix(pdfium.PdfMatrix().scale(width, height))
    page = document.new_page(width, height)
    page.insert_obj(image)
    page.gen_content()
    page.set_rotation(turned)
    return document


_TURNS = {3: 180, 6: 90, 8: 270}  # Exif orientation, clockwise; mirrored pictures stay as they are


def _jpeg_facts(data: bytes) -> tuple[int, int, int]:
    """Width, height, and the turn in degrees that the camera asks for."""
    turned, at = 0, 2
    while data[:2] == b"\xff\xd8" and at + 9 <= len(data) and data[at] == 0xFF:
        mark, size = data[at + 1], struct.unpack(">H", data[at + 2 : at + 4])[0]
        if 0xC0 <= mark <= 0xCF and mark not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            if width and height:
                return width, height, turned
            break
        if mark == 0xE1 and data[at + 4 : at + 10] == b"Exif\0\0":
            turned = _TURNS.get(_orientation(data[at + 10 : at + 2 + size]), 0)
        at += 2 + size
    raise NoPicture("broken")


def _orientation(tiff: bytes) -> int:
    order = "<" if tiff[:2] == b"II" else ">"
    with contextlib.suppress(struct.error):
        first = struct.unpack_from(f"{order}I", tiff, 4)[0]
        for n in range(min(struct.unpack_from(f"{order}H", tiff, first)[0], 100)):
            tag, _, _, value = struct.unpack_from(f"{order}HHIH", tiff, first + 2 + 12 * n)
            if tag == 0x0112:
                return int(value)
    return 1


def _png_page(data: bytes) -> bytes:
    """A PNG's pixel stream as it is, wrapped in a one-page PDF: PDF knows the same filters.

    Transparency is laid over white by the colour space, since PDF has no pixels with alpha.
    """
    if data[:8] != b"\x89PNG\r\n\x1a\n" or len(data) < 33:
        raise NoPicture("broken")
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", data[16:29])
    if interlaced or colour not in _SPACES:
        raise NoPicture("unsupported")
    if not 0 < width * height <= MOST_PIXELS:
        raise NoPicture("too_big")
    palette, pixels = b"", b""
    for name, chunk in _chunks(data):
        palette = chunk if name == b"PLTE" else palette
        pixels += chunk if name == b"IDAT" else b""
    channels, space = _SPACES[colour]
    if colour == 3:
        entries = len(palette) // 3
        if not entries:
            raise NoPicture("broken")
        space = f"[/Indexed /DeviceRGB {entries - 1} <{palette[: entries * 3].hex()}>]"
    decode = f"<</Predictor 15 /Colors {channels} /BitsPerComponent {depth} /Columns {width}>>"
    image = (
        f"<</Type/XObject/Subtype/Image/Width {width}/Height {height}/BitsPerComponent {depth}"
        f"/ColorSpace {space}/Filter/FlateDecode/DecodeParms {decode}/Length {len(pixels)}>>"
    ).encode()
    draw = f"{width} 0 0 {height} 0 0 cm /I Do".encode()
    page = (
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {width} {height}]"
        "/Resources<</XObject<</I 4 0 R>>>>/Contents 5 0 R>>"
    ).encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        page,
        image + b"stream\n" + pixels + b"\nendstream",
        b"<</Length %d>>stream\n%s\nendstream" % (len(draw), draw),
        b"<</FunctionType 4/Domain[0 1 0 1]/Range[0 1]/Length %d>>stream\n%s\nendstream"
        % (len(_OVER_GREY), _OVER_GREY),
        b"<</FunctionType 4/Domain[0 1 0 1 0 1 0 1]/Range[0 1 0 1 0 1]/Length %d>>stream\n%s\nendstream"
        % (len(_OVER_RGB), _OVER_RGB),
    ]
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)
    return bytes(out)


# value·alpha + 1 − alpha, for each colour
_OVER_GREY = b"{ dup 3 1 roll mul exch 1 exch sub add }"
_OVER_RGB = (
    b"{ 4 1 roll 3 index mul 1 4 index sub add 3 1 roll"
    b" 3 index mul 1 4 index sub add 3 1 roll"
    b" 3 index mul 1 4 index sub add 3 1 roll"
    b" 4 3 roll pop }"
)
_SPACES = {
    0: (1, "/DeviceGray"),
    2: (3, "/DeviceRGB"),
    3: (1, ""),
    4: (2, "[/DeviceN [/G /A] /DeviceGray 6 0 R]"),
    6: (4, "[/DeviceN [/R /G /B /A] /DeviceRGB 7 0 R]"),
}


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 8
    while at + 12 <= len(data):
        length = struct.unpack(">I", data[at : at + 4])[0]
        yield data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        at += 12 + length


def _png(bitmap: Any) -> bytes:
    """Eight bits a channel, filter none: enough for pages of text."""
    width, height, stride, channels = bitmap.width, bitmap.height, bitmap.stride, bitmap.n_channels
    if channels not in {1, 3}:
        raise NoPicture("unsupported")
    raw = memoryview(bitmap.buffer).cast("B")
    rows = b"".join(b"\x00" + bytes(raw[y * stride : y * stride + width * channels]) for y in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2 if channels == 3 else 0, 0, 0, 0)

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    packed = zlib.compress(rows, 6)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


# Warnings ---------------------------------------------------------------------------------------------

MOST_ENTRIES = 2000
MOST_RATIO = 100
RATIO_FROM = 1 << 20  # smaller files may be as even as they like
MOST_UNPACKED = 200 << 20
MOST_READ = 4 << 20  # of one part
ARCHIVES = (".zip", ".7z", ".rar", ".gz", ".bz2", ".xz", ".tar", ".tgz", ".cab", ".iso")
PROGRAMS = (
    *(".exe", ".dll", ".scr", ".com", ".bat", ".cmd", ".ps1", ".vbs", ".vbe", ".js", ".jse", ".wsf", ".hta"),
    *(".msi", ".lnk", ".jar", ".apk", ".sh", ".pif", ".cpl", ".reg"),
)
PROGRAM_MARKS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")
_OUTSIDE = re.compile(rb'<Relationship\b[^>]*TargetMode\s*=\s*"External"[^>]*>', re.IGNORECASE)
_DDE = re.compile(rb"(?:\bDDEAUTO\b|\bDDE\s|<ddeLink\b)", re.IGNORECASE)
_PDF_NAME = re.compile(rb"#([0-9A-Fa-f]{2})")
_PDF_STREAM = re.compile(rb"stream\r?\n")
_PDF_MARKS = (
    (re.compile(rb"/(?:JavaScript|JS)\b"), "pdf_script"),
    (re.compile(rb"/(?:Launch|ImportData|SubmitForm)\b"), "pdf_action"),
    (re.compile(rb"/(?:EmbeddedFiles?|Filespec)\b"), "pdf_attachment"),
    (re.compile(rb"/(?:RichMedia|XFA)\b"), "pdf_form"),
)


def warnings(path: Path) -> list[Found]:
    """Everything worth saying, each code once."""
    with path.open("rb") as file:
        head = file.read(1024)  # %PDF- may stand anywhere in the first kilobyte
    if head[:4] in {b"PK\x03\x04", b"PK\x05\x06"}:
        found = list(_in_zip(path))
    elif head[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        found = list(_in_ole(path.read_bytes()))
    elif head[:5] == b"{\\rtf":
        found = list(_in_rtf(path.read_bytes()))
    elif b"%PDF-" in head:
        found = list(_in_pdf(path.read_bytes()))
    elif head.startswith(PROGRAM_MARKS) or head[:2] == b"#!":
        found = [("program", "refuse", "")]
    else:
        found = []
    return list({code: (code, weight, detail[:200]) for code, weight, detail in reversed(found)}.values())[
        ::-1
    ]


def _in_zip(path: Path) -> Iterator[Found]:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            bombs = list(_bombs(entries, path.stat().st_size))
            yield from bombs
            if not bombs:
                yield from _parts(archive, entries)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError) as error:
        yield ("zip_broken", "refuse", type(error).__name__)


def _bombs(entries: list[zipfile.ZipInfo], size: int) -> Iterator[Found]:
    if len(entries) > MOST_ENTRIES:
        yield ("zip_many", "refuse", str(len(entries)))
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MOST_UNPACKED or (unpacked > RATIO_FROM and unpacked > MOST_RATIO * max(size, 1)):
        yield ("zip_bomb", "refuse", f"{unpacked // max(size, 1)}:1")
    for entry in entries:
        if entry.file_size > RATIO_FROM and entry.file_size > MOST_RATIO * max(entry.compress_size, 1):
            yield ("zip_bomb", "refuse", f"{entry.file_size // max(entry.compress_size, 1)}:1")
    starts = sorted(entry.header_offset for entry in entries)
    if len(set(starts)) != len(starts) or sum(entry.compress_size for entry in entries) > size:
        yield ("zip_broken", "refuse", "overlap")


def _parts(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> Iterator[Found]:
    names = {entry.filename.lower() for entry in entries}
    office = "[content_types].xml" in names
    for entry in entries:
        name = entry.filename.lower()
        if entry.flag_bits & 1:
            yield ("encrypted", "active", name)
            continue
        if name.endswith("/"):
            continue
        body = _read(archive, entry)
        if name.endswith(PROGRAMS) or body.startswith(PROGRAM_MARKS):
            yield ("program", "refuse", name)
        if not office and (name.endswith(ARCHIVES) or body.startswith(b"PK\x03\x04")):
            yield ("zip_nested", "refuse", name)
        if office:
            yield from _in_office(name, body)


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """The start of a part; all of it is unpacked and counted, so that a lying size shows."""
    kept, total = b"", 0
    with archive.open(entry) as part:
        while piece := part.read(1 << 16):
            total += len(piece)
            if total > entry.file_size:
                raise zipfile.BadZipFile("longer than it says")
            if len(kept) < MOST_READ:
                kept += piece
    if total != entry.file_size:
        raise zipfile.BadZipFile("shorter than it says")
    return kept


def _in_office(name: str, body: bytes) -> Iterator[Found]:
    if name.endswith("vbaproject.bin") or (name == "[content_types].xml" and b"macroEnabled" in body):
        yield ("macro", "active", name)
    if "/activex/" in name:
        yield ("active_x", "active", name)
    if "/embeddings/" in name:
        yield ("embedded_object", "active", name)
        if body.startswith(b"\xd0\xcf\x11\xe0"):
            yield from ((code, weight, name) for code, weight, _ in _in_ole(body) if code == "program")
    if name.endswith(".rels"):
        for match in _OUTSIDE.finditer(body):
            if b"attachedTemplate" in match[0]:
                yield ("outside_template", "active", name)
            elif b"/hyperlink" not in match[0]:
                yield ("outside_link", "active", name)
    if name.endswith(".xml") and _DDE.search(body) and (b"instrText" in body or b"ddeLink" in body):
        yield ("dde", "active", name)


def _in_ole(data: bytes) -> Iterator[Found]:
    """Names of streams stand in UTF-16 in the directory."""
    for text, code in (
        ("_VBA_PROJECT", "macro"),
        ("Macros", "macro"),
        ("\x01Ole10Native", "embedded_object"),
        ("ObjectPool", "embedded_object"),
        ("EncryptedPackage", "encrypted"),
    ):
        if text.encode("utf-16-le") in data:
            yield (code, "active", text.strip("\x01"))
    if b"This program cannot be run in DOS mode" in data:
        yield ("program", "refuse", "")


def _in_rtf(data: bytes) -> Iterator[Found]:
    if re.search(rb"\\objdata|\\objemb|\\objocx", data):
        yield ("embedded_object", "active", "rtf")
    if re.search(rb"\\\*\\template\b|\\objautlink", data):
        yield ("outside_template", "active", "rtf")


def _in_pdf(data: bytes) -> Iterator[Found]:
    if re.search(rb"/Encrypt\b", data):
        yield ("encrypted", "active", "")
    for text in _pdf_texts(data):
        plain = _PDF_NAME.sub(lambda match: bytes([int(match[1], 16)]), text) if b"#" in text else text
        for mark, code in _PDF_MARKS:
            if mark.search(plain):
                yield (code, "active", "")
    if b"This program cannot be run in DOS mode" in data:
        yield ("program", "refuse", "")


def _pdf_texts(data: bytes) -> Iterator[bytes]:
    """What lies open, and what lies in compressed streams (objects hide there since PDF 1.5)."""
    yield data
    left = MOST_UNPACKED // 4
    for match in _PDF_STREAM.finditer(data):
        start = match.end()
        if data[start : start + 1] not in {
            b"\x78",
            b"\x68",
            b"\x48",
            b"\x58",
            b"\x08",
            b"\x18",
            b"\x28",
            b"\x38",
        }:
            continue
        with contextlib.suppress(zlib.error):
            text = zlib.decompressobj().decompress(memoryview(data)[start:], min(MOST_READ, left))
            left -= len(text)
            yield text
        if left <= 0:
            return


# Words ------------------------------------------------------------------------------------------------

DOCUMENTS = {
    "word/document.xml": ("w:t", "w:p"),
    "OFD.xml": ("ofd:TextCode", "ofd:TextObject"),
    "xl/sharedStrings.xml": ("t", "si"),
    "ppt/presentation.xml": ("a:t", "a:p"),
}
_PAGES = re.compile(r"(?:ppt/slides/slide|Doc_\d+/Pages/Page_)(\d+)(?:\.xml|/Content\.xml)")


def text_of(path: Path, most: int) -> str:
    """The words of a document (docx, xlsx, pptx, ofd) or of a plain text, a paragraph a line."""
    with path.open("rb") as file:
        head = file.read(MOST_READ)
    if head[:4] != b"PK\x03\x04":
        for encoding in ("utf-8-sig", "gb18030"):
            with contextlib.suppress(UnicodeDecodeError):
                return head[: most * 4].decode(encoding, "strict" if len(head) <= most * 4 else "ignore")[
                    :most
                ]
        return ""
    with zipfile.ZipFile(path) as archive:
        names = {entry.filename: entry for entry in archive.infolist()}
        kind = next((name for name in DOCUMENTS if name in names), None)
        if kind is None:
            return ""
        word, line = DOCUMENTS[kind]
        pages = sorted((int(found[1]), name) for name in names if (found := _PAGES.fullmatch(name)))
        parts = [name for _, name in pages] or [kind]
        told = ""
        for name in parts:
            told += _text_in(_read(archive, names[name]), word, line)
            if len(told) >= most:
                break
    return told[:most].strip()


def _text_in(body: bytes, word: str, line: str) -> str:
    """What stands inside the words' elements; a document type is never followed."""
    from xml.parsers import expat

    told: list[str] = []
    inside = [False]
    parser = expat.ParserCreate()

    def start(name: str, _attributes: dict[str, str]) -> None:
        if name == word:
            inside[0] = True
        elif name in {"w:tab", "w:br"}:
            told.append(" ")

    def end(name: str) -> None:
        if name == word:
            inside[0] = False
        elif name == line:
            told.append("\n")

    def characters(text: str) -> None:
        if inside[0]:
            told.append(text)

    def refuse(*_of: object) -> None:
        raise ValueError("a document type")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = refuse
    with contextlib.suppress(expat.ExpatError):  # a part that was cut at its limit says what it said so far
        parser.Parse(body, True)
    return "".join(told)


def main(words: list[str]) -> int:
    """Look, and print what was seen."""
    limit()
    out = sys.stdout.buffer
    path = Path(words[1])
    if words[0] == "words":
        try:
            found = text_of(path, int(words[2]))
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError):
            found = ""
        out.write(json.dumps({"words": found}).encode() + b"\n")
        return 0
    if words[0] == "inspect":
        out.write(json.dumps({"warnings": warnings(path)}).encode() + b"\n")
        return 0
    try:
        drawn = picture(path, words[2], int(words[3]))
    except NoPicture as no:
        reason = str(no)
    except (ValueError, ArithmeticError, RuntimeError, struct.error):  # pdfium's own among them
        reason = "broken"
    else:
        out.write(b'{"reason": ""}\n' + drawn)
        return 0
    out.write(json.dumps({"reason": reason}).encode() + b"\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
