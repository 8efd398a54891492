"""Delivery to the callback: as the platform does it, and everything that can go wrong on the way."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from emulator.wecom_forge import HOSTILE, ODD
from tests.emulator.conftest import Desk
from tests.emulator.wecom_bot import KEY, TOKEN, WecomBot, listening
from tests.emulator.wecom_calls import AGENT, BUTTONS, CORP, VOTE, Caller

ON = {"platform": "wecom"}


@pytest.fixture
async def bot(caller: Caller) -> AsyncIterator[WecomBot]:
    async with listening(caller) as one:
        yield one


async def say(desk: Desk, text: str, phone: str = "chen", **more: Any) -> dict[str, Any]:
    return await desk.act(phone, "say", text=text, **ON, **more)


async def held(desk: Desk, tries: int = 1) -> None:
    """Until something has been tried so often and waits for its next try."""
    assert desk.emulator.wecom_side
    callback = desk.emulator.wecom_side.callback
    for _ in range(5000):
        if any(one.held and one.tries == tries for one in callback.waiting()):
            return
        await asyncio.sleep(0.001)
    raise AssertionError("nothing waits for its next try")


async def test_a_text_arrives_sealed_and_in_the_documents_order(desk: Desk, bot: WecomBot):
    answer = await say(desk, "你好 ]]> <b>", wait=2)
    assert answer["delivered"] is True
    [one] = await bot.hears(1)
    assert one.names() == [
        "ToUserName", "FromUserName", "CreateTime", "MsgType", "Content", "MsgId", "AgentID",
    ]  # fmt: skip
    assert (one["ToUserName"], one["FromUserName"], one["MsgType"]) == (CORP, "ChenXin", "text")
    assert one["Content"] == "你好 ]]> <b>"
    assert one["CreateTime"] == str(int(desk.clock.now().timestamp()))
    assert one["AgentID"] == str(AGENT)
    assert 0 < int(one["MsgId"]) < 2**63
    assert set(one.query) == {"msg_signature", "timestamp", "nonce"}
    assert one.query["timestamp"] == one["CreateTime"]


async def test_saving_an_address_asks_it_first(desk: Desk, caller: Caller):
    async with listening(caller, entered=False) as bot:
        body = {"url": bot.url, "token": TOKEN, "aes_key": KEY}
        assert await desk.post("/emulator/wecom/callback", body, "PUT") == {"accepted": True}
        assert (bot.verified, caller.app.set_up.callback_url) == (1, bot.url)
        bot.answers = [b"\n"]
        said = await desk.post("/emulator/wecom/callback", {"url": bot.url + "?other"}, "PUT")
        assert said["status"] == 409
        assert "byte for byte" in said["error"]
        assert caller.app.set_up.callback_url == bot.url, "a refused address is not saved"
        short = await desk.post("/emulator/wecom/callback", {"url": bot.url, "aes_key": "short"}, "PUT")
        assert short["status"] == 400
        shown = await desk.get("/emulator/wecom")
        assert (shown["callback_url"], shown["reachable"]) == (bot.url, True)


async def test_an_address_is_entered_once_the_bot_listens(desk: Desk, caller: Caller):
    assert desk.emulator.wecom_side
    async with listening(caller, entered=False) as bot:
        bot.answers = [b" "]
        keep = asyncio.ensure_future(
            desk.emulator.wecom_side.keep_saving(bot.url.removesuffix("/wecom/callback"))
        )
        async with asyncio.timeout(5):
            while not keep.done():
                await desk.get("/emulator/info")
                desk.clock.advance(1)
        assert (bot.verified, caller.app.set_up.callback_url) == (2, bot.url)


async def test_without_a_callback_nothing_is_on_its_way(desk: Desk, caller: Caller):
    caller.app.change(callback_url="")
    answer = await say(desk, "在吗")
    assert (answer["update_id"], answer["delivered"], len(answer["message_ids"])) == (None, False, 1)


@pytest.mark.parametrize("status", [500, 400, 204, 302])
async def test_what_is_not_200_comes_again_three_times_in_all(desk: Desk, bot: WecomBot, status: int):
    bot.answers = [status] * 9
    answer = await say(desk, "在吗")
    for count in (1, 2):
        await bot.hears(count)
        await held(desk, count)
        assert (await desk.get("/emulator/wecom/pending"))["waiting"] == [answer["update_id"]]
        desk.clock.advance(5)
    heard = await bot.hears(3)
    assert len({one["MsgId"] for one in heard}) == 1, "the same message"
    for part in ("msg_signature", "nonce", "timestamp"):
        assert len({one.query[part] for one in heard}) == 3, f"a new {part} each time"
    assert len({one.body for one in heard}) == 3
    shown = (await desk.shown("chen", "wecom"))["messages"][0]
    assert shown["lost"] is True
    desk.clock.advance(100)
    assert await desk.get("/emulator/wecom/pending") == {"under_way": [], "waiting": []}
    assert len(bot.heard) == 3


async def test_no_answer_within_five_seconds_is_none(desk: Desk, bot: WecomBot):
    bot.hold = asyncio.Event()
    await say(desk, "在吗")
    await bot.hears(1)
    assert len((await desk.get("/emulator/wecom/pending"))["under_way"]) == 1
    desk.clock.advance(5)
    await bot.hears(2)
    bot.hold.set()
    log = await desk.get("/emulator/deliveries")
    assert (log[0]["problem"], log[0]["status"], log[0]["try"]) == ("slow", 0, 1)


async def test_later_tries_hold_nobody_up(desk: Desk, bot: WecomBot):
    bot.answers = [500]
    await say(desk, "一")
    await say(desk, "二", wait=2)
    assert [one["Content"] for one in await bot.hears(2)] == ["一", "二"]
    await held(desk)
    desk.clock.advance(5)
    assert [one["Content"] for one in await bot.hears(3)] == ["一", "二", "一"]


async def test_what_one_member_does_arrives_in_order(desk: Desk, bot: WecomBot):
    for number in range(12):
        await say(desk, str(number))
    assert [one["Content"] for one in await bot.hears(12)] == [str(number) for number in range(12)]


async def test_a_duplicate_has_the_same_msgid_and_another_signature(desk: Desk, bot: WecomBot):
    await desk.faults({"match": {"direction": "in", "platform": "wecom"}, "do": "duplicate", "copies": 2})
    await say(desk, "一次")
    heard = await bot.hears(3)
    assert len({one["MsgId"] for one in heard}) == 1
    assert len({one.query["msg_signature"] for one in heard}) == 3


async def test_the_next_one_may_go_first(desk: Desk, bot: WecomBot):
    await desk.faults({"match": {"direction": "in", "method": "text"}, "do": "reorder"})
    await say(desk, "一")
    await say(desk, "二")
    assert [one["Content"] for one in await bot.hears(2)] == ["二", "一"]


async def test_two_events_within_one_second(desk: Desk, bot: WecomBot):
    await desk.act("chen", "enter", **ON, wait=2)
    desk.clock.advance(3)
    await desk.faults({"match": {"direction": "in"}, "do": "same_second"})
    await desk.act("chen", "enter", **ON, wait=2)
    first, second = await bot.hears(2)
    assert first["CreateTime"] == second["CreateTime"]
    assert first.xml == second.xml, "two events that no field tells apart"


async def test_cut_before_or_after(desk: Desk, bot: WecomBot):
    await desk.faults(
        {"match": {"direction": "in"}, "do": "drop_before", "times": 1},
        {"match": {"direction": "in"}, "do": "accept_then_drop", "times": 1},
    )
    await say(desk, "在吗")
    for count in (1, 2):
        await held(desk, count)
        desk.clock.advance(5)
    heard = await bot.hears(2)
    assert [one["Content"] for one in heard] == ["在吗", "在吗"]
    log = await desk.get("/emulator/deliveries")
    assert [(one["try"], one["fault"]) for one in log][:2] == [(1, "drop_before"), (2, "accept_then_drop")]


@pytest.mark.parametrize("mode", sorted(ODD))
async def test_odd_shapes_are_still_the_message(desk: Desk, caller: Caller, bot: WecomBot, mode: str):
    await caller.login()
    await caller.card(VOTE)
    card = caller.shown()[0].number
    await desk.faults({"match": {"direction": "in"}, "do": mode, "times": 1})
    await desk.act("chen", "tap", message_id=card, choices=["首页", "栏目"], **ON, wait=2)
    [one] = await bot.hears(1)
    assert one["EventKey"] == "d1:done"
    ids = one.all("SelectedItems/SelectedItem/OptionIds/OptionId")
    assert ids == ([] if mode in {"selected_missing", "selected_empty", "options_empty"} else ["a", "b"])
    assert ("SelectedItems" in one.names()) == (mode != "selected_missing")
    assert one.body.startswith(b"\xef\xbb\xbf") == (mode == "bom")
    assert ("<AgentID><![CDATA[" in str(one.xml)) == (mode == "agent_cdata")
    assert (b"<AgentID><![CDATA[]]></AgentID>" in one.body) == (mode == "agent_empty")


@pytest.mark.parametrize("mode", sorted(HOSTILE))
async def test_a_forged_one_goes_before_the_true_one(desk: Desk, bot: WecomBot, mode: str):
    await say(desk, "先", wait=2)
    await desk.faults({"match": {"direction": "in"}, "do": mode, "times": 1})
    await say(desk, "后", wait=2)
    heard = await bot.hears(3)
    assert heard[-1]["Content"] == "后", "nothing is lost"
    forged = heard[1]
    log = await desk.get("/emulator/deliveries")
    assert [one["fault"] for one in log] == [None, mode, mode]
    # What wechatpy lets through is only what a receiver must judge by itself.
    lets = {"replayed", "old_timestamp", "doubled", "json_number", "swapped", "latin1", "deep"}
    assert mode == "huge" or (forged.tree is not None) == (mode in lets), forged.xml
    if mode == "huge":
        assert len(forged.body) > 1 << 20
    if mode == "replayed":
        assert (forged.query, forged.body) == (heard[0].query, heard[0].body)


async def test_one_forged_delivery_at_once(desk: Desk, bot: WecomBot):
    said = await desk.post("/emulator/wecom/forge", {"mode": "wrong_signature", "phone": "chen"})
    assert (said["accepted"], said["status"]) == (True, 400)
    said = await desk.post("/emulator/wecom/forge", {"mode": "agent_cdata", "phone": "chen", "text": "帮助"})
    assert said.get("problem") == ""
    assert bot.heard[-1]["Content"] == "帮助"
    assert (await desk.post("/emulator/wecom/forge", {"mode": "?", "phone": "chen"}))["status"] == 400


async def test_a_rule_for_one_platform_leaves_the_other_alone(desk: Desk, bot: WecomBot):
    await desk.faults({"match": {"direction": "in", "platform": "telegram"}, "do": "duplicate"})
    await say(desk, "一次", wait=2)
    assert len(bot.heard) == 1
    wrong = {"match": {"direction": "out"}, "do": "bad_padding"}
    assert (await desk.post("/emulator/faults", [wrong], "PUT"))["status"] == 400


async def test_the_phone_says_whether_the_bot_is_there(desk: Desk, caller: Caller):
    async with listening(caller):
        assert (await desk.shown("chen", "wecom"))["connected"] is False
        await say(desk, "在吗", wait=2)
        assert (await desk.shown("chen", "wecom"))["connected"] is True
    await say(desk, "还在吗")
    await held(desk)
    assert (await desk.shown("chen", "wecom"))["connected"] is False


async def test_clicks_of_two_people_at_once_have_codes_of_their_own(
    desk: Desk, caller: Caller, bot: WecomBot
):
    await caller.login()
    await caller.card(BUTTONS, "ChenXin|LiuGu")
    for phone, userid in (("chen", "ChenXin"), ("liu", "LiuGu")):
        await desk.act(phone, "tap", message_id=caller.shown(userid)[0].number, button="同意", **ON)
    heard = await bot.hears(2)
    assert {one["FromUserName"] for one in heard} == {"ChenXin", "LiuGu"}
    assert len({one["ResponseCode"] for one in heard}) == 2
