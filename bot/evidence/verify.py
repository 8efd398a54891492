"""Check a pack of evidence without the house that made it. Standard library only, Python 3.8 or newer.

    python3 verify.py                       the pack that this file lies in
    python3 verify.py PACK.zip              a pack as it was handed over
    python3 verify.py PACK.zip --digest D   D: the pack's digest as the office told it by another way
    python3 verify.py PACK.zip --anchor F   F: anchors of the chain that were kept outside the house

Exits with 0 when everything agrees, with 1 and each problem when not, with 2 when the pack cannot be read.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import sys
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, BinaryIO

MANIFEST = "manifest.json"
CHAIN = "chain.jsonl"
SHANGHAI = timezone(timedelta(hours=8))
MOST_BYTES = 4 * 1024**3  # of one member: nobody is asked to unpack more

SAYS = {
    "unreadable": ("无法读取：{what}", "cannot be read: {what}"),
    "missing": ("缺少文件 {where}", "the file {where} is missing"),
    "foreign": ("多出文件 {where}，清单中没有", "the file {where} is not in the manifest"),
    "twice": ("文件 {where} 出现两次", "the file {where} is there twice"),
    "altered": ("文件 {where} 被改动过", "the file {where} was altered"),
    "digest": (
        "整包校验值不符：应为 {want}，实为 {found}",
        "the pack's digest differs: {want} expected, {found} found",
    ),
    "link": ("留痕第{n}条与前一条不相接", "entry {n} of the chain does not follow the one before it"),
    "edited": ("留痕第{n}条被改动过", "entry {n} of the chain was edited"),
    "gap": ("留痕第{n}条之前有缺失", "entries before no. {n} of the chain are missing"),
    "end": ("留痕的末尾与清单不符", "the chain does not end as the manifest says"),
    "anchor": ("留痕第{n}条与锚文件不符", "entry {n} of the chain differs from the anchor"),
    "unanchored": (
        "锚文件中没有本包范围内（第{first}至{last}条）的锚点",
        "no anchor lies within this pack's part of the chain ({first} to {last})",
    ),
    "entry": ("{item}：留痕第{n}条与链上不符", "{item}: entry {n} is not as it is in the chain"),
    "left_out": ("{item}：漏了留痕第{n}条", "{item}: entry {n} of the chain was left out"),
    "content": ("{item}：第{n}稿的内容与校验值不符", "{item}: the content of version {n} has another hash"),
    "shown": ("{item}：标题或正文与送审稿不符", "{item}: title or text is not that of its version"),
    "unsigned": (
        "{item}：{who} 的“{what}”在链上没有依据",
        "{item}: the chain does not know {what} by {who}",
    ),
    "hidden": (
        "{item}：链上有第{n}条决定，记录中没有",
        "{item}: the decision in entry {n} of the chain is not in the record",
    ),
    "elsewhere": ("{item}：“{what}”所依据的稿件不在包中", "{item}: the content of {what} is not in the pack"),
    "file": (
        "{item}：附件 {what} 与校验值不符或不在包中",
        "{item}: the file {what} is missing or has another hash",
    ),
    "proof": (
        "{item}：网页记录（{what}）在链上没有依据",
        "{item}: the chain does not know the page of {what}",
    ),
    "clock": ("{item}：时限 {what} 与链上不符", "{item}: the clock {what} is not as the chain has it"),
    "fine": (
        "{item}：稿件{versions}份、决定{decisions}项、留痕{entries}条，相符",
        "{item}: {versions} versions, {decisions} decisions, {entries} entries agree",
    ),
    "whole": ("全部相符。整包校验值：{digest}", "Everything agrees. The pack's digest: {digest}"),
    "told": (
        "链上没有姓名和送达情况：请与机关另行告知的校验值、锚文件核对（--digest、--anchor）",
        "Names and deliveries are not in the chain: compare digest and anchors, told by another way, too",
    ),
    "broken": ("发现{n}处问题", "{n} problems were found"),
}


class Pack:
    """A folder or a ZIP, read by the names of its members; ``twice`` are names that stand there again."""

    def __init__(self, place: Path) -> None:
        self.zip = None if place.is_dir() else zipfile.ZipFile(place)
        self.place = place
        if self.zip is None:
            found = [path for path in sorted(place.rglob("*")) if path.is_file()]
            self.names = [path.relative_to(place).as_posix() for path in found]
        else:
            self.names = [one.filename for one in self.zip.infolist() if not one.is_dir()]
        self.twice = sorted({name for name in self.names if self.names.count(name) > 1})

    def open(self, name: str) -> BinaryIO:
        if self.zip is None:
            return (self.place / name).open("rb")
        if self.zip.getinfo(name).file_size > MOST_BYTES:
            raise ValueError(name)
        return self.zip.open(name)  # type: ignore[return-value]  # it reads like a file

    def read(self, name: str) -> bytes:
        with self.open(name) as file:
            return file.read()

    def digest(self, name: str) -> str:
        found = hashlib.sha256()
        with self.open(name) as file:
            for chunk in iter(lambda: file.read(1 << 20), b""):
                found.update(chunk)
        return found.hexdigest()


def canonical(value: Any) -> bytes:
    """Equal values have equal bytes: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def seal(entry: dict[str, Any]) -> str:
    """The digest of one entry of the chain: over the digest before it and its own fields."""
    own = [entry[key] for key in ("n", "at", "org", "person", "act", "subject", "data")]
    return hashlib.sha256(bytes.fromhex(entry["prev"]) + canonical(own)).hexdigest()


