"""转交: a reviewer's seat goes to another who may judge there; separation of duties goes with it."""

from tests.office import Office
from tests.stories.records import acts_of
from tests.stories.ways import handed_in


async def test_the_head_hands_an_item_to_the_leader(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    code = card.code
    await card.taps("更多")
    more = await office.liu.expects("查看", item)
    await more.taps("转交")
    whom = await office.liu.expects("请选择转交给谁", "关于开展年检工作的通知")
    label = next(one for one in whom.buttons if one.startswith("周副局长"))
    await whom.taps(label)
    await office.liu.expects("请回复转交理由")
    await office.liu.says("出差三天")
    await office.liu.expects("已将", item, "转交周副局长")
    await card.is_redrawn(containing=["已转交", "周副局长"], buttons=[])
    assert "已经办结或有变动" in await card.taps("同意", stale=True)

    taken = await office.zhou.expects("请审批", item, "刘股长，理由：出差三天")
    await office.liu.says(f"同意 {code}")
    await office.liu.expects("已转由其他人员")
    await taken.taps("同意")
    await taken.is_redrawn(containing="已同意")
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)
    acts = [row for row in await acts_of(office, item) if row.act == "seat.handed_on"]
    assert [row.person_id for row in acts] == [office.people["liu"]]


async def test_the_same_in_words_and_back_again(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    await office.liu.says(f"转交 {card.code} 周副局长")
    await office.liu.expects("转交须写明理由")
    await office.liu.says(f"转交 {card.code} 周副局长 出差")
    await office.liu.expects("已将", "转交周副局长")
    taken = await office.zhou.expects("请审批", item)
    await office.zhou.says(f"转交 {taken.code} 刘股长 由本股办理")
    await office.zhou.expects("已将", "转交刘股长")
    await taken.is_redrawn(containing="已转交", buttons=[])
    again = await office.liu.expects("请审批", item, "由本股办理")
    await again.taps("同意")
    await again.is_redrawn(containing="已同意")
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)


async def test_nobody_who_may_not_judge_there_is_given_a_seat(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    refusals = {
        "刘股长": "本就由您办理",
        "陈信息": "没有“部门负责人”的审核权限",
        "王主任": "没有“部门负责人”的审核权限",
        "无此人": "没有",
    }
    for name, told in refusals.items():
        await office.liu.says(f"转交 {card.code} {name} 出差")
        await office.liu.expects(told)
    await card.taps("同意")
    await card.is_redrawn(containing="已同意")
    secret = await office.wang.expects("请作保密审查", item)
    await office.zhao.expects("请作保密审查", item)
    await office.wang.says(f"转交 {secret.code} 赵干事 出差")
    await office.wang.expects("已在此环节")


async def test_an_important_item_does_not_lose_its_leader(office: Office) -> None:
    """Who hands the head's seat to the only leader would leave the leader's own step empty."""
    item = await handed_in(office, important=True)
    card = await office.liu.expects("请审批", item)
    await office.liu.says(f"转交 {card.code} 周副局长 出差")
    await office.liu.expects("后续环节只有周副局长能办")
    await card.taps("同意")
    await office.zhou.expects("请审批", item)


async def test_what_was_undone_stands_with_whoever_took_it(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    await office.liu.says(f"转交 {card.code} 周副局长 出差")
    await office.liu.expects("已将")
    taken = await office.zhou.expects("请审批", item)
    await taken.taps("同意")
    await taken.is_redrawn(containing="已同意")
    await taken.taps("撤销")
    again = await office.zhou.expects("请审批", item, "出差")
    await office.zhou.says(f"退回 {again.code} 日期有误")
    await office.zhou.expects("已退回")
    await office.chen.expects("请修改", item)


async def test_when_whoever_took_it_leaves_it_goes_back(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    await office.liu.says(f"转交 {card.code} 周副局长 出差")
    await office.liu.expects("已将")
    await office.zhou.expects("请审批", item)
    await office.wu.says("停用 周副局长")
    await office.wu.expects("已停用", item)
    back = await office.liu.expects("请审批", item)
    await back.taps("同意")
    await back.is_redrawn(containing="已同意")
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)


async def test_an_office_may_switch_it_off(open_office, tmp_path) -> None:
    overlay = tmp_path / "overlay.yaml"
    overlay.write_text(
        "verbs: {hand_on: {on: false, cite: 办公室要求, says: {zh_CN: 不得转交, en: Nothing is handed on}}}\n",
        "utf-8",
    )
    office = await open_office(settings={"organisation.overlay": str(overlay)})
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    await card.taps("更多")
    assert "转交" not in (await office.liu.expects("查看", item)).buttons
    await office.liu.says(f"转交 {card.code} 周副局长 出差")
    await office.liu.expects("未启用“转交”")
