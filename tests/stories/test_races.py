"""Two things at one moment: exactly one happens, and everybody hears the truth."""

import re
from pathlib import Path

import pytest

from emulator import telegram_people as acts
from rules.model import Verdict
from storage import review as seats
from tests.office import Office
from tests.office_log import Log
from tests.stories.records import acts_of, row_of
from tests.stories.ways import TITLE, handed_in, published
from workflow import review

SERIAL = re.compile(r"KP-\d{4}-\d+")


async def test_withdrawal_and_approval(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    office.chen.act(acts.tap, item.filed.id, "撤回")
    office.liu.act(acts.tap, card.id, "同意")
    await office.answers()
    assert "已撤回" in office.chen.toasted
    if "已同意" in office.liu.toasted:
        # The approval was first; the withdrawal then ended the step that it had opened.
        await card.is_redrawn(containing="已同意")
    else:
        assert "已由报送人撤回" in office.liu.toasted
        await card.is_redrawn(containing="已撤回", buttons=[])
    await item.filed.is_redrawn(containing="已撤回")
    await office.clock.forward(minutes=2)
    office.nobody_heard_more()


async def test_withdrawal_and_the_last_approval(office: Office) -> None:
    item = await office.chen.submits(
        "关于删除过期通知的申请事项说明", kind="delete", answers={"原网页地址": office.site.any_address()}
    )
    head = await office.liu.expects("请审批", item)
    await head.taps("同意")
    card = await office.wang.expects("请审批", item)
    await office.zhao.expects("请审批", item)
    await item.filed.is_redrawn(containing="已报送")
    office.wang.act(acts.tap, card.id, "同意")
    office.chen.act(acts.tap, item.filed.id, "撤回")
    await office.answers()
    if "已同意" in office.wang.toasted:
        assert "已撤回" in office.chen.toasted  # after the last approval, before anything is done on the site
        assert (await row_of(office, item)).state == "withdrawn"
    else:
        assert "已由报送人撤回" in office.wang.toasted
        assert "已撤回" in office.chen.toasted


async def test_undo_and_the_next_ones_tick(office: Office) -> None:
    item = await handed_in(office)
    head = await office.liu.expects("请审批", item)
    await head.taps("同意")
    await head.is_redrawn(buttons=["撤销"])
    card = await office.wang.expects("请作保密审查", item)
    other = await office.zhao.expects("请作保密审查", item)
    office.liu.act(acts.tap, head.id, "撤销")
    office.wang.act(acts.tap, card.id, "全部符合")
    await office.answers()
    if "已撤销" in office.liu.toasted or "请以新卡为准" in office.liu.toasted:
        assert "请以最新卡片为准" in office.wang.toasted
        await office.liu.expects("请审批", item)
    else:
        assert "不能撤销" in office.liu.toasted
        assert "已记录" in office.wang.toasted
        await other.is_redrawn(containing="请审批")


async def test_an_old_card_after_a_new_round_changes_nothing(office: Office) -> None:
    item = await handed_in(office)
    old = await office.liu.expects("请审批", item)
    await item.filed.taps("撤回")
    await old.is_redrawn(containing="已撤回")
    await office.chen.says("修改 1")
    draft = await office.chen.expects("请核对后提交")
    await office.chen.hands_in(draft, TITLE)
    fresh = await office.liu.expects("请审批", item, buttons=["同意", "退回", "更多"])
    said = await old.taps("同意", stale=True)
    assert "请以最新卡片为准" in said or "新卡" in said, said
    assert fresh.buttons == ["同意", "退回", "更多"]
    await fresh.taps("同意")
    office.liu.toast("已同意")
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)


async def test_two_submissions_of_one_draft(office: Office) -> None:
    card = await office.chen.drafts(TITLE, body="正文一句。")
    await card.is_redrawn(buttons=["提交", "改一项", "放弃", "加急"])
    for _ in range(3):
        office.chen.act(acts.tap, card.id, "提交")
    await office.answers()
    await office.chen.expects("已报送", "KP-2026-0001")
    await office.liu.expects("请审批", "KP-2026-0001")
    await office.chen.says("我的")
    mine = await office.chen.expects("我报送的")
    assert len(mine.buttons) == 1


