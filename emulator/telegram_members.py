"""Who is where: blocking the bot, joining and leaving groups, a group that becomes a supergroup."""

from typing import Any

from emulator.clock import stamp
from emulator.telegram_acts import Impossible, Outcome
from emulator.telegram_queue import Pending
from emulator.telegram_state import Chat
from emulator.telegram_twin import Telegram


def _member_update(twin: Telegram, chat: Chat, by: dict[str, Any], old: str, new: str) -> Pending | None:
    def member(status: str) -> dict[str, Any]:
        banned = {"until_date": 0} if status == "kicked" else {}
        return {"status": status, "user": twin.state.bot_user()} | banned

    return twin.tell("my_chat_member", {
        "chat": twin.state.chat_object(chat), "from": by, "date": stamp(twin.clock),
        "old_chat_member": member(old), "new_chat_member": member(new),
    }, chat)  # fmt: skip


def blocking(twin: Telegram, chat: Chat, *, on: bool) -> Pending | None:
    """Note that a person blocked the bot or took it back, and tell the bot."""
    chat.blocked = on
    twin.hub.phones([chat.phone])
    states = ("member", "kicked") if on else ("kicked", "member")
    return _member_update(twin, chat, twin.state.user(chat.phone), *states)


def block(twin: Telegram, phone: str, *, on: bool) -> Outcome:
    """Block the bot, or take the block back.

    Raises:
        Impossible: a group cannot block.
    """
    outcome = Outcome()
    chat = twin.state.phone(phone)
    if chat is None or chat.kind != "private":
        raise Impossible("only a person blocks the bot")
    if chat.blocked != on:
        outcome.note(blocking(twin, chat, on=on))
    return outcome


def _group(twin: Telegram, phone: str) -> Chat:
    chat = twin.state.phone(phone)
    if chat is None or chat.kind == "private":
        raise Impossible(f"{phone!r} is not a group")
    return chat


def join(twin: Telegram, phone: str, person: str, *, by: str | None = None) -> Outcome:
    """Add a person or, with "bot", the bot to a group.

    Raises:
        Impossible: unknown, or already there.
    """
    outcome = Outcome()
    chat = _group(twin, phone)
    adder = by or (chat.members[0] if chat.members else person)
    if person == "bot":
        if chat.bot_status == "member":
            raise Impossible("the bot is already in this group")
        old, chat.bot_status = chat.bot_status, "member"
        chat.known, chat.bot_spoke = True, False
        outcome.note(_member_update(twin, chat, twin.state.user(adder), old, "member"))
        new = twin.state.bot_user()
    else:
        if person not in twin.state.people or person in chat.members:
            raise Impossible(f"{person!r} cannot join")
        chat.members.append(person)
        new = twin.state.user(person)
    _service(twin, chat, adder, {"new_chat_members": [new]}, outcome)
    return outcome


def leave(twin: Telegram, phone: str, person: str = "bot", *, by: str | None = None) -> Outcome:
    """Take the bot out of a group, or let a person go.

    Raises:
        Impossible: not there.
    """
    outcome = Outcome()
    chat = _group(twin, phone)
    if person == "bot":
        if chat.bot_status != "member":
            raise Impossible("the bot is not in this group")
        remover = by or chat.members[0]
        _service(twin, chat, remover, {"left_chat_member": twin.state.bot_user()}, outcome)
        chat.bot_status = "kicked"
        outcome.note(_member_update(twin, chat, twin.state.user(remover), "member", "kicked"))
        return outcome
    if person not in chat.members:
        raise Impossible(f"{person!r} is not in this group")
    chat.members.remove(person)
    _service(twin, chat, by or person, {"left_chat_member": twin.state.user(person)}, outcome)
    return outcome


def _service(twin: Telegram, chat: Chat, person: str, content: dict[str, Any], outcome: Outcome) -> None:
    """A service message: the bot sees it whatever the privacy mode."""
    there = chat.bot_status == "member"
    message = twin.add(chat, "system", {"from": twin.state.user(person), **content}, seen=there)
    outcome.messages.append(message.id)
    if there:
        outcome.note(twin.tell("message", message.payload, chat))


def migrate(twin: Telegram, phone: str) -> Outcome:
    """Turn a group into a supergroup: a new chat id, new message ids, the old ones void.

    Raises:
        Impossible: it is one already.
    """
    outcome = Outcome()
    old = _group(twin, phone)
    if old.kind == "supergroup":
        raise Impossible("this is a supergroup already")
    person = old.members[0]
    new = Chat(
        old.phone, twin.state.supergroup_id(), "supergroup", old.title, members=list(old.members),
        bot_status=old.bot_status, bot_spoke=old.bot_spoke, next_message=1,
    )  # fmt: skip
    twin.state.chats[new.id] = new
    _service(twin, old, person, {"migrate_to_chat_id": new.id}, outcome)
    _service(twin, new, person, {"migrate_from_chat_id": old.id}, outcome)
    old.migrated_to = new.id
    twin.hub.phones([new.phone])
    return outcome
