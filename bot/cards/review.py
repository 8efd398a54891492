"""审批: the decision card in all its states, reasons, confirmation, and what lies behind 更多."""

from collections.abc import Mapping
from typing import Any

from bot.cards import change, content, parts
from bot.cards.model import Ballot, Button, Card, Field, Line
from bot.cards.registry import card
from bot.cards.remark import remarks
from locales import Say

Facts = Mapping[str, Any]
MOST_VERBS = 5  # behind 更多; in words there are all of them
VERBS = {  # what may be done beside deciding, what a role needs most first, with the right it takes
    "item.raise": "raise",
    "item.lower": "lower",
    "review.propose": "propose",
    "review.withhold": "withhold",
    "hand.on": "hand_on",
    "delegation.ask": "delegate",
    "signers.add": "add_signers",
}
Rows = tuple[tuple[Button, ...], ...]


@card("review.asked")
def asked(facts: Facts, say: Say) -> Card:
    """What is to be judged, in full; once decided, who decided and when."""
    if facts["state"] != "open":
        return _closed("review.asked", facts, say)
    item, step, secrecy = facts["item"], facts["step"], facts.get("secrecy")
    waiting = secrecy is not None and not secrecy["done"]
    outside = facts.get("external")
    top = parts.head(say, "review-asked-secrecy" if waiting else f"review-asked-{item['kind']}", item)
    due = parts.deadline(say, facts.get("deadline"))
    label = say.pick(step["label"])
    if outside:
        top = parts.head(say, "external-asked", item)
    at_step = (
        say("review-step", label=label, cite=parts.cite(say, step["cite"])) if step.get("cite") else label
    )
    told = say("review-asked-summary", submitter=item["submitter"], step=label, deadline=due)
    if outside:
        told = say("external-summary", body=outside["body"], deadline=due)
    return Card(
        "review.asked",
        top.title,
        parts.summary(say, top.name, told),
        number=top.number,
        fields=(
            *top.fields,
            Field(say("label-step"), at_step),
            *parts.form(say, facts.get("form") or ()),
            *parts.files_field(say, facts.get("files") or ()),
            *_secrecy_field(say, secrecy),
            *remarks(say, facts.get("remarks") or ()),
            *_proof(say, facts),
            *_came(say, facts.get("came")),
            *_opinions(say, facts),
        ),
        deadline=due,
        body=parts.paragraphs(
            _again(say, facts.get("again")), change.told(say, facts.get("diff")), facts.get("body") or ""
        ),
        risk=_risk(say, facts),
        checklist=_checklist(say, secrecy),
        citation=_signature(say, facts),
        note=_twin(say, facts, waiting=waiting),
        buttons=_decide(say, facts, waiting=waiting),
        tone="ask",
    )


def _came(say: Say, came: Facts | None) -> tuple[Field, ...]:
    """By what act the reader sits here, where it is not by their own post."""
    if not came:
        return ()
    told = say(f"hand-came-{came['how']}", name=came["by"], why=came["why"] or say("hand-no-reason"))
    return (Field(say(f"label-came-{came['how']}"), told),)


def _opinions(say: Say, facts: Facts) -> tuple[Field, ...]:
    """What colleagues were asked, and what they said."""
    return tuple(
        Field(
            say("signed-opinion", name=one["name"]),
            one["opinion"] if one["state"] == "given" else say("delegation-waiting"),
        )
        for one in facts.get("opinions") or ()
    )


def _again(say: Say, again: Facts | None) -> str:
    """Why it is judged again here: a later step returned it."""
    if not again:
        return ""
    who = say("by-office", name=parts.by_at(say, again["by"]), office=say.pick(again["step"]))
    return say("review-again", who=who, reason=again["reason"])


def _proof(say: Say, facts: Facts) -> tuple[Field, ...]:
    """What proves that a body outside decided."""
    proof = (facts.get("external") or {}).get("proof")
    return (Field(say("label-proof"), proof),) if proof else ()


