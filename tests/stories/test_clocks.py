"""The statutory clocks of article 21 as people meet them: started, reminded of, met, reopened, replaced."""

from datetime import date, time

from tests.office import Office
from tests.office_people import Card, Item, Person
from tests.stories.records import acts_of, clocks_of, hears, id_of, row_of, said_at, times
from tests.stories.ways import BODY, TITLE, closed, handed_in, head_approves, office_approves

PROPOSE, PUBLISH = "KP-21-PROPOSE", "KP-21-PUBLISH"
OTHER = "关于开放日活动安排的公告"
LONG = "关于2026年春节期间值班安排的通知"


async def registers(person: Person, title: str, on: str, column: str = "通知公告") -> Card:
    """登记形成 in one line; the card that answers."""
    await person.says(f"登记形成 {title} {column} {on}")
    return await person.expects("已登记形成", title)


async def opens_registered(office: Office, title: str) -> Card:
    """陈信息 opens what was registered from 我的; the draft's card."""
    await office.chen.says("我的")
    listed = await office.chen.expects("我报送的", title)
    await listed.taps(next(label for label in listed.buttons if label.startswith("打开")))
    return await office.chen.expects("请补充", title)


async def fills_in(office: Office, title: str, **answers: str) -> Item:
    """What was registered is completed and handed in."""
    card = await opens_registered(office, title)
    usual = {"正文": BODY, "信息来源": "股室、处、所提供", "重要程度": "普通", **answers}
    card = await office.chen.fills(card, {**usual, "保密审查初审意见": "经初审，不涉密，可以公开"})
    return await office.chen.hands_in(card, title)


# Starting -----------------------------------------------------------------------------------------------


async def test_registering_the_formation_starts_both_clocks(office: Office) -> None:
    """第二十一条: 7 and 20 working days from formation, over Spring Festival with its two make-up Saturdays."""
    card = await registers(office.chen, TITLE, "2月9日")
    assert "2026年2月25日，剩7个工作日，依据第二十一条（7个工作日）" in card.text
    assert "2026年3月13日，剩20个工作日，依据第二十一条（20个工作日）" in card.text
    found = await clocks_of(office, TITLE)
    assert {rule: (row.start_on, row.due_on, row.state) for rule, row in found.items()} == {
        PROPOSE: ("2026-02-09", "2026-02-25", "running"),
        PUBLISH: ("2026-02-09", "2026-03-13", "running"),
    }


async def test_a_formation_of_earlier_days_counts_from_its_own_date(office: Office) -> None:
    """第二十一条: the day of the formation is not counted; a date given later does not move the start."""
    await registers(office.chen, TITLE, "2026-2-4")
    found = await clocks_of(office, TITLE)
    assert (found[PROPOSE].start_on, found[PROPOSE].due_on) == ("2026-02-04", "2026-02-13")


async def test_a_formation_still_to_come_is_refused(office: Office) -> None:
    """Nothing is formed tomorrow: refused with what to do, and nothing runs."""
    await office.chen.says(f"登记形成 {TITLE} 通知公告 2026年2月10日")
    await office.chen.expects("形成日期不得晚于今天，请重新填写")
    await office.chen.says("我的")
    await office.chen.expects("没有报送记录")


async def test_handing_in_later_takes_over_the_registered_item(office: Office) -> None:
    """Users 7: the clocks ran before the hand-in and go on; the same item gets its number, none begins twice."""
    await registers(office.chen, TITLE, "2月9日")
    registered = await id_of(office, TITLE)
    await office.clock.to("2026-02-11 10:00")
    item = await fills_in(office, TITLE)
    await office.liu.expects("请审批", item, "2026年2月25日")
    assert await id_of(office, item) == registered
    started = [row for row in await acts_of(office, item) if row.act == "clock.started"]
    assert len(started) == 2
    assert (await clocks_of(office, item))[PROPOSE].start_on == "2026-02-09"


async def test_a_hand_in_without_registration_starts_from_the_date_on_the_form(office: Office) -> None:
    """第二十一条: the form's 形成日期 starts the clocks, not the day of the hand-in."""
    item = await handed_in(office, answers={"形成（变更）日期": "2026-02-08"})
    await office.liu.expects("请审批", item)
    found = await clocks_of(office, item)
    assert (found[PROPOSE].start_on, found[PROPOSE].due_on) == ("2026-02-08", "2026-02-24")


