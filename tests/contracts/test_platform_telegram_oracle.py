"""python-telegram-bot judges what we send and writes what we read: a second reading of the same platform."""

import inspect
import re
from datetime import UTC, datetime
from typing import Any

import pytest
import telegram
from telegram import constants

from bot.cards.model import Button, Card, Field, FileRef
from bot.platforms.base import MemberIn, MigratedIn, OtherIn, Payload, SaidIn, TapIn, VoiceIn
from bot.platforms.telegram import SENT_METHODS
from bot.platforms.telegram_cards import LIMITS, draw
from bot.platforms.telegram_envelope import ALLOWED, Self, arrival, fast_tap
from bot.platforms.telegram_read import Unreadable, reader
from bot.platforms.telegram_webhook import SECRET
from scheduler.ports import Edit

ME = Self(42, "duwang_bot")
LATER = {"disabled", "force_reply"}  # Bot API 10.3; this library knows 10.0
WHEN = datetime(2026, 2, 9, 1, 0, tzinfo=UTC)

CARD = Card(
    "review.asked",
    "请审批",
    "s",
    number="KP-2026-0042",
    fields=(Field("送审", "法制股"),),
    body="正文",
    wants_reply=True,
    buttons=(
        (
            Button("approve", "同意", "success"),
            Button("return", "退回", "danger"),
            Button("more", "更多", "primary"),
        ),
        (Button("open", "打开", url="https://www.kp.gov.cn/a"), Button("copy", "复制", copy="KP-2026-0042")),
        (Button("x", "已同意", disabled=True),),
    ),
    files=(
        FileRef("a" * 64, "p.png", "png", preview=True),
        *(FileRef("b" * 64, f"{n}.docx", "docx") for n in range(11)),
    ),
)


def _payloads() -> list[Payload]:
    sent = draw(CARD, chat="5", mint=lambda _: "A" * 22)
    edited = draw(CARD, chat="5", mint=lambda _: "A" * 22, edit=Edit("9"))
    asked = draw(Card("k", "题", "s", wants_reply=True), chat="-1005", mint=lambda _: "A" * 22)
    return [*sent, *edited, *asked]


def _snake(name: str) -> str:
    return re.sub(r"([A-Z])", lambda match: "_" + match[1].lower(), name)


def _left_over(value: Any) -> set[str]:
    """Keys that this library does not know, anywhere inside."""
    if isinstance(value, list | tuple):
        return set().union(*(_left_over(item) for item in value)) if value else set()
    if not isinstance(value, telegram.TelegramObject):
        return set()
    found = set(value.api_kwargs)
    for name in dir(value):
        if not name.startswith("_") and name not in {"api_kwargs", "bot"}:
            attribute = inspect.getattr_static(type(value), name, None)
            if inspect.ismemberdescriptor(attribute):
                found |= _left_over(getattr(value, name))
    return found


@pytest.mark.parametrize(
    "payload", _payloads(), ids=lambda payload: f"{payload.method} to {payload.params['chat_id']}"
)
def test_every_call_is_one_that_this_library_could_make(payload):
    method = getattr(telegram.Bot, _snake(payload.method))
    assert set(payload.params) <= set(inspect.signature(method).parameters)
    assert payload.method in SENT_METHODS


def test_only_later_keys_are_left_over():
    left: set[str] = set()
    for payload in _payloads():
        for name, value in payload.params.items():
            if name == "reply_markup" and "inline_keyboard" in value:
                again = telegram.InlineKeyboardMarkup.de_json(value, None)
                assert again.to_dict() == {"inline_keyboard": value["inline_keyboard"]}
                left |= _left_over(again) | (set(value) - {"inline_keyboard"})
            elif name == "reply_markup":
                assert telegram.ForceReply.de_json(value, None).to_dict() == value
            elif name == "link_preview_options":
                left |= _left_over(telegram.LinkPreviewOptions.de_json(value, None))
            elif name == "media":
                kinds = [
                    telegram.InputMediaDocument(one["media"], caption=one.get("caption")) for one in value
                ]
                assert [{"type": kind.type} | {"caption": kind.caption or ""} for kind in kinds] == [
                    {"type": one["type"], "caption": one.get("caption", "")} for one in value
                ]
            else:
                assert isinstance(value, str | int | bool), name
    assert left == LATER


