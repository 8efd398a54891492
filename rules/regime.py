"""A regime: one regulation as data, merged from base, regulation and the office's own choices.

``load`` reads and checks the files; ``canonical`` gives the merged whole as one JSON text, by whose
digest items and clocks remember the rules they run under; ``restore`` reads that text back.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Self

from rules import checks, lines
from rules.building import a_clock, built
from rules.clocks import Clock, Ladders
from rules.crosscheck import crosscheck
from rules.lines import Node, Unreadable
from rules.matter import Matter
from rules.model import Kind, Text
from rules.parts import (
    Choice,
    ContentRule,
    Duty,
    Exempt,
    Exemption,
    FormField,
    Hours,
    Level,
    Line,
    Reposts,
    Route,
    Secrecy,
    Separation,
    Step,
    Target,
    UnitWay,
    Urgent,
    Verb,
)
from rules.problems import Problem, RegimeError, unknown_name

BUILT_IN = Path(__file__).parent / "regimes"
SHARED = ("base", "national")  # what every regime is laid over


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
    withholding: tuple[Line, ...]  # grounds on which an item is not published
    form: tuple[FormField, ...]
    matters: tuple[Matter, ...]
    unit_ways: tuple[UnitWay, ...]
    important_triggers: tuple[Line, ...]
    separation: Separation
    clocks: tuple[Clock, ...]
    duties: tuple[Duty, ...]
    reply_levels: tuple[Level, ...]
    content: tuple[ContentRule, ...]
    reposts: Reposts | None
    receipt: str  # how a start on a rest day counts
    ladders: Ladders
    office_targets: Mapping[str, Target]
    office_hours: Hours
    urgent: Urgent
    verbs: Mapping[str, Verb]
    merged: Mapping[str, Any] = field(repr=False, compare=False)
    _lines: dict[tuple[Kind, str], tuple[FormField, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

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
        return cls(**built(json.loads(text)))

    def with_merged(self, merged: Mapping[str, Any]) -> Self:
        """Return the regime that other merged settings make, from its canonical form as always."""
        return type(self).restore(
            json.dumps(merged, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        )

    def clock(self, id_: str) -> Clock:
        """Return the clock of that id; raises KeyError with the nearest ids as a Text."""
        return _named({clock.id: clock for clock in self.clocks}, id_)

    def matter(self, key: str) -> Matter | None:
        """Return the special matter of that key; None for a plain item ("") and for an unknown one."""
        return next((matter for matter in self.matters if matter.key == key), None)

    def way(self, kind: Kind, matter: str = "", *, unit: str = "") -> Route:
        """Return the way of an item of this kind, or of this special matter; a unit (by its key) may have a
        way of its own.
        """
        found = self.matter(matter)
        if found is not None and found.route is not None:
            return found.route
        own = next((way for way in self.unit_ways if unit in way.units and kind in way.kinds), None)
        return self.routes[kind] if own is None else own.route(kind)

    def ways(self, kind: Kind) -> Iterator[Route]:
        """Yield every way that an item of this kind may go: of special matters and of units, too."""
        yield self.routes[kind]
        yield from (one.route(kind) for one in self.unit_ways if kind in one.kinds)
        yield from (one.route for one in self.matters if one.kind is kind and one.route is not None)

    def lines(self, kind: Kind, matter: str = "") -> tuple[FormField, ...]:
        """Return the form of an item of this kind, or of this special matter, in the order of asking."""
        key = (kind, matter)
        if (known := self._lines.get(key)) is None:
            found = self.matter(matter)
            common = tuple(line for line in self.form if kind in line.kinds)
            known = self._lines[key] = common if found is None else found.lines(common)
        return known

    def field(self, name: str, *, matter: str = "") -> FormField:
        """Return the form's field of that name, as this special matter has it; raises KeyError."""
        own = self.matter(matter)
        return {line.name: line for line in (*self.form, *(own.form if own else ()))}[name]

    def allows(self, verb: str) -> bool:
        """Tell whether people may do this here; a regime stored before it was thought of allows it."""
        found = self.verbs.get(verb)
        return found is None or found.on

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
    return sorted(path.stem for path in BUILT_IN.glob("*.yaml") if path.stem not in SHARED)


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
        merged = checks.REGIME.merge(_built_in("base"), _built_in("national"))
        merged = checks.REGIME.merge(merged, _regime(name_or_path))
        for overlay in overlays:
            if isinstance(overlay, Mapping):
                over = lines.given(overlay, name="overlay")
            else:
                over = lines.read(Path(overlay))
            checks.only_office_choices(over, merged, problems)
            merged = checks.REGIME.merge(merged, over)
    except Unreadable as error:
        raise RegimeError([error.problem], lang) from None
    plain = checks.REGIME.check(merged, "", problems)
    if not problems:
        crosscheck(plain, merged, problems)
    if problems:
        raise RegimeError(problems, lang)
    return Regime(**built(plain))


def find_clock(id_: str) -> Clock:
    """Return a clock by its id: of the national rules, or of a regime that comes with the house.

    Raises KeyError with the nearest ids as a Text.
    """
    return _named(_clocks_by_id(), id_)


def _named(clocks: Mapping[str, Clock], id_: str) -> Clock:
    if id_ in clocks:
        return clocks[id_]
    raise KeyError(unknown_name(Text("时限", "clock"), id_, clocks))


@cache
def national() -> tuple[Clock, ...]:
    """The clocks of the national rules, each as it stands before a regime says it with more right."""
    ids = _national_ids()
    return tuple(clock for id_, clock in _clocks_by_id().items() if id_ in ids)


@cache
def _national_ids() -> frozenset[str]:
    return frozenset(id_ for id_, _ in checks.clocks_of(_built_in("national")))


@cache
def _clocks_by_id() -> dict[str, Clock]:
    found: dict[str, Clock] = {}
    for name in names():
        plain = load(name).merged
        for entry in plain["clocks"]:  # a regime's choice of receipts is not the nation's
            receipt = "strict" if entry["id"] in _national_ids() else plain["receipt"]
            found.setdefault(entry["id"], a_clock(entry, receipt))
    return found


@cache
def _built_in(name: str) -> Node:
    return lines.read(BUILT_IN / f"{name}.yaml", name=f"{name}.yaml")


def _regime(name_or_path: str | Path) -> Node:
    if str(name_or_path) in names():
        return _built_in(str(name_or_path))
    path = Path(name_or_path)
    if path.suffix in {".yaml", ".yml"} or path.exists():
        return lines.read(path)
    what = Text("办法", "regime")
    raise Unreadable(str(name_or_path), 1, unknown_name(what, str(name_or_path), names()))


__all__ = [
    "BUILT_IN",
    "Choice",
    "Exempt",
    "Exemption",
    "FormField",
    "Hours",
    "Line",
    "Matter",
    "Regime",
    "RegimeError",
    "Route",
    "Secrecy",
    "Separation",
    "Step",
    "Target",
    "Urgent",
    "load",
    "names",
]
