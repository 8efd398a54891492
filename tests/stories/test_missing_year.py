"""The missing holiday notice and an administrator's own reminders of the same morning are one message."""

from datetime import datetime
from typing import Any

from scheduler.clock import SHANGHAI
from tests.office import office_file
from tests.stories.conftest import OpenOffice
from tests.stories.records import hears, said_at
from tests.stories.test_clocks import registers
from tests.stories.ways import TITLE


def in_a_small_office() -> dict[str, Any]:
    """The demo office, where the liaison administers as well."""
    found = office_file()
    for one in found["people"]:
        if one["id"] == "chen":
            one["roles"].append({"office": "bgs", "role": "administrator"})
    return found


async def test_it_stands_on_the_reminder_of_that_morning_and_comes_alone_on_others(
    open_office: OpenOffice,
) -> None:
    """Daily from 10 December; the 7-day limit of 7 December ends on the 16th."""
    office = await open_office(file=in_a_small_office(), start=datetime(2026, 12, 8, 10, 0, tzinfo=SHANGHAI))
    await registers(office.chen, TITLE, "12月7日")
    await office.clock.to("2026-12-12 18:00")
    told = hears(office.chen)
    days = [(said_at(card).day, TITLE in card.text, "2027年放假通知尚未登记" in card.text) for card in told]
    assert days == [(10, False, True), (11, True, True)]
    assert [said_at(card).day for card in hears(office.wu)] == [10, 11], "who holds nothing hears of it alone"
