"""Files that people hand in: true ones, made on the spot from their names."""

import io
import zipfile
from functools import lru_cache

from emulator.telegram_judge import Upload

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TYPES = {
    "docx": DOCX,
    "pdf": "application/pdf",
    "png": "image/png",
    "txt": "text/plain",
    "zip": "application/zip",
}


def content_of(name: str, words: str = "附件正文") -> Upload:
    """A small true file of the kind that its name says; equal names have equal bytes."""
    ending = name.rpartition(".")[2].lower()
    made = {"docx": docx, "pdf": pdf, "png": png, "zip": zipped}.get(ending)
    data = made(f"{name} {words}") if made is not None else f"{name}\n{words}\n".encode()
    return Upload(name, TYPES.get(ending, "application/octet-stream"), data)


def docx(words: str) -> bytes:
    """A word document of one paragraph."""
    return docx_of(words)


def docx_of(words: str, **parts: str) -> bytes:
    """The same with other parts beside it."""
    return _zip(
        {
            **parts,
            "[Content_Types].xml": '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
            'content-types"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/'
            f'document.xml" ContentType="{DOCX}.main+xml"/></Types>',
            "_rels/.rels": '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
            'relationships"/>',
            "word/document.xml": '<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/'
            f'wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:body></w:document>',
        }
    )


@lru_cache
def zipped(words: str) -> bytes:
    """An archive with one text."""
    return _zip({"说明.txt": words})


def _zip(entries: dict[str, str]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in entries.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 2, 9, 9, 0, 0)), text)
    return held.getvalue()


@lru_cache
def pdf(words: str) -> bytes:
    """One blank page whose bytes differ with the words."""
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 400] >>",
    ]
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n% " + words.encode().hex().encode() + b"\n")
    places = []
    for number, part in enumerate(parts, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, part))
    table = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, table))
    return out.getvalue()


@lru_cache
def png(words: str) -> bytes:
    """A grey picture whose bytes differ with the words."""
    from emulator.telegram_state import grey_png

    return grey_png(64 + len(words), 48 + sum(words.encode()) % 40)


def macro_docx(name: str = "带宏.docx") -> Upload:
    """A word document with macros inside."""
    held = io.BytesIO(docx(name))
    with zipfile.ZipFile(held, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"\xd0\xcf\x11\xe0" + bytes(64))
    return Upload(name, DOCX, held.getvalue())


def big(megabytes: float, name: str = "大文件.zip") -> Upload:
    """A file of that size that nothing can be made of."""
    return Upload(name, "application/zip", bytes(round(megabytes * 1024 * 1024)))
