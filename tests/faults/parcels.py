"""A file on its way in through the page while the house is killed: sign in, send, die, go on, judge from outside."""

import asyncio
import hashlib
import io
import random
import re
import shutil
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

from aiohttp import ClientError, ClientSession, CookieJar

from tests.faults.run import SIGKILL, _free_port
from tests.faults.ward import Child, Ward
from tests.office_files import pdf

PIECE = 2 << 20
QUOTA_MB = 20
SIZE = 9 << 20
KEY = "k-fault"
PATIENCE_S = 120.0  # on however busy a machine
TORN = "torn"  # "torn:2": killed from outside, while half of the piece after two is on its way


def body() -> bytes:
    """Nine megabytes of which no two pieces are alike."""
    head = pdf("关于年检的通知")
    return head + random.Random(17).randbytes(SIZE - len(head))


@dataclass
class Arrived:
    """What came of one upload that was cut off."""

    ended: int  # how the house died: the signal, negative
    answered: int  # bytes that the page had been told were safe
    resumed: int  # where it was told to go on
    uploads: list[tuple[str, str, int, str]]  # name, state, size, SHA-256 of what lies on the disk
    left: list[str]  # bytes that wait for nobody
    fits: tuple[int, int]  # answers to a file that just fits into the day's quota, and to one more byte


