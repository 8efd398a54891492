"""One draft: files first, then what is still missing, then the way ahead and 提交."""

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from bot.cards import content, parts
from bot.web import frame, parcel
from bot.web.fields import NOTHING_TRIED, Tried, field
from bot.web.html import Html, join, tag
from bot.web.site import Site, Visitor
from locales import Say
from workflow import offering, writing
from workflow.content import ready
from workflow.desk import Desk, Refused
from workflow.passing import WHY_MAX as WHY_MOST
from workflow.urgency import WHY_MAX

MOST_TOLD = 200  # the page has room for all


async def show(site: Site, request: web.Request, visitor: Visitor) -> web.StreamResponse:
    """The draft, for its writer."""
    return await _page(site, visitor, int(request.match_info["item"]))


async def save(site: Site, request: web.Request, visitor: Visitor) -> web.StreamResponse:
    """保存: what could be taken is kept; what could not stands where it was typed, with the reason."""
    item = int(request.match_info["item"])
    fields = await site.form(request, visitor)
    values = {name[2:]: value for name, value in fields.items() if name.startswith("f-") and value.strip()}

    def keep(desk: Desk) -> dict[str, Refused]:
        desk.lang = visitor.lang
        return writing.save(desk, item, by=visitor.id, values=values)

    wrong = await site.act(keep)
    if wrong:
        return await _page(site, visitor, item, tried=Tried(values, wrong))
    return site.go(request, visitor, f"/m/draft/{item}", said={"text": visitor.say("page-saved")})


async def take_out(site: Site, request: web.Request, visitor: Visitor) -> web.StreamResponse:
    """去掉 a file."""
    item = int(request.match_info["item"])
    fields = await site.form(request, visitor)
    upload = fields.get("upload", "")
    if not (upload.isascii() and upload.isdecimal()):
        raise Refused("draft.field_unknown")
    await site.act(lambda desk: writing.take_out(desk, item, by=visitor.id, upload=int(upload)))
    return site.go(request, visitor, f"/m/draft/{item}", said={"text": visitor.say("page-file-out")})


async def _page(
    site: Site,
    visitor: Visitor,
    item: int,
    *,
    tried: Tried = NOTHING_TRIED,
    alert: str = "",
) -> web.Response:
    def look(desk: Desk) -> tuple[dict[str, Any], dict[str, str]]:
        desk.lang = visitor.lang
        facts = writing.facts(desk, item, by=visitor.id)
        return facts, offering.draft(desk, item, by=visitor.id, seal=visitor.seal)

    facts, offers = await site.act(look)
    return drawn(site, visitor, item, facts, offers, tried=tried, alert=alert)


async def again(site: Site, visitor: Visitor, item: int, *, alert: str) -> web.Response:
    """The draft with why an act was not possible."""
    answer = await _page(site, visitor, item, alert=alert)
    answer.set_status(409)
    return answer


def drawn(
    site: Site,
    visitor: Visitor,
    item: int,
    facts: Mapping[str, Any],
    offers: Mapping[str, str],
    *,
    tried: Tried,
    alert: str,
) -> web.Response:
    """The page of a draft."""
    say, told = visitor.say, facts["item"]
    here = f"/m/draft/{item}"
    return frame.page(
        site,
        visitor,
        say("page-draft-title", title=parts.item_name(say, told)),
        tag(
            "p",
            [tag("span", one) for one in (told["number"] or "", parts.matter(say, told)) if one],
            class_="facts",
        ),
        frame.due(say, facts["deadlines"]),
        _files(site, visitor, item, facts),
        _missing(site, visitor, here, facts, tried),
        _others(site, visitor, here, facts, tried),
        _ahead(say, facts),
        _found(site, visitor, here, facts, offers),
        tag(
            "div",
            frame.button_form(
                site,
                visitor,
                "/m/act",
                say("button-draft-submit"),
                style="primary",
                token=offers["draft.submit"],
                back=here,
            )
            if facts["ready"] and ready(facts["content"])
            else tag("p", _not_yet(say, facts), class_="note", id="not-yet"),
            _urgent(site, visitor, here, facts, offers),
            _drop(site, visitor, here, offers),
            class_="verbs",
        ),
        alert=alert or (say("page-mend") if tried.wrong else ""),
        status=422 if tried.wrong else 200,
    )


