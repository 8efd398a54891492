"""A notice as a file: the public form of one year (JSON), ours (YAML), or the notice's own words.

The public form is ``{year, papers, days: [{name, date, isOffDay}]}``. Ours has ``off`` and ``work``, each a
list of ``DAY: name`` or ``DAY..DAY: name``; with ``year`` it is that year's whole notice, without it single
days, and ``scope`` says for whom.
"""

import re
from datetime import date, timedelta

from rules import lines, notice_words
from rules.lines import Node
from rules.model import Text
from rules.notice import Entry, Handed, NoticeError, faults
from rules.problems import Problem, one_of, unknown_key

PUBLIC = ("year", "papers", "days", "$schema", "$id")
OURS = ("year", "source", "scope", "off", "work")
SCOPE = re.compile(r"|region:\S.{0,38}|org:[a-z][a-z0-9-]{0,31}")
_DAY = Text("应为 2027-02-05 这样的日期", "must be a date such as 2027-02-05")
_DAYS = Text(
    "应为 2027-02-05 或 2027-02-05..2027-02-11 这样的日期",
    "must be days such as 2027-02-05 or 2027-02-05..2027-02-11",
)
MOST_DAYS = 31  # of one range


def read(raw: bytes, *, name: str) -> Handed:
    """Read any of the three forms; `name` is how the file is called. Raises NoticeError."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NoticeError([Problem(name, 1, "", Text("应为 UTF-8 编码", "must be UTF-8"))]) from None
    if notice_words.looks_so(text):
        return notice_words.read(text, name=name)
    try:
        tree = lines.parse(text.replace("\t", " ").encode(), name=name)
    except lines.Unreadable as wrong:
        raise NoticeError([wrong.problem]) from None
    form = _Form(tree)
    handed = form.public() if isinstance(tree.value, dict) and "days" in tree.value else form.ours()
    if form.problems:
        raise NoticeError(sorted(form.problems, key=lambda problem: problem.line))
    return handed


class _Form:
    """One tree being read; what is wrong with it is gathered."""

    def __init__(self, tree: Node) -> None:
        self.tree = tree
        self.problems: list[Problem] = []
        self.off: dict[date, str] = {}
        self.work: dict[date, str] = {}
        self.at: dict[date, Node] = {}

    def public(self) -> Handed:
        top = self._keys(self.tree, PUBLIC, "")
        year = self._year(top)
        papers, days = (self._list(top, key) for key in ("papers", "days"))
        if not self.problems and (not papers or not days):
            said = Text(
                "该年放假通知尚未公布（papers 或 days 为空），不可导入",
                "the notice is not in yet (papers or days is empty) and cannot be imported",
            )
            self._wrong(self.tree, "days", said)
            return Handed(Entry(year))
        for one in days:
            self._public_day(one)
        self._judge(year)
        return Handed(
            Entry(year, self.off, self.work), "; ".join(self._word(paper, "papers") for paper in papers)
        )

    def _public_day(self, one: Node) -> None:
        held = self._keys(one, ("name", "date", "isOffDay"), "days")
        before = len(self.problems)
        for key in ("name", "date", "isOffDay"):
            if key not in held:
                self._wrong(one, f"days.{key}", Text("必填", "is required"))
        if len(self.problems) > before or not held:
            return
        off = self._word(held["isOffDay"], "days.isOffDay")
        if off not in ("true", "false"):
            self._wrong(held["isOffDay"], "days.isOffDay", one_of(("true", "false")), off)
            return
        day = _iso(self._word(held["date"], "days.date"))
        if day is None:
            self._wrong(held["date"], "days.date", _DAY, held["date"].shown())
            return
        self._put(held["date"], day, self._word(held["name"], "days.name"), is_off=off == "true")

    def ours(self) -> Handed:
        top = self._keys(self.tree, OURS, "")
        year = self._year(top) if "year" in top else None
        source = self._word(top["source"], "source") if "source" in top else ""
        scope = self._word(top["scope"], "scope", empty=True) if "scope" in top else None
        if scope is not None and not SCOPE.fullmatch(scope):
            said = Text(
                "应为 region:地区 或 org:机构代号，全国的不写",
                "must be region:NAME or org:KEY; leave it out for the whole country",
            )
            self._wrong(top["scope"], "scope", said, scope)
        for key in ("off", "work"):
            self._named_days(top.get(key), key)
        if not (top.get("off") or top.get("work")):
            self._wrong(self.tree, "off", Text("off、work 至少填一项", "off or work must be given"))
        self._judge(year)
        return Handed(Entry(year, self.off, self.work), source, scope)

    def _named_days(self, node: Node | None, key: str) -> None:
        if node is None:
            return
        if not isinstance(node.value, dict) or not node.value:
            self._wrong(
                node, key, Text("应为“日期: 名称”的列表", "must be a list of DAY: name"), node.shown()
            )
            return
        for written, name in node.value.items():
            first, _, last = written.partition("..")
            start, end = _iso(first.strip()), _iso((last or first).strip())
            if start is None or end is None or not 0 <= (end - start).days < MOST_DAYS:
                self._wrong(name, key, _DAYS, written)
                continue
            called = self._word(name, f"{key}.{written}")
            for n in range((end - start).days + 1):
                self._put(name, start + timedelta(days=n), called, is_off=key == "off")

    # What is held -------------------------------------------------------------------------------------

    def _put(self, at: Node, day: date, name: str, *, is_off: bool) -> None:
        days = self.off if is_off else self.work
        if day in days:
            self._wrong(at, "", Text("同一天不可写两次", "a day must not be given twice"), day.isoformat())
        days[day] = name
        self.at[day] = at

    def _judge(self, year: int | None) -> None:
        if self.problems:
            return
        for fault in faults(Entry(year, self.off, self.work)):
            at = self.tree if fault.day is None else self.at[fault.day]
            self._wrong(at, "", fault.allowed, fault.found)

    def _year(self, top: dict[str, Node]) -> int:
        node = top.get("year", self.tree)
        text = node.value if "year" in top and isinstance(node.value, str) else None
        if text is not None and re.fullmatch(r"20\d\d", text):
            return int(text)
        said = Text("应为 2027 这样的年份", "must be a year such as 2027")
        self._wrong(node, "year", said, node.shown() if "year" in top else None)
        return 2000

    def _keys(self, node: Node, allowed: tuple[str, ...], under: str) -> dict[str, Node]:
        if not isinstance(node.value, dict):
            said = Text(f"应有：{'、'.join(allowed[:3])}", f"must hold: {', '.join(allowed[:3])}")
            self._wrong(node, under, said, node.shown())
            return {}
        for key, held in node.value.items():
            if key not in allowed:
                self._wrong(held, f"{under}.{key}" if under else key, unknown_key(key, allowed))
        return node.value

    def _list(self, top: dict[str, Node], key: str) -> list[Node]:
        node = top.get(key)
        if node is not None and isinstance(node.value, list):
            return node.value
        self._wrong(
            node or self.tree, key, Text("应为列表", "must be a list"), None if node is None else node.shown()
        )
        return []

    def _word(self, node: Node, key: str, *, empty: bool = False) -> str:
        if isinstance(node.value, str) and (empty or node.value.strip()):
            return node.value.strip()
        self._wrong(node, key, Text("应为文字，不可为空", "must be a text and not empty"), node.shown())
        return ""

    def _wrong(self, node: Node, key: str, allowed: Text, found: str | None = None) -> None:
        self.problems.append(Problem(node.file, node.line, key, allowed, found))


def _iso(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) else None
    except ValueError:
        return None
