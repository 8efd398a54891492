"""From the last approval to a page that is proved: hand-over, the web admin's limit, the check, the confirmation."""

import hashlib
from datetime import timedelta

import pytest

from tests.office import Office, office_file
from tests.stories.records import Looks, acts_of, clocks_of, kept_bytes, moment, proofs_of, row_of
from tests.stories.ways import (
    BODY,
    TITLE,
    closed,
    gives_address,
    handed_in,
    handed_over,
    head_approves,
    office_approves,
)

OLD = "关于2026年春节期间值班安排的通知"
OLD_BODY = "春节期间，机关实行领导带班和工作人员值班制度。\n值班电话见附件。"


def old_address(office: Office) -> str:
    """The page of that title, which stood there before the story began."""
    site = office.emulator.site
    return site.address(next(page for page in site.pages.values() if page.title == OLD))


async def to_be_changed(office: Office, kind: str, **how: object):
    """陈信息's application to modify or delete the old page, approved; item, 钱网管's card and the address."""
    address = old_address(office)
    item = await office.chen.submits(OLD, kind=kind, answers={"原网页地址": address}, **how)
    await head_approves(office, item)
    await office_approves(office, item, secrecy=kind != "delete")
    return item, await office.qian.expects("已发布信息", item), address


# Hand-over ----------------------------------------------------------------------------------------------


async def test_the_last_approval_is_the_hand_over_and_meets_the_same_day_clock(office: Office) -> None:
    """第十八条（三）: handed over on the day of approval; the bot stamps it with the last approval itself."""
    item = await handed_in(office)
    await head_approves(office, item)
    await office_approves(office, item)
    approved = office.clock.now()
    await office.qian.expects("请发布", item)

    row = await row_of(office, item)
    assert approved - timedelta(minutes=1) < moment(row.approved_at) <= approved
    clock = (await clocks_of(office, item))["KP-18-3-HANDOVER"]
    assert (clock.start_on, clock.due_on, clock.state) == ("2026-02-09", "2026-02-09", "met")


async def test_the_hand_over_of_a_modification_meets_its_own_clock(office: Office) -> None:
    """第十九条（三）: modifications and deletions have the same day under their own article."""
    item, _, _ = await to_be_changed(office, "modify")
    clocks = await clocks_of(office, item)
    assert clocks["KP-19-3-HANDOVER"].state == "met"
    assert "KP-18-3-HANDOVER" not in clocks


async def test_after_hours_the_web_admin_hears_next_working_morning(office: Office) -> None:
    """Users 2: handed over in the evening, told when the next working day begins, here a make-up Saturday."""
    await office.clock.to("2026-02-13 17:20")
    item = await handed_in(office)
    await head_approves(office, item)
    await office.clock.to("2026-02-13 17:40")
    await office_approves(office, item)
    await office.clock.to("2026-02-14 08:31")
    office.nobody_heard_more()
    assert (await clocks_of(office, item))["KP-18-3-HANDOVER"].state == "met"

    card = await office.qian.expects("请发布", item)
    assert "2026-02-14 08:32" <= office.clock.now().strftime("%Y-%m-%d %H:%M") <= "2026-02-14 08:38"
    assert "提交网址" in card.buttons


async def test_without_a_limit_the_date_is_the_offices_wish_and_no_article(office: Office) -> None:
    """Users 2: the form names no 时限, so the end of the next working day is shown as 办公室要求."""
    _, task = await handed_over(office)
    line = next(line for line in task.text.splitlines() if "发布时限" in line)
    assert "2026年2月10日" in line
    assert "办公室要求" in line
    assert "第十" not in line


async def test_the_office_sets_its_own_wish(open_office) -> None:
    """Setting publish.office_limit_workdays: three days, and still 办公室要求."""
    office = await open_office(settings={"publish.office_limit_workdays": 3})
    _, task = await handed_over(office)
    assert "发布时限：2026年2月12日，剩3个工作日，办公室要求" in task.text


