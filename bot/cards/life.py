"""What else happens to an item on its way: 催办, 抄送, 进度."""

from collections.abc import Mapping
from typing import Any

from bot.cards import parts
from bot.cards.answers import answered
from bot.cards.model import Card, Field
from bot.cards.registry import card
from locales import Say

Facts = Mapping[str, Any]


@card("urge.asked")
def urged(facts: Facts, say: Say) -> Card:
    """Somebody asks whoever holds the item to see to it."""
    top = parts.head(say, "urge-asked-title", facts["item"])
    due = parts.deadline(say, facts.get("deadline"))
    return Card(
        "urge.asked",
        top.title,
        parts.summary(say, top.name, due),
        number=top.number,
        fields=(
            *top.fields,
            Field(say("urge-asked-by"), parts.by_at(say, facts["by"])),
            Field(say("urge-asked-since"), say.moment(facts["since"])),
        ),
        deadline=due,
        note=say("urge-asked-note"),
        buttons=(
            (
                parts.button(
                    say,
                    "item.open",
                    label=say("clock-reminder-go", name=top.number),
                    subject=f"item:{facts['item']['id']}",
                ),
            ),
        ),
        tone="ask",
    )


@card("urge.recorded")
def urge_recorded(facts: Facts, say: Say) -> Card:
    """Who was asked, and when they hear of it."""
    number, names = facts["number"], say.listed(facts["names"])
    if facts.get("at"):
        text = say("urge-recorded-later", number=number, names=names, at=say.moment(facts["at"]))
    else:
        text = say("urge-recorded", number=number, names=names)
    return answered("urge.recorded", text)


@card("inform.told")
def informed(facts: Facts, say: Say) -> Card:
    """Somebody is told of an item; nothing is asked but that they read it."""
    is_read = bool(facts.get("read_at"))
    top = parts.head(say, "inform-told-read" if is_read else "inform-told-title", facts["item"])
    by = parts.by_at(say, facts["by"])
    state = say(f"state-{facts['item']['state']}")
    note = (
        say("inform-told-done", at=say.moment(facts["read_at"]))
        if is_read
        else say("inform-told-note", number=top.number)
    )
    return Card(
        "inform.told",
        top.title,
        parts.summary(say, top.name, say("labelled", label=say("inform-told-by"), text=by)),
        number=top.number,
        fields=(
            *top.fields,
            Field(say("inform-told-by"), by),
            Field(say("lookup-item-state"), state),
            *(() if is_read else parts.form(say, facts.get("form") or ())),
            *parts.files_field(say, facts.get("files") or ()),
        ),
        body="" if is_read else facts.get("body") or "",
        note=note,
        buttons=(
            *(() if is_read else ((parts.button(say, "item.read"),),)),
            *parts.whole(say, facts["item"]),
        ),
        tone="done" if is_read else "info",
    )


@card("inform.ask")
def ask_whom(facts: Facts, say: Say) -> Card:
    """The names come in words."""
    top = parts.head(say, "inform-ask-title", facts["item"], brief=True)
    return Card(
        "inform.ask",
        top.title,
        top.name,
        number=top.number,
        fields=top.fields,
        note=say("inform-ask-note"),
        tone="ask",
        wants_reply=True,
    )


@card("inform.recorded")
def inform_recorded(facts: Facts, say: Say) -> Card:
    """Who was told."""
    text = say("inform-recorded", number=facts["number"], names=say.listed(facts["names"]))
    return answered("inform.recorded", text)


@card("read.recorded")
def read_recorded(facts: Facts, say: Say) -> Card:
    """已阅 is in the record."""
    return answered("read.recorded", say("read-recorded", number=facts["number"]))


@card("progress.told")
def progress(facts: Facts, say: Say) -> Card:
    """The way of an item, and who has opened and read it."""
    top = parts.head(say, "progress-title", facts["item"])
    state = say(f"state-{facts['item']['state']}")
    return Card(
        "progress.told",
        top.title,
        parts.summary(say, top.name, state),
        number=top.number,
        fields=(*top.fields, Field(say("lookup-item-state"), state)),
        body=parts.paragraphs(
            parts.route(say, facts["route"]),
            _readers(say, "progress-asked", facts["asked"]),
            _readers(say, "progress-told", facts["told"]),
        ),
        note=say("progress-note"),
        buttons=parts.whole(say, facts["item"]),
    )


