"""`duwang columns import|undo|export`: joined cells and drawn lines, told by cells and lines, entered and taken back."""

import re
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
import yaml
from typer.testing import CliRunner

from bot import ledger_box, ledger_sheet
from bot.__main__ import app
from bot.office_sheet import Unusable

SEED = Path(__file__).parents[3] / "shared" / "seeds" / "002_fbea5be5b16f18e6.txt"
DRAWN = """某市政府门户网站栏目责任分解表
一、法制股
┌────┬────┬────┬────────┬────┬────┐
│一级│二级│三级│具体内容│更新│政务│
│栏目│栏目│栏目│ │周期│公开│
│ │ │ │ │ │类别│
├────┼────┼────┼────────┼────┼────┤
│信息│政务│通知│发布通知公│10个│工作│
│公开│动态│公告│告，要求具│自然│动态│
│ │ ├────┤有标题、发│日 │ │
│ │ │工作│布机构和正│ │ │
│ │ │动态│文。 │ │ │
├────┼────┼────┼────────┼────┼────┤
│信息│法规│ │规范性文件│及时│规范│
│公开│公文│ │。 │ ├────┤
│ │ │ │ │ │其他│
└────┴────┴────┴────────┴────┴────┘
二、办公室
┌────┬────┬────┬────────┬────┬────┐
│一级│二级│三级│具体内容│更新│政务│
│栏目│栏目│栏目│ │周期│公开│
│ │ │ │ │ │类别│
├────┼────┼────┼────────┼────┼────┤
│信息│政务│工作│本办公室动│每周│ │
│公开│动态│动态│态。 │ │ │
└────┴────┴────┴────────┴────┴────┘
"""


