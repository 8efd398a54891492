"""保密审查 (article 16) is an act of its own: all eight aspects in one tap, or one exception that returns."""

from pathlib import Path

import pytest
import yaml

import rules
from storage import review
from tests.office import Office
from tests.office_people import Card, Item
from tests.stories.records import acts_of, id_of, row_of
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


@pytest.mark.on_telegram  # on WeCom the aspects are a list to tick
async def test_an_exception_returns_the_item_with_the_aspect_as_its_reason(office: Office) -> None:
    item = await handed_in(office)
    await head_approves(office, item)
    card = await office.wang.expects("请作保密审查", item)
    other = await office.zhao.expects("请作保密审查", item)
    await card.taps("有例外")
    choice = await office.wang.expects("请选择不符合项", item)
    assert len(choice.buttons) == ASPECTS + 1
    await choice.taps("不涉及国家秘密")
    office.wang.toast("已退回")
    await card.is_redrawn(containing=["已退回", "不涉及国家秘密", "第十六条"], buttons=["撤销"])
    await other.is_redrawn(containing=["王主任", "退回"], buttons=[])
    await office.chen.expects(
        "请修改", item, "保密审查：不涉及国家秘密（第十六条）", buttons=["修改", "放弃"]
    )


SECRET, TRUE = "不涉及国家秘密", "内容真实"


async def voting(office: Office) -> tuple[Item, Card, Card, Card]:
    """王主任 looks for exceptions: the item, both reviewers' cards, the list."""
    item = await handed_in(office)
    await head_approves(office, item)
    card = await office.wang.expects("请作保密审查", item)
    other = await office.zhao.expects("请作保密审查", item)
    await card.taps("有例外")
    vote = await office.wang.expects("请选择不符合项", item)
    assert vote.message.body["card_type"] == "vote_interaction"
    assert len(vote.message.visible["selections"][0]["options"]) == ASPECTS
    return item, card, other, vote


async def ticks_of(office: Office, item: Item) -> dict[str, str]:
    """How each aspect was answered."""
    about = f"item:{await id_of(office, item)}"
    rows = await office.read(lambda tx: review.ticks_of(tx, about))
    return {row.line.removeprefix("secrecy."): str(row.value) for row in rows}


@pytest.mark.on_wecom
async def test_on_wecom_the_aspects_are_ticked_on_a_vote_and_decided_on_the_card(office: Office) -> None:
    item, card, other, vote = await voting(office)
    options = vote.message.visible["selections"][0]["options"]
    assert not any(one["chosen"] for one in options), "only an exception is ticked"
    await vote.ticks(SECRET, TRUE)
    await vote.is_redrawn(containing=["已记录不符合项", f"{SECRET}、{TRUE}"], buttons=[])
    found = await ticks_of(office, item)
    assert {key for key, value in found.items() if value == "exception"} == {"secret", "truthful"}
    assert len(found) == ASPECTS
    assert (await row_of(office, item)).state == "review", "ticking decides nothing"

    await card.is_redrawn(
        containing=[f"× {SECRET}", f"× {TRUE}", "✓ 内容准确"],
        buttons=["按例外退回", "有例外", "全部符合", "退回", "更多"],
    )
    await office.wang.says(f"同意 {card.code}")
    await office.wang.expects(f"保密审查有不符合项：{SECRET}、{TRUE}。请退回")
    await card.taps("按例外退回")
    office.wang.toast("已退回")
    await card.is_redrawn(containing=["已退回", SECRET, "第十六条"], buttons=["撤销"])
    await other.is_redrawn(containing=["王主任", "退回"], buttons=[])
    returned = await office.chen.expects("请修改", item, buttons=["修改", "放弃"])
    assert f"保密审查：{SECRET}（第十六条）；{TRUE}（第十六条）" in returned.text
    acts = [row.act for row in await acts_of(office, item)]
    assert acts.count("secrecy.ticked") == 1


