"""Coming in: by WeCom, by Telegram, or by a one-time link. Nobody gets further without one of them."""

import base64
import hashlib
import hmac
import json
import secrets
from typing import Any

import structlog
from aiohttp import web

from bot.web import frame
from bot.web.html import Html, tag
from bot.web.identity import CodeSpent, OAuth, telegram_user
from bot.web.place import may_go_back
from bot.web.site import Site, gone, read_form, too_often
from locales import Say
from workflow import page
from workflow.desk import Desk, Refused

log = structlog.get_logger()

WAY = "duwang-way"  # the cookie of a way in that has begun: a nonce, where it leads, how often it was tried
WAY_S = 600
TELEGRAM_WEB = "https://web.telegram.org"
STATE_MAX = 128


# The way in -----------------------------------------------------------------------------------------


def _pack(way: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(way).encode()).decode()


def _way(site: Site, request: web.Request) -> dict[str, Any]:
    """What this browser has begun; empty where it began nothing."""
    try:
        found = json.loads(base64.urlsafe_b64decode(request.cookies.get(site.cookie_name(request, WAY), "")))
    except ValueError:
        return {}
    return found if isinstance(found, dict) and isinstance(found.get("nonce"), str) else {}


def _state(way: dict[str, Any]) -> str:
    """What goes around through WeCom: it fits the cookie of this browser alone."""
    return hashlib.sha256(f"state:{way['nonce']}".encode()).hexdigest()


def _begun(to: str, *, tries: int = 0) -> dict[str, Any]:
    return {"nonce": secrets.token_urlsafe(24), "to": to, "tries": tries}


def _bind(site: Site, request: web.Request, answer: web.StreamResponse, way: dict[str, Any]) -> None:
    site.set_cookie(request, answer, _pack(way), what=WAY, seconds=WAY_S)


def in_wecom(request: web.Request) -> bool:
    """Does WeCom's own browser ask?"""
    return "wxwork" in request.headers.get("User-Agent", "").lower()


async def show(site: Site, request: web.Request) -> web.StreamResponse:
    """The door, in place of a page that was asked for. Inside WeCom it opens by itself."""
    if wait := await site.visits.wait_s("door", site.address(request)):
        return site.dress(too_often(site.stranger_voice(request), wait))
    oauth, to = site.oauth(), site.here(request)
    if oauth is not None and in_wecom(request):
        return _to_wecom(site, request, oauth, _begun(to))
    return _door(site, request, to, status=401)


def _to_wecom(site: Site, request: web.Request, oauth: OAuth, way: dict[str, Any]) -> web.StreamResponse:
    there = oauth.ask(back=site.place.url("/m/in/wecom"), state=_state(way))
    answer = web.Response(status=302, headers={"Location": there})
    _bind(site, request, answer, way)
    return site.dress(answer)


def _door(site: Site, request: web.Request, to: str, *, status: int, alert: str = "") -> web.StreamResponse:
    """How one comes in. Telegram may show this page, and no other, in a frame of its own."""
    say, oauth = site.stranger_voice(request), site.oauth()
    way = _begun(to)
    scan = None
    if oauth is not None:
        there = oauth.scan(back=site.place.url("/m/in/wecom"), state=_state(way))
        scan = tag("p", tag("a", say("page-door-scan"), href=there, class_="btn"))
    telegram = site.telegram() is not None
    answer = frame.plain(
        site,
        request,
        say,
        say("page-door-title"),
        tag("p", alert, class_="alert", role="alert") if alert else None,
        tag("p", say("page-door-how")),
        scan,
        tag(
            "div",
            tag("p", say("page-door-telegram"), class_="wait", hidden=True),
            tag("p", _window(say), hidden=True),
            id="door",
            data_to=site.place.path(to),
            data_post=site.place.path("/m/in/telegram"),
            data_failed=say("page-door-failed"),
        )
        if telegram
        else None,
        status=status,
    )
    _bind(site, request, answer, way)
    framed = f"'self' {TELEGRAM_WEB}" if telegram else "'none'"
    return site.dress(answer, framed_by=framed)


