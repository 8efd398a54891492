"""What files say, read in a child: every format, its hidden parts, and what is made to hurt whoever reads it."""

import io
import random
import struct
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from bot import preview as looking
from bot.preview import Read, read
from tests.old_office import compound, word97, workbook

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
CORE = (
    '<cp:coreProperties xmlns:cp="c" xmlns:dc="d"><dc:creator>张三</dc:creator>'
    "<cp:lastModifiedBy>李四</cp:lastModifiedBy></cp:coreProperties>"
)


def packed(**parts: bytes | str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return out.getvalue()


def docx(body: str, **parts: bytes | str) -> bytes:
    return packed(
        **{
            "[Content_Types].xml": "<Types/>",
            "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
            **parts,
        }
    )


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def xlsx() -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"author": "王五"})
    front = book.add_worksheet("名单")
    front.write("A1", "姓名")
    front.write("B1", 13800138000)
    front.write_comment("A1", "批注里的话")
    front.write("A3", "藏着的行")
    front.set_row(2, None, None, {"hidden": True})
    front.write("D1", "藏着的列")
    front.set_column("D:D", None, None, {"hidden": True})
    back = book.add_worksheet("底稿")
    back.write("A1", "藏着的表")
    back.hide()
    book.close()
    return out.getvalue()


def pdf(text: str, author: str = "ZhangSan") -> bytes:
    stream = f"BT /F1 12 Tf 10 100 Td ({text}) Tj ET".encode()
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 400]/Resources<</Font<</F1 5 0 R>>>>/Contents 4 0 R>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        f"<</Author({author})>>".encode(),
    ]
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer<</Size %d/Root 1 0 R/Info 6 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(parts) + 1, table)
    return bytes(out)


def inked(strokes: str) -> bytes:
    """A page of text with something drawn in red."""
    return pdf(f"Text) Tj ET {strokes} BT (")


def jpeg(tags: bytes, more: bytes = b"") -> bytes:
    tiff = b"II*\0" + struct.pack("<I", 8) + tags + more
    block = b"Exif\0\0" + tiff
    return b"\xff\xd8\xff\xe1" + struct.pack(">H", len(block) + 2) + block + b"\xff\xd9"


def located() -> bytes:
    """A photo whose camera knew the place."""
    gps = struct.pack("<HHHIIHHIII", 2, 2, 5, 3, 0, 4, 5, 3, 0, 0)
    tags = struct.pack("<HHHIII", 1, 0x8825, 4, 1, 8 + 2 + 12 + 4, 0)
    return jpeg(tags, gps)


OFD = packed(
    **{
        "OFD.xml": '<ofd:OFD xmlns:ofd="o"><ofd:DocBody><ofd:DocInfo><ofd:Author>赵六</ofd:Author></ofd:DocInfo>'
        "</ofd:DocBody></ofd:OFD>",
        "Doc_0/Pages/Page_0/Content.xml": '<ofd:Page xmlns:ofd="o"><ofd:TextCode>版式</ofd:TextCode>'
        "<ofd:TextCode>文件</ofd:TextCode></ofd:Page>",
    }
)
SLIDE = '<p:sld xmlns:p="p" xmlns:a="a" show="{}"><a:p><a:r><a:t>{}</a:t></a:r></a:p></p:sld>'
PPTX = packed(
    **{
        "ppt/presentation.xml": "<p/>",
        "ppt/slides/slide1.xml": SLIDE.format(1, "第一页"),
        "ppt/slides/slide2.xml": SLIDE.format(0, "藏着的页"),
        "ppt/notesSlides/notesSlide1.xml": SLIDE.format(1, "备注"),
    }
)
TRACKED = docx(
    "<w:p>"
    + run("一三八")
    + run("00138000")
    + "<w:del><w:r><w:delText>删掉的话</w:delText></w:r></w:del>"
    + "<w:ins>"
    + run("添上的话")
    + "</w:ins>"
    + run("藏着的话", "<w:vanish/>")
    + run("不藏的话", '<w:vanish w:val="0"/>')
    + "</w:p>",
    **{
        "word/comments.xml": f"<w:comments {W}><w:comment>{run('批注里的话')}</w:comment></w:comments>",
        "word/header1.xml": f"<w:hdr {W}>{run('页眉')}</w:hdr>",
        "docProps/core.xml": CORE,
    },
)
OLD = word97("关于开展年检的通知\r第二段", comment="批注", ascii_tail="13800138000", author="钱七")

