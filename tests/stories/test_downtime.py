"""The service was away for three days: what was missed comes as one digest a person, one line a group."""

from datetime import date, timedelta

from tests.office import Office
from tests.stories.records import hears, said_at
from tests.stories.test_clocks import OTHER, registers
from tests.stories.ways import TITLE

THIRD = "关于开展执法案卷评查的通知"


async def three_days_away(office: Office, until: str) -> None:
    """Thresholds of every sort fall between 10 and 13 February: before, on, overdue, and upwards."""
    for title, day in ((TITLE, "2月4日"), (OTHER, "1月30日"), (THIRD, "2月2日")):
        await registers(office.chen, title, day)
    await registers(office.sun, "法律援助案件统计", "2月3日", column="法律援助")
    await office.clock.to("2026-02-09 18:00")
    for phone in (*map(office.person, ("chen", "sun", "liu", "ma")), *office.groups):
        hears(phone)
    await office.stop()
    hour, minute = map(int, until.split(":"))
    away = timedelta(days=4, hours=hour - 18, minutes=minute)
    await office.restart(after=away)
    assert office.clock.now().date() == date(2026, 2, 13)


async def test_what_three_days_held_up_is_one_digest_a_person_and_one_line_a_group(office: Office) -> None:
    await three_days_away(office, "10:00")
    await office.clock.to("2026-02-13 14:00")
    (digest,) = hears(office.chen)
    for title in (TITLE, OTHER, THIRD):
        assert title in digest.text
    assert "10:02" <= said_at(digest).strftime("%H:%M") <= "10:08"
    assert len(hears(office.sun)) == 1
    assert len(hears(office.liu)) <= 1
    for group in office.groups:
        assert len(hears(group)) <= 1
    for phone in map(office.person, ("ma", "wang", "zhao", "zhou", "wu")):
        assert len(hears(phone)) <= 1
    office.nobody_heard_more()


async def test_back_in_the_evening_the_digest_waits_for_the_morning_and_is_one_with_its_own(
    office: Office,
) -> None:
    """14 February 2026 is a Saturday on which offices work."""
    await three_days_away(office, "20:00")
    await office.clock.to("2026-02-14 08:30")
    office.nobody_heard_more()
    await office.clock.to("2026-02-14 14:00")
    (digest,) = hears(office.chen)
    for title in (TITLE, OTHER, THIRD):
        assert title in digest.text
    assert "08:32" <= said_at(digest).strftime("%H:%M") <= "08:38"
    everybody = [*map(office.person, ("sun", "liu", "ma", "wang", "zhao", "zhou", "wu")), *office.groups]
    told = {phone.id: [card.text for card in hears(phone)] for phone in everybody}
    assert not {id_: texts for id_, texts in told.items() if len(texts) > 1}
