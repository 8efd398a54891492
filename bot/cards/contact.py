"""往来: what is said when somebody opens the chat, is not known, or is gone; what a platform warns of."""

from collections.abc import Mapping
from typing import Any

from bot.cards import parts
from bot.cards.model import Button, Card
from bot.cards.registry import card
from bot.cards.width import cut
from locales import Say

Facts = Mapping[str, Any]
HOME = "/m"


@card("contact.greeting")
def greeting(facts: Facts, say: Say) -> Card:
    """The chat was opened: what waits, and where files are handed in."""
    title = say("contact-greeting-title", name=facts["name"])
    told = say("contact-greeting-waiting", n=facts["n"]) if facts["n"] else say("contact-greeting-nothing")
    return Card(
        "contact.greeting",
        cut(title),
        parts.summary(say, title, told),
        note=parts.lines(told, say("contact-greeting-note")),
        buttons=((Button("", say("button-page-files"), page=HOME),),),
    )


@card("contact.stranger")
def stranger(facts: Facts, say: Say) -> Card:
    """A colleague who is not registered: whom to ask, or the one fixed sentence where nobody can be named."""
    title = say("roster-stranger-title")
    asks = [
        say("contact-stranger-ask", org=say.pick(ask["org"]), names=say.listed(ask["names"]))
        for ask in facts.get("asks") or ()
        if ask["names"]
    ]
    told = parts.lines(say("contact-stranger-body"), *asks) if asks else say("roster-stranger-body")
    return Card("contact.stranger", title, parts.summary(say, title, told), note=told)


@card("contact.gone")
def gone(facts: Facts, say: Say) -> Card:
    """Somebody's account was deleted on the platform."""
    title = say("contact-gone-title", name=facts["name"])
    told = say("contact-gone-other" if facts["other"] else "contact-gone-body", name=facts["name"])
    seats = facts.get("seats") or ()
    moved = say("contact-gone-seats", numbers=say.listed(seats)) if seats else ""
    return Card(
        "contact.gone",
        cut(title),
        parts.summary(say, title, told),
        risk=moved,
        note=parts.lines(told, say("contact-gone-note", name=facts["name"])),
        tone="alert",
    )


@card("contact.alert")
def alert(facts: Facts, say: Say) -> Card:
    """The platform warns that the app is hardly used, was switched off, works again, or refuses it."""
    if facts["what"].startswith("refused:"):
        return _refused(say, facts["what"].partition(":")[2])
    if facts["what"].startswith("aibot:"):
        return _aibot_denied(say, facts["what"].partition(":")[2])
    what = facts["what"].replace("_", "-")
    title = say(f"contact-alert-{what}")
    at = facts.get("at")
    day = say("contact-alert-from", at=say.moment(at)) if at else ""
    is_good = facts["what"] in {"reopen_inactive_agent", "active_restored"}
    note = "" if is_good else say("contact-alert-note")
    return Card(
        "contact.alert",
        cut(title),
        parts.summary(say, title, day),
        note=parts.lines(day, note),
        tone="done" if is_good else "alert",
    )


def _refused(say: Say, code: str) -> Card:
    """Something only an administrator of the platform can mend, in words, with the platform's own number."""
    title = say("contact-denied-title", code=code)
    sentence = f"contact-denied-{code}"
    told = say(sentence if say.has(sentence) else "contact-denied-other")
    return Card(
        "contact.alert",
        title,
        parts.summary(say, title, told),
        note=parts.lines(told, say("contact-denied-note")),
        tone="alert",
    )


def _aibot_denied(say: Say, code: str) -> Card:
    """The second door for files does not open; everything else goes on."""
    title, told = say("aibot-denied-title", code=code), say("aibot-denied-body")
    return Card(
        "contact.alert",
        title,
        parts.summary(say, title, told),
        note=parts.lines(told, say("aibot-denied-note")),
        tone="alert",
    )


@card("contact.directory")
def directory(facts: Facts, say: Say) -> Card:
    """What the platform's directory says otherwise than the roster; nothing was changed."""
    title = say("contact-directory-title")
    missing, renamed = facts["missing"], facts["renamed"]
    lines = [say("contact-directory-missing", names=say.listed(missing))] if missing else []
    lines += [say("contact-directory-renamed", name=one["name"], now=one["now"]) for one in renamed]
    if facts.get("nobody"):
        lines = [say("contact-directory-nobody")]
    return Card(
        "contact.directory",
        title,
        parts.summary(say, title, lines[0]),
        body=parts.lines(*lines),
        note=say("contact-directory-note"),
        tone="alert",
    )
