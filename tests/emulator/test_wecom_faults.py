"""The fault plan on WeCom, and what stands in the transcript."""

import asyncio
from typing import Any

import aiohttp
import pytest

from tests.emulator.wecom_calls import AGENT, BUTTONS, Caller

SEND = {"touser": "ChenXin", "agentid": AGENT, "msgtype": "text", "text": {"content": "你好"}}


def plan(caller: Caller, *rules: dict[str, Any]) -> None:
    caller.twin.faults.replace(list(rules))


async def raw(caller: Caller) -> tuple[int, str, bytes]:
    url = f"{caller.emulator.url}/cgi-bin/message/send?access_token={caller.token}"
    async with caller.session.post(url, json=SEND | {"text": {"content": "x"}}) as answer:
        return answer.status, answer.content_type, await answer.read()


async def test_drop_before_does_nothing(caller: Caller):
    plan(caller, {"match": {"method": "message/send"}, "do": "drop_before", "times": 1})
    with pytest.raises(aiohttp.ClientError):
        await caller.send()
    assert caller.shown() == []
    assert await caller.errors() == 0
    first, second = caller.twin.transcript.since()[-2:]
    assert (first["status"], first["reply"], first["fault"]) == (0, None, "drop_before")
    assert (second["platform"], second["method"], second["status"]) == ("wecom", "message/send", 200)
    assert second["params"] == SEND


async def test_accept_then_drop_carries_it_out_and_the_check_saves_the_retry(caller: Caller):
    plan(caller, {"match": {"method": "message/send"}, "do": "accept_then_drop", "times": 1})
    asked = {"enable_duplicate_check": 1}
    with pytest.raises(aiohttp.ClientError):
        await caller.send(**asked)
    assert await caller.errors(**asked) == 0
    assert len(caller.shown()) == 1
    assert caller.dropped() == [("ChenXin", "duplicate")]


async def test_status_html_truncated(caller: Caller):
    plan(
        caller,
        {"match": {"nth": 1}, "do": "status", "status": 503}, {"match": {"nth": 2}, "do": "html"},
        {"match": {"nth": 3}, "do": "html", "accept": True, "status": 504}, {"match": {"nth": 4}, "do": "truncate"},
    )  # fmt: skip
    assert (await raw(caller))[0] == 503
    assert (await raw(caller))[:2] == (502, "text/html")
    assert caller.shown() == []
    assert (await raw(caller))[:2] == (504, "text/html")
    assert len(caller.shown()) == 1
    status, kind, body = await raw(caller)
    assert (status, kind, body[:12]) == (200, "application/json", b'{"errcode": ')
    assert not body.endswith(b"}")
    assert len(caller.shown()) == 2


async def test_short_and_hanging_answers(caller: Caller):
    plan(caller, {"match": {"nth": 1}, "do": "truncate", "short": True}, {"match": {"nth": 2}, "do": "hang"})
    with pytest.raises(aiohttp.ClientError):
        await raw(caller)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(raw(caller), 0.05)
    assert len(caller.shown()) == 1


async def test_delay_and_slow_wait_on_the_clock(caller: Caller):
    plan(
        caller,
        {"match": {"nth": 1}, "do": "delay", "seconds": 9},
        {"match": {"nth": 2}, "do": "slow", "seconds": 9},
    )
    sending = asyncio.create_task(caller.send())
    await caller.clock.waiters()
    assert caller.shown() == []
    caller.clock.advance(9)
    assert (await sending)["errcode"] == 0
    sending = asyncio.create_task(caller.send())
    await caller.clock.waiters()
    assert len(caller.shown()) == 2
    caller.clock.advance(9)
    assert (await sending)["errcode"] == 0


async def test_reorder_lets_the_next_one_first(caller: Caller):
    plan(caller, {"match": {"method": "message/send"}, "do": "reorder"})
    first = asyncio.create_task(caller.send(text={"content": "一"}))
    await caller.clock.waiters()
    await caller.send(text={"content": "二"})
    await first
    assert [one.visible["text"] for one in caller.shown()] == ["二", "一"]