def _readers(say: Say, sentence: str, people: list[Facts]) -> str:
    lines = [
        say(
            "progress-line",
            name=one["name"],
            state=one["state"],
            at=say.moment(one["at"]) if one["at"] else "",
        )
        for one in people
    ]
    return parts.lines(say(sentence), *lines) if lines else ""


@card("withhold.grounds")
def grounds(facts: Facts, say: Say) -> Card:
    """不予公开: on which ground of the law."""
    top = parts.head(say, "withhold-grounds-title", facts["item"])
    buttons = [
        (parts.button(say, "withhold.ground", label=say.pick(line["label"]), args={"key": line["key"]}),)
        for line in facts["grounds"]
    ]
    return Card(
        "withhold.grounds",
        top.title,
        top.name,
        number=top.number,
        fields=(
            *top.fields,
            *(Field(say.pick(line["label"]), parts.cite(say, line["cite"])) for line in facts["grounds"]),
        ),
        note=say("withhold-grounds-note", code=facts["code"]),
        buttons=tuple(buttons),
        tone="ask",
    )


@card("withhold.ask_reason")
def ask_why_withheld(facts: Facts, say: Say) -> Card:
    """The reason comes in words."""
    top = parts.head(say, "withhold-ask-title", facts["item"], brief=True)
    ground, cite = say.pick(facts["ground"]), parts.cite(say, facts["cite"])
    return Card(
        "withhold.ask_reason",
        top.title,
        top.name,
        number=top.number,
        fields=top.fields,
        note=say("withhold-ask-note", ground=ground, cite=cite),
        tone="ask",
        wants_reply=True,
    )


@card("submit.withheld")
def withheld(facts: Facts, say: Say) -> Card:
    """The submitter hears that it is not published, on what ground and why."""
    top = parts.head(say, "withheld-title", facts["item"])
    ground = say("review-step", label=say.pick(facts["ground"]), cite=parts.cite(say, facts["cite"]))
    who = say("by-office", name=parts.by_at(say, facts["by"]), office=say.pick(facts["step"]))
    return Card(
        "submit.withheld",
        top.title,
        parts.summary(say, top.name, ground, facts["reason"]),
        number=top.number,
        fields=(*top.fields, Field(say("withheld-ground"), ground), Field(say("withheld-by"), who)),
        body=say("labelled", label=say("label-reason"), text=facts["reason"]),
        note=say("withheld-note"),
        buttons=parts.whole(say, facts["item"]),
        tone="alert",
    )


@card("restore.ask_reason")
def ask_why_restored(facts: Facts, say: Say) -> Card:
    """The reason comes in words."""
    top = parts.head(say, "restore-ask-title", facts["item"], brief=True)
    return Card(
        "restore.ask_reason",
        top.title,
        top.name,
        number=top.number,
        fields=top.fields,
        note=say("restore-ask-note"),
        tone="ask",
        wants_reply=True,
    )


@card("restore.recorded")
def restore_recorded(facts: Facts, say: Say) -> Card:
    """Where it goes on."""
    return answered("restore.recorded", say(f"restore-recorded-{facts['to']}", number=facts["number"]))


@card("item.restored")
def restored(facts: Facts, say: Say) -> Card:
    """The submitter hears that the item goes on, and why."""
    top = parts.head(say, "restored-title", facts["item"])
    by = parts.by_at(say, facts["by"])
    return Card(
        "item.restored",
        top.title,
        parts.summary(say, top.name, facts["reason"]),
        number=top.number,
        fields=(*top.fields, Field(say("restored-by"), by)),
        body=say("labelled", label=say("label-reason"), text=facts["reason"]),
        note=say("restored-note"),
        buttons=parts.whole(say, facts["item"]),
    )


@card("item.recalled")
def recalled(facts: Facts, say: Say) -> Card:
    """The web administrator hears not to publish."""
    top = parts.head(say, "recalled-title", facts["item"])
    by = parts.by_at(say, facts["by"])
    return Card(
        "item.recalled",
        top.title,
        parts.summary(say, top.name, say("recalled-note")),
        number=top.number,
        fields=(*top.fields, Field(say("recalled-by"), by)),
        note=say("recalled-note"),
        tone="alert",
    )
