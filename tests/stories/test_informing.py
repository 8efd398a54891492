"""抄送 and 阅: who is told of an item reads it and decides nothing; opened, read and decided are three states."""

from storage import audit
from tests.office import Office
from tests.stories.ways import handed_in, head_approves


async def test_who_is_told_reads_it_and_says_so(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    await office.liu.says(f"抄送 {card.code} 周副局长、钱网管")
    await office.liu.expects("已将KP-2026-0001抄送：周副局长、钱网管")
    told = await office.zhou.expects("抄送", item, "刘股长", "年检材料", buttons=["已阅"])
    other = await office.qian.expects("抄送", item)

    await office.chen.says("进度 0001")
    shown = await office.chen.expects(
        "办理进度", item, "刘股长：未打开", "周副局长：未打开", "钱网管：未打开"
    )
    assert "同意" not in shown.buttons

    await told.taps("已阅")
    office.zhou.toast("已记录您阅知KP-2026-0001")
    await told.is_redrawn(containing="已阅", buttons=[])
    await office.qian.says("已阅")
    await office.qian.expects("已记录您阅知KP-2026-0001")
    await other.is_redrawn(containing="已阅", buttons=[])
    await office.chen.says("进度 0001")
    await office.chen.expects("办理进度", "刘股长：未打开", "周副局长：已阅", "钱网管：已阅")
    acts = [row.act for row in await office.read(lambda tx: audit.about(tx, item_of(item.number)))]
    assert acts.count("item.informed") == 1
    assert acts.count("item.read") == 2


async def test_a_reviewer_opens_reads_and_decides(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    await card.taps("更多")
    await office.liu.expects("查看", item)
    await office.chen.says("进度 0001")
    await office.chen.expects("办理进度", "刘股长：已打开，2月9日")
    await office.liu.says(f"已阅 {card.code}")
    await office.liu.expects("已记录您阅知")
    await office.chen.says("进度 0001")
    await office.chen.expects("办理进度", "刘股长：已阅，2月9日")
    await card.taps("同意")
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)
    await office.chen.says("进度 0001")
    await office.chen.expects("办理进度", "已办", "王主任：未打开")


async def test_what_was_read_is_unread_once_the_content_is_another(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    await office.liu.says(f"已阅 {card.code}")
    await office.liu.expects("已记录您阅知")
    await office.chen.says("撤回 0001")
    await office.chen.expects("已撤回")
    await card.is_redrawn(containing="已撤回")
    await office.chen.says("修改 0001")
    draft = await office.chen.expects("请核对后提交")
    await draft.taps("改一项")
    menu = await office.chen.expects("请选择要改的一项")
    await menu.taps("标题")
    await office.chen.expects("请回复标题")
    await office.chen.says("关于开展年检工作的补充通知")
    draft = await office.chen.expects("请核对后提交", "补充通知")
    await office.chen.hands_in(draft, "关于开展年检工作的补充通知")
    await office.liu.expects("请审批", item)
    await office.chen.says("进度 0001")
    await office.chen.expects("办理进度", "刘股长：未打开")


async def test_by_the_button_of_the_whole_item(office: Office) -> None:
    item = await handed_in(office)
    await office.liu.expects("请审批", item)
    await office.chen.says(f"查看 {item}")
    shown = await office.chen.expects("查看", item, buttons=["撤回", "催办", "抄送", "意见", "进度"])
    await shown.taps("抄送")
    await office.chen.expects("请回复抄送人员", item)
    await office.chen.says("赵干事 王主任")
    await office.chen.expects("已将KP-2026-0001抄送：赵干事、王主任")
    for person in (office.wang, office.zhao):
        await person.expects("抄送", item)
    await shown.taps("进度")
    await office.chen.expects("办理进度", "赵干事：未打开")


async def test_whom_nobody_can_tell(office: Office) -> None:
    item = await handed_in(office)
    await office.liu.expects("请审批", item)
    await office.chen.says("抄送 0001 张三")
    await office.chen.expects("没有“张三”这个人")
    await office.chen.says("抄送 0001")
    await office.chen.expects("请写明编号或编码，再写姓名")
    await office.chen.says("抄送 0001 陈信息")
    await office.chen.expects("此前已抄送")
    await office.chen.says("抄送 0001 孙信息")
    await office.chen.expects("已将KP-2026-0001抄送")
    await office.sun.expects("抄送", item)
    await office.sun.says("抄送 0001 钱网管")
    await office.sun.expects("抄送由报送人、审核人、本股室负责人或办公室办理")
    await office.sun.says("进度 0001")
    await office.sun.expects("没有查到这一件")


async def test_outside_office_hours_it_waits(office: Office) -> None:
    item = await handed_in(office)
    await head_approves(office, item)
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)
    await office.clock.to("2026-02-09 20:00")
    await office.chen.says("抄送 0001 周副局长")
    await office.chen.expects("已将KP-2026-0001抄送")
    await office.clock.to("2026-02-10 08:20")
    office.nobody_heard_more()
    await office.clock.to("2026-02-10 08:50")
    await office.zhou.expects("抄送", item)


def item_of(number: str) -> str:
    """The first item of a story bears the first number."""
    return f"item:{int(number.rpartition('-')[2])}"
