"""Bytes are ours alone, whole and on the disk before anyone is told; erased means gone."""

import hashlib
import os
import stat
from pathlib import Path

import pytest

from storage import files
from storage.engine import Store
from storage.errors import Unsafe
from storage.files import Files, TooBig


@pytest.fixture
def shelf(tmp_path: Path) -> Files:
    return Files(tmp_path / "files")


def keep(shelf: Files, data: bytes, *, limit: int = 10_000) -> str:
    sink = shelf.begin(limit=limit)
    for start in range(0, len(data), 7):
        sink.write(data[start : start + 7])
    sealed = sink.seal()
    shelf.keep(sealed)
    return sealed.sha256


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_file_is_kept_under_its_digest_for_us_alone(shelf: Files) -> None:
    digest = keep(shelf, b"hello, office")
    assert digest == hashlib.sha256(b"hello, office").hexdigest()
    assert shelf.read(digest) == b"hello, office"
    assert shelf.has(digest)
    assert shelf.intact(digest)
    assert mode(shelf.path(digest)) == 0o600
    for folder in (
        shelf.folder,
        shelf.folder / "quarantine",
        shelf.folder / "kept",
        shelf.path(digest).parent,
    ):
        assert mode(folder) == 0o700
    assert list((shelf.folder / "quarantine").iterdir()) == []
    assert keep(shelf, b"hello, office") == digest
    assert list(shelf.all()) == [digest]


def test_too_many_bytes_leave_nothing(shelf: Files) -> None:
    sink = shelf.begin(limit=10)
    sink.write(b"12345678")
    with pytest.raises(TooBig):
        sink.write(b"90a")
    assert list((shelf.folder / "quarantine").iterdir()) == []


def test_both_the_bytes_and_their_names_are_synced_before_keep_returns(
    shelf: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The order on disk: content, then the move, then both folders."""
    done: list[str] = []
    real_fsync, real_replace = os.fsync, Path.replace

    def fsync(handle: int) -> None:
        target = Path(f"/proc/self/fd/{handle}").readlink()
        done.append("folder" if target.is_dir() else "content")
        real_fsync(handle)

    def replace(self: Path, target: Path) -> Path:
        done.append("move")
        return real_replace(self, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Path, "replace", replace)
    keep(shelf, b"x")
    assert done == ["content", "move", "folder", "folder"]


def test_what_is_refused_never_enters_the_store(shelf: Files) -> None:
    sink = shelf.begin(limit=100)
    sink.write(b"secret")
    sealed = sink.seal()
    shelf.refuse(sealed)
    assert not sealed.path.exists()
    assert list(shelf.all()) == []


def test_what_is_erased_is_gone(shelf: Files) -> None:
    digest = keep(shelf, b"x" * 300_000, limit=400_000)
    handle = shelf.open(digest)
    assert shelf.erase(digest) is True
    assert shelf.erase(digest) is False
    assert set(handle.read()) == {0}, "the bytes were overwritten, not only unlinked"
    handle.close()
    with pytest.raises(FileNotFoundError):
        shelf.open(digest)


def test_bytes_that_rotted_show(shelf: Files) -> None:
    digest = keep(shelf, b"0123456789")
    path = shelf.path(digest)
    path.chmod(0o600)
    with path.open("r+b") as file:
        file.seek(3)
        file.write(b"X")
    assert not shelf.intact(digest)


@pytest.mark.parametrize("name", ["../../etc/passwd", "a" * 63, "A" * 64, "g" * 64, "", "ab/" + "c" * 61])
def test_only_a_digest_names_a_file(shelf: Files, name: str) -> None:
    with pytest.raises(Unsafe):
        shelf.open(name)


def test_a_link_in_place_of_a_file_is_not_followed(shelf: Files, tmp_path: Path) -> None:
    (tmp_path / "outside").write_bytes(b"x")
    path = shelf.path("ab" * 32)
    path.parent.mkdir(mode=0o700)
    path.symlink_to(tmp_path / "outside")
    with pytest.raises(OSError, match=r"symbolic|loop|levels"):
        shelf.open("ab" * 32)


def test_a_folder_that_is_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with pytest.raises(Unsafe, match="symbolic link"):
        Files(tmp_path / "link")


def test_what_a_dead_process_left_half_way_is_wiped(shelf: Files) -> None:
    sink = shelf.begin(limit=100)
    sink.write(b"half a secret")
    again = Files(shelf.folder)
    assert again.clear_quarantine() == 1
    assert list((shelf.folder / "quarantine").iterdir()) == []
    sink.discard()


def test_a_process_killed_after_the_move_leaves_a_whole_file(tmp_path: Path) -> None:
    """K12: the bytes are in the store and no row knows them; the repeated errand finds them whole."""
    import subprocess
    import sys

    script = (
        "import sys; from pathlib import Path; from storage.files import Files\n"
        "shelf = Files(Path(sys.argv[1])); sink = shelf.begin(limit=99); sink.write(b'whole'); shelf.keep(sink.seal())"
    )
    env = {**os.environ, "DUWANG_CRASH_AT": "K12.attach.after_file_before_row:1", "DUWANG_PROFILE": "test"}
    ended = subprocess.run([sys.executable, "-c", script, str(tmp_path / "f")], env=env, check=False)
    assert ended.returncode == -9
    shelf = Files(tmp_path / "f")
    digest = hashlib.sha256(b"whole").hexdigest()
    assert shelf.intact(digest)
    assert keep(shelf, b"whole") == digest


async def test_content_refused_once_is_refused_for_good(store: Store) -> None:
    digest = "cd" * 32
    await store.act(lambda tx: files.refused(tx, sha256=digest, size=3, type="text/plain", reason="marked"))
    assert await store.act(lambda tx: files.stored(tx, sha256=digest, size=3, type="text/plain")) is None
    row = await store.read(lambda tx: files.by_hash(tx, digest))
    assert (row.state, row.reason) == ("refused", "marked")


async def test_a_files_row_outlives_its_bytes(store: Store) -> None:
    first = await store.act(lambda tx: files.stored(tx, sha256="ef" * 32, size=30, type="text/plain"))
    again = await store.act(lambda tx: files.stored(tx, sha256="ef" * 32, size=30, type="text/plain"))
    assert first == again
    assert await store.read(files.total_bytes) == 30
    assert await store.act(lambda tx: files.erased(tx, "ef" * 32, reason="spilled")) is True
    assert await store.act(lambda tx: files.erased(tx, "ef" * 32, reason="spilled")) is False
    assert (await store.read(lambda tx: files.file(tx, first or 0))).state == "erased"
    assert await store.read(files.total_bytes) == 0
