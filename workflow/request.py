"""依申请公开: taken in by its channel, and what suspends, restarts or lengthens its time, each in one act."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from rules.enquiry import REQUEST, written
from rules.receipt import CHANNELS, received_on
from rules.suspension import CONSULTED, Impossible, StillOpen
from storage import copies
from storage.canon import json_text
from workflow import request_clocks, watch
from workflow.desk import Desk, Refused
from workflow.enquiries import Enquiry, answers, at_desk, hold, move
from workflow.enquiry import BEFORE_ANSWER, enter, keep, post_of, recorded, said_of, to_desk
from workflow.notices import Notice
from workflow.request_clocks import WITHHELD

MOST_DAYS = 20  # 条例 第三十三条
_CONSULT_WORDS = {
    "third_party": ("第三方", "third_party"),
    "comaker": ("共同制作机关", "共同制作", "comaker"),
    "other_organ": ("其他机关", "other_organ"),
}


def consulted(word: str) -> str | None:
    """Who a word says is consulted; None where it says nobody."""
    return next((key for key, words in _CONSULT_WORDS.items() if word.strip() in words), None)


# Taken in -------------------------------------------------------------------------------------------------


def take_in(desk: Desk, text: str, *, by: int, occasion: str) -> list[Notice]:
    """申请公开 渠道 申请日期 收到或确认日期 内容: one day stands for both; without a channel it is asked for.

    Nothing is kept of who applies. Raises Refused for whoever takes in none, and for days out of order.
    """
    org = post_of(desk, by)
    found = written(text, REQUEST, today=desk.today)
    came_on = found.days[0] if found.days else desk.today
    second = found.days[1] if len(found.days) > 1 else None
    it, left_out = keep(desk, found, of=REQUEST, org=org, by=by, came_on=came_on, received_on=second)
    hint = said_of(desk, it, left_out, by=by, occasion=occasion)
    if found.way is None:
        return [*hint, Notice("request.sort", by, it.about, occasion)]
    return [*hint, by_channel(desk, it.about, by=by, channel=found.way)]


def by_channel(desk: Desk, subject: str, *, by: int, channel: str) -> Notice:
    """How it came in was told: it gets its number, and its day of receipt where that is known by now."""
    it = hold(desk, subject)
    if it.row.registered_by != by or it.of != REQUEST:
        raise Refused("enquiry.unknown")
    if it.state != "new":
        raise Refused("review.superseded", number=it.number)
    if channel not in CHANNELS:
        raise Refused("request.channel_unknown", allowed=[one.text.data() for one in CHANNELS.values()])
    came_on = date.fromisoformat(it.row.came_on)
    second = None if it.row.received_on is None else date.fromisoformat(it.row.received_on)
    if second is not None and second < came_on:
        raise Refused("request.dates")
    arrived = came_on if CHANNELS[channel].is_confirmed else second or came_on
    receipt = received_on(channel, arrived=arrived, confirmed=second)
    it = move(desk, it, "new", way=channel, received_on=None if receipt is None else receipt.isoformat())
    it = enter(desk, it, by=by, class_="")
    watch.start(desk, it, "request.applied", on=came_on)
    if receipt is not None:
        watch.start(desk, it, "request.received", on=receipt)
    return to_desk(it, by=by)


def confirmed(desk: Desk, subject: str, *, by: int, on: date) -> Notice:
    """与申请人确认: that day is the day of receipt, and its clocks run from it."""
    it = hold(desk, subject)
    if it.of != REQUEST or not at_desk(desk, it, by):
        raise Refused("enquiry.not_at_desk")
    if it.row.received_on is not None or it.state not in BEFORE_ANSWER:
        raise Refused("review.superseded", number=it.number)
    if not date.fromisoformat(it.row.came_on) <= on <= desk.today:
        raise Refused("request.dates")
    it = move(desk, it, it.state, received_on=on.isoformat())
    watch.start(desk, it, "request.received", on=on)
    desk.audit("request.confirmed", it.about, person=by, org=it.org, on=on.isoformat())
    copies.touch(desk.tx, it.about)
    return recorded(it, "request_confirmed", by=by)


# What happens to its time ---------------------------------------------------------------------------------


def happened(
    desk: Desk,
    subject: str,
    *,
    by: int,
    what: str,
    on: date,
    kind: str = "",
    days: int = 0,
    approver: str = "",
) -> Notice:
    """One thing that happened, on its day; the clocks are figured anew in the same act.

    ``what`` is noticed | corrected | withheld | consult | consult_received | consult_replied | extended;
    ``kind`` of consult one of CONSULTED; ``days`` and ``approver`` of an extension. Raises Refused for what
    cannot have happened so, and for others than the desk and the office that answers.
    """
    it = hold(desk, subject)
    if it.of != REQUEST or not (at_desk(desk, it, by) or answers(desk, it, by)):
        raise Refused("enquiry.not_yours")
    if it.state not in BEFORE_ANSWER:
        raise Refused("review.superseded", number=it.number)
    if it.row.received_on is None:
        raise Refused("request.not_received", number=it.number)
    if not date.fromisoformat(it.row.received_on) <= on <= desk.today:
        raise Refused("request.dates")
    held = _noted(desk, it, what, on.isoformat(), kind=kind, days=days, approver=approver)
    class_ = WITHHELD if "withheld" in held else ""
    it = move(desk, it, it.state, events=json_text(held), class_=class_)
    try:
        if what == "noticed":
            watch.meet(desk, it, "request.noticed", on=on)
        else:
            watch.refigure(desk, it, why=f"request.{what}")
        request_clocks.follow(desk, it)
    except Impossible as error:
        raise Refused("request.impossible", said=error.said.data()) from None
    desk.audit(f"request.{what}", it.about, person=by, org=it.org, on=on.isoformat(), kind=kind, days=days)
    copies.touch(desk.tx, it.about)
    return recorded(it, f"request_{what}", by=by)


def _noted(
    desk: Desk, it: Enquiry, what: str, on: str, *, kind: str, days: int, approver: str
) -> dict[str, Any]:
    held = dict(it.held)
    consults = [dict(one) for one in held.get("consults", ())]
    match what:
        case "noticed" if "noticed" not in held:
            return {**held, "noticed": on}
        case "corrected" if "noticed" in held and on >= held["noticed"]:
            return {**held, "corrected": on}
        case "withheld" if may_withhold(it):
            return {**held, "withheld": on}
        case "consult" if kind in CONSULTED:
            if kind == "third_party":  # what it says decides
                held.pop("withheld", None)
            new = {"kind": kind, "sent": on, "received": None, "replied": None}
            return {**held, "consults": [*consults, new]}
        case "consult_received" | "consult_replied":
            field = what.removeprefix("consult_")
            waits = [one for one in consults if one[field] is None and one["replied"] is None]
            one = next((one for one in waits if kind in ("", one["kind"])), None)
            if one is None:
                raise Refused("request.no_consult", number=it.number)
            one[field] = on
            return {**held, "consults": consults}
        case "extended":
            return {**held, **_extended(desk, it, held, on, days=days, approver=approver)}
    raise Refused("request.not_now", number=it.number)


def may_withhold(it: Enquiry) -> bool:
    """Is there a shorter time for what is withheld, and nobody asked whose word decides?"""
    asked = any(one["kind"] == "third_party" for one in it.held.get("consults", ()))
    return request_clocks.refuses_early(it.regime) and "withheld" not in it.held and not asked


def _extended(
    desk: Desk, it: Enquiry, held: dict[str, Any], on: str, *, days: int, approver: str
) -> dict[str, Any]:
    if not 0 < days <= MOST_DAYS:
        raise Refused("request.extend_days", limit=MOST_DAYS)
    if not approver.strip():
        raise Refused("request.extend_by")
    if "extension" in held:
        raise Refused("request.extended_once", number=it.number)
    ends = [row.due_on for row in watch.running(desk, it) if it.regime.clock(row.rule).terms.extends]
    if not ends:
        raise Refused("request.not_now", number=it.number)
    if any(due_on is not None and due_on < on for due_on in ends):
        raise Refused("request.extend_late", number=it.number)
    return {"extension": days, "extended_on": on, "extended_by": approver.strip()[:60]}


def projected(desk: Desk, it: Enquiry, row: Any) -> str | None:
    """Of a suspended promise: when it would run out if whoever is consulted had the letter today."""
    rule = it.regime.clock(row.rule)
    given = it.events
    consults = tuple(
        one if one.received or one.replied else replace(one, received=max(desk.today, one.sent))
        for one in given.consults
    )
    start = datetime.fromisoformat(row.start_on) if "T" in row.start_on else date.fromisoformat(row.start_on)
    try:
        due = rule.due(start, desk.calendar(it.org), events=replace(given, consults=consults))
    except (StillOpen, Impossible):
        return None
    return due.on.isoformat()


def story(it: Enquiry) -> list[dict[str, Any]]:
    """What happened to its time, in the facts of a card, in order."""
    held = it.held
    told = [{"what": what, "on": held[what]} for what in ("noticed", "corrected", "withheld") if what in held]
    for one in held.get("consults", ()):
        name = CONSULTED[one["kind"]].data()
        for field, what in (("sent", "consult"), ("received", "received"), ("replied", "replied")):
            if one[field] is not None:
                told.append({"what": what, "on": one[field], "name": name})
    if "extension" in held:
        by = {"days": held["extension"], "by": held["extended_by"]}
        told.append({"what": "extended", "on": held["extended_on"], **by})
    return sorted(told, key=lambda one: str(one["on"]))


def possible(desk: Desk, it: Enquiry) -> list[dict[str, str]]:
    """What can be entered now, as the buttons of 办理情况."""
    if it.of != REQUEST or it.state not in BEFORE_ANSWER or it.row.received_on is None:
        return []
    held = it.held
    stops = {kind for row in watch.running(desk, it) for kind in it.regime.clock(row.rule).terms.pauses}
    found = [] if "noticed" in held else [{"what": "noticed"}]
    found += [{"what": "corrected"}] if "noticed" in held else []
    found += [{"what": "withheld"}] if may_withhold(it) else []
    found += [{"what": "consult", "kind": kind} for kind in CONSULTED if kind in stops]
    waits = [one for one in held.get("consults", ()) if one["replied"] is None]
    for what, kinds in (
        ("consult_received", {one["kind"] for one in waits if one["received"] is None}),
        ("consult_replied", {one["kind"] for one in waits}),
    ):
        found += [{"what": what, "kind": kind} for kind in CONSULTED if kind in kinds]
    return found if "extension" in held else [*found, {"what": "extended"}]