class Sender:
    """The page in somebody's browser: its cookies outlive the house."""

    def __init__(self, http: ClientSession, port: int, item: int) -> None:
        self.http = http
        self.base = f"http://127.0.0.1:{port}"
        self.item = item
        self.csrf = ""

    async def signs_in(self, secret: str) -> None:
        link = f"{self.base}/m/in/link/{secret}"
        async with self.http.get(link) as shown:
            html = await shown.text()
        fields = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', html))
        async with self.http.post(link, data={k: unescape(v) for k, v in fields.items()}) as answer:
            assert answer.status == 200, (answer.status, await answer.text())
        async with self.http.get(f"{self.base}/m/draft/{self.item}") as shown:
            found = re.search(r'data-csrf="([^"]*)"', await shown.text())
        assert found is not None
        self.csrf = found[1]

    async def begins(self, *, key: str, size: int, name: str = "通知.pdf") -> tuple[int, dict[str, Any]]:
        said = {"key": key, "name": name, "size": size}
        url = f"{self.base}/m/draft/{self.item}/files"
        async with self.http.post(url, json=said, headers={"X-Csrf": self.csrf}) as answer:
            return answer.status, await answer.json()

    async def puts(self, parcel: int, at: int, data: Any, length: int) -> dict[str, Any]:
        headers = {"X-Csrf": self.csrf, "Content-Length": str(length)}
        url = f"{self.base}/m/parcel/{parcel}?at={at}"
        async with self.http.put(url, data=data, headers=headers) as answer:
            assert answer.status == 200, (answer.status, await answer.text())
            told: dict[str, Any] = await answer.json()
            return told

    async def sends(self, told: dict[str, Any], whole: bytes) -> dict[str, Any]:
        """Every piece that is missing. Raises ClientError when the house is gone; ``told`` says how far."""
        while told["state"] == "open":
            part = whole[told["received"] : told["received"] + PIECE]
            told |= await self.puts(told["id"], told["received"], io.BytesIO(part), len(part))
        return told

    async def tears(self, told: dict[str, Any], whole: bytes, house: Child, *, after: int) -> None:
        """So many pieces arrive; the next is half on its way when the house is killed."""
        at = after * PIECE
        while told["received"] < at:
            part = io.BytesIO(whole[told["received"] : told["received"] + PIECE])
            told |= await self.puts(told["id"], told["received"], part, PIECE)

        async def half() -> AsyncIterator[bytes]:
            yield whole[at : at + PIECE // 2]
            await asyncio.sleep(0.3)
            await house.kill()
            yield whole[at + PIECE // 2 : at + PIECE]

        told |= await self.puts(told["id"], at, half(), PIECE)

    async def waits_until_it_is_kept(self) -> None:
        limit = time.monotonic() + PATIENCE_S
        while time.monotonic() < limit:
            async with self.http.get(f"{self.base}/m/draft/{self.item}/files") as answer:
                if (await answer.json())["pending"] == 0:
                    return
            await asyncio.sleep(0.05)
        raise TimeoutError("the file is looked into without end")


class House:
    """One house on one folder, that may be started again."""

    def __init__(self, ward: Ward, twin: dict[str, Any], folder: Path, origin: float) -> None:
        self.ward = ward
        self.folder = folder
        self.port = _free_port()
        self.job = {
            "folder": str(folder / "data"), "api": twin["url"], "site": twin["site"], "port": self.port,
            "mode": "webhook", "origin": origin, "page": True,
            "settings": {"files.quota_mb_per_person_day": QUOTA_MB},
        }  # fmt: skip

    async def starts(self, *, crash_at: str = "") -> Child:
        child = await self.ward.fork("house", log=self.folder / "house.log", crash_at=crash_at, **self.job)
        assert await child.ready() is not None, (self.folder / "house.log").read_text()[-3000:]
        return child


async def cut_off(
    ward: Ward, twin: dict[str, Any], template: Path, folder: Path, where: str, **seed: Any
) -> Arrived:
    """Send the file, let the house be killed at ``where`` (a crash point or TORN, with its number), go on."""
    shutil.copytree(template, folder / "data", ignore=shutil.ignore_patterns("reserve", "running.lock"))
    house, whole = House(ward, twin, folder, seed["origin"]), body()
    child = await house.starts(crash_at="" if where.startswith(TORN) else where)
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as http:
        page = Sender(http, house.port, seed["item"])
        await page.signs_in(seed["secret"])
        _, told = await page.begins(key=KEY, size=len(whole))
        try:
            if where.startswith(TORN):
                await page.tears(told, whole, child, after=int(where.partition(":")[2]))
            else:
                await page.sends(told, whole)
        except (ClientError, ConnectionError):
            pass  # the house is gone
        async with asyncio.timeout(PATIENCE_S):
            ended, _ = await asyncio.shield(child.ended)
        answered = int(told["received"])
        child = await house.starts()
        try:
            status, again = await page.begins(key=KEY, size=len(whole))
            assert status == 200, again
            resumed = int(again["received"])
            await page.sends(again, whole)
            await page.waits_until_it_is_kept()
            rest = (QUOTA_MB << 20) - len(whole)
            just, _ = await page.begins(key="just", size=rest, name="正好.zip")
            more, _ = await page.begins(key="more", size=1, name="再多一个字节.txt")
        finally:
            await child.kill()
    assert ended == SIGKILL, (folder / "house.log").read_text()[-3000:]
    return Arrived(ended, answered, resumed, *_judged(folder / "data"), (just, more))


def _judged(data: Path) -> tuple[list[tuple[str, str, int, str]], list[str]]:
    """What the database and the disk say, without the house."""
    with closing(sqlite3.connect(f"file:{data / 'house.db'}?mode=ro", uri=True)) as db:
        rows = db.execute(
            "SELECT u.name, u.state, u.size, f.sha256 FROM uploads u LEFT JOIN files f ON f.id = u.file_id"
        ).fetchall()
        open_ = {str(row[0]) for row in db.execute("SELECT id FROM parcels WHERE state = 'open'")}
    found = []
    for name, state, size, digest in rows:
        place = data / "files" / "kept" / str(digest)[:2] / str(digest)
        held = hashlib.sha256(place.read_bytes()).hexdigest() if place.is_file() else ""
        assert held == digest, f"{name}: what lies there is not what is said"
        found.append((name, state, size, held))
    left = [path.name for path in (data / "files" / "parcels").iterdir() if path.name not in open_]
    left += [path.name for path in (data / "files" / "quarantine").iterdir()]
    return found, left
