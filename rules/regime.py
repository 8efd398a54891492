"""A regime: one regulation as data, merged from base, regulation and the office's own choices.

``load`` reads and checks the files; ``canonical`` gives the merged whole as one JSON text, by whose
digest items and clocks remember the rules they run under; ``restore`` reads that text back.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Self

from rules import checks, lines
from rules.clocks import Clock, Ladder, Within
from rules.lines import Node, Unreadable
from rules.model import Kind, Text
from rules.problems import Problem, RegimeError, unknown_name

BUILT_IN = Path(__file__).parent / "regimes"


@dataclass(frozen=True, slots=True)
class Line:
    """A named line of a regulation: its words, its article, what it asks in our own words."""

    key: str
    text: Text
    cite: str
    says: Text


@dataclass(frozen=True, slots=True)
class Exemption(Line):
    """A case in which no new secrecy review is held, and the evidence that is asked for it."""

    evidence: Text


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a route.

    `stage` is review, publish (after the hand-over) or confirm. `scope` tells whose holders of `role`
    sit: those of the item's own unit, or any of the organisation. `acts` must be ticked before 同意.
    `sign` is the sentence that one tap signs, `sign_exempt` the one for an item without secrecy review.
    `opens` is the event that has happened once this step stands open.
    """

    key: str
    role: str
    stage: str
    scope: str
    when: str | None
    quorum: str
    acts: tuple[str, ...]
    sign: Text
    sign_exempt: Text | None
    opens: str | None
    cite: str
    says: Text


@dataclass(frozen=True, slots=True)
class Exempt:
    """What falls away for an exempt item: some acts, and every review step but `keeps` (None: none)."""

    drops: tuple[str, ...]
    keeps: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Separation:
    """Who may not sit twice. `may_share` are the pairs of steps that one person may hold here."""

    head_role: str
    head_reviewed_by: str
    shareable: frozenset[frozenset[str]]
    may_share: frozenset[frozenset[str]]
    cite: str
    says: Text


@dataclass(frozen=True, slots=True)
class Route:
    """The way of one kind of item, with what the office's choices make of it.

    `exempt` is None while the office has not chosen how exemptions work: then nothing falls away.
    `resumes` tells where a returned item is judged again: at the first step, or at the returner.
    """

    kind: Kind
    steps: tuple[Step, ...]
    exempt: Exempt | None
    resumes: str
    separation: Separation
    cite: str
    says: Text

    def step(self, key: str) -> Step:
        """Return the step of that name; raises KeyError."""
        return {step.key: step for step in self.steps}[key]


@dataclass(frozen=True, slots=True)
class Secrecy:
    """The secrecy review: its aspects, ticked one by one or all at once."""

    text: Text
    aspects: tuple[Line, ...]
    cite: str
    says: Text


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that a field may take."""

    key: str
    text: Text


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of the application form.

    `name` is the field of ``Content`` (its JSON name). `required` are the kinds that must fill it, but
    not when the field `unless` is filled. `free` choices are proposals beside one's own words.
    `default_from` is ``column`` when the column proposes a value.
    """

    name: str
    text: Text
    kinds: frozenset[Kind]
    required: frozenset[Kind]
    unless: str | None
    free: bool
    choices: tuple[Choice, ...]
    default: str | None
    default_from: str | None
    cite: str
    says: Text


@dataclass(frozen=True, slots=True)
class Target:
    """An office's own limit, never an article."""

    within: Within
    cite: str
    says: Text


@dataclass(frozen=True, slots=True)
class Hours:
    """When an office works on working days, as minutes from midnight."""

    start: int
    end: int


