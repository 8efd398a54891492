"""An office's lists as XLSX: read with the address of every cell, written as a template or as what stands."""

import re
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from workflow.office_list import KIND_SHOWN, ROLE_SHOWN, Line, Lists

MOST_ROWS = 20_000
MOST_BYTES = 20 << 20
MOST_UNPACKED = 200 << 20
TOP_ROWS = 20  # a heading stands no deeper
LISTED_ROWS = 1000  # so far a cell offers what it may hold
IN_A_CELL = 255  # characters of a list that Excel keeps within one cell
_UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
BETWEEN_HAN = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")


@dataclass(frozen=True)
class Heading:
    """One column of a sheet: what it is called, whether it must be filled, how wide it is, what it takes."""

    key: str
    zh: str
    en: str
    width: int = 16
    must: bool = False
    hint: tuple[str, str] = ("", "")  # in Chinese, in English
    also: tuple[str, ...] = ()
    plain: bool = False  # letters and figures: wide ones are meant as narrow ones
    whole: bool = False  # one name: blanks that only widen it go

    def is_called(self, text: str) -> bool:
        shown = re.sub(r"[\s*＊：:]+", "", text).lower()
        return shown in {one.replace(" ", "").lower() for one in (self.zh, self.en, *self.also)}

    def title(self, lang: str) -> str:
        return (self.en if lang == "en" else self.zh) + ("*" if self.must else "")


def _roles(lang: str) -> str:
    return ("、" if lang == "zh_CN" else ", ").join(ROLE_SHOWN[lang].values())


SHEETS: dict[str, tuple[str, str, tuple[Heading, ...]]] = {
    "units": (
        "单位",
        "Units",
        (
            Heading("name", "名称", "Name", 24, must=True, whole=True, hint=("如 法制股", "such as 法制股")),
            Heading("kind", "类型", "Kind", 12, hint=("不填为股室", "left empty: unit")),
            Heading(
                "key",
                "代号",
                "Key",
                12,
                plain=True,
                hint=("小写字母开头，可不填", "begins with a small letter; may be empty"),
            ),
        ),
    ),
    "people": (
        "人员",
        "People",
        (
            Heading("name", "姓名", "Name", 14, must=True, whole=True),
            Heading(
                "unit",
                "科室",
                "Unit",
                24,
                must=True,
                whole=True,
                hint=("与“单位”表的名称一致", "as it stands on the sheet Units"),
                also=("股室", "部门", "单位", "处室", "所在科室"),
            ),
            Heading(
                "roles",
                "岗位",
                "Posts",
                30,
                must=True,
                hint=(
                    f"{_roles('zh_CN')}。可填几个，用顿号隔开；在别的科室的岗位，写作 信息员（办公室）",
                    f"{_roles('en')}. Several are separated by commas; a post elsewhere: liaison (Office)",
                ),
                also=("职责", "角色"),
            ),
            Heading(
                "heads",
                "分管科室",
                "Heads",
                30,
                hint=("分管领导才填，用顿号隔开", "for a leader only; separated by commas"),
            ),
            Heading(
                "userid",
                "企业微信账号",
                "WeCom userid",
                20,
                plain=True,
                hint=("可不填，按姓名和部门自动匹配", "may be empty: matched by name and department"),
                also=("账号", "userid"),
            ),
        ),
    ),
    "columns": (
        "栏目",
        "Columns",
        (
            Heading("name", "名称", "Name", 24, must=True, whole=True, also=("栏目", "栏目名称")),
            Heading("unit", "责任科室", "Unit", 24, whole=True, also=("责任股室", "科室")),
            Heading("list_url", "列表页网址", "List page", 40, plain=True),
            Heading("category", "类别", "Category", 16),
            Heading("type", "类型", "Type", 14),
            Heading("mode", "方式", "Mode", 12),
            Heading("class", "内容分类", "Class", 30),
            Heading(
                "limit_days",
                "时限（工作日）",
                "Limit (working days)",
                16,
                plain=True,
                also=("时限(工作日)", "时限"),
            ),
            Heading(
                "key",
                "代号",
                "Key",
                12,
                plain=True,
                hint=("小写字母开头，可不填", "begins with a small letter; may be empty"),
            ),
        ),
    ),
}


