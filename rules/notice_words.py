"""The yearly notice in its own words, as somebody copies them from the government's website.

Read are the numbered items (一、元旦：…) with their ranges, single days and totals. A day of the week in
brackets and a total must agree with the calendar, so that a slip of the copyist is told and not entered.
What only advises (鼓励…) settles no day.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from rules.model import Text
from rules.notice import Entry, Handed, NoticeError, faults
from rules.problems import Problem

MOST = 20_000  # characters; a notice has some 700
MOST_DAYS = 31  # of one range
FESTIVALS = ("元旦", "春节", "清明", "劳动", "端午", "中秋", "国庆")
_PLAIN = str.maketrans("０１２３４５６７８９(),:;－—–―~～-", "0123456789（），：；至至至至至至至")
_YEAR = re.compile(r"(\d{4})年(?:(?:部分)?节假日|元旦、春节)")
_DATA = re.compile(r"\s*\{|(?:^|\n)\s*(?:year|source|scope|off|work)\s*:")
_PAPER = re.compile(r"国办发(?:明电)?[〔\[【（]\d{4}[〕\]】）]\d+号")
_ITEM = re.compile(r"[一二三四五六七八九十]{1,2}、([^：，。；\d]{2,16})：")
_SIGNED = re.compile(r"国务院办公厅\d{4}年\d{1,2}月\d{1,2}日")
_SENTENCE = re.compile(r"[^。；]+")
_ON = re.compile(r"(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日(?:（([^（）]*)）)?")
_TO = re.compile(r"至+")
_VERB = re.compile(r"(?:均|正常|照常|调休)*(放假|休息|上班)(?:调休)?(?:(\d{1,2})天)?")
_TOTAL = re.compile(r"共(?:计)?(?:放假)?(\d{1,2})天")
_BETWEEN = re.compile(r"[，、和及]|不调休|调休|与周末(?:连休|调休)|连休")
_WEEKDAY = re.compile(r"(?:周|星期|礼拜)([一二三四五六日天])")
_WEEK = "一二三四五六日"


def looks_so(text: str) -> bool:
    """Tell whether a text is meant to be a notice in words, and no data."""
    return _YEAR.search(_Text(text[:MOST]).plain) is not None and not _DATA.search(text)


def read(text: str, *, name: str) -> Handed:
    """Read the words of a whole year's notice; `name` stands for the file. Raises NoticeError."""
    if len(text) > MOST:
        allowed = Text(f"最多 {MOST} 字", f"at most {MOST} characters")
        raise NoticeError([Problem(name, 1, "", allowed, str(len(text)))])
    return _Words(text, name).read()


class _Text:
    """A text without blanks, and where each of its characters stood."""

    def __init__(self, text: str) -> None:
        kept = [(n, char) for n, char in enumerate(text.translate(_PLAIN)) if not char.isspace()]
        self.plain = "".join(char for _, char in kept)
        self._at = [n for n, _ in kept]
        self._text = text

    def line(self, position: int) -> int:
        at = self._at[min(position, len(self._at) - 1)] if self._at else 0
        return self._text.count("\n", 0, at) + 1


@dataclass(slots=True)
class _Saying:
    """One sentence of an item as it is read."""

    name: str
    last: date | None = None
    open: list[date] = field(default_factory=list)  # days of which it is not said yet what they are
    rest: set[date] = field(default_factory=set)


