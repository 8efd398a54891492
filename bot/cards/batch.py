"""批量同意: what may be approved together, and what was."""

from collections.abc import Mapping
from typing import Any

from bot.cards import parts
from bot.cards.answers import answered
from bot.cards.model import Ballot, Card, Field
from bot.cards.registry import card
from bot.cards.width import cut
from locales import Say

Facts = Mapping[str, Any]
LABEL = 24  # columns of a row's button


@card("batch.offer")
def offer(facts: Facts, say: Say) -> Card:
    """Routine items, each to be opened by itself, and one button for all; elsewhere a list to tick."""
    rows = facts["rows"]
    title = say("batch-offer-title", count=len(rows))
    told = [(_name(say, row), _until(say, row)) for row in rows]
    offered = {row["seat"]: row["hash"] for row in rows}
    picks = [
        parts.button(
            say,
            "batch.pick",
            label=cut(f"{row['number']} {row['title']}", LABEL),
            args={"line": row["seat"]},
        )
        for row in rows
    ]
    every = parts.button(
        say,
        "batch.approve",
        style="primary",
        label=say("batch-approve-all", count=len(rows)),
        args=offered,
    )
    others = say("batch-others", count=facts["others"]) if facts["others"] else ""
    return Card(
        "batch.offer",
        title,
        parts.summary(say, title, say("labelled", label=told[0][0], text=told[0][1])),
        fields=tuple(Field(name, until) for name, until in told),
        citation=say("batch-sign"),
        note=parts.lines(say("batch-note"), others),
        buttons=((every,), *parts.rows(picks)),
        ballot=Ballot(
            "batch.pick",
            parts.button(say, "batch.approve", args=offered),
            say("batch-tick"),
        ),
        tone="ask",
    )


def _name(say: Say, row: Facts) -> str:
    return say("item-numbered", title=parts.item_name(say, row), number=row["number"])


def _until(say: Say, row: Facts) -> str:
    office = say.pick(row["office"])
    due = (
        say("lookup-row-due", row=office, left=say.left(row["days_left"]))
        if row["days_left"] is not None
        else office
    )
    return say("lookup-row-coded", row=due, code=row["code"])


@card("batch.recorded")
def recorded(facts: Facts, say: Say) -> Card:
    """How many were approved; each can be undone by itself."""
    text = say(
        "batch-recorded", count=facts["n"], numbers=say.listed(facts["numbers"]), minutes=facts["minutes"]
    )
    if facts["left"]:
        text += say("batch-recorded-left", count=facts["left"])
    return answered("batch.recorded", text)
