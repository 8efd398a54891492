"""`duwang due`: one question on the command line, or one JSON object a line, each answered in its place."""

import json
import os
import select
import subprocess
import sys
from datetime import date, timedelta

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from bot.commands.due import MOST_BYTES
from tests.house.places import ROOT, run

PLAIN = {"rule": "CN-33-ANSWER", "start": "2026-03-02"}
GOOD = {"id": "good", **PLAIN}
KEYS = ["id", "due_date", "advise_by", "provisional", "suspended", "explain"]
OTHER = "id must be a text or a number"
NO_JSON = "must be one JSON object"


def piped(data: bytes, *args: str, lang: str = "en", **env: str) -> subprocess.CompletedProcess[bytes]:
    """The command as a process of its own, with `data` on its input."""
    clean = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "bot", "due", "--jsonl", *args],
        cwd=ROOT,
        env=clean | {"LANG": "C.UTF-8", "DUWANG_LANGUAGE": lang} | env,
        input=data,
        capture_output=True,
        timeout=300,
        check=False,
    )


@pytest.fixture
def stream(monkeypatch: pytest.MonkeyPatch):
    """Answers to these lines within this process: (exit code, one value a line)."""

    def stream(*lines: bytes | dict, lang: str = "en", end: bytes = b"\n"):
        monkeypatch.setenv("DUWANG_LANGUAGE", lang)
        data = end.join(one if isinstance(one, bytes) else json.dumps(one).encode() for one in lines)
        done = CliRunner().invoke(app, ["due", "--jsonl"], input=data)
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        assert done.stderr == ""
        return done.exit_code, [json.loads(line) for line in done.stdout.splitlines()]

    return stream


# One question on the command line ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "first"),
    [
        ("en", ["due: 2026-03-17", "  starts on 2026-02-11, which is not counted"]),
        ("zh_CN", ["到期：2026-03-17", "  起算日 2026年2月11日，当日不计"]),
    ],
)
def test_one_question_is_answered_with_its_ground_and_arithmetic(lang: str, first: list[str]):
    done = run(
        "-m", "bot", "due", "CN-33-ANSWER", "--from", "2026-02-11T10:00+08:00", env={"DUWANG_LANGUAGE": lang}
    )
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0] == "CN-33-ANSWER  《政府信息公开条例》第三十三条  20个工作日"
    assert lines[2:4] == first
    assert len(lines) == 3 + 5 + 34  # the head, five steps, every day from 12 February to 17 March


def test_events_an_aim_and_what_is_provisional_are_told():
    events = json.dumps({"extension_workdays": 20})
    env = {"DUWANG_LANGUAGE": "en"}
    done = run("-m", "bot", "due", "CN-33-ANSWER", "--from", "2026-11-02", "--events", events, env=env)
    assert done.returncode == 0, done.stderr
    assert "due: 2026-12-28\nbetter by: 2026-12-25\nprovisional\n" in done.stdout
    still = json.dumps({"consults": [{"kind": "comaker", "sent": "2026-11-04"}]})
    done = run("-m", "bot", "due", "CN-33-ANSWER", "--from", "2026-11-02", "--events", still, env=env)
    assert "due: not known\n  being consulted since 2026-11-05" in done.stdout
    done = run("-m", "bot", "due", "CN-YQ-5H", "--from", "2026-02-16T22:00+08:00", env=env)
    assert "due: 2026-02-17T03:00:00+08:00" in done.stdout


@pytest.mark.parametrize(
    ("args", "code", "told"),
    [
        ([], 2, "Name a clock and its start"),
        (["CN-33-ANSWER"], 2, "Name a clock and its start"),
        (["CN-33-ANSWR", "--from", "2026-03-02"], 1, "no such clock, the nearest is CN-33-ANSWER"),
        (["CN-33-ANSWER", "--from", "tomorrow"], 1, "start must be a date"),
        (["CN-YQ-5H", "--from", "2026-03-02"], 1, "needs the instant"),
        (["CN-33-ANSWER", "--from", "2026-03-02", "--events", "{"], 2, "--events must be JSON"),
        (["CN-33-ANSWER", "--from", "2026-03-02", "--events", "[" * 100_000], 2, "--events must be JSON"),
        (["CN-33-ANSWER", "--from", "2026-03-02", "--events", "NaN"], 1, "events must be a JSON object"),
        (
            ["CN-33-ANSWER", "--from", "2026-03-02", "--events", '{"corrected": "2026-03-01"}'],
            1,
            "earlier than",
        ),
        (["CN-33-ANSWER", "--from", "2026-03-02", "--regime", "kaipng"], 2, "the nearest is kaiping"),
        (
            ["KP-21-PUBLISCH", "--from", "2026-03-02", "--regime", "kaiping"],
            1,
            "the nearest is KP-21-PUBLISH",
        ),
        (["CN-33-ANSWER", "--jsonl"], 2, "--jsonl reads its questions from the input"),
        (["--jsonl", "--from", "2026-03-02"], 2, "--jsonl reads its questions from the input"),
        (["--jsonl", "--events", "{}"], 2, "--jsonl reads its questions from the input"),
    ],
)
def test_a_question_that_cannot_be_answered_is_told_why(args, code, told, monkeypatch):
    monkeypatch.setenv("DUWANG_LANGUAGE", "en")
    done = CliRunner().invoke(app, ["due", *args])
    assert (done.exit_code, done.stdout) == (code, "")
    assert told in done.stderr
    monkeypatch.setenv("DUWANG_LANGUAGE", "zh_CN")
    done = CliRunner().invoke(app, ["due", *args])
    assert done.exit_code == code
    assert any("一" <= sign <= "鿿" for sign in done.stderr)


