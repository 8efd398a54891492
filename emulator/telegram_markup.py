"""Keyboards: exactly one deed per button, sizes, and links only where they are allowed."""

import json
from typing import Any

from emulator.telegram_html import checked_link
from emulator.telegram_judge import Refused
from emulator.telegram_state import Chat

PER_ROW = 8
PER_KEYBOARD = 100
MARKUP_BYTES = 10_240
DEEDS = (
    "url", "callback_data", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay", "disabled",
)  # fmt: skip
_BUTTON = "can't parse inline keyboard button: "


def inline_keyboard(markup: dict[str, Any] | None, chat: Chat) -> dict[str, Any] | None:
    """Judge a markup as it would be shown in `chat`.

    Returns:
        The inline keyboard as the Message bears it; None for no keyboard, an empty one, or another markup.

    Raises:
        Refused: in the platform's words where they are known.
    """
    if markup is None:
        return None
    if len(json.dumps(markup, ensure_ascii=False, separators=(",", ":")).encode()) > MARKUP_BYTES:
        raise Refused(400, "reply markup is too long")
    if "inline_keyboard" not in markup:
        for row in markup.get("keyboard", ()):
            for key in row:
                if "web_app" in key:
                    _web_app(key["web_app"]["url"], "keyboard button", chat)
        return None
    rows = [row for row in markup["inline_keyboard"] if row]
    if any(len(row) > PER_ROW for row in rows) or sum(map(len, rows)) > PER_KEYBOARD:
        raise Refused(400, "reply markup is too long")
    for row in rows:
        for button in row:
            _judge(button, chat)
    if not rows:
        return None
    return {"inline_keyboard": rows} | ({"force_reply": True} if markup.get("force_reply") else {})


def _judge(button: dict[str, Any], chat: Chat) -> None:
    if not button["text"].strip():
        raise Refused(400, f"{_BUTTON}inline keyboard button text must be non-empty")
    deeds = [one for one in DEEDS if one in button]
    if not deeds:
        raise Refused(400, f"{_BUTTON}Text buttons are unallowed in the inline keyboard")
    if len(deeds) > 1:
        raise Refused(400, f"{_BUTTON}exactly one of {', '.join(deeds)} is allowed")
    if "callback_data" in button and not button["callback_data"]:
        raise Refused(400, "BUTTON_DATA_INVALID")
    if "url" in button and checked_link(button["url"]) is None:
        raise Refused(400, f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")
    if "web_app" in button:
        _web_app(button["web_app"]["url"], "inline keyboard button Web App", chat)
    if "login_url" in button:
        https_only(button["login_url"]["url"], "inline keyboard button login")
    if {"callback_game", "pay"} & set(deeds):
        raise Refused(400, "BUTTON_TYPE_INVALID")


def _web_app(url: str, what: str, chat: Chat) -> None:
    https_only(url, what)
    if chat.kind != "private":
        raise Refused(400, "BUTTON_TYPE_INVALID")


def https_only(url: str, what: str) -> None:
    """Refuse a link that is not https.

    Raises:
        Refused: "… is invalid: …".
    """
    if not url.lower().startswith("https://"):
        raise Refused(400, f"{what} URL '{url}' is invalid: Only HTTPS links are allowed")
    if checked_link(url) is None:
        raise Refused(400, f"{what} URL '{url}' is invalid: Wrong HTTP URL")
