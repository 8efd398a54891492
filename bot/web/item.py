"""One item whole: what changed, the text, the form, files, opinions, the way, versions; and what to do."""

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from bot.cards import change, parts
from bot.cards.publish import findings
from bot.web import frame, panels
from bot.web.html import Html, join, tag
from bot.web.shelf import has_words
from bot.web.site import Site, Visitor
from locales import Say
from workflow import offering, reading
from workflow.desk import Desk


async def show(site: Site, request: web.Request, visitor: Visitor) -> web.StreamResponse:
    """The item of that number."""
    number = request.match_info["number"]
    return await drawn(site, visitor, number, sure=request.query.get("sure") == "1")


async def drawn(
    site: Site,
    visitor: Visitor,
    number: str,
    *,
    sure: bool = False,
    alert: str = "",
    words: str = "",
    verb: str = "",
    status: int = 200,
) -> web.Response:
    """The page. ``words`` were typed for ``verb`` in an act that was not possible: they stay in its field."""

    def look(desk: Desk) -> tuple[dict[str, Any], list[offering.Panel]]:
        desk.lang = visitor.lang
        item = reading.by_number(desk, number, by=visitor.id)
        facts = reading.whole(desk, item, by=visitor.id)
        offered = offering.panels(desk, item, by=visitor.id, seal=visitor.seal, sure=sure)
        reading.looked(desk, item, by=visitor.id)
        return facts, offered

    facts, offered = await site.act(look)
    say, told = visitor.say, facts["item"]
    copies = any(panel.kind == "publish" for panel in offered)
    tools = panels.Tools(site, visitor, number, words, verb)
    shown = [panels.drawn(tools, panel) for panel in offered]
    return frame.page(
        site,
        visitor,
        parts.item_name(say, told),
        tag("p", [tag("span", one) for one in _facts(say, told, facts)], class_="facts"),
        frame.due(say, facts["deadlines"]),
        tag(
            "div",
            tag(
                "article",
                _changes(site, visitor, number, facts["changes"]),
                _risks(say, offered),
                _body(say, facts, copies=copies),
                _form(say, facts, copies=copies),
                _files(site, visitor, number, facts),
                _page(say, facts),
                _opinions(say, facts["opinions"]),
                _remarks(site, visitor, facts["remarks"]),
                _route(say, facts["route"]),
                _versions(say, facts["versions"]),
                _history(say, facts["history"]),
            ),
            tag("div", [one for one, _ in shown], class_="bar", id="act") if shown else None,
            tag("aside", [more for _, more in shown], aria_label=say("page-act-more")) if shown else None,
            class_="sheet",
        ),
        alert=alert,
        status=status,
    )


def _facts(say: Say, told: Mapping[str, Any], facts: Mapping[str, Any]) -> list[str]:
    by = say("by-office", name=told["submitter"], office=say.pick(told["office"]))
    held = [told["number"], parts.matter(say, told), say(f"state-{told['state']}"), by]
    return [*(one for one in held if one), say("page-hash", hash=facts["hash8"])]


def section(title: str, *content: Any, id_: str = "") -> Html:
    """A part of the page under its heading."""
    return tag("section", tag("h2", title), *content, id=id_ or None)


# What changed ---------------------------------------------------------------------------------------


def _changes(site: Site, visitor: Visitor, number: str, changes: list[dict[str, str]]) -> Html | None:
    """The difference since one's last look stands first, until one has read it."""
    if not changes:
        return None
    say = visitor.say
    done = frame.button_form(site, visitor, f"/m/item/{number}/seen", say("page-changes-read"), style="quiet")
    return tag(
        "section", tag("h2", say("page-changes-title")), differences(say, changes), done, class_="changes"
    )


def differences(say: Say, changes: list[dict[str, str]]) -> Html:
    """From what to what, line by line."""
    rows = []
    for one in changes:
        before, after = change.excerpt(
            parts.value(say, one.get("before")), parts.value(say, one.get("after"))
        )
        rows += [
            tag("dt", say.pick(one["label"])),
            tag("dd", tag("del", before)) if before else None,
            tag("dd", tag("ins", after)) if after else None,
        ]
    return tag("dl", rows, class_="diff")


def _risks(say: Say, offered: list[offering.Panel]) -> Html | None:
    told = [text for panel in offered if (text := panels.risks(say, panel))]
    return tag("p", "\n".join(told), class_="alert") if told else None


# The content ----------------------------------------------------------------------------------------


def _body(say: Say, facts: Mapping[str, Any], *, copies: bool) -> Html:
    title, body = facts["item"]["title"], facts["body"]
    return section(
        say("page-body-title"),
        join(copied(say, say("label-title"), title), copied(say, say("page-body-title"), body))
        if copies
        else None,
        tag("div", body, class_="body")
        if body
        else tag("p", say("page-body-files" if facts["files"] else "page-body-none"), class_="note"),
    )


def copied(say: Say, label: str, value: str) -> Html | None:
    """复制: the text as it is, for another program."""
    if not value:
        return None
    return tag(
        "button",
        say("page-copy", label=label),
        type="button",
        class_="copy quiet",
        data_copy=value,
        data_done=say("page-copied"),
    )


def _form(say: Say, facts: Mapping[str, Any], *, copies: bool) -> Html:
    rows = []
    for entry in facts["form"]:
        label, held = say.pick(entry["label"]), parts.value(say, entry["value"], key=entry["key"])
        rows.append(
            tag(
                "div",
                tag("dt", label),
                tag("dd", held, " ", copied(say, label, held) if copies else None),
            )
        )
    return section(say("page-form-title"), tag("dl", rows, class_="form"))


