"""From a notice's facts to the bytes that leave: card, then payload, then what is kept as evidence."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot import cards
from bot.cards.model import Button, Card
from bot.platforms import telegram_cards, wecom_cards, wecom_groups
from bot.platforms.base import Called, Payload
from bot.platforms.telegram_cards import Caps
from bot.platforms.wecom_text import Words
from locales import Say, say
from scheduler.ports import Drawn, Edit, Mint

MOST_VOICES = 64
_VOICES: dict[tuple[str, int], tuple[Mapping[str, Any], Say]] = {}


def voice(lang: str, terms: Mapping[str, Any]) -> Say:
    """The sentences of a language, with an office's own words; the same words are read once."""
    held = _VOICES.get((lang, id(terms)))
    if held is not None and held[0] is terms:
        return held[1]
    found = say(lang, terms)
    if len(_VOICES) >= MOST_VOICES:
        _VOICES.clear()
    _VOICES[lang, id(terms)] = (terms, found)
    return found


Page = Callable[[str], str | None]
"""A path of our mobile page (``/m/item/KP-2026-0042``) → the address a phone opens; None without one."""


@dataclass(frozen=True, slots=True)
class Canvas:
    """What a platform draws a card with."""

    chat: str
    mint: Callable[[Button], str]
    edit: Edit | None
    caps: Caps
    page: Page
    say: Say
    facts: Mapping[str, Any]
    numbered: list[dict[str, Any]] = field(default_factory=list)

    def by_number(self, number: int, button: Button) -> str:
        """Note a button that found no room; the line that offers it as a reply."""
        args = dict(button.args)
        self.numbered.append({"n": number, "verb": button.action, "subject": button.subject, "args": args})
        return self.say("card-by-number", number=number, label=button.label)


class Painter:
    """The house's ``Drawer``: knows every card and every platform's way of drawing it.

    Args:
        caps: what the Telegram server at hand can draw.
        page: where our mobile page is; by default it is nowhere.
    """

    def __init__(self, caps: Callable[[], Caps] = Caps, *, page: Page = wecom_cards.no_page) -> None:
        self._caps = caps
        self._page = page

    def draw(
        self,
        kind: str,
        facts: Mapping[str, Any],
        *,
        platform: str,
        chat: str,
        lang: str,
        terms: Mapping[str, Any],
        mint: Mint,
        edit: Edit | None = None,
    ) -> Drawn:
        """See ``scheduler.ports.Drawer``. Raises KeyError for a platform that nobody draws."""
        say = voice(lang, terms)
        card = cards.build(kind, facts, say)

        def token(button: Button) -> str:
            return mint(button.action, button.subject, button.args)

        canvas = Canvas(chat, token, edit, self._caps(), self._page, say, facts)
        payloads = _PLATFORMS[platform](card, canvas)
        shown = json.dumps(card.as_data(), ensure_ascii=False, sort_keys=True, default=dict)
        closes = not any(one.is_an_act for row in card.buttons for one in row)
        parts = tuple(payload.to_bytes() for payload in payloads)
        digest = f"{card.tone}:{_digest(shown)}"
        return Drawn(parts, shown, digest, closes, tuple(canvas.numbered), card.gives_way)


def _digest(shown: str) -> str:
    return hashlib.sha256(shown.encode()).hexdigest()


def toast(kind: str, facts: Mapping[str, Any]) -> tuple[str, bool]:
    """The short answer to a tap: its words, and whether they must be dismissed.

    ``_lang`` and ``_terms`` among the facts say to whom it is said.
    """
    plain = {key: value for key, value in facts.items() if not key.startswith("_")}
    card: Card = cards.build(kind, plain, voice(str(facts.get("_lang", "zh_CN")), facts.get("_terms", {})))
    return telegram_cards.toast(card)


def _on_telegram(card: Card, on: Canvas) -> list[Payload]:
    called = _called(on)
    return telegram_cards.draw(
        card,
        chat=on.chat,
        mint=on.mint,
        caps=on.caps,
        edit=on.edit,
        page=on.page,
        by_number=on.by_number,
        called=called,
        received=_received(on, called),
    )


def _on_wecom(card: Card, on: Canvas) -> list[Payload]:
    if not wecom_groups.is_group(on.chat):
        return wecom_cards.draw(
            card,
            chat=on.chat,
            mint=on.mint,
            edit=on.edit,
            page=on.page,
            words=words(on.say),
            by_number=on.by_number,
        )
    called = _called(on)
    return wecom_groups.draw(card, chat=on.chat, called=called, received=_received(on, called), edit=on.edit)


def _called(on: Canvas) -> list[Called]:
    """In a group ``_called`` among the facts names whoever got the card itself."""
    return [Called(one["name"], one["account"]) for one in on.facts.get("_called") or ()]


def _received(on: Canvas, called: Sequence[Called]) -> str:
    return on.say("group-sent-to", names=on.say.listed([one.name for one in called])) if called else ""


def words(say: Say) -> Words:
    """The few words of our own on a WeCom card."""
    return Words(
        more=say("wecom-more"),
        do=say("wecom-do"),
        which=say("wecom-which"),
        submit=say("wecom-submit"),
        for_reason=say("wecom-for-reason"),
        moved=say("wecom-moved"),
        over=say("wecom-over"),
    )


_PLATFORMS: Mapping[str, Callable[[Card, Canvas], list[Payload]]] = {
    "telegram": _on_telegram,
    "wecom": _on_wecom,
}
