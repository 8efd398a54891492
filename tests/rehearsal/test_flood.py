"""Nobody is flooded: the bars hold on a simulated year of every regulation, also where much is put off."""

from collections import Counter
from typing import Any

import pytest

from bot.rehearsal.habits import Habits
from bot.rehearsal.tally import load
from bot.rehearsal.year import Plan, Rehearsal, rehearse
from emulator.people import demo_office
from rules import regime

SLACK = Habits(at_once=0.35, later=0.25, forgotten_for_good=0.45, after_hours=0.2)
UNITS = ("xzf", "lsg", "shjz", "pfg", "fyg")


def told(found: Rehearsal) -> list[str]:
    return [
        f"{one.day} {one.bar} {found.names.get(one.person or 0, one.group)} {one.found}"
        for one in found.broken
    ]


def larger_office() -> dict[str, Any]:
    """The demo office with five more sections of the same making, each with two liaisons and a group."""
    office = demo_office()
    for n, key in enumerate(UNITS, 1):
        office["offices"].append({"key": key, "name": f"业务{n}股", "kind": "unit"})
        column = dict(office["site"]["columns"][0])
        office["site"]["columns"].append(
            column | {"key": key, "name": f"业务{n}", "path": key, "office": key}
        )
        for m, role in enumerate(("liaison", "liaison", "head"), 1):
            id_ = 5200000000 + n * 10 + m
            post = [{"office": key, "role": role}]
            office["people"].append(
                {"id": f"{key}{m}", "name": f"{key}{m}", "telegram_id": id_, "roles": post}
            )
        for one in office["people"]:
            if one["id"] in {"zhou", "qian"}:
                one["roles"].append({"office": key, "role": "leader" if one["id"] == "zhou" else "webadmin"})
        group = {
            "id": f"{key}-group",
            "title": f"业务{n}股工作群",
            "telegram_id": -4200000000 - n,
            "office": key,
        }
        office["groups"].append(group)
    return office


@pytest.mark.parametrize("name", regime.names())
def test_no_bar_is_broken_on_a_year_in_the_demo_office(name: str) -> None:
    plan = Plan(2026, per_week=0.2, letters=0.4, requests=0.1, bursts=4, burst_items=5, habits=SLACK)
    found = rehearse(plan, regime=regime.load(name), office=demo_office())
    assert told(found) == []
    kinds = Counter(one.kind for one in found.messages)
    # What the bars are about did come about: else they prove nothing.
    assert found.handed_in > 20
    assert kinds["review.gathered"], "an evening's burst is one card"
    assert kinds["clock.reminder"] > 30
    assert min(kinds[f"enquiry.{what}"] for what in ("task", "review", "answer")) > 5
    over = [one for one in found.messages if one.kind == "duty.board" and one.facts["overdue"]]
    assert kinds["clock.overdue"] + len(over) > 10, "what is overdue is in the group's one post of the day"
    assert kinds["duty.board"] > (10 if name == "zhuhai" else 80)
    assert kinds["duty.reminder"] > 5
    assert kinds["duty.unread"] >= {"zhuhai": 0, "kaiping": 0}.get(name, 5)
    assert any(one.called for one in found.messages), "the group's line calls somebody on a later day"
    last = max(one.at for one in found.messages)
    assert last.month == 12


COLUMNS = {
    "chongqing": [("法制股", "通知公告", "动态要闻"), ("公共法律服务股", "法律援助", "调查征集")],
    "zhuhai": [("法制股", "通知公告", "动态"), ("公共法律服务股", "法律援助", "静态信息")],
    "yuxi": [("法制股", "行政复议", "执法结果"), ("法制股", "政策文件", "政策文件")],
}


@pytest.mark.parametrize("name", COLUMNS)
def test_columns_that_hardly_anybody_updates_flood_nobody(name: str) -> None:
    """Half a year of columns whose intervals run out, beside an office's ordinary work."""
    office = demo_office()
    office["duties"] = [
        {"unit": unit, "level3": column, "class": class_, "updated_on": "2025-12-31"}
        for unit, column, class_ in COLUMNS[name]
    ]
    office["duties"].append({"unit": "办公室", "level3": "工作动态", "every": "每周"})
    plan = Plan(2026, per_week=0.3, letters=0.3, bursts=2, days=180, habits=SLACK)
    found = rehearse(plan, regime=regime.load(name), office=office)
    assert told(found) == []
    reminded = [one for one in found.messages if one.kind == "clock.reminder"]
    assert any(str(line["subject"]).startswith("column:") for one in reminded for line in one.facts["lines"])


@pytest.mark.soak
@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("name", regime.names())
def test_no_bar_is_broken_on_years_of_much_work(name: str, seed: int) -> None:
    habits = SLACK if seed > 1 else Habits()
    plan = Plan(2026, per_week=2, letters=8, requests=2, bursts=12, burst_items=6, seed=seed, habits=habits)
    found = rehearse(plan, regime=regime.load(name), office=larger_office())
    assert told(found) == []
    assert found.handed_in > 1200
    for person in found.names:
        assert load([one for one in found.messages if one.person == person], found.workdays).most_routine <= 2


def test_before_the_day_of_use_reminders_reach_the_administrator_alone_and_no_bar_is_broken() -> None:
    plan = Plan(2026, per_week=0.5, bursts=2, days=150, habits=SLACK)
    found = rehearse(
        plan, regime=regime.load("yuxi"), office=demo_office(), settings={"live_from": "2026-04-01"}
    )
    assert told(found) == []
    clocks = [one for one in found.messages if one.kind.startswith("clock.")]
    before = {found.posts.get(one.person or 0) for one in clocks if one.at.month < 4}
    after = {found.posts.get(one.person or 0) for one in clocks if one.at.month >= 4}
    assert before == {("administrator",)}
    assert ("administrator",) not in after
    assert {("liaison",), ("head",), None} <= after
    work = [one for one in found.messages if one.kind == "review.asked" and one.at.month < 4]
    assert work, "what people ask of each other is not held back"


def test_a_rehearsal_comes_again_alike() -> None:
    plan = Plan(2026, per_week=1, bursts=1, days=40, seed=7)
    first, second = (
        rehearse(plan, regime=regime.load("kaiping"), office=demo_office()).messages for _ in range(2)
    )
    assert [(one.at, one.kind, one.person) for one in first] == [
        (one.at, one.kind, one.person) for one in second
    ]
    assert len(first) > 50