async def test_the_approved_limit_binds_under_its_article(open_office) -> None:
    """第十八条（三）: the approved 时限, here three working days by the column, counts from the hand-over."""
    file = office_file()
    next(row for row in file["site"]["columns"] if row["key"] == "tzgg")["limit_days"] = 3
    office = await open_office(file=file)
    _, task = await handed_over(office)
    line = next(line for line in task.text.splitlines() if "发布时限" in line)
    assert "2026年2月12日，剩3个工作日" in line
    assert "第十八条（三）" in line
    assert "办公室要求" not in line


# The address --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address", ["https://www.example.com/a.html", "{host}/elsewhere/a.html", "{host}/kpssfzww-2/a.html"]
)
async def test_an_address_outside_the_site_is_refused_with_the_base(office: Office, address: str) -> None:
    """A page of another site or of another part of the host is no publication of this office."""
    item, task = await handed_over(office)
    host = office.emulator.site_url
    await task.is_answered(address.format(host=host))
    await office.qian.expects("网址须在本单位网站之下", f"{host}/kpssfzww")
    assert (await row_of(office, item)).published_at is None
    assert task.buttons == ["提交网址"]


async def test_what_is_no_address_is_refused_with_what_to_do(office: Office) -> None:
    """Words instead of an address; the question stays open and the right address is taken."""
    _, task = await handed_over(office)
    await task.taps("提交网址")
    ask = await office.qian.expects("请回复网址", f"网址须以 {office.emulator.site_url}/kpssfzww")
    await ask.is_answered("已经发布在通知公告栏目")
    await office.qian.expects("网址不完整，请从浏览器地址栏整段复制")
    await office.qian.says(office.site.publishes("tzgg", TITLE, BODY))
    await office.qian.expects("已记录，正在核对网页")
    await office.chen.expects("请确认效果", "已核实")


# The check ----------------------------------------------------------------------------------------------


async def test_a_page_as_approved_is_verified_and_meets_the_twenty_days(office: Office) -> None:
    """第二十一条: publication meets the clock on the day of the hand-over to the public, not of the confirmation."""
    item, task = await handed_over(office)
    await gives_address(office, task, office.site.publishes("tzgg", TITLE, BODY))
    await office.chen.expects("请确认效果", item, "已核实：网页与审批内容一致", "网页已留存")
    assert (await clocks_of(office, item))["KP-21-PUBLISH"].state == "met"


async def test_what_differs_is_shown_to_both_and_the_liaison_decides(office: Office) -> None:
    """Users 8: 不一致 names what was approved and what stands there; the liaison may still confirm."""
    item, task = await handed_over(office)
    wrong = BODY.replace("3月底", "5月底")
    address = office.site.publishes("tzgg", TITLE, wrong, source="某某网")
    await gives_address(office, task, address)
    told = await office.qian.expects("请核对网页", item, "不一致：网页与审批内容有2处不同")
    seen = await office.chen.expects("请确认效果", item, "不一致", buttons=["确认效果", "有问题", "打开网页"])
    for card in (told, seen):
        assert "来源：应为“演示区司法局”，网页为“某某网”" in card.text
        assert "3月底" in card.text
        assert "5月底" in card.text
    await seen.taps("确认效果")
    await seen.is_redrawn(containing="已确认效果", buttons=[])


async def test_a_wrong_title_and_a_wrong_date_are_found(office: Office) -> None:
    """The page's own title and its date are compared as well as its text."""
    _, task = await handed_over(office)
    on = office.clock.now().date() - timedelta(days=2)
    address = office.site.publishes("tzgg", TITLE.replace("年检", "年审"), BODY, on=on)
    await gives_address(office, task, address)
    told = await office.qian.expects("请核对网页")
    assert f"标题：应为“{TITLE}”，网页为“{TITLE.replace('年检', '年审')}" in told.text
    assert "日期：应为“2026年2月9日”，网页为“2026年2月7日”" in told.text
    await office.chen.expects("请确认效果", "不一致")


