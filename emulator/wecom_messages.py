"""Messages as phones show them: cards, conversations, groups, and what never arrived."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Card:
    """A template card on one phone, as it stands now. `body` is the newest template_card."""

    card_type: str
    task_id: str
    body: dict[str, Any]
    greyed: str | None = None  # the words that replaced the buttons
    updates: int = 0


@dataclass
class Message:
    """One message on one phone. Copies of one send share `msgid`, each with a card of its own."""

    number: int  # unique over all phones, rising
    msgid: str
    at: float
    by: str  # app | robot | system | a userid
    msgtype: str
    body: dict[str, Any]  # what was sent under the msgtype's name
    visible: dict[str, Any]  # what the phone shows of it (wecom_drawn)
    agent: int | None = None
    recalled: bool = False
    card: Card | None = None
    warnings: tuple[str, ...] = ()


@dataclass
class Chat:
    """A member's conversation with an app."""

    phone: str
    userid: str
    agent: int
    messages: list[Message] = field(default_factory=list)
    toast: dict[str, Any] | None = None

    def message(self, number: int) -> Message | None:
        """The message of that number."""
        return next((one for one in self.messages if one.number == number), None)


@dataclass
class Room:
    """A group: one of the office file (no chatid), or an appchat made by `agent`."""

    phone: str  # the group's id, or appchat:CHATID
    title: str
    members: list[str]  # userids as stored
    owner: str = ""
    chatid: str = ""
    agent: int | None = None
    shown: bool = True  # an appchat is invisible until its first message
    messages: list[Message] = field(default_factory=list)


@dataclass(frozen=True)
class Dropped:
    """A message that was accepted (errcode 0) and never reached this member."""

    at: float
    userid: str
    agent: int | None
    reason: str  # member_minute | member_hour | app_day | duplicate | unlicensed | inactive | appchat_*
    msgtype: str
    where: str = ""  # chatid of a group
    body: dict[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Advice:
    """An advised limit that a message went over; the phone shows it cut."""

    at: float
    field: str
    text: str
    limit: int
    msgid: str = ""
