"""Where we write: ours alone, on a disk whose locks hold, with a reserve."""

import os
from pathlib import Path

import pytest

from storage import place
from storage.errors import Unsafe

MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
server:/home /srv/net nfs4 rw 0 0
/dev/sdb1 /srv/net/local ext4 rw 0 0
//server/share /srv/with\\040space cifs rw 0 0
"""


@pytest.mark.parametrize(
    ("folder", "refused"),
    [
        ("/var/duwang", False),
        ("/srv/net/duwang", True),
        ("/srv/net/local/x", False),
        ("/srv/network", False),
        ("/srv/with space/x", True),
    ],
)
def test_a_network_disk_is_refused(folder: str, refused: bool) -> None:
    if refused:
        with pytest.raises(Unsafe, match="network file system"):
            place.refuse_network_disk(Path(folder), MOUNTS)
    else:
        assert place.refuse_network_disk(Path(folder), MOUNTS) is None


def test_a_folder_that_others_may_read_is_tightened(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    folder.chmod(0o755)
    place.make_private_folder(folder)
    assert folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_a_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    os.chown(folder, 12345, 12345)
    with pytest.raises(Unsafe, match="another user"):
        place.make_private_folder(folder)


def test_a_fifo_in_place_of_a_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "d.db")
    with pytest.raises(Unsafe, match="plain file"):
        place.make_private_file(tmp_path / "d.db")


def test_the_reserve_is_held_and_given_up(tmp_path: Path) -> None:
    assert place.hold_reserve(tmp_path) is True
    assert (tmp_path / "reserve").stat().st_size == place.RESERVE_BYTES
    assert (tmp_path / "reserve").stat().st_mode & 0o777 == 0o600
    assert place.hold_reserve(tmp_path) is True
    assert place.give_up_reserve(tmp_path) is True
    assert place.give_up_reserve(tmp_path) is False


def test_a_nearly_full_disk_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.statvfs(tmp_path)

    def look(left: int, total: int) -> bool:
        found = os.statvfs_result((1, 1, total, left, left, *tuple(real)[5:]))
        monkeypatch.setattr(os, "statvfs", lambda path: found)
        return place.is_full(tmp_path)

    gib = 1024**3
    assert look(gib - 1, 10 * gib) is True
    assert look(2 * gib, 10 * gib) is False
    assert look(2 * gib, 100 * gib) is True
