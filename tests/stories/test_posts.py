"""Posts that end: what waits for somebody goes to others, and where nobody is left the keepers hear it."""

from datetime import date

from storage import audit, people
from tests.office import Office
from tests.office_people import Person
from tests.stories.test_roster import comes_in
from tests.stories.ways import handed_in
from workflow import roster


async def ended(office: Office, name: str, unit: str, role: str, on: date | None = None) -> roster.Ended:
    """`duwang roster end`."""

    def do(desk: object) -> roster.Ended:
        return roster.end(desk, name=name, office=unit, role=role, org=1, by=None, on=on)

    done = await office.act(do)
    assert isinstance(done, roster.Ended)
    return done


async def hears(person: Person, post: str) -> None:
    await person.expects("您的岗位有变动", post)


async def test_an_open_seat_goes_to_the_other_holder(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    await comes_in(office, office.lin, "林同志", "法制股", "负责人")
    done = await ended(office, "刘股长", "fzg", "head")
    assert done.moved.seats == (item.number,)
    await hears(office.liu, "法制股（部门负责人）")
    await card.is_redrawn(containing="已转由其他人员办理", buttons=[])
    assert "已经办结或有变动" in await card.taps("同意", stale=True)
    fresh = await office.lin.expects("请审批", item)
    await fresh.taps("同意")
    office.lin.toast("已同意")
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)
    await office.liu.says("待办")
    await office.liu.expects("没有待办")


async def test_an_empty_seat_is_told_loudly_each_time(office: Office) -> None:
    item = await handed_in(office)
    await office.liu.expects("请审批", item)
    await ended(office, "刘股长", "法制股", "head")
    await hears(office.liu, "法制股")
    for keeper in (office.wu, office.wang, office.zhao):  # administrator and office
        await keeper.expects(item, "部门负责人", "无人审批")
    await comes_in(office, office.lin, "林同志", "法制股", "负责人")
    await office.lin.expects("请审批", item)
    await ended(office, "林同志", "法制股", "head")
    await hears(office.lin, "法制股")
    for keeper in (office.wu, office.wang, office.zhao):  # administrator and office
        await keeper.expects(item, "部门负责人", "无人审批")


async def test_a_role_held_elsewhere_still_carries_its_own_seats(office: Office) -> None:
    item = await handed_in(office)
    await office.liu.expects("请审批", item)
    await ended(office, "马股长", "ggfl", "head")
    await hears(office.ma, "公共法律服务股")
    done = await ended(office, "王主任", "bgs", "secrecy")
    assert done.moved.seats == ()
    await hears(office.wang, "办公室")
    await office.liu.says(f"查看 {item}")
    assert "审批中" in (await office.liu.expects(item)).text


async def test_what_a_liaison_handed_in_goes_to_another_of_the_unit(office: Office) -> None:
    await comes_in(office, office.lin, "林同志", "法制股", "信息员")
    returned, waiting = await handed_in(office), await handed_in(office, "关于开展普法活动的通知")
    card = await office.liu.expects("请审批", returned)
    await office.liu.expects("请审批", waiting)
    await office.liu.says(f"退回 {card.code} 日期有误")
    await office.liu.expects("已退回")
    back = await office.chen.expects("请修改", returned)
    await office.chen.says("我的")
    await office.chen.expects(returned, waiting)

    done = await ended(office, "陈信息", "法制股", "liaison")
    assert (set(done.moved.items), done.moved.left) == ({returned.number, waiting.number}, ())
    await hears(office.chen, "法制股")
    await back.is_redrawn(containing=["已转交", "林同志"], buttons=[])
    await waiting.filed.is_redrawn(containing=["已转交", "林同志"], buttons=[])
    assert await waiting.filed.taps("撤回", stale=True)
    listed = await office.lin.expects("请接办：2件", returned, waiting)
    assert "陈信息" in listed.text
    mine = await office.lin.expects("日期有误", returned)
    assert "修改" in mine.buttons

    await office.lin.says(f"撤回 {waiting}")
    await office.lin.expects("已撤回")
    withdrawn = next(one for one in office.liu.all_cards() if waiting.number in one.text)
    await withdrawn.is_redrawn(buttons=[])


