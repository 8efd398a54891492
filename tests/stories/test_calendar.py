"""日历: an administrator pastes the yearly notice; what moves is told once; a missing year is asked for."""

from datetime import date, datetime

from rules.notice import Entry
from scheduler.clock import SHANGHAI, to_ms
from storage.engine import Store
from tests.office import Office
from tests.office_people import Card
from tests.stories.records import acts_of, clocks_of, hears, said_at
from tests.stories.test_clocks import PROPOSE, PUBLISH, registers
from tests.stories.ways import TITLE
from workflow import calendars

DECEMBER = datetime(2026, 12, 14, 10, 0, tzinfo=SHANGHAI)
NOTICE = """国务院办公厅关于2027年部分节假日安排的通知
国办发明电〔2026〕8号
现将2027年放假调休日期的具体安排通知如下。
一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（周五）至12日（周五）放假调休，共8天。2月13日（周六）、2月20日（周六）上班。
三、清明节：4月3日（周六）至5日（周一）放假，共3天。
四、劳动节：5月1日（周六）至5日（周三）放假调休，共5天。5月8日（周六）上班。
五、端午节：6月9日（周三）放假，共1天。
六、中秋节：9月15日（周三）放假，共1天。
七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。"""


async def pastes(office: Office, text: str = NOTICE) -> Card:
    """吴管理 pastes it below the word; the trial."""
    await office.wu.says(f"日历\n{text}")
    return await office.wu.expects("请核对：2027年放假安排", "国办发明电〔2026〕8号")


async def due(office: Office) -> dict[str, tuple[str, int]]:
    found = await clocks_of(office, TITLE)
    return {rule: (row.due_on, row.provisional) for rule, row in found.items()}


async def test_the_notice_is_tried_then_holds_and_the_owner_is_told_once(open_office) -> None:
    """第二十一条: 20 working days from 14 December lead past New Year, which is off by the notice of 2027."""
    office = await open_office(start=DECEMBER)
    await registers(office.chen, TITLE, "12月14日")
    before = await due(office)
    assert before == {PROPOSE: ("2026-12-23", 0), PUBLISH: ("2027-01-11", 1)}
    card = await pastes(office)
    assert card.buttons == ["应用", "放弃"]
    assert "2027年2月5日" in card.text
    assert "2027年2月13日：改为上班（春节）" in card.text
    assert "未办结的2个时限中，1个改期" in card.text
    assert "2027年1月11日改为2027年1月12日：1个" in card.text
    assert await due(office) == before, "a trial changes nothing"
    await card.taps("应用")
    await card.is_redrawn(containing="已登记：2027年放假安排", buttons=[])
    assert await due(office) == {PROPOSE: ("2026-12-23", 0), PUBLISH: ("2027-01-12", 0)}
    office.nobody_heard_more()
    await office.clock.to("2026-12-14 18:00")
    (told,) = hears(office.chen)
    assert "14:32" <= said_at(told).strftime("%H:%M") <= "14:39"
    assert "请知悉：1个期限有变动" in told.text
    assert "原为2027年1月11日，现为2027年1月12日" in told.text
    assert "2027年放假安排（国办发明电〔2026〕8号）" in told.text
    moved = [row for row in await acts_of(office, TITLE) if row.act == "clock.moved"]
    assert len(moved) == 1
    assert '"new":"2027-01-12","old":"2027-01-11"' in moved[0].data
    await office.clock.to("2026-12-16 18:00")
    office.nobody_heard_more()


async def test_it_can_be_done_in_words_and_dropped(open_office) -> None:
    office = await open_office(start=DECEMBER)
    card = await pastes(office)
    await office.wu.says("放弃日历")
    await office.wu.expects("已收到")
    await card.is_redrawn(containing="已放弃", buttons=[])
    await office.wu.says("应用日历")
    await office.wu.expects("没有待应用的放假安排")
    again = await pastes(office)
    await office.wu.says("应用日历")
    await office.wu.expects("已登记2027年放假安排")
    await again.is_redrawn(containing="已登记", buttons=[])
    await pastes(office)
    await office.wu.says("应用日历")
    await office.wu.expects("同样的安排已经登记")
    await office.wu.says("日历")
    await office.wu.expects("放假安排已登记：2026年、2027年", "第1号")


