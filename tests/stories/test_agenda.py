"""My dates, my week, the overdue board, why a date is that date, and not before tomorrow morning."""

from datetime import date

from tests.office import Office
from tests.stories.test_clocks import OTHER, TITLE, handed_in, hears, registers, said_at


async def test_my_dates_come_nearest_first_and_the_week_shows_its_own(office: Office) -> None:
    """Users 20: what I hold, with date, days left and article; the 20 days are not due this week."""
    await registers(office.chen, TITLE, "2月9日")
    await registers(office.chen, OTHER, "2月4日")
    await office.chen.says("期限")
    card = await office.chen.expects("您的期限：4项")
    assert card.text.index(OTHER) < card.text.index(TITLE)
    assert "2026年2月13日，剩4个工作日，依据第二十一条（7个工作日）" in card.text
    assert "2026年3月13日" in card.text
    await office.chen.says("/week")
    card = await office.chen.expects("本周到期：1项", OTHER)
    assert TITLE not in card.text
    await office.liu.says("期限")
    await office.liu.expects("您没有在办的期限")
    await office.liu.says("本周")
    await office.liu.expects("本周没有到期事项")


async def test_why_shows_rule_article_and_every_day(office: Office) -> None:
    """Formed on 9 February: 14 February is worked, the festival is not counted, the 25th is the seventh day."""
    item = await handed_in(office)
    await office.liu.expects("请审批", item)
    await office.chen.says(f"为什么 {item}")
    card = await office.chen.expects("为什么是这天")
    assert "依据第二十一条（7个工作日）" in card.text
    for line in (
        "起算日 2026年2月9日，当日不计",
        "2026年2月14日 第 5 个工作日（调休上班）",
        "2026年2月17日 春节，不计",
        "2026年2月25日 第 7 个工作日",
    ):
        assert line in card.text
    await office.chen.says("为什么")
    await office.chen.expects("请写明编号")
    await office.sun.says(f"为什么 {item}")
    await office.sun.expects("没有查到这一件")


async def test_a_reminder_tells_why_at_one_tap(office: Office) -> None:
    await registers(office.chen, TITLE, "2月9日")
    await office.clock.to("2026-02-13 09:00")
    reminder = await office.chen.expects("请办理", TITLE)
    await reminder.taps("为什么是这天")
    card = await office.chen.expects("为什么是这天")
    assert "第 7 个工作日为 2026年2月25日" in card.text
    await office.chen.says("为什么")
    card = await office.chen.expects("为什么是这天")
    assert "第 7 个工作日为 2026年2月25日" in card.text, "the same in words"


async def test_tomorrow_morning_means_the_next_working_morning_and_only_what_is_still_open(
    office: Office,
) -> None:
    """Snoozed on Saturday 14 February, a make-up day: again on the 24th, after the festival, once."""
    await registers(office.chen, TITLE, "2月6日")
    await office.clock.to("2026-02-14 09:00")
    told = hears(office.chen)
    assert [said_at(card).date() for card in told] == [date(2026, 2, 12), date(2026, 2, 14)]
    await told[-1].taps("明早再提醒")
    await office.chen.expects("已设定", "2026年2月24日")
    await office.clock.to("2026-02-24 18:00")
    (again,) = hears(office.chen)
    assert said_at(again).date() == date(2026, 2, 24)
    await office.chen.says("明早再提醒")
    await office.chen.expects("已设定", "2026年2月25日")


async def test_the_board_shows_what_is_overdue_by_office_to_those_above(office: Office) -> None:
    """Offices in their own order, with articles; a head sees the own unit; a liaison is told where to look."""
    item = await handed_in(office, answers={"形成（变更）日期": "2026-01-23"})
    await office.liu.expects("请审批", item)
    for person in (office.wang, office.liu, office.zhou):
        await person.says("逾期")
        card = await person.expects("逾期：1项", item)
        assert "法制股" in card.text
        assert "2026年2月3日，逾期4个工作日，依据第二十一条（7个工作日）" in card.text
    await office.ma.says("逾期")
    await office.ma.expects("没有逾期事项")
    await office.chen.says("逾期")
    await office.chen.expects("逾期一览供负责人和办公室查看")
