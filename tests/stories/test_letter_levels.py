"""Kaiping 25: a section's reply is public only after the Office and the level it belongs to approved it."""

from pathlib import Path

import pytest

from tests.office import Office
from tests.office_people import Card
from tests.stories.conftest import OpenOffice
from tests.stories.records import hears
from tests.stories.test_letters import (
    ANSWER,
    NUMBER,
    acts_of,
    clocks_of,
    drafted,
    given,
    row_of,
)

REPLY = "KP-24-REPLY"  # the office set five working days


@pytest.fixture
async def kaiping(open_office: OpenOffice, tmp_path: Path) -> Office:
    own = tmp_path / "own.yaml"
    own.write_text("clocks:\n  - {id: KP-24-REPLY, within: 5 workdays}\n", "utf-8")
    return await open_office(settings={"organisation.overlay": str(own)})


async def by_liu(office: Office) -> tuple[Card, Card]:
    """A draft that 刘股长 approved; his card, and 王主任's."""
    card = await drafted(office)
    await card.taps("同意")
    await card.is_redrawn(containing="已同意答复", buttons=["撤销"])
    await office.zhao.expects("请审核答复", ANSWER)
    return card, await office.wang.expects("请审核答复", ANSWER)


async def settled(office: Office) -> None:
    """Where a card of long ago cannot be redrawn, a line says how it ended."""
    await office.clock.forward(minutes=10)
    hears(*(office.person(id_) for id_ in ("chen", "liu", "wang", "zhao", "zhou")))


async def test_the_office_reviews_what_the_section_approved(kaiping: Office) -> None:
    """The time is kept when the opinion leaves the section; nothing is replied before the Office agrees."""
    office = kaiping
    mine, card = await by_liu(office)
    assert "审核：刘股长" in card.text
    assert (await clocks_of(office))[REPLY].state == "met"
    assert (await row_of(office)).state == "drafted"
    await office.clock.forward(minutes=10)
    await mine.is_redrawn(buttons=[])
    await card.taps("同意")
    told = await office.wang.expects("请在网站回复", ANSWER)
    await told.taps("已回复")
    done = [act for act in await acts_of(office) if act.startswith("enquiry.")]
    assert done == [
        f"enquiry.{what}" for what in ("registered", "assigned", "drafted", "passed", "answered", "replied")
    ]
    await settled(office)


async def test_the_office_sends_up_what_a_leader_approves(kaiping: Office) -> None:
    """同意并报分管局领导: the leader in charge decides, and only then it is replied."""
    office = kaiping
    _, card = await by_liu(office)
    await card.taps("同意并报分管局领导")
    await card.is_redrawn(containing="已同意答复")
    above = await office.zhou.expects("请审核答复", ANSWER)
    assert "审核：刘股长" in above.text
    assert "审核：王主任" in above.text
    assert "同意并报分管局领导" not in above.buttons
    assert (await row_of(office)).state == "drafted"
    await above.taps("同意")
    await office.wang.expects("请在网站回复", ANSWER)
    assert (await row_of(office)).state == "answered"
    await settled(office)


async def test_what_the_office_returns_begins_again_and_so_does_the_time(kaiping: Office) -> None:
    """Returned by the Office: the section's time runs on; its new draft is approved by all anew."""
    office = kaiping
    mine, card = await by_liu(office)
    await card.taps("退回")
    await office.wang.expects("请回复退回理由")
    await office.wang.says("请补充依据")
    await office.wang.expects("已退回")
    back = await office.chen.expects("请修改答复", "请补充依据")
    assert (await clocks_of(office))[REPLY].state == "running"
    await back.taps("拟答复")
    await office.chen.expects("请回复答复正文")
    await office.chen.says(f"{ANSWER} 依据：管理办法第五条。")
    await office.chen.expects("答复已送审核：刘股长")
    again = await office.liu.expects("请审核答复", "依据：管理办法第五条")
    assert "审核：刘股长" not in again.text
    await again.taps("同意")
    await office.wang.expects("请审核答复", "依据：管理办法第五条")
    assert mine.text != again.text
    await settled(office)


async def test_the_section_takes_its_approval_back(kaiping: Office) -> None:
    """撤销 within minutes: the Office's card is over, the time runs, the head judges anew."""
    office = kaiping
    mine, card = await by_liu(office)
    await mine.taps("撤销")
    await card.is_redrawn(lacking="点“同意”", buttons=[])
    assert (await clocks_of(office))[REPLY].state == "running"
    again = await office.liu.expects("请审核答复", ANSWER)
    await card.taps("同意", stale=True)
    assert (await row_of(office)).state == "drafted"
    await again.taps("同意")
    await office.wang.expects("请审核答复", ANSWER)
    await settled(office)


async def test_the_same_in_words(kaiping: Office) -> None:
    """同意答复, 上报答复 with the check code; who has decided hears so, others that it is not theirs."""
    office = kaiping
    await given(office)
    await office.chen.says(f"答复 {NUMBER} {ANSWER}")
    await office.chen.expects("答复已送审核")
    card = await office.liu.expects("请审核答复")
    sign = card.text.partition(f"同意答复 {NUMBER} ")[2][:4]
    await office.liu.says(f"上报答复 {NUMBER} {sign}")
    await office.liu.expects("不需要再上报")
    await office.liu.says(f"同意答复 {NUMBER} {sign}")
    await office.liu.expects("已转王主任", "审核")
    await office.wang.expects("请审核答复", f"上报答复 {NUMBER} {sign}")
    await office.liu.says(f"同意答复 {NUMBER} {sign}")
    await office.liu.expects("已由刘股长")
    await office.wang.says(f"上报答复 {NUMBER} {sign}")
    await office.wang.expects("已转周副局长")
    await office.zhou.expects("请审核答复")
    await office.zhou.says(f"同意答复 {NUMBER} {sign}")
    await office.zhou.expects("已同意")
    await office.wang.expects("请在网站回复")
    await settled(office)


async def test_where_no_level_is_named_the_section_decides(open_office: OpenOffice) -> None:
    """Jiangsu names none: the head's approval is the last."""
    office = await open_office(settings={"regime": "jiangsu"})
    card = await drafted(office)
    await card.taps("同意")
    await office.wang.expects("请在网站回复", ANSWER)
    assert (await row_of(office)).state == "answered"


async def test_without_anybody_in_the_office_nothing_is_sent_to_approval(kaiping: Office) -> None:
    """Whoever drafts hears at once that nobody could review it, not the head after his approval."""
    office = kaiping
    await given(office)
    for name in ("王主任", "赵干事"):
        await office.wu.says(f"停用 {name}")
        await office.wu.expects("已停用", name)
    await office.chen.says(f"答复 {NUMBER} {ANSWER}")
    await office.chen.expects("没有可以审核的")
    assert (await row_of(office)).state == "assigned"