def _secrecy_field(say: Say, secrecy: Facts | None) -> tuple[Field, ...]:
    if not secrecy:
        return ()
    excepted = any(line["state"] == "exception" for line in secrecy["lines"])
    state = "exception" if excepted else "ok" if secrecy["done"] else "open"
    told = say(f"review-secrecy-{state}")
    if secrecy.get("cite"):
        told = say("review-step", label=told, cite=parts.cite(say, secrecy["cite"]))
    return (Field(say.pick(secrecy["label"]), told),)


def _checklist(say: Say, secrecy: Facts | None) -> tuple[Line, ...]:
    if not secrecy:
        return ()
    return tuple(Line(line["key"], say.pick(line["label"]), line["state"]) for line in secrecy["lines"])


def _risk(say: Say, facts: Facts) -> str:
    told = []
    for risk in facts.get("risk") or ():
        values = {name: held if isinstance(held, int) else say.pick(held) for name, held in risk.items()}
        code = str(values.pop("code"))
        if code == "exempt" and not values.get("evidence"):
            code = "exempt_bare"
        told.append(say(f"risk-{code.replace('_', '-')}", **values))
    if facts.get("proof"):
        told.append(say("review-proof-missing", missing=say.listed(facts["proof"])))
    told.append(content.for_reviewer(say, facts.get("content"), code=facts["code"]))
    return parts.lines(*told)


def _signature(say: Say, facts: Facts) -> str:
    sign, sits_for = say.pick(facts["sign"]).rstrip("。."), facts.get("sits_for")
    if sits_for:
        return say("review-sign-for", name=sits_for, sign=sign, hash=facts["hash8"])
    return say("review-sign", sign=sign, hash=facts["hash8"])


def _twin(say: Say, facts: Facts, *, waiting: bool) -> str:
    if facts.get("external") and not facts["external"]["proof"]:
        return say("external-code", code=facts["code"])
    return say("review-code-return" if waiting else "review-code", code=facts["code"])


def _decide(say: Say, facts: Facts, *, waiting: bool) -> Rows:
    back, more = parts.button(say, "review.return", style="danger"), parts.button(say, "review.more")
    if waiting and any(line["state"] == "exception" for line in facts["secrecy"]["lines"]):
        first: Rows = (
            (parts.button(say, "secrecy.return", style="danger"), parts.button(say, "secrecy.exception")),
            (parts.button(say, "secrecy.all"), back, more),
        )
    elif waiting:
        first = (
            (parts.button(say, "secrecy.all", style="primary"), parts.button(say, "secrecy.exception")),
            (back, more),
        )
    elif facts.get("external") and not facts["external"]["proof"]:
        first = ((parts.button(say, "external.record", style="primary"), back, more),)
    else:
        held = facts.get("content")
        agree = "content.pass" if held and held["to_pass"] else "review.approve"
        first = ((parts.button(say, agree, style="primary"), back, more),)
    files = (parts.button(say, "review.files"),) if facts.get("files") else ()
    return (*first, (*files, *parts.page(say, "button-page-whole", f"/m/item/{facts['item']['number']}")[0]))


def _closed(kind: str, facts: Facts, say: Say) -> Card:
    """A card whose question has been answered: by whom, when, and whether it can still be undone."""
    item, state, decided = facts["item"], facts["state"], facts.get("decided")
    top = parts.head(say, f"review-asked-{state}", item)
    told, fields, undo = "", (*top.fields, *_proof(say, facts)), ""
    buttons: Rows = ()
    if state == "moved" and facts.get("moved_to"):
        told = say("review-moved-to", name=facts["moved_to"])
    elif state in {"void", "withdrawn", "moved"}:
        told = say(f"review-{state}")
    elif decided:
        told = _who_decided(say, decided)
        if decided.get("reason"):
            fields = (*fields, Field(say("label-reason"), decided["reason"]))
        if decided.get("mine") and decided.get("undo_until"):
            undo, buttons = _undo(say, facts, decided["undo_until"])
    return Card(
        kind,
        top.title,
        parts.summary(say, top.name, told),
        number=top.number,
        fields=fields,
        note=parts.lines(told, undo),
        buttons=buttons,
        tone="done",
    )


