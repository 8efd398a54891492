"""Passive replies: what a bot answers to a delivery, applied to the phone of the one who acted (96469)."""

import re
from typing import Any

from emulator.wecom_callback import Pending
from emulator.wecom_card import judged
from emulator.wecom_messages import Chat
from emulator.wecom_refusal import Refused
from emulator.wecom_text import cut, shown_text
from emulator.wecom_twin import Wecom
from emulator.wecom_update import grey, replace

MOST_TEXT = 2048
MOST_ARTICLES = 8
NAMES = {
    "AppId": "appid", "PagePath": "pagepath", "KeyName": "keyname", "UserId": "userid",
    "CheckBox": "checkbox",
}  # fmt: skip
LISTS = {
    "ActionList", "HorizontalContentList", "JumpList", "VerticalContentList", "OptionList", "ButtonList",
    "SelectList",
}  # fmt: skip
NUMBERS = {"Type", "Style", "DescColor", "Mode"}
TRUTHS = {"Disable", "IsChecked"}


def apply(twin: Wecom, one: Pending, said: dict[str, Any]) -> str:
    """Carry out a passive reply; what became of it, for the record."""
    chat = twin.state.chat(one.userid, one.app.id)
    kind = str(said["MsgType"])
    if kind == "text":
        content = cut(str(said.get("Content", "")), MOST_TEXT)
        return _posted(twin, chat, kind, {"content": content}, shown_text(content, twin.name_of))
    if kind in {"image", "voice", "video"}:
        held = said.get(kind.capitalize())
        media = twin.state.media.get(str(held.get("MediaId", "")) if isinstance(held, dict) else "")
        if media is None or not media.lives(twin.now()):
            return "refused: no such MediaId"
        file = {"name": media.name, "size": len(media.data), "type": media.type, "media_id": media.id}
        return _posted(twin, chat, kind, {"media_id": media.id}, {"text": "", "file": file})
    if kind == "news":
        return _news(twin, chat, said)
    return _card(twin, chat, one, kind, said)


def _posted(twin: Wecom, chat: Chat, kind: str, body: dict[str, Any], visible: dict[str, Any]) -> str:
    twin.post(chat, by="app", msgtype=kind, body=body, visible=visible, agent=chat.agent)
    return f"applied: {kind}"


def _news(twin: Wecom, chat: Chat, said: dict[str, Any]) -> str:
    held = said.get("Articles")
    items = held.get("item") if isinstance(held, dict) else None
    items = items if isinstance(items, list) else [items] if items else []
    if not 1 <= len(items) <= MOST_ARTICLES or said.get("ArticleCount") != str(len(items)):
        return "refused: 1 to 8 articles, and ArticleCount must say how many"
    shown = [
        {"title": one.get("Title", ""), "text": one.get("Description", ""), "url": one.get("Url", ""),
         "picture": one.get("PicUrl", "")}
        for one in items
    ]  # fmt: skip
    return _posted(twin, chat, "news", {"articles": items}, {"articles": shown, "text": shown[0]["title"]})


def _card(twin: Wecom, chat: Chat, one: Pending, kind: str, said: dict[str, Any]) -> str:
    """Only the card of the one who clicked changes; if that spends the ResponseCode is not documented."""
    message = chat.message(one.message) if one.message is not None else None
    if message is None or message.card is None:
        return "refused: there is no card"
    if kind == "update_button":
        held = said.get("Button")
        words = str(held.get("ReplaceName", "")) if isinstance(held, dict) else ""
        if not words:
            return "refused: no ReplaceName"
        grey(twin, chat, message, words)
    else:
        held = said.get("TemplateCard")
        if not isinstance(held, dict) or "CardType" not in held:
            return "refused: no TemplateCard"
        card = card_of(held)
        try:
            judged(twin, card, update=True)
        except Refused as refused:
            return f"refused: {refused.code}"
        replace(twin, chat, message, card)
    return f"applied: {kind}"


def card_of(held: dict[str, Any]) -> dict[str, Any]:
    """A TemplateCard of XML as the JSON of the other door."""
    return {_name(name): _value(name, value) for name, value in held.items()}


def _name(name: str) -> str:
    return NAMES.get(name) or re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


def _value(name: str, value: Any) -> Any:
    if name in LISTS:
        return [
            card_of(one) for one in (value if isinstance(value, list) else [value]) if isinstance(one, dict)
        ]
    if isinstance(value, list):
        return value[-1]
    if isinstance(value, dict):
        return card_of(value)
    if name in NUMBERS:
        return int(value) if str(value).strip().isdecimal() else 0
    if name in TRUTHS:
        return str(value).strip().lower() in {"true", "1"}
    return float(value) if name == "AspectRatio" else value
