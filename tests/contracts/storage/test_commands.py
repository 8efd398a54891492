"""Operators see and settle it from the command line: in lines for people, in JSON lines for programs."""

import importlib
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.__main__ import app
from bot.commands.trouble import sentence, told
from bot.platforms.wecom_groups import Robots
from locales import LANGUAGES
from storage import errands, inbox, orgs, outbox, people, place, schema
from storage.audit_proof import Problem
from storage.backup import BadBackup
from storage.engine import Store
from storage.tx import Intent, Tx
from tests.contracts.storage.world import build


@pytest.fixture
def url(empty_url: str) -> str:
    """A database of its own: a restore moves whole schemas."""
    return empty_url


@pytest.fixture
def duwang(url: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Runs a command on the test's own database."""
    monkeypatch.setenv("DUWANG_DATA_DIR", str(folder))
    at = f"sqlite:///{folder / 'duwang.db'}" if url.startswith("sqlite") else url
    monkeypatch.setenv("DUWANG_DATABASE__URL", at)
    monkeypatch.setenv("DUWANG_LANGUAGE", "zh_CN")

    def run(*args: str) -> Result:
        return CliRunner().invoke(app, list(args))

    return run


def fill(tx: Tx) -> None:
    world = build(tx)
    for n in range(3):
        came = inbox.Envelope(f"tg:1:{n}", "telegram", "1", "101", b"private words")
        (row_id,) = inbox.receive(tx, [came])
        if n == 0 and row_id is not None:
            inbox.failed(tx, row_id, error="ValueError", retry_at=None)
    people.revoke_accounts(tx, world.liu)
    tx.post(Intent("review.asked", person=world.liu, subject="seat:1", facts={"title": "private words"}))
    tx.post(Intent("submit.filed", person=world.chen, subject="item:1"))
    errand = errands.ask(tx, key="page:1", kind="page", subject="item:1")
    errands.failed(tx, errand, error="timeout", retry_at=None)
    tx.audit("item.submitted", "item:1", person=world.chen, org=world.org, content="c1")


@pytest.fixture
def filled(open_store: Callable[..., Store]) -> Store:
    store = open_store()
    store.act_now(fill)
    return store


def lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_what_came_in_is_listed_without_its_words(filled: Store, duwang: Callable[..., Result]) -> None:
    result = duwang("inbox", "list", "--jsonl")
    assert result.exit_code == 0, result.output
    assert [(row["id"], row["state"], row["lane"], row["received_at"]) for row in lines(result)] == [
        (2, "new", "101", "2026-02-09T09:00:00+08:00"),
        (3, "new", "101", "2026-02-09T09:00:00+08:00"),
    ]
    assert [row["error"] for row in lines(duwang("inbox", "list", "--state", "dead", "--jsonl"))] == [
        "ValueError"
    ]
    assert len(duwang("inbox", "list", "--limit", "1").stdout.splitlines()) == 1
    assert duwang("inbox", "list", "--state", "old").exit_code == 2
    assert "private" not in result.output


def test_messages_are_listed_without_their_words(filled: Store, duwang: Callable[..., Result]) -> None:
    result = duwang("outbox", "list", "--jsonl")
    assert [(row["kind"], row["state"]) for row in lines(result)] == [("submit.filed", "pending")]
    dead = duwang("outbox", "list", "--state", "dead", "--jsonl")
    assert [(row["kind"], row["error"]) for row in lines(dead)] == [("review.asked", "no_account")]
    assert "private" not in result.output + dead.output


def test_dead_letters_are_tried_again_or_given_up_once(filled: Store, duwang: Callable[..., Result]) -> None:
    found = lines(duwang("dead-letters", "list", "--jsonl"))
    assert [(row["id"], row["error"]) for row in found] == [
        ("in:1", "ValueError"),
        ("out:1", "no_account"),
        ("errand:1", "timeout"),
    ]
    again = duwang("dead-letters", "retry", "in:1")
    assert (again.exit_code, again.stdout) == (0, "in:1\t已办\n")
    twice = duwang("dead-letters", "retry", "in:1")
    assert (twice.exit_code, twice.stdout) == (1, "in:1\t不在其中\n")
    nowhere = duwang("dead-letters", "retry", "out:1")
    assert nowhere.exit_code == 1, "a message without a receiver cannot go"
    dropped = duwang("dead-letters", "drop", "--all")
    assert (dropped.exit_code, dropped.stdout) == (0, "out:1\t已办\nerrand:1\t已办\n")
    assert duwang("dead-letters", "list").stdout == "没有未办成的事项\n"
    acts = [row["act"] for row in lines(duwang("audit", "tail", "--jsonl"))]
    assert acts == ["item.submitted", "dead_letter.retried", "dead_letter.dropped", "dead_letter.dropped"]
    for wrong in (["retry"], ["retry", "7"], ["drop", "mail:1"]):
        assert duwang("dead-letters", *wrong).exit_code == 2


def test_the_audit_is_checked_and_shown(
    filled: Store, duwang: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert duwang("audit", "verify").stdout == "完整：1 条\n"
    shown = duwang("audit", "tail").stdout.split("\t")
    assert shown[:5] == ["1", "2026-02-09T09:00:00+08:00", "item.submitted", "item:1", "1"]

    def forge(tx: Tx) -> None:
        if tx.dialect == "sqlite":
            tx.connection.execute("DROP TRIGGER audit_no_update")
        else:
            tx.connection.execute("SET LOCAL session_replication_role = replica")
        tx.connection.execute("UPDATE audit SET person_id = 3")

    filled.act_now(forge)
    result = duwang("audit", "verify")
    assert result.exit_code == 1
    assert result.stderr == "不完整（已读 1 条）：\n  第 1 条被改动\n"
    assert lines(duwang("audit", "verify", "--jsonl")) == [
        {
            "ok": False,
            "n": 1,
            "problems": [{"code": "edited", "entry": 1, "other": 0, "says": "第 1 条被改动"}],
        },
    ]
    monkeypatch.setenv("DUWANG_LANGUAGE", "en")
    result = duwang("audit", "verify")
    assert result.stderr == "not whole (1 entries read):\n  entry 1 was edited\n"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("code", ["missing", "order", "edited", "anchor", "head", "cut"])
def test_every_problem_of_the_chain_is_said_in_the_readers_language(
    monkeypatch: pytest.MonkeyPatch, lang: str, code: str
) -> None:
    monkeypatch.setenv("DUWANG_LANGUAGE", lang)
    one = Problem(code, 41, 43)
    said = told(one)
    assert "41" in said
    assert (said == str(one)) == (lang == "en"), "logs and errors name it in English"
    broken = BadBackup(f"the audit chain in the backup is broken: {one}", found=one, why="chain")
    assert said in str(sentence(broken))


def test_backup_restore_and_release(filled: Store, duwang: Callable[..., Result], folder: Path) -> None:
    made = duwang("backup", "--to", str(folder.parent / "safe"), "--keep", "2")
    assert made.exit_code == 0, made.output
    source = made.stdout.strip()
    filled.close_now()
    refused = duwang("restore", source)
    assert refused.exit_code == 1
    assert "replace" in refused.stderr
    assert len(refused.stderr.splitlines()) == 1
    done = duwang("restore", source, "--replace")
    assert done.exit_code == 0, done.output
    assert "发送已暂停，1 条可能已发送" in done.stdout
    listed = duwang("outbox", "list", "--state", "held")
    assert "可能已发送" in listed.stdout
    assert "发送已暂停" in listed.stderr
    dead = lines(duwang("dead-letters", "list", "--jsonl"))
    assert {row["id"]: row["error"] for row in dead}["out:2"] == "可能已发送"
    assert duwang("dead-letters", "retry", "--all").exit_code == 1
    released = duwang("outbox", "release")
    assert released.stdout == "已恢复发送；另有 1 条可能已发送，待逐条处理。\n"
    assert duwang("dead-letters", "retry", "out:2").exit_code == 0
    assert [row["state"] for row in lines(duwang("outbox", "list", "--jsonl"))] == ["pending"]


KEY = "693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"


def robots_at_work(tx: Tx) -> None:
    """Two groups with a robot each, one that was left, and one of the app itself."""
    for name, title in (("fzg", "法制股工作群"), ("bgs", "办公室工作群"), ("old", "旧群")):
        row = orgs.group_seen(tx, platform="wecom", bot="1", chat=f"robot:{name}", title=title)
        orgs.bind_group(tx, row.id, org_id=1, office_id=None, by=None)
        if name == "old":
            orgs.leave_group(tx, row.id)
    row = orgs.group_seen(tx, platform="wecom", bot="1", chat="appchat:wr1", title="应用建的群")
    orgs.bind_group(tx, row.id, org_id=1, office_id=None, by=None)


def test_two_restores_of_one_second_set_two_things_aside(
    filled: Store, duwang: Callable[..., Result], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = duwang("backup", "--to", str(folder.parent / "safe")).stdout.strip()
    filled.close_now()
    monkeypatch.setattr(importlib.import_module("bot.commands.restore"), "stamp", lambda: "20260209T021000")
    aside = set()
    for _ in range(3):
        done = duwang("restore", source, "--replace")
        assert done.exit_code == 0, done.output
        found = re.search(r"\S*before[-_]20260209T021000\w*", done.output)
        assert found is not None, done.output
        aside.add(found[0])
    assert len(aside) == 3, "nothing that was set aside is written over"


def test_robots_addresses_are_in_no_backup_and_it_is_said(
    filled: Store, duwang: Callable[..., Result], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled.act_now(robots_at_work)
    assert "口令不在备份里：请与设置文件" in duwang("backup", "--to", str(folder.parent / "bare")).stderr
    robots = Robots({}, secrets=folder / "secrets" / "robots.json")
    for name in ("fzg", "bgs"):
        robots.keep(name, KEY, added="吴管理")
    made = duwang("backup", "--to", str(folder.parent / "safe"))
    assert "页面上登记的2个群机器人地址（secrets/robots.json）也不在" in made.stderr
    source = Path(made.stdout.strip())
    assert source.is_dir(), "the first line is still the folder alone"
    held = [path for path in source.rglob("*") if path.is_file()]
    assert not [path for path in held if path.name == "robots.json" or KEY.encode() in path.read_bytes()]
    filled.close_now()

    same = duwang("restore", str(source), "--replace")
    assert same.exit_code == 0, same.output
    assert "机器人地址不在这里" not in same.stdout, "on this machine they lie where they lay"
    (folder / "secrets" / "robots.json").rename(folder.parent / "kept-elsewhere.json")
    robots.keep("bgs", KEY, added="吴管理")
    other = duwang("restore", str(source), "--replace")
    assert other.exit_code == 0, other.output
    assert "1个工作群的机器人地址不在这里，暂时发不出消息：法制股工作群。" in other.stdout
    assert "在手机页面的“工作群”重新登记" in other.stdout
    assert KEY not in other.output + made.output
    monkeypatch.setenv("DUWANG_LANGUAGE", "en")
    robots.forget("bgs")
    english = duwang("restore", str(source), "--replace")
    assert "2 work groups have no robot's address here" in english.stdout
    (folder.parent / "kept-elsewhere.json").rename(folder / "secrets" / "robots.json")
    assert "robot's address" not in duwang("restore", str(source), "--replace").stdout


def test_nothing_is_replaced_under_a_running_service(
    filled: Store, duwang: Callable[..., Result], folder: Path
) -> None:
    source = duwang("backup").stdout.strip()
    filled.close_now()
    serving = place.occupy(folder)
    for command in (("restore", source, "--replace"), ("upgrade",), ("upgrade", "--back")):
        result = duwang(*command)
        assert result.exit_code == 1
        assert "请先停止服务" in result.stderr
    serving.release()
    upgraded = duwang("upgrade")
    assert upgraded.exit_code == 0, upgraded.output
    assert upgraded.stdout == f"已是 {schema.VERSION} 版，无需升级\n核对通过，留痕 1 条\n"


def test_a_backup_that_is_gone_is_told_in_one_line(
    filled: Store, duwang: Callable[..., Result], folder: Path
) -> None:
    source = Path(duwang("backup").stdout.strip())
    shutil.rmtree(source)
    result = duwang("restore", str(source), "--replace")
    assert result.exit_code == 1
    assert len(result.stderr.strip().splitlines()) == 1
    assert duwang("outbox", "list", "--jsonl").exit_code == 0


def test_claimed_rows_show_their_state(filled: Store, duwang: Callable[..., Result]) -> None:
    filled.act_now(lambda tx: outbox.claim(tx, "w", limit=5))
    filled.act_now(lambda tx: outbox.freeze(tx, 2, payload=b"private words", card="{}"))
    rows = lines(duwang("outbox", "list", "--jsonl"))
    assert [(row["state"], row["attempts"]) for row in rows] == [("sending", 1)]


# People ---------------------------------------------------------------------------------------------


@pytest.fixture
def office(duwang: Callable[..., Result]) -> Callable[..., Result]:
    """A founded office with one unit."""
    assert duwang("office", "add", "fzg", "法制股").exit_code == 0
    return duwang


def posts(duwang: Callable[..., Result]) -> list[tuple[Any, ...]]:
    return [
        (row["name"], row["office"], row["role"], row["until"], row["state"])
        for row in lines(duwang("roster", "list", "--jsonl"))
    ]


def test_an_invitation_says_what_to_do_without_a_made_up_address(office: Callable[..., Result]) -> None:
    made = office("roster", "invite", "吴管理", "--office", "fzg")
    assert made.exit_code == 0, made.output
    assert "<bot>" not in made.stdout
    assert re.search(r"邀请码：[0-9A-Z]{4}-[0-9A-Z]{4}（", made.stdout)
    assert re.search(r"\?start=[\w-]{22}\n", made.stdout)
    assert posts(office) == [("吴管理", "法制股", "administrator", None, "unbound")]


def test_a_post_is_ended_now_or_later(office: Callable[..., Result]) -> None:
    for name, role in (("陈信息", "liaison"), ("刘股长", "head")):
        assert office("roster", "invite", name, "--office", "fzg", "--role", role).exit_code == 0
    later = office("roster", "end", "陈信息", "--office", "法制股", "--role", "liaison", "--on", "2099-12-31")
    assert later.exit_code == 0, later.output
    assert "2099年12月31日" in later.stdout
    now = office("roster", "end", "刘股长", "--office", "fzg", "--role", "head")
    assert now.exit_code == 0, now.output
    assert "已经结束" in now.stdout
    assert posts(office) == [("陈信息", "法制股", "liaison", "2099-12-31", "unbound")]
    acts = [row["act"] for row in lines(office("audit", "tail", "--jsonl"))]
    assert acts[-2:] == ["roster.ended", "roster.ended"]
    for wrong, why in (
        (("--role", "head"), "没有这个岗位"),
        (("--role", "liaison", "--on", "2020-01-01"), "不能结束在过去"),
        (("--role", "liaison", "--on", "soon"), "--on 应为"),
        (("--role", "boss"), "没有“boss”这个岗位"),
    ):
        refused = office("roster", "end", "陈信息", "--office", "fzg", *wrong)
        assert (refused.exit_code, why in refused.stderr) == (2, True), refused.output