async def test_a_page_not_generated_yet_is_looked_for_again_before_anybody_hears(office: Office) -> None:
    """Users 8: after 2, 10, 30 minutes and 2 hours; only then the web admin is told, and nobody confirms."""
    item, task = await handed_over(office)
    office.site.suffers("hold")
    address = office.site.publishes("tzgg", TITLE, BODY)
    looks = Looks(office)
    given = office.clock.now()
    await gives_address(office, task, address)
    await task.is_redrawn(containing="正在核对网页", buttons=[])
    await office.clock.to(given + timedelta(minutes=161))
    office.nobody_heard_more()
    await office.clock.forward(minutes=3)

    told = await office.qian.expects("暂未生成网页", item)
    assert "网页状态" in told.text
    office.nobody_heard_more()
    waits = [round((at - given).total_seconds() / 60) for at in looks.times(address)]
    assert waits == [0, 2, 12, 42, 162]


async def test_a_page_that_appears_meanwhile_is_verified_at_the_next_look(office: Office) -> None:
    """Generated after five minutes: found at the look after ten, and nobody was troubled."""
    item, task = await handed_over(office)
    office.site.suffers("hold")
    address = office.site.publishes("tzgg", TITLE, BODY)
    given = office.clock.now()
    await gives_address(office, task, address)
    await office.clock.to(given + timedelta(minutes=5))
    office.site.recovers()
    await office.chen.expects("请确认效果", item, "已核实", within=600)
    assert round((office.clock.now() - given).total_seconds() / 60) == 12


async def test_a_page_that_its_list_lacks_goes_to_the_liaison_at_once(office: Office) -> None:
    """Users 8: the page itself is verified; the web admin hears of the list at the second miss, and only then."""
    item, task = await handed_over(office)
    address = office.site.publishes("tzgg", TITLE, BODY)
    office.site.suffers("unlisted", page=office.site.page(address).id)
    given = office.clock.now()
    await gives_address(office, task, address)
    card = await office.chen.expects("请确认效果", item, "已核实", "栏目列表中尚未出现")
    assert office.clock.now() - given < timedelta(minutes=1)
    office.nobody_heard_more()
    told = await office.qian.expects("请将网页列入栏目", item, within=180)
    assert "网页与审批内容一致" in told.text
    assert round((office.clock.now() - given).total_seconds() / 60) == 2
    office.site.recovers()
    await office.clock.to(given + timedelta(minutes=12, seconds=1))
    await card.is_redrawn(containing="已核实：网页与审批内容一致。", lacking="尚未出现")
    await card.taps("确认效果")
    await card.is_redrawn(containing="已确认效果")
    assert (await clocks_of(office, item))["KP-21-PUBLISH"].state == "met"


async def test_a_list_that_never_names_it_is_told_once_and_keeps_nobody_waiting(office: Office) -> None:
    item, task = await handed_over(office)
    address = office.site.publishes("tzgg", TITLE, BODY)
    office.site.suffers("unlisted", page=office.site.page(address).id)
    looks = Looks(office)
    given = office.clock.now()
    await gives_address(office, task, address)
    card = await office.chen.expects("请确认效果", item)
    await office.qian.expects("请将网页列入栏目", item, within=180)
    await office.clock.forward(hours=4)
    office.nobody_heard_more()
    assert [round((at - given).total_seconds() / 60) for at in looks.times(address)] == [0, 2, 12, 42, 162]
    await card.is_redrawn(containing="尚未出现")
    await card.taps("确认效果")
    await card.is_redrawn(containing="已确认效果")


