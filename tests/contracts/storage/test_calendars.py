"""Holidays entered while promises run: every date right, every owner told once, what is closed stays as it was."""

import asyncio
import json
import random
from collections import Counter
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select

from bot.founding import found
from rules import regime as regimes
from rules.model import Content, Kind
from rules.notice import Entry
from rules.workdays import Workdays, known
from scheduler.clock import SHANGHAI, from_ms
from storage import audit, calendars, clocks, items, orgs, people
from storage.engine import Store, Tx
from storage.files import Files
from storage.sql import Sql, run_core
from storage.tables import clocks as clock_rows
from storage.tables import outbox, timers
from workflow import calendars as use
from workflow import remind, subjects, watch, year_ahead
from workflow.desk import Desk, House, Refused
from workflow.notices import KINDS, Notice, find_notices
from workflow.timers import TIMERS, Due

REGIME = regimes.load(regimes.BUILT_IN / "kaiping.yaml")
LIMITS = {"KP-21-PROPOSE": 7, "KP-21-PUBLISH": 20}  # 第二十一条, working days
SITE = "https://www.example.gov.cn/"
BOT = "7001"

# A made-up notice for 2027: New Year with its make-up Saturday, Spring Festival with two, and the rest.
OFF = {
    **{date(2027, 1, day): "元旦" for day in range(1, 6)},
    **{date(2027, 2, day): "春节" for day in range(5, 13)},
    **{date(2027, 4, day): "清明节" for day in (3, 4, 5)},
    **{date(2027, 5, day): "劳动节" for day in range(1, 6)},
    **{date(2027, 6, day): "端午节" for day in (9,)},
    **{date(2027, 9, day): "中秋节" for day in (15,)},
    **{date(2027, 10, day): "国庆节" for day in range(1, 8)},
}
WORK = {
    date(2027, 2, 13): "春节",
    date(2027, 2, 20): "春节",
    date(2026, 12, 26): "元旦",
}
NOTICE = use.Given("", Entry(2027, OFF, WORK), "国办发明电〔2026〕8号")


def counted(start: date, n: int, *, off: Any = (), work: Any = ()) -> date:
    """The oracle: days counted one by one; the known years, and over them these days."""
    base = known()
    day = start
    while n:
        day += timedelta(days=1)
        free = day in off or (day not in work and day in base.off)
        made_up = day in work or (day not in off and day in base.work)
        n -= made_up or (day.weekday() < 5 and not free)
    return day


class Place:
    """Organisations with people and promises."""

    def __init__(self, store: Store, house: House, clock: Any) -> None:
        self.store = store
        self.house = house
        self.clock = clock
        self.orgs: dict[str, int] = {}
        self.people: dict[str, list[int]] = {}

    def at(self, text: str) -> None:
        self.clock.ms = round(datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).timestamp() * 1000)

    async def act(self, fn: Any) -> Any:
        return await self.store.act(lambda tx: fn(Desk(tx, now=from_ms(tx.now), house=self.house)))

    async def founded(self, key: str, region: str = "") -> None:
        def build(tx: Tx) -> None:
            prefix = key.upper()
            org = found(tx, key=key, name=key, prefix=prefix, site_url=SITE, regime=REGIME, region=region)
            unit = orgs.add_office(tx, org, key="fzg", name="法制股", kind="unit")
            self.orgs[key] = org
            self.people[key] = []
            for n in range(4):
                person = people.add_person(tx, name=f"{key}{n}")
                role = "administrator" if n == 3 else "liaison"
                people.add_membership(tx, person, office_id=unit, role=role, from_on="2026-01-01")
                people.bind_account(
                    tx, person, platform="telegram", bot=BOT, external_id=f"{key}{n}", chat=f"{key}{n}"
                )
                self.people[key].append(person)

        await self.store.act(build)

    async def promises(self, key: str, starts: list[date]) -> list[int]:
        """An item with its two clocks for each start, in turn of one of three liaisons."""

        def build(desk: Desk) -> list[int]:
            made = []
            office = orgs.offices_of(desk.tx, self.orgs[key])[0].id
            for n, start in enumerate(starts):
                person = self.people[key][n % 3]
                item = items.create_item(
                    desk.tx,
                    org_id=self.orgs[key],
                    office_id=office,
                    kind="publish",
                    submitter_id=person,
                    regime_hash=REGIME.digest,
                    title=f"第{n}件",
                    state="registered",
                )
                content = json.dumps(Content(kind=Kind.PUBLISH, title=f"第{n}件", formed_on=start).data())
                items.add_version(
                    desk.tx, item, content=content, content_hash=f"{key}{n}", by=person, title=""
                )
                watch.start(desk, subjects.load(desk, item), "item.formed", on=start)
                made.append(item)
            return made

        return list(await self.act(build))

    async def rows(self, **where: Any) -> list[Any]:
        query = select(clock_rows).filter_by(**where).order_by(clock_rows.c.id)
        return list(await self.store.read(lambda tx: run_core(tx, query)))

    async def told(self, kind: str) -> list[Any]:
        query = select(outbox).where(outbox.c.kind == kind).order_by(outbox.c.id)
        return list(await self.store.read(lambda tx: run_core(tx, query)))

    async def drawn(self, row: Any) -> Any:
        said = Notice(row.kind, row.person_id, row.subject, row.occasion, json.loads(row.facts))

        def look(desk: Desk) -> Any:
            kind = KINDS[row.kind]
            return kind.moot(desk, said) if kind.moot else None, kind.facts(desk, said)

        return await self.act(look)


