"""A23, A24: what files carry beside their words, seen in a child that cannot hurt the house."""

import base64
import io
import struct
import subprocess
import sys
import time
import zipfile
import zlib
from pathlib import Path

import pytest

from bot import preview as looking
from bot.preview import Warned, inspect, preview

TYPES = '<Types><Override ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
RELATION = '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" Target="{}" TargetMode="External"/>'


def _zip(**parts: bytes | str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return out.getvalue()


def _docx(**parts: bytes | str) -> bytes:
    return _zip(
        **{"[Content_Types].xml": TYPES, "word/document.xml": "<w:document>正文</w:document>", **parts}
    )


def _pdf(*objects: bytes) -> bytes:
    body = b"%PDF-1.7\n" + b"".join(
        b"%d 0 obj\n%s\nendobj\n" % (n, part) for n, part in enumerate(objects, 1)
    )
    return body + b"trailer<</Root 1 0 R>>\n%%EOF"


def _packed(text: bytes) -> bytes:
    packed = zlib.compress(text)
    return b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(packed), packed)


def _lying() -> bytes:
    """A part that unpacks to more than the directory says."""
    made = bytearray(_zip(a=b"0" * 5000))
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = made.index(mark) + offset
        made[place : place + 4] = struct.pack("<I", 10)
    return bytes(made)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
DOS = b"MZ\x90\0This program cannot be run in DOS mode"

FILES = {
    "a plain docx": (_docx(), {}),
    "a docx with a link": (_docx(**{"word/_rels/document.xml.rels": RELATION.format("hyperlink", "https://a.cn")}), {}),
    "a plain pdf": (_pdf(b"<</Type/Catalog>>"), {}),
    "a text": ("正文".encode(), {}),
    "nothing": (b"", {}),
    "a bomb": (_zip(a=b"0" * 30_000_000), {"zip_bomb": "refuse"}),
    "a docx bomb": (_docx(**{"word/media/a.xml": b"0" * 30_000_000}), {"zip_bomb": "refuse"}),
    "a crowd of parts": (_zip(**{f"p{n}": b"" for n in range(2001)}), {"zip_many": "refuse"}),
    "an archive in an archive": (_zip(**{"b.zip": _zip(a=b"x")}), {"zip_nested": "refuse"}),
    "an archive under another name": (_zip(**{"b.txt": _zip(a=b"x")}), {"zip_nested": "refuse"}),
    "lying sizes": (_lying(), {"zip_broken": "refuse"}),
    "a cut archive": (_zip(a=b"x" * 100)[:-30], {"zip_broken": "refuse"}),
    "a program in an archive": (_zip(**{"通知.pdf.exe": b"x"}), {"program": "refuse"}),
    "a disguised program": (_docx(**{"word/media/image1.png": DOS}), {"program": "refuse"}),
    "macros": (_docx(**{"word/vbaProject.bin": b"x"}), {"macro": "active"}),
    "macros by type": (_zip(**{"[Content_Types].xml": TYPES.replace("document.main", "document.macroEnabled.main")}), {"macro": "active"}),
    "a template from outside": (
        _docx(**{"word/_rels/settings.xml.rels": RELATION.format("attachedTemplate", "http://evil/x.dotm")}),
        {"outside_template": "active"},
    ),
    "an object from outside": (
        _docx(**{"word/_rels/document.xml.rels": RELATION.format("oleObject", "http://evil/x")}),
        {"outside_link": "active"},
    ),
    "an embedded object": (_docx(**{"word/embeddings/oleObject1.bin": OLE}), {"embedded_object": "active"}),
    "an embedded program": (
        _docx(**{"word/embeddings/oleObject1.bin": OLE + DOS}),
        {"embedded_object": "active", "program": "refuse"},
    ),
    "dde": (_docx(**{"word/footer1.xml": "<w:instrText>DDEAUTO c:\\\\cmd</w:instrText>"}), {"dde": "active"}),
    "dde in a table": (_zip(**{"[Content_Types].xml": TYPES, "xl/externalLinks/e.xml": "<ddeLink a='b'/>"}), {"dde": "active"}),
    "active x": (_docx(**{"word/activeX/activeX1.xml": "<x/>"}), {"active_x": "active"}),
    "old macros": (OLE + "_VBA_PROJECT".encode("utf-16-le"), {"macro": "active"}),
    "an old file with a password": (OLE + "EncryptedPackage".encode("utf-16-le"), {"encrypted": "active"}),
    "rtf with an object": (b"{\\rtf1{\\object\\objemb{\\objdata 01}}}", {"embedded_object": "active"}),
    "a script in a pdf": (_pdf(b"<</OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>>>"), {"pdf_script": "active"}),
    "a hidden script in a pdf": (_pdf(b"<</S/J#61va#53cript/#4aS(x)>>"), {"pdf_script": "active"}),
    "a packed script in a pdf": (_pdf(_packed(b"1 0 <</S/JavaScript/JS(x)>>")), {"pdf_script": "active"}),
    "a launch in a pdf": (_pdf(b"<</S/Launch/F(cmd.exe)>>"), {"pdf_action": "active"}),
    "a file in a pdf": (_pdf(b"<</Names<</EmbeddedFiles 3 0 R>>>>"), {"pdf_attachment": "active"}),
    "a locked pdf": (_pdf(b"<</Encrypt 5 0 R>>"), {"encrypted": "active"}),
    "a pdf behind a note": (b"note\n" + _pdf(b"<</JS(x)>>"), {"pdf_script": "active"}),
    "a pdf that unpacks for ever": (_pdf(*[_packed(b"0" * 30_000_000)] * 4), {}),
    "a program": (DOS, {"program": "refuse"}),
    "a script": (b"#!/bin/sh\nrm", {"program": "refuse"}),
    "an elf": (b"\x7fELF\x02\x01", {"program": "refuse"}),
}  # fmt: skip


