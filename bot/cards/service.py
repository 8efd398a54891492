"""Help, settings, and what is not understood."""

from collections.abc import Mapping
from typing import Any

from bot.cards import parts
from bot.cards.model import Card, Field
from bot.cards.registry import card
from bot.cards.roster import role
from locales import Say

Facts = Mapping[str, Any]
DIGESTS = ("08:30", "14:30")  # the slots in which merged reminders leave


@card("help")
def help_(facts: Facts, say: Say) -> Card:
    """Every command of this person, with its Chinese word."""
    title, note = say("help-title"), say("help-note")
    posts = say.listed(role(say, word) for word in facts.get("role_words") or ())
    return Card(
        "help",
        title,
        parts.summary(say, title, note),
        fields=(
            *((Field(say("help-roles"), posts),) if posts else ()),
            *(_command(say, entry) for entry in facts["commands"]),
        ),
        note=note,
        buttons=parts.page(say, "button-page-open", "/m"),
    )


def _command(say: Say, entry: Facts) -> Field:
    latin = entry.get("command") or ""
    sentence = f"command-{latin.lstrip('/')}"
    what = say(sentence) if say.has(sentence) else say.pick(entry.get("what"))
    return Field(say("help-command", word=say.pick(entry["word"]), command=latin).strip(), what)


@card("settings")
def settings(facts: Facts, say: Say) -> Card:
    """Language and the time of the merged reminder."""
    title = say("settings-title")
    names = {"zh_CN": say("language-zh"), "en": say("language-en")}
    languages = tuple(
        parts.button(say, "settings.lang", label=name, args={"value": lang}) for lang, name in names.items()
    )
    times = tuple(
        parts.button(say, "settings.digest", label=say("settings-digest-at", time=time), args={"value": time})
        for time in facts.get("digests") or DIGESTS
    )
    now: str = names.get(facts["lang"], "")
    return Card(
        "settings",
        title,
        parts.summary(say, title, now, facts["digest_at"]),
        fields=(Field(say("settings-lang"), now), Field(say("settings-digest"), facts["digest_at"])),
        note=say("settings-note"),
        buttons=(languages, times),
    )


def _sentence(kind: str, text: str) -> Card:
    return Card(kind, "", text, note=text)


@card("cancelled")
def cancelled(facts: Facts, say: Say) -> Card:
    """What was under way is over."""
    what = say.pick(facts.get("what"))
    if say.has(named := f"dialogue-{what.replace('.', '-')}"):
        what = say(named)
    return _sentence("cancelled", say("cancelled-what", what=what) if what else say("cancelled-nothing"))


@card("not_understood")
def not_understood(_facts: Facts, say: Say) -> Card:
    """Words that are no command and no draft."""
    return _sentence("not_understood", say("not-understood"))


@card("voice_unread")
def voice_unread(_facts: Facts, say: Say) -> Card:
    """Voice is not transcribed."""
    return _sentence("voice_unread", say("voice-unread"))


@card("too_fast")
def too_fast(_facts: Facts, say: Say) -> Card:
    """More acts in a moment than a person does."""
    return _sentence("too_fast", say("too-fast"))


@card("service.gap")
def gap(facts: Facts, say: Say) -> Card:
    """The service was away; taps may have been lost on the way."""
    title = say("service-gap-title")
    told = say(
        "service-gap-body",
        **{"from": say.moment(facts["from"]), "to": say.moment(facts["to"])},
    )
    return Card(
        "service.gap",
        title,
        parts.summary(say, title, told),
        note=parts.lines(told, say("service-gap-note")),
        tone="alert",
    )


@card("card.ended")
def card_ended(facts: Facts, say: Say) -> Card:
    """What became of a card that its platform lets nobody redraw."""
    title = say("card-ended-title")
    return Card("card.ended", title, parts.summary(say, title, facts["summary"]), body=facts["summary"])
