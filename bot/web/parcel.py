"""Files in pieces: announced, sent piece by piece, gone on with after a break. Never more than a piece's
buffer is held in memory.
"""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from bot.cards import parts
from bot.web.site import Site, Visitor, why
from locales import Say
from storage.crash import crashpoint
from storage.parcels import Shelf
from workflow import parcel, writing
from workflow.desk import Desk, Refused

PIECE_BYTES = 2 << 20  # what the script sends at a time
PIECE_MAX = 4 << 20
BUFFER_BYTES = 128 << 10
ANNOUNCED_MAX = 4096
KEY_MAX = 128


async def begin(site: Site, request: web.Request, visitor: Visitor) -> web.StreamResponse:
    """{key, name, size} → {id, received, piece}: where to go on."""
    site.check(visitor, request.headers.get("X-Csrf", ""))
    said = await _announced(request)
    if not site.has_room():
        return _no(visitor.say, Refused("intake.paused"), status=503)
    item = int(request.match_info["item"])
    try:
        row = await site.act(lambda desk: parcel.begin(desk, item, by=visitor.id, **said))
    except Refused as refusal:
        return _no(visitor.say, refusal)
    return web.json_response(_row(row))


async def _announced(request: web.Request) -> Mapping[str, Any]:
    if request.content_type != "application/json" or (request.content_length or 0) > ANNOUNCED_MAX:
        raise web.HTTPBadRequest
    try:
        said = json.loads(await request.content.read(ANNOUNCED_MAX))
        key, name, size = str(said["key"]), str(said["name"]), said["size"]
        name.encode()
    except (ValueError, KeyError, TypeError):
        raise web.HTTPBadRequest from None
    if (
        not isinstance(size, int)
        or isinstance(size, bool)
        or not (key and key.isascii() and len(key) <= KEY_MAX)
    ):
        raise web.HTTPBadRequest
    return {"key": key, "name": name, "size": size}


def _row(row: Any) -> dict[str, Any]:
    return {"id": row.id, "received": row.received, "state": row.state, "piece": PIECE_BYTES}


def _no(say: Say, refusal: Refused, *, status: int = 409) -> web.Response:
    return web.json_response({"why": why(say, refusal)}, status=status)


async def piece(site: Site, request: web.Request, visitor: Visitor) -> web.StreamResponse:
    """The bytes from ``at`` on → {received}; 409 with {received} when they do not follow what has come."""
    site.check(visitor, request.headers.get("X-Csrf", ""))
    id_, at = int(request.match_info["parcel"]), request.query.get("at", "")
    length = request.content_length
    if (
        length is None
        or not 0 < length <= PIECE_MAX
        or not (at.isascii() and at.isdecimal() and len(at) <= 15)
    ):
        raise web.HTTPBadRequest
    since = int(at)
    try:
        row = await site.read(lambda desk: parcel.mine(desk, id_, by=visitor.id))
        if row.state != "open" or row.received != since or since + length > row.size:
            return web.json_response(_row(row), status=409)
        await _store(site, request, id_, since=since, length=length)
        row = await site.act(
            lambda desk: parcel.grew(desk, id_, by=visitor.id, since=since, received=since + length)
        )
        crashpoint("K19.parcel.after_row_before_answer")
    except parcel.Elsewhere:
        row = await site.read(lambda desk: parcel.mine(desk, id_, by=visitor.id))
        return web.json_response(_row(row), status=409)
    except Refused as refusal:
        return _no(visitor.say, refusal)
    return web.json_response(_row(row))


async def _store(site: Site, request: web.Request, id_: int, *, since: int, length: int) -> None:
    """Write what comes where it belongs; only when all of it is on the disk is it counted."""
    shelf, done = Shelf(site.home.files.folder), 0
    held = bytearray()
    async for chunk in request.content.iter_any():
        held += chunk
        if done + len(held) > length:
            raise web.HTTPBadRequest
        if len(held) >= BUFFER_BYTES:
            await asyncio.to_thread(shelf.write, id_, held, at=since + done)
            crashpoint("K17.parcel.mid_piece")
            done += len(held)
            held = bytearray()
    if done + len(held) != length:
        raise web.HTTPBadRequest
    if held:
        await asyncio.to_thread(shelf.write, id_, held, at=since + done)
    await asyncio.to_thread(shelf.sync, id_)
    crashpoint("K18.parcel.after_bytes_before_row")


async def drop(site: Site, request: web.Request, visitor: Visitor) -> web.StreamResponse:
    """不传了."""
    site.check(visitor, request.headers.get("X-Csrf", ""))
    id_ = int(request.match_info["parcel"])
    try:
        await site.act(lambda desk: parcel.drop(desk, id_, by=visitor.id))
    except Refused as refusal:
        return _no(visitor.say, refusal)
    return web.json_response({})


async def listed(site: Site, request: web.Request, visitor: Visitor) -> web.StreamResponse:
    """The draft's files as they stand, for the script: is one still being looked into?"""
    item = int(request.match_info["item"])

    def look(desk: Desk) -> list[dict[str, Any]]:
        desk.lang = visitor.lang
        return list(writing.facts(desk, item, by=visitor.id)["files"])

    files = await site.read(look)
    say = visitor.say
    return web.json_response(
        {
            "files": [{"id": row["id"], "text": state(say, row), "state": row["state"]} for row in files],
            "pending": sum(1 for row in files if row["state"] == "pending"),
        }
    )


def state(say: Say, row: Mapping[str, Any]) -> str:
    """One file with its size, or what became of it."""
    if row["state"] == "refused":
        return say("page-file-refused", name=row["name"], why=reason(say, row["reason"]))
    return parts.files(say, [row])


def reason(say: Say, code: str | None) -> str:
    """Why a file was not taken."""
    known = {"type", "empty", "encrypted", "damaged", "unreachable", "too_big"}
    return say(f"page-file-why-{(code if code in known else 'other').replace('_', '-')}")
