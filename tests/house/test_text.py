"""What is committed speaks of the project alone, and nothing shipped is half done."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.house.places import ROOT, room_files

TEXT = {
    ".py",
    ".md",
    ".yaml",
    ".yml",
    ".toml",
    ".txt",
    ".ftl",
    ".html",
    ".css",
    ".js",
    ".json",
    ".lock",
    ".sql",
    ".mako",
    ".cfg",
    ".ini",
}
# Written so that this file names none of them either.
REGISTRY = re.compile(
    r"py[p]i\.(?:org|tuna)|python[h]osted\.org|registry\.[n]pmjs|mirrors?\.(?:[a]liyun|[t]una|[u]stc)|index-url\s*=",
    re.IGNORECASE,
)
MACHINE = re.compile(r"(?<![\w.])/(?:home|Users|root|workspace|mnt)/[\w.-]+|[A-Z]:\\Users")
UNFINISHED = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b|raise NotImplementedError|pragma: no cover(?! --)")
THIS = Path(__file__)


def _texts() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, check=False
    )  # fmt: skip
    if listed.returncode:
        pytest.skip("not a git checkout")
    paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    named = [
        path for path in paths if path.suffix in TEXT or path.name in {"Makefile", "LICENSE", "NOTICE", "run"}
    ]
    return [path for path in named if path.is_file() and path != THIS]


def _found(pattern: re.Pattern[str], paths: list[Path]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}"
        for path in paths
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_file_names_a_registry_or_a_machine():
    texts = [path for path in _texts() if path.name != "test_locks.py"]
    assert _found(REGISTRY, texts) == []
    assert _found(MACHINE, texts) == []


def test_nothing_shipped_is_unfinished():
    assert _found(UNFINISHED, list(room_files())) == []


def test_every_ignore_carries_its_reason():
    """A lint or type finding may be waived, with the reason on the same line."""
    waived = re.compile(r"#\s*(?:noqa|type: ignore)\b")
    bare = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in (*room_files(), ROOT / "dev.py")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if (found := waived.search(line)) and not _has_reason(line[: found.start()], line[found.start() :])
    ]
    assert bare == []


def _has_reason(before: str, after: str) -> bool:
    """The reason follows the codes, or stands in a comment of its own before them."""
    said = re.sub(
        r"^#\s*(?:noqa(?:: ?[A-Z]+\d+(?:, ?[A-Z]+\d+)*)?|type: ignore(?:\[[a-z, -]+\])?)", "", after
    )
    return bool(re.search(r"\w{2,}", said) or re.search(r"#.*\w{2,}", before))


def test_every_ignored_rule_carries_its_reason():
    inside = False
    for line in (ROOT / "pyproject.toml").read_text("utf-8").splitlines():
        if line.startswith("ignore = ["):
            inside = True
        elif inside and line.startswith("]"):
            return
        elif inside:
            assert re.fullmatch(r'\s+"[A-Z0-9]+",\s+# \S.*', line), line
    raise AssertionError("the list of ignored rules was not found")


def test_no_module_bears_a_name_that_says_nothing():
    empty = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "services", "misc"}
    assert [str(path) for path in room_files() if path.stem in empty] == []


def test_no_emoji_in_what_people_read():
    emoji = re.compile("[\U0001f300-\U0001faff\u2705\u274c\u26a0\ufe0f]")
    said = [path for path in _texts() if path.suffix in {".ftl", ".md", ".html", ".yaml"}]
    assert _found(emoji, said) == []
