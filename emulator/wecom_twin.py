"""The heart of the WeCom twin: memory, rates and switches, and what every call and every phone needs."""

from dataclasses import dataclass
from typing import Any

from emulator.clock import Clock
from emulator.events import Hub
from emulator.faults import Faults
from emulator.people import Office
from emulator.record import Transcript
from emulator.wecom_messages import Advice, Card, Chat, Dropped, Message, Room
from emulator.wecom_office import Corp
from emulator.wecom_rates import Rates
from emulator.wecom_state import State


@dataclass
class Switches:
    """What only a real tenant can tell, or a test wants harder; each has its careful default."""

    refuse_escapes: bool = True  # literal \\uXXXX in a body is 40033; else a warning
    one_gettoken: bool = False  # a second gettoken at the same time is 45033
    gettoken_failures: int = 20  # failed gettoken calls of one IP until it is shut out for an hour
    reused_task: int = 42014  # what a task_id met again is refused with
    duplicates_answered_alike: bool = False  # a duplicate gets the first one's msgid and response_code
    accounts: int = 200  # how many the corporation may have; times 200 is what an app may send in a day
    busy: int = 0  # so many calls to come are refused with -1


class Wecom:
    """One corporation's whole world.

    Args:
        office: people, groups.
        corp: the office file's WeCom part.
        clock: everything is judged on it.
        hub: told what phones changed.
        faults: the plan of faults.
        transcript: every call is written there.
        ids_from: added to every first id.
    """

    def __init__(
        self,
        office: Office,
        corp: Corp,
        *,
        clock: Clock,
        hub: Hub,
        faults: Faults,
        transcript: Transcript,
        ids_from: int,
    ) -> None:
        self.office = office
        self.corp = corp
        self.clock = clock
        self.hub = hub
        self.faults = faults
        self.transcript = transcript
        self.state = State(office, corp, ids_from=ids_from)
        self.rates = Rates()
        self.switches = Switches()

    def reset(self) -> None:
        """Back to the office file; ids go on rising, tokens and what the administrator entered stay."""
        self.state.reset()
        self.rates = Rates()
        self.switches = Switches()
        self.hub.phones([*(one.person for one in self.state.members.values()), *self.state.rooms])

    def now(self) -> float:
        """Seconds on the twin's clock."""
        return self.clock.now().timestamp()

    def name_of(self, userid: str) -> str | None:
        """A member's name, or None for a userid that nobody bears."""
        member = self.state.member(userid)
        return member.name if member else None

    # -- messages

    def post(
        self,
        place: Chat | Room,
        *,
        by: str,
        msgtype: str,
        body: dict[str, Any],
        visible: dict[str, Any],
        msgid: str = "",
        agent: int | None = None,
        card: Card | None = None,
        warnings: tuple[str, ...] = (),
    ) -> Message:
        """Put a message on a phone and show it."""
        message = Message(
            self.state.serial(), msgid, self.now(), by, msgtype, body, visible,
            agent=agent, card=card, warnings=warnings,
        )  # fmt: skip
        place.messages.append(message)
        if isinstance(place, Room):
            place.shown = True
        elif msgid:
            self.state.sent.setdefault(msgid, []).append((place, message))
        self.changed(place)
        return message

    def changed(self, *places: Chat | Room) -> None:
        """Tell that these phones show something else now."""
        self.hub.phones(one.phone for one in places)

    # -- what the platform does without a word

    def drop(
        self,
        userid: str,
        reason: str,
        *,
        agent: int | None,
        msgtype: str,
        body: dict[str, Any],
        where: str = "",
    ) -> None:
        """Remember a message that was accepted and never reached this member."""
        self.state.dropped.append(Dropped(self.now(), userid, agent, reason, msgtype, where, body))

    def advise(self, field: str, text: str, limit: int, msgid: str = "") -> None:
        """Remember that a text went over an advised limit, or a body was read with a warning."""
        self.state.advice.append(Advice(self.now(), field, text, limit, msgid))
