"""A list of findings from above as XLSX: each row with the address of its cells."""

from collections.abc import Iterator
from pathlib import Path

from bot.ledger_sheet import Heading, headings_in
from bot.office_sheet import Unusable, letters, plain_text, rows_of
from workflow.office_list import Line

HEADINGS = (
    Heading("words", "问题", "Finding", 40, ("问题描述", "存在问题", "问题内容", "错误内容")),
    Heading("limit", "整改期限", "Limit", 14, ("整改时限", "完成时限", "期限", "反馈期限")),
    Heading("url", "网址", "Address", 40, ("问题网址", "页面地址", "链接")),
    Heading("kind", "类别", "Kind", 10, ("问题类别", "问题类型", "类型")),
    Heading("unit", "责任单位", "Unit", 16, ("责任科室", "责任股室", "整改单位", "单位", "科室")),
    Heading("from", "来源", "From", 16, ("通报来源", "文号")),
)
MUST = ("words", "limit")


def read(path: Path) -> list[Line]:
    """The rows below their headings, of every sheet. Raises Unusable: no workbook, no heading of ours."""
    found = [line for name, rows in rows_of(path).items() for line in _lines(name, rows)]
    if not found:
        raise Unusable(
            "no_heading", sheet="", allowed="、".join(one.zh for one in HEADINGS if one.key in MUST)
        )
    return found


def _lines(sheet: str, rows: list[list[object]]) -> Iterator[Line]:
    columns: dict[str, int] = {}
    for n, row in enumerate(rows, 1):
        cells = [plain_text(cell) for cell in row]
        named = headings_in(cells, HEADINGS)
        if all(key in named for key in MUST):
            columns = named
        elif columns and any(cells):
            held = {key: cells[at] for key, at in columns.items() if at < len(cells)}
            places = {key: f"{sheet}!{letters(at)}{n}" for key, at in columns.items()}
            yield Line(f"{sheet}!{n}", held, places)
