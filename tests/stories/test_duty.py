"""值班读网: the roster, the day's checklist in group and private chat, reminders, swaps, leave and gaps."""

from datetime import timedelta
from typing import Any

import pytest

from storage import rounds
from tests.office import Office
from tests.office_people import Card
from tests.stories.records import hears
from tests.stories.test_clocks import registers
from tests.stories.ways import TITLE

EVERY_DAY = "排班 法制股 每天 陈信息 刘股长 替补 周副局长"


async def on_duty(office: Office, words: str = EVERY_DAY) -> None:
    """赵干事 of the office in charge enters the roster at nine, before the day's list."""
    await office.zhao.says(words)
    await office.zhao.expects("已排班：法制股", words.split()[3])


async def the_post(office: Office) -> Card:
    """The day's post in 法制股's group."""
    return await office.group("fzg-group").expects("今日读网：法制股", within=600)


async def todays(office: Office, on: str | None = None) -> list[Any]:
    """The rounds of a day, today's by default."""
    day = on or office.clock.now().date().isoformat()
    rows = await office.read(lambda tx: rounds.between(tx, 1, start=day, end=day))
    return list(rows)


async def own_card(office: Office, person: Any) -> Card | None:
    """The reader's own card, where the checklist is not ticked in the group."""
    if not office.is_on_wecom(person.id):
        return None
    return await person.expects("请读网：法制股", within=600)


async def test_a_day_is_read_and_signed(office: Office) -> None:
    await on_duty(office)
    post = await the_post(office)
    card = await own_card(office, office.chen)
    assert "值班" in post.text
    assert "陈信息" in post.text
    if card is None:
        assert post.buttons[0] == "全部正常"
        assert "由陈信息或替补完成" in await post.taps("全部正常", by="liu")
        assert "已签名" in await post.taps("全部正常", by="chen")
        await post.is_redrawn(containing="签名，一切正常", buttons=[])
    else:
        await card.taps("全部正常")
        await card.is_redrawn(containing="读网已结束")
    (row,) = await todays(office)
    assert (row.state, row.outcome, row.signed_name, row.late) == ("signed", "ok", "陈信息", 0)
    await office.clock.to("2026-02-09 18:00")
    office.nobody_heard_more()


async def test_what_is_not_in_order_is_said_in_words_and_signed(office: Office) -> None:
    await on_duty(office)
    post = await the_post(office)
    card = await own_card(office, office.chen)
    if card is None:
        assert "第2项已记录：有情况" in await post.taps("2 有情况", by="chen")
    else:
        await card.taps("有情况")
        which = await office.chen.expects("哪些项有情况")
        await which.ticks("2．内容及时有效")
    question = await office.chen.expects("请说明：2．内容及时有效")
    await office.chen.says("办事指南第2条附件打不开 http://127.0.0.1/a.html")
    again = await office.chen.expects("请读网：法制股")
    assert "附件打不开" in again.text
    assert "附件打不开" not in post.text, "what is the matter stays out of the group"
    assert question
    await again.taps("其余正常，签名" if card is None else "签名")
    await again.is_redrawn(containing="1项有情况")
    (row,) = await todays(office)
    assert (row.state, row.outcome) == ("signed", "exception")
    lines = await office.read(lambda tx: rounds.lines_of(tx, row.id))
    assert [one.value for one in lines][:3] == ["ok", "exception", "ok"]
    assert lines[1].url == "http://127.0.0.1/a.html"
    await office.chen.expects("请整改：过期", "办事指南第2条附件打不开", "法制股")


async def test_a_leak_goes_to_the_secrecy_officers_at_once_and_nothing_of_it_stays(office: Office) -> None:
    await on_duty(office, "排班 法制股 每天 陈信息")
    post = await the_post(office)
    await own_card(office, office.chen)
    await office.chen.says("有情况 2 泄密 公示附件里有身份证号码")
    shown = await office.chen.expects("请读网：法制股", "KP-WT-2026-0001")
    assert "身份证" not in shown.text
    for person in (office.wang, office.zhao):
        await person.expects("泄密", "身份证号码")
    await office.chen.says("全部正常")
    await office.chen.expects("已签名", "1项有情况")
    assert "泄密" not in post.text
    lines = await office.read(lambda tx: rounds.lines_of(tx, 1))
    assert lines[1].note == "KP-WT-2026-0001"


