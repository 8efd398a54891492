"""`duwang go-live DATE`: what the day would change, and the line to set; it sets nothing."""

import sqlite3
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from bot.__main__ import app
from bot.config import load

RUN = CliRunner()


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DUWANG_LANGUAGE", "zh_CN")
    path = tmp_path / "mine.yaml"
    mine = {"key": "main", "name": "演示区司法局", "site_url": "https://www.example.gov.cn/"}
    path.write_text(yaml.safe_dump({"organisation": mine}, allow_unicode=True), "utf-8")
    assert (
        RUN.invoke(
            app, ["office", "add", "bgs", "办公室", "--kind", "office", "--config", str(path)]
        ).exit_code
        == 0
    )
    return path


def test_it_tells_what_changes_and_the_line_to_set_and_sets_nothing(config: Path, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "var" / "duwang.db") as held:
        before = list(held.iterdump())
    done = RUN.invoke(app, ["go-live", "2030-03-04", "--config", str(config)])
    assert done.exit_code == 0, done.output
    for words in ("现在的启用日：已启用", "2030-03-04起按时限提醒经办人：在办时限0项", "请在设置文件中写上"):
        assert words in done.stdout
    with sqlite3.connect(tmp_path / "var" / "duwang.db") as held:
        assert list(held.iterdump()) == before
    lines = "\n".join(done.stdout.splitlines()[-2:])
    own = tmp_path / "line.yaml"
    own.write_text(lines, "utf-8")
    assert load(own, {}).organisation.live_from == "2030-03-04"


def test_a_rest_day_and_a_day_that_has_come_are_told(config: Path) -> None:
    assert "不上班" in RUN.invoke(app, ["go-live", "2030-03-03", "--config", str(config)]).stdout
    assert "立即生效" in RUN.invoke(app, ["go-live", "2026-01-05", "--config", str(config)]).stdout


@pytest.mark.parametrize("day", ["soon", "2026-02-30", "2026/3/2"])
def test_what_is_no_date_is_refused(config: Path, day: str) -> None:
    done = RUN.invoke(app, ["go-live", day, "--config", str(config)])
    assert done.exit_code == 2
    assert day in done.stderr


@pytest.mark.parametrize("day", ["2026-2-3", "20260203", "tomorrow"])
def test_the_setting_takes_dates_alone(config: Path, day: str) -> None:
    config.write_text(f"organisation: {{live_from: {day}}}\n", "utf-8")
    done = RUN.invoke(app, ["config", "check", "--config", str(config)])
    assert done.exit_code != 0
    assert "2026-03-02 形式的日期" in done.output
