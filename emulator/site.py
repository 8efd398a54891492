"""The demo office's web site: something real to publish to, to look at, and to go wrong.

Faults (`POST /emulator/site/faults`, a list replaces the plan, an object adds to it):
`{do, page? | path?, …}` with do = slow {seconds} · status {status} · redirect {to} · endless · drop ·
wrong_date {days} · hold (pages made while it stands are not generated until released) ·
linger {what: "list" | "page"} (a deleted page still stands there), unlisted {page} (lists lack the page).
"""

import asyncio
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from aiohttp import web

from emulator import site_pages
from emulator.bodies import cut_off
from emulator.clock import SHANGHAI, Clock
from emulator.people import Office
from emulator.site_pages import Column, Page
from emulator.telegram_files import type_of
from emulator.telegram_judge import Upload

FIRST_PAGE = 5001


@dataclass
class SiteFault:
    """One rule of what goes wrong on the site."""

    do: str
    rule: dict[str, Any]

    def strikes(self, path: str, page: int | None) -> bool:
        """Whether it applies to this address."""
        if "page" in self.rule:
            return bool(self.rule["page"] == page)
        return path.startswith(str(self.rule.get("path", "")))


@dataclass
class Site:
    """Pages by id, with the columns of the office file."""

    office: Office
    clock: Clock
    base: str = ""
    pages: dict[int, Page] = field(default_factory=dict)
    faults: list[SiteFault] = field(default_factory=list)

    def __post_init__(self) -> None:
        told = self.office.site
        self.path = "/" + str(told.get("path", "/")).strip("/") + "/"
        self.path = "/" if self.path == "//" else self.path
        self.name = str(told.get("name", self.office.name))
        self.columns = {
            one["key"]: Column(
                one["key"], one["name"], one.get("path", one["key"]), one.get("charset", "utf-8")
            )
            for one in told.get("columns", ())
        }
        self._next = FIRST_PAGE
        self._stopped = asyncio.Event()
        self.reset()

    def reset(self) -> None:
        """Only the pages of the office file; ids go on rising."""
        self.pages.clear()
        self.faults.clear()
        today = self.today()
        for one in self.office.site.get("pages", ()):
            self.publish(
                one["column"], one["title"], one.get("body", ""), one.get("source", ""),
                on=today - timedelta(days=int(one.get("days_ago", 1))),
            )  # fmt: skip

    def stop(self) -> None:
        """End endless pages."""
        self._stopped.set()

    def today(self) -> date:
        """The civil date on the clock."""
        return self.clock.now().astimezone(SHANGHAI).date()

    # -- what an editor does

    def publish(
        self,
        column: str,
        title: str,
        body: str,
        source: str,
        *,
        on: date | None = None,
        files: list[Upload] | None = None,
    ) -> Page:
        """Make a page in the column of that key or name.

        Raises:
            KeyError: no such column.
        """
        where = self.columns.get(column) or {one.name: one for one in self.columns.values()}[column]
        at = self.clock.now().astimezone(SHANGHAI)
        page = Page(
            self._next, where, title.strip(), body, source or self.office.name, on or at.date(),
            at if on in {None, at.date()} else None, list(files or ()),
            held=any(one.do == "hold" and one.strikes(self.path + where.path, None) for one in self.faults),
        )  # fmt: skip
        self._next += 1
        self.pages[page.id] = page
        return page

    def change(self, page: Page, said: dict[str, Any], files: list[Upload] | None) -> None:
        """Change what `said` names: title, body, source, date; `files` None leaves the attachments.

        Raises:
            ValueError: the date is none.
        """
        page.title = str(said.get("title", page.title)).strip()
        page.body = str(said.get("body", page.body))
        page.source = str(said.get("source", page.source))
        if said.get("date"):
            page.on = civil(said["date"]) or page.on
        if files is not None:
            page.files = files

    def living(self, number: int) -> Page | None:
        """A page that has not been deleted."""
        page = self.pages.get(number)
        return None if page is None or page.deleted else page

    def address(self, page: Page) -> str:
        """The page's full address."""
        return f"{self.base}{self.path}{page.place}"

    def listed(self, column: Column | None = None) -> list[Page]:
        """What lists name, newest first."""
        linger = any(one.do == "linger" and one.rule.get("what", "list") == "list" for one in self.faults)
        found = [
            one for one in self.pages.values()
            if (column is None or one.column == column) and not one.held and (linger or not one.deleted)
            and not any(fault.do == "unlisted" and fault.strikes("", one.id) for fault in self.faults)
        ]  # fmt: skip
        return sorted(found, key=lambda one: (one.on, one.id), reverse=True)

    # -- the site itself

    def routes(self, app: web.Application) -> None:
        """Add the site's addresses to an application."""
        app.router.add_get("/", self.to_front)
        app.router.add_get("/{path:.*}", self.visit)

    async def to_front(self, request: web.Request) -> web.StreamResponse:
        """The bare host leads to the front page."""
        if self.path == "/":
            return await self.visit(request)
        return web.Response(status=302, headers={"Location": self.path})

    async def visit(self, request: web.Request) -> web.StreamResponse:
        """Any address of the site."""
        path = request.path
        inside = path.removeprefix(self.path) if path.startswith(self.path) else None
        page = next((one for one in self.pages.values() if inside == one.place), None)
        for fault in self.faults:
            if fault.strikes(path, page.id if page else None):
                if fault.do == "slow":
                    await self.clock.wait(float(fault.rule.get("seconds", 5)))
                elif struck := await self._struck(request, fault):
                    return struck
        if inside is None:
            return web.Response(status=404, text="404 Not Found")
        if inside in {"", "index.html"}:
            columns = [(one, self.listed(one)) for one in self.columns.values()]
            return site_pages.answer(site_pages.front(self.name, self.path, columns))
        for column in self.columns.values():
            if inside in {f"{column.path}/", f"{column.path}/index.html"}:
                whole = site_pages.listing(self.name, self.path, column, self.listed(column), self._shift)
                return site_pages.answer(whole, column.charset)
        return self._page_answer(page, inside)

    def _page_answer(self, page: Page | None, inside: str) -> web.Response:
        undead = any(one.do == "linger" and one.rule.get("what") == "page" for one in self.faults)
        if page and not page.held and (undead or not page.deleted):
            whole = site_pages.article(self.name, self.path, page, self._shift(page))
            return site_pages.answer(whole, page.column.charset)
        for one in self.pages.values():
            for number, attached in enumerate(one.files):
                if inside == one.file_place(number) and not one.held and not one.deleted:
                    return web.Response(body=attached.data, content_type=type_of(attached.name))
        return web.Response(status=404, text="404 Not Found")

    def _shift(self, page: Page) -> timedelta:
        """How wrong the shown date is."""
        days = [
            int(one.rule.get("days", 1)) for one in self.faults
            if one.do == "wrong_date" and one.strikes(self.path + page.place, page.id)
        ]  # fmt: skip
        return timedelta(days=sum(days))

    async def _struck(self, request: web.Request, fault: SiteFault) -> web.StreamResponse | None:
        if fault.do == "status":
            status = int(fault.rule.get("status", 500))
            return web.Response(status=status, text=f"{status}")
        if fault.do == "redirect":
            return web.Response(status=302, headers={"Location": str(fault.rule["to"])})
        if fault.do == "drop":
            return cut_off(request)
        if fault.do != "endless":
            return None
        answer = web.StreamResponse(headers={"Content-Type": "text/html; charset=utf-8"})
        await answer.prepare(request)
        chunk = ("<p>" + "无尽" * 8000 + "</p>\n").encode()
        while not self._stopped.is_set():
            await answer.write(chunk)
        return answer


def civil(said: Any) -> date | None:
    """A civil date from its ISO form; None from nothing.

    Raises:
        ValueError: it is no date.
    """
    return date.fromisoformat(str(said)) if said else None
