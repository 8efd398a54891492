"""交稿: offers, drafts, what became of them, returns and proposals of wording."""

from collections.abc import Mapping
from typing import Any

from bot.cards import change, content, parts
from bot.cards.model import Button, Card, Field
from bot.cards.registry import card
from bot.cards.width import cut
from locales import Say

Facts = Mapping[str, Any]
KINDS = ("publish", "modify", "delete")
FILED = frozenset(
    {"review", "returned", "handover", "confirm", "closed", "withdrawn", "dropped", "withheld", "erased"}
)
OVER = frozenset({"withdrawn", "dropped", "closed", "withheld", "erased"})


@card("submit.offer")
def offer(facts: Facts, say: Say) -> Card:
    """Free text or a file arrived outside any dialogue."""
    if not facts.get("open", True):
        return _offer_over(facts, say)
    drafts = facts.get("draft", True)
    title = say("submit-offer-title" if drafts else "enquiry-offer-title")
    names = say.listed(facts.get("files") or ())
    preview = facts.get("preview") or ""
    return Card(
        "submit.offer",
        title,
        parts.summary(say, title, cut(preview, 80), names),
        fields=(Field(say("label-files"), names),) if names else (),
        body=preview,
        note=say("submit-offer-note" if drafts else "enquiry-offer-note"),
        buttons=(
            *(_new(say) if drafts else ()),
            *(((parts.button(say, "enquiry.new"),),) if facts.get("letter") else ()),
            (parts.button(say, "draft.ignore"),),
        ),
        tone="ask",
    )


def _new(say: Say) -> tuple[tuple[Button, ...], ...]:
    """What a draft may be for."""
    first = parts.button(say, "draft.new", style="primary", args={"kind": "publish"})
    others = (
        parts.button(say, "draft.new", label=say(f"button-draft-new-{kind}"), args={"kind": kind})
        for kind in KINDS[1:]
    )
    return (first,), tuple(others)


def _offer_over(facts: Facts, say: Say) -> Card:
    title, preview = say("submit-offer-closed"), facts.get("preview") or say.listed(facts.get("files") or ())
    return Card("submit.offer", title, parts.summary(say, title, cut(preview, 80)), body=preview, tone="done")


@card("submit.draft")
def draft(facts: Facts, say: Say) -> Card:
    """A draft: what is there, what is missing, the next question, and the way it will take."""
    item, ask = facts["item"], facts.get("ask")
    if not facts.get("open", item["state"] == "draft"):
        return _draft_over(say, item, moved=bool(facts.get("superseded")))
    ready = bool(facts.get("ready"))
    sentence = "submit-draft-ask" if ask else "submit-draft-ready" if ready else "submit-draft-waiting"
    top = parts.head(say, sentence, item, brief=True)
    question = _question(say, facts, ask) if ask else ""
    missing = say.listed(parts.named(facts.get("missing") or ()))
    gaps = say.listed(parts.named(facts.get("gaps") or ()))
    return Card(
        "submit.draft",
        top.title,
        parts.summary(say, top.name, question),
        number=top.number,
        fields=(
            *((Field(say("label-matter"), parts.matter(say, item)),) if item.get("matter") else ()),
            *parts.entries_shown(say, facts["fields"]),
            *parts.files_field(say, facts.get("files") or ()),
            *((Field(say("label-missing"), missing),) if missing else ()),
        ),
        body=_forecast(say, facts.get("forecast")),
        risk=parts.lines(
            say("submit-draft-gap", steps=gaps) if gaps else "",
            content.for_liaison(say, facts.get("content")),
        ),
        note=question,
        buttons=(
            *parts.page(say, "button-page-files", f"/m/draft/{item['id']}"),
            *_choices(say, ask),
            *_draft_verbs(say, item, facts.get("content"), ready=ready),
        ),
        tone="ask",
        wants_reply=ask is not None and ask["kind"] != "choice",
    )


def _draft_over(say: Say, item: Facts, *, moved: bool) -> Card:
    """A draft's card that is no longer the place to write: it says where the item is now."""
    match item["state"]:
        case "dropped":
            sentence, told = "submit-draft-dropped", ""
        case state if moved or state in {"draft", "registered"}:
            sentence, told = "submit-draft-moved", say("submit-draft-moved-note")
        case _:
            sentence, told = "submit-draft-submitted", ""
    top = parts.head(say, sentence, item)
    return Card(
        "submit.draft",
        top.title,
        parts.summary(say, top.name, told),
        number=top.number,
        fields=top.fields,
        note=told,
        tone="done",
        gives_way=moved,
    )


