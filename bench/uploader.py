"""The house taking in one big file through its page, and by how much its memory grew at the most.

python -m bench.uploader FOLDER API BYTES
"""

import asyncio
import json
import re
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp

from bench import office, updates
from bench.child import say
from bench.taker import PATIENCE_S, forget_peak, peak
from bot import logs
from rules.model import Kind
from storage import people
from storage.engine import Tx
from workflow import page, writing

CHUNK = 65_536
WARM_PIECE = 2 << 20
HEADERS = {"Content-Type": "application/json"}


def signed_in(house: office.Measured) -> tuple[int, str]:
    """A draft of somebody who hands in, and the cookie of their browser."""
    cookie = "c" * 43

    def enter(tx: Tx) -> int:
        desk = house.desk(tx)
        row = people.by_account(tx, "telegram", bot=str(updates.BOT_ID), external_id="1000")
        assert row is not None
        page.use_link(desk, page.make_link(desk, row.id), cookie=cookie)
        return writing.begin(desk, by=row.id, kind=Kind.PUBLISH)

    return house.store.act_now(enter), cookie


async def stream(size: int) -> AsyncIterator[bytes]:
    """So many bytes, never many at a time."""
    for at in range(0, size, CHUNK):
        yield bytes(min(CHUNK, size - at))


async def send(session: aiohttp.ClientSession, house: office.Measured, item: int, size: int) -> None:
    """As the page's script does: announced, then piece by piece, then looked into and kept."""
    async with session.get(f"{house.url}/m/draft/{item}") as shown:
        found = re.search(r'name="csrf" value="([0-9a-f]{64})"', await shown.text())
    assert found is not None
    csrf = {"X-Csrf": found[1]}
    said = json.dumps({"key": f"size-{size}", "name": "附件.bin", "size": size})
    async with session.post(
        f"{house.url}/m/draft/{item}/files", data=said, headers={**csrf, **HEADERS}
    ) as answer:
        told: dict[str, Any] = await answer.json()
    while told["state"] == "open":
        at = told["received"]
        length = min(told["piece"], size - at)
        async with session.put(
            f"{house.url}/m/parcel/{told['id']}?at={at}",
            data=stream(length),
            headers={**csrf, "Content-Length": str(length)},
        ) as answer:
            assert answer.status == 200, answer.status
            told = await answer.json()

    def kept(tx: Tx) -> bool:
        rows = tx.connection.execute("SELECT state FROM uploads WHERE size = ?", (size,)).fetchall()
        assert all(row[0] != "refused" for row in rows), rows
        return bool(rows) and rows[0][0] == "stored"

    async with asyncio.timeout(PATIENCE_S):
        while not await house.store.read(kept):  # noqa: ASYNC110 - what is waited for has no bell
            await asyncio.sleep(0.02)


async def main(folder: Path, api: str, size: int) -> None:
    """A small file first, so that only the big one's size is measured."""
    logs.configure(level="warning", form="json")
    house = office.app(folder, api=api, more={"DUWANG_WEB__PUBLIC_URL": "https://bench.invalid"})
    await asyncio.to_thread(office.seed, house, items=0)
    await house.start()
    await office.connected(house)
    item, cookie = await asyncio.to_thread(signed_in, house)
    names = dict.fromkeys(("__Host-duwang", "duwang"), cookie)
    jar = aiohttp.DummyCookieJar()
    async with aiohttp.ClientSession(
        cookie_jar=jar, headers={"Cookie": "; ".join(f"{name}={held}" for name, held in names.items())}
    ) as session:
        await send(session, house, item, 2 * WARM_PIECE)
        forget_peak()
        before = peak()
        await send(session, house, item, size)
        say(grown=peak() - before)
    await house.stop()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