async def test_a_modification_counts_from_the_change(office: Office) -> None:
    """第二十一条: updating has the same pair of figures under its own rules."""
    item = await office.chen.submits(LONG, kind="modify", answers={"原网页地址": office.site.any_address()})
    await office.liu.expects("请审批", item)
    found = await clocks_of(office, item)
    assert set(found) == {"KP-21-UPD-PROPOSE", "KP-21-UPD-PUBLISH"}


async def test_a_deletion_has_no_clock(office: Office) -> None:
    """Users 7: the regulation gives deletions no time."""
    item = await office.chen.submits(LONG, kind="delete", answers={"原网页地址": office.site.any_address()})
    await office.liu.expects("请审批", item)
    assert await clocks_of(office, item) == {}


# Reminders ----------------------------------------------------------------------------------------------


async def test_reminders_come_before_on_and_after_the_date_across_the_festival(office: Office) -> None:
    """T-3, T-1, T and overdue in working days: 13, 24, 25 and 26 February, nothing from the 15th to the 23rd."""
    await registers(office.chen, TITLE, "2月9日")
    await office.clock.to("2026-02-26 18:00")
    told = hears(office.chen)
    assert [said_at(card).date() for card in told] == [date(2026, 2, day) for day in (13, 24, 25, 26)]
    for card, left in zip(told, ("剩3个工作日", "剩1个工作日", "今天到期", "逾期1个工作日"), strict=True):
        assert "2026年2月25日" in card.text
        assert left in card.text
        assert "第二十一条" in card.text
        assert time(8, 32) <= said_at(card).time() <= time(8, 39)
    hears(office.group("fzg-group"))
    (up,) = hears(office.liu)
    assert said_at(up).date() == date(2026, 2, 26)
    assert time(14, 32) <= said_at(up).time() <= time(14, 39), "half a day after the liaison"
    assert "请督促办理" in up.text


async def test_what_is_overdue_comes_up_by_courtesy(office: Office) -> None:
    """Its holder and the group on the first working day after, the head in that afternoon, the Office on the second,
    the leader on the fourth; once each, and nobody above can decide for them from there.
    """
    await registers(office.chen, TITLE, "2月9日")
    await office.clock.to("2026-03-03 18:00")
    days = {
        phone.id: [said_at(card).day for card in hears(phone)]
        for phone in (office.liu, office.wang, office.zhou)
    }
    assert days == {"liu": [26], "wang": [27], "zhou": [2]}
    assert [said_at(card).day for card in hears(office.chen)] == [13, 24, 25, 26, 27, 28, 2, 3]
    hears(office.group("fzg-group"))
    hears(office.zhao)


async def test_nobody_is_asked_to_see_to_what_they_hold_themselves(office: Office) -> None:
    """The head who sits on an item hears of it as its holder alone; the Office and the leader as ever."""
    item = await handed_in(office)
    await office.liu.expects("请审批", item)
    await office.clock.to("2026-03-02 18:00")
    assert [said_at(card).day for card in hears(office.liu)] == [13, 24, 25, 26, 27, 28, 2]
    assert {
        phone.id: [said_at(card).day for card in hears(phone)] for phone in (office.wang, office.zhou)
    } == {
        "wang": [27],
        "zhou": [2],
    }
    hears(office.group("fzg-group"))
    hears(office.zhao)


async def test_the_reminder_opens_the_item(office: Office) -> None:
    """去办理 leads to the card on which its holder acts."""
    item = await handed_in(office)
    await office.liu.expects("请审批", item)
    await office.clock.to("2026-02-13 09:00")
    reminder = await office.liu.expects("请办理", item)
    await reminder.taps(f"去办理 {item}")
    await office.liu.expects("请审批", item, buttons=["同意", "退回", "更多"])


async def test_one_person_gets_one_message_for_everything_of_a_slot(office: Office) -> None:
    """Users 21: two items due on one day are one message with two lines."""
    await registers(office.chen, TITLE, "2月9日")
    await registers(office.chen, OTHER, "2月9日")
    await office.clock.to("2026-02-13 18:00")
    (card,) = hears(office.chen)
    assert "请办理：2件临近期限" in card.text
    assert TITLE in card.text
    assert OTHER in card.text
    assert len([label for label in card.buttons if label.startswith("去办理")]) == 2


async def test_everybody_hears_only_of_what_they_hold(office: Office) -> None:
    """Users 20: a reminder goes to whoever holds the item now: the head while it is his, nobody else."""
    item = await handed_in(office)
    await office.liu.expects("请审批", item)
    await registers(office.sun, OTHER, "2月9日", column="公共法律服务")
    await office.clock.to("2026-02-13 18:00")
    (his,) = hears(office.liu)
    assert str(item) in his.text
    assert OTHER not in his.text
    (hers,) = hears(office.sun)
    assert OTHER in hers.text
    office.nobody_heard_more()


