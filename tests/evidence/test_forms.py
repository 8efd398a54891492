"""审批表 and 保密审查表: filled in from the record under every regime, as Word and as PDF/A, checked by their code."""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from bot.evidence import formed, forms, shown
from locales import say
from rules import regime as regimes
from tests.evidence.offices import BODY, TITLE, Walked
from workflow import evidence

pytestmark = pytest.mark.skipif(not forms.is_ready(), reason="needs the extra `reports`: docxtpl and typst")
SAY = say("zh_CN")
APPROVAL, SECRECY = ("审批表.docx", "审批表.pdf"), ("保密审查表.docx", "保密审查表.pdf")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Walked]:
    walked = Walked(tmp_path)
    yield walked
    walked.close()


def record(office: Walked, item: int) -> dict[str, Any]:
    return office.read(lambda desk: evidence.record(desk, item))


def cells(data: bytes) -> list[list[str]]:
    """The rows of a Word file's tables."""
    import docx
    from docx.table import _Cell

    tables = docx.Document(io.BytesIO(data)).tables
    return [[_Cell(one, table).text for one in row._tr.tc_lst] for table in tables for row in table.rows]


def words(data: bytes) -> str:
    """The text of a PDF, without its breaks."""
    with pypdfium2.PdfDocument(data) as held:
        told = []
        for n in range(len(held)):
            page = held[n]
            text = page.get_textpage()
            told.append(text.get_text_bounded())
            text.close()
            page.close()
    return re.sub(r"\s", "", "".join(told))


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("name", regimes.names())
def test_every_regime_prints_both_forms_twice(tmp_path: Path, name: str):
    office = Walked(tmp_path, name)
    item = office.closed(files={"附表.docx": b"x"})
    told = record(office, item)
    office.close()
    found = forms.render(told, SAY)
    assert set(found) == {*APPROVAL, *SECRECY}
    decided = [
        (step, one) for step in told["steps"] for one in step["decisions"] if step["stage"] == "review"
    ]
    assert decided
    for form in ("审批表", "保密审查表"):
        rows, text = cells(found[f"{form}.docx"]), words(found[f"{form}.pdf"])
        whole = squeezed("".join("".join(row) for row in rows))
        for wanted in (TITLE, told["content_hash"], "陈信息", told["audit"][-1]["hash"]):
            assert wanted in whole, (form, wanted)
            assert wanted in text, (form, wanted)
        for step, one in decided:
            for wanted in (one["name"], SAY.moment(one["at"], with_year=True), step["signed"]):
                assert squeezed(wanted) in whole, (form, wanted)
                assert squeezed(wanted) in text, (form, wanted)
        assert not re.search(r"[{}]|None|undefined", whole)
        assert (
            all(aspect["label"] in whole for aspect in formed.values(told, SAY)["aspects"])
            or form == "审批表"
        )
        pdf = found[f"{form}.pdf"]
        assert re.search(rb"pdfaid:part>\s*2", pdf), "PDF/A, part 2"
        assert re.search(rb"pdfaid:conformance>\s*B", pdf)
        with pypdfium2.PdfDocument(pdf) as held:
            assert len(held) <= 2
            assert tuple(round(side) for side in held.get_page_size(0)) == (595, 842), "A4"


def test_the_same_record_prints_the_same_pages(office: Walked):
    told = record(office, office.closed())
    one, two = forms.render(told, SAY), forms.render(told, SAY)
    assert one["审批表.pdf"] == two["审批表.pdf"]
    assert cells(one["审批表.docx"]) == cells(two["审批表.docx"])


def test_what_is_still_open_leaves_its_place_empty(office: Walked):
    item = office.drafts()
    office.submits(item)
    rows = cells(forms.render(record(office, item), SAY)["审批表.docx"])
    (head,) = [row for row in rows if row[0] == "部门负责人意见"]
    assert head[1].strip() == ""
    office.returns(item, "日期有误")
    rows = cells(forms.render(record(office, item), SAY)["审批表.docx"])
    (back,) = [row for row in rows if row[0] == "退回记录"]
    assert "日期有误" in back[1]
    assert "刘股长" in back[1]


