"""Delivery by webhook: lanes, back-off, secret, Retry-After, 410."""

import asyncio
from typing import Any

import pytest

from tests.emulator.conftest import CHEN, Desk, Listener


async def hook(desk: Desk, listener: Listener, **more: Any) -> None:
    await desk.ok("setWebhook", url=listener.url, **more)


def texts(listener: Listener) -> list[str]:
    return [one["message"]["text"] for one in listener.got]


async def test_updates_come_with_the_secret(desk: Desk, listener: Listener):
    await hook(desk, listener, secret_token="s3cret-_")
    said = await desk.act("chen", "say", text="好", wait=5)
    assert said["delivered"]
    assert listener.headers[0]["X-Telegram-Bot-Api-Secret-Token"] == "s3cret-_"
    assert listener.got[0]["message"]["text"] == "好"


async def test_what_waited_before_is_delivered_and_may_be_dropped(desk: Desk, listener: Listener):
    await desk.act("chen", "say", text="早")
    await hook(desk, listener)
    await listener.heard(1)
    desk.clock.advance(1)
    await desk.ok("deleteWebhook")
    await desk.act("chen", "say", text="中")
    desk.clock.advance(1)
    await hook(desk, listener, drop_pending_updates=True)
    await desk.act("chen", "say", text="晚", wait=5)
    assert texts(listener) == ["早", "晚"]


async def test_one_update_of_a_chat_at_a_time_and_other_chats_beside_it(desk: Desk, listener: Listener):
    listener.hold = asyncio.Event()
    await hook(desk, listener)
    await desk.act("chen", "say", text="一")
    await desk.act("chen", "say", text="二")
    await desk.act("liu", "say", text="甲")
    await listener.heard(2)
    await asyncio.sleep(0.02)
    assert texts(listener) == ["一", "甲"]
    listener.hold.set()
    await listener.heard(3)
    assert texts(listener) == ["一", "甲", "二"]


async def test_a_tap_overtakes_a_message_that_is_held(desk: Desk, listener: Listener):
    card = await desk.ok(
        "sendMessage",
        chat_id=CHEN,
        text="x",
        reply_markup={"inline_keyboard": [[{"text": "a", "callback_data": "1"}]]},
    )
    listener.answers = [500, 500]
    await hook(desk, listener)
    await desk.act("chen", "say", text="一")
    await listener.heard(2)
    said = await desk.act("chen", "tap", message_id=card["message_id"], button="a", wait=5)
    assert said["delivered"]
    assert "callback_query" in listener.got[2]


async def test_max_connections_bounds_what_is_open(desk: Desk, listener: Listener):
    listener.hold = asyncio.Event()
    await hook(desk, listener, max_connections=2)
    for phone in ("chen", "liu", "sun", "ma"):
        await desk.act(phone, "say", text=phone)
    await listener.heard(2)
    await asyncio.sleep(0.02)
    assert listener.most_open == 2
    listener.hold.set()
    await listener.heard(4)
    assert listener.most_open == 2


async def test_back_off_at_once_then_doubling(desk: Desk, listener: Listener):
    listener.answers = [500] * 4
    await hook(desk, listener)
    await desk.act("chen", "say", text="一")
    await listener.heard(2)  # the first retry comes at once
    for seconds in (2, 4, 8):
        await desk.clock.waiters()
        before = len(listener.got)
        desk.clock.advance(seconds - 0.1)
        await asyncio.sleep(0.01)
        assert len(listener.got) == before
        desk.clock.advance(0.1)
        await listener.heard(before + 1)
    info = await desk.ok("getWebhookInfo")
    assert info["last_error_message"] == "Wrong response from the webhook: 500 Internal Server Error"
    assert [one["status"] for one in await desk.get("/emulator/deliveries")] == [500, 500, 500, 500, 200]


async def test_back_off_is_capped_between_one_and_two_minutes(desk: Desk, listener: Listener):
    listener.answers = [503] * 20
    await hook(desk, listener)
    await desk.act("chen", "say", text="一")
    await listener.heard(2)
    for step in range(2, 12):
        await desk.clock.waiters()
        if step > 8:  # 2, 4 … 64 s are over: from now on at least a minute
            desk.clock.advance(59)
            await asyncio.sleep(0.01)
            assert len(listener.got) == step, "not within a minute"
            await desk.clock.waiters()
            desk.clock.advance(61)
        else:
            desk.clock.advance(120)
        await listener.heard(step + 1)
    assert len(listener.got) == 12


