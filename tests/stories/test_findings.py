"""Findings as people meet them: reported, put right on the spot or by an item, looked at again, put off, taken down."""

from typing import Any

from storage import audit, clocks, findings, orgs
from storage.sql import must
from tests.office import Office
from tests.stories.conftest import OpenOffice
from tests.stories.records import hears, said_at

NUMBER = "KP-WT-2026-0001"
WORDS = "第二段“公正处”应为“公证处”"


async def row_of(office: Office, number: str = NUMBER) -> Any:
    """The finding as it is stored."""

    def look(tx: Any) -> Any:
        org = must(orgs.organisation_by_key(tx, "demo"))
        return findings.by_tail(tx, org.id, series="WT", year=2026, serial=int(number[-4:]))[0]

    return await office.read(look)


async def clocks_of(office: Office, number: str = NUMBER) -> dict[str, tuple[str, str]]:
    """Due date and state of the newest clock of each rule."""
    row = await row_of(office, number)
    rows = await office.read(lambda tx: clocks.clocks_of(tx, f"finding:{row.id}"))
    return {row.rule: (row.due_on, row.state) for row in sorted(rows, key=lambda row: row.id)}


async def acts_of(office: Office, number: str = NUMBER) -> list[str]:
    """What was done about it, oldest first."""
    row = await row_of(office, number)
    rows = await office.read(lambda tx: audit.tail(tx, limit=200, subject=f"finding:{row.id}"))
    return [one.act for one in rows if not one.act.startswith("clock.")]


async def reported(office: Office, kind: str = "错字") -> Any:
    """孙信息 finds something on a page of 法制股; 陈信息's card."""
    address = office.site.any_address()
    await office.sun.says(f"报错 {kind} {address} {WORDS}")
    await office.sun.expects("已登记KP-WT-2026-0001，由法制股整改")
    return await office.chen.expects(f"请整改：{kind}", NUMBER, WORDS)


async def test_what_is_mended_on_the_spot_is_looked_at_by_whoever_found_it(office: Office) -> None:
    card = await reported(office)
    assert "2026年2月12日" in card.text
    assert await clocks_of(office) == {"OF-FINDING-FIX": ("2026-02-12", "running")}
    await card.taps("当场已改")
    look = await office.sun.expects("请复核：错字", NUMBER, buttons=["复核通过", "复核未过"])
    await card.is_redrawn(containing="待复核")
    assert await clocks_of(office) == {"OF-FINDING-FIX": ("2026-02-12", "met")}
    await look.taps("复核未过")
    await office.sun.expects("请回复仍有什么问题")
    await office.sun.says("附件里还有一处")
    await office.sun.expects("已退回KP-WT-2026-0001继续整改")
    again = await office.chen.expects("请整改：错字", "附件里还有一处")
    await look.is_redrawn(containing="整改中")
    assert await clocks_of(office) == {"OF-FINDING-FIX": ("2026-02-12", "running")}
    await office.chen.says(f"当场已改 {NUMBER}")
    await office.chen.expects("待复核")
    await office.sun.expects("请复核")
    await office.sun.says(f"复核通过 {NUMBER}")
    await office.sun.expects("已销号")
    await again.is_redrawn(containing="待复核" if office.platform == "wecom" else "已销号", buttons=[])
    await office.clock.to("2026-02-09 15:00")  # what the desk would have heard is closed by now
    assert await acts_of(office) == [
        "finding.reported",
        "finding.fixed",
        "finding.not_right",
        "finding.fixed",
        "finding.closed",
    ]


async def test_the_kind_is_asked_and_the_desk_names_the_unit(office: Office) -> None:
    await office.sun.says("报错 首页右侧图片显示不全")
    card = await office.sun.expects("请选择问题类别", buttons=None)
    await card.taps("其他")
    await card.is_redrawn(containing="整改中")
    desk = [await one.expects("请指定整改科室", NUMBER) for one in (office.wang, office.zhao)]
    await desk[0].taps("公共法律服务股")
    asked = await office.sun.expects("请整改：其他", NUMBER)
    await office.zhao.says(f"转整改 {NUMBER} 法制股")
    await office.zhao.expects("已将KP-WT-2026-0001转法制股整改")
    await office.chen.expects("请整改：其他")
    await asked.is_redrawn(containing="整改中")
    await office.wang.says(f"不属实 {NUMBER} 已改版")
    await office.wang.expects("不再处理")
    await office.chen.says(f"问题 {NUMBER}")
    await office.chen.expects("不再处理：其他", "已改版", "办理记录")
    hears(office.chen, office.wang, office.zhao, office.sun)


