"""What comes up while nobody works waits for the morning; more than three approvals of one are one card."""

from datetime import timedelta

from tests.office import Office
from tests.office_people import Item
from tests.stories.records import hears, said_at
from tests.stories.test_urgent import marked
from tests.stories.ways import handed_in


async def of_an_evening(office: Office, count: int, **how: object) -> list[Item]:
    """陈信息 hands in so many at eight in the evening of 9 February, a Monday."""
    await office.clock.to("2026-02-09 20:00")
    return [await handed_in(office, f"关于第{n}件事的通知", **how) for n in range(1, count + 1)]


async def test_four_of_an_evening_are_one_card_of_the_morning_from_which_each_is_decided(
    office: Office,
) -> None:
    found = await of_an_evening(office, 4)
    await office.clock.to("2026-02-10 08:30")
    office.nobody_heard_more()
    await office.clock.to("2026-02-10 09:00")
    (together,) = hears(office.liu)
    assert "请审批：4件" in together.text
    assert "08:32" <= said_at(together).strftime("%H:%M") <= "08:38"
    for item in found:
        assert str(item) in together.text
        await together.taps(f"去办理 {item}")
        card = await office.liu.expects("请审批", item)
        await card.taps("同意")
        await card.is_redrawn(containing="已同意")
        for person in (office.wang, office.zhao):
            await person.expects("请作保密审查", item)
    office.nobody_heard_more()


async def test_three_of_an_evening_are_three_cards(office: Office) -> None:
    found = await of_an_evening(office, 3)
    await office.clock.to("2026-02-10 09:00")
    for item in found:
        await office.liu.expects("请审批", item)
    office.nobody_heard_more()


async def test_what_is_withdrawn_before_morning_does_not_count(office: Office) -> None:
    found = await of_an_evening(office, 4)
    await found[0].filed.taps("撤回")
    office.chen.toast("已撤回")
    await office.clock.to("2026-02-10 09:00")
    told = hears(office.liu)
    assert len(told) == 3
    assert not any(str(found[0]) in card.text for card in told)


async def test_an_urgent_one_is_told_in_the_evening_and_stands_apart(office: Office) -> None:
    found = await of_an_evening(office, 3)
    urgent = await marked(office, "关于暴雨停课的通告")
    card = await office.liu.expects("请审批", urgent)
    assert said_at(card).hour == 20
    await office.clock.to("2026-02-10 09:00")
    for item in found:
        await office.liu.expects("请审批", item)
    office.nobody_heard_more()


async def test_what_comes_up_at_noon_waits_for_the_afternoon(office: Office) -> None:
    """Users 20: nothing routine in the noon break; more than three of it are one card of the afternoon."""
    await office.clock.to("2026-02-09 12:10")
    for n in range(1, 5):
        await handed_in(office, f"关于第{n}件事的通知")
    await office.clock.to("2026-02-09 14:29")
    office.nobody_heard_more()
    await office.clock.to("2026-02-09 14:45")
    (card,) = hears(office.liu)
    assert "请审批：4件" in card.text
    assert (14, 31) < (said_at(card).hour, said_at(card).minute) < (14, 40)


async def test_a_restart_sends_no_card_beside_the_one_that_holds_it(office: Office) -> None:
    """After a gap cards that were lost are sent again; what stands in the morning's card is not lost."""
    await of_an_evening(office, 5)
    await office.clock.to("2026-02-10 09:00")
    hears(office.liu)
    await office.restart(after=timedelta(minutes=10))
    await office.liu.expects("服务曾中断")
    await office.clock.to("2026-02-10 12:00")
    office.nobody_heard_more()


async def test_who_comes_back_gets_many_open_approvals_as_one_card(office: Office) -> None:
    for n in range(1, 6):
        await handed_in(office, f"关于第{n}件事的通知")
    await office.clock.forward(minutes=1)
    assert len(hears(office.liu)) == 5
    await office.liu.blocks()
    await office.wu.expects("请联系：刘股长收不到消息")
    await office.liu.unblocks()
    await office.clock.forward(minutes=1)
    (together,) = hears(office.liu)
    assert "请审批：5件" in together.text


async def test_an_undo_of_an_evening_brings_the_card_back_at_once_to_who_undid(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    await office.clock.to("2026-02-09 20:00")
    await card.taps("同意")
    await card.is_redrawn(buttons=["撤销"])
    await card.taps("撤销")
    fresh = await office.liu.expects("请审批", item)
    assert said_at(fresh).hour == 20


async def test_a_return_of_an_evening_is_told_in_the_morning(office: Office) -> None:
    first = await handed_in(office)
    card = await office.liu.expects("请审批", first)
    await office.clock.to("2026-02-09 19:00")
    await office.liu.says(f"退回 {card.code} 日期有误")
    await office.liu.expects("已退回", "报送人上班时收到")
    await office.clock.to("2026-02-10 08:30")
    office.nobody_heard_more()
    await office.clock.to("2026-02-10 09:00")
    back = await office.chen.expects("请修改", first)
    assert "10 08:32" <= said_at(back).strftime("%d %H:%M") <= "10 08:38"
