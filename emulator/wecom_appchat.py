"""Groups made by an app (90244, 90245, 98913, 98914, 90248). The app never hears what is said in them."""

import re
from typing import Any

from emulator.wecom_call import Call, given, posted, wanted
from emulator.wecom_content import read_content
from emulator.wecom_messages import Room
from emulator.wecom_rates import DAY, HOUR, MINUTE
from emulator.wecom_refusal import LIMITS, Refused, ok
from emulator.wecom_text import Content
from emulator.wecom_twin import Wecom

LIMIT = LIMITS["group"]
ALLOWED = {"text", "image", "voice", "video", "file", "textcard", "news", "mpnews", "markdown"}
CHATID = re.compile(r"[0-9A-Za-z]+")


def create(twin: Wecom, call: Call) -> dict[str, Any]:
    """Make a group; nobody sees it until its first message.

    Raises:
        Refused: 48002 the app does not see the root department, 86006, 86216, 86207, 86001, 86205, 86215,
            45009.
    """
    body = posted(call)
    _may(twin, call)
    users = _userids(twin, wanted(body, "userlist", list, code=86006))
    if not LIMIT["least"] <= len(users) <= LIMIT["most"]:
        raise Refused(86006)
    owner = _owner(twin, given(body, "owner", str), users) or users[0]
    chatid = given(body, "chatid", str) or ""
    if len(chatid) > LIMIT["chatid"]:
        raise Refused(86205)
    if chatid and not CHATID.fullmatch(chatid):
        raise Refused(86001)
    if chatid and twin.state.room(chatid):
        raise Refused(86215)
    if not twin.rates.take(("appchat", "create"), DAY, LIMIT["creates_day"], twin.now()):
        raise Refused(45009)
    chatid = chatid or "wr" + re.sub("[^0-9A-Za-z]", "0", twin.state.opaque("chat", 30))
    title = (given(body, "name", str) or "群聊")[: LIMIT["name"]]
    room = Room(f"appchat:{chatid}", title, users, owner, chatid, call.agent, shown=False)
    twin.state.rooms[room.phone] = room
    return ok(chatid=chatid)


def update(twin: Wecom, call: Call) -> dict[str, Any]:
    """Change a group's name, owner or members.

    Raises:
        Refused: as `create`, and 86003 unknown, 86008 not this app's.
    """
    body = posted(call)
    room = _room(twin, call, body.get("chatid"))
    if not twin.rates.take(("appchat", "change"), HOUR, LIMIT["changes_hour"], twin.now()):
        raise Refused(45009)
    added = _userids(twin, given(body, "add_user_list", list) or [])
    gone = {str(one).lower() for one in given(body, "del_user_list", list) or []}
    members = [one for one in room.members if one.lower() not in gone]
    members += [one for one in added if one not in members]
    if not LIMIT["least"] <= len(members) <= LIMIT["most"]:
        raise Refused(86006)
    owner = _owner(twin, given(body, "owner", str), members)
    name = given(body, "name", str)
    room.members = members
    room.owner = owner or (room.owner if room.owner in members else members[0])
    room.title = name[: LIMIT["name"]] if name else room.title
    twin.changed(room)
    return ok()


def get(twin: Wecom, call: Call) -> dict[str, Any]:
    """A group as it stands."""
    room = _room(twin, call, call.query.get("chatid"))
    return ok(
        chat_info={"chatid": room.chatid, "name": room.title, "owner": room.owner, "userlist": room.members}
    )


def send(twin: Wecom, call: Call) -> dict[str, Any]:
    """Send into a group; the answer bears no msgid, so nothing can be recalled.

    Raises:
        Refused: 86003, 86008, 40008 (a template_card among them), and what the content breaks.
    """
    body = posted(call)
    room = _room(twin, call, body.get("chatid"))
    if (given(body, "safe", int) or 0) not in {0, 1}:
        raise Refused(40058, "safe")
    content = read_content(twin, body, ALLOWED)
    for over in content.over:
        twin.advise(over.field, over.text, over.limit)
    reached = [one for one in room.members if not _dropped(twin, call.agent, room, one, content)]
    if reached:
        twin.post(
            room, by="app", msgtype=content.msgtype, body=content.body, visible=content.visible,
            agent=call.agent, warnings=tuple(one.field for one in content.over),
        )  # fmt: skip
    return ok()


def _dropped(twin: Wecom, agent: int, room: Room, userid: str, content: Content) -> bool:
    """Count one member's copy; what is over the rates is dropped without a word."""
    at, one, whole = twin.now(), ("appchat", agent, userid.lower()), ("appchat", "corp")
    over = (
        "appchat_corp_minute" if twin.rates.count(whole, MINUTE, at) >= LIMIT["person_times_minute"]
        else "appchat_member_minute" if twin.rates.count(one, MINUTE, at) >= LIMIT["member_minute"]
        else "appchat_member_day" if twin.rates.count(one, DAY, at) >= LIMIT["member_day"] else ""
    )  # fmt: skip
    if over:
        twin.drop(userid, over, agent=agent, msgtype=content.msgtype, body=content.body, where=room.chatid)
        return True
    for key, span in ((whole, MINUTE), (one, MINUTE), (one, DAY)):
        twin.rates.add(key, span, at)
    return False


def _may(twin: Wecom, call: Call) -> None:
    if not twin.state.apps[call.agent].set_up.sees_root:
        raise Refused(48002)


def _room(twin: Wecom, call: Call, chatid: Any) -> Room:
    _may(twin, call)
    if not chatid or not isinstance(chatid, str):
        raise Refused(86001)
    room = twin.state.room(chatid)
    if room is None:
        raise Refused(86003)
    if room.agent != call.agent:
        raise Refused(86008)
    return room


def _userids(twin: Wecom, given_ids: list[Any]) -> list[str]:
    """Userids as stored, each once.

    Raises:
        Refused: 86216, one of them is nobody, or not in the visible range.
    """
    found: list[str] = []
    for one in given_ids:
        member = twin.state.member(one) if isinstance(one, str) else None
        if member is None or not member.visible:
            raise Refused(86216, str(one))
        if member.userid not in found:
            found.append(member.userid)
    return found


def _owner(twin: Wecom, userid: str | None, members: list[str]) -> str | None:
    if not userid:
        return None
    member = twin.state.member(userid)
    if member is None:
        raise Refused(86005)
    if member.userid not in members:
        raise Refused(86207)
    return member.userid
