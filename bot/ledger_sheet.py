"""责任分解表: read from XLSX or from drawn text, every cell with its address; written as XLSX."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot import ledger_box
from bot.office_sheet import BETWEEN_HAN, MOST_BYTES, Unusable, letters, plain_text, rows_of
from workflow.office_list import Line


@dataclass(frozen=True, slots=True)
class Heading:
    """One column of the table: its key, what it is called, how wide it is written."""

    key: str
    zh: str
    en: str
    width: int
    also: tuple[str, ...] = ()

    def is_called(self, text: str) -> bool:
        shown = re.sub(r"[\s*＊：:]+", "", text).lower()
        return shown in {one.replace(" ", "").lower() for one in (self.zh, self.en, *self.also)}


HEADINGS = (
    Heading(
        "unit", "责任单位", "Unit", 18, ("责任科室", "责任股室", "单位", "科室", "股室", "部门", "牵头科室")
    ),
    Heading("level1", "一级栏目", "Level 1", 14),
    Heading("level2", "二级栏目", "Level 2", 14),
    Heading("level3", "三级栏目", "Level 3", 18, ("栏目", "栏目名称", "名称")),
    Heading("contents", "具体内容", "Contents", 44, ("内容", "内容要求")),
    Heading("way", "保障方式", "Way", 12, ("方式",)),
    Heading("every", "更新周期", "Interval", 18, ("更新频率", "更新时限", "更新间隔", "更新要求", "周期")),
    Heading("catalogue", "政务公开类别", "Catalogue class", 18, ("公开类别", "目录类别")),
    Heading("class", "内容分类", "Class", 16, ("内容类别", "信息类别")),
    Heading("required", "必备要素", "Required", 24, ("信息要素", "要素")),
    Heading("list_url", "列表页网址", "List page", 36, ("网址", "栏目网址")),
    Heading("person", "责任人", "Keeper", 12, ("信息员", "经办人", "维护人")),
    Heading("updated_on", "最近更新", "Last updated", 14, ("最近更新日期", "上次更新")),
    Heading("key", "代号", "Key", 10),
)
LEVELS = ("level1", "level2", "level3")
_UNIT = re.compile(r"[一二三四五六七八九十百零〇\d]+[、.．]\s*(?P<name>\S.{0,38})")


@dataclass(frozen=True, slots=True)
class _Row:
    """A row with the address of each of its cells."""

    at: str
    cells: tuple[str, ...]
    places: tuple[str, ...]


def read(path: Path) -> list[Line]:
    """The lines of a table of duties, one a row; ``unit`` is the heading above where no column names it.

    Raises Unusable: no such file, neither a workbook nor text with a drawn table, no heading of ours.
    """
    try:
        data = path.read_bytes() if path.stat().st_size <= MOST_BYTES else None
    except OSError as error:
        raise Unusable("no_file", path=str(path)) from error
    if data is None:
        raise Unusable("too_big", mb=str(MOST_BYTES >> 20))
    found = list(_lines(_of_book(path) if data[:2] == b"PK" else _of_text(_decoded(data))))
    if not found:
        raise Unusable("no_heading", sheet="", allowed="、".join(one.zh for one in HEADINGS[1:6]))
    return found


def _decoded(data: bytes) -> str:
    for name in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(name)
        except UnicodeDecodeError:
            continue
    raise Unusable("no_workbook")


def _of_book(path: Path) -> Iterator[_Row]:
    for name, rows in rows_of(path).items():
        yield _Row(name, (), ())  # another sheet begins: nothing of the one before holds
        for n, row in enumerate(rows, 1):
            cells = tuple(plain_text(cell) for cell in row)
            places = tuple(f"{name}!{letters(at)}{n}" for at in range(len(cells)))
            if any(cells):
                yield _Row(f"{name}!{n}", cells, places)


def _of_text(text: str) -> Iterator[_Row]:
    if not ledger_box.is_drawn(text):
        raise Unusable("no_workbook")
    for row in ledger_box.rows(text):
        at = f"第{row.at}行"
        yield _Row(at, row.cells, (at,) * len(row.cells))


def _lines(rows: Iterable[_Row]) -> Iterator[Line]:
    """Rows under their headings; a line that is nothing but a unit's name holds for what follows."""
    unit, unit_at = "", ""
    columns: dict[str, int] = {}
    for row in rows:
        alone = {cell for cell in row.cells if cell}
        if not row.cells:
            columns, unit = {}, ""
        elif len(alone) == 1:
            named = _UNIT.fullmatch(next(iter(alone)))
            if named is not None:
                unit, unit_at = BETWEEN_HAN.sub("", named["name"]).strip(), row.at
        elif found := _headings(row.cells):
            columns = found
        elif columns:
            cells = {key: _said(row.cells[at]) for key, at in columns.items() if at < len(row.cells)}
            places = {key: row.places[at] for key, at in columns.items() if at < len(row.places)}
            if "unit" not in columns:
                cells["unit"], places["unit"] = unit, unit_at or row.at
            if any(cells.get(level) for level in LEVELS):
                yield Line(row.at, cells, places)


def headings_in(cells: Sequence[str], known: Sequence[Heading]) -> dict[str, int]:
    """Which column is what, as far as a row names columns that are known."""
    found: dict[str, int] = {}
    for at, cell in enumerate(cells):
        heading = next((one for one in known if one.is_called(cell)), None)
        if heading is not None:
            found.setdefault(heading.key, at)
    return found


def _headings(cells: Sequence[str]) -> dict[str, int]:
    """The same; empty where this is no row of headings."""
    found = headings_in(cells, HEADINGS)
    return found if len(found) >= 2 and any(level in found for level in LEVELS) else {}


def _said(text: str) -> str:
    return BETWEEN_HAN.sub("", text.strip())


def write(path: Path, lines: Sequence[Line], *, lang: str = "zh_CN") -> None:
    """Write a table of duties as it can be read again, what is alike above joined. Raises OSError."""
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(str(path), options)
    head = book.add_format({"bold": True, "bg_color": "#e8eef7", "border": 1, "text_wrap": True})
    cell = book.add_format({"valign": "top", "text_wrap": True})
    sheet = book.add_worksheet("责任分解表" if lang == "zh_CN" else "Table of duties")
    sheet.freeze_panes(1, 0)
    for at, heading in enumerate(HEADINGS):
        sheet.write_string(0, at, heading.zh if lang == "zh_CN" else heading.en, head)
        sheet.set_column(at, at, heading.width)
        joined = heading.key in ("unit", "level1", "level2")
        n = 0
        while n < len(lines):
            last = n
            while joined and last + 1 < len(lines) and _alike(lines[n], lines[last + 1], heading.key):
                last += 1
            text = lines[n][heading.key]
            if last > n and text:
                sheet.merge_range(n + 1, at, last + 1, at, "", cell)
            if text:
                sheet.write_string(n + 1, at, text, cell)
            n = last + 1
    try:
        book.close()
    except FileCreateError as error:
        raise OSError(str(error)) from error


def _alike(one: Line, other: Line, key: str) -> bool:
    """Do both say the same there and to the left of it?"""
    upto = ("unit", "level1", "level2")[: ("unit", "level1", "level2").index(key) + 1]
    return all(one[name] == other[name] for name in upto)
