"""Control of the demo site from the emulator's port: pages as JSON, and what goes wrong."""

import base64
from typing import Any

from aiohttp import web

from emulator.bodies import dumped, read_files, read_json, read_object, refused
from emulator.site import Site, SiteFault, civil
from emulator.site_pages import Page
from emulator.telegram_files import type_of
from emulator.telegram_judge import Upload

DEEDS = {"slow", "status", "redirect", "endless", "drop", "wrong_date", "hold", "linger", "unlisted"}


class SiteControl:
    """Addresses under /emulator/site."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def routes(self, app: web.Application) -> None:
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
            "id": page.id, "url": self.site.address(page), "column": page.column.key, "title": page.title,
            "source": page.source, "date": page.on.isoformat(), "files": [one.name for one in page.files],
            "held": page.held, "deleted": page.deleted,
        }  # fmt: skip

    async def list_pages(self, request: web.Request) -> web.Response:
        """The columns, and the pages that stand (`?all=1`: the deleted ones too)."""
        everything = request.query.get("all") == "1"
        pages = [self._shown(one) for one in self.site.pages.values() if everything or not one.deleted]
        columns = [{"key": one.key, "name": one.name} for one in self.site.columns.values()]
        return web.json_response({"pages": pages, "columns": columns}, dumps=dumped)

    async def make_page(self, request: web.Request) -> web.Response:
        """Publish: JSON {column, title, body, source?, date?, files?: [{name, base64}]} or multipart."""
        try:
            said, files = await _asked(request)
            page = self.site.publish(
                said["column"], str(said["title"]), str(said.get("body", "")), str(said.get("source", "")),
                on=civil(said.get("date")), files=files,
            )  # fmt: skip
        except (KeyError, ValueError, TypeError) as wrong:
            return refused(f"the body is not understood: {wrong}")
        return web.json_response(self._shown(page), dumps=dumped)

    def _asked_page(self, request: web.Request) -> Page | None:
        return self.site.living(int(request.match_info["id"]))

    async def change_page(self, request: web.Request) -> web.Response:
        """Change title, body, source, date or files."""
        page = self._asked_page(request)
        if page is None:
            return refused("no such page", 404)
        try:
            said, files = await _asked(request)
            self.site.change(page, said, files if files or "files" in said else None)
        except (ValueError, TypeError) as wrong:
            return refused(f"the body is not understood: {wrong}")
        return web.json_response(self._shown(page), dumps=dumped)

    async def delete_page(self, request: web.Request) -> web.Response:
        """Take a page off."""
        page = self._asked_page(request)
        if page is None:
            return refused("no such page", 404)
        page.deleted = True
        return web.json_response(self._shown(page), dumps=dumped)

    async def release_page(self, request: web.Request) -> web.Response:
        """Generate a held page."""
        page = self._asked_page(request)
        if page is None:
            return refused("no such page", 404)
        page.held = False
        return web.json_response(self._shown(page), dumps=dumped)

    async def list_faults(self, request: web.Request) -> web.Response:
        """The plan in force."""
        return web.json_response([one.rule for one in self.site.faults])

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
        self.site.faults = made if isinstance(asked, list) else [*self.site.faults, *made]
        for one in made:
            if one.do == "hold" and one.rule.get("page") in self.site.pages:
                self.site.pages[one.rule["page"]].held = True
        self._release()
        return web.json_response({"accepted": True})

    async def clear_faults(self, request: web.Request) -> web.Response:
        """No more faults; held pages are generated."""
        self.site.faults.clear()
        self._release()
        return web.json_response({"accepted": True})

    def _release(self) -> None:
        if not any(one.do == "hold" for one in self.site.faults):
            for page in self.site.pages.values():
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
