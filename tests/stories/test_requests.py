"""Applications for disclosure: received by channel, corrected, consulted on, extended, answered; dates by hand.

The working days: 9–14 February (the 14th made up), 24–28 February (the 28th made up), every weekday of March,
1–3 and 7–13 April 2026.
"""

from typing import Any

from storage.canon import json_value
from tests.office import Office
from tests.office_people import Card
from tests.stories.conftest import OpenOffice
from tests.stories.records import hears
from tests.stories.test_letters import acts_of, clocks_of, row_of

NUMBER = "KP-YSQ-2026-0001"
WANTED = "2025年度行政复议案件统计数据"
ANSWER, NOTICE = "CN-33-ANSWER", "CN-30-CORRECT-NOTICE"


async def dates(office: Office) -> dict[str, tuple[str, str | None, str]]:
    """Each rule's newest clock: start, due, state."""
    found = await clocks_of(office, NUMBER)
    return {rule: (row.start_on, row.due_on, row.state) for rule, row in found.items()}


async def taken_in(office: Office, words: str = f"申请公开 当面 2月9日 {WANTED}") -> Card:
    """王主任 registers it; the card on which it is given to an office."""
    await office.wang.says(words)
    return await office.wang.expects("请转办申请", NUMBER, WANTED)


async def given(office: Office, words: str = f"申请公开 当面 2月9日 {WANTED}") -> Card:
    """It is 法制股's to answer; 陈信息's card."""
    card = await taken_in(office, words)
    await card.taps("法制股")
    await office.liu.expects("请答复申请", NUMBER)
    return await office.chen.expects("请答复申请", NUMBER)


async def says(office: Office, words: str, *answer: str) -> None:
    """陈信息 enters what happened."""
    await office.chen.says(words)
    await office.chen.expects(*answer)


async def test_handed_in_over_the_counter_it_is_received_that_day(office: Office) -> None:
    """条例 31: received when handed in; 33: twenty working days; 30: seven for telling what to correct."""
    await taken_in(office)
    assert await dates(office) == {
        ANSWER: ("2026-02-09", "2026-03-13", "running"),
        NOTICE: ("2026-02-09", "2026-02-25", "running"),
    }


async def test_a_clear_application_needs_no_correction_and_nobody_is_late_with_it(office: Office) -> None:
    """条例 30: reminded while it may be told, and over with its date: not overdue, no line in a group."""
    await given(office)
    await office.clock.to("2026-02-26 18:00")
    told = hears(office.chen, office.liu)
    assert any(NUMBER in card.text for card in told)
    assert not any("逾期" in card.text for card in told)
    assert not any(hears(group) for group in office.groups)
    found = await dates(office)
    assert (found[NOTICE][2], found[ANSWER][2]) == ("cancelled", "running")


async def test_registered_mail_is_received_when_it_is_signed_for(office: Office) -> None:
    """条例 31: the day of the signature, whatever stands on the letter."""
    await taken_in(office, f"申请公开 挂号 2月4日 2月6日 {WANTED}")
    assert (await dates(office))[ANSWER] == ("2026-02-06", "2026-03-12", "running")
    assert (await row_of(office, NUMBER)).came_on == "2026-02-04"


async def test_ordinary_mail_is_received_once_it_is_confirmed(office: Office) -> None:
    """条例 31: no time runs before the confirmation with the applicant; nobody answers before it either."""
    card = await taken_in(office, f"申请公开 平信 2月6日 {WANTED}")
    assert "尚未与申请人确认" in card.text
    assert await dates(office) == {}
    await office.clock.to("2026-02-10 10:00")
    await card.taps("今天已与申请人确认")
    await card.is_redrawn(containing="收到日期：2026年2月10日", lacking="尚未与申请人确认")
    assert (await dates(office))[ANSWER] == ("2026-02-10", "2026-03-16", "running")


async def test_the_channel_is_asked_for(office: Office) -> None:
    """Without it there is no number; the card says what makes each channel's day of receipt."""
    await office.wang.says("申请公开")
    await office.wang.expects("请发送申请内容")
    await office.wang.says(f"2月6日 2月9日 {WANTED}")
    card = await office.wang.expects("请选择申请渠道", "双方确认之日", WANTED)
    await card.taps("网上或传真")
    await office.wang.expects("请转办申请", NUMBER)
    assert (await dates(office))[ANSWER] == ("2026-02-09", "2026-03-13", "running")