def _who_decided(say: Say, decided: Facts) -> str:
    at, verdict = say.moment(decided["at"]), decided["verdict"]
    if decided.get("mine"):
        return say("review-decided-mine", at=at, verdict=verdict)
    return say("review-decided", name=decided["name"], at=at, verdict=verdict)


def _undo(say: Say, facts: Facts, until: str) -> tuple[str, Rows]:
    at, code = say.moment(until), facts.get("code")
    note = say("review-undo-until", at=at, code=code) if code else say("review-undo-until-plain", at=at)
    return note, ((parts.button(say, "review.undo"),),)


@card("review.reasons")
def reasons(facts: Facts, say: Say) -> Card:
    """退回, first tap: the ready reasons and one's own words."""
    if facts["state"] != "open":
        return _closed("review.reasons", facts, say)
    to = facts.get("to")
    top = parts.head(say, "review-reasons-title", facts["item"])
    args = {"to": to["key"]} if to else {}
    ready = [
        (
            parts.button(
                say, "review.reason", label=say.pick(reason["label"]), args={"key": reason["key"], **args}
            ),
        )
        for reason in facts["reasons"]
    ]
    others = [
        parts.button(
            say,
            "review.return_to",
            label=say("button-review-return-to", step=say.pick(one["label"])),
            args={"to": one["key"]},
        )
        for one in (() if to else facts.get("back") or ())
    ]
    note = say("review-reasons-note-to", step=say.pick(to["label"])) if to else say("review-reasons-note")
    return Card(
        "review.reasons",
        top.title,
        top.name,
        number=top.number,
        fields=top.fields,
        note=note,
        buttons=(
            *ready,
            (parts.button(say, "review.own_reason", args=args), parts.button(say, "review.back")),
            *parts.rows(others),
        ),
        tone="ask",
    )


@card("review.own_reason")
def own_reason(facts: Facts, say: Say) -> Card:
    """The reviewer answers in words."""
    top = parts.head(say, "review-own-reason-title", facts["item"], brief=True)
    return Card(
        "review.own_reason",
        top.title,
        top.name,
        number=top.number,
        fields=top.fields,
        note=say("review-own-reason-note"),
        tone="ask",
        wants_reply=True,
    )


@card("review.ask_wording")
def ask_wording(facts: Facts, say: Say) -> Card:
    """The office answers with the wording it proposes."""
    top = parts.head(say, "review-ask-wording-title", facts["item"], brief=True)
    told = say("review-ask-wording-note", label=say.pick(facts["label"]))
    return Card(
        "review.ask_wording",
        top.title,
        parts.summary(say, top.name, told),
        number=top.number,
        fields=top.fields,
        body=say.pick(facts.get("before")),
        note=told,
        tone="ask",
        wants_reply=True,
    )


@card("review.exceptions")
def exceptions(facts: Facts, say: Say) -> Card:
    """有例外: which aspect fails, and the item is returned for it. Where several can be ticked on a list, the
    reviewer decides afterwards.
    """
    if facts["state"] != "open":
        return _closed("review.exceptions", facts, say)
    if facts["ticked"] is not None:
        return _ticked(facts, say)
    top = parts.head(say, "review-exceptions-title", facts["item"])
    aspects = [
        parts.button(say, "secrecy.except", label=say.pick(line["label"]), args={"line": line["key"]})
        for line in facts["lines"]
    ]
    return Card(
        "review.exceptions",
        top.title,
        top.name,
        number=top.number,
        fields=top.fields,
        note=say("review-exceptions-note"),
        buttons=(*parts.rows(aspects), (parts.button(say, "review.back"),)),
        ballot=Ballot(
            "secrecy.except",
            parts.button(say, "secrecy.ticked", args={"vote": facts["vote"], "from": str(facts["from"])}),
            say("review-exceptions-tick"),
        ),
        tone="ask",
    )


