"""工作群, drawn: every group with what may be done about it, and the forms for others."""

import hmac
from collections.abc import Mapping, Sequence
from typing import Any

from aiohttp import web

from bot.platforms.wecom_groups import NoSuchRobot, Robots
from bot.web import frame
from bot.web.html import Html, tag, text
from bot.web.site import Site, Visitor
from workflow import group_robot, roster
from workflow.desk import Desk
from workflow.group_robot import PURPOSE_MAX, TITLE_MAX, Known

PATH = "/m/groups"
NEXT = "-next"  # a key that was entered to take the place of another waits under its name and this
ADDRESS_MAX = 500

Choices = Sequence[tuple[str, str]]
Held = Mapping[str, str]


def is_on(site: Site) -> bool:
    """Are there groups to be entered at all?"""
    return site.home.wecom is not None


class Room:
    """What every act here needs: the app on WeCom and its robots, for a visitor who is an administrator."""

    def __init__(self, site: Site, visitor: Visitor) -> None:
        self.site = site
        self.visitor = visitor
        self.platform: Any = site.home.wecom.platform
        self.robots: Robots = self.platform.robots
        self.bot = str(self.platform.bot)
        self.settled: Mapping[str, Any] = site.home.settings.platforms.wecom.robots
        """Robots that the settings name; their keys lie on the server."""

    async def known(self, request: web.Request) -> Known:
        number = int(request.match_info["group"])
        return await self.site.read(
            lambda desk: group_robot.known(desk, number, by=self.visitor.id, bot=self.bot)
        )

    def tried(self, one: Known, robot: str) -> str:
        """What shows that this very key was tried by this visitor."""
        said = f"{one.id}:{robot}:{self.robots.fingerprint(robot)}"
        return f"{one.id}.{robot}.{self.visitor.mac('tried', said).hex()[:32]}"

    def was_tried(self, one: Known, robot: str, given: str) -> bool:
        return hmac.compare_digest(self.tried(one, robot).encode(), given.encode())

    def waiting(self, one: Known) -> str:
        """The robot that is not in use yet: the group's first, or the one to take its place."""
        if one.state == "pending":
            return one.robot
        successor = f"{one.robot}{NEXT}"
        return successor if one.robot and successor in self.robots.names() else ""


async def entered(site: Site, visitor: Visitor) -> Room:
    """Raises HTTPNotFound for everybody who has no business here."""
    if not is_on(site) or not await site.read(lambda desk: roster.is_administrator(desk, visitor.id)):
        raise web.HTTPNotFound
    return Room(site, visitor)


# Drawing -------------------------------------------------------------------------------------------


async def drawn(
    site: Site,
    visitor: Visitor,
    *,
    tried: str = "",
    alert: str = "",
    held: Held | None = None,
    status: int = 200,
) -> web.Response:
    """The whole page. ``tried`` shows which key was tried, ``held`` what was typed and not taken."""
    room = await entered(site, visitor)
    say = visitor.say

    def look(desk: Desk) -> tuple[list[Known], Choices, list[tuple[int, str]]]:
        return (
            group_robot.listed(desk, by=visitor.id, bot=room.bot),
            group_robot.offices(desk, by=visitor.id),
            group_robot.owners(desk, by=visitor.id, bot=room.bot),
        )

    known, rooms, people = await site.read(look)
    bound = {one.robot for one in known}
    spare = [name for name in room.settled if name not in bound]
    return frame.page(
        site,
        visitor,
        say("page-groups-title"),
        [_group(room, one, tried) for one in known] or tag("p", say("page-groups-none")),
        _entering(room, rooms, held or {}),
        [_of_settings(room, name, rooms, f"s{n}") for n, name in enumerate(spare)],
        _founding(room, rooms, people, held or {}),
        alert=alert,
        status=status,
    )


def _entering(room: Room, rooms: Choices, held: Held) -> Html:
    say = room.visitor.say
    fields = [_title(room, held), _office(room, rooms, held), _address(room)]
    return tag(
        "section",
        tag("h2", say("page-group-new")),
        tag("p", say("page-group-how"), class_="note"),
        _form(room, PATH, say("page-group-enter"), fields),
    )


def _of_settings(room: Room, name: str, rooms: Choices, at: str) -> Html:
    """A robot that the settings name and no group has yet."""
    say = room.visitor.say
    fields = [_title(room, {}, at), _office(room, rooms, {}, at)]
    return tag(
        "section",
        tag("h2", say("page-group-of-settings", name=name)),
        _form(room, PATH, say("page-group-enter"), fields, robot=name),
    )


def _founding(room: Room, rooms: Choices, people: Sequence[tuple[int, str]], held: Held) -> Html:
    say = room.visitor.say
    fields = [
        _title(room, held, "f"),
        _office(room, rooms, held, "f"),
        _owner(room, people, held),
        _purpose(room, held),
        _until(room, "f"),
    ]
    return tag(
        "section",
        tag(
            "details",
            tag("summary", say("page-group-found")),
            tag("p", say("page-group-found-how"), class_="note"),
            _form(room, f"{PATH}/found", say("page-group-found-do"), fields),
        ),
    )


