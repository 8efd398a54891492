"""`duwang calendar`: tried first, applied beside a running service, every slip told in words."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from bot.__main__ import app
from storage import place
from tests.stories.test_calendar import NOTICE

ORGANISATION = {
    "key": "t",
    "name": "测试局",
    "prefix": "KP",
    "site_url": "https://www.example.gov.cn/",
    "region": "楚雄州",
}


@pytest.fixture
def calendar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """`duwang calendar …` on an office that stands."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DUWANG_LANGUAGE", "zh_CN")
    given = {"organisation": ORGANISATION, "profile": "test", "data_dir": str(tmp_path / "data")}
    given["database"] = {"url": f"sqlite:///{tmp_path / 'data' / 'duwang.db'}"}
    (tmp_path / "data").mkdir(mode=0o700)
    (tmp_path / "c.yaml").write_text(yaml.safe_dump(given, allow_unicode=True), "utf-8")
    (tmp_path / "2027.txt").write_text(NOTICE, "utf-8")

    def run(*args: str, to: str = "calendar", said: str | None = None) -> Any:
        done = CliRunner().invoke(app, [to, *args, "--config", "c.yaml"], input=said)
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done

    assert run("list", to="office").exit_code == 0
    return run


def entries(run: Any, *args: str) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in run("show", *args, "--jsonl").output.splitlines()]
    return [line for line in lines if "entry" in line]


def test_a_trial_shows_the_days_and_enters_nothing(calendar):
    done = calendar("import", "2027.txt")
    assert done.exit_code == 0, done.output
    for told in ("2027年1月1日：改为休息（元旦）", "2027年2月13日：改为上班（春节）", "未作任何改动"):
        assert told in done.output
    assert entries(calendar) == []
    assert "通知未登记，暂定" in calendar("show", "2027").output


def test_applied_beside_a_running_service_it_holds_and_is_shown(calendar, tmp_path):
    service = place.occupy(tmp_path / "data")
    done = calendar("import", "2027.txt", "--apply", "--by", "郑强")
    service.release()
    assert done.exit_code == 0, done.output
    assert "已登记（第1号）" in done.output
    (entry,) = entries(calendar, "2027")
    assert (entry["year"], entry["scope"], entry["by"], entry["state"]) == (2027, "", "郑强", "valid")
    assert entry["source"] == "国办发明电〔2026〕8号"
    shown = calendar("show", "2027").output
    assert shown.startswith("2027年\n")
    assert "2027-02-13\t班\t春节" in shown
    same = calendar("import", "2027.txt", "--apply")
    assert (same.exit_code, "同样的安排已经登记" in same.output) == (2, True)


def test_a_day_of_the_region_is_added_and_removed(calendar):
    day = ("2026-08-05", "off", "火把节", "--scope", "region:楚雄州", "--source", "州政府通知")
    assert "未作任何改动" in calendar("add", *day).output
    assert "已登记（第1号）" in calendar("add", *day, "--apply").output
    assert "2026-08-05\t休\t火把节" in calendar("show", "2026", "--org", "t").output
    assert "2026年8月5日：改为上班（火把节）" in calendar("remove", "1").output
    assert "已撤销第1号登记" in calendar("remove", "1", "--apply").output
    assert "火把节" not in calendar("show", "2026").output.partition("2026-01-01")[2]
    gone = calendar("remove", "1", "--apply")
    assert (gone.exit_code, "没有第1号登记" in gone.output) == (2, True)


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        (("import", "none.txt"), "读不到 none.txt"),
        (("import", "2027.txt", "--scope", "region:楚雄"), "没有机构适用“region:楚雄”。可用：org:t、region:楚雄州"),
        (("import", "2027.txt", "--scope", "楚雄州"), "--scope 应为 region:地区 或 org:机构代号"),
        (("import", "bare.yaml"), "请用 --source 写明来源"),
        (("import", "empty.json"), "empty.json:1: days: 该年放假通知尚未公布"),
        (("add", "8月5日", "off", "节", "--scope", "org:t", "--source", "x"), "日期应为 2026-05-20 这样"),
        (("add", "2026-08-05", "rest", "节", "--scope", "org:t", "--source", "x"), "应为 off 或 work"),
        (("add", "2026-08-05", "off", "节", "--scope", "", "--source", "x"), "--scope 应为"),
        (("add", "2026-08-05", "off", "节", "--scope", "org:t"), "请用 --source 写明依据"),
        (("remove", "7"), "没有第7号登记"),
        (("show", "--org", "u"), "没有机构适用“org:u”"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_told(calendar, tmp_path, args, expected):
    (tmp_path / "bare.yaml").write_text("off:\n  2026-08-05: 火把节\n", "utf-8")
    (tmp_path / "empty.json").write_text('{"year": 2027, "papers": [], "days": []}', "utf-8")
    done = calendar(*args)
    assert done.exit_code == 2, done.output
    assert expected in done.output
    assert entries(calendar) == []


def test_the_reader_is_told_in_english_and_a_file_may_come_by_standard_input(calendar, monkeypatch):
    monkeypatch.setenv("DUWANG_LANGUAGE", "en")
    done = calendar("import", "-", said="year: 2027\nsource: x\nscope: org:t\noff:\n  2027-01-01: New Year\n")
    assert done.exit_code == 2
    assert "-:1: 1 May is off by law and must be listed" in done.output
    done = calendar("import", "-", said="source: x\nscope: org:t\noff:\n  2026-08-05: Torch Festival\n")
    assert "5 August 2026: off from now on (Torch Festival)" in done.output
    assert "Of 0 open dates 0 move." in done.output


def test_a_limit_is_counted_by_what_was_entered_here(calendar):
    """The country's notice for 2027, then a day of the region; the question's own days lie over both."""
    asked = ("KP-21-PUBLISH", "--from", "2027-02-01")
    assert "到期：2027-03-01" in calendar(*asked, to="due").output, "Monday to Friday, provisional"
    assert "暂定" in calendar(*asked, to="due").output
    calendar("import", "2027.txt", "--apply", "--by", "郑强")
    counted = calendar(*asked, to="due").output
    assert "到期：2027-03-05" in counted
    assert "暂定" not in counted
    calendar(
        "add",
        "2027-03-04",
        "off",
        "祭火节",
        "--scope",
        "region:楚雄州",
        "--source",
        "州政发1号",
        "--by",
        "郑强",
        "--apply",
    )
    counted = calendar(*asked, to="due").output
    assert "到期：2027-03-08" in counted
    assert "祭火节" in counted
    lines = [
        {"id": 1, "rule": asked[0], "start": asked[2]},
        {
            "id": 2,
            "rule": asked[0],
            "start": asked[2],
            "calendar_override": {"off": [], "work": ["2027-03-04"]},
        },
    ]
    told = calendar("--jsonl", to="due", said="\n".join(map(json.dumps, lines))).output.splitlines()
    assert [json.loads(line)["due_date"] for line in told] == ["2027-03-08", "2027-03-05"]
