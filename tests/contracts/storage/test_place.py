"""Where we write: ours alone, on a disk whose locks hold, with a reserve."""

import os
import re
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


def test_below_the_reserve_there_is_no_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = tuple(os.statvfs(tmp_path))

    def look(left_mb: int) -> place.Room:
        left = left_mb * 256  # blocks of 4 KiB; more of them are free for root alone
        found = os.statvfs_result((4096, 4096, 10 * left + 1, 2 * left, left, *real[5:]))
        monkeypatch.setattr(os, "statvfs", lambda path: found)
        return place.room(tmp_path, reserve_mb=1024)

    assert look(1023) == (1023, False)
    assert look(1024) == (1024, True)


def test_nobody_else_looks_at_the_disk() -> None:
    """One idea, one place: whatever takes something in asks ``place.room``."""
    rooms = ("bot", "handlers", "scheduler", "workflow", "storage")
    root = Path(__file__).parents[3]
    looking = {
        path.relative_to(root).as_posix()
        for name in rooms
        for path in (root / name).rglob("*.py")
        if re.search(r"disk_usage|statvfs", path.read_text("utf-8"))
    }
    assert looking == {"storage/place.py"}
