"""One ZIP with what proves some items, an index for people, and what checks it without the house."""

import hashlib
import os
import re
import secrets
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files as resources
from pathlib import Path
from typing import Any

from bot.evidence import index
from storage.canon import json_bytes
from storage.files import Files

FORMAT = 1
CHUNK_BYTES = 1 << 20
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069]')

Forms = Callable[[Mapping[str, Any]], Mapping[str, bytes]]
"""The printed forms of a record: file name and bytes."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A finished pack: where it lies, the digest of its manifest, how many items and bytes, and the files
    (item's number, name) that should be there and are not.
    """

    path: Path
    digest: str
    items: int
    size: int
    missing: tuple[tuple[str, str], ...]


class _Zip:
    """Writes members with one date and notes the digest of each."""

    def __init__(self, file: zipfile.ZipFile, at: datetime) -> None:
        self._file = file
        self._at = at.timetuple()[:6]
        self.digests: dict[str, str] = {}

    def add(self, name: str, data: bytes) -> None:
        self._file.writestr(self._info(name), data)
        self.digests[name] = hashlib.sha256(data).hexdigest()

    def copy(self, name: str, kept: Files, sha256: str) -> bool:
        """A kept file; False when its bytes are not here."""
        found = hashlib.sha256()
        try:
            source = kept.open(sha256)
        except OSError:
            return False
        with source, self._file.open(self._info(name), "w", force_zip64=True) as target:
            while chunk := source.read(CHUNK_BYTES):
                found.update(chunk)
                target.write(chunk)
        self.digests[name] = found.hexdigest()
        return True

    def _info(self, name: str) -> zipfile.ZipInfo:
        info = zipfile.ZipInfo(name, self._at)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = 0o100644 << 16
        return info


def safe(name: str) -> str:
    """A file's name as it can stand in any folder; never empty, never a way out of it."""
    found = _UNSAFE.sub("_", name).strip(". ")
    stem, dot, tail = found.rpartition(".")
    if dot and len(tail) <= 8:
        return f"{stem[:80] or '_'}.{tail}"
    return found[:90] or "_"


def write(
    records: Sequence[Mapping[str, Any]],
    *,
    chain: Iterable[Mapping[str, Any]],
    anchors: Sequence[Mapping[str, Any]],
    left_out: Sequence[Mapping[str, str]],
    kept: Files,
    forms: Forms | None,
    to: Path,
    at: datetime,
    name: str,
) -> Packed:
    """Write ``to/name.zip`` (0600) and give its digest; a pack that breaks off leaves nothing.

    ``left_out`` are the lines asked for that name nothing (line, says). Raises OSError where the folder
    cannot be written.
    """
    to.mkdir(parents=True, exist_ok=True)
    path = to / f"{name}.zip"
    draft = to / f".{name}-{secrets.token_hex(4)}"
    missing: list[tuple[str, str]] = []
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as raw, zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as file:
            held = _Zip(file, at)
            told = [_item(held, record, kept, forms, missing) for record in records]
            parts = _chain(held, chain)
            for shown, data in index.pages(told, left_out=left_out, at=at).items():
                held.add(shown, data)
            here = resources("bot.evidence")
            held.add("README.txt", here.joinpath("readme.txt").read_bytes())
            held.add("verify.py", here.joinpath("verify.py").read_bytes())
            manifest = json_bytes(
                {
                    "v": FORMAT,
                    "made_at": at.isoformat(timespec="seconds"),
                    "items": [
                        {"number": one["number"], "id": one["id"], "folder": one["folder"]} for one in told
                    ],
                    "chain": parts,
                    "anchors": list(anchors),
                    "files": held.digests,
                }
            )
            held.add("manifest.json", manifest)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return Packed(path, hashlib.sha256(manifest).hexdigest(), len(told), path.stat().st_size, tuple(missing))


def _item(
    held: _Zip,
    record: Mapping[str, Any],
    kept: Files,
    forms: Forms | None,
    missing: list[tuple[str, str]],
) -> dict[str, Any]:
    """One item's folder; its record with the places of its files."""
    number = str(record["number"])
    folder = f"items/{safe(number)}"
    files = []
    for n, one in enumerate(record["files"], 1):
        path = f"files/{n:02d}-{safe(one['name'])}"
        here = one["state"] == "stored" and held.copy(f"{folder}/{path}", kept, one["sha256"])
        if not here and one["state"] == "stored":
            missing.append((number, one["name"]))
        files.append({**one, "path": path if here else None})
    proofs = []
    for n, one in enumerate(record["proofs"], 1):
        path = f"pages/{n:02d}-{one['phase']}.html.txt"
        here = one["sha256"] is not None and held.copy(f"{folder}/{path}", kept, one["sha256"])
        if not here and one["sha256"] is not None:
            missing.append((number, path))
        proofs.append({**one, "path": path if here else None})
    whole = {**record, "files": files, "proofs": proofs, "folder": folder}
    printed = dict(forms(whole)) if forms is not None else {}
    for name, data in printed.items():
        held.add(f"{folder}/forms/{safe(name)}", data)
    whole["forms"] = [f"forms/{safe(name)}" for name in printed]
    held.add(f"{folder}/record.json", json_bytes(whole))
    return whole


def _chain(held: _Zip, chain: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The chain's entries, a line each; where each unbroken part begins and ends."""
    lines: list[bytes] = []
    parts: list[dict[str, Any]] = []
    for entry in chain:
        if not parts or entry["n"] != parts[-1]["last"] + 1:
            parts.append({"first": entry["n"], "last": entry["n"], "hash": entry["hash"]})
        parts[-1] |= {"last": entry["n"], "hash": entry["hash"]}
        lines.append(json_bytes(entry))
    held.add("chain.jsonl", b"".join(line + b"\n" for line in lines))
    return parts
