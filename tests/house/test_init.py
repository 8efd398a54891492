"""`duwang init`: what is asked, what is refused, and that the file it writes can be run."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from bot.config import load

ANSWERS = [
    "开平区司法局", "kp", "https://www.example.gov.cn", "kaiping", "否", "secrecy_only",
    "是", "ww1234567890", "1000002", "https://duwang.example.gov.cn",
]  # fmt: skip


@pytest.fixture
def ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DUWANG_LANGUAGE", "zh_CN")

    def asked(*answers: str):
        return CliRunner().invoke(app, ["init"], input="\n".join(answers) + "\n")

    return asked


def test_ten_answers_make_settings_that_load(ask, tmp_path: Path):
    assert len(ANSWERS) == 10
    done = ask(*ANSWERS)
    assert done.exit_code == 0, done.output
    assert "duwang doctor wecom" in done.output
    for name in ("wecom-secret", "wecom-callback-token", "wecom-aes-key"):
        assert (tmp_path / "secrets" / name).stat().st_mode & 0o777 == 0o600
    (tmp_path / "secrets/wecom-secret").write_text("s" * 43)
    (tmp_path / "secrets/wecom-callback-token").write_text("t" * 20)
    (tmp_path / "secrets/wecom-aes-key").write_text("k" * 43)
    settings = load(tmp_path / "config.local.yaml", {})
    assert (settings.organisation.name, settings.organisation.prefix) == ("开平区司法局", "KP")
    assert settings.platforms.wecom.agent_id == 1000002
    assert settings.web.public_url == "https://duwang.example.gov.cn"
    from bot.founding import resolve

    regime = resolve("kaiping", overlay=Path(settings.organisation.overlay), own={}, lang="zh_CN")
    assert regime.exemption_mode == "secrecy_only"


@pytest.mark.parametrize(
    ("place", "wrong", "said"),
    [
        (0, "", "此项不能为空"),
        (1, "开平", "大写字母"),
        (2, "www.example.gov.cn", "http:// 或 https:// 开头的网址"),
        (3, "kaipng", "kaiping"),
        (4, "也许", "请回答“是”或“否”"),
        (5, "both", "secrecy_only"),
        (7, "企业", "企业 ID"),
        (8, "abc", "请填数字"),
        (9, "http://duwang.example.gov.cn", "https:// 开头的网址"),
    ],
)
def test_a_wrong_answer_is_explained_and_asked_again(ask, place: int, wrong: str, said: str):
    done = ask(*ANSWERS[:place], wrong, *ANSWERS[place:])
    assert done.exit_code == 0, done.output
    assert said in done.output


def test_without_wecom_nothing_of_it_is_asked(ask, tmp_path: Path):
    done = ask(*ANSWERS[:5], "", "否", "")
    assert done.exit_code == 0, done.output
    assert "AgentId" not in done.output
    assert not (tmp_path / "secrets").exists()
    assert load(tmp_path / "config.local.yaml", {}).platforms.wecom.enabled is False


def test_a_file_that_stands_there_is_left_alone(ask, tmp_path: Path):
    (tmp_path / "config.local.yaml").write_text("regime: kaiping\n")
    done = ask(*ANSWERS)
    assert done.exit_code == 2
    assert "已存在" in done.output
    assert (tmp_path / "config.local.yaml").read_text() == "regime: kaiping\n"
