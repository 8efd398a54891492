"""The demo office in a database of its own, with a clock that only acts move, and a courier without a wire."""

# ruff: noqa: S608 -- the ids and words in these statements are the tests' own

import json
import shutil
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import yaml

from bot.draw import Painter
from bot.founding import found, settle
from emulator.people import demo_office
from handlers.routing import find_handlers
from rules import regime as regimes
from rules.workdays import Workdays
from scheduler.ports import Edit
from storage import audit_proof, clocks, copies, errands, orgs, outbox, people, restart
from storage.engine import Store, Tx
from storage.files import Files
from workflow import check, seals, voices
from workflow.desk import Desk, House, Refused
from workflow.notices import KINDS, find_notices, from_row
from workflow.timers import TIMERS, Due

T = TypeVar("T")
SHANGHAI = ZoneInfo("Asia/Shanghai")
START_MS = round(datetime(2026, 2, 9, 9, 0, tzinfo=SHANGHAI).timestamp() * 1000)
SITE = "http://site.test/kpssfzww/"
PLATFORM, BOT = "telegram", "7000000001"
PHONES = {row["id"]: str(row["telegram_id"]) for row in demo_office()["people"]}
NAMES = {row["id"]: row["name"] for row in demo_office()["people"]}


@dataclass(frozen=True)
class Variant:
    """A regime as some office has it."""

    name: str
    shares: frozenset[frozenset[str]] = frozenset()
    resumes: str = "first"
    quorum: str = "any"
    beside: bool = False  # leader and office look at the same time


VARIANTS = (
    Variant("plain"),
    Variant("shared", shares=frozenset({frozenset({"office", "webadmin"})})),
    Variant("returner", resumes="returner"),
    Variant("everybody", quorum="all"),
    Variant("in_turn", quorum="in_turn"),
    Variant("beside", beside=True),
    Variant("beside_everybody", beside=True, quorum="all"),
)


class Ticking:
    """Milliseconds that stand still within an act and go on by a second from one to the next."""

    def __init__(self) -> None:
        self.ms = START_MS

    def __call__(self) -> int:
        return self.ms


@dataclass
class Button:
    """A button as it was once drawn on somebody's phone."""

    verb: str
    chat: str
    token: str


@dataclass
class Place:
    """Where a house stands: the folder, and how to reach its database."""

    folder: Path
    url: str
    connect: Callable[[], Any]
    fresh: Callable[["Place", Variant], None] = field(repr=False)


def regime_of(variant: Variant, folder: Path) -> regimes.Regime:
    """Kaiping's rules; where the variant asks for what no office may choose, a regulation that has it."""
    kaiping = yaml.safe_load((regimes.BUILT_IN / "kaiping.yaml").read_text("utf-8"))
    for route in kaiping["routes"].values():
        route["resumes"] = variant.resumes
        for step in route["steps"]:
            if step["key"] == "office":
                step["quorum"] = variant.quorum
            if variant.beside and step["key"] in ("leader", "office"):
                step["after"] = ["head"]
    path = folder / f"{variant.name}.yaml"
    path.write_text(yaml.safe_dump(kaiping, allow_unicode=True, sort_keys=False), "utf-8")
    shared = [sorted(pair) for pair in variant.shares]
    return regimes.load(path, overlays=[{"separation": {"may_share": shared}}])


def furnish(store: Store, variant: Variant, folder: Path) -> None:
    """Enter the demo office."""
    regime = regime_of(variant, folder)

    def enter(tx: Tx) -> None:
        org = found(tx, key="demo", name="演示区司法局", prefix="KP", site_url=SITE, regime=regime)
        settle(tx, org, demo_office(), site_url=SITE, on="2026-02-09", bots={PLATFORM: BOT})

    store.act_now(enter)


