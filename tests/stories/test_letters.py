"""Letters as people meet them: taken in, given to an office, drafted, approved, replied to; back, and passed on."""

from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select

from storage import audit, clocks, enquiries, orgs
from storage.sql import run_core
from storage.tables import inbox
from tests.office import Office, office_file
from tests.office_people import Card, Person
from tests.stories.conftest import OpenOffice
from tests.stories.records import hears, said_at

TITLE = "公证处周末是否受理继承公证"
TEXT = "请问周末是否受理？需要带哪些材料？"
ANSWER = "您好。公证处周六上午受理，请携带身份证件和财产权属凭证。"
NUMBER = "KP-LX-2026-0001"


async def row_of(office: Office, number: str = NUMBER) -> Any:
    """The letter as it is stored."""

    def look(tx: Any) -> Any:
        org = orgs.organisation_by_key(tx, "demo")
        assert org is not None
        return enquiries.by_number(tx, org.id, number=number)

    return await office.read(look)


async def clocks_of(office: Office, number: str = NUMBER) -> dict[str, Any]:
    """The newest clock of each rule."""
    row = await row_of(office, number)
    rows = await office.read(lambda tx: clocks.clocks_of(tx, f"enquiry:{row.id}"))
    return {row.rule: row for row in sorted(rows, key=lambda row: row.id)}


async def acts_of(office: Office, number: str = NUMBER) -> list[str]:
    """What was done about it, oldest first."""
    row = await row_of(office, number)
    rows = await office.read(lambda tx: audit.tail(tx, limit=200, subject=f"enquiry:{row.id}"))
    return [one.act for one in rows]


async def takes_in(person: Person, words: str = f"来信 咨询 信箱 {TITLE}\n{TEXT}") -> Card:
    """The desk registers a letter in one message; the card on which it is given to an office."""
    await person.says(words)
    return await person.expects("请转办来信", "KP-LX-2026-")


async def given(office: Office, words: str = f"来信 咨询 信箱 {TITLE}\n{TEXT}") -> dict[str, Card]:
    """Registered by 王主任 and given to 法制股; the cards of its liaison and head."""
    card = await takes_in(office.wang, words)
    await card.taps("法制股")
    await card.is_redrawn(containing="已转办", buttons=[])
    return {id_: await office.person(id_).expects("请答复来信", "KP-LX-2026-") for id_ in ("chen", "liu")}


async def drafted(office: Office, words: str = f"来信 咨询 信箱 {TITLE}\n{TEXT}") -> Card:
    """陈信息 has drafted an answer; 刘股长's card."""
    cards = await given(office, words)
    await cards["chen"].taps("拟答复")
    await office.chen.expects("请回复答复正文")
    await office.chen.says(ANSWER)
    await office.chen.expects("答复已送审核：刘股长")
    return await office.liu.expects("请审核答复", ANSWER)


async def forget_unset(office: Office) -> None:
    """吴管理 is told that no figure is set: no matter of these stories."""
    await office.clock.to("2026-02-09 09:30")
    hears(office.wu)


JIANGSU = {"regime": "jiangsu"}


async def test_a_letter_is_answered_in_time(open_office: OpenOffice) -> None:
    """Jiangsu 19: four working days of the division from its own receipt: 10, 11, 12, 13 February."""
    office = await open_office(settings=JIANGSU)
    card = await drafted(office)
    found = await clocks_of(office)
    assert {rule: (row.start_on, row.due_on, row.state) for rule, row in found.items()} == {
        "JS-19-REPLY": ("2026-02-09", "2026-02-13", "running"),
        "CN-19H-MESSAGE": ("2026-02-09", "2026-05-09", "running"),
    }
    assert "2026年2月13日，剩4个工作日，依据第十九条（4个工作日）" in card.text
    assert "2026年5月9日" in card.text
    await card.taps("同意")
    await card.is_redrawn(containing="已同意答复", buttons=["撤销"])
    told = await office.wang.expects("请在网站回复", ANSWER)
    assert "刘股长" in told.text
    assert {row.state for row in (await clocks_of(office)).values()} == {"met"}
    await told.taps("已回复")
    await told.is_redrawn(containing="已办结", buttons=[])
    row = await row_of(office)
    assert (row.state, row.class_, row.way, row.office_name) == ("replied", "enquiry", "mailbox", "法制股")
    done = [act for act in await acts_of(office) if act.startswith("enquiry.")]
    assert done == [
        f"enquiry.{what}" for what in ("registered", "assigned", "drafted", "answered", "replied")
    ]
    await office.clock.to("2026-02-28 18:00")
    office.nobody_heard_more()