async def test_a_site_that_cannot_be_read_for_a_while_takes_nothing_back(office: Office) -> None:
    item, task = await handed_over(office)
    address = office.site.publishes("tzgg", TITLE, BODY)
    office.site.suffers("unlisted", page=office.site.page(address).id)
    await gives_address(office, task, address)
    card = await office.chen.expects("请确认效果", item, "已核实")
    office.site.suffers("status", status=502)
    await office.clock.forward(minutes=11)
    assert "栏目列表中尚未出现" in card.text, "what was seen stands"
    office.site.recovers()
    await office.clock.forward(minutes=35)
    await card.is_redrawn(containing="已核实：网页与审批内容一致。", lacking="尚未出现")


async def test_after_the_last_look_the_web_admin_gives_the_address_again(office: Office) -> None:
    """What never appeared is not at its end: the card takes an address again."""
    item, task = await handed_over(office)
    office.site.suffers("hold")
    address = office.site.publishes("tzgg", TITLE, BODY)
    await gives_address(office, task, address)
    await office.qian.expects("暂未生成网页", item, within=4 * 3600)
    office.site.recovers()
    await gives_address(office, task, address)
    await office.chen.expects("请确认效果", item, "已核实")


async def test_where_the_site_cannot_be_read_the_liaisons_confirmation_decides(office: Office) -> None:
    """Users 8: 无法核实 with its reason; the liaison is asked all the same and closes the item."""
    item, task = await handed_over(office)
    address = office.site.publishes("tzgg", TITLE, BODY)
    office.site.suffers("status", status=503)
    await gives_address(office, task, address)
    await office.qian.expects("无法核实网页", item, "503", "以报送人的确认为准")
    seen = await office.chen.expects("请确认效果", item, "无法核实")
    await seen.taps("确认效果")
    await seen.is_redrawn(containing="已确认效果", buttons=[])
    assert (await clocks_of(office, item))["KP-21-PUBLISH"].state == "met"


# The confirmation ---------------------------------------------------------------------------------------


async def test_a_wrong_effect_goes_back_with_the_reason_and_comes_again(office: Office) -> None:
    """第十八条（四）: 有问题 → the web admin gets the reason and a new card; a new address is checked and confirmed."""
    item, task = await handed_over(office)
    first = office.site.publishes("tzgg", TITLE, BODY)
    await gives_address(office, task, first)
    seen = await office.chen.expects("请确认效果", item)
    await seen.taps("有问题")
    ask = await office.chen.expects("请回复问题", item)
    await office.chen.sends("截图.png", reply_to=ask)
    await office.chen.expects("请写明网页哪里不对", lacking="退回")
    await ask.is_answered("附件打不开，请重新上传")
    await office.chen.expects("问题已转")
    await seen.is_redrawn(containing="已反映问题", buttons=[])
    await office.qian.expects("请改正网页", item, "陈信息", "附件打不开，请重新上传")
    again = await office.qian.expects("请发布", item, buttons=["提交网址"])

    second = office.site.publishes("tzgg", TITLE, BODY)
    await gives_address(office, again, second)
    card = await office.chen.expects("请确认效果", item, second, "已核实")
    await card.taps("确认效果")
    await item.filed.is_redrawn(containing="已办结", buttons=[])
    assert (await row_of(office, item)).url == second


async def test_the_same_is_confirmed_once(office: Office) -> None:
    """A second tap on a phone that missed the edit is told so and changes nothing."""
    item, task = await handed_over(office)
    await gives_address(office, task, office.site.publishes("tzgg", TITLE, BODY))
    seen = await office.chen.expects("请确认效果", item)
    await seen.taps("确认效果")
    await seen.is_redrawn(buttons=[])
    before = len(await acts_of(office, item))
    told = await seen.taps("有问题", stale=True)
    assert "已经确认" in told
    assert len(await acts_of(office, item)) == before


# Modifying and deleting ---------------------------------------------------------------------------------


