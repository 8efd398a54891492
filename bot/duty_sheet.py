"""Rosters as XLSX: one sheet 值班表, a line a unit, read with the address of every cell."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from bot.office_sheet import MOST_BYTES, Heading, Unusable
from workflow.duty_list import COLUMNS, Line

SHEET = ("值班表", "Rosters")
MOST_ROWS = 2000
TOP_ROWS = 20
HEADINGS: tuple[Heading, ...] = (
    Heading("office", "科室", "Section", 22, must=True, also=("股室", "处室", "单位", "部门")),
    Heading(
        "cadence", "频次", "How often", 14,
        hint=(
            "每天、工作日、24小时、每周2次、每月1次；不填按办法",
            "每天, 工作日, 24小时, 每周2次; empty: the rules",
        ),
    ),
    Heading(
        "turns", "值班人员", "Readers", 44, must=True,
        hint=("按轮换先后，用顿号隔开；同班两人写作 张三+李四", "in turn, separated by 、; together: A+B"),
        also=("值班人", "人员"),
    ),
    Heading("rest", "节假日值班", "Rest days", 30, hint=("不填则同上轮换", "empty: the same people")),
    Heading("leaders", "带班领导", "Leaders", 22, also=("带班",)),
    Heading("stand_ins", "替补", "Stand-ins", 22, also=("候补",)),
    Heading("by", "轮换", "Turns", 14, hint=("按天轮换、按周轮换", "按天轮换 or 按周轮换")),
    Heading("parts", "班次", "Shifts", 10, hint=("1班、2班、3班", "1班, 2班, 3班")),
    Heading("at", "清单时间", "List at", 12, hint=("如 9:03", "such as 9:03")),
    Heading(
        "from_on", "起始日期", "From", 18,
        hint=("如 2026年3月2日；不填从下一班起", "such as 2026年3月2日"),
    ),
)  # fmt: skip


def read(path: Path) -> list[Line]:
    """The lines of the sheet, which is found by its name, its columns by theirs; empty lines are passed over.

    Raises:
        Unusable: no workbook, no such sheet, or a column that must be there is not.
    """
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        if path.stat().st_size > MOST_BYTES:
            raise Unusable("too_big", mb=str(MOST_BYTES >> 20))
        book = CalamineWorkbook.from_path(str(path))
    except PasswordError as error:
        raise Unusable("locked") from error
    except FileNotFoundError as error:
        raise Unusable("no_file", path=str(path)) from error
    except (CalamineError, OSError, ValueError) as error:
        raise Unusable("no_workbook") from error
    name = next(
        (one for one in book.sheet_names if one.strip().lower() in (SHEET[0], SHEET[1].lower())), None
    )
    if name is None:
        raise Unusable("no_sheet", allowed=SHEET[0])
    rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=MOST_ROWS + TOP_ROWS)
    if len(rows) >= MOST_ROWS + TOP_ROWS:
        raise Unusable("too_many", sheet=name, n=str(MOST_ROWS))
    return list(_lines(name, rows))


def _lines(sheet: str, rows: Sequence[Sequence[Any]]) -> Iterator[Line]:
    top = next((n for n, row in enumerate(rows[:TOP_ROWS]) if len(_places(row)) > 1), None)
    places = {} if top is None else _places(rows[top])
    missing = [one.zh for one in HEADINGS if one.must and one.key not in places]
    if top is None or missing:
        raise Unusable("no_heading", sheet=sheet, allowed="、".join(missing))
    for n, row in enumerate(rows[top + 1 :], top + 2):
        cells = {key: _text(row[at]) if at < len(row) else "" for key, at in places.items()}
        if any(cells.values()):
            yield Line(
                f"{sheet}!{n}", cells, {key: f"{sheet}!{chr(65 + at)}{n}" for key, at in places.items()}
            )


def _places(row: Sequence[Any]) -> dict[str, int]:
    """Which column stands where."""
    found: dict[str, int] = {}
    for at, cell in enumerate(row[:26]):
        heading = next((one for one in HEADINGS if one.is_called(_text(cell))), None)
        if heading is not None:
            found.setdefault(heading.key, at)
    return found


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, date | datetime):
        return cell.isoformat()[:10]
    if hasattr(cell, "isoformat"):  # a time of day
        return str(cell.isoformat())[:5]
    return str(cell).strip()


def write(path: Path, rows: Sequence[Mapping[str, str]], *, lang: str = "zh_CN") -> None:
    """Write what stands, in the shape in which it can be read. Raises OSError."""
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(str(path), options)
    sheet = book.add_worksheet(SHEET[lang == "en"])
    sheet.freeze_panes(1, 0)
    head = book.add_format({"bold": True, "bg_color": "#e8eef7", "border": 1, "text_wrap": True})
    for at, heading in enumerate(HEADINGS):
        sheet.write_string(0, at, heading.title(lang), head)
        sheet.set_column(at, at, heading.width)
        if hint := heading.hint[lang == "en"]:
            sheet.write_comment(0, at, hint, {"x_scale": 2})
    for n, row in enumerate(rows, 1):
        for at, key in enumerate(COLUMNS):
            if row.get(key):
                sheet.write_string(n, at, row[key])
    try:
        book.close()
    except FileCreateError as error:
        raise OSError(str(error)) from error
