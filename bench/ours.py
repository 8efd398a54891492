"""The house itself as a server of the bench: real webhook route, real App, SQLite.

    python -m bench.ours FOLDER API ITEMS FULL|NORMAL [intake]

With ``intake`` acts stay in the inbox, so that taking in is measured apart from deciding.
"""

import asyncio
import sys
from pathlib import Path
from typing import Literal

from bench import office
from bench.child import answer_in_background, say
from bot import logs
from bot.commands.run import settle_memory


async def main(folder: Path, api: str, items: int, sync: Literal["FULL", "NORMAL"], *, intake: bool) -> None:
    """Seed, start, say where, serve."""
    logs.configure(level="warning", form="json")
    house = office.app(folder, api=api, sync=sync)
    taps = await asyncio.to_thread(office.seed, house, items=items)
    await house.start()
    settle_memory()  # as `duwang run` does
    await office.connected(house)
    if intake:
        assert house.worker is not None
        house.worker._put = lambda _row: None  # type: ignore[method-assign] # noqa: SLF001
    answer_in_background()
    say(port=int(house.url.rpartition(":")[2]), taps=taps)
    await asyncio.Event().wait()


if __name__ == "__main__":
    durable: Literal["FULL", "NORMAL"] = "NORMAL" if sys.argv[4] == "NORMAL" else "FULL"
    asyncio.run(
        main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), durable, intake="intake" in sys.argv[5:])
    )