async def test_a_modification_that_is_filled_in_closes_it(office: Office) -> None:
    card = await reported(office, "错误")
    await card.taps("修改信息")
    draft = await office.chen.expects(
        "请补充", "KP-WT-2026-0001：错误", "通知公告", office.site.any_address()
    )
    assert draft
    row = await row_of(office)
    assert row.item_id is not None
    await office.chen.says(f"删信息 {NUMBER}")
    await office.chen.expects("办结后自动销号")
    hears(office.chen, office.wang, office.zhao)


async def test_a_leak_reaches_those_who_guard_secrets_at_any_hour_and_no_group(
    open_office: OpenOffice,
) -> None:
    office = await open_office()
    await office.clock.to("2026-02-14 21:40")
    hears(*map(office.person, ("chen", "liu", "sun", "wang", "zhao")))
    await office.sun.says(f"报错 泄密 {office.site.any_address()} 附件中有内部名单")
    await office.sun.expects("已通知保密人员", lacking="内部名单")
    cards = [await one.expects("请立即处置：泄密", "附件中有内部名单") for one in (office.wang, office.zhao)]
    assert said_at(cards[0]).strftime("%m-%d %H:%M") == "02-14 21:40"
    await cards[0].taps("紧急撤下")
    task = await office.qian.expects("请立即撤下：", buttons=["已撤下"])
    await task.taps("已撤下")
    await task.is_redrawn(containing="先撤后补")
    await office.chen.says(f"问题 {NUMBER}")
    await office.chen.expects("没有查到这个问题")
    assert await clocks_of(office) == {}
    await office.wang.says(f"当场已改 {NUMBER}")
    await office.wang.expects("待复核")
    await office.clock.to("2026-02-28 18:00")
    for group in office.groups:
        assert not [card for card in hears(group) if NUMBER in card.text]
    hears(*map(office.person, ("wang", "zhao", "sun", "qian", "wu")))


async def test_it_is_put_off_with_a_reason_reminded_and_counted_in_the_group(office: Office) -> None:
    card = await reported(office, "过期")
    await card.taps("延期")
    await office.chen.expects("请回复延期日期和原因")
    await office.chen.says("2月11日 栏目改版中")
    await card.is_redrawn(containing="2026年2月11日")
    assert await clocks_of(office) == {
        "OF-FINDING-FIX": ("2026-02-12", "replaced"),
        "OF-FINDING-SET": ("2026-02-11", "running"),
    }
    await office.clock.to("2026-02-12 12:00")
    told = [card for card in hears(office.wang) if "延期" in card.text or "网站问题" in card.text]
    assert [("整改延期" in card.text, "网站问题：新发现1个" in card.text) for card in told] != []
    assert any("栏目改版中" in card.text for card in told)
    reminded = hears(office.chen)
    assert any("请办理" in card.text and NUMBER in card.text for card in reminded)
    assert any("逾期" in card.text and NUMBER in card.text for card in reminded)
    posts = hears(office.group("fzg-group"))
    assert f"{NUMBER}（法制股）" in posts[0].text
    assert WORDS not in posts[0].text
    hears(*map(office.person, ("liu", "zhao", "zhou", "sun", "wu")))


async def test_a_page_is_taken_down_at_night_and_its_approval_follows(office: Office) -> None:
    """Ordered on Friday evening; Saturday 14 February is worked: the approval follows by then."""
    await office.clock.to("2026-02-13 22:10")
    address = office.site.any_address()
    await office.chen.says(f"紧急撤下 {address} 领导职务有误")
    await office.chen.expects("请立即电话联系")
    await office.wang.says(f"紧急撤下 {address} 领导职务有误")
    await office.wang.expects("已通知网站管理员立即撤下KP-WT-2026-0001")
    task = await office.qian.expects("请立即撤下：", address)
    assert said_at(task).strftime("%H:%M") == "22:10"
    await office.qian.says(f"已撤下 {NUMBER}")
    await office.qian.expects("次一工作日内须补办审批")
    await task.is_redrawn(containing="先撤后补")
    card = await office.chen.expects("请补办审批：", "王主任", "先撤后补", within=60_000)
    assert said_at(card).date().isoformat() == "2026-02-14"
    assert (await clocks_of(office))["OF-FINDING-FOLLOW"] == ("2026-02-14", "running")
    await card.taps("删除信息")
    await office.chen.expects("请补充", "先撤后补（2026-02-13 22:10撤下）")
    hears(*map(office.person, ("chen", "liu", "wang", "zhao")))
