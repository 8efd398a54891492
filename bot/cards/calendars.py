"""日历: what a notice would change, what it has moved, and that one is missing."""

from collections.abc import Mapping
from typing import Any

from bot.cards import parts
from bot.cards.model import Card, Field
from bot.cards.registry import card
from bot.cards.width import cut
from locales import Say

Facts = Mapping[str, Any]
OPENED = 5  # buttons; further lines are read and found by number
LABEL = 20  # columns of a name on a button


def days_of(say: Say, run: Facts) -> str:
    """Return days in a row, what they become, and their name."""
    first, last = say.day(run["from"]), say.day(run["to"])
    days = first if first == last else say("calendar-range", first=first, last=last)
    sentence = "calendar-to-work" if run["work"] else "calendar-to-rest"
    return say(sentence, days=days, name=run["name"] or say("calendar-weekday"))


def moves_of(say: Say, facts: Facts) -> list[str]:
    """Return how many promises would go where, most first, and how many more."""
    lines = [say("calendar-clocks", moves=facts["moves"], clocks=facts["clocks"])]
    lines += [
        say("calendar-group", old=_on(say, group["old"]), new=_on(say, group["new"]), n=group["n"])
        for group in facts["groups"]
    ]
    if facts["more"]:
        lines.append(say("calendar-more", n=facts["more"]))
    if facts["settled"]:
        lines.append(say("calendar-settled", n=facts["settled"]))
    return lines


def _on(say: Say, day: str | None) -> str:
    return say("due-held") if day is None else say.day(day)


@card("calendar.tried")
def tried(facts: Facts, say: Say) -> Card:
    """The dry run: days that change, promises that move, and whether to go on."""
    year, state = facts["year"], facts["state"]
    title = say("calendar-tried-title" if state == "open" else f"calendar-tried-{state}", year=str(year))
    days = [days_of(say, run) for run in facts["days"]] or [say("calendar-no-days")]
    moves = moves_of(say, facts)
    args = {"hash": facts["hash"]}
    return Card(
        "calendar.tried",
        title,
        parts.summary(say, title, moves[0]),
        fields=(Field(say("calendar-source"), facts["source"]),),
        body=parts.paragraphs("\n".join(days), "\n".join(moves)),
        note=say("calendar-tried-note") if state == "open" else "",
        buttons=(
            (
                parts.button(say, "calendar.apply", style="primary", args=args),
                parts.button(say, "calendar.drop", args=args),
            ),
        )
        if state == "open"
        else (),
        tone="ask" if state == "open" else "done",
    )


@card("calendar.unread")
def unread(facts: Facts, say: Say) -> Card:
    """Why the words cannot be entered, line by line."""
    title = say("calendar-unread-title", n=facts["n"])
    lines = [_problem(say, one) for one in facts["problems"]]
    if facts["n"] > len(lines):
        lines.append(say("calendar-more", n=facts["n"] - len(lines)))
    return Card(
        "calendar.unread",
        title,
        parts.summary(say, title, lines[0]),
        body="\n".join(lines),
        note=say("calendar-unread-note"),
        tone="alert",
    )


def _problem(say: Say, one: Facts) -> str:
    text = say.pick(one["allowed"])
    if one["key"]:
        text = say("labelled", label=one["key"], text=text)
    line = say("calendar-problem", line=one["line"], text=text)
    return say("calendar-problem-found", problem=line, found=one["found"]) if one["found"] else line


@card("calendar.entered")
def entered(facts: Facts, say: Say) -> Card:
    """It holds; one sentence."""
    told = say("calendar-entered", year=str(facts["year"]), id=facts["id"])
    return Card("calendar.entered", "", told, note=told, tone="done")


@card("calendar.shown")
def shown(facts: Facts, say: Say) -> Card:
    """What is known here, and how the rest is entered."""
    title = say("calendar-shown-title")
    known = say.listed(say("calendar-year", year=str(year)) for year in facts["years"])
    missing = say.listed(say("calendar-year", year=str(year)) for year in facts["missing"])
    told = parts.lines(
        say("calendar-known", years=known) if known else "",
        say("calendar-not-known", years=missing) if missing else "",
        say("calendar-provisional", n=facts["provisional"]) if facts["provisional"] else "",
    )
    entries = (
        Field(say("calendar-entry", id=one["id"]), say("by-at", name=one["source"], at=say.moment(one["at"])))
        for one in facts["entries"]
    )
    return Card(
        "calendar.shown",
        title,
        parts.summary(say, title, told),
        fields=tuple(entries),
        body=told,
        note=say("calendar-how"),
    )


@card("calendar.missing")
def missing(facts: Facts, say: Say) -> Card:
    """Next year's notice has not been entered."""
    title = say("calendar-missing-title", year=str(facts["year"]))
    told = say("calendar-missing-body", year=str(facts["year"]))
    if facts["provisional"]:
        told = parts.lines(told, say("calendar-provisional", n=facts["provisional"]))
    return Card(
        "calendar.missing",
        title,
        parts.summary(say, title, told),
        body=told,
        note=say("calendar-how"),
        tone="ask",
    )


@card("calendar.moved")
def moved(facts: Facts, say: Say) -> Card:
    """What moved for one person, old day and new, in one message."""
    lines, more = facts["lines"], facts["more"]
    title = say("calendar-moved-title", n=len(lines) + more)
    reason = _reason(say, facts)
    return Card(
        "calendar.moved",
        title,
        parts.summary(say, title, reason),
        fields=tuple(Field(_name(say, line), _moved(say, line)) for line in lines),
        body=parts.lines(reason, say("calendar-more", n=more) if more else ""),
        buttons=tuple(
            (
                parts.button(
                    say,
                    "item.open",
                    label=say("clock-reminder-see", name=line.get("number") or cut(line["title"], LABEL)),
                    subject=line["subject"],
                ),
            )
            for line in lines[:OPENED]
            if line["subject"].startswith("item:")
        ),
        tone="info",
    )


def _reason(say: Say, facts: Facts) -> str:
    if facts["ended"]:
        return say("calendar-moved-ended", source=facts["source"])
    if facts["year"]:
        return say("calendar-moved-year", year=str(facts["year"]), source=facts["source"])
    return say("calendar-moved-days", source=facts["source"])


def _name(say: Say, line: Facts) -> str:
    title = parts.urgently(say, line, line.get("title") or say("untitled"))
    return say("item-numbered", title=title, number=line["number"]) if line.get("number") else title


def _moved(say: Say, line: Facts) -> str:
    return say("calendar-moved-line", old=_on(say, line["old"]), due=parts.due_says(say, line))