@pytest.fixture
async def place(store: Store, tmp_path: Any, clock: Any) -> Place:
    find_notices()
    return Place(store, House(calendar=Workdays(), files=Files(tmp_path / "files")), clock)


def plain(row: Any) -> tuple[Any, ...]:
    return tuple(
        getattr(row, name)
        for name in ("id", "start_on", "due_on", "state", "provisional", "explain", "closed_at")
    )


async def test_a_notice_moves_500_open_promises_and_each_owner_is_told_once(place: Place) -> None:
    """F35: 250 items, two promises each, due before and after New Year; some were closed before."""
    place.at("2026-12-14 10:00")
    await place.founded("kp")
    chance = random.Random(20270101)
    starts = [date(2026, 12, 14) - timedelta(days=chance.randrange(16)) for _ in range(260)]
    made = await place.promises("kp", starts)
    await place.act(
        lambda desk: [watch.meet(desk, subjects.load(desk, one), stop, on=desk.today) for one in made[:10] for stop in ("item.proposed", "item.published")]
    )  # fmt: skip
    await place.act(lambda desk: [watch.end_all(desk, subjects.load(desk, one)) for one in made[:10]])
    before = {row.id: row for row in await place.rows()}
    plan = await place.act(lambda desk: use.plan(desk, NOTICE))
    assert {row.id: plain(row) for row in await place.rows()} == {
        id_: plain(row) for id_, row in before.items()
    }
    assert await place.told("calendar.moved") == []

    id_ = await place.act(lambda desk: use.enter(desk, NOTICE, by="郑强"))
    after = {row.id: row for row in await place.rows()}
    open_now = [row for row in before.values() if row.state == "running"]
    assert len(open_now) == 500
    owners: Counter[int] = Counter()
    moved = {}
    for row in open_now:
        right = counted(date.fromisoformat(row.start_on), LIMITS[row.rule], off=OFF, work=WORK)
        assert after[row.id].due_on == right.isoformat(), (row.rule, row.start_on)
        assert after[row.id].state == "running"
        assert after[row.id].provisional == 0, "2027 is known, and so are the days before it"
        if right.isoformat() != row.due_on:
            moved[row.id] = (row.subject, row.rule, row.due_on, right.isoformat())
            owners[place.people["kp"][(int(row.subject[5:]) - min(made)) % 3]] += 1
    assert 100 < len(moved) < 500
    assert {one[3] > one[2] for one in moved.values()} == {True, False}, "some are due later, some earlier"
    closed = [row for row in before.values() if row.state != "running"]
    assert len(closed) == 20
    assert all(plain(after[row.id]) == plain(row) for row in closed)

    assert Counter((one.old, one.new) for one in plan.moves) == Counter(one[2:] for one in moved.values())
    assert (plan.looked_at, plan.year_known) == (500, 2027)
    told = await place.told("calendar.moved")
    assert {row.person_id: json.loads(row.facts)["n"] for row in told} == dict(owners)
    assert len(told) == len(owners) == 3
    assert {from_ms(row.not_before).strftime("%m-%d %H") for row in told} == {"12-14 14"}
    moot, facts = await place.drawn(told[0])
    assert moot is None
    assert facts["more"] == owners[told[0].person_id] - 10
    assert facts["lines"][0]["due_on"] == min(
        after[one].due_on for one in moved if _owner(place, made, after[one]) == told[0].person_id
    )

    entries = await place.store.read(lambda tx: audit.tail(tx, limit=5000))
    logged = [
        (row.subject, *(json.loads(row.data)[key] for key in ("rule", "old", "new", "why")))
        for row in entries
        if row.act == "clock.moved"
    ]
    changed = [row for row in logged if row[2] != row[3]]
    assert sorted(changed) == sorted((*one, f"calendar:{id_}") for one in moved.values())
    await _reminders_lie_on_the_new_dates(place, after)


