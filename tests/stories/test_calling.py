"""A work group's line calls its own people by name: on a later day, in the minute in which their card comes."""

from datetime import timedelta
from typing import Any

import pytest

from tests.office import Office
from tests.office_people import Card
from tests.stories.records import hears, said_at
from tests.stories.test_clocks import registers
from tests.stories.ways import TITLE, handed_in, head_approves

LONG_AGO = {"形成（变更）日期": "2026年1月5日"}  # 20 working days from then have passed
SENT_TO = "处理卡片已发给："


def calls(office: Office, line: Card) -> set[str]:
    """Whose phones ring for a line of a group, by the ids of the office file."""
    people = office.file["people"]
    if office.is_on_wecom("fzg-group"):
        room = office.emulator.wecom.state.rooms["fzg-group"]
        said = next(one.visible for one in room.messages if one.visible.get("text") == line.text)
        named = {one.lower() for one in said["mentioned"]}
        return {one["id"] for one in people if str(one.get("wecom_userid", "")).lower() in named}
    entities: list[dict[str, Any]] = line.message.payload.get("entities", [])
    ids = {one["user"]["id"] for one in entities if one["type"] == "text_mention"}
    return {one["id"] for one in people if one["telegram_id"] in ids}


def reached(office: Office, *people: str) -> set[str]:
    """Those of them who are on the platform of 法制股's group: others are named, and their phones stay quiet."""
    here = office.is_on_wecom("fzg-group")
    return {one for one in people if office.is_on_wecom(one) == here}


async def line_of(office: Office, until: str) -> Card:
    """The one line of 法制股's group until then."""
    await office.clock.to(until)
    (line,) = hears(office.group("fzg-group"))
    passes_over(office)
    return line


def passes_over(office: Office) -> None:
    """What has come up to those above is told in test_clocks."""
    for phone in (office.liu, office.wang, office.zhao, office.zhou):
        for card in phone.unheard():
            if "请督促办理" in card.text:
                phone.hear(card)


async def test_nobody_is_named_on_the_day_on_which_it_is_first_told(office: Office) -> None:
    await registers(office.chen, TITLE, "2025年12月1日")
    line = await line_of(office, "2026-02-09 18:00")
    (card,) = hears(office.chen)
    assert "逾期" in card.text
    assert SENT_TO not in line.text
    assert "陈信息" not in line.text
    assert not calls(office, line)


async def test_on_a_later_day_the_holder_is_called_in_the_minute_of_the_card(office: Office) -> None:
    await registers(office.chen, TITLE, "2025年12月1日")
    await line_of(office, "2026-02-09 18:00")
    hears(office.chen)
    line = await line_of(office, "2026-02-10 18:00")
    (card,) = hears(office.chen)
    assert line.text.endswith(f"{SENT_TO}陈信息")
    assert calls(office, line) == reached(office, "chen")
    assert TITLE not in line.text, "the item is a number in the group"
    assert said_at(card) < said_at(line) < said_at(card) + timedelta(minutes=1)
    assert said_at(card).minute == said_at(line).minute
    assert "08:32" <= said_at(line).strftime("%H:%M") <= "08:38"


async def test_another_reminder_of_the_slot_does_not_part_the_card_from_the_line(office: Office) -> None:
    """What is due soon is told first; all of it is one card, and it leaves with the group's line."""
    await registers(office.chen, "关于开放日活动安排的公告", "2月2日")  # seven working days end on the 11th
    await registers(office.chen, TITLE, "2025年12月1日")
    await line_of(office, "2026-02-09 18:00")
    hears(office.chen)
    line = await line_of(office, "2026-02-10 18:00")
    (card,) = hears(office.chen)
    assert "剩1个工作日" in card.text
    assert said_at(card).strftime("%H:%M") == said_at(line).strftime("%H:%M")
    assert calls(office, line) == reached(office, "chen")


async def test_whoever_has_held_it_for_less_than_a_day_is_not_named(office: Office) -> None:
    item = await handed_in(office, answers=LONG_AGO)
    asked = await office.liu.expects("请审批", item)
    await line_of(office, "2026-02-09 17:00")
    hears(office.liu, office.chen)
    await office.liu.says(f"退回 {asked.code} 联系电话不一致")
    await office.liu.expects("已退回")
    await office.chen.expects("请修改", item)
    line = await line_of(office, "2026-02-10 18:00")
    assert SENT_TO not in line.text, "it came back to 陈信息 the afternoon before"
    hears(office.chen, office.liu)
    line = await line_of(office, "2026-02-11 18:00")
    assert calls(office, line) == reached(office, "chen")
    hears(office.chen)


async def test_people_of_another_office_are_not_named_in_this_one(office: Office) -> None:
    """The item waits for the Office; the section's group reads its number alone."""
    item = await handed_in(office, answers=LONG_AGO)
    await head_approves(office, item)
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)
    everybody = (office.chen, office.liu, office.wang, office.zhao)
    await line_of(office, "2026-02-09 18:00")
    hears(*everybody)
    line = await line_of(office, "2026-02-10 18:00")
    assert item.number in line.text
    assert SENT_TO not in line.text
    assert not calls(office, line)
    assert any("逾期" in card.text for card in hears(*everybody)), "they were told in private"


async def test_whoever_wants_reminders_later_is_not_called_before(office: Office) -> None:
    """设置 16:00: no card has come when the line leaves, so it calls nobody."""
    await office.chen.says("设置 16:00")
    await office.chen.expects("设置已保存")
    await registers(office.chen, TITLE, "2025年12月1日")
    await line_of(office, "2026-02-09 18:00")
    line = await line_of(office, "2026-02-10 18:00")
    assert SENT_TO not in line.text
    later = hears(office.chen)
    assert [said_at(card).strftime("%H") for card in later] == ["16", "16"]


@pytest.mark.on_wecom
async def test_a_card_that_did_not_arrive_is_not_said_to_have_come(office: Office) -> None:
    await registers(office.chen, TITLE, "2025年12月1日")
    await line_of(office, "2026-02-09 18:00")
    hears(office.chen)
    sends = office.sending("chen")
    office.emulator.faults.replace(
        [{"match": {"method": sends, "chat": "chen"}, "do": "status", "status": 502}]
    )
    office.forgive_call(sends, 502)
    line = await line_of(office, "2026-02-10 08:40")
    office.emulator.faults.clear()
    assert SENT_TO not in line.text
    await office.clock.to("2026-02-10 18:00")
    passes_over(office)
    (card,) = hears(office.chen)
    assert "逾期" in card.text