def _not_yet(say: Say, facts: Mapping[str, Any]) -> str:
    names = [say.pick(line["label"]) for line in facts["missing"]]
    if facts["wants_files"]:
        names.append(say("label-files"))
    if names:
        return say("page-missing", missing=say.listed(names))
    if facts["gaps"]:
        return say("submit-draft-gap", steps=say.listed(parts.named(facts["gaps"])))
    if facts["content"] and not ready(facts["content"]):
        return say("content-todo-blocks", n=facts["content"]["blocks"])
    return say("page-file-waiting")


def _found(
    site: Site, visitor: Visitor, here: str, facts: Mapping[str, Any], offers: Mapping[str, str]
) -> Html | None:
    """What the checks found, all of it; where something blocks, the reason for letting it pass."""
    say, held = visitor.say, facts["content"]
    told = content.for_liaison(say, held, most=MOST_TOLD)
    if not told:
        return None
    ask = None
    if held["blocks"] and not held["why"]:
        ask = tag(
            "form",
            frame.hidden(visitor, token=offers["content.explain"], back=here),
            tag("label", say("content-ask-reason-note"), for_="t-explain"),
            tag("textarea", id="t-explain", name="text", rows=2, maxlength=WHY_MOST, required=True),
            tag("button", say("button-content-explain"), type="submit"),
            method="post",
            action=site.place.path("/m/act"),
            class_="fields",
        )
    lines = [tag("li", one) for one in told.split("\n")]
    return tag("section", tag("h2", say("content-heading")), tag("ul", lines, class_="alert"), ask)


def _urgent(
    site: Site, visitor: Visitor, here: str, facts: Mapping[str, Any], offers: Mapping[str, str]
) -> Html:
    """加急 and back; where the regime wants a reason, it is written here."""
    say = visitor.say
    if "item.not_urgent" in offers:
        label, token = say("button-item-not-urgent"), offers["item.not_urgent"]
        return frame.button_form(site, visitor, "/m/act", label, token=token, back=here)
    label, token = say("button-draft-urgent"), offers["draft.urgent"]
    if not facts["why_urgent"]:
        return frame.button_form(site, visitor, "/m/act", label, token=token, back=here)
    return tag(
        "details",
        tag("summary", label),
        tag(
            "form",
            frame.hidden(visitor, token=token, back=here),
            tag("label", say("page-why-urgent"), for_="t-urgent"),
            tag("input", type="text", id="t-urgent", name="text", maxlength=WHY_MAX, required=True),
            tag("button", label, type="submit"),
            method="post",
            action=site.place.path("/m/act"),
            class_="fields",
        ),
    )


def _drop(site: Site, visitor: Visitor, here: str, offers: Mapping[str, str]) -> Html:
    """放弃 takes two taps: there is no way back."""
    say = visitor.say
    return tag(
        "details",
        tag("summary", say("button-draft-drop")),
        tag("p", say("page-drop-sure")),
        frame.button_form(
            site, visitor, "/m/act", say("page-drop"), style="danger", token=offers["draft.drop"], back=here
        ),
    )


# Files ----------------------------------------------------------------------------------------------


