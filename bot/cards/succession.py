"""A post that ends: what its holder, whoever asked for it, the next liaison and the keepers are told."""

from collections.abc import Mapping
from typing import Any

from bot.cards import parts, roster
from bot.cards.model import Card, Field
from bot.cards.registry import card
from bot.cards.width import cut
from locales import Say

Facts = Mapping[str, Any]


def _when(say: Say, facts: Facts) -> str:
    last = facts.get("last_on")
    return say("roster-ended-last", day=say.day(last)) if last else say("roster-ended-now")


@card("roster.ended")
def ended(facts: Facts, say: Say) -> Card:
    """The person hears that a post of theirs is over, or will be."""
    title = say("roster-ended-title", post=roster.post(say, facts))
    told = parts.lines(_when(say, facts), say("roster-ended-note"))
    return Card("roster.ended", cut(title), parts.summary(say, title, _when(say, facts)), note=told)


@card("roster.post_ended")
def post_ended(facts: Facts, say: Say) -> Card:
    """Whoever ended the post sees what moved, and what nobody has now."""
    title = say("roster-post-ended-title", name=facts["name"])
    told = say("roster-post-ended-body", post=roster.post(say, facts), when=_when(say, facts))
    moved = [
        say(f"roster-post-ended-{what}", numbers=say.listed(facts[what]))
        for what in ("seats", "items")
        if facts.get(what)
    ]
    left = facts.get("left") or ()
    return Card(
        "roster.post_ended",
        cut(title),
        parts.summary(say, title, told),
        body="\n".join(moved),
        risk=say("roster-post-ended-left", numbers=say.listed(left)) if left else "",
        note=told,
        tone="alert" if left else "info",
    )


def _items(say: Say, facts: Facts) -> tuple[Field, ...]:
    return tuple(
        Field(
            parts.numbered(say, item),
            parts.item_name(say, item)
            if not item.get("number")
            else say("labelled", label=say(f"state-{item['state']}"), text=parts.item_name(say, item)),
        )
        for item in facts["items"]
    )


def _list(kind: str, title: str, told: str, facts: Facts, say: Say) -> Card:
    more = facts["n"] - len(facts["items"])
    return Card(
        kind,
        cut(title),
        parts.summary(say, title, told),
        fields=_items(say, facts),
        note=parts.lines(say("roster-and-more", n=more) if more > 0 else "", told),
        tone="alert",
    )


@card("roster.handed_on")
def handed_on(facts: Facts, say: Say) -> Card:
    """A liaison takes over what somebody else had handed in."""
    title = say("roster-handed-on-title", n=facts["n"])
    return _list("roster.handed_on", title, say("roster-handed-on-body", name=facts["name"]), facts, say)


@card("roster.unattended")
def unattended(facts: Facts, say: Say) -> Card:
    """Nobody in the unit hands in any more: whoever keeps the roster must name one."""
    title = say("roster-unattended-title", n=facts["n"], office=say.pick(facts["office"]))
    return _list("roster.unattended", title, say("roster-unattended-body", name=facts["name"]), facts, say)