@dataclass(frozen=True)
class Regime:
    """The merged regime; see the dataclasses above for its parts."""

    id: str
    title: Text
    short: Text  # how articles of it are introduced: 《办法》
    number_prefix: str
    terms: Mapping[str, Text]
    roles: Mapping[str, Text]
    routes: Mapping[Kind, Route]
    secrecy: Secrecy
    acts: Mapping[str, Line]
    exemptions: tuple[Exemption, ...]
    exemption_mode: str | None
    exemption_modes: Mapping[str, Line]
    forbidden: tuple[Line, ...]
    reasons: tuple[Line, ...]
    form: tuple[FormField, ...]
    important_triggers: tuple[Line, ...]
    separation: Separation
    clocks: tuple[Clock, ...]
    ladder: Ladder
    office_targets: Mapping[str, Target]
    office_hours: Hours
    merged: Mapping[str, Any] = field(repr=False, compare=False)

    def canonical(self) -> str:
        """Return the merged regime as canonical JSON: sorted keys, no spaces, UTF-8 text."""
        return json.dumps(self.merged, sort_keys=True, ensure_ascii=False, separators=(",", ":"))

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the canonical form, in hex."""
        return hashlib.sha256(self.canonical().encode()).hexdigest()

    @classmethod
    def restore(cls, text: str) -> Self:
        """Read a canonical form back."""
        return cls(**_built(json.loads(text)))

    def clock(self, id_: str) -> Clock:
        """Return the clock of that id; raises KeyError."""
        return {clock.id: clock for clock in self.clocks}[id_]

    def field(self, name: str) -> FormField:
        """Return the form's field of that name; raises KeyError."""
        return {field_.name: field_ for field_ in self.form}[name]

    def ticks(self, acts: Iterable[str]) -> tuple[str, ...]:
        """Return the lines that must be ticked for these acts; each secrecy aspect is one."""
        found: list[str] = []
        for act in acts:
            if act == "secrecy":
                found += [f"secrecy.{aspect.key}" for aspect in self.secrecy.aspects]
            else:
                found.append(act)
        return tuple(found)


def names() -> list[str]:
    """Return the regimes that come with the house."""
    return sorted(path.stem for path in BUILT_IN.glob("*.yaml") if path.stem != "base")


def load(
    name_or_path: str | Path,
    *,
    overlays: Iterable[str | Path | Mapping[str, Any]] = (),
    lang: str = "zh_CN",
) -> Regime:
    """Merge base, a regime (built-in name or path of a file) and an office's overlays, in that order.

    An overlay is a file or plain settings; it may set only what the regulation leaves to the office.
    Raises RegimeError with every problem found, said in `lang`.
    """
    problems: list[Problem] = []
    try:
        merged = lines.read(BUILT_IN / "base.yaml", name="base.yaml")
        merged = checks.REGIME.merge(merged, _regime(name_or_path))
        for overlay in overlays:
            if isinstance(overlay, Mapping):
                over = lines.given(overlay, name="overlay")
            else:
                over = lines.read(Path(overlay))
            checks.only_office_choices(over, problems)
            merged = checks.REGIME.merge(merged, over)
    except Unreadable as error:
        raise RegimeError([error.problem], lang) from None
    plain = checks.REGIME.check(merged, "", problems)
    if not problems:
        checks.crosscheck(plain, merged, problems)
    if problems:
        raise RegimeError(problems, lang)
    return Regime(**_built(plain))


def _regime(name_or_path: str | Path) -> Node:
    if str(name_or_path) in names():
        return lines.read(BUILT_IN / f"{name_or_path}.yaml", name=f"{name_or_path}.yaml")
    path = Path(name_or_path)
    if path.suffix in {".yaml", ".yml"} or path.exists():
        return lines.read(path)
    what = Text("办法", "regime")
    raise Unreadable(str(name_or_path), 1, unknown_name(what, str(name_or_path), names()))


def _text(plain: Mapping[str, str]) -> Text:
    return Text(plain["zh_CN"], plain["en"])


def _lines(plain: Iterable[Mapping[str, Any]]) -> tuple[Line, ...]:
    return tuple(_line(entry["key"], entry) for entry in plain)


def _line(key: str, plain: Mapping[str, Any]) -> Line:
    return Line(key, _text(plain["text"]), plain["cite"], _text(plain["says"]))


def _kinds(names_: Iterable[str]) -> frozenset[Kind]:
    return frozenset(Kind(name) for name in names_)


def _pairs(plain: Iterable[Iterable[str]]) -> frozenset[frozenset[str]]:
    return frozenset(frozenset(pair) for pair in plain)