def test_a_deletion_has_no_secrecy_form(office: Walked):
    item = office.closed(kind="delete")
    found = forms.render(record(office, item), SAY)
    assert set(found) == set(APPROVAL)
    assert "信息删除审批表" in words(found["审批表.pdf"])


def test_an_exemption_is_printed_with_its_ground(office: Walked):
    told = record(office, office.closed())
    ground = {"exemption": "已生效的法规文件", "exemption_evidence": "开府〔2026〕1号"}
    for row in told["form"]:
        row["value"] = ground.get(row["name"], row["value"])
    found = forms.render(told, SAY)
    for name in ("审批表.pdf", "保密审查表.pdf"):
        assert "免予保密审查已生效的法规文件；依据：开府〔2026〕1号" in words(found[name]), name


def test_what_people_wrote_is_printed_as_they_wrote_it(office: Walked):
    hostile = "<b>&{{7*7}}{%x%}#panic()$x$*星*\\"
    told = record(office, office.closed(title=hostile, body=f'{BODY}\n#import "x"\u202etxt'))
    found = forms.render(told, SAY)
    assert cells(found["审批表.docx"])[0][1] == hostile
    assert squeezed(hostile) in words(found["审批表.pdf"])
    assert "\u202e" not in "".join(cells(found["审批表.docx"])[7])


def test_what_a_body_outside_agreed_to_names_the_body_and_its_proof():
    step = {"signed": "同意", "external": "上一级主管部门", "proof": "粤司〔2026〕1号"}
    one = {"verdict": "approved", "undone_at": None, "reason": ""}
    assert shown.opinion(SAY, step, one) == "上一级主管部门已同意（凭证：粤司〔2026〕1号）"


def test_a_long_text_is_cut_and_says_so(office: Walked):
    told = record(office, office.closed(body="长" * 5000))
    text = words(forms.render(told, SAY)["审批表.pdf"])
    assert "共5000字，全文见送审稿" in text
    assert text.count("长") < 700


def test_a_character_that_no_font_has_is_marked():
    held = forms.without_rare({"name": "刘䶮", "list": ["甲〔1〕：", "𠀀"], "n": 1})
    assert held == {"name": "刘〓", "list": ["甲〔1〕：", "〓"], "n": 1}


def test_a_rare_name_does_not_keep_the_form_from_being_printed(office: Walked):
    told = record(office, office.closed())
    told["title"] = "关于刘\U0003134a的公告"
    found = words(forms.render(told, SAY)["审批表.pdf"])
    assert "关于刘" in found


# The code -------------------------------------------------------------------------------------------


def run(*args: str) -> Any:
    done = CliRunner().invoke(app, ["evidence", *args])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def test_the_code_on_a_form_is_checked_against_the_record(office: Walked, tmp_path: Path):
    told = record(office, office.closed())
    config = ("--config", str(office.config()))
    code = formed.code_of(told)
    docx = forms.render(told, SAY)["审批表.docx"]
    with zipfile.ZipFile(io.BytesIO(docx)) as file:
        pictures = [file.read(name) for name in file.namelist() if name.startswith("word/media/")]
    assert forms._png(code) in pictures
    assert run("check", code, *config).exit_code == 0
    number, content, n, digest = formed.read_code(code) or ("", "", 0, "")
    for other in (
        (number, "0" * 64, n, digest),
        (number, content, n - 1, digest),
        (number, content, n, "0" * 64),
        ("KP-2026-0002", content, n, digest),
    ):
        assert run("check", " ".join([formed.MARK, *map(str, other)]), *config).exit_code == 1, other
    for other in ("DUWANG1", "DUWANG1 a b c d", f"{code} more", "DUWANG2 " + code[8:]):
        assert run("check", other, *config).exit_code == 2, other


