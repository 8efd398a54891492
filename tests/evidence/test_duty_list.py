"""Rosters by XLSX: tried with the address of every wrong cell, entered, taken back, exported."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from typer.testing import CliRunner

from bot.__main__ import app
from bot.duty_sheet import HEADINGS, read
from storage import clocks
from tests.evidence.offices import Walked
from workflow import duty


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Walked]:
    monkeypatch.setenv("DUWANG_LANGUAGE", "zh_CN")
    walked = Walked(tmp_path, regime="jiangsu")
    yield walked
    walked.close()


def sheet(path: Path, *rows: dict[str, str]) -> Path:
    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet("值班表")
    page.write_string(0, 0, "2026年值班安排")
    for at, heading in enumerate(HEADINGS):
        page.write_string(1, at, heading.zh)
        for n, row in enumerate(rows, 2):
            page.write_string(n, at, row.get(heading.key, ""))
    book.close()
    return path


def run(office: Walked, *args: str) -> Any:
    done = CliRunner().invoke(app, ["duty", *args, "--config", str(office.config())])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def standing(office: Walked) -> dict[str, Any]:
    return office.read(lambda desk: {one.office[1]: one for one in duty.of_org(desk, 1)})


def test_every_wrong_cell_is_named_and_nothing_is_entered(office: Walked, tmp_path: Path) -> None:
    path = sheet(
        tmp_path / "a.xlsx",
        {"office": "没有的股", "turns": "陈信息"},
        {"office": "法制股", "cadence": "每月1次", "turns": "陈信息"},
        {
            "office": "公共法律服务股",
            "turns": "孙信息、张三",
            "leaders": "李四",
            "at": "13:00",
            "from_on": "下周",
        },
        {"office": "法制股", "turns": "刘股长"},
    )
    done = run(office, "import", str(path), "--apply")
    assert done.exit_code == 1
    for cell in ("值班表!A3", "值班表!B4", "值班表!C5", "值班表!E5", "值班表!J5", "值班表!A6"):
        assert cell in done.output, (cell, done.output)
    assert standing(office) == {}


def test_tried_entered_exported_and_taken_back(office: Walked, tmp_path: Path) -> None:
    first = {"office": "法制股", "turns": "陈信息、刘股长", "from_on": "2026年3月2日"}
    path = sheet(
        tmp_path / "a.xlsx",
        first,
        {"office": "公共法律服务股", "turns": "孙信息+马股长", "leaders": "周副局长", "at": "9:10"},
    )
    tried = run(office, "import", str(path))
    assert (tried.exit_code, "没有登记" in tried.output) == (0, True)
    assert standing(office) == {}
    assert "已登记第1号名单，2个科室" in run(office, "import", str(path), "--apply").output
    found = standing(office)
    assert found["法制股"].rotation.from_on.isoformat() == "2026-03-02"
    assert len(found["公共法律服务股"].rotation.turns[0]) == 2
    waiting = office.read(
        lambda desk: clocks.waiting(desk.tx, duty.DAY, f"roster:{found['公共法律服务股'].id}")
    )
    assert len(waiting) == 1

    out = tmp_path / "out.xlsx"
    assert "共2个科室" in run(office, "export", str(out)).output
    told = {line["office"]: line for line in read(out)}
    assert told["公共法律服务股"]["turns"] == "孙信息+马股长"
    again = run(office, "import", str(out), "--apply")
    assert "另有2行与现有相同" in again.output, "what was exported changes nothing"
    assert run(office, "export", str(out)).exit_code == 2, "it exists"

    second = sheet(tmp_path / "b.xlsx", {**first, "turns": "刘股长、陈信息"})
    assert "改排" in run(office, "import", str(second), "--apply").output
    assert "已撤回第2号名单" in run(office, "undo").output
    names = office.read(lambda desk: duty.names(desk, duty.of_org(desk, 1)[0].rotation.readers))
    assert names == ["陈信息", "刘股长"]
    assert run(office, "undo").exit_code == 2, "the first list's rosters were changed since"


def test_what_is_no_such_list(office: Walked, tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "c.xlsx"))
    book.add_worksheet("别的")
    book.close()
    (tmp_path / "d.xlsx").write_bytes(b"no workbook")
    for name in ("c.xlsx", "d.xlsx", "none.xlsx"):
        assert run(office, "import", str(tmp_path / name)).exit_code == 2
    assert run(office, "undo").exit_code == 2