async def test_four_working_days_over_spring_festival(open_office: OpenOffice) -> None:
    """Received on Thursday 12 February: 13, 14 (made up), 24, 25; reminded at T-2, T-1, T, then overdue."""
    office = await open_office(settings=JIANGSU)
    await office.clock.to("2026-02-12 10:00")
    cards = await given(office)
    assert "2026年2月25日" in cards["liu"].text
    await office.clock.to("2026-02-26 12:00")
    for person in (office.chen, office.liu):
        told = hears(person)
        assert [said_at(card).date() for card in told] == [date(2026, 2, day) for day in (14, 24, 25, 26)]
        assert NUMBER in told[0].text
        await told[-1].taps(f"去办理 {NUMBER}")
        await person.expects("请答复来信", NUMBER)
    posts = hears(office.group("fzg-group"))
    assert len(posts) == 1
    assert f"{NUMBER}（法制股）" in posts[0].text
    assert TITLE not in posts[0].text
    office.nobody_heard_more()


async def test_the_divisions_days_begin_when_it_gets_the_letter(open_office: OpenOffice) -> None:
    """Jiangsu 19: a letter that lay at the desk, and went to the wrong division, counts from the right one's receipt."""
    office = await open_office(settings=JIANGSU)
    card = await takes_in(office.wang, f"来信 建议 2月6日 {TITLE}\n{TEXT}")
    assert (await clocks_of(office))["JS-19-REPLY"].due_on == "2026-02-12"
    await card.taps("公共法律服务股")
    await office.ma.expects("请答复来信")
    task = await office.sun.expects("请答复来信", "2026年2月13日")
    await office.clock.to("2026-02-10 10:00")
    await task.taps("不属本科室")
    await office.sun.expects("请回复退回理由")
    await office.sun.says("属法制股职责")
    await office.sun.expects("已将", "退回转办人")
    back = await office.wang.expects("请转办来信", "属法制股职责", "公共法律服务股（孙信息）退回")
    await back.taps("法制股")
    for person in (office.chen, office.liu):
        await person.expects("请答复来信", "2026年2月14日")
    row = (await clocks_of(office))["JS-19-REPLY"]
    assert (row.start_on, row.due_on, row.state) == ("2026-02-10", "2026-02-14", "running")
    assert (await clocks_of(office))["CN-19H-MESSAGE"].start_on == "2026-02-06"


async def test_a_letter_without_a_class_is_asked_for_it(office: Office) -> None:
    """The class comes first: until it is chosen there is no number and no clock."""
    await office.wang.says("来信")
    await office.wang.expects("请发送来信内容")
    await office.wang.says(f"{TITLE}\n{TEXT}")
    card = await office.wang.expects("请选择来信类别", TEXT)
    await card.taps("建议")
    await office.wang.expects("请转办来信", NUMBER, "建议")
    await card.is_redrawn(containing="已登记", buttons=[])
    await forget_unset(office)
    assert set(await clocks_of(office)) == {"CN-19H-MESSAGE"}


async def test_what_was_sent_or_forwarded_can_be_a_letter(office: Office) -> None:
    """登记为来信 stands beside 新建稿件 for those who take in letters, and for nobody else."""
    await office.wang.says(f"{TITLE}\n{TEXT}")
    offer = await office.wang.expects("请确认：是否登记为来信", TITLE)
    await offer.taps("登记为来信")
    card = await office.wang.expects("请选择来信类别", TITLE)
    await card.taps("不登记")
    await card.is_redrawn(containing="未登记", lacking=TEXT, buttons=[])
    await office.chen.says(f"{TITLE}\n{TEXT}")
    offer = await office.chen.expects("请确认：是否新建稿件")
    assert "登记为来信" not in offer.buttons
    await office.chen.says(f"来信 {TITLE}")
    await office.chen.expects("来信、申请由办公室登记和转办")


