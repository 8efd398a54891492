"""`duwang office template|import|undo|export`: from a workbook to what stands, and back; told by cells, in words."""

import ast
import asyncio
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
import yaml
from typer.testing import CliRunner

from bot import office_sheet, office_words
from bot.__main__ import app
from bot.office_sheet import SHEETS, Unusable
from emulator.app import Emulator
from emulator.clock import RunningClock
from emulator.people import demo_office
from locales import LANGUAGES, say
from workflow import office_list
from workflow.office_list import Change, Lists, Member, Problem
from workflow.roster import ROLES

HEADS = {kind: [heading.zh for heading in headings] for kind, (_, _, headings) in SHEETS.items()}
UNITS = [("法制股",), ("办公室", "办公室"), ("局领导", "局领导")]
PEOPLE = [
    ("陈信息", "法制股", "信息员"),
    ("刘股长", "法制股", "部门负责人"),
    ("钱网管", "办公室", "网站管理员"),
]
COLUMNS = [("通知公告", "法制股", "https://www.example.gov.cn/tzgg/", "政务", "主动", "文字", "人事任免", 2)]
IN_PROBLEMS = {"name": "甲", "other": "人员!A2", "member": "a", "n": "40", "found": "乙"}


def book(path: Path, *, units: Any = UNITS, people: Any = PEOPLE, columns: Any = (), top: int = 0) -> Path:
    """A workbook as an office makes it; ``top`` rows stand above the headings."""
    with xlsxwriter.Workbook(str(path)) as made:
        for (kind, (name, _, _)), rows in zip(SHEETS.items(), (units, people, columns), strict=True):
            if rows:
                sheet = made.add_worksheet(name)
                sheet.write_row(top, 0, HEADS[kind])
                for n, row in enumerate(rows, top + 1):
                    sheet.write_row(n, 0, row)
    return path


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """`duwang office …` in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DUWANG_LANGUAGE", "zh_CN")
    organisation = {"key": "t", "name": "测试局", "prefix": "KP", "site_url": "https://www.example.gov.cn/"}
    given = {"organisation": organisation, "profile": "test", "data_dir": str(tmp_path / "data")}
    given["database"] = {"url": f"sqlite:///{tmp_path / 'data' / 'duwang.db'}"}
    (tmp_path / "data").mkdir(mode=0o700)
    (tmp_path / "c.yaml").write_text(yaml.safe_dump(given, allow_unicode=True), "utf-8")

    def run(*args: str, **how: Any) -> Any:
        (tmp_path / "c.yaml").write_text(yaml.safe_dump(given | how, allow_unicode=True), "utf-8")
        done = CliRunner().invoke(app, ["office", *args, "--config", "c.yaml"])
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done

    return run


def test_a_trial_changes_nothing_and_tells_every_change(office, tmp_path):
    book(tmp_path / "a.xlsx", columns=COLUMNS)
    tried = office("import", "a.xlsx")
    assert tried.exit_code == 0, tried.output
    for told in (
        "单位!2  新增单位：法制股（股室）",
        "人员!4  增加岗位：钱网管，办公室，网站管理员",
        "栏目!2  新增栏目：通知公告",
        "未作任何改动",
    ):
        assert told in tried.output
    assert "法制股" not in office("list").output
    entered = office("import", "a.xlsx", "--apply")
    assert entered.exit_code == 0, entered.output
    assert "已登记10处改动（第1号导入）" in entered.output
    assert "法制股" in office("list").output
    assert "无需改动" in office("import", "a.xlsx", "--apply").output


def test_every_problem_is_told_with_its_cell_what_was_found_and_what_is_allowed(office, tmp_path):
    people = [
        ("陈信息", "法治股", "信息员"),
        ("刘股长", "法制股", "信息原"),
        ("", "法制股", "信息员"),
        ("马股长", "法制股", "信息员", "办公室"),
    ]
    columns = [("通知公告", "法制股", "tzgg", "", "", "", "大事", 0, "T")]
    book(tmp_path / "b.xlsx", units=[*UNITS, ("法制股", "局")], people=people, columns=columns, top=3)
    done = office("import", "b.xlsx", "--apply")
    assert done.exit_code == 1
    for told in (
        "单位!B8  没有“局”这种单位类型。可填：股室；办公室；局领导。",
        "单位!A8  “法制股”与单位!A5重复。",
        "人员!B5  没有名为“法治股”的科室。可填：办公室；局领导；法制股。",
        "人员!C6  没有“信息原”这个岗位。可填：信息员；部门负责人；",
        "人员!A7  名称或姓名没有填。",
        "人员!D8  填了分管科室“办公室”，但岗位中没有分管领导。",
        "栏目!C5  “tzgg”不是网址",
        "栏目!G5  不能填“大事”。可填：活动、会议、动态、公告公示；",
        "栏目!H5  时限应为1至60的整数，实际为“0”。",
        "栏目!I5  代号“T”不对",
    ):
        assert told in done.output, done.output
    assert "须先改正（10处），未作任何改动" in done.output
    assert office("list").output == ""


def test_the_reader_is_told_in_english(office, tmp_path, monkeypatch):
    monkeypatch.setenv("DUWANG_LANGUAGE", "en")
    book(tmp_path / "b.xlsx", people=[("陈", "法制股", "clerk"), ("刘", "法制股", "Liaison, head")])
    done = office("import", "b.xlsx")
    assert done.exit_code == 1
    assert "人员!C2  There is no post “clerk”. Allowed: liaison; head; leader; office;" in done.output
    assert "New post: 刘, 法制股, head" in done.output


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_stands_is_written_and_imported_again(office, tmp_path, monkeypatch, lang):
    monkeypatch.setenv("DUWANG_LANGUAGE", lang)
    people = [*PEOPLE, ("周局", "局领导", "分管领导、信息员（办公室）", "法制股、办公室")]
    book(tmp_path / "a.xlsx", people=people, columns=COLUMNS)
    assert office("import", "a.xlsx", "--apply").exit_code == 0
    stood = office("list").output
    assert office("export", "x.xlsx").exit_code == 0
    same = office("import", "x.xlsx", "--apply")
    assert (same.exit_code, say(lang)("office-list-nothing") in same.output) == (0, True), same.output
    assert office("undo").exit_code == 0
    assert office("list").output == ""
    assert office("import", "x.xlsx", "--apply").exit_code == 0
    assert sorted(office("list").output.splitlines()) == sorted(stood.splitlines())
    monkeypatch.setenv("DUWANG_LANGUAGE", "zh_CN")
    assert "无需改动" in office("import", "a.xlsx").output


def test_undo_says_who_has_begun_to_work(office, tmp_path):
    book(tmp_path / "a.xlsx")
    assert office("undo").exit_code == 1, "there is no database yet"
    office("import", "a.xlsx", "--apply")
    invited = CliRunner().invoke(
        app, ["roster", "invite", "陈信息", "--office", "办公室", "--role", "office", "--config", "c.yaml"]
    )
    assert invited.exit_code == 0, invited.output
    refused = office("undo")
    assert refused.exit_code == 2
    assert "不能撤回：陈信息已开始使用" in refused.output


def test_the_template_is_empty_and_can_be_read_and_is_not_written_over(office, tmp_path):
    assert office("template", "t.xlsx").exit_code == 0
    assert office_sheet.read(tmp_path / "t.xlsx") == Lists()
    again = office("template", "t.xlsx")
    assert (again.exit_code, "已存在" in again.output) == (2, True)
    assert office("export", "no/such/folder.xlsx").exit_code == 1
    with zipfile.ZipFile(tmp_path / "t.xlsx") as packed:
        sheets = [packed.read(f"xl/worksheets/sheet{n}.xml").decode() for n in (1, 2, 3)]
    assert "股室,办公室,局领导" in sheets[0]
    assert "单位" in sheets[1], "units may be chosen"
    assert "人事任免" in sheets[2], "the regime's classes may be chosen"


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda path: None, "找不到文件"),
        (lambda path: path.write_text("姓名,科室"), "这不是可以读取的 XLSX 文件"),
        (lambda path: path.write_bytes(b"PK\3\4" + b"\0" * 40), "这不是可以读取的 XLSX 文件"),
        (lambda path: xlsxwriter.Workbook(str(path)).close(), "没有名为单位、人员、栏目的表"),
        (lambda path: book(path, units=[], people=[("a",)], top=40), "“人员”表缺少必填的列"),
    ],
    ids=["absent", "text", "broken", "empty", "headless"],
)
def test_a_file_that_is_no_list_is_refused_in_a_sentence(office, tmp_path, make, told):
    make(tmp_path / "f.xlsx")
    done = office("import", "f.xlsx")
    assert (done.exit_code, told in done.output) == (2, True), done.output


# Reading --------------------------------------------------------------------------------------------------


def test_merged_cells_titles_and_wide_letters_are_read_as_people_mean_them(tmp_path):
    with xlsxwriter.Workbook(str(tmp_path / "m.xlsx")) as made:
        sheet = made.add_worksheet(" 人员 ")
        sheet.merge_range("A1:E1", "某局人员一览表")
        sheet.write_row(2, 0, ["序号", "姓  名*", "部门", "岗位：", "企业微信账号"])
        sheet.merge_range("C4:C5", "法制股")
        sheet.write_row(3, 0, [1, "张　伟", "", "信息员", "ＺｈａｎｇＷ"])
        sheet.write_row(4, 0, [2, "\u200b李四 ", "", "=1+1", 10001])
        sheet.write_row(6, 0, ["", "王五", "办公室", "办公室"])
        sheet.write_blank("C4", None)
        sheet.write_string("C4", "法制股")
        sheet.write_string("D5", "=信息员")
    people = office_sheet.read(tmp_path / "m.xlsx").people
    assert [(line.at, line["name"], line["unit"], line["userid"]) for line in people] == [
        (" 人员 !4", "张伟", "法制股", "ZhangW"),
        (" 人员 !5", "李四", "法制股", "10001"),
        (" 人员 !7", "王五", "办公室", ""),
    ]
    assert people[1].place("roles") == " 人员 !D5"
    assert people[1]["roles"] == "=信息员"
    assert "heads" not in people[0].cells


def test_what_unpacks_to_too_much_is_not_unpacked(tmp_path):
    book(tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx", "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet9.xml", b"\0" * (210 << 20))
    with pytest.raises(Unusable, match="too_big"):
        office_sheet.read(tmp_path / "a.xlsx")


def test_rows_beyond_the_limit_are_refused_and_never_left_out(tmp_path, monkeypatch):
    monkeypatch.setattr(office_sheet, "MOST_ROWS", 5)
    book(tmp_path / "a.xlsx", people=[("陈", "法制股", "信息员")] * 30)
    with pytest.raises(Unusable, match="too_many"):
        office_sheet.read(tmp_path / "a.xlsx")


# Words ----------------------------------------------------------------------------------------------------


def _codes() -> set[str]:
    """Every code that comparing may give, from its sources."""
    folder, at = Path(office_list.__file__).parent, {"wrong": 3, "Problem": 1, "_note": 1}
    found = set()
    for name in ("units", "people", "compare"):
        for node in ast.walk(ast.parse((folder / f"office_{name}.py").read_text("utf-8"))):
            if isinstance(node, ast.Call):
                called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
                given = node.args[at[called]] if len(node.args) > at.get(called, 99) else None
                if isinstance(given, ast.Constant):
                    found.add(str(given.value))
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_code_has_its_sentence(lang):
    voice = say(lang, strict=True)
    codes = _codes()
    assert {"role_unknown", "userid_taken", "only_elsewhere", "days_wanted", "unit_missing"} <= codes
    for code in codes:
        allowed = ROLES if code == "role_unknown" else ("unit",) if code == "kind_unknown" else ("甲",)
        told = office_words.problem(voice, Problem("人员!A2", code, IN_PROBLEMS, allowed))
        assert told.startswith("人员!A2  "), told
        assert "{" not in told


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_change_has_its_sentence(lang):
    unit, form = {"name": "甲股", "kind": "unit"}, dict.fromkeys(office_list.USUAL, "")
    column = {"name": "公告", "unit": "a", "list_url": "", "form": form}
    who = {"name": "陈", "unit": "甲股", "role": "head", "userid": "chen"}
    voice = say(lang, strict=True)
    for what, facts in (
        ("unit.new", unit),
        ("unit.changed", {**unit, "old": {**unit, "kind": "office"}}),
        ("person.new", who),
        ("post.new", who),
        ("account.new", who),
        ("column.new", column),
        ("column.changed", {**column, "old": {**column, "unit": "b", "form": {**form, "class": "x"}}}),
    ):
        told = office_words.change(voice, Change(what, "单位!2", facts))
        assert told.startswith("单位!2  ")
        assert len(told) > 10
    assert told.count("“") == 4, "both parts that change"


# WeCom ----------------------------------------------------------------------------------------------------


@pytest.fixture
async def wecom(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The twin, and the settings that lead to it."""
    emulator = Emulator(demo_office(), clock=RunningClock())
    await emulator.start()
    said = demo_office()["wecom"]
    one = said["apps"][0]
    for name, key in (("SECRET", "secret"), ("CALLBACK_TOKEN", "token"), ("CALLBACK_AES_KEY", "aes_key")):
        monkeypatch.setenv(f"DUWANG_PLATFORMS__WECOM__{name}", one[key])
    named = {
        "enabled": True,
        "corp_id": said["corp_id"],
        "agent_id": one["agent_id"],
        "api_base": emulator.url,
        "oauth_base": emulator.url,
    }
    yield emulator, {"platforms": {"wecom": named}}
    await emulator.stop()


