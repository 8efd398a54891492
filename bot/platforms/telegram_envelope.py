"""What may be read of an update before it is stored: who, where, and whether it is meant for us.

Of a group's talk only what calls the bot is kept; everything else is answered 200 and forgotten.
Needs no aiogram: a tap goes from here straight to its handler.
"""

from dataclasses import dataclass
from typing import Any

import orjson

from bot.platforms.base import Arrival, ChatType, TapIn

PLATFORM = "telegram"
ALLOWED = ("message", "callback_query", "my_chat_member")
# https://core.telegram.org/bots/api#message: senders that stand for no single person
NOBODY = frozenset({777000, 1087968824, 136817688})  # Telegram itself, anonymous administrators, channels
OUR_PREFIXES = ("d1:",)


@dataclass(frozen=True, slots=True)
class Self:
    """The bot itself, as getMe told."""

    bot_id: int
    username: str

    @property
    def bot(self) -> str:
        return str(self.bot_id)


class Malformed(Exception):
    """These bytes are no update."""


def arrival(raw: bytes, *, me: Self) -> tuple[int, Arrival | None]:
    """The update's number, and the update as it should be stored: None when it is not for us.

    Raises:
        Malformed: not an update at all.
    """
    try:
        update = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise Malformed("not JSON") from error
    if not isinstance(update, dict) or type(update.get("update_id")) is not int:
        raise Malformed("no update_id")
    number: int = update["update_id"]
    try:
        lane = _lane(update, me)
    except (KeyError, TypeError, AttributeError, UnicodeError) as error:
        raise Malformed(type(error).__name__) from error
    return number, None if lane is None else Arrival(number, f"{PLATFORM}:{me.bot}:{lane}", raw)


def fast_tap(raw: bytes, *, me: Self) -> TapIn | None:
    """A tap on one of our buttons, read without aiogram; None for everything else."""
    if b'"callback_query"' not in raw:
        return None
    try:
        query = orjson.loads(raw)["callback_query"]
        data, person, message = query["data"], query["from"], query["message"]
        if not data.startswith(OUR_PREFIXES) or not _is_person(person):
            return None
        return TapIn(
            platform=PLATFORM,
            bot=me.bot,
            user_id=str(person["id"]),
            chat=str(message["chat"]["id"]),
            chat_type=chat_type(message["chat"]["type"]),
            message_id=str(message["message_id"]),
            data=data,
            callback_id=query["id"],
            lang=person.get("language_code"),
        )
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError):
        return None


def chat_type(name: str) -> ChatType:
    """Telegram's kinds of chat, as far as people differ in them."""
    return "private" if name == "private" else "group"


def _lane(update: dict[str, Any], me: Self) -> str | None:
    if query := update.get("callback_query"):
        known = _is_person(query["from"]) and "message" in query
        return f"u{query['from']['id']}" if known else None
    if member := update.get("my_chat_member"):
        chat = member["chat"]
        return None if chat["type"] == "channel" else f"c{chat['id']}"
    message = update.get("message")
    if not message:
        return None
    chat = message["chat"]
    if "migrate_to_chat_id" in message or "migrate_from_chat_id" in message:
        return f"c{chat['id']}"
    if "sender_chat" in message or not _is_person(message.get("from")):
        return None
    if chat["type"] != "private" and not _calls_us(message, me):
        return None
    return f"u{message['from']['id']}"


def _is_person(sender: dict[str, Any] | None) -> bool:
    return sender is not None and not sender.get("is_bot", False) and sender["id"] not in NOBODY


def _calls_us(message: dict[str, Any], me: Self) -> bool:
    if message.get("reply_to_message", {}).get("from", {}).get("id") == me.bot_id:
        return True
    for kind, words in (("entities", "text"), ("caption_entities", "caption")):
        for entity in message.get(kind, ()):
            if entity["type"] == "text_mention" and entity["user"]["id"] == me.bot_id:
                return True
            if entity["type"] in {"mention", "bot_command"}:
                called = _slice(message[words], entity["offset"], entity["length"])
                name = called.partition("@")[2].lower()
                if name == me.username.lower() or (entity["type"] == "bot_command" and not name):
                    return True
    return False


def _slice(text: str, offset: int, length: int) -> str:
    """Entities count in UTF-16 units."""
    units = text.encode("utf-16-le", "surrogatepass")
    return units[2 * offset : 2 * (offset + length)].decode("utf-16-le", "replace")