def _ticked(facts: Facts, say: Say) -> Card:
    """What was ticked on the list."""
    failed = [say.pick(line["label"]) for line in facts["lines"] if line["key"] in facts["ticked"]]
    top = parts.head(say, "review-ticked-title", facts["item"])
    told = say("review-ticked-body", names=say.listed(failed)) if failed else say("review-ticked-none")
    return Card(
        "review.exceptions",
        top.title,
        parts.summary(say, top.name, told),
        number=top.number,
        fields=top.fields,
        note=told,
        tone="done",
    )


@card("review.confirm")
def confirm(facts: Facts, say: Say) -> Card:
    """The last approval of a 重要 item asks once."""
    if facts["state"] != "open":
        return _closed("review.confirm", facts, say)
    top = parts.head(say, "review-confirm-title", facts["item"])
    told = say("review-confirm-body")
    sure = parts.button(
        say, "review.approve", style="primary", label=say("button-review-approve-sure"), args={"sure": "1"}
    )
    return Card(
        "review.confirm",
        top.title,
        parts.summary(say, top.name, told),
        number=top.number,
        fields=top.fields,
        risk=told,
        citation=say("review-sign-sure", sign=say.pick(facts["sign"]).rstrip("。.")),
        note=say("review-code-sure", code=facts["code"]) if facts.get("code") else "",
        buttons=((sure, parts.button(say, "review.back")),),
        tone="ask",
    )


@card("review.more")
def more(facts: Facts, say: Say) -> Card:
    """更多: the whole text and what else this reader may do."""
    item, can = facts["item"], facts["can"]
    top = parts.head(say, "review-more-title", item)
    first = [parts.button(say, "review.files")] if facts.get("files") else []
    verbs = [parts.button(say, action) for action, right in VERBS.items() if can.get(right)]
    if can.get("lower_urgent"):
        verbs.insert(0, parts.button(say, "item.not_urgent", subject=f"item:{item['id']}"))
    if can.get("remark"):
        verbs.append(parts.button(say, "item.remark", subject=f"item:{item['id']}"))
    if can.get("inform"):
        verbs.append(parts.button(say, "item.inform", subject=f"item:{item['id']}"))
    return Card(
        "review.more",
        top.title,
        top.name,
        number=top.number,
        fields=(
            *top.fields,
            *parts.form(say, facts.get("form") or ()),
            *parts.files_field(say, facts.get("files") or ()),
        ),
        body=facts.get("body") or "",
        buttons=parts.rows([*first, *verbs[:MOST_VERBS]]),
    )


@card("review.told")
def told_again(facts: Facts, say: Say) -> Card:
    """An earlier reviewer hears once that the item was handed in again."""
    top = parts.head(say, "review-told-title", facts["item"])
    told = say("review-told-body", round=facts["round"])
    return Card(
        "review.told",
        top.title,
        parts.summary(say, top.name, told),
        number=top.number,
        fields=top.fields,
        body=change.told(say, facts.get("diff")),
        note=told,
    )


@card("review.files")
def files(facts: Facts, say: Say) -> Card:
    """The attachments themselves."""
    held = facts["files"]
    top = parts.head(say, "review-files-title", facts["item"], brief=True)
    told = parts.files(say, held) or say("review-files-empty")
    return Card(
        "review.files",
        top.title,
        parts.summary(say, top.name, told),
        number=top.number,
        fields=(*top.fields, *parts.files_field(say, held)),
        note="" if held else told,
        files=parts.file_refs(held),
    )