@pytest.mark.parametrize(("body", "codes"), FILES.values(), ids=FILES.keys())
async def test_what_a_file_carries_is_said(tmp_path, body, codes):
    (tmp_path / "f").write_bytes(body)
    assert {one.code: one.weight for one in await inspect(tmp_path / "f")} == codes


# The child as it is, which tells at its end how much memory of its own it ever had (kB, of this process image
# alone: what a parent had before it is not in it).
PEAK = """
import re, runpy, sys
sys.argv = sys.argv[1:]
try:
    runpy.run_path(sys.argv[0], run_name="__main__")
except SystemExit as end:
    code = end.code
sys.stderr.write(re.search(r"VmHWM:\\s+(\\d+) kB", open("/proc/self/status").read())[1])
sys.exit(code)
"""


def _peak_kb(path):
    """What one child costs that looks into this file."""
    done = subprocess.run(
        [sys.executable, "-I", "-c", PEAK, str(looking.CHILD), "inspect", str(path)],
        capture_output=True, check=True, env={"LANG": "C.UTF-8"}, timeout=60,
    )  # fmt: skip
    assert done.stdout
    return int(done.stderr)


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's own mark is read")
async def test_a_bomb_costs_the_house_nothing(tmp_path):
    path, small = tmp_path / "bomb.zip", tmp_path / "small.zip"
    for place, portions in ((path, 200), (small, 1)):
        with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("a", "w") as part:
            for _ in range(portions):
                part.write(b"0" * 1_000_000 if portions > 1 else b"0")
    began = time.monotonic()
    assert [one.code for one in await inspect(path)] == ["zip_bomb"]
    assert time.monotonic() - began < 20
    assert _peak_kb(path) - _peak_kb(small) < 16 * 1024, "200 MB were never unpacked into memory"


GRIEF = {
    "memory": "bytearray(900 << 20)",
    "an endless loop": "\nwhile True: pass",
    "a written file": "open(sys.argv[2] + '.x', 'w').write('x' * 99999)",
    "a flood": "sys.stdout.write('x' * 3_000_000)",
    "nonsense": "print('nonsense')",
    "a death": "import os; os.kill(os.getpid(), 9)",
}


@pytest.mark.parametrize("deed", GRIEF.values(), ids=GRIEF.keys())
async def test_a_child_that_comes_to_grief_is_a_warning(tmp_path, monkeypatch, deed):
    source = looking.CHILD.read_text("utf-8").replace("CPU_S = 10", "CPU_S = 1")
    (tmp_path / "child.py").write_text(
        source.replace("    out = sys.stdout.buffer\n", f"    {deed}\n    return 0\n"), "utf-8"
    )
    if "\n" in deed:
        (tmp_path / "child.py").write_text(
            source.replace("    out = sys.stdout.buffer\n", "    while True: pass\n"), "utf-8"
        )
    monkeypatch.setattr(looking, "CHILD", tmp_path / "child.py")
    (tmp_path / "f").write_bytes(b"x")
    assert await inspect(tmp_path / "f") == [Warned("uninspected", "refuse", "limits")]
    assert (await preview(tmp_path / "f", kind="pdf")).reason == "limits"
    assert not (tmp_path / "f.x").exists() or (tmp_path / "f.x").stat().st_size == 0


async def test_a_slow_child_is_ended(tmp_path, monkeypatch):
    (tmp_path / "child.py").write_text("import signal\nsignal.pause()")
    monkeypatch.setattr(looking, "CHILD", tmp_path / "child.py")
    monkeypatch.setattr(looking, "WALL_S", 0.3)
    assert (await preview(tmp_path / "f", kind="pdf")).reason == "limits"


# Pictures ---------------------------------------------------------------------------------------------


