"""依申请公开: by which channel it came, what can be entered now, and what an answer may come to."""

from collections.abc import Mapping
from typing import Any

from bot.cards import enquiry, parts
from bot.cards.model import Button, Card
from bot.cards.registry import card
from bot.cards.width import cut
from locales import Say

Facts = Mapping[str, Any]
GROUPS = ("3", "4", "5", "6")  # of outcomes; 1 and 2 are outcomes by themselves
LABEL = 32


@card("request.sort")
def sort(facts: Facts, say: Say) -> Card:
    """What is applied for: how did it come in?"""
    it = facts["enquiry"]
    is_open = it["state"] == "new"
    over = "enquiry-state-dropped" if it["state"] == "dropped" else "enquiry-sort-over"
    title, name = enquiry.titled(say, "request-sort" if is_open else over, facts)
    channels = [
        parts.button(say, "request.channel", label=say.pick(one["label"]), args={"channel": one["key"]})
        for one in facts["channels"]
    ]
    told = [
        say("request-channel", channel=say.pick(one["label"]), day=say.pick(one["by"]))
        for one in facts["channels"]
    ]
    note = parts.lines(say("request-sort-note"), *told) if is_open else ""
    return Card(
        "request.sort",
        title,
        parts.summary(say, name, say("request-sort-note") if is_open else ""),
        number=it["number"] or "",
        fields=enquiry.fields(say, it),
        body=it["body"] if is_open else "",
        note=note,
        buttons=(*parts.rows(channels), (parts.button(say, "enquiry.drop"),)) if is_open else (),
        tone="ask" if is_open else "done",
    )


def _event(say: Say, one: Facts) -> Button:
    what, kind = one["what"].replace("_", "-"), one.get("kind", "")
    sentence = f"request-do-{what}-{kind.replace('_', '-')}" if kind else f"request-do-{what}"
    args = {"what": one["what"], **({"kind": kind} if kind else {})}
    return parts.button(say, "request.event", label=say(sentence), args=args)


@card("request.menu")
def menu(facts: Facts, say: Say) -> Card:
    """What can be entered now; with today's date by a tap, with another in words."""
    it = facts["enquiry"]
    title, name = enquiry.titled(say, "request-menu", facts)
    dates = enquiry.due(say, facts)
    events = [_event(say, one) for one in facts["possible"]]
    note = say("request-menu-note", number=it["number"]) if events else say("request-menu-none")
    return Card(
        "request.menu",
        title,
        parts.summary(say, name, dates, note),
        number=it["number"],
        fields=(*enquiry.fields(say, it), *enquiry.dues(say, facts)),
        deadline=dates,
        body=enquiry.story(say, facts),
        note=note,
        buttons=parts.rows(events),
        tone="ask" if events else "info",
    )


@card("request.outcomes")
def outcomes(facts: Facts, say: Say) -> Card:
    """What the answer comes to, as the yearly report counts it."""
    it, group = facts["enquiry"], facts["group"]
    title, name = enquiry.titled(say, "request-outcomes", facts)
    if not facts["open"]:
        told = say("review-void")
        return Card(
            "request.outcomes",
            title,
            parts.summary(say, name, told),
            number=it["number"],
            note=told,
            tone="done",
        )
    rows = [
        parts.button(
            say,
            "enquiry.draft",
            label=cut(say("enquiry-outcome", code=one["code"], label=say.pick(one["label"])), LABEL),
            args={"outcome": one["code"]},
        )
        for one in facts["outcomes"]
    ]
    if not group:
        rows = [
            parts.button(say, "enquiry.draft", label=say(f"request-outcome-{code}"), args={"outcome": code})
            for code in ("1", "2")
        ]
        rows += [
            parts.button(say, "request.outcomes", label=say(f"request-outcome-{one}"), args={"group": one})
            for one in GROUPS
        ]
    note = say("request-outcomes-note", number=it["number"])
    return Card(
        "request.outcomes",
        title,
        parts.summary(say, name, note),
        number=it["number"],
        note=note,
        buttons=parts.rows(rows),
        tone="ask",
    )