async def test_everything_goes_in_words(office: Office) -> None:
    await on_duty(office)
    await the_post(office)
    await own_card(office, office.chen)
    await office.chen.says("签名")
    await office.chen.expects("还有", "没有回答")
    await office.chen.says("正常 1")
    await office.chen.expects("第1项已记录：正常")
    await office.chen.says("正常 99")
    await office.chen.expects("没有这一项")
    await office.chen.says("有情况 3 放错栏目")
    shown = await office.chen.expects("请读网：法制股", "放错栏目")
    await office.sun.says("全部正常")
    await office.sun.expects("现在没有等您完成的读网清单")
    await office.chen.says("全部正常")
    await office.chen.expects("已签名", "1项有情况")
    await shown.is_redrawn(containing="读网已结束")
    await office.chen.expects("请整改：其他：放错栏目")
    await office.chen.says("交接 法律援助栏目附件待修复")
    await office.chen.expects("说明已记入日志")
    await office.chen.says("全部正常")
    await office.chen.expects("的清单已结束")
    await office.clock.to("2026-02-10 09:10")
    post = await the_post(office)
    assert "刘股长" in post.text
    assert "法律援助栏目附件待修复" in post.text
    if office.is_on_wecom("liu"):
        await office.liu.expects("请读网：法制股", "法律援助栏目附件待修复")
    for person in (office.wang, office.zhao):
        await person.expects("网站问题：新发现1个")


async def test_unfinished_reader_and_stand_in_hear_in_private_and_the_office_next_morning(
    office: Office,
) -> None:
    await on_duty(office)
    await the_post(office)
    await own_card(office, office.chen)
    await office.clock.to("2026-02-09 16:35")
    await office.chen.expects("请完成今日读网：法制股", buttons=["去读网"])
    await office.zhou.expects("今日读网尚未完成：法制股", "由陈信息值班，您是替补")
    await office.clock.to("2026-02-09 17:20")
    second = await office.chen.expects("请完成今日读网：法制股")
    await office.zhou.expects("今日读网尚未完成：法制股")
    await office.clock.to("2026-02-10 08:45")
    for person in (office.wang, office.zhao):
        told = await person.expects("未完成读网", "法制股", "未签名")
        assert "陈信息" not in told.text, "units, not persons"
    (row,) = await todays(office, "2026-02-09")
    assert row.state == "unfinished"
    assert "现在没有等您完成的读网清单" in await second.taps("去读网")
    await office.chen.says("交接 全天停电")
    await office.chen.expects("说明已记入日志")
    await office.clock.to("2026-02-10 09:10")
    await the_post(office)
    if office.is_on_wecom("liu"):
        await office.liu.expects("请读网：法制股")


async def test_on_a_rest_day_the_list_goes_to_its_reader_alone(office: Office) -> None:
    await on_duty(office, "排班 法制股 每天 陈信息 从2月15日起")
    await office.clock.to("2026-02-15 09:10")
    card = await office.chen.expects("请读网：法制股")
    assert not office.group("fzg-group").all_cards()
    await card.taps("全部正常")
    await card.is_redrawn(containing="读网已结束")
    (row,) = await todays(office)
    assert (row.state, row.kind) == ("signed", "festival")


async def test_twice_a_week_as_the_regime_has_it(office: Office) -> None:
    """Kaiping 7(5): without a daily duty the group's post says how far the week is; 9 February is a Monday."""
    await office.liu.says("排班 陈信息 刘股长")
    entered = await office.liu.expects("已排班：法制股", "每周2次")
    assert "2026年2月10日 陈信息" in entered.text, "the second working day of the week"
    assert "2026年2月14日 刘股长" in entered.text, "the last one, a worked Saturday"
    await office.chen.says("读网")
    card = await office.chen.expects("请读网：法制股", "本周已读0/2次")
    await card.taps("全部正常")
    await card.is_redrawn(containing="读网已结束")
    await office.clock.to("2026-02-10 09:30")
    office.nobody_heard_more()
    assert await todays(office) == [], "one reading is done already"
    await office.clock.to("2026-02-14 09:10")
    post = await the_post(office)
    assert "本周已读1/2次" in post.text
    assert "刘股长" in post.text
    assert "2026年2月16日" in post.text, "next week has no working day: who reads then is told now"
    if office.is_on_wecom("liu"):
        await office.liu.expects("请读网：法制股")
    await office.liu.says("全部正常")
    await office.liu.expects("已签名")