def _png(
    width: int, height: int, colour: int, row: bytes, *, palette: bytes = b"", interlace: int = 0
) -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, interlace)
    data = chunk(b"IDAT", zlib.compress((b"\0" + row * width) * height))
    plte = chunk(b"PLTE", palette) if palette else b""
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + plte + data + chunk(b"IEND", b"")


def _first_pixel(picture: bytes) -> tuple[int, ...]:
    width, _, _, colour = struct.unpack(">IIBB", picture[16:26])
    at = picture.index(b"IDAT")
    size = struct.unpack(">I", picture[at - 4 : at])[0]
    rows = zlib.decompress(picture[at + 4 : at + 4 + size])
    channels = 3 if colour == 2 else 1
    middle = (len(rows) // (width * channels + 1) // 2) * (width * channels + 1) + 1 + width // 2 * channels
    return tuple(rows[middle : middle + channels])


@pytest.mark.parametrize(
    ("colour", "row", "palette", "shown"),
    [
        (0, b"\x40", b"", (0x40,) * 3),
        (2, b"\xc0\x20\x10", b"", (0xC0, 0x20, 0x10)),
        (3, b"\x01", b"\0\0\0\x20\x40\x60", (0x20, 0x40, 0x60)),
        (4, b"\0\x80", b"", (127,) * 3),
        (6, b"\xff\0\0\xff", b"", (255, 0, 0)),
        (6, b"\xff\0\0\x00", b"", (255, 255, 255)),
        (6, b"\xff\0\0\x80", b"", (255, 127, 127)),
    ],
)
async def test_a_png_of_every_kind_becomes_a_picture(tmp_path, colour, row, palette, shown):
    (tmp_path / "f").write_bytes(_png(64, 48, colour, row, palette=palette))
    drawn = await preview(tmp_path / "f", kind="png")
    assert drawn.reason == ""
    pixel = _first_pixel(drawn.picture)
    assert all(abs(one - other) <= 2 for one, other in zip(pixel, shown, strict=False)), pixel


async def test_the_first_page_of_a_pdf_is_drawn_within_its_size(tmp_path):
    import pypdfium2 as pdfium

    document = pdfium.PdfDocument.new()
    document.new_page(595, 842)
    document.new_page(595, 842)
    document.save(tmp_path / "f")
    drawn = await preview(tmp_path / "f", kind="pdf")
    assert drawn.picture.startswith(b"\x89PNG")
    assert max(struct.unpack(">II", drawn.picture[16:24])) == 1400
    assert (await preview(tmp_path / "f", kind="pdf", max_bytes=100)).reason == "too_big"


# Grey, 16 by 8, and the camera was held upright (Exif orientation 6).
JPEG = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/4QAiRXhpZgAATU0AKgAAAAgAAQESAAMAAAABAAYAAAAAAAD/2wBDAP//////////////"
    "////////////////////////////////////////////////////////////////////////wAALCAAIABABAREA/8QAFQAB"
    "AQAAAAAAAAAAAAAAAAAAAAL/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/9oACAEBAAA/AIH/2Q=="
)


async def test_a_photo_is_turned_as_it_was_taken(tmp_path):
    (tmp_path / "f").write_bytes(JPEG)
    drawn = await preview(tmp_path / "f", kind="jpeg")
    assert struct.unpack(">II", drawn.picture[16:24]) == (700, 1400)
    assert all(abs(channel - 40) < 12 for channel in _first_pixel(drawn.picture))


@pytest.mark.parametrize(
    ("body", "kind", "reason"),
    [
        (b"%PDF-1.7 broken", "pdf", "broken"),
        (b"", "pdf", "broken"),
        (b"\xff\xd8\xff\xe0 broken", "jpeg", "broken"),
        (b"\x89PNG\r\n\x1a\n", "png", "broken"),
        (_png(8, 8, 2, b"\0\0\0", interlace=1), "png", "unsupported"),
        (_png(8, 8, 3, b"\0"), "png", "broken"),
        (b"GIF89a", "gif", "unsupported"),
    ],
)
async def test_what_cannot_be_drawn_says_why(tmp_path, body, kind, reason):
    (tmp_path / "f").write_bytes(body)
    drawn = await preview(tmp_path / "f", kind=kind)
    assert (drawn.picture, drawn.reason) == (None, reason)


async def test_a_picture_of_a_hundred_thousand_by_a_hundred_thousand_is_not_drawn(tmp_path):
    body = bytearray(_png(8, 8, 2, b"\0\0\0"))
    body[16:24] = struct.pack(">II", 100_000, 100_000)
    (tmp_path / "f").write_bytes(bytes(body))
    assert (await preview(tmp_path / "f", kind="png")).reason == "too_big"


def test_the_child_needs_nothing_of_the_house():
    source = Path(looking.CHILD).read_text("utf-8")
    assert "from bot" not in source
    assert "import bot" not in source
    assert sys.executable
