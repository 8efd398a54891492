"""The house itself as a server of the bench: real webhook route, real App, SQLite.

    python -m bench.ours FOLDER API ITEMS FULL|NORMAL [intake | mute | whole] [alone]

With ``intake`` acts stay in the inbox, so that taking in is measured apart from deciding; with ``mute`` a tap
is decided and not answered; with ``whole`` what a tap sets going leaves at once and at no pace, so that it is
measured, too; with ``alone`` no act shares its commit.
"""

import asyncio
import sys
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any, Literal

from bench import office
from bench.child import answer_in_background, say
from bot import logs
from bot.commands.run import settle_memory
from scheduler.pace import Budget, Slot
from storage import sqlite


class AtOnce:
    """A pace that holds up nobody."""

    async def slot(self, _budgets: tuple[Budget, ...], *, now_ms: int, n: int = 1) -> Slot:
        return Slot(now_ms, given=True)


async def _nothing(_ears: Any, _callback: str, _said: Any) -> None:
    return None


def changed(house: office.Measured, how: Collection[str]) -> Callable[[], bool]:
    """Measure less or more of the house; tells whether what is measured is done."""
    worker, courier = house.worker, house.courier
    assert worker is not None
    assert courier is not None
    if "intake" in how:
        worker._put = lambda _row: None  # type: ignore[method-assign] # noqa: SLF001
        return lambda: True
    if "mute" in how:
        for kind in {type(ears) for ears in worker.ears.values()}:
            kind.answer_tap = _nothing  # type: ignore[method-assign]
    if "whole" in how:
        courier.pace = AtOnce()
        return lambda: worker.idle and courier.idle
    return lambda: worker.idle


async def main(
    folder: Path, api: str, items: int, sync: Literal["FULL", "NORMAL"], how: Collection[str]
) -> None:
    """Seed, start, say where, serve."""
    logs.configure(level="warning", form="json")
    if "alone" in how:
        sqlite.MOST_IN_GROUP = 1
    more = {"DUWANG_REVIEW__HAND_ON_SECONDS": "0"} if "whole" in how else {}
    house = office.app(folder, api=api, sync=sync, more=more)
    taps = await asyncio.to_thread(office.seed, house, items=items)
    await house.start()
    settle_memory()  # as `duwang run` does
    await office.connected(house)
    answer_in_background(at_rest=changed(house, how))
    say(port=int(house.url.rpartition(":")[2]), taps=taps)
    await asyncio.Event().wait()


if __name__ == "__main__":
    durable: Literal["FULL", "NORMAL"] = "NORMAL" if sys.argv[4] == "NORMAL" else "FULL"
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), durable, sys.argv[5:]))
