"""The processes of a duty run: keepers that wake, draw and send, and the clerk who enters what happens.

Their civil clock is one number in a file that the run moves; it stands still until everybody is done.
"""

import asyncio
import json
import mmap
import os
import struct
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

WARM = (
    "alembic.command",
    "bot.founding",
    "psycopg",
    "scheduler.courier",
    "scheduler.pump",
    "storage.postgres",
)
Tell = Callable[[dict[str, Any]], None]
LOOK_S = 0.04
RING_S = 1.0  # what `worker.poll_s` is to a real process
LEASE_MS = 10_000  # a chat is in a dead process's hands for so long; a slow one is not taken for dead


class Hands:
    """The shared clock (scheduler.clock.Clock by its shape)."""

    def __init__(self, path: str) -> None:
        with Path(path).open("r+b") as file:
            self._hands = mmap.mmap(file.fileno(), 16)

    def entered(self, ms: int) -> None:
        """The clerk has entered what happens at this moment."""
        self._hands[8:16] = struct.pack("q", ms)

    def ms(self) -> int:
        return int(struct.unpack("q", self._hands[:8])[0])

    def now(self) -> datetime:
        from scheduler.clock import from_ms

        return from_ms(self.ms())

    def lease_ms(self) -> int:
        return self.ms()  # PostgreSQL goes by its own clock

    async def wait(self, *, until: datetime | None, bell: asyncio.Event | None = None) -> None:
        while not (bell is not None and bell.is_set()) and (until is None or until > self.now()):
            if bell is None:
                await asyncio.sleep(LOOK_S)
                continue
            try:
                await asyncio.wait_for(bell.wait(), LOOK_S)
            except TimeoutError:
                continue

    async def wait_until(self, instant: datetime) -> None:
        await self.wait(until=instant)


class Drawer:
    """A reminder as plain facts."""

    def draw(self, kind: str, facts: Mapping[str, Any], *, chat: str, **_given: Any) -> Any:
        from scheduler.ports import Drawn

        lines = [[line["title"], line["rule"], bool(line["up"])] for line in facts["lines"]]
        said = {"kind": kind, "chat": chat, "slot": facts["slot"], "lines": lines}
        return Drawn((json.dumps(said, ensure_ascii=False).encode(),), "{}", "said:x")


class Post:
    """The platform: what is written here has arrived."""

    edits_by_code = False

    def __init__(self, path: str, clock: Hands) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        self._clock = clock

    async def send(self, part: bytes) -> Any:
        from scheduler.ports import Outcome

        os.write(self._file, json.dumps({**json.loads(part), "at": self._clock.ms()}).encode() + b"\n")
        return Outcome("sent", message="1")

    def weight(self, part: bytes) -> int:
        return 1

    def plain(self, part: bytes) -> bytes:
        return part

    def budgets(self, chat: str) -> tuple[Any, ...]:
        return ()


def _store(job: dict[str, Any], clock: Hands) -> Any:
    from storage.engine import Store

    folder = Path(job["folder"]) / str(os.getpid())
    return Store.open(job["url"], folder=folder, clock_ms=clock.ms)


def _desks(folder: Path) -> Callable[[Any], Any]:
    from rules.workdays import nationwide
    from scheduler.clock import from_ms
    from storage.files import Files
    from workflow.desk import Desk, House

    house = House(calendar=nationwide(), files=Files(folder / "files"))
    return lambda tx: Desk(tx, now=from_ms(tx.now), house=house)


def keeper(job: dict[str, Any], tell: Tell) -> None:
    """Wake, draw and send until killed."""
    import structlog

    from scheduler import courier
    from scheduler.clock import SystemClock
    from scheduler.pump import Pump
    from scheduler.wake_local import WakeLocal
    from storage.engine import conninfo

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    courier.LEASE_MS = LEASE_MS
    clock = Hands(job["clock"])

    async def serve() -> None:
        store = _store(job, clock)
        desk = _desks(store.folder)
        post = {("telegram", "1"): Post(job["post"], clock)}
        owner = f"keeper-{os.getpid()}"
        loops = [
            Pump(store, desk, clock=clock),
            courier.Courier(store, desk, drawer=Drawer(), senders=post, clock=clock, owner=owner),
        ]
        wake: Any = WakeLocal(store)
        if job["wake"] == "procrastinate":
            from scheduler.wake_procrastinate import WakeProcrastinate

            wake = WakeProcrastinate(store, conninfo(job["url"]), clock=SystemClock())
        for loop in loops:
            wake.listen(loop.hears, loop.ring)
        await wake.start()
        for loop in loops:
            loop.start()
        tell({"up": True})
        while True:
            await asyncio.sleep(RING_S)
            for loop in loops:
                loop.ring()

    asyncio.run(serve())


def office(job: dict[str, Any], tell: Tell) -> None:
    """Enter a section with a liaison and a head for each person of the plan."""
    from bot.founding import found, resolve
    from storage import orgs, people

    clock = Hands(job["clock"])
    store = _store(job, clock)
    regime = resolve("kaiping", overlay=None, own={}, lang="zh_CN")

    def enter(tx: Any) -> None:
        org = found(
            tx, key="duty", name="某局", prefix="KP", site_url="https://www.example.gov.cn/", regime=regime
        )
        for who in range(job["people"]):
            room = orgs.add_office(tx, org, key=f"u{who}", name=f"第{who}股", kind="unit")
            for role, chat in (("liaison", 10_000 + who), ("head", 50_000 + who)):
                person = people.add_person(tx, name=f"{role}{who}")
                people.add_membership(tx, person, office_id=room, role=role, from_on="2026-01-01")
                people.bind_account(
                    tx, person, platform="telegram", bot="1", external_id=str(chat), chat=str(chat)
                )

    store.act_now(enter)
    store.close_now()
    tell({"done": True})


def clerk(job: dict[str, Any], tell: Tell) -> None:
    """Enter what is formed and what is met, each at its moment."""
    from storage import people
    from workflow import subjects, submit, watch

    clock = Hands(job["clock"])
    store = _store(job, clock)
    desks = _desks(store.folder)

    def one(tx: Any, entry: dict[str, Any]) -> None:
        desk = desks(tx)
        if entry["event"] == "formed":
            by = people.by_account(
                tx, platform="telegram", bot="1", external_id=str(10_000 + entry["who"])
            ).id
            submit.register(desk, by=by, title=entry["title"], column=None, formed_on=desk.today)
            return
        row = tx.connection.execute("SELECT id FROM items WHERE title = %s", (entry["title"],)).fetchone()
        watch.meet(desk, subjects.load(desk, row[0]), entry["event"], on=desk.today)

    def portion(tx: Any, entries: list[dict[str, Any]]) -> None:
        for entry in entries:
            one(tx, entry)

    tell({"up": True})
    for moment, entries in job["entries"]:
        while clock.ms() < moment:
            time.sleep(LOOK_S)
        for n in range(0, len(entries), 50):
            store.act_now(lambda tx, n=n, entries=entries: portion(tx, entries[n : n + 50]))
        clock.entered(moment)
    store.close_now()
