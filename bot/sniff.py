"""What a file truly is, by its bytes; what its name claims is data only."""

import zipfile
from pathlib import Path

import puremagic

OFFICE = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt/presentation.xml": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "OFD.xml": "application/ofd",
}
UNKNOWN = "application/octet-stream"
HEAD = 4096


def sniff(path: Path) -> str:
    """The media type of the file at ``path``."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if head.startswith(b"%PDF-"):
        return "application/pdf"
    if head.startswith(b"PK\x03\x04"):
        return _inside(path)
    try:
        found = puremagic.from_string(head, mime=True)
    except (puremagic.PureError, ValueError):
        found = ""
    return found or (_text(head) and "text/plain") or UNKNOWN


def _inside(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return UNKNOWN
    return next((type_ for name, type_ in OFFICE.items() if name in names), "application/zip")


def _text(head: bytes) -> bool:
    for encoding in ("utf-8", "gb18030"):
        try:
            head[: len(head) - len(head) % 4].decode(encoding)
        except UnicodeDecodeError:
            continue
        return b"\x00" not in head
    return False
