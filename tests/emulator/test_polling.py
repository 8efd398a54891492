"""getUpdates: offsets, long polls, both conflicts."""

import asyncio

from telegram import Bot

from tests.emulator.conftest import Desk

OTHER = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


async def say(desk: Desk, *texts: str) -> list[int]:
    return [(await desk.act("chen", "say", text=one))["update_id"] for one in texts]


async def test_an_update_stays_until_a_higher_offset_confirms_it(desk: Desk):
    first, second = await say(desk, "一", "二")
    assert [one["update_id"] for one in await desk.updates()] == [first, second]
    assert [one["update_id"] for one in await desk.updates()] == [first, second]
    assert [one["update_id"] for one in await desk.updates(offset=second)] == [second]
    assert await desk.updates(offset=second + 1) == []


async def test_limit_and_negative_offset(desk: Desk):
    ids = await say(desk, *"一二三四五")
    assert [one["update_id"] for one in await desk.updates(limit=2)] == ids[:2]
    assert [one["update_id"] for one in await desk.updates(offset=-2)] == ids[-2:]
    assert [one["update_id"] for one in await desk.updates()] == ids[-2:]


async def test_a_long_poll_answers_as_soon_as_somebody_writes(desk: Desk):
    poll = asyncio.create_task(desk.updates(timeout=30))
    await desk.clock.waiters()
    (said,) = await say(desk, "好")
    assert [one["update_id"] for one in await poll] == [said]


async def test_a_long_poll_ends_after_its_time_and_never_after_50_s(desk: Desk):
    poll = asyncio.create_task(desk.updates(timeout=600))
    await desk.clock.waiters()
    desk.clock.advance(49)
    await asyncio.sleep(0.01)
    assert not poll.done()
    desk.clock.advance(1)
    assert await poll == []


async def test_a_second_poller_ends_the_first(desk: Desk):
    first = asyncio.create_task(desk.no("getUpdates", timeout=30))
    await desk.clock.waiters()
    assert await desk.updates() == []
    assert await first == OTHER
    assert [one["status"] for one in await desk.get("/emulator/calls")] == [409]


async def test_set_webhook_ends_the_poll_and_then_refuses_polls(desk: Desk):
    poll = asyncio.create_task(desk.no("getUpdates", timeout=30))
    await desk.clock.waiters()
    await desk.ok("setWebhook", url="http://127.0.0.1:9/x")
    assert await poll == "Conflict: terminated by setWebhook request"
    assert await desk.no("getUpdates") == (
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
    )
    desk.clock.advance(1)
    await desk.ok("deleteWebhook")
    assert await desk.updates() == []


async def test_a_hasty_poll_of_the_same_offset_is_slowed(desk: Desk):
    (said,) = await say(desk, "一")
    assert await desk.updates(offset=said + 1) == []
    hasty = asyncio.create_task(desk.updates(offset=said + 1))
    await desk.clock.waiters()
    assert not hasty.done()
    desk.clock.advance(3)
    assert await hasty == []


async def test_a_message_is_kept_24_hours_and_a_tap_150_seconds(desk: Desk, ptb: Bot):
    await say(desk, "一")
    card = await desk.ok(
        "sendMessage",
        chat_id=5100000101,
        text="x",
        reply_markup={"inline_keyboard": [[{"text": "a", "callback_data": "1"}]]},
    )
    await desk.act("chen", "tap", message_id=card["message_id"], button="a")
    assert [set(one) - {"update_id"} for one in await desk.updates()] == [{"message"}, {"callback_query"}]
    desk.clock.advance(150)
    assert [set(one) - {"update_id"} for one in await desk.updates()] == [{"message"}]
    desk.clock.advance(24 * 3600 - 151)
    assert len(await desk.updates()) == 1
    desk.clock.advance(1)
    assert await desk.updates() == []


async def test_allowed_updates_hold_from_then_on_and_are_remembered(desk: Desk):
    await desk.updates(allowed_updates=["callback_query"])
    assert (await desk.act("chen", "say", text="一"))["update_id"] is None
    await desk.updates()
    assert (await desk.act("chen", "say", text="二"))["update_id"] is None
    await desk.updates(allowed_updates=[])
    assert (await desk.act("chen", "say", text="三"))["update_id"] is not None


async def test_a_poll_that_goes_well_leaves_no_line(desk: Desk):
    await desk.updates()
    assert await desk.get("/emulator/calls") == []


async def test_an_act_is_delivered_once_it_is_confirmed(desk: Desk):
    acted = asyncio.create_task(desk.act("chen", "say", text="一", wait=20))
    poll = asyncio.create_task(desk.updates(timeout=30))
    (update,) = await poll
    await desk.updates(offset=update["update_id"] + 1)
    said = await acted
    assert said["update_id"] == update["update_id"]


async def test_python_telegram_bot_polls_and_answers(desk: Desk, ptb: Bot):
    await say(desk, "/start@duwang_demo_bot ABC")
    (update,) = await ptb.get_updates(timeout=1)
    assert update.message.from_user.full_name == "陈信息"
    assert update.message.parse_entities() == {update.message.entities[0]: "/start@duwang_demo_bot"}
    assert (await desk.shown("chen"))["connected"]