def _owner(place: Place, made: list[int], row: Any) -> int:
    return place.people["kp"][(int(row.subject[5:]) - min(made)) % 3]


async def _reminders_lie_on_the_new_dates(place: Place, after: dict[int, Any]) -> None:
    query = select(timers).where(timers.c.kind == "clock.threshold", timers.c.state == 0)
    planted: dict[int, dict[str, date]] = {}
    for row in await place.store.read(lambda tx: run_core(tx, query)):
        planted.setdefault(row.clock_id, {})[row.occasion] = from_ms(row.fire_at).date()
    today = from_ms(place.clock.ms).date()
    seen = 0
    for row in after.values():
        if row.state != "running" or date.fromisoformat(row.due_on) <= today:
            continue
        mine, on = planted[row.id], date.fromisoformat(row.due_on)
        assert mine["T"] == on
        assert mine["overdue"] == counted(on, 1, off=OFF, work=WORK)
        for occasion, day in mine.items():
            if occasion.startswith("T-"):
                assert counted(day, int(occasion[2:]), off=OFF, work=WORK) == on
                seen += 1
    assert seen > 300


async def test_what_is_written_is_written_in_a_few_statements(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While a notice is applied nobody else writes: four times the promises, not one statement more."""
    await place.founded("a")
    place.at("2026-12-14 10:00")
    starts = [date(2026, 12, 1) + timedelta(days=n % 14) for n in range(15)]
    await place.promises("a", starts)
    written: list[str] = []
    run, many = Sql.run, Sql.many

    def noted(sql: Sql, tx: Tx, **p: Any) -> int:
        written.append(sql.text(tx.dialect))
        return run(sql, tx, **p)

    def noted_many(sql: Sql, tx: Tx, rows: Any) -> int:
        written.append(sql.text(tx.dialect))
        return many(sql, tx, rows)

    async def entered(given: Any) -> list[str]:
        with monkeypatch.context() as patched:
            patched.setattr(Sql, "run", noted)
            patched.setattr(Sql, "many", noted_many)
            written.clear()
            await place.act(lambda desk: use.enter(desk, given, by="运维"))
        return list(written)

    one = Entry(None, off={date(2026, 12, 16): "停工"})
    few = await entered(use.Given("org:a", one, "甲"))
    await place.promises("a", starts * 3)
    other = Entry(None, off={date(2026, 12, 17): "停工"})
    many_of_them = await entered(use.Given("org:a", other, "乙"))
    assert len(await place.rows(state="running")) == 2 * 4 * len(starts)
    assert len(many_of_them) <= len(few) < 40
    moved = {row.subject for row in await place.rows() if row.due_on > "2026-12-17"}
    assert len(moved) == 4 * len(starts), "and they did move"


async def test_a_change_within_the_year_moves_dates_both_ways(place: Place) -> None:
    """A Saturday is worked after all (earlier), then a Wednesday is off (later); the second holds over the first."""
    place.at("2026-11-20 19:30")
    await place.founded("kp")
    starts = [date(2026, 11, 20) - timedelta(days=n) for n in range(12)]
    await place.promises("kp", starts)
    saturday, wednesday = date(2026, 11, 28), date(2026, 12, 2)
    first = use.Given("", Entry(None, work={saturday: "调休"}), "临时通知")
    second = use.Given("", Entry(None, off={wednesday: "停工", saturday: "停工"}), "防汛停工令")
    before = {row.id: row.due_on for row in await place.rows()}
    await place.act(lambda desk: use.enter(desk, first, by="郑强"))
    for row in await place.rows():
        right = counted(date.fromisoformat(row.start_on), LIMITS[row.rule], work={saturday}).isoformat()
        assert row.due_on == right
        assert right <= before[row.id]
    number = await place.act(lambda desk: use.enter(desk, second, by="郑强"))
    for row in await place.rows():
        right = counted(
            date.fromisoformat(row.start_on), LIMITS[row.rule], off={saturday, wednesday}
        ).isoformat()
        assert row.due_on == right
        assert right >= before[row.id]
    told = await place.told("calendar.moved")
    assert Counter(row.person_id for row in told) == dict.fromkeys(place.people["kp"][:3], 2)
    assert {from_ms(row.not_before).strftime("%m-%d %H") for row in told} == {"11-23 08"}, (
        "the next working morning"
    )
    await place.act(lambda desk: use.end(desk, number))
    for row in await place.rows():
        assert (
            row.due_on
            == counted(date.fromisoformat(row.start_on), LIMITS[row.rule], work={saturday}).isoformat()
        )
    with pytest.raises(Refused, match=r"calendar\.not_standing"):
        await place.act(lambda desk: use.end(desk, number))
    with pytest.raises(Refused, match=r"calendar\.same"):
        await place.act(lambda desk: use.enter(desk, first, by="郑强"))


async def test_days_of_a_region_move_that_regions_organisations_only(place: Place) -> None:
    """火把节 is off in the prefecture; one organisation there works on it after all."""
    place.at("2026-07-28 10:00")
    for key, region in (("cx", "楚雄州"), ("ly", "楚雄州"), ("kp", "")):
        await place.founded(key, region)
        await place.promises(key, [date(2026, 7, 28)] * 3)
    day = date(2026, 8, 5)
    torch = use.Given("region:楚雄州", Entry(None, off={day: "火把节"}), "州政府通知")
    worked = use.Given("org:ly", Entry(None, work={day: "值班"}), "局办通知")
    await place.act(lambda desk: use.enter(desk, torch, by="郑强"))
    await place.act(lambda desk: use.enter(desk, worked, by="郑强"))
    for key, off in (("cx", {day}), ("ly", set()), ("kp", set())):
        for row in await place.rows(org_id=place.orgs[key]):
            assert row.due_on == counted(date(2026, 7, 28), LIMITS[row.rule], off=off).isoformat(), key
    heard = Counter(row.person_id for row in await place.told("calendar.moved"))
    assert heard == {
        **dict.fromkeys(place.people["cx"][:3], 1),
        **dict.fromkeys(place.people["ly"][:3], 2),
    }
    with pytest.raises(Refused, match=r"calendar\.scope_unknown"):
        await place.act(lambda desk: use.plan(desk, use.Given("region:楚雄", torch.entry, "x")))


async def test_reminders_around_a_date_that_stays_follow_the_days(place: Place) -> None:
    """第二十一条: a rest day and a make-up day before the due date cancel out; its reminder does not stay."""
    place.at("2026-11-16 10:00")
    await place.founded("kp")
    await place.promises("kp", [date(2026, 11, 16)])
    (row,) = await place.rows(rule="KP-21-PROPOSE")
    assert row.due_on == "2026-11-25"
    swapped = Entry(None, work={date(2026, 11, 21): "调休"}, off={date(2026, 11, 24): "调休"})
    await place.act(lambda desk: use.enter(desk, use.Given("org:kp", swapped, "x"), by="郑强"))
    (now,) = await place.rows(rule="KP-21-PROPOSE")
    assert now.due_on == "2026-11-25"
    assert now.explain != row.explain, "the arithmetic names the days as they are"
    fires = {
        one.occasion: from_ms(one.fire_at).date()
        for one in await place.store.read(lambda tx: clocks.timers_of(tx, f"clock:{row.id}"))
    }
    assert fires["T-1"] == date(2026, 11, 23)
    assert fires["T-3"] == date(2026, 11, 20)
    assert await place.told("calendar.moved") == [], "nothing moved"


async def test_what_was_overdue_stays_told_each_working_morning(place: Place) -> None:
    """The next morning becomes a rest day: the daily line goes to the next that is worked, and is not lost."""
    place.at("2026-11-27 12:00")
    await place.founded("kp")
    await place.promises("kp", [date(2026, 11, 2)])
    (row,) = await place.rows(rule="KP-21-PROPOSE")
    await _fire_until(place, "2026-11-27 18:00")
    await place.act(lambda desk: remind.snooze(desk, [row.id], by=place.people["kp"][0]))
    off = Entry(None, off={date(2026, 11, 30): "停工"})
    await place.act(lambda desk: use.enter(desk, use.Given("org:kp", off, "x"), by="郑强"))
    waiting = [
        (one.occasion.partition(":")[0], from_ms(one.fire_at).strftime("%m-%d %H:%M"))
        for one in await place.store.read(lambda tx: clocks.timers_of(tx, f"clock:{row.id}"))
        if one.state == 0 and one.occasion.startswith(("overdue", "snooze"))
    ]
    assert sorted(waiting) == [("overdue", "12-01 08:30"), ("snooze", "12-01 08:30")]


async def test_a_promise_that_began_beside_the_entry_is_recounted(place: Place) -> None:
    """Another process opened it on the old days while the notice was entered."""
    place.at("2026-12-14 10:00")
    await place.founded("kp")
    await place.act(lambda desk: use.enter(desk, NOTICE, by="郑强"))
    await place.promises("kp", [date(2026, 12, 14)])
    rows = await place.rows()
    await place.act(lambda desk: [clocks.move_clock(desk.tx, row.id, due_on="2026-12-01") for row in rows])
    await _fire_until(place, "2026-12-14 10:02")
    for row in await place.rows():
        assert row.due_on == counted(date(2026, 12, 14), LIMITS[row.rule], off=OFF, work=WORK).isoformat()


async def test_an_entry_that_was_rolled_back_leaves_no_calendar_behind(place: Place) -> None:
    """The next entry gets the same id and other days."""
    place.at("2026-11-20 10:00")
    await place.founded("kp")
    day, other = date(2026, 11, 25), date(2026, 11, 26)
    org = place.orgs["kp"]

    def broken(desk: Desk) -> None:
        use.enter(desk, use.Given("", Entry(None, off={day: "x"}), "x"), by="x")
        assert not desk.calendar(org).is_workday(day)
        raise Refused("calendar.same")

    with pytest.raises(Refused):
        await place.act(broken)
    await place.act(lambda desk: use.enter(desk, use.Given("", Entry(None, off={other: "x"}), "x"), by="x"))
    assert await place.act(lambda desk: [desk.calendar(org).is_workday(one) for one in (day, other)]) == [
        True,
        False,
    ]


# The missing year -----------------------------------------------------------------------------------------


async def _fire_until(place: Place, text: str, *, processes: int = 1) -> None:
    """Time passes until then; every due timer is fired, by so many processes at once."""
    end = round(datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).timestamp() * 1000)

    def fire(desk: Desk) -> None:
        for row in clocks.take_due(desk.tx, now=desk.ms, limit=64):
            if clocks.fired(desk.tx, row.id):
                TIMERS[row.kind](desk, Due(row.kind, row.subject, row.occasion, row.clock_id, row.fire_at))

    while (ahead := await place.store.read(clocks.next_due)) is not None and ahead <= end:
        place.clock.ms = max(ahead, place.clock.ms)
        await asyncio.gather(*(place.act(fire) for _ in range(processes)))
    place.clock.ms = end


async def test_a_missing_year_is_told_weekly_then_daily_until_it_is_in(place: Place) -> None:
    """From 1 November each week, from 10 December each working morning; by three processes at once."""
    place.at("2026-02-09 09:00")
    await place.founded("kp")
    await asyncio.gather(*(place.act(year_ahead.watch) for _ in range(3)))
    await _fire_until(place, "2026-12-16 12:00", processes=3)
    told = await place.told("calendar.missing")
    assert {row.person_id for row in told} == {place.people["kp"][3]}, "the administrator alone"
    assert [from_ms(row.not_before).strftime("%m-%d") for row in told] == [
        "11-02", "11-09", "11-16", "11-23", "11-30", "12-07", "12-10", "12-11", "12-14", "12-15", "12-16",
    ]  # fmt: skip
    assert all("08:32" <= from_ms(row.not_before).strftime("%H:%M") <= "08:39" for row in told)
    assert (await place.drawn(told[0]))[0] is None
    await place.act(lambda desk: use.enter(desk, NOTICE, by="郑强"))
    assert (await place.drawn(told[-1]))[0] == "entered"
    await place.act(year_ahead.watch)
    await _fire_until(place, "2027-10-31 12:00")
    assert len(await place.told("calendar.missing")) == len(told)
    await _fire_until(place, "2027-11-30 12:00")
    assert [from_ms(row.not_before).strftime("%Y-%m-%d") for row in (await place.told("calendar.missing"))[len(told) :]] == [
        "2027-11-01", "2027-11-08", "2027-11-15", "2027-11-22", "2027-11-29",
    ]  # fmt: skip


async def test_after_a_stop_it_is_told_once_that_day_and_while_the_office_works(place: Place) -> None:
    """Down from 8 December to the 15th in the evening: the next message leaves on the 16th, and is one."""
    place.at("2026-12-08 09:00")
    await place.founded("kp")
    await place.act(year_ahead.watch)
    place.at("2026-12-15 20:00")
    await place.act(year_ahead.watch)
    await _fire_until(place, "2026-12-16 12:00")
    told = await place.told("calendar.missing")
    assert [from_ms(row.not_before).strftime("%m-%d") for row in told] == ["12-16"]


async def test_a_year_that_has_begun_without_its_notice_is_told_daily_but_not_on_new_years_day(
    place: Place,
) -> None:
    place.at("2026-12-31 12:00")
    await place.founded("kp")
    await place.act(year_ahead.watch)
    await _fire_until(place, "2027-01-06 12:00")
    told = await place.told("calendar.missing")
    assert [from_ms(row.not_before).strftime("%m-%d") for row in told] == ["01-04", "01-05", "01-06"]
    assert {json.loads(row.facts)["year"] for row in told} == {2027}


def test_years_far_ahead_need_no_wake_up() -> None:
    never: Any = SimpleNamespace(knows=lambda _year: True, is_workday=lambda _day: True)
    assert year_ahead.next_day(never, date(2026, 1, 1)) is None


async def test_what_was_entered_is_listed(place: Place) -> None:
    place.at("2026-12-14 10:00")
    await place.founded("kp")
    first = await place.act(lambda desk: use.enter(desk, NOTICE, by="郑强"))
    corrected = use.Given(
        "", Entry(2027, {**OFF, date(2027, 6, 10): "端午节"}, WORK), "国办发明电〔2026〕9号"
    )
    second = await place.act(lambda desk: use.enter(desk, corrected, by="周敏"))
    listed = await place.act(use.standing)
    assert [(one["id"], one["state"], one["by"]) for one in listed] == [
        (second, "valid", "周敏"),
        (first, "replaced", "郑强"),
    ]
    assert len(await place.store.read(calendars.valid)) == 1
    ending = await place.act(lambda desk: use.plan_end(desk, second))
    assert ending.year_unknown == 2027
