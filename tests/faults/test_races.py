"""F23-F26: several processes decide, return and withdraw the same items at the same moment; one thing happens.

Four processes on one PostgreSQL are told of an item at once: a head approves it (twice, as a phone that sends a
tap again), his colleague returns it, the liaison withdraws it.
"""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.founding import found, settle
from rules import regime
from rules.model import Kind
from storage import items
from storage import review as seats
from storage.audit_proof import verify
from storage.engine import Tx
from storage.sql import must
from storage.tables import audit
from tests.faults.racer import NOW, opened
from workflow import draft, filling, subjects, submit
from workflow.desk import Desk, House

SITE = "http://127.0.0.1:1/site"
ACTS = ("approve", "approve", "return", "withdraw")  # one process each
TOLD = {"review.decided", "review.withdrawn", "review.superseded", "review.changed", "item.not_withdrawable"}


@dataclass(frozen=True, slots=True)
class Raced:
    """An item at its first step, and who acts on it."""

    item: int
    step: int
    seats: Mapping[str, int]  # by the act
    who: Mapping[str, int]


def _people(tx: Tx, org: int) -> dict[str, int]:
    def one(id_: str, name: str, account: int, office: str, role: str) -> dict[str, Any]:
        return {"id": id_, "name": name, "telegram_id": account, "roles": [{"office": office, "role": role}]}

    office = {
        "offices": [
            {"key": "u", "name": "法制股", "kind": "unit"},
            {"key": "bgs", "name": "办公室", "kind": "office"},
        ],
        "site": {
            "columns": [
                {"key": "tzgg", "name": "通知公告", "path": "tzgg", "office": "bgs", "category": "政务动态",
                 "type": "主动公开", "mode": "文字", "class": "activities"}
            ]
        },
        "people": [
            one("l", "信息员", 1000, "u", "liaison"),
            one("h1", "股长", 2000, "u", "head"),
            one("h2", "副股长", 2001, "u", "head"),
            one("o", "王主任", 3000, "bgs", "office"),
            one("w", "钱网管", 4000, "bgs", "webadmin"),
        ],
        "groups": [],
    }  # fmt: skip
    return settle(tx, org, office, site_url=SITE, on="2026-01-01", bots={"telegram": "1"})


def _hand_in(house: House, who: Mapping[str, int], n: int, tx: Tx) -> Raced:
    desk = Desk(tx, now=NOW, house=house)
    text = f"关于第{n + 1}号事项的通知\n各有关单位：现将有关事项通知如下。\n请遵照执行。"
    item = draft.open_draft(desk, by=who["l"], kind=Kind.PUBLISH, text=text, occasion=f"race:{n}")
    while gaps := draft.missing(desk, subjects.load(desk, item.id)):
        options = filling.choices(desk, item, gaps[0])
        draft.set_field(
            desk, item.id, by=who["l"], name=gaps[0].name, value=options[0]["value"] if options else "本股室"
        )
    submit.submit(desk, item.id, by=who["l"])
    mine = {row.person_id: row for row in seats.seats_open(tx, who["h1"]) if row.item_id == item.id}
    theirs = {row.person_id: row for row in seats.seats_open(tx, who["h2"]) if row.item_id == item.id}
    first, second = mine[who["h1"]], theirs[who["h2"]]
    return Raced(
        item.id,
        first.step_id,
        {"approve": first.seat_id, "return": second.seat_id, "withdraw": item.id},
        {"approve": who["h1"], "return": who["h2"], "withdraw": who["l"]},
    )


def _start(url: str, folder: Path, n: int) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.racer", url, str(folder / f"p{n}")],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def race(url: str, folder: Path, count: int) -> Counter[str]:
    """Run it; what became of the steps, after it is shown that one thing became of each."""
    store, house = opened(url, folder / "lead")

    def enter(tx: Tx) -> dict[str, int]:
        org = found(tx, key="race", name="演示局", prefix="KP", site_url=SITE, regime=regime.load("kaiping"))
        return _people(tx, org)

    who = store.act_now(enter)
    raced = [store.act_now(partial(_hand_in, house, who, n)) for n in range(count)]
    racers = [_start(url, folder, n) for n in range(len(ACTS))]
    heard: list[list[str]] = []
    try:
        for n, one in enumerate(raced):
            for process, verb in sorted(zip(racers, ACTS, strict=True), key=lambda pair: hash((n, pair[1]))):
                assert process.stdin is not None
                process.stdin.write(json.dumps([verb, one.seats[verb], one.who[verb]]) + "\n")
                process.stdin.flush()
            heard.append([process.stdout.readline().strip() for process in racers if process.stdout])
        for process in racers:
            assert process.stdin is not None
            process.stdin.close()
            assert process.wait(60) == 0
    finally:
        for process in racers:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()
    became = Counter(
        store.read_now(partial(_became, one, said)) for one, said in zip(raced, heard, strict=True)
    )
    assert store.read_now(verify).ok
    store.close_now()
    return became


def _became(one: Raced, said: list[str], tx: Tx) -> str:
    """What became of the step: approved, returned or void; asserts that everything says the same."""
    first, again, returned, withdrawn = said
    assert set(said) <= {"done", *TOLD}, said
    step = next(row for row in seats.steps_of(tx, one.item) if row.id == one.step)
    live = [
        row for row in seats.decisions_of(tx, one.item) if row.step_id == one.step and row.undone_at is None
    ]
    acts = Counter(
        row.act for row in tx.core(select(audit.c.act).where(audit.c.subject == f"item:{one.item}"))
    )
    state = must(items.item(tx, one.item)).state
    assert acts["review.approved"] + acts["review.returned"] == len(live) <= 1
    assert acts["item.withdrawn"] == (withdrawn == "done")
    match step.state:
        case "approved":
            assert [row.person_id for row in live] == [one.who["approve"]]
            assert "done" in (first, again)
            assert {first, again} == {"done"} or withdrawn == "done"  # the copy came after the withdrawal
            assert returned != "done"
            assert state == ("withdrawn" if withdrawn == "done" else "review")
        case "returned":
            assert [row.person_id for row in live] == [one.who["return"]]
            assert returned == "done"
            assert "done" not in (first, again, withdrawn)
            assert state == "returned"
        case "void":
            assert live == []
            assert withdrawn == "done"
            assert "done" not in (first, again, returned)
            assert state == "withdrawn"
        case other:
            raise AssertionError(other)
    return str(step.state)


@pytest.mark.postgres
@pytest.mark.xdist_group("faults")
def test_of_forty_races_each_has_one_outcome(postgres_empty_url: str, tmp_path: Path) -> None:
    """F23, F24, F25, F26."""
    assert race(postgres_empty_url, tmp_path, 40).total() == 40


@pytest.mark.soak
@pytest.mark.postgres
@pytest.mark.xdist_group("faults")
def test_of_a_thousand_races_each_has_one_outcome(
    postgres_empty_url: str, tmp_path: Path, record_property: Any
) -> None:
    """F23, F24, F25, F26; and each of them won sometimes."""
    became = race(postgres_empty_url, tmp_path, 1000)
    record_property("figures", dict(became))
    assert became.total() == 1000
    assert set(became) == {"approved", "returned", "void"}
