"""来信 and 申请: the desk's card, the office's, the approver's, and the answer to be put on the site."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.cards import parts
from bot.cards.answers import TOAST
from bot.cards.model import Button, Card, Field
from bot.cards.registry import card
from bot.cards.width import cut
from locales import Say

Facts = Mapping[str, Any]
Rows = tuple[tuple[Button, ...], ...]
LABEL = 24  # columns of an office's name on a button
COPY = 256  # characters that a button can carry


def titled(say: Say, sentence: str, facts: Facts) -> tuple[str, str]:
    """The title, and the same with the number for the summary."""
    it = facts["enquiry"]
    whole = say(sentence, title=it.get("title") or say("untitled"))
    number = it.get("number") or ""
    return cut(whole), say("item-numbered", title=whole, number=number) if number else whole


def fields(say: Say, it: Facts) -> tuple[Field, ...]:
    """What it is, how and when it came in, who has it."""
    entries = [("label-enquiry-class", say.pick(it.get("class"))), ("label-enquiry-way", say.pick(it["way"]))]
    if it["of"] == "letter":
        entries.append(("label-enquiry-came", say.day(it["came_on"])))
    else:
        received = it.get("received_on")
        entries.append(("label-enquiry-applied", say.day(it["came_on"])))
        entries.append(
            ("label-enquiry-received", say.day(received) if received else say("enquiry-unconfirmed"))
        )
    entries.append(("label-enquiry-office", say.pick(it.get("office"))))
    return tuple(Field(say(label), text) for label, text in entries if text)


def due(say: Say, facts: Facts) -> str:
    """The date that comes first."""
    return parts.deadline(say, next(iter(facts.get("deadlines") or ()), None))


def dues(say: Say, facts: Facts) -> tuple[Field, ...]:
    """The other dates; of a suspended one when it would end if the consulted had the letter today."""
    told = []
    for n, one in enumerate(facts.get("deadlines") or ()):
        projected = one.get("projected_on")
        if n:
            told.append(Field(say("label-enquiry-also"), parts.due_by(say, one)))
        if projected:
            told.append(
                Field(say("label-enquiry-projected"), say("request-projected", day=say.day(projected)))
            )
    return tuple(told)


def story(say: Say, facts: Facts) -> str:
    """What happened to its time, a line each."""
    told = []
    for one in facts.get("story") or ():
        values = {name: held for name, held in one.items() if name not in ("what", "on", "name")}
        named = {"name": say.pick(one["name"])} if one.get("name") else {}
        told.append(say(f"request-story-{one['what']}", day=say.day(one["on"]), **named, **values))
    return "\n".join(told)


def _why(say: Say, facts: Facts) -> tuple[Button, ...]:
    clocks = ",".join(str(one) for one in facts.get("clocks") or ())
    return (parts.button(say, "clock.why", args={"clocks": clocks}),) if clocks else ()


def _offices(say: Say, rooms: Sequence[Facts]) -> list[Button]:
    return [
        parts.button(
            say, "enquiry.assign", label=cut(say.pick(room["name"]), LABEL), args={"office": str(room["id"])}
        )
        for room in rooms
    ]


@card("enquiry.sort")
def sort(facts: Facts, say: Say) -> Card:
    """What came in: what is it?"""
    it = facts["enquiry"]
    is_open = it["state"] == "new"
    over = "enquiry-state-dropped" if it["state"] == "dropped" else "enquiry-sort-over"
    sentence = "enquiry-sort" if is_open else over
    title, name = titled(say, sentence, facts)
    classes = [
        parts.button(say, "enquiry.class", label=say.pick(one["label"]), args={"class": one["key"]})
        for one in facts["classes"]
    ]
    return Card(
        "enquiry.sort",
        title,
        parts.summary(say, name, say("enquiry-sort-note") if is_open else ""),
        number=it["number"] or "",
        fields=fields(say, it),
        body=it["body"] if is_open else "",
        note=say("enquiry-sort-note") if is_open else "",
        buttons=(*parts.rows(classes), (parts.button(say, "enquiry.drop"),)) if is_open else (),
        tone="ask" if is_open else "done",
    )


@card("enquiry.desk")
def desk(facts: Facts, say: Say) -> Card:
    """To which office? A complaint may leave for another place."""
    it = facts["enquiry"]
    if it["state"] != "received":
        return _gone_on("enquiry.desk", facts, say)
    title, name = titled(say, f"enquiry-desk-{it['of']}", facts)
    back, leaves = facts.get("back"), facts.get("leaves")
    told = say("enquiry-back", office=back["office"], by=back["by"], reason=back["reason"]) if back else ""
    first: Rows = ()
    if leaves:
        label = say(f"button-enquiry-pass-on-{leaves.replace('_', '-')}")
        first = ((parts.button(say, "enquiry.pass_on", label=label, style="primary"),),)
    if facts.get("unconfirmed"):
        first = ((parts.button(say, "request.confirmed", style="primary"),),)
    following = [parts.button(say, "enquiry.offices", args={"page": "0"})] if facts.get("more") else []
    dates = due(say, facts)
    return Card(
        "enquiry.desk",
        title,
        parts.summary(say, name, told, dates),
        number=it["number"],
        fields=(*fields(say, it), *dues(say, facts)),
        deadline=dates,
        body=parts.paragraphs(it["body"], story(say, facts)),
        risk=told,
        note=say("enquiry-desk-note", number=it["number"]),
        buttons=(*first, *parts.rows([*_offices(say, facts["offices"]), *following])),
        tone="ask",
    )


def _gone_on(kind: str, facts: Facts, say: Say) -> Card:
    """The card's question was answered: where it stands now."""
    it = facts["enquiry"]
    title, name = titled(say, f"enquiry-state-{it['state'].replace('_', '-')}", facts)
    told = ""
    if it["state"] == "passed_on":
        told = say("enquiry-receipt", number=it["number"], at=say.moment(facts["at"], with_year=True))
        told = parts.lines(told, say("enquiry-receipt-where", where=it["note"]) if it.get("note") else "")
    return Card(
        kind,
        title,
        parts.summary(say, name, told),
        number=it["number"] or "",
        fields=(*fields(say, it), *dues(say, facts)),
        deadline=due(say, facts),
        note=told,
        tone="done",
    )