READ: dict[str, tuple[bytes, str, dict[str, str]]] = {
    "通知.docx": (
        TRACKED,
        "read",
        {
            "": "一三八00138000添上的话不藏的话",
            "change": "删掉的话\n添上的话",
            "hidden": "藏着的话",
            "comment": "批注里的话",
            "author": "李四",
        },
    ),
    "名单.xlsx": (xlsx(), "read", {"": "姓名\t13800138000", "comment": "批注里的话", "author": "王五"}),
    "版式.ofd": (OFD, "read", {"": "版式\n文件", "author": "赵六"}),
    "幻灯.pptx": (PPTX, "read", {"": "第一页", "hidden": "备注"}),
    "通知.pdf": (pdf("Tel 13800138000"), "read", {"": "Tel 13800138000", "author": "ZhangSan"}),
    "扫描.pdf": (pdf(""), "unread", {"author": "ZhangSan"}),
    "红头.pdf": (inked("1 0 0 rg 40 340 220 20 re f"), "read", {"mark": "red_head"}),
    "盖章.pdf": (inked("1 0 0 RG 4 w 180 60 50 50 re S 190 70 30 30 re S"), "read", {"mark": "seal"}),
    "旧件.doc": (
        OLD,
        "read",
        {"": "关于开展年检的通知\n第二段13800138000", "comment": "批注", "author": "钱七"},
    ),
    "旧表.xls": (
        workbook({"名单": (False, [["姓名", 13800138000.0]]), "底稿": (True, [["藏着的表"]])}),
        "read",
        {"": "姓名\t13800138000", "hidden": "藏着的表"},
    ),
    "说明.txt": ("第一行\n第二行".encode("gb18030"), "read", {"": "第一行\n第二行"}),
    "照片.jpg": (located(), "unread", {"gps": "GPS"}),
    "打包.zip": (packed(**{"a.txt": "a"}), "unread", {}),
    "图片.png": (b"\x89PNG\r\n\x1a\n" + b"\0" * 64, "unread", {}),
}


async def said(tmp_path: Path, data: bytes) -> Read:
    path = tmp_path / "it"
    path.write_bytes(data)
    return await read(path)


@pytest.mark.parametrize("name", READ)
async def test_what_a_file_says(tmp_path: Path, name: str):
    """A25: the text, and what stands beside it: comments, changes, hidden words, the author, the place."""
    data, state, told = READ[name]
    found = await said(tmp_path, data)
    assert found.state == state
    assert set(told.items()) <= {(part, text.rstrip()) for part, text in found.passages}


async def test_the_hidden_parts_of_a_spreadsheet(tmp_path: Path):
    """A25: hidden sheets, rows and columns are told apart from what is shown."""
    found = await said(tmp_path, xlsx())
    hidden = "".join(text for part, text in found.passages if part == "hidden")
    assert all(word in hidden for word in ("藏着的行", "藏着的列", "藏着的表"))
    shown = "".join(text for part, text in found.passages if part == "")
    assert "藏着" not in shown


async def test_what_is_too_long_is_read_in_part_and_says_so(tmp_path: Path):
    found = await said(tmp_path, docx("".join(f"<w:p>{run('字' * 1000)}</w:p>" for _ in range(80))))
    assert found.state == "partly"
    assert sum(len(text) for _, text in found.passages) <= 50_000


async def test_a_page_in_black_bears_no_red_mark(tmp_path: Path):
    for strokes in (
        "0 0 0 rg 40 340 220 20 re f",
        "0 0 1 rg 180 60 50 50 re f",
        "1 0 0 rg 20 100 260 6 re f",
    ):
        found = await said(tmp_path, inked(strokes))
        assert "mark" not in {part for part, _ in found.passages}, strokes


