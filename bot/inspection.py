"""The machine reads the site, politely: the home page, the columns' lists, some pages below them.

Every address goes through the same guard as the check of a published page. What cannot be had is an outcome,
never an exception. Robots files are kept to; one errand asks for one page at a time.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urljoin, urlsplit, urlunsplit
from urllib.robotparser import RobotFileParser

from bot.fetch import Page, Reach, Resolve, certificate_ends, fetch, resolve_all
from bot.guard import Permit
from rules.inspection import TRIES, TRY_S, Entry, Listed, Try, dates_in

AGENT = "Duwang"
PATIENCE_S = 100.0  # for all tries together: an errand is leased for two minutes
HOPELESS = 5  # so many failures in a row, none before
PAGES = 5  # pages of a list that are looked at
ENTRIES = 60
LINE = 200  # characters of a list's line; longer ones are paragraphs
MIN_TITLE = 4


class Inspector:
    """What one process needs to read sites. ``control`` is an address outside that tells whether there is a
    way out; empty: then nothing is ever called down.
    """

    def __init__(
        self,
        *,
        permits: Sequence[Permit],
        reach: Reach,
        control: str = "",
        resolve: Resolve = resolve_all,
    ) -> None:
        self._permits = permits
        self._reach = Reach(
            timeout_s=TRY_S,
            max_bytes=reach.max_bytes,
            redirects=reach.redirects,
            proxy=reach.proxy,
            ca_file=reach.ca_file,
        )
        self._control = control
        self._resolve = resolve
        self._robots: dict[tuple[str, str], RobotFileParser | None] = {}

    async def carry(self, args: Mapping[str, Any]) -> Mapping[str, Any]:
        """One errand: ``what`` is home or column. Plain data, as the use case takes it."""
        if args["what"] == "home":
            return await self._home(args)
        return await self._column(args)

    async def _get(self, url: str, base: str | None) -> Page:
        return await fetch(url, base=base, permits=self._permits, limits=self._reach, resolve=self._resolve)

    async def _allowed(self, url: str, base: str, on: str) -> bool:
        """Do the site's robots let us? A file that is not there, or cannot be read, lets everybody."""
        root = urlunsplit((*urlsplit(base)[:2], "", "", ""))
        key = (root, on)
        if key not in self._robots:
            self._robots = {held: rules for held, rules in self._robots.items() if held[1] == on}
            page = await self._get(f"{root}/robots.txt", root)
            rules: RobotFileParser | None = None
            if page.error is None and page.status == 200 and "<html" not in page.text[:500].lower():
                rules = RobotFileParser()
                rules.parse(page.text.splitlines()[:500])
            self._robots[key] = rules
        held = self._robots[key]
        return held is None or held.can_fetch(AGENT, url)

    # The home page ------------------------------------------------------------------------------------------

    async def _home(self, args: Mapping[str, Any]) -> Mapping[str, Any]:
        base = str(args["base"])
        home = base if base.endswith("/") or "." in _leaf(urlsplit(base).path) else f"{base}/"
        if not await self._allowed(home, base, str(args["on"])):
            return {"robots": True, "tries": [], "control": None, "certificate": None}
        tries = await self._tries(home, base)
        control: bool | None = None
        if any(not one.answered for one in tries) and self._control:
            outside = await self._get(self._control, None)
            control = outside.status is not None and outside.status < 500
        ends = await certificate_ends(
            base, base=base, permits=self._permits, limits=self._reach, resolve=self._resolve
        )
        return {
            "robots": False,
            "tries": [{"status": one.status, "error": one.error} for one in tries],
            "control": control,
            "certificate": None if ends is None else ends.isoformat(),
        }

    async def _tries(self, home: str, base: str) -> list[Try]:
        found: list[Try] = []
        try:
            async with asyncio.timeout(PATIENCE_S):
                while len(found) < TRIES:
                    page = await self._get(home, base)
                    found.append(Try(page.status, page.error))
                    if len(found) >= HOPELESS and not any(one.answered for one in found):
                        break
        except TimeoutError:
            pass  # what was tried by then is counted
        return found

    # A column -----------------------------------------------------------------------------------------------

    async def _column(self, args: Mapping[str, Any]) -> Mapping[str, Any]:
        base, url, on = str(args["base"]), str(args["url"]), str(args["on"])
        if not await self._allowed(url, base, on):
            return {"robots": True}
        page = await self._get(url, base)
        told: dict[str, Any] = {"robots": False, "status": page.status, "error": page.error}
        if page.error is not None or page.status != 200:
            return told
        listed = await asyncio.to_thread(read_list, page.text, page.final_url, str(args["url"]))
        told |= {
            "sha256": page.sha256,
            "count": listed.count,
            "entries": [
                {"title": one.title, "url": one.url, "on": None if one.on is None else one.on.isoformat()}
                for one in listed.entries
            ],
        }
        told["pages"] = [
            await self._page(one.url, base, on, title=one.title) for one in listed.entries[:PAGES]
        ]
        told["items"] = [
            {**await self._page(one["url"], base, on, title=one["title"]), "number": one["number"]}
            for one in args.get("items", ())
        ]
        return told

    async def _page(self, url: str, base: str, on: str, *, title: str) -> dict[str, Any]:
        if not await self._allowed(url, base, on):
            return {"url": url, "status": None, "error": "robots", "titled": None}
        page = await self._get(url, base)
        titled: bool | None = None
        if page.error is None and page.status == 200 and "<" in page.text:
            titled = _plain(title) in _plain(page.text)
        return {"url": url, "status": page.status, "error": page.error, "titled": titled, "title": title}


def _plain(text: str) -> str:
    return "".join(text.split())


# Lists ------------------------------------------------------------------------------------------------------


def read_list(html: str, address: str, column: str) -> Listed:
    """The lines of a column's list: links with a date beside them. ``column`` is the list's own address."""
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(html)
    for node in tree.css("script, style, noscript, template, nav, header, footer"):
        node.decompose()
    folder = _folder(column)
    entries: dict[str, Entry] = {}
    inside: set[str] = set()
    for link in tree.css("a[href]"):
        url = urljoin(address, (link.attributes.get("href") or "").strip())
        if urlsplit(url).scheme not in ("http", "https"):
            continue
        bare = url.partition("#")[0]
        title = " ".join((link.attributes.get("title") or link.text()).split())
        if bare.startswith(folder) and _folder(bare) + _leaf(bare) != folder and not _turns(bare):
            inside.add(bare)
        on = _beside(link)
        if on is not None and len(title) >= MIN_TITLE and bare not in entries and len(entries) < ENTRIES:
            entries[bare] = Entry(title, bare, on)
    return Listed(tuple(entries.values()), len(inside))


def _folder(url: str) -> str:
    return url.partition("?")[0].rpartition("/")[0] + "/"


def _leaf(url: str) -> str:
    leaf = url.partition("?")[0].rpartition("/")[2]
    return "" if leaf.split(".")[0] == "index" else leaf


def _turns(url: str) -> bool:
    """Does it lead to another page of the same list?"""
    return _leaf(url).startswith(("index_", "list_", "page")) or "page=" in url


def _beside(link: Any) -> date | None:
    """The date that stands in the same line of the list."""
    node = link
    for _ in range(3):
        node = node.parent
        if node is None or node.tag in ("body", "html"):
            return None
        text = node.text()
        if len(text) > LINE:
            return None
        found = dates_in(text)
        if found:
            return found[-1] if len(node.css("a[href]")) == 1 else None
    return None