class Unusable(Exception):
    """This file cannot be read as such a list; ``code`` names the sentence, ``facts`` go into it."""

    def __init__(self, code: str, **facts: str) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


# Reading --------------------------------------------------------------------------------------------------


def read(path: Path) -> Lists:
    """The lists of a workbook. Sheets and columns are found by their names, in any order; empty lines are
    passed over; a merged cell holds for every cell that it covers.

    Raises:
        Unusable: no workbook, no sheet of ours, or a column that must be there is not.
    """
    found: dict[str, tuple[Line, ...]] = {}
    sheets = rows_of(path)
    for kind, (zh, en, headings) in SHEETS.items():
        name = next((name for name in sheets if name.strip().lower() in {zh, en.lower()}), None)
        if name is not None:
            found[kind] = tuple(_lines(name, sheets[name], headings))
    if not found:
        raise Unusable("no_sheet", allowed="、".join(zh for zh, _, _ in SHEETS.values()))
    return Lists(found.get("units", ()), found.get("people", ()), found.get("columns", ()))


def rows_of(path: Path) -> dict[str, list[list[Any]]]:
    """The cells of every sheet by its name, row by row; a merged cell stands in every cell that it covers.

    Raises Unusable.
    """
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    _check(path)
    try:
        book = CalamineWorkbook.from_path(str(path))
    except PasswordError as error:
        raise Unusable("locked") from error
    except (CalamineError, OSError, ValueError) as error:
        raise Unusable("no_workbook") from error
    found = {}
    for name in book.sheet_names:
        sheet = book.get_sheet_by_name(name)
        rows = sheet.to_python(skip_empty_area=False, nrows=MOST_ROWS + TOP_ROWS)
        if sheet.total_height >= MOST_ROWS + TOP_ROWS and any(map(any, rows[-TOP_ROWS:])):
            raise Unusable("too_many", sheet=name, n=str(MOST_ROWS))
        found[name] = _unmerged(rows, sheet.merged_cell_ranges)
    return found


