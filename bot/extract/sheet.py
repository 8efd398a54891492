"""Spreadsheets: every cell, also numbers; hidden sheets, rows and columns, comments, who wrote it."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.extract.found import MOST_TEXT, Found, Unreadable
from bot.extract.office import PROPERTIES, WORDS
from bot.extract.package import Package, authors, texts, walk

_COLUMN = re.compile(r"[A-Z]{1,3}")


def xlsx(package: Package, found: Found) -> None:
    """An xlsx, from its parts: a sheet that claims a million empty rows costs nothing."""
    shared = _shared(package.body("xl/sharedStrings.xml"))
    hidden = _hidden_sheets(package)
    for name in package.names("xl/worksheets/sheet"):
        sheet = _Sheet(shared)
        if not walk(package.body(name), start=sheet.start, end=sheet.end, text=sheet.text):
            found.cut = True
        found.cut = found.cut or sheet.size > MOST_TEXT
        found.add("hidden" if name in hidden else "", "".join(sheet.open))
        found.add("hidden", "".join(sheet.covered))
    for start in ("xl/comments", "xl/threadedComments/"):
        for name in package.names(start):
            found.add("comment", "\n".join(texts(package.body(name), WORDS | {"text"})))
    for who in authors(package, *PROPERTIES):
        found.add("author", who)
    found.cut = found.cut or package.cut


def _shared(body: bytes) -> list[str]:
    kept: list[str] = []
    inside = [False]

    def start(name: str, _given: dict[str, str]) -> None:
        if name == "si":
            kept.append("")
        inside[0] = name == "t"

    def text(words: str) -> None:
        if inside[0] and kept:
            kept[-1] += words

    def end(_name: str) -> None:
        inside[0] = False

    if body:
        walk(body, start=start, end=end, text=text)
    return kept


def _hidden_sheets(package: Package) -> frozenset[str]:
    """The parts of sheets that the workbook does not show."""
    hidden: list[str] = []
    targets: dict[str, str] = {}

    def sheet(name: str, given: dict[str, str]) -> None:
        if name == "sheet" and given.get("state", "visible") != "visible":
            hidden.append(given.get("id", ""))

    def relation(name: str, given: dict[str, str]) -> None:
        if name == "Relationship":
            targets[given.get("Id", "")] = given.get("Target", "").removeprefix("/xl/").removeprefix("/")

    for part, ear in (("xl/workbook.xml", sheet), ("xl/_rels/workbook.xml.rels", relation)):
        if body := package.body(part):
            walk(body, start=ear, end=lambda _name: None, text=lambda _text: None)
    return frozenset(f"xl/{targets[id_]}" for id_ in hidden if id_ in targets)


@dataclass(slots=True)
class _Sheet:
    """One sheet being read: a row a line, a tab between cells."""

    shared: list[str]
    open: list[str] = field(default_factory=list)
    covered: list[str] = field(default_factory=list)
    size: int = 0
    _columns: list[tuple[int, int]] = field(default_factory=list)
    _row_hidden: bool = False
    _column: int = 0
    _type: str = ""
    _value: str = ""
    _taking: bool = False

    def start(self, name: str, given: dict[str, str]) -> None:
        if name == "col" and given.get("hidden") in {"1", "true"}:
            self._columns.append((_whole(given.get("min")), _whole(given.get("max"))))
        elif name == "row":
            self._row_hidden = given.get("hidden") in {"1", "true"}
        elif name == "c":
            self._type, self._value = given.get("t", "n"), ""
            self._column = _column_of(given.get("r", ""))
        self._taking = name in {"v", "t"}

    def text(self, words: str) -> None:
        if self._taking:
            self._value += words

    def end(self, name: str) -> None:
        self._taking = False
        if name == "c" and self._value and self.size <= MOST_TEXT:
            shown = self._shown()
            self.size += len(shown) + 1
            hidden = self._row_hidden or any(a <= self._column <= b for a, b in self._columns)
            (self.covered if hidden else self.open).append(f"{shown}\t")
        elif name == "row":
            self.open.append("\n")
            if self.covered and self.covered[-1] != "\n":
                self.covered.append("\n")

    def _shown(self) -> str:
        if self._type == "s":
            place = _whole(self._value)
            return self.shared[place] if 0 <= place < len(self.shared) else ""
        return number_shown(self._value) if self._type == "n" else self._value


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 8 else -1


def _column_of(cell: str) -> int:
    letters = _COLUMN.match(cell)
    number = 0
    for letter in letters[0] if letters else "":
        number = number * 26 + ord(letter) - 64
    return number


def number_shown(text: str) -> str:
    """A number as a reader sees it: whole ones without a point or an exponent."""
    try:
        value = float(text)
    except ValueError:
        return text
    return str(int(value)) if value.is_integer() and abs(value) < 1e18 else text


def xls(path: Path, found: Found) -> None:
    """An old workbook, read by calamine."""
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_path(str(path))
        for sheet in book.sheets_metadata:
            rows = book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=True)
            told = "\n".join("\t".join(_cell(cell) for cell in row if cell != "") for row in rows)
            found.add("" if sheet.visible is SheetVisibleEnum.Visible else "hidden", told)
    except (CalamineError, ValueError, OSError) as error:
        raise Unreadable(type(error).__name__) from None


def _cell(value: Any) -> str:
    return number_shown(str(value)) if isinstance(value, float) else str(value)
