"""The page's own house: who visits, how a request is let in, and what every answer carries."""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeVar

import structlog
from aiohttp import web

from bot import cards
from bot.draw import voice
from bot.web.identity import OAuth
from bot.web.place import Place, headers, may_go_back
from bot.web.visits import Visits
from locales import Say, language
from scheduler.clock import Clock
from scheduler.pace import pace_of
from storage import place
from storage.engine import Store, Tx
from storage.files import Files
from workflow import page, voices
from workflow.desk import Desk, Refused
from workflow.notices import Notice

log = structlog.get_logger()
T = TypeVar("T")

COOKIE_BYTES = 32
SEEN_EVERY_MS = 60_000
FILE_MINUTES = 10
FLASH_MAX = 2400
TEXT_MAX = 300_000  # bytes of a form


class Home(Protocol):
    """The part of ``bot.app.App`` that the page stands on."""

    store: Store
    clock: Clock
    files: Files
    settings: Any
    wecom: Any  # bot.corporation.Corporation, None while WeCom is off

    def desk(self, tx: Tx) -> Desk: ...


@dataclass(frozen=True, slots=True)
class Telegram:
    """The Telegram bot as a door: its id and the token that signs initData."""

    bot: str
    token: str


@dataclass(frozen=True, slots=True)
class Visitor:
    """A person in a browser. ``cookie`` is the session's secret: everything that is signed hangs on it."""

    id: int
    name: str
    lang: str
    say: Say
    cookie: str
    large: bool = False
    path: str = page.HOME  # the page that is looked at, to come back to
    said: Mapping[str, str] | None = None  # what the last act came to, shown once

    def mac(self, what: str, text: str) -> bytes:
        """A signature that only this session's holder was given."""
        return hmac.new(self.cookie.encode(), f"{what}\n{text}".encode(), hashlib.sha256).digest()

    @property
    def csrf(self) -> str:
        """What every form of this session carries."""
        return self.mac("csrf", "").hex()

    def seal(self, meaning: str) -> str:
        """The token of an offer: 22 base64url characters."""
        return base64.urlsafe_b64encode(self.mac("offer", meaning)[:16]).rstrip(b"=").decode()

    def signed(self, kind: str, subject: str, *, now_ms: int) -> str:
        """The query that lets this session fetch a file within ten minutes."""
        until = now_ms + FILE_MINUTES * 60_000
        return f"?e={until}&s={self.mac('file', f'{kind}:{subject}:{until}').hex()[:32]}"

    def may_fetch(self, kind: str, subject: str, query: Mapping[str, str], *, now_ms: int) -> bool:
        """Was it signed for this session, and not long ago?"""
        until, given = query.get("e", ""), query.get("s", "")
        if not (until.isascii() and until.isdecimal() and len(until) <= 16) or int(until) < now_ms:
            return False
        wanted = self.mac("file", f"{kind}:{subject}:{until}").hex()[:32]
        return hmac.compare_digest(wanted.encode(), given.encode())


Room = Callable[["Site", web.Request, Visitor], Awaitable[web.StreamResponse]]