def _check(path: Path) -> None:
    """A file that is there, of a size that can be a list's, also unpacked."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise Unusable("too_big", mb=str(MOST_BYTES >> 20))
    except OSError as error:
        raise Unusable("no_file", path=str(path)) from error
    if zipfile.is_zipfile(path):
        try:
            with zipfile.ZipFile(path) as packed:
                if sum(one.file_size for one in packed.infolist()) > MOST_UNPACKED:
                    raise Unusable("too_big", mb=str(MOST_BYTES >> 20))
        except (zipfile.BadZipFile, OSError) as error:
            raise Unusable("no_workbook") from error


Corner = tuple[int, int]


def _unmerged(
    rows: Sequence[Sequence[Any]], ranges: Sequence[tuple[Corner, Corner]] | None
) -> list[list[Any]]:
    """What a merged cell says, in each of its cells."""
    filled = [list(row) for row in rows]
    for (top, left), (bottom, right) in ranges or ():
        if top >= len(filled) or left >= len(filled[top]):
            continue
        held = filled[top][left]
        for row in filled[top : bottom + 1]:
            for at in range(left, min(right + 1, len(row))):
                row[at] = held
    return filled


def _lines(sheet: str, rows: Sequence[Sequence[Any]], headings: Sequence[Heading]) -> Iterator[Line]:
    top = next((n for n, row in enumerate(rows[:TOP_ROWS]) if _is_top(row, headings)), None)
    if top is None:
        must = "、".join(one.zh for one in headings if one.must)
        raise Unusable("no_heading", sheet=sheet, allowed=must)
    places: dict[str, int] = {}
    for at, cell in enumerate(rows[top]):
        heading = next((one for one in headings if one.is_called(plain_text(cell))), None)
        if heading is not None:
            places.setdefault(heading.key, at)
    for missing in (one for one in headings if one.must and one.key not in places):
        raise Unusable("no_heading", sheet=sheet, allowed=missing.zh)
    kinds = {one.key: one for one in headings}
    for n, row in enumerate(rows[top + 1 :], top + 2):
        cells = {key: _said(kinds[key], row[at]) if at < len(row) else "" for key, at in places.items()}
        if any(cells.values()):
            addresses = {key: f"{sheet}!{letters(at)}{n}" for key, at in places.items()}
            yield Line(f"{sheet}!{n}", cells, addresses)


def _is_top(row: Sequence[Any], headings: Sequence[Heading]) -> bool:
    cells = [plain_text(cell) for cell in row]
    return sum(any(one.is_called(cell) for cell in cells) for one in headings) >= 2


def _said(heading: Heading, cell: Any) -> str:
    text = plain_text(cell)
    if heading.plain:
        return unicodedata.normalize("NFKC", text).strip()
    return BETWEEN_HAN.sub("", text) if heading.whole else text


def plain_text(cell: Any) -> str:
    """What a cell says: whole numbers without a point, days as ISO dates, nothing unseen."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, date | datetime):
        return cell.isoformat()[:10]
    return _UNSEEN.sub("", str(cell)).strip()


def letters(at: int) -> str:
    """A, B, … Z, AA: how a spreadsheet calls its columns."""
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


# Writing --------------------------------------------------------------------------------------------------


def write(
    path: Path, lists: Lists, *, lang: str = "zh_CN", choices: Mapping[str, Sequence[str]] | None = None
) -> None:
    """Write a workbook: an empty template, or what stands, with what cells may hold to choose from.

    ``choices`` are those of the columns' sheet that the regime gives, by the cell's key. Raises OSError.
    """
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(str(path), options)
    # One that chooses may choose what was typed on the sheet of units a moment ago.
    units = f"='{SHEETS['units'][1] if lang == 'en' else SHEETS['units'][0]}'!$A$2:$A${LISTED_ROWS}"
    head = book.add_format({"bold": True, "bg_color": "#e8eef7", "border": 1, "text_wrap": True})
    for kind, (zh, en, headings) in SHEETS.items():
        sheet = book.add_worksheet(en if lang == "en" else zh)
        sheet.freeze_panes(1, 0)
        rows: Sequence[Line] = getattr(lists, kind)
        last = max(LISTED_ROWS, len(rows) + 100)
        for at, heading in enumerate(headings):
            sheet.write_string(0, at, heading.title(lang), head)
            sheet.set_column(at, at, heading.width)
            if hint := heading.hint[lang == "en"]:
                sheet.write_comment(0, at, hint, {"x_scale": 2})
            source: Any = _source(kind, heading.key, units, lang, choices or {})
            if source and (isinstance(source, str) or len(",".join(source)) <= IN_A_CELL):
                rule = {"validate": "list", "source": source, "error_type": "warning"}
                sheet.data_validation(1, at, last, at, rule)
        for n, line in enumerate(rows, 1):
            for at, heading in enumerate(headings):
                if line[heading.key]:
                    sheet.write_string(n, at, line[heading.key])
    try:
        book.close()
    except FileCreateError as error:
        raise OSError(str(error)) from error


def _source(
    kind: str, key: str, units: str, lang: str, choices: Mapping[str, Sequence[str]]
) -> str | list[str] | None:
    """What a cell may hold."""
    if key == "unit":
        return units
    if kind == "units" and key == "kind":
        return list(KIND_SHOWN[lang].values())
    return list(choices[key]) if kind == "columns" and key in choices else None
