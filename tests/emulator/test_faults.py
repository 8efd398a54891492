"""The fault plan, both ways."""

import asyncio
from typing import Any

import aiohttp
import pytest

from emulator.faults import Faults
from tests.emulator.conftest import CHEN, LIU, TOKEN, Desk, Listener

SEND = {"chat_id": CHEN, "text": "x"}


async def texts(desk: Desk) -> list[str]:
    return [one["text"] for one in (await desk.shown("chen"))["messages"]]


async def fails(desk: Desk, **params: Any) -> None:
    with pytest.raises(aiohttp.ClientError):
        await desk.call("sendMessage", **params)


class TestOut:
    async def test_drop_before_does_nothing(self, desk: Desk):
        await desk.faults({"match": {"method": "sendMessage", "nth": 1}, "do": "drop_before"})
        await fails(desk, **SEND)
        assert await texts(desk) == []
        assert await desk.ok("sendMessage", **SEND)
        first, second = await desk.get("/emulator/calls")
        assert (first["status"], first["reply"], first["fault"]) == (0, None, "drop_before")
        assert "fault" not in second

    async def test_accept_then_drop_carries_it_out(self, desk: Desk):
        await desk.faults({"match": {"method": "sendMessage"}, "do": "accept_then_drop", "times": 1})
        await fails(desk, **SEND)
        assert await texts(desk) == ["x"]
        (call,) = await desk.get("/emulator/calls")
        assert (call["status"], call["reply"]["ok"]) == (0, True)

    async def test_status_and_html(self, desk: Desk):
        await desk.faults(
            {"match": {"nth": 1}, "do": "status", "status": 503},
            {"match": {"nth": 2}, "do": "html"},
            {"match": {"nth": 3}, "do": "html", "accept": True, "status": 504},
        )
        url = f"{desk.emulator.url}/bot{TOKEN}/sendMessage"
        for status, kind in ((503, "application/json"), (502, "text/html"), (504, "text/html")):
            async with desk.session.post(url, json=SEND) as answer:
                assert (answer.status, answer.content_type) == (status, kind)
        assert await texts(desk) == ["x"]

    async def test_429_on_one_chat_only(self, desk: Desk):
        await desk.faults({"match": {"chat": "chen"}, "do": "429", "retry_after": 3})
        assert await desk.no("sendMessage", **SEND) == "Too Many Requests: retry after 3"
        assert await desk.ok("sendMessage", chat_id=LIU, text="x")
        await desk.post("/emulator/faults", None, "DELETE")
        assert await desk.ok("sendMessage", **SEND)

    async def test_delay_waits_on_the_clock(self, desk: Desk):
        await desk.faults({"match": {"method": "sendMessage"}, "do": "delay", "seconds": 30})
        sending = asyncio.create_task(desk.ok("sendMessage", **SEND))
        await desk.clock.waiters()
        assert await texts(desk) == []
        desk.clock.advance(30)
        assert (await sending)["text"] == "x"

    async def test_duplicate_shows_twice(self, desk: Desk):
        await desk.faults({"do": "duplicate", "times": 1})
        await desk.ok("sendMessage", **SEND)
        assert await texts(desk) == ["x", "x"]

    async def test_reorder_lets_the_next_one_first(self, desk: Desk):
        await desk.faults({"match": {"method": "sendMessage"}, "do": "reorder"})
        first = asyncio.create_task(desk.ok("sendMessage", chat_id=CHEN, text="一"))
        await desk.clock.waiters()
        await desk.ok("sendMessage", chat_id=CHEN, text="二")
        await first
        assert await texts(desk) == ["二", "一"]

    async def test_truncate_breaks_the_json_or_the_stream(self, desk: Desk):
        await desk.faults(
            {"match": {"nth": 1}, "do": "truncate"}, {"match": {"nth": 2}, "do": "truncate", "short": True}
        )
        with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
            await desk.call("sendMessage", **SEND)
        with pytest.raises(aiohttp.ClientPayloadError):
            await desk.call("sendMessage", **SEND)
        assert await texts(desk) == ["x", "x"]

    async def test_slow_brings_the_second_half_later(self, desk: Desk):
        await desk.faults({"do": "slow", "seconds": 9})
        sending = asyncio.create_task(desk.ok("sendMessage", **SEND))
        await desk.clock.waiters()
        assert not sending.done()
        desk.clock.advance(9)
        assert (await sending)["text"] == "x"

    async def test_hang_never_answers(self, desk: Desk):
        await desk.faults({"do": "hang", "times": 1})
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await desk.ok("sendMessage", **SEND)
        assert await desk.ok("sendMessage", **SEND)

    async def test_downloads_can_fail_too(self, desk: Desk):
        sent = await desk.send("chen", ("a.bin", b"0123456789", "application/octet-stream"))
        assert sent["accepted"]
        (update,) = await desk.updates()
        path = (await desk.ok("getFile", file_id=update["message"]["document"]["file_id"]))["file_path"]
        url = f"{desk.emulator.url}/file/bot{TOKEN}/{path}"
        await desk.faults(
            {"match": {"method": "file", "nth": 1}, "do": "truncate"},
            {"match": {"method": "file", "nth": 2}, "do": "truncate", "short": True},
            {"match": {"method": "file", "nth": 3}, "do": "status", "status": 500},
        )
        assert await (await desk.session.get(url)).read() == b"01234"
        with pytest.raises(aiohttp.ClientPayloadError):
            await (await desk.session.get(url)).read()
        assert (await desk.session.get(url)).status == 500
        await desk.faults(
            {"match": {"method": "file"}, "do": "drop_before", "times": 2}
        )  # the client retries once
        with pytest.raises(aiohttp.ClientError):
            await desk.session.get(url)
        assert await (await desk.session.get(url)).read() == b"0123456789"

    async def test_polls_can_fail_too(self, desk: Desk):
        await desk.act("chen", "say", text="一")
        await desk.faults({"match": {"method": "getUpdates"}, "do": "status", "status": 502, "times": 1})
        assert (await desk.call("getUpdates"))[0] == 502
        assert len(await desk.updates()) == 1


