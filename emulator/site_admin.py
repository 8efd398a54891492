"""The site's 后台: plain forms to publish, change and delete a page."""

from aiohttp import web

from emulator import site_pages
from emulator.bodies import read_files
from emulator.site import Site, civil


class SiteAdmin:
    """Pages under /admin of the site."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def routes(self, app: web.Application) -> None:
        """Add the addresses to the site's application, before the site's own."""
        app.router.add_get("/admin", self.admin)
        app.router.add_post("/admin", self.publish)
        app.router.add_get("/admin/{id:\\d+}", self.page)
        app.router.add_post("/admin/{id:\\d+}", self.change)

    async def admin(self, request: web.Request) -> web.Response:
        """The list of pages and the form for a new one."""
        said = ""
        made = request.query.get("made", "")
        if made.isdecimal() and int(made) in self.site.pages:
            said = self.site.address(self.site.pages[int(made)])
        pages = [
            (one, self.site.address(one)) for one in reversed(self.site.pages.values()) if not one.deleted
        ]
        return site_pages.answer(
            site_pages.admin(self.site.name, list(self.site.columns.values()), pages, said)
        )

    async def publish(self, request: web.Request) -> web.Response:
        """Publish from the form."""
        said, files = await read_files(request)
        if said.get("column") not in self.site.columns or not said.get("title", "").strip():
            return site_pages.answer(site_pages.notice("请填写标题并选择栏目"), status=400)
        try:
            page = self.site.publish(
                said["column"], said["title"], said.get("body", ""), said.get("source", ""),
                on=civil(said.get("date")), files=[one for one in files if one.name and one.data],
            )  # fmt: skip
        except ValueError:
            return site_pages.answer(site_pages.notice("日期格式不对"), status=400)
        return web.Response(status=303, headers={"Location": f"/admin?made={page.id}"})

    async def page(self, request: web.Request) -> web.Response:
        """The form to change a page."""
        page = self.site.living(int(request.match_info["id"]))
        if page is None:
            return site_pages.answer(site_pages.notice("没有这个页面"), status=404)
        return site_pages.answer(site_pages.admin_page(self.site.name, page, self.site.address(page)))

    async def change(self, request: web.Request) -> web.Response:
        """Change or delete from the form."""
        page = self.site.living(int(request.match_info["id"]))
        said, files = await read_files(request)
        if page is None:
            return site_pages.answer(site_pages.notice("没有这个页面"), status=404)
        if said.get("do") == "delete":
            page.deleted = True
            return web.Response(status=303, headers={"Location": "/admin"})
        try:
            self.site.change(page, said, [one for one in files if one.name and one.data] or None)
        except ValueError:
            return site_pages.answer(site_pages.notice("日期格式不对"), status=400)
        return web.Response(status=303, headers={"Location": f"/admin?made={page.id}"})