async def test_no_figure_is_set_and_the_office_hears_of_it_once(office: Office) -> None:
    """Kaiping 24: the annex is not published; the administrator is told once, and nothing waits for it."""
    first = await takes_in(office.wang)
    second = await takes_in(office.wang, f"来信 咨询 另一件来信\n{TEXT}")
    told = await office.wu.expects("1项时限未配置", "第二十四条", "附件3", within=3600)
    assert "KP-24-REPLY" in told.text
    assert set(await clocks_of(office)) == {"CN-19H-MESSAGE"}
    for card in (first, second):
        await card.taps("法制股")
        for person in (office.chen, office.liu):
            await person.expects("请答复来信")
    assert (await row_of(office)).state == "assigned"


async def test_a_complaint_leaves_with_a_receipt(office: Office) -> None:
    """投诉举报 goes to the petition office; its clocks end there, and the record is kept."""
    card = await takes_in(office.wang, f"来信 投诉 某律所乱收费\n{TEXT}")
    await card.taps("登记转信访")
    await card.is_redrawn(containing=["已转出", "登记回执", "2026年2月9日"], buttons=[])
    assert (await row_of(office)).state == "passed_on"
    assert "enquiry.passed_on" in await acts_of(office)
    zhuhai = await clocks_of(office)
    assert all(row.state == "cancelled" for row in zhuhai.values())
    await office.wang.says(f"登记转信访 {NUMBER}")
    await office.wang.expects("已经办结或有变动")


async def test_an_enquiry_does_not_leave_as_a_complaint(office: Office) -> None:
    """What is no complaint stays and is answered."""
    await takes_in(office.wang)
    await office.wang.says(f"登记转信访 {NUMBER}")
    await office.wang.expects("不是投诉举报")
    await forget_unset(office)


async def test_the_head_returns_the_draft(open_office: OpenOffice) -> None:
    """The drafter reads why, and a new draft voids the card of the old one."""
    office = await open_office(settings=JIANGSU)
    card = await drafted(office)
    await card.taps("退回")
    await office.liu.expects("请回复退回理由")
    await office.liu.says("请写明办理地点")
    await office.liu.expects("已退回", NUMBER)
    back = await office.chen.expects("请修改答复", "请写明办理地点", ANSWER)
    assert (await row_of(office)).state == "assigned"
    await back.taps("拟答复")
    await office.chen.expects("请回复答复正文")
    await office.chen.says(f"{ANSWER}地址：人民路1号。")
    await office.chen.expects("答复已送审核")
    again = await office.liu.expects("请审核答复", "人民路1号")
    await again.taps("同意")
    await office.wang.expects("请在网站回复", "人民路1号")


async def test_a_changed_draft_voids_the_older_button(open_office: OpenOffice) -> None:
    """An approval is given to the draft that was on the card."""
    office = await open_office(settings=JIANGSU)
    card = await drafted(office)
    data = card.data("同意")
    await office.chen.says(f"答复 {NUMBER} {ANSWER}请预约。")
    await office.chen.expects("答复已送审核")
    await office.liu.expects("请审核答复", "请预约")
    await card.is_redrawn(containing="已失效", buttons=[])
    if not office.is_on_wecom("liu"):
        said = await office.liu.forges(card, data)
        assert "内容已有变动" in said
    assert (await row_of(office)).state == "drafted"


async def test_nobody_approves_an_answer_of_their_own(open_office: OpenOffice) -> None:
    """The only head drafts: the leader in charge approves."""
    office = await open_office(settings=JIANGSU)
    await given(office)
    await office.liu.says(f"答复 {NUMBER} {ANSWER}")
    await office.liu.expects("答复已送审核：周副局长")
    card = await office.zhou.expects("请审核答复", ANSWER)
    await office.liu.says(f"同意答复 {NUMBER} K7Q2")
    await office.liu.expects("自己拟的答复不能自己审核")
    await card.taps("同意")
    await office.wang.expects("请在网站回复", ANSWER)


