"""机器检查: what the machine read, line by line; for the office what matches no approval."""

from collections.abc import Mapping
from typing import Any

from bot.cards import parts
from bot.cards.model import Card, Field
from bot.cards.registry import card
from locales import Say

Facts = Mapping[str, Any]
WHYS = ("route", "firewall", "robots", "blank")


@card("inspection.board")
def board(facts: Facts, say: Say) -> Card:
    """Each line with its outcome; what could not be checked is never called a fault."""
    faults = sum(line["outcome"] == "fault" for line in facts["lines"])
    title = say(
        "inspection-board-faults" if faults else "inspection-board", count=faults, day=say.day(facts["on"])
    )
    fields = [
        Field(
            say(f"inspection-line-{line['key']}"),
            parts.lines(
                say(f"inspection-outcome-{line['outcome'].replace('_', '-')}"),
                *(_evidence(say, line["key"], one) for one in line["evidence"]),
            ),
        )
        for line in facts["lines"]
    ]
    odd = [say(f"inspection-odd-{key}", count=facts[key]) for key in ("unapproved", "changed") if facts[key]]
    return Card(
        "inspection.board",
        title,
        parts.summary(say, title, say("inspection-pages", count=facts["pages"])),
        fields=tuple(fields),
        body=parts.lines(*odd),
        note=parts.lines(say("inspection-pages", count=facts["pages"]), say("inspection-note")),
        tone="alert" if faults else "info",
    )


def _evidence(say: Say, key: str, one: Facts) -> str:
    why = one["why"]
    told = say(f"inspection-why-{why}") if why in WHYS else why
    if key == "certificate" and why:
        told = say("inspection-why-days", days=int(why))
    elif key == "updates" and why != "blank":
        told = say("inspection-why-since", day=say.day(why)) if why else say("column-never")
    return " ".join(part for part in (one["name"], one["url"], told) if part)


@card("inspection.told")
def told(facts: Facts, say: Say) -> Card:
    """Pages that no item accounts for, and confirmed ones that have changed."""
    unapproved, changed = facts["unapproved"], facts["changed"]
    title = say("inspection-told", unapproved=len(unapproved), changed=len(changed))
    fields = [
        Field(say("inspection-unapproved"), parts.lines(one["title"], one["url"])) for one in unapproved
    ] + [
        Field(say("inspection-changed", number=one["number"]), parts.lines(one["title"], one["url"]))
        for one in changed
    ]
    return Card(
        "inspection.told",
        title,
        parts.summary(say, title, say("inspection-told-note")),
        fields=tuple(fields),
        note=say("inspection-told-note"),
    )


@card("inspection.begun")
def begun(facts: Facts, say: Say) -> Card:
    """The machine reads now."""
    text = say("inspection-begun", pages=facts["pages"])
    return Card("inspection.begun", "", text, note=text, tone="done")