def test_our_limits_are_the_librarys():
    assert LIMITS.text == constants.MessageLimit.MAX_TEXT_LENGTH
    assert LIMITS.caption == constants.MessageLimit.CAPTION_LENGTH
    assert LIMITS.callback_bytes == constants.InlineKeyboardButtonLimit.MAX_CALLBACK_DATA
    assert LIMITS.copy == constants.InlineKeyboardButtonLimit.MAX_COPY_TEXT
    assert LIMITS.buttons_in_row == constants.InlineKeyboardMarkupLimit.BUTTONS_PER_ROW
    assert LIMITS.buttons == constants.InlineKeyboardMarkupLimit.TOTAL_BUTTON_NUMBER
    assert LIMITS.toast == constants.CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH
    assert LIMITS.album == constants.MediaGroupLimit.MAX_MEDIA_LENGTH
    assert LIMITS.document_bytes == constants.FileSizeLimit.FILESIZE_UPLOAD
    assert LIMITS.photo_bytes == constants.FileSizeLimit.PHOTOSIZE_UPLOAD
    assert 0 <= LIMITS.download_bytes - constants.FileSizeLimit.FILESIZE_DOWNLOAD < 1 << 20  # 20 MB, 20 MiB
    assert SECRET.fullmatch("a" * constants.WebhookLimit.MAX_SECRET_TOKEN_LENGTH)
    assert not SECRET.fullmatch("a" * (constants.WebhookLimit.MAX_SECRET_TOKEN_LENGTH + 1))
    assert set(ALLOWED) <= {kind.value for kind in constants.UpdateType}


# What it writes, we read ------------------------------------------------------------------------------

CHEN = telegram.User(5, "陈", is_bot=False, language_code="zh-hans")
BOT = telegram.User(42, "读网", is_bot=True, username="duwang_bot")
OTHER_BOT = telegram.User(43, "b", is_bot=True, username="other_bot")
ANONYMOUS = telegram.User(1087968824, "Group", is_bot=True, username="GroupAnonymousBot")
PRIVATE = telegram.Chat(5, "private", first_name="陈")
GROUP = telegram.Chat(-1005, "supergroup", title="法制股")
CHANNEL = telegram.Chat(-1006, "channel", title="c")
DOCUMENT = telegram.Document(
    "FID", "UID", file_name="通知\u202e.docx", mime_type="application/x", file_size=9
)


def _message(text: str | None = "您好", *, chat=PRIVATE, sender=CHEN, **more: Any) -> telegram.Message:
    return telegram.Message(7, WHEN, chat, from_user=sender, text=text, **more)


def _command(text: str, length: int, **more: Any) -> telegram.Message:
    return _message(text, entities=[telegram.MessageEntity("bot_command", 0, length)], **more)


def _raw(number: int = 1, **kind: Any) -> bytes:
    return telegram.Update(number, **kind).to_json().encode()


@pytest.fixture(scope="module")
def read():
    from aiogram import Bot

    return reader(Bot("42:x"), me=ME)


async def test_words(read):
    raw = _raw(message=_message("关于年检的通知"))
    number, stored = arrival(raw, me=ME)
    assert (number, stored.lane, stored.raw) == (1, "telegram:42:u5", raw)
    said = await read(raw)
    assert said == SaidIn(
        platform="telegram",
        bot="42",
        user_id="5",
        chat="5",
        chat_type="private",
        message_id="7",
        text="关于年检的通知",
        lang="zh-hans",
    )


@pytest.mark.parametrize(
    ("text", "command", "arguments", "payload"),
    [
        ("/start", "start", "", None),
        ("/start abc_-123", "start", "abc_-123", "abc_-123"),
        ("/Find@Duwang_Bot 年检", "find", "年检", None),
        ("/find\n年检 通知", "find", "年检 通知", None),
        ("/find@other_bot 年检", None, "", None),
        ("/", None, "", None),
        ("待办", None, "", None),
    ],
)
async def test_commands(read, text, command, arguments, payload):
    said = await read(_raw(message=_message(text)))
    assert (said.command, said.arguments, said.start_payload, said.text) == (
        command,
        arguments,
        payload,
        text,
    )


async def test_forwarded_words_and_captions_command_nothing(read):
    origin = telegram.MessageOriginUser(WHEN, CHEN)
    said = await read(_raw(message=_message("/formed x", forward_origin=origin)))
    assert said.forward
    assert said.command is None
    said = await read(_raw(message=_message(None, caption="/formed x", document=DOCUMENT)))
    assert (said.command, said.text) == (None, "/formed x")


