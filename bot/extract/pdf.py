"""PDF: the text layer of each page, and who made it. A page that is only a picture has no text."""

from pathlib import Path

from bot.extract.found import MOST_TEXT, Found, Unreadable

MOST_PAGES = 300


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
    except pdfium.PdfiumError as error:
        raise Unreadable("encrypted" if "password" in str(error).lower() else "broken") from None
    found.cut = found.cut or pages > MOST_PAGES or (empty > 0 and found.left < MOST_TEXT)
    if author := held.get("Author", ""):
        found.add("author", author)
