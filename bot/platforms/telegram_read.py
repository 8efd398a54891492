"""From an update to what a person did: aiogram parses, one flat router tells the kinds apart."""

from collections.abc import Awaitable, Callable
from typing import Any

import orjson

from bot.platforms.base import (
    Incoming,
    IncomingFile,
    MemberIn,
    MigratedIn,
    OtherIn,
    SaidIn,
    Standing,
    TapIn,
    VoiceIn,
    file_name,
)
from bot.platforms.telegram_envelope import NOBODY, PLATFORM, Self, chat_type

Reader = Callable[[bytes], Awaitable[Incoming | None]]
GONE = frozenset({"left", "kicked"})


class Unreadable(Exception):
    """Telegram sent something that its own description does not allow."""


def reader(bot: Any, *, me: Self) -> Reader:
    """A function from an update's bytes to one neutral record, or None when nobody did anything.

    Imports aiogram. ``bot`` is its Bot, which is never called.

    Raises (the function returned):
        Unreadable: no aiogram type fits these bytes.
    """
    from aiogram import Dispatcher, Router
    from aiogram.types import CallbackQuery, ChatMemberUpdated, Message, Update
    from pydantic import ValidationError

    router = Router(name="duwang")

    @router.message()
    async def _message(message: Message) -> Incoming | None:
        return _said(message, me)

    @router.callback_query()
    async def _tap(query: CallbackQuery) -> Incoming | None:
        return _tapped(query, me)

    @router.my_chat_member()
    async def _member(change: ChatMemberUpdated) -> Incoming | None:
        return _membership(change, me)

    dispatcher = Dispatcher(disable_fsm=True)
    dispatcher.include_router(router)

    async def read(raw: bytes) -> Incoming | None:
        try:
            update = Update.model_validate(orjson.loads(raw), context={"bot": bot})
        except (orjson.JSONDecodeError, ValidationError) as error:
            raise Unreadable(type(error).__name__) from None
        done = await dispatcher.feed_update(bot, update)
        return done if isinstance(done, Incoming) else None

    return read


def _is_person(user: Any) -> bool:
    return user is not None and not user.is_bot and user.id not in NOBODY


def _tapped(query: Any, me: Self) -> TapIn | None:
    if query.message is None or query.data is None or not _is_person(query.from_user):
        return None
    return TapIn(
        platform=PLATFORM,
        bot=me.bot,
        user_id=str(query.from_user.id),
        chat=str(query.message.chat.id),
        chat_type=chat_type(query.message.chat.type),
        message_id=str(query.message.message_id),
        data=query.data,
        callback_id=query.id,
        lang=query.from_user.language_code,
    )


def _membership(change: Any, me: Self) -> MemberIn | None:
    was, now = change.old_chat_member.status, change.new_chat_member.status
    private = change.chat.type == "private"
    status: Standing = "changed"
    if now in GONE:
        status = "blocked" if private else "kicked"
    elif was in GONE:
        status = "unblocked" if private else "added"
    return MemberIn(
        platform=PLATFORM,
        bot=me.bot,
        status=status,
        chat=str(change.chat.id),
        chat_type=chat_type(change.chat.type),
        title=change.chat.title or "",
        by=str(change.from_user.id) if _is_person(change.from_user) else None,
        lang=change.from_user.language_code,
    )


def _said(message: Any, me: Self) -> Incoming | None:
    chat = str(message.chat.id)
    if message.migrate_to_chat_id is not None:
        return MigratedIn(platform=PLATFORM, bot=me.bot, old=chat, new=str(message.migrate_to_chat_id))
    if message.migrate_from_chat_id is not None:
        return MigratedIn(platform=PLATFORM, bot=me.bot, old=str(message.migrate_from_chat_id), new=chat)
    if message.sender_chat is not None or not _is_person(message.from_user):
        return None
    who: dict[str, Any] = {
        "platform": PLATFORM,
        "bot": me.bot,
        "user_id": str(message.from_user.id),
        "chat": chat,
        "chat_type": chat_type(message.chat.type),
        "message_id": str(message.message_id),
        "lang": message.from_user.language_code,
    }
    if message.voice is not None:
        return VoiceIn(**who, seconds=message.voice.duration)
    file = _file(message)
    if file is None and message.text is None:
        return OtherIn(**who, what=str(getattr(message.content_type, "value", message.content_type)))
    forward = message.forward_origin is not None
    text = message.text or message.caption or ""
    command, arguments = (None, "") if forward or message.text is None else _command(text, me)
    return SaidIn(
        **who,
        text=text,
        command=command,
        arguments=arguments,
        start_payload=arguments if command == "start" and arguments else None,
        reply_to=_answered(message, me),
        forward=forward,
        files=() if file is None else (file,),
        album=message.media_group_id,
    )


def _answered(message: Any, me: Self) -> str | None:
    answered = message.reply_to_message
    if answered is None or answered.from_user is None or answered.from_user.id != me.bot_id:
        return None
    return str(answered.message_id)


def _command(text: str, me: Self) -> tuple[str | None, str]:
    """``/find@our_bot 年检`` → ("find", "年检"); a command to another bot is none."""
    if not text.startswith("/"):
        return None, ""
    called, _, arguments = text[1:].replace("\n", " ", 1).partition(" ")
    name, at, addressee = called.partition("@")
    if not name or (at and addressee.lower() != me.username.lower()):
        return None, ""
    return name.lower(), arguments.strip()


def _file(message: Any) -> IncomingFile | None:
    if message.photo:
        best = max(message.photo, key=lambda size: size.width * size.height)
        return IncomingFile(
            best.file_id,
            best.file_unique_id,
            f"{best.file_unique_id}.jpg",
            best.file_size or 0,
            "image/jpeg",
            "photo",
        )
    # An animation comes with a document of the same bytes; one of them is enough.
    for kind in ("document", "video", "audio", "animation"):
        found = getattr(message, kind)
        if found is not None:
            name = file_name(found.file_name or f"{found.file_unique_id}")
            mime = found.mime_type or "application/octet-stream"
            return IncomingFile(found.file_id, found.file_unique_id, name, found.file_size or 0, mime, kind)
    return None
