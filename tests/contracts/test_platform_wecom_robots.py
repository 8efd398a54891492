"""Keys of robots: where they lie, who sees them, and what an office may paste."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.base import Called
from bot.platforms.wecom_groups import NoSuchRobot, Robots, draw, key_of
from tests.cards.built import one
from tests.cards.wecom_judged import sendable

KEY = "693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"


@pytest.fixture
def robots(tmp_path: Path) -> Robots:
    (tmp_path / "fzg").write_text(f"{KEY}\n", "utf-8")
    return Robots({"fzg": tmp_path / "fzg"}, secrets=tmp_path / "secrets" / "robots.json")


def test_a_robot_of_the_settings_is_read_from_its_file(robots):
    assert robots.key("fzg") == KEY
    assert robots.names() == ["fzg"]


def test_a_robot_that_is_entered_is_known_at_once_and_can_be_taken_away(robots, tmp_path):
    robots.keep("bgs", KEY, added="吴管理 2026年2月9日")
    assert Robots({}, secrets=tmp_path / "secrets" / "robots.json").key("bgs") == KEY
    assert robots.names() == ["bgs", "fzg"]
    held = json.loads((tmp_path / "secrets" / "robots.json").read_text("utf-8"))
    assert held == {"bgs": {"key": KEY, "added": "吴管理 2026年2月9日"}}
    assert (tmp_path / "secrets" / "robots.json").stat().st_mode & 0o777 == 0o600
    robots.forget("bgs")
    robots.forget("bgs")
    with pytest.raises(NoSuchRobot):
        robots.key("bgs")


def test_only_a_fingerprint_is_shown(robots):
    assert robots.fingerprint("fzg") == "".join(robots.fingerprint("fzg").split())
    assert len(robots.fingerprint("fzg")) == 8
    assert KEY not in repr(robots)


@pytest.mark.parametrize(
    ("name", "key"), [("fzg", KEY), ("Bgs", KEY), ("bgs", "short"), ("bgs", "a b" * 9), ("../x", KEY)]
)
def test_what_is_no_name_or_no_key_is_refused(robots, name, key):
    with pytest.raises(ValueError, match="this"):
        robots.keep(name, key, added="")


def test_a_spoiled_file_holds_no_robot(robots, tmp_path):
    (tmp_path / "secrets").mkdir()
    for spoiled in ("", "[]", "{", '{"bgs": "x"}', '{"bgs": {"key": 5}}'):
        (tmp_path / "secrets" / "robots.json").write_text(spoiled, "utf-8")
        with pytest.raises(NoSuchRobot):
            robots.key("bgs")
    (tmp_path / "fzg").unlink()
    with pytest.raises(NoSuchRobot, match="FileNotFoundError"):
        robots.key("fzg")


@pytest.mark.parametrize(
    ("pasted", "key"),
    [
        (f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}", KEY),
        (f"  https://qyapi.weixin.qq.com/cgi-bin/webhook/send?debug=1&key={KEY}\n", KEY),
        (KEY, KEY),
        (f"http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}", None),
        (f"https://qyapi.weixin.qq.com/cgi-bin/message/send?key={KEY}", None),
        (f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}&key=x", None),
        ("https://[", None),
        ("你好", None),
        ("", None),
    ],
)
def test_what_an_office_pastes(pasted, key):
    assert key_of(pasted) == key


@given(st.text())
def test_whatever_is_pasted_is_a_key_or_none(pasted):
    found = key_of(pasted)
    assert found is None or (found in pasted and 16 <= len(found) <= 128)


def test_a_group_reads_who_received_the_card_and_whom_it_calls():
    (payload,) = draw(
        one("clock.overdue", "group"),
        chat="robot:bgs",
        called=[Called("王主任", "WangZhu"), Called("赵干事", "ZhaoGan")],
        received="处理卡片已发给：王主任、赵干事",
    )
    shown = sendable(payload)
    assert shown.endswith("处理卡片已发给：王主任、赵干事")
    assert payload.params["robot"] == "bgs"
    assert payload.params["text"]["mentioned_list"] == ["WangZhu", "ZhaoGan"]
    (other,) = draw(one("clock.overdue", "group"), chat="appchat:wr123")
    assert (other.method, other.params["chatid"]) == ("appchat/send", "wr123")
    assert "mentioned_list" not in other.params["text"]
