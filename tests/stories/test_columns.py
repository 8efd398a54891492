"""Columns as people keep them: what starts their intervals, who hears, the board, periods and statements."""

from datetime import date
from typing import Any

from tests.office import Office
from tests.office_ledger import acts_of, clocks_of, enters, line, row_of, running
from tests.stories.conftest import OpenOffice
from tests.stories.records import hears, said_at

CHONGQING = {"regime": "chongqing"}
TITLE = "关于开展2026年度法治宣传活动的通知"
BODY = "请各单位按照通知要求组织开展法治宣传活动。"


async def test_an_unknown_column_is_grey_and_silent_until_its_keeper_says_when(
    open_office: OpenOffice,
) -> None:
    """Qijiang 18: ten natural days, and two weeks of the national indicators beside them."""
    office = await open_office(settings=CHONGQING)
    await enters(office, line("法制股", "政务动态", "通知公告", **{"class": "动态要闻"}))
    assert await running(office, "通知公告") == {}
    await office.chen.says("栏目")
    await office.chen.expects("栏目均在期限内", "另有1个栏目最近更新日期不明")
    await office.chen.says("已更新 通知公告 2月6日")
    await office.chen.expects("已登记：通知公告2026年2月6日更新")
    assert await running(office, "通知公告") == {"CQ-18-NEWS": "2026-02-16", "CN-19H-NEWS": "2026-02-20"}
    await office.chen.says("栏目 通知公告")
    card = await office.chen.expects("栏目：通知公告（正常）", "2026年2月16日", "第十八条", "人工登记")
    await card.taps("已更新")
    await card.is_redrawn(containing="2026年2月19日")
    assert await running(office, "通知公告") == {"CQ-18-NEWS": "2026-02-19", "CN-19H-NEWS": "2026-02-23"}
    assert [act for act in await acts_of(office, "通知公告") if act.startswith("column.")] == [
        "column.updated",
        "column.updated",
    ]


async def test_a_publication_updates_its_column(open_office: OpenOffice) -> None:
    office = await open_office()
    await enters(office, line("法制股", "通知公告", every="10个自然日", updated_on="2026-02-02"))
    assert await running(office, "通知公告") == {"OF-COLUMN-10-DAYS": "2026-02-12"}
    item = await office.chen.submits(TITLE, body=BODY)
    card = await office.liu.expects("请审批", item)
    await card.taps("同意")
    card = await office.wang.expects("保密审查", item)
    await card.taps("全部符合")
    await card.is_redrawn(containing="请审批")
    await card.taps("同意")
    task = await office.qian.expects("请发布", item)
    await task.is_answered(office.site.publishes("tzgg", TITLE, BODY))
    await office.qian.expects("已记录，正在核对网页")
    done = await office.chen.expects("请确认效果", item)
    assert await running(office, "通知公告") == {"OF-COLUMN-10-DAYS": "2026-02-19"}
    await done.taps("确认效果")
    await item.filed.is_redrawn(containing="已办结")
    hears(office.zhao)
    row = await row_of(office, "通知公告")
    assert (row.updated_on, row.updated_how) == ("2026-02-09", "publication")
    assert [state for *_, state in await clocks_of(office, "通知公告")] == ["met", "running"]


async def test_its_keeper_is_reminded_then_the_group_hears_and_the_board_is_red(
    open_office: OpenOffice,
) -> None:
    """Due on Monday 16 February in the Spring Festival: to be updated by Saturday the 14th, which is worked."""
    office = await open_office(settings=CHONGQING)
    await enters(
        office, line("法制股", "通知公告", **{"class": "动态要闻", "updated_on": "2026-02-06"}),
        line("公共法律服务股", "法律援助", every="每月"),
    )  # fmt: skip
    await office.clock.to("2026-02-25 12:00")
    told = hears(office.chen)
    assert [said_at(card).date() for card in told][:3] == [date(2026, 2, day) for day in (11, 13, 14)]
    assert "栏目更新（通知公告）" in told[0].text
    assert "第十八条" in told[0].text
    await told[-1].taps("去办理 通知公告")
    await office.chen.expects("栏目：通知公告（超期）", buttons=["已更新", "为什么是这天"])
    posts = hears(office.group("fzg-group"))
    assert "通知公告（法制股）" in posts[0].text
    hears(office.liu, office.wang, office.zhou, office.zhao, office.wu, office.sun)
    await office.wang.says("栏目")
    board = await office.wang.expects("栏目：1个超期，1个临近", "法制股", "动态要闻", "满5个为不合格")
    assert "法律援助" in board.text
    await office.chen.says("待办")
    await office.chen.expects("通知公告", "等您更新")
    await office.chen.says("为什么 通知公告")
    await office.chen.expects("第十八条", "2026年2月16日")
    await office.chen.says("已更新 通知公告")
    await office.chen.expects("更新间隔重新计算")
    states = {(rule, state) for rule, *_, state in await clocks_of(office, "通知公告")}
    assert ("CQ-18-NEWS", "met_late") in states
    assert ("CQ-18-NEWS", "running") in states