def _window(say: Say) -> Html:
    return tag("a", say("page-door-window"), target="_blank", rel="noopener", class_="btn")


def _opened(site: Site, request: web.Request, answer: web.StreamResponse, cookie: str) -> web.StreamResponse:
    site.let_in(request, answer, cookie)
    answer.del_cookie(site.cookie_name(request, WAY), path=site.place.root)
    return site.dress(answer)


async def _leave_old(site: Site, request: web.Request) -> None:
    """Whoever comes in anew leaves what was open in this browser."""
    old = request.cookies.get(site.cookie_name(request), "")
    if old:
        await site.act(lambda desk: page.sign_out(desk, old))


# WeCom ----------------------------------------------------------------------------------------------


async def by_wecom(site: Site, request: web.Request) -> web.StreamResponse:
    """Back from WeCom with code and state."""
    say = site.stranger_voice(request)
    if wait := await site.visits.wait_s("door", site.address(request)):
        return site.dress(too_often(say, wait))
    oauth, way = site.oauth(), _way(site, request)
    code, state = request.query.get("code", ""), request.query.get("state", "")
    if oauth is None:
        raise web.HTTPNotFound
    to = may_go_back(str(way.get("to", ""))) or page.HOME
    fits = bool(way) and hmac.compare_digest(_state(way).encode(), state[:STATE_MAX].encode())
    if not fits or not 0 < len(code) <= 512:
        return _door(site, request, page.HOME, status=403, alert=say("page-door-failed"))
    try:
        userid = await oauth.identify(code)
    except CodeSpent:  # the browser fetched the page ahead, or the person went back: once more, once
        if int(way.get("tries", 0)) == 0 and in_wecom(request):
            return _to_wecom(site, request, oauth, _begun(to, tries=1))
        return _door(site, request, to, status=403, alert=say("page-door-failed"))
    except Exception as problem:  # noqa: BLE001 - the platform is away for its thousand reasons
        log.warning("page.identify_failed", problem=type(problem).__name__)
        return _door(site, request, to, status=503, alert=say("page-door-away"))
    if userid is None:
        return _door(site, request, to, status=403, alert=say("roster-stranger-body"))
    return await _come_in(
        site, request, to, platform="wecom", bot=str(oauth.agent_id), external_id=userid.lower()
    )


async def _come_in(
    site: Site, request: web.Request, to: str, *, platform: str, bot: str, external_id: str
) -> web.StreamResponse:
    cookie, say = site.fresh_cookie(), site.stranger_voice(request)

    def sign_in(desk: Desk) -> int | None:
        return page.sign_in(desk, platform=platform, bot=bot, external_id=external_id, cookie=cookie)

    try:
        person = await site.act(sign_in)
    except Refused:
        return _door(site, request, to, status=403, alert=say("refused-person-suspended"))
    if person is None:
        return _door(site, request, to, status=403, alert=say("roster-stranger-body"))
    await _leave_old(site, request)
    answer = web.Response(status=303, headers={"Location": site.place.path(to)})
    return _opened(site, request, answer, cookie)


# Telegram -------------------------------------------------------------------------------------------


