"""检查链接, as the Office gets it."""

from collections.abc import Mapping
from typing import Any

from bot.cards import parts
from bot.cards.model import Button, Card
from bot.cards.registry import card
from locales import Say

Facts = Mapping[str, Any]


@card("inspecting.made")
def made(facts: Facts, say: Say) -> Card:
    """The link, how long it serves, and how it ends before."""
    title = say("inspecting-made-title", count=facts["count"])
    told = say("inspecting-made-note", until=say.moment(facts["until"]), days=facts["days"])
    return Card(
        "inspecting.made",
        title,
        parts.summary(say, title, told),
        body=facts["url"],
        note=told,
        buttons=((Button("", say("button-page-open"), url=facts["url"]),),),
        private=True,
    )


@card("inspecting.called_back")
def called_back(facts: Facts, say: Say) -> Card:
    """They open nothing any more."""
    told = say("inspecting-called-back", count=facts["count"])
    return Card("inspecting.called_back", told, told)
