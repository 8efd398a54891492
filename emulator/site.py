"""The demo office's web site: something real to publish to, to look at, and to go wrong.

Faults (`POST /emulator/site/faults`, a list replaces the plan, an object adds to it):
`{do, page? | path?, …}` with do = slow {seconds} · status {status} · redirect {to} · endless · drop ·
wrong_date {days} · hold (pages made while it stands are not generated until released) ·
linger {what: "list" | "page"} (a deleted page still stands there).
"""

import asyncio
import base64
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from aiohttp import web

from emulator import site_pages
from emulator.clock import SHANGHAI, Clock
from emulator.control import read_files, read_object, read_json, refused
from emulator.people import Office
from emulator.site_pages import Column, Page
from emulator.telegram_api import cut_off
from emulator.telegram_files import type_of
from emulator.telegram_judge import Upload

DEEDS = {"slow", "status", "redirect", "endless", "drop", "wrong_date", "hold", "linger"}
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
            one["key"]: Column(one["key"], one["name"], one.get("path", one["key"]), one.get("charset", "utf-8"))
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
        self, column: str, title: str, body: str, source: str, *, on: date | None = None, files: list[Upload] | None = None
    ) -> Page:
        """Make a page.

        Raises:
            KeyError: no such column.
        """
        where = self.columns[column]
        at = self.clock.now().astimezone(SHANGHAI)
        page = Page(
            self._next, where, title.strip(), body, source or self.office.name, on or at.date(),
            at if on in {None, at.date()} else None, list(files or ()),
            held=any(one.do == "hold" and one.strikes(self.path + where.path, None) for one in self.faults),
        )  # fmt: skip
        self._next += 1
        self.pages[page.id] = page
        return page

    def address(self, page: Page) -> str:
        """The page's full address."""
        return f"{self.base}{self.path}{page.place}"

    def listed(self, column: Column | None = None) -> list[Page]:
        """What lists name, newest first."""
        linger = any(one.do == "linger" and one.rule.get("what", "list") == "list" for one in self.faults)
        found = [
            one for one in self.pages.values()
            if (column is None or one.column == column) and not one.held and (linger or not one.deleted)
        ]  # fmt: skip
        return sorted(found, key=lambda one: (one.on, one.id), reverse=True)

    # -- the site itself

    def routes(self, app: web.Application) -> None:
        """Add the site's addresses to an application."""
        app.router.add_get("/", self.to_front)
        app.router.add_get("/admin", self.admin)
        app.router.add_post("/admin", self.admin_publish)
        app.router.add_get("/admin/{id:\\d+}", self.admin_page)
        app.router.add_post("/admin/{id:\\d+}", self.admin_change)
        app.router.add_get("/{path:.*}", self.visit)

    async def to_front(self, request: web.Request) -> web.StreamResponse:
        """The bare host leads to the front page."""
        if self.path == "/":
            return await self.visit(request)
        return web.HTTPFound(self.path)

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

    # -- 后台

    async def admin(self, request: web.Request) -> web.Response:
        """The list of pages and the form for a new one."""
        said = ""
        made = request.query.get("made", "")
        if made.isdecimal() and int(made) in self.pages:
            said = self.address(self.pages[int(made)])
        pages = [(one, self.address(one)) for one in reversed(self.pages.values()) if not one.deleted]
        return site_pages.answer(site_pages.admin(self.name, list(self.columns.values()), pages, said))

    async def admin_publish(self, request: web.Request) -> web.Response:
        """Publish from the form."""
        said, files = await read_files(request)
        if said.get("column") not in self.columns or not said.get("title", "").strip():
            return site_pages.answer(site_pages.notice("请填写标题并选择栏目"), status=400)
        page = self.publish(
            said["column"], said["title"], said.get("body", ""), said.get("source", ""),
            on=_date(said.get("date")), files=[one for one in files if one.name and one.data],
        )  # fmt: skip
        return web.Response(status=303, headers={"Location": f"/admin?made={page.id}"})

    async def admin_page(self, request: web.Request) -> web.Response:
        """The form to change a page."""
        page = self.pages.get(int(request.match_info["id"]))
        if page is None or page.deleted:
            return site_pages.answer(site_pages.notice("没有这个页面"), status=404)
        return site_pages.answer(site_pages.admin_page(self.name, page, self.address(page)))

    async def admin_change(self, request: web.Request) -> web.Response:
        """Change or delete from the form."""
        page = self.pages.get(int(request.match_info["id"]))
        said, files = await read_files(request)
        if page is None or page.deleted:
            return site_pages.answer(site_pages.notice("没有这个页面"), status=404)
        if said.get("do") == "delete":
            page.deleted = True
            return web.Response(status=303, headers={"Location": "/admin"})
        self._change(page, said, [one for one in files if one.name and one.data] or None)
        return web.Response(status=303, headers={"Location": f"/admin?made={page.id}"})

    def _change(self, page: Page, said: dict[str, Any], files: list[Upload] | None) -> None:
        page.title = str(said.get("title", page.title)).strip()
        page.body = str(said.get("body", page.body))
        page.source = str(said.get("source", page.source))
        if said.get("date"):
            page.on = _date(said["date"]) or page.on
        if files is not None:
            page.files = files

    # -- control

    def control_routes(self, app: web.Application) -> None:
        """Add the control addresses to the emulator's application."""
        app.router.add_get("/emulator/site/pages", self.list_pages)
        app.router.add_post("/emulator/site/pages", self.make_page)
        app.router.add_put("/emulator/site/pages/{id:\\d+}", self.change_page)
        app.router.add_delete("/emulator/site/pages/{id:\\d+}", self.delete_page)
        app.router.add_post("/emulator/site/pages/{id:\\d+}/release", self.release_page)
        app.router.add_get("/emulator/site/faults", self.list_faults)
        app.router.add_post("/emulator/site/faults", self.set_faults)
        app.router.add_delete("/emulator/site/faults", self.clear_faults)

    def _shown(self, page: Page) -> dict[str, Any]:
        return {
            "id": page.id, "url": self.address(page), "column": page.column.key, "title": page.title,
            "source": page.source, "date": page.on.isoformat(), "files": [one.name for one in page.files],
            "held": page.held, "deleted": page.deleted,
        }  # fmt: skip

    async def list_pages(self, request: web.Request) -> web.Response:
        """Every page, deleted ones marked."""
        return web.json_response([self._shown(one) for one in self.pages.values()])

    async def make_page(self, request: web.Request) -> web.Response:
        """Publish: JSON {column, title, body, source?, date?, files?: [{name, base64}]} or multipart."""
        try:
            said, files = await _asked(request)
            page = self.publish(
                said["column"], str(said["title"]), str(said.get("body", "")), str(said.get("source", "")),
                on=_date(said.get("date")), files=files,
            )  # fmt: skip
        except (KeyError, ValueError, TypeError) as wrong:
            return refused(f"the body is not understood: {wrong}")
        return web.json_response(self._shown(page))

    def _asked_page(self, request: web.Request) -> Page | None:
        page = self.pages.get(int(request.match_info["id"]))
        return None if page is None or page.deleted else page

    async def change_page(self, request: web.Request) -> web.Response:
        """Change title, body, source, date or files."""
        page = self._asked_page(request)
        if page is None:
            return refused("no such page", 404)
        try:
            said, files = await _asked(request)
            self._change(page, said, files if files or "files" in said else None)
        except (ValueError, TypeError) as wrong:
            return refused(f"the body is not understood: {wrong}")
        return web.json_response(self._shown(page))

    async def delete_page(self, request: web.Request) -> web.Response:
        """Take a page off."""
        page = self._asked_page(request)
        if page is None:
            return refused("no such page", 404)
        page.deleted = True
        return web.json_response(self._shown(page))

    async def release_page(self, request: web.Request) -> web.Response:
        """Generate a held page."""
        page = self._asked_page(request)
        if page is None:
            return refused("no such page", 404)
        page.held = False
        return web.json_response(self._shown(page))

    async def list_faults(self, request: web.Request) -> web.Response:
        """The plan in force."""
        return web.json_response([one.rule for one in self.faults])

    async def set_faults(self, request: web.Request) -> web.Response:
        """A list replaces the plan, an object adds to it; pages are held from then on or released."""
        try:
            asked = await read_json(request)
            rules = asked if isinstance(asked, list) else [asked]
            made = [SiteFault(str(one["do"]), one) for one in rules]
            if unknown := {one.do for one in made} - DEEDS:
                raise ValueError(f"unknown {sorted(unknown)}")
        except (KeyError, ValueError, TypeError) as wrong:
            return refused(f"the body is not understood: {wrong}")
        self.faults = made if isinstance(asked, list) else [*self.faults, *made]
        for one in made:
            if one.do == "hold" and one.rule.get("page") in self.pages:
                self.pages[one.rule["page"]].held = True
        self._release()
        return web.json_response({"accepted": True})

    async def clear_faults(self, request: web.Request) -> web.Response:
        """No more faults; held pages are generated."""
        self.faults.clear()
        self._release()
        return web.json_response({"accepted": True})

    def _release(self) -> None:
        if not any(one.do == "hold" for one in self.faults):
            for page in self.pages.values():
                page.held = False


async def _asked(request: web.Request) -> tuple[dict[str, Any], list[Upload]]:
    if request.content_type == "multipart/form-data":
        said, files = await read_files(request)
        return dict(said), files
    told = await read_object(request)
    files = [
        Upload(str(one["name"]), type_of(str(one["name"])), base64.b64decode(one["base64"]))
        for one in told.get("files") or ()
    ]
    return told, files


def _date(said: Any) -> date | None:
    return date.fromisoformat(str(said)) if said else None
