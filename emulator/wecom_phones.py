"""What WeCom phones and groups show, in the shape of `phones.py`: the keys of a Telegram phone, and more.

More of a phone: userid, menu, main (whether this person's own phone is on WeCom), aibot {connected, name,
messages}. More of a message: msgtype, card (`wecom_drawn`), links, mentioned, recalled, callbacks.
"""

from datetime import datetime
from typing import Any
from urllib.parse import quote

from emulator.clock import SHANGHAI, printed
from emulator.people import Person
from emulator.wecom_aibot import AGENT, AiBot
from emulator.wecom_messages import Chat, Message, Room
from emulator.wecom_people import People, menu_entries
from emulator.wecom_state import Member


def wecom_phones(people: People, aibot: AiBot, only: str | None = None) -> list[dict[str, Any]]:
    """Every member's phone in the order of the office file, then every group.

    Args:
        people: the hands.
        aibot: the AI bot.
        only: a phone's id; the others are left out.
    """
    state = people.twin.state
    found = []
    for person in people.twin.office.people:
        member = state.of_person(person.id)
        if member is not None and only in {None, person.id}:
            found.append(_phone(people, aibot, person, member))
    rooms = [room for room in state.rooms.values() if room.shown and only in {None, room.phone}]
    return found + [_room(people, room) for room in rooms]


def _phone(people: People, aibot: AiBot, person: Person, member: Member) -> dict[str, Any]:
    state = people.twin.state
    chat = state.chat(member.userid, state.app.id)
    talk = state.chats.get((AGENT, member.key))
    return {
        "id": person.id,
        "kind": "person",
        "name": person.name,
        "role": person.role,
        "platform": "wecom",
        "main": person.platform == "wecom",
        "chat_id": member.userid,
        "user_id": member.userid,
        "connected": people.callback.reachable,
        "blocked": not member.visible or not member.active,
        "started": True,
        "members": [],
        "messages": _messages(people, chat),
        "menu": [{"name": one["name"], "type": one["type"]} for one in menu_entries(state.app.menu)],
        "aibot": {
            "connected": aibot.connected, "name": aibot.name,
            "messages": _messages(people, talk) if talk else [],
        },
        "toast": None,
    }  # fmt: skip


def _room(people: People, room: Room) -> dict[str, Any]:
    state = people.twin.state
    robot = state.robot_of(room.phone)
    members = [state.member(one) for one in room.members]
    return {
        "id": room.phone,
        "kind": "group",
        "name": room.title,
        "role": "群",
        "platform": "wecom",
        "main": True,
        "chat_id": room.chatid or room.phone,
        "user_id": None,
        "connected": people.callback.reachable,
        "blocked": robot is not None and (robot.removed or robot.disabled),
        "started": True,
        "members": [one.person for one in members if one],
        "robot": robot.name if robot else None,
        "messages": _messages(people, room),
        "toast": None,
    }


def _messages(people: People, place: Chat | Room) -> list[dict[str, Any]]:
    return [_message(people, one, place) for one in place.messages if not one.recalled]


def _message(people: People, message: Message, place: Chat | Room) -> dict[str, Any]:
    visible = message.visible
    card = visible if message.msgtype == "template_card" else None
    callbacks = people.callback.of(message.number)
    return {
        "id": message.number,
        "from": _who(people, message),
        "name": _name(people, message, place),
        "at": printed(datetime.fromtimestamp(message.at, SHANGHAI)),
        "msgtype": message.msgtype,
        "text": str(visible.get("text") or ""),
        "title": "" if card else str(visible.get("title") or ""),
        "entities": [],
        "html": "",
        "buttons": [[_button(one)] for one in card.get("buttons", ())] if card else _opens(visible),
        "card": card,
        "links": visible.get("links", []),
        "articles": visible.get("articles", []),
        "mentioned": [_person(people, one) for one in visible.get("mentioned", ())],
        "files": _files(visible),
        "reply_to": None,
        "forwarded": None,
        "album": None,
        "edited": bool(message.card and message.card.updates),
        "silent": False,
        "seen": True,
        "lost": bool(callbacks) and not any(one["status"] == 200 for one in callbacks),
        "raw": _raw(message, callbacks),
    }


def _who(people: People, message: Message) -> str:
    if message.by in {"app", "robot", "aibot"}:
        return "bot"
    if message.by == "system":
        return "system"
    return _person(people, message.by)


def _person(people: People, userid: str) -> str:
    """A userid as the office file's id; @all stays."""
    member = people.twin.state.member(userid)
    return member.person if member else userid


def _name(people: People, message: Message, place: Chat | Room) -> str:
    state = people.twin.state
    if message.by == "robot" and isinstance(place, Room):
        robot = state.robot_of(place.phone)
        return robot.name if robot else "群机器人"
    if message.by == "aibot":
        return "智能机器人"
    if message.by in {"app", "system"}:
        app = state.apps.get(message.agent or 0) or state.app
        return app.set_up.name
    member = state.member(message.by)
    return member.name if member else message.by


def _button(one: dict[str, Any]) -> dict[str, Any]:
    return {
        "text": one["text"], "style": one["style"], "disabled": one["disabled"], "kind": one["kind"],
        "url": one["url"],
    }  # fmt: skip


def _opens(visible: dict[str, Any]) -> list[list[dict[str, Any]]]:
    """A text card's one button."""
    if not visible.get("button"):
        return []
    key = {"text": visible["button"], "style": 1, "disabled": False, "kind": "url", "url": visible["url"]}
    return [[key]]


def _files(visible: dict[str, Any]) -> list[dict[str, Any]]:
    kept = visible.get("file")
    if not kept:
        return []
    href = f"/emulator/files/{quote(str(kept['media_id']))}"
    return [{"name": kept["name"], "size": kept["size"], "type": kept["type"], "href": href}]


def _raw(message: Message, callbacks: list[dict[str, Any]]) -> dict[str, Any]:
    """The payload as it went over the wire, with everything that was called back about it."""
    said: dict[str, Any] = {"msgid": message.msgid, "msgtype": message.msgtype}
    if message.by in {"app", "robot", "aibot"}:
        said[message.msgtype] = message.body
    if message.card is not None and message.card.updates:
        said["updated"] = {"times": message.card.updates, "template_card": message.card.body}
    if message.warnings:
        said["over"] = list(message.warnings)
    return said | ({"callbacks": callbacks} if callbacks else {})