def moment(ms: int) -> str:
    """An instant of the chain as a record prints it."""
    return datetime.fromtimestamp(ms // 1000, SHANGHAI).isoformat(timespec="seconds")


class Check:
    """One pack under examination; ``problems`` are (code, facts)."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.problems: list[tuple[str, dict[str, Any]]] = []
        self.fine: list[dict[str, Any]] = []
        self.manifest = json.loads(pack.read(MANIFEST).decode())
        self.digest = pack.digest(MANIFEST)
        self.chain: dict[int, dict[str, Any]] = {}

    def wrong(self, code: str, **facts: Any) -> None:
        self.problems.append((code, facts))

    def run(self, digest: str | None = None, anchors: Iterable[tuple[int, str]] | None = None) -> None:
        if digest is not None and digest.strip().lower() != self.digest:
            self.wrong("digest", want=digest, found=self.digest)
        self.files()
        self.links()
        self.anchored(anchors)
        for line in self.manifest["items"]:
            before = len(self.problems)
            name = line["folder"] + "/record.json"
            if name not in self.pack.names:
                continue  # told as missing
            told = Item(self, json.loads(self.pack.read(name).decode()), line["folder"]).judge()
            if len(self.problems) == before:
                self.fine.append(told)

    def files(self) -> None:
        listed = self.manifest["files"]
        for name in self.pack.twice:
            self.wrong("twice", where=name)
        for name in sorted(listed):
            if name not in self.pack.names:
                self.wrong("missing", where=name)
            elif self.pack.digest(name) != listed[name]:
                self.wrong("altered", where=name)
        for name in sorted(set(self.pack.names) - set(listed) - {MANIFEST}):
            self.wrong("foreign", where=name)

    def links(self) -> None:
        """Each entry follows the one before it; between two parts of the chain the manifest names the gap."""
        if CHAIN not in self.pack.names:
            return
        begins = {part["first"] for part in self.manifest["chain"]}
        ends: list[dict[str, Any]] = []
        before: dict[str, Any] | None = None
        for line in self.pack.read(CHAIN).decode().splitlines():
            entry = json.loads(line)
            if seal(entry) != entry["hash"]:
                self.wrong("edited", n=entry["n"])
            if before is not None and entry["n"] != before["n"] + 1:
                ends.append(before)
                if entry["n"] not in begins or entry["n"] <= before["n"]:
                    self.wrong("gap", n=entry["n"])
            elif before is not None and entry["prev"] != before["hash"]:
                self.wrong("link", n=entry["n"])
            self.chain[entry["n"]] = entry
            before = entry
        ends += [before] if before is not None else []
        said = [(part["last"], part["hash"]) for part in self.manifest["chain"]]
        if said != [(entry["n"], entry["hash"]) for entry in ends]:
            self.wrong("end")

    def anchored(self, anchors: Iterable[tuple[int, str]] | None) -> None:
        """Anchors that came with the pack must agree; of those kept outside at least one must lie within."""
        for line in self.manifest["anchors"]:
            self.compare(line["n"], line["hash"])
        if anchors is not None:
            met = [self.compare(n, digest) for n, digest in anchors]
            if not any(met):
                self.wrong("unanchored", first=min(self.chain, default=0), last=max(self.chain, default=0))

    def compare(self, n: int, digest: str) -> bool:
        if n not in self.chain:
            return False
        if self.chain[n]["hash"] != digest:
            self.wrong("anchor", n=n)
        return True


class Item:
    """One record against its own content, its files and the chain."""

    def __init__(self, check: Check, record: dict[str, Any], folder: str) -> None:
        self.check = check
        self.record = record
        self.folder = folder
        self.number = record["number"]
        about = f"item:{record['id']}"
        self.entries = [one for _, one in sorted(check.chain.items()) if one["subject"] == about]
        self.hashes: set[str] = set()
        self.data = {one["n"]: json.loads(one["data"]) for one in self.entries}

    def wrong(self, code: str, **facts: Any) -> None:
        self.check.wrong(code, item=self.number, **facts)

    def find(self, act: str, **wanted: Any) -> list[dict[str, Any]]:
        """The entries of an act (a name, or what it begins with and a dot) that hold these values."""
        found = []
        for one in self.entries:
            if not (one["act"] == act or (act.endswith(".") and one["act"].startswith(act))):
                continue
            if all(self.data[one["n"]].get(key) == value for key, value in wanted.items()):
                found.append(one)
        return found

    def judge(self) -> dict[str, Any]:
        self.lines()
        self.versions()
        self.files()
        self.submissions()
        self.decisions()
        self.ticks()
        self.proofs()
        self.clocks()
        return {
            "item": self.number,
            "versions": len(self.record["versions"]),
            "decisions": sum(len(step["decisions"]) for step in self.record["steps"]),
            "entries": len(self.entries),
        }

    def lines(self) -> None:
        shown = {line["n"]: line for line in self.record["audit"]}
        for n, line in sorted(shown.items()):
            held = self.check.chain.get(n)
            same = held is not None and all(line.get(key) == held[key] for key in held)
            if not same or line["on"] != moment(line["at"]):
                self.wrong("entry", n=n)
        for one in self.entries:
            if one["n"] not in shown:
                self.wrong("left_out", n=one["n"])

    def versions(self) -> None:
        for version in self.record["versions"]:
            if hashlib.sha256(canonical(version["content"])).hexdigest() != version["hash"]:
                self.wrong("content", n=version["n"])
        self.hashes = {version["hash"] for version in self.record["versions"]}
        newest = [one for one in self.record["versions"] if one["hash"] == self.record["content_hash"]]
        content = newest[-1]["content"] if newest else {}
        if (content.get("title"), content.get("body")) != (self.record["title"], self.record["body"]):
            self.wrong("shown")

    def files(self) -> None:
        kept: dict[tuple[str, str], Any] = {}
        for file in self.record["files"]:
            kept[(file["sha256"], file["name"])] = file
            if file["state"] == "stored" and not self.holds(file):
                self.wrong("file", what=file["name"])
        for version in self.record["versions"]:
            for one in version["content"].get("attachments", []):
                if (one["sha256"], one["name"]) not in kept:
                    self.wrong("file", what=one["name"])

    def holds(self, file: dict[str, Any]) -> bool:
        name = f"{self.folder}/{file.get('path')}"
        return name in self.check.pack.names and self.check.pack.digest(name) == file["sha256"]

    def submissions(self) -> None:
        for one in self.record["submissions"]:
            known = self.find("item.submitted", content=one["content_hash"])
            if not [
                e
                for e in known
                if e["n"] == one["n"] and e["person"] == one["by"]["id"] and moment(e["at"]) == one["at"]
            ]:
                self.wrong("unsigned", who=one["by"]["name"], what="submitted")
            if one["content_hash"] not in self.hashes:
                self.wrong("elsewhere", what="submitted")
        told = self.record["confirmed"]
        if told is not None and not [
            e
            for e in self.find("item.confirmed")
            if e["person"] == told["by"]["id"] and moment(e["at"]) == told["at"]
        ]:
            self.wrong("unsigned", who=told["by"]["name"], what="confirmed")

    def decisions(self) -> None:
        found: set[int] = set()
        for step in self.record["steps"]:
            if step["content_hash"] not in self.hashes:
                self.wrong("elsewhere", what=step["label"])
            for one in step["decisions"]:
                known = self.find("review." + one["verdict"], step=step["id"], content=one["content_hash"])
                known += self.find("publish.done", step=step["id"]) if one["verdict"] == "approved" else []
                known = [
                    e
                    for e in known
                    if e["person"] == one["person"]
                    and self.data[e["n"]].get("seat") == one["seat"]
                    and moment(e["at"]) == one["at"]
                ]
                if not known:
                    self.wrong("unsigned", who=one["name"], what=step["label"] + " " + one["verdict"])
                found.update(e["n"] for e in known)
                undone = [
                    e
                    for e in (
                        *self.find("review.undone", step=step["id"]),
                        *self.find("review.reclaimed", step=step["id"]),
                    )
                    if moment(e["at"]) == one["undone_at"]
                ]
                if one["undone_at"] is not None and not undone:
                    self.wrong("unsigned", who=one["name"], what=step["label"] + " undone")
        for act in ("review.approved", "review.returned", "review.withheld"):
            for one in self.find(act):
                if one["n"] not in found:
                    self.wrong("hidden", n=one["n"])

    def ticks(self) -> None:
        for step in self.record["steps"]:
            for one in step["ticks"]:
                if one["value"] != "ok" or not one["line"].startswith("secrecy."):
                    continue
                known = [
                    e
                    for e in self.find("secrecy.", step=step["id"])
                    if e["person"] == one["person"] and one["line"] in self.data[e["n"]].get("lines", [])
                ]
                if not known:
                    self.wrong("unsigned", who=one["name"], what=one["label"])

    def proofs(self) -> None:
        for one in self.record["proofs"]:
            known = self.find(
                "page.checked", phase=one["phase"], outcome=one["outcome"], sha256=one["sha256"]
            )
            if not [e for e in known if moment(e["at"]) == one["fetched_at"]]:
                self.wrong("proof", what=one["fetched_at"])
            path = one.get("path")
            if path is not None and not self.holds({"path": path, "sha256": one["sha256"]}):
                self.wrong("file", what=path)

    def clocks(self) -> None:
        for one in self.record["clocks"]:
            started = [
                self.data[e["n"]] for e in self.find("clock.", rule=one["rule"], start_on=one["start_on"])
            ]
            moved = [self.data[e["n"]].get("new") for e in self.find("clock.moved", rule=one["rule"])]
            dues = [data.get("due_on") for data in started] + moved
            ended = [
                e
                for e in self.find("clock.ended", rule=one["rule"], state=one["state"])
                if moment(e["at"]) == one["closed_at"]
            ]
            running = one["closed_at"] is None
            if not started or one["due_on"] not in dues or not (running or ended):
                self.wrong("clock", what=one["rule"])


def anchors_of(path: str) -> list[tuple[int, str]]:
    """(n, digest) of each line of an anchor file: ``n digest``, a date before it or not."""
    found = []
    for line in Path(path).read_text("utf-8", errors="replace").splitlines():
        met = re.search(r"(?:^|\s)(\d+)\s+([0-9a-f]{64})\b", line)
        if met:
            found.append((int(met.group(1)), met.group(2)))
    return found


def language() -> int:
    """Which of two texts the reader understands."""
    named = [
        os.environ[name]
        for name in ("DUWANG_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
        if os.environ.get(name)
    ]
    return 1 if named and named[0].lower().startswith("en") else 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Check what the arguments name; the exit code."""
    lang = language()

    def tell(code: str, **facts: Any) -> None:
        sys.stdout.buffer.write((SAYS[code][lang].format(**facts) + "\n").encode())

    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("pack", nargs="?", default=str(Path(__file__).resolve().parent))
    parser.add_argument("--digest")
    parser.add_argument("--anchor", action="append", default=[])
    given = parser.parse_args(arguments)
    try:
        check = Check(Pack(Path(given.pack)))
        check.run(
            given.digest, [one for path in given.anchor for one in anchors_of(path)] if given.anchor else None
        )
    except (
        OSError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        zipfile.BadZipFile,
        EOFError,
    ) as problem:
        tell("unreadable", what=f"{type(problem).__name__} {problem}")
        return 2
    for told in check.fine:
        tell("fine", **told)
    for code, facts in check.problems:
        tell(code, **facts)
    if check.problems:
        tell("broken", n=len(check.problems))
        return 1
    tell("whole", digest=check.digest)
    if given.digest is None or not given.anchor:
        tell("told")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
