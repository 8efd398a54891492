"""保密审查 (article 16) is an act of its own: all eight aspects in one tap, or one exception that returns."""

from tests.office import Office
from tests.stories.ways import TITLE, handed_in, head_approves

ASPECTS = 8


async def test_approval_waits_for_the_eight_aspects(office: Office) -> None:
    item = await handed_in(office)
    await head_approves(office, item)
    card = await office.wang.expects("请作保密审查", item, "第十六条")
    other = await office.zhao.expects("请作保密审查", item)
    assert "同意" not in card.buttons
    assert card.text.count("○") == ASPECTS

    await office.wang.says(f"同意 {card.code}")
    await office.wang.expects("请先完成保密审查，还有8项未答")

    await card.taps("全部符合")
    await card.is_redrawn(containing="请审批", lacking="○")
    assert card.text.count("✓") == ASPECTS
    await other.is_redrawn(containing="请审批", buttons=["同意", "退回", "更多"])


async def test_one_reviews_and_the_other_approves(office: Office) -> None:
    item = await handed_in(office)
    await head_approves(office, item)
    first = await office.wang.expects("请作保密审查", item)
    second = await office.zhao.expects("请作保密审查", item)
    await first.taps("全部符合")
    await second.is_redrawn(containing="请审批")
    await second.taps("同意")
    await first.is_redrawn(containing=["赵干事", "同意"], buttons=[])
    await office.qian.expects("请发布", item)


async def test_an_exception_returns_the_item_with_the_aspect_as_its_reason(office: Office) -> None:
    item = await handed_in(office)
    await head_approves(office, item)
    card = await office.wang.expects("请作保密审查", item)
    other = await office.zhao.expects("请作保密审查", item)
    await card.taps("有例外")
    choice = await office.wang.expects("请选择不符合的一项", item)
    assert len(choice.buttons) == ASPECTS + 1
    await choice.taps("不涉及国家秘密")
    office.wang.toast("已退回")
    await card.is_redrawn(containing=["已退回", "不涉及国家秘密", "第十六条"], buttons=["撤销"])
    await other.is_redrawn(containing=["王主任", "退回"], buttons=[])
    await office.chen.expects(
        "请修改", item, "保密审查：不涉及国家秘密（第十六条）", buttons=["修改", "放弃"]
    )


async def test_a_deletion_has_no_secrecy_review(office: Office) -> None:
    item = await office.chen.submits(
        "关于删除过期通知的申请事项说明", kind="delete", answers={"原网页地址": office.site.any_address()}
    )
    await head_approves(office, item)
    for person in (office.wang, office.zhao):
        await person.expects("请审批", item, buttons=["同意", "退回", "更多"])


EXEMPT = "exemption_mode: {mode}\n"


async def test_an_exempt_item_skips_the_secrecy_review_and_prints_the_ground(open_office, tmp_path) -> None:
    office = await _exempting(open_office, tmp_path, "secrecy_only")
    item = await _exempt_item(office)
    head = await office.liu.expects("请审批", item, "免予保密审查", "KF〔2026〕3号", "第十七条")
    await head.taps("同意")
    for person in (office.wang, office.zhao):
        await person.expects("请审批", item, "不再进行保密审查", buttons=["同意", "退回", "更多"])


async def test_where_the_office_opened_the_short_route_the_head_hands_over(open_office, tmp_path) -> None:
    office = await _exempting(open_office, tmp_path, "short_route")
    item = await _exempt_item(office)
    head = await office.liu.expects("请审批", item, "免予保密审查")
    await head.taps("同意")
    await head.is_redrawn(containing="已同意")
    await office.qian.expects("请发布", item)


async def _exempting(open_office, tmp_path, mode: str) -> Office:
    overlay = tmp_path / "own.yaml"
    overlay.write_text(f"exemption_mode: {mode}\n", "utf-8")
    return await open_office(settings={"organisation.overlay": str(overlay)})


async def _exempt_item(office: Office):
    card = await office.chen.drafts(TITLE, body="正文已随文件印发。", until="保密审查初审意见")
    await card.taps("改一项")
    menu = await office.chen.expects("请选择要改的一项")
    await menu.taps("免予保密审查的情形")
    card = await office.chen.expects("请选择免予保密审查的情形")
    card = await office.chen.fills(
        card, {"免予保密审查的情形": "已生效的法规文件", "免予审查的依据": "KF〔2026〕3号"}
    )
    return await office.chen.hands_in(card, TITLE)
