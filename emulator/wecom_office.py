"""The `wecom:` block of the office file: the corporation, its departments and apps, members, group robots.

The block is optional; without it the office has no WeCom. Shape:

    wecom:
      corp_id: …
      departments: [{id: 1, name: …, parent: 0, office: KEY}]  # 1 is the root; `office` puts people there
      apps: [{agent_id, name, secret, token, aes_key, callback_url?, sees_root?, trusted_ips?, domains?}]
    people: [{…, wecom_userid: ChenXin, platform: wecom, wecom: {active?, licensed?, visible?}}]
    groups: [{…, robot: {name: …, key: …}}]
"""

from dataclasses import dataclass
from typing import Any

PLATFORMS = ("telegram", "wecom")
ROOT = 1


@dataclass(frozen=True)
class Department:
    """One department; the root has id 1 and parent 0."""

    id: int
    name: str
    parent: int = 0
    order: int = 0


@dataclass(frozen=True)
class AppEntry:
    """A self-built app as the administrator has set it up. The first one of the file is the bot's."""

    agent_id: int
    name: str
    secret: str
    token: str = ""
    aes_key: str = ""
    callback_url: str = ""
    sees_root: bool = True
    trusted_ips: tuple[str, ...] = ()  # empty: every address
    domains: tuple[str, ...] = ()  # trusted for OAuth; empty: every domain
    contact_sync: bool = False  # its secret is the contact assistant's: it may call user/list_id
    disabled: bool = False


@dataclass(frozen=True)
class MemberEntry:
    """A member of the corporation."""

    userid: str
    person: str
    departments: tuple[int, ...] = (ROOT,)
    active: bool = True
    licensed: bool = True
    visible: bool = True  # inside the apps' visible range


@dataclass(frozen=True)
class RobotEntry:
    """A webhook robot in a group; the key is its whole secret."""

    name: str
    key: str
    group: str


@dataclass(frozen=True)
class Corp:
    """Everything of WeCom in an office file."""

    id: str
    name: str
    departments: tuple[Department, ...]
    apps: tuple[AppEntry, ...]
    members: tuple[MemberEntry, ...]
    robots: tuple[RobotEntry, ...]


def corp_of(office: dict[str, Any]) -> Corp | None:
    """The WeCom part of an office file, or None when it has none.

    Raises:
        KeyError: something is missing.
        ValueError: an id stands twice, or names what is not there.
    """
    said = office.get("wecom")
    if not said:
        return None
    places = {one["office"]: int(one["id"]) for one in said.get("departments", ()) if one.get("office")}
    departments = tuple(
        Department(int(one["id"]), one["name"], int(one.get("parent", 0)), int(one.get("order", 0)))
        for one in said.get("departments", ())
    ) or (Department(ROOT, str(office["name"])),)
    apps = tuple(_app(one) for one in said["apps"])
    members = tuple(_member(one, places) for one in office["people"] if one.get("wecom_userid"))
    robots = tuple(
        RobotEntry(one["robot"]["name"], one["robot"]["key"], one["id"])
        for one in office.get("groups", ())
        if one.get("robot")
    )
    _once("department", [one.id for one in departments])
    _once("agent_id", [one.agent_id for one in apps])
    _once("userid", [one.userid.lower() for one in members])
    _once("robot", [one.name for one in robots])
    _once("robot key", [one.key for one in robots])
    if not apps:
        raise ValueError("the wecom block has no app")
    if ROOT not in {one.id for one in departments}:
        raise ValueError("the wecom block has no root department 1")
    return Corp(said["corp_id"], str(office["name"]), departments, apps, members, robots)


def _once(what: str, found: list[Any]) -> None:
    if twice := sorted({str(one) for one in found if found.count(one) > 1}):
        raise ValueError(f"the office file gives one {what} twice: {', '.join(twice)}")


def _app(one: dict[str, Any]) -> AppEntry:
    return AppEntry(
        agent_id=int(one["agent_id"]),
        name=one["name"],
        secret=one["secret"],
        token=one.get("token", ""),
        aes_key=one.get("aes_key", ""),
        callback_url=one.get("callback_url", ""),
        sees_root=bool(one.get("sees_root", True)),
        trusted_ips=tuple(one.get("trusted_ips", ())),
        domains=tuple(one.get("domains", ())),
        contact_sync=bool(one.get("contact_sync", False)),
        disabled=bool(one.get("disabled", False)),
    )


def _member(one: dict[str, Any], places: dict[str, int]) -> MemberEntry:
    said = one.get("wecom") or {}
    departments = tuple(said.get("departments", ())) or tuple(
        dict.fromkeys(places[role["office"]] for role in one.get("roles", ()) if role["office"] in places)
    )
    return MemberEntry(
        userid=str(one["wecom_userid"]),
        person=one["id"],
        departments=departments or (ROOT,),
        active=bool(said.get("active", True)),
        licensed=bool(said.get("licensed", True)),
        visible=bool(said.get("visible", True)),
    )
