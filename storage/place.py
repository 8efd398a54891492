"""The place where everything lies: ours alone, on a disk whose locks hold, with room left."""

import fcntl
import os
import stat
from errno import ELOOP, ENOENT
from pathlib import Path
from typing import NamedTuple

from storage.errors import InUse, Unsafe

_SHARED_KINDS = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "afs", "ceph", "glusterfs"}


def make_private_folder(folder: Path) -> Path:
    """The folder, made with mode 0700 if missing; tightened if it is ours. Raises Unsafe if it is a link
    or not ours.
    """
    if folder.is_symlink():
        raise Unsafe(f"{folder} is a symbolic link; give the folder itself", path=str(folder), why="link")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.stat()
    if found.st_uid != os.geteuid():
        raise Unsafe(f"{folder} belongs to another user", path=str(folder), why="owner")
    if found.st_mode & 0o077:
        folder.chmod(0o700)
    return folder


def make_private_file(path: Path) -> None:
    """An empty file with mode 0600 where none stands; tightened where one does. Raises Unsafe for a link."""
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        why = "absent" if error.errno == ENOENT else "link" if error.errno == ELOOP else "denied"
        raise Unsafe(f"{path} cannot be opened safely: {error.strerror}", path=str(path), why=why) from error
    try:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            raise Unsafe(f"{path} is not a plain file", path=str(path), why="file")
        if found.st_mode & 0o077:
            os.fchmod(handle, 0o600)
    finally:
        os.close(handle)


def refuse_network_disk(folder: Path, mounts: str | None = None) -> None:
    """Raise Unsafe where the folder lies on a network file system: SQLite's locks do not hold there.

    ``mounts`` is the text of /proc/mounts (read when not given; nothing is known elsewhere than on Linux).
    """
    if mounts is None:
        try:
            mounts = Path("/proc/mounts").read_text()
        except OSError:
            return
    place = str(folder.resolve())
    best, kind = "", ""
    for line in mounts.splitlines():
        parts = line.split()
        if len(parts) < 3:
            continue
        point = parts[1].replace("\\040", " ")
        inside = place == point or place.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, kind = point, parts[2]
    if kind in _SHARED_KINDS:
        raise Unsafe(
            f"{folder} lies on a network file system ({kind}); use a local disk",
            path=str(folder),
            kind=kind,
            why="network",
        )


class Occupancy:
    """Held by the one process that serves from a folder; goes with the process, however it ends."""

    def __init__(self, handle: int) -> None:
        self._handle = handle

    def release(self) -> None:
        os.close(self._handle)


def occupy(folder: Path) -> Occupancy:
    """Be the one process that serves from this folder. Raises InUse while another one is."""
    make_private_file(folder / "running.lock")
    handle = os.open(folder / "running.lock", os.O_RDWR | os.O_NOFOLLOW)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(handle)
        raise InUse(f"another process serves from {folder}; stop it first", path=str(folder)) from error
    return Occupancy(handle)


class Room(NamedTuple):
    """What is left on a disk for us, in MiB, and whether it is enough to take something in."""

    free_mb: int
    is_enough: bool


def room(folder: Path, *, reserve_mb: int) -> Room:
    """Look at the disk: below the reserve nothing is taken in, so that what we have can still be written."""
    found = os.statvfs(folder)
    free_mb = (found.f_bavail * found.f_frsize) >> 20
    return Room(free_mb, free_mb >= reserve_mb)
