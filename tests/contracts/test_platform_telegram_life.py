"""Starting, listening, losing the line and finding it again; by polling and by webhook."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import structlog
from aiohttp import web

from bot.platforms.base import Payload
from bot.platforms.telegram import Commands, Telegram
from bot.platforms.telegram_envelope import Self
from bot.platforms.telegram_outcome import Answer
from bot.platforms.telegram_poller import Poller
from emulator import telegram_people as people
from emulator.app import Emulator
from tests.contracts.loopback import serving
from tests.contracts.telegram_twin import CHEN, Inbox, adapter, calls, twin, until

SECRET = "s" * 40
COMMANDS = (
    Commands("default", "", (("todo", "待办"), ("help", "帮助"))),
    Commands("all_private_chats", "en", (("todo", "What waits for me"),)),
)


@pytest.fixture
async def emulator() -> AsyncIterator[Emulator]:
    async with twin() as one:
        yield one


async def test_the_start_introduces_announces_and_polls(emulator, tmp_path):
    async with adapter(emulator, Inbox(), tmp_path, poll_s=1, commands=COMMANDS) as telegram:
        await until(lambda: telegram.state == "connected")
        assert telegram.me.username == "duwang_demo_bot"
        said = [call["params"] for call in calls(emulator, "setMyCommands")]
        assert [(one["scope"]["type"], one.get("language_code")) for one in said] == [
            ("default", None),
            ("all_private_chats", "en"),
        ]
        assert emulator.telegram.updates.queue.allowed == {"message", "callback_query", "my_chat_member"}


async def test_an_update_is_stored_before_it_is_confirmed(emulator, tmp_path):
    inbox = Inbox()
    inbox.refusing = True
    async with adapter(emulator, inbox, tmp_path, poll_s=1) as telegram:
        await until(lambda: telegram.state == "connected")
        acted = people.say(emulator.telegram, "chen", "/start")
        await inbox.rung.wait()
        assert not acted.updates[0].delivered.is_set()
        inbox.refusing = False
        (raw,) = await inbox.holds(1)
        assert (await telegram.parse(raw)).command == "start"
        await until(acted.updates[0].delivered.is_set)


async def test_after_a_restart_it_goes_on_behind_what_is_stored(emulator, tmp_path):
    inbox = Inbox()
    async with adapter(emulator, inbox, tmp_path, poll_s=1) as telegram:
        await until(lambda: telegram.state == "connected")
        people.say(emulator.telegram, "chen", "一")
        await inbox.holds(1)
    people.say(emulator.telegram, "chen", "二")
    async with adapter(emulator, inbox, tmp_path, poll_s=1) as telegram:
        await inbox.holds(2)
        assert [(await telegram.parse(raw)).text for raw in inbox.raw] == ["一", "二"]


async def test_a_groups_talk_is_confirmed_and_never_stored(emulator, tmp_path):
    inbox = Inbox()
    async with adapter(emulator, inbox, tmp_path, poll_s=1) as telegram:
        await until(lambda: telegram.state == "connected")
        group = next(chat for chat in emulator.telegram.state.phones() if chat.id < 0)
        member = group.members[0]
        acted = people.say(emulator.telegram, group.phone, "/todo@duwang_demo_bot", by=member)
        (raw,) = await inbox.holds(1)
        said = await telegram.parse(raw)
        assert (said.chat_type, said.command) == ("group", "todo")
        await until(acted.updates[0].delivered.is_set)


@pytest.mark.parametrize(
    "fault",
    [
        {"do": "drop_before"},
        {"do": "html"},
        {"do": "truncate"},
        {"do": "status", "status": 500},
        {"do": "429"},
    ],
    ids=lambda fault: fault["do"],
)
async def test_a_lost_poll_is_tried_again_and_nothing_is_lost(emulator, tmp_path, fault):
    inbox = Inbox()
    async with adapter(emulator, inbox, tmp_path, poll_s=1) as telegram:
        await until(lambda: telegram.state == "connected")
        emulator.faults.replace([{"match": {"method": "getUpdates"}, "times": 2, **fault}])
        people.say(emulator.telegram, "chen", "您好")
        assert len(await inbox.holds(1)) == 1
        await until(lambda: telegram.state == "connected")


async def test_a_start_without_a_line_goes_on_trying(emulator, tmp_path):
    emulator.faults.replace(
        [
            {"match": {"method": "getMe"}, "do": "drop_before", "times": 2},
            {"match": {"method": "getMe"}, "do": "status", "status": 502, "times": 1},
            {"match": {"method": "deleteWebhook"}, "do": "html", "times": 1},
        ]
    )
    async with adapter(emulator, Inbox(), tmp_path, poll_s=1) as telegram:
        await until(lambda: telegram.state == "connected")
    assert len(calls(emulator, "getMe")) == 4


async def test_a_wrong_token_is_said_and_asked_for_no_more_than_once_a_minute(emulator, tmp_path):
    pauses: list[float] = []
    stopped = asyncio.Event()

    async def wait(seconds: float) -> None:
        pauses.append(seconds)
        stopped.set()
        await asyncio.Event().wait()

    with structlog.testing.capture_logs() as logs:
        async with adapter(emulator, Inbox(), tmp_path, token="9:WRONGTOKEN", wait=wait) as telegram:
            await stopped.wait()
            assert telegram.state == "unauthorised"
    assert pauses == [60.0]
    assert "WRONGTOKEN" not in repr(logs)


async def test_two_pollers_are_told_in_a_plain_sentence(emulator, tmp_path):
    with structlog.testing.capture_logs() as logs:
        async with (
            adapter(emulator, Inbox(), tmp_path, poll_s=1) as one,
            adapter(emulator, Inbox(), tmp_path, poll_s=1) as other,
        ):
            await until(lambda: "conflict" in {one.state, other.state})
    said = [line["text"] for line in logs if line["event"] == "telegram.conflict"]
    assert said
    assert "只保留一个" in said[0]


@asynccontextmanager
async def _hooked(emulator: Emulator, inbox: Inbox, folder) -> AsyncIterator[Telegram]:
    holder: list[Telegram] = []

    async def route(request: web.Request) -> web.StreamResponse:
        return await holder[0].handle(request)

    async with (
        serving(route) as base,
        adapter(
            emulator,
            inbox,
            folder,
            mode="webhook",
            webhook_url=f"{base}/telegram/webhook",
            webhook_secret=SECRET,
        ) as telegram,
    ):
        holder.append(telegram)
        await until(lambda: telegram.state == "connected")
        yield telegram


async def test_the_webhook_is_set_with_its_secret_and_delivers(emulator, tmp_path):
    inbox = Inbox()
    async with _hooked(emulator, inbox, tmp_path) as telegram:
        (call,) = calls(emulator, "setWebhook")
        assert call["params"]["allowed_updates"] == ["message", "callback_query", "my_chat_member"]
        acted = people.say(emulator.telegram, "chen", "您好")
        (raw,) = await inbox.holds(1)
        assert (await telegram.parse(raw)).text == "您好"
        await until(acted.updates[0].delivered.is_set)


async def test_what_cannot_be_stored_is_kept_for_us(emulator, tmp_path):
    inbox = Inbox()
    inbox.refusing = True
    async with _hooked(emulator, inbox, tmp_path):
        acted = people.say(emulator.telegram, "chen", "您好")
        await until(lambda: any(one.get("status") == 503 for one in emulator.telegram.updates.delivery.log))
        assert not acted.updates[0].delivered.is_set()
        inbox.refusing = False
        emulator.clock.advance(120)
        await inbox.holds(1)
        await until(acted.updates[0].delivered.is_set)


@pytest.mark.parametrize("secret", [None, "", "short", "x" * 31, "x" * 257, "密" * 40, "x" * 40 + " "])
def test_a_weak_secret_does_not_start(secret):
    """A01."""
    with pytest.raises(ValueError, match="secret"):
        _made(mode="webhook", webhook_url="https://x.cn/telegram/webhook", webhook_secret=secret)


@pytest.mark.parametrize("token", ["", "nonsense", ":x"])
def test_a_token_without_a_number_does_not_start(token):
    with pytest.raises(ValueError, match="token"):
        _made(token=token)


def _made(**settings) -> Telegram:
    inbox = Inbox()

    async def wait(seconds: float) -> None:
        raise AssertionError(seconds)

    return Telegram(
        **{
            "token": "1:x",
            "receive": inbox,
            "last_update_id": inbox.last,
            "open_file": lambda name: None,
            "wait": wait,
            **settings,
        }
    )


def test_budgets_are_the_platforms():
    telegram = _made()
    everywhere, here = telegram.budgets("5")
    assert everywhere.interval_us == pytest.approx(1_000_000 / 30 / 0.985, abs=1)
    assert here.interval_us == pytest.approx(1_000_000 / 0.985, abs=1)
    assert telegram.budgets("-100")[1].interval_us == pytest.approx(60_000_000 / 18, abs=1)
    assert telegram.budgets("5")[0].key == telegram.budgets("-100")[0].key


async def test_once_it_stops_listening_updates_stay_with_telegram(emulator, tmp_path):
    inbox = Inbox()
    people.say(emulator.telegram, "chen", "/start")
    async with _hooked(emulator, inbox, tmp_path) as telegram:
        await inbox.holds(1)
        await telegram.stop_listening()
        acted = people.say(emulator.telegram, "chen", "您好")
        await until(lambda: any(one.get("status") == 503 for one in emulator.telegram.updates.delivery.log))
        assert not acted.updates[0].delivered.is_set()
        part = Payload("sendMessage", {"chat_id": CHEN, "text": "再见"}).to_bytes()
        assert (await telegram.send(part)).state == "sent"
    assert len(inbox.raw) == 1


async def test_after_a_silent_week_the_numbers_may_start_anew():
    asked: list[object] = []

    class SilentLine:
        async def call(self, method, params, **_more) -> Answer:
            asked.append(params["offset"])
            if len(asked) == 4:
                raise asyncio.CancelledError
            return Answer(200, b'{"ok": true, "result": []}')

    inbox = Inbox()

    async def last() -> int:
        return 7

    poller = Poller(
        SilentLine(),
        me=Self(1, "b"),
        receive=inbox,
        last_update_id=last,
        wait=asyncio.sleep,
        poll_s=7 * 86_400,
    )
    with pytest.raises(asyncio.CancelledError):
        await poller.run()
    assert asked == [8, 8, None, None]


async def test_a_death_after_the_write_is_one_that_the_platform_has_seen(emulator, tmp_path, monkeypatch):
    """K7: the place is passed once a send, when the bytes have gone and before the answer is read."""
    passed: list[str] = []
    monkeypatch.setattr("bot.platforms.telegram.crashpoint", passed.append)
    people.say(emulator.telegram, "chen", "/start")
    async with adapter(emulator, Inbox(), tmp_path, poll_s=1) as telegram:
        await until(lambda: telegram.state == "connected")
        part = Payload("sendMessage", {"chat_id": CHEN, "text": "一"}).to_bytes()
        assert (await telegram.send(part)).state == "sent"
    assert passed == ["K7.out.after_socket_write"]