class _Words:
    def __init__(self, text: str, name: str) -> None:
        self.text = _Text(text)
        self.name = name
        self.problems: list[Problem] = []
        self.off: dict[date, str] = {}
        self.work: dict[date, str] = {}
        self.at: dict[date, int] = {}
        self.year = 0

    def read(self) -> Handed:
        plain = self.text.plain
        titled = _YEAR.search(plain)
        if titled is None:
            allowed = Text(
                "应含“2027年部分节假日安排”字样", "must name its year as the title does (2027年部分节假日)"
            )
            raise NoticeError([Problem(self.name, 1, "", allowed)])
        self.year = int(titled[1])
        items = list(_ITEM.finditer(plain))
        self._all_are_there(titled.start(), [item[1] for item in items])
        for item, after in zip(items, [*items[1:], None], strict=True):
            end = len(plain) if after is None else after.start()
            for start, sentence in _sentences(plain, item.end(), end):
                self._sentence(_Saying(item[1]), start, sentence)
        if not self.problems:
            for fault in faults(Entry(self.year, self.off, self.work)):
                if fault.day is None:
                    self._wrong(0, "", fault.allowed, "")
                else:
                    self._wrong(self.at[fault.day], "", fault.allowed, _said(fault.day))
        if self.problems:
            raise NoticeError(self.problems)
        paper = _PAPER.search(plain)
        source = paper[0] if paper else f"国务院办公厅关于{self.year}年部分节假日安排的通知"
        return Handed(Entry(self.year, self.off, self.work), source)

    def _all_are_there(self, at: int, named: list[str]) -> None:
        """A notice that was copied in part would make working days of the festivals it lacks."""
        for festival in FESTIVALS:
            if not any(festival in name for name in named):
                self._wrong(at, "", Text(f"缺少“{festival}”一项", f"the item of {festival} is missing"), "")

    def _sentence(self, said: _Saying, start: int, sentence: str) -> None:
        at = 0
        while at < len(sentence):
            if found := _ON.match(sentence, at):
                at = self._days(said, start, sentence, found)
            elif found := _VERB.match(sentence, at):
                self._settle(said, start + at, work=found[1] == "上班")
                if found[2]:
                    self._total(said, start + at, int(found[2]))
                at = found.end()
            elif found := _TOTAL.match(sentence, at):
                self._total(said, start + at, int(found[1]))
                at = found.end()
            elif found := _BETWEEN.match(sentence, at):
                at = found.end()
            else:
                self._wrong(start + at, said.name, _UNDERSTOOD, sentence[at:])
                return
        if said.open:
            self._wrong(start, said.name, _UNDERSTOOD, sentence)

    def _days(self, said: _Saying, start: int, sentence: str, found: re.Match[str]) -> int:
        """One day, or a range; what follows it begins at the position that is given back."""
        first = self._day(said, start, found, ends_range=False)
        after = _TO.match(sentence, found.end())
        second = None if after is None else _ON.match(sentence, after.end())
        if second is None:
            said.open += [] if first is None else [first]
            return found.end()
        last = self._day(said, start, second, ends_range=True)
        if first is not None and last is not None:
            if 0 <= (last - first).days < MOST_DAYS:
                days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
                said.open += days
                for day in days:
                    self.at.setdefault(day, start + found.start())
            else:
                allowed = Text(
                    f"起止日期应由前到后，不超过 {MOST_DAYS} 天",
                    f"must run forward, over at most {MOST_DAYS} days",
                )
                self._wrong(start + found.start(), said.name, allowed, sentence[found.start() : second.end()])
        return second.end()

    def _day(self, said: _Saying, start: int, found: re.Match[str], *, ends_range: bool) -> date | None:
        at, written = start + found.start(), found[0]
        if found[2] is None and said.last is None:
            self._wrong(at, said.name, Text("应写明月份", "must name its month"), written)
            return None
        month = int(found[2]) if found[2] else said.last.month if said.last else 1
        try:
            day = date(self._year_of(said, found, month, ends_range=ends_range), month, int(found[3]))
        except ValueError:
            self._wrong(at, said.name, Text("应为历书上有的日期", "must be a day of the calendar"), written)
            return None
        said.last = day
        self.at.setdefault(day, at)
        named = _WEEKDAY.search(found[4] or "")
        if named and _WEEK.index(named[1].replace("天", "日")) != day.weekday():
            real = f"周{_WEEK[day.weekday()]}"
            allowed = Text(f"{_said(day)}是{real}", f"{day.day} {day:%B %Y} is a {day:%A} ({real})")
            self._wrong(at, said.name, allowed, written)
        return day

    def _year_of(self, said: _Saying, found: re.Match[str], month: int, *, ends_range: bool) -> int:
        """The year that is written, or meant: New Year's December is that of the year before."""
        if found[1]:
            return int(found[1])
        if said.last is not None and (ends_range or found[2] is None):
            return said.last.year + (month < said.last.month)
        return self.year - (month == 12 and "元旦" in said.name)

    def _settle(self, said: _Saying, at: int, *, work: bool) -> None:
        if not said.open:
            self._wrong(at, said.name, _UNDERSTOOD, "上班" if work else "放假")
        days = self.work if work else self.off
        for day in said.open:
            days[day] = said.name
        if not work:
            said.rest.update(said.open)
        said.open = []

    def _total(self, said: _Saying, at: int, told: int) -> None:
        if told != len(said.rest):
            real = len(said.rest)
            self._wrong(at, said.name, Text(f"合计应为 {real} 天", f"the days add up to {real}"), str(told))

    def _wrong(self, at: int, key: str, allowed: Text, found: str) -> None:
        self.problems.append(Problem(self.name, self.text.line(at), key, allowed, found or None))


_UNDERSTOOD = Text(
    "应写成“10月1日（周五）至7日（周四）放假调休，共7天。10月9日（周六）上班”这样",
    "must read like the notice: days, then 放假 or 上班, then 共…天",
)


def _said(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _sentences(plain: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    """The sentences that settle days, with their positions."""
    body = _SIGNED.sub(lambda found: "。" * len(found[0]), plain[start:end])
    for found in _SENTENCE.finditer(body):
        if _ON.search(found[0]) and "鼓励" not in found[0]:
            yield start + found.start(), found[0]
