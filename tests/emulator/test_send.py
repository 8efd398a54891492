"""Sending, by an independent client and by hand."""

import io
from typing import Any

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputMediaDocument, InputMediaPhoto
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter

from emulator.telegram_state import grey_png
from tests.emulator.conftest import CHEN, GROUP, Desk


def keys(*rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"inline_keyboard": list(rows)}


async def test_a_text_with_a_keyboard(ptb: Bot, desk: Desk):
    card = InlineKeyboardMarkup(
        [[InlineKeyboardButton("同意", callback_data="c1:x"), InlineKeyboardButton("查", url="https://a.cn")]]
    )
    sent = await ptb.send_message(CHEN, "<b>请审批</b>：年检", parse_mode="HTML", reply_markup=card)
    assert sent.text == "请审批：年检"
    assert sent.parse_entities() == {sent.entities[0]: "请审批"}
    assert sent.reply_markup == card
    assert sent.chat.id == CHEN
    assert sent.date == desk.clock.now()
    shown = (await desk.shown("chen"))["messages"]
    assert [(one["from"], one["text"], one["html"]) for one in shown] == [
        ("bot", "请审批：年检", "<b>请审批</b>：年检"),
    ]
    assert [key["kind"] for key in shown[0]["buttons"][0]] == ["callback", "url"]


async def test_a_document_is_stored_and_comes_back_whole(ptb: Bot, desk: Desk):
    sent = await ptb.send_document(
        CHEN, io.BytesIO(b"\x00\x01" * 5000), filename="年检通知.docx", caption="附件"
    )
    assert sent.document.file_name == "年检通知.docx"
    assert sent.document.mime_type.endswith("wordprocessingml.document")
    assert sent.document.file_size == 10_000
    file = await ptb.get_file(sent.document.file_id)
    assert bytes(await file.download_as_bytearray()) == b"\x00\x01" * 5000
    again = await ptb.send_document(CHEN, sent.document.file_id)
    assert again.document.file_unique_id == sent.document.file_unique_id


async def test_a_photo_has_its_full_size_last(ptb: Bot):
    picture = grey_png(640, 480)
    sent = await ptb.send_photo(CHEN, picture, caption="现场")
    assert [(one.width, one.height) for one in sent.photo] == [(90, 68), (320, 240), (640, 480)]
    assert bytes(await (await ptb.get_file(sent.photo[-1])).download_as_bytearray()) == picture
    assert bytes(await (await ptb.get_file(sent.photo[0])).download_as_bytearray()) != picture


async def test_an_album_is_one_group_of_messages(ptb: Bot, desk: Desk):
    media = [
        InputMediaDocument(b"a", filename="一.docx", caption="两份"),
        InputMediaDocument(b"b", filename="二.docx"),
    ]
    sent = await ptb.send_media_group(CHEN, media)
    assert len({one.media_group_id for one in sent}) == 1
    assert [one.document.file_name for one in sent] == ["一.docx", "二.docx"]
    assert [one.caption for one in sent] == ["两份", None]
    call = (await desk.get("/emulator/calls"))[-1]
    assert [one["size"] for one in call["files"]] == [1, 1]


async def test_an_album_does_not_mix(ptb: Bot):
    with pytest.raises(BadRequest, match=r"(?i)can't be mixed"):
        await ptb.send_media_group(
            CHEN, [InputMediaDocument(b"a", filename="a"), InputMediaPhoto(grey_png(9, 9))]
        )


async def test_a_reply_carries_what_it_answers(ptb: Bot):
    first = await ptb.send_message(CHEN, "一")
    second = await ptb.send_message(CHEN, "二", reply_to_message_id=first.message_id)
    assert second.reply_to_message.message_id == first.message_id
    with pytest.raises(BadRequest, match=r"(?i)message to be replied not found"):
        await ptb.send_message(CHEN, "三", reply_to_message_id=99)
    loose = await ptb.send_message(CHEN, "三", reply_to_message_id=99, allow_sending_without_reply=True)
    assert loose.reply_to_message is None


