"""加签 and 减签: before, after, beside; any, all, one after the other; separation holds for everybody added."""

from storage import review
from tests.office import Office
from tests.stories.records import acts_of, id_of
from tests.stories.ways import handed_in

TITLE = "关于开展年检工作的通知"


async def secrecy_is_asked(office: Office, item) -> None:
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)


async def test_before_by_taps_and_then_the_reviewer_decides(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    await card.taps("更多")
    more = await office.liu.expects("查看", item)
    await more.taps("加签")
    where = await office.liu.expects("请选择加签位置", TITLE)
    await where.taps("在我之前")
    whom = await office.liu.expects("请选择加签人", TITLE)
    assert not any("陈信息" in one for one in whom.buttons)
    await whom.taps(next(one for one in whom.buttons if one.startswith("马股长")))
    status = await office.liu.expects("已加签", item, "加签人先签")
    asked = await office.ma.expects("请审批", item, "刘股长请您加签")
    await card.is_redrawn(buttons=[])
    await item.filed.is_redrawn(containing="加签")
    await asked.taps("同意")
    await asked.is_redrawn(containing="已同意")
    again = await office.liu.expects("请审批", item)
    if not office.is_on_wecom("liu"):
        await status.is_redrawn(containing="已同意", buttons=[])
    await again.taps("同意")
    await again.is_redrawn(containing="已同意")
    await secrecy_is_asked(office, item)
    acts = [row for row in await acts_of(office, item) if row.act == "step.added"]
    assert [row.person_id for row in acts] == [office.people["liu"]]


async def test_after_and_whoever_was_added_may_return_it(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    await office.liu.says(f"加签 {card.code} 马股长 后 涉及公证")
    await office.liu.expects("已加签", "您审批后由加签人签")
    await card.taps("同意")
    await card.is_redrawn(containing="已同意")
    asked = await office.ma.expects("请审批", item, "理由：涉及公证")
    await office.ma.says(f"退回 {asked.code} 名称有误")
    await office.ma.expects("已退回")
    await office.chen.expects("请修改", item, "名称有误")


async def test_beside_and_taken_off_again(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    await office.liu.says(f"加签 {card.code} 马股长、周副局长 并行 全部")
    await office.liu.expects("已加签", "同时签", "全部签完")
    first = await office.ma.expects("请审批", item)
    other = await office.zhou.expects("请审批", item)
    await card.taps("同意")
    await card.is_redrawn(containing="已同意")
    await first.taps("同意")
    await first.is_redrawn(containing="已同意")
    await office.chen.says(f"减签 {item} 周副局长")
    await office.chen.expects("由刘股长加签")
    await office.liu.says(f"减签 {item} 马股长")
    await office.liu.expects("已经签过")
    await office.liu.says(f"减签 {item} 王主任")
    await office.liu.expects("不在此件的加签人中")
    await office.liu.says(f"减签 {item} 周副局长")
    await office.liu.expects("已从", "减签周副局长")
    await other.is_redrawn(buttons=[])
    await secrecy_is_asked(office, item)


async def test_one_after_the_other(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    await office.liu.says(f"加签 {card.code} 周副局长、马股长 前 依次")
    await office.liu.expects("已加签", "依次签")
    first = await office.zhou.expects("请审批", item)
    await office.clock.forward(minutes=2)
    await first.taps("同意")
    await first.is_redrawn(containing="已同意")
    second = await office.ma.expects("请审批", item)
    await second.taps("同意")
    await second.is_redrawn(containing="已同意")
    again = await office.liu.expects("请审批", item)
    await again.taps("同意")
    await again.is_redrawn(containing="已同意")
    await secrecy_is_asked(office, item)


async def test_one_of_them_is_enough(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    await office.liu.says(f"加签 {card.code} 马股长、周副局长 前 任一")
    await office.liu.expects("已加签", "一人签即可")
    first = await office.ma.expects("请审批", item)
    other = await office.zhou.expects("请审批", item)
    await first.taps("同意")
    await first.is_redrawn(containing="已同意")
    await other.is_redrawn(containing="无需再办", buttons=[])
    await office.liu.expects("请审批", item)


async def test_nobody_signs_twice(office: Office) -> None:
    item = await handed_in(office, important=True)
    card = await office.liu.expects("请审批", item)
    refusals = {
        "陈信息": "是此件的报送人",
        "刘股长": "不能为本人加签",
        "周副局长": "后续环节只有周副局长能办",
        "钱网管": "后续环节只有钱网管能办",
        "林同志": "没有",
    }
    for name, told in refusals.items():
        await office.liu.says(f"加签 {card.code} {name}")
        await office.liu.expects(told)
    await office.liu.says(f"加签 {card.code} 王主任、赵干事 前 全部")
    await office.liu.expects("后续环节只有赵干事能办")
    await office.liu.says(f"加签 {card.code} 王主任、赵干事 前 任一")
    await office.liu.expects("已加签")
    first = await office.wang.expects("请审批", item)
    await office.zhao.expects("请审批", item)
    await office.wang.says(f"加签 {first.code} 马股长")
    await office.wang.expects("加签环节不能再加签")
    await first.taps("同意")
    await first.is_redrawn(containing="已同意")
    again = await office.liu.expects("请审批", item)
    await again.taps("同意")
    leader = await office.zhou.expects("请审批", item)
    await leader.taps("同意")
    await office.zhao.expects("请作保密审查", item)
    item_id = await id_of(office, item)
    steps = await office.read(lambda tx: review.steps_of(tx, item_id))
    open_ = [row.id for row in steps if row.state == "open"]
    sitting = await office.read(lambda tx: [seat.name for seat in review.seats_of(tx, open_[0])])
    assert sitting == ["赵干事"], "王主任 has signed as one who was added"
