"""待办: what waits for me in order, and what I handed in."""

from typing import Any

from aiohttp import web

from bot.cards import parts
from bot.web import frame, group
from bot.web.html import Html, tag
from bot.web.place import may_go_back
from bot.web.site import Site, Visitor, read_form
from rules.model import Kind
from rules.regime import Matter
from workflow import matters, page, reading, roster, writing
from workflow.desk import Desk, Refused

YEAR_S = 365 * 86_400


async def show(site: Site, _request: web.Request, visitor: Visitor) -> web.StreamResponse:
    """The first page."""

    def look(desk: Desk) -> tuple[list[dict[str, Any]], list[dict[str, Any]], bool]:
        desk.lang = visitor.lang
        keeps = roster.is_administrator(desk, visitor.id)
        return reading.waiting(desk, by=visitor.id), reading.handed_in(desk, by=visitor.id), keeps

    waits, handed_in, keeps = await site.read(look)
    say = visitor.say
    return frame.page(
        site,
        visitor,
        say("page-todo-title", n=len(waits)),
        _rows(site, visitor, waits) if waits else tag("p", say("page-todo-none")),
        tag("p", tag("a", say("page-nav-new"), href=site.place.path("/m/new"), class_="btn")),
        [tag("h2", say("page-mine-title")), _rows(site, visitor, handed_in)] if handed_in else None,
        group.link(site, visitor, may=keeps),
    )


def _rows(site: Site, visitor: Visitor, rows: list[dict[str, Any]]) -> Html:
    return tag("ul", [tag("li", _row(site, visitor, row)) for row in rows], class_="rows")


def _row(site: Site, visitor: Visitor, row: dict[str, Any]) -> Html:
    say = visitor.say
    path = f"/m/draft/{row['id']}" if row["writing"] else f"/m/item/{row['number']}"
    facts = [row["number"] or "", parts.matter(say, row), say(f"state-{row['state']}")]
    return tag(
        "a",
        tag("span", parts.item_name(say, row), class_="name"),
        tag("span", [tag("span", fact) for fact in facts if fact], class_="facts"),
        frame.due(say, [row["due"]], brief=True) if row["due"] else None,
        href=site.place.path(path),
    )


# A new draft ----------------------------------------------------------------------------------------


async def new(site: Site, _request: web.Request, visitor: Visitor) -> web.StreamResponse:
    """交稿: of which kind."""
    say = visitor.say
    special = await site.read(lambda desk: matters.open_to(desk, visitor.id))
    return frame.page(
        site,
        visitor,
        say("page-nav-new"),
        tag("p", say("page-new-how")),
        tag(
            "div",
            [
                frame.button_form(
                    site,
                    visitor,
                    "/m/new",
                    say(f"page-new-{kind.value}"),
                    style="primary" if kind is Kind.PUBLISH else "",
                    kind=kind.value,
                )
                for kind in Kind
            ],
            class_="choices",
        ),
        _special(site, visitor, special),
    )


def _special(site: Site, visitor: Visitor, special: tuple[Matter, ...]) -> Html | None:
    """What is no plain publication, each with its article."""
    if not special:
        return None
    say = visitor.say
    rows = [
        tag(
            "li",
            frame.button_form(
                site, visitor, "/m/new", one.text.get(say.lang), kind=one.kind.value, matter=one.key
            ),
            tag("p", f"{parts.cite(say, one.cite)} {one.says.get(say.lang)}", class_="note"),
        )
        for one in special
    ]
    return tag("section", tag("h2", say("page-new-matters")), tag("ul", rows, class_="rows"))


async def begin(site: Site, request: web.Request, visitor: Visitor) -> web.StreamResponse:
    """The kind was chosen: the draft is there."""
    fields = await site.form(request, visitor)
    kind = fields.get("kind", "")
    if kind not in tuple(Kind):
        raise Refused("draft.field_unknown")
    matter = fields.get("matter", "")
    item_id = await site.act(lambda desk: writing.begin(desk, by=visitor.id, kind=Kind(kind), matter=matter))
    return site.go(request, visitor, f"/m/draft/{item_id}")


# Small things ---------------------------------------------------------------------------------------


async def sign_out(site: Site, request: web.Request, visitor: Visitor) -> web.StreamResponse:
    """退出."""
    await site.form(request, visitor)
    await site.act(lambda desk: page.sign_out(desk, visitor.cookie))
    answer = frame.plain(site, request, visitor.say, visitor.say("page-signed-out"))
    answer.del_cookie(site.cookie_name(request), path=site.place.root)
    return answer


async def size(site: Site, request: web.Request) -> web.StreamResponse:
    """大字 and back, for whoever looks at the page."""
    fields = await read_form(request)
    back = may_go_back(fields.get("back")) or page.HOME
    answer = web.Response(status=303, headers={"Location": site.place.path(back)})
    answer.set_cookie(
        "duwang-large",
        "1" if fields.get("large") == "1" else "0",
        max_age=YEAR_S,
        path=site.place.root,
        secure=site.place.is_secure(request.host),
        httponly=True,
        samesite="Lax",
    )
    return site.dress(answer)