async def test_duplicate_comes_twice_but_no_card_does(caller: Caller):
    plan(caller, {"do": "duplicate", "times": 2})
    await caller.send()
    assert len(caller.shown()) == 2
    assert (await caller.card(BUTTONS))["errcode"] == 42014
    assert len(caller.shown()) == 3


async def test_any_errcode(caller: Caller):
    plan(
        caller,
        {"match": {"nth": 1}, "do": "429"}, {"match": {"nth": 2}, "do": "errcode"},
        {"match": {"nth": 3}, "do": "errcode", "errcode": 6000}, {"match": {"nth": 4}, "do": "errcode", "errcode": 60020},
    )  # fmt: skip
    assert [await caller.errors() for _ in range(5)] == [45009, -1, 6000, 60020, 0]
    assert len(caller.shown()) == 1


@pytest.mark.parametrize("chat", ["ChenXin", "chen"])
async def test_one_member_only(caller: Caller, chat: str):
    plan(caller, {"match": {"chat": chat, "platform": "wecom"}, "do": "errcode"})
    assert await caller.errors(touser="chenxin") == -1
    assert await caller.errors(touser="LiuGu") == 0


async def test_one_group_only(caller: Caller):
    plan(caller, {"match": {"chat": "bgs-group"}, "do": "errcode"})
    by_name = {one.name: key for key, one in caller.twin.state.robots.items()}
    text = {"msgtype": "text", "text": {"content": "一"}}
    assert (await caller.post("webhook/send", text, key=by_name["bgs"]))["errcode"] == -1
    assert (await caller.post("webhook/send", text, key=by_name["fzg"]))["errcode"] == 0


async def test_platforms_are_told_apart(caller: Caller):
    plan(caller, {"match": {"platform": "telegram"}, "do": "status"})
    assert await caller.errors() == 0
    plan(caller, {"do": "errcode"})
    async with caller.session.post(
        f"{caller.emulator.url}/bot{caller.emulator.office.bot.token}/getMe"
    ) as answer:
        assert answer.status == 200


async def test_the_login_page_can_fail(caller: Caller):
    match = {"method": "connect/oauth2/authorize"}
    url = f"{caller.emulator.url}/connect/oauth2/authorize"
    plan(caller, {"match": match, "do": "status", "status": 502})
    async with caller.session.get(url) as answer:
        assert answer.status == 502
    plan(caller, {"match": match, "do": "drop_before"})
    with pytest.raises(aiohttp.ClientError):
        await caller.session.get(url)
    plan(caller, {"match": match, "do": "delay", "seconds": 5})
    opening = asyncio.create_task(caller.session.get(url))
    await caller.clock.waiters()
    caller.clock.advance(5)
    async with await opening as answer:
        assert answer.status == 200


async def test_a_file_can_come_in_half(caller: Caller):
    media_id = (await caller.upload(b"0123456789"))["media_id"]
    plan(caller, {"match": {"method": "media/get"}, "do": "truncate"})
    url = f"{caller.emulator.url}/cgi-bin/media/get"
    async with caller.session.get(url, params={"access_token": caller.token, "media_id": media_id}) as answer:
        assert await answer.read() == b"01234"
    upload, get = caller.twin.transcript.since()[-2:]
    assert [(one["name"], one["size"]) for one in upload["files"]] == [("通知.pdf", 10)]
    assert get["reply"] == {"size": 10}


async def test_reset_keeps_tokens_and_what_the_administrator_entered(caller: Caller):
    await caller.card(BUTTONS)
    await caller.post("menu/create", {"button": [{"type": "click", "name": "一", "key": "a"}]}, agentid=AGENT)
    caller.emulator.reset()
    assert caller.shown() == []
    assert caller.app.menu is None
    assert caller.app.has_callback
    assert (await caller.card(BUTTONS))["errcode"] == 0
