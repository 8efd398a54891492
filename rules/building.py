"""From checked plain values to the parts of a regime."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from rules.checks import OTHERWISE
from rules.clocks import Clock, Ladders, Rung, Within
from rules.matter import PROOFREAD, Matter
from rules.model import Kind, Text
from rules.parts import (
    Check,
    Choice,
    Condition,
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
from rules.shapes import SHAPES, Terms, Times
from rules.units import read_length


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


def _cases(plain: Any) -> tuple[Condition, ...]:
    """A regime that was stored with one word means important items."""
    if plain == "important":
        plain = [{"importance": ["important"]}]
    return tuple(
        Condition(tuple((name, frozenset(values)) for name, values in case.items())) for case in plain or ()
    )


def _route(kind: str, plain: Mapping[str, Any], mode: str | None, separation: Separation) -> Route:
    exempt = plain["exempt"].get(mode)
    steps = tuple(
        Step(
            key=step["key"],
            role=step["role"],
            stage=step["stage"],
            scope=step["scope"],
            after=None if step.get("after") is None else tuple(step["after"]),
            when=_cases(step["when"]),
            unless=_cases(step.get("unless")),
            quorum=step["quorum"],
            share=step.get("share"),
            external=_text(step["external"]) if step.get("external") else None,
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


def _form(plain: Mapping[str, Any], kind: Kind | None = None) -> FormField:
    """A line of the common form, or one of a matter that is done like this kind. A stored regime may be older
    than a key.
    """
    required = [kind] if kind and plain["required"] else [] if kind else plain["required"]
    return FormField(
        name=plain["name"],
        text=_text(plain["text"]),
        kinds=_kinds([kind] if kind else plain["kinds"]),
        required=_kinds(required),
        required_when=_cases(plain.get("required_when")),
        unless=plain["unless"],
        only_with=plain["only_with"],
        free=plain["free"],
        choices=tuple(Choice(choice["key"], _text(choice["text"])) for choice in plain["choices"]),
        default=plain["default"],
        default_from=plain["default_from"],
        cite=plain["cite"],
        says=_text(plain["says"]),
        type=plain.get("type") or "",
        when=_cases(plain.get("when")),
        starts=plain.get("starts"),
        at=plain.get("at", "submitted"),
        range=plain.get("range"),
        most=plain.get("most"),
    )


def _proofread(plain: Mapping[str, Any]) -> FormField:
    """A proofreading that an office has defined: whoever hands in states that it was held."""
    line, kinds = _line(plain["key"], plain), frozenset({Kind.PUBLISH, Kind.MODIFY})
    return FormField(
        f"{PROOFREAD}{line.key}", line.text, kinds, kinds, (), None, None,
        free=False, choices=(), default=None, default_from=None,
        cite=line.cite, says=line.says, type="tick",
    )  # fmt: skip


def _unit_way(plain: Mapping[str, Any], mode: str | None, separation: Separation) -> UnitWay:
    line, kinds = _line(plain["key"], plain), [Kind(kind) for kind in plain["kinds"]]
    return UnitWay(
        line.key, line.text, line.cite, line.says,
        units=frozenset(plain["units"]),
        kinds=frozenset(kinds),
        routes=tuple(_route(kind, plain["route"], mode, separation) for kind in kinds),
    )  # fmt: skip


def _matter(plain: Mapping[str, Any], mode: str | None, separation: Separation) -> Matter:
    line, kind = _line(plain["key"], plain), Kind(plain["kind"])
    return Matter(
        line.key, line.text, line.cite, line.says,
        kind=kind,
        leaves=frozenset(plain["leaves"]),
        form=tuple(_form(entry, kind) for entry in plain["form"]),
        route=plain["route"] and _route(kind, plain["route"], mode, separation),
        page=plain["page"],
        ends=tuple(plain["ends"]),
    )  # fmt: skip


def a_clock(plain: Mapping[str, Any], receipt: str) -> Clock:
    """A stored regime may be older than a key: what is absent has its default."""
    shaped = [(SHAPES[key], plain[key]) for key in SHAPES if plain.get(key) is not None]
    return Clock(
        id=plain["id"],
        of=plain.get("of", "item"),
        kinds=_kinds(plain["kinds"]),
        classes=frozenset(plain.get("classes", ())),
        starts=_words(plain["starts"]),
        stops=plain["stops"],
        shape=shaped[0][0].parse(shaped[0][1]) if shaped else None,
        terms=Terms(
            pauses={kind: read_length(text) for kind, text in plain.get("pauses", {}).items()},
            restarts=plain.get("restarts", False),
            extends=plain.get("extends", 0),
            receipt=receipt,
        ),
        left_open=plain.get("open", False),
        soft=plain.get("soft", False),
        replaces=frozenset(plain.get("replaces", ())),
        remind=None if plain.get("remind") is None else tuple(plain["remind"]),
        cite=plain["cite"],
        figure=plain["figure"],
        says=_text(plain["says"]),
        statement=plain.get("statement", False),
    )


def _duty(plain: Mapping[str, Any]) -> Duty:
    times = plain["times"] and Times.parse(plain["times"])
    return Duty(
        plain["key"], _text(plain["text"]), plain["cite"], _text(plain["says"]),
        by=plain["by"], times=times, always=plain["always"], rest_days=plain.get("rest_days", True),
        lines=tuple(_check(line) for line in plain.get("lines", ())),
    )  # fmt: skip


def _check(plain: Mapping[str, Any]) -> Check:
    line = _line(plain["key"], plain)
    return Check(
        line.key, line.text, line.cite, line.says,
        each=plain["each"], evidence=plain["evidence"], must=plain["must"],
    )  # fmt: skip


def _level(plain: Mapping[str, Any]) -> Level:
    line = _line(plain["key"], plain)
    return Level(line.key, line.text, line.cite, line.says, by=plain["by"], raised=plain["raised"])


def _content(plain: Mapping[str, Any]) -> ContentRule:
    line = _line(plain["key"], plain)
    return ContentRule(line.key, line.text, line.cite, line.says, plain["severity"])


def _reposts(plain: Mapping[str, Any] | None) -> Reposts | None:
    if plain is None:
        return None
    return Reposts(tuple(plain["sources"]), tuple(plain["fields"]), plain["cite"], _text(plain["says"]))


def _words(plain: Any) -> tuple[str, ...]:
    """A regime that was stored with one word has a list of one."""
    return (plain,) if isinstance(plain, str) else tuple(plain or ())


def _clocks(plain: Mapping[str, Any]) -> tuple[Clock, ...]:
    """The lines that run, without those that another says with more right, or for the classes it leaves."""
    found = [a_clock(entry, plain.get("receipt", "strict")) for entry in plain["clocks"]]
    running = []
    for clock in found:
        over = [other.classes for other in found if clock.id in other.replaces]
        taken: frozenset[str] = frozenset().union(*over)
        if all(over) and not (clock.classes and clock.classes <= taken):
            running.append(replace(clock, not_for=taken))
    return tuple(running)


def _ladders(plain: Mapping[str, Any]) -> Ladders:
    """A regime that was stored with one list has one ladder for every length."""
    before = plain["before"] if isinstance(plain["before"], dict) else {OTHERWISE: plain["before"]}
    longer = [(Within.parse(name), tuple(days)) for name, days in before.items() if name != OTHERWISE]
    longer.sort(key=lambda one: (one[0].unit, one[0].n))
    upwards = tuple(Rung(one["role"], one["days"], one["slot"]) for one in plain.get("upwards", ()))
    return Ladders(tuple(before[OTHERWISE]), tuple(longer), plain["overdue"], upwards)


def built(plain: Mapping[str, Any]) -> dict[str, Any]:
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
        "withholding": _lines(plain.get("withholding", ())),
        "form": (
            *(_form(entry) for entry in plain["form"]),
            *(_proofread(entry) for entry in plain.get("proofreads", ())),
        ),
        "matters": tuple(
            _matter(entry, mode, separation)
            for entry in plain.get("matters", ())
            if entry["kind"] in plain["routes"]  # what the nation asks, where the regulation has a way for it
        ),
        "unit_ways": tuple(_unit_way(entry, mode, separation) for entry in plain.get("unit_ways", ())),
        "important_triggers": _lines(plain["important_triggers"]),
        "separation": separation,
        "clocks": _clocks(plain),
        "duties": tuple(_duty(entry) for entry in plain.get("duties", ())),
        "reply_levels": tuple(_level(entry) for entry in plain.get("reply_levels", ())),
        "content": tuple(_content(entry) for entry in plain.get("content", ())),
        "reposts": _reposts(plain.get("reposts")),
        "receipt": plain.get("receipt", "strict"),
        "ladders": _ladders(plain["reminders"]),
        "office_targets": {
            key: Target(Within.parse(target["within"]), target["cite"], _text(target["says"]))
            for key, target in plain["office_targets"].items()
        },
        "office_hours": _hours(plain["office_hours"]),
        "urgent": _urgent(plain.get("urgent")),
        "verbs": {
            key: Verb(verb["on"], verb["cite"], _text(verb["says"]))
            for key, verb in plain.get("verbs", {}).items()
        },
        "merged": plain,
    }


def _hours(plain: Mapping[str, Any]) -> Hours:
    """A stored regime may be older than the noon break."""
    noon = plain.get("noon")
    return Hours(plain["start"], plain["end"], (noon["from"], noon["to"]) if noon else (0, 0))


def _urgent(plain: Any) -> Urgent:
    """How 加急 goes; a regime that was stored before it was thought of takes no reason."""
    if plain is None:
        return Urgent(Text("加急", "Urgent"), reason=False)
    return Urgent(_text(plain["text"]), reason=plain["reason"])
