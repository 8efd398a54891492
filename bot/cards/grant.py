"""One administrator more: another one is asked, whoever asked waits."""

from collections.abc import Mapping
from typing import Any

from bot.cards import parts
from bot.cards.model import Card
from bot.cards.registry import card
from bot.cards.width import cut
from locales import Say

Facts = Mapping[str, Any]


@card("roster.grant_asked")
def asked(facts: Facts, say: Say) -> Card:
    """Another administrator agrees, or lets it lapse."""
    name, is_open, by = facts["name"], bool(facts["open"]), facts.get("granted_by")
    title = say("roster-grant-title" if is_open else "roster-grant-closed", name=name)
    if is_open:
        told = say("roster-grant-body", by=facts["by"], name=name, office=say.pick(facts["office"]))
    else:
        told = say("roster-granted", by=by) if by else say("roster-grant-lapsed")
    return Card(
        "roster.grant_asked",
        cut(title),
        parts.summary(say, title, told),
        note=told,
        buttons=((parts.button(say, "roster.grant", style="primary"),),) if is_open else (),
        tone="ask" if is_open else "done",
    )


@card("roster.grant_waiting")
def waiting(facts: Facts, say: Say) -> Card:
    """Whoever asked hears that another administrator decides."""
    told = say("roster-grant-waiting", name=facts["name"], hours=facts["hours"])
    return Card("roster.grant_waiting", "", told, note=told)
