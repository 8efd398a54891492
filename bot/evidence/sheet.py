"""Lists as a workbook: headings that stay, filters, text that is never a formula or a link."""

import io
from collections.abc import Sequence
from typing import TypeAlias

IN_A_CELL = 32_000  # characters; Excel holds 32,767

Sheet: TypeAlias = tuple[str, Sequence[tuple[str, int]], Sequence[Sequence[str]]]
"""A sheet's name, its headings with their widths in characters, and its rows."""


def book(*sheets: Sheet) -> bytes:
    """The bytes of an XLSX, ready to be printed on A4 across."""
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
    for title, headings, rows in sheets:
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
                sheet.write_string(n, at, value[:IN_A_CELL], cell)
        if rows:
            sheet.autofilter(0, 0, len(rows), len(headings) - 1)
    made.close()
    return held.getvalue()
