"""栏目: the board of a site's columns, and one of them."""

from collections.abc import Mapping
from typing import Any

from bot.cards import parts
from bot.cards.model import Button, Card, Field
from bot.cards.registry import card
from bot.cards.width import cut
from locales import Say

Facts = Mapping[str, Any]
OPENED = 5  # buttons; further columns are opened by name
LABEL = 20  # columns of a name on a button


@card("column.board")
def board(facts: Facts, say: Say) -> Card:
    """Which columns need an update, by office; no persons, no ranking."""
    counts = facts["counts"]
    lines = [line for room in facts["offices"] for line in room["lines"]]
    title = say("column-board", red=counts["red"], yellow=counts["yellow"])
    if not lines:
        title = say("column-board-calm", count=counts["green"])
    fields = [
        Field(say.pick(room["office"]), parts.lines(*(_line(say, line) for line in room["lines"])))
        for room in facts["offices"]
    ]
    if facts["blank"]:
        fields.append(Field(say("label-column-blank"), say.listed(facts["blank"])))
    grey = say("column-board-grey", count=counts["grey"]) if counts["grey"] else ""
    rest = say("column-board-more", count=facts["more"]) if facts["more"] else ""
    return Card(
        "column.board",
        title,
        parts.summary(say, title, _line(say, lines[0]) if lines else grey),
        fields=tuple(fields),
        body=parts.lines(*(_veto(say, one) for one in facts["vetoes"])),
        note=parts.lines(rest, grey, say("column-board-note")),
        buttons=tuple((_opens(say, line),) for line in lines[:OPENED]),
        tone="alert" if counts["red"] else "info",
    )


def _line(say: Say, line: Facts) -> str:
    shade = say(f"column-shade-{line['shade']}")
    if not line["deadline"]:
        return say("column-line-plain", shade=shade, name=line["name"])
    return say("column-line", shade=shade, name=line["name"], due=parts.due_by(say, line["deadline"]))


def _opens(say: Say, line: Facts) -> Button:
    label = say("lookup-open", name=cut(line["name"], LABEL))
    return parts.button(say, "item.open", label=label, subject=line["subject"])


def _veto(say: Say, one: Facts) -> str:
    return say(
        "column-veto",
        what=say.pick(one["text"]),
        count=one["count"],
        limit=one["limit"],
        cite=parts.cite(say, one["cite"]),
    )


@card("column.whole")
def whole(facts: Facts, say: Say) -> Card:
    """One column: what it owes, until when, when it was kept up."""
    name = say.pick(facts["name"])
    shade = say(f"column-shade-{facts['shade']}")
    title = cut(say("column-whole", name=name, shade=shade))
    updated = facts["updated_on"]
    last = say("column-never")
    if updated:
        last = say("column-updated", day=say.day(updated), how=say(f"column-how-{facts['how']}"))
    shown = (
        ("label-column-path", " / ".join((*facts["path"], name)) if facts["path"] else ""),
        ("label-column-office", say.pick(facts["office"])),
        ("label-column-keepers", say.listed(facts["keepers"])),
        ("label-column-every", say.listed(facts["every"])),
        ("label-column-last", last),
        ("label-column-required", say.listed(facts["required"])),
        ("label-column-catalogue", facts["catalogue"]),
        ("label-column-url", facts["url"]),
    )
    dates = parts.deadlines(say, facts["deadlines"])
    return Card(
        "column.whole",
        title,
        parts.summary(say, title, last),
        fields=tuple(Field(say(label), text) for label, text in shown if text),
        deadline=dates,
        body=parts.paragraphs(facts["contents"], _history(say, facts)),
        risk=say("column-is-blank") if facts["blank"] else "",
        note=say("column-whole-note", name=name) if facts["may"]["update"] else "",
        buttons=parts.rows(_buttons(say, facts)),
        tone="alert" if facts["shade"] == "red" else "info",
    )


def _history(say: Say, facts: Facts) -> str:
    told = []
    for one in facts["history"]:
        how = say(f"column-how-{one['how']}")
        text = say(f"column-event-{one['event']}", day=say.day(one["on"]), how=how, who=one["who"] or how)
        told.append(say("labelled", label=text, text=one["note"]) if one["note"] else text)
    return parts.lines(say("column-history"), *told) if told else ""


def _buttons(say: Say, facts: Facts) -> list[Button]:
    may = facts["may"]
    said = [("updated", may["update"]), ("checked", may["check"]), ("replaced", may["replace"])]
    found = [
        parts.button(say, "column.say", label=say(f"column-say-{event}"), args={"event": event})
        for event, allowed in said
        if allowed
    ]
    found += [parts.button(say, "column.state")] if may["state"] else []
    if facts["clocks"]:
        clocks = ",".join(str(one) for one in facts["clocks"])
        found.append(parts.button(say, "clock.why", args={"clocks": clocks}))
    return found


@card("column.recorded")
def recorded(facts: Facts, say: Say) -> Card:
    """What was noted of which column."""
    text = say(f"column-recorded-{facts['what']}", name=facts["name"], day=say.day(facts["on"]))
    return Card("column.recorded", "", text, note=text, tone="done")


@card("column.ask")
def ask(facts: Facts, say: Say) -> Card:
    """Why can nothing be published this time?"""
    title = cut(say("column-ask", name=facts["name"]))
    note = say("column-ask-note")
    return Card("column.ask", title, parts.summary(say, title, note), note=note, tone="ask", wants_reply=True)
