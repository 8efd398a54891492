"""The two slots of a day: what is told in the first is not told again, what arises between comes in the second."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from rules.workdays import nationwide
from scheduler.clock import SHANGHAI, from_ms
from tests.office import Office
from tests.stories.records import hears, said_at
from tests.stories.test_clocks import OTHER, registers
from tests.stories.ways import TITLE, handed_in, head_approves, office_approves
from workflow import directory
from workflow.desk import Desk, House
from workflow.spread import CROWDED, routine, spread

MORNING, AFTERNOON = ("08:32", "08:39"), ("14:32", "14:39")


def minute(card: Any) -> str:
    return said_at(card).strftime("%H:%M")


async def test_what_arises_between_the_slots_is_told_in_the_second_and_only_that(office: Office) -> None:
    """24 February is the day before both are due; the second was entered at ten."""
    await registers(office.chen, TITLE, "2月9日")
    await office.clock.to("2026-02-24 10:00")
    first, second = hears(office.chen)[-2:]
    assert len({line for line in second.text.splitlines() if "剩1个工作日" in line}) == 1
    assert MORNING[0] <= minute(second) < MORNING[1]
    assert "剩3个工作日" in first.text
    await registers(office.chen, OTHER, "2月9日")
    await office.clock.to("2026-02-24 14:31")
    office.nobody_heard_more()
    await office.clock.to("2026-02-24 18:00")
    (later,) = hears(office.chen)
    assert AFTERNOON[0] <= minute(later) < AFTERNOON[1]
    assert OTHER in later.text
    assert "剩1个工作日" in later.text
    assert TITLE not in later.text, "it was told in the morning"
    await office.clock.to("2026-02-25 18:00")
    (both,) = hears(office.chen)
    assert MORNING[0] <= minute(both) < MORNING[1]
    assert TITLE in both.text
    assert OTHER in both.text


async def test_what_was_overdue_from_the_start_is_told_the_same_day_and_each_morning(office: Office) -> None:
    """第二十一条: formed in December, entered on 9 February at nine."""
    await registers(office.chen, TITLE, "2025年12月1日")
    await office.clock.to("2026-02-09 18:00")
    (same_day,) = hears(office.chen)
    assert AFTERNOON[0] <= minute(same_day) < AFTERNOON[1]
    assert "逾期" in same_day.text
    hears(office.group("fzg-group"))
    await office.clock.to("2026-02-10 18:00")
    (next_day,) = hears(office.chen)
    assert MORNING[0] <= minute(next_day) < MORNING[1]
    hears(office.group("fzg-group"))
    (up,) = hears(office.liu)
    assert AFTERNOON[0] <= minute(up) < AFTERNOON[1], "the head hears after whoever holds it"


async def test_slots_that_fall_together_for_a_person_are_one_message(office: Office) -> None:
    """设置 16:00: both slots of the day come at four."""
    await office.chen.says("设置 16:00")
    await office.chen.expects("设置已保存")
    await registers(office.chen, TITLE, "2月9日")
    await office.clock.to("2026-02-13 10:00")
    await registers(office.chen, OTHER, "2月9日")
    await office.clock.to("2026-02-13 18:00")
    (card,) = hears(office.chen)
    assert "16:02" <= minute(card) <= "16:09"
    assert TITLE in card.text
    assert OTHER in card.text


async def test_a_slot_that_was_slept_through_is_told_as_soon_as_the_office_works(office: Office) -> None:
    """Down from half past ten: back at three it is told at once; back at eight in the evening, next morning."""
    await office.clock.to("2026-02-13 10:00")
    await registers(office.chen, TITLE, "2月9日")
    await office.stop()
    await office.restart(after=timedelta(hours=5))
    assert office.clock.now().strftime("%H:%M") == "15:00"
    await office.clock.to("2026-02-13 18:00")
    (card,) = hears(office.chen)
    assert "15:02" <= minute(card) <= "15:09"


async def test_nothing_routine_leaves_in_the_evening_after_a_stop(office: Office) -> None:
    """14 February 2026 is a Saturday on which offices work."""
    await office.clock.to("2026-02-13 10:00")
    await registers(office.chen, TITLE, "2月9日")
    await registers(office.chen, OTHER, "2月4日")
    await office.stop()
    await office.restart(after=timedelta(hours=10))
    await office.clock.to("2026-02-14 08:30")
    office.nobody_heard_more()
    await office.clock.to("2026-02-14 18:00")
    (card,) = hears(office.chen)
    assert MORNING[0] <= minute(card) < MORNING[1]
    assert TITLE in card.text
    assert OTHER in card.text
    hears(office.group("fzg-group"))
    hears(office.liu)


async def test_a_reminder_that_the_platform_refused_for_hours_hides_no_later_one(office: Office) -> None:
    """Drawn in the morning, sent again beyond the second slot: what was new there is told all the same."""
    await office.chen.says("设置 14:20")
    await office.chen.expects("设置已保存")
    await registers(office.chen, TITLE, "2月9日")
    await office.clock.to("2026-02-13 10:00")
    await registers(office.chen, OTHER, "2月9日")
    await office.clock.to("2026-02-13 14:20")
    sends = office.sending("chen")
    rule = {"match": {"method": sends, "chat": "chen"}, "do": "status", "status": 502}
    office.emulator.faults.replace([rule])
    office.forgive_call(sends, 502)
    await office.clock.to("2026-02-13 14:31")
    office.emulator.faults.clear()
    await office.clock.to("2026-02-13 18:00")
    told = [[title for title in (TITLE, OTHER) if title in card.text] for card in hears(office.chen)]
    assert sorted(told) == sorted([[TITLE], [OTHER]]), "what is tried again may come after what is new"


async def test_a_new_holder_hears_no_threshold_that_passed_before(office: Office) -> None:
    """The head's reminder of the morning is not the head's of the afternoon."""
    item = await handed_in(office)
    await office.liu.expects("请审批", item)
    await office.clock.to("2026-02-13 18:00")
    (card,) = hears(office.liu)
    assert MORNING[0] <= minute(card) < MORNING[1]
    office.nobody_heard_more()


def test_no_message_leaves_in_the_minutes_in_which_everybody_sends() -> None:
    """Whatever the receiver and their time of day, and always two to eight minutes after it."""
    for low, high in ((2, 8), (2, 4), (5, 9)):
        policy = SimpleNamespace(jitter_minutes=(low, high))
        desk: Any = SimpleNamespace(house=SimpleNamespace(policy=policy))
        for who in range(1, 200):
            for hour, at_minute in ((8, 30), (8, 55), (9, 26), (13, 58), (14, 30), (16, 0)):
                at = datetime(2026, 2, 13, hour, at_minute, tzinfo=SHANGHAI)
                leaves = from_ms(spread(desk, who, at))
                assert leaves.minute not in (0, 30), (who, at)
                assert timedelta(minutes=low) <= leaves - at <= timedelta(minutes=high), (who, at, leaves)
                assert leaves == from_ms(spread(desk, who, at))


def test_what_comes_up_at_night_is_told_while_offices_work() -> None:
    """14 February 2026 is worked, the Spring Festival lasts until the 23rd."""
    calendar = nationwide()
    for now, first in (
        ("2026-02-13T02:40:00", "2026-02-13T08:30:00"),
        ("2026-02-13T10:00:00", "2026-02-13T10:00:00"),
        ("2026-02-13T18:30:00", "2026-02-14T08:30:00"),
        ("2026-02-14T18:30:00", "2026-02-24T08:30:00"),
        ("2026-02-18T10:00:00", "2026-02-24T08:30:00"),
    ):
        desk: Any = Desk(
            SimpleNamespace(),  # type: ignore[arg-type] # nothing of it is stored
            now=datetime.fromisoformat(now).replace(tzinfo=SHANGHAI),
            house=House(calendar=calendar, files=SimpleNamespace()),  # type: ignore[arg-type]
        )
        for who in range(1, 50):
            later = from_ms(routine(desk, who)) - datetime.fromisoformat(first).replace(tzinfo=SHANGHAI)
            assert timedelta(minutes=2) <= later <= timedelta(minutes=8)
            assert from_ms(routine(desk, who)).minute not in CROWDED


async def test_nothing_that_can_wait_leaves_in_minute_0_or_30(office: Office) -> None:
    """Reminders, the group's line, a hand-over of the evening and a colleague who is gone from the directory."""
    await registers(office.chen, TITLE, "2月9日")
    await registers(office.chen, OTHER, "2月4日")
    await office.clock.to("2026-02-13 17:20")
    everybody = [*map(office.person, ("chen", "liu", "wang", "zhao", "qian")), office.group("fzg-group")]
    for phone in everybody:
        hears(phone)
    item = await handed_in(office)
    await head_approves(office, item)
    await office.clock.to("2026-02-13 17:40")
    await office_approves(office, item)
    await office.clock.to("2026-02-13 18:00")
    for phone in everybody:
        hears(phone)
    platform, bot = next(iter(office.app.bots.items()))
    await office.act(lambda desk: directory.compare(desk, platform=platform, bot=bot, names={}))
    await office.clock.to("2026-02-25 18:00")
    heard = [card for phone in (*everybody, office.person("wu")) for card in hears(phone)]
    for words in ("请发布", "已逾期", "通讯录有变化", "剩1个工作日"):
        assert any(words in card.text for card in heard), words
    assert not [card for card in heard if said_at(card).minute in CROWDED]
