"""What stands around every page: head, navigation, and what the last act came to."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.cards import parts
from bot.web import html
from bot.web.html import Child, Html, join, tag
from bot.web.site import Site, Visitor, why
from locales import Say
from workflow.desk import Refused

STATIC = Path(__file__).parent / "static"
FILES = {"page.css": "text/css", "page.js": "text/javascript", "icon.svg": "image/svg+xml"}
_MARKS: dict[str, str] = {}


def static(site: Site, name: str) -> str:
    """The address of a style or script; another content has another address."""
    if name not in _MARKS:
        _MARKS[name] = sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return site.place.path(f"/m/static/{name}?v={_MARKS[name]}")


def page(
    site: Site, visitor: Visitor, title: str, *content: Child, alert: str = "", status: int = 200
) -> web.Response:
    """A whole page for somebody who is known. ``alert`` is why the last act was not possible."""
    say = visitor.say
    body = tag(
        "body",
        tag("a", say("page-skip"), class_="skip", href="#main"),
        tag(
            "header",
            tag("a", say("page-brand"), class_="brand", href=site.place.path("/m")),
            tag(
                "nav",
                tag("a", say("page-nav-todo"), href=site.place.path("/m")),
                tag("a", say("page-nav-new"), href=site.place.path("/m/new")),
                aria_label=say("page-nav"),
            ),
            _size(site, say, large=visitor.large, back=visitor.path),
            class_="top",
        ),
        tag("main", _alert(alert), _said(site, visitor.said), tag("h1", title), *content, id="main"),
        tag(
            "footer",
            tag("p", say("page-as", name=visitor.name)),
            button_form(site, visitor, "/m/out", say("page-sign-out"), style="quiet"),
        ),
    )
    return answer(site, body, title=title, say=say, large=visitor.large, status=status)


def plain(
    site: Site, request: web.Request, say: Say, title: str, *content: Child, status: int = 200
) -> web.Response:
    """A page for somebody who is not known."""
    large = site.large(request)
    body = tag(
        "body",
        tag("header", _name(say), _size(site, say, large=large, back=site.here(request)), class_="top"),
        tag("main", tag("h1", title), *content, id="main"),
    )
    return answer(site, body, title=title, say=say, large=large, status=status)


def _name(say: Say) -> Html:
    return tag("span", say("page-brand"), class_="brand")


def answer(site: Site, body: Html, *, title: str, say: Say, large: bool, status: int = 200) -> web.Response:
    """The document around a body."""
    head = join(
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1, viewport-fit=cover"),
        tag("meta", name="color-scheme", content="light"),
        tag("title", say("page-title", title=title)),
        tag("link", rel="icon", type="image/svg+xml", href=static(site, "icon.svg")),
        tag("link", rel="stylesheet", href=static(site, "page.css")),
        tag("script", src=static(site, "page.js"), defer=True),
    )
    text = html.page(body, head=head, lang=say.lang, class_="large" if large else "")
    return web.Response(status=status, text=text, content_type="text/html")


def _size(site: Site, say: Say, *, large: bool, back: str) -> Html:
    """大字 and back."""
    return tag(
        "form",
        tag("input", type="hidden", name="large", value="0" if large else "1"),
        tag("input", type="hidden", name="back", value=back),
        tag("button", say("page-normal") if large else say("page-large"), class_="quiet", type="submit"),
        method="post",
        action=site.place.path("/m/large"),
        class_="size",
    )


def _alert(text: str) -> Html | None:
    return tag("p", text, class_="alert", role="alert") if text else None


def _said(site: Site, said: Mapping[str, str] | None) -> Html | None:
    if not said:
        return None
    more = (
        tag("a", said["label"], href=site.place.path(said["path"]))
        if said.get("path") and said.get("label")
        else None
    )
    return tag("p", said.get("text", ""), more and join(" ", more), class_="said", role="status")


def hidden(visitor: Visitor, **fields: str) -> list[Html]:
    """The fields that a form carries unseen."""
    given = {"csrf": visitor.csrf, **fields}
    return [tag("input", type="hidden", name=name, value=value) for name, value in given.items()]


def button_form(
    site: Site, visitor: Visitor, path: str, label: str, *, style: str = "", **fields: str
) -> Html:
    """A button that does one thing."""
    return tag(
        "form",
        hidden(visitor, **fields),
        tag("button", label, type="submit", class_=style or None),
        method="post",
        action=site.place.path(path),
    )


def due(say: Say, dues: Sequence[Mapping[str, Any]], *, brief: bool = False) -> Html | None:
    """The dates that run, with their articles; red once one is over."""
    text = parts.deadline(say, dues[0]) if brief and dues else parts.deadlines(say, dues)
    late = any((one.get("days_left") or 0) < 0 for one in dues)
    return tag("span" if brief else "p", text, class_="due late" if late else "due") if text else None


def refused(site: Site, visitor: Visitor, refusal: Refused, *, status: int = 409) -> web.Response:
    """Why it was not possible, where there is no page to say it on."""
    if refusal.code == "item.unknown":
        status = 404
    say = visitor.say
    back = tag("p", tag("a", say("page-to-todo"), href=site.place.path("/m"), class_="btn"))
    return page(site, visitor, say("page-not-done"), back, alert=why(say, refusal), status=status)