def _files(site: Site, visitor: Visitor, item: int, facts: Mapping[str, Any]) -> Html:
    """What is there, what is under way, and where more goes."""
    say, limit = visitor.say, _limit(site)
    given = {
        "data_item": str(item),
        "data_csrf": visitor.csrf,
        "data_begin": site.place.path(f"/m/draft/{item}/files"),
        "data_piece": site.place.path("/m/parcel/"),
        "data_limit": str(limit << 20),
        "data_too_big": say("page-file-too-big", limit=limit),
        "data_empty": say("page-file-why-empty"),
        "data_progress": say("page-file-progress", done="{done}", size="{size}"),
        "data_checking": say("page-file-checking"),
        "data_broken": say("page-file-broken"),
        "data_again": say("page-file-again"),
        "data_stop": say("page-file-stop"),
        "data_over": say("page-form-over"),
    }
    return tag(
        "section",
        tag("h2", say("page-files-title")),
        tag(
            "ul",
            [tag("li", _file(site, visitor, item, row)) for row in facts["files"]],
            id="files",
            class_="files",
        ),
        tag(
            "div",
            tag("p", say("page-files-how", limit=limit)),
            tag(
                "label", tag("span", say("page-files-camera")), _picker(camera=True), class_="btn pick camera"
            ),
            tag("label", tag("span", say("page-files-pick")), _picker(camera=False), class_="btn pick"),
            tag("p", say("page-files-drop"), class_="note drop"),
            tag("ul", id="coming", class_="files", aria_live="polite"),
            id="upload",
            hidden=True,
            **given,
        ),
        tag("p", say("page-no-script"), class_="note", id="no-script"),
        [tag("p", say("page-file-halfway", name=row["name"]), class_="note") for row in facts["under_way"]],
        id="attachments",
    )


def _picker(*, camera: bool) -> Html:
    return tag(
        "input",
        type="file",
        multiple=not camera,
        accept="image/*" if camera else None,
        capture="environment" if camera else None,
    )


def _limit(site: Site) -> int:
    return int(site.home.settings.files.page_max_mb)


def _file(site: Site, visitor: Visitor, item: int, row: Mapping[str, Any]) -> Html:
    say = visitor.say
    return join(
        tag("span", parcel.state(say, row), class_=f"file {row['state']}"),
        frame.button_form(
            site,
            visitor,
            f"/m/draft/{item}/out",
            say("page-take-out"),
            style="quiet",
            upload=str(row["id"]),
        ),
    )


# Fields ---------------------------------------------------------------------------------------------


def _missing(
    site: Site,
    visitor: Visitor,
    here: str,
    facts: Mapping[str, Any],
    tried: Tried,
) -> Html | None:
    lines = facts["missing"]
    if not lines:
        return None
    say = visitor.say
    return tag(
        "section",
        tag("h2", say("page-missing-title")),
        tag(
            "form",
            frame.hidden(visitor),
            [field(say, line, facts, tried) for line in lines],
            tag("button", say("page-save"), type="submit", class_="primary"),
            method="post",
            action=site.place.path(here),
            class_="fields",
        ),
    )


def _others(
    site: Site,
    visitor: Visitor,
    here: str,
    facts: Mapping[str, Any],
    tried: Tried,
) -> Html:
    """What is filled in already, each line to be opened and changed."""
    say = visitor.say
    rows = []
    for line in facts["filled"]:
        shown = parts.value(say, line["shown"], key=line["key"])
        rows.append(
            tag(
                "details",
                tag(
                    "summary",
                    tag("span", say.pick(line["label"]), class_="label"),
                    " ",
                    tag("span", shown[:80] if shown else say("page-empty"), class_="value"),
                ),
                tag(
                    "form",
                    frame.hidden(visitor),
                    field(say, line, facts, tried),
                    tag("button", say("page-save"), type="submit"),
                    method="post",
                    action=site.place.path(here),
                    class_="fields",
                ),
                open=line["key"] in tried.wrong,
            )
        )
    return tag("section", tag("h2", say("page-filled-title")), rows, class_="filled") if rows else join()


# The way ahead --------------------------------------------------------------------------------------


def _ahead(say: Say, facts: Mapping[str, Any]) -> Html | None:
    """The steps, with people and dates, before anything is handed in."""
    if not facts["forecast"]:
        return None
    steps = [tag("li", told) for told in parts.ahead(say, facts["forecast"])]
    return tag("section", tag("h2", say("page-ahead-title")), tag("ol", steps, class_="route"))
