"""What a content is looked through for before anybody reviews it, and how heavy each finding weighs.

Pure and offline: texts, a regime, lists of words and today's date in, findings out. Every pattern takes
steps in proportion to the text. A regime's own line decides article and severity where it has one for the
matter and the finding is sure; else the article of the national rules and the severity below hold.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from rules import content_dates, content_form, content_identity, content_marks
from rules.content_find import Finding, Hit, Passage, Place, Severity, masked, of, seal, worst
from rules.content_lists import WordList, built_in
from rules.content_plain import Plain, line_at, lines_of, plain
from rules.hidden import hidden
from rules.lookalike import lookalikes
from rules.model import Content, Kind
from rules.regime import Regime

UNDISCLOSED = "《政府信息公开条例》第十四条"
PRIVATE = "《政府信息公开条例》第十五条"
INNER = "《政府信息公开条例》第十六条"
HONEST = "《政府信息公开条例》第六条"
DECISIONS = "《重大行政决策程序暂行条例》第十五条"
OFFICE = "办公室要求"
MOST = 200  # findings of one item; beyond them a reader is not helped
TITLES = frozenset({"title"})


@dataclass(frozen=True, slots=True)
class Check:
    """One kind of finding: the regime's lines that speak of it, its severity and article without one, and
    what is to be done about it (the name of a sentence).
    """

    lines: tuple[str, ...]
    severity: Severity
    cite: str
    todo: str


_PERSON = ("personal_data", "privacy")
_WRONG = ("incomplete", "marks")
CHECKS: Mapping[str, Check] = {
    "secret_mark": Check(("secret_mark", "secret"), Severity.STOP, UNDISCLOSED, "offline"),
    "secret_mark_quoted": Check((), Severity.BLOCK, UNDISCLOSED, "explain"),
    "secret_level": Check((), Severity.BLOCK, UNDISCLOSED, "explain"),
    "internal_mark": Check(("internal", "work_secret"), Severity.WARN, INNER, "check"),
    "internal_word": Check(("work_secret", "internal"), Severity.WARN, INNER, "check"),
    "disclosure_mark": Check(("disclosure_mark",), Severity.BLOCK, INNER, "remove"),
    "citizen_id": Check(_PERSON, Severity.BLOCK, PRIVATE, "cover"),
    "citizen_id_wrong": Check(_PERSON, Severity.WARN, PRIVATE, "cover"),
    "citizen_id_15": Check(_PERSON, Severity.WARN, PRIVATE, "cover"),
    "mobile": Check(_PERSON, Severity.BLOCK, PRIVATE, "cover"),
    "bank_card": Check(_PERSON, Severity.WARN, PRIVATE, "cover"),
    "bank_account": Check(_PERSON, Severity.BLOCK, PRIVATE, "cover"),
    "passport": Check(_PERSON, Severity.WARN, PRIVATE, "cover"),
    "plate": Check(_PERSON, Severity.WARN, PRIVATE, "cover"),
    "mail": Check(_PERSON, Severity.WARN, PRIVATE, "cover"),
    "address": Check(_PERSON, Severity.BLOCK, PRIVATE, "cover"),
    "illness": Check(("personal_data",), Severity.WARN, PRIVATE, "cover"),
    "minor": Check(_PERSON, Severity.WARN, PRIVATE, "cover"),
    "author": Check(_PERSON, Severity.WARN, PRIVATE, "clean"),
    "gps": Check(_PERSON, Severity.WARN, PRIVATE, "clean"),
    "hidden_part": Check((), Severity.WARN, HONEST, "clean"),
    "seal": Check(("seal",), Severity.WARN, OFFICE, "remove"),
    "signature": Check(("signature",), Severity.WARN, OFFICE, "remove"),
    "red_head": Check(("red_head",), Severity.WARN, OFFICE, "remove"),
    "telegram_head": Check(("telegram_head",), Severity.WARN, OFFICE, "remove"),
    "instruction": Check(("instruction",), Severity.WARN, OFFICE, "remove"),
    "credentials": Check(("credentials",), Severity.WARN, OFFICE, "remove"),
    "repost_source": Check(("repost",), Severity.WARN, OFFICE, "source"),
    "repost_fields": Check(("repost",), Severity.WARN, OFFICE, "complete"),
    "severe": Check((), Severity.BLOCK, OFFICE, "correct"),
    "typo": Check((), Severity.WARN, OFFICE, "correct"),
    "advertising": Check(("advertising",), Severity.WARN, OFFICE, "remove"),
    "sensitive": Check(("sensitive",), Severity.BLOCK, OFFICE, "explain"),
    "stability": Check(("stability",), Severity.BLOCK, OFFICE, "explain"),
    "placeholder": Check(_WRONG, Severity.WARN, HONEST, "complete"),
    "body_missing": Check(_WRONG, Severity.WARN, HONEST, "complete"),
    "attachment_missing": Check(_WRONG, Severity.WARN, HONEST, "complete"),
    "number_missing": Check(("document",), Severity.WARN, HONEST, "complete"),
    "interpretation_missing": Check(("interpretation",), Severity.INFO, OFFICE, "complete"),
    "consultation_incomplete": Check(("solicitation",), Severity.WARN, OFFICE, "complete"),
    "consultation_short": Check((), Severity.WARN, DECISIONS, "check"),
    "news_source_missing": Check(("news", "marks"), Severity.WARN, OFFICE, "complete"),
    "map_number_missing": Check((), Severity.WARN, OFFICE, "complete"),
    "date_impossible": Check((), Severity.WARN, HONEST, "correct"),
    "weekday_wrong": Check((), Severity.WARN, HONEST, "correct"),
    "signed_ahead": Check((), Severity.WARN, HONEST, "correct"),
    "formed_ahead": Check((), Severity.BLOCK, HONEST, "correct"),
    "formed_long_ago": Check(("outdated",), Severity.WARN, HONEST, "check"),
    "hidden_characters": Check((), Severity.WARN, HONEST, "remove"),
    "lookalikes": Check((), Severity.WARN, HONEST, "correct"),
}
LISTS = ("severe", "typo", "sensitive", "stability")  # found word by word, wherever they stand
ADVERT = 2  # different words that make an advertisement


@dataclass(frozen=True)
class Material:
    """Everything of one item that is looked through.

    `passages` are title, body and the form's other texts under their fields' names, and what was read out of
    the files. `files` are the attachments' names. `own` is the organisation's name, `allowed` the numbers
    (digits only) that its office has cleared.
    """

    content: Content
    passages: Sequence[Passage]
    files: Sequence[str] = ()
    own: str = ""
    allowed: frozenset[str] = frozenset()
    lists: Mapping[str, WordList] = field(default_factory=built_in)


def check(material: Material, *, regime: Regime, today: date) -> tuple[Finding, ...]:
    """Return what was found, the heaviest first, then in the order of the texts."""
    found: dict[str, Finding] = {}
    judge = _judge(regime)
    for passage in material.passages:
        text = plain(passage.text)
        starts = lines_of(passage.text)
        for hit in in_text(text, passage.place, material, today=today):
            one = _finding(hit, passage.place, starts, judge, passage.text)
            found.setdefault(one.digest, one)
    body = plain(material.content.body)
    for hit in (
        *content_form.gaps(
            material.content,
            body,
            files=material.files,
            wants_text=_wants_text(regime, material.content),
            own=content_form.stated(material.content, regime),
        ),
        *content_form.repost(material.content, body, regime=regime, own=material.own),
        *content_dates.signed_day(body, today=today),
    ):
        one = _finding(hit, Place("body"), lines_of(material.content.body), judge, material.content.body)
        found.setdefault(one.digest, one)
    for hit in content_dates.short_consultation(material.content, regime, today=today):
        one = _finding(hit, Place("form"), [0], judge, hit.shown)
        found.setdefault(one.digest, one)
    for hit in content_dates.formed(material.content.formed_on, today=today):
        one = _finding(hit, Place("formed_on"), [0], judge, hit.shown)
        found.setdefault(one.digest, one)
    return tuple(sorted(found.values(), key=lambda one: -one.severity)[:MOST])


def stops(text: str, *, title: bool = False) -> bool:
    """Tell whether a text bears a mark of secrecy, so that it may not be stored at all."""
    return any(hit.kind == "secret_mark" for hit in content_marks.secrecy(plain(text), title=title))


def in_text(text: Plain, place: Place, material: Material, *, today: date) -> Iterator[Hit]:
    """Find everything that one text can be looked through for by itself."""
    title = place.field in TITLES or place.part == "name"
    yield from content_marks.secrecy(text, title=title)
    if place.part == "mark":
        yield Hit(text.original, sure=False)
        return
    if place.part in {"author", "gps"}:
        yield Hit(place.part, 0, len(text.original), text.original[:40] if place.part == "author" else "")
        return
    if place.part in {"comment", "change", "hidden"} and text.text.strip():
        yield Hit("hidden_part", 0, len(text.original), " ".join(text.original.split())[:40])
    yield from content_marks.internal(text)
    yield from content_marks.disclosure(text)
    if not title:
        yield from content_marks.official(text)
    yield from content_marks.loose_ends(text)
    ill = partial(material.lists["illness"].first_in, text, today=today)
    for hit in content_identity.personal(text, today=today, allowed=material.allowed, illness=ill):
        yield _as_account(hit)
    for key in LISTS:
        yield from material.lists[key].find(text, today=today)
    adverts = list(material.lists["advertising"].find(text, today=today))
    sure = len({hit.shown for hit in adverts}) >= ADVERT
    yield from (Hit(hit.kind, hit.start, hit.end, hit.shown, sure=sure) for hit in adverts)
    if place.field in {"title", "body", "file"}:
        yield from content_dates.written_days(text, today=today)
    yield from _disguised(text)


def _as_account(hit: Hit) -> Hit:
    """A card's number beside 卡号 or 账号 is an account, and heavier than digits that only may be one."""
    return Hit("bank_account", hit.start, hit.end, hit.shown) if hit.kind == "bank_card" and hit.sure else hit


