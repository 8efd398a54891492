"""The one port: from a sentence's id and its variables to text.

Values are inserted literally: no markup, no isolation marks, no grouping of figures (2026, not 2,026).
"""

import logging
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from fluent.runtime import FluentBundle
from fluent.runtime.types import fluent_number
from fluent.syntax import ast, visitor

from locales.overlay import BadTerms, Overlay, Words, words_of
from locales.source import LANGUAGES, MASTER, resources
from locales.template import Template, cut

log = logging.getLogger("duwang.locales")
SHANGHAI = ZoneInfo("Asia/Shanghai")
LONG = 2000  # Fluent refuses values above 2500 characters; longer ones are put in afterwards
Value = str | int | float


class MissingSentence(LookupError):
    """No language has a sentence of this id."""


class MissingVariable(LookupError):
    """A sentence needs a variable that it was not given, or was given one that is no text or number."""


class _Strictness:
    on = False


def be_strict(*, on: bool = True) -> None:
    """In tests a missing sentence or variable raises; in service it is logged and the best text shown."""
    _Strictness.on = on


def language(code: str | None) -> str:
    """Return our language for a platform's code (zh-hans, en-GB); one we do not have reads Chinese."""
    head = (code or "").replace("-", "_").split("_")[0].lower()
    return next((lang for lang in LANGUAGES if lang.split("_")[0] == head), MASTER)


def pick(text: object, lang: str) -> str:
    """Return a human text of a data file, plain or as {zh_CN, en}, in `lang`; without it in Chinese."""
    if isinstance(text, Mapping):
        return str(text.get(lang) or text.get(MASTER) or next(iter(text.values()), ""))
    return "" if text is None else str(text)


class Entry(Protocol):
    """A compiled sentence, as Fluent keeps it."""

    value: Any


@lru_cache(maxsize=256)
def _bundle(lang: str, words: Words) -> FluentBundle:
    bundle = FluentBundle([lang.replace("_", "-")], use_isolating=False)
    for tree in resources(lang).values():
        bundle.add_resource(tree)
    own: list[ast.EntryType] = [
        ast.Term(ast.Identifier(term), ast.Pattern([ast.TextElement(word)]))
        for of, term, word in words
        if of == lang
    ]
    bundle.add_resource(ast.Resource(own), allow_overrides=True)
    return bundle


@cache
def _noted(problem: str) -> None:
    log.warning("sentence.missing %s", problem)


class Say:
    """Speaks one language with one organisation's office words; called with an id, it gives the text."""

    __slots__ = ("_strict", "_templates", "_words", "lang")

    def __init__(self, lang: str, words: Words = (), *, strict: bool | None = None) -> None:
        self.lang = lang if lang in LANGUAGES else language(lang)
        self._words = words
        self._strict = strict
        self._templates: dict[str, Template | None] = {}  # None: it chooses between forms

    def __call__(self, sentence: str, /, **values: Value) -> str:
        """Return the sentence. In strict mode raises MissingSentence or MissingVariable."""
        template = self._templates.get(sentence)
        if template is not None:
            frame, names = template
            try:
                return frame % tuple([_as_it_reads(values[name]) for name in names])
            except (KeyError, TypeError):
                pass  # Fluent tells what is wrong with it
        found = self._find(sentence)
        if found is None:
            return sentence
        bundle, entry = found
        given: dict[str, Any] = {}
        held: dict[str, str] = {}
        counted = _counted(self.lang).get(sentence, ())
        for name, value in values.items():
            given[name] = self._value(value, held, is_counted=name in counted)
        text, errors = bundle.format_pattern(entry.value, given)
        if errors:
            self._complain(MissingVariable(f"{sentence} ({self.lang}): {', '.join(map(str, errors))}"))
        spoken = str(text)
        for mark, long in held.items():
            spoken = spoken.replace(mark, long)
        if not errors and sentence not in self._templates:
            self._templates[sentence] = None if counted else self._cut(sentence, bundle, entry)
        return spoken

    def has(self, sentence: str) -> bool:
        """Tell whether the master language has the sentence."""
        return _bundle(MASTER, ()).has_message(sentence)

    def pick(self, text: object) -> str:
        """Return a {zh_CN, en} text in this language."""
        return pick(text, self.lang)

    def day(self, on: str | date) -> str:
        """Return a civil date, from ISO text: 2026年12月18日."""
        day = on if isinstance(on, date) else date.fromisoformat(on[:10])
        return self("date-day", year=day.year, month=self(f"date-month-{day.month}"), day=day.day)

    def moment(self, at: str | datetime, *, with_year: bool = False) -> str:
        """Return an instant, from ISO text with its offset, as Shanghai reads it: 11月20日 10:02."""
        when = (at if isinstance(at, datetime) else datetime.fromisoformat(at)).astimezone(SHANGHAI)
        time = f"{when:%H:%M}"
        if with_year:
            return self("date-moment-year", day=self.day(when.date()), time=time)
        return self("date-moment", month=self(f"date-month-{when.month}"), day=when.day, time=time)

    def left(self, days: int) -> str:
        """Return what remains in working days; negative is overdue: 剩3个工作日, 今天到期, 逾期2个工作日."""
        if days == 0:
            return self("date-today")
        return self("date-left", days=days) if days > 0 else self("date-over", days=-days)

    def size(self, octets: int) -> str:
        """Return a file's size from bytes, in whole KB or tenths of a MB."""
        if octets < 1_000_000:
            return f"{max(1, round(octets / 1000))} KB"
        return f"{octets / 1_000_000:.1f} MB"

    def listed(self, words: Iterable[object]) -> str:
        """Return words in a row: 甲、乙."""
        return self("list-separator").join(self.pick(word) for word in words)

    def _cut(self, sentence: str, bundle: FluentBundle, entry: Entry) -> Template | None:
        names = variables(self.lang).get(sentence)
        if names is None:  # only the master language has it
            return None

        def said(marks: dict[str, str]) -> tuple[str, bool]:
            text, errors = bundle.format_pattern(entry.value, marks)
            return str(text), not errors

        return cut(said, names)

    def _find(self, sentence: str) -> tuple[FluentBundle, Entry] | None:
        for lang in dict.fromkeys((self.lang, MASTER)):
            bundle = _bundle(lang, self._words)
            if bundle.has_message(sentence):
                entry: Entry = bundle.get_message(sentence)
                return bundle, entry
            self._complain(MissingSentence(f"{sentence} ({lang})"))
        return None

    def _value(self, value: Value, held: dict[str, str], *, is_counted: bool) -> object:
        """Figures are passed as they read; only those that choose between forms need a locale."""
        if isinstance(value, int | float):
            return fluent_number(value, useGrouping=False) if is_counted else str(value)
        if isinstance(value, str) and len(value) > LONG:
            mark = f"\0{len(held)}\0"
            held[mark] = value
            return mark
        return value

    def _complain(self, problem: LookupError) -> None:
        if _is_strict(self._strict):
            raise problem
        _noted(f"{type(problem).__name__} {problem}")


