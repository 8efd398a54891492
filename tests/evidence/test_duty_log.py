"""值班读网日志: a year under every regime, one reader and one line for every day of duty; XLSX, Word, PDF, PNG."""

import hashlib
import importlib.util
import io
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner

from bot.__main__ import app
from rules import regime
from rules.duty import Cadence
from rules.duty_words import written
from storage import clocks, inspections, orgs, rounds
from storage.sql import must
from tests.evidence.offices import SHANGHAI, START, Walked
from workflow import duty, duty_log
from workflow import round as rounds_
from workflow.desk import Desk, Refused
from workflow.timers import TIMERS, Due

printing = pytest.mark.skipif(
    importlib.util.find_spec("typst") is None or importlib.util.find_spec("docx") is None,
    reason="the extra `reports` is not installed",
)
SIGNED_UNTIL = 28  # of each month: what comes later is left alone


def fires(desk: Desk) -> None:
    for row in clocks.take_due(desk.tx, now=desk.ms, limit=256):
        if clocks.fired(desk.tx, row.id):
            TIMERS[row.kind](desk, Due(row.kind, row.subject, row.occasion, row.clock_id, row.fire_at))


def rostered(office: Walked, words: str) -> None:
    def enter(desk: Desk) -> None:
        room = must(orgs.office_by_key(desk.tx, 1, key="fzg"))
        duty.put(desk, written(words, today=desk.today), org=1, office=room, by=None)

    office.act(enter)


def until(office: Walked, last: date, *, signs: bool = True) -> None:
    """Let time pass; an hour after its round comes up its reader signs it, if it is not the month's end."""
    end = round(datetime(last.year, last.month, last.day, 23, 0, tzinfo=SHANGHAI).timestamp() * 1000)
    while True:
        due = office.store.read_now(clocks.next_due)
        if due is None or due > end:
            break
        office.ms = max(office.ms, due)
        office.store.act_now(lambda tx: fires(office.desk(tx)))
        today = datetime.fromtimestamp(office.ms / 1000, SHANGHAI).date()
        if signs and today.day <= SIGNED_UNTIL:
            office.store.act_now(lambda tx, day=today: signs_all(office.desk(tx), day))
    office.ms = end


def signs_all(desk: Desk, day: date) -> None:
    for row in rounds.between(desk.tx, 1, start=day.isoformat(), end=day.isoformat()):
        if row.state == "open":
            it = rounds_.load(desk, row.id)
            if day.day == 10:
                rounds_.note(desk, it.about, by=it.readers[0], line="2", text="过期 https://a.example/1")
            rounds_.all_ok(desk, it.about, by=it.readers[0])


@pytest.mark.parametrize("name", regime.names())
def test_a_year_has_one_reader_and_one_line_for_every_day_of_duty(name: str, tmp_path: Path) -> None:
    """From 9 February on, so Spring Festival and National Day are in it."""
    office = Walked(tmp_path, regime=name)
    try:
        line = next(one for one in office.regime_.duties if one.lines)
        often = "每天 " if Cadence.of(line) is None else ""
        rostered(office, f"{often}陈信息 刘股长 周副局长")
        last = date(2026, 12, 31)
        until(office, last)
        held = office.read(lambda desk: duty_log.log(desk, 1, first=START.date(), last=last))
        cadence = Cadence.of(line) or Cadence.parse("daily")
        days = [START.date() + timedelta(days=n) for n in range((last - START.date()).days + 1)]
        expected = [one.isoformat() for one in days if cadence.falls_on(one, office.house.calendar)]
        assert [one["day"] for one in held["lines"]] == expected
        assert all(len(one["readers"]) == 1 for one in held["lines"])
        states = Counter(one["state"] for one in held["lines"])
        assert set(states) <= {"signed", "unfinished", "open"}
        assert states["open"] <= 1, "the last day's"
        assert states["signed"] == sum(date.fromisoformat(one).day <= SIGNED_UNTIL for one in expected)
        shares = Counter(one["readers"][0] for one in held["lines"])
        assert max(shares.values()) - min(shares.values()) <= 3, "of each kind of day at most one more"
    finally:
        office.close()


def run(*args: str) -> Any:
    done = CliRunner().invoke(app, ["duty", *args])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


