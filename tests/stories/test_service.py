"""The service itself: restarts lose nothing, a gap is told once, the platform's moods change nothing for people."""

from datetime import timedelta
from pathlib import Path

import pytest

from scheduler.clock import to_ms
from storage.engine import Store
from tests.office import Office
from tests.office_log import Log
from tests.stories.ways import TITLE, handed_in, head_approves, office_approves
from workflow.notices import Notice, tell

CARDS = {"请审批", "请作保密审查"}


async def test_a_card_on_its_way_leaves_after_the_restart(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    await card.taps("同意")
    await office.clock.forward(seconds=5)
    await office.restart()
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)


@pytest.mark.on_telegram  # WeCom tries a callback three times within seconds
async def test_a_tap_made_while_the_bot_was_away_counts(office: Office) -> None:
    from emulator import telegram_people as acts

    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    await office.stop()
    office.liu.act(acts.tap, card.id, "同意")
    await office.restart(after=timedelta(seconds=30))
    await card.is_redrawn(containing="已同意")
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)


@pytest.mark.on_telegram  # WeCom tries a callback three times within seconds
async def test_words_of_hours_ago_count_where_a_tap_has_died(office: Office) -> None:
    from emulator import telegram_people as acts

    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    code = card.code
    await office.stop()
    office.liu.act(acts.tap, card.id, "退回")
    office.liu.act(acts.say, f"同意 {code}")
    await office.restart(after=timedelta(hours=2))
    await office.liu.expects("服务曾中断")
    await office.liu.expects("已同意KP-2026-0001")
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)


async def test_whoever_had_a_card_open_hears_of_a_gap_once(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    await _beats(office)
    await office.restart(after=timedelta(minutes=6))
    await office.liu.expects("服务曾中断", "09:00至", "请再点一次")
    await office.clock.forward(minutes=5)
    office.nobody_heard_more()
    await card.taps("同意")
    office.liu.toast("已同意")
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)


async def test_a_card_that_was_given_up_comes_with_the_notice_of_the_gap(office: Office) -> None:
    """The platform was out of reach for an hour; then the service stopped too."""
    sends = office.sending("liu")
    refuse = {"match": {"method": sends, "chat": "liu"}, "do": "status", "status": 502}
    office.emulator.faults.replace([refuse])
    office.forgive_call(sends, 502)
    item = await handed_in(office)
    await office.clock.forward(hours=1)
    assert not [card for card in office.liu.all_cards() if "请审批" in card.text]
    await _beats(office)
    await office.stop()
    office.emulator.faults.clear()
    await office.restart(after=timedelta(minutes=6))
    await office.liu.expects("服务曾中断")
    card = await office.liu.expects("请审批", item, buttons=["同意", "退回", "更多"])
    await office.clock.forward(minutes=5)
    office.nobody_heard_more()
    await card.taps("同意")
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)


@pytest.mark.on_telegram  # nobody deletes a message of an app on WeCom
async def test_a_card_that_is_gone_from_the_chat_comes_again_after_a_gap(office: Office) -> None:
    """The reviewer deleted it, and an edit told us so."""
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    code = card.code
    card.message.deleted = True
    office.forgive_call("editMessageText", 400)
    await office.liu.says(f"标为重要 {code}")
    await office.liu.expects("已收到")
    await office.clock.forward(seconds=10)
    await _beats(office)
    await office.restart(after=timedelta(minutes=6))
    await office.liu.expects("服务曾中断")
    again = await office.liu.expects("请审批", item)
    await again.taps("同意")
    await office.zhou.expects("请审批", item)


async def test_a_short_stop_is_no_gap(office: Office) -> None:
    item = await handed_in(office)
    await office.liu.expects("请审批", item)
    await _beats(office)
    await office.restart(after=timedelta(seconds=60))
    await office.clock.forward(minutes=5)
    office.nobody_heard_more()


