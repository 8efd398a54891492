"""审批: the approvals of one morning in one card."""

from collections.abc import Mapping
from typing import Any

from bot.cards import parts
from bot.cards.model import Card, Field
from bot.cards.registry import card
from bot.cards.width import cut
from locales import Say

OPENED = 5  # buttons; the rest is read, and found by 待办
LABEL = 20  # columns of a name on a button


@card("review.gathered")
def gathered(facts: Mapping[str, Any], say: Say) -> Card:
    """What waits, in the order in which it came; each is opened by a button of its own, and the
    routine ones may be approved together.
    """
    rows, total = facts["rows"], facts["total"]
    title = say("review-gathered-title", count=total)
    told = [(_name(say, row), _until(say, row)) for row in rows]
    rest = total - min(len(rows), OPENED)
    return Card(
        "review.gathered",
        title,
        parts.summary(say, title, say("labelled", label=told[0][0], text=told[0][1])),
        fields=tuple(Field(name, until) for name, until in told),
        note=say("review-gathered-rest", count=rest) if rest else "",
        buttons=(
            *(
                (
                    parts.button(
                        say,
                        "item.open",
                        label=say("clock-reminder-go", name=row.get("number") or cut(row["title"], LABEL)),
                        subject=row["subject"],
                    ),
                )
                for row in rows[:OPENED]
            ),
            (parts.button(say, "batch.offer"),),
        ),
        tone="ask",
    )


def _name(say: Say, row: Mapping[str, Any]) -> str:
    named = parts.item_name(say, row)
    return say("item-numbered", title=named, number=row["number"]) if row.get("number") else named


def _until(say: Say, row: Mapping[str, Any]) -> str:
    """From which office it comes, and how long there is."""
    office = say.pick(row["office"])
    if row.get("days_left") is None:
        return office
    return say("lookup-row-due", row=office, left=say.left(row["days_left"]))