@pytest.fixture
def february(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("DUWANG_LANGUAGE", "zh_CN")
    office = Walked(tmp_path, regime="jiangsu")
    rostered(office, "每天 陈信息 刘股长 带班 周副局长")
    until(office, date(2026, 2, 28))
    yield office
    office.close()


def test_the_log_of_a_month_as_a_workbook(february: Walked, tmp_path: Path) -> None:
    done = run("log", "2026-02", "--out", str(tmp_path / "out"), "--config", str(february.config()))
    assert done.exit_code == 0, done.output
    assert "共20个值班日" in done.output
    path = tmp_path / "out" / "duty-log-2026-02.xlsx"
    assert hashlib.sha256(path.read_bytes()).hexdigest() in done.output
    assert path.stat().st_mode & 0o777 == 0o600
    book = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
    assert book.sheet_names == ["值班读网日志", "逐项记录", "完成情况", "发现的问题"]
    head, *days = book.get_sheet_by_name("值班读网日志").to_python()
    told = [dict(zip(head, row, strict=True)) for row in days]
    assert [one["日期"] for one in told][:2] == ["2026年2月9日", "2026年2月10日"]
    assert told[1]["结果"] == "1项有情况"
    assert "过期 https://a.example/1" in told[1]["发现的情况"]
    assert told[0]["带班领导"] == "周副局长"
    assert [one["班次"] for one in told].count("节假日") == 9
    assert all(len(one["留痕校验码"]) == 64 for one in told)
    lines = book.get_sheet_by_name("逐项记录").to_python()
    assert len(lines) == 1 + 20 * 4
    head, row = book.get_sheet_by_name("完成情况").to_python()
    assert dict(zip(head, row, strict=True))["完成率"] == "100%"


@printing
def test_the_log_as_word_and_pdf_and_the_months_picture(february: Walked, tmp_path: Path) -> None:
    from docx import Document

    out = tmp_path / "out"
    config = ("--out", str(out), "--config", str(february.config()))
    assert run("log", "2026-02", "--office", "法制股", *config).exit_code == 0
    word = Document(str(out / "duty-log-2026-02-法制股.docx"))
    assert word.paragraphs[0].text == "法制股 值班读网日志"
    assert len(word.tables[0].rows) == 21
    assert any("最后一条留痕" in one.text for one in word.paragraphs)
    assert (out / "duty-log-2026-02-法制股.pdf").read_bytes().startswith(b"%PDF")
    assert run("picture", "2026-02", *config).exit_code == 0
    assert (out / "duty-2026-02.png").read_bytes().startswith(b"\x89PNG")


def test_a_year_and_what_is_no_month(february: Walked, tmp_path: Path) -> None:
    config = ("--out", str(tmp_path), "--config", str(february.config()))
    assert "共20个值班日" in run("log", "2026", *config).output
    done = run("log", "2026-13", *config)
    assert (done.exit_code, "不是月份" in done.output) == (2, True)
    assert run("log", "2026-02", "--office", "没有的股", *config).exit_code == 2


def test_findings_of_others_are_counted_by_kind(february: Walked, monkeypatch: pytest.MonkeyPatch) -> None:
    found = [
        {"kind": "错字", "office": "法制股", "found_on": "2026-02-10", "fixed_on": "2026-02-11"},
        {"kind": "错字", "office": "法制股", "found_on": "2026-02-10", "fixed_on": "2026-02-15"},
        {"kind": "死链", "office": "法制股", "found_on": "2026-02-12", "fixed_on": None},
    ]
    monkeypatch.setattr(duty_log, "FINDERS", [lambda _desk, _org, **_span: found])
    held = february.read(lambda desk: duty_log.log(desk, 1, first=START.date(), last=date(2026, 2, 28)))
    assert held["kinds"] == [
        {"kind": "死链", "count": 1, "fixed": 0, "days": None},
        {"kind": "错字", "count": 2, "fixed": 2, "days": 5},
    ]


def test_what_a_stop_has_swallowed_is_kept_as_not_sent(tmp_path: Path) -> None:
    """Three days away; back at noon today's list is late, those before are 漏发 and nothing stale is sent."""
    office = Walked(tmp_path, regime="jiangsu")
    try:
        rostered(office, "每天 陈信息 刘股长")
        office.ms = round(datetime(2026, 2, 12, 11, 0, tzinfo=SHANGHAI).timestamp() * 1000)
        office.store.act_now(lambda tx: fires(office.desk(tx)))
        held = office.read(lambda desk: duty_log.log(desk, 1, first=START.date(), last=date(2026, 2, 28)))
        assert [(one["day"], one["state"], one["late"]) for one in held["lines"]] == [
            ("2026-02-09", "missed", False),
            ("2026-02-10", "missed", False),
            ("2026-02-11", "missed", False),
            ("2026-02-12", "open", True),
        ]
        it = office.read(lambda desk: rounds_.load(desk, 4))
        with pytest.raises(Refused, match=r"duty\.over"):
            office.act(
                lambda desk: rounds_.all_ok(
                    desk, "round:1", by=it.stand_ins[0] if it.stand_ins else office.people["chen"]
                )
            )
        office.ms = round(datetime(2026, 2, 13, 17, 30, tzinfo=SHANGHAI).timestamp() * 1000)
        office.store.act_now(lambda tx: fires(office.desk(tx)))
        states = office.read(
            lambda desk: [
                row.state for row in rounds.between(desk.tx, 1, start="2026-02-12", end="2026-02-13")
            ]
        )
        assert states[1] == "missed", "after five it is of no use"
    finally:
        office.close()


def test_what_the_machine_read_stands_beside_the_lines_and_a_red_one_is_answered_by_itself(
    tmp_path: Path,
) -> None:
    office = Walked(tmp_path, regime="jiangsu")
    try:
        rostered(office, "每天 陈信息")
        details = {"failed": 20, "made": 20, "why": "timeout", "certificate": 90}
        office.act(
            lambda desk: inspections.keep(
                desk.tx, 1, on="2026-02-09", what="home", column=None, outcome="fault", details=details
            )
        )
        until(office, START.date(), signs=False)
        office.ms = round(datetime(2026, 2, 9, 10, 0, tzinfo=SHANGHAI).timestamp() * 1000)
        it = office.read(lambda desk: rounds_.load(desk, 1))
        assert {one.line: one.machine for one in it.lines}["running"] == "exception"
        assert it.line("running").value is None, "the person decides"
        reader = office.people["chen"]
        with pytest.raises(Refused, match=r"duty\.red"):
            office.act(lambda desk: rounds_.all_ok(desk, "round:1", by=reader))
        office.act(lambda desk: rounds_.answer(desk, "round:1", by=reader, line="running", value="ok"))
        office.act(lambda desk: rounds_.all_ok(desk, "round:1", by=reader))
        assert office.read(lambda desk: rounds_.load(desk, 1)).state == "signed"
    finally:
        office.close()
