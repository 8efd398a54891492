"""Items move only from where they were seen; versions freeze; lists and search find what one may see."""

import pytest

from storage import files, items, review, uploads
from storage.engine import Store
from storage.tx import Tx
from tests.contracts.storage.conftest import Clock
from tests.contracts.storage.world import World, build, item, step


@pytest.fixture
async def world(store: Store) -> World:
    return await store.act(build)


async def test_only_the_first_of_two_movers_moves(store: Store, world: World, clock: Clock) -> None:
    item_id = await store.act(lambda tx: item(tx, world))
    seen = await store.read(lambda tx: items.item(tx, item_id))
    clock.ms += 5

    def move(tx: Tx) -> bool:
        return items.move(
            tx,
            item_id,
            from_states=("review",),
            to_state="handover",
            revision=seen.revision,
            approved_at=tx.now,
        )

    assert await store.act(move) is True
    assert await store.act(move) is False
    now = await store.read(lambda tx: items.item(tx, item_id))
    assert (now.state, now.revision, now.approved_at, now.changed_at) == ("handover", 1, clock.ms, clock.ms)
    assert now.office_name == "农业股"
    assert (
        await store.act(
            lambda tx: items.move(tx, item_id, from_states=("review",), to_state="closed", revision=None)
        )
        is False
    )
    assert await store.act(lambda tx: items.change(tx, item_id, url="https://x/1", important=1)) is True
    assert (await store.read(lambda tx: items.item(tx, item_id))).important == 1


async def test_a_frozen_version_is_never_written_again(store: Store, world: World) -> None:
    item_id = await store.act(lambda tx: item(tx, world, state="draft"))
    version = (await store.read(lambda tx: items.item(tx, item_id))).version_id
    assert await store.act(lambda tx: items.write_version(tx, version, content='{"a":1}', content_hash="c2"))
    assert await store.act(lambda tx: items.freeze_version(tx, version)) is True
    assert await store.act(lambda tx: items.freeze_version(tx, version)) is False
    assert not await store.act(lambda tx: items.write_version(tx, version, content="{}", content_hash="c3"))
    newer = await store.act(
        lambda tx: items.add_version(
            tx, item_id, content="{}", content_hash="c4", by=world.chen, title="新题"
        )
    )
    rows = await store.read(lambda tx: items.versions_of(tx, item_id))
    assert [(row.n, row.hash, row.frozen) for row in rows] == [(1, "c2", 1), (2, "c4", 0)]
    row = await store.read(lambda tx: items.item(tx, item_id))
    assert (row.version_id, row.title) == (newer, "新题")


async def test_lists_come_in_pages_newest_first(store: Store, world: World, clock: Clock) -> None:
    ids = []
    for n in range(7):
        clock.ms += 1
        ids.append(await store.act(lambda tx, n=n: item(tx, world, title=f"第{n}条")))
    first = await store.read(lambda tx: items.of_person(tx, world.chen))
    second = await store.read(lambda tx: items.of_person(tx, world.chen, offset=5))
    assert [row.id for row in first + second] == ids[::-1]
    assert await store.read(lambda tx: items.of_person(tx, world.chen, states=("closed",))) == []
    assert await store.read(lambda tx: items.of_person(tx, world.liu)) == []


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("年检", ["关于年检的通知"]),
        ("KP-2026-0042", ["关于年检的通知"]),
        ("kp-2026-0042", ["关于年检的通知"]),
        ("42", ["关于年检的通知"]),
        ("0042", ["关于年检的通知"]),
        ("100%", ["完成率100%公示"]),
        ("%", ["完成率100%公示"]),
        ("_", ["a_b"]),
        ("' OR 1=1 --", []),
        ("\\", []),
        ("", []),
        ("  ", []),
        ("草稿", []),
    ],
)
async def test_search_means_what_is_typed(store: Store, world: World, text: str, titles: list[str]) -> None:
    def fill(tx: Tx) -> None:
        first = item(tx, world)
        items.change(tx, first, number="KP-2026-0042")
        item(tx, world, title="完成率100%公示")
        item(tx, world, title="a_b")
        item(tx, world, title="草稿一份", state="draft")

    await store.act(fill)
    found = await store.read(lambda tx: items.search(tx, world.org, text=text))
    assert [row.title for row in found] == titles