def _question(say: Say, facts: Facts, ask: Facts) -> str:
    label = say.pick(ask["label"])
    match ask["kind"]:
        case "choice":
            text = say("submit-draft-choose", label=label)
        case "date":
            text = say("submit-draft-date", label=label)
        case "file":
            text = say("submit-draft-file", label=label)
        case _:
            text = say("submit-draft-write", label=label)
    triggers = ""
    if ask["key"] == "importance" and facts.get("triggers"):
        triggers = say("submit-draft-triggers", triggers=say.listed(facts["triggers"]))
    return parts.lines(text, say.pick(ask.get("hint")), triggers)


def _forecast(say: Say, forecast: list[Facts] | None) -> str:
    told = [say("listed-line", n=n, text=text) for n, text in enumerate(parts.ahead(say, forecast), start=1)]
    return "\n".join([say("submit-draft-forecast"), *told]) if told else ""


def _choices(say: Say, ask: Facts | None) -> tuple[tuple[Button, ...], ...]:
    if not ask:
        return ()
    return parts.rows(
        parts.button(
            say,
            "draft.set",
            label=say("submit-draft-take-out", name=choice["label"])
            if ask["kind"] == "file"
            else parts.value(say, choice["label"]),
            args={"key": ask["key"], "value": choice["value"]},
        )
        for choice in ask.get("choices") or ()
    )


def _draft_verbs(
    say: Say, item: Facts, found: Facts | None, *, ready: bool
) -> tuple[tuple[Button, ...], ...]:
    change_or_drop = (parts.button(say, "draft.edit"), parts.button(say, "draft.drop", style="danger"))
    if not ready:
        return (change_or_drop,)
    if found and found["blocks"] and not found["why"]:
        return (change_or_drop, (parts.button(say, "content.explain"),))
    return ((parts.button(say, "draft.submit", style="primary"),), change_or_drop, (_urgency(say, item),))


def _urgency(say: Say, item: Facts) -> Button:
    return parts.button(say, "item.not_urgent" if item.get("urgent") else "draft.urgent")


@card("submit.edit_menu")
def edit_menu(facts: Facts, say: Say) -> Card:
    """Which part of the draft is to be changed."""
    item = facts["item"]
    top = parts.head(say, "submit-edit-menu-title", item, brief=True)
    others = tuple(
        parts.button(
            say, "draft.set", label=say(f"button-draft-kind-{kind}"), args={"key": "kind", "value": kind}
        )
        for kind in KINDS
        if kind != item["kind"] and not item.get("number") and not item.get("matter")
    )
    entries = [(entry, say.pick(entry["label"])) for entry in facts["fields"]]
    return Card(
        "submit.edit_menu",
        top.title,
        top.name,
        number=top.number,
        fields=parts.entries_shown(say, facts["fields"]),
        buttons=(
            *parts.rows(
                parts.button(say, "draft.ask", label=label, args={"key": entry["key"]})
                for entry, label in entries
            ),
            (_urgency(say, item),),
            *((others,) if others else ()),
        ),
        tone="ask",
    )


@card("submit.filed")
def filed(facts: Facts, say: Say) -> Card:
    """What was handed in, and how far it has come."""
    item, state = facts["item"], facts["state"] if facts["state"] in FILED else "review"
    top = parts.head(say, f"submit-filed-{state}", item)
    newer = "" if facts.get("newest", True) else say("submit-filed-newer")
    over = state in OVER or bool(newer)
    due = "" if over else parts.deadlines(say, facts.get("deadlines") or ())
    buttons = [] if over else [parts.button(say, "item.open")]
    if (state == "review" or facts.get("withdrawable")) and not over:
        buttons.insert(0, parts.button(say, "item.withdraw"))
    if item.get("urgent") and state in {"review", "handover"} and not over:
        buttons.append(parts.button(say, "item.not_urgent"))
    if facts.get("amendable") and not newer:
        buttons += [parts.button(say, "draft.amend"), parts.button(say, "item.drop")]
    return Card(
        "submit.filed",
        top.title,
        parts.summary(say, top.name, due.split("\n")[0]),
        number=top.number,
        fields=top.fields,
        deadline=due,
        body="" if over and state != "closed" else parts.route(say, facts.get("route") or ()),
        note=newer,
        buttons=(*parts.rows(buttons), *(() if newer else parts.whole(say, item))),
        tone="done" if over else "info",
    )