BOMB = b"<w:p/>" * 30_000_000
ENTITIES = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
)


def lying() -> bytes:
    """A part that unpacks to more than the directory says."""
    made = bytearray(docx(f"<w:p>{run('字' * 9000)}</w:p>"))
    place = made.index(b"PK\x01\x02", made.index(b"word/document.xml") + 60)
    made[place + 24 : place + 28] = struct.pack("<I", 10)
    return bytes(made)


def nowhere() -> bytes:
    """A chain of sectors that bites its tail."""
    made = bytearray(OLD)
    table = struct.unpack_from("<I", made, 76)[0]
    struct.pack_into("<I", made, (table + 1) * 512, 0)
    return bytes(made)


HOSTILE = {
    "A23 a part of two hundred million bytes": lambda: packed(
        **{"word/document.xml": b"<w:document xmlns:w='w'>" + BOMB}
    ),
    "A23 a shared string of sixteen million": lambda: packed(
        **{"xl/workbook.xml": "<w/>", "xl/sharedStrings.xml": "<sst>" + "<si><t>1</t></si>" * 1_000_000}
    ),
    "A23 ten thousand parts": lambda: packed(
        **{"word/document.xml": "<d/>", **{f"word/header{n}.xml": "<h/>" for n in range(10_000)}}
    ),
    "A23 a directory that lies": lying,
    "A23 entities within entities": lambda: packed(
        **{"word/document.xml": ENTITIES + "]><w:t xmlns:w='w'>&j;</w:t>"}
    ),
    "A23 a million elements inside each other": lambda: packed(**{"word/document.xml": "<a>" * 1_000_000}),
    "A23 a sheet of a million rows that holds one cell": lambda: packed(
        **{
            "xl/workbook.xml": "<w/>",
            "xl/worksheets/sheet1.xml": '<s><row><c r="XFD1048576"><v>1</v></c></row></s>',
        }
    ),
    "A24 a chain without an end": nowhere,
    "A24 a container that is cut": lambda: OLD[:700],
    "A24 a container of nothing": lambda: compound({"Something": b"x" * 5000}),
    "A27 a photo whose tags lead nowhere": lambda: jpeg(struct.pack("<HHHIII", 1, 0x8825, 4, 1, 1 << 30, 0)),
    "A27 a PDF that is none": lambda: b"%PDF-1.7\n" + b"1 0 obj<<" * 10_000,
    "A27 zeros": lambda: b"\0" * 100_000,
}
MOST_MB, MOST_S = 150, 12.0
MEASURED = """
import pathlib, runpy, sys
sys.argv = sys.argv[1:]
try:
    runpy.run_path(sys.argv[0], run_name="__main__")
except SystemExit as over:
    status = pathlib.Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]
    sys.stderr.write(status)
    sys.exit(over.code)
"""  # the memory of the child alone: what a fork brings along is not its own


@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_that_is_sent_hurts_the_reader(tmp_path: Path, name: str):
    """A23, A24, A27: the child ends in time, in little memory, and says something or nothing."""
    path = tmp_path / "it"
    path.write_bytes(HOSTILE[name]())
    started = time.monotonic()
    child = subprocess.run(
        [sys.executable, "-I", "-c", MEASURED, looking.READER, path], capture_output=True, check=True
    )
    assert time.monotonic() - started < MOST_S
    assert int(child.stderr) / 1024 < MOST_MB
    assert len(child.stdout) < 400_000


async def test_any_bytes_can_be_read(tmp_path: Path):
    """Good files with bytes turned over: an answer each time."""
    chance = random.Random(23)
    for data, _, _ in list(READ.values())[:8]:
        for _ in range(3):
            broken = bytearray(data)
            for _ in range(20):
                broken[chance.randrange(len(broken))] = chance.randrange(256)
            found = await said(tmp_path, bytes(broken))
            assert found.state in {"read", "partly", "unread"}


async def test_a_reader_that_dies_leaves_the_file_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    dies = tmp_path / "dies.py"
    dies.write_text("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n")
    monkeypatch.setattr(looking, "READER", dies)
    assert await said(tmp_path, TRACKED) == Read("unread")
