"""From a notice's facts to the bytes that leave: card, then payload, then what is kept as evidence."""

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from bot import cards
from bot.cards.model import Button, Card
from bot.platforms import telegram_cards
from bot.platforms.telegram_cards import Caps
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


class Painter:
    """The house's ``Drawer``: knows every card and every platform's way of drawing it."""

    def __init__(self, caps: Callable[[], Caps] = Caps) -> None:
        self._caps = caps

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
        card = cards.build(kind, facts, voice(lang, terms))

        def token(button: Button) -> str:
            return mint(button.action, button.subject, button.args)

        payloads = _PLATFORMS[platform](card, chat=chat, mint=token, caps=self._caps(), edit=edit)
        shown = json.dumps(card.as_data(), ensure_ascii=False, sort_keys=True, default=dict)
        closes = not any(one.is_an_act for row in card.buttons for one in row)
        return Drawn(tuple(payload.to_bytes() for payload in payloads), shown, _digest(shown), closes)


def _digest(shown: str) -> str:
    return hashlib.sha256(shown.encode()).hexdigest()


def toast(kind: str, facts: Mapping[str, Any]) -> tuple[str, bool]:
    """The short answer to a tap: its words, and whether they must be dismissed.

    ``_lang`` and ``_terms`` among the facts say to whom it is said.
    """
    plain = {key: value for key, value in facts.items() if not key.startswith("_")}
    card: Card = cards.build(kind, plain, voice(str(facts.get("_lang", "zh_CN")), facts.get("_terms", {})))
    return telegram_cards.toast(card)


_PLATFORMS = {"telegram": telegram_cards.draw}