def _separation(plain: Mapping[str, Any]) -> Separation:
    head = plain["head_submits"]
    return Separation(
        head_role=head["holds"],
        head_reviewed_by=head["reviewed_by"],
        shareable=_pairs(plain["shareable"]),
        may_share=_pairs(plain["may_share"]),
        cite=plain["cite"],
        says=_text(plain["says"]),
    )


def _exempt(plain: Mapping[str, Any]) -> Exempt:
    return Exempt(tuple(plain["drops"]), None if plain["keeps"] is None else tuple(plain["keeps"]))


def _route(kind: str, plain: Mapping[str, Any], mode: str | None, separation: Separation) -> Route:
    exempt = plain["exempt"].get(mode)
    steps = tuple(
        Step(
            key=step["key"],
            role=step["role"],
            stage=step["stage"],
            scope=step["scope"],
            when=step["when"],
            quorum=step["quorum"],
            acts=tuple(step["acts"]),
            sign=_text(step["sign"]),
            sign_exempt=step["sign_exempt"] and _text(step["sign_exempt"]),
            opens=step["opens"],
            cite=step["cite"],
            says=_text(step["says"]),
        )
        for step in plain["steps"]
    )
    return Route(
        kind=Kind(kind),
        steps=steps,
        exempt=exempt and _exempt(exempt),
        resumes=plain["resumes"],
        separation=separation,
        cite=plain["cite"],
        says=_text(plain["says"]),
    )


def _form(plain: Mapping[str, Any]) -> FormField:
    return FormField(
        name=plain["name"],
        text=_text(plain["text"]),
        kinds=_kinds(plain["kinds"]),
        required=_kinds(plain["required"]),
        unless=plain["unless"],
        free=plain["free"],
        choices=tuple(Choice(choice["key"], _text(choice["text"])) for choice in plain["choices"]),
        default=plain["default"],
        default_from=plain["default_from"],
        cite=plain["cite"],
        says=_text(plain["says"]),
    )


def _clock(plain: Mapping[str, Any]) -> Clock:
    return Clock(
        id=plain["id"],
        kinds=_kinds(plain["kinds"]),
        starts=plain["starts"],
        stops=plain["stops"],
        within=Within.parse(plain["within"]),
        cite=plain["cite"],
        figure=plain["figure"],
        says=_text(plain["says"]),
    )


def _built(plain: Mapping[str, Any]) -> dict[str, Any]:
    """Turn checked plain values into the parts of a Regime."""
    separation = _separation(plain["separation"])
    mode = plain["exemption_mode"]
    secrecy = plain["secrecy"]
    return {
        "id": plain["regime"],
        "title": _text(plain["title"]),
        "short": _text(plain["short"]),
        "number_prefix": plain["number_prefix"],
        "terms": {key: _text(text) for key, text in plain["terms"].items()},
        "roles": {key: _text(text) for key, text in plain["roles"].items()},
        "routes": {Kind(k): _route(k, route, mode, separation) for k, route in plain["routes"].items()},
        "secrecy": Secrecy(
            _text(secrecy["text"]), _lines(secrecy["aspects"]), secrecy["cite"], _text(secrecy["says"])
        ),
        "acts": {key: _line(key, act) for key, act in plain["acts"].items()},
        "exemptions": tuple(
            Exemption(e["key"], _text(e["text"]), e["cite"], _text(e["says"]), _text(e["evidence"]))
            for e in plain["exemptions"]
        ),
        "exemption_mode": mode,
        "exemption_modes": {key: _line(key, choice) for key, choice in plain["exemption_modes"].items()},
        "forbidden": _lines(plain["forbidden"]),
        "reasons": _lines(plain["reasons"]),
        "form": tuple(_form(entry) for entry in plain["form"]),
        "important_triggers": _lines(plain["important_triggers"]),
        "separation": separation,
        "clocks": tuple(_clock(entry) for entry in plain["clocks"]),
        "ladder": Ladder(tuple(plain["reminders"]["before"]), plain["reminders"]["overdue"]),
        "office_targets": {
            key: Target(Within.parse(target["within"]), target["cite"], _text(target["says"]))
            for key, target in plain["office_targets"].items()
        },
        "office_hours": Hours(plain["office_hours"]["start"], plain["office_hours"]["end"]),
        "merged": plain,
    }
