"""代理: dated, with what waits, printed as 代, ending by itself; separation of duties counts both people."""

from storage import review
from tests.office import Office
from tests.stories.records import acts_of, id_of
from tests.stories.ways import handed_in, head_approves


async def test_two_taps_and_what_waits_goes_over(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    await office.liu.says("代理")
    whom = await office.liu.expects("请选择代理人")
    await whom.taps(next(one for one in whom.buttons if one.startswith("马股长")))
    days = await office.liu.expects("请选择代理期限：马股长")
    await days.taps("3天")
    standing = await office.liu.expects(
        "代理已生效：马股长代刘股长", "2026年2月9日至2026年2月11日", "现有1件"
    )
    asked = await office.ma.expects("请代理：刘股长")
    assert standing.buttons == ["收回代理"]
    assert asked.buttons == []
    await card.is_redrawn(containing=["已转交", "马股长"], buttons=[])
    taken = await office.ma.expects("请审批", item, "您代刘股长办理此件")
    assert "即代刘股长签署" in taken.text
    await item.filed.is_redrawn(containing="马股长（代刘股长）")

    await taken.taps("同意")
    await taken.is_redrawn(containing="已同意")
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)
    await item.filed.is_redrawn(containing="马股长（代刘股长）")
    item_id = await id_of(office, item)
    made = await office.read(lambda tx: review.decisions_of(tx, item_id))
    people = office.people
    assert [(row.person_id, row.sits_for) for row in made] == [(people["ma"], people["liu"])]
    acts = [row for row in await acts_of(office, item) if row.act == "review.approved"]
    assert f'"sits_for":{people["liu"]}' in acts[0].data.replace(" ", "")


async def test_it_ends_by_itself_and_what_is_left_comes_back(office: Office) -> None:
    await office.liu.says("代理 马股长 2天")
    await office.liu.expects("代理已生效")
    await office.ma.expects("请代理：刘股长")
    card = await office.chen.drafts("关于开展年检工作的通知", body="请各单位于3月底前报送。")
    assert "马股长（代刘股长）" in card.text, "the forecast shows the deputy"
    item = await office.chen.hands_in(card, "关于开展年检工作的通知")
    taken = await office.ma.expects("请审批", item)
    await office.clock.to("2026-02-10 23:59")
    assert taken.buttons
    await office.clock.to("2026-02-11 09:00")
    await office.ma.expects("代理已结束：马股长代刘股长", "代理到期")
    await office.liu.expects("代理已结束", "代理到期")
    await taken.is_redrawn(containing="已转", buttons=[])
    back = await office.liu.expects("请审批", item)
    await back.taps("同意")
    await back.is_redrawn(containing="已同意")
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)


async def test_it_is_taken_back_while_the_deputy_looks(office: Office) -> None:
    """Whoever comes first decides, and one outcome stands."""
    await office.liu.says("代理 马股长 3天")
    standing = await office.liu.expects("代理已生效")
    await office.ma.expects("请代理")
    item = await handed_in(office)
    taken = await office.ma.expects("请审批", item)
    code = taken.code
    await standing.taps("收回代理")
    await standing.is_redrawn(containing="代理已结束", buttons=[])
    await office.ma.expects("代理已结束", "代理已收回")
    back = await office.liu.expects("请审批", item)
    await taken.taps("同意", stale=True)
    await office.ma.says(f"同意 {code}")
    await office.ma.expects("不由您办理")
    await back.taps("同意")
    await back.is_redrawn(containing="已同意")
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)
    await office.liu.says("收回代理")
    await office.liu.expects("没有正在生效的代理")


async def test_the_deputy_and_the_absent_one_count_as_one(office: Office) -> None:
    """The deputy who handed the item in does not judge it; the absent one keeps the seat."""
    await office.liu.says("代理 陈信息 3天")
    await office.liu.expects("代理已生效")
    await office.chen.expects("请代理：刘股长")
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    await card.taps("同意")
    await card.is_redrawn(containing="已同意")
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)