def _disguised(text: Plain) -> Iterator[Hit]:
    """Characters that nobody sees, and those that pass for others, once for the whole text."""
    if codes := hidden(text.original):
        place = next(at for at, char in enumerate(text.original) if hidden(char))
        yield Hit("hidden_characters", place, place + 1, " ".join(codes[:5]))
    if alike := lookalikes(text.original):
        place = text.original.index(alike[0][0])
        yield Hit("lookalikes", place, place + 1, " ".join(f"{char}→{meant}" for char, meant in alike[:5]))


def _wants_text(regime: Regime, content: Content) -> frozenset[Kind]:
    lines = regime.lines(content.kind, content.matter)
    return frozenset(kind for line in lines if line.name == "body" for kind in line.required)


def _judge(regime: Regime) -> Callable[[Hit], tuple[Severity, str]]:
    rules = {rule.key: rule for rule in regime.content}

    def judged(hit: Hit) -> tuple[Severity, str]:
        known = CHECKS[hit.kind]
        severity = hit.weight if hit.weight is not None else known.severity
        rule = next((rules[key] for key in known.lines if key in rules), None)
        if rule is None:
            return severity, known.cite
        ruled = Severity.named(rule.severity)
        if known.severity is Severity.STOP:  # no regime makes less of a mark of secrecy
            return Severity.STOP, rule.cite
        return (min(ruled, Severity.BLOCK) if hit.sure else min(ruled, severity)), rule.cite

    return judged