def _as_it_reads(value: Value) -> Value:
    """A value that reads as it is. Raises TypeError for one that Fluent would refuse."""
    if not isinstance(value, str | int | float):
        raise TypeError(value)
    return value


@lru_cache(maxsize=256)
def _say(lang: str, words: Words, *, strict: bool | None) -> Say:
    return Say(lang, words, strict=strict)


def say(lang: str, terms: Overlay | str | Path | Words | None = None, *, strict: bool | None = None) -> Say:
    """Return the voice for a language with an organisation's words over ours.

    Args:
        lang: zh_CN or en; platform codes such as zh-hans are understood.
        terms: words by term, Fluent text, or the path of an .ftl file.
        strict: raise on missing sentences; None follows ``be_strict``.

    In service a word that is not ours is left out and logged; whoever sets words has them checked by
    ``check_terms`` first.

    Raises:
        BadTerms: in strict mode, where the overlay names a term that does not exist or is not plain.
    """
    try:
        words = words_of(terms)
    except BadTerms as problem:
        if _is_strict(strict):
            raise
        _noted(f"BadTerms {problem}")
        words = _usable(terms) if isinstance(terms, Mapping) else ()
    return _say(lang, words, strict=strict)


def _is_strict(asked: bool | None) -> bool:  # noqa: FBT001 -- one plain question
    return _Strictness.on if asked is None else asked


def _usable(terms: Overlay) -> Words:
    """The words of an overlay that stand for themselves."""
    found: list[tuple[str, str, str]] = []
    for term, word in terms.items():
        with suppress(BadTerms):
            found += words_of({term: word})
    return tuple(sorted(found))


@cache
def sentence_ids(lang: str = MASTER) -> frozenset[str]:
    """Return the ids of all sentences of a language, terms left out."""
    trees = resources(lang).values()
    return frozenset(entry.id.name for tree in trees for entry in tree.body if isinstance(entry, ast.Message))


class _Reader(visitor.Visitor):
    """What one sentence refers to: its variables, those that choose between forms, other sentences."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.selectors: set[str] = set()
        self.sentences: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802 -- the parser's name
        self.names.add(node.id.name)

    def visit_SelectExpression(self, node: ast.SelectExpression) -> None:  # noqa: N802 -- the parser's name
        if isinstance(node.selector, ast.VariableReference):
            self.selectors.add(node.selector.id.name)
        self.generic_visit(node)

    def visit_MessageReference(self, node: ast.MessageReference) -> None:  # noqa: N802 -- the parser's name
        self.sentences.add(node.id.name)


@cache
def _read(lang: str) -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """For each sentence its variables and its selectors, also through sentences it refers to."""
    own: dict[str, _Reader] = {}
    for tree in resources(lang).values():
        for entry in tree.body:
            if isinstance(entry, ast.Message):
                own[entry.id.name] = reader = _Reader()
                reader.visit(entry)

    def needed(name: str, above: frozenset[str]) -> tuple[set[str], set[str]]:
        names, selectors = set(own[name].names), set(own[name].selectors)
        for other in own[name].sentences & own.keys() - above:
            more, chosen = needed(other, above | {name})
            names |= more
            selectors |= chosen
        return names, selectors

    found = {name: needed(name, frozenset()) for name in own}
    return {name: (frozenset(names), frozenset(selectors)) for name, (names, selectors) in found.items()}


@cache
def variables(lang: str = MASTER) -> dict[str, frozenset[str]]:
    """Return for each sentence of a language the variables it needs."""
    return {name: names for name, (names, _) in _read(lang).items()}


@cache
def _counted(lang: str) -> dict[str, frozenset[str]]:
    return {name: selectors for name, (_, selectors) in _read(lang).items() if selectors}
