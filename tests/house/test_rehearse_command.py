"""`duwang regime rehearse`: a year printed in both languages, on the sample office, a file's or one's own."""

import json
import sqlite3
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from bot.__main__ import app
from bot.commands import regime_rehearse
from bot.rehearsal.tally import Broken
from emulator.people import demo_office
from tests.house.places import ROOT

RUN = CliRunner()
QUICK = ["--year", "2026", "--load", "0.2"]


@pytest.fixture(autouse=True)
def _language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUWANG_LANGUAGE", "zh_CN")


def test_a_year_is_told_with_bars_kinds_and_what_each_person_hears() -> None:
    done = RUN.invoke(app, ["regime", "rehearse", "kaiping", *QUICK])
    assert done.exit_code == 0, done.output
    for words in (
        "2026年排演：",
        "248个工作日",
        "每人每日例行消息不超过2条：达到",
        "期限提醒 clock.reminder",
    ):
        assert words in done.stdout
    for one in demo_office()["people"]:
        assert f"  {one['name']}：共" in done.stdout
    assert "法制股工作群：共" in done.stdout


def test_every_day_comes_as_a_line_and_adds_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUWANG_LANGUAGE", "en")
    done = RUN.invoke(app, ["regime", "rehearse", "kaiping", *QUICK, "--jsonl"])
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    told = RUN.invoke(app, ["regime", "rehearse", "kaiping", *QUICK, "--days"]).stdout
    assert f", {sum(row['count'] for row in rows)} messages," in told
    assert {row["day"][:4] for row in rows} == {"2026"}
    one = rows[len(rows) // 2]
    assert any(
        line.startswith(f"  {one['day']}  {one['to']}  ") and line.endswith(f"{one['kind']}  {one['count']}")
        for line in told.splitlines()
    )


def test_a_broken_bar_is_told_with_its_day_and_exits_with_1(monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.rehearsal import year

    def flooding(messages, calendar, *, liaisons):
        return [Broken("routine", messages[0].at.date(), messages[0].person, None, "3")]

    monkeypatch.setattr(year, "broken", flooding)
    done = RUN.invoke(app, ["regime", "rehearse", "kaiping", *QUICK])
    assert done.exit_code == 1
    assert "每人每日例行消息不超过2条：未达到1次" in done.stdout
    assert "每群每日不超过1条：达到" in done.stdout


def test_an_office_file_in_which_a_step_has_nobody_is_told(tmp_path: Path) -> None:
    office = demo_office()
    office["people"] = [one for one in office["people"] if one["id"] not in {"wang", "zhao"}]
    path = tmp_path / "office.yaml"
    path.write_text(yaml.safe_dump(office, allow_unicode=True), "utf-8")
    done = RUN.invoke(app, ["regime", "rehearse", "kaiping", *QUICK, "--office", str(path)])
    assert done.exit_code == 2
    assert "尚无人员" in done.stderr
    assert "办公室" in done.stderr


def test_an_office_without_columns_is_told_what_is_lacking(tmp_path: Path) -> None:
    path = tmp_path / "office.yaml"
    office = demo_office() | {"site": {"columns": []}}
    path.write_text(yaml.safe_dump(office, allow_unicode=True), "utf-8")
    done = RUN.invoke(app, ["regime", "rehearse", "kaiping", *QUICK, "--office", str(path)])
    assert done.exit_code == 2
    assert "栏目" in done.stderr


@pytest.mark.parametrize("text", ["people: []", "- 1", "a: [", ""])
def test_what_is_no_office_file_is_told(tmp_path: Path, text: str) -> None:
    path = tmp_path / "office.yaml"
    path.write_text(text, "utf-8")
    done = RUN.invoke(app, ["regime", "rehearse", "kaiping", "--office", str(path)])
    assert done.exit_code == 2
    assert "不是机关文件" in done.stderr


def test_one_s_own_people_are_rehearsed_and_nothing_of_theirs_is_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The office is entered by the commands that an office uses; its database stays as it is, byte for byte."""
    monkeypatch.chdir(tmp_path)
    config = tmp_path / "mine.yaml"
    mine = {
        "organisation": {"key": "main", "name": "演示区司法局", "site_url": "https://www.example.gov.cn/"}
    }
    config.write_text(yaml.safe_dump(mine, allow_unicode=True), "utf-8")
    given = ["--config", str(config)]
    for key, name, kind in (("fzg", "法制股", "unit"), ("bgs", "办公室", "office")):
        assert RUN.invoke(app, ["office", "add", key, name, "--kind", kind, *given]).exit_code == 0
    assert RUN.invoke(app, ["office", "column", "tzgg", "通知公告", "--office", "fzg", *given]).exit_code == 0
    posts = (
        ("甲", "fzg", "liaison"),
        ("乙", "fzg", "head"),
        ("丙", "fzg", "leader"),
        ("丁", "bgs", "office"),
    )
    for name, key, role in (
        *posts,
        ("丁", "bgs", "secrecy"),
        ("戊", "bgs", "webadmin"),
        ("己", "bgs", "administrator"),
    ):
        done = RUN.invoke(app, ["roster", "invite", name, "--office", key, "--role", role, *given])
        assert done.exit_code == 0, done.output
    database = tmp_path / "var" / "duwang.db"
    with sqlite3.connect(database) as held:
        before = list(held.iterdump())
    done = RUN.invoke(app, ["regime", "rehearse", "kaiping", *QUICK, "--own", *given])
    assert done.exit_code == 0, done.output
    for name in "甲乙丙丁戊己":
        assert f"  {name}：共" in done.stdout
    with sqlite3.connect(database) as held:
        assert list(held.iterdump()) == before


def test_every_bar_and_kind_has_its_words_in_both_languages() -> None:
    source = (ROOT / "bot" / "rehearsal" / "tally.py").read_text("utf-8")
    for bar, texts in regime_rehearse.BARS.items():
        assert f'"{bar}"' in source
        assert all(texts)
    from workflow.notices import KINDS, find_notices

    find_notices()
    assert set(regime_rehearse.KINDS) <= set(KINDS)
