"""批量同意: routine items only, never the secrecy step; each is decided and recorded by itself."""

import pytest

from storage import audit
from tests.office import Office
from tests.office_people import Card
from tests.stories.test_gathered import of_an_evening
from tests.stories.ways import handed_in


async def secrecy_asked(office: Office, *items: object) -> None:
    for item in items:
        for person in (office.wang, office.zhao):
            await person.expects("请作保密审查", str(item))


def choices(vote: Card) -> list[str]:
    """What stands on a list to be ticked."""
    return [str(one["text"]) for one in vote.visible["selections"][0]["options"]]


@pytest.mark.on_telegram
async def test_from_the_merged_card_of_a_morning(office: Office) -> None:
    found = await of_an_evening(office, 4)
    await office.clock.to("2026-02-10 09:00")
    together = await office.liu.expects("请审批：4件")
    await together.taps("批量同意")
    offer = await office.liu.expects("4件可批量同意")
    await offer.taps("同意以上4件")
    office.liu.toast("已同意4件", "KP-2026-0001、KP-2026-0002")
    await secrecy_asked(office, *found)
    acts = [row.act for row in await office.read(lambda tx: audit.tail(tx, limit=80))]
    assert acts.count("review.approved") == 4


@pytest.mark.on_wecom
async def test_ticked_on_a_list(office: Office) -> None:
    first, second = await handed_in(office, "关于第1件事的通知"), await handed_in(office, "关于第2件事的通知")
    for item in (first, second):
        await office.liu.expects("请审批", item)
    await office.liu.says("同意 全部")
    offer = await office.liu.expects("可批量同意")
    told = await offer.ticks(next(label for label in choices(offer) if "0002" in label))
    assert "已同意1件：KP-2026-0002" in told
    await secrecy_asked(office, second)


async def test_in_words(office: Office) -> None:
    first, second = await handed_in(office, "关于第1件事的通知"), await handed_in(office, "关于第2件事的通知")
    cards = [await office.liu.expects("请审批", item) for item in (first, second)]
    await office.liu.says(f"同意 {cards[0].code} {cards[1].code}")
    await office.liu.expects("已同意2件：KP-2026-0001、KP-2026-0002")
    await secrecy_asked(office, first, second)
    await office.liu.says(f"撤销 {cards[1].code}")
    await office.liu.expects("已撤销对KP-2026-0002的办理")
    await office.liu.expects("请审批", second)


async def test_everything_with_one_word_more(office: Office) -> None:
    items = [await handed_in(office, f"关于第{n}件事的通知") for n in (1, 2)]
    for item in items:
        await office.liu.expects("请审批", item)
    await office.liu.says("同意 全部 确认")
    await office.liu.expects("已同意2件")
    await secrecy_asked(office, *items)


async def test_the_secrecy_step_and_important_items_are_judged_one_by_one(office: Office) -> None:
    first = await handed_in(office, "关于第1件事的通知")
    card = await office.liu.expects("请审批", first)
    grave = await handed_in(office, "关于第2件事的通知", important=True)
    other = await office.liu.expects("请审批", grave)
    await office.liu.says(f"同意 {card.code} {other.code}")
    await office.liu.expects("KP-2026-0002须逐件审批：是重要信息", "一件都没有办理")
    await office.liu.says("同意 全部 确认")
    await office.liu.expects("已同意1件：KP-2026-0001")
    await secrecy_asked(office, first)
    await office.wang.says("同意 全部")
    await office.wang.expects("没有可以批量同意的信息")
    assert "同意" in other.buttons


async def test_what_changed_since_it_was_offered_is_left_out(office: Office) -> None:
    items = [await handed_in(office, f"关于第{n}件事的通知") for n in (1, 2)]
    cards = [await office.liu.expects("请审批", item) for item in items]
    await office.liu.says("同意 全部")
    offer = await office.liu.expects("2件可批量同意")
    await office.chen.says("撤回 0002")
    await office.chen.expects("已撤回")
    await cards[1].is_redrawn(containing="已撤回")
    if office.is_on_wecom("liu"):
        told = await offer.ticks(*choices(offer))
    else:
        told = await offer.taps("同意以上2件")
    assert "已同意1件：KP-2026-0001" in told
    assert "另有1件有变动" in told
    await secrecy_asked(office, items[0])