@card("enquiry.offices")
def offices(facts: Facts, say: Say) -> Card:
    """Further offices."""
    it = facts["enquiry"]
    if it["state"] != "received":
        return _gone_on("enquiry.offices", facts, say)
    title, name = titled(say, f"enquiry-desk-{it['of']}", facts)
    page = str(int(facts["page"]) + 1)
    more = [parts.button(say, "enquiry.offices", args={"page": page})] if facts["more"] else []
    rows = parts.rows([*_offices(say, facts["offices"]), *more])
    note = say("enquiry-desk-note", number=it["number"])
    return Card(
        "enquiry.offices",
        title,
        parts.summary(say, name, note),
        number=it["number"],
        note=note,
        buttons=rows,
        tone="ask",
    )


@card("enquiry.task")
def task(facts: Facts, say: Say) -> Card:
    """The office is to answer it."""
    it = facts["enquiry"]
    if it["state"] not in ("assigned", "drafted") or not facts["yours"]:
        return _gone_on("enquiry.task", facts, say)
    sentence = f"enquiry-task-{it['of']}" if it["state"] == "assigned" else "enquiry-state-drafted"
    title, name = titled(say, sentence, facts)
    dates = due(say, facts)
    waits = say("enquiry-drafted-by", name=facts["drafted_by"]) if facts.get("drafted_by") else ""
    draft = parts.button(say, "enquiry.draft", style=None if waits else "primary")
    rows: Rows = ((draft, parts.button(say, "enquiry.not_ours")),)
    if it["of"] == "request":
        rows = (*rows, (parts.button(say, "request.menu"),))
    why = _why(say, facts)
    return Card(
        "enquiry.task",
        title,
        parts.summary(say, name, waits, dates),
        number=it["number"],
        fields=(*fields(say, it), Field(say("label-enquiry-by"), facts["by"]), *dues(say, facts)),
        deadline=dates,
        body=parts.paragraphs(it["body"], story(say, facts)),
        risk=it["note"] and say("enquiry-returned-reason", reason=it["note"]),
        note=parts.lines(waits, say(f"enquiry-task-note-{it['of']}", number=it["number"])),
        buttons=(*rows, *((why,) if why else ())),
        tone="ask",
    )


