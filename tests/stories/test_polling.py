"""The same by polling: nothing lost and nothing twice, whatever comes between."""

from datetime import timedelta

import pytest

from emulator import telegram_people as acts
from tests.office_files import content_of
from tests.stories.ways import BODY, TITLE


@pytest.mark.on_telegram  # WeCom is heard by callback only
async def test_the_first_half_of_the_way(open_office) -> None:
    office = await open_office(mode="polling")
    item = await office.chen.submits(TITLE, body=BODY, files=["通知.docx"])
    card = await office.liu.expects("请审批", item)
    await card.taps("看附件")
    assert await office.liu.gets("通知.docx") == content_of("通知.docx").data
    await office.liu.expects("附件：")
    await card.taps("同意")
    await card.is_redrawn(containing="已同意")
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)


@pytest.mark.on_telegram  # WeCom is heard by callback only
async def test_what_came_while_it_was_away_is_fetched_once(open_office) -> None:
    office = await open_office(mode="polling")
    item = await office.chen.submits(TITLE, body=BODY)
    card = await office.liu.expects("请审批", item)
    await office.stop()
    office.liu.act(acts.tap, card.id, "同意")
    office.chen.act(acts.say, "我的")
    await office.restart(after=timedelta(seconds=60))
    await card.is_redrawn(containing="已同意")
    await office.chen.expects("我报送的", item)
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)
    await office.restart()
    await office.clock.forward(minutes=1)
    office.nobody_heard_more()


@pytest.mark.on_telegram  # WeCom is heard by callback only
async def test_an_answer_lost_on_its_way_is_asked_for_again(open_office) -> None:
    office = await open_office(mode="polling")
    item = await office.chen.submits(TITLE, body=BODY)
    card = await office.liu.expects("请审批", item)
    office.forgive_call("getUpdates", 0)
    office.forgive_call("getUpdates", 200)
    office.emulator.faults.replace(
        [{"match": {"method": "callback_query", "direction": "in"}, "do": "accept_then_drop", "times": 1}]
    )
    office.liu.act(acts.tap, card.id, "同意")
    await card.is_redrawn(containing="已同意")
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)
