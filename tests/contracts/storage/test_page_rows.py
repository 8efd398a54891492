"""Sessions, one-time links, looks and files in pieces, on both databases."""

import hashlib
from pathlib import Path

import pytest

from storage import items, links, looks, parcels, sessions, tokens
from storage.engine import Store
from storage.place import make_private_folder
from tests.contracts.storage import world
from tests.contracts.storage.conftest import START, Clock

HOUR = 3_600_000


def digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


async def test_a_session_is_found_by_its_hash_and_ends_once(store: Store, clock: Clock):
    here = await store.act(world.build)

    def open_(tx):
        sessions.open_session(
            tx, digest=digest("a"), person_id=here.chen, platform="wecom", bot="7", expires_at=START + HOUR
        )

    await store.act(open_)
    row = await store.read(lambda tx: sessions.session(tx, digest("a")))
    assert (row.person_id, row.name, row.state, row.person_state) == (here.chen, "陈", "open", "active")
    clock.ms += 60_000
    await store.act(lambda tx: sessions.seen(tx, digest("a")))
    assert (await store.read(lambda tx: sessions.session(tx, digest("a")))).seen_at == START + 60_000
    assert await store.act(lambda tx: sessions.end_session(tx, digest("a"))) is True
    assert await store.act(lambda tx: sessions.end_session(tx, digest("a"))) is False
    assert (await store.read(lambda tx: sessions.session(tx, digest("a")))).state == "ended"
    assert await store.read(lambda tx: sessions.session(tx, digest("b"))) is None


async def test_all_sessions_and_links_of_a_person_end_together(store: Store):
    here = await store.act(world.build)

    def open_(tx):
        for name, person in (("a", here.chen), ("b", here.chen), ("c", here.liu)):
            sessions.open_session(
                tx, digest=digest(name), person_id=person, platform="wecom", bot="7", expires_at=START + HOUR
            )
            links.make_link(
                tx, digest=digest(name), person_id=person, purpose="page", path="/m", expires_at=START + HOUR
            )

    await store.act(open_)
    assert await store.act(lambda tx: sessions.end_sessions_of(tx, here.chen)) == 2
    assert await store.act(lambda tx: links.end_links_of(tx, here.chen)) == 2
    assert await store.act(lambda tx: links.use_link(tx, digest("a"))) is False
    assert await store.act(lambda tx: links.use_link(tx, digest("c"))) is True
    assert (await store.read(lambda tx: sessions.session(tx, digest("c")))).state == "open"


async def test_a_link_is_used_once_and_in_time(store: Store, clock: Clock):
    here = await store.act(world.build)

    def make(tx):
        for name in ("a", "b"):
            links.make_link(
                tx, digest=digest(name), person_id=here.chen, purpose="page", path="/m", expires_at=START + 10
            )

    await store.act(make)
    assert [await store.act(lambda tx: links.use_link(tx, digest("a"))) for _ in range(2)] == [True, False]
    clock.ms += 10
    assert await store.act(lambda tx: links.use_link(tx, digest("b"))) is False
    assert await store.act(lambda tx: links.purge(tx, before=clock.ms + 1)) == 2


async def test_the_last_look_replaces_the_one_before(store: Store):
    here = await store.act(world.build)
    item = await store.act(lambda tx: world.item(tx, here))
    versions = await store.read(lambda tx: [row.id for row in items.versions_of(tx, item)])
    assert await store.read(lambda tx: looks.last_look(tx, here.liu, item_id=item)) is None
    for _ in range(2):
        await store.act(lambda tx: looks.look(tx, here.liu, item_id=item, version_id=versions[0]))
    row = await store.read(lambda tx: looks.last_look(tx, here.liu, item_id=item))
    assert row.version_id == versions[0]


async def test_a_parcel_grows_in_order_only(store: Store):
    here = await store.act(world.build)
    item = await store.act(lambda tx: world.item(tx, here))

    def begin(tx):
        return parcels.begin_parcel(tx, key="k", person_id=here.chen, item_id=item, name="a.pdf", size=10)

    one = await store.act(begin)
    assert one is not None
    assert await store.act(begin) is None, "the same key is the same parcel"
    assert (await store.read(lambda tx: parcels.parcel_by_key(tx, here.chen, key="k"))).id == one
    assert await store.act(lambda tx: parcels.grew(tx, one, since=0, received=4)) is True
    assert await store.act(lambda tx: parcels.grew(tx, one, since=0, received=4)) is False
    assert await store.act(lambda tx: parcels.grew(tx, one, since=4, received=11)) is False, "too long"
    assert await store.act(lambda tx: parcels.grew(tx, one, since=4, received=10)) is True
    assert await store.read(lambda tx: parcels.bytes_under_way(tx, here.chen, since=0)) == (10, 1)
    assert await store.act(lambda tx: parcels.settle_parcel(tx, one, state="kept")) is True
    assert await store.act(lambda tx: parcels.settle_parcel(tx, one, state="dropped")) is False
    assert await store.read(lambda tx: parcels.bytes_under_way(tx, here.chen, since=0)) == (0, 0)
    await store.act(lambda tx: parcels.free_key(tx, one, key="k:1"))
    assert await store.act(begin) not in (None, one)


async def test_stale_parcels_are_told(store: Store, clock: Clock):
    here = await store.act(world.build)
    item = await store.act(lambda tx: world.item(tx, here))
    one = await store.act(
        lambda tx: parcels.begin_parcel(tx, key="k", person_id=here.chen, item_id=item, name="a", size=1)
    )
    assert await store.read(lambda tx: parcels.stale(tx, before=clock.ms)) == []
    assert await store.read(lambda tx: parcels.stale(tx, before=clock.ms + 1)) == [one]


async def test_an_offer_is_minted_once(store: Store):
    here = await store.act(world.build)

    def mint(tx):
        tokens.mint(
            tx,
            token_hash=tokens.hash_of("t" * 22),
            verb="review.approve",
            subject="seat:1",
            person=here.liu,
            chat="page",
            once=True,
        )

    await store.act(mint)
    await store.act(lambda tx: tokens.revoke(tx, subject="seat:1"))
    await store.act(mint)
    assert (await store.read(lambda tx: tokens.find(tx, "t" * 22))).state == "revoked"


def test_bytes_lie_where_they_belong(tmp_path: Path):
    shelf = parcels.Shelf(make_private_folder(tmp_path / "files"))
    shelf.write(7, b"world", at=5)
    shelf.write(7, b"hello", at=0)
    shelf.sync(7)
    held: list[bytes] = []
    shelf.pour(7, held.append, size=10)
    assert b"".join(held) == b"helloworld"
    assert (tmp_path / "files" / "parcels" / "7").stat().st_mode & 0o777 == 0o600
    with pytest.raises(EOFError):
        shelf.pour(7, held.append, size=11)
    shelf.remove(7)
    shelf.remove(7)
    assert shelf.size(7) == 0
