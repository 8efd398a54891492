"""What runs beside the answer to an application: whoever is consulted, an early refusal, remedies."""

from dataclasses import dataclass
from datetime import date

from rules.clocks import Clock
from rules.regime import Regime
from rules.suspension import CONSULTED, Events
from workflow import watch
from workflow.desk import Desk
from workflow.enquiries import Enquiry

WITHHELD = "withheld"  # the class of an application that is to be refused at once
BESIDE = frozenset({"request.refused", "consult.replied"})  # what ends these clocks; the answer does, too


@dataclass(frozen=True, slots=True)
class Consulting:
    """An application as the clocks of those see it whom it consults, of one kind."""

    it: Enquiry
    kind: str

    @property
    def about(self) -> str:
        return self.it.about

    @property
    def org(self) -> int:
        return self.it.org

    @property
    def regime(self) -> Regime:
        return self.it.regime

    @property
    def regime_hash(self) -> str:
        return self.it.regime_hash

    @property
    def number(self) -> str | None:
        return self.it.number

    @property
    def title(self) -> str:
        return self.it.title

    @property
    def office(self) -> tuple[int, str]:
        return self.it.office

    @property
    def urgent(self) -> bool:
        return self.it.urgent

    @property
    def standing(self) -> str:
        return self.it.standing

    @property
    def events(self) -> Events:
        return self.it.events

    def concerns(self, clock: Clock) -> bool:
        return clock.of == "consult" and clock.takes(self.kind)


def follow(desk: Desk, it: Enquiry) -> None:
    """Bring into line with what happened: of each kind that is consulted the time runs from the first letter
    that was received and is not answered; the early refusal runs for what is withheld.

    Sources: 条例 第三十二条, 第三十四条.
    """
    for kind in CONSULTED:
        asked = Consulting(it, kind)
        letters = [one for one in it.events.consults if one.kind == kind]
        waits = [one.received for one in letters if one.received is not None and one.replied is None]
        if waits:
            watch.start(desk, asked, "consult.received", on=min(waits))
        elif replies := [one.replied for one in letters if one.replied is not None]:
            watch.meet(desk, asked, "consult.replied", on=max(replies))
    if it.row.class_ == WITHHELD:
        watch.start(desk, it, "request.received", on=date.fromisoformat(it.row.received_on))
    else:
        watch.give_up(desk, it, stops={"request.refused"})


def refuses_early(regime: Regime) -> bool:
    """Has the regime a shorter time for what is withheld?"""
    return any(WITHHELD in clock.classes for clock in regime.clocks if clock.of == "request")


def answered(desk: Desk, it: Enquiry) -> None:
    """With the answer nobody waits for a reply any more, nor for an early refusal."""
    watch.give_up(desk, it, stops=BESIDE)


def served(desk: Desk, it: Enquiry, *, on: date) -> None:
    """The answer was served: the times for review and lawsuit are known, and end with their dates.

    Sources: 行政复议法 第二十条, 行政诉讼法 第四十六条.
    """
    watch.start(desk, it, "request.served", on=on)
