"""Make the sample attachments again: `python emulator/ui/samples/make.py`.

Out, beside this file: `notice.docx` (a short invented notice) and `window.png` (a drawn service window).
Standard library only; two runs give the same bytes.
"""

# ruff: noqa: INP001 (a script beside what it makes, not a module of the room)

import struct
import zipfile
import zlib
from pathlib import Path
from xml.sax.saxutils import escape

HERE = Path(__file__).parent
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

TITLE = "关于开展2026年度民办非企业单位年检工作的通知"
BODY = (
    "各有关单位：",
    "为做好2026年度民办非企业单位年检工作，现将有关事项通知如下。",
    "一、年检对象。2025年6月30日前登记的民办非企业单位。",
    "二、年检时间。2026年3月1日至5月31日。",
    "三、办理方式。登录政务服务网提交材料，或到政务服务大厅窗口办理。",
    "四、联系方式。法制股，电话0750-0000000。",
    "演示区司法局",
    "2026年2月9日",
)


def docx(path: Path) -> None:
    """Write the notice as the smallest document that Word opens."""
    bold = f"<w:r><w:rPr><w:b/></w:rPr><w:t>{escape(TITLE)}</w:t></w:r>"
    heading = f'<w:p><w:pPr><w:jc w:val="center"/></w:pPr>{bold}</w:p>'
    lines = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in BODY)
    body = f"<w:body>{heading}{lines}</w:body>"
    parts = {
        "[Content_Types].xml": f'{XML}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{MAIN}"/></Types>',
        "_rels/.rels": f'{XML}<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="main" Type="{RELATION}" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'{XML}<w:document xmlns:w="{WORD}">{body}</w:document>',
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in parts.items():
            packed.writestr(zipfile.ZipInfo(name, (2026, 2, 9, 9, 0, 0)), text, zipfile.ZIP_DEFLATED)


def colour(x: int, y: int) -> tuple[int, int, int]:
    """The colour of one point of the drawing: wall, sign, glass with two clerks, counter, floor."""
    if y < 34:
        return (158, 31, 26) if 40 <= x < 440 and 8 <= y < 28 else (236, 240, 244)
    if y < 190:
        for middle in (150, 330):
            head = (x - middle) ** 2 + (y - 108) ** 2 < 23**2
            shoulders = (x - middle) ** 2 / 46**2 + (y - 190) ** 2 / 58**2 < 1
            if head:
                return (222, 190, 164)
            if shoulders:
                return (28, 78, 143)
        frame = x % 160 < 4 or y < 40
        return (121, 133, 143) if frame else (217, 233, 250)
    if y < 240:
        return (139, 105, 68) if y < 204 else (178, 140, 98)
    return (205, 212, 219)


def png(path: Path, *, width: int = 480, height: int = 270) -> None:
    """Write the drawing as an RGB picture."""
    rows = b"".join(b"\0" + bytes(v for x in range(width) for v in colour(x, y)) for y in range(height))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    packed = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + packed)


if __name__ == "__main__":
    docx(HERE / "notice.docx")
    png(HERE / "window.png")