async def test_a_turn_is_offered_taken_and_told(office: Office) -> None:
    await on_duty(office)
    await office.chen.says("换班 2月11日")
    await office.chen.expects("已请2人接")
    await office.chen.says("换班 2月11日")
    await office.chen.expects("已在请人接")
    offers = [
        await person.expects("陈信息请人接班", buttons=["接班"]) for person in (office.liu, office.zhou)
    ]
    await office.sun.says("接班 2月11日")
    await office.sun.expects("没有请您接")
    assert "接" in await offers[1].taps("接班")
    await offers[0].is_redrawn(containing="已由周副局长接班")
    await offers[1].is_redrawn(containing="已由您接班")
    for person in (office.chen, office.wang, office.zhao):
        await person.expects("值班变动：法制股", "改由周副局长值班", within=600)
    await office.liu.says("接班 2月11日")
    await office.liu.expects("已有人接")
    await office.liu.says("值班 本周")
    seen = await office.liu.expects("本周值班")
    assert "2026年2月11日 周副局长" in seen.text
    await the_post(office)
    await own_card(office, office.chen)


async def test_on_leave_the_next_steps_in_and_a_gap_is_told_before_it_happens(office: Office) -> None:
    await on_duty(office, "排班 法制股 每天 陈信息 刘股长")
    await office.liu.says("值班请假 2月10日至2月12日")
    told = await office.liu.expects("刘股长值班请假")
    assert "2026年2月10日 陈信息" in told.text
    for person in (office.chen, office.wang, office.zhao):
        await person.expects("刘股长值班请假", within=600)
    await office.chen.says("值班请假 2月12日")
    await office.chen.expects("陈信息值班请假", "2026年2月12日 无人")
    for person in (office.wang, office.zhao):
        await person.expects("陈信息值班请假", "无人", within=600)
        gap = await person.expects("请安排值班：法制股", "2026年2月12日", within=600)
    await office.zhao.says("调班 法制股 2月12日 周副局长")
    await office.zhao.expects("的值班已调整")
    await office.zhou.expects("值班变动：法制股", "改由周副局长值班")
    assert gap
    await the_post(office)
    await own_card(office, office.chen)
    await office.clock.to("2026-02-12 09:10")
    for card in (*hears(office.chen), *hears(office.group("fzg-group")), *hears(office.wang, office.zhao)):
        assert "周副局长" not in card.text or "2026年2月12日" in card.text
    for person in (office.liu, office.zhou):
        hears(person)
    (row,) = await todays(office)
    assert row.readers == f"[{office.people['zhou']}]"


async def test_who_may_and_who_may_not(office: Office) -> None:
    await office.sun.says(EVERY_DAY)
    await office.sun.expects("由办公室、系统管理员或该科室负责人安排")
    await office.zhao.says("排班 法制股 每月1次 陈信息")
    await office.zhao.expects("频次低于第七条（五）的要求")
    await office.zhao.says("排班 法制股 每天 陈信息 张不存在")
    await office.zhao.expects("没有在岗的“张不存在”")
    await office.zhao.says("排班 法制股 每天 陈信息 13:30")
    await office.zhao.expects("不合适")
    await office.zhao.says("取消排班 法制股")
    await office.zhao.expects("还没有值班表")
    await on_duty(office)
    await office.zhao.says("取消排班 法制股")
    await office.zhao.expects("已取消排班：法制股")
    await office.clock.to("2026-02-09 17:30")
    office.nobody_heard_more()
    assert await todays(office) == []


@pytest.mark.on_telegram
async def test_help_names_it(office: Office) -> None:
    await office.chen.says("值班")
    await office.chen.expects("还没有与您有关的值班表")
    assert not hears(office.group("fzg-group"))


async def test_a_stop_over_nine_brings_todays_list_late_and_once(office: Office) -> None:
    """The service is away from half past eight to half past ten."""
    await on_duty(office, "排班 法制股 每天 陈信息 从2月10日起")
    await office.clock.to("2026-02-10 08:30")
    await office.restart(after=timedelta(hours=2))
    await office.clock.to("2026-02-10 10:45")
    await the_post(office)
    card = await own_card(office, office.chen)
    (row,) = await todays(office)
    assert (row.state, row.late) == ("open", 1)
    if card is not None:
        await card.taps("全部正常")
    else:
        await office.chen.says("全部正常")
        await office.chen.expects("已签名")


async def test_what_is_overdue_is_in_the_groups_one_post_of_the_day(office: Office) -> None:
    await registers(office.chen, TITLE, "2025年12月1日")
    await on_duty(office, "排班 法制股 每天 刘股长")
    await office.clock.to("2026-02-09 18:00")
    posts = hears(office.group("fzg-group"))
    assert len(posts) == 1, "one post a day"
    assert "今日读网：法制股" in posts[0].text
    assert "2件已逾期" in posts[0].text
    assert TITLE not in posts[0].text
    for person in (office.chen, office.liu, office.wang, office.zhao, office.zhou):
        hears(person)
