"""Lists of words as data: ours under rules/wording/, an office's own entries over them.

An entry is a word that should not stand there, what should (`right`), longer words in which it is right
(`unless`), and the days from and until which it counts. Entries are compared in their plain form.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from rules import lines
from rules.checks import CITE, NAME
from rules.content_find import Hit, Severity
from rules.content_plain import Plain, plain
from rules.content_words import LONGEST, Automaton
from rules.grammar import Key, Listing, Record, Sentence, Table, Word, choice
from rules.lines import Node
from rules.model import Text
from rules.problems import Problem, RegimeError

BUILT_IN = Path(__file__).parent / "wording"
SEVERITIES = ("info", "warn", "block")  # nobody stops an item by a word
MOST_WORDS = 50_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One word of a list."""

    word: str
    right: str = ""
    unless: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None

    def counts(self, today: date) -> bool:
        """Tell whether the entry counts on that day; both its days are included."""
        return (self.since is None or self.since <= today) and (self.until is None or today <= self.until)

    def data(self) -> dict[str, Any]:
        """Return the entry as it is written in a file; what says nothing is left out."""
        days = {"since": self.since, "until": self.until}
        told: dict[str, Any] = {"word": self.word}
        told |= {"right": self.right} if self.right else {}
        told |= {"unless": list(self.unless)} if self.unless else {}
        return told | {name: day.isoformat() for name, day in days.items() if day is not None}


@dataclass(frozen=True)
class WordList:
    """One list: its findings bear `key` as their kind. Immutable; what is built of it is kept with it."""

    key: str
    severity: Severity
    text: Text
    cite: str
    says: Text
    entries: tuple[Entry, ...]

    def laid_over(self, added: Iterable[Entry], *, dropped: Iterable[str] = ()) -> "WordList":
        """Return the list with an office's own entries, without those it does not want."""
        mine = tuple(added)
        gone = {*dropped, *(entry.word for entry in mine)}
        return replace(self, entries=(*(one for one in self.entries if one.word not in gone), *mine))

    @cached_property
    def _search(self) -> tuple[Automaton, tuple[Entry | None, ...]]:
        """Words that count and words that excuse, in one automaton; None stands for an excuse."""
        known: dict[str, Entry | None] = {}
        for entry in self.entries:
            known |= {plain(fine).text: None for fine in entry.unless}
        for entry in self.entries:
            known.setdefault(plain(entry.word).text, entry)
        return Automaton(known), tuple(known.values())

    def find(self, text: Plain, *, today: date) -> Iterator[Hit]:
        """Find the list's words in a text."""
        automaton, entries = self._search
        for start, end, number in automaton.find(text.text):
            entry = entries[number]
            if entry is not None and entry.counts(today):
                first, last = text.span(start, end)
                yield Hit(
                    self.key,
                    first,
                    last,
                    text.written(start, end)[:LONGEST],
                    entry.right,
                    weight=self.severity,
                )

    def first_in(self, text: Plain, start: int, end: int, *, today: date) -> str:
        """Return the first word of the list in a stretch of the plain text, "" when there is none."""
        automaton, entries = self._search
        for first, last, number in automaton.find(text.text[start:end]):
            entry = entries[number]
            if entry is not None and entry.counts(today):
                return text.text[start + first : start + last]
        return ""


def _day(text: str) -> str:
    return date.fromisoformat(text).isoformat()


def _short(text: str) -> str:
    if not 0 < len(plain(text).text) <= LONGEST:
        raise ValueError(text)
    return text


def _digits(text: str) -> str:
    digits = "".join(sign for sign in plain(text).text if sign.isdecimal() or sign in "Xx").upper()
    if not 7 <= len(digits) <= 19:
        raise ValueError(text)
    return digits


_NUMBER = Word(Text("7 至 19 位的号码", "a number of 7 to 19 digits"), _digits)
_WORD = Word(Text(f"1 至 {LONGEST} 个字", f"1 to {LONGEST} characters"), _short)
_DAY = Word(Text("应为 2027-02-05 这样的日期", "must be a date such as 2027-02-05"), _day)
ENTRY = Record(
    {
        "word": Key(_WORD),
        "right": Key(_WORD, ""),
        "unless": Key(Listing(_WORD), []),
        "since": Key(_DAY, None),
        "until": Key(_DAY, None),
    }
)
ENTRIES = Listing(ENTRY, by="word")
_LIST = Record(
    {
        "key": Key(NAME),
        "severity": Key(choice(*SEVERITIES)),
        "text": Key(Sentence()),
        "cite": Key(CITE),
        "says": Key(Sentence()),
        "words": Key(ENTRIES, []),
    }
)


def read(tree: Node) -> WordList:
    """Read one list from its file. Raises RegimeError with every problem and its line."""
    problems: list[Problem] = []
    held = _LIST.check(tree, "", problems)
    if problems:
        raise RegimeError(problems, "zh_CN")
    return WordList(
        held["key"],
        Severity.named(held["severity"]),
        Text(**held["text"]),
        held["cite"],
        Text(**held["says"]),
        tuple(entry(one) for one in held["words"]),
    )


def office_file(tree: Node, *, lang: str) -> dict[str, Any]:
    """Read an office's own file into plain values: ``{cleared_numbers: [digits…], wording: {list: …}}``.

    Raises RegimeError with every problem and its line.
    """
    known = tuple(built_in())
    grammar = Record(
        {
            "cleared_numbers": Key(Listing(_NUMBER), []),
            "wording": Key(
                Table(Record({"add": Key(ENTRIES, []), "drop": Key(Listing(_WORD), [])}), known), {}
            ),
        }
    )
    problems: list[Problem] = []
    held: dict[str, Any] = grammar.check(tree, "", problems) or {}
    count = sum(len(one["add"]) for one in held.get("wording", {}).values() if one)
    if count > MOST_WORDS:
        most = Text(f"最多 {MOST_WORDS} 条", f"at most {MOST_WORDS} entries")
        problems.append(Problem(tree.file, tree.line, "wording", most, str(count)))
    if problems:
        raise RegimeError(problems, lang)
    for one in held["wording"].values():
        one["add"] = [entry(made).data() for made in one["add"]]
    return held


def entry(held: Mapping[str, Any]) -> Entry:
    """Return an entry from its plain values, as ``Entry.data`` gives them."""
    days = [held.get("since"), held.get("until")]
    since, until = (None if day is None else date.fromisoformat(day) for day in days)
    return Entry(held["word"], held.get("right", ""), tuple(held.get("unless", ())), since, until)


@cache
def built_in() -> Mapping[str, WordList]:
    """Return the lists that come with the house, by their keys."""
    found = [read(lines.read(path, name=f"wording/{path.name}")) for path in sorted(BUILT_IN.glob("*.yaml"))]
    return {one.key: one for one in found}


def overlaid(own: Mapping[str, Mapping[str, Sequence[Any]]]) -> Mapping[str, WordList]:
    """Return the lists with an office's entries: ``{list: {add: [entry…], drop: [word…]}}`` as stored."""
    return {
        key: one.laid_over(map(entry, own[key].get("add", ())), dropped=own[key].get("drop", ()))
        if key in own
        else one
        for key, one in built_in().items()
    }
