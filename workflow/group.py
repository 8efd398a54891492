"""Work groups: which office one belongs to, and when the bot goes."""

from storage import orgs, people
from workflow import reach, roster
from workflow.desk import Desk, Refused
from workflow.notices import Group, Notice, plain, tell

plain("group.asked", "group.bound")


def seen(desk: Desk, *, platform: str, bot: str, chat: str, title: str, by_account: str) -> bool:
    """The bot was added to a group. False: nobody we know did it, so the bot should leave.

    An administrator is asked in private which office the group belongs to; the group hears nothing.
    """
    adder = people.by_account(desk.tx, platform, bot=bot, external_id=by_account)
    if adder is None:
        return False
    posts = people.memberships(desk.tx, adder.id, on=desk.today_on)
    if not posts:
        return False
    org = posts[0].org_id
    group = orgs.group_seen(desk.tx, platform=platform, bot=bot, chat=chat, title=title).id
    desk.audit("group.seen", f"group:{group}", person=adder.id, org=org)
    rooms = [{"key": row.key, "name": row.name} for row in orgs.offices_of(desk.tx, org)]
    for administrator in roster.administrators(desk, org):
        tell(
            desk,
            Notice(
                "group.asked",
                administrator,
                f"group:{group}",
                str(desk.ms),
                {"title": title, "chat": chat, "offices": rooms},
            ),
        )
    return True


def bind(desk: Desk, *, group: int, office: str, by: int) -> None:
    """An administrator names the office that the group belongs to; the group is told in one line."""
    org = roster.administered(desk, by)
    room = roster.office_named(desk, org, office)
    if room is None:
        raise Refused("roster.office_unknown", office=office, allowed=[])
    orgs.bind_group(desk.tx, group, org_id=org, office_id=room.id, by=by)
    desk.audit("group.bound", f"group:{group}", person=by, org=org, office=room.id)
    tell(desk, Notice("group.bound", Group(group), f"group:{group}", str(desk.ms), {"office": room.name}))


def leave(desk: Desk, *, group: int, by: int) -> None:
    """The group is not the office's: the bot goes."""
    roster.administered(desk, by)
    row = orgs.group(desk.tx, group)
    orgs.leave_group(desk.tx, group)
    desk.audit("group.refused", f"group:{group}", person=by, org=None)
    if row is not None:
        reach.leave(desk, platform=row.platform, bot=row.bot, chat=row.chat, occasion=str(desk.ms))


def called(desk: Desk, title: str, *, by: int) -> int:
    """The group of that title which an administrator has not said anything about yet."""
    org = roster.administered(desk, by)
    found = [
        row
        for row in orgs.groups_all(desk.tx)
        if (row.title, row.state) == (title, "pending") and row.org_id in (None, org)
    ]
    if not found:
        raise Refused("group.unknown", title=title)
    return int(found[-1].id)
