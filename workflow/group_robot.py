"""Work groups on WeCom, from the page: whose robot it is, in use only after it was tried, gone when asked.

The robot's key is nowhere in here: it lies in the file of secrets, under the robot's name.
"""

from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from storage import accounts, clocks, orgs, outbox, people
from workflow import group, reach, roster
from workflow.desk import Desk, Refused
from workflow.notices import Group, Notice, plain, tell
from workflow.timers import Due, timer

WECOM = "wecom"
ROBOT, APPCHAT = "robot:", "appchat:"
TITLE_MAX = 40
PURPOSE_MAX = 100
LONGEST_DAYS = 366
CLOSES = "group.closes"
CLOSING = time(18, 30)

plain("group.opened", "group.closed")


@dataclass(frozen=True, slots=True)
class Known:
    """One group as its administrator sees it. ``state`` pending: its robot is entered and not in use yet."""

    id: int
    chat: str
    title: str
    office: str
    state: str
    closes_on: str = ""

    @property
    def robot(self) -> str:
        """The robot's name; empty for a group that the app made."""
        return self.chat.removeprefix(ROBOT) if self.chat.startswith(ROBOT) else ""


def listed(desk: Desk, *, by: int, bot: str) -> list[Known]:
    """The organisation's groups on WeCom, those that were left not among them. Raises Refused for everybody
    but an administrator.
    """
    org = roster.administered(desk, by)
    names = {row.id: row.name for row in orgs.offices_of(desk.tx, org)}
    return [
        Known(row.id, row.chat, row.title, names.get(row.office_id, ""), row.state, _closes(desk, row.id))
        for row in orgs.groups_all(desk.tx)
        if (row.platform, row.bot, row.org_id) == (WECOM, bot, org) and row.state != "left"
    ]


def offices(desk: Desk, *, by: int) -> list[tuple[str, str]]:
    """Key and name of every unit that a group may belong to."""
    return [(row.key, row.name) for row in orgs.offices_of(desk.tx, roster.administered(desk, by))]


def known(desk: Desk, group_id: int, *, by: int, bot: str) -> Known:
    """One of them. Raises Refused for any other."""
    found = next((one for one in listed(desk, by=by, bot=bot) if one.id == group_id), None)
    if found is None:
        raise Refused("group.gone")
    return found


def enter(desk: Desk, *, by: int, bot: str, robot: str, title: str, office: str, fingerprint: str) -> int:
    """A robot was entered for a unit's group; nothing is said there before it was tried. The group's id."""
    org = roster.administered(desk, by)
    room = _room(desk, org, office)
    row = orgs.group_seen(desk.tx, platform=WECOM, bot=bot, chat=f"{ROBOT}{robot}", title=_titled(title))
    orgs.claim_group(desk.tx, row.id, org_id=org, office_id=room.id)
    desk.audit("group.robot_entered", f"group:{row.id}", person=by, org=org, office=room.id, key=fingerprint)
    return int(row.id)


def take_into_use(desk: Desk, group_id: int, *, by: int, bot: str) -> None:
    """It was tried and the line seen in the right group: messages go there from now on."""
    one = known(desk, group_id, by=by, bot=bot)
    if one.state != "pending":
        raise Refused("group.in_use")
    group.bind(desk, group=group_id, office=one.office, by=by)


def key_changed(desk: Desk, group_id: int, *, by: int, bot: str, fingerprint: str) -> None:
    """The same group has another robot now."""
    known(desk, group_id, by=by, bot=bot)
    org = roster.administered(desk, by)
    desk.audit("group.robot_replaced", f"group:{group_id}", person=by, org=org, key=fingerprint)


def stop(desk: Desk, group_id: int, *, by: int, bot: str) -> None:
    """Nothing is said in this group any more, and its key is forgotten."""
    known(desk, group_id, by=by, bot=bot)
    clocks.cancel(desk.tx, subject=f"group:{group_id}", kind=CLOSES)
    outbox.supersede(desk.tx, subject=f"group:{group_id}", kinds=reach.GROUP_KINDS)
    group.leave(desk, group=group_id, by=by)


# A group of the app's own -----------------------------------------------------------------------------------


def people_of(desk: Desk, office: str, *, owner: str, by: int, bot: str) -> tuple[str, list[str]]:
    """The userids of the owner and of everybody in a unit who is on WeCom; of at least two people.

    Raises Refused where the owner is not on WeCom, or nobody else is.
    """
    org = roster.administered(desk, by)
    room = _room(desk, org, office)
    userids = {row.person_id: row.external_id for row in accounts.speaking(desk.tx, WECOM, bot=bot)}
    named = userids.get(int(owner)) if owner.isdecimal() else None
    if named is None or int(owner) not in {row.id for row in people.of_org(desk.tx, org)}:
        raise Refused("group.owner")
    posts = people.posts_of_org(desk.tx, org, on=desk.today_on)
    there = [userids[row.person_id] for row in posts if row.office_id == room.id and row.person_id in userids]
    members = list(dict.fromkeys([str(named), *map(str, there)]))
    if len(members) < 2:
        raise Refused("group.few")
    return str(named), members


