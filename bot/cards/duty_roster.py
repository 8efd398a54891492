"""值班表: a roster as it was entered, who reads when, shifts on offer, leave, gaps, what was not read."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.cards import parts
from bot.cards.model import Button, Card, Field
from bot.cards.registry import card
from bot.cards.width import cut
from locales import Say

Facts = Mapping[str, Any]
SHOWN = 10  # shifts of one roster in a card
SPANS = ("today", "week", "month")


def _shift(one: Facts, say: Say) -> str:
    names = say.listed(one["names"]) or say("duty-nobody")
    told = say("duty-shift", day=say.day(one["on"]), names=names, kind=one["kind"])
    state = one.get("state")
    return say("duty-shift-state", shift=told, state=state) if state else told


def _often(facts: Facts, say: Say) -> str:
    """每周2次，09:03."""
    n, _, period = facts["cadence"].partition(" per ")
    how = period.replace("2 ", "two-") or n
    return say("duty-often", how=how, n=n if period else "1", at=facts["at"])


def _shifts(found: Sequence[Facts], say: Say) -> str:
    rest = len(found) - SHOWN
    return parts.lines(
        *(_shift(one, say) for one in found[:SHOWN]), say("duty-shifts-more", count=rest) if rest > 0 else ""
    )


@card("duty.entered")
def entered(facts: Facts, say: Say) -> Card:
    """A roster is in force: how often, and who reads in the coming days."""
    title = cut(say("duty-entered-title", office=say.pick(facts["office"])))
    often = _often(facts, say)
    fields = [
        Field(say("label-duty-often"), say("duty-often-by", often=often, by=facts["by"])),
        Field(say("label-duty-next"), _shifts(facts["shifts"], say) or say("duty-none-soon")),
    ]
    if facts["stand_ins"]:
        fields.append(Field(say("label-duty-stand-in"), say.listed(facts["stand_ins"])))
    return Card(
        "duty.entered",
        title,
        parts.summary(say, title, often),
        fields=tuple(fields),
        note=say("duty-entered-note"),
    )


@card("duty.ended")
def ended(facts: Facts, say: Say) -> Card:
    """Nobody reads there by turns any more."""
    title = cut(say("duty-ended-title", office=say.pick(facts["office"])))
    told = say("duty-ended-note")
    return Card("duty.ended", title, parts.summary(say, title, told), note=told)


@card("duty.list")
def listing(facts: Facts, say: Say) -> Card:
    """Who reads today, this week or this month; gaps and shares beside it."""
    found = facts["rosters"]
    first, last = say.day(facts["first"]), say.day(facts["last"])
    title = cut(say("duty-list-title", span=facts["span"], first=first, last=last))
    if not found:
        told = say("duty-list-none")
        return Card("duty.list", title, parts.summary(say, title, told), note=told)
    mine = next((one["mine"] for one in found if one["mine"]), None)
    told = say("duty-list-mine", day=say.day(mine)) if mine else say("duty-list-not-mine")
    return Card(
        "duty.list",
        title,
        parts.summary(say, title, told),
        fields=tuple(Field(say.pick(one["office"]), _roster(one, facts["span"], say)) for one in found),
        note=parts.lines(told, say("duty-list-how")),
        buttons=(tuple(_span(n, span, say) for n, span in enumerate(SPANS) if span != facts["span"]),),
    )


def _span(n: int, span: str, say: Say) -> Button:
    return parts.button(say, "duty.list", label=say(f"duty-span-{span}"), args={"span": str(n)})


def _roster(one: Facts, span: str, say: Say) -> str:
    told = [_often(one, say) if span == "today" else "", _shifts(one["shifts"], say) or say("duty-none-then")]
    if one["progress"]:
        state = one["progress"]
        period = state["period"].replace("2 ", "two-")
        told.append(
            say("duty-progress", period=period, done=state["done"], n=state["n"], last=say.day(state["last"]))
        )
    if one["gaps"]:
        told.append(say("duty-gaps", days=say.listed(say.day(day) for day in one["gaps"])))
    if one["shares"]:
        shares = [
            say("duty-share", name=share["name"], days=share["days"], heavy=share["heavy"])
            for share in one["shares"]
        ]
        told.append(say("duty-shares", shares=say.listed(shares)))
    return parts.lines(*told)


@card("duty.swap")
def swap(facts: Facts, say: Say) -> Card:
    """A shift on offer; once it is gone, to whom."""
    day, office, giver = say.day(facts["day"]), say.pick(facts["office"]), facts["giver"]
    if facts["state"] != "open":
        title = cut(say("duty-swap-over", giver=giver, day=day))
        if facts["state"] == "taken":
            told = say("duty-swap-mine") if facts["mine"] else say("duty-swap-taken", name=facts["taker"])
        else:
            told = say("duty-swap-withdrawn")
        return Card("duty.swap", title, parts.summary(say, title, told), note=told, tone="done")
    title = cut(say("duty-swap-title", giver=giver, day=day))
    return Card(
        "duty.swap",
        title,
        parts.summary(say, title, office),
        fields=(Field(say("label-duty-office"), office),),
        note=say("duty-swap-note", day=day),
        buttons=((parts.button(say, "duty.take", style="primary"),),),
        tone="ask",
    )


@card("duty.swapped")
def swapped(facts: Facts, say: Say) -> Card:
    """Another person reads a day."""
    title = cut(say("duty-swapped-title", office=say.pick(facts["office"]), day=say.day(facts["day"])))
    told = say("duty-swapped-body", givers=say.listed(facts["givers"]), takers=say.listed(facts["takers"]))
    return Card("duty.swapped", title, parts.summary(say, title, told), note=told)


@card("duty.away")
def away(facts: Facts, say: Say) -> Card:
    """Somebody is away, and who steps in."""
    title = cut(
        say("duty-away-title", name=facts["name"], first=say.day(facts["first"]), last=say.day(facts["last"]))
    )
    told = _shifts(facts["shifts"], say) or say("duty-away-nothing")
    return Card(
        "duty.away",
        title,
        parts.summary(say, title, told.split("\n", maxsplit=1)[0]),
        fields=(Field(say("label-duty-instead"), told),),
        note=say("duty-away-note"),
    )


@card("duty.changed")
def changed(facts: Facts, say: Say) -> Card:
    """What was changed, for a moment."""
    text = say(f"duty-changed-{facts['what']}", day=say.day(facts["day"]), count=facts["count"])
    return Card("duty.changed", "", text, note=text, tone="done")


@card("duty.vacancy")
def vacancy(facts: Facts, say: Say) -> Card:
    """Days ahead that nobody reads."""
    office, days = say.pick(facts["office"]), facts["days"]
    title = cut(say("duty-vacancy-title", office=office, count=len(days)))
    told = say("duty-vacancy-days", days=say.listed(say.day(day) for day in days))
    return Card(
        "duty.vacancy",
        title,
        parts.summary(say, title, told),
        note=parts.lines(told, say("duty-vacancy-how", office=office, day=say.day(days[0]))),
        tone="alert",
    )


@card("duty.unread")
def unread(facts: Facts, say: Say) -> Card:
    """The units whose site was not read, each with its day and the reason it gave."""
    told = facts["lines"]
    title = say("duty-unread-title", count=len(told))
    fields = []
    for line in told:
        state = say("duty-unread-line", day=say.day(line["day"]), state=line["state"])
        fields.append(
            Field(
                say.pick(line["office"]),
                say("duty-unread-reason", state=state, reason=line["reason"]) if line["reason"] else state,
            )
        )
    return Card(
        "duty.unread",
        title,
        parts.summary(say, title, fields[0].label),
        fields=tuple(fields),
        note=say("duty-unread-note"),
        tone="alert",
    )
