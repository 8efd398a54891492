"""Files on their way out: as attachments, signed for one session and ten minutes, never run by a browser."""

import asyncio
import zipfile
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from aiohttp import web

from bot.preview import words as words_of
from bot.web import frame
from bot.web.html import tag
from bot.web.site import Site, Visitor
from storage import uploads
from storage.files import CHUNK_BYTES
from workflow import reading
from workflow.desk import Desk, Refused

WORDS = frozenset(
    {
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "application/ofd",
        "text/plain",
    }
)
ZIPPED_AT = (2026, 1, 1, 0, 0, 0)  # equal files give equal archives


def has_words(type_: str) -> bool:
    """Can its text be shown where there is no picture?"""
    return type_ in WORDS


def _attached(name: str) -> dict[str, str]:
    """A file's name is data: it goes encoded, beside a plain one that means nothing."""
    ending = name.rpartition(".")[2]
    plain = f"file.{ending}" if ending.isascii() and ending.isalnum() and len(ending) <= 8 else "file"
    clean = "".join("_" if char in '/\\:*?"<>|' or not char.isprintable() else char for char in name)
    return {
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(clean, safe='')}",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }


async def _upload(site: Site, request: web.Request, visitor: Visitor, kind: str) -> Any:
    """The stored file of a signed address. Raises Refused for any other."""
    id_ = request.match_info["upload"]
    if not visitor.may_fetch(kind, id_, request.query, now_ms=site.now_ms()):
        raise Refused("item.unknown")

    def find(desk: Desk) -> Any:
        row = uploads.upload(desk.tx, int(id_))
        if row is None or row.state != "stored" or row.file_state != "stored":
            raise Refused("item.unknown")
        reading.by_upload(desk, row, by=visitor.id)
        return row

    return await site.read(find)


async def download(site: Site, request: web.Request, visitor: Visitor) -> web.StreamResponse:
    """The file itself."""
    row = await _upload(site, request, visitor, "file")
    return web.FileResponse(
        site.home.files.path(row.sha256),
        chunk_size=CHUNK_BYTES,
        headers={**_attached(row.name), "Content-Type": "application/octet-stream"},
    )


async def picture(site: Site, request: web.Request, visitor: Visitor) -> web.StreamResponse:
    """The picture of its first page."""
    row = await _upload(site, request, visitor, "picture")
    if not row.preview or not site.home.files.has(row.preview):
        raise Refused("item.unknown")
    body = await asyncio.to_thread(site.home.files.read, row.preview)
    return web.Response(
        body=body,
        content_type="image/png",
        headers={"Content-Security-Policy": "default-src 'none'; sandbox"},
    )


async def words(site: Site, request: web.Request, visitor: Visitor) -> web.StreamResponse:
    """The text of a document, read in a child process."""
    row = await _upload(site, request, visitor, "words")
    say = visitor.say
    if not has_words(row.type):
        raise Refused("item.unknown")
    found = await words_of(site.home.files.path(row.sha256))
    text = tag("div", found, class_="body") if found else tag("p", say("page-words-none"))
    return frame.page(site, visitor, say("page-words-title", name=row.name), text)


# All of them ----------------------------------------------------------------------------------------


class _Pipe:
    """What a ZIP is written to; it is never whole in memory."""

    def __init__(self) -> None:
        self._held = bytearray()
        self._at = 0

    def write(self, data: bytes, /) -> int:
        self._held += data
        self._at += len(data)
        return len(data)

    def tell(self) -> int:
        return self._at

    def flush(self) -> None:
        pass

    def seekable(self) -> bool:
        return False

    def take(self) -> bytes:
        data = bytes(self._held)
        self._held.clear()
        return data


def unlike(names: list[str]) -> list[str]:
    """Names as they may stand in one folder of any system, no two alike."""
    found: list[str] = []
    for name in names:
        clean = "".join("_" if char in '/\\:*?"<>|' or not char.isprintable() else char for char in name)
        clean = clean.strip(" .") or "file"
        stem, dot, ending = clean.rpartition(".")
        n, wanted = 1, clean
        while wanted.lower() in {one.lower() for one in found}:
            n += 1
            wanted = f"{stem}-{n}{dot}{ending}" if dot else f"{clean}-{n}"
        found.append(wanted)
    return found


async def zipped(site: Site, request: web.Request, visitor: Visitor) -> web.StreamResponse:
    """Every file of the item in one ZIP, as it is read."""
    number = request.match_info["number"]
    if not visitor.may_fetch("zip", number, request.query, now_ms=site.now_ms()):
        raise Refused("item.unknown")

    def find(desk: Desk) -> list[dict[str, Any]]:
        item = reading.by_number(desk, number, by=visitor.id)
        return [row for row in reading.whole(desk, item, by=visitor.id)["files"] if row["state"] == "stored"]

    rows = [row for row in await site.read(find) if site.home.files.has(row["sha256"])]
    answer = web.StreamResponse(headers={**_attached(f"{number}.zip"), "Content-Type": "application/zip"})
    site.dress(answer)
    await answer.prepare(request)
    for chunk in pieces(site, rows):
        await answer.write(chunk)
    await answer.write_eof()
    return answer


def pieces(site: Site, rows: list[dict[str, Any]]) -> Iterator[bytes]:
    """The archive, piece by piece; files are stored as they are."""
    pipe: Any = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_STORED) as archive:
        for row, name in zip(rows, unlike([row["name"] for row in rows]), strict=True):
            entry = zipfile.ZipInfo(name, ZIPPED_AT)
            entry.external_attr = 0o600 << 16
            with (
                site.home.files.open(row["sha256"]) as file,
                archive.open(entry, "w", force_zip64=True) as part,
            ):
                while chunk := file.read(CHUNK_BYTES):
                    part.write(chunk)
                    yield pipe.take()
    yield pipe.take()