async def test_slips_of_the_copyist_are_told_and_others_may_not(open_office) -> None:
    office = await open_office(start=DECEMBER)
    wrong = NOTICE.replace("1月1日（周五）", "1月1日（周四）").replace("五、端午节", "五、端阳节")
    await office.wu.says(f"日历 {wrong}")
    told = await office.wu.expects("请核对通知文字：2处")
    assert "缺少“端午”一项" in told.text
    assert "元旦：2027年1月1日是周五，现为：1月1日（周四）" in told.text
    await office.wu.says("应用日历")
    await office.wu.expects("没有待应用的放假安排")
    for words in ("日历", f"日历\n{NOTICE}", "应用日历", "放弃日历"):
        await office.chen.says(words)
        await office.chen.expects("此项须由")


async def test_what_was_tried_is_over_after_another_trial(open_office) -> None:
    office = await open_office(start=DECEMBER)
    first = await pastes(office)
    await office.wu.says(
        "日历\n" + NOTICE.replace("6月9日（周三）放假，共1天", "6月9日（周三）至10日放假，共2天")
    )
    second = await office.wu.expects("请核对：2027年放假安排", "2027年6月9日至2027年6月10日")
    await first.taps("应用")
    office.wu.toast("没有待应用的放假安排")
    await first.is_redrawn(containing="已失效", buttons=[])
    await second.taps("放弃")
    await second.is_redrawn(containing="已放弃", buttons=[])


async def test_the_missing_year_is_asked_for_each_morning_in_december_until_it_is_in(open_office) -> None:
    """Never on a weekend, never before the slot, to administrators only; a restart asks for nothing twice."""
    office = await open_office(start=datetime(2026, 12, 9, 16, 0, tzinfo=SHANGHAI))
    await office.clock.to("2026-12-11 09:00")
    await office.restart()
    await office.clock.to("2026-12-14 09:30")
    told = hears(office.wu)
    assert [said_at(card).day for card in told] == [10, 11, 14]
    assert all("请登记2027年放假安排" in card.text for card in told)
    assert all("08:32" <= said_at(card).strftime("%H:%M") <= "08:39" for card in told)
    card = await pastes(office)
    await card.taps("应用")
    await card.is_redrawn(buttons=[])
    await office.clock.to("2026-12-17 18:00")
    office.nobody_heard_more()


async def test_what_the_command_line_enters_the_running_service_sees(open_office) -> None:
    """A rest day of this organisation alone, entered by another process: dates and reminders follow."""
    office = await open_office(start=DECEMBER)
    await registers(office.chen, TITLE, "12月14日")
    off = Entry(None, off={date(2026, 12, 16): "停工"})
    given = calendars.Given("org:demo", off, "防汛停工令")
    beside = Store.open(
        office.database, folder=office.folder.absolute(), clock_ms=lambda: to_ms(office.clock.now())
    )
    await beside.act(lambda tx: calendars.enter(office.app.desk(tx), given, by="运维"))
    await beside.close()
    office.app.ring()  # as the ticker does every five seconds
    await office.rest()
    assert (await due(office))[PROPOSE] == ("2026-12-24", 1), "24 December may still be moved by a notice"
    await office.clock.to("2026-12-14 18:00")
    (told,) = hears(office.chen)
    assert "请知悉：2个期限有变动" in told.text
    assert "依据节假日调整（防汛停工令）" in told.text
    hears(office.wu)
    await office.clock.to("2026-12-24 18:00")
    mornings = [said_at(card).day for card in hears(office.chen)]
    assert mornings == [18, 22, 23], "three, one and no working days before 23 December, the day to aim at"
    hears(office.wu)
