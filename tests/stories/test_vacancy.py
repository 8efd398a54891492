"""指定代办人: a seat that nobody fills for a working day is filled by the office, and separation holds."""

from tests.office import Office
from tests.stories.records import acts_of
from tests.stories.test_posts import ended, hears
from tests.stories.ways import handed_in

KEEPERS = ("wu", "wang", "zhao")


async def test_an_empty_seat_is_filled_by_the_office(office: Office) -> None:
    item = await handed_in(office)
    await office.liu.expects("请审批", item)
    await ended(office, "刘股长", "法制股", "head")
    await hears(office.liu, "法制股")
    for keeper in KEEPERS:
        await office.person(keeper).expects(item, "无人审批")
    await office.clock.to("2026-02-10 08:00")
    words = ("请指定代办人", item, "空缺已有一个工作日")
    cards = [await office.person(keeper).expects(*words, within=7200) for keeper in KEEPERS]
    await cards[1].taps("指定代办人")
    whom = await office.wang.expects("请选择代办人", "关于开展年检工作的通知")
    assert not any("陈信息" in one for one in whom.buttons), "who handed it in is not offered"
    await whom.taps(next(one for one in whom.buttons if one.startswith("马股长")))
    if not office.is_on_wecom("wang"):
        office.wang.toast("已指定马股长")
    taken = await office.ma.expects("请审批", item, "王主任指定您代办")
    await cards[1].is_redrawn(containing="已有人办理", buttons=[])
    await taken.taps("同意")
    await taken.is_redrawn(containing="已同意")
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)
    acts = [row for row in await acts_of(office, item) if row.act == "seat.named"]
    assert [row.person_id for row in acts] == [office.people["wang"]]


async def test_in_words_for_somebody_who_cannot_be_reached(office: Office) -> None:
    item = await handed_in(office)
    await office.liu.expects("请审批", item)
    await office.zhao.says(f"指定代办 {item} 马股长")
    await office.zhao.expects("各环节均有人办理")
    await office.chen.says(f"指定代办 {item} 马股长")
    await office.chen.expects("均有人办理")
    await ended(office, "刘股长", "法制股", "head")
    await hears(office.liu, "法制股")
    for keeper in KEEPERS:
        await office.person(keeper).expects(item, "无人审批")
    await office.chen.says(f"指定代办 {item} 马股长")
    await office.chen.expects("只有办公室或系统管理员")
    await office.zhao.says("指定代办 马股长")
    await office.zhao.expects("请写明编号和姓名")
    await office.zhao.says(f"指定代办 {item} 陈信息")
    await office.zhao.expects("陈信息是此件的报送人")
    await office.zhao.says(f"指定代办人 {item} 马股长 刘股长调离")
    await office.zhao.expects("已指定马股长")
    await office.ma.expects("请审批", item, "赵干事指定您代办，理由：刘股长调离")


async def test_nobody_is_asked_where_somebody_came_in_time(office: Office) -> None:
    item = await handed_in(office)
    await office.liu.expects("请审批", item)
    await ended(office, "刘股长", "法制股", "head")
    await hears(office.liu, "法制股")
    for keeper in KEEPERS:
        await office.person(keeper).expects(item, "无人审批")
    await office.zhao.says(f"指定代办 {item} 马股长")
    await office.zhao.expects("已指定")
    card = await office.ma.expects("请审批", item)
    await office.clock.to("2026-02-10 12:00")
    for phone in (office.ma, office.chen):
        for told in phone.unheard():
            phone.hear(told)
    assert card.buttons
