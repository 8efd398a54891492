"""Who may come in: strangers, invitations, administrators, lost phones and new accounts."""

import re
from typing import Any

import pytest

from storage import orgs, people
from tests.office import Office
from tests.office_people import Card, Person
from tests.stories.ways import handed_in
from workflow import roster
from workflow.desk import Refused

STRANGER = "您尚未登记"  # what follows names the Office, on WeCom a person to ask
SENTENCE = f"{STRANGER}，请联系本单位办公室索取邀请。"
COLLEAGUE = f"{STRANGER}。请联系以下人员为您登记：\n演示区司法局：吴管理"
LINK = re.compile(r"https://t\.me/duwang_demo_bot\?start=([\w-]+)")
CODE = re.compile(r"邀请码：\s*([0-9A-Z]{8})\b")


async def invites(by: Person, name: str, unit: str, post: str) -> tuple[str, str, Card]:
    """邀请 in private; what the invited person's phone opens, the code, and the card to be handed over.

    A link opens on Telegram only; elsewhere the code is typed.
    """
    await by.says(f"邀请 {name} {unit} {post}")
    card = await by.expects("请转交邀请", name)
    link, code = LINK.search(card.text), CODE.search(card.text)
    assert code is not None, card
    if by.office.platform != "telegram":
        return code[1], code[1], card
    assert link is not None, card
    return f"/start {link[1]}", code[1], card


async def opens(phone: Person, invitation: str) -> None:
    """Open the link, or begin with the code, as this phone can."""
    starts = not phone.office.is_on_wecom(phone.id) and not invitation.startswith("/start")
    await phone.says(f"/start {invitation}" if starts else invitation)


async def comes_in(
    office: Office, phone: Person, name: str, unit: str, post: str, *, by: Person | None = None
) -> None:
    """Somebody is invited and opens the link."""
    link, _, _ = await invites(by or office.wu, name, unit, post)
    await opens(phone, link)
    await phone.expects(f"已登记：{name}", unit)


# Strangers --------------------------------------------------------------------------------------------------


async def test_a_stranger_hears_one_fixed_sentence_whatever_they_say(office: Office) -> None:
    """A16."""
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    said = set()
    for text in ("/start", "你好", "待办", f"查 {item}", f"/item {item}", f"同意 {card.code}", "邀请 张三 办公室 信息员",
                 "停用 刘股长", "关于年检工作的通知\n请各单位于3月底前报送。"):  # fmt: skip
        await office.lin.says(text)
        said.add((await office.lin.expects(STRANGER)).text)
    await office.lin.sends("现场.png" if office.is_on_wecom("lin") else "通知.docx")
    said.add((await office.lin.expects(STRANGER)).text)
    assert len(said) == 1
    assert said.pop().endswith(COLLEAGUE if office.is_on_wecom("lin") else SENTENCE)
    assert card.buttons == ["同意", "退回", "更多"], "nothing moved"


@pytest.mark.on_telegram  # WeCom does not tell which language somebody reads
async def test_a_stranger_hears_it_in_their_language(office: Office) -> None:
    await office.he.says("/start")
    await office.he.expects("not registered")


async def test_a_strangers_words_leave_no_trace_of_an_item(office: Office) -> None:
    await office.lin.says("/start")
    await office.lin.expects(STRANGER)
    await office.lin.says("查 年检")
    first = await office.lin.expects(STRANGER)
    item = await handed_in(office)
    await office.liu.expects("请审批", item)
    await office.lin.says("查 年检")
    assert (await office.lin.expects(STRANGER)).text == first.text, (
        "what exists and what does not sounds the same"
    )


# Invitations ------------------------------------------------------------------------------------------------


