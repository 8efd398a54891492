"""`duwang findings import`: a list from above, told by cells, entered once with each row's limit."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
import yaml
from typer.testing import CliRunner

from bot.__main__ import app

SITE = "https://www.example.gov.cn/"
AHEAD = (datetime.now(UTC) + timedelta(days=20)).strftime("%Y-%m-%d")


@pytest.fixture
def duwang(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """`duwang …` in a folder of its own, with a section."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DUWANG_LANGUAGE", "zh_CN")
    (tmp_path / "data").mkdir(mode=0o700)
    organisation = {"key": "t", "name": "测试局", "prefix": "KP", "site_url": SITE}
    given = {"organisation": organisation, "profile": "test", "data_dir": str(tmp_path / "data")}
    given["database"] = {"url": f"sqlite:///{tmp_path / 'data' / 'duwang.db'}"}
    (tmp_path / "c.yaml").write_text(yaml.safe_dump(given, allow_unicode=True), "utf-8")

    def run(*args: str) -> Any:
        done = CliRunner().invoke(app, [*args, "--config", "c.yaml"])
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done

    assert run("office", "add", "bgs", "办公室", "--kind", "office").exit_code == 0
    assert run("office", "add", "fzg", "法制股").exit_code == 0
    return run


def book(path: Path, *rows: tuple[str, ...]) -> None:
    with xlsxwriter.Workbook(str(path)) as made:
        sheet = made.add_worksheet("通报")
        sheet.merge_range("A1:E1", "一季度检查发现的问题")
        sheet.write_row(1, 0, ["存在问题", "问题网址", "问题类型", "责任单位", "整改时限"])
        for n, row in enumerate(rows, 2):
            sheet.write_row(n, 0, row)


def test_a_list_is_tried_entered_once_and_not_twice(duwang, tmp_path):
    rows = [("附件打不开", f"{SITE}a.html", "死链", "法制股", AHEAD), ("首页图片变形", "", "", "", AHEAD)]
    book(tmp_path / "t.xlsx", *rows)
    tried = duwang("findings", "import", "t.xlsx")
    assert tried.exit_code == 0, tried.output
    assert "通报!3  新增问题：死链：附件打不开，法制股，整改期限" in tried.output
    assert "通报!4  新增问题：其他：首页图片变形，办公室" in tried.output
    assert "未作任何改动" in tried.output
    assert "已登记2个问题" in duwang("findings", "import", "t.xlsx", "--apply").output
    again = duwang("findings", "import", "t.xlsx").output
    assert "已登记为KP-WT-" in again
    assert again.count("新增问题") == 1  # of what has no address nobody can tell whether it is the same


def test_every_mistake_is_told_with_its_cell(duwang, tmp_path):
    book(
        tmp_path / "t.xlsx",
        ("", f"{SITE}a.html", "死链", "法制股", AHEAD),
        ("错别字", "https://other.gov.cn/a.html", "要事", "财务股", "2020-01-01"),
        ("内部名单", f"{SITE}b.html", "泄密", "法制股", AHEAD),
    )
    done = duwang("findings", "import", "t.xlsx", "--apply")
    assert done.exit_code == 1
    for told in (
        "通报!A3  没有写明问题",
        "通报!B4  “https://other.gov.cn/a.html”不在本单位网站之下",
        "通报!C4  没有“要事”这一类别",
        "通报!D4  没有名为“财务股”的科室",
        "通报!E4  整改期限应为晚于今天的日期",
        "通报!C5  泄密不得用清单登记",
    ):
        assert told in done.output, told
    (tmp_path / "n.xlsx").write_bytes(b"none")
    assert duwang("findings", "import", "n.xlsx").exit_code == 2