async def test_chongqing_counts_from_the_day_of_the_application(open_office: OpenOffice) -> None:
    """Chongqing 19: twenty working days from 6 February, though confirmed on the 9th."""
    office = await open_office(settings={"regime": "chongqing"})
    await taken_in(office, f"申请公开 网上 2月6日 {WANTED}")
    assert await dates(office) == {"CQ-19-FOI": ("2026-02-06", "2026-03-12", "running")}
    await office.wang.says(f"确认收到 {NUMBER} 2月9日")
    await office.wang.expects("已登记", "确认日期")
    found = await dates(office)
    assert found["CQ-19-FOI"] == ("2026-02-06", "2026-03-12", "running")
    assert found[NOTICE] == ("2026-02-09", "2026-02-25", "running")
    assert ANSWER not in found


async def test_correction_consultation_and_extension(office: Office) -> None:
    """条例 30, 32, 33: the time starts again, stands still, goes on, and is lengthened once."""
    await given(office, f"申请公开 网上 2月6日 2月9日 {WANTED}")
    await office.clock.to("2026-02-10 10:00")
    await says(office, f"补正收到 {NUMBER}", "现在不能登记")
    await says(office, f"补正告知 {NUMBER}", "已登记", "补正告知")
    assert (await dates(office))[NOTICE] == ("2026-02-09", "2026-02-25", "met")

    await office.clock.to("2026-02-12 10:00")
    await says(office, f"补正收到 {NUMBER}", "期限重新起算")
    assert (await dates(office))[ANSWER] == ("2026-02-09", "2026-03-18", "running")  # 20 from 12 February

    await office.clock.to("2026-02-24 10:00")
    hears(office.chen, office.liu)
    await says(office, f"征求意见 {NUMBER} 第三方", "期间不计入期限")
    assert (await dates(office))[ANSWER] == ("2026-02-09", None, "suspended")  # three days are counted
    await office.chen.says(f"查看 {NUMBER}")
    await office.chen.expects("征求意见期间中止", "最迟顺延至2026年4月9日", "征求第三方意见：发出")

    await office.clock.to("2026-02-26 10:00")
    await says(office, f"对方收到 {NUMBER}", "对方收到")
    assert (await dates(office))[ANSWER] == ("2026-02-09", "2026-04-13", "running")  # held until 18 March

    await office.clock.to("2026-03-04 10:00")
    await says(office, f"对方回复 {NUMBER}", "期限继续计算")
    assert (await dates(office))[ANSWER] == ("2026-02-09", "2026-03-27", "running")  # 17 from 4 March

    await office.clock.to("2026-03-20 10:00")
    hears(office.chen, office.liu)
    await says(office, f"延期 {NUMBER} 21 张局长", "1至20个工作日")
    await says(office, f"延期 {NUMBER} 10", "请写明批准人")
    await says(office, f"延期 {NUMBER} 10 张局长", "请书面告知申请人")
    assert (await dates(office))[ANSWER] == ("2026-02-09", "2026-04-13", "running")
    await says(office, f"延期 {NUMBER} 5 张局长", "只能延长一次")
    await office.chen.says(f"为什么 {NUMBER}")
    why = await office.chen.expects("2026年4月13日", "第三十三条")
    for word in ("补正", "征求第三方意见", "延长"):
        assert word in why.text

    await office.clock.to("2026-04-10 10:00")
    hears(office.chen, office.liu, *office.groups)
    await says(office, f"答复 {NUMBER} 1 予以公开，数据见附件。", "答复已送审核")
    card = await office.liu.expects("请审核答复", "1 予以公开", "数据见附件")
    await card.taps("同意")
    told = await office.wang.expects("请送达答复", "1 予以公开")
    await told.taps("已送达")
    await told.is_redrawn(containing="已办结")
    assert (await dates(office))[ANSWER] == ("2026-02-09", "2026-04-13", "met")
    row = await row_of(office, NUMBER)
    assert (row.outcome, json_value(row.events)["extended_by"]) == ("1", "张局长")
    moved = [act for act in await acts_of(office, NUMBER) if act == "clock.moved"]
    assert len(moved) == 5
    await office.clock.forward(minutes=10)
    hears(office.chen, office.liu)  # where a card of long ago cannot be redrawn, a line says how it ended