async def by_telegram(site: Site, request: web.Request) -> web.StreamResponse:
    """The script of the door posts what Telegram signed. In a frame, where no cookie of ours would be
    kept, it gets a one-time link for a window of its own.
    """
    say, telegram = site.stranger_voice(request), site.telegram()
    if wait := await site.visits.wait_s("door", site.address(request)):
        return site.dress(too_often(say, wait))
    if telegram is None:
        raise web.HTTPNotFound
    fields = await read_form(request)
    if not site.is_ours(request) or request.headers.get("X-Door") != "telegram":
        return site.dress(gone(say))  # a form elsewhere cannot send that header
    user = telegram_user(
        fields.get("init", ""), token=telegram.token, now_s=site.home.clock.now().timestamp()
    )
    if user is None:
        return site.dress(web.json_response({"why": say("page-door-failed")}, status=403))
    cookie = site.fresh_cookie()
    to = may_go_back(fields.get("to", "").removeprefix(site.place.prefix)) or page.HOME
    in_frame = fields.get("frame") == "1"

    def sign_in(desk: Desk) -> tuple[int | None, str]:
        account = {"platform": "telegram", "bot": telegram.bot, "external_id": user}
        person = page.sign_in(desk, **account, cookie=cookie)
        if person is None or not in_frame:
            return person, ""
        page.sign_out(desk, cookie)
        return person, page.make_link(desk, person, path=to)

    try:
        person, link = await site.act(sign_in)
    except Refused:
        return site.dress(web.json_response({"why": say("refused-person-suspended")}, status=403))
    if person is None:
        return site.dress(web.json_response({"why": say("roster-stranger-body")}, status=403))
    if in_frame:
        return site.dress(web.json_response({"window": site.place.url(f"/m/in/link/{link}")}))
    await _leave_old(site, request)
    return _opened(site, request, web.json_response({"to": site.place.path(to)}), cookie)


# One-time links -------------------------------------------------------------------------------------


async def link_shown(site: Site, request: web.Request) -> web.StreamResponse:
    """The link's page with its one button; looking at it spends nothing (messengers fetch pages ahead).

    Inside WeCom the platform itself says who it is: the link leads to its page, whoever opened it.
    """
    say, secret = site.stranger_voice(request), request.match_info["secret"]
    if wait := await site.visits.wait_s("door", site.address(request)):
        return site.dress(too_often(say, wait))
    row = await site.read(lambda desk: page.link(desk, secret))
    if row is None:
        return _over(site, request, say)
    oauth = site.oauth()
    if oauth is not None and in_wecom(request):
        return _to_wecom(site, request, oauth, _begun(may_go_back(str(row.path)) or page.HOME))
    way = _begun(str(row.path))
    answer = frame.plain(
        site,
        request,
        say,
        say("page-link-title"),
        tag("p", say("page-link-for", name=str(row.name))),
        tag(
            "form",
            tag("input", type="hidden", name="state", value=_state(way)),
            tag("button", say("page-link-open"), type="submit", class_="primary"),
            method="post",
            action=site.place.path(f"/m/in/link/{secret}"),
        ),
    )
    _bind(site, request, answer, way)
    return site.dress(answer)


async def link_used(site: Site, request: web.Request) -> web.StreamResponse:
    """打开: the link is spent, the session stands."""
    say, secret = site.stranger_voice(request), request.match_info["secret"]
    if wait := await site.visits.wait_s("door", site.address(request)):
        return site.dress(too_often(say, wait))
    fields, way = await read_form(request), _way(site, request)
    fits = bool(way) and hmac.compare_digest(_state(way).encode(), fields.get("state", "").encode())
    if not fits or not site.is_ours(request):
        return site.dress(gone(say))
    here = await site.visitor(request)
    cookie = site.fresh_cookie()

    def use(desk: Desk) -> str | None:
        row = page.link(desk, secret)
        if row is None or (here is not None and here.id != row.person_id):
            return None
        return page.use_link(desk, secret, cookie=cookie)

    to = await site.act(use)
    if to is None:
        return _over(site, request, say)
    await _leave_old(site, request)
    answer = web.Response(status=303, headers={"Location": site.place.path(may_go_back(to) or page.HOME)})
    return _opened(site, request, answer, cookie)


def _over(site: Site, request: web.Request, say: Say) -> web.StreamResponse:
    """Spent, called back, past its time, never ours, or somebody else's: all read alike."""
    return site.dress(
        frame.plain(site, request, say, say("page-link-over"), tag("p", say("page-link-again")), status=410)
    )
