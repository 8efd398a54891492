"""委派: a colleague's opinion comes back to the reviewer, who decides."""

from tests.office import Office
from tests.stories.records import acts_of
from tests.stories.ways import handed_in

TITLE = "关于开展年检工作的通知"


async def test_the_opinion_comes_back_and_the_reviewer_decides(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    await card.taps("更多")
    more = await office.liu.expects("查看", item)
    await more.taps("委派")
    whom = await office.liu.expects("请选择委派给谁", TITLE)
    assert not any("陈信息" in one for one in whom.buttons)
    await whom.taps(next(one for one in whom.buttons if one.startswith("马股长")))
    await office.liu.expects("请回复委派事由")
    await office.liu.says("请核对收费依据")
    await office.liu.expects("请马股长提出意见")
    asked = await office.ma.expects("请提出意见", item, "请核对收费依据", "年检材料")
    await asked.taps("提出意见")
    await office.ma.expects("请回复意见")
    await office.ma.says("依据无误，建议同意")
    await office.ma.expects("您对", item, "已转给刘股长")
    await asked.is_redrawn(containing="依据无误", buttons=[])
    back = await office.liu.expects("请审批", item, "依据无误，建议同意")
    await back.taps("同意")
    await back.is_redrawn(containing="已同意")
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)
    acts = [row.act for row in await acts_of(office, item) if row.act.startswith("delegation.")]
    assert acts == ["delegation.asked", "delegation.given"]


async def test_in_words_called_back_and_asked_of_another(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    for words, told in {
        "陈信息 看看": "是此件的报送人",
        "刘股长 看看": "不能委派给本人",
        "马股长": "请写明内容",
        "林同志 看看": "没有",
    }.items():
        await office.liu.says(f"委派 {card.code} {words}")
        await office.liu.expects(told)
    await office.liu.says(f"委派 {card.code} 马股长 请核对")
    await office.liu.expects("请马股长提出意见")
    await office.liu.says(f"委派 {card.code} 马股长 请核对")
    await office.liu.expects("已委派马股长")
    asked = await office.ma.expects("请提出意见", item)
    await office.liu.says(f"收回委派 {card.code}")
    await office.liu.expects("已收到")
    await asked.is_redrawn(containing="已收回委派", buttons=[])
    await office.ma.says(f"回复委派 {item} 无误")
    await office.ma.expects("没有等待答复的委派")
    await office.liu.says(f"收回委派 {card.code}")
    await office.liu.expects("没有等待答复的委派")


async def test_the_reviewer_need_not_wait(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    await office.liu.says(f"委派 {card.code} 马股长 请核对")
    await office.liu.expects("请马股长提出意见")
    asked = await office.ma.expects("请提出意见", item)
    await card.taps("同意")
    await card.is_redrawn(containing="已同意")
    await asked.is_redrawn(containing="无需再办", buttons=[])
    await office.ma.says(f"回复委派 {item} 无误")
    await office.ma.expects("此项委派已经结束")
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)