@pytest.fixture
def duwang(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """`duwang …` in a folder of its own, with a section and the office."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DUWANG_LANGUAGE", "zh_CN")
    (tmp_path / "data").mkdir(mode=0o700)
    organisation = {"key": "t", "name": "测试局", "prefix": "KP", "site_url": "https://www.example.gov.cn/"}
    given = {"organisation": organisation, "profile": "test", "data_dir": str(tmp_path / "data")}
    given["database"] = {"url": f"sqlite:///{tmp_path / 'data' / 'duwang.db'}"}
    (tmp_path / "c.yaml").write_text(yaml.safe_dump(given, allow_unicode=True), "utf-8")

    def run(*args: str) -> Any:
        done = CliRunner().invoke(app, [*args, "--config", "c.yaml"])
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done

    assert run("office", "add", "fzg", "法制股").exit_code == 0
    assert run("office", "add", "bgs", "办公室", "--kind", "office").exit_code == 0
    return run


def test_a_drawn_table_is_tried_entered_exported_read_again_and_taken_back(duwang, tmp_path):
    (tmp_path / "table.txt").write_text(DRAWN, "utf-8")
    tried = duwang("columns", "import", "table.txt")
    assert tried.exit_code == 0, tried.output
    for told in (
        "第8行  新增栏目：信息公开/政务动态/通知公告（法制股）",
        "第10行  新增栏目：信息公开/政务动态/工作动态（法制股）",
        "第14行  新增栏目：信息公开/法规公文（法制股）",
        "信息公开/政务动态/工作动态（办公室）",
        "未作任何改动",
    ):
        assert told in tried.output, told
    assert "已登记4个栏目（第1号导入）" in duwang("columns", "import", "table.txt", "--apply").output
    assert "无需改动" in duwang("columns", "import", "table.txt").output
    assert "栏目4个" in duwang("columns", "export", "out.xlsx").output
    assert "无需改动" in duwang("columns", "import", "out.xlsx").output
    rows = {
        (one["unit"], one["level3"] or one["level2"]): one for one in ledger_sheet.read(tmp_path / "out.xlsx")
    }
    notices = rows["法制股", "通知公告"]
    assert (notices["every"], notices["required"]) == ("10个自然日", "标题、发布机构、正文")
    assert rows["法制股", "法规公文"]["catalogue"] == "规范、其他"
    assert rows["办公室", "工作动态"]["every"] == "每周1次"
    assert duwang("columns", "export", "out.xlsx").exit_code == 2
    assert "已撤回第1号导入" in duwang("columns", "undo").output
    assert "没有可以撤回的导入" in duwang("columns", "undo").output
    assert "通知公告" not in duwang("office", "list").output


def test_joined_cells_hold_for_every_row_and_a_mistake_is_told_with_its_cell(duwang, tmp_path):
    with xlsxwriter.Workbook(str(tmp_path / "t.xlsx")) as made:
        sheet = made.add_worksheet("分工")
        sheet.merge_range("A1:F1", "一、法制股")
        sheet.write_row(1, 0, ["一级栏目", "栏目名称", "更新周期", "责任人", "内容分类", "列表页网址"])
        sheet.merge_range("A3:A4", "信息公开")
        sheet.write_row(2, 1, ["通知公告", "每周", "", "动态"])
        sheet.write_row(3, 1, ["政策文件", "偶尔", "张三", "要事", "tzgg"])
        sheet.merge_range("A6:F6", "二、财务股")
        sheet.write_row(6, 0, ["信息公开", "预算", "1年"])
    done = duwang("columns", "import", "t.xlsx", "--apply")
    assert done.exit_code == 1
    for told in (
        "分工!3  新增栏目：信息公开/通知公告（法制股）",
        "分工!C4  看不懂“偶尔”",
        "分工!D4  没有登记“张三”",
        "分工!E4  不能填“要事”",
        "分工!F4  “tzgg”不是网址",
        "分工!6  没有名为“财务股”的科室",
    ):
        assert told in done.output, told
    assert "通知公告" not in duwang("office", "list").output


def test_a_column_that_stands_keeps_its_key_and_a_changed_duty_is_taken_back(duwang, tmp_path):
    assert duwang("office", "column", "tzgg", "通知公告", "--office", "fzg").exit_code == 0
    head = ["责任单位", "一级栏目", "栏目", "更新周期"]
    for n, every in enumerate(("每周", "每月")):
        with xlsxwriter.Workbook(str(tmp_path / f"{n}.xlsx")) as made:
            sheet = made.add_worksheet()
            sheet.write_row(0, 0, head)
            sheet.write_row(1, 0, ["法制股", "信息公开", "通知公告", every])
        assert "已登记1个栏目" in duwang("columns", "import", f"{n}.xlsx", "--apply").output
    assert "已撤回第2号导入" in duwang("columns", "undo").output
    duwang("columns", "export", "out.xlsx")
    (row,) = ledger_sheet.read(tmp_path / "out.xlsx")
    assert (row["key"], row["every"]) == ("tzgg", "每周1次")
    assert duwang("columns", "undo").exit_code == 0
    assert "tzgg" in duwang("office", "list").output


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.txt", "没有表格的文字".encode(), "no_workbook"),
        ("b.txt", DRAWN.replace("│信息│法规│ │", "│信息│法规│").encode("gb18030"), "box_line"),
        ("c.xlsx", b"PK\x03\x04broken", "no_workbook"),
        ("d.txt", "┌─┬─┐\n│甲│乙│\n└─┴─┘\n".encode(), "no_heading"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path, name, data, code):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(Unusable) as refused:
        ledger_sheet.read(tmp_path / name)
    assert refused.value.code == code


def test_a_broken_line_is_told_by_its_number():
    with pytest.raises(Unusable) as refused:
        list(ledger_box.rows(DRAWN.replace("│信息│法规│ │", "│信息│法规│")))
    assert refused.value.facts["n"] == "14"


@pytest.mark.skipif(not SEED.exists(), reason="the regulations themselves are not at hand")
def test_the_table_of_a_real_regulation_is_read_whole(tmp_path):
    """Zhuhai 附件1: three units, 24 rows of the printed table, one column each for what one cell is split into."""
    (tmp_path / "seed.txt").write_bytes(SEED.read_bytes())
    found = ledger_sheet.read(tmp_path / "seed.txt")
    units = list(dict.fromkeys(row["unit"] for row in found))
    assert units == ["市府办公室", "市发展改革局", "市经贸局"]
    named = {(row["unit"], row["level2"], row["level3"]): row for row in found}
    assert len([1 for row in found if row["level2"] == "市长之窗"]) == 8
    assert all(re.fullmatch(r"\w+\(\w*市长\)", row["level3"]) for row in found if row["level2"] == "市长之窗")
    assert len({(row["unit"], row.at) for row in found}) == len(found)
    index = named["市府办公室", "政府信息公开目录", "市政府信息公开目录"]
    assert index["contents"] == "提供市政府信息公开的编制目录(指公开哪些信息)。"
    assert named["市府办公室", "法规公文", "政府文件"]["way"] == "及时发布"
    assert named["市发展改革局", "组织机构", "市政府(市发展改革局)"]["catalogue"].startswith(
        "行政审批(含行政许可"
    )
    assert {row["level1"] for row in found} == {"信息服务", "公共服务", "印象珠海", "企业频道"}
    assert len(found) == 24 + 7 + 1 + 1  # eight in one row, two in one, two classes of one
