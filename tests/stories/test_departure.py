"""离职移交: one command, everything moves, a receipt; the change of liaison is filed within its three days."""

from storage import clocks
from tests.office import Office
from tests.stories.test_roster import comes_in
from tests.stories.ways import handed_in

TITLE = "关于开展年检工作的通知"


async def test_a_head_leaves_and_what_waited_goes_over(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    await office.chen.says("离职移交 刘股长 给 马股长")
    await office.chen.expects("此项须由")
    await office.wu.says("离职移交 刘股长")
    await office.wu.expects("请写明移交人和接办人")
    await office.wu.says("离职移交 刘股长 给 刘股长")
    await office.wu.expects("不能是同一人")
    await office.wu.says("离职移交 刘股长 给 马股长")
    await office.wu.expects("已办理离职移交：刘股长移交马股长", item, "法制股（部门负责人）")
    await office.liu.expects("您的岗位有变动")
    await office.ma.expects("刘股长的工作移交给您", item)
    await card.is_redrawn(containing="已转", buttons=[])
    taken = await office.ma.expects("请审批", item)
    await taken.taps("同意")
    await taken.is_redrawn(containing="已同意")
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)
    await office.wu.says("离职移交 刘股长 给 马股长")
    await office.wu.expects("没有岗位")


async def test_a_liaison_leaves_and_the_change_is_filed(office: Office) -> None:
    await comes_in(office, office.lin, "林同志", "办公室", "信息员")
    item = await handed_in(office)
    await office.liu.expects("请审批", item)
    await office.wu.says("离职移交 陈信息 给 林同志")
    await office.wu.expects("已办理离职移交", item, "法制股（内容保障管理员）")
    await office.chen.expects("您的岗位有变动")
    await office.lin.expects("请接办：1件", item)
    await office.lin.expects("陈信息的工作移交给您")
    asked = await office.lin.expects("请报备人员变动：法制股", "第八条", "2026年2月12日")
    await item.filed.is_redrawn(containing=["已转交", "林同志"], buttons=[])

    def running(tx) -> list[tuple[str, str, str]]:
        return [(row.rule, row.due_on, row.state) for row in clocks.clocks_of(tx, "liaison:1")]

    assert await office.read(running) == [("KP-08-ADMIN-CHANGE", "2026-02-12", "running")]
    await office.lin.says("待办")
    await office.lin.expects("人员变动，待报备")
    await office.chen.says("已报备")
    await office.chen.expects("没有需要您报备")
    await asked.taps("已报备")
    await asked.is_redrawn(containing="已报备人员变动", buttons=[])
    for person in (office.wang, office.zhao):
        await person.expects("人员变动已报备：法制股", "由陈信息变更为林同志", within=7200)
    assert await office.read(running) == [("KP-08-ADMIN-CHANGE", "2026-02-12", "met")]
    await office.lin.says("已报备")
    await office.lin.expects("没有需要您报备")


async def test_seats_that_were_handed_on_and_questions_go_over_too(office: Office) -> None:
    item = await handed_in(office)
    other = await handed_in(office, "关于开展普法活动的通知")
    card = await office.liu.expects("请审批", item)
    second = await office.liu.expects("请审批", other)
    await office.liu.says(f"加签 {card.code} 马股长")
    await office.liu.expects("已加签")
    await office.ma.expects("请审批", item)
    await office.liu.says(f"委派 {second.code} 马股长 请核对")
    await office.liu.expects("请马股长提出意见")
    await office.ma.expects("请提出意见", other)
    await office.liu.says("代理 马股长 3天")
    await office.liu.expects("代理已生效")
    await office.ma.expects("请代理")
    await office.ma.expects("请审批", other)
    await office.wu.says("离职移交 马股长 给 孙信息")
    await office.wu.expects("已办理离职移交", item, other)
    await office.ma.expects("您的岗位有变动")
    await office.ma.expects("代理已结束")
    await office.liu.expects("代理已结束")
    await office.liu.expects("请审批", other)
    await office.sun.expects("的工作移交给您")
    await office.sun.expects("请提出意见", other)
    signed = await office.sun.expects("请审批", item)
    await signed.taps("同意")
    await signed.is_redrawn(containing="已同意")
    await office.liu.expects("请审批", item)
