"""PDF: the text layer of each page, who made it, and red ink on the first page.

A page that is only a picture has no text.
"""

from pathlib import Path
from typing import Any

from bot.extract.found import MOST_TEXT, Found, Unreadable
from bot.extract.red import marks

MOST_PAGES = 300
LOOKED_AT = 240  # points of a page's longer side


def pdf(path: Path, found: Found) -> None:
    """Raises Unreadable for what is encrypted or broken."""
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(path)
        pages = len(document)
        empty = 0
        for number in range(min(pages, MOST_PAGES)):
            text = document[number].get_textpage().get_text_bounded().replace("\r\n", "\n")
            empty += not text.strip()
            found.add("", text)
            if found.left <= 0:
                found.cut = True
                break
        held = document.get_metadata_dict(skip_empty=True)
        red = _red(document[0]) if pages else []
    except pdfium.PdfiumError as error:
        raise Unreadable("encrypted" if "password" in str(error).lower() else "broken") from None
    found.cut = found.cut or pages > MOST_PAGES or (empty > 0 and found.left < MOST_TEXT)
    for mark in red:
        found.add("mark", mark)
    if author := held.get("Author", ""):
        found.add("author", author)


def _red(page: Any) -> list[str]:
    """What is red on a page, drawn small."""
    width, height = page.get_size()
    if min(width, height) <= 0:
        return []
    drawn = page.render(scale=LOOKED_AT / max(width, height), rev_byteorder=True, prefer_bgrx=False)
    if drawn.n_channels < 3:
        return []
    return marks(
        memoryview(drawn.buffer).cast("B"),
        width=drawn.width,
        height=drawn.height,
        stride=drawn.stride,
        channels=drawn.n_channels,
    )
