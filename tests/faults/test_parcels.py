"""Killed while a file comes through the page: it goes on where it stopped, is whole, and counts once."""

import asyncio
import hashlib
import time
from pathlib import Path

import pytest

from tests.faults.parcels import PIECE, SIZE, TORN, Arrived, body, cut_off
from tests.faults.run import _free_port
from tests.faults.ward import ward

pytestmark = pytest.mark.xdist_group("faults")

WHERE = {
    "in the first piece": "K17.parcel.mid_piece:1",
    "on the disk and not counted": "K18.parcel.after_bytes_before_row:2",
    "counted and not answered": "K19.parcel.after_row_before_answer:2",
    "whole and not answered": "K19.parcel.after_row_before_answer:5",
    "whole, its content kept and not entered": "K12.attach.after_file_before_row:1",
    "half of the second piece on its way": f"{TORN}:1",
    "half of the fourth piece on its way": f"{TORN}:3",
}
COUNTED = {  # pieces that were safe when the house died
    "in the first piece": 0,
    "on the disk and not counted": 1,
    "counted and not answered": 2,
    "half of the second piece on its way": 1,
    "half of the fourth piece on its way": 3,
}


async def _all(folder: Path) -> dict[str, Arrived]:
    origin = time.monotonic()
    template = folder / "template"
    template.mkdir()
    async with ward() as found:
        twin = await found.fork("twin", log=folder / "twin.log", origin=origin)
        there = await twin.ready()
        assert there is not None, (folder / "twin.log").read_text()
        arrived = {}
        for n, (name, where) in enumerate(WHERE.items()):
            job = {
                "api": there["url"],
                "site": there["site"],
                "port": _free_port(),
                "mode": "webhook",
                "page": True,
            }
            data = template / str(n)
            data.mkdir()
            child = await found.fork(
                "draft", log=folder / "draft.log", folder=str(data), origin=origin, **job
            )
            seed = await child.ready()
            assert seed is not None, (folder / "draft.log").read_text()[-3000:]
            await child.ended
            place = folder / f"run-{n}"
            place.mkdir()
            given = {"item": seed["item"], "secret": seed["secret"], "origin": origin}
            arrived[name] = await cut_off(found, there, data, place, where, **given)
        await twin.kill()
    return arrived


@pytest.fixture(scope="module")
def arrived(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Arrived]:
    """Each place once."""
    return asyncio.run(_all(tmp_path_factory.mktemp("parcels")))


@pytest.mark.parametrize("name", WHERE)
def test_the_file_is_whole_after_the_house_was_killed(arrived: dict[str, Arrived], name: str) -> None:
    one = arrived[name]
    assert one.ended == -9
    assert one.uploads == [("通知.pdf", "stored", SIZE, hashlib.sha256(body()).hexdigest())]
    assert one.left == [], "no bytes of a file that is kept lie about"


@pytest.mark.parametrize("name", WHERE)
def test_nothing_that_was_called_safe_is_sent_again(arrived: dict[str, Arrived], name: str) -> None:
    one = arrived[name]
    assert one.resumed >= one.answered
    assert one.resumed == min(COUNTED.get(name, 5) * PIECE, SIZE)


@pytest.mark.parametrize("name", WHERE)
def test_the_days_quota_counts_it_once(arrived: dict[str, Arrived], name: str) -> None:
    assert arrived[name].fits == (200, 409), "what is left of the day fits, and not one byte more"
