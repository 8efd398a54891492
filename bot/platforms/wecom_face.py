"""The words on a template card, cut by display width to the lengths that document 90372 advises."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from unicodedata import east_asian_width

from bot.cards.model import Button, Card, Field
from bot.cards.width import MARK, cut
from bot.platforms.base import visible
from bot.platforms.wecom_text import labelled, marked

SOURCE, TITLE, DESC, SUB = 40, 72, 88, 320  # columns; 字 are two each
NAME, VALUE, ROWS = 10, 60, 6
QUOTE = 320
LABEL = 20  # of a button
GREY, BLACK, RED, GREEN = 0, 1, 2, 3
COLOURS = {"ask": BLACK, "info": GREY, "done": GREEN, "alert": RED}


def label(button: Button, columns: int) -> str:
    """What stands on a button."""
    return fit(one_line(button.label) or MARK, columns)


def fit(text: str, columns: int) -> str:
    """The text, shortened with … to fit; marks and line breaks count here too, as a phone may count them."""
    short = cut(text, columns)
    if wide(short) <= columns:
        return short
    end, room = 0, columns - wide(MARK)
    while (room := room - wide(short[end])) >= 0:
        end += 1
    return short[:end].rstrip() + MARK


def wide(text: str) -> int:
    """Columns, where every character has at least one."""
    return sum(2 if east_asian_width(char) in "WFA" else 1 for char in text)


def one_line(text: str) -> str:
    """The text without line breaks, its hidden characters marked."""
    return " ".join(visible(text).split())


def acts_of(card: Card) -> list[Button]:
    """The buttons that do something, in order."""
    return [button for row in card.buttons for button in row if button.is_an_act]


def offered(card: Card, addresses: set[str]) -> Iterator[str]:
    """Lines for what no button of WeCom can do: texts to copy, and addresses that are none."""
    for button in (button for row in card.buttons for button in row):
        if button.disabled or button.page is not None:
            continue
        if button.copy is not None and button.copy == card.body:
            continue  # it stands there to be copied
        if button.copy is not None:
            yield labelled(one_line(button.label), visible(button.copy))
        elif button.url is not None and button.url not in addresses:
            yield labelled(one_line(button.label), visible(button.url))


class Face:
    """What a card says, ready to be put onto any of the template cards.

    Attributes:
        whole: nothing was cut.
        is_title: the head alone says everything.
        is_gist: the head with a gist says everything but the facts about an item that were told before.
    """

    def __init__(self, card: Card, lines: Sequence[str]) -> None:
        self._whole = True
        self.card = card
        heading, more = one_line(card.title), visible(card.note).strip()
        if not heading:  # a card of one sentence: the sentence is its title
            heading, more = one_line(card.note) or one_line(card.summary) or card.kind, ""
        self.title = self._cut(heading, TITLE)
        self.number = self._cut(one_line(card.number), SOURCE)
        self.deadline = self._cut(one_line(card.deadline), DESC)
        self.rows, long_ones = self._fields(card.fields)
        self.quote = self._cut(_lines([*long_ones, visible(card.body).strip()]), QUOTE)
        self.sub = self._sub(card, more, lines)
        self.whole = self._whole
        bare = not (card.body.strip() or card.risk.strip() or card.checklist or lines)
        self.is_gist = bare and wide(self._gist(more)) <= DESC and self.title == heading
        self.is_title = self.whole and not (self.rows or self.sub or self.quote)
        self._note = more

    def head(self, *, gist: bool = False) -> dict[str, Any]:
        """Where it comes from, its title, and a line below."""
        below = self._gist(self._note) if gist else self.deadline
        return self._source() | {"main_title": _filled({"title": self.title, "desc": fit(below, DESC)})}

    def body(self) -> dict[str, Any]:
        """The same with facts, text and everything else."""
        drawn = self.head()
        if self.rows:
            drawn["horizontal_content_list"] = [
                {"keyname": name, "value": value} for name, value in self.rows
            ]
        if self.quote:
            drawn["quote_area"] = {"type": 0, "quote_text": self.quote}
        if self.sub:
            drawn["sub_title_text"] = self.sub
        return drawn

    def _source(self) -> dict[str, Any]:
        if not self.number:
            return {}
        return {"source": {"desc": self.number, "desc_color": COLOURS[self.card.tone]}}

    def _gist(self, note: str) -> str:
        return one_line("　".join(part for part in (self.deadline, note) if part))

    def _cut(self, text: str, columns: int) -> str:
        short = fit(text, columns)
        self._whole = self._whole and short == text
        return short

    def _fields(self, fields: Iterable[Field]) -> tuple[list[tuple[str, str]], list[str]]:
        """Facts with a short name stand in rows; the others are lines of the text."""
        rows: list[tuple[str, str]] = []
        lines: list[str] = []
        for field in fields:
            name, value = one_line(field.label), one_line(field.value)
            if not name or wide(name) > NAME or len(rows) == ROWS:
                lines.append(labelled(name, value) if name else value)
            else:
                rows.append((name, self._cut(value, VALUE)))
        return rows, [line for line in lines if line]

    def _sub(self, card: Card, note: str, lines: Sequence[str]) -> str:
        """Risk, checklist, article and note; where they are too long, the last named give way first."""
        ticks = _lines(marked(line) for line in card.checklist)
        told = [
            visible(card.risk).strip(),
            visible(ticks),
            visible(card.citation).strip(),
            note,
            _lines(lines),
        ]
        kept, room = [""] * len(told), SUB
        for place in (0, 3, 4, 1, 2):
            text = self._cut(told[place], max(room, 0)) if room > 2 else self._cut(told[place], 0)
            kept[place] = "" if text == "…" else text
            room -= wide(kept[place]) + 1  # and the line's end
        return _lines(kept)


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(text for text in texts if text)


def _filled(held: dict[str, str]) -> dict[str, str]:
    return {key: value for key, value in held.items() if value}
