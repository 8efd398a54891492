"""What people do on their phones: writing, sending, tapping, forwarding."""

from typing import Any

from emulator.clock import stamp
from emulator.telegram_acts import Impossible, Outcome
from emulator.telegram_files import document_object, photo, type_of
from emulator.telegram_judge import Refused, Upload
from emulator.telegram_members import blocking
from emulator.telegram_queue import TAP_LIFE
from emulator.telegram_state import Chat, Message
from emulator.telegram_text import CAPTION_LIMIT, TEXT_LIMIT, cleaned, with_found
from emulator.telegram_twin import Telegram

OLD_CARD = 30 * 24 * 3600  # from this age on a tapped message may be inaccessible; the twin makes it so
ALBUM_LIMIT = 10
PHOTOS = {"image/png", "image/jpeg"}


def _place(twin: Telegram, phone: str, by: str | None) -> tuple[Chat, str]:
    """The chat of a phone and who acts there: its owner, or in a group `by` (else its first member)."""
    chat = twin.state.phone(phone)
    if chat is None:
        raise Impossible(f"no phone {phone!r}")
    if chat.kind == "private":
        if by not in {None, chat.phone}:
            raise Impossible(f"only {chat.phone} writes on this phone")
        return chat, chat.phone
    person = by or (chat.members[0] if chat.members else "")
    if person not in chat.members:
        raise Impossible(f"{person!r} is not in this group")
    return chat, person


def _open(twin: Telegram, chat: Chat, outcome: Outcome, *, starting: bool) -> None:
    """A private chat must be open; /start opens it and takes a block back."""
    if chat.kind != "private":
        return
    if chat.deactivated:
        raise Impossible("this account is deleted")
    if chat.blocked:
        if not starting:
            raise Impossible("the bot is blocked on this phone")
        outcome.note(blocking(twin, chat, on=False))
    if not chat.started:
        if not starting:
            raise Impossible("this person has not opened the bot yet: say /start first")
        chat.started = True


def _sees(twin: Telegram, chat: Chat, content: dict[str, Any]) -> bool:
    """Whether the bot gets a person's message: in a group with privacy mode only what is meant for it."""
    if chat.kind == "private":
        return True
    if chat.bot_status != "member":
        return False
    if not twin.office.bot.privacy:
        return True
    replied = content.get("reply_to_message", {}).get("from", {}).get("id")
    if replied == twin.office.bot.id:
        return True
    text = content.get("text") or content.get("caption") or ""
    for one in content.get("entities") or content.get("caption_entities") or ():
        if one["type"] == "bot_command" and one["offset"] == 0:
            _, _, named = text[: one["length"]].partition("@")
            return named.lower() == twin.office.bot.username.lower() if named else chat.bot_spoke
    return False


def _write(twin: Telegram, chat: Chat, person: str, content: dict[str, Any], outcome: Outcome) -> None:
    seen = _sees(twin, chat, content)
    message = twin.add(chat, person, content, seen=seen)
    outcome.messages.append(message.id)
    if seen:
        outcome.note(twin.tell("message", message.payload, chat))


def _reply(twin: Telegram, chat: Chat, reply_to: int | None) -> dict[str, Any]:
    if reply_to is None:
        return {}
    return {"reply_to_message": twin.quoted(_shown(chat, reply_to))}


def _shown(chat: Chat, message_id: int) -> Message:
    message = chat.messages.get(message_id)
    if message is None:
        raise Impossible(f"no message {message_id} on this phone")
    return message


def say(
    twin: Telegram, phone: str, text: str, *, reply_to: int | None = None, by: str | None = None
) -> Outcome:
    """Write a text; `/start TOKEN` is what a deep link sends.

    Raises:
        Impossible: the phone would not send it.
    """
    outcome = Outcome()
    chat, person = _place(twin, phone, by)
    text = cleaned(text).strip()
    if not text or len(text) > TEXT_LIMIT:
        raise Impossible("a message has 1 to 4096 characters")
    _open(twin, chat, outcome, starting=text.split()[0] == "/start")
    entities = with_found(text, [])
    content = {"text": text} | ({"entities": entities} if entities else {}) | _reply(twin, chat, reply_to)
    _write(twin, chat, person, content, outcome)
    return outcome


def send(
    twin: Telegram,
    phone: str,
    files: list[Upload],
    *,
    caption: str = "",
    album: bool = False,
    as_photo: bool | None = None,
    reply_to: int | None = None,
    by: str | None = None,
) -> Outcome:
    """Send files: one message each, or with `album` one group (the caption on the first).

    `as_photo` None sends pictures as photos and all else as documents.

    Raises:
        Impossible: the phone would not send it.
    """
    outcome = Outcome()
    chat, person = _place(twin, phone, by)
    if not files:
        raise Impossible("there is no file")
    if album and not 2 <= len(files) <= ALBUM_LIMIT:
        raise Impossible("an album has 2 to 10 files")
    if len(caption) > CAPTION_LIMIT:
        raise Impossible("a caption has at most 1024 characters")
    _open(twin, chat, outcome, starting=False)
    group = {"media_group_id": twin.state.album_id()} if album else {}
    if album and as_photo is None and not all(one.type in PHOTOS for one in files):
        as_photo = False  # documents go only with documents
    contents = []
    for number, one in enumerate(files):
        content = group | _reply(twin, chat, reply_to) | _media(twin, one, as_photo=as_photo)
        if caption and number == 0:
            content["caption"] = caption
            if entities := with_found(caption, []):
                content["caption_entities"] = entities
        contents.append(content)
    for content in contents:
        _write(twin, chat, person, content, outcome)
    return outcome