class Office:
    """One house on one database, driven act by act."""

    def __init__(self, place: Place, variant: Variant) -> None:
        find_handlers()
        find_notices()
        self.place = place
        self.variant = variant
        self.clock = Ticking()
        place.fresh(place, variant)
        self.house = House(calendar=Workdays(), files=Files(place.folder / "files"))
        self.painter = Painter()
        self.buttons: list[Button] = []
        self.drawn = 0
        self.open()

    def open(self) -> None:
        self.store = Store.open(self.place.url, folder=self.place.folder, clock_ms=self.clock, sync="NORMAL")
        self.connection = self.place.connect()

    def close(self) -> None:
        self.connection.close()
        self.store.close_now()

    def restart(self) -> None:
        """The process ends and another begins, as bot/app.py begins."""
        self.close()
        self.open()
        if self.store.dialect == "sqlite":
            self.store.act_now(restart.recover)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self.connection.execute(sql).fetchall()]

    def desk(self, tx: Tx) -> Desk:
        return Desk(tx, now=datetime.fromtimestamp(tx.now / 1000, SHANGHAI), house=self.house)

    def act(self, fn: Callable[[Desk], T]) -> T | Refused:
        """One act, a second after the last; its result or the refusal. Anything else it raises is a defect."""
        self.clock.ms += 1000
        before = self.rows("SELECT n FROM audit_head")
        try:
            return self.store.act_now(lambda tx: fn(self.desk(tx)))
        except Refused as refusal:
            assert self.rows("SELECT n FROM audit_head") == before, "a refusal left something behind"
            return refusal

    # Time -----------------------------------------------------------------------------------------

    def pass_time(self, *, seconds: int) -> None:
        """Time passes; whatever becomes due in it is done when it has passed."""
        self.clock.ms += seconds * 1000
        while self.act(self._fire):
            pass

    @staticmethod
    def _fire(desk: Desk) -> int:
        rows = clocks.take_due(desk.tx, now=desk.ms, limit=20)
        for row in rows:
            assert clocks.fired(desk.tx, row.id)
            TIMERS[row.kind](desk, Due(row.kind, row.subject, row.occasion, row.clock_id, row.fire_at))
        return len(rows)

    # Messages -------------------------------------------------------------------------------------

    def deliver(self) -> None:
        """Everything that may leave now arrives; every card that is out of date is drawn again."""
        for _ in range(200):
            if not self.act(self._carry):
                return
        raise AssertionError("the outbox never comes to rest")

    def _carry(self, desk: Desk) -> int:
        tx = desk.tx
        rows = outbox.claim(tx, "test", limit=64)
        for row in rows:
            said = from_row(row)
            kind = KINDS[said.kind]
            reason = "expired" if row.expires_at is not None and row.expires_at < desk.ms else None
            reason = reason or (kind.moot(desk, said) if kind.moot else None)
            if reason is not None:
                outbox.moot(tx, row.id, reason=reason, owner="test")
                continue
            card, digest = self._draw(desk, row)
            outbox.freeze(tx, row.id, payload=b"[]", card=card, digest=digest, live=kind.live)
            outbox.sent(tx, row.id, message=str(row.id), live=kind.live, owner="test")
        stale = copies.stale(tx, limit=64, owner="test")
        for row in stale:
            _, digest = self._draw(desk, row, edit=Edit(row.message))
            copies.drawn(tx, row.copy_id, rev=row.desired_rev, digest=digest, owner="test")
        return len(rows) + len(stale)

    def _draw(self, desk: Desk, row: Any, *, edit: Edit | None = None) -> tuple[str, str]:
        said = from_row(row)
        kind = KINDS[said.kind]
        voice = (
            voices.of_group(desk, row.group_id)
            if row.group_id is not None
            else voices.of_person(desk, row.person_id)
        )
        desk.lang = voice.lang
        facts = kind.facts(desk, said)
        seat, digest = kind.binds(desk, said) if kind.binds else (None, None)

        def mint(verb: str, subject: str, args: Mapping[str, str]) -> str:
            token = seals.mint(
                desk,
                verb=verb,
                subject=subject or said.about,
                args=args,
                seat=seat,
                person=row.person_id,
                chat=row.chat,
                content_hash=digest,
            )
            self.buttons.append(Button(verb, row.chat, token))
            return token

        drawn = self.painter.draw(
            said.kind,
            facts,
            platform=row.platform,
            chat=row.chat,
            lang=desk.lang,
            terms=voice.terms,
            mint=mint,
            edit=edit,
        )
        self.drawn += 1
        return drawn.card, drawn.digest

    # The site -------------------------------------------------------------------------------------

    def fetch_page(self, outcome: str | None) -> None:
        """The oldest page that is to be looked at was looked at, with this outcome."""

        def settled(desk: Desk) -> None:
            for row in errands.claim(desk.tx, owner="test", lease_ms=1000, limit=1):
                result = None if outcome is None else {"outcome": outcome, "findings": [], "sha256": None}
                assert errands.done(desk.tx, row.id)
                check.page_settled(desk, row.subject, json.loads(row.args), result)

        self.act(settled)

    # People ---------------------------------------------------------------------------------------

    def person(self, id_: str) -> int:
        return int(self.rows(f"SELECT id FROM people WHERE name = '{NAMES[id_]}'")[0][0])

    def engage(self, id_: str, office: str, role: str) -> None:
        """One more post for somebody."""

        def enter(desk: Desk) -> None:
            org = orgs.organisation_by_key(desk.tx, "demo")
            room = orgs.office_by_key(desk.tx, org.id, key=office)
            people.add_membership(
                desk.tx, self.person(id_), office_id=room.id, role=role, from_on="2026-02-09"
            )

        self.act(enter)

    def proof(self) -> audit_proof.Report:
        """The audit chain, read from its first entry."""
        return self.store.read_now(
            lambda tx: audit_proof.verify(tx, anchor=self.place.folder / "audit.anchor")
        )


def sqlite_place(folder: Path) -> Place:
    """A place for houses on SQLite; each new one starts from a copy of a furnished database."""
    templates: dict[str, Path] = {}
    data = folder / "data"

    def fresh(place: Place, variant: Variant) -> None:
        if variant.name not in templates:
            made = folder / f"template-{variant.name}"
            store = Store.open("sqlite:///house.db", folder=made, clock_ms=lambda: START_MS, sync="NORMAL")
            furnish(store, variant, folder)
            store.close_now()
            templates[variant.name] = made
        shutil.rmtree(place.folder, ignore_errors=True)
        shutil.copytree(templates[variant.name], place.folder)

    return Place(
        data,
        "sqlite:///house.db",
        lambda: sqlite3.connect(f"file:{data / 'house.db'}?mode=ro", uri=True, check_same_thread=False),
        fresh,
    )


def postgres_place(folder: Path, url: str, empty: Callable[[], None]) -> Place:
    """A place for houses on PostgreSQL: one database, emptied before each new one."""
    import psycopg

    data = folder / "data"

    def fresh(place: Place, variant: Variant) -> None:
        empty()
        shutil.rmtree(place.folder, ignore_errors=True)
        store = Store.open(url, folder=place.folder, clock_ms=lambda: START_MS, sync="NORMAL")
        furnish(store, variant, folder)
        store.close_now()

    return Place(data, url, lambda: psycopg.connect(url, autocommit=True), fresh)
