"""How errands are carried out: files fetched and looked into, pages fetched and compared."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from bot.fetch import Page, Reach, fetch
from bot.guard import Permit
from bot.inspection import Inspector
from bot.preview import Read, inspect, preview, read
from rules.content import stops
from scheduler.errands import Carrier
from storage.files import Files, TooBig
from storage.parcels import Shelf
from workflow import check as check_page
from workflow import handin, inspection
from workflow.desk import Desk

CLEARED = ("active", "note")
MARKED = "secret_mark"  # why a file was not kept
PAGE = "page"  # where a file comes from that was handed in on the mobile page


class Downloads(Protocol):
    """The part of a platform that gives out files, and that can go."""

    async def download(self, file_id: str, sink: Any, *, limit: int) -> int: ...

    async def leave(self, chat: str) -> Any: ...


class Parcels:
    """Files that came whole through the page: they stand on a shelf of ours."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    async def download(self, file_id: str, sink: Any, *, limit: int) -> int:
        """Pour it into the sink; its size in bytes."""
        size = self._shelf.size(int(file_id))
        await asyncio.to_thread(self._shelf.pour, int(file_id), sink, size=size)
        return size

    async def leave(self, chat: str) -> None:
        """There is nowhere to leave."""


def carriers(
    files: Files,
    *,
    platforms: Mapping[tuple[str, str], Downloads],
    permits: Sequence[Permit],
    reach: Reach,
    control: str = "",
) -> dict[str, Carrier]:
    """Every kind of errand with its carrier and the use case that takes the result."""
    shelf = Shelf(files.folder)
    inspector = Inspector(permits=permits, reach=reach, control=control)

    async def download(args: Mapping[str, Any]) -> Mapping[str, Any]:
        here = str(args["platform"]) == PAGE
        source: Downloads = Parcels(shelf) if here else platforms[str(args["platform"]), str(args["bot"])]
        return await take(files, source, args)

    def settled(desk: Desk, subject: str, args: Mapping[str, Any], result: Mapping[str, Any] | None) -> None:
        handin.file_settled(desk, subject, args, result)
        if str(args["platform"]) == PAGE:
            desk.tx.after(lambda: shelf.remove(int(args["file_id"])))

    async def page(args: Mapping[str, Any]) -> Mapping[str, Any]:
        return await look(files, args, permits=permits, reach=reach)

    async def leave(args: Mapping[str, Any]) -> Mapping[str, Any]:
        await platforms[str(args["platform"]), str(args["bot"])].leave(str(args["chat"]))
        return {}

    return {
        "leave": Carrier(leave, lambda *_settled: None),
        "download": Carrier(download, settled),
        "page": Carrier(page, check_page.page_settled, tries=3),
        inspection.KIND: Carrier(inspector.carry, inspection.settled, tries=2),
    }


async def take(files: Files, source: Downloads, args: Mapping[str, Any]) -> Mapping[str, Any]:
    """Fetch a file into quarantine, look into it, and keep it only if it may be kept.

    Gives {sha256, size, type, warnings} or {refused, …}; raises for what may succeed later.
    """
    sink = files.begin(limit=int(args["limit"]))
    try:
        await source.download(str(args["file_id"]), sink.write, limit=int(args["limit"]))
        sealed = sink.seal()
    except TooBig:
        sink.discard()
        return {"refused": "too_big"}
    except Exception as problem:
        sink.discard()
        if type(problem).__name__ == "Refused":
            return {"refused": str(getattr(problem, "reason", "gone"))}
        raise
    from bot.sniff import sniff

    found = await inspect(sealed.path)
    type_ = sniff(sealed.path)
    for warning in found:
        if warning.weight == "refuse":
            files.refuse(sealed)
            return {"refused": warning.code, "sha256": sealed.sha256, "size": sealed.size, "type": type_}
    said = await read(sealed.path)
    if await asyncio.to_thread(_marked, said):
        files.refuse(sealed)
        return {"refused": MARKED, "sha256": sealed.sha256, "size": sealed.size, "type": type_}
    kept = files.keep(sealed)
    files.keep_words(sealed.sha256, said.data())
    return {
        "sha256": sealed.sha256,
        "size": sealed.size,
        "type": type_,
        "warnings": [warning.code for warning in found if warning.weight in CLEARED],
        "preview": await _picture(files, kept, type_),
    }


def _marked(said: Read) -> bool:
    """Does anything in the file bear a mark of secrecy?"""
    return any(stops(text) for _, text in said.passages)


async def _picture(files: Files, path: Path, type_: str) -> str | None:
    """The first page of a PDF as a picture, by its hash; other files are shown as they are."""
    if type_ != "application/pdf":
        return None
    found = await preview(path, kind="pdf")
    return None if found.picture is None else str(_keep(files, found.picture)["sha256"])


async def look(
    files: Files, args: Mapping[str, Any], *, permits: Sequence[Permit], reach: Reach
) -> Mapping[str, Any]:
    """Fetch a page of the site, keep its bytes, and compare it with what was approved."""
    base = str(args["base"])
    page = await fetch(str(args["url"]), base=base, permits=permits, limits=reach)
    listing: Page | None = None
    if args["phase"] == "after" and args.get("list_url"):
        listing = await fetch(str(args["list_url"]), base=base, permits=permits, limits=reach)
    kept = _keep(files, page.body) if page.body else {}
    if args["phase"] == "before":
        return {
            "outcome": "verified" if page.error is None and page.body else "cannot_check",
            "findings": [],
            **kept,
        }
    from bot.page import check  # its parser is loaded with the first page

    found = await asyncio.to_thread(
        check,
        page,
        title=str(args["title"]),
        body=str(args["body"]),
        source=str(args["source"]),
        on=date.fromisoformat(str(args["on"])) if args["kind"] == "publish" else None,
        kind=str(args["kind"]),
        listing=listing,
    )
    return {
        "outcome": found.outcome,
        "findings": [
            {"code": row.code, "expected": row.expected, "found": row.found} for row in found.findings
        ],
        "error": page.error,
        **kept,
    }


def _keep(files: Files, body: bytes) -> dict[str, Any]:
    sink = files.begin(limit=len(body))
    sink.write(body)
    sealed = sink.seal()
    files.keep(sealed)
    return {"sha256": sealed.sha256, "size": sealed.size}
