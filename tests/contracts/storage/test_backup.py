"""A backup is whole or is none; a restore brings everything back and sends nothing by itself."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from storage import backup, dead_letters, meta, outbox, people, place, schema, upgrade
from storage.audit_proof import verify
from storage.backup import BadBackup
from storage.engine import Store
from storage.errors import InUse
from storage.files import Files, stored
from storage.restore import Occupied, restore
from storage.tables import metadata
from storage.tx import Intent, Tx
from tests.contracts.storage.conftest import START, Clock
from tests.contracts.storage.world import World, build, item


def fill(tx: Tx, digest: str) -> World:
    world = build(tx)
    item(tx, world)
    stored(tx, sha256=digest, size=5, type="text/plain")
    tx.post(Intent("review.asked", person=world.liu, subject="seat:1", facts={"n": 1}))
    tx.audit("item.submitted", "item:1", person=world.chen)
    return world


def keep(folder: Path, data: bytes) -> str:
    sink = Files(folder / "files").begin(limit=100)
    sink.write(data)
    sealed = sink.seal()
    Files(folder / "files").keep(sealed)
    return sealed.sha256


def everything(store: Store) -> dict[str, list[Any]]:
    def read(tx: Tx) -> dict[str, list[Any]]:
        return {
            table.name: sorted((tuple(row) for row in tx.core(table.select())), key=str)
            for table in metadata.sorted_tables
        }

    return store.read_now(read)


@pytest.fixture
def url(empty_url: str) -> str:
    """A database of its own: a restore moves whole schemas."""
    return empty_url


@pytest.fixture
def filled(open_store: Callable[..., Store], folder: Path) -> Store:
    store = open_store()
    digest = keep(folder, b"hello")
    store.act_now(lambda tx: fill(tx, digest))
    Files(folder / "files").begin(limit=9).write(b"secret")  # in quarantine
    return store


def make(url: str, folder: Path, name: str = "20260209T090000") -> backup.Made:
    return backup.make(url, folder=folder, to=folder / "backups", name=name, made_at=START)


def test_a_backup_is_whole_private_and_made_beside_the_running_service(
    filled: Store, url: str, folder: Path
) -> None:
    made = make(url, folder)
    assert (made.files, made.missing) == (1, ())
    assert backup.check(made.folder)["audit"]["n"] == 1
    modes = {path.stat().st_mode & 0o777 for path in made.folder.rglob("*") if path.is_file()}
    assert modes == {0o600}
    assert {path.stat().st_mode & 0o777 for path in made.folder.rglob("*") if path.is_dir()} == {0o700}
    raw = b"".join(path.read_bytes() for path in made.folder.rglob("*") if path.is_file())
    assert b"secret" not in raw, "what is in quarantine is in no backup"
    filled.act_now(lambda tx: meta.put(tx, "still", "serving"))


def test_a_restore_brings_back_every_row_and_byte_and_holds_what_was_to_leave(
    filled: Store, open_store: Callable[..., Store], url: str, folder: Path, clock: Clock
) -> None:
    before = everything(filled)
    made = make(url, folder)
    digest = next(Files(folder / "files").all())
    filled.act_now(lambda tx: tx.audit("later", "item:1"))
    filled.act_now(lambda tx: meta.put(tx, "later", "x"))
    filled.close_now()
    Files(folder / "files").erase(digest)
    done = restore(made.folder, url=url, folder=folder, clock_ms=clock.now, name="now", replace=True)
    assert (done.entries, done.held, done.files) == (1, 1, 1)
    assert Files(folder / "files").read(digest) == b"hello"
    store = open_store()
    after = everything(store)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"outbox", "audit", "audit_head", "meta"}
    held = store.read_now(lambda tx: dead_letters.listed(tx, state="held"))
    assert [(row.subject, row.error) for row in held] == [("seat:1", "maybe_sent")]
    assert store.act_now(lambda tx: outbox.claim(tx, "w", limit=5)) == []
    assert store.read_now(lambda tx: verify(tx, anchor=folder / "audit.anchor")).ok
    assert store.act_now(lambda tx: people.add_person(tx, name="新人")) == 4, "numbering goes on"
    store.act_now(dead_letters.release)
    assert store.act_now(lambda tx: dead_letters.retry(tx, held[0].id)) is True
    assert len(store.act_now(lambda tx: outbox.claim(tx, "w", limit=5))) == 1


def test_a_database_in_the_way_is_put_aside_only_when_told(
    filled: Store, url: str, folder: Path, clock: Clock
) -> None:
    made = make(url, folder)
    filled.close_now()
    with pytest.raises(Occupied):
        restore(made.folder, url=url, folder=folder, clock_ms=clock.now, name="now")
    done = restore(made.folder, url=url, folder=folder, clock_ms=clock.now, name="now", replace=True)
    assert done.aside


@pytest.mark.parametrize("harm", ["edit", "remove", "add", "link", "leave"])
def test_a_backup_that_was_touched_is_refused(
    filled: Store, url: str, folder: Path, clock: Clock, harm: str, tmp_path: Path
) -> None:
    made = make(url, folder)
    victim = next(path for path in (made.folder / "files").rglob("*") if path.is_file())
    match harm:
        case "edit":
            victim.write_bytes(b"jello")
        case "remove":
            victim.unlink()
        case "add":
            (made.folder / "files" / "more").write_bytes(b"x")
        case "link":
            (tmp_path / "outside").write_bytes(victim.read_bytes())
            victim.unlink()
            victim.symlink_to(tmp_path / "outside")
        case "leave":
            text = (made.folder / "manifest.json").read_text()
            inside = str(victim.relative_to(made.folder))
            (made.folder / "manifest.json").write_text(text.replace(inside, "../../outside"))
    with pytest.raises(BadBackup):
        restore(made.folder, url=url, folder=folder, clock_ms=clock.now, name="now", replace=True)
    filled.act_now(lambda tx: meta.put(tx, "still", "there"))


def test_a_kill_in_the_middle_leaves_no_backup_and_the_next_one_cleans_up(
    filled: Store, url: str, folder: Path
) -> None:
    script = (
        "import sys; from pathlib import Path; from storage import backup; f = Path(sys.argv[2])\n"
        "backup.make(sys.argv[1], folder=f, to=f / 'backups', name='a', made_at=0)"
    )
    env = {**os.environ, "DUWANG_CRASH_AT": "K14.backup.mid:1", "DUWANG_PROFILE": "test"}
    ended = subprocess.run([sys.executable, "-c", script, url, str(folder)], env=env, check=False)
    assert ended.returncode == -9
    assert backup.newest(folder / "backups") is None
    made = make(url, folder)
    assert [path.name for path in (folder / "backups").iterdir()] == [made.folder.name]


def test_what_was_made_before_something_was_erased_is_purged(filled: Store, url: str, folder: Path) -> None:
    filled.close_now()
    place_ = folder / "backups"
    for name, at in (("a", START), ("b", START + 60_000)):
        backup.make(url, folder=folder, to=place_, name=name, made_at=at)
    assert backup.before(place_, START) == []
    old = backup.before(place_, START + 1)
    assert [path.name for path in old] == ["duwang-a"]
    assert backup.purge(place_, at=START + 1) == old
    assert [path.name for path in sorted(place_.iterdir())] == ["duwang-b"]


def test_older_backups_share_files_and_are_pruned(filled: Store, url: str, folder: Path) -> None:
    first, second, third = (make(url, folder, f"2026020{n}T000000") for n in (1, 2, 3))
    one = next(path for path in (first.folder / "files").rglob("*") if path.is_file())
    assert one.stat().st_nlink == 3, "equal content lies on the disk once"
    assert backup.newest(folder / "backups") == third.folder
    assert backup.prune(folder / "backups", keep=2) == [first.folder]
    backup.check(second.folder)
    with pytest.raises(BadBackup, match="exists"):
        make(url, folder, "20260203T000000")


def test_a_file_that_is_missing_is_told_and_not_hidden(filled: Store, url: str, folder: Path) -> None:
    digest = next(Files(folder / "files").all())
    Files(folder / "files").erase(digest)
    made = make(url, folder)
    assert made.missing == (digest,)
    assert backup.check(made.folder)["missing"] == [digest]


def test_an_upgrade_of_what_is_up_to_date_only_checks(
    filled: Store, url: str, folder: Path, clock: Clock
) -> None:
    filled.close_now()
    done = upgrade.upgrade(url, folder=folder, backups=folder / "backups", name="u", clock_ms=clock.now)
    assert (done.before, done.after, done.backup, done.entries, done.problems) == (
        schema.VERSION,
        schema.VERSION,
        None,
        1,
        (),
    )
    with pytest.raises(BadBackup, match="no upgrade"):
        upgrade.back(url, folder=folder, clock_ms=clock.now, name="b")


def test_an_upgrade_can_be_taken_back(
    filled: Store,
    open_store: Callable[..., Store],
    url: str,
    folder: Path,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An upgrade from an older version: here the newer one is made up, by a name only."""
    from storage import migrate

    filled.close_now()
    now = schema.VERSION

    def to_next(url: str, *, folder: Path, to: str = "head") -> tuple[str, str]:
        store = Store.open(url, folder=folder, clock_ms=clock.now, any_version=True)
        store.act_now(lambda tx: tx.connection.execute("UPDATE alembic_version SET version_num = '9999'"))
        store.act_now(lambda tx: meta.put(tx, "new", "in 9999"))
        store.close_now()
        return now, "9999"

    with monkeypatch.context() as newer:
        newer.setattr(schema, "VERSION", "9999")
        newer.setattr(migrate, "migrate", to_next)
        done = upgrade.upgrade(url, folder=folder, backups=folder / "backups", name="u", clock_ms=clock.now)
        assert (done.before, done.after, done.problems) == (now, "9999", ())
        assert done.backup is not None
    back = upgrade.back(url, folder=folder, clock_ms=clock.now, name="b")
    assert back.aside
    assert upgrade.version_of(url, folder=folder) == now
    store = open_store()
    assert store.read_now(lambda tx: meta.get(tx, "new")) is None
    assert store.read_now(dead_letters.is_held)


def test_only_one_process_serves_from_a_folder(tmp_path: Path) -> None:
    held = place.occupy(tmp_path)
    with pytest.raises(InUse, match="stop it first"):
        place.occupy(tmp_path)
    held.release()
    place.occupy(tmp_path).release()
