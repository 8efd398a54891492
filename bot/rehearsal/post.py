"""Letters and applications in a rehearsal: taken in at the desk, given to an office, answered, approved."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from random import Random
from typing import Any

from bot.rehearsal.house import Message, RehearsalHouse
from rules.enquiry import CLASSES, LEAVES
from rules.model import Verdict
from storage import enquiries, orgs, people
from workflow import enquiry, enquiry_answer, request
from workflow.desk import Desk, Refused
from workflow.enquiries import answerers_in, registers

TEXT = "请问何时办理？\n需要带哪些材料？"
ANSWER = "您好，请于工作日到窗口办理。"
DISCLOSED = "1"  # the outcome 予以公开
Plan = Callable[[datetime, Callable[[], Any]], None]
Answer = Callable[[int, Callable[[], Any]], None]


@dataclass(frozen=True, slots=True)
class Post:
    """How people treat letters. ``plan`` sets an act at an instant, ``answer`` one at a person's own pace."""

    house: RehearsalHouse
    rng: Random
    returned: float
    plan: Plan
    answer: Answer

    def arrives(
        self, workdays: Sequence[date], *, letters: float, requests: float, at: Callable[[date], datetime]
    ) -> None:
        """So many letters and applications a working week come to the desk of the organisation."""
        desk = self._desk()
        for day in workdays if desk else ():
            if self.rng.random() < letters / 5:
                self.plan(at(day), self._taking(desk, is_letter=True))
            if self.rng.random() < requests / 5:
                self.plan(at(day), self._taking(desk, is_letter=False))

    def _desk(self) -> list[int]:
        def found(desk: Desk) -> list[int]:
            rows = people.roster(desk.tx, self.house.org, on=desk.today_on)
            return sorted({row.person_id for row in rows if registers(desk, row.person_id) is not None})

        listed = self.house.act(found)
        return [] if isinstance(listed, Refused) else listed

    def _taking(self, desk: list[int], *, is_letter: bool) -> Callable[[], Any]:
        return lambda: self._takes_in(self.rng.choice(desk), is_letter=is_letter)

    def _takes_in(self, person: int, *, is_letter: bool) -> None:
        class_ = self.rng.choice([key for key in CLASSES if key not in LEAVES])

        def taken(desk: Desk) -> str:
            words = f"{CLASSES[class_].zh_CN} 信箱 来信一件" if is_letter else "当面 申请一件"
            take_in = enquiry.take_in if is_letter else request.take_in
            said = take_in(desk, f"{words}\n{TEXT}", by=person, occasion=f"rehearsal:{desk.ms}")
            return next(one.about for one in said if one.about.startswith("enquiry:"))

        about = self.house.act(taken)
        if not isinstance(about, Refused):
            self.answer(person, lambda: self._assigns(person, about))

    def hear(self, message: Message, person: int) -> None:
        """What somebody is going to do about a message that concerns a letter or an application."""
        about = message.about
        match message.kind:
            case "enquiry.desk":
                self.answer(person, lambda: self._assigns(person, about))
            case "enquiry.task" | "enquiry.returned":
                self.answer(person, lambda: self._drafts(person, about))
            case "enquiry.review":
                self.answer(person, lambda: self._decides(person, about, str(message.facts["hash"])))
            case "enquiry.answer":
                self.answer(
                    person, lambda: self.house.act(lambda desk: enquiry.replied(desk, about, by=person))
                )

    def _assigns(self, person: int, about: str) -> None:
        def assigned(desk: Desk) -> None:
            rooms = [
                row.id
                for row in orgs.offices_of(desk.tx, self.house.org)
                if row.kind == "unit" and answerers_in(desk, self.house.org, row.id)
            ]
            enquiry.assign(desk, about, by=person, office=self.rng.choice(rooms))

        self.house.act(assigned)

    def _drafts(self, person: int, about: str) -> None:
        def drafted(desk: Desk) -> None:
            row = enquiries.enquiry(desk.tx, int(about.rpartition(":")[2]))
            if row is not None and row.state == "assigned":
                enquiry_answer.draft(desk, about, by=person, text=ANSWER, outcome=DISCLOSED)

        self.house.act(drafted)

    def _decides(self, person: int, about: str, content_hash: str) -> None:
        back = self.rng.random() < self.returned
        self.house.act(
            lambda desk: enquiry_answer.decide(
                desk,
                about,
                by=person,
                verdict=Verdict.RETURNED if back else Verdict.APPROVED,
                reason="请补充办理时间" if back else "",
                content_hash=content_hash,
            )
        )
