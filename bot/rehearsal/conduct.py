"""How the people of a rehearsal behave: what they hand in, how soon they answer, what they put off."""

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from math import ceil
from random import Random
from typing import Any

from bot.rehearsal.habits import Habits
from bot.rehearsal.house import SITE, Message, RehearsalHouse
from bot.rehearsal.post import Post
from bot.rehearsal.reading import Reading
from rules.model import Kind, Verdict
from rules.workdays import Workdays
from storage import orgs, people
from storage import review as seats
from workflow import confirm, draft, filling, passing, publish, review, secrecy, subjects, submit, urgency
from workflow.desk import SHANGHAI, Desk, Refused

HALVES = ((time(8, 40), time(12, 0)), (time(14, 35), time(17, 40)))
WORDS = "请各单位按时办理。"
REASON = "已核对，可以发布"  # why what the checks block goes on


class Unplayable(Exception):
    """The office cannot hand in what is rehearsed; ``refused`` says why."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.code)
        self.refused = refused


@dataclass(order=True, slots=True)
class Act:
    """Something that a person is going to do."""

    at_ms: int
    serial: int
    do: Callable[[], Any] = field(compare=False)


class Conduct:
    """Everybody's intentions, in the order of their instants.

    Args:
        house: where they act; rng: the one source of chance, so that a rehearsal can be repeated.
    """

    def __init__(self, house: RehearsalHouse, rng: Random, habits: Habits) -> None:
        self.house = house
        self.rng = rng
        self.habits = habits
        self.calendar: Workdays = house.house.calendar
        self.acts: list[Act] = []
        self.put_off: dict[int, list[Callable[[], Any]]] = {}
        self.handed_in = 0
        self._serial = 0
        self.post = Post(house, rng, habits.returned, self.plan, self._answer)
        self.reading = Reading(house, rng, habits, self.plan)

    def plan(self, at: datetime, do: Callable[[], Any]) -> None:
        """Somebody is going to do this."""
        self._serial += 1
        heapq.heappush(self.acts, Act(round(at.timestamp() * 1000), self._serial, do))

    @property
    def next_ms(self) -> int | None:
        return self.acts[0].at_ms if self.acts else None

    def act(self) -> None:
        """Whoever is next does it."""
        heapq.heappop(self.acts).do()

    # Handing in -----------------------------------------------------------------------------------

    def year_of(self, workdays: Sequence[date], *, per_week: float) -> None:
        """Plan what every liaison hands in on these days: so many items a week, on any of its days."""
        for person in self._liaisons():
            for day in workdays:
                most = ceil(per_week / 5)
                for _ in range(most):
                    if self.rng.random() < per_week / 5 / most:
                        self._arrives(person, day)

    def letters_of(self, workdays: Sequence[date], *, letters: float, requests: float) -> None:
        """Plan what comes to the desk from outside: so many letters and applications a week."""
        self.post.arrives(workdays, letters=letters, requests=requests, at=self._working_moment)

    def burst(self, day: date, *, items: int, evening: bool) -> None:
        """Every liaison hands in so many on one day, or all of them after hours."""
        for person in self._liaisons():
            for _ in range(items):
                self._arrives(person, day, evening=evening)

    def _liaisons(self) -> list[int]:
        def found(desk: Desk) -> list[int]:
            rows = people.roster(desk.tx, self.house.org, on=desk.today_on, roles=["liaison"])
            return sorted({row.person_id for row in rows})

        listed = self.house.act(found)
        return [] if isinstance(listed, Refused) else listed

    def _arrives(self, person: int, day: date, *, evening: bool = False) -> None:
        rng = self.rng
        if evening or rng.random() < self.habits.after_hours:
            at = datetime.combine(day, time(rng.randint(18, 21), rng.randint(0, 59)), SHANGHAI)
            at += timedelta(days=0 if evening else rng.choice((0, 0, 1)))
        else:
            at = self._working_moment(day)
        formed = day - timedelta(days=rng.choice((0, 0, 0, 1, 1, 2, 4)))
        kind = rng.choices(
            (Kind.PUBLISH, Kind.MODIFY, Kind.DELETE),
            (1 - self.habits.modify - self.habits.delete, self.habits.modify, self.habits.delete),
        )[0]
        if kind is Kind.PUBLISH and rng.random() < self.habits.registered_first:
            self.plan(at, lambda: self._registers(person, formed))
        else:
            self.plan(at, lambda: self._hands_in(person, kind, formed))

    def _registers(self, person: int, formed: date) -> None:
        done = self.house.act(
            lambda desk: submit.register(
                desk, by=person, title=self._title(), column=self._column(desk, person), formed_on=formed
            )
        )
        if not isinstance(done, Refused):
            item = done.id
            self._answer(person, lambda: self._completes(person, item, Kind.PUBLISH, formed))

    def _hands_in(self, person: int, kind: Kind, formed: date) -> None:
        def opened(desk: Desk) -> int:
            return draft.open_draft(desk, by=person, kind=kind, text=self._title(), occasion=None).id

        item = self.house.act(opened)
        if not isinstance(item, Refused):
            self._completes(person, item, kind, formed)

    def _completes(self, person: int, item: int, kind: Kind, formed: date) -> None:
        important = self.rng.random() < self.habits.important
        urgent = self.rng.random() < self.habits.urgent

        def complete(desk: Desk) -> None:
            self._fill(desk, item, by=person, kind=kind, important=important, formed=formed)
            if urgent:
                urgency.mark(desk, item, by=person, why="上级要求当日公开")
            _submit(desk, item, by=person)

        done = self.house.act(complete)
        if isinstance(done, Refused):
            raise Unplayable(done)
        self.handed_in += 1

    def _fill(self, desk: Desk, item: int, *, by: int, kind: Kind, important: bool, formed: date) -> None:
        known = {
            "title": self._title(),
            "importance": "important" if important else "ordinary",
            "formed_on": formed.isoformat(),
            "target_url": f"{SITE}tzgg/{item}.html",
        }
        fields = {line.name for line in draft.editable(desk, item, by=by).lines if line.name in known}
        for name in sorted(fields):
            draft.set_field(desk, item, by=by, name=name, value=known[name])
        while gaps := draft.missing(desk, draft.editable(desk, item, by=by)):
            line = gaps[0]
            options = filling.choices(desk, subjects.load(desk, item), line)
            value = options[0]["value"] if options else _written(line.type, today=desk.today)
            draft.set_field(desk, item, by=by, name=line.name, value=value)

    def _title(self) -> str:
        return f"关于第{self._serial}号事项的通知"

    def _column(self, desk: Desk, person: int) -> str | None:
        post = draft.hand_in_post(desk, person)
        rows = orgs.columns_of(desk.tx, post.org_id)
        own = [row.key for row in rows if row.office_id == post.office_id] or [row.key for row in rows]
        return self.rng.choice(own) if own else None

    # Answering ------------------------------------------------------------------------------------

    def hear(self, message: Message) -> None:
        """What a person is going to do about a message."""
        self.reading.hear(message)
        if (person := message.person) is None:
            return
        match message.kind:
            case "review.asked":
                self._answer(person, lambda: self._decides(person, message.about))
            case "review.gathered":
                for seat in self._seats_of(person):
                    self._answer(person, partial(self._decides, person, seat))
            case "publish.asked":
                self._answer(person, lambda: self._publishes(person, _id(message)))
            case "confirm.asked":
                self._answer(person, lambda: self._confirms(person, _id(message)))
            case "submit.returned":
                self._answer(person, lambda: self._amends(person, _id(message)))
            case "clock.reminder":
                self._is_reminded(person)
            case _:
                self.post.hear(message, person)

    def _answer(self, person: int, do: Callable[[], Any]) -> None:
        luck = self.rng.random()
        if luck < self.habits.at_once:
            self.plan(self._in_hours(self._now() + timedelta(minutes=self.rng.randint(2, 120))), do)
        elif luck < self.habits.at_once + self.habits.later:
            day = self.calendar.shift(self._now().date(), self.rng.randint(1, 3))
            self.plan(self._working_moment(day), do)
        else:
            self.put_off.setdefault(person, []).append(do)

    def _is_reminded(self, person: int) -> None:
        """A reminder calls up what was put off; some of it stays where it is."""
        waiting, self.put_off[person] = self.put_off.get(person, []), []
        for do in waiting:
            if self.rng.random() < self.habits.forgotten_for_good:
                self.put_off[person].append(do)
            else:
                self.plan(self._in_hours(self._now() + timedelta(minutes=self.rng.randint(5, 600))), do)

    def _seats_of(self, person: int) -> list[str]:
        rows = self.house.act(lambda desk: seats.seats_open(desk.tx, person))
        return [] if isinstance(rows, Refused) else [f"seat:{row.seat_id}" for row in rows]

    def _decides(self, person: int, seat: str) -> None:
        self.house.act(lambda desk: secrecy.tick_all(desk, seat, by=person))
        back = self.rng.random() < self.habits.returned
        verdict = Verdict.RETURNED if back else Verdict.APPROVED

        reason = "日期有误" if back else ""

        def decide(why: str) -> Any:
            return self.house.act(
                lambda desk: review.decide(
                    desk, seat, by=person, verdict=verdict, reason=reason, why=why, confirmed=True
                )
            )

        done = decide("")
        if isinstance(done, Refused) and done.code == "content.reason_needed":
            decide(REASON)

    def _publishes(self, person: int, item: int) -> None:
        def done(desk: Desk) -> None:
            found = subjects.load(desk, item)
            url = f"{SITE}{found.content.column or 'tzgg'}/{item}.html"
            same = found.kind is not Kind.PUBLISH and bool(found.content.target_url)
            publish.submit_address(desk, item, by=person, url=None if same else url)

        self.house.act(done)
        self.house.act(lambda desk: publish.synced(desk, item, by=person))

    def _confirms(self, person: int, item: int) -> None:
        if self.rng.random() < self.habits.effect_wrong:
            self.house.act(lambda desk: confirm.report_wrong(desk, item, by=person, reason="日期有误"))
        else:
            self.house.act(lambda desk: confirm.confirm(desk, item, by=person))

    def _amends(self, person: int, item: int) -> None:
        def done(desk: Desk) -> None:
            submit.amend(desk, item, by=person, occasion=f"amend:{desk.ms}")
            draft.set_field(desk, item, by=person, name="title", value=self._title())
            _submit(desk, item, by=person)

        self.house.act(done)

    def page(self) -> str:
        """How the next page that is looked at turns out."""
        return "differs" if self.rng.random() < self.habits.page_differs else "verified"

    # Hours ----------------------------------------------------------------------------------------

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self.house.ms / 1000, SHANGHAI)

    def _working_moment(self, day: date) -> datetime:
        begin, end = self.rng.choice(HALVES)
        minutes = (end.hour - begin.hour) * 60 + end.minute - begin.minute
        return datetime.combine(day, begin, SHANGHAI) + timedelta(minutes=self.rng.randint(0, minutes))

    def _in_hours(self, at: datetime) -> datetime:
        """The instant itself while people are at work, else soon after they are again."""
        if self.calendar.is_workday(at.date()):
            for begin, end in HALVES:
                if at.time() <= end:
                    opens = datetime.combine(at.date(), begin, SHANGHAI)
                    return max(at, opens + timedelta(minutes=self.rng.randint(0, 40)) if at < opens else at)
        day = self.calendar.next_workday(at.date())
        return datetime.combine(day, HALVES[0][0], SHANGHAI) + timedelta(minutes=self.rng.randint(0, 60))


def _submit(desk: Desk, item: int, *, by: int) -> None:
    """Hand it in, with a reason where the checks of its text want one."""
    try:
        submit.submit(desk, item, by=by)
    except Refused as refused:
        if refused.code != "content.blocked":
            raise
        passing.explain(desk, item, by=by, why=REASON)
        submit.submit(desk, item, by=by)


def _id(message: Message) -> int:
    return int(message.about.rpartition(":")[2])


def _written(type_: str, *, today: date) -> str:
    """What stands in a line of the regime's own where nothing is there to choose."""
    match type_:
        case "date":
            return (today + timedelta(days=30)).isoformat()
        case "url":
            return SITE
        case "number":
            return "1"
        case _:
            return WORDS