@pytest.mark.on_wecom
async def test_a_tick_made_in_error_is_put_right_before_the_decision(office: Office) -> None:
    item, card, other, vote = await voting(office)
    await vote.ticks(SECRET)
    await card.taps("有例外")
    again = await office.wang.expects("请选择不符合项", item)
    await again.ticks(TRUE)
    assert {key for key, value in (await ticks_of(office, item)).items() if value == "exception"} == {
        "truthful"
    }
    await card.taps("全部符合")
    await card.is_redrawn(containing="请审批", lacking=["○", "×"])
    await card.taps("同意")
    await other.is_redrawn(containing=["王主任", "同意"], buttons=[])
    await office.qian.expects("请发布", item)


@pytest.mark.on_wecom
async def test_an_empty_vote_is_no_answer_and_stays_open(office: Office) -> None:
    item, card, _, vote = await voting(office)
    assert "请先选择" in await vote.ticks()
    assert not await ticks_of(office, item)
    await vote.ticks(SECRET)
    await card.is_redrawn(containing=f"× {SECRET}")


@pytest.mark.on_wecom
async def test_a_colleague_sees_the_exceptions_and_may_decide_on_them(office: Office) -> None:
    item, card, other, vote = await voting(office)
    await vote.ticks(SECRET)
    await other.is_redrawn(containing=f"× {SECRET}")
    await other.taps("全部符合")
    office.zhao.toast("由勾选人更正")
    assert (await ticks_of(office, item))["secret"] == "exception"
    await other.taps("按例外退回")
    office.zhao.toast("已退回")
    await card.is_redrawn(containing=["赵干事", "退回"], buttons=[])
    await office.chen.expects("请修改", item, SECRET)


@pytest.mark.on_wecom
async def test_a_vote_that_is_submitted_after_the_decision_changes_nothing(office: Office) -> None:
    item, card, other, vote = await voting(office)
    await other.taps("全部符合")
    await other.taps("同意")
    office.zhao.toast("已同意")
    await card.is_redrawn(containing=["赵干事", "同意"], buttons=[])
    before = await ticks_of(office, item)
    assert "赵干事" in await vote.taps(SECRET, stale=True)
    assert await ticks_of(office, item) == before
    await office.qian.expects("请发布", item)


@pytest.mark.on_wecom
async def test_more_than_twenty_aspects_are_asked_on_one_list_after_the_other(open_office, tmp_path) -> None:
    more = [
        {"key": f"own{n}", "text": {"zh_CN": f"本单位第{n}项", "en": f"Own {n}"}, "cite": "第十六条",
         "says": {"zh_CN": "本单位要求", "en": "Asked by the office"}}
        for n in range(30 - ASPECTS)
    ]  # fmt: skip
    found = yaml.safe_load((Path(rules.__file__).parent / "regimes" / "kaiping.yaml").read_text("utf-8"))
    found["secrecy"]["aspects"] += more
    path = tmp_path / "longer.yaml"
    path.write_text(yaml.safe_dump(found, allow_unicode=True), "utf-8")
    office = await open_office(settings={"regime": str(path)})
    item = await handed_in(office)
    await head_approves(office, item)
    card = await office.wang.expects("请作保密审查", item)
    await office.zhao.expects("请作保密审查", item)
    await card.taps("有例外")
    vote = await office.wang.expects("请选择不符合项", item)
    labels = [one["text"] for one in vote.message.visible["selections"][0]["options"]]
    assert len(labels) == 20
    await vote.ticks(labels[0])
    rest = await office.wang.expects("请选择不符合项", item)
    others = [one["text"] for one in rest.message.visible["selections"][0]["options"]]
    assert len(others) == len(set(others) - set(labels)) == 10
    await rest.ticks()
    found = await ticks_of(office, item)
    assert len(found) == 30
    assert list(found.values()).count("exception") == 1
    await card.taps("按例外退回")
    await office.chen.expects("请修改", item, labels[0])


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