async def test_a_modification_waits_for_the_catalogue_before_confirmation(office: Office) -> None:
    """第十九条（三）: 已改好 alone asks nobody; with 目录已同步 the liaison is asked."""
    item, task, address = await to_be_changed(office, "modify")
    assert task.buttons[:3] == ["网址不变，已改好", "提交网址", "目录已同步"]
    office.site.changes(address, body="春节期间，机关实行领导带班制度。")
    await task.taps("网址不变，已改好")
    await task.is_redrawn(containing=["请点“目录已同步”"], lacking="正在核对")
    await office.clock.forward(minutes=5)
    office.nobody_heard_more()
    await task.taps("目录已同步")
    await office.chen.expects("请确认效果", item, address)


async def test_the_catalogue_may_come_first(office: Office) -> None:
    """The order of the two does not matter, and each is asked once."""
    item, task, _ = await to_be_changed(office, "modify")
    await task.taps("目录已同步")
    await task.is_redrawn(containing="目录已同步", buttons=["网址不变，已改好", "提交网址"])
    await office.clock.forward(minutes=5)
    office.nobody_heard_more()
    await task.taps("网址不变，已改好")
    await office.chen.expects("请确认效果", item, "已核实")


async def test_a_modification_keeps_the_page_before_and_after(office: Office) -> None:
    """Users 8: both states of the page are kept, with bytes, SHA-256 and time."""
    item, task, address = await to_be_changed(office, "modify")
    await office.clock.forward(minutes=1)
    office.site.changes(address, body="春节期间，机关实行领导带班制度。")
    await task.taps("目录已同步")
    await task.taps("网址不变，已改好")
    await office.chen.expects("请确认效果", item)
    before, after = await proofs_of(office, item)
    assert (before.phase, after.phase) == ("before", "after")
    assert before.fetched_at < after.fetched_at
    assert OLD_BODY.splitlines()[0].encode() in kept_bytes(office, before.sha256)
    assert "春节期间，机关实行领导带班制度。".encode() in kept_bytes(office, after.sha256)


async def test_a_deletion_is_proved_by_old_address_and_list(office: Office) -> None:
    """第十九条: the old address answers no more and the list names it no more: 已核实, then confirmed."""
    item, task, address = await to_be_changed(office, "delete")
    assert task.buttons[:2] == ["已删除", "目录已同步"]
    office.site.deletes(address)
    await task.taps("目录已同步")
    await task.taps("已删除")
    seen = await office.chen.expects("请确认效果", item, "已核实", "确已删除后")
    await seen.taps("确认效果")
    await seen.is_redrawn(containing="已确认效果", buttons=[])


@pytest.mark.parametrize(("lingers", "part"), [("list", "栏目列表"), ("page", "原网址")])
async def test_a_deletion_that_lingers_is_found(office: Office, lingers: str, part: str) -> None:
    """Users 8: the list still names it, or the old address still shows it: 不一致 says which."""
    item, task, address = await to_be_changed(office, "delete")
    office.site.suffers("linger", what=lingers)
    office.site.deletes(address)
    await task.taps("目录已同步")
    await task.taps("已删除")
    told = await office.qian.expects("请核对网页", item, "不一致", part)
    await office.chen.expects("请确认效果", item, "不一致", part)
    other = {"栏目列表": "原网址：", "原网址": "栏目列表："}[part]
    assert other not in told.text


# Proof --------------------------------------------------------------------------------------------------


async def test_the_fetched_page_is_kept_as_proof(office: Office) -> None:
    """Users 8: the very bytes, their SHA-256 and the time of the fetch, named on the card and in the audit chain."""
    item, address = await closed(office)
    (proof,) = await proofs_of(office, item)
    held = kept_bytes(office, proof.sha256)
    assert hashlib.sha256(held).hexdigest() == proof.sha256
    assert TITLE.encode() in held
    assert BODY[:12].encode() in held
    assert (proof.phase, proof.outcome, proof.url) == ("after", "verified", address)
    row = await row_of(office, item)
    assert timedelta(0) <= moment(proof.fetched_at) - moment(row.published_at) < timedelta(minutes=1)
    (entry,) = [row for row in await acts_of(office, item) if row.act == "page.checked"]
    assert proof.sha256 in entry.data