def test_a_regime_answers_with_its_own_lines():
    done = run("-m", "bot", "due", "KP-21-PUBLISH", "--from", "2026-02-09", "--regime", "kaiping")
    assert "到期：2026-03-13" in done.stdout


# A stream of questions --------------------------------------------------------------------------------


def test_answers_keep_their_order_and_bear_just_their_keys(stream):
    asked = [
        {"id": i, **PLAIN, "start": (date(2026, 3, 1) + timedelta(days=i)).isoformat()} for i in range(20)
    ]
    code, told = stream(*asked)
    assert code == 0
    assert [one["id"] for one in told] == list(range(20))
    assert all(list(one) == KEYS for one in told)
    assert [one["due_date"] for one in told] == sorted(one["due_date"] for one in told)
    code, [hours] = stream({"id": "h", "rule": "CN-YQ-5H", "start": "2026-02-16T22:00+08:00"})
    assert list(hours) == ["id", "due_at", *KEYS[2:]]
    _, [still] = stream({**GOOD, "events": {"consults": [{"kind": "comaker", "sent": "2026-03-04"}]}})
    assert (list(still), still["due_date"], still["suspended"]) == (KEYS, None, [["2026-03-05", None]])


@pytest.mark.parametrize("id_", ["x", "", "编号", "\ud800", "\U0001f600", 0, -1, 2**70, 1.5, True, None])
def test_an_id_comes_back_as_it_was(stream, id_):
    code, told = stream({"id": id_, **PLAIN}, {"id": id_, "rule": 1})
    assert code == 1
    assert [one["id"] for one in told] == [id_, id_]
    assert ("due_date" in told[0], list(told[1])) == (True, ["id", "error"])


HARD = [
    ("no JSON", b"due?", NO_JSON),
    ("half an object", b'{"id": "a"', NO_JSON),
    ("two objects", b"{} {}", NO_JSON),
    ("not a number", b'{"id": NaN}', NO_JSON),
    ("infinite", b'{"id": -Infinity}', NO_JSON),
    ("too large a number", b'{"id": 1e999}', NO_JSON),
    ("too many digits", b'{"id": ' + b"9" * 5000 + b"}", NO_JSON),
    ("invalid UTF-8", b'{"id": "\xff"}', NO_JSON),
    ("half a character in UTF-8", b'{"id": "\xed\xa0\x80"}', NO_JSON),
    ("UTF-16", '{"id": "a"}'.encode("utf-16-le"), NO_JSON),
    ("deep", b"[" * 100_000, NO_JSON),
    ("deep and closed", b"[" * 200_000 + b"]" * 200_000, NO_JSON),
    ("deep in an object", b'{"id": ' * 50_000 + b"1" + b"}" * 50_000, NO_JSON),
    ("a list", b"[]", "must be a JSON object"),
    ("a number", b"7", "must be a JSON object"),
    ("null", b"null", "must be a JSON object"),
    ("a mark that is a list", b'{"id": [1]}', OTHER),
    ("a mark that is an object", b'{"id": {}}', OTHER),
    ("a mark that is deep", b'{"id": ' + b"[" * 900 + b"]" * 900 + b"}", ""),
    (
        "null everywhere",
        b'{"id":null,"rule":null,"start":null,"events":null,"calendar_override":null}',
        "rule must be",
    ),
    ("too long", b'{"id": "' + b"x" * MOST_BYTES + b'"}', f"a line has at most {MOST_BYTES} bytes"),
    ("longer than two reads", b"x" * (3 * MOST_BYTES), f"a line has at most {MOST_BYTES} bytes"),
    ("long and empty", b" " * (MOST_BYTES + 1), f"a line has at most {MOST_BYTES} bytes"),
]


