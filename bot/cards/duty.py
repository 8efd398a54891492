"""值班读网: the day's checklist in a group and in its reader's chat, and what is asked about a line."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.cards import parts
from bot.cards.model import Ballot, Button, Card, Field, Line
from bot.cards.registry import card
from bot.cards.width import cut
from locales import Say

Facts = Mapping[str, Any]
Rows = tuple[tuple[Button, ...], ...]
LINE = 40  # columns of a line on a list to tick
TICKED = 18  # lines that a group's post offers to tick one by one
OVERDUE = 10


@card("duty.board")
def board(facts: Facts, say: Say) -> Card:
    """What a group hears on a day of duty: who reads, what is open, what is overdue, who reads next."""
    return _post("duty.board", facts, say, can_tick=True)


@card("duty.post")
def post(facts: Facts, say: Say) -> Card:
    """The same where nothing can be ticked in a group."""
    return _post("duty.post", facts, say, can_tick=False)


def _post(kind: str, facts: Facts, say: Say, *, can_tick: bool) -> Card:
    rounds, over = facts["rounds"], facts["overdue"]
    title = cut(say("duty-board-title", office=say.pick(facts["office"]), day=say.day(facts["day"])))
    fields = [field for one in rounds for field in _who(one, say)]
    fields += [Field(say("label-duty-progress"), _progress(one, say)) for one in facts["states"]]
    fields += [_overdue(line, say) for line in over[:OVERDUE]]
    fields += _ahead(facts, say)
    open_ = [one for one in rounds if one["state"] == "open"]
    told = say.listed(_standing(one, say) for one in rounds) or say("duty-board-none")
    if over:
        told = say("duty-board-over", told=told, count=len(over))
    rows = [row for one in open_ if can_tick for row in _ticking(one, say)]
    return Card(
        kind,
        title,
        parts.summary(say, title, told),
        fields=tuple(fields),
        checklist=tuple(line for one in rounds for line in _lines(one, say, notes=False)),
        citation="",
        note=parts.lines(told, *(_before(one, say) for one in rounds), say("duty-board-how") if rows else ""),
        buttons=tuple(rows),
        tone="alert" if over else "ask" if open_ else "info",
    )


def _who(one: Facts, say: Say) -> list[Field]:
    """Who reads, who leads, who stands in."""
    held = [
        ("label-duty-reader", say.listed(one["names"]) or say("duty-nobody")),
        ("label-duty-leader", one["leader"]),
        ("label-duty-stand-in", say.listed(one["stand_ins"])),
    ]
    return [Field(say(label), text) for label, text in held if text]


def _progress(state: Facts, say: Say) -> str:
    return say(
        "duty-progress",
        period=state["period"].replace("2 ", "two-"),
        done=state["done"],
        n=state["n"],
        last=say.day(state["last"]),
    )


def _overdue(line: Facts, say: Say) -> Field:
    number, office = line.get("number") or say("unnumbered"), say.pick(line["office"])
    name = say("by-office", name=number, office=office)
    return Field(name, parts.due_by(say, {**line, "days_left": -abs(line["days_over"])}))


def _ahead(facts: Facts, say: Say) -> list[Field]:
    """Who reads next; before a week begins, all of it."""
    if facts["week"]:
        told = parts.lines(*(_shift(one, say) for one in facts["week"]))
        return [Field(say("label-duty-week"), told)]
    if facts["next"]:
        return [Field(say("label-duty-next"), say.listed(_shift(one, say) for one in facts["next"]))]
    return []


def _shift(one: Facts, say: Say) -> str:
    """2026年2月10日 陈信息."""
    names = say.listed(one["names"]) or say("duty-nobody")
    return say("duty-shift", day=say.day(one["on"]), names=names, kind=one["kind"])


def _standing(one: Facts, say: Say) -> str:
    match one["state"]:
        case "open":
            return say("duty-open", count=one["open"], lines=len(one["lines"]))
        case "signed":
            bad = sum(line["state"] == "exception" for line in one["lines"])
            return say(
                f"duty-signed-{one['outcome'] or 'ok'}",
                name=one["signed_by"],
                at=say.moment(one["signed_at"]),
                count=bad,
            )
        case "missed":
            return say("duty-missed")
        case "vacant":
            return say("duty-vacant")
    return say("duty-unfinished")


def _lines(one: Facts, say: Say, *, notes: bool) -> tuple[Line, ...]:
    return tuple(Line(line["key"], _line(line, say, notes=notes), line["state"]) for line in one["lines"])


def _line(line: Facts, say: Say, *, notes: bool) -> str:
    text = say("duty-line", n=line["n"], text=say.pick(line["text"]))
    if line["machine"]:
        text = say(f"duty-line-machine-{line['machine']}", text=text)
    told = line["note"] or (say.pick(line["seen"]) if line["machine"] == "exception" else "")
    return say("labelled", label=text, text=told) if notes and told else text


def _before(one: Facts, say: Say) -> str:
    """What the last reader left to this one."""
    held = one["before"]
    return say("duty-before", name=held["name"], text=held["text"]) if held else ""


def _ticking(one: Facts, say: Say) -> list[tuple[Button, ...]]:
    """Each line's answers, and all at once."""
    subject = f"round:{one['id']}"
    rows: list[tuple[Button, ...]] = []
    for line in one["lines"][:TICKED]:
        args = {"line": line["key"]}
        ok = parts.button(say, "duty.ok", label=say("duty-tick-ok", n=line["n"]), subject=subject, args=args)
        bad = parts.button(
            say, "duty.except", label=say("duty-tick-except", n=line["n"]), subject=subject, args=args
        )
        rows.append({"ok": (bad,), "exception": (ok,)}.get(line["state"] or "", (ok, bad)))
    return [*_all_at_once(one, say), *rows]


