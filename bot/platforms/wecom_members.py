"""Who is in the app's visible range: userid, name and departments, and no more (documents 90200, 90208).

Apps made since 2022 see neither mobile nor mail, and an app sees only its own range; what it does not see is
simply not there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from bot.platforms.wecom_outcome import Answer, Undelivered


@dataclass(frozen=True, slots=True)
class Member:
    """A member as the directory has them; ``userid`` in lower case, ``shown_as`` as it is stored there."""

    userid: str
    shown_as: str
    name: str
    departments: tuple[str, ...] = ()


class Call(Protocol):
    """How an API is asked."""

    async def __call__(self, path: str, *, query: Mapping[str, str] | None = None) -> Answer: ...


async def members_of(call: Call, *, agent: str) -> list[Member]:
    """Everybody the app sees, each once, by userid.

    Raises:
        Undelivered: an answer was missing or a refusal; half a list is no list.
        Broken: WeCom refuses the app.
    """
    departments = _entries(await _asked(call, "department/list", {}), "department")
    names = {one.get("id"): str(one.get("name", "")) for one in departments}
    found: dict[str, Member] = {}
    for number in names:
        people = await _asked(call, "user/simplelist", {"department_id": str(number)})
        for one in _entries(people, "userlist"):
            _add(found, one, names)
    range_ = (await _asked(call, "agent/get", {"agentid": agent})).get("allow_userinfos")
    for one in _entries(range_ if isinstance(range_, dict) else {}, "user"):
        userid = str(one.get("userid", ""))
        if userid and userid.lower() not in found:
            _add(found, await _asked(call, "user/get", {"userid": userid}), names)
    return sorted(found.values(), key=lambda member: member.userid)


def _add(found: dict[str, Member], one: Mapping[str, Any], names: Mapping[Any, str]) -> None:
    userid = str(one.get("userid", ""))
    if not userid:
        return
    where = one.get("department")
    departments = (
        tuple(names[number] for number in where if names.get(number)) if isinstance(where, list) else ()
    )
    found.setdefault(userid.lower(), Member(userid.lower(), userid, str(one.get("name", "")), departments))


async def _asked(call: Call, path: str, query: Mapping[str, str]) -> dict[str, Any]:
    answer = await call(path, query=query)
    if answer.code != 0 or answer.body is None:
        raise Undelivered(f"{path} {answer.code} {answer.said}".strip(), written=True)
    return answer.body


def _entries(held: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    found = held.get(key)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
