"""The house taking in one big file, and by how much its memory grew at the most.

python -m bench.taker FOLDER API BYTES
"""

import asyncio
import json
import sys
from pathlib import Path

import aiohttp

from bench import office, updates
from bench.child import say
from bot import logs

WARM = 60_000
PATIENCE_S = 60


def document(number: int, *, size: int) -> bytes:
    """A message that carries a PDF of that size; the stub gives it by its name."""
    said = json.loads(updates.text(number, user=1000, said="-"))
    del said["message"]["text"]
    said["message"]["document"] = {
        "file_id": f"size-{size}", "file_unique_id": f"unique-{size}", "file_name": "附件.pdf",
        "mime_type": "application/pdf", "file_size": size,
    }  # fmt: skip
    return json.dumps(said, ensure_ascii=False).encode()


def peak() -> int:
    """The most that was resident since `forget_peak`, in bytes."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return 1024 * next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


def forget_peak() -> None:
    """The peak starts anew from what is resident now."""
    Path("/proc/self/clear_refs").write_text("5")


async def take(house: office.Measured, number: int, size: int) -> None:
    """Post the message, wait until the file is kept."""

    def kept(tx: office.Tx) -> bool:
        rows = tx.connection.execute(
            "SELECT state, size, reason FROM uploads WHERE size = ?", (size,)
        ).fetchall()
        assert all(row[0] != "refused" for row in rows), rows
        return bool(rows) and rows[0][0] == "stored"

    headers = {updates.SECRET_HEADER: updates.SECRET, "Content-Type": "application/json"}
    async with (
        aiohttp.ClientSession() as session,
        session.post(
            f"{house.url}/telegram/webhook", data=document(number, size=size), headers=headers
        ) as answer,
    ):
        assert answer.status == 200, answer.status
    async with asyncio.timeout(PATIENCE_S):
        while not await house.store.read(kept):  # noqa: ASYNC110 - what is waited for has no bell
            await asyncio.sleep(0.02)


async def main(folder: Path, api: str, size: int) -> None:
    """A small file first, so that only the big one's size is measured."""
    logs.configure(level="warning", form="json")
    house = office.app(folder, api=api)
    await asyncio.to_thread(office.seed, house, items=0)
    await house.start()
    await office.connected(house)
    await take(house, 1, WARM)
    forget_peak()
    before = peak()
    await take(house, 2, size)
    say(grown=peak() - before)
    await house.stop()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