class TestInByWebhook:
    @pytest.fixture(autouse=True)
    async def _webhook(self, desk: Desk, listener: Listener) -> None:
        await desk.ok("setWebhook", url=listener.url)

    async def say(self, desk: Desk, *said: str) -> None:
        for one in said:
            await desk.act("chen", "say", text=one)

    def heard(self, listener: Listener) -> list[str]:
        return [one["message"]["text"] for one in listener.got]

    async def test_duplicate(self, desk: Desk, listener: Listener):
        await desk.faults({"match": {"direction": "in", "nth": 1}, "do": "duplicate", "copies": 2})
        await self.say(desk, "一", "二")
        await listener.heard(4)
        assert self.heard(listener) == ["一", "一", "一", "二"]

    async def test_drop_before_is_tried_again(self, desk: Desk, listener: Listener):
        await desk.faults({"match": {"direction": "in", "nth": 1}, "do": "drop_before"})
        await self.say(desk, "一")
        await listener.heard(1)
        assert [one["status"] for one in await desk.get("/emulator/deliveries")] == [0, 200]

    @pytest.mark.parametrize("rule", [{"do": "accept_then_drop"}, {"do": "status", "status": 500}])
    async def test_a_lost_receipt_delivers_again(self, desk: Desk, listener: Listener, rule: dict[str, Any]):
        await desk.faults({"match": {"direction": "in", "method": "message", "nth": 1}, **rule})
        await self.say(desk, "一")
        await listener.heard(2)
        assert self.heard(listener) == ["一", "一"]

    async def test_reorder_in_one_chat(self, desk: Desk, listener: Listener):
        await desk.faults({"match": {"direction": "in", "chat": "chen"}, "do": "reorder"})
        await self.say(desk, "一")
        await desk.clock.waiters()
        await self.say(desk, "二")
        await listener.heard(2)
        assert self.heard(listener) == ["二", "一"]

    async def test_reorder_between_chats(self, desk: Desk, listener: Listener):
        await desk.faults({"match": {"direction": "in", "chat": "chen"}, "do": "reorder"})
        await self.say(desk, "一")
        await desk.clock.waiters()
        await desk.act("liu", "say", text="甲")
        await listener.heard(2)
        assert self.heard(listener) == ["甲", "一"]

    async def test_delay(self, desk: Desk, listener: Listener):
        await desk.faults({"match": {"direction": "in"}, "do": "delay", "seconds": 7, "times": 1})
        await self.say(desk, "一")
        await desk.clock.waiters()
        assert listener.got == []
        desk.clock.advance(7)
        await listener.heard(1)

    async def test_truncate_and_html_are_sent_as_they_are(self, desk: Desk, listener: Listener):
        listener.answers = [400, 400]
        await desk.faults(
            {"match": {"direction": "in", "nth": 1}, "do": "truncate"},
            {"match": {"direction": "in", "nth": 2}, "do": "html"},
        )
        await self.say(desk, "一")
        await listener.heard(2)
        await desk.clock.waiters()
        desk.clock.advance(2)
        await listener.heard(3)
        assert "broken" in listener.got[0]
        assert b"502" in listener.got[1]["broken"]
        assert listener.got[2]["message"]["text"] == "一"


