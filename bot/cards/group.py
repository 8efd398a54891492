"""A group that the app made itself: what it is for, and its end."""

from collections.abc import Mapping
from typing import Any

from bot.cards import parts
from bot.cards.model import Card
from bot.cards.registry import card
from bot.cards.width import cut
from locales import Say

Facts = Mapping[str, Any]


@card("group.opened")
def opened(facts: Facts, say: Say) -> Card:
    """The first line of a new group: whose it is, what for, until when."""
    title = say("group-opened-title")
    told = say(
        "group-opened-body",
        office=facts["office"],
        purpose=facts["purpose"],
        day=say.day(facts["closes_on"]),
    )
    return Card("group.opened", title, parts.summary(say, title, told), note=told)


@card("group.closed")
def closed(facts: Facts, say: Say) -> Card:
    """Its last day is over; its administrators hear that nothing is said there any more."""
    title = say("group-closed-title", title=facts["title"])
    told = say("group-closed-body", day=say.day(facts["closes_on"]))
    return Card("group.closed", cut(title), parts.summary(say, title, told), note=told, tone="done")