async def test_by_link_once(office: Office) -> None:
    """A17."""
    link, code, card = await invites(office.wu, "林同志", "法制股", "信息员")
    assert "2月10日 09:00前" in card.text, "24 hours"
    await opens(office.lin, link)
    await office.lin.expects("已登记：林同志", "法制股", "内容保障管理员")
    await office.lin.says("待办")
    await office.lin.expects("没有待办")

    used = "此邀请已经用过" if office.is_on_wecom("he") else "has been used"
    await opens(office.he, link)
    await office.he.expects(used)
    await office.he.says(code)
    await office.he.expects(used)


async def test_by_the_offices_own_word_for_a_post(office: Office) -> None:
    for word in ("内容保障管理员", "经办人", "部门负责人", "分管局领导"):
        link, code, _ = await invites(office.wu, "林同志", "法制股", word)
        assert link, word
        assert code, word


async def test_by_code_with_a_dash_and_in_small_letters(office: Office) -> None:
    _, code, _ = await invites(office.wu, "林同志", "法制股", "信息员")
    await office.lin.says("/start")
    await office.lin.expects(STRANGER)
    await office.lin.says(f"{code[:4]}-{code[4:]}".lower())
    await office.lin.expects("已登记：林同志")


async def test_a_day_later_it_is_void(office: Office) -> None:
    link, code, _ = await invites(office.wu, "林同志", "法制股", "信息员")
    await office.clock.forward(hours=24, seconds=1)
    await opens(office.lin, link)
    await office.lin.expects("此邀请已经过期")
    await office.lin.says(code)
    await office.lin.expects("此邀请已经过期")
    await office.lin.says("待办")
    await office.lin.expects(STRANGER)


async def test_a_newer_invitation_ends_the_older(office: Office) -> None:
    old, _, _ = await invites(office.wu, "林同志", "法制股", "信息员")
    new, _, _ = await invites(office.wu, "林同志", "法制股", "信息员")
    await opens(office.lin, old)
    await office.lin.expects("此邀请已经用过")
    await opens(office.lin, new)
    await office.lin.expects("已登记：林同志")


async def test_five_wrong_tries_lock_for_a_quarter_of_an_hour(office: Office) -> None:
    """A17."""
    _, code, _ = await invites(office.wu, "林同志", "法制股", "信息员")
    await office.lin.says("/start")
    await office.lin.expects(STRANGER)
    for n in range(5):
        await office.lin.says(f"2345678{'9ABCD'[n]}")
        await office.lin.expects("邀请码不正确")
    await office.lin.says(code)
    await office.lin.expects("输入错误过多，请15分钟后再试")
    await office.clock.forward(minutes=14)
    await office.lin.says(code)
    await office.lin.expects("输入错误过多")
    await office.clock.forward(minutes=1, seconds=1)
    await office.lin.says(code)
    await office.lin.expects("已登记：林同志")