async def test_a_persons_own_time_moves_their_reminder(office: Office) -> None:
    """设置: with 14:00 chosen the same reminder comes after two in the afternoon."""
    await registers(office.chen, TITLE, "2月9日")
    await office.chen.says("设置 14:00")
    await office.chen.expects("设置已保存")
    await office.clock.to("2026-02-13 13:59")
    office.nobody_heard_more()
    await office.clock.to("2026-02-13 18:00")
    (card,) = hears(office.chen)
    assert time(14, 2) <= said_at(card).time() <= time(14, 9)


async def test_what_was_met_before_the_reminder_leaves_is_silent(office: Office) -> None:
    """A reminder that is due but not sent yet says nothing of what was done meanwhile."""
    await office.chen.says("设置 14:00")
    await office.chen.expects("设置已保存")
    await registers(office.chen, TITLE, "2月9日")
    await office.clock.to("2026-02-13 09:00")
    item = await fills_in(office, TITLE)
    await head_approves(office, item)
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)
    await office.clock.to("2026-02-13 18:00")
    office.nobody_heard_more()


# Overdue ------------------------------------------------------------------------------------------------


async def test_overdue_is_one_line_in_the_units_group_each_working_day(office: Office) -> None:
    """Users 21: number, unit, date and article; no title, nobody's name on the first day, then only whoever got
    the card; no rest day, no other group.
    """
    item = await handed_in(office, answers={"形成（变更）日期": "2026-01-23"})
    await office.liu.expects("请审批", item)
    await office.clock.to("2026-02-24 18:00")
    for phone in (office.liu, office.wang, office.zhao, office.zhou):
        hears(phone)
    posts = hears(office.group("fzg-group"))
    days = [said_at(card).day for card in posts]
    assert days == [9, 10, 11, 12, 13, 14, 24], times(posts)
    for card in posts:
        assert f"{item}（法制股）" in card.text
        assert "2026年2月3日" in card.text
        assert "第二十一条" in card.text
        assert card.buttons == []
        assert TITLE not in card.text
    names = [one["name"] for one in office.file["people"]]
    named = [[name for name in names if name in card.text] for card in posts]
    assert named == [[], *[["刘股长"]] * 6]
    office.nobody_heard_more()


async def test_an_overdue_promise_is_silent_once_it_is_met(office: Office) -> None:
    """第二十一条: when the application reaches the Office the 7 days are over, late or not; the group hears no more."""
    item = await handed_in(office, answers={"形成（变更）日期": "2026-01-26"})
    card = await office.liu.expects("请审批", item)
    await office.clock.to("2026-02-10 09:00")
    for _day in (9, 10):
        await office.group("fzg-group").expects(str(item), "2026年2月4日")
    hears(office.liu)
    await card.taps("同意")
    await office_approves(office, item)
    await office.qian.expects("请发布", item)
    assert (await clocks_of(office, item))[PROPOSE].state == "met_late"
    await office.clock.to("2026-02-12 18:00")
    office.nobody_heard_more()


async def test_a_closed_item_is_never_reminded_of(office: Office) -> None:
    """Published and confirmed: no date of it is told any more."""
    item, _ = await closed(office)
    await office.clock.to("2026-03-17 18:00")
    office.nobody_heard_more()
    assert {row.state for row in (await clocks_of(office, item)).values()} == {"met"}


async def test_a_dropped_draft_is_never_reminded_of(office: Office) -> None:
    """放弃 ends the promises of what was registered."""
    await registers(office.chen, TITLE, "2月9日")
    card = await opens_registered(office, TITLE)
    await card.taps("放弃")
    await card.is_redrawn(containing="已放弃")
    found = await clocks_of(office, TITLE)
    assert {row.state for row in found.values()} == {"cancelled"}
    await office.clock.to("2026-02-27 18:00")
    office.nobody_heard_more()
    assert not office.unheard()


# The seven days -----------------------------------------------------------------------------------------


async def test_the_seven_days_end_when_the_application_reaches_the_office(office: Office) -> None:
    """Users 7: the head's approval sends it to the Office, and the 7-day clock stops; the 20 days run on."""
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    assert (await clocks_of(office, item))[PROPOSE].state == "running"
    await card.taps("同意")
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)
    found = await clocks_of(office, item)
    assert (found[PROPOSE].state, found[PUBLISH].state) == ("met", "running")


