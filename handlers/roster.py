"""People and groups: 邀请, 停用, which office a group belongs to."""

from handlers.acts import Said, Tap
from handlers.routing import Answer, button, command
from rules.dates import read_coming
from workflow import grant, group, roster
from workflow.desk import Desk, Refused
from workflow.notices import Notice

MINE = {
    "信息员": "liaison",
    "经办人": "liaison",
    "负责人": "head",
    "部门负责人": "head",
    "分管领导": "leader",
    "办公室": "office",
    "保密": "secrecy",
    "网站管理员": "webadmin",
    "管理员": "administrator",
}


def _role(desk: Desk, org: int, word: str) -> str:
    return MINE.get(word) or roster.role_called(desk, org, word)


@command("invite", "邀请", listed=False)
def invite(said: Said, desk: Desk) -> Answer:
    """邀请 姓名 科室 岗位: by an administrator, in private."""
    parts = said.rest.split()
    if len(parts) != 3:
        raise Refused("roster.usage")
    name, office, word = parts
    org = roster.administered(desk, said.by.id)
    role = _role(desk, org, word)
    if role == grant.ROLE and roster.needs_second(desk, org, name):
        return grant.ask(desk, name=name, office=office, org=org, by=said.by.id)
    made = roster.invite(desk, name=name, office=office, role=role, org=org, by=said.by.id)
    return Notice(
        "roster.invited",
        said.by.id,
        f"person:{made.person}",
        said.occasion,
        roster.handed_out(desk, made, platform=said.by.platform),
    )


@button("roster.grant")
def grant_administrator(tap: Tap, desk: Desk) -> Answer:
    """同意增加: a second administrator agrees to one more."""
    grant.confirm(desk, tap.subject, by=tap.by.id)
    return Notice("done", tap.by.id)


@command("grant", "同意增加", listed=False)
def grant_by_name(said: Said, desk: Desk) -> Answer:
    """同意增加 姓名."""
    if not said.rest:
        raise Refused("roster.nothing_to_grant")
    grant.confirm(desk, grant.called(desk, said.rest.split()[0], by=said.by.id), by=said.by.id)
    return Notice("done", said.by.id)


@command("endpost", "解除岗位", listed=False)
def end_post(said: Said, desk: Desk) -> Answer:
    """解除岗位 姓名 科室 岗位, and the last day where it is not over at once."""
    parts = said.rest.split()
    if len(parts) not in (3, 4):
        raise Refused("roster.end_usage")
    name, office, word = parts[:3]
    on = read_coming(parts[3], today=desk.today) if len(parts) == 4 else None
    if len(parts) == 4 and on is None:
        raise Refused("roster.end_usage")
    org = roster.administered(desk, said.by.id)
    role = _role(desk, org, word)
    done = roster.end(desk, name=name, office=office, role=role, org=org, by=said.by.id, on=on)
    return Notice("roster.post_ended", said.by.id, f"person:{done.person}", facts=done.told())


@command("suspend", "停用", listed=False)
def suspend(said: Said, desk: Desk) -> Answer:
    """停用 姓名: a lost phone."""
    if not said.rest:
        raise Refused("roster.usage")
    return roster.suspend(desk, name=said.rest.split()[0], by=said.by.id)


@button("roster.confirm")
def confirm_account(tap: Tap, desk: Desk) -> Answer:
    """确认更换: a second person confirms the new account of somebody who was suspended."""
    roster.confirm_account(desk, tap.subject, by=tap.by.id)
    return Notice("done", tap.by.id)


@command("rebind", "确认更换", listed=False)
def confirm_by_name(said: Said, desk: Desk) -> Answer:
    """确认更换 姓名."""
    if not said.rest:
        raise Refused("roster.usage")
    person = roster.only_one(desk, {roster.administered(desk, said.by.id)}, said.rest.split()[0])
    roster.confirm_account(desk, f"person:{person}", by=said.by.id)
    return Notice("done", said.by.id)


@command("bindgroup", "绑定群", listed=False)
def bind_by_title(said: Said, desk: Desk) -> Answer:
    """绑定群 群名 科室."""
    title, _, office = said.rest.rpartition(" ")
    which = group.called(desk, title.strip(), by=said.by.id)
    group.bind(desk, group=which, office=office, by=said.by.id)
    return Notice("group.saved", said.by.id)


@command("leavegroup", "离开群", listed=False)
def leave_by_title(said: Said, desk: Desk) -> Answer:
    """离开群 群名."""
    group.leave(desk, group=group.called(desk, said.rest, by=said.by.id), by=said.by.id)
    return Notice("group.saved", said.by.id)


@button("group.bind")
def bind_group(tap: Tap, desk: Desk) -> Answer:
    """The office that the group belongs to."""
    group.bind(desk, group=int(tap.subject.rpartition(":")[2]), office=tap.args["office"], by=tap.by.id)
    return Notice("group.saved", tap.by.id)


@button("group.leave")
def leave_group(tap: Tap, desk: Desk) -> Answer:
    """不接入: the bot leaves the group."""
    group.leave(desk, group=int(tap.subject.rpartition(":")[2]), by=tap.by.id)
    return Notice("group.saved", tap.by.id)