def _group(room: Room, one: Known, tried: str) -> Html:
    say, path = room.visitor.say, f"{PATH}/{one.id}"
    waiting = room.waiting(one)
    facts = [one.office, say(f"page-group-{one.state}")]
    if one.robot:
        facts.append(_print(room, one.robot))
    if one.closes_on:
        facts.append(say("page-group-until", day=say.day(one.closes_on)))
    was_tried = bool(waiting) and _has(room, waiting) and room.was_tried(one, waiting, tried)
    replaces = (
        [tag("p", say("page-group-next", key=_print(room, waiting)), class_="note")]
        if waiting and one.state == "active"
        else []
    )
    return tag(
        "section",
        tag("h2", one.title),
        tag("p", [tag("span", fact) for fact in facts], class_="facts"),
        replaces,
        tag(
            "div",
            _button(room, f"{path}/use", say("page-group-use"), style="primary", tried=tried)
            if was_tried
            else None,
            _button(room, f"{path}/try", say("page-group-try")) if one.robot else None,
            _button(room, f"{path}/stop", say("page-group-discard"), only="next") if replaces else None,
            class_="verbs",
        ),
        _replacing(room, one, path),
        _prolonging(room, one, path),
        tag(
            "details",
            tag("summary", say("page-group-stop")),
            tag("p", say("page-group-stop-sure")),
            _button(room, f"{path}/stop", say("page-group-stop"), style="danger"),
        ),
    )


def _replacing(room: Room, one: Known, path: str) -> Html | None:
    if not one.robot or one.robot in room.settled:
        return None
    say = room.visitor.say
    form = _form(room, f"{path}/key", say("page-group-enter"), [_address(room, str(one.id))])
    return tag("details", tag("summary", say("page-group-replace")), form)


def _prolonging(room: Room, one: Known, path: str) -> Html | None:
    if not one.closes_on:
        return None
    say = room.visitor.say
    form = _form(room, f"{path}/until", say("page-group-save"), [_until(room, str(one.id), one.closes_on)])
    return tag("details", tag("summary", say("page-group-prolong")), form)


def _has(room: Room, robot: str) -> bool:
    try:
        room.robots.key(robot)
    except NoSuchRobot:
        return False
    return True


def _print(room: Room, robot: str) -> str:
    say = room.visitor.say
    if not _has(room, robot):
        return say("page-group-no-key")
    return say("page-group-key", key=room.robots.fingerprint(robot))


def _button(room: Room, path: str, label: str, *, style: str = "", **fields: str) -> Html:
    return frame.button_form(room.site, room.visitor, path, label, style=style, **fields)


def _form(room: Room, path: str, send: str, fields: Sequence[Html], **hidden: str) -> Html:
    return tag(
        "form",
        frame.hidden(room.visitor, **hidden),
        fields,
        tag("button", send, type="submit"),
        method="post",
        action=room.site.place.path(path),
        class_="fields",
        autocomplete="off",
    )


def _field(label: str, id_: str, box: Html, hint: str = "") -> Html:
    return tag(
        "div",
        tag("label", label, for_=id_),
        tag("p", hint, class_="hint", id=f"h-{id_}") if hint else None,
        box,
        class_="field",
    )


def _title(room: Room, held: Held, at: str = "n") -> Html:
    id_, value = f"title-{at}", held.get("title", "")
    box = tag("input", type="text", id=id_, name="title", value=value, maxlength=TITLE_MAX, required=True)
    return _field(room.visitor.say("page-group-name"), id_, box)


def _office(room: Room, rooms: Choices, held: Held, at: str = "n") -> Html:
    id_, chosen = f"office-{at}", held.get("office", "")
    options = [tag("option", name, value=key, selected=key == chosen) for key, name in rooms]
    box = tag("select", tag("option", "", value=""), options, id=id_, name="office", required=True)
    return _field(room.visitor.say("page-group-office"), id_, box)


def _address(room: Room, at: str = "n") -> Html:
    id_ = f"address-{at}"
    box = tag(
        "input", type="url", id=id_, name="address", maxlength=ADDRESS_MAX, required=True, inputmode="url",
        autocomplete="off", spellcheck="false", aria_describedby=f"h-{id_}",
    )  # fmt: skip
    return _field(
        room.visitor.say("page-group-address"), id_, box, room.visitor.say("page-group-address-hint")
    )


def _owner(room: Room, people: Sequence[tuple[int, str]], held: Held) -> Html:
    chosen = held.get("owner", "")
    options = [tag("option", name, value=who, selected=str(who) == chosen) for who, name in people]
    box = tag("select", tag("option", "", value=""), options, id="owner", name="owner", required=True)
    return _field(room.visitor.say("page-group-owner"), "owner", box)


def _purpose(room: Room, held: Held) -> Html:
    said = text(held.get("purpose", ""), raw=True)
    box = tag(
        "textarea", "\n", said, id="purpose", name="purpose", rows=2, maxlength=PURPOSE_MAX, required=True
    )
    return _field(room.visitor.say("page-group-purpose"), "purpose", box)


def _until(room: Room, at: str, value: str = "") -> Html:
    id_ = f"until-{at}"
    box = tag("input", type="date", id=id_, name="closes_on", value=value, required=True)
    return _field(room.visitor.say("page-group-closes"), id_, box)
