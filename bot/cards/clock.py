"""时限: one merged reminder for a person, one line per overdue item for a group."""

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


@card("clock.reminder")
def reminder(facts: Facts, say: Say) -> Card:
    """What is due for one person, the most urgent first, in one message."""
    told = sorted(facts["lines"], key=_urgency)
    over = sum(_urgency(line) < (0, 0) for line in told)
    watching = all(line.get("up") for line in told)
    if watching:
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
        buttons=tuple(
            (
                parts.button(
                    say,
                    "item.open",
                    label=say(
                        "clock-reminder-see" if line.get("up") else "clock-reminder-go",
                        name=line.get("number") or cut(line["title"], LABEL),
                    ),
                    subject=line["subject"],
                ),
            )
            for line in told[:OPENED]
        ),
        tone="alert" if over else "ask",
    )


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
