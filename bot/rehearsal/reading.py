"""读网值班 in a rehearsal: every unit has a roster; most read at once, some when reminded, some not."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from bot.rehearsal.habits import Habits
from bot.rehearsal.house import Message, RehearsalHouse
from rules.duty import Cadence
from rules.duty_words import written
from storage import orgs, people, rounds
from workflow import duty
from workflow import round as rounds_
from workflow.desk import SHANGHAI, Desk, Refused

ROLES = ("liaison", "head")
SAID = "办事指南一处过期，已告知责任人"


@dataclass(frozen=True, slots=True)
class Reading:
    """How people keep the duty. ``plan`` sets an act at an instant."""

    house: RehearsalHouse
    rng: Random
    habits: Habits
    plan: Callable[[datetime, Callable[[], Any]], None]

    def begins(self) -> None:
        """Every unit enters a roster of its own people; where the rules name no figure, it is read daily."""

        def enter(desk: Desk) -> None:
            found = duty.duty_of(desk, self.house.org)
            often = "每天 " if Cadence.of(found) is None else ""
            for room in orgs.offices_of(desk.tx, self.house.org):
                names = [
                    row.name
                    for role in ROLES
                    for row in people.holders(
                        desk.tx, self.house.org, role=role, office_id=room.id, on=desk.today_on
                    )
                ]
                if room.kind == "unit" and names:
                    said = written(f"{often}{' '.join(dict.fromkeys(names))}", today=desk.today)
                    duty.put(desk, said, org=self.house.org, office=room, by=None)

        self.house.act(enter)

    def hear(self, message: Message) -> None:
        """What the reader is going to do about a post in the group, a card of their own, or a reminder."""
        now = datetime.fromtimestamp(self.house.ms / 1000, SHANGHAI)
        match message.kind:
            case "duty.board":
                for one in message.facts["rounds"]:
                    self._reads(int(one["id"]), now, self.habits.reads_at_once, most=120)
            case "duty.asked":
                self._reads(_id(message), now, self.habits.reads_at_once, most=120)
            case "duty.reminder":
                for round_id in self._mine(message):
                    self._reads(round_id, now, self.habits.reads_late, most=25)

    def _mine(self, message: Message) -> list[int]:
        day = str(message.facts["day"])

        def found(desk: Desk) -> list[int]:
            rows = rounds.between(desk.tx, self.house.org, start=day, end=day)
            return [row.id for row in rows if message.person in rounds_.load(desk, row.id).readers]

        held = self.house.act(found)
        return [] if isinstance(held, Refused) else held

    def _reads(self, round_id: int, now: datetime, share: float, *, most: int) -> None:
        if self.rng.random() < share:
            at = now + timedelta(minutes=self.rng.randint(1, most))
            self.plan(at, lambda: self.house.act(lambda desk: self._signs(desk, round_id)))

    def _signs(self, desk: Desk, round_id: int) -> None:
        it = rounds_.load(desk, round_id)
        reader = it.readers[0]
        if self.rng.random() < self.habits.not_in_order:
            rounds_.note(desk, it.about, by=reader, line="2", text=SAID)
        rounds_.all_ok(desk, it.about, by=reader)


def _id(message: Message) -> int:
    return int(message.about.rpartition(":")[2])