async def test_colleagues_are_matched_with_wecom_and_bound_by_it(office, tmp_path, wecom):
    emulator, settings = wecom
    book(tmp_path / "a.xlsx", people=[*PEOPLE, ("外人", "法制股", "信息员")])
    done = await asyncio.to_thread(office, "import", "a.xlsx", "--apply", **settings)
    assert done.exit_code == 0, done.output
    assert "绑定企业微信：陈信息，账号ChenXin" in done.output
    assert "人员!E5  应用的可见范围内没有“外人”" in done.output
    listed = await asyncio.to_thread(office, "list", **settings)
    assert "陈信息\tliaison\t已绑定" in listed.output
    skipped = await asyncio.to_thread(office, "import", "a.xlsx", "--no-wecom", **settings)
    assert "未匹配企业微信账号" in skipped.output
    assert emulator.wecom.state.app.menu is None, "a command enters no menu"


@pytest.mark.parametrize("trouble", ["secret", "ip", "gone"])
async def test_a_directory_that_cannot_be_read_is_told_in_a_sentence(office, tmp_path, wecom, trouble):
    emulator, settings = wecom
    book(tmp_path / "a.xlsx")
    if trouble == "secret":
        emulator.wecom.state.app.change(secret="another")
    elif trouble == "ip":
        emulator.wecom.state.app.change(trusted_ips=("10.1.1.1",))
    else:
        await emulator.stop()
    done = await asyncio.to_thread(office, "import", "a.xlsx", **settings)
    assert done.exit_code == 1
    assert "读不到企业微信通讯录" in done.output
    assert "duwang doctor wecom" in done.output


# Speed ----------------------------------------------------------------------------------------------------


def test_three_thousand_people_are_tried_within_three_seconds(office, tmp_path, record_property):
    from bot.commands import office_list as verbs

    units = [(f"第{n}股",) for n in range(60)]
    people = [(f"甲{n}", f"第{n % 60}股", "信息员、部门负责人", "", f"user{n}") for n in range(3000)]
    book(tmp_path / "big.xlsx", units=units, people=people)
    members = [Member(f"User{n}", f"甲{n}", (f"第{n % 60}股",)) for n in range(3000)]
    office("list")  # whatever is loaded once
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(verbs, "_members", lambda _config: members)
        began = time.process_time()
        done = office("import", "big.xlsx")
        spent = time.process_time() - began
    assert done.exit_code == 0, done.output[-500:]
    assert "改动（12060处）" in done.output
    record_property("figures", f"office import: 3000 people tried in {spent:.2f} s of the processor")
    assert spent < 3, f"{spent:.2f} s"