def _finding(
    hit: Hit,
    place: Place,
    starts: Sequence[int],
    judge: Callable[[Hit], tuple[Severity, str]],
    text: str,
) -> Finding:
    severity, cite = judge(hit)
    words = text[hit.start : hit.end] if hit.end else hit.shown
    told = f"{hit.kind}\n{place.field}\n{place.file}\n{place.part}\n{words}"
    return Finding(
        hit.kind,
        severity,
        place,
        line_at(starts, hit.start) if hit.end else 0,
        hit.start,
        hit.end,
        hit.shown,
        hit.want,
        cite,
        hashlib.sha256(told.encode()).hexdigest()[:16],
    )


def passages_of(content: Content) -> Iterator[Passage]:
    """Return the texts of the form that go out or that reviewers read."""
    for name in ("title", "body", "source", "change", "reason", "exemption_evidence", "secrecy_opinion"):
        if text := getattr(content, name):
            yield Passage(Place(name), text)
    for name, held in content.fields.items():
        if isinstance(held, str) and held:
            yield Passage(Place(name), held)
    for one in content.attachments:
        yield Passage(Place("file", one.name, "name"), one.name)


__all__ = [
    "CHECKS",
    "Check",
    "Finding",
    "Material",
    "Passage",
    "Place",
    "Severity",
    "check",
    "in_text",
    "masked",
    "of",
    "passages_of",
    "seal",
    "stops",
    "worst",
]
