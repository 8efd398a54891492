"""What WeCom remembers: apps, members, tokens, messages, groups, media, codes. No judgement, no HTTP.

Keys: members, chats and everything a userid leads to are found by the userid in lower case; what is shown is
the userid as stored. Moments are unix seconds on the twin's clock.
"""

import base64
import secrets
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

from emulator.people import Office
from emulator.wecom_messages import Advice, Chat, Dropped, Message, Room
from emulator.wecom_office import AppEntry, Corp, Department

TOKEN_LIFE = 7200.0
CODE_LIFE = 72 * 3600.0
MEDIA_LIFE = 3 * 86400.0


@dataclass
class App:
    """A self-built app; `set_up` is what the administrator entered."""

    set_up: AppEntry
    menu: list[dict[str, Any]] | None = None

    @property
    def id(self) -> int:
        """The agentid."""
        return self.set_up.agent_id

    @property
    def has_callback(self) -> bool:
        """Whether a callback URL is entered."""
        return bool(self.set_up.callback_url)

    def change(self, **entered: Any) -> None:
        """The administrator enters something else (fields of AppEntry)."""
        self.set_up = replace(self.set_up, **entered)


@dataclass
class Member:
    """One member; `person` is the office file's id, and the id of the phone."""

    userid: str
    person: str
    name: str
    departments: tuple[int, ...]
    active: bool = True
    licensed: bool = True
    visible: bool = True
    openid: str = ""

    @property
    def key(self) -> str:
        """Under which the member is found."""
        return self.userid.lower()


@dataclass
class Token:
    """An access token of one app."""

    text: str
    agent: int
    until: float
    voided: bool = False  # WeCom withdrew it early: 40014, as one that never was


@dataclass
class Robot:
    """A webhook robot; `removed` from the group is 93000, `disabled` 93004."""

    name: str
    key: str
    phone: str
    removed: bool = False
    disabled: bool = False


@dataclass
class Media:
    """A file kept for three days; `permanent` pictures of uploadimg live on."""

    id: str
    kind: str  # image | voice | video | file
    name: str
    type: str
    data: bytes = field(repr=False)
    at: float = 0.0
    permanent: bool = False

    def lives(self, at: float) -> bool:
        """Whether it can still be used."""
        return self.permanent or at < self.at + MEDIA_LIFE


@dataclass
class ResponseCode:
    """A ticket for one update of the card sent as `msgid`; `by` clicked, None is the send's own."""

    code: str
    agent: int
    msgid: str
    at: float
    by: str | None = None
    used: bool = False

    def lives(self, at: float) -> bool:
        """Whether it can still be spent."""
        return not self.used and at < self.at + CODE_LIFE


@dataclass
class OAuthCode:
    """A login code, once and for five minutes; `userid` is None for a stranger."""

    code: str
    userid: str | None
    openid: str
    at: float
    agent: int | None = None
    scope: str = "snsapi_base"
    used: bool = False