async def test_whoever_wrote_it_does_not_judge_it_later(office: Office) -> None:
    await comes_in(office, office.lin, "林同志", "法制股", "信息员")
    item = await handed_in(office)
    await office.liu.expects("请审批", item)
    await ended(office, "陈信息", "法制股", "liaison")
    await hears(office.chen, "法制股")
    await office.lin.expects("请接办：1件", item)

    def promoted(desk: object) -> None:
        chen = office.people["chen"]
        room = roster.office_named(desk, 1, "fzg")
        people.add_membership(desk.tx, chen, office_id=room.id, role="head", from_on=desk.today_on)

    await office.act(promoted)
    await ended(office, "刘股长", "法制股", "head")
    await hears(office.liu, "法制股")
    for keeper in (office.wu, office.wang, office.zhao):
        await keeper.expects(item, "无人审批")
    await office.chen.says("待办")
    await office.chen.expects("没有待办")


async def test_without_another_liaison_the_keepers_hear_and_the_next_one_takes_up(office: Office) -> None:
    item = await handed_in(office)
    await office.liu.expects("请审批", item)
    done = await ended(office, "陈信息", "法制股", "liaison")
    assert done.moved.left == (item.number,)
    await hears(office.chen, "法制股")
    told = await office.wu.expects("请指定", "法制股有1件无人接办", item)
    assert "陈信息" in told.text
    await comes_in(office, office.lin, "林同志", "法制股", "信息员")
    await office.lin.expects("请接办：1件", item)
    await item.filed.is_redrawn(containing=["已转交", "林同志"])


async def test_reminders_follow_the_item(office: Office) -> None:
    await comes_in(office, office.lin, "林同志", "法制股", "信息员")
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    await office.liu.says(f"退回 {card.code} 日期有误")
    await office.liu.expects("已退回")
    await office.chen.expects("请修改", item)
    await ended(office, "陈信息", "法制股", "liaison")
    await hears(office.chen, "法制股")
    await office.lin.expects("请接办", item)
    await office.lin.expects("日期有误", item)
    await office.clock.to("2026-03-10 12:00")
    assert (await office.lin.expects(item, within=1)).text, "the first reminder, and nobody else heard one"
    for phone in (office.lin, office.liu, office.wang, office.zhao, office.zhou):
        for card in phone.unheard():
            assert phone is office.lin or "请督促办理" in card.text
            phone.hear(card)
    for group in ("fzg-group", "bgs-group"):
        for card in office.group(group).unheard():
            office.group(group).hear(card)


async def test_a_last_day_that_lies_ahead(office: Office) -> None:
    await comes_in(office, office.lin, "林同志", "法制股", "负责人")
    await ended(office, "刘股长", "法制股", "head", on=date(2026, 2, 13))  # a Friday before working Saturday
    told = await office.liu.expects("您的岗位有变动")
    assert "2026年2月13日" in told.text
    item = await handed_in(office)
    await office.liu.expects("请审批", item)
    await office.lin.expects("请审批", item)

    def state(desk: object) -> list[str]:
        return [row["name"] for row in roster.listed(desk, 1) if row["role"] == "head"]

    await office.clock.to("2026-02-13 23:00")
    assert "刘股长" in await office.act(state)
    await office.clock.to("2026-02-14 00:30")
    assert "刘股长" not in await office.act(state)
    await office.clock.to("2026-02-14 09:00")
    for card in [*office.lin.unheard(), *office.liu.unheard(), *office.chen.unheard()]:
        card.phone.hear(card)  # reminders of the deadline
    await office.liu.says("待办")
    await office.liu.expects("没有待办")