@card("enquiry.ask")
def ask(facts: Facts, say: Say) -> Card:
    """A question in words."""
    what = facts["what"].replace("_", "-")
    title = say(f"enquiry-ask-{what}", title=facts.get("title") or "")
    note = say(f"enquiry-ask-{what}-note")
    return Card(
        "enquiry.ask",
        cut(title),
        parts.summary(say, title, facts.get("number") or "", note),
        number=facts.get("number") or "",
        note=note,
        tone="ask",
        wants_reply=True,
    )


def _result(say: Say, facts: Facts) -> tuple[Field, ...]:
    found = facts.get("outcome")
    if not found:
        return ()
    text = say("enquiry-outcome", code=found["code"], label=say.pick(found["label"]))
    return (Field(say("label-enquiry-outcome"), text),)


@card("enquiry.review")
def review(facts: Facts, say: Say) -> Card:
    """The draft to be approved; once decided, who decided and when."""
    it, state = facts["enquiry"], facts["state"]
    if state != "open":
        return _judged(facts, say)
    title, name = titled(say, "enquiry-review-open", facts)
    dates = due(say, facts)
    letter = say("enquiry-quoted", text=it["body"])
    role = say.pick(facts["may_raise"]) if facts.get("may_raise") else ""
    raised = say("button-enquiry-raise", role=role) if role else ""
    up = say("enquiry-raise-note", number=it["number"], code=facts["code"], role=role) if role else ""
    return Card(
        "enquiry.review",
        title,
        parts.summary(say, name, say("enquiry-drafted-by", name=facts["drafted_by"]), dates),
        number=it["number"],
        fields=(
            *fields(say, it),
            Field(say("label-enquiry-drafted"), facts["drafted_by"]),
            *(
                Field(say("label-enquiry-approved"), parts.by_at(say, one))
                for one in facts.get("passed") or ()
            ),
            *_result(say, facts),
            *dues(say, facts),
        ),
        deadline=dates,
        body=parts.paragraphs(letter, story(say, facts), say("enquiry-quoted-answer", text=facts["answer"])),
        citation=say("enquiry-sign", hash=facts["hash8"]),
        note=parts.lines(say("enquiry-review-note", number=it["number"], code=facts["code"]), up),
        buttons=(
            (
                parts.button(say, "enquiry.approve", style="primary"),
                parts.button(say, "enquiry.return", style="danger"),
            ),
            *((parts.button(say, "enquiry.raise", label=raised),) for raised in [raised] if raised),
        ),
        tone="ask",
    )


def _passed(say: Say, facts: Facts) -> list[Field]:
    """Who has approved before, level by level."""
    return [Field(say("label-enquiry-approved"), parts.by_at(say, one)) for one in facts.get("passed") or ()]


def _judged(facts: Facts, say: Say) -> Card:
    it, state, decided = facts["enquiry"], facts["state"], facts.get("decided")
    title, name = titled(say, f"enquiry-review-{state}", facts)
    told = say("review-void") if state == "void" else ""
    if decided:
        at = say.moment(decided["at"])
        told = (
            say("review-decided-mine", at=at, verdict=state)
            if decided["mine"]
            else say("review-decided", name=decided["name"], at=at, verdict=state)
        )
    buttons: Rows = ()
    until = ""
    if facts.get("undo_until"):
        until = say("review-undo-until-plain", at=say.moment(facts["undo_until"]))
        buttons = ((parts.button(say, "enquiry.undo"),),)
    return Card(
        "enquiry.review",
        title,
        parts.summary(say, name, told),
        number=it["number"],
        fields=fields(say, it),
        note=parts.lines(told, until),
        buttons=buttons,
        tone="done",
    )