def _page(say: Say, facts: Mapping[str, Any]) -> Html | None:
    """The published page and what its check found."""
    if not facts["url"]:
        return None
    link = tag("a", facts["url"], href=facts["url"], rel="noopener noreferrer", target="_blank")
    safe = facts["url"].startswith(("http://", "https://"))
    check = facts["check"]
    return section(
        say("label-url"),
        tag("p", link if safe else facts["url"]),
        tag("p", findings(say, check), class_="lines") if check else None,
    )


def _files(site: Site, visitor: Visitor, number: str, facts: Mapping[str, Any]) -> Html | None:
    held = [row for row in facts["files"] if row["state"] == "stored"]
    if not held:
        return None
    say, now = visitor.say, site.now_ms()
    rows = []
    for row in held:
        id_ = str(row["id"])
        fetch = site.place.path(f"/m/file/{id_}{visitor.signed('file', id_, now_ms=now)}")
        look: Html | None = None
        if row["preview"]:
            picture = site.place.path(f"/m/file/{id_}/picture{visitor.signed('picture', id_, now_ms=now)}")
            shown = tag("img", src=picture, alt=say("page-first-page", name=row["name"]), loading="lazy")
            look = tag("details", tag("summary", say("page-preview")), shown)
        elif has_words(row["type"]):
            words = site.place.path(f"/m/file/{id_}/words{visitor.signed('words', id_, now_ms=now)}")
            look = tag("a", say("page-words"), href=words, class_="btn quiet")
        active = (
            tag("p", say("risk-file-active", name=row["name"]), class_="wrong") if row["reason"] else None
        )
        rows.append(
            tag(
                "li",
                tag("span", say("file-stored", name=row["name"], size=say.size(row["size"])), class_="file"),
                tag("span", say("page-sha", sha=row["sha256"][:8]), class_="note"),
                tag("a", say("page-download"), href=fetch, class_="btn quiet", download=True),
                look,
                active,
            )
        )
    all_ = site.place.path(f"/m/item/{number}/files.zip{visitor.signed('zip', number, now_ms=now)}")
    return section(
        say("page-files-title"),
        tag("ul", rows, class_="files"),
        tag("p", tag("a", say("page-zip"), href=all_, class_="btn quiet", download=True)),
        id_="attachments",
    )


# What happened --------------------------------------------------------------------------------------


def _opinions(say: Say, opinions: list[dict[str, Any]]) -> Html | None:
    if not opinions:
        return None
    rows = []
    for one in opinions:
        said = say(
            "page-opinion",
            step=say.pick(one["step"]),
            name=one["name"],
            at=say.moment(one["at"]),
            verdict=say(f"verdict-{one['verdict']}"),
        )
        rows.append(
            tag(
                "li",
                tag("del", said) if one["undone"] else said,
                tag("p", one["reason"], class_="reason") if one["reason"] else None,
            )
        )
    return section(say("page-opinions-title"), tag("ol", rows, class_="opinions"))


def _remarks(site: Site, visitor: Visitor, remarks: list[dict[str, Any]]) -> Html | None:
    """What was said without deciding, with its files."""
    say, now = visitor.say, site.now_ms()
    if not remarks:
        return None
    rows = []
    for one in remarks:
        files = []
        for row in one["files"]:
            id_ = str(row["id"])
            fetch = site.place.path(f"/m/file/{id_}{visitor.signed('file', id_, now_ms=now)}")
            stored = row["state"] == "stored"
            files.append(
                tag("li", tag("a", row["name"], href=fetch, download=True) if stored else row["name"])
            )
        text = one["text"] or say("remark-file-only")
        rows.append(
            tag(
                "li",
                say("remark-line", name=parts.by_at(say, one["by"]), text=text),
                tag("ul", files, class_="files") if files else None,
            )
        )
    return section(say("remark-field"), tag("ol", rows, class_="opinions"))


def _route(say: Say, route: list[dict[str, Any]]) -> Html | None:
    if not route:
        return None
    return section(say("page-route-title"), tag("p", parts.route(say, route), class_="lines route"))


def _versions(say: Say, versions: list[dict[str, Any]]) -> Html | None:
    if not versions:
        return None
    rows = []
    for one in versions:
        said = say("page-version", n=one["n"], name=one["by"], at=say.moment(one["at"]), hash=one["hash8"])
        rows.append(
            tag("details", tag("summary", said), differences(say, one["changes"]))
            if one["changes"]
            else tag("p", said)
        )
    return section(say("page-versions-title"), rows)


def _history(say: Say, history: list[dict[str, Any]]) -> Html | None:
    rows = []
    for one in history:
        sentence = f"act-{one['act'].replace('.', '-').replace('_', '-')}"
        if say.has(sentence):
            who = (
                say("by-at", name=one["who"], at=say.moment(one["at"]))
                if one["who"]
                else say.moment(one["at"])
            )
            rows.append(tag("li", say("labelled", label=who, text=say(sentence))))
    if not rows:
        return None
    return tag("section", tag("details", tag("summary", say("page-history-title")), tag("ol", rows)))


async def seen(site: Site, request: web.Request, visitor: Visitor) -> web.StreamResponse:
    """已看过: what changed so far is no news any more."""
    await site.form(request, visitor)
    number = request.match_info["number"]

    def read(desk: Desk) -> None:
        item = reading.by_number(desk, number, by=visitor.id)
        reading.looked(desk, item, by=visitor.id, settled=True)

    await site.act(read)
    return site.go(request, visitor, f"/m/item/{number}")