def owners(desk: Desk, *, by: int, bot: str) -> list[tuple[int, str]]:
    """Id and name of everybody here who is on WeCom."""
    org = roster.administered(desk, by)
    there = {row.person_id for row in accounts.speaking(desk.tx, WECOM, bot=bot)}
    return [(row.id, row.name) for row in people.of_org(desk.tx, org) if row.id in there]


def wanted(desk: Desk, *, title: str, purpose: str, closes_on: str) -> tuple[str, str, date]:
    """What a new group must be asked for with. Raises Refused where something is missing."""
    said = purpose.strip()
    if not said or len(said) > PURPOSE_MAX:
        raise Refused("group.purpose", limit=PURPOSE_MAX)
    return _titled(title), said, _last_day(desk, closes_on)


def founded(
    desk: Desk,
    *,
    by: int,
    bot: str,
    chat: str,
    title: str,
    office: str,
    owner: int,
    purpose: str,
    closes_on: date,
) -> int:
    """The app has made a group: it hears for whom and what it is and until when; the group's id."""
    org = roster.administered(desk, by)
    room = _room(desk, org, office)
    row = orgs.group_seen(desk.tx, platform=WECOM, bot=bot, chat=chat, title=title)
    orgs.bind_group(desk.tx, row.id, org_id=org, office_id=room.id, by=by)
    about, until = f"group:{row.id}", closes_on.isoformat()
    _close_on(desk, row.id, closes_on)
    desk.audit("group.founded", about, person=by, org=org, office=room.id, owner=owner, closes=until)
    facts = {"office": room.name, "purpose": purpose, "closes_on": until}
    tell(desk, Notice("group.opened", Group(row.id), about, str(desk.ms), facts))
    return int(row.id)


def prolong(desk: Desk, group_id: int, *, by: int, bot: str, closes_on: str) -> None:
    """Another closing date."""
    one = known(desk, group_id, by=by, bot=bot)
    if one.robot:
        raise Refused("group.gone")
    last = _last_day(desk, closes_on)
    clocks.cancel(desk.tx, subject=f"group:{group_id}", kind=CLOSES)
    _close_on(desk, group_id, last)
    org = roster.administered(desk, by)
    desk.audit("group.prolonged", f"group:{group_id}", person=by, org=org, closes=last.isoformat())


@timer(CLOSES)
def closed(desk: Desk, due: Due) -> None:
    """Its last day is over: nothing is said there any more, and its administrators know."""
    row = orgs.group(desk.tx, int(due.subject.rpartition(":")[2]))
    if row is None or row.state != "active" or row.org_id is None:
        return
    orgs.leave_group(desk.tx, row.id)
    outbox.supersede(desk.tx, subject=due.subject, kinds=reach.GROUP_KINDS)
    desk.audit("group.closed", due.subject, person=None, org=row.org_id)
    for keeper in reach.keepers(desk, row.org_id):
        facts = {"title": row.title, "closes_on": due.occasion}
        tell(desk, Notice("group.closed", keeper, due.subject, due.occasion, facts, priority=6))


def _close_on(desk: Desk, group_id: int, last: date) -> None:
    clocks.plant(
        desk.tx,
        kind=CLOSES,
        subject=f"group:{group_id}",
        occasion=last.isoformat(),
        fire_at=desk.ms_at(last, CLOSING),
    )


def _closes(desk: Desk, group_id: int) -> str:
    rows = [
        row for row in clocks.timers_of(desk.tx, f"group:{group_id}") if row.kind == CLOSES and not row.state
    ]
    return str(rows[-1].occasion) if rows else ""


def _room(desk: Desk, org: int, office: str) -> Any:
    room = roster.office_named(desk, org, office)
    if room is None:
        allowed = [row.name for row in orgs.offices_of(desk.tx, org)]
        raise Refused("roster.office_unknown", office=office, allowed=allowed)
    return room


def _titled(title: str) -> str:
    said = title.strip()
    if not said or len(said) > TITLE_MAX:
        raise Refused("group.title", limit=TITLE_MAX)
    return said


def _last_day(desk: Desk, closes_on: str) -> date:
    try:
        last = date.fromisoformat(closes_on)
    except ValueError:
        raise Refused("group.until", days=LONGEST_DAYS) from None
    if not desk.today < last <= desk.today + timedelta(days=LONGEST_DAYS):
        raise Refused("group.until", days=LONGEST_DAYS)
    return last