def _all_at_once(one: Facts, say: Say) -> list[tuple[Button, ...]]:
    subject = f"round:{one['id']}"
    if not one["open"]:
        return [(parts.button(say, "duty.sign", style="primary", subject=subject),)]
    bad = any(line["state"] == "exception" for line in one["lines"])
    label = say("button-duty-rest-ok") if bad else None
    return [(parts.button(say, "duty.all_ok", style="primary", label=label, subject=subject),)]


@card("duty.asked")
def asked(facts: Facts, say: Say) -> Card:
    """The checklist in its reader's own chat; once signed, by whom."""
    one = facts["round"]
    office, day = say.pick(one["office"]), say.day(one["day"])
    told = _standing(one, say)
    if one["state"] != "open":
        title = cut(say("duty-asked-over", office=office, day=day))
        return Card(
            "duty.asked",
            title,
            parts.summary(say, title, told),
            checklist=_lines(one, say, notes=True),
            note=parts.lines(told, say("duty-handover-how") if one["state"] == "signed" else ""),
            tone="done",
        )
    title = cut(say("duty-asked-title" if facts["mine"] else "duty-asked-stand-in", office=office, day=day))
    fields = _who(one, say)
    if one["progress"]:
        fields.append(Field(say("label-duty-progress"), _progress(one["progress"], say)))
    which = parts.button(say, "duty.which", style="danger", subject=f"round:{one['id']}")
    return Card(
        "duty.asked",
        title,
        parts.summary(say, title, told),
        fields=tuple(fields),
        checklist=_lines(one, say, notes=True),
        note=parts.lines(_before(one, say), _red(one, say), say("duty-asked-how")),
        buttons=(*_all_at_once(one, say), (which,)),
        tone="ask",
    )


def _red(one: Facts, say: Say) -> str:
    """What the machine found wrong is answered by itself before all is signed."""
    red = [line for line in one["lines"] if line["machine"] == "exception" and line["state"] is None]
    return say("duty-red", count=len(red)) if red else ""


@card("duty.which")
def which(facts: Facts, say: Say) -> Card:
    """有情况: the lines, of which those that are not in order are ticked."""
    one = facts["round"]
    offered: Sequence[Facts] = facts["offered"]
    title = cut(say("duty-which-title", office=say.pick(one["office"]), day=say.day(one["day"])))
    if one["state"] != "open":
        told = _standing(one, say)
        return Card("duty.which", title, parts.summary(say, title, told), note=told, tone="done")
    buttons = [
        parts.button(
            say,
            "duty.except",
            label=cut(_line(line, say, notes=False), LINE),
            subject=f"round:{one['id']}",
            args={"line": line["key"]},
        )
        for line in offered
    ]
    return Card(
        "duty.which",
        title,
        parts.summary(say, title, say("duty-which-note")),
        note=say("duty-which-note"),
        buttons=(*((button,) for button in buttons), (parts.button(say, "review.back"),)),
        ballot=Ballot(
            "duty.except",
            parts.button(say, "duty.ticked", subject=f"round:{one['id']}"),
            say("duty-which-tick"),
        ),
        tone="ask",
    )


@card("duty.tell")
def tell(facts: Facts, say: Say) -> Card:
    """What is the matter with a line is answered in words."""
    line = facts["line"]
    title = cut(say("duty-tell-title", n=line["n"], text=say.pick(line["text"])))
    told = say("duty-tell-note", n=line["n"])
    return Card("duty.tell", title, parts.summary(say, title, told), note=told, tone="ask", wants_reply=True)


@card("duty.reminder")
def reminder(facts: Facts, say: Say) -> Card:
    """In the afternoon: what is still open, one's own first."""
    found: Sequence[Facts] = facts["rounds"]
    first = found[0]
    office = say.pick(first["office"])
    title = cut(say("duty-reminder-stand-in" if first["stands_in"] else "duty-reminder-title", office=office))
    told = say("duty-reminder-body", count=first["open"], lines=first["lines"])
    others = [
        say("duty-reminder-for", office=say.pick(one["office"]), names=say.listed(one["names"]))
        if one["stands_in"]
        else say("duty-reminder-also", office=say.pick(one["office"]), count=one["open"])
        for one in found
        if one["stands_in"] or one is not first
    ]
    return Card(
        "duty.reminder",
        title,
        parts.summary(say, title, told),
        note=parts.lines(told, *others),
        buttons=((parts.button(say, "duty.open", style="primary", subject=f"round:{first['round']}"),),),
        tone="ask",
    )


@card("duty.recorded")
def recorded(facts: Facts, say: Say) -> Card:
    """What was recorded, for a moment."""
    what = facts["what"].replace("_", "-")
    text = say(
        f"duty-recorded-{what}",
        day=say.day(facts["day"]),
        n=facts.get("n", 0),
        value=facts.get("value", ""),
        count=facts.get("count", 0),
    )
    return Card("duty.recorded", "", text, note=text, tone="done")
