"""What keeps a command from its data is said in one sentence, in the reader's language."""

import os
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.__main__ import app
from bot.commands.trouble import sentence
from locales import say, sentence_ids
from storage import errors, place, schema, sqlite
from storage.backup import BadBackup
from storage.engine import Store

HAN = re.compile(r"[\u4e00-\u9fff]")
Duwang = Callable[..., Result]


@pytest.fixture(params=["zh_CN", "en"])
def lang(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("DUWANG_LANGUAGE", request.param)
    return str(request.param)


@pytest.fixture
def duwang(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Duwang:
    monkeypatch.setenv("DUWANG_DATA_DIR", str(folder))
    monkeypatch.setenv("DUWANG_DATABASE__URL", f"sqlite:///{folder / 'duwang.db'}")

    def run(*args: str) -> Result:
        return CliRunner().invoke(app, list(args))

    return run


def is_one_sentence(result: Result, lang: str, *words: str) -> str:
    """Fails unless the command ended with one sentence in that language; the sentence."""
    assert result.exit_code == 1, result.output
    assert isinstance(result.exception, SystemExit), "no traceback"
    assert len(result.stderr.strip().splitlines()) == 1
    assert bool(HAN.search(result.stderr)) == (lang == "zh_CN"), result.stderr
    for word in words:
        assert word in result.stderr
    return result.stderr.strip()


LOOKING = (["audit", "verify"], ["outbox", "list"], ["inbox", "list"], ["dead-letters", "list"], ["backup"],
           ["roster", "list"], ["upgrade"])  # fmt: skip


@pytest.mark.parametrize("command", LOOKING, ids=" ".join)
def test_a_database_that_is_not_there_is_not_made_by_looking(
    duwang: Duwang, folder: Path, lang: str, command: list[str]
) -> None:
    is_one_sentence(duwang(*command), lang, str(folder))
    assert not (folder / "duwang.db").exists()


def test_a_database_of_another_version(duwang: Duwang, folder: Path, lang: str) -> None:
    Store.open(f"sqlite:///{folder / 'duwang.db'}", folder=folder, clock_ms=lambda: 0).close_now()
    for found, word in (("0000", "duwang upgrade"), ("9999", "newer" if lang == "en" else "较新")):
        with sqlite3.connect(folder / "duwang.db") as connection:
            connection.execute("UPDATE alembic_version SET version_num = ?", (found,))
        connection.close()
        for command in (["audit", "verify"], ["roster", "list"]):
            is_one_sentence(duwang(*command), lang, found, schema.VERSION, word)


def test_a_database_that_another_program_holds_is_not_called_damaged(
    duwang: Duwang, folder: Path, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "BUSY_MS", 1)
    path = folder / "duwang.db"
    Store.open(f"sqlite:///{path}", folder=folder, clock_ms=lambda: 0).close_now()
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("PRAGMA locking_mode=EXCLUSIVE")
    holder.execute("BEGIN EXCLUSIVE")
    try:
        for command in (["audit", "verify"], ["roster", "list"], ["backup"]):
            is_one_sentence(duwang(*command), lang, str(path), "nother program" if lang == "en" else "占用")
    finally:
        holder.close()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_files_that_may_not_be_read(duwang: Duwang, folder: Path, lang: str) -> None:
    Store.open(f"sqlite:///{folder / 'duwang.db'}", folder=folder, clock_ms=lambda: 0).close_now()
    (folder / "duwang.db").chmod(0)
    is_one_sentence(duwang("audit", "verify"), lang, "duwang.db")


def test_a_damaged_database(duwang: Duwang, folder: Path, lang: str) -> None:
    place.make_private_folder(folder)
    (folder / "duwang.db").write_bytes(b"no database at all, but long enough to be looked at" * 40)
    told = is_one_sentence(duwang("audit", "verify"), lang, "duwang restore")
    assert str(folder / "duwang.db") in told
    assert "not a database" in told, "SQLite's own words, for whoever looks further"


def test_what_a_system_refuses(
    duwang: Duwang, folder: Path, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = folder.parent / "file"
    blocked.write_bytes(b"")
    monkeypatch.setenv("DUWANG_DATA_DIR", str(blocked / "inside"))
    monkeypatch.setenv("DUWANG_DATABASE__URL", f"sqlite:///{blocked / 'inside' / 'a.db'}")
    for command in (["roster", "invite", "甲", "--office", "bgs"], ["upgrade"], ["run"]):
        assert str(blocked) in is_one_sentence(duwang(*command), lang)
    assert blocked.read_bytes() == b"", "what stood there is untouched"


def test_a_backup_that_is_none(duwang: Duwang, folder: Path, lang: str) -> None:
    assert str(folder / "nowhere") in is_one_sentence(duwang("restore", str(folder / "nowhere")), lang)
    assert not (folder / "duwang.db").exists()


def every_refusal() -> list[type[errors.StorageError]]:
    found, left = [], [errors.StorageError]
    while left:
        one = left.pop()
        found.append(one)
        left += one.__subclasses__()
    return [one for one in found if one.__module__.startswith("storage.")]


@pytest.mark.parametrize("refusal", every_refusal(), ids=lambda one: one.code)
def test_every_refusal_of_storage_has_a_sentence(refusal: type[errors.StorageError], lang: str) -> None:
    assert refusal.code in sentence_ids()
    said = sentence(refusal("in English", path="/a", found="1", wanted="2", why="link"))
    assert said is not None
    assert "{" not in said
    assert bool(HAN.search(said)) == (lang == "zh_CN")


def test_every_variant_is_said(lang: str) -> None:
    assert sentence(BadBackup("x", path="/a", why="changed")) != sentence(
        BadBackup("x", path="/a", why="exists")
    )
    assert "8080" in str(sentence(OSError(98, "address 8080 in use")))
    assert sentence(ValueError("a defect")) is None
    assert say(lang).has("storage-system")
