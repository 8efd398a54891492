"""Edits, deletions and answers to taps."""

from typing import Any

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, ReplyKeyboardMarkup
from telegram.error import BadRequest

from tests.emulator.conftest import CHEN, Desk

CARD = InlineKeyboardMarkup([[InlineKeyboardButton("同意", callback_data="c1:x")]])
SAME = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
TOO_OLD = "query is too old and response timeout expired or query id is invalid"


async def test_an_edit_without_a_keyboard_takes_it_away(ptb: Bot, desk: Desk):
    sent = await ptb.send_message(CHEN, "一", reply_markup=CARD)
    edited = await ptb.edit_message_text("二", CHEN, sent.message_id)
    assert edited.text == "二"
    assert edited.reply_markup is None
    assert edited.edit_date is not None
    shown = (await desk.shown("chen"))["messages"][0]
    assert (shown["text"], shown["buttons"], shown["edited"]) == ("二", [], True)


async def test_the_same_again_is_not_modified(desk: Desk, ptb: Bot):
    sent = await ptb.send_message(CHEN, "<b>一</b>", parse_mode="HTML", reply_markup=CARD)
    same = {"chat_id": CHEN, "message_id": sent.message_id, "reply_markup": CARD.to_dict()}
    assert await desk.no("editMessageText", text="<b>一</b> ", parse_mode="HTML", **same) == SAME
    assert await desk.no("editMessageReplyMarkup", **same) == SAME
    assert await desk.ok("editMessageText", text="一", **same)
    assert await desk.ok("editMessageReplyMarkup", chat_id=CHEN, message_id=sent.message_id)


async def test_a_caption_is_edited_as_a_caption(desk: Desk, ptb: Bot):
    file = await ptb.send_document(CHEN, b"abc", filename="a.txt", caption="一", reply_markup=CARD)
    text = await ptb.send_message(CHEN, "x")
    assert (await ptb.edit_message_caption(CHEN, file.message_id, caption="二")).caption == "二"
    desk.clock.advance(60)
    assert (await desk.ok("editMessageCaption", chat_id=CHEN, message_id=file.message_id)).get(
        "caption"
    ) is None
    desk.clock.advance(60)
    with pytest.raises(BadRequest, match=r"(?i)there is no text in the message to edit"):
        await ptb.edit_message_text("二", CHEN, file.message_id)
    with pytest.raises(BadRequest, match=r"(?i)there is no caption in the message to edit"):
        await ptb.edit_message_caption(CHEN, text.message_id, caption="二")


async def test_what_cannot_be_edited(desk: Desk, ptb: Bot):
    theirs = (await desk.act("chen", "say", text="我的"))["message_ids"][0]
    fixed = await ptb.send_message(CHEN, "键盘", reply_markup=ReplyKeyboardMarkup([["一"]]))
    gone = await ptb.send_message(CHEN, "走")
    desk.clock.advance(60)
    assert await ptb.delete_message(CHEN, gone.message_id)
    cases = [
        (theirs, "Bad Request: message can't be edited"), (fixed.message_id, "Bad Request: message can't be edited"),
        (gone.message_id, "Bad Request: message to edit not found"), (77, "Bad Request: message to edit not found"),
    ]  # fmt: skip
    for message_id, said in cases:
        assert await desk.no("editMessageText", chat_id=CHEN, message_id=message_id, text="x") == said
    assert await desk.no("editMessageText", text="x") == "Bad Request: chat_id is empty"
    assert await desk.no("editMessageText", chat_id=CHEN, text="x") == (
        "Bad Request: message identifier is not specified"
    )
    assert (
        await desk.no("editMessageText", inline_message_id="1", text="x") == "Bad Request: MESSAGE_ID_INVALID"
    )


async def test_edits_count_like_messages(desk: Desk):
    sent = await desk.ok("sendMessage", chat_id=CHEN, text="0")
    edit: dict[str, Any] = {"chat_id": CHEN, "message_id": sent["message_id"]}
    await desk.ok("editMessageText", text="1", **edit)
    await desk.ok("editMessageText", text="2", **edit)
    assert await desk.no("editMessageText", text="3", **edit) == "Too Many Requests: retry after 1"
    desk.clock.advance(1)
    await desk.ok("editMessageText", text="3", **edit)


async def test_own_messages_are_deleted_within_two_days(desk: Desk, ptb: Bot):
    sent = await ptb.send_message(CHEN, "一")
    desk.clock.advance(48 * 3600 - 1)
    second = await ptb.send_message(CHEN, "二")
    assert await ptb.delete_message(CHEN, sent.message_id)
    with pytest.raises(BadRequest, match=r"(?i)message to delete not found"):
        await ptb.delete_message(CHEN, sent.message_id)
    desk.clock.advance(48 * 3600)
    with pytest.raises(BadRequest, match=r"(?i)message can't be deleted"):
        await ptb.delete_message(CHEN, second.message_id)
    assert [one["text"] for one in (await desk.shown("chen"))["messages"]] == ["二"]


class TestTaps:
    @pytest.fixture
    async def tap(self, desk: Desk, ptb: Bot) -> str:
        sent = await ptb.send_message(CHEN, "一", reply_markup=CARD)
        await desk.act("chen", "tap", message_id=sent.message_id, button="同意")
        (update,) = await desk.updates()
        query_id: str = update["callback_query"]["id"]
        return query_id

    async def test_is_answered_once(self, desk: Desk, ptb: Bot, tap: str):
        assert await ptb.answer_callback_query(tap, "已记录", show_alert=True)
        toast = (await desk.shown("chen"))["toast"]
        assert (toast["text"], toast["alert"]) == ("已记录", True)
        with pytest.raises(BadRequest, match=rf"(?i){TOO_OLD}"):
            await ptb.answer_callback_query(tap, "再来")

    async def test_may_be_answered_for_150_seconds(self, desk: Desk, ptb: Bot, tap: str):
        desk.clock.advance(149.9)
        assert await ptb.answer_callback_query(tap)

    async def test_is_dead_after_150_seconds(self, desk: Desk, ptb: Bot, tap: str):
        desk.clock.advance(150)
        with pytest.raises(BadRequest, match=rf"(?i){TOO_OLD}"):
            await ptb.answer_callback_query(tap)

    async def test_a_made_up_id_and_a_foreign_link(self, desk: Desk, ptb: Bot, tap: str):
        with pytest.raises(BadRequest, match=rf"(?i){TOO_OLD}"):
            await ptb.answer_callback_query("123")
        assert await desk.no("answerCallbackQuery", callback_query_id=tap, url="https://a.cn") == (
            "Bad Request: URL_INVALID"
        )
        link = "https://t.me/duwang_demo_bot?start=abc"
        assert await desk.ok("answerCallbackQuery", callback_query_id=tap, url=link) is True

    async def test_answers_have_no_rate(self, desk: Desk, ptb: Bot):
        sent = await ptb.send_message(CHEN, "一", reply_markup=CARD)
        for _ in range(40):
            await desk.act("chen", "tap", message_id=sent.message_id, button=0)
        for update in await desk.updates():
            assert await desk.ok("answerCallbackQuery", callback_query_id=update["callback_query"]["id"])
