"""Canary secrets are planted everywhere a secret can be; none is found in anything the process prints."""

import json
import re
from pathlib import Path

import pytest

from bot import logs
from bot.redaction import MASK, Redactor
from tests.house.places import ROOT, run

BOT = "987654321:AAHcanaryTOKENcanaryTOKENcanaryTOKEN"
WEBHOOK = "canary-webhook-secret-0123456789"
PASSWORD = 'ca"nary pass/wörd'
CANARY = "canaryLOOSEcanaryLOOSEcanary0123"
SHAPES = [
    BOT,
    "AAHcanaryTOKEN",
    WEBHOOK,
    PASSWORD,
    'ca\\"nary',
    "ca%22nary",
    "wörd",
    "w%C3%B6rd",
    "canaryLOOSE",
]
PERSONAL = ["13812345678", "11010519491231002X"]
ENV = {
    "CANARY": CANARY,
    "DUWANG_PROFILE": "test",
    "DUWANG_PLATFORMS__TELEGRAM__ENABLED": "true",
    "DUWANG_PLATFORMS__TELEGRAM__API_BASE": "http://127.0.0.1:1",
    "DUWANG_PLATFORMS__TELEGRAM__TOKEN": BOT,
    "DUWANG_PLATFORMS__TELEGRAM__WEBHOOK_SECRET": WEBHOOK,
    "DUWANG_DATABASE__URL": "postgresql://duwang:ca%22nary%20pass%2Fw%C3%B6rd@db/office",
}


def found(text: str) -> list[str]:
    return [secret for secret in (*SHAPES, *PERSONAL) if secret in text]


@pytest.mark.parametrize("form", ["json", "console"])
def test_a_leaking_process_leaks_nothing(form: str):
    done = run("-m", "tests.house.leaking", form, env=ENV | {"PYTHONPATH": str(ROOT)})
    assert done.returncode == 1  # its last act is an uncaught error
    said = done.stdout + done.stderr
    assert found(said) == []
    # The control: every trap went off, and what was masked is seen to be masked.
    for trap in (
        "structured",
        "HTTP Request",
        "failed",
        "caught",
        "database",
        "parsing",
        "uncaught",
        "UserWarning",
    ):
        assert trap in said, trap
    assert "Task exception was never retrieved" in said
    assert said.count(MASK) > 60
    assert "held_in_a_local" not in re.sub(r'raise RuntimeError\(f\\?"[^"]*"\)', "", said)
    if form == "json":
        for line in done.stderr.splitlines():
            assert {"at", "level", "event"} <= json.loads(line).keys()


def test_the_control_would_have_found_them():
    """Unredacted, the same texts are full of canaries: the search above is not blind."""
    assert set(found(" ".join([*ENV.values(), PASSWORD, 'ca\\"nary', *PERSONAL]))) == {*SHAPES, *PERSONAL}


@pytest.mark.parametrize(
    "command", [["config", "check"], ["config", "check", "--jsonl"], ["--help"], ["config", "chek"]]
)
def test_the_command_line_prints_no_secret(command: list[str]):
    done = run("-m", "bot", *command, env=ENV)
    assert found(done.stdout + done.stderr) == []


def test_refusals_print_no_secret(tmp_path: Path):
    mine = tmp_path / "mine.yaml"
    mine.write_text(f"platforms: {{telegram: {{token: '{BOT}', webhook_secret: '{WEBHOOK}'}}}}", "utf-8")
    done = run("-m", "bot", "config", "check", "--config", str(mine), env=ENV | {"DUWANG_WEB__PORT": "no"})
    assert done.returncode == 2
    assert "platforms.telegram.token" in done.stderr
    assert found(done.stdout + done.stderr) == []


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("item 42 number KP-2026-0042 at 2026-02-09T09:00:00+08:00", None),
        ("chat -1001234567890 message 88 user 7654321098", None),
        ("sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", None),
        ("1770598800000 ms", None),
        ("https://www.example.gov.cn/art/2026/2/9/art_1229.html", None),
        ("电话 0750-2212345", None),
        ("postgresql://duwang@db/office", None),
        ("手机13812345678转", f"手机{MASK}转"),
        ("证件 110105194912310021，", f"证件 {MASK}，"),
        ('{"access_token":"a\\"b","x":1}', f'{{"access_token":"{MASK}","x":1}}'),
    ],
)
def test_ids_stay_and_personal_numbers_go(text: str, kept: str | None):
    assert Redactor()(text) == (text if kept is None else kept)


def test_a_secret_is_known_in_every_form_it_is_printed_in():
    redact = Redactor([PASSWORD, "abc"])
    for form in (
        PASSWORD,
        json.dumps(PASSWORD),
        repr(PASSWORD),
        "ca%22nary%20pass%2Fw%C3%B6rd",
        json.dumps(PASSWORD, ensure_ascii=False),
    ):
        assert found(redact(f"<{form}>")) == []
    assert redact("abc") == "abc"  # too short to be told from a word


def test_a_canonical_line_holds_ids_and_nothing_else():
    fields = "item=7, number='KP-2026-0042', title='关于年检的通知', note='two words', ok=True, none=None, long='x' * 200"
    said = run(
        "-c", f"from bot import logs; logs.configure(); logs.line('review.approve', 'done', {fields})"
    ).stderr
    told = json.loads(said)
    told.pop("at")
    assert told == {
        "level": "info", "event": "review.approve", "outcome": "done", "item": 7, "number": "KP-2026-0042",
        "title": logs.WITHHELD, "note": logs.WITHHELD, "ok": True, "none": None, "long": logs.WITHHELD,
    }  # fmt: skip


@pytest.mark.parametrize("form", ["json", "console"])
def test_a_log_line_stays_one_line_and_short(form: str):
    words = "a\r\n2026-01-01 error forged\x1b[2J"
    code = f"import structlog; from bot import logs; logs.configure(form={form!r}); structlog.get_logger().info({words!r}, text={words!r}, big='x' * 10_000_000)"
    done = run("-c", code)
    assert len(done.stderr.splitlines()) == 1
    assert len(done.stderr) < 5_000
    assert "\x1b" not in done.stderr
