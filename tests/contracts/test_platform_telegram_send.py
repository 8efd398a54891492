"""What becomes of a send: a fault table against the twin."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha256
from urllib.parse import parse_qsl

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from bot.cards.model import Button, Card, FileRef
from bot.platforms.base import Attached, Payload
from bot.platforms.telegram import SENT_METHODS, Refused, Telegram
from bot.platforms.telegram_cards import draw
from bot.platforms.telegram_line import written
from bot.platforms.telegram_outcome import Answer, Undelivered, outcome_of
from emulator import telegram_people as people
from emulator.app import Emulator
from emulator.telegram_judge import Upload
from scheduler.ports import Edit
from tests.contracts.loopback import serving
from tests.contracts.telegram_twin import CHEN, Inbox, adapter, calls, twin, until

HELLO = Payload("sendMessage", {"chat_id": CHEN, "text": "您好"}).to_bytes()


@pytest.fixture
async def emulator() -> AsyncIterator[Emulator]:
    async with twin() as one:
        people.say(one.telegram, "chen", "/start")
        yield one


@pytest.fixture
async def telegram(emulator, tmp_path) -> AsyncIterator[Telegram]:
    async with adapter(emulator, Inbox(), tmp_path, poll_s=1) as one:
        await until(lambda: one.state == "connected")
        yield one


def _mint(button: Button) -> str:
    return "A" * 22


async def test_a_card_with_files_arrives_in_order_and_is_edited_in_place(telegram, emulator, tmp_path):
    names = []
    for n in range(12):
        body = f"第{n}件".encode()
        names.append(sha256(body).hexdigest())
        (tmp_path / names[-1]).write_bytes(body)
    card = Card(
        "review.asked",
        "请审批：关于年检的通知",
        "请审批",
        number="KP-2026-0042",
        body="正文。" * 2000,
        buttons=((Button("approve", "同意", "success"), Button("return", "退回", "danger")),),
        files=tuple(FileRef(name, f"附件{n}.docx", "docx") for n, name in enumerate(names)),
    )
    payloads = draw(card, chat=str(CHEN), mint=_mint)
    assert [payload.method for payload in payloads] == [
        "sendMediaGroup",
        "sendMediaGroup",
        "sendMessage",
        "sendMessage",
        "sendMessage",
    ]
    outcomes = []
    for payload in payloads:
        emulator.clock.advance(20)
        outcomes.append(await telegram.send(payload.to_bytes()))
    assert [outcome.state for outcome in outcomes] == ["sent"] * 5
    shown = emulator.telegram.state.phone("chen").messages
    assert len(shown[int(outcomes[-1].message)].payload["reply_markup"]["inline_keyboard"][0]) == 2
    emulator.clock.advance(20)
    done = Card("review.asked", "已同意", "已同意", buttons=((Button("x", "已同意", disabled=True),),))
    (edit,) = draw(done, chat=str(CHEN), mint=_mint, edit=Edit(outcomes[-1].message))
    assert (await telegram.send(edit.to_bytes())).state == "sent"
    assert shown[int(outcomes[-1].message)].payload["text"] == "已同意"
    assert (await telegram.send(edit.to_bytes())).state == "same"


FAULTS = [
    ({"do": "429", "retry_after": 7}, "retry", 7.0),
    ({"do": "status", "status": 500}, "retry", 2.0),
    ({"do": "status", "status": 401}, "retry", 60.0),
    ({"do": "status", "status": 403}, "gone", None),
    ({"do": "drop_before"}, "unknown", None),
    ({"do": "accept_then_drop"}, "unknown", None),
    ({"do": "truncate"}, "unknown", None),
    ({"do": "truncate", "short": True}, "unknown", None),
    ({"do": "html"}, "unknown", None),
    ({"do": "html", "accept": True}, "unknown", None),
    ({"do": "html", "status": 407}, "retry", 5.0),
    ({"do": "html", "status": 413}, "bad", None),
]


@pytest.mark.parametrize(("fault", "state", "wait"), FAULTS, ids=str)
async def test_every_fault_has_its_outcome(telegram, emulator, fault, state, wait):
    emulator.faults.replace([{"match": {"method": "sendMessage"}, "times": 1, **fault}])
    outcome = await telegram.send(HELLO)
    assert (outcome.state, outcome.retry_at_s) == (state, wait), outcome
    assert telegram._token not in repr(outcome)
    assert (await telegram.send(HELLO)).state == "sent"


async def test_a_server_that_is_not_there_is_a_definite_no(tmp_path, emulator):
    async with adapter(emulator, Inbox(), tmp_path, poll_s=1, api_base="http://127.0.0.1:9") as telegram:
        outcome = await telegram.send(HELLO)
        assert outcome.state == "retry"
        assert telegram.state == "starting"


async def test_an_answer_that_never_comes_is_unknown(telegram, emulator, monkeypatch):
    monkeypatch.setattr(
        "bot.platforms.telegram_line.Line.call.__kwdefaults__", {"upload": 0, "answer_s": 0.2}
    )
    emulator.faults.replace([{"match": {"method": "sendMessage"}, "do": "hang"}])
    assert (await telegram.send(HELLO)).state == "unknown"


@pytest.mark.parametrize(
    ("status", "description", "state"),
    [
        (400, "Bad Request: message is not modified: specified new message content", "same"),
        (400, "Bad Request: message to edit not found", "gone"),
        (400, "Bad Request: message can't be edited", "gone"),
        (400, "Bad Request: chat not found", "gone"),
        (400, "Bad Request: can't parse entities: Unsupported start tag", "bad"),
        (400, "Bad Request: message is too long", "bad"),
        (403, "Forbidden: bot was blocked by the user", "gone"),
        (403, "Forbidden: user is deactivated", "gone"),
        (403, "Forbidden: bot can't initiate conversation with a user", "gone"),
        (403, "Forbidden: bot was kicked from the supergroup chat", "gone"),
        (404, "Not Found: method not found", "bad"),
        (409, "Conflict: terminated by other getUpdates request", "retry"),
        (500, "Internal Server Error", "retry"),
    ],
)
def test_the_servers_words_are_understood(status, description, state):
    raw = b'{"ok":false,"error_code":%d,"description":"%s"}' % (status, description.encode())
    assert outcome_of(Answer(status, raw)).state == state


@pytest.mark.parametrize("value", ["null", '"x"', "-5", "1e999", "[]"])
def test_a_strange_waiting_time_is_bounded(value):
    raw = f'{{"ok":false,"description":"","parameters":{{"retry_after":{value}}}}}'.encode()
    outcome = outcome_of(Answer(429, raw))
    assert outcome.state in {"retry", "unknown"}
    assert outcome.retry_at_s is None or 1 <= outcome.retry_at_s <= 3600


async def test_a_group_that_moved_names_its_new_id(telegram, emulator):
    from emulator import telegram_members as members

    group = next(chat for chat in emulator.telegram.state.phones() if chat.id < 0)
    old = group.id
    members.migrate(emulator.telegram, group.phone)
    payload = Payload("sendMessage", {"chat_id": old, "text": "本周时限"}).to_bytes()
    outcome = await telegram.send(payload)
    assert outcome.state == "migrated"
    assert outcome.new_chat is not None
    assert (await telegram.send(telegram.readdressed(payload, outcome.new_chat))).state == "sent"


async def test_refused_mark_up_goes_out_plain(telegram, emulator):
    part = Payload(
        "sendMessage", {"chat_id": CHEN, "text": "<b>甲 &amp; 乙</b> <i>未闭合", "parse_mode": "HTML"}
    ).to_bytes()
    assert (await telegram.send(part)).state == "bad"
    outcome = await telegram.send(telegram.plain(part))
    assert outcome.state == "sent"
    shown = emulator.telegram.state.phone("chen").messages[int(outcome.message)]
    assert shown.payload["text"] == "甲 & 乙 未闭合"


async def test_an_older_server_gets_plain_buttons_from_then_on(tmp_path):
    asked: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        fields = await request.post()
        if request.path.endswith("/sendMessage"):
            asked.append(str(fields["reply_markup"]))
        if '"disabled"' in str(fields.get("reply_markup")):
            said = "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
            return web.json_response({"ok": False, "error_code": 400, "description": said}, status=400)
        return web.json_response({"ok": True, "result": {"message_id": 3, "id": 1, "username": "b"}})

    async with serving(answer) as base, _bare(base, tmp_path) as telegram:
        card = Card(
            "k",
            "已同意",
            "s",
            buttons=((Button("a", "撤销", "danger"), Button("b", "已同意", disabled=True)),),
        )
        (payload,) = draw(card, chat="5", mint=_mint)
        assert (await telegram.send(payload.to_bytes())).state == "sent"
        assert '"style"' not in asked[-1]
        assert "d1:AAAA" in asked[-1]
        assert not telegram.caps.disabled_buttons


async def test_only_sending_methods_and_whole_files_leave(telegram, tmp_path):
    for method in ("leaveChat", "getUpdates", "setWebhook", "logOut"):
        assert method not in SENT_METHODS
        assert (await telegram.send(Payload(method, {"chat_id": 1}).to_bytes())).state == "bad"
    lost = Payload(
        "sendDocument",
        {"chat_id": CHEN, "document": "attach://f0"},
        {"f0": Attached("a.docx", sha256="0" * 64)},
    )
    outcome = await telegram.send(lost.to_bytes())
    assert outcome.state == "bad"
    assert str(tmp_path) not in outcome.error


async def test_a_text_that_looks_like_a_file_stays_a_text(telegram, emulator, tmp_path):
    (tmp_path / "f").write_bytes(b"bytes")
    payload = Payload(
        "sendDocument",
        {"chat_id": CHEN, "document": "attach://f0", "caption": "attach://f0"},
        {"f0": Attached('a";\r\nX: y.docx', sha256="f")},
    )
    outcome = await telegram.send(payload.to_bytes())
    assert outcome.state == "sent", outcome
    assert (
        emulator.telegram.state.phone("chen").messages[int(outcome.message)].payload["caption"]
        == "attach://f0"
    )


async def test_taps_are_answered_once(telegram, emulator):
    card = Card("k", "请选择", "s", buttons=((Button("a", "好"),),))
    (payload,) = draw(card, chat=str(CHEN), mint=_mint)
    sent = await telegram.send(payload.to_bytes())
    people.tap(emulator.telegram, "chen", int(sent.message), 0)
    await until(lambda: telegram._receive.batches[-1:] and b"callback_query" in telegram._receive.raw[-1])
    tap = telegram.fast_tap(telegram._receive.raw[-1])
    assert tap.token == "A" * 22
    assert await telegram.answer_tap(tap.callback_id, "已记录" * 100, alert=True)
    assert len(calls(emulator, "answerCallbackQuery")[-1]["params"]["text"]) == 200
    assert not await telegram.answer_tap(tap.callback_id, "再一次")


async def test_a_file_comes_in_pieces_and_whole(telegram, emulator):
    body = bytes(range(256)) * 4096  # 1 MiB
    people.send(emulator.telegram, "chen", [Upload("通知.docx", "application/octet-stream", body)])
    await until(lambda: any(b'"document"' in raw for raw in telegram._receive.raw))
    said = await telegram.parse(telegram._receive.raw[-1])
    (file,) = said.files
    assert (file.name, file.size, file.kind) == ("通知.docx", len(body), "document")
    pieces: list[bytes] = []
    assert await telegram.download(file.file_id, pieces.append) == len(body)
    assert b"".join(pieces) == body
    assert max(map(len, pieces)) <= 256 * 1024
    with pytest.raises(Refused, match="too_big"):
        await telegram.download(file.file_id, pieces.append, limit=1000)
    with pytest.raises(Refused, match="gone"):
        await telegram.download("no-such-file", pieces.append)


@pytest.mark.parametrize("fault", ["drop_before", "truncate", "html"])
async def test_a_download_that_fails_may_be_tried_again(telegram, emulator, fault):
    emulator.faults.replace([{"match": {"method": "getFile"}, "do": fault, "times": 1}])
    with pytest.raises(Undelivered) as failure:
        await telegram.download("x", lambda piece: None)
    assert telegram._token not in str(failure.value)


async def test_a_short_file_is_no_file(tmp_path):
    async def answer(request: web.Request) -> web.Response:
        if request.path.startswith("/file/"):
            return web.Response(body=b"half")
        result = {"id": 1, "username": "b", "file_path": "documents/x", "file_size": 8}
        return web.json_response({"ok": True, "result": result})

    async with serving(answer) as base, _bare(base, tmp_path) as telegram:
        with pytest.raises(Undelivered, match="4 of 8"):
            await telegram.download("x", lambda piece: None)


@asynccontextmanager
async def _bare(base: str, folder) -> AsyncIterator[Telegram]:
    inbox = Inbox()

    async def wait(seconds: float) -> None:
        await asyncio.Event().wait()

    telegram = Telegram(
        token="1:x",
        receive=inbox,
        last_update_id=inbox.last,
        open_file=lambda name: folder / name,
        wait=wait,
        api_base=base,
        poll_s=1,
    )
    await telegram.start()
    try:
        yield telegram
    finally:
        await telegram.stop()


@given(st.dictionaries(st.text(min_size=1), st.text(min_size=1), min_size=1))
def test_a_written_form_is_what_the_standard_library_reads(fields):
    assert dict(parse_qsl(written(fields).body.decode("ascii"), strict_parsing=True)) == fields
