"""责任分解表 as text with drawn lines (┌─┬─┐): its rows, whatever cells are joined, however it wraps."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bot.office_sheet import Unusable

_EDGE = re.compile(r"[│├┤┼┌┬┐└┴┘┃┠┨╂]")
_RULE = re.compile(r"[─━\-]+")
_TOP, _BOTTOM = frozenset("┌╭┏"), frozenset("└╰┗")
_BETWEEN = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])\s+(?=[\u3000-\u9fff\uff00-\uffef])")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table, or one line of text between tables (``cells`` holds it alone); ``at`` is the number
    of its first line, from 1.
    """

    at: int
    cells: tuple[str, ...]


@dataclass
class _Block:
    """The lines between two rules that cross the whole table; None where a rule ends a cell."""

    width: int
    lines: list[tuple[int, list[str | None]]] = field(default_factory=list)


def is_drawn(text: str) -> bool:
    """Does the text hold a drawn table?"""
    return any(line.lstrip()[:1] in _TOP for line in text.splitlines())


def rows(text: str) -> Iterator[Row]:
    """The rows of the tables in a text, in order, with the lines between them.

    A cell that covers several rows stands in each of them. Raises Unusable, with the number of the line,
    where a line has another number of cells than its table.
    """
    block: _Block | None = None
    for at, line in enumerate(text.splitlines(), 1):
        plain = line.strip()
        if not plain:
            continue
        if plain[0] in _TOP:
            block = _Block(len(_cells(plain)))
            continue
        if block is None:
            yield Row(at, (plain,))
            continue
        if plain[0] not in "│┃├┠" and plain[0] not in _BOTTOM:
            raise Unusable("box_line", n=str(at), sheet="")
        cells = _cells(plain)
        if len(cells) != block.width:
            raise Unusable("box_line", n=str(at), sheet="")
        if all(cell is None for cell in cells):
            yield from _rows_of(block)
            block = None if plain[0] in _BOTTOM else _Block(block.width)
        else:
            block.lines.append((at, cells))
    if block is not None:
        yield from _rows_of(block)


def _cells(line: str) -> list[str | None]:
    """What stands between the upright lines; None where a rule does."""
    parts = [part.strip() for part in _EDGE.split(line)[1:-1]]
    return [None if _RULE.fullmatch(part) else part for part in parts]


def _rows_of(block: _Block) -> Iterator[Row]:
    """One row between every two rules that end any cell."""
    first = 0
    for end in (*(n for n, (_, cells) in enumerate(block.lines) if None in cells), len(block.lines)):
        if first < end:
            cells = tuple(_covering(block.lines, column, first, end) for column in range(block.width))
            if any(cells):
                yield Row(block.lines[first][0], cells)
        # The line of the rule may be one of text for the cells that it does not end.
        first = end if end < len(block.lines) and any(block.lines[end][1]) else end + 1


def _covering(lines: Sequence[tuple[int, Sequence[str | None]]], column: int, first: int, last: int) -> str:
    """The whole text of the cell in whose lines these lie."""
    top, bottom = first, last
    while top > 0 and lines[top - 1][1][column] is not None and lines[top][1][column] is not None:
        top -= 1
    while bottom < len(lines) and lines[bottom][1][column] is not None:
        bottom += 1
    return _BETWEEN.sub("", "".join(cells[column] or "" for _, cells in lines[top:bottom]))