class Site:
    """One running page."""

    def __init__(
        self,
        home: Home,
        place: Place,
        *,
        telegram: Callable[[], Telegram | None] = lambda: None,
        oauth: Callable[[], OAuth | None] = lambda: None,
        visits: Visits | None = None,
    ) -> None:
        self.home = home
        self.place = place
        self.telegram = telegram
        self.oauth = oauth
        self.visits = visits or Visits(pace_of(home.store), lease_ms=home.clock.lease_ms)

    # The database -------------------------------------------------------------------------------------

    async def act(self, fn: Callable[[Desk], T]) -> T:
        """One use case in one transaction."""
        return await self.home.store.act(lambda tx: fn(self.home.desk(tx)))

    async def read(self, fn: Callable[[Desk], T]) -> T:
        """A look that changes nothing."""
        return await self.home.store.read(lambda tx: fn(self.home.desk(tx)))

    def now_ms(self) -> int:
        return round(self.home.clock.now().timestamp() * 1000)

    def has_room(self) -> bool:
        """Below the reserve nothing is taken in."""
        files = self.home.files.folder
        return place.room(files, reserve_mb=self.home.settings.files.disk_reserve_mb).is_enough

    # Cookies ------------------------------------------------------------------------------------------

    def cookie_name(self, request: web.Request, what: str = "duwang") -> str:
        """Bound to this host where the browser lets a site do so."""
        return f"__Host-{what}" if self.place.is_secure(request.host) and not self.place.prefix else what

    def set_cookie(
        self, request: web.Request, answer: web.StreamResponse, value: str, *, what: str, seconds: int
    ) -> None:
        """HttpOnly, Lax, and Secure but on loopback."""
        answer.set_cookie(
            self.cookie_name(request, what),
            value,
            max_age=seconds,
            path=self.place.root,
            secure=self.place.is_secure(request.host),
            httponly=True,
            samesite="Lax",
        )

    def fresh_cookie(self) -> str:
        """256 bits that nobody has seen."""
        return secrets.token_urlsafe(COOKIE_BYTES)

    def let_in(self, request: web.Request, answer: web.StreamResponse, cookie: str) -> None:
        """The browser bears the session from now on."""
        self.set_cookie(request, answer, cookie, what="duwang", seconds=page.WHOLE_HOURS * 3600)

    # Who asks -----------------------------------------------------------------------------------------

    def address(self, request: web.Request) -> str:
        """Whose address it is, behind proxies that are trusted."""
        return self.place.who(request.remote, request.headers.getall("X-Forwarded-For", []))

    def large(self, request: web.Request) -> bool:
        return request.cookies.get("duwang-large") == "1"

    def stranger_voice(self, request: web.Request) -> Say:
        """The words for somebody who is not known yet."""
        asked = request.headers.get("Accept-Language", "").split(",")[0].split(";")[0].strip()
        return voice(language(asked or self.home.settings.language), {})

    async def visitor(self, request: web.Request) -> Visitor | None:
        """The person behind the cookie, if the session stands."""
        cookie = request.cookies.get(self.cookie_name(request), "")
        if not 40 <= len(cookie) <= 64:
            return None

        def find(desk: Desk) -> tuple[Any, voices.Voice] | None:
            row = page.session(desk, cookie)
            return None if row is None else (row, voices.of_person(desk, int(row.person_id)))

        found = await self.read(find)
        if found is None:
            return None
        row, spoken = found
        if self.now_ms() - int(row.seen_at) > SEEN_EVERY_MS:
            await self.act(lambda desk: page.seen(desk, cookie))
        say = voice(spoken.lang, spoken.terms)
        visitor = Visitor(
            int(row.person_id),
            str(row.name),
            spoken.lang,
            say,
            cookie,
            self.large(request),
            self.here(request),
        )
        return self._with_flash(request, visitor)

    def here(self, request: web.Request) -> str:
        """The page that is looked at, without a proxy's prefix; the first one where a form was sent."""
        path = request.path_qs.removeprefix(self.place.prefix) if request.method == "GET" else page.HOME
        return may_go_back(path) or page.HOME

    def _with_flash(self, request: web.Request, visitor: Visitor) -> Visitor:
        held, _, mac = request.cookies.get("duwang-said", "").partition(".")
        if not held or not hmac.compare_digest(visitor.mac("said", held).hex()[:32].encode(), mac.encode()):
            return visitor
        said = json.loads(base64.urlsafe_b64decode(held))
        return replace(visitor, said=said)

    def go(
        self, request: web.Request, visitor: Visitor, path: str, *, said: Mapping[str, str] | None = None
    ) -> web.Response:
        """See another page of ours, which says once what was done."""
        answer = web.Response(status=303, headers={"Location": self.place.path(path)})
        if said:
            held = base64.urlsafe_b64encode(json.dumps(said).encode()[:FLASH_MAX]).decode()
            if len(json.dumps(said).encode()) <= FLASH_MAX:
                mac = visitor.mac("said", held).hex()[:32]
                answer.set_cookie(
                    "duwang-said",
                    f"{held}.{mac}",
                    max_age=60,
                    path=self.place.root,
                    secure=self.place.is_secure(request.host),
                    httponly=True,
                    samesite="Lax",
                )
        return answer

    # Letting in ---------------------------------------------------------------------------------------

    def room(self, inside: Room, *, kind: str = "look") -> Callable[[web.Request], Awaitable[Any]]:
        """A page for known people. Others are shown the door; a form must come from a page of ours."""
        from bot.web import door, frame

        async def enter(request: web.Request) -> web.StreamResponse:
            wait = await self.visits.wait_s("address", self.address(request))
            if wait:
                return self.dress(too_often(self.stranger_voice(request), wait))
            visitor = await self.visitor(request)
            if visitor is None:
                if request.method != "GET":
                    return self.dress(gone(self.stranger_voice(request)))
                return await door.show(self, request)
            wait = await self.visits.wait_s(kind, visitor.cookie)
            if wait:
                return self.dress(too_often(visitor.say, wait))
            if request.method != "GET" and not self.is_ours(request):
                return self.dress(gone(visitor.say))
            try:
                answer = await inside(self, request, visitor)
            except Refused as refusal:
                log.info("page.refused", code=refusal.code, path=request.match_info.route.name)
                answer = frame.refused(self, visitor, refusal)
            except web.HTTPException as found:
                self.dress(found)
                raise
            except (ConnectionError, TimeoutError):  # the browser went away
                raise
            except Exception as problem:
                log.exception("page.failed", problem=type(problem).__name__)
                answer = frame.refused(self, visitor, Refused("inner"), status=500)
            if visitor.said and answer.status == 200 and answer.content_type == "text/html":
                answer.del_cookie("duwang-said", path=self.place.root)
            return answer if answer.prepared else self.dress(answer)

        return enter

    def is_ours(self, request: web.Request) -> bool:
        """Was it sent from a page of ours, as far as the browser tells? A form of a page that sends no
        referrer has the origin ``null``; what it carries decides then.
        """
        if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
            return False
        origin = request.headers.get("Origin", "null")
        return origin == "null" or self.place.is_ours(origin, request.host)

    def dress(self, answer: web.StreamResponse, *, framed_by: str = "'none'") -> web.StreamResponse:
        """Put on what every answer carries."""
        if self.place.stage:  # the phones of the demonstration show our pages in frames
            framed_by = self.place.stage if framed_by == "'none'" else f"{framed_by} {self.place.stage}"
        for name, value in headers(framed_by=framed_by).items():
            answer.headers.setdefault(name, value)
        return answer

    async def form(self, request: web.Request, visitor: Visitor) -> Mapping[str, str]:
        """The fields of a form of this session. Raises Refused for any other."""
        fields = await read_form(request)
        self.check(visitor, fields.get("csrf", ""))
        return fields

    def check(self, visitor: Visitor, given: str) -> None:
        """Does a form belong to this session? Raises Refused."""
        if not hmac.compare_digest(visitor.csrf.encode(), given.encode()):
            raise Refused("token.unknown")