@card("submit.returned")
def returned(facts: Facts, say: Say) -> Card:
    """The full reason of a return, and the way back in."""
    item, by, is_open = facts["item"], facts["by"], bool(facts["open"])
    top = parts.head(say, "submit-returned-title" if is_open else "submit-returned-closed", item)
    who = say("by-office", name=parts.by_at(say, by), office=say.pick(facts["step"]))
    reason = say("labelled", label=say("label-reason"), text=facts["reason"])
    told = say("submit-returned-summary", name=by["name"], number=top.number, reason=facts["reason"])
    return Card(
        "submit.returned",
        top.title,
        parts.summary(say, top.name, told) if is_open else top.name,
        number=top.number,
        fields=(*top.fields, Field(say("submit-returned-by"), who)),
        body=reason,
        note=say("submit-returned-resumes", step=say.pick(facts["resumes_at"])) if is_open else "",
        buttons=parts.rows(
            [
                parts.button(say, "draft.amend", style="primary"),
                parts.button(say, "item.drop", style="danger"),
            ]
        )
        if is_open
        else (),
        tone="alert" if is_open else "done",
    )


@card("submit.registered")
def registered(facts: Facts, say: Say) -> Card:
    """登记形成: the clocks run before anything is handed in."""
    top = parts.head(say, "submit-registered-title", facts["item"])
    due = parts.deadlines(say, facts["deadlines"])
    return Card(
        "submit.registered",
        top.title,
        parts.summary(say, top.name, due.split("\n")[0]),
        number=top.number,
        fields=top.fields,
        deadline=due,
        note=say("submit-registered-note"),
    )


@card("submit.proposal")
def proposal(facts: Facts, say: Say) -> Card:
    """Wording that the office proposes; one tap takes it."""
    item, is_open = facts["item"], bool(facts["open"])
    outcome = {"accepted": "submit-proposal-accepted", "declined": "submit-proposal-declined"}
    closed = outcome.get(facts.get("outcome") or "", "submit-proposal-closed")
    top = parts.head(say, "submit-proposal-title" if is_open else closed, item, brief=True)
    before, after = change.excerpt(facts["before"], facts["after"])
    field = say.pick(facts["label"])
    by = parts.by_at(say, facts["by"])
    which = {"proposal": str(facts["proposal"])} if facts.get("proposal") else {}
    accept = parts.button(say, "proposal.accept", style="primary", args=which)
    decline = parts.button(say, "proposal.decline", args=which)
    return Card(
        "submit.proposal",
        top.title,
        parts.summary(say, top.name, say("submit-proposal-after", text=cut(after, 80)) if is_open else ""),
        number=top.number,
        fields=(
            *top.fields,
            Field(say("submit-proposal-by"), by),
            Field(say("submit-proposal-field"), field),
        ),
        body=parts.lines(
            say("submit-proposal-before", text=before), say("submit-proposal-after", text=after)
        ),
        note=say("submit-proposal-note") if is_open else "",
        buttons=((accept, decline),) if is_open else (),
        tone="ask" if is_open else "done",
    )


@card("proposal.declined")
def proposal_declined(facts: Facts, say: Say) -> Card:
    """The office hears that its wording was not taken."""
    top = parts.head(say, "proposal-declined-title", facts["item"], brief=True)
    told = say("proposal-declined-note", label=say.pick(facts["label"]))
    return Card(
        "proposal.declined",
        top.title,
        parts.summary(say, top.name, told),
        number=top.number,
        fields=top.fields,
        note=told,
    )


@card("urgent.ask_reason")
def ask_why_urgent(facts: Facts, say: Say) -> Card:
    """The liaison says in one line why it cannot wait."""
    top = parts.head(say, "urgent-ask-title", facts["item"], brief=True)
    return Card(
        "urgent.ask_reason",
        top.title,
        top.name,
        number=top.number,
        fields=top.fields,
        note=say("urgent-ask-note"),
        tone="ask",
        wants_reply=True,
    )


@card("draft.complete")
def complete(_facts: Facts, say: Say) -> Card:
    """Words came for a draft that asks nothing more."""
    told = say("draft-complete")
    return Card("draft.complete", "", told, note=told)