async def test_numbers_of_one_moment_have_no_gap_and_no_twin(office: Office) -> None:
    first = await office.chen.drafts(TITLE, body="正文一句。")
    second = await office.sun.drafts("关于公共法律服务的通知公告", body="正文一句。")
    for card in (first, second):
        await card.is_redrawn(buttons=["提交", "改一项", "放弃", "加急"])
    office.chen.act(acts.tap, first.id, "提交")
    office.sun.act(acts.tap, second.id, "提交")
    await office.answers()
    filed = [await person.expects("已报送") for person in (office.chen, office.sun)]
    numbers = {found for card in filed for found in SERIAL.findall(card.text)}
    assert numbers == {"KP-2026-0001", "KP-2026-0002"}
    for person in (office.liu, office.ma):
        await person.expects("请审批")


@pytest.mark.parametrize("first", ["deputy", "principal"])
async def test_a_deputy_decides_while_the_deputyship_is_taken_back(office: Office, first: str) -> None:
    """F27: one outcome, and the record names who decided for whom."""
    await office.liu.says("代理 马股长 3天")
    standing = await office.liu.expects("代理已生效")
    await office.ma.expects("请代理：刘股长")
    item = await handed_in(office)
    card = await office.ma.expects("请审批", item)
    acts_ = [(office.ma, card, "同意"), (office.liu, standing, "收回代理")]
    for person, one, label in acts_ if first == "deputy" else acts_[::-1]:
        person.act(acts.tap, one.id, label)
    await office.answers()
    await office.ma.expects("代理已结束", "代理已收回")
    kept = [row for row in await acts_of(office, item) if row.act == "review.approved"]
    if "已同意" in office.ma.toasted:
        await card.is_redrawn(containing="已同意")
        assert [row.person_id for row in kept] == [office.people["ma"]]
        assert f'"sits_for":{office.people["liu"]}' in kept[0].data.replace(" ", "")
    else:
        assert "请以最新卡片为准" in office.ma.toasted or "已转由其他人员办理" in office.ma.toasted
        assert kept == []
        back = await office.liu.expects("请审批", item)
        await back.taps("同意")
        await back.is_redrawn(containing="已同意")
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)


async def test_two_confirmations(office: Office) -> None:
    item, card, _address = await published(office)
    for _ in range(2):
        office.chen.act(acts.tap, card.id, "确认效果")
    await office.answers()
    await card.is_redrawn(containing="已确认效果", buttons=[])
    await item.filed.is_redrawn(containing="已办结")
    kept = [row.act for row in await acts_of(office, item)]
    assert kept.count("item.confirmed") == 1, kept
    assert (await row_of(office, item)).state == "closed"


@pytest.mark.postgres
async def test_a_decision_while_another_card_of_the_step_is_being_drawn(
    tmp_path: Path, postgres_url: str, log: Log
) -> None:
    """With several threads the first may decide between the reading and the sending of the second's card."""
    office = Office(tmp_path / "data", postgres_url)
    office.logged = log.errors
    await office.open()
    try:
        item = await office.chen.submits(
            "关于删除过期通知的申请事项说明", kind="delete", answers={"原网页地址": office.site.any_address()}
        )
        head = await office.liu.expects("请审批", item)
        _decides_meanwhile(office)
        await head.taps("同意")
        card = await office.zhao.expects("请审批", item)
        await card.is_redrawn(containing=["王主任", "同意", "无需再办"], buttons=[])
        await office.qian.expects("请删除已发布信息", item)
        await office.clock.forward(seconds=5)
        for one in office.wang.unheard():
            office.wang.hear(one)
        await office.leave()
    finally:
        await office.close()


def _decides_meanwhile(office: Office) -> None:
    """王主任 approves, on another connection, while 赵干事's card is being drawn."""
    assert office.app.courier is not None
    drawer = office.app.courier.drawer
    draw, done = drawer.draw, []

    def between(kind, facts, **how):
        drawn = draw(kind, facts, **how)
        if kind == "review.asked" and how["chat"] == str(office.zhao.chat.id) and not done:
            done.append(True)
            office.app.store.act_now(lambda tx: _approves(office.app.desk(tx), office.people["wang"]))
        return drawn

    drawer.draw = between


def _approves(desk, person: int) -> None:
    held = seats.seats_open(desk.tx, person)[0]
    review.decide(desk, f"seat:{held.seat_id}", by=person, verdict=Verdict.APPROVED)
