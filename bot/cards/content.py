"""送审前检查: what was found where, in one short block, and the two questions for a reason."""

from collections.abc import Mapping
from typing import Any

from bot.cards import parts
from bot.cards.model import Card
from bot.cards.registry import card
from locales import Say
from rules.content import CHECKS

Facts = Mapping[str, Any]
MOST_TOLD = 6  # lines on a card; the page has them all


def block(say: Say, held: Facts | None, *, most: int = MOST_TOLD) -> str:
    """Return the findings and the files that could not be read, a line each; empty when all is well."""
    if not held:
        return ""
    told = [line(say, found) for found in held["findings"][:most]]
    if (left := len(held["findings"]) - most) > 0:
        told.append(say("content-more", n=left))
    for one in held["unread"]:
        sentence = "content-partly" if one["state"] == "partly" else "content-unread"
        told.append(say(sentence, name=one["name"]))
    return parts.lines(*told)


def line(say: Say, found: Facts) -> str:
    """Return one finding: where, what, what to do, by which article."""
    what = say(f"content-kind-{found['kind'].replace('_', '-')}")
    if found["shown"]:
        what = say("content-shown", what=what, shown=parts.dated(say, found["shown"]))
    if found["want"]:
        what = say("content-want", what=what, want=found["want"])
    return say(
        "content-warn" if found["severity"] == "warn" else "content-block",
        where=_where(say, found),
        what=what,
        todo=say(f"content-todo-{CHECKS[found['kind']].todo}"),
        cite=parts.cite(say, found["cite"]),
    )


def _where(say: Say, found: Facts) -> str:
    field = found["field"]
    if field == "file":
        where = say("content-file", name=found["file"])
    else:
        known = field if field in {"title", "body", "formed_on"} else "form"
        where = say(f"content-field-{known.replace('_', '-')}")
    if found["part"]:
        return say("content-part", where=where, part=say(f"content-part-{found['part']}"))
    return (
        say("content-line", where=where, line=found["line"]) if found["line"] and field != "title" else where
    )


def for_liaison(say: Say, held: Facts | None, *, most: int = MOST_TOLD) -> str:
    """Return the block of a draft's card, with what to do about it."""
    if not held:
        return ""
    asked = say("content-asked", why=held["why"]) if held["why"] else ""
    todo = ""
    if held["blocks"] and not held["why"]:
        todo = say("content-todo-blocks", n=held["blocks"])
    elif held["findings"]:
        todo = say("content-confirmed-note")
    return parts.lines(block(say, held, most=most), asked, todo)


def for_reviewer(say: Say, held: Facts | None, *, code: str = "") -> str:
    """Return the block of a reviewer's card: what was found, what was said for it, what is still needed."""
    if not held:
        return ""
    asked = say("content-asked", why=held["why"]) if held["why"] else ""
    passed = say("content-passed", why=held["passed"]) if held["passed"] else ""
    needs = say("content-needs-reason", code=code) if code and held["to_pass"] else ""
    return parts.lines(block(say, held), asked, passed, needs)


@card("content.ask_reason")
def ask_reason(facts: Facts, say: Say) -> Card:
    """The liaison says why what is blocked should go on."""
    return _question(
        say, facts, "content.ask_reason", "content-ask-reason-title", say("content-ask-reason-note")
    )


@card("content.ask_pass")
def ask_pass(facts: Facts, say: Say) -> Card:
    """The reviewer says why it may pass; that is the approval."""
    return _question(say, facts, "content.ask_pass", "content-ask-pass-title", say("content-ask-pass-note"))


@card("content.marked")
def marked(facts: Facts, say: Say) -> Card:
    """Whoever keeps secrets hears that something marked came, and that nothing of it was kept."""
    title = say("content-marked-title")
    told = say("content-marked-body", name=facts["name"], at=say.moment(facts["at"]))
    return Card("content.marked", title, parts.summary(say, title, told), note=told, tone="alert")


def _question(say: Say, facts: Facts, kind: str, title: str, note: str) -> Card:
    top = parts.head(say, title, facts["item"], brief=True)
    return Card(
        kind,
        top.title,
        top.name,
        number=top.number,
        fields=top.fields,
        note=note,
        tone="ask",
        wants_reply=True,
    )
