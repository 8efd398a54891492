"""A pack is checked by one file of ours without the house: a good one agrees, every change in it is found."""

import copy
import hashlib
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from bot.evidence import formed, pack, verify
from locales import say
from storage import orgs, people
from storage.anchor import NAME
from tests.evidence.offices import SITE, TITLE, Walked
from workflow import draft, evidence, submit

NUMBER = "items/KP-2026-0001"
RECORD = f"{NUMBER}/record.json"


def run(*args: str) -> Any:
    done = CliRunner().invoke(app, ["evidence", *args])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """One pack of two items, made by the command; the office's folder and anchor."""
    folder = tmp_path_factory.mktemp("office")
    office = Walked(folder)
    item = office.drafts(files={"通知.docx": b"attachment", "../../附表:一.xlsx": b"table"})
    office.submits(item)
    office.returns(item, "日期有误")
    chen = office.people["chen"]
    office.act(lambda desk: submit.amend(desk, item, by=chen, occasion="amend"))
    office.act(lambda desk: draft.set_field(desk, item, by=chen, name="title", value=f"{TITLE}（修订）"))
    office.submits(item)
    office.approves(item)
    office.publishes(item)
    office.confirms(item)
    office.closed(title="关于<b>放假</b>的通知")
    config = office.config()
    office.close()
    (folder / "list.txt").write_text(
        f"# 抽查\n\nKP-2026-0001\n{SITE}tzgg/2026.html\nhttps://www.example.gov.cn/none\n", "utf-8"
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DUWANG_LANGUAGE", "zh_CN")
        patch.chdir(folder)
        done = run("--list", "list.txt", "--out", str(folder / "out"), "--config", str(config))
    (path,) = (folder / "out").glob("*.zip")
    return {"done": done, "path": path, "folder": folder, "config": config, "digest": done.stdout.split()[-1]}


def judged(place: Path, *args: str, program: Path | None = None) -> tuple[int, str]:
    """What the verifier says in a process of its own that knows nothing of ours."""
    held = [sys.executable, "-I", "-S", str(program or Path(verify.__file__)), str(place), *args]
    done = subprocess.run(
        held, capture_output=True, check=False, env={"LANG": "zh_CN.UTF-8"}, cwd=place.parent
    )
    return done.returncode, (done.stdout + done.stderr).decode()


def test_the_list_is_packed_and_bad_lines_are_told(made: dict[str, Any]):
    assert made["done"].exit_code == 1, "one line named nothing"
    assert "第5行“https://www.example.gov.cn/none”没有对应的件" in made["done"].output
    assert made["path"].stat().st_mode & 0o777 == 0o600
    with zipfile.ZipFile(made["path"]) as file:
        names = file.namelist()
        assert len(names) == len(set(names))
        assert {"index.html", "index.xlsx", "README.txt", "verify.py", "chain.jsonl", "manifest.json"} <= set(
            names
        )
        assert f"{NUMBER}/files/01-通知.docx" in names
        assert f"{NUMBER}/files/02-_.._附表_一.xlsx" in names
        assert not any(".." in Path(name).parts or name.startswith("/") for name in names)
        index = file.read("index.html").decode()
        assert "KP-2026-0002" in index
        assert "&lt;b&gt;放假" in index
        assert "<script" not in index
        page = file.read(f"{NUMBER}/record.html").decode()
        assert all(word in page for word in ("刘股长", "退回：日期有误", "第2稿", "审批意见"))


def test_the_chain_of_the_house_knows_the_pack(made: dict[str, Any]):
    done = run("check", str(made["path"]), "--config", str(made["config"]))
    assert (done.exit_code, made["digest"][:12] in done.output) == (0, True), done.output


def test_a_good_pack_agrees_in_a_process_that_knows_nothing_of_ours(made: dict[str, Any], tmp_path: Path):
    code, said = judged(made["path"])
    assert code == 0, said
    assert "KP-2026-0001：稿件2份、决定4项" in said
    assert made["digest"] in said
    anchor = made["folder"] / "data" / NAME
    code, said = judged(made["path"], "--digest", made["digest"], "--anchor", str(anchor))
    assert code == 0, said
    with zipfile.ZipFile(made["path"]) as file:
        file.extractall(tmp_path / "open")
    code, said = judged(tmp_path / "open", program=tmp_path / "open" / "verify.py")
    assert code == 0, said


def test_the_verifier_needs_nothing_but_the_standard_library():
    source = Path(verify.__file__).read_text("utf-8")
    modules = {
        line.split()[1].partition(".")[0]
        for line in source.splitlines()
        if line.startswith(("import ", "from "))
    }
    assert modules <= set(sys.stdlib_module_names)


def rebuilt(path: Path, to: Path, change: Callable[[dict[str, bytes]], None], *, forged: bool) -> Path:
    """The pack with something changed; ``forged``: the manifest was made to agree."""
    with zipfile.ZipFile(path) as file:
        held = {name: file.read(name) for name in file.namelist()}
    change(held)
    if forged:
        manifest = json.loads(held["manifest.json"])
        manifest["files"] = {
            name: hashlib.sha256(data).hexdigest() for name, data in held.items() if name != "manifest.json"
        }
        held["manifest.json"] = verify.canonical(manifest)
    with zipfile.ZipFile(to, "w") as file:
        for name, data in held.items():
            file.writestr(name, data)
    return to


def test_a_change_in_any_file_is_found(made: dict[str, Any], tmp_path: Path):
    with zipfile.ZipFile(made["path"]) as file:
        names = file.namelist()
    for name in names:
        if name == "manifest.json":
            continue

        def flip(held: dict[str, bytes], name: str = name) -> None:
            held[name] = held[name][:-1] + bytes([held[name][-1] ^ 1])

        found = verify.Check(verify.Pack(rebuilt(made["path"], tmp_path / "t.zip", flip, forged=False)))
        try:
            found.run()
        except ValueError:
            continue  # no JSON any more: told as unreadable
        assert ("altered", {"where": name}) in found.problems, name

        def drop(held: dict[str, bytes], name: str = name) -> None:
            del held[name]

        found = verify.Check(verify.Pack(rebuilt(made["path"], tmp_path / "t.zip", drop, forged=False)))
        found.run()
        assert ("missing", {"where": name}) in found.problems, name


def record_of(held: dict[str, bytes]) -> Any:
    return json.loads(held[RECORD])


def rewrite(change: Callable[[Any], None]) -> Callable[[dict[str, bytes]], None]:
    def apply(held: dict[str, bytes]) -> None:
        told = record_of(held)
        before = copy.deepcopy(told)
        change(told)
        assert told != before
        held[RECORD] = verify.canonical(told)

    return apply


def decided(told: Any) -> Any:
    return next(step for step in told["steps"] if step["state"] == "approved")["decisions"][0]


def chain(change: Callable[[list[Any]], None]) -> Callable[[dict[str, bytes]], None]:
    def apply(held: dict[str, bytes]) -> None:
        lines = [json.loads(line) for line in held["chain.jsonl"].splitlines()]
        change(lines)
        held["chain.jsonl"] = b"".join(verify.canonical(line) + b"\n" for line in lines)

    return apply


FORGED: dict[str, tuple[Callable[[dict[str, bytes]], None], str]] = {
    "an opinion turned": (rewrite(lambda told: decided(told).update(verdict="returned")), "没有依据"),
    "another reviewer": (rewrite(lambda told: decided(told).update(person=1)), "没有依据"),
    "another time": (rewrite(lambda told: decided(told).update(at="2026-02-09T09:59:00+08:00")), "没有依据"),
    "a decision hidden": (
        rewrite(lambda told: told["steps"][0]["decisions"].clear()),
        "链上有第",
    ),
    "a decision added": (
        rewrite(lambda told: told["steps"][1]["decisions"].append(dict(decided(told), seat=99))),
        "没有依据",
    ),
    "the text changed": (
        rewrite(lambda told: told["versions"][1]["content"].update(body="别的")),
        "校验值不符",
    ),
    "the title shown changed": (rewrite(lambda told: told.update(title="别的")), "标题或正文"),
    "a tick made up": (
        rewrite(lambda told: told["steps"][2]["ticks"][0].update(line="secrecy.invented")),
        "没有依据",
    ),
    "a page made up": (rewrite(lambda told: told["proofs"][0].update(outcome="differs")), "网页记录"),
    "a clock moved": (rewrite(lambda told: told["clocks"][0].update(due_on="2027-01-01")), "时限"),
    "a late clock in time": (
        rewrite(
            lambda told: next(one for one in told["clocks"] if one["closed_at"]).update(state="met_late")
        ),
        "时限",
    ),
    "another liaison": (rewrite(lambda told: told["submissions"][0]["by"].update(id=99)), "没有依据"),
    "confirmed by another": (rewrite(lambda told: told["confirmed"]["by"].update(id=99)), "没有依据"),
    "an entry left out": (rewrite(lambda told: told["audit"].pop(3)), "漏了留痕"),
    "an entry rewritten": (rewrite(lambda told: told["audit"][3].update(person=99)), "与链上不符"),
    "a file exchanged": (
        lambda held: held.update({f"{NUMBER}/files/01-通知.docx": b"another"}),
        "附件 通知.docx",
    ),
    "a page exchanged": (lambda held: held.update({f"{NUMBER}/pages/01-after.html.txt": b"x"}), "附件 pages"),
    "the chain edited": (chain(lambda lines: lines[4].update(person=99)), "被改动过"),
    "the chain cut inside": (chain(lambda lines: lines.pop(4)), "缺失"),
    "the chain cut at its end": (chain(lambda lines: lines.pop()), "末尾与清单不符"),
    "a foreign anchor": (
        lambda held: held.update(
            {
                "manifest.json": held["manifest.json"].replace(
                    b'"anchors":[]', b'"anchors":[{"n":5,"hash":"00"}]'
                )
            }
        ),
        "锚文件不符",
    ),
}


@pytest.mark.parametrize("what", FORGED)
def test_what_was_forged_with_its_manifest_is_found(
    made: dict[str, Any], tmp_path: Path, what: str, capfdbinary
):
    change, wanted = FORGED[what]
    path = rebuilt(made["path"], tmp_path / "forged.zip", change, forged=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DUWANG_LANGUAGE", "zh_CN")
        code = verify.main([str(path)])
    said = capfdbinary.readouterr().out.decode()
    assert (code, wanted in said) == (1, True), said


def test_a_chain_written_anew_is_found_by_the_anchor_alone(made: dict[str, Any], tmp_path: Path):
    """Whoever forges record, chain and manifest together is found out by what lies outside the pack."""

    def anew(held: dict[str, bytes]) -> None:
        lines = [json.loads(line) for line in held["chain.jsonl"].splitlines()]
        lines[4]["person"] = 99
        prev = lines[0]["prev"]
        for one in lines:
            one["prev"] = prev
            one["hash"] = prev = verify.seal(one)
        held["chain.jsonl"] = b"".join(verify.canonical(line) + b"\n" for line in lines)
        by_n = {line["n"]: line for line in lines}
        manifest = json.loads(held["manifest.json"])
        for part in manifest["chain"]:
            part["hash"] = by_n[part["last"]]["hash"]
        held["manifest.json"] = verify.canonical(manifest)
        for name in [name for name in held if name.endswith("record.json")]:
            told = json.loads(held[name])
            told["audit"] = [line | by_n[line["n"]] for line in told["audit"]]
            held[name] = verify.canonical(told)

    path = rebuilt(made["path"], tmp_path / "anew.zip", anew, forged=True)
    assert judged(path)[0] == 0, "it agrees with itself"
    code, said = judged(path, "--anchor", str(made["folder"] / "data" / NAME))
    assert (code, "与锚文件不符" in said) == (1, True), said
    code, said = judged(path, "--digest", made["digest"])
    assert (code, "整包校验值不符" in said) == (1, True), said
    done = run("check", str(path), "--config", str(made["config"]))
    assert done.exit_code == 1, done.output
    (tmp_path / "empty").write_text("nothing\n", "utf-8")
    code, said = judged(made["path"], "--anchor", str(tmp_path / "empty"))
    assert (code, "没有本包范围内" in said) == (1, True), said


def test_a_name_changed_with_its_manifest_is_found_by_the_digest(made: dict[str, Any], tmp_path: Path):
    path = rebuilt(
        made["path"],
        tmp_path / "name.zip",
        rewrite(lambda told: decided(told).update(name="别人")),
        forged=True,
    )
    assert judged(path, "--digest", made["digest"])[0] == 1
    assert run("check", str(path), "--config", str(made["config"])).exit_code == 1


def test_a_foreign_file_and_one_that_is_there_twice_are_found(made: dict[str, Any], tmp_path: Path):
    path = tmp_path / "twice.zip"
    shutil.copyfile(made["path"], path)
    with zipfile.ZipFile(path, "a") as file:
        file.writestr("items/foreign.txt", b"x")
        with pytest.warns(UserWarning, match="Duplicate"):
            file.writestr("README.txt", b"x")
    code, said = judged(path)
    assert code == 1
    assert "多出文件 items/foreign.txt" in said
    assert "文件 README.txt 出现两次" in said


@pytest.mark.parametrize("data", [b"", b"no zip", b"PK\x03\x04"])
def test_what_is_no_pack_is_told_in_words(tmp_path: Path, data: bytes):
    (tmp_path / "x.zip").write_bytes(data)
    code, said = judged(tmp_path / "x.zip")
    assert (code, said.startswith("无法读取")) == (2, True), said


def test_a_file_that_is_gone_is_told_and_its_hash_stays(made: dict[str, Any], tmp_path: Path):
    folder = made["folder"]
    digest = hashlib.sha256(b"attachment").hexdigest()
    kept = folder / "data" / "files" / "kept" / digest[:2] / digest
    moved = kept.rename(tmp_path / "aside")
    try:
        done = run("KP-2026-0001", "--out", str(tmp_path), "--config", str(made["config"]))
    finally:
        moved.rename(kept)
    assert (done.exit_code, "缺少文件“通知.docx”" in done.output) == (1, True)
    (path,) = tmp_path.glob("evidence-KP-2026-0001-*.zip")
    code, said = judged(path)
    assert (code, "附件 通知.docx" in said) == (1, True), said


@pytest.mark.parametrize("name", ["", "..", "a/b\\c", "x" * 300 + ".docx", "\u202egnp.exe", "CON:1\n"])
def test_names_are_safe_in_any_folder(name: str):
    found = pack.safe(name)
    assert found
    assert len(found) <= 90
    assert not set(found) & set('/\\:*?"<>|\n\u202e')
    assert found not in {".", ".."}


def test_nothing_asked_for_is_told(made: dict[str, Any]):
    assert run("pack", "--config", str(made["config"])).exit_code == 2
    assert run("KP-2026-0099", "--config", str(made["config"])).exit_code == 2
    assert run("--list", "none.txt", "--config", str(made["config"])).exit_code == 2


def test_steps_side_by_side_are_each_in_record_form_and_proof(tmp_path: Path):
    """珠海: two other units confirm at the same time; each is a step, an opinion and an entry of its own."""
    office = Walked(tmp_path, "zhuhai")
    wu, bgs = (
        office.people["wu"],
        office.read(lambda desk: orgs.office_by_key(desk.tx, office.org(), key="bgs").id),
    )
    office.act(
        lambda desk: people.add_membership(desk.tx, wu, office_id=bgs, role="head", from_on="2026-01-01")
    )
    item = office.closed(units="公共法律服务股、办公室")
    told = office.read(lambda desk: evidence.record(desk, item))
    signed = [(step["label"], one["name"]) for step in told["steps"] for one in step["decisions"]]
    assert signed == [
        ("分管领导", "周副局长"),
        ("公共法律服务股单位负责人", "马股长"),
        ("办公室单位负责人", "吴管理"),
        ("单位负责人", "刘股长"),
        ("网站平台发布员", "钱网管"),
    ]
    opinions = formed.values(told, say("zh_CN"))["opinions"]
    assert [one["name"] for one in opinions] == ["周副局长", "马股长", "吴管理", "刘股长"]
    config = office.config()
    office.close()
    assert run("1", "--out", str(tmp_path), "--config", str(config)).exit_code == 0
    (path,) = tmp_path.glob("*.zip")
    found = verify.Check(verify.Pack(path))
    found.run()
    assert found.problems == []