async def test_who_judged_already_does_not_judge_again_for_another(office: Office) -> None:
    item = await handed_in(office)
    await head_approves(office, item)
    cards = [await person.expects("请作保密审查", item) for person in (office.wang, office.zhao)]
    await office.wang.says("代理 刘股长 3天")
    await office.wang.expects("代理已生效", "现有0件")
    await office.liu.expects("请代理：王主任")
    assert all(card.buttons for card in cards), "the head has judged this item: it stays with 王主任"


async def test_the_office_does_it_for_somebody_absent(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    await office.chen.says("指定代理 刘股长 马股长 3天")
    await office.chen.expects("只有本人、办公室或系统管理员")
    await office.zhao.says("指定代理 刘股长 马股长")
    await office.zhao.expects("请写明姓名和期限")
    await office.zhao.says("指定代理 刘股长 马股长 到2月13日 部门负责人")
    await office.zhao.expects("代理已生效：马股长代刘股长", "2026年2月13日")
    await office.liu.expects("代理已生效", "赵干事")
    await office.ma.expects("请代理：刘股长", "指定人")
    await card.is_redrawn(containing="马股长", buttons=[])
    await office.ma.expects("请审批", item)
    await office.zhao.says("收回代理 刘股长")
    await office.zhao.expects("已收到")
    await office.ma.expects("代理已结束")
    await office.liu.expects("代理已结束")
    await office.liu.expects("请审批", item)


async def test_what_cannot_be(office: Office) -> None:
    refusals = {
        "代理 刘股长 3天": "不能由本人代理本人",
        "代理 马股长": "请写明姓名和期限",
        "代理 马股长 200天": "最长92天",
        "代理 林同志 3天": "没有",
        "代理 马股长 3天 信息员": "岗位",
    }
    for words, told in refusals.items():
        await office.liu.says(words)
        await office.liu.expects(told)
    await office.sun.says("代理 马股长 3天")
    await office.sun.expects("没有需要代理")
    await office.liu.says("代理 马股长 3天")
    await office.liu.expects("代理已生效")
    await office.ma.expects("请代理")
    await office.liu.says("代理 周副局长 1天")
    await office.liu.expects("已由马股长代理")
    await office.ma.says("代理 周副局长 3天")
    await office.ma.expects("由您代理刘股长")
    await office.zhou.says("代理 刘股长 1天")
    await office.zhou.expects("刘股长在这段时间也已请人代理")


async def test_it_begins_on_its_own_day(office: Office) -> None:
    await office.liu.says("代理 马股长 2月11日到2月12日")
    await office.liu.expects("代理已生效", "2026年2月11日至2026年2月12日")
    await office.ma.expects("请代理")
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    await office.clock.to("2026-02-11 00:05")
    await card.is_redrawn(containing="马股长", buttons=[])
    await office.clock.to("2026-02-11 09:00")
    await office.ma.expects("请审批", item)
    await office.liu.says("收回代理")
    await office.liu.expects("已收到")
    await office.ma.expects("代理已结束")
    await office.liu.expects("请审批", item)


async def test_the_web_administrator_has_a_deputy_too(office: Office) -> None:
    await office.qian.says("代理 吴管理 3天")
    await office.qian.expects("代理已生效")
    await office.wu.expects("请代理：钱网管")
    item = await handed_in(office)
    await head_approves(office, item)
    cards = [await person.expects("请作保密审查", item) for person in (office.wang, office.zhao)]
    await cards[0].taps("全部符合")
    await cards[0].is_redrawn(containing="请审批")
    await cards[0].taps("同意")
    task = await office.wu.expects("请发布", item)
    address = office.site.publishes(
        "tzgg", "关于开展年检工作的通知", "请各单位于3月底前报送年检材料。逾期不报的，按规定处理。"
    )
    await task.is_answered(address)
    await office.wu.expects("已记录，正在核对网页")
    await office.chen.expects("请确认效果", item, "已核实")