async def test_search_shows_drafts_to_their_author_and_keeps_to_offices(store: Store, world: World) -> None:
    await store.act(lambda tx: item(tx, world, title="草稿一份", state="draft"))
    await store.act(lambda tx: item(tx, world, title="正式一份"))

    async def find(**who: object) -> list[str]:
        rows = await store.read(lambda tx: items.search(tx, world.org, text="一份", **who))  # type: ignore[arg-type]
        return sorted(row.title for row in rows)

    assert await find(person_id=world.chen) == ["正式一份", "草稿一份"]
    assert await find(person_id=world.zhou) == []
    assert await find(office_ids=[world.unit], person_id=world.zhou) == ["正式一份"]
    assert await find(office_ids=[]) == []


async def test_what_waits_for_somebody_is_their_open_seats(store: Store, world: World) -> None:
    def ask(tx: Tx) -> tuple[int, int]:
        item_id = item(tx, world)
        step_id = step(tx, item_id)
        review.add_seat(tx, step_id, person_id=world.liu)
        return item_id, step_id

    item_id, step_id = await store.act(ask)
    rows = await store.read(lambda tx: items.waiting_for(tx, world.liu))
    assert [(row.id, row.step_id, row.step_key, len(row.code)) for row in rows] == [
        (item_id, step_id, "head", 4)
    ]
    await store.act(lambda tx: review.close_step(tx, step_id, state="approved", by=world.liu))
    assert await store.read(lambda tx: items.waiting_for(tx, world.liu)) == []


async def test_a_hand_in_is_pending_until_its_bytes_are_judged(
    store: Store, world: World, clock: Clock
) -> None:
    def hand_in(tx: Tx) -> list[int]:
        item_id = item(tx, world, state="draft")
        return [item_id] + [
            uploads.add_upload(
                tx,
                item_id=item_id,
                person_id=world.chen,
                source={"platform": "telegram", "file_id": str(n)},
                name=f"附件{n}.docx",
                size=10 * n,
                album="al",
                position=n,
            )
            for n in (2, 1)
        ]

    item_id, second, first = await store.act(hand_in)
    assert await store.read(lambda tx: uploads.pending_uploads(tx, item_id)) == 2
    file_id = await store.act(lambda tx: files.stored(tx, sha256="ab" * 32, size=10, type="application/pdf"))
    assert file_id is not None
    assert await store.act(lambda tx: uploads.store_upload(tx, first, file_id=file_id, size=11)) is True
    assert await store.act(lambda tx: uploads.store_upload(tx, first, file_id=file_id, size=11)) is False
    assert await store.act(lambda tx: uploads.refuse_upload(tx, second, reason="secret")) is True
    rows = await store.read(lambda tx: uploads.uploads_of(tx, item_id))
    assert [(row.name, row.state, row.sha256, row.reason) for row in rows] == [
        ("附件1.docx", "stored", "ab" * 32, None),
        ("附件2.docx", "refused", None, "secret"),
    ]
    assert len(await store.read(lambda tx: uploads.uploads_of_album(tx, world.chen, album="al"))) == 2
    assert await store.act(lambda tx: uploads.remove_upload(tx, second)) is True
    assert len(await store.read(lambda tx: uploads.uploads_of(tx, item_id))) == 1
    assert await store.read(lambda tx: uploads.uploaded_since(tx, world.chen, since=clock.ms - 1)) == (11, 1)


async def test_proofs_are_kept_in_order(store: Store, world: World) -> None:
    item_id = await store.act(lambda tx: item(tx, world))
    for phase, outcome in (("before", "verified"), ("after", "differs")):
        await store.act(
            lambda tx, phase=phase, outcome=outcome: items.add_proof(
                tx, item_id, phase=phase, url="https://x/1", outcome=outcome, findings=[{"code": "title"}]
            )
        )
    rows = await store.read(lambda tx: items.proofs_of(tx, item_id))
    assert [(row.phase, row.outcome, row.findings) for row in rows] == [
        ("before", "verified", '[{"code":"title"}]'),
        ("after", "differs", '[{"code":"title"}]'),
    ]
