"""The turn of the year, by Shanghai's calendar wherever the server stands: numbers, dates, the unknown year."""

from datetime import datetime

from scheduler.clock import SHANGHAI
from tests.stories.ways import BODY, TITLE

LAST_HOURS = datetime(2026, 12, 31, 16, 0, tzinfo=SHANGHAI)


async def test_numbers_begin_anew_at_midnight_in_shanghai(open_office) -> None:
    office = await open_office(start=LAST_HOURS)
    old = await office.chen.submits(TITLE, body=BODY)
    await office.liu.expects("请审批", old)
    assert old.number == "KP-2026-0001"
    await office.clock.to("2027-01-01 00:00")
    new = await office.sun.submits("关于公共法律服务的通知公告", body=BODY)
    assert new.number == "KP-2027-0001"
    await office.chen.says("查 1")
    await office.chen.expects("查到的信息", old, lacking=str(new))


async def test_today_is_shanghais_today(open_office) -> None:
    office = await open_office(start=LAST_HOURS)
    await office.clock.to("2026-12-31 23:59")
    await office.chen.drafts(TITLE, body=BODY, until="形成（变更）日期")
    await office.chen.says("2027年1月1日")
    await office.chen.expects("形成日期不得晚于今天")
    await office.clock.to("2027-01-01 00:00")
    await office.chen.says("2027年1月1日")
    await office.chen.expects("形成（变更）日期：2027年1月1日")


async def test_a_date_in_a_year_whose_holidays_are_not_published_is_provisional(open_office) -> None:
    office = await open_office(start=LAST_HOURS)
    item = await office.chen.submits(TITLE, body=BODY)
    card = await office.liu.expects("请审批", item)
    assert "2027年1月" in card.text
    assert "（暂定，按2027年1月8日掌握）" in card.text