async def test_retry_after_is_honoured(desk: Desk, listener: Listener):
    listener.answers = [(503, {"Retry-After": "300"})]
    await hook(desk, listener)
    await desk.act("chen", "say", text="一")
    await desk.clock.waiters()
    desk.clock.advance(299)
    await asyncio.sleep(0.01)
    assert len(listener.got) == 1
    desk.clock.advance(1)
    await listener.heard(2)


async def test_an_update_too_old_is_dropped_and_the_next_goes_on(desk: Desk, listener: Listener):
    listener.answers = [500, 500]
    await hook(desk, listener)
    await desk.act("chen", "say", text="旧")
    await desk.clock.waiters()
    desk.clock.advance(24 * 3600)
    await desk.act("chen", "say", text="新", wait=5)
    assert texts(listener)[-1] == "新"
    assert (await desk.ok("getWebhookInfo"))["pending_update_count"] == 0


async def test_gone_for_23_hours_ends_the_webhook(desk: Desk, listener: Listener):
    listener.answers = [410] * 50
    await hook(desk, listener)
    await desk.act("chen", "say", text="一")
    await listener.heard(2)
    await desk.clock.waiters()
    desk.clock.advance(23 * 3600 + 1)
    await listener.heard(3)
    for _ in range(100):
        if not (await desk.ok("getWebhookInfo"))["url"]:
            break
    assert (await desk.ok("getWebhookInfo"))["url"] == ""


async def test_a_dead_webhook_shows_on_the_phones(desk: Desk, listener: Listener):
    await desk.ok("setWebhook", url="http://127.0.0.1:9/nobody")
    assert (await desk.shown("chen"))["connected"]
    await desk.act("chen", "say", text="一")
    await desk.clock.waiters()
    assert not (await desk.shown("chen"))["connected"]
    assert (await desk.ok("getWebhookInfo"))["last_error_message"] == "Connection refused"
    desk.clock.advance(1)
    await hook(desk, listener)
    await listener.heard(1)
    assert (await desk.shown("chen"))["connected"]


async def test_a_method_in_the_answer_is_carried_out(desk: Desk, listener: Listener):
    listener.answers = [{"method": "sendMessage", "chat_id": CHEN, "text": "收到"}, {"method": "getMe"}]
    await hook(desk, listener)
    await desk.act("chen", "say", text="一", wait=5)
    await desk.act("chen", "say", text="二", wait=5)
    assert [one["text"] for one in (await desk.shown("chen"))["messages"]] == ["一", "收到", "二"]
    assert [one["method"] for one in await desk.get("/emulator/calls")] == ["setWebhook", "sendMessage"]


class TestSetting:
    async def test_what_it_says(self, desk: Desk):
        said = []
        for method, params in (
            ("setWebhook", {"url": "http://127.0.0.1:9/x"}), ("setWebhook", {"url": "http://127.0.0.1:9/x"}),
            ("deleteWebhook", {}), ("deleteWebhook", {}), ("setWebhook", {"url": ""}),
        ):  # fmt: skip
            _, body = await desk.call(method, **params)
            said.append(body.get("description"))
            desk.clock.advance(1)
        assert said == [
            "Webhook was set", "Webhook is already set", "Webhook was deleted", "Webhook is already deleted",
            'Bad Request: parameter "url" is required',
        ]  # fmt: skip

    async def test_once_a_second(self, desk: Desk):
        await desk.ok("setWebhook", url="http://127.0.0.1:9/x")
        assert await desk.no("setWebhook", url="http://127.0.0.1:9/x") == "Too Many Requests: retry after 1"

    @pytest.mark.parametrize(
        ("url", "said"),
        [
            ("http://a.cn/x", "An HTTPS URL must be provided for webhook"),
            ("https://a.cn/x", "this twin delivers to loopback only"),
            ("https://127.0.0.1:99999/x", "Invalid HTTP URL"),
        ],
    )
    async def test_where_not(self, desk: Desk, url: str, said: str):
        assert await desk.no("setWebhook", url=url) == f"Bad Request: bad webhook: {said}"

    async def test_the_secret_has_its_alphabet(self, desk: Desk):
        assert await desk.no("setWebhook", url="http://127.0.0.1:9/x", secret_token="a b") == (
            "Bad Request: secret token contains unallowed characters"
        )

    async def test_the_cloud_takes_https_on_four_ports_only(self, desk: Desk):
        desk.emulator.telegram.local = False
        assert "An HTTPS URL must be provided" in await desk.no("setWebhook", url="http://127.0.0.1:9/x")
        assert "only on ports 80, 88, 443 or 8443" in await desk.no("setWebhook", url="https://127.0.0.1:9/x")
        assert await desk.ok("setWebhook", url="https://127.0.0.1:8443/x")
