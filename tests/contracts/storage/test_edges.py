"""What happens at the edges: callers that gave up, calls that fail, a chain forged throughout, a restart."""

import asyncio
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from storage import anchor, audit, errands, inbox, meta, orgs, outbox, people, restart, uploads
from storage.audit_proof import MOST_PROBLEMS, verify
from storage.engine import Store
from storage.errors import Missing
from storage.tx import Intent, Tx
from tests.contracts.storage.acting import put
from tests.contracts.storage.world import BOT, build, item


async def test_an_act_whose_caller_gave_up_takes_place_all_the_same(store: Store) -> None:
    begun, go = threading.Event(), threading.Event()

    def slow(tx: Tx) -> None:
        begun.set()
        assert go.wait(10)
        meta.put(tx, "a", "x")

    caller = asyncio.ensure_future(store.act(slow))
    await asyncio.to_thread(begun.wait, 10)
    caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller
    go.set()
    await store.act(put("b"))
    assert await store.read(lambda tx: meta.get(tx, "a")) == "x"


async def test_a_call_after_the_commit_that_fails_is_logged_and_disturbs_nobody(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_at: int | None = None) -> None:
        raise ValueError("afterwards")

    heard: list[int] = []
    store.on_wake("inbox", broken)
    store.on_wake("inbox", lambda _at: heard.append(1))

    def act(tx: Tx) -> str:
        tx.after(broken)
        tx.wake("inbox")
        return "done"

    with caplog.at_level(logging.ERROR, logger="duwang.storage"):
        assert await store.act(act) == "done"
    assert heard == [1]
    assert [record.getMessage() for record in caplog.records] == [
        "a call after the commit failed",
        "a wake-up failed",
    ]


def test_a_result_for_a_loop_that_is_closed_is_dropped(
    open_store: Callable[..., Store], caplog: pytest.LogCaptureFixture
) -> None:
    store = open_store()
    begun, go = threading.Event(), threading.Event()

    def slow(tx: Tx) -> None:
        begun.set()
        assert go.wait(10)
        meta.put(tx, "a", "x")

    async def leave() -> None:
        asyncio.ensure_future(store.act(slow))  # noqa: RUF006 - it is given up on purpose
        await asyncio.to_thread(begun.wait, 10)

    loop = asyncio.new_event_loop()
    loop.run_until_complete(leave())
    for task in asyncio.all_tasks(loop):
        task.cancel()
    loop.run_until_complete(asyncio.gather(*asyncio.all_tasks(loop), return_exceptions=True))
    loop.run_until_complete(loop.shutdown_default_executor())
    loop.close()
    go.set()
    store.close_now()  # what was accepted is finished first
    assert open_store().act_now(lambda tx: meta.get(tx, "a")) == "x"
    assert "closed" in caplog.text


async def test_after_a_restart_everything_that_was_in_hand_is_free(store: Store) -> None:
    def fill(tx: Tx) -> None:
        inbox.receive(tx, [inbox.Envelope("1", "t", "1", "l", b"x")])
        errands.ask(tx, key="1", kind="page", subject="item:1")
        tx.post(Intent("k", subject="s", answer_to=("telegram", "1", "5")))

    await store.act(fill)

    def take(tx: Tx) -> None:
        inbox.claim(tx, "w", lease_ms=60_000, limit=1)
        errands.claim(tx, owner="w", lease_ms=60_000, limit=1)
        row = outbox.claim(tx, "w", limit=1)[0]
        outbox.freeze(tx, row.id, payload=b"x", card="{}")

    await store.act(take)
    assert await store.act(restart.recover) == {"inbox": 1, "errands": 1, "outbox": 1}
    assert await store.act(restart.recover) == {"inbox": 0, "errands": 0, "outbox": 0}


async def test_a_chain_forged_throughout_is_told_shortly(store: Store) -> None:
    def fill(tx: Tx) -> None:
        for n in range(60):
            tx.audit("x", f"s:{n}")

    def forge(tx: Tx) -> None:
        if tx.dialect == "sqlite":
            tx.connection.execute("DROP TRIGGER audit_no_update")
        else:
            tx.connection.execute("SET LOCAL session_replication_role = replica")
        tx.connection.execute("UPDATE audit SET at = 7")

    await store.act(fill)
    await store.act(forge)
    report = await store.read(verify)
    assert not report.ok
    assert len(report.problems) == MOST_PROBLEMS
    assert str(report.problems[0]) == "entry 1 was edited"


async def test_a_whole_chain_by_another_hand_differs_from_the_anchor(
    open_store: Callable[..., Store], folder: Path
) -> None:
    """Somebody who can write everything builds a new chain that is whole in itself."""
    store = open_store()
    await store.act(lambda tx: tx.audit("x", "s"))
    await store.close()
    (folder / anchor.NAME).write_text(f"1 {'ab' * 32}\n")
    store = open_store()
    report = await store.read(lambda tx: verify(tx, anchor=folder / anchor.NAME))
    assert [str(one) for one in report.problems] == ["entry 1 differs from the anchor file"]