async def test_a_return_by_the_office_does_not_reopen_the_seven_days(office: Office) -> None:
    """Users 7: what has reached the Office has reached it; the liaison hears no 7-day date again."""
    item = await handed_in(office)
    await head_approves(office, item)
    card = await office.wang.expects("请作保密审查", item)
    await office.zhao.expects("请作保密审查", item)
    await card.taps("退回")
    reasons = await office.wang.expects("请选择退回理由", item)
    await reasons.taps("材料不全，请补充")
    returned = await office.chen.expects("请修改", item)
    assert (await clocks_of(office, item))[PROPOSE].state == "met"
    await office.clock.to("2026-02-26 18:00")
    office.nobody_heard_more()
    assert "修改" in returned.buttons


async def test_an_undo_of_that_approval_reopens_the_seven_days(office: Office) -> None:
    """Users 7, 9: taken back within five minutes, it never reached the Office: the clock runs on, and reminds."""
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    await card.taps("同意")
    await card.is_redrawn(buttons=["撤销"])
    assert (await clocks_of(office, item))[PROPOSE].state == "met"
    await card.taps("撤销")
    await office.liu.expects("请审批", item)
    assert (await clocks_of(office, item))[PROPOSE].state == "running"
    await office.clock.to("2026-02-13 18:00")
    (reminder,) = hears(office.liu)
    assert "2026年2月25日" in reminder.text


# A new date ---------------------------------------------------------------------------------------------


async def test_a_changed_formation_date_replaces_the_clocks(office: Office) -> None:
    """第二十一条: the new date counts, the old reminders are gone."""
    await registers(office.chen, TITLE, "2月4日")
    card = await opens_registered(office, TITLE)
    await card.taps("改一项")
    menu = await office.chen.expects("请选择要改的一项")
    await menu.taps("形成（变更）日期")
    card = await office.chen.expects("请回复形成（变更）日期")
    await office.chen.says("2月6日")
    card = await office.chen.expects("2026年2月6日")
    usual = {"正文": BODY, "信息来源": "股室、处、所提供", "重要程度": "普通"}
    card = await office.chen.fills(card, {**usual, "保密审查初审意见": "经初审，不涉密，可以公开"})
    item = await office.chen.hands_in(card, TITLE)
    await office.liu.expects("请审批", item, "2026年2月24日")

    found = await clocks_of(office, item)
    assert (found[PROPOSE].start_on, found[PROPOSE].due_on) == ("2026-02-06", "2026-02-24")
    assert (found[PUBLISH].start_on, found[PUBLISH].state) == ("2026-02-06", "running")
    await office.clock.to("2026-02-13 18:00")
    (reminder,) = hears(office.liu)
    assert said_at(reminder).day == 12
    assert "2026年2月13日" not in reminder.text


# A month ------------------------------------------------------------------------------------------------


async def test_in_a_month_nobody_gets_more_than_two_routine_messages_a_day(office: Office) -> None:
    """Users 21: twelve items, nobody acts, Spring Festival between: at most two a day and person, one in a group,
    never between 18:00 and 08:30, never on a rest day.
    """
    chen, sun = office.chen, office.sun
    for n, day in enumerate((27, 29, 30), 1):
        await registers(chen, f"法制工作第{n}期情况通报", f"1月{day}日")
    for n, day in enumerate((2, 4, 5, 6, 9), 1):
        await registers(chen, f"规范性文件第{n}号解读", f"2月{day}日", column="政策文件")
    for n, day in enumerate((30, 31), 1):
        await registers(sun, f"法律援助第{n}期公告", f"1月{day}日", column="法律援助")
    for title, day in ((TITLE, "2026-01-28"), (OTHER, "2026-02-06")):
        item = await office.chen.submits(
            title, body=BODY, answers={"形成（变更）日期": day, "栏目": "通知公告"}
        )
        await office.liu.expects("请审批", item)

    await office.clock.to("2026-03-09 09:00")
    counted: dict[tuple[str, date], int] = {}
    above = (office.liu, office.ma, office.wang, office.zhao, office.zhou)
    for phone in (chen, sun, *above, *office.groups):
        for card in hears(phone):
            at = said_at(card)
            counted[phone.id, at.date()] = counted.get((phone.id, at.date()), 0) + 1
            assert time(8, 30) <= at.time() < time(18), (phone.id, at)
            assert office.app.house.calendar.is_workday(at.date()), (phone.id, at)
    office.nobody_heard_more()
    assert max(counted.values()) <= 2, counted
    assert all(n == 1 for (id_, _), n in counted.items() if id_.endswith("group")), counted
    assert len(counted) > 40, counted
    assert (await row_of(office, item)).state == "review"
