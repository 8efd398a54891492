"""工作群: an administrator enters a group's robot, tries it, takes it into use; a new group only on request.

A robot's address is pasted once. Its key goes into the file of secrets and is shown as a fingerprint; no
page, log line or line of evidence holds it. Others than administrators find nothing here.
"""

import hmac
import secrets
from collections.abc import Sequence

import structlog
from aiohttp import web

from bot.platforms.base import Payload
from bot.platforms.wecom_groups import NAME, WEBHOOK, NoSuchRobot, key_of
from bot.platforms.wecom_outcome import Broken, Undelivered
from bot.web.group_page import ADDRESS_MAX, NEXT, PATH, Room, drawn, entered, is_on
from bot.web.html import Html, tag
from bot.web.site import Site, Visitor, why
from workflow import group_robot
from workflow.desk import Refused

log = structlog.get_logger()


def link(site: Site, visitor: Visitor, *, may: bool) -> Html | None:
    """The way here from the first page, for an administrator."""
    if not (may and is_on(site)):
        return None
    return tag(
        "p", tag("a", visitor.say("page-groups-title"), href=site.place.path(PATH), class_="btn quiet")
    )


async def show(site: Site, request: web.Request, visitor: Visitor) -> web.StreamResponse:
    """Every group, and what may be done about it."""
    return await drawn(site, visitor, tried=request.query.get("tried", ""))


# Robots -----------------------------------------------------------------------------------------------------


async def enter(site: Site, request: web.Request, visitor: Visitor) -> web.StreamResponse:
    """登记: the address is kept, nothing is said in the group yet."""
    room = await entered(site, visitor)
    fields = await site.form(request, visitor)
    robot = f"g{secrets.token_hex(5)}"
    given = fields.get("robot", "")
    try:
        if given:  # one that the settings name
            robot = _of_settings(room, given)
        else:
            _keep(room, robot, fields.get("address", ""))
        await site.act(
            lambda desk: group_robot.enter(
                desk,
                by=visitor.id,
                bot=room.bot,
                robot=robot,
                title=fields.get("title", ""),
                office=fields.get("office", ""),
                fingerprint=room.robots.fingerprint(robot),
            )
        )
    except Refused as refusal:
        if not given:
            room.robots.forget(robot)
        return await drawn(site, visitor, alert=why(visitor.say, refusal), held=fields, status=409)
    return site.go(request, visitor, PATH, said={"text": visitor.say("page-group-entered")})


def _of_settings(room: Room, name: str) -> str:
    if name not in room.robots.names():
        raise Refused("group.gone")
    return name


def _keep(room: Room, name: str, pasted: str) -> None:
    """Put the key of a pasted address away. Raises Refused."""
    key = key_of(pasted) if len(pasted) <= ADDRESS_MAX else None
    if key is None:
        raise Refused("group.address")
    for other in room.robots.names():
        try:
            if hmac.compare_digest(room.robots.key(other).encode(), key.encode()):
                raise Refused("group.robot_known")
        except NoSuchRobot:
            continue
    try:
        room.robots.keep(name, key, added=f"person:{room.visitor.id} {room.site.home.clock.now():%Y-%m-%d}")
    except ValueError:
        raise Refused("group.in_settings") from None


async def replace(site: Site, request: web.Request, visitor: Visitor) -> web.StreamResponse:
    """更换: another robot for the same group waits until it was tried."""
    room = await entered(site, visitor)
    fields = await site.form(request, visitor)
    one = await room.known(request)
    try:
        if not one.robot or not NAME.fullmatch(f"{one.robot}{NEXT}"):
            raise Refused("group.in_settings")
        if one.robot in room.settled:
            raise Refused("group.in_settings")
        _keep(room, one.robot if one.state == "pending" else f"{one.robot}{NEXT}", fields.get("address", ""))
    except Refused as refusal:
        return await drawn(site, visitor, alert=why(visitor.say, refusal), status=409)
    return site.go(request, visitor, PATH, said={"text": visitor.say("page-group-entered")})


async def try_out(site: Site, request: web.Request, visitor: Visitor) -> web.StreamResponse:
    """试发: one line into the group, so that somebody sees in which one the robot is."""
    room = await entered(site, visitor)
    await site.form(request, visitor)
    one = await room.known(request)
    robot = room.waiting(one) or one.robot
    words = visitor.say("group-robot-test")
    part = Payload(WEBHOOK, {"robot": robot, "msgtype": "text", "text": {"content": words}})
    outcome = await room.platform.send(part.to_bytes())
    log.info("page.robot_tried", group=one.id, state=outcome.state)
    if outcome.state != "sent":
        code = {"gone": "group.robot_gone", "bad": "group.robot_refused"}.get(
            outcome.state, "group.robot_away"
        )
        refusal = Refused(code, error=str(outcome.error or "")[:80])
        return await drawn(site, visitor, alert=why(visitor.say, refusal), status=409)
    said = {"text": visitor.say("page-group-tried", title=one.title)}
    return site.go(request, visitor, f"{PATH}?tried={room.tried(one, robot)}", said=said)


