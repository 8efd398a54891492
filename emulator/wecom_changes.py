"""The administrator changes the contact list: change_contact events, and who is there afterwards."""

from typing import Any

from emulator.telegram_acts import Impossible
from emulator.wecom_acts import Outcome
from emulator.wecom_events import contact_change
from emulator.wecom_people import People
from emulator.wecom_state import Member

SYSTEM = "sys"


def change(
    people: People,
    person: str,
    what: str,
    *,
    userid: str | None = None,
    name: str | None = None,
    departments: tuple[int, ...] | None = None,
) -> Outcome:
    """Create, update (`userid` renames) or delete the member who is this person of the office file.

    Raises:
        Impossible: nobody of that name, somebody already, or a userid that is taken.
    """
    state = people.twin.state
    member = state.of_person(person)
    if what == "create_user":
        if member is not None:
            raise Impossible("this person is a member already")
        return _created(people, person, userid, name, departments)
    if member is None:
        raise Impossible("this person is not on WeCom")
    old, more = member.userid, dict[str, Any]()
    if what == "delete_user":
        del state.members[member.key]
        for room in state.rooms.values():
            room.members = [one for one in room.members if one.lower() != member.key]
    elif what == "update_user":
        if userid and userid != old:
            if state.member(userid) is not None and userid.lower() != old.lower():
                raise Impossible("this userid is taken")
            state.rename(old, userid)
            more["NewUserID"] = userid
        member.name = name or member.name
        member.departments = departments or member.departments
    else:
        raise Impossible(f"nobody can {what!r}")
    people.twin.hub.phones([person])
    return _told(people, what, old, member, more)


def _created(
    people: People, person: str, userid: str | None, name: str | None, departments: tuple[int, ...] | None
) -> Outcome:
    state = people.twin.state
    known = next((one for one in people.twin.office.people if one.id == person), None)
    if known is None or not userid or state.member(userid) is not None:
        raise Impossible("a new member needs a person of the office and a userid of their own")
    member = Member(userid, person, name or known.name, departments or (1,))
    state.add_member(member)
    people.twin.hub.phones([person])
    outcome = _told(people, "create_user", userid, member, {})
    outcome.note(people.tell(state.chat(userid, state.app.id), "subscribe"))
    return outcome


def _told(people: People, what: str, userid: str, member: Member, more: dict[str, Any]) -> Outcome:
    """Contact events go where the app's do here; on a tenant they need a callback of their own."""
    outcome = Outcome()
    if people.habits.contacts == "off":
        return outcome
    if people.habits.contacts == "full":
        more = {"Name": member.name} | more
    twin = people.twin
    children = contact_change(
        twin.corp.id, int(twin.now()), what, userid, departments=member.departments, more=more
    )
    sent = people.callback.put(twin.state.app, "change_contact", children, userid=SYSTEM, phone=member.person)
    outcome.note(sent)
    return outcome
