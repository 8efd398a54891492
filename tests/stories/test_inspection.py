"""The machine reads the site: what it finds, what it leaves alone, who hears, and whose intervals it moves."""

from typing import Any

from storage import inspections, orgs, rounds
from storage.canon import json_value
from storage.sql import must
from tests.office import Office
from tests.office_ledger import enters, line, row_of, running
from tests.stories.conftest import OpenOffice
from tests.stories.records import hears
from workflow import inspection_facts

CONTROL = {"site.control": "http://127.0.0.1:9/"}


async def prefilled(office: Office, on: str = "2026-02-09") -> dict[str, Any]:
    """What stands ready for a round's lines."""
    found: dict[str, Any] = {}

    def act(desk: Any) -> None:
        org = must(orgs.organisation_by_key(desk.tx, "demo"))
        found.update(inspection_facts.prefilled(desk, org.id, on=on))

    await office.act(act)
    return found


async def table(office: Office) -> None:
    """Four columns: one with everything, one in GB 18030, one long quiet, one blank."""
    await enters(
        office,
        line("法制股", "通知公告", every="10个自然日"),
        line("公共法律服务股", "法律援助", every="1个月"),
        line("法制股", "政策文件", every="6个月"),
        line("法制股", "行政复议", every="每年"),
    )


async def test_faults_are_found_and_intervals_begin_from_what_was_read(office: Office) -> None:
    await table(office)
    office.site.suffers("status", path="/kpssfzww/tzgg/202601/", status=404)
    address = office.site.publishes("tzgg", "未经审批就上网的一条消息", "内容")
    await office.chen.says("机器检查")
    await office.chen.expects("机器检查的结果由")
    await office.wang.says("机器检查")
    await office.wang.expects("还没有检查过")
    await office.wang.says("机器检查 立即")
    await office.wang.expects("已开始检查5个页面")
    await office.clock.forward(minutes=1)
    assert (await row_of(office, "通知公告")).updated_how == "reading"
    assert await running(office, "通知公告") == {"OF-COLUMN-10-DAYS": "2026-02-19"}
    assert await running(office, "法律援助") == {"OF-COLUMN-1-MONTHS": "2026-01-31"}
    assert (await row_of(office, "行政复议")).entries == 0
    lines = await prefilled(office)
    assert lines["access"]["evidence"] == []
    assert {key: told["outcome"] for key, told in lines.items()} == {
        "access": "ok",
        "updates": "fault",
        "links": "fault",
        "published": "ok",
        "certificate": "cannot_check",
    }
    assert [(one["name"], one["why"]) for one in lines["updates"]["evidence"]] == [
        ("行政复议", "blank"),
        ("法律援助", "2025-12-31"),
    ]
    assert [one["why"] for one in lines["links"]["evidence"]] == ["404"]
    await office.wang.says("机器检查")
    await office.wang.expects("有2项需核实", "法律援助", "没有内容", "未见审批记录的网页：1个", "请人工核实")
    told = await office.wang.expects("请核查：1个网页未见审批记录", address, within=40_000)
    assert "登记形成" in told.text
    await office.zhao.expects("请核查：1个网页未见审批记录", within=40_000)
    await office.clock.to("2026-02-09 15:00")
    hears(office.sun, office.ma, *office.groups)  # whose column has run out


async def test_a_site_that_does_not_open_is_not_called_down_without_a_way_out(
    open_office: OpenOffice,
) -> None:
    """The control address does not answer either: 机器未能检查, no fault, no finding."""
    office = await open_office(settings=CONTROL)
    await table(office)
    office.site.suffers("drop", path="/kpssfzww/")
    await office.wang.says("机器检查 立即")
    await office.wang.expects("已开始检查")
    await office.clock.forward(minutes=5)
    lines = await prefilled(office)
    assert {told["outcome"] for told in lines.values()} == {"cannot_check"}
    assert lines["access"]["evidence"][0]["why"] == "route"
    await office.wang.says("机器检查")
    await office.wang.expects("未发现问题", "机器未能检查", "本机网络不通")


async def test_what_was_read_stands_on_the_lines_of_the_round(open_office: OpenOffice) -> None:
    """Kaiping: the site opens, and a column of the unit has run out; another unit's columns are not its matter."""
    office = await open_office(settings={"site.inspect_at": "08:15"})
    await enters(
        office,
        line("法制股", "行政复议", every="每年"),
        line("法制股", "政策文件", every="1个月"),
        line("公共法律服务股", "法律援助", every="1个月"),
    )
    await office.zhao.says("排班 法制股 每天 刘股长 陈信息 替补 周副局长")
    await office.zhao.expects("已排班：法制股")
    await office.clock.to("2026-02-10 09:20")

    def look(tx: Any) -> dict[str, Any]:
        org = must(orgs.organisation_by_key(tx, "demo")).id
        (row,) = rounds.between(tx, org, start="2026-02-10", end="2026-02-10")
        return {one.line: (one.machine, json_value(one.machine_told)) for one in rounds.lines_of(tx, row.id)}

    found = await office.read(look)
    assert found["reachable"] == ("ok", {})
    assert found["valid"][0] == "exception"
    assert found["valid"][1]["says"]["zh_CN"] == "需核实：行政复议、政策文件"
    assert found["fits"][0] is None
    assert found["questions"][0] is None
    for phone in (*map(office.person, ("chen", "liu", "sun", "ma", "wang", "zhao", "zhou")), *office.groups):
        hears(phone)


async def test_every_working_morning_and_never_on_rest_days(open_office: OpenOffice) -> None:
    office = await open_office(settings={"site.inspect_at": "08:15"})
    await enters(office, line("法制股", "政策文件", every="6个月"))
    await office.clock.to("2026-02-24 12:00")

    def days(tx: Any) -> list[str]:
        org = must(orgs.organisation_by_key(tx, "demo")).id
        return [on for day in range(9, 25) if inspections.of_day(tx, org, on=(on := f"2026-02-{day:02}"))]

    found = await office.read(days)
    assert found == [f"2026-02-{day}" for day in (10, 11, 12, 13, 14, 24)]
    assert (await row_of(office, "政策文件")).updated_on == "2025-12-11"