async def test_files_and_albums(read):
    said = await read(_raw(message=_message(None, caption="附件", document=DOCUMENT, media_group_id="m1")))
    (file,) = said.files
    assert (file.file_id, file.unique_id, file.name, file.size, file.kind) == (
        "FID",
        "UID",
        "通知.docx",
        9,
        "document",
    )
    assert (said.album, said.text) == ("m1", "附件")
    sizes = [telegram.PhotoSize("s", "us", 90, 60, 1), telegram.PhotoSize("l", "ul", 1280, 800, 5)]
    (photo,) = (await read(_raw(message=_message(None, photo=sizes)))).files
    assert (photo.file_id, photo.name, photo.mime, photo.kind) == ("l", "ul.jpg", "image/jpeg", "photo")


async def test_an_animation_is_one_file(read):
    moving = telegram.Animation("A", "UA", 1, 1, 1, file_name="a.gif", mime_type="video/mp4")
    said = await read(_raw(message=_message(None, animation=moving, document=DOCUMENT)))
    assert len(said.files) == 1


async def test_a_reply_counts_only_when_it_answers_us(read):
    ours = telegram.Message(3, WHEN, PRIVATE, from_user=BOT, text="请写明理由")
    said = await read(_raw(message=_message("格式不对", reply_to_message=ours)))
    assert said.reply_to == "3"
    theirs = telegram.Message(4, WHEN, PRIVATE, from_user=CHEN, text="x")
    assert (await read(_raw(message=_message("格式不对", reply_to_message=theirs)))).reply_to is None


async def test_voice_and_things_nobody_needs(read):
    voice = await read(_raw(message=_message(None, voice=telegram.Voice("v", "uv", 4))))
    assert isinstance(voice, VoiceIn)
    assert voice.seconds == 4
    other = await read(_raw(message=_message(None, location=telegram.Location(113.1, 22.6))))
    assert isinstance(other, OtherIn)
    assert other.what == "location"


def _tap(data: str = "d1:" + "A" * 22, sender=CHEN, message: Any = None) -> telegram.CallbackQuery:
    shown = telegram.Message(9, WHEN, PRIVATE, from_user=BOT, text="卡片") if message is None else message
    return telegram.CallbackQuery("q1", sender, "i", message=shown, data=data)


async def test_a_tap_reads_the_same_on_both_ways(read):
    raw = _raw(callback_query=_tap())
    fast = fast_tap(raw, me=ME)
    assert fast == await read(raw)
    assert isinstance(fast, TapIn)
    assert (fast.token, fast.callback_id, fast.message_id, fast.user_id) == ("A" * 22, "q1", "9", "5")
    assert arrival(raw, me=ME)[1].lane == "telegram:42:u5"


async def test_a_tap_on_a_message_out_of_reach_still_counts(read):
    raw = _raw(callback_query=_tap(message=telegram.InaccessibleMessage(PRIVATE, 9)))
    assert fast_tap(raw, me=ME).message_id == "9"
    assert (await read(raw)).message_id == "9"


async def test_a_tap_with_a_foreign_prefix_takes_the_slow_way(read):
    raw = _raw(callback_query=_tap("c9:zz"))
    assert fast_tap(raw, me=ME) is None
    assert (await read(raw)).token == ""


@pytest.mark.parametrize(
    ("chat", "was", "now", "status"),
    [
        (PRIVATE, telegram.ChatMemberMember(BOT), telegram.ChatMemberBanned(BOT, WHEN), "blocked"),
        (PRIVATE, telegram.ChatMemberBanned(BOT, WHEN), telegram.ChatMemberMember(BOT), "unblocked"),
        (GROUP, telegram.ChatMemberLeft(BOT), telegram.ChatMemberMember(BOT), "added"),
        (GROUP, telegram.ChatMemberMember(BOT), telegram.ChatMemberLeft(BOT), "kicked"),
        (GROUP, telegram.ChatMemberMember(BOT), telegram.ChatMemberBanned(BOT, WHEN), "kicked"),
    ],
)
async def test_the_bots_own_standing(read, chat, was, now, status):
    raw = _raw(my_chat_member=telegram.ChatMemberUpdated(chat, CHEN, WHEN, was, now))
    assert arrival(raw, me=ME)[1].lane == f"telegram:42:c{chat.id}"
    change = await read(raw)
    assert isinstance(change, MemberIn)
    assert (change.status, change.chat, change.by, change.title) == (
        status,
        str(chat.id),
        "5",
        chat.title or "",
    )