async def read_form(request: web.Request) -> Mapping[str, str]:
    """A form's fields by name; nothing but text is taken. Of boxes of one name (``f-…``) every one that is
    ticked counts, of anything else the first.
    """
    if request.content_type != "application/x-www-form-urlencoded":
        raise web.HTTPUnsupportedMediaType
    if (request.content_length or 0) > TEXT_MAX:
        raise web.HTTPRequestEntityTooLarge(TEXT_MAX, request.content_length or 0)
    fields: dict[str, str] = {}
    for name, value in (await request.post()).items():
        if isinstance(value, str):
            several = name.startswith("f-") and name in fields
            fields[name] = f"{fields[name]}、{value}" if several else fields.get(name, value)
    return fields


def told(say: Say, notice: Notice) -> str:
    """What an act came to, as the chat says it."""
    card = cards.build(notice.kind, notice.facts, say)
    return card.note or card.summary


def why(say: Say, refusal: Refused) -> str:
    """Why it was not possible and what to do next, as the chat says it."""
    return cards.build("refused", {"code": refusal.code, **refusal.facts}, say).note


def too_often(say: Say, wait: int) -> web.Response:
    """More requests in a minute than a person makes."""
    return web.Response(
        status=429, text=say("page-too-often", seconds=wait), headers={"Retry-After": str(wait)}
    )


def gone(say: Say) -> web.Response:
    """A form of a session that is over, or from somewhere else."""
    return web.Response(status=403, text=say("page-form-over"))
