"""收件登记 and 归档目录, and the daily anchor outside the database."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner

from bot.__main__ import app
from storage import anchor, audit, audit_proof, restore
from tests.evidence.offices import TITLE, Walked


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Walked]:
    walked = Walked(tmp_path)
    yield walked
    walked.close()


def run(*args: str) -> Any:
    done = CliRunner().invoke(app, ["evidence", *args])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def sheets(path: Path) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_the_register_holds_what_came_in_and_the_index_what_is_closed(office: Walked, monkeypatch):
    monkeypatch.setenv("DUWANG_LANGUAGE", "zh_CN")
    office.closed(files={"附表.docx": b"x"})
    back = office.drafts(title="=cmd|'/c calc'!A1")
    office.submits(back)
    office.returns(back, "有误")
    office.drafts(title="没有提交的")
    out = office.folder / "out"
    done = run("register", "--year", "2026", "--out", str(out), "--config", str(office.config()))
    assert done.exit_code == 0, done.output
    assert "2026年收件2件，其中已办结1件" in done.output
    held = sheets(out / "register-2026.xlsx")
    assert list(held) == ["收件登记", "归档目录"]
    head, *rows = held["收件登记"]
    told = [dict(zip(head, row, strict=True)) for row in rows]
    assert [(one["序号"], one["编号"], one["标题"], one["状态"]) for one in told] == [
        ("1", "KP-2026-0001", TITLE, "已办结"),
        ("2", "KP-2026-0002", "=cmd|'/c calc'!A1", "已退回，待修改"),
    ]
    assert told[0]["报送单位"] == "法制股"
    assert told[0]["网页核对"] == "已核实"
    assert told[0]["收件时间"].startswith("2026年2月9日 09:")
    assert (told[0]["附件"], told[1]["附件"], told[1]["报送次数"]) == ("1", "0", "1")
    head, *rows = held["归档目录"]
    (one,) = [dict(zip(head, row, strict=True)) for row in rows]
    assert (one["编号"], one["办结日期"], one["保管期限"]) == ("KP-2026-0001", "2026年2月9日", "")
    assert len(one["内容校验码"]) == 64


def test_a_year_without_items_has_an_empty_register(office: Walked):
    done = run("register", "--year", "2025", "--out", str(office.folder), "--config", str(office.config()))
    assert done.exit_code == 0, done.output
    assert [len(rows) for rows in sheets(office.folder / "register-2025.xlsx").values()] == [1, 1]
    assert run("register", "--out", str(office.folder), "--config", str(office.config())).exit_code == 2


# The daily anchor -----------------------------------------------------------------------------------


def test_a_day_is_noted_once_and_never_cut(tmp_path: Path):
    assert anchor.note_day(tmp_path, on="2026-02-09", n=5, digest=b"\x01" * 32)
    assert not anchor.note_day(tmp_path, on="2026-02-10", n=5, digest=b"\x01" * 32), "nothing happened since"
    assert anchor.note_day(tmp_path, on="2026-02-10", n=9, digest=b"\x02" * 32)
    path = tmp_path / anchor.DAYS
    assert path.stat().st_mode & 0o777 == 0o600
    with path.open("ab") as file:
        file.write(b"2026-02-11 12 ab")  # a crash cut it short
    assert anchor.read_days(path) == [("2026-02-09", 5, b"\x01" * 32), ("2026-02-10", 9, b"\x02" * 32)]


def test_a_day_noted_after_a_line_cut_short_is_read(tmp_path: Path):
    (tmp_path / anchor.DAYS).write_text("2026-02-11 12 ab", "ascii")
    assert anchor.note_day(tmp_path, on="2026-02-12", n=20, digest=b"\x03" * 32)
    assert anchor.read_days(tmp_path / anchor.DAYS) == [("2026-02-12", 20, b"\x03" * 32)]


def test_the_daily_anchor_alone_tells_of_a_chain_that_differs(office: Walked, tmp_path: Path):
    office.closed()
    head = office.head()
    verify = lambda: office.read(lambda desk: audit_proof.verify(desk.tx, anchor=tmp_path / anchor.NAME))  # noqa: E731
    anchor.note_day(tmp_path, on="2026-02-09", n=head.n, digest=bytes(head.hash))
    assert verify().ok
    (tmp_path / anchor.DAYS).unlink()
    anchor.note_day(tmp_path, on="2026-02-09", n=head.n, digest=bytes(32))
    assert [one.code for one in verify().problems] == ["anchor"]
    (tmp_path / anchor.DAYS).unlink()
    anchor.note_day(tmp_path, on="2026-02-09", n=head.n + 1, digest=bytes(32))
    assert [one.code for one in verify().problems] == ["cut"]


def test_a_restore_puts_the_days_of_the_newer_chain_aside(tmp_path: Path):
    anchor.note_day(tmp_path, on="2026-02-09", n=5, digest=b"\x01" * 32)
    restore._put_anchor_aside(tmp_path, "x")
    assert [path.name for path in tmp_path.iterdir()] == [f"{anchor.DAYS}.before-x"]


def test_a_pack_ends_at_a_daily_anchor_and_carries_it(office: Walked, tmp_path: Path):
    first = office.closed()
    head = office.head()
    anchor.note_day(office.data, on="2026-02-09", n=head.n, digest=bytes(head.hash))
    anchor.note_day(tmp_path, on="2026-02-09", n=head.n, digest=bytes(head.hash))
    office.closed(title="另一件")
    assert office.head().n > head.n
    from bot.evidence.verify import Check, Pack, anchors_of

    assert run("1", "--out", str(tmp_path), "--config", str(office.config())).exit_code == 0
    (path,) = tmp_path.glob("evidence-*.zip")
    held = Check(Pack(path))
    held.run(anchors=anchors_of(str(tmp_path / anchor.DAYS)))
    assert held.problems == []
    assert max(held.chain) == head.n, "no further than the anchor"
    assert held.manifest["anchors"] == [{"on": "2026-02-09", "n": head.n, "hash": bytes(head.hash).hex()}]
    assert first == held.manifest["items"][0]["id"]
    assert office.read(lambda desk: audit.head(desk.tx)).n > head.n
