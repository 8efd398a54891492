"""What arrives together is stored together, and everybody hears of their own."""

import asyncio
from collections.abc import Sequence

import pytest

from bot.together import Together
from storage.inbox import Envelope


class Disk:
    """Stores one call at a time, when it is let; refuses what is named."""

    def __init__(self, *refused: str) -> None:
        self.calls: list[list[str]] = []
        self.refused = set(refused)
        self.may = asyncio.Event()
        self.busy = False

    async def __call__(self, envelopes: Sequence[Envelope]) -> None:
        assert not self.busy, "one call at a time"
        self.busy = True
        await self.may.wait()
        self.busy = False
        keys = [str(one.key) for one in envelopes]
        self.calls.append(keys)
        if self.refused & set(keys):
            raise OSError(",".join(keys))


def one(key: str, lane: str = "") -> Envelope:
    return Envelope(key, "telegram", "1", lane or key, b"")


async def stored(disk: Disk, *envelopes: Envelope) -> list[object]:
    """All at once; what each heard."""
    together = Together(disk)
    tasks = [asyncio.create_task(together([envelope])) for envelope in envelopes]
    for _ in range(3):
        await asyncio.sleep(0)
    disk.may.set()
    return await asyncio.gather(*tasks, return_exceptions=True)


async def test_what_comes_meanwhile_shares_the_next_commit() -> None:
    disk = Disk()
    assert await stored(disk, *(one(f"k{n}") for n in range(20))) == [None] * 20
    assert sum(len(call) for call in disk.calls) == 20
    assert len(disk.calls) <= 2


async def test_everything_keeps_the_order_in_which_it_came() -> None:
    disk = Disk()
    await stored(disk, one("k1", "b"), one("k2", "a"), one("k3", "b"), one("k4", "a"))
    assert [key for call in disk.calls for key in call] == ["k1", "k2", "k3", "k4"]


async def test_in_a_crowd_who_comes_a_moment_later_comes_along() -> None:
    disk, begun, over = Disk(), asyncio.Event(), asyncio.Event()
    disk.may.set()

    async def linger() -> None:
        begun.set()
        await over.wait()

    together = Together(disk, linger=linger)
    await asyncio.gather(together([one("k0")]), together([one("k1")]))
    early = asyncio.create_task(together([one("k2")]))
    await begun.wait()
    late = asyncio.create_task(together([one("k3")]))
    await asyncio.sleep(0)
    over.set()
    await asyncio.gather(early, late)
    assert disk.calls == [["k0", "k1"], ["k2", "k3"]]


async def test_who_comes_alone_waits_for_nobody() -> None:
    disk = Disk()
    disk.may.set()

    async def linger() -> None:
        raise AssertionError

    together = Together(disk, linger=linger)
    await together([one("k0")])
    await together([one("k1")])
    assert disk.calls == [["k0"], ["k1"]]


async def test_who_is_refused_hears_it_and_nobody_else() -> None:
    disk = Disk("k3")
    told = await stored(disk, *(one(f"k{n}") for n in range(6)))
    assert [type(answer) for answer in told] == [type(None)] * 3 + [OSError] + [type(None)] * 2


async def test_after_a_failure_it_goes_on() -> None:
    disk = Disk("k0")
    together = Together(disk)
    disk.may.set()
    with pytest.raises(OSError, match="k0"):
        await together([one("k0")])
    await together([one("k1")])
    assert disk.calls == [["k0"], ["k1"]]


async def test_a_caller_that_gives_up_spoils_nothing() -> None:
    disk = Disk()
    together = Together(disk)
    gone, kept = (asyncio.create_task(together([one(key)])) for key in ("k0", "k1"))
    await asyncio.sleep(0)
    gone.cancel()
    disk.may.set()
    await kept
    assert sorted(key for call in disk.calls for key in call) == ["k0", "k1"]
    with pytest.raises(asyncio.CancelledError):
        await gone