async def take_into_use(site: Site, request: web.Request, visitor: Visitor) -> web.StreamResponse:
    """启用: the line was seen in the right group."""
    room = await entered(site, visitor)
    fields = await site.form(request, visitor)
    one = await room.known(request)
    robot = room.waiting(one)
    if not robot or not room.was_tried(one, robot, fields.get("tried", "")):
        return await drawn(site, visitor, alert=why(visitor.say, Refused("group.untried")), status=409)
    if one.state == "pending":
        await site.act(lambda desk: group_robot.take_into_use(desk, one.id, by=visitor.id, bot=room.bot))
    else:
        fingerprint = room.robots.fingerprint(robot)
        await site.act(
            lambda desk: group_robot.key_changed(
                desk, one.id, by=visitor.id, bot=room.bot, fingerprint=fingerprint
            )
        )
        added = f"person:{visitor.id} {site.home.clock.now():%Y-%m-%d}"
        room.robots.keep(one.robot, room.robots.key(robot), added=added)
        room.robots.forget(robot)
    return site.go(request, visitor, PATH, said={"text": visitor.say("page-group-used", title=one.title)})


async def stop(site: Site, request: web.Request, visitor: Visitor) -> web.StreamResponse:
    """停用: nothing is said there any more; a key that waits to take another's place only goes itself."""
    room = await entered(site, visitor)
    fields = await site.form(request, visitor)
    one = await room.known(request)
    robot = room.waiting(one)
    if fields.get("only") == "next" and robot and one.state != "pending":
        room.robots.forget(robot)
        return site.go(request, visitor, PATH, said={"text": visitor.say("page-group-kept", title=one.title)})
    await site.act(lambda desk: group_robot.stop(desk, one.id, by=visitor.id, bot=room.bot))
    for name in filter(None, (robot, one.robot)):
        room.robots.forget(name)
    return site.go(request, visitor, PATH, said={"text": visitor.say("page-group-stopped", title=one.title)})


# A group of the app's own -----------------------------------------------------------------------------------


async def found(site: Site, request: web.Request, visitor: Visitor) -> web.StreamResponse:
    """新建群: with its owner, what it is for and until when."""
    room = await entered(site, visitor)
    fields = await site.form(request, visitor)
    office, owner = fields.get("office", ""), fields.get("owner", "")
    try:
        title, purpose, last = await site.read(
            lambda desk: group_robot.wanted(
                desk,
                title=fields.get("title", ""),
                purpose=fields.get("purpose", ""),
                closes_on=fields.get("closes_on", ""),
            )
        )
        userid, members = await site.read(
            lambda desk: group_robot.people_of(desk, office, owner=owner, by=visitor.id, bot=room.bot)
        )
        chat = await _founded(room, title, userid, members)
        await site.act(
            lambda desk: group_robot.founded(
                desk,
                by=visitor.id,
                bot=room.bot,
                chat=chat,
                title=title,
                office=office,
                owner=int(owner),
                purpose=purpose,
                closes_on=last,
            )
        )
    except Refused as refusal:
        return await drawn(site, visitor, alert=why(visitor.say, refusal), held=fields, status=409)
    return site.go(request, visitor, PATH, said={"text": visitor.say("page-group-founded", title=title)})


async def _founded(room: Room, title: str, owner: str, members: Sequence[str]) -> str:
    try:
        chat = await room.platform.found_group(name=title, owner=owner, members=members)
    except Broken as refused:
        raise Refused("group.may_not", error=str(refused.code)) from None
    except Undelivered as away:
        raise Refused("group.robot_refused", error=str(away)[:80]) from None
    return str(chat)


async def prolong(site: Site, request: web.Request, visitor: Visitor) -> web.StreamResponse:
    """Another closing date."""
    room = await entered(site, visitor)
    fields = await site.form(request, visitor)
    number, until = int(request.match_info["group"]), fields.get("closes_on", "")
    await site.act(
        lambda desk: group_robot.prolong(desk, number, by=visitor.id, bot=room.bot, closes_on=until)
    )
    return site.go(request, visitor, PATH, said={"text": visitor.say("group-saved")})
