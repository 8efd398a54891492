"""Reading members and departments, as an app made after 2022 sees them: userid, name, department."""

from typing import Any

from emulator.wecom_call import Call, given, posted
from emulator.wecom_office import ROOT, Department
from emulator.wecom_refusal import Refused, ok
from emulator.wecom_state import Member
from emulator.wecom_twin import Wecom

MOST_IDS = 10_000


def get_user(twin: Wecom, call: Call) -> dict[str, Any]:
    """One member.

    Raises:
        Refused: 41009, 60111 nobody, 60011 not in the visible range.
    """
    userid = call.query.get("userid", "")
    if not userid:
        raise Refused(41009)
    member = twin.state.member(userid)
    if member is None:
        raise Refused(60111)
    if not member.visible:
        raise Refused(60011)
    return ok(**_detail(member))


def simple_list(twin: Wecom, call: Call) -> dict[str, Any]:
    """The members of one department, not of those below it."""
    return ok(userlist=[_short(one) for one in _within(twin, call)])


def full_list(twin: Wecom, call: Call) -> dict[str, Any]:
    """The same with what there is to see of each."""
    return ok(userlist=[_detail(one) for one in _within(twin, call)])


def _within(twin: Wecom, call: Call) -> list[Member]:
    department = _department(twin, call, call.query.get("department_id", ""))
    return [
        one for one in twin.state.members.values() if one.visible and department.id in one.departments
    ]  # fmt: skip


def list_ids(twin: Wecom, call: Call) -> dict[str, Any]:
    """Every userid with its departments, page by page; only with the contact assistant's secret.

    Raises:
        Refused: 48002 another app's secret, 40058 limit or cursor.
    """
    body = posted(call)
    if not twin.state.apps[call.agent].set_up.contact_sync:
        raise Refused(48002)
    limit = given(body, "limit", int) or MOST_IDS
    cursor = given(body, "cursor", str) or "0"
    if not 1 <= limit <= MOST_IDS or not cursor.isdecimal():
        raise Refused(40058, "limit or cursor")
    pairs = [
        {"userid": one.userid, "department": department}
        for one in twin.state.members.values()
        for department in one.departments
    ]
    first, last = int(cursor), int(cursor) + limit
    more = {"next_cursor": str(last)} if last < len(pairs) else {}
    return ok(**more, dept_user=pairs[first:last])


def departments(twin: Wecom, call: Call) -> dict[str, Any]:
    """The departments the app sees, with those below `id` if one is named."""
    return ok(department=[_shown(one) for one in _asked(twin, call)])


def department_ids(twin: Wecom, call: Call) -> dict[str, Any]:
    """The same, without names."""
    return ok(
        department_id=[
            {"id": one.id, "parentid": one.parent, "order": one.order} for one in _asked(twin, call)
        ]
    )


def get_department(twin: Wecom, call: Call) -> dict[str, Any]:
    """One department.

    Raises:
        Refused: 60123 there is none, 60011 the app does not see it.
    """
    return ok(department=_shown(_department(twin, call, call.query.get("id", ""))))


def _asked(twin: Wecom, call: Call) -> list[Department]:
    wanted = call.query.get("id", "")
    below = twin.state.under(_department(twin, call, wanted).id) if wanted else set(twin.state.departments)
    return [one for one in twin.state.departments.values() if one.id in below & _seen(twin, call)]


def _seen(twin: Wecom, call: Call) -> set[int]:
    """Departments in an app's visible range: all, or those its members are in."""
    if twin.state.apps[call.agent].set_up.sees_root:
        return twin.state.under(ROOT)
    return {place for one in twin.state.members.values() if one.visible for place in one.departments}


def _department(twin: Wecom, call: Call, text: str) -> Department:
    found = twin.state.departments.get(int(text)) if text.isdecimal() else None
    if found is None:
        raise Refused(60123)
    if found.id not in _seen(twin, call):
        raise Refused(60011)
    return found


def _short(one: Member) -> dict[str, Any]:
    return {
        "userid": one.userid, "name": one.name, "department": list(one.departments),
        "open_userid": one.openid,
    }  # fmt: skip


def _detail(one: Member) -> dict[str, Any]:
    return {
        "userid": one.userid, "name": one.name, "department": list(one.departments),
        "order": [0] * len(one.departments), "position": "",
        "is_leader_in_dept": [0] * len(one.departments), "direct_leader": [],
        "main_department": one.departments[0], "status": 1 if one.active else 4,
        "extattr": {"attrs": []}, "telephone": "", "alias": "", "open_userid": one.openid,
    }  # fmt: skip


def _shown(one: Department) -> dict[str, Any]:
    return {
        "id": one.id, "name": one.name, "department_leader": [], "parentid": one.parent, "order": one.order,
    }  # fmt: skip
