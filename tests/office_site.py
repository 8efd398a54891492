"""The office's web site in a story, as an editor works on it and as it goes wrong."""

from typing import Any

from emulator.site import Site as TwinSite
from emulator.site import SiteFault


class Site:
    """The office's web site, as an editor works on it."""

    def __init__(self, site: TwinSite) -> None:
        self._site = site

    def publishes(
        self, column: str, title: str, body: str = "", *, source: str = "演示区司法局", on: Any = None
    ) -> str:
        """A new page; its address."""
        return self._site.address(self._site.publish(column, title, body, source, on=on))

    def page(self, address: str) -> Any:
        return next(one for one in self._site.pages.values() if self._site.address(one) == address)

    def changes(self, address: str, **said: Any) -> None:
        self._site.change(self.page(address), said, None)

    def deletes(self, address: str) -> None:
        self.page(address).deleted = True

    def any_address(self) -> str:
        """A page that stood there before the story began."""
        return self._site.address(next(iter(self._site.pages.values())))

    def suffers(self, do: str, **rule: Any) -> None:
        """Something goes wrong with the site (see ``emulator.site``)."""
        self._site.faults.append(SiteFault(do, {"do": do, **rule}))

    def recovers(self) -> None:
        self._site.faults.clear()
        for page in self._site.pages.values():
            page.held = False