async def test_the_third_message_over_the_burst_waits(ptb: Bot, desk: Desk):
    for _ in range(3):
        await ptb.send_message(CHEN, "x")
    with pytest.raises(RetryAfter) as refused:
        await ptb.send_message(CHEN, "x")
    assert refused.value.retry_after.total_seconds() == 1
    async with desk.session.post(
        f"{desk.emulator.url}/bot{ptb.token}/sendMessage", json={"chat_id": CHEN, "text": "x"}
    ) as answer:
        assert answer.status == 429
        assert answer.headers["Retry-After"] == "1"
    desk.clock.advance(1)
    assert await ptb.send_message(CHEN, "x")


async def test_a_group_takes_twenty_a_minute(desk: Desk):
    for _ in range(20):
        await desk.ok("sendMessage", chat_id=GROUP, text="x")
        desk.clock.advance(1)
    assert await desk.no("sendMessage", chat_id=GROUP, text="x") == "Too Many Requests: retry after 40"


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("chat", {"chat_id": 1, "text": "x"}, "Bad Request: chat not found"),
    ("name", {"chat_id": "@nobody", "text": "x"}, "Bad Request: chat not found"),
    ("empty", {"chat_id": CHEN, "text": "  "}, "Bad Request: message text is empty"),
    ("long", {"chat_id": CHEN, "text": "字" * 4097}, "Bad Request: message is too long"),
    ("topic", {"chat_id": CHEN, "text": "x", "message_thread_id": 1}, "Bad Request: message thread not found"),
    (
        "no deed", {"chat_id": CHEN, "text": "x", "reply_markup": keys([{"text": "a"}])},
        "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ),
    (
        "two deeds",
        {"chat_id": CHEN, "text": "x", "reply_markup": keys([{"text": "a", "callback_data": "1", "url": "https://a.cn"}])},
        "Bad Request: can't parse inline keyboard button: exactly one of url, callback_data is allowed",
    ),
    (
        "nine in a row",
        {"chat_id": CHEN, "text": "x", "reply_markup": keys([{"text": "a", "callback_data": "1"}] * 9)},
        "Bad Request: reply markup is too long",
    ),
    (
        "101 keys",
        {"chat_id": CHEN, "text": "x", "reply_markup": keys(*[[{"text": "a", "callback_data": "1"}]] * 101)},
        "Bad Request: reply markup is too long",
    ),
    (
        "10 kB",
        {"chat_id": CHEN, "text": "x", "reply_markup": keys(*[[{"text": "字" * 100, "callback_data": "1"}]] * 35)},
        "Bad Request: reply markup is too long",
    ),
    (
        "local link", {"chat_id": CHEN, "text": "x", "reply_markup": keys([{"text": "a", "url": "http://localhost/"}])},
        "Bad Request: inline keyboard button URL 'http://localhost/' is invalid: Wrong HTTP URL",
    ),
    (
        "plain web app",
        {"chat_id": CHEN, "text": "x", "reply_markup": keys([{"text": "a", "web_app": {"url": "http://a.cn/"}}])},
        "Bad Request: inline keyboard button Web App URL 'http://a.cn/' is invalid: Only HTTPS links are allowed",
    ),
    (
        "web app in a group",
        {"chat_id": GROUP, "text": "x", "reply_markup": keys([{"text": "a", "web_app": {"url": "https://a.cn/"}}])},
        "Bad Request: BUTTON_TYPE_INVALID",
    ),
    ("ephemeral", {"chat_id": GROUP, "text": "x", "ephemeral_message_parameters": {"receiver_user_id": 1}},
     "Not Implemented: ephemeral_message_parameters is not played by this twin"),
]  # fmt: skip


@pytest.mark.parametrize(("params", "said"), [one[1:] for one in REFUSED], ids=[one[0] for one in REFUSED])
async def test_is_refused(desk: Desk, params: dict[str, Any], said: str):
    assert await desk.no("sendMessage", **params) == said
    assert all(one["from"] != "bot" for one in (await desk.shown("chen"))["messages"])


async def test_styled_disabled_and_copy_buttons_are_kept(desk: Desk):
    row = [
        {"text": "同意", "style": "success", "callback_data": "1"}, {"text": "已办", "disabled": {}},
        {"text": "编号", "copy_text": {"text": "KP-2026-0042"}}, {"text": "打开", "web_app": {"url": "https://duwang.test/i"}},
    ]  # fmt: skip
    sent = await desk.ok("sendMessage", chat_id=CHEN, text="x", reply_markup=keys(row))
    assert sent["reply_markup"] == keys(row)
    shown = (await desk.shown("chen"))["messages"][0]["buttons"][0]
    assert [(one["kind"], one["style"], one["disabled"]) for one in shown] == [
        ("callback", "success", False), ("callback", None, True), ("copy_text", None, False), ("web_app", None, False),
    ]  # fmt: skip