async def test_the_same_by_buttons(office: Office) -> None:
    """办理情况 offers what can be entered today, and 拟答复 asks for the outcome first."""
    task = await given(office)
    await task.taps("办理情况")
    menu = await office.chen.expects("办理情况", NUMBER)
    assert "补正收到" not in menu.buttons
    await menu.taps("征求第三方")
    assert (await dates(office))[ANSWER][2] == "suspended"
    await task.is_redrawn(containing="征求第三方意见：发出")
    await task.taps("办理情况")
    menu = await office.chen.expects("办理情况", NUMBER, "征求第三方意见：发出")
    assert {"第三方已收到", "第三方已回复"} <= set(menu.buttons)
    await menu.taps("第三方已回复")
    assert (await dates(office))[ANSWER] == ("2026-02-09", "2026-03-13", "running")
    await task.is_redrawn(containing="征求第三方意见：对方回复")
    await task.taps("办理情况")
    menu = await office.chen.expects("办理情况", NUMBER, "对方回复")
    await menu.taps("延期")
    await office.chen.expects("请回复延长天数和批准人")
    await office.chen.says("20 张局长")
    await office.chen.expects("请书面告知申请人")
    assert (await dates(office))[ANSWER] == ("2026-02-09", "2026-04-13", "running")
    await task.is_redrawn(containing="延长20个工作日，张局长批准")
    await task.taps("拟答复")
    groups = await office.chen.expects("请选择答复结果", NUMBER)
    await groups.taps("3 不予公开")
    rows = await office.chen.expects("请选择答复结果", NUMBER)
    await rows.taps(next(label for label in rows.buttons if label.startswith("3.4")))
    await office.chen.expects("请回复答复正文")
    await office.chen.says("经征求意见，第三方不同意公开，不予公开。")
    await office.chen.expects("答复已送审核")
    card = await office.liu.expects("请审核答复", "3.4 不予公开：损害第三方权益")
    await card.taps("同意")
    await office.wang.expects("请送达答复", "3.4")


async def test_what_cannot_be_entered_is_refused(office: Office) -> None:
    """Days out of order, others' applications, outcomes that are none."""
    await given(office)
    for words, answer in (
        (f"补正告知 {NUMBER} 2月6日", "日期有误"),
        (f"征求意见 {NUMBER} 群众", "请写明向谁征求意见"),
        (f"对方收到 {NUMBER}", "没有等待回复的征求意见"),
        (f"答复 {NUMBER} 9 正文", "请写明答复结果的代码"),
    ):
        await says(office, words, answer)
    await office.sun.says(f"延期 {NUMBER} 5 张局长")
    await office.sun.expects("没有查到这件来信或申请")
    await office.zhou.says(f"延期 {NUMBER} 5 张局长")
    await office.zhou.expects("这件不由您办理")
    found: dict[str, Any] = json_value((await row_of(office, NUMBER)).events)
    assert found == {}


async def test_whoever_is_consulted_has_a_time_of_its_own_and_silence_is_told(office: Office) -> None:
    """条例 32, 34: fifteen working days from the letter's receipt; silence is no lateness of ours."""
    await given(office)
    await says(office, f"征求意见 {NUMBER} 第三方", "期间不计入期限")
    await says(office, f"征求意见 {NUMBER} 共同制作机关", "期间不计入期限")
    assert "CN-32-THIRD" not in await dates(office)  # nobody has the letter yet
    await office.clock.to("2026-02-11 10:00")
    await says(office, f"对方收到 {NUMBER} 第三方 2月11日", "对方收到")
    await office.clock.to("2026-02-12 10:00")
    await says(office, f"对方收到 {NUMBER} 共同制作机关 2月12日", "对方收到")
    found = await dates(office)
    assert found["CN-32-THIRD"] == ("2026-02-11", "2026-03-10", "running")
    assert found["CN-34-COMAKER"] == ("2026-02-12", "2026-03-11", "running")
    await office.clock.to("2026-03-04 10:00")
    await says(office, f"对方回复 {NUMBER} 共同制作机关 3月4日", "期限继续计算")
    assert (await dates(office))["CN-34-COMAKER"][2] == "met"
    await office.clock.to("2026-03-13 18:00")
    told = hears(office.chen, office.liu)
    assert any("逾期不回复的" in card.text and NUMBER in card.text for card in told)
    assert (await dates(office))["CN-32-THIRD"][2] == "cancelled"  # it was silent: we decide
    assert not any(
        "CN-32" in card.text or "第三十二条" in card.text for group in office.groups for card in hears(group)
    )