async def test_many_accounts_that_guess_lock_codes_for_all_and_links_for_nobody(office: Office) -> None:
    """A17: a hundred wrong codes of twenty accounts; whoever has the right link still comes in."""

    def invited(desk: Any) -> roster.Invitation:
        org = orgs.organisation_by_key(desk.tx, "demo")
        return roster.invite(desk, name="林同志", office="bgs", role="liaison", org=org.id, by=None)

    made = await office.act(invited)

    def tries(desk: Any, secret: str, account: int) -> str:
        try:
            roster.bind(
                desk, secret=secret, platform="telegram", bot="1", external_id=str(account), chat=str(account),
                lang=None,
            )  # fmt: skip
        except Refused as refusal:
            return refusal.code
        return "bound"

    for n in range(100):
        said = await office.act(
            lambda desk, n=n: tries(desk, f"2345{'6789ABCDEF'[n % 10]}999", 9000 + n // 5)
        )
        assert said == "invite.unknown"
    assert await office.act(lambda desk: tries(desk, made.code, 8000)) == "invite.locked"
    assert await office.act(lambda desk: tries(desk, made.link, 8001)) == "bound"
    await office.clock.forward(minutes=15, seconds=1)
    assert await office.act(lambda desk: tries(desk, "23456789", 8000)) == "invite.unknown"


async def test_one_account_speaks_for_one_person(office: Office) -> None:
    link, _, _ = await invites(office.wu, "林同志", "法制股", "信息员")
    await opens(office.sun, link)
    await office.sun.expects("此账号已登记为他人")
    await opens(office.lin, link)
    await office.lin.expects("已登记：林同志")


async def test_the_first_is_invited_from_the_command_line(office: Office) -> None:
    def do(desk: object) -> roster.Invitation:
        org = orgs.organisation_by_key(desk.tx, "demo")
        return roster.invite(desk, name="林同志", office="bgs", role="administrator", org=org.id, by=None)

    made = await office.act(do)
    assert len(made.code) == 8
    assert len(made.link) >= 22
    await office.lin.says(f"/start {made.link}")
    await office.lin.expects("已登记：林同志", "系统管理员")


# Administrators ---------------------------------------------------------------------------------------------


@pytest.mark.on_telegram  # WeCom's groups are not heard, and what is forwarded looks like one's own words
async def test_invitations_are_private_and_not_forwarded(office: Office) -> None:
    """A14."""
    group = office.group("bgs-group")
    for command in ("invite", "suspend"):
        await group.says(f"/{command}@duwang_demo_bot 林同志 法制股 信息员", by="wu")
        await group.expects("请私聊本助手办理")
    await office.wu.forwards_words("邀请 林同志 法制股 信息员")
    await office.wu.expects("没有看懂")


async def test_only_an_administrator_invites(office: Office) -> None:
    """A14."""
    for phone in (office.chen, office.liu, office.wang):
        await phone.says("邀请 林同志 法制股 信息员")
        await phone.expects("此项须由")
    await office.wu.says("邀请 林同志 法制股")
    await office.wu.expects("请写明姓名")
    await office.wu.says("邀请 林同志 财务股 信息员")
    await office.wu.expects("没有“财务股”")
    await office.wu.says("邀请 林同志 法制股 局长")
    await office.wu.expects("没有“局长”这个岗位")


async def test_invitations_not_yet_used_count_as_administrators(office: Office) -> None:
    """A14."""
    await invites(office.wu, "林同志", "办公室", "管理员")
    await office.wu.says("邀请 何同志 办公室 管理员")
    await office.wu.expects("须由另一名")


# A lost phone -----------------------------------------------------------------------------------------------


async def test_everything_of_a_lost_phone_ends_in_one_act(office: Office) -> None:
    """A11."""
    await comes_in(office, office.lin, "林同志", "法制股", "负责人")
    first = await handed_in(office)
    one, other = await office.liu.expects("请审批", first), await office.lin.expects("请审批", first)
    await one.taps("同意")
    await one.is_redrawn(containing="已同意")
    await other.is_redrawn(containing="无需再办")
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", first)
    second = await handed_in(office, "关于开展普法活动的通知")
    card = await office.liu.expects("请审批", second)
    await office.lin.expects("请审批", second)
    await card.taps("退回")
    reasons = await office.liu.expects("请选择退回理由")
    await reasons.taps("自己写理由")
    await office.liu.expects("请")

    await office.wang.says("停用 刘股长")
    told = await office.wang.expects("已停用：刘股长", f"{first}：同意")
    assert second.number in told.text, "what was taken from them"

    code = card.code
    for label in ("同意", "退回"):
        assert "此按钮已失效" in await card.taps(label, stale=True)
    assert "此按钮已失效" in await one.taps("撤销", stale=True)
    for text in ("日期有误", f"同意 {code}", "待办"):
        await office.liu.says(text)
        await office.liu.expects(STRANGER)


async def test_an_open_seat_moves_to_whoever_else_may_sit(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    await comes_in(office, office.lin, "林同志", "法制股", "负责人")
    await office.wu.says("停用 刘股长")
    await office.wu.expects("已停用：刘股长", "没有办理记录")
    fresh = await office.lin.expects("请审批", item, buttons=["同意", "退回", "更多"])
    assert "此按钮已失效" in await card.taps("同意", stale=True)
    await fresh.taps("同意")
    office.lin.toast("已同意")
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)


async def test_where_nobody_is_left_the_keepers_hear_and_the_next_one_invited_is_asked(
    office: Office,
) -> None:
    item = await handed_in(office)
    await office.liu.expects("请审批", item)
    await office.wu.says("停用 刘股长")
    await office.wu.expects("已停用：刘股长")
    await office.wu.expects(item, "部门负责人")
    for person in (office.wang, office.zhao):
        await person.expects("请指定人员", item)
    await comes_in(office, office.lin, "林同志", "法制股", "负责人")
    card = await office.lin.expects("请审批", item)
    await card.taps("同意")
    office.lin.toast("已同意")
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)