class TestForbidden:
    async def test_blocked(self, ptb: Bot, desk: Desk):
        await desk.act("chen", "block", on=True)
        with pytest.raises(Forbidden, match=r"(?i)bot was blocked by the user"):
            await ptb.send_message(CHEN, "x")

    async def test_kicked_and_left(self, ptb: Bot, desk: Desk):
        await desk.act("fzg-group", "leave")
        with pytest.raises(Forbidden, match=r"(?i)bot was kicked from the group chat"):
            await ptb.send_message(GROUP, "x")
        await desk.act("fzg-group", "join", person="bot")
        await ptb.leave_chat(GROUP)
        with pytest.raises(Forbidden, match=r"(?i)bot is not a member of the group chat"):
            await ptb.send_message(GROUP, "x")

    async def test_deactivated_and_never_met(self, ptb: Bot, desk: Desk):
        desk.emulator.telegram.state.chats[CHEN].deactivated = True
        with pytest.raises(Forbidden, match=r"(?i)user is deactivated"):
            await ptb.send_message(CHEN, "x")
        liu = desk.emulator.telegram.state.phone("liu")
        liu.started = False
        with pytest.raises(Forbidden, match=r"(?i)bot can't initiate conversation with a user"):
            await ptb.send_message(liu.id, "x")
        desk.emulator.telegram.state.phone("fzg-group").members.remove("liu")
        with pytest.raises(BadRequest, match=r"(?i)chat not found"):
            await ptb.send_message(liu.id, "x")


async def test_a_migrated_group_names_its_new_id(ptb: Bot, desk: Desk):
    await desk.act("fzg-group", "migrate")
    with pytest.raises(ChatMigrated) as moved:
        await ptb.send_message(GROUP, "x")
    sent = await ptb.send_message(moved.value.new_chat_id, "x")
    assert sent.chat.type == "supergroup"
    assert (await desk.shown("fzg-group"))["chat_id"] == moved.value.new_chat_id


class TestFiles:
    async def test_sizes(self, desk: Desk, monkeypatch: pytest.MonkeyPatch):
        state = desk.emulator.telegram.state
        big = state.keep("big.bin", "application/octet-stream", b"\0" * (20 * 2**20 + 1))
        edge = state.keep("edge.bin", "application/octet-stream", b"\0" * (20 * 2**20))
        assert await desk.no("getFile", file_id=big.id) == "Bad Request: file is too big"
        assert (await desk.ok("getFile", file_id=edge.id))["file_size"] == 20 * 2**20
        assert await desk.no("getFile", file_id="BQAC") == (
            "Bad Request: wrong file_id or the file is temporarily unavailable"
        )

    async def test_an_upload_over_50_mb_is_413(self, desk: Desk):
        from aiohttp import FormData

        form = FormData({"chat_id": str(CHEN)})
        form.add_field("document", io.BytesIO(b"\0" * (52 * 2**20)), filename="big.bin")
        token = desk.emulator.office.bot.token
        async with desk.session.post(f"{desk.emulator.url}/bot{token}/sendDocument", data=form) as answer:
            assert (await answer.json())["description"] == "Request Entity Too Large"
            assert answer.status == 413

    async def test_a_link_lives_an_hour(self, ptb: Bot, desk: Desk):
        sent = await ptb.send_document(CHEN, b"abc", filename="a.txt")
        path = (await desk.ok("getFile", file_id=sent.document.file_id))["file_path"]
        url = f"{desk.emulator.url}/file/bot{ptb.token}/{path}"
        desk.clock.advance(3599)
        assert await (await desk.session.get(url)).read() == b"abc"
        desk.clock.advance(1)
        assert (await desk.session.get(url)).status == 404
        assert (await desk.ok("getFile", file_id=sent.document.file_id))["file_path"] != path

    async def test_what_is_no_picture_is_no_photo(self, ptb: Bot, desk: Desk):
        with pytest.raises(BadRequest, match=r"(?i)Image_process_failed"):
            await ptb.send_photo(CHEN, b"no picture")
        with pytest.raises(BadRequest, match=r"(?i)Photo_invalid_dimensions"):
            await ptb.send_photo(CHEN, grey_png(2100, 100))
        with pytest.raises(BadRequest, match=r"(?i)file must be non-empty"):
            await ptb.send_document(CHEN, b"", filename="a")
        photo = await ptb.send_photo(CHEN, grey_png(9, 9))
        desk.clock.advance(60)
        with pytest.raises(BadRequest, match=r"(?i)can't use file of type Photo as Document"):
            await ptb.send_document(CHEN, photo.photo[-1].file_id)
        with pytest.raises(BadRequest, match=r"(?i)failed to get http url content"):
            await ptb.send_document(CHEN, "https://a.cn/a.pdf")