@card("enquiry.returned")
def returned(facts: Facts, say: Say) -> Card:
    """The draft came back to whoever wrote it."""
    it = facts["enquiry"]
    title, name = titled(say, "enquiry-returned" if facts["open"] else "enquiry-returned-over", facts)
    reason = say("enquiry-returned-reason", reason=facts["reason"])
    dates = due(say, facts)
    return Card(
        "enquiry.returned",
        title,
        parts.summary(say, name, reason),
        number=it["number"],
        fields=(Field(say("label-enquiry-by"), parts.by_at(say, {"name": facts["by"], "at": facts["at"]})),),
        deadline=dates if facts["open"] else "",
        body=facts["answer"] if facts["open"] else "",
        risk=reason,
        note=say(f"enquiry-task-note-{it['of']}", number=it["number"]) if facts["open"] else "",
        buttons=((parts.button(say, "enquiry.draft", style="primary"),),) if facts["open"] else (),
        tone="ask" if facts["open"] else "done",
    )


@card("enquiry.answer")
def answer(facts: Facts, say: Say) -> Card:
    """The approved answer for whoever puts it on the site."""
    it = facts["enquiry"]
    if it["state"] != "answered":
        return _replied(facts, say)
    title, name = titled(say, f"enquiry-answer-{it['of']}", facts)
    approved = parts.by_at(say, facts["approved"])
    copy = Button("", say("button-enquiry-copy"), copy=facts["answer"])
    label = say(f"button-enquiry-replied-{it['of']}")
    done = parts.button(say, "enquiry.replied", style="primary", label=label)
    return Card(
        "enquiry.answer",
        title,
        parts.summary(say, name, say("enquiry-answer-note", number=it["number"])),
        number=it["number"],
        fields=(*fields(say, it), Field(say("label-enquiry-approved"), approved), *_result(say, facts)),
        body=facts["answer"],
        note=say("enquiry-answer-note", number=it["number"]),
        buttons=(((copy, done) if len(facts["answer"]) <= COPY else (done,)),),
        tone="ask",
    )


def _replied(facts: Facts, say: Say) -> Card:
    it = facts["enquiry"]
    title, name = titled(say, f"enquiry-state-{it['state'].replace('_', '-')}", facts)
    at = facts.get("replied_at")
    told = say("enquiry-replied-at", at=say.moment(at)) if at else say("review-void")
    return Card(
        "enquiry.answer",
        title,
        parts.summary(say, name, told),
        number=it["number"],
        fields=fields(say, it),
        note=told,
        tone="done",
    )


@card("enquiry.whole")
def whole(facts: Facts, say: Say) -> Card:
    """One whole, with its record."""
    it = facts["enquiry"]
    title, name = titled(say, "enquiry-whole", facts)
    state = say(f"state-enquiry-{it['state'].replace('_', '-')}")
    record = []
    for entry in facts["history"]:
        sentence = f"act-{entry['act'].replace('.', '-').replace('_', '-')}"
        if say.has(sentence):
            at, who = say.moment(entry["at"], with_year=True), say.pick(entry["who"])
            line = say("lookup-item-history-line", at=at, who=who, act=say(sentence))
            record.append(line.replace("  ", " "))
    why = _why(say, facts)
    answer_ = say("enquiry-quoted-answer", text=facts["answer"]) if facts.get("answer") else ""
    return Card(
        "enquiry.whole",
        title,
        parts.summary(say, name, state),
        number=it["number"] or "",
        fields=(
            Field(say("label-enquiry-state"), state),
            *fields(say, it),
            Field(say("label-enquiry-registrant"), it["registrant"]),
            *_result(say, facts),
            *dues(say, facts),
        ),
        deadline=due(say, facts),
        body=parts.paragraphs(
            it["body"],
            story(say, facts),
            answer_,
            parts.lines(say("lookup-item-history"), *record) if record else "",
        ),
        buttons=(why,) if why else (),
    )


@card("enquiry.recorded")
def recorded(facts: Facts, say: Say) -> Card:
    """What was done, in a sentence."""
    held = {name: value for name, value in facts.items() if name != "what" and not name.startswith("_")}
    for name, value in held.items():
        if name == "day":
            held[name] = say.day(value)
        elif isinstance(value, list):
            held[name] = say.listed(value)
        elif not isinstance(value, int):
            held[name] = say.pick(value)
    text = say(f"enquiry-recorded-{facts['what'].replace('_', '-')}", **held)
    short = text if len(text) <= TOAST else f"{text[: TOAST - 1]}…"
    return Card("enquiry.recorded", "", short, note=text, tone="done")
