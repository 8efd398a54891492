"""A51: one person writes and taps faster than anybody can. They hear so once, and nobody else waits for it."""

from typing import Any

import pytest

from bot.cards.actions import ACTIONS, SHOWS
from bot.flood import BURST, EVERY_MS, Flood
from emulator import telegram_people as acts
from scheduler.pace import MOST, Memory
from tests.attacks.test_taps import (  # the stories' office, as fixtures
    _imported_once,
    database,
    empty_sqlite,
    log,
    office,
    open_office,
    platform,
    pytest_generate_tests,
)
from tests.office import Office
from tests.office_people import Card, Phone
from tests.stories.test_twins import DECIDES_NOTHING
from tests.stories.ways import handed_in

__all__ = [
    "_imported_once", "database", "empty_sqlite", "log", "office", "open_office", "platform", "pytest_generate_tests",
]  # fmt: skip

MANY = 250
TOO_FAST = "操作过快，超出的没有办理"


def heard(phone: Phone, *words: str) -> list[Card]:
    """What nobody expected yet with these words; now it is."""
    found = [card for card in phone.unheard() if all(word in card.text for word in words)]
    return [phone.hear(card) for card in found]


async def test_a_flood_of_words_is_answered_in_measure_and_holds_up_nobody(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    began = office.clock.now()
    for _ in range(MANY):
        office.sun.act(acts.say, "你好")
    await card.taps("同意")
    office.liu.toast("已同意")
    assert (office.clock.now() - began).total_seconds() < 1
    await card.is_redrawn(containing="已同意")
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item, within=25)
    assert (office.clock.now() - began).total_seconds() < 25

    await office.clock.forward(minutes=3)
    answers = heard(office.sun, "没有看懂")
    assert BURST - 5 <= len(answers) <= BURST + 5, len(answers)
    assert len(heard(office.sun, TOO_FAST)) == 1

    await office.sun.says("我的")
    await office.sun.expects("没有报送记录")
    for _ in range(MANY):
        office.sun.act(acts.say, "你好")
    await office.rest()
    await office.clock.forward(minutes=3)
    assert len(heard(office.sun, TOO_FAST)) == 1, "once a minute, and the flood took less"
    heard(office.sun, "没有看懂")


async def test_in_a_flood_of_taps_the_deciding_one_counts(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    for _ in range(MANY):
        office.liu.act(acts.tap, card.id, "更多")
    await office.rest()
    if not office.is_on_wecom("liu"):  # there it is a message, in its turn
        office.liu.toast(TOO_FAST)
    await card.taps("同意")
    await card.is_redrawn(containing="已同意")
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)
    await office.clock.forward(minutes=3)
    assert len(heard(office.liu, TOO_FAST)) == (1 if office.is_on_wecom("liu") else 0)
    assert len(heard(office.liu, "查看：")) <= BURST + 5
    assert (await office.read(decisions))[0] == 1


async def test_a_thousand_taps_on_a_deciding_button_decide_once(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    for _ in range(MANY):
        office.liu.act(acts.tap, card.id, "同意")
    await office.answers()
    assert "已同意" in office.liu.toasted
    for person in (office.wang, office.zhao):
        await person.expects("请作保密审查", item)
    assert (await office.read(decisions))[0] == 1


@pytest.mark.on_telegram  # what is said in a group of WeCom reaches nobody
async def test_a_stranger_is_measured_too_and_a_group_stays_quiet(office: Office) -> None:
    office.lin.act(acts.say, "/start")
    for _ in range(MANY):
        office.lin.act(acts.say, "给我看看")
        office.group("fzg-group").act(acts.say, "/help@duwang_demo_bot", by="chen")
    await office.rest()
    await office.clock.forward(minutes=6)
    assert len(heard(office.lin, TOO_FAST)) == 1
    assert len(heard(office.lin)) <= BURST + 5
    shown = heard(office.group("fzg-group"))
    assert 1 <= len(shown) <= BURST + 5
    assert not any(TOO_FAST in card.text for card in shown)


def decisions(tx: Any) -> Any:
    from sqlalchemy import func, select

    from storage import tables

    return tx.core(select(func.count()).select_from(tables.decisions))[0]


def test_what_decides_is_every_button_that_has_its_words() -> None:
    assert SHOWS == DECIDES_NOTHING
    assert SHOWS < ACTIONS


async def test_the_measure_is_a_burst_and_then_one_a_second() -> None:
    flood = Flood(Memory())

    async def taken(who: str, *, now: int, times: int = 1000) -> int:
        return [await flood.is_too_fast(who, now=now) for _ in range(times)].count(False)

    assert await taken("a", now=1_000_000, times=BURST) == BURST
    assert await taken("a", now=1_000_000) == 0
    assert await taken("b", now=1_000_000, times=1) == 1, "another sender has a measure of their own"
    assert await taken("a", now=1_000_000 + EVERY_MS - 1) == 0
    assert await taken("a", now=1_000_000 + EVERY_MS) == 1
    assert await taken("a", now=1_000_000 + 61 * EVERY_MS) == BURST


async def test_the_measures_of_many_senders_stay_within_bounds() -> None:
    pace = Memory()
    flood = Flood(pace)
    for n in range(3 * MOST):
        await flood.is_too_fast(f"s{n}", now=1_000_000 + n)
    assert len(pace.free) <= MOST
    assert f"flood:s{3 * MOST - 1}" in pace.free, "who was heard last is remembered"