def _media(twin: Telegram, one: Upload, *, as_photo: bool | None) -> dict[str, Any]:
    kind = one.type if one.type not in {"", "application/octet-stream"} else type_of(one.name)
    if as_photo or (as_photo is None and kind in PHOTOS):
        try:
            return {"photo": photo(twin, one)}
        except Refused as refused:
            if as_photo:
                raise Impossible(refused.description) from None
    if not one.data:
        raise Impossible("an empty file cannot be sent")
    return {"document": document_object(twin.state.keep(one.name or "file", kind, one.data))}


def tap(
    twin: Telegram,
    phone: str,
    message_id: int,
    button: str | int | None,
    *,
    by: str | None = None,
    stale: bool = False,
    data: str | None = None,
) -> Outcome:
    """Tap a button by its label or its place (0 is the first, counted row by row).

    `stale` looks for the label on keyboards the message bore before, as a phone does that has not heard of an
    edit; `data` forges the callback data, as a modified client could.

    Raises:
        Impossible: there is no such button, or it does nothing.
    """
    outcome = Outcome()
    chat, person = _place(twin, phone, by)
    message = _shown(chat, message_id)
    if data is None:
        key = _button(message, button, stale=stale)
        for link in ("url", "web_app", "copy_text"):
            if link in key:
                outcome.opened = key[link] if link == "url" else key[link].get("url") or key[link].get("text")
                return outcome
        if "callback_data" not in key:
            raise Impossible(f"the button {key['text']!r} does nothing")
        data = key["callback_data"]
    _open(twin, chat, outcome, starting=False)
    if chat.kind != "private" and chat.bot_status != "member":
        raise Impossible("the bot is not in this group")
    now = twin.now()
    made = twin.state.tap(person, chat, now)
    old = message.deleted or now - message.payload["date"] >= OLD_CARD
    inside = {"chat": twin.state.chat_object(chat), "message_id": message.id, "date": 0}
    payload = {
        "id": made.id, "from": twin.state.user(person), "message": inside if old else message.payload,
        "chat_instance": str(7_000_000_000_000_000_000 + abs(chat.id) % 10**15), "data": data,
    }  # fmt: skip
    outcome.note(twin.tell("callback_query", payload, chat, lane=f"taps {person}", life=TAP_LIFE))
    return outcome


def _button(message: Message, button: str | int | None, *, stale: bool) -> dict[str, Any]:
    shown = [message.payload["reply_markup"]] if "reply_markup" in message.payload else []
    for markup in [*shown, *(reversed(message.keyboards) if stale else ())]:
        keys: list[dict[str, Any]] = [key for row in markup.get("inline_keyboard", ()) for key in row]
        if isinstance(button, int) and 0 <= button < len(keys):
            return keys[button]
        for key in keys:
            if key["text"] == button:
                return key
    raise Impossible(f"message {message.id} has no button {button!r}")


def forward(
    twin: Telegram,
    phone: str,
    message_id: int | None,
    to: str,
    *,
    by: str | None = None,
    text: str = "",
    origin: str = "",
) -> Outcome:
    """Forward a message to the own chat with the bot or to a group; `text` from `origin` comes from outside.

    Raises:
        Impossible: the phone would not forward it.
    """
    outcome = Outcome()
    chat, person = _place(twin, phone, by)
    target, _ = _place(twin, to, person)
    _open(twin, target, outcome, starting=False)
    now = stamp(twin.clock)
    if message_id is None:
        if not text:
            raise Impossible("there is nothing to forward")
        entities = with_found(text, [])
        content: dict[str, Any] = {"text": text} | ({"entities": entities} if entities else {})
        source: dict[str, Any] = {"type": "hidden_user", "sender_user_name": origin or "同事", "date": now}
    else:
        message = _shown(chat, message_id)
        if message.payload.get("has_protected_content"):
            raise Impossible("this message may not be forwarded")
        kept = ("text", "entities", "caption", "caption_entities", "document", "photo")
        content = {key: message.payload[key] for key in kept if key in message.payload}
        if not content:
            raise Impossible("this message cannot be forwarded")
        source = message.payload.get("forward_origin") or {
            "type": "user", "sender_user": message.payload["from"], "date": message.payload["date"],
        }  # fmt: skip
    _write(twin, target, person, content | {"forward_origin": source}, outcome)
    return outcome
