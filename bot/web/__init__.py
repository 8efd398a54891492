"""The mobile page: hand in with files, read an item whole, decide. Off while ``web.public_url`` is null."""

import re
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.web import act, door, group, home, inspection, item, parcel, shelf, writing
from bot.web.frame import FILES, STATIC
from bot.web.identity import CodeSpent, Identify, OAuth
from bot.web.place import Place
from bot.web.site import Site, Telegram

__all__ = ["CodeSpent", "Identify", "OAuth", "Place", "Site", "Telegram", "routes", "site_of", "site_routes"]

NUMBER = r"{number:[A-Z]{1,6}-\d{4}-\d{1,9}}"
ITEM = r"{item:\d{1,15}}"
GROUP = r"{group:\d{1,15}}"
ONE_GROUP = (
    ("try", group.try_out),
    ("use", group.take_into_use),
    ("key", group.replace),
    ("stop", group.stop),
    ("until", group.prolong),
)
VERIFICATION = re.compile(r"WW_verify_[A-Za-z0-9]{1,64}\.txt")
YEAR_S = 365 * 86_400


def routes(app: Any) -> list[web.RouteDef]:
    """The page's addresses for a running house (``bot.app.App``); none while the page is off."""
    site = site_of(app)
    if site is None:
        return []
    found = site_routes(site)
    if app.settings.web.verification_file:
        found += verification(site, Path(app.settings.web.verification_file))
    return found


def site_of(app: Any) -> Site | None:
    """The page as the settings want it; None while it is off."""
    web_, platforms = app.settings.web, app.settings.platforms
    if web_.public_url is None:
        return None
    place = Place(
        web_.public_url.rstrip("/"),
        prefix=web_.path_prefix,
        trusted=tuple(web_.trusted_proxies),
        local=app.settings.profile in ("demo", "test"),
        stage=platforms.telegram.api_base if app.settings.profile == "demo" else "",
    )

    def telegram() -> Telegram | None:
        token = platforms.telegram.token
        if not platforms.telegram.enabled or token is None:
            return None
        secret = token.get_secret_value()
        return Telegram(secret.partition(":")[0], secret)

    def oauth() -> OAuth | None:
        wecom, corporation = platforms.wecom, app.wecom
        if not wecom.enabled or corporation is None:
            return None
        return OAuth(wecom.oauth_base, wecom.corp_id, wecom.agent_id, corporation.platform.identify)

    return Site(app, place, telegram=telegram, oauth=oauth)


def site_routes(site: Site) -> list[web.RouteDef]:
    """Every address, with the proxy's prefix and without: some proxies take it off, some do not."""
    found: list[web.RouteDef] = []
    for prefix in dict.fromkeys(("", site.place.prefix)):
        found += _routes(site, prefix)
    return found


def _routes(site: Site, prefix: str) -> list[web.RouteDef]:
    def get(path: str, inside: Any) -> web.RouteDef:
        return web.get(prefix + path, site.room(inside))

    def post(path: str, inside: Any, kind: str = "act") -> web.RouteDef:
        return web.post(prefix + path, site.room(inside, kind=kind))

    return [
        get("/m", home.show),
        get("/m/new", home.new),
        post("/m/new", home.begin),
        get(f"/m/draft/{ITEM}", writing.show),
        post(f"/m/draft/{ITEM}", writing.save),
        post(f"/m/draft/{ITEM}/out", writing.take_out),
        get(f"/m/draft/{ITEM}/files", parcel.listed),
        post(f"/m/draft/{ITEM}/files", parcel.begin, "piece"),
        web.put(prefix + r"/m/parcel/{parcel:\d{1,15}}", site.room(parcel.piece, kind="piece")),
        web.delete(prefix + r"/m/parcel/{parcel:\d{1,15}}", site.room(parcel.drop, kind="piece")),
        get(f"/m/item/{NUMBER}", item.show),
        post(f"/m/item/{NUMBER}/seen", item.seen),
        get(f"/m/item/{NUMBER}/files.zip", shelf.zipped),
        get(r"/m/file/{upload:\d{1,15}}", shelf.download),
        get(r"/m/file/{upload:\d{1,15}}/picture", shelf.picture),
        get(r"/m/file/{upload:\d{1,15}}/words", shelf.words),
        post("/m/act", act.press),
        get("/m/groups", group.show),
        post("/m/groups", group.enter),
        post("/m/groups/found", group.found),
        *(post(f"/m/groups/{GROUP}/{word}", inside) for word, inside in ONE_GROUP),
        post("/m/out", home.sign_out),
        web.post(f"{prefix}/m/large", _bare(site, home.size)),
        web.get(f"{prefix}/m/in/wecom", _bare(site, door.by_wecom)),
        web.post(f"{prefix}/m/in/telegram", _bare(site, door.by_telegram)),
        web.get(prefix + r"/m/in/link/{secret:[A-Za-z0-9_-]{32}}", _bare(site, door.link_shown)),
        web.post(prefix + r"/m/in/link/{secret:[A-Za-z0-9_-]{32}}", _bare(site, door.link_used)),
        web.get(prefix + r"/m/inspect/{secret:[A-Za-z0-9_-]{32}}", _bare(site, inspection.listed)),
        web.get(prefix + rf"/m/inspect/{{secret:[A-Za-z0-9_-]{{32}}}}/{ITEM}", _bare(site, inspection.one)),
        web.get(prefix + "/m/static/{name}", _bare(site, _static)),
    ]


def _bare(site: Site, inside: Any) -> Any:
    """A door that is open to everybody."""

    async def enter(request: web.Request) -> web.StreamResponse:
        answer: web.StreamResponse = await inside(site, request)
        return answer

    return enter


async def _static(site: Site, request: web.Request) -> web.StreamResponse:
    """The style and the script; nothing else lies there."""
    name = request.match_info["name"]
    if name not in FILES:
        raise web.HTTPNotFound
    answer = web.Response(
        body=(STATIC / name).read_bytes(),
        content_type=FILES[name],
        charset="utf-8",
        headers={"Cache-Control": f"public, max-age={YEAR_S}, immutable"},
    )
    return site.dress(answer)


def verification(site: Site, path: Path) -> list[web.RouteDef]:
    """WeCom's domain verification, at the name that WeCom gave the file. Raises ValueError for another."""
    if not VERIFICATION.fullmatch(path.name):
        raise ValueError(f"{path.name}: not a file such as WW_verify_xxxx.txt")
    body = path.read_bytes()[:1024]

    async def show(_request: web.Request) -> web.StreamResponse:
        return site.dress(web.Response(body=body, content_type="text/plain", charset="utf-8"))

    return [web.get(f"{prefix}/{path.name}", show) for prefix in dict.fromkeys(("", site.place.prefix))]
