"""Before the day of use administrators alone are reminded; what nobody has set is asked of them once."""

from pathlib import Path

from tests.office import Office
from tests.stories.conftest import OpenOffice
from tests.stories.records import clocks_of, hears, said_at
from tests.stories.test_clocks import registers
from tests.stories.test_other_regimes import JIANGSU
from tests.stories.ways import BODY, TITLE, handed_in


async def until(open_office: OpenOffice, day: str) -> Office:
    return await open_office(settings={"organisation.live_from": day})


async def test_before_the_day_only_the_administrator_sees_reminders_and_overdue_lines(
    open_office: OpenOffice,
) -> None:
    office = await until(open_office, "2026-02-27")
    await registers(office.chen, TITLE, "2月9日")
    await office.clock.to("2026-02-26 18:00")
    told = hears(office.wu)
    assert [said_at(card).day for card in told] == [13, 24, 25, 26]
    assert all("试运行" in card.text and TITLE in card.text for card in told)
    assert "逾期1个工作日" in told[-1].text
    office.nobody_heard_more()  # neither who holds it, nor the head above, nor the group


async def test_from_the_day_on_holders_and_groups_hear_and_the_administrator_no_more(
    open_office: OpenOffice,
) -> None:
    office = await until(open_office, "2026-02-27")
    await registers(office.chen, TITLE, "2月9日")
    await office.clock.to("2026-02-26 18:00")
    hears(office.wu)
    await office.clock.to("2026-02-27 14:00")
    (card,) = hears(office.chen)
    assert "逾期2个工作日" in card.text
    assert "试运行" not in card.text
    (line,) = hears(office.group("fzg-group"))
    assert "陈信息" not in line.text, "the holder hears of it for the first time"
    assert len(hears(office.wang, office.zhao)) == 2, "the ladder goes on where it stands"
    assert not hears(office.wu)


async def test_reviews_and_answers_are_not_held_back(open_office: OpenOffice) -> None:
    office = await until(open_office, "2026-02-27")
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    await card.taps("同意")
    await card.is_redrawn(containing="已同意")
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)


# 未配置 -------------------------------------------------------------------------------------------------


async def test_a_limit_without_a_figure_is_asked_of_the_administrator_once_and_stops_nothing(
    open_office: OpenOffice,
) -> None:
    """江苏第十条、第十一条: 及时, no number of days."""
    office = await open_office(settings={"regime": "jiangsu"})
    for n in (1, 2, 3):
        item = await office.chen.submits(f"关于第{n}件事的通知", body=BODY, answers=JIANGSU)
        await office.liu.expects("请作保密审查", item)
    assert "JS-10-TIMELY" not in await clocks_of(office, item)
    await office.clock.forward(minutes=10)
    (asked,) = hears(office.wu)
    for words in ("JS-10-TIMELY", "第十条", "未配置", "organisation.overlay", "within: 5 workdays"):
        assert words in asked.text
    await office.clock.to("2026-02-10 12:00")
    office.nobody_heard_more()


async def test_what_the_office_has_set_is_counted_and_not_asked(
    open_office: OpenOffice, tmp_path: Path
) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(
        "clocks:\n  - {id: JS-10-TIMELY, within: 5 workdays}\n  - {id: JS-11-NEWS, within: 1 workdays}\n",
        "utf-8",
    )
    office = await open_office(settings={"regime": "jiangsu", "organisation.overlay": str(own)})
    item = await office.chen.submits(TITLE, body=BODY, answers=JIANGSU)
    await office.liu.expects("请作保密审查", item)
    assert (await clocks_of(office, item))["JS-10-TIMELY"].due_on == "2026-02-14"
    await office.clock.forward(minutes=10)
    office.nobody_heard_more()
