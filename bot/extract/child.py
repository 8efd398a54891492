"""Runs alone, by its path, in isolated mode: limits itself, then reads one file.

child.py PATH → {"state": read | partly | unread, "why": …, "passages": [[part, text], …]} in one line.
"""

import contextlib
import json
import struct
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bot.extract.compound import MAGIC, Compound
from bot.extract.found import MOST_TEXT, Found, Unreadable
from bot.extract.ofd import ofd
from bot.extract.office import slides, word
from bot.extract.package import Package
from bot.extract.pdf import pdf
from bot.extract.photo import jpeg
from bot.extract.sheet import xls, xlsx
from bot.extract.word97 import doc
from bot.preview_child import limit

HEAD = 1024
PACKAGES = {
    "word/document.xml": word,
    "xl/workbook.xml": xlsx,
    "ppt/presentation.xml": slides,
    "OFD.xml": ofd,
}


def read(path: Path, found: Found) -> None:
    """Read a file by what it is. Raises Unreadable where no text is to be had."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if head[:4] == b"PK\x03\x04":
        with Package(path) as package:
            reader = next((PACKAGES[name] for name in PACKAGES if name in package.entries), None)
            if reader is None:
                raise Unreadable("archive")
            reader(package, found)
    elif head[:8] == MAGIC:
        _old_office(path, found)
    elif b"%PDF-" in head:
        pdf(path, found)
    elif head[:2] == b"\xff\xd8":
        jpeg(path.read_bytes(), found)
        raise Unreadable("picture")
    else:
        _plain(path, found)


def _old_office(path: Path, found: Found) -> None:
    file = Compound(path.read_bytes())
    if "EncryptedPackage" in file.streams:
        raise Unreadable("encrypted")
    if "WordDocument" in file.streams:
        doc(file, found)
    elif {"Workbook", "Book"} & file.streams.keys():
        for name in file.authors():
            found.add("author", name)
        xls(path, found)
    else:
        raise Unreadable("unknown")


def _plain(path: Path, found: Found) -> None:
    with path.open("rb") as file:
        data = file.read(MOST_TEXT * 4 + 4)
    if b"\0" in data[:HEAD]:
        raise Unreadable("unknown")
    for encoding in ("utf-8-sig", "gb18030"):
        with contextlib.suppress(UnicodeDecodeError):
            cut = len(data) > MOST_TEXT * 4
            found.add("", data.decode(encoding, "ignore" if cut else "strict"))
            return
    raise Unreadable("unknown")


def main(path: Path) -> int:
    """Read, and print what was read."""
    limit()
    found, why = Found(), ""
    try:
        read(path, found)
    except Unreadable as no:
        why = str(no)
    except (struct.error, OSError, ValueError, LookupError, RecursionError) as error:
        why = type(error).__name__
    if why or not found.has_text:
        state = "partly" if found.has_text else "unread"
    else:
        state = "partly" if found.cut else "read"
    told = {"state": state, "why": why, "passages": found.passages}
    sys.stdout.write(json.dumps(told) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