def test_the_anchor_turns_over_and_both_files_vouch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(anchor, "_ROTATE_BYTES", 300)
    written = anchor.Anchor(tmp_path)
    for n in range(1, 12):
        written._append(f"{n} {bytes([n] * 32).hex()}\n".encode())
    written.close()
    kept = dict(anchor.read_anchor(tmp_path / anchor.NAME))
    assert max(kept) == 11
    assert kept[11] == bytes([11] * 32)
    assert (tmp_path / anchor.NAME).stat().st_size <= 400
    assert (tmp_path / anchor.NAME).stat().st_mode & 0o777 == 0o600


def test_an_anchor_that_cannot_be_written_warns_and_goes_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / anchor.NAME).mkdir()
    written = anchor.Anchor(tmp_path)
    written.note(1, bytes(32))
    written.close()
    assert "anchor was not written" in caplog.text


def test_lines_that_are_no_anchor_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / anchor.NAME).write_text(f"one {'ab' * 32}\n3 {'zz' * 32}\n4 {'cd' * 32}\n")
    assert dict(anchor.read_anchor(tmp_path / anchor.NAME)) == {4: b"\xcd" * 32}


@pytest.mark.parametrize(
    ("env", "code"),
    [
        ({"DUWANG_CRASH_AT": "K9.here:2", "DUWANG_PROFILE": "test"}, -9),
        ({"DUWANG_CRASH_AT": "K9.here:3", "DUWANG_PROFILE": "test"}, 0),
        ({"DUWANG_CRASH_AT": "K9.there:1", "DUWANG_PROFILE": "test"}, 0),
        ({"DUWANG_CRASH_AT": "K9.here:1", "DUWANG_PROFILE": "office"}, 0),
        ({"DUWANG_CRASH_AT": "K9.here:1"}, 0),
    ],
)
def test_a_named_place_kills_only_in_a_test_and_at_its_passage(env: dict[str, str], code: int) -> None:
    script = "from storage.crash import crashpoint, rearm\nrearm()\nfor _ in range(2): crashpoint('K9.here')"
    ended = subprocess.run([sys.executable, "-c", script], env={**os.environ, **env}, check=False)
    assert ended.returncode == code


async def test_a_person_is_spoken_to_in_their_language_and_the_offices_words(store: Store) -> None:
    world = await store.act(build)
    await store.act(lambda tx: people.set_setting(tx, world.liu, lang="en"))
    assert await store.read(lambda tx: people.voice(tx, world.liu)) == ("en", {"liaison": "信息员"})
    seen = await store.act(
        lambda tx: orgs.group_seen(tx, platform="telegram", bot=BOT, chat="-1", title="群")
    )
    assert await store.read(lambda tx: people.voice(tx, None, seen.id)) == ("zh_CN", {})
    await store.act(lambda tx: orgs.bind_group(tx, seen.id, org_id=world.org, office_id=None, by=None))
    assert await store.read(lambda tx: people.voice(tx, None, seen.id)) == ("zh_CN", {"liaison": "信息员"})
    assert await store.read(lambda tx: people.voice(tx, None)) == ("zh_CN", {})
    reached = await store.read(lambda tx: people.reachable(tx, world.liu))
    assert (reached.chat, reached.external_id) == ("102", "102")


async def test_somebody_suspended_can_come_back_under_a_new_name(store: Store) -> None:
    world = await store.act(build)
    await store.act(lambda tx: people.suspend(tx, world.liu))
    assert await store.act(lambda tx: people.resume(tx, world.liu)) is True
    await store.act(lambda tx: people.rename(tx, world.liu, name="刘新"))
    assert [row.id for row in await store.read(lambda tx: people.by_name(tx, world.org, name="刘新"))] == [
        world.liu
    ]
    assert len(await store.read(lambda tx: people.of_org(tx, world.org))) == 3
    assert len(await store.read(lambda tx: people.accounts_of(tx, world.liu))) == 1


async def test_a_row_that_must_be_there_says_when_it_is_not(store: Store) -> None:
    with pytest.raises(Missing):
        await store.act(lambda tx: orgs.next_number(tx, 99, year=2026))


async def test_a_file_can_change_its_item(store: Store) -> None:
    world = await store.act(build)

    def hand_in(tx: Tx) -> tuple[int, int]:
        loose = uploads.add_upload(tx, item_id=None, person_id=world.chen, source={}, name="a.pdf", size=1)
        item_id = item(tx, world, state="draft")
        uploads.attach_upload(tx, loose, item_id=item_id)
        return loose, item_id

    loose, item_id = await store.act(hand_in)
    assert [row.id for row in await store.read(lambda tx: uploads.uploads_of(tx, item_id))] == [loose]
    assert (await store.read(lambda tx: uploads.upload(tx, loose))).state == "pending"


async def test_the_head_moves_only_with_its_act(store: Store) -> None:
    """Entries of a refused act leave no gap in the numbering."""

    class Refused(Exception):
        pass

    def refused(tx: Tx) -> None:
        tx.audit("half", "s")
        raise Refused

    await store.act(lambda tx: tx.audit("one", "s"))
    with pytest.raises(Refused):
        await store.act(refused)
    await store.act(lambda tx: tx.audit("two", "s"))
    rows = await store.read(lambda tx: [(row.n, row.act) for row in audit.walk(tx)])
    assert rows == [(1, "one"), (2, "two")]
