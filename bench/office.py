"""An office of usual size, with items waiting at their first reviewer: what the house is measured on."""

import asyncio
import itertools
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Literal

from bench import updates
from bot.app import App
from bot.config import load
from bot.founding import settle
from rules.model import Kind
from scheduler.clock import SHANGHAI, SystemClock
from storage import review as seats
from storage.engine import Store, Tx
from workflow import draft, filling, seals, subjects, submit

UNITS = 32
SITE = "http://127.0.0.1:1/site"
START = datetime(2026, 2, 9, 9, 0, tzinfo=SHANGHAI)


class Measured(App):
    """The real house; only the durability of its commits is chosen."""

    sync: Literal["FULL", "NORMAL"] = "FULL"

    def _open(self) -> Store:
        opened = Store.open

        def chosen(*given: Any, **named: Any) -> Store:
            return opened(*given, **{**named, "sync": self.sync})

        Store.open = chosen  # type: ignore[method-assign]
        try:
            return super()._open()
        finally:
            Store.open = opened  # type: ignore[method-assign]


def app(
    folder: Path,
    *,
    api: str,
    sync: Literal["FULL", "NORMAL"] = "FULL",
    port: int = 0,
    more: Mapping[str, str] | None = None,
) -> Measured:
    """A house with a webhook, its data in ``folder``, its platform at ``api``."""
    env = {
        "DUWANG_PROFILE": "test",
        "DUWANG_DATA_DIR": str(folder),
        "DUWANG_DATABASE__URL": f"sqlite:///{folder / 'bench.db'}",
        "DUWANG_ORGANISATION__SITE_URL": SITE,
        "DUWANG_ORGANISATION__PREFIX": "KP",
        "DUWANG_WEB__PORT": str(port),
        "DUWANG_PLATFORMS__TELEGRAM__ENABLED": "true",
        "DUWANG_PLATFORMS__TELEGRAM__TOKEN": updates.TOKEN,
        "DUWANG_PLATFORMS__TELEGRAM__API_BASE": api,
        "DUWANG_PLATFORMS__TELEGRAM__MODE": "webhook",
        "DUWANG_PLATFORMS__TELEGRAM__WEBHOOK_URL": "https://bench.invalid/telegram/webhook",
        "DUWANG_PLATFORMS__TELEGRAM__WEBHOOK_SECRET": updates.SECRET,
        **(more or {}),
    }
    Measured.sync = sync
    return Measured(load(None, env), SystemClock(START))


async def connected(house: App) -> None:
    """Until Telegram's stub has been greeted."""
    assert house.telegram is not None
    async with asyncio.timeout(30):
        while house.telegram.state != "connected":  # noqa: ASYNC110 - what is waited for has no bell
            await asyncio.sleep(0.01)


def _person(id_: str, name: str, account: int, office: str, role: str) -> dict[str, Any]:
    return {"id": id_, "name": name, "telegram_id": account, "roles": [{"office": office, "role": role}]}


def office() -> Mapping[str, Any]:
    """32 sections with a liaison and a head each, an office with two reviewers and a web administrator."""
    units = range(UNITS)
    return {
        "offices": [
            *({"key": f"u{n}", "name": f"第{n + 1}股", "kind": "unit"} for n in units),
            {"key": "bgs", "name": "办公室", "kind": "office"},
        ],
        "site": {
            "columns": [
                {"key": "tzgg", "name": "通知公告", "path": "tzgg", "office": "bgs", "category": "政务动态",
                 "type": "主动公开", "mode": "文字", "class": "activities"}
            ]
        },
        "people": [
            *(_person(f"l{n}", f"信息员{n + 1}", 1000 + n, f"u{n}", "liaison") for n in units),
            *(_person(f"h{n}", f"股长{n + 1}", 2000 + n, f"u{n}", "head") for n in units),
            _person("o1", "王主任", 3001, "bgs", "office"),
            _person("o2", "赵干事", 3002, "bgs", "office"),
            _person("w", "钱网管", 4001, "bgs", "webadmin"),
        ],
        "groups": [],
    }  # fmt: skip


def seed(house: App, *, items: int) -> list[tuple[int, str]]:
    """Hand in so many items through the use cases; for each the reviewer's account and an 同意 token.

    Their own cards count as sent, so that only the taps and what they cause is measured.
    """
    at = iter(range(items))
    made: list[tuple[int, str]] = []

    def enter(tx: Tx) -> dict[str, int]:
        org = house.founded(tx)
        return settle(
            tx, org, office(), site_url=SITE, on="2026-01-01", bots={"telegram": str(updates.BOT_ID)}
        )

    people = house.store.act_now(enter)
    while portion := list(itertools.islice(at, 100)):
        made += house.store.act_now(partial(_hand_in_all, house, people, portion))
    house.store.act_now(_all_sent)
    return made


def _hand_in_all(
    house: App, people: Mapping[str, int], numbers: Sequence[int], tx: Tx
) -> list[tuple[int, str]]:
    return [_hand_in(house, tx, people, n) for n in numbers]


def _all_sent(tx: Tx) -> None:
    tx.connection.execute("UPDATE outbox SET state = 'sent', done_at = made_at")


def _hand_in(house: App, tx: Tx, people: Mapping[str, int], n: int) -> tuple[int, str]:
    desk = house.desk(tx)
    unit = n % UNITS
    by, head = people[f"l{unit}"], people[f"h{unit}"]
    text = f"关于第{n + 1}号事项的通知\n各有关单位：现将有关事项通知如下。\n请遵照执行。"
    item = draft.open_draft(desk, by=by, kind=Kind.PUBLISH, text=text, occasion=f"seed:{n}")
    while gaps := draft.missing(desk, subjects.load(desk, item.id)):
        options = filling.choices(desk, item, gaps[0])
        value = options[0]["value"] if options else "本股室"
        draft.set_field(desk, item.id, by=by, name=gaps[0].name, value=value)
    submit.submit(desk, item.id, by=by)
    seat = next(row for row in seats.seats_open(desk.tx, head) if row.item_id == item.id)
    token = seals.mint(
        desk, verb="review.approve", subject=f"seat:{seat.seat_id}", args={}, seat=seat.seat_id, person=head,
        chat=str(2000 + unit), content_hash=seat.content_hash,
    )  # fmt: skip
    return 2000 + unit, token
