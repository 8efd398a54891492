"""The pages behind a 检查链接: a list of items and each one's record, to be read by whoever has the link."""

from typing import Any

from aiohttp import web

from bot.evidence import index
from bot.web import frame
from bot.web.html import Html, tag
from bot.web.site import Site, too_often
from locales import say
from workflow import inspecting

VOICE = "zh_CN"  # a record is in the organisation's own language


async def listed(site: Site, request: web.Request) -> web.StreamResponse:
    """The items behind the link."""
    return await _shown(site, request, only=None)


async def one(site: Site, request: web.Request) -> web.StreamResponse:
    """The record of one of them; that it was looked at is part of it."""
    return await _shown(site, request, only=int(request.match_info["item"]))


async def _shown(site: Site, request: web.Request, *, only: int | None) -> web.StreamResponse:
    speak = say(VOICE)
    if wait := await site.visits.wait_s("address", site.address(request)):
        return site.dress(too_often(speak, wait))
    secret = request.match_info["secret"]
    found = await site.read(lambda desk: inspecting.records(desk, secret, only=only))
    if found is None:
        return site.dress(_over(site, request))
    if only is not None:
        await site.act(lambda desk: inspecting.note_look(desk, secret, only))
        bare = _without_files(found[0])
        back = tag("p", tag("a", speak("inspecting-back"), href=site.place.path(_path(secret))))
        content: list[Html | None] = [back, index.item(speak, bare)]
        return site.dress(frame.plain(site, request, speak, str(bare["number"]), *content))
    rows = [
        tag(
            "li",
            tag(
                "a",
                tag("span", one_["title"], class_="name"),
                tag("span", [tag("span", fact) for fact in _facts(speak, one_)], class_="facts"),
                href=site.place.path(f"{_path(secret)}/{one_['id']}"),
            ),
        )
        for one_ in found
    ]
    told = tag("p", speak("inspecting-page-note"))
    return site.dress(
        frame.plain(
            site, request, speak, speak("inspecting-page-title"), told, tag("ul", rows, class_="rows")
        )
    )


def _path(secret: str) -> str:
    return f"{inspecting.PATH}/{secret}"


def _facts(speak: Any, record: dict[str, Any]) -> list[str]:
    return [record["number"], record["office"], speak(f"state-{record['state']}")]


def _without_files(record: dict[str, Any]) -> dict[str, Any]:
    """Names and digests of what was handed in; the bytes go into a pack, not over a link."""
    return {
        **record,
        "forms": [],
        "files": [{**one_, "path": None} for one_ in record["files"]],
        "proofs": [{**one_, "path": None} for one_ in record["proofs"]],
    }


def _over(site: Site, request: web.Request) -> web.StreamResponse:
    speak = say(VOICE)
    return frame.plain(
        site, request, speak, speak("page-link-over"), tag("p", speak("inspecting-over")), status=404
    )
