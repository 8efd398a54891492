"""One list as a workbook: a heading that stays, a filter, text that is never a formula or a link."""

import io
from collections.abc import Sequence


def book(title: str, headings: Sequence[tuple[str, int]], rows: Sequence[Sequence[str]]) -> bytes:
    """The bytes of an XLSX with one sheet; ``headings`` are words and widths in characters."""
    import xlsxwriter

    held = io.BytesIO()
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "in_memory": True,
    }
    made = xlsxwriter.Workbook(held, options)
    head = made.add_format({"bold": True, "bg_color": "#e8eef7", "border": 1, "text_wrap": True})
    cell = made.add_format({"border": 1, "text_wrap": True, "valign": "top"})
    sheet = made.add_worksheet(title)
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    for at, (words, width) in enumerate(headings):
        sheet.write_string(0, at, words, head)
        sheet.set_column(at, at, width)
    for n, row in enumerate(rows, 1):
        for at, value in enumerate(row):
            sheet.write_string(n, at, value[:32_000], cell)  # Excel holds 32,767 characters in a cell
    if rows:
        sheet.autofilter(0, 0, len(rows), len(headings) - 1)
    made.close()
    return held.getvalue()