async def test_weeks_and_months_begin_by_themselves(open_office: OpenOffice) -> None:
    """Zhuhai 6(4): news once a week, what seldom changes is looked at once a month; a missed week is recorded."""
    office = await open_office(settings={"regime": "zhuhai"})
    await enters(
        office,
        line("法制股", "通知公告", **{"class": "动态"}),
        line("公共法律服务股", "法律援助", **{"class": "静态信息"}),
    )
    assert await running(office, "通知公告") == {"ZH-06-4-WEEKLY": "2026-02-15"}
    assert await running(office, "法律援助") == {"ZH-06-4-MONTHLY": "2026-02-28"}
    await office.chen.says("已更新 通知公告")
    await office.chen.expects("已登记")
    assert await running(office, "通知公告") == {"ZH-06-4-WEEKLY": "2026-02-22", "CN-19H-NEWS": "2026-02-23"}
    await office.clock.to("2026-03-02 08:00")
    # 16 to 22 February has no working day; the week after it ended on 1 March with no update either.
    found = [one for one in await clocks_of(office, "通知公告") if one[0] == "ZH-06-4-WEEKLY"]
    assert [(start, state) for _, start, _, state in found] == [
        ("2026-02-09", "met"),
        ("2026-02-16", "replaced"),
        ("2026-02-23", "running"),
        ("2026-03-02", "running"),
    ]
    assert (await acts_of(office, "通知公告")).count("column.missed") == 2
    await office.chen.says("已更新 通知公告 3月1日")
    await office.chen.expects("已登记：通知公告2026年3月1日更新")
    weekly = [one for one in await clocks_of(office, "通知公告") if one[0] == "ZH-06-4-WEEKLY"]
    states = {start: state for _, start, _, state in weekly}
    assert (states["2026-02-23"], states["2026-03-02"]) == ("met", "running")
    await office.sun.says("栏目 法律援助")
    card = await office.sun.expects("栏目：法律援助", buttons=["已更新", "无变化", "为什么是这天"])
    await card.taps("无变化")
    await card.is_redrawn(containing="检查，无变化")
    assert await running(office, "法律援助") == {"ZH-06-4-MONTHLY": "2026-04-30"}
    hears(*map(office.person, ("chen", "liu", "sun", "ma", "wang", "zhao", "zhou", "wu")))
    for group in office.groups:
        hears(group)


async def test_results_come_every_two_months_or_a_statement_says_why_not(open_office: OpenOffice) -> None:
    """Yuxi 制度 13(2): a statement stands for an update of that period alone; who seldom enforces has two months."""
    office = await open_office(settings={"regime": "yuxi"})
    await enters(
        office,
        line("法制股", "行政复议", **{"class": "执法结果（低频）", "updated_on": "2026-01-20"}),
        line("法制股", "通知公告", **{"class": "动态"}),
    )
    assert await running(office, "行政复议") == {"YX2-13-2-BIMONTHLY": "2026-02-28"}
    await office.chen.says("书面说明 通知公告 没有")
    await office.chen.expects("不能以书面说明代替更新")
    await office.chen.says("栏目 行政复议")
    card = await office.chen.expects(
        "栏目：行政复议", buttons=["已更新", "已更换", "书面说明", "为什么是这天"]
    )
    await card.taps("书面说明")
    await office.chen.expects("请回复书面说明：行政复议")
    await office.chen.says("1月至2月没有可以公开的执法结果。")
    await office.chen.expects("已登记行政复议的书面说明")
    await card.is_redrawn(containing="1月至2月没有可以公开的执法结果。")
    assert await running(office, "行政复议") == {"YX2-13-2-BIMONTHLY": "2026-04-30"}
    assert (await row_of(office, "行政复议")).updated_on == "2026-01-20"
    await office.sun.says("已更新 行政复议")
    await office.sun.expects("不由您维护")
    await office.wu.expects("请设定", "YX2-13-2-REPLACE", within=1200)


async def replaced_in_january(office: Office) -> dict[str, Any]:
    """The clocks of 行政复议 by start."""
    return {start: (rule, due, state) for rule, start, due, state in await clocks_of(office, "行政复议")}


async def test_last_years_results_are_replaced_when_the_office_has_set_the_day(
    open_office: OpenOffice, tmp_path: Any
) -> None:
    overlay = tmp_path / "overlay.yaml"
    overlay.write_text("clocks:\n  - id: YX2-13-2-REPLACE\n    on: 01-31\n", "utf-8")
    office = await open_office(settings={"regime": "yuxi", "organisation.overlay": str(overlay)})
    await enters(office, line("法制股", "行政复议", **{"class": "执法结果"}))
    found = await replaced_in_january(office)
    assert found["2026-01-01"] == ("YX2-13-2-REPLACE", "2026-01-31", "running")
    await office.chen.says("已更换 行政复议")
    await office.chen.expects("已登记：行政复议2026年2月9日更换")
    found = await replaced_in_january(office)
    assert found["2026-01-01"][2] == "met_late"
    assert found["2027-01-01"] == ("YX2-13-2-REPLACE", "2027-01-31", "running")
    hears(office.chen, office.liu, office.wang, *office.groups)