@pytest.mark.parametrize("do", ["accept_then_drop", "truncate", "html"])
async def test_an_answer_that_never_came_leaves_one_decision_and_at_most_two_cards(
    office: Office, do: str
) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    sends = office.sending("wang")
    rule = {
        "match": {"method": sends, "nth": 1},
        "do": do,
        **({"accept": True} if do == "html" else {}),
    }
    office.emulator.faults.replace([rule])
    office.forgive_call(sends, 0)
    office.forgive_call(sends, 502)
    office.forgive_drop("duplicate")  # WeCom knows the same request again
    await card.taps("同意")
    await office.clock.forward(minutes=1)
    cards = {
        person.id: [one for one in person.unheard() if "请作保密审查" in one.text]
        for person in (office.wang, office.zhao)
    }
    assert sorted(len(found) for found in cards.values()) in ([1, 1], [1, 2])
    assert not office.is_on_wecom("wang") or len(cards["wang"]) == 1
    for found in cards.values():
        for one in found:
            one.phone.hear(one)
    newest = cards["wang"][-1]
    await newest.taps("全部符合")
    await newest.is_redrawn(containing="请审批")
    await newest.taps("同意")
    await office.qian.expects("请发布", item)


async def test_too_many_requests_only_delay(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    office.emulator.faults.replace(
        [{"match": {"method": office.sending("wang")}, "do": "429", "retry_after": 7, "times": 1}]
    )
    office.forgive_call("sendMessage", 429)
    office.forgive_call("message/send", 200)
    await card.taps("同意")
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)


async def test_the_platform_down_for_ten_minutes_loses_nothing_and_keeps_the_order(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    down = [
        {"match": {"method": office.sending(id_)}, "do": "status", "status": 502} for id_ in ("wang", "zhao")
    ]
    office.emulator.faults.replace(down)
    for id_ in ("wang", "zhao"):
        office.forgive_call(office.sending(id_), 502)
    await card.taps("同意")
    await office.clock.forward(minutes=10)
    office.emulator.faults.clear()
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item, within=2400)


async def test_words_reordered_by_the_platform_reach_their_question(office: Office) -> None:
    await office.chen.says(f"交稿 {TITLE}")
    await office.chen.expects("请回复正文")
    kind = "text" if office.is_on_wecom("chen") else "message"
    office.emulator.faults.replace(
        [{"match": {"method": kind, "direction": "in"}, "do": "duplicate", "copies": 2}]
    )
    await office.chen.says("正文第一句。")
    await office.chen.expects("请选择栏目")
    office.nobody_heard_more()


async def test_a_year_of_evidence_holds_together(office: Office) -> None:
    item = await handed_in(office)
    await head_approves(office, item)
    await office_approves(office, item)
    await office.qian.expects("请发布", item)
    await office.restart()
    assert await office.audit_is_whole() > 10


async def _beats(office: Office) -> None:
    """The heartbeat that runs every ten seconds in service."""
    from workflow import service

    await office.act(service.beat)


@pytest.mark.postgres
async def test_what_another_process_wrote_is_found_by_looking(
    tmp_path: Path, postgres_url: str, log: Log
) -> None:
    """Nobody rings here for what the command line commits there."""
    office = Office(tmp_path / "data", postgres_url)
    office.logged = log.errors
    await office.open()
    elsewhere = Store.open(
        postgres_url, folder=tmp_path / "elsewhere", clock_ms=lambda: to_ms(office.clock.now())
    )
    try:
        for loop in office.app.loops:
            loop.poll_s = office.app.settings.worker.poll_s
            loop.ring()
        await office.rest()
        chen = office.people["chen"]
        elsewhere.act_now(
            lambda tx: tell(office.app.desk(tx), Notice("not_understood", chen, occasion="cli"))
        )
        await office.rest()
        office.nobody_heard_more()
        await office.clock.forward(seconds=2)
        await office.chen.expects("没有看懂", within=0)
        await office.leave()
    finally:
        elsewhere.close_now()
        await office.close()