class TestCalls:
    async def test_unknown_method_and_token(self, desk: Desk):
        assert await desk.no("sendMassage", chat_id=1) == "Not Found: method not found"
        for token in ("1", "7000000001:wrong", "0:" + "x" * 20, "1:" + "x" * 80):
            async with desk.session.get(f"{desk.emulator.url}/bot{token}/getMe") as answer:
                assert (await answer.json())["description"] == "Unauthorized"
                assert answer.status == 401

    async def test_a_method_that_is_not_played_says_so_after_being_judged(self, desk: Desk):
        assert await desk.no("sendDice") == "Bad Request: chat_id is empty"
        assert (
            await desk.no("sendDice", chat_id=CHEN) == "Not Implemented: sendDice is not played by this twin"
        )
        assert [one["status"] for one in await desk.get("/emulator/calls")] == [400, 501]

    @pytest.mark.parametrize("how", ["query", "form", "json", "multipart", "SENDMESSAGE"])
    async def test_every_way_to_say_it(self, desk: Desk, how: str):
        url = f"{desk.emulator.url}/bot{desk.emulator.office.bot.token}/sendMessage"
        said = {"chat_id": str(CHEN), "text": "好"}
        if how == "query":
            answer = await desk.session.get(url, params=said)
        elif how == "json":
            answer = await desk.session.post(url, json=said | {"reply_markup": {"force_reply": True}})
        elif how == "multipart":
            from aiohttp import FormData

            form = FormData(said, default_to_multipart=True)
            answer = await desk.session.post(url, data=form)
        else:
            answer = await desk.session.post(
                url.replace("sendMessage", how) if how.isupper() else url, data=said
            )
        assert (await answer.json())["result"]["text"] == "好"

    async def test_half_a_surrogate_pair_is_no_text(self, desk: Desk):
        token = desk.emulator.office.bot.token
        for path, body in (
            (f"/bot{token}/sendMessage", b'{"chat_id": 5100000101, "text": "\\ud83d"}'),
            ("/emulator/phones/chen/say", b'{"text": "\\ud83d"}'),
        ):
            headers = {"Content-Type": "application/json"}
            answer = await desk.session.post(desk.emulator.url + path, data=body, headers=headers)
            assert answer.status == 400
        keys = '{"inline_keyboard":[[{"text":"\\ud83d","callback_data":"1"}]]}'
        assert await desk.no("sendMessage", chat_id=CHEN, text="x", reply_markup=keys) == (
            "Bad Request: strings must be encoded in UTF-8"
        )

    async def test_broken_json_is_refused(self, desk: Desk):
        url = f"{desk.emulator.url}/bot{desk.emulator.office.bot.token}/sendMessage"
        answer = await desk.session.post(url, data=b"{", headers={"Content-Type": "application/json"})
        assert answer.status == 400

    async def test_every_call_is_recorded_with_its_reply(self, ptb: Bot, desk: Desk):
        await ptb.send_document(CHEN, b"abc", filename="a.txt", caption="一")
        with pytest.raises(BadRequest):
            await ptb.send_message(1, "x")
        first, second, third = await desk.get("/emulator/calls")
        assert first["method"] == "getMe"
        assert second["params"] == {"chat_id": CHEN, "caption": "一"}
        assert second["files"] == [
            {
                "name": "a.txt",
                "size": 3,
                "sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            }
        ]
        assert (third["status"], third["reply"]["description"]) == (400, "Bad Request: chat not found")
        assert await desk.get(f"/emulator/calls?since={second['n']}") == [third]
        assert "AADuwang" not in str(await desk.get("/emulator/calls"))
