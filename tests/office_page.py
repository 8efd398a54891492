"""A phone's browser in a story: follows the link of a card, is known by WeCom, hands files over, fetches them."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from html import unescape
from typing import Any
from urllib.parse import urljoin

from aiohttp import ClientSession, CookieJar

from emulator.telegram_judge import Upload

IN_WECOM = {"User-Agent": "Mozilla/5.0 (Linux; Android 13) wxwork/4.1.30 MicroMessenger/7.0.1"}
HOPS = 6
DRAFT = re.compile(r"/m/draft/(\d+)")
ENTRY = re.compile(r"<li[^>]*>(.*?)</li>", re.DOTALL)
FILE = re.compile(r"/m/file/\d+\?")
LINK = re.compile(r'<a[^>]*href="([^"]+)"[^>]*>(.*?)</a>', re.DOTALL)


class Shut(AssertionError):
    """The page is not for this person, or not any more."""


class Browser:
    """One person's browser."""

    def __init__(self, person: Any, session: ClientSession) -> None:
        self.person = person
        self.session = session
        self.url = ""
        self.html = ""

    async def opens(self, url: str) -> str:
        """Go there, through WeCom's login where the page asks for it; the page as HTML."""
        for _ in range(HOPS):
            url = self.person.people.open(self.person.id, url).opened or url
            async with self.session.get(url, allow_redirects=False) as answer:
                if answer.status in {302, 303, 307}:
                    url = urljoin(url, answer.headers["Location"])
                    continue
                self.url, self.html = url, await answer.text()
                if answer.status in {403, 404}:
                    raise Shut(answer.status, url)
                assert answer.status == 200, (answer.status, url, self.html[:600])
                return self.html
        raise AssertionError(f"no end of redirects at {url}")

    def said(self, name: str) -> str:
        """What the page's upload box was given under data-NAME."""
        found = re.search(rf'data-{name}="([^"]*)"', self.html)
        assert found is not None, self.html[:600]
        return unescape(found[1])

    def download(self, name: str) -> str:
        """The address behind the first link of the entry that names this file."""
        for entry in ENTRY.findall(self.html):
            links = [one for one in LINK.findall(entry) if FILE.search(one[0])]
            if links and name in unescape(re.sub(r"<[^>]+>", "", entry)):
                return urljoin(self.url, unescape(links[0][0]))
        raise AssertionError(f"no file {name!r} at {self.url}: {ENTRY.findall(self.html)}")

    async def uploads(self, file: Upload) -> None:
        """Announce the file, send it piece by piece, and ask what became of it, as the page's script does."""
        headers = {"X-Csrf": self.said("csrf")}
        announced = {"key": f"k-{file.name.encode().hex()[:40]}", "name": file.name, "size": len(file.data)}
        async with self.session.post(
            urljoin(self.url, self.said("begin")), json=announced, headers=headers
        ) as answer:
            assert answer.status == 200, (answer.status, await answer.text())
            row = await answer.json()
        at, piece = row["received"], row["piece"]
        while at < len(file.data):
            part = file.data[at : at + piece]
            address = urljoin(self.url, f"{self.said('piece')}{row['id']}?at={at}")
            async with self.session.put(address, data=part, headers=headers) as answer:
                assert answer.status == 200, (answer.status, await answer.text())
            at += len(part)
        async with self.session.get(urljoin(self.url, self.said("begin"))) as answer:
            assert answer.status == 200, (answer.status, await answer.text())
            assert (await answer.json())["files"], f"{file.name} is not among the draft's files"

    async def fetches(self, url: str) -> bytes:
        async with self.session.get(url) as answer:
            assert answer.status == 200, (answer.status, url)
            return await answer.read()


@asynccontextmanager
async def browsing(person: Any) -> AsyncIterator[Browser]:
    """A browser of this person's phone."""
    async with ClientSession(cookie_jar=CookieJar(unsafe=True), headers=IN_WECOM) as session:
        yield Browser(person, session)
