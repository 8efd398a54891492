"""时限: one merged reminder for a person, one line per overdue item for a group."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.cards import parts
from bot.cards.model import Button, Card, Field
from bot.cards.registry import card
from bot.cards.width import cut
from locales import Say

Facts = Mapping[str, Any]
OPENED = 5  # buttons; further lines are read and found by number
LABEL = 20  # columns of a name on a button


@card("clock.reminder")
def reminder(facts: Facts, say: Say) -> Card:
    """What is due for one person, the most urgent first, in one message."""
    told = sorted(facts["lines"], key=_urgency)
    over = sum(_urgency(line) < (0, 0) for line in told)
    watching = all(line.get("up") for line in told)
    if facts.get("trial"):
        title = say("clock-reminder-trial", count=len(told))
    elif watching:
        title = say("clock-reminder-up", count=len(told))
    elif over:
        title = say("clock-reminder-overdue", count=len(told), over=over)
    elif len(told) == 1:
        title = cut(say("clock-reminder-one", title=told[0].get("title") or say("untitled")))
    else:
        title = say("clock-reminder-title", count=len(told))
    left = parts.left_of(say, told[0])
    first = say("clock-reminder-summary", name=_name(say, told[0]), left=left) if len(told) > 1 else left
    return Card(
        "clock.reminder",
        title,
        parts.summary(say, title, first),
        fields=tuple(Field(_name(say, line), parts.due_says(say, line)) for line in told),
        note=_aside_note(facts, say),
        buttons=(*((_goes(say, line),) for line in told[:OPENED]), *_asides(say, told)),
        tone="alert" if over else "ask",
    )


def _aside_note(facts: Facts, say: Say) -> str:
    trial = say("clock-reminder-trial-note") if facts.get("trial") else ""
    year = str(facts["year"]) if facts.get("year") else ""
    return parts.lines(
        trial, *((say("calendar-missing-body", year=year), say("calendar-how")) if year else ())
    )


def _goes(say: Say, line: Facts) -> Button:
    name = line.get("number") or cut(line["title"], LABEL)
    label = say("clock-reminder-see" if line.get("up") else "clock-reminder-go", name=name)
    return parts.button(say, "item.open", label=label, subject=line["subject"])


def _asides(say: Say, told: Sequence[Facts]) -> tuple[tuple[Button, ...], ...]:
    """Why just that day; and for what one holds oneself: not before tomorrow morning."""
    why = parts.button(say, "clock.why", args=_clocks(told))
    own = [line for line in told if not line.get("up")]
    return parts.rows([why, *([parts.button(say, "clock.snooze", args=_clocks(own))] if own else [])])


def _clocks(told: Sequence[Facts]) -> dict[str, str]:
    return {"clocks": ",".join(str(line["clock"]) for line in told)}


@card("clock.not_set")
def not_set(facts: Facts, say: Say) -> Card:
    """Which time limits have no figure, and where the office sets them."""
    told = facts["lines"]
    title = say("clock-not-set-title", count=len(told))
    fields = []
    for line in told:
        ground = say("clock-not-set-line", cite=parts.cite(say, line["cite"]), figure=line["figure"])
        fields.append(Field(line["rule"], parts.lines(say.pick(line["says"]), ground)))
    return Card(
        "clock.not_set",
        title,
        parts.summary(say, title, told[0]["rule"]),
        fields=tuple(fields),
        body=say("clock-not-set-where", rule=told[0]["rule"]),
        note=say("clock-not-set-note"),
        tone="ask",
    )


@card("clock.why")
def why(facts: Facts, say: Say) -> Card:
    """Rule, article and arithmetic of each date."""
    told = facts["lines"]
    first = told[0]
    title = cut(say("clock-why-title", name=first.get("number") or first.get("title") or say("untitled")))
    shown = []
    for line in told:
        head = say("clock-why-head", name=_name(say, line), due=parts.due_says(say, line))
        shown.append(parts.lines(head, *(parts.dated(say, say.pick(step)) for step in line["steps"])))
    more = say("clock-why-more") if facts.get("more") else ""
    return Card(
        "clock.why",
        title,
        parts.summary(say, title, parts.due_by(say, first)),
        body=parts.paragraphs(*shown),
        note=more,
    )


@card("clock.list")
def listing(facts: Facts, say: Say) -> Card:
    """My dates, the nearest first."""
    told, week = facts["lines"], facts["week"]
    if not told:
        title = say("clock-list-none-week" if week else "clock-list-none")
        return Card("clock.list", title, parts.summary(say, title, say("clock-list-none-told")))
    title = say("clock-list-week" if week else "clock-list-title", count=facts["total"])
    rest = facts["total"] - len(told)
    return Card(
        "clock.list",
        title,
        parts.summary(
            say, title, say("clock-list-first", name=_name(say, told[0]), left=_left(say, told[0]))
        ),
        fields=tuple(Field(_name(say, line), parts.due_by(say, line)) for line in told),
        note=say("clock-list-rest", count=rest) if rest else "",
        buttons=tuple((_goes(say, line),) for line in _once(told)[:OPENED]),
    )


def _once(told: Sequence[Facts]) -> list[Facts]:
    """One line of each subject, however many dates it has."""
    return list({line["subject"]: line for line in reversed(told)}.values())[::-1]


def _left(say: Say, line: Facts) -> str:
    return say("due-held") if line["days_left"] is None else parts.left_of(say, line)


@card("clock.board")
def board(facts: Facts, say: Say) -> Card:
    """What is overdue, by office, with its articles."""
    rooms = facts["offices"]
    count = sum(len(room["lines"]) for room in rooms)
    if not count:
        title = say("clock-board-none")
        return Card("clock.board", title, parts.summary(say, title, say("clock-board-none-told")))
    title = say("clock-board-title", count=count)
    fields = []
    for room in rooms:
        lines = [
            say("clock-board-line", name=_plain_name(say, line), due=parts.due_by(say, line))
            for line in room["lines"]
        ]
        fields.append(Field(say.pick(room["office"]), parts.lines(*lines)))
    offices = say.listed(room["office"] for room in rooms)
    return Card("clock.board", title, parts.summary(say, title, offices), fields=tuple(fields), tone="alert")


@card("clock.snoozed")
def snoozed(facts: Facts, say: Say) -> Card:
    """When it comes again."""
    title = say("clock-snoozed", day=say.day(facts["day"]), count=facts["count"])
    return Card("clock.snoozed", title, title)


def _urgency(line: Facts) -> tuple[int, int]:
    """Working days left, then days; over is below (0, 0)."""
    return line["days_left"] or 0, min(line.get("rest_days_left", 0), 0)


def _name(say: Say, line: Facts) -> str:
    named = _plain_name(say, line)
    return say("by-office", name=named, office=say.pick(line["office"])) if line.get("up") else named


def _plain_name(say: Say, line: Facts) -> str:
    title, number = parts.urgently(say, line, line.get("title") or say("untitled")), line.get("number")
    return say("item-numbered", title=title, number=number) if number else title


@card("clock.overdue")
def overdue(facts: Facts, say: Say) -> Card:
    """What a group hears: numbers, units and dates; no titles, nobody's name."""
    told = facts["lines"]
    title = say("clock-overdue-title", count=len(told))
    fields = []
    for line in told:
        number, office = line.get("number") or say("unnumbered"), say.pick(line["office"])
        name = say("by-office", name=number, office=office)
        fields.append(Field(name, parts.due_by(say, {**line, "days_left": -abs(line["days_over"])})))
    first = say(
        "clock-overdue-summary",
        number=told[0].get("number") or say("unnumbered"),
        office=say.pick(told[0]["office"]),
        left=say.left(-abs(told[0]["days_over"])),
    )
    return Card("clock.overdue", title, parts.summary(say, title, first), fields=tuple(fields), tone="alert")