async def test_everything_in_words(open_office: OpenOffice) -> None:
    """转办, 答复, 同意答复 with its check code, 撤销答复, 已回复: no button is needed."""
    office = await open_office(settings=JIANGSU)
    await takes_in(office.wang)
    await office.wang.says("转办 LX1 外事股")
    await office.wang.expects("法制股")
    await office.wang.says("转办 LX1 法制股")
    await office.wang.expects("已将", "转法制股办理")
    for person in (office.chen, office.liu):
        await person.expects("请答复来信")
    await office.chen.says(f"答复 {NUMBER}\n{ANSWER}")
    await office.chen.expects("答复已送审核")
    card = await office.liu.expects("请审核答复", ANSWER)
    line = next(line for line in card.text.splitlines() if "同意答复" in line)
    sign = line.partition(NUMBER)[2].split("，")[0].strip()
    await office.liu.says(f"同意答复 {NUMBER} 2222")
    await office.liu.expects("校验码不对")
    await office.liu.says(f"同意答复 {NUMBER} {sign}")
    await office.liu.expects("已同意", NUMBER)
    await office.wang.expects("请在网站回复")
    await office.liu.says(f"撤销答复 {NUMBER}")
    await office.liu.expects("已撤销，请重新审核")
    again = await office.liu.expects("请审核答复")
    assert (await clocks_of(office))["JS-19-REPLY"].state == "running"
    await again.taps("同意")
    await office.wang.expects("请在网站回复")
    await office.wang.says(f"已回复 {NUMBER}")
    await office.wang.expects("已记录", NUMBER)
    assert (await row_of(office)).state == "replied"


async def test_what_waits_is_listed_beside_items(office: Office) -> None:
    """待办: at the desk to be given out, in the office to be answered; a tap opens the card on which one acts."""
    await takes_in(office.wang)
    await forget_unset(office)
    await office.wang.says("待办")
    listed = await office.wang.expects("请办理：1件待办", NUMBER, "等您转办")
    await listed.taps(f"打开 {NUMBER}")
    card = await office.wang.expects("请转办来信", NUMBER)
    await card.taps("法制股")
    hears(office.wang)
    for person in (office.chen, office.liu):
        await person.expects("请答复来信", NUMBER)
        await person.says("待办")
        await person.expects("请办理：1件待办", NUMBER, "等您答复")
    await office.wang.says("待办")
    await office.wang.expects("没有待办")


async def test_after_hours_an_office_is_asked_in_the_morning(open_office: OpenOffice) -> None:
    """Given out at eight in the evening: heard when the office opens; the days count from the evening all the same."""
    office = await open_office(settings=JIANGSU)
    await office.clock.to("2026-02-09 20:00")
    card = await takes_in(office.wang)
    await card.taps("法制股")
    await card.is_redrawn(containing="已转办", buttons=[])
    await office.clock.to("2026-02-10 08:30")
    office.nobody_heard_more()
    for person in (office.chen, office.liu):
        asked = await person.expects("请答复来信", "2026年2月13日", within=900)
        assert said_at(asked).hour == 8
    await office.chen.says(f"答复 {NUMBER} {ANSWER}")
    await office.chen.expects("答复已送审核")
    await office.liu.expects("请审核答复")


async def test_the_office_sets_what_the_regulation_leaves_open(
    open_office: OpenOffice, tmp_path: Path
) -> None:
    """Kaiping 24 with the office's own five working days: 10, 11, 12, 13, 14 February; nobody is told of a gap."""
    own = tmp_path / "own.yaml"
    own.write_text("clocks:\n  - {id: KP-24-REPLY, within: 5 workdays}\n", "utf-8")
    office = await open_office(settings={"organisation.overlay": str(own)})
    await takes_in(office.wang)
    found = (await clocks_of(office))["KP-24-REPLY"]
    assert (found.start_on, found.due_on) == ("2026-02-09", "2026-02-14")
    await office.clock.to("2026-02-09 12:00")
    office.nobody_heard_more()


