"""The process's own addresses: health, figures, the webhook, and the demonstration's three doors."""

import asyncio
import hmac
import json
import time
from datetime import datetime
from typing import Any

import structlog
from aiohttp import web

from bot import web as page
from rules.route import rule_key
from scheduler.clock import SHANGHAI, SystemClock, from_ms, to_ms
from storage import audit, clocks, dead_letters, orgs, outbox
from storage import inbox as inbox_rows
from storage.engine import Tx
from workflow import subjects, watch, watched

log = structlog.get_logger()

OLDEST_INBOX_S = 60
OLDEST_OUTBOX_S = 300
LOOK_BACK = 20  # entries of the chain
STAGES = {  # acts that name no step, by the stage of the step they belong to
    "item.handed_over": "publish",
    "page.checked": "publish",
    "publish.synced": "publish",
    "item.published": "publish",
    "item.effect_wrong": "confirm",
}
STEP_LIMIT_S = 50  # the page waits a minute


async def breathe() -> None:
    """Let everything else run a moment."""
    await asyncio.sleep(0.001)  # noqa: TID251 - real time: the loop's own, not the house's


def routes(app: Any) -> web.Application:
    """The addresses of one running house (``bot.app.App``)."""
    site = web.Application(client_max_size=1 << 20)
    site.router.add_get("/livez", _alive)
    site.router.add_get("/readyz", _of(app, _ready))
    site.router.add_get("/metrics", _of(app, _metrics))
    if app.settings.platforms.telegram.mode == "webhook":
        site.router.add_post("/telegram/webhook", _of(app, _webhook))
    if app.settings.platforms.wecom.enabled:
        site.router.add_route("GET", "/wecom/callback", _of(app, _callback))
        site.router.add_route("POST", "/wecom/callback", _of(app, _callback))
    site.router.add_routes(page.routes(app))
    if app.settings.profile in ("demo", "test") and app.demo_key is not None:
        for method, path, door in (
            ("GET", "/demo/next", _next),
            ("GET", "/demo/why", _why),
            ("POST", "/demo/step", _step),
        ):
            site.router.add_route(method, path, _guarded(app, door))
    return site


def _of(app: Any, door: Any) -> Any:
    async def enter(request: web.Request) -> web.Response:
        answer: web.Response = await door(app, request)
        return answer

    return enter


async def _alive(_request: web.Request) -> web.Response:
    return web.Response(text="ok")


async def _webhook(app: Any, request: web.Request) -> web.Response:
    if app.telegram is None or app.telegram.handle is None:
        return web.Response(status=503, headers={"Retry-After": "5"})
    answer: web.Response = await app.telegram.handle(request)
    return answer


async def _callback(app: Any, request: web.Request) -> web.Response:
    if app.wecom is None:
        return web.Response(status=503, headers={"Retry-After": "5"})
    answer: web.Response = await app.wecom.callback(request)
    return answer


async def _ready(app: Any, _request: web.Request) -> web.Response:
    now = to_ms(app.clock.now())
    reasons = [] if app.ready else ["starting"]
    if app.clock_trouble is not None:
        reasons.append(app.clock_trouble)
    try:
        oldest, due = await app.store.read(lambda tx: (inbox_rows.oldest(tx), outbox.next_due(tx)))
    except Exception as problem:  # noqa: BLE001 - whatever keeps the database away
        return web.json_response(
            {"ready": False, "reasons": ["database", type(problem).__name__]}, status=503
        )
    if oldest is not None and now - oldest > OLDEST_INBOX_S * 1000:
        reasons.append("inbox_behind")
    if due is not None and now - due > OLDEST_OUTBOX_S * 1000:
        reasons.append("outbox_behind")
    said = {"ready": not reasons, "reasons": reasons, **lines(app)}
    return web.json_response(said, status=200 if not reasons else 503)


def lines(app: Any) -> dict[str, Any]:
    """How each line to a platform stands; None where it is off. A platform that is away is no reason to
    take this process out of service: others would not reach it either.
    """
    aibot = None if app.wecom is None else app.wecom.aibot
    found: dict[str, Any] = {
        "telegram": None if app.telegram is None else app.telegram.state,
        "wecom": None if app.wecom is None else app.wecom.platform.state,
        "aibot": None if aibot is None else aibot.state,
    }
    return found if aibot is None else {**found, "aibot_replaced_lately": aibot.replaced_lately}


