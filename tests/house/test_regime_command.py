"""`duwang regime`: every rule book is listed, checked and printed; a mistake is told at its line."""

import json

import pytest
from typer.testing import CliRunner

from bot.commands.regime import app
from rules import regime

RUN = CliRunner()


@pytest.fixture(autouse=True)
def _chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUWANG_LANGUAGE", "zh_CN")


def test_every_regime_is_listed_with_its_title() -> None:
    told = [json.loads(line) for line in RUN.invoke(app, ["list", "--jsonl"]).stdout.splitlines()]
    assert [one["name"] for one in told] == regime.names()
    assert {one["title"] for one in told} == {regime.load(name).title.zh_CN for name in regime.names()}


@pytest.mark.parametrize("name", regime.names())
def test_what_is_printed_names_every_clock_step_and_article(name: str) -> None:
    rules = regime.load(name)
    done = RUN.invoke(app, ["show", name])
    assert done.exit_code == 0
    for clock in rules.clocks:
        assert clock.id in done.stdout
        assert clock.says.zh_CN in done.stdout
    for route in rules.routes.values():
        for step in route.steps:
            assert step.says.zh_CN in done.stdout
    for matter in rules.matters:
        assert f"专门事项 {matter.text.zh_CN}" in done.stdout
        for line in matter.form:
            assert f"- {line.text.zh_CN}" in done.stdout
    assert ("未配置" in done.stdout) == any(clock.shape is None for clock in rules.clocks)


def test_what_is_printed_tells_branches_parallel_steps_and_bodies_outside(monkeypatch) -> None:
    shown = {name: RUN.invoke(app, ["show", name]).stdout for name in regime.names()}
    assert "市政务服务数据局（网站管理员登记）（限 方式：首页漂浮、首页弹窗）" in shown["kaiping"]
    assert "（限 重要程度：重要）（除 方式：首页漂浮、首页弹窗）" in shown["kaiping"]
    assert "所涉各单位单位负责人，在 leader 之后" in shown["zhuhai"]
    assert (
        "（限 重要程度：重要；或 信息类别：新闻信息：重大部署、主要领导活动；或 参加的领导：主要领导）"
        in shown["jiangsu"]
    )
    monkeypatch.setenv("DUWANG_LANGUAGE", "en")
    told = RUN.invoke(app, ["show", "yuxi"]).stdout
    assert "competent department above (recorded by officer), after leader (only " in told
    assert "leader in charge (not Disclosure: marked for publication)" in told


def test_a_checked_book_says_what_is_still_the_offices_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUWANG_LANGUAGE", "en")
    done = RUN.invoke(app, ["check", "kaiping"])
    assert (done.exit_code, done.stdout.splitlines()[0][:5]) == (0, "good:")
    left = [clock.id for clock in regime.load("kaiping").clocks if clock.shape is None]
    assert left
    assert all(id_ in done.stdout for id_ in left)


def test_every_mistake_is_told_at_its_line(tmp_path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text("reminders: {before: [99]}\nurgent: {reason: maybe}\n", "utf-8")
    done = RUN.invoke(app, ["check", "kaiping", "--overlay", str(path)])
    assert done.exit_code == 1
    assert f"{path}:1: reminders.before" in done.stderr
    assert f"{path}:2: urgent.reason" in done.stderr
    assert "99" in done.stderr


def test_a_name_that_is_none_is_told_with_those_that_are() -> None:
    done = RUN.invoke(app, ["show", "kaipin"])
    assert done.exit_code == 1
    assert "kaiping" in done.stderr


def test_the_json_form_is_what_items_remember() -> None:
    done = RUN.invoke(app, ["show", "yuxi", "--jsonl"])
    assert done.stdout.strip() == regime.load("yuxi").canonical()