async def test_who_may_see_and_act(open_office: OpenOffice) -> None:
    """The other office is told as if there were no such letter; an office's own people read it whole."""
    office = await open_office(settings=JIANGSU)
    await given(office)
    for words in (f"查看 {NUMBER}", f"答复 {NUMBER} 好", f"为什么 {NUMBER}"):
        await office.sun.says(words)
        await office.sun.expects("没有查到" if words[0] != "为" else "没有")
    await office.chen.says(f"查看 {NUMBER}")
    await office.chen.expects(TITLE, TEXT, "王主任", "承办科室办理中")
    await office.chen.says(f"为什么 {NUMBER}")
    await office.chen.expects("为什么是这天", "2026年2月13日", "第十九条")
    await office.zhao.says("期限")
    await office.zhao.expects("您没有在办的期限")
    await office.chen.says("期限")
    await office.chen.expects("您的期限：2项", NUMBER)


def with_more_offices() -> dict[str, Any]:
    """The demo office with six units more, a liaison in each."""
    found = office_file()
    for n in range(1, 7):
        found["offices"].append({"key": f"more{n}", "name": f"第{n}办证中心", "kind": "unit"})
        next(one for one in found["people"] if one["id"] == "sun")["roles"].append(
            {"office": f"more{n}", "role": "liaison"}
        )
    return found


async def test_more_offices_stand_behind_a_button(open_office: OpenOffice) -> None:
    """Four on the card, eight more on each further one."""
    office = await open_office(settings=JIANGSU, file=with_more_offices())
    card = await takes_in(office.wang)
    assert card.buttons == ["法制股", "公共法律服务股", "第1办证中心", "第2办证中心", "更多科室"]
    await card.taps("更多科室")
    more = await office.wang.expects("请转办来信", NUMBER, lacking=TEXT)
    assert more.buttons == [f"第{n}办证中心" for n in range(3, 7)]
    await more.taps("第5办证中心")
    await card.is_redrawn(containing="已转办", buttons=[])
    await office.sun.expects("请答复来信", "第5办证中心")
    hears(office.wang)


async def test_a_wrong_day_is_put_right(open_office: OpenOffice) -> None:
    """The site's clock follows the new day; the division's stays with the day on which it got the letter."""
    office = await open_office(settings=JIANGSU)
    await given(office)
    await office.wang.says(f"收到日期 {NUMBER} 2026年2月10日")
    await office.wang.expects("收到日期不得晚于今天")
    await office.wang.says(f"收到日期 {NUMBER} 2月4日")
    await office.wang.expects("2026年2月4日", "期限重新计算")
    row = await row_of(office)
    rows = await office.read(lambda tx: clocks.clocks_of(tx, f"enquiry:{row.id}"))
    running = {one.rule: (one.start_on, one.due_on) for one in rows if one.state == "running"}
    assert running == {
        "JS-19-REPLY": ("2026-02-09", "2026-02-13"),
        "CN-19H-MESSAGE": ("2026-02-04", "2026-05-04"),
    }
    hears(office.chen, office.liu)
    await office.chen.says(f"收到日期 {NUMBER} 2月5日")
    await office.chen.expects("登记和转办")
    hears(office.chen, office.liu)  # on WeCom a card whose date moved comes afresh


async def test_what_tells_who_wrote_is_left_out(office: Office) -> None:
    """Numbers of identity cards and mobiles are not kept; an office's landline is."""
    await office.wang.says(
        "来信 建议 建议延长窗口时间\n我的手机13800138000，身份证440783199001011234，座机0750-2212345。"
    )
    await office.wang.expects("2处证件或手机号码")
    await office.wang.expects(
        "请转办来信", "0750-2212345", "号码略", lacking=["13800138000", "440783199001011234"]
    )
    row = await row_of(office)
    assert "138" not in row.body
    assert "1990" not in row.body
    bodies = await office.read(lambda tx: run_core(tx, select(inbox.c.body)))
    assert not any("13800138000" in str(one.body) for one in bodies)
    await forget_unset(office)