async def _metrics(app: Any, _request: web.Request) -> web.Response:
    from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

    registry = CollectorRegistry()
    rows = Gauge("duwang_outbox_rows", "Messages by state", ["state"], registry=registry)
    dead = Gauge("duwang_dead_letters", "What an operator has to look at", registry=registry)
    counts = await app.store.read(lambda tx: (dead_letters.counts(tx), len(inbox_rows.dead(tx, limit=1000))))
    for row in counts[0]:
        rows.labels(row[0]).set(row[1])
    dead.set(counts[1])
    return web.Response(body=generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST})


# The demonstration ------------------------------------------------------------------------------------


def _guarded(app: Any, door: Any) -> Any:
    inside = _of(app, door)

    async def enter(request: web.Request) -> web.Response:
        given = request.headers.get("X-Duwang-Demo-Key", "").encode()
        if not hmac.compare_digest(given, str(app.demo_key).encode()):
            return web.json_response({"error": "key"}, status=403)
        answer: web.Response = await inside(request)
        return answer

    return enter


async def _next(app: Any, request: web.Request) -> web.Response:
    now = app.clock.now()
    if request.query.get("kind") == "workday":
        day = app.house.calendar.next_workday(now.date())
        at = datetime(day.year, day.month, day.day, 9, tzinfo=SHANGHAI)
        return web.json_response({"next": at.isoformat(), **_today(app)})
    ahead = await app.store.read(lambda tx: [clocks.next_due(tx), outbox.next_due(tx)])
    later = [ms for ms in ahead if ms is not None]
    moment = from_ms(max(min(later), to_ms(now))).isoformat() if later else None
    return web.json_response({"next": moment, **_today(app)})


def _today(app: Any) -> dict[str, Any]:
    """Is it a rest day, and what is it called?"""
    day = app.clock.now().date()
    name = app.house.calendar.name(day)
    return {
        "rest_day": not app.house.calendar.is_workday(day),
        "name": None if name is None else name.name.zh_CN,
    }


async def _step(app: Any, request: web.Request) -> web.Response:
    """Run every due row up to an instant, each at its own time, and answer when all is quiet."""
    to = datetime.fromisoformat((await request.json())["to"])
    if isinstance(app.clock, SystemClock):
        app.clock.set(to)
    app.ring()
    deadline = time.monotonic() + STEP_LIMIT_S
    quiet = 0
    while quiet < 3 and time.monotonic() < deadline:
        await breathe()
        quiet = quiet + 1 if app.idle and _has_sent_all(app) else 0
    return web.json_response({"at": app.clock.now().isoformat(), **_today(app)})


def _has_sent_all(app: Any) -> bool:
    """What waits for its slot in a chat is due as well: the page is to show it."""
    return app.courier is None or bool(app.courier.is_empty_handed)


async def _why(app: Any, _request: web.Request) -> web.Response:
    return web.json_response(await app.store.read(lambda tx: reasons(app, tx)))


def reasons(app: Any, tx: Tx) -> dict[str, Any]:
    """The pane 依据: the newest act about an item with its article, what is due, the newest entry."""
    desk = app.desk(tx)
    rows = audit.tail(tx, limit=LOOK_BACK)
    last, entry = None, None
    if rows:
        row = rows[-1]
        entry = {"n": row.n, "hash": bytes(row.hash).hex()[:16], "at": desk.iso(row.at), "act": row.act}
        row = next((one for one in reversed(rows) if one.subject.startswith("item:")), row)
        last = {
            "at": desk.iso(row.at),
            "act": row.act,
            "who": subjects.name_of(desk, row.person_id),
            **_rule(desk, row),
        }
    due = []
    for org in orgs.organisations_all(tx):
        for clock in clocks.running(tx, org.id, limit=8):
            it = watched.load(desk, clock.subject)
            due.append({"item": it.number or "", "title": it.title, **watch.deadline(desk, it, clock)})
    ahead = clocks.next_due(tx)
    return {
        "last": last,
        "due": due,
        "audit": entry,
        "next_event": None if ahead is None else desk.iso(ahead),
    }


def _rule(desk: Any, row: Any) -> dict[str, Any]:
    """The article behind an act: of the clock it names, of the step it belongs to, else of the route."""
    if not row.subject.startswith("item:"):
        return {"item": "", "cite": "", "says": ""}
    item = subjects.load(desk, int(row.subject.rpartition(":")[2]))
    data = json.loads(row.data)
    found = {"item": item.row.number or "", "cite": "", "says": ""}
    for clock in item.regime.clocks:
        if clock.id == data.get("rule"):
            return found | {"cite": clock.cite, "says": clock.says.zh_CN}
    route = item.way
    for step in route.steps:
        if step.key == rule_key(str(data.get("key", ""))) or step.stage == STAGES.get(row.act):
            return found | {"cite": step.cite, "says": step.says.zh_CN}
    return found | {"cite": route.cite, "says": route.says.zh_CN}
