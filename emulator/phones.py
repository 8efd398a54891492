"""What the phones show, as the page and the tests read it."""

from datetime import datetime
from typing import Any
from urllib.parse import quote

from emulator.clock import SHANGHAI, printed
from emulator.telegram_html import drawn
from emulator.telegram_state import Chat, Message
from emulator.telegram_twin import Telegram


def phones(twin: Telegram, only: str | None = None) -> dict[str, Any]:
    """Every phone with its messages, deleted ones left out.

    Args:
        twin: the Telegram twin.
        only: a phone's id; the others are left out.
    """
    order = [*(one.id for one in twin.office.people), *(one.id for one in twin.office.groups)]
    chats = {chat.phone: chat for chat in twin.state.phones()}
    return {
        "at": printed(twin.clock.now()),
        "rev": twin.hub.rev,
        "phones": [_phone(twin, chats[one]) for one in order if only in {None, one}],
    }


def _phone(twin: Telegram, chat: Chat) -> dict[str, Any]:
    person = twin.state.people.get(chat.phone)
    return {
        "id": chat.phone,
        "kind": "person" if person else "group",
        "name": chat.title,
        "role": person.role if person else "群",
        "platform": "telegram",
        "chat_id": chat.id,
        "user_id": person.telegram_id if person else None,
        "connected": twin.updates.connected,
        "blocked": chat.blocked if person else chat.bot_status != "member",
        "started": chat.started,
        "members": list(chat.members),
        "messages": [_message(twin, one) for one in chat.messages.values() if not one.deleted],
        "toast": chat.toast,
    }


def _message(twin: Telegram, message: Message) -> dict[str, Any]:
    payload = message.payload
    text = payload.get("text") or payload.get("caption") or ""
    entities = payload.get("entities") or payload.get("caption_entities") or []
    if message.by == "system":
        text, entities = _service(payload), []
    sender = payload["from"]
    return {
        "id": message.id,
        "from": message.by,
        "name": sender["first_name"],
        "at": printed(datetime.fromtimestamp(payload["date"], SHANGHAI)),
        "text": text,
        "entities": entities,
        "html": drawn(text, entities),
        "buttons": [[_button(one) for one in row] for row in _rows(payload)],
        "files": _files(twin, payload),
        "reply_to": payload.get("reply_to_message", {}).get("message_id"),
        "forwarded": _origin(payload),
        "album": payload.get("media_group_id"),
        "edited": message.edited,
        "silent": message.silent,
        "seen": message.seen,
        "raw": payload,
    }


def _rows(payload: dict[str, Any]) -> list[list[dict[str, Any]]]:
    rows: list[list[dict[str, Any]]] = payload.get("reply_markup", {}).get("inline_keyboard", [])
    return rows


def _button(key: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {
        "text": key["text"], "style": key.get("style"), "disabled": "disabled" in key,
        "kind": "callback", "url": None,
    }  # fmt: skip
    if "url" in key:
        made |= {"kind": "url", "url": key["url"]}
    elif "web_app" in key:
        made |= {"kind": "web_app", "url": key["web_app"]["url"]}
    elif "copy_text" in key:
        made |= {"kind": "copy_text", "copy": key["copy_text"]["text"]}
    return made


def _files(twin: Telegram, payload: dict[str, Any]) -> list[dict[str, Any]]:
    ids = [payload["document"]["file_id"]] if "document" in payload else []
    ids += [payload["photo"][-1]["file_id"]] if "photo" in payload else []
    found = [twin.state.files[one] for one in ids if one in twin.state.files]
    return [
        {
            "name": one.name,
            "size": len(one.data),
            "type": one.type,
            "href": f"/emulator/files/{quote(one.id)}",
        }
        for one in found
    ]


def _origin(payload: dict[str, Any]) -> str | None:
    origin = payload.get("forward_origin")
    if not origin:
        return None
    return str(origin.get("sender_user_name") or origin.get("sender_user", {}).get("first_name") or "")


def _service(payload: dict[str, Any]) -> str:
    if "new_chat_members" in payload:
        return "、".join(one["first_name"] for one in payload["new_chat_members"]) + " 加入了群"
    if "left_chat_member" in payload:
        return f"{payload['left_chat_member']['first_name']} 离开了群"
    if "migrate_to_chat_id" in payload or "migrate_from_chat_id" in payload:
        return "本群已升级为超级群"
    return ""
