"""What the strict twin says of a drawn payload, and what a phone would show of it."""

import itertools
import re
from collections.abc import Callable

import orjson

from bot.cards.model import Button
from bot.platforms.base import Payload
from bot.platforms.wecom_groups import GROUP, WEBHOOK
from bot.platforms.wecom_payloads import SEND, UPDATE
from emulator.wecom_card import judge
from emulator.wecom_drawn import drawn

TOKEN = "Aa0_-" * 4 + "zz"
KEY = re.compile(r"d[01]:[A-Za-z0-9_-]{21,22}", re.ASCII)
TASK = re.compile(r"[bvmt][A-Za-z0-9_-]{21}", re.ASCII)


def minting() -> Callable[[Button], str]:
    """Tokens that differ: two keys of a card may not be alike."""
    numbers = itertools.count()
    return lambda _button: f"{next(numbers):022d}"


def tasks() -> Callable[[], str]:
    numbers = itertools.count()
    return lambda: f"{next(numbers):021d}"


def keys_of(card: dict) -> list[str]:
    keys = [one["key"] for one in card.get("button_list", ()) if "key" in one]
    keys += [one["key"] for one in card.get("action_menu", {}).get("action_list", ())]
    boxes = [card[name] for name in ("checkbox", "button_selection") if name in card]
    boxes += card.get("select_list", ())
    keys += [option["id"] for box in boxes for option in box["option_list"]]
    return keys + ([card["submit_button"]["key"]] if "submit_button" in card else [])


def sendable(payload: Payload) -> str:
    """Fails unless the twin would take it whole, cutting nothing; gives the words that are shown."""
    body = payload.params
    assert payload == Payload.from_bytes(payload.to_bytes())
    assert b"\\u" not in orjson.dumps(body).replace(b"\\\\", b"").replace(b"\\u00", b""), "real UTF-8"
    if payload.method in {GROUP, WEBHOOK}:
        assert 0 < len(body["text"]["content"].encode()) <= 2048
        return body["text"]["content"]
    if payload.method == UPDATE:
        assert set(body) == {"userids", "response_code", "template_card"}
        return _card(body["template_card"], update=True)
    assert payload.method == SEND
    assert body["enable_duplicate_check"] == 1
    assert 0 < body["duplicate_check_interval"] <= 14_400
    match body["msgtype"]:
        case "text":
            assert 0 < len(body["text"]["content"].encode()) <= 2048
            assert body["text"]["content"].strip()
            assert not re.search(r"<[A-Za-z/@!]", body["text"]["content"])
            return body["text"]["content"]
        case "template_card":
            return _card(body["template_card"], update=False)
        case kind:
            assert kind in {"file", "image"}
            assert body[kind] == {"media_id": "attach://f0"}
            assert set(payload.files) == {"f0"}
            return ""


def _card(card: dict, *, update: bool) -> str:
    judge(card, update=update)
    assert update or "task_id" not in card or TASK.fullmatch(card["task_id"])
    for key in keys_of(card):
        assert KEY.fullmatch(key), key
    shown, over = drawn(card)
    assert over == [], "cut by ourselves, never by the phone"
    return shown["text"]