async def test_in_chat_by_an_administrator_in_private(office: Office) -> None:
    item = await handed_in(office)
    await office.liu.expects("请审批", item)
    for phone in (office.chen, office.wang):
        await phone.says("解除岗位 刘股长 法制股 负责人")
        await phone.expects("此项须由")
    await office.wu.says("解除岗位 刘股长 法制股")
    await office.wu.expects("请写明姓名")
    await office.wu.says("解除岗位 刘股长 法制股 负责人 昨天")
    await office.wu.expects("不能结束在过去")
    await office.wu.says("解除岗位 刘股长 办公室 负责人")
    await office.wu.expects("没有这个岗位")
    await office.wu.says("解除岗位 吴管理 办公室 管理员")
    await office.wu.expects("最后一名")
    await office.wu.says("解除岗位 刘股长 法制股 负责人")
    await office.wu.expects("已解除岗位：刘股长", item)
    for keeper in (office.wu, office.wang, office.zhao):
        await keeper.expects("无人审批", item)
    await hears(office.liu, "法制股")
    acts = await office.read(lambda tx: audit.about(tx, f"person:{office.people['liu']}"))
    assert [(row.act, row.person_id) for row in acts] == [("roster.ended", office.people["wu"])]


async def test_who_comes_back_the_same_day_has_the_post_again(office: Office) -> None:
    await comes_in(office, office.lin, "林同志", "法制股", "信息员")
    await ended(office, "林同志", "法制股", "liaison")
    await hears(office.lin, "法制股")
    await office.wu.says("邀请 林同志 法制股 信息员")
    await office.wu.expects("请转交邀请")

    def roles(desk: object) -> list[str]:
        return [row["role"] for row in roster.listed(desk, 1) if row["name"] == "林同志"]

    assert await office.act(roles) == ["liaison"]


# One administrator more ---------------------------------------------------------------------------------


async def test_a_third_administrator_is_agreed_to_by_a_second(office: Office) -> None:
    await comes_in(office, office.lin, "林同志", "办公室", "管理员")
    await office.wu.says("邀请 何同志 办公室 管理员")
    await office.wu.expects("须由另一名", "何同志")
    asked = await office.lin.expects("请确认增加", "何同志", "吴管理", buttons=["同意增加"])
    assert not await office.read(lambda tx: people.by_name(tx, 1, name="何同志")), (
        "not before somebody agrees"
    )
    await office.wu.says("同意增加 何同志")
    await office.wu.expects("须由另一名")
    await asked.taps("同意增加")
    await asked.is_redrawn(containing="林同志已同意增加", buttons=[])
    invitation = await office.wu.expects("请转交邀请", "何同志")
    await asked.taps("同意增加", stale=True)
    office.lin.toast("此按钮已失效")
    code = next(line for line in invitation.text.splitlines() if "邀请码" in line).split("：")[-1].strip()
    await office.he.says("/start")
    await office.he.expects("您尚未登记" if office.is_on_wecom("he") else "not registered")
    await office.he.says(code)
    await office.he.expects("何同志")


async def test_words_agree_as_well_and_a_wish_lapses(office: Office) -> None:
    await comes_in(office, office.lin, "林同志", "办公室", "管理员")
    await office.wu.says("邀请 何同志 办公室 管理员")
    await office.wu.expects("须由另一名")
    await office.lin.expects("请确认增加", "何同志")
    await office.clock.forward(hours=24, seconds=1)
    await office.lin.says("同意增加 何同志")
    await office.lin.expects("没有等待同意")
    await office.wu.says("邀请 何同志 办公室 管理员")
    await office.wu.expects("须由另一名")
    await office.lin.expects("请确认增加", "何同志")
    await office.chen.says("同意增加 何同志")
    await office.chen.expects("此项须由")
    await office.lin.says("同意增加 何同志")
    await office.lin.expects("已收到")
    await office.wu.expects("请转交邀请", "何同志")
    assert len(await office.read(lambda tx: people.called(tx, "何同志"))) == 1
    await office.he.says("/start")
    await office.he.expects("您尚未登记" if office.is_on_wecom("he") else "not registered")