# Templates ------------------------------------------------------------------------------------------


def own(tmp_path: Path, text: str, *, at: str = "事项") -> Path:
    """The office's own folder, its form changed in one cell."""
    import docx

    folder = tmp_path / "own"
    assert run("templates", "--out", str(folder)).exit_code == 0
    held = docx.Document(str(folder / "approval.docx"))
    for row in held.tables[0].rows:
        if row.cells[0].text == at:
            row.cells[1].paragraphs[0].runs[0].text = text
    held.save(str(folder / "approval.docx"))
    return folder


def test_an_office_may_edit_its_form(office: Walked, tmp_path: Path):
    told = record(office, office.closed())
    folder = own(tmp_path, "本局：{{ matter }}")
    assert cells(forms.render(told, SAY, own=folder)["审批表.docx"])[1][1] == "本局：发布"
    done = run("templates", "--out", str(folder))
    assert done.output == "", "what stands there is left alone"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("{{ matters }}", ("表1第2行第2格", "没有“matters”这个名称", "content_hash")),
        ("{{ matter }", ("表1第2行第2格", "花括号没有成对")),
        ("{{ matter.x.y }}", ("approval.docx", "x")),
        ("{% if matter %}x", ("approval.docx",)),
        ("{{ ''.__class__ }}", ("approval.docx", "__class__")),
    ],
)
def test_a_mistake_in_a_form_is_told_with_file_and_place(
    office: Walked, tmp_path: Path, text: str, wanted: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
):
    office.closed()
    folder = own(tmp_path, text)
    monkeypatch.setenv("DUWANG_EVIDENCE__TEMPLATES", str(folder))
    monkeypatch.setenv("DUWANG_LANGUAGE", "zh_CN")
    done = run("1", "--out", str(tmp_path / "out"), "--config", str(office.config()))
    assert done.exit_code == 2
    assert str(folder / "approval.docx") in done.output
    for word in wanted:
        assert word in done.output, done.output
    assert not list((tmp_path / "out").iterdir()), "nothing half made is left"


def test_other_slips_are_told_too(office: Walked, tmp_path: Path):
    told = record(office, office.closed())
    folder = own(tmp_path, "x")
    (folder / "approval.typ").write_text("#let a = 1\n\n#nothing(a)\n", "utf-8")
    with pytest.raises(forms.Mistake) as slip:
        forms.render(told, SAY, own=folder)
    assert (Path(slip.value.file).name, slip.value.place) == ("approval.typ", "第3行")
    assert "nothing" in slip.value.what
    (folder / "approval.docx").write_bytes(b"no Word file")
    with pytest.raises(forms.Mistake, match="Word") as slip:
        forms.render(told, SAY, own=folder)
    assert slip.value.file.endswith("approval.docx")


def test_our_own_templates_name_nothing_that_is_not_there():
    import docx

    for name in ("approval.docx", "secrecy.docx"):
        held = docx.Document(io.BytesIO(forms.template(name, None)[0]))
        assert list(forms.mistakes(held, SAY)) == []


def test_every_value_that_a_template_may_name_is_given_and_documented(office: Walked):
    given = set(formed.values(record(office, office.closed()), SAY)) | {"qr"}
    assert given == set(forms.TOLD)
    guide = (Path(__file__).parents[2] / "docs" / "forms.md").read_text("utf-8")
    assert {name for name in given if f"`{name}`" not in guide} == set()


def test_the_command_prints_the_forms_of_one_item(office: Walked, tmp_path: Path):
    office.closed()
    done = run("forms", "KP-2026-0001", "--out", str(tmp_path / "print"), "--config", str(office.config()))
    assert done.exit_code == 0, done.output
    assert {path.name for path in (tmp_path / "print").iterdir()} == {
        f"KP-2026-0001-{name}" for name in (*APPROVAL, *SECRECY)
    }
