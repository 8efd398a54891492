"""An any-one step: the first decision wins, and every other card says who and when."""

from emulator import telegram_people as acts
from storage import review
from tests.office import Office
from tests.stories.ways import handed_in, head_approves


async def _both_ready(office: Office):
    item = await handed_in(office)
    await head_approves(office, item)
    first = await office.wang.expects("请作保密审查", item)
    second = await office.zhao.expects("请作保密审查", item)
    await first.taps("全部符合")
    for card in (first, second):
        await card.is_redrawn(containing="请审批")
    return item, first, second


async def _decisions(office: Office, item) -> list[str]:
    """The verdicts that stand, of all steps."""
    from storage import items, orgs

    def read(tx):
        org = orgs.organisation_by_key(tx, "demo")
        row = items.by_number(tx, org.id, number=item.number)
        return [one.verdict for one in review.decisions_of(tx, row.id) if one.undone_at is None]

    return await office.read(read)


async def test_the_second_is_told_who_and_when(office: Office) -> None:
    item, first, second = await _both_ready(office)
    await office.clock.to("2026-02-09 10:30")
    await first.taps("同意")
    said = await second.taps("同意", stale=True)
    assert all(word in said for word in ("KP-2026-0001", "王主任", "2月9日 10:30同意", "无需再办")), said
    await second.is_redrawn(containing=["王主任", "2月9日 10:30同意"], buttons=[])
    await office.qian.expects("请发布", item)
    assert await _decisions(office, item) == ["approved", "approved"]


async def test_two_taps_at_one_moment_leave_one_decision(office: Office) -> None:
    item, first, second = await _both_ready(office)
    office.wang.act(acts.tap, first.id, "同意")
    office.zhao.act(acts.tap, second.id, "同意")
    await office.clock.forward(seconds=3)
    told = [office.wang.toasted, office.zhao.toasted]
    assert sum("可撤销" in text for text in told) == 1
    assert sum("无需再办" in text for text in told) == 1
    await office.qian.expects("请发布", item)
    assert await _decisions(office, item) == ["approved", "approved"]


async def test_approve_and_return_at_once_apply_one(office: Office) -> None:
    item, first, second = await _both_ready(office)
    await second.taps("退回")
    reasons = await office.zhao.expects("请选择退回理由")
    office.wang.act(acts.tap, first.id, "同意")
    office.zhao.act(acts.tap, reasons.id, "材料不全，请补充")
    await office.clock.forward(seconds=3)
    standing = await _decisions(office, item)
    assert len(standing) == 2
    if standing[-1] == "approved":
        assert "已由王主任" in office.zhao.toasted
        await office.qian.expects("请发布", item)
    else:
        assert "已由赵干事" in office.wang.toasted
        await office.chen.expects("请修改", item)


async def test_the_second_by_text_is_told_too(office: Office) -> None:
    item, first, second = await _both_ready(office)
    code = second.code
    await first.taps("同意")
    await office.zhao.says(f"退回 {code} 我觉得不行")
    await office.zhao.expects("已由王主任于2月9日 09:00同意")
    await office.qian.expects("请发布", item)