async def test_a_second_letter_to_a_third_party_runs_on_when_the_first_is_answered(office: Office) -> None:
    """One promise a kind: of whoever has had the letter longest and said nothing."""
    await given(office)
    for words in (f"征求意见 {NUMBER} 第三方", f"征求意见 {NUMBER} 第三方"):
        await says(office, words, "期间不计入期限")
    await office.clock.to("2026-02-10 10:00")
    await says(office, f"对方收到 {NUMBER} 第三方 2月10日", "对方收到")
    await office.clock.to("2026-02-12 10:00")
    await says(office, f"对方收到 {NUMBER} 第三方 2月12日", "对方收到")
    assert (await dates(office))["CN-32-THIRD"] == ("2026-02-10", "2026-03-09", "running")
    await says(office, f"对方回复 {NUMBER} 第三方", "期限继续计算")
    assert (await dates(office))["CN-32-THIRD"] == ("2026-02-12", "2026-03-11", "running")


async def test_the_answer_ends_what_it_waited_for_and_an_undone_one_waits_again(office: Office) -> None:
    """Approved while a third party is still asked: its time is given up; 撤销 brings it back."""
    await given(office)
    await says(office, f"征求意见 {NUMBER} 第三方", "期间不计入期限")
    await says(office, f"对方收到 {NUMBER} 第三方", "对方收到")
    await says(office, f"答复 {NUMBER} 1 予以公开。", "答复已送审核")
    card = await office.liu.expects("请审核答复")
    await card.taps("同意")
    assert (await dates(office))["CN-32-THIRD"][2] == "replaced"
    await card.is_redrawn(containing="已同意答复", buttons=["撤销"])
    await card.taps("撤销")
    assert (await dates(office))["CN-32-THIRD"] == ("2026-02-09", "2026-03-06", "running")
    await office.liu.expects(
        "请审核答复", "另有期限：2026年3月6日"
    )  # what a third party owes stands after ours
    await office.clock.forward(minutes=10)
    hears(office.chen, office.liu)


async def test_what_yuxi_withholds_is_refused_in_three_days_unless_somebody_is_asked(
    open_office: OpenOffice,
) -> None:
    """《制度》14(2), 14(3): three working days from receipt; a third party's word needs longer."""
    office = await open_office(settings={"regime": "yuxi"})
    task = await given(office)
    assert "YX2-14-2-REFUSE" not in await dates(office)
    await task.taps("办理情况")
    menu = await office.chen.expects("办理情况", NUMBER)
    await menu.taps("涉密隐私商秘，拟不予公开")
    assert (await dates(office))["YX2-14-2-REFUSE"] == ("2026-02-09", "2026-02-12", "running")
    await task.is_redrawn(containing="拟不予公开")
    await says(office, f"拟不予公开 {NUMBER}", "现在不能登记")
    await says(office, f"征求意见 {NUMBER} 第三方", "期间不计入期限")
    assert (await dates(office))["YX2-14-2-REFUSE"][2] == "replaced"
    await says(office, f"拟不予公开 {NUMBER}", "现在不能登记")


async def test_a_refusal_in_time_meets_it(open_office: OpenOffice) -> None:
    """It is met by an answer that refuses, and the applicant's times for review and lawsuit are kept."""
    office = await open_office(settings={"regime": "yuxi"})
    await given(office)
    await says(office, f"拟不予公开 {NUMBER}", "已登记", "拟不予公开")
    await says(office, f"答复 {NUMBER} 3.4 属商业秘密，不予公开。", "答复已送审核")
    card = await office.liu.expects("请审核答复")
    await card.taps("同意")
    told = await office.wang.expects("请送达答复", "3.4")
    assert (await dates(office))["YX2-14-2-REFUSE"][2] == "met"
    await told.taps("已送达")
    found = await dates(office)
    assert found["CN-FUYI-60"] == ("2026-02-09", "2026-04-10", "running")
    assert found["CN-SUSONG-6M"] == ("2026-02-09", "2026-08-10", "running")
    await office.clock.to("2026-08-20 10:00")
    hears(office.chen, office.liu, office.wang, *office.groups)
    found = await dates(office)
    assert {found["CN-FUYI-60"][2], found["CN-SUSONG-6M"][2]} == {"cancelled"}


async def test_no_shorter_time_no_button(office: Office) -> None:
    """Kaiping has none."""
    task = await given(office)
    await task.taps("办理情况")
    menu = await office.chen.expects("办理情况", NUMBER)
    assert not any("拟不予公开" in label for label in menu.buttons)
    await says(office, f"拟不予公开 {NUMBER}", "现在不能登记")