async def test_only_the_office_and_administrators_suspend(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    for phone in (office.chen, office.qian, office.zhou):
        await phone.says("停用 刘股长")
        await phone.expects("此项须由")
    await office.wu.says("停用 李某某")
    await office.wu.expects("没有“李某某”这个人")
    await card.taps("同意")
    office.liu.toast("已同意")
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)


async def test_a_new_account_works_only_after_another_person_confirms(office: Office) -> None:
    """A13."""
    item = await handed_in(office)
    await office.liu.expects("请审批", item)
    await office.wu.says("停用 刘股长")
    await office.wu.expects("已停用：刘股长")
    await office.wu.expects(item, "部门负责人")
    for person in (office.wang, office.zhao):
        await person.expects("请指定人员", item)

    link, _, _ = await invites(office.wu, "刘股长", "法制股", "负责人")
    await opens(office.lin, link)
    await office.lin.expects("新账号须由他人确认")
    asked = await office.wu.expects("请确认更换账号：刘股长", buttons=["确认更换"])
    await office.lin.says("待办")
    await office.lin.expects("您的账号已停用")
    await office.lin.says("关于年检工作的通知\n请各单位于3月底前报送。")
    await office.lin.expects("您的账号已停用")

    await asked.taps("确认更换")
    await office.lin.expects("已登记：刘股长")
    card = await office.lin.expects("请审批", item)
    await card.taps("同意")
    office.lin.toast("已同意")
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)
    await office.liu.says("待办")
    await office.liu.expects(STRANGER)


async def test_an_old_confirmation_does_not_undo_a_new_suspension(office: Office) -> None:
    await office.wu.says("停用 刘股长")
    await office.wu.expects("已停用：刘股长")
    link, _, _ = await invites(office.wu, "刘股长", "法制股", "负责人")
    await opens(office.lin, link)
    await office.lin.expects("新账号须由他人确认")
    asked = await office.wu.expects("请确认更换账号")
    await asked.taps("确认更换")
    await office.lin.expects("已登记：刘股长")
    await office.wu.says("停用 刘股长")
    await office.wu.expects("已停用：刘股长")
    await asked.taps("确认更换", stale=True)
    office.wu.toast("此按钮已失效")
    await office.lin.says("待办")
    await office.lin.expects(STRANGER)


async def test_a_post_that_ended_decides_no_more(office: Office) -> None:
    """A11."""
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)

    def end(desk: object) -> None:
        (row,) = people.by_name(desk.tx, 1, name="刘股长")
        (post,) = people.memberships(desk.tx, row.id, on=desk.today_on)
        people.end_membership(desk.tx, post.id, until_on="2026-02-08")

    await office.act(end)
    assert "不由您办理" in await card.taps("同意", stale=True)
    await office.liu.says(f"同意 {card.code}")
    await office.liu.expects("不由您办理")
    await head_is_still_asked(office, item)


async def head_is_still_asked(office: Office, item: object) -> None:
    await office.chen.says("我的")
    await office.chen.expects(item)
