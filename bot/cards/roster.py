"""人员与工作群: invitations, bindings, lost phones, work groups."""

from collections.abc import Iterable, Mapping
from typing import Any

from bot.cards import parts
from bot.cards.model import Button, Card, Field
from bot.cards.registry import card
from bot.cards.width import cut
from locales import Say

Facts = Mapping[str, Any]


def role(say: Say, key: object) -> str:
    """Return a role's name; a role that is given as text stays as it is."""
    return say(f"role-{key}") if isinstance(key, str) and say.has(f"role-{key}") else say.pick(key)


def post(say: Say, held: Facts) -> str:
    """Return one post: the unit and the role there."""
    return say("roster-post", office=say.pick(held.get("office")), role=role(say, held["role"]))


def posts(say: Say, held: Iterable[Facts]) -> str:
    """Return several posts in a row."""
    return say.listed(post(say, one) for one in held)


@card("roster.welcome")
def welcome(facts: Facts, say: Say) -> Card:
    """The invitation was used: who one is here, and the first three words to know."""
    title = say("roster-welcome-title", name=facts["name"])
    told = say("roster-welcome-body", posts=posts(say, facts.get("posts") or ()))
    return Card(
        "roster.welcome",
        cut(title),
        parts.summary(say, title, told),
        note=parts.lines(told, say("roster-welcome-note")),
        tone="done",
    )


@card("roster.invited")
def invited(facts: Facts, say: Say) -> Card:
    """The invitation, to be handed over in private."""
    name, expires = facts["name"], say.moment(facts["expires"])
    title = say("roster-invited-title", name=name)
    told = say("roster-invited-body", name=name, post=post(say, facts), expires=expires)
    link, code = facts.get("link") or "", facts["code"]
    copies = [Button("", say("button-copy-code"), copy=code)]
    if link:
        copies.insert(0, Button("", say("button-copy-link"), copy=link))
    return Card(
        "roster.invited",
        cut(title),
        parts.summary(say, title, told),
        fields=(
            *((Field(say("roster-invited-link"), link),) if link else ()),
            Field(say("roster-invited-code"), code),
        ),
        note=told,
        buttons=(tuple(copies),),
        private=True,
    )


@card("roster.stranger")
def stranger(_facts: Facts, say: Say) -> Card:
    """The one fixed sentence for people we do not know."""
    title, told = say("roster-stranger-title"), say("roster-stranger-body")
    return Card("roster.stranger", title, parts.summary(say, title, told), note=told)


@card("roster.unreachable")
def unreachable(facts: Facts, say: Say) -> Card:
    """Somebody gets no messages any more."""
    title = say("roster-unreachable-title", name=facts["name"])
    told = say(
        "roster-unreachable-body",
        name=facts["name"],
        office=say.pick(facts["office"]),
        why=facts.get("why") or "",
    )
    return Card("roster.unreachable", cut(title), parts.summary(say, title, told), note=told, tone="alert")


@card("roster.suspended")
def suspended(facts: Facts, say: Say) -> Card:
    """停用: what the account did last, and what waits for somebody else."""
    title, told = say("roster-suspended-title", name=facts["name"]), say("roster-suspended-body")
    taps = [
        say(
            "roster-suspended-tap",
            number=tap["number"],
            verb=_verb(say, tap["verb"]),
            at=say.moment(tap["at"]),
        )
        for tap in facts.get("taps") or ()
    ]
    listed = "\n".join([say("roster-suspended-taps"), *taps]) if taps else say("roster-suspended-no-taps")
    seats = facts.get("seats_moved") or ()
    moved = say("roster-suspended-seats", numbers=say.listed(seats)) if seats else ""
    return Card(
        "roster.suspended",
        cut(title),
        parts.summary(say, title, told),
        body=listed,
        risk=moved,
        note=told,
        tone="alert",
    )


def _verb(say: Say, verb: str) -> str:
    for sentence in (f"verdict-{verb}", f"act-{verb.replace('.', '-').replace('_', '-')}"):
        if say.has(sentence):
            return say(sentence)
    return verb


@card("roster.rebind")
def rebind(facts: Facts, say: Say) -> Card:
    """A new account needs a second person's confirmation."""
    title = say("roster-rebind-title", name=facts["name"])
    told = say("roster-rebind-body", name=facts["name"])
    return Card(
        "roster.rebind",
        cut(title),
        parts.summary(say, title, told),
        note=told,
        buttons=((parts.button(say, "roster.confirm", style="primary"),),),
        tone="ask",
    )


@card("group.asked")
def group_asked(facts: Facts, say: Say) -> Card:
    """An administrator says in private which unit a group belongs to."""
    title, told = say("group-asked-title", title=facts["title"]), say("group-asked-body")
    offices = [
        parts.button(say, "group.bind", label=say.pick(office["name"]), args={"office": str(office["key"])})
        for office in facts.get("offices") or ()
    ]
    return Card(
        "group.asked",
        cut(title),
        parts.summary(say, title, told),
        note=told,
        buttons=(*parts.rows(offices), (parts.button(say, "group.leave", style="danger"),)),
        tone="ask",
    )


@card("group.bound")
def group_bound(facts: Facts, say: Say) -> Card:
    """The group hears once what it will be used for."""
    title, told = say("group-bound-title"), say("group-bound-body", office=say.pick(facts["office"]))
    return Card("group.bound", title, parts.summary(say, title, told), note=told)


@card("group.left")
def group_left(facts: Facts, say: Say) -> Card:
    """The bot is no longer in a group."""
    title, told = say("group-left-title", title=facts["title"]), say("group-left-body")
    return Card("group.left", cut(title), parts.summary(say, title, told), note=told, tone="alert")


@card("roster.waiting")
def waiting(_facts: Facts, say: Say) -> Card:
    """The new account of somebody who was suspended waits for a second person."""
    told = say("roster-waiting")
    return Card("roster.waiting", "", told, note=told)


@card("review.nobody")
def nobody(facts: Facts, say: Say) -> Card:
    """A step lost its last reviewer: whoever keeps the roster must name one."""
    number = facts.get("number") or say("this-item")
    title = say("review-nobody-title", number=number)
    told = say("review-nobody-body", step=say.pick(facts["step"]))
    return Card(
        "review.nobody",
        title,
        parts.summary(say, title, told),
        number=facts.get("number") or "",
        note=told,
        tone="alert",
    )
