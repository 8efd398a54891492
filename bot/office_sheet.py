"""An office's lists as XLSX: read with the address of every cell, written as a template or as what stands."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workflow.office_list import Line, Lists

MOST_ROWS = 20_000
MOST_BYTES = 20 << 20


@dataclass(frozen=True)
class Heading:
    """One column of a sheet: what it is called, whether it must be filled, how wide it is, what it takes."""

    key: str
    zh: str
    en: str
    width: int = 16
    must: bool = False
    hint: str = ""
    choices: tuple[str, ...] = ()

    def is_called(self, text: str) -> bool:
        return text.strip().rstrip("*").strip().lower() in {self.zh, self.en.lower()}


SHEETS: dict[str, tuple[str, str, tuple[Heading, ...]]] = {
    "units": (
        "单位",
        "Units",
        (
            Heading("name", "名称", "Name", 24, must=True, hint="如 法制股"),
            Heading("kind", "类型", "Kind", 12, hint="不填为股室", choices=("股室", "办公室", "局领导")),
            Heading("key", "代号", "Key", 12, hint="小写字母开头，可不填"),
        ),
    ),
    "people": (
        "人员",
        "People",
        (
            Heading("name", "姓名", "Name", 14, must=True),
            Heading("unit", "科室", "Unit", 24, must=True, hint="与“单位”表的名称一致"),
            Heading(
                "roles",
                "岗位",
                "Posts",
                30,
                must=True,
                hint="信息员、部门负责人、分管领导、办公室、保密审查、网站管理员、管理员；可填几个，用顿号隔开",
            ),
            Heading("heads", "分管科室", "Heads", 30, hint="分管领导才填，用顿号隔开"),
            Heading("userid", "企业微信账号", "WeCom userid", 20, hint="可不填，按姓名和部门自动匹配"),
        ),
    ),
    "columns": (
        "栏目",
        "Columns",
        (
            Heading("name", "名称", "Name", 24, must=True),
            Heading("unit", "责任科室", "Unit", 24),
            Heading("list_url", "列表页网址", "List page", 40),
            Heading("category", "类别", "Category", 16),
            Heading("type", "类型", "Type", 14),
            Heading("mode", "方式", "Mode", 12),
            Heading("class", "内容分类", "Class", 16, hint="办法中的分类代号"),
            Heading("limit_days", "时限（工作日）", "Limit (working days)", 16),
            Heading("key", "代号", "Key", 12, hint="小写字母开头，可不填"),
        ),
    ),
}


class Unusable(Exception):
    """This file cannot be read as such a list; ``code`` names the sentence, ``facts`` go into it."""

    def __init__(self, code: str, **facts: str) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


def read(path: Path) -> Lists:
    """The lists of a workbook. Sheets and columns are found by their names, in any order; empty lines are
    passed over.

    Raises:
        Unusable: no workbook, no sheet of ours, or a column that must be there is not.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    if path.stat().st_size > MOST_BYTES:
        raise Unusable("too_big")
    try:
        book = CalamineWorkbook.from_path(str(path))
    except (CalamineError, OSError, ValueError) as error:
        raise Unusable("no_workbook") from error
    found: dict[str, tuple[Line, ...]] = {}
    for kind, (zh, en, headings) in SHEETS.items():
        name = next((name for name in book.sheet_names if name.strip().lower() in {zh, en.lower()}), None)
        if name is not None:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            found[kind] = tuple(_lines(name, rows[: MOST_ROWS + 1], headings))
    if not found:
        raise Unusable("no_sheet", allowed="、".join(zh for zh, _, _ in SHEETS.values()))
    return Lists(found.get("units", ()), found.get("people", ()), found.get("columns", ()))


def _lines(sheet: str, rows: Sequence[Sequence[Any]], headings: Sequence[Heading]) -> Iterator[Line]:
    top = next((n for n, row in enumerate(rows[:10]) if _is_top(row, headings)), None)
    if top is None:
        must = "、".join(one.zh for one in headings if one.must)
        raise Unusable("no_heading", sheet=sheet, allowed=must)
    places = {
        one.key: n for one in headings for n, cell in enumerate(rows[top]) if one.is_called(_text(cell))
    }
    for missing in (one for one in headings if one.must and one.key not in places):
        raise Unusable("no_heading", sheet=sheet, allowed=missing.zh)
    for n, row in enumerate(rows[top + 1 :], top + 2):
        cells = {key: _text(row[at]) if at < len(row) else "" for key, at in places.items()}
        if any(cells.values()):
            addresses = {key: f"{sheet}!{_letters(at)}{n}" for key, at in places.items()}
            yield Line(f"{sheet}!{n}", cells, addresses)


def _is_top(row: Sequence[Any], headings: Sequence[Heading]) -> bool:
    return sum(any(one.is_called(_text(cell)) for cell in row) for one in headings) >= 2  # noqa: PLR2004 - two names are no accident


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _letters(at: int) -> str:
    """A, B, … Z, AA: how a spreadsheet calls its columns."""
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def write(path: Path, lists: Lists, *, lang: str = "zh_CN") -> None:
    """Write a workbook: an empty template, or what stands, with the names that cells may take to choose from."""
    import xlsxwriter

    units = [line["name"] for line in lists.units]
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold = book.add_format({"bold": True, "bg_color": "#e8eef7", "border": 1, "text_wrap": True})
        for kind, (zh, en, headings) in SHEETS.items():
            sheet = book.add_worksheet(zh if lang == "zh_CN" else en)
            sheet.freeze_panes(1, 0)
            for at, heading in enumerate(headings):
                title = (heading.zh if lang == "zh_CN" else heading.en) + ("*" if heading.must else "")
                sheet.write_string(0, at, title, bold)
                sheet.set_column(at, at, heading.width)
                if heading.hint:
                    sheet.write_comment(0, at, heading.hint, {"x_scale": 2})
                choices = list(heading.choices) or (units if heading.key == "unit" else [])
                if choices and len(",".join(choices)) < 255:  # noqa: PLR2004 - the most a list in a cell may hold
                    sheet.data_validation(
                        1, at, 1000, at, {"validate": "list", "source": choices, "error_type": "warning"}
                    )
            for n, line in enumerate(getattr(lists, kind), 1):
                for at, heading in enumerate(headings):
                    sheet.write_string(n, at, line[heading.key])