async def test_who_acts_anonymously_is_nobody(read):
    was, now = telegram.ChatMemberLeft(BOT), telegram.ChatMemberMember(BOT)
    raw = _raw(my_chat_member=telegram.ChatMemberUpdated(GROUP, ANONYMOUS, WHEN, was, now))
    assert (await read(raw)).by is None


@pytest.mark.parametrize("more", [{"migrate_to_chat_id": -100999}, {"migrate_from_chat_id": -7}])
async def test_a_group_that_moves(read, more):
    raw = _raw(message=_message(None, chat=GROUP, **more))
    assert arrival(raw, me=ME)[1] is not None
    moved = await read(raw)
    assert isinstance(moved, MigratedIn)
    assert (moved.old, moved.new) == (
        ("-1005", "-100999") if "migrate_to_chat_id" in more else ("-7", "-1005")
    )


GROUP_TALK = [
    ("talk", _message("中午吃什么", chat=GROUP), False),
    ("command", _command("/todo", 5, chat=GROUP), True),
    ("command to us", _command("/todo@duwang_bot", 16, chat=GROUP), True),
    ("command to another", _command("/todo@other_bot", 15, chat=GROUP), False),
    (
        "mention after astral text",
        _message("😀𠮷 @duwang_bot 看", chat=GROUP, entities=[telegram.MessageEntity("mention", 5, 11)]),
        True,
    ),
    (
        "mention of another",
        _message("@other_bot", chat=GROUP, entities=[telegram.MessageEntity("mention", 0, 10)]),
        False,
    ),
    (
        "name of ours without user name",
        _message("读网 看", chat=GROUP, entities=[telegram.MessageEntity("text_mention", 0, 2, user=BOT)]),
        True,
    ),
    (
        "answer to us",
        _message("好", chat=GROUP, reply_to_message=telegram.Message(3, WHEN, GROUP, from_user=BOT)),
        True,
    ),
    (
        "answer to a person",
        _message("好", chat=GROUP, reply_to_message=telegram.Message(3, WHEN, GROUP, from_user=CHEN)),
        False,
    ),
    ("a file", _message(None, chat=GROUP, document=DOCUMENT, caption="看"), False),
]


@pytest.mark.parametrize(
    ("text", "kept"), [case[1:] for case in GROUP_TALK], ids=[case[0] for case in GROUP_TALK]
)
def test_of_a_groups_talk_only_calls_are_kept(text, kept):
    assert (arrival(_raw(message=text), me=ME)[1] is not None) is kept


NOBODYS = [
    ("a bot", {"message": _message("/todo", sender=OTHER_BOT)}),
    (
        "an anonymous administrator",
        {"message": _command("/todo", 5, chat=GROUP, sender=ANONYMOUS, sender_chat=GROUP)},
    ),
    ("an anonymous administrator's tap", {"callback_query": _tap(sender=ANONYMOUS)}),
    ("Telegram itself", {"message": _message("x", sender=telegram.User(777000, "Telegram", is_bot=False))}),
    ("a channel in a group", {"message": _command("/todo", 5, chat=GROUP, sender_chat=CHANNEL)}),
    ("a channel", {"channel_post": _message("/todo", chat=CHANNEL, sender=None)}),
    ("an edit", {"edited_message": _message("同意 K7Q2")}),
    (
        "a tap without its message",
        {"callback_query": telegram.CallbackQuery("q", CHEN, "i", data="d1:x", inline_message_id="z")},
    ),
    (
        "a channel that added us",
        {
            "my_chat_member": telegram.ChatMemberUpdated(
                CHANNEL, CHEN, WHEN, telegram.ChatMemberLeft(BOT), telegram.ChatMemberMember(BOT)
            )
        },
    ),
]


@pytest.mark.parametrize("kind", [case[1] for case in NOBODYS], ids=[case[0] for case in NOBODYS])
async def test_who_is_no_person_never_acts(read, kind):
    raw = _raw(**kind)
    assert arrival(raw, me=ME)[1] is None
    assert fast_tap(raw, me=ME) is None
    if "channel_post" not in kind and "edited_message" not in kind and "my_chat_member" not in kind:
        assert await read(raw) is None


async def test_kinds_nobody_asked_for_are_nothing(read):
    assert await read(_raw(edited_message=_message("同意 K7Q2"))) is None


@pytest.mark.parametrize("raw", [b"{}", b"nonsense", b'{"update_id": 1, "message": {"message_id": "x"}}'])
async def test_what_is_no_update_is_said_so(read, raw):
    with pytest.raises(Unreadable):
        await read(raw)