@pytest.mark.parametrize(("line", "told"), [pytest.param(*case[1:], id=case[0]) for case in HARD])
def test_a_bad_line_is_answered_in_its_place_and_the_rest_goes_on(stream, line: bytes, told: str):
    code, [before, wrong, after] = stream(GOOD, line, {**GOOD, "id": "after"})
    assert code == 1
    assert (before["id"], after["id"], after["due_date"]) == ("good", "after", "2026-03-30")
    assert list(wrong) == ["id", "error"]
    assert wrong["id"] is None
    assert told in wrong["error"]
    assert len(wrong["error"]) < 3000
    code, [last] = stream(line)  # without an end of line
    assert (code, last["error"]) == (1, wrong["error"])


def test_a_line_may_be_as_long_as_is_said(stream):
    for end in (b"\n", b""):
        line = json.dumps(GOOD).encode()
        exact = line + b" " * (MOST_BYTES - len(line))
        code, told = stream(exact + end)
        assert (code, told[0]["due_date"]) == (0, "2026-03-30")
        code, told = stream(exact + b" " + end)
        assert (code, list(told[0])) == (1, ["id", "error"])


def test_empty_lines_a_mark_of_byte_order_and_other_ends_of_line_are_nothing(stream):
    assert stream(b"") == (0, [])
    assert stream(b"\n \n\t\r\n") == (0, [])
    assert stream(b"\xef\xbb\xbf\n") == (0, [])
    code, told = stream(b"\xef\xbb\xbf" + json.dumps(GOOD).encode(), b"", {**GOOD, "id": 2}, b"", end=b"\r\n")
    assert (code, [one["id"] for one in told]) == (0, ["good", 2])


def test_the_language_of_errors_and_arithmetic(stream):
    for lang, why, line in [("en", "start must be", "starts on"), ("zh_CN", "start 应为", "起算日")]:
        _, [wrong, right] = stream({"id": 1, "rule": "CN-33-ANSWER"}, GOOD, lang=lang)
        assert wrong["error"].startswith(why)
        assert right["explain"][0].startswith(line)


def test_as_a_process_it_answers_in_utf8_whatever_the_terminal_shows():
    lines = [
        {"id": "编号"},
        {"id": "\ud800", **PLAIN},
        {"id": "中", **PLAIN},
        {"id": "\xe9\U0001f600", **PLAIN},
    ]
    data = b"\xef\xbb\xbf" + b"\n".join(json.dumps(one).encode() for one in lines) + b"\n\n\xff\n"
    ascii_only = {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "LC_ALL": "C"}
    for env in ({}, ascii_only):
        done = piped(data, lang="zh_CN", **env)
        assert (done.returncode, done.stderr) == (1, b"")
        told = [json.loads(line) for line in done.stdout.decode().splitlines()]
        assert [one["id"] for one in told] == ["编号", "\ud800", "中", "\xe9\U0001f600", None]
        assert [one.get("due_date") for one in told] == [None, "2026-03-30", "2026-03-30", "2026-03-30", None]
        assert "起算日" in done.stdout.decode()


def test_each_answer_comes_before_the_next_question():
    """Another program may ask, read the answer, and ask again."""
    command = [sys.executable, "-m", "bot", "due", "--jsonl"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        for i in range(3):
            process.stdin.write(json.dumps({**GOOD, "id": i}).encode() + b"\n")
            process.stdin.flush()
            assert select.select([process.stdout], [], [], 60)[0], "no answer yet"
            assert json.loads(process.stdout.readline())["id"] == i
        process.stdin.close()
        assert process.wait(60) == 0


@pytest.mark.slow
def test_twenty_thousand_questions_in_one_run():
    """Every seventh is bad, every fifth has an organisation's own day, all are answered in order."""
    first = date(2019, 1, 1)
    asked = []
    for i in range(20_000):
        start = first + timedelta(days=i % 2800)
        one = {"id": i, "rule": "CN-33-ANSWER", "start": start.isoformat()}
        if i % 5 == 0:
            one["calendar_override"] = {"off": [(start + timedelta(days=1 + i % 9)).isoformat()]}
        asked.append(one if i % 7 else {**one, "start": "?"})
    before = os.times()
    done = piped("\n".join(json.dumps(one) for one in asked).encode())
    after = os.times()
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.returncode, done.stderr) == (1, b"")
    assert [one["id"] for one in told] == list(range(20_000))
    assert [one["id"] for one in told if "error" in one] == list(range(0, 20_000, 7))
    assert all(list(one) == KEYS for one in told if "error" not in one)
    seconds = after.children_user - before.children_user
    assert seconds < 120, f"{seconds:.1f} s of CPU"
