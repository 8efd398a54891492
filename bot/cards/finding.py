"""问题: what is to be put right, what was, what must go at once; one card with what its reader may do."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.cards import parts
from bot.cards.model import Button, Card, Field
from bot.cards.registry import card
from bot.cards.width import cut
from locales import Say

Facts = Mapping[str, Any]
Rows = tuple[tuple[Button, ...], ...]
LABEL = 24  # columns of an office's name on a button


def _fields(say: Say, facts: Facts) -> tuple[Field, ...]:
    it = facts["finding"]
    grave = say("finding-grave") if it["grave"] else ""
    shown = (
        ("label-finding-kind", "".join((say.pick(it["kind"]), grave))),
        ("label-finding-url", it["url"]),
        ("label-finding-column", it["column"]),
        ("label-finding-office", it["office"]),
        ("label-finding-reporter", it["reporter"] or say(f"finding-source-{it['source']}")),
        ("label-finding-item", it["item"]),
    )
    return tuple(Field(say(label), say.pick(text)) for label, text in shown if text)


def _story(say: Say, facts: Facts) -> str:
    """What happened to it so far, a line each."""
    it, down = facts["finding"], facts.get("takedown")
    told = []
    if down:
        told.append(_by(say, "finding-story-ordered", down["ordered"]))
        if down["removed"]:
            told.append(_by(say, "finding-story-removed", down["removed"]))
    if facts.get("fixed") and it["state"] in ("fixed", "closed"):
        told.append(_by(say, "finding-story-fixed", facts["fixed"]))
    if facts.get("closed"):
        told.append(_by(say, f"finding-story-{it['state']}", facts["closed"]))
    if it["note"]:
        told.append(say("finding-story-note", text=it["note"]))
    return parts.lines(*told)


def _by(say: Say, sentence: str, who: Facts) -> str:
    return say(sentence, name=who["name"] or say("finding-by-house"), at=say.moment(who["at"]))


def _buttons(say: Say, facts: Facts) -> Rows:
    may = facts["may"]
    found: list[Button] = []
    if may["removed"]:
        found.append(parts.button(say, "takedown.removed", style="primary"))
    if may["take_down"]:
        found.append(parts.button(say, "takedown.order", style="danger"))
    found += [
        parts.button(
            say, "finding.assign", label=cut(say.pick(room["name"]), LABEL), args={"office": str(room["id"])}
        )
        for room in facts["offices"]
    ]
    for kind in ("modify", "delete"):
        if may[kind]:
            found.append(
                parts.button(say, "finding.item", label=say(f"finding-item-{kind}"), args={"kind": kind})
            )
    verbs = (
        ("fix", "finding.fixed"),
        ("recheck", "finding.right"),
        ("recheck", "finding.not_right"),
        ("put_off", "finding.put_off"),
        ("none", "finding.none"),
    )
    found += [parts.button(say, verb) for right, verb in verbs if may[right]]
    if facts["clocks"]:
        clocks = ",".join(str(one) for one in facts["clocks"])
        found.append(parts.button(say, "clock.why", args={"clocks": clocks}))
    return parts.rows(found)


def _sentence(facts: Facts) -> str:
    """How the title begins: what is asked of its reader, else where it stands."""
    it, may = facts["finding"], facts["may"]
    if may["removed"]:
        return "finding-remove"
    if it["state"] == "open" and it["secret"] and may["none"]:
        return "finding-leak"
    if it["state"] == "open" and facts["offices"]:
        return "finding-desk"
    if it["state"] == "open" and (may["fix"] or may["delete"]):
        return "finding-approve" if facts.get("takedown") and facts["takedown"]["removed"] else "finding-open"
    if may["recheck"]:
        return "finding-recheck"
    return f"finding-state-{it['state']}"


def _note(say: Say, facts: Facts) -> str:
    """The same acts in words."""
    it, may = facts["finding"], facts["may"]
    told = [
        say(f"finding-twin-{verb.replace('_', '-')}", number=it["number"])
        for verb in ("removed", "take_down", "delete", "fix", "put_off", "recheck", "none")
        if may[verb]
    ]
    if facts["offices"]:
        told.insert(0, say("finding-twin-assign", number=it["number"]))
    return say("finding-twins", words=say.listed(told)) if told else ""


def _numbered(say: Say, title: str, it: Facts) -> str:
    return say("item-numbered", title=title, number=it["number"]) if it["number"] else title


def _drawn(kind: str) -> Callable[[Facts, Say], Card]:
    def draw(facts: Facts, say: Say) -> Card:
        it = facts["finding"]
        whole = say(_sentence(facts), title=it["title"])
        name = _numbered(say, whole, it)
        dates = parts.deadlines(say, facts["deadlines"])
        buttons = _buttons(say, facts)
        secret = say("finding-secret") if it["secret"] else ""
        return Card(
            kind,
            cut(whole),
            parts.summary(say, name, dates),
            number=it["number"],
            fields=(*_fields(say, facts), *parts.files_field(say, facts["files"])),
            deadline=dates,
            body=parts.paragraphs(it["words"], _story(say, facts), _history(say, facts)),
            risk=secret,
            note=_note(say, facts),
            files=parts.file_refs(facts["files"]),
            buttons=buttons,
            tone="ask" if buttons else "done",
        )

    return card(kind)(draw)


def _history(say: Say, facts: Facts) -> str:
    told = []
    for entry in facts.get("history", ()):
        sentence = f"act-{entry['act'].replace('.', '-').replace('_', '-')}"
        if say.has(sentence):
            at = say.moment(entry["at"], with_year=True)
            told.append(say("lookup-item-history-line", at=at, who=entry["who"], act=say(sentence)))
    return parts.lines(say("lookup-item-history"), *told) if told else ""


asked = _drawn("finding.asked")
at_desk = _drawn("finding.desk")
leak = _drawn("finding.leak")
recheck = _drawn("finding.recheck")
takedown = _drawn("takedown.asked")
whole = _drawn("finding.whole")


@card("finding.sort")
def sort(facts: Facts, say: Say) -> Card:
    """What was written down: what is wrong with it?"""
    it = facts["finding"]
    is_open = bool(facts["kinds"])
    sentence = "finding-sort" if is_open else f"finding-state-{it['state']}"
    title = cut(say(sentence, title=it["title"] or it["url"]))
    kinds = [
        parts.button(say, "finding.kind", label=say.pick(one["label"]), args={"kind": one["key"]})
        for one in facts["kinds"]
    ]
    rows: Rows = (*parts.rows(kinds), (parts.button(say, "finding.drop"),)) if is_open else ()
    note = say("finding-sort-note") if is_open else ""
    fields = (Field(say("label-finding-url"), it["url"]),) if it["url"] else ()
    return Card(
        "finding.sort",
        title,
        parts.summary(say, _numbered(say, title, it), note),
        number=it["number"],
        fields=fields,
        body=it["words"] if is_open else "",
        note=note,
        buttons=rows,
        tone="ask" if is_open else "done",
    )


@card("finding.told")
def told(facts: Facts, say: Say) -> Card:
    """What was found of late: for the desk, in one message."""
    title = say("finding-told", count=facts["count"])
    fields = tuple(
        Field(say("item-numbered", title=one["title"], number=one["number"]), say.pick(one["office"]))
        for one in facts["lines"]
    )
    opens = tuple(
        (
            parts.button(
                say,
                "item.open",
                label=say("lookup-open", name=one["number"]),
                subject=f"finding:{one['id']}",
            ),
        )
        for one in facts["lines"][:5]
    )
    return Card(
        "finding.told", title, parts.summary(say, title, fields[0].label), fields=fields, buttons=opens
    )


@card("finding.put_off")
def put_off(facts: Facts, say: Say) -> Card:
    """The unit put it off: until when, and why."""
    it = facts["finding"]
    title = cut(say("finding-put-off", title=it["title"]))
    text = say("finding-put-off-told", by=facts["by"], day=say.day(facts["until"]), reason=it["note"])
    return Card(
        "finding.put_off",
        title,
        parts.summary(say, say("item-numbered", title=title, number=it["number"]), text),
        number=it["number"],
        body=text,
    )


@card("finding.recorded")
def recorded(facts: Facts, say: Say) -> Card:
    """What was done with which."""
    values = {name: held for name, held in facts.items() if name not in ("what", "day")}
    day = {"day": say.day(facts["day"])} if facts.get("day") else {}
    text = say(f"finding-recorded-{facts['what'].replace('_', '-')}", **{**values, **day})
    return Card("finding.recorded", "", text, note=text, tone="done")


@card("finding.ask")
def ask(facts: Facts, say: Say) -> Card:
    """The question whose answer is awaited in words."""
    what = facts["what"].replace("_", "-")
    title = cut(say(f"finding-ask-{what}", title=facts.get("title") or ""))
    note = say(f"finding-ask-{what}-note")
    return Card(
        "finding.ask",
        title,
        parts.summary(say, _numbered(say, title, {"number": facts.get("number") or ""}), note),
        number=facts.get("number") or "",
        note=note,
        tone="ask",
        wants_reply=True,
    )