class State:
    """The whole memory of the twin. Ids only rise, also over `reset`.

    Args:
        office: who is there.
        corp: the office file's WeCom part.
        ids_from: added to every first id, so that a bot that remembers an earlier run meets no id again.
    """

    def __init__(self, office: Office, corp: Corp, *, ids_from: int = 0) -> None:
        self.office = office
        self.corp = corp
        self._serial = ids_from
        self.apps: dict[int, App] = {one.agent_id: App(one) for one in corp.apps}
        self.tokens: dict[str, Token] = {}
        self.reset()

    def reset(self) -> None:
        """Forget messages, groups, media and codes; what the administrator entered and tokens stay."""
        names = {one.id: one.name for one in self.office.people}
        for app in self.apps.values():
            app.menu = None
        self.departments: dict[int, Department] = {one.id: one for one in self.corp.departments}
        self.members: dict[str, Member] = {}
        for one in self.corp.members:
            self.add_member(
                Member(
                    one.userid, one.person, names[one.person], one.departments,
                    active=one.active, licensed=one.licensed, visible=one.visible,
                )
            )  # fmt: skip
        self.chats: dict[tuple[int, str], Chat] = {}
        self.rooms: dict[str, Room] = {}
        self.robots: dict[str, Robot] = {}
        with_robot = {one.group for one in self.corp.robots}
        for group in self.office.groups:
            if group.id in with_robot:
                self.rooms[group.id] = Room(group.id, group.title, self._userids(group.members))
        for robot in self.corp.robots:
            self.robots[robot.key] = Robot(robot.name, robot.key, robot.group)
        self.sent: dict[str, list[tuple[Chat, Message]]] = {}  # copies by msgid
        self.media: dict[str, Media] = {}
        self.codes: dict[str, ResponseCode] = {}
        self.task_ids: set[tuple[int, str]] = set()
        self.requests: dict[tuple[int, str], tuple[float, dict[str, str]]] = {}  # for the duplicate check
        self.oauth: dict[str, OAuthCode] = {}
        self.dropped: list[Dropped] = []
        self.advice: list[Advice] = []

    def _userids(self, people: tuple[str, ...]) -> list[str]:
        of = {one.person: one.userid for one in self.members.values()}
        return [of[one] for one in people if one in of]

    # -- who is there

    @property
    def app(self) -> App:
        """The bot's app: the first one of the file."""
        return next(iter(self.apps.values()))

    def add_member(self, member: Member) -> None:
        """Take a member in."""
        member.openid = member.openid or "o" + self._digest(f"openid {member.key}", 27)
        self.members[member.key] = member

    def rename(self, userid: str, new: str) -> Member:
        """A userid changes; messages move along."""
        member = self.members.pop(userid.lower())
        for (agent, key), chat in tuple(self.chats.items()):
            if key == userid.lower():
                self.chats[agent, new.lower()] = self.chats.pop((agent, key))
                chat.userid = new
        for room in self.rooms.values():
            room.members = [new if one.lower() == userid.lower() else one for one in room.members]
        member.userid = new
        self.members[member.key] = member
        return member

    def member(self, userid: str) -> Member | None:
        """The member of that userid, in whatever case."""
        return self.members.get(userid.lower())

    def of_person(self, person: str) -> Member | None:
        """The member who is this person of the office file."""
        return next((one for one in self.members.values() if one.person == person), None)

    def under(self, department: int) -> set[int]:
        """A department and all below it."""
        found = {department} & set(self.departments)
        while more := {one.id for one in self.departments.values() if one.parent in found} - found:
            found |= more
        return found

    # -- where messages are

    def chat(self, userid: str, agent: int) -> Chat:
        """A member's conversation with an app."""
        key = (agent, userid.lower())
        if key not in self.chats:
            member = self.members[userid.lower()]
            self.chats[key] = Chat(member.person, member.userid, agent)
        return self.chats[key]

    def room(self, chatid: str) -> Room | None:
        """The appchat of that id."""
        return next((one for one in self.rooms.values() if one.chatid and one.chatid == chatid), None)

    def robot_of(self, phone: str) -> Robot | None:
        """The robot of a group."""
        return next((one for one in self.robots.values() if one.phone == phone), None)

    def copies(self, msgid: str) -> list[tuple[Chat, Message]]:
        """Every copy of one send, with the conversation it is in."""
        return self.sent.get(msgid, [])

    # -- ids

    def serial(self) -> int:
        """The next number."""
        self._serial += 1
        return self._serial

    def opaque(self, kind: str, size: int = 43) -> str:
        """The next opaque id: the same in two runs alike, met again in none."""
        return self._digest(f"{kind} {self.serial()}", size)

    @staticmethod
    def _digest(of: str, size: int) -> str:
        found = base64.urlsafe_b64encode(sha256(of.encode()).digest() * 4).decode()
        return found.replace("=", "")[:size]

    # -- tickets

    def issue(self, agent: int, at: float) -> Token:
        """A new access token; the older ones of the app live on until their time."""
        made = Token(secrets.token_urlsafe(160), agent, at + TOKEN_LIFE)
        self.tokens[made.text] = made
        return made

    def void_tokens(self, agent: int | None = None) -> int:
        """WeCom withdraws tokens early; how many there were."""
        found = [one for one in self.tokens.values() if not one.voided and agent in {None, one.agent}]
        for one in found:
            one.voided = True
        return len(found)

    def response_code(self, agent: int, msgid: str, at: float, by: str | None = None) -> ResponseCode:
        """A ticket for one update: of a send, or (`by`) of a click."""
        made = ResponseCode(self.opaque("response", 64), agent, msgid, at, by)
        self.codes[made.code] = made
        return made

    def oauth_code(self, userid: str | None, at: float, *, agent: int | None, scope: str) -> OAuthCode:
        """A login code for whoever opened the link."""
        member = self.member(userid) if userid else None
        openid = member.openid if member else "o" + self._digest(f"stranger {userid}", 27)
        made = OAuthCode(self.opaque("oauth"), member.userid if member else None, openid, at, agent, scope)
        self.oauth[made.code] = made
        return made

    def keep(
        self, kind: str, name: str, mime: str, data: bytes, at: float, *, permanent: bool = False
    ) -> Media:
        """Keep a file under a new media id."""
        made = Media("3" + self.opaque("media", 60), kind, name, mime, data, at, permanent)
        self.media[made.id] = made
        return made