class TestInByPolling:
    async def test_duplicate_and_reorder(self, desk: Desk):
        await desk.faults(
            {"match": {"direction": "in", "nth": 1}, "do": "reorder"},
            {"match": {"direction": "in", "nth": 3}, "do": "duplicate"},
        )
        for one in "一二三":
            await desk.act("chen", "say", text=one)
        assert [one["message"]["text"] for one in await desk.updates()] == ["二", "一", "三", "三"]

    async def test_delay_and_drop(self, desk: Desk):
        await desk.faults(
            {"match": {"direction": "in", "nth": 1}, "do": "delay", "seconds": 5},
            {"match": {"direction": "in", "nth": 2}, "do": "drop_before"},
        )
        await desk.act("chen", "say", text="一")
        assert await desk.updates() == []
        desk.clock.advance(5)
        assert len(await desk.updates()) == 1
        await desk.act("chen", "say", text="二")
        assert len(await desk.updates()) == 1
        assert len(await desk.updates()) == 2

    async def test_a_cut_answer_leaves_updates_unconfirmed(self, desk: Desk):
        await desk.faults({"match": {"direction": "in"}, "do": "accept_then_drop", "times": 1})
        (said,) = [await desk.act("chen", "say", text="一")]
        with pytest.raises(aiohttp.ClientError):
            await desk.updates()
        assert [one["update_id"] for one in await desk.updates()] == [said["update_id"]]


class TestPlan:
    @pytest.mark.parametrize(
        "plan", [{}, ["x"], [{"do": "explode"}], [{"do": "delay", "colour": 1}], [{"do": "delay", "match": {"who": 1}}],
                 [{"do": "delay", "match": {"direction": "up"}}], [{"match": {}}], None],
    )  # fmt: skip
    async def test_what_is_not_understood_leaves_the_old_plan(self, desk: Desk, plan: Any):
        await desk.faults({"do": "429"})
        assert (await desk.post("/emulator/faults", plan, "PUT"))["status"] == 400
        assert [one["do"] for one in await desk.get("/emulator/faults")] == ["429"]

    async def test_a_plan_counts_what_it_did(self, desk: Desk):
        await desk.faults({"do": "429", "times": 2})
        for _ in range(3):
            await desk.call("sendMessage", **SEND)
        assert await desk.get("/emulator/faults") == [{"do": "429", "times": 2, "applied": 2}]

    def test_chance_is_seeded(self):
        def run(seed: int) -> list[bool]:
            plan = Faults()
            plan.replace([{"do": "429", "rate": 0.3, "seed": seed}])
            strikes = (plan.strike(direction="out", method="x", chat=None, phone=None) for _ in range(200))
            return [one is not None for one in strikes]

        assert run(1) == run(1) != run(2)
        assert 30 < sum(run(1)) < 90
