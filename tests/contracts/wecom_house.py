"""A house on WeCom without a wire: what members do comes in through the inbox, what they would see is kept."""

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot import cards
from bot.cards.model import Card
from bot.founding import found, settle
from bot.platforms.wecom_envelope import arrival
from bot.platforms.wecom_read import Ears
from bot.worker import Worker
from emulator.people import demo_office
from emulator.wecom_xml import Node, drawn
from handlers.routing import find_handlers
from locales import say
from rules import regime as regimes
from rules.workdays import Workdays
from scheduler.clock import SHANGHAI, from_ms, to_ms
from storage import copies, outbox, people
from storage.engine import Store, Tx
from storage.files import Files
from storage.sql import Row
from tests.contracts.wecom_calls import AGENT, NOW
from tests.office_clock import StoryClock
from workflow import seals
from workflow.desk import Desk, House
from workflow.notices import KINDS, find_notices, from_row

PLATFORM, BOT = "wecom", str(AGENT)
SITE = "http://site.test/kpssfzww/"


@dataclass
class Shown:
    """One message as its reader has it; `keys` are what its buttons carry, by label."""

    row: Any
    card: Card
    task: str
    keys: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        card = self.card
        return "\n".join(part for part in (card.title, card.body, card.risk, card.note) if part)


class WecomHouse:
    """The demo's office, everybody on WeCom, on one SQLite file."""

    def __init__(self, folder: Path) -> None:
        find_handlers()
        find_notices()
        self.clock = StoryClock(NOW.astimezone(SHANGHAI))
        self.store = Store.open(
            f"sqlite:///{folder}/duwang.db",
            folder=folder,
            clock_ms=lambda: to_ms(self.clock.now()),
            sync="NORMAL",
        )
        self.house = House(calendar=Workdays(), files=Files(folder / "files"))
        self.worker = Worker(
            self.store, self.desk, ears={(PLATFORM, BOT): Ears(BOT)}, clock=self.clock, owner="test"
        )
        self.ids: dict[str, int] = self.store.act_now(self._enter)
        self.codes = 0

    def desk(self, tx: Tx) -> Desk:
        return Desk(tx, now=from_ms(tx.now), house=self.house)

    @staticmethod
    def _enter(tx: Tx) -> dict[str, int]:
        org = found(
            tx,
            key="demo",
            name="演示区司法局",
            prefix="KP",
            site_url=SITE,
            regime=regimes.load(regimes.BUILT_IN / "kaiping.yaml"),
        )
        return settle(tx, org, demo_office(), site_url=SITE, on="2026-01-01", bots={PLATFORM: BOT})

    @property
    def seconds(self) -> int:
        return int(self.clock.now().timestamp())

    def forward(self, **span: float) -> None:
        self.clock.go_to(self.clock.now() + timedelta(**span))

    async def hears(self, *acts: list[Node]) -> None:
        """These messages and events arrive together, and are worked off."""
        came = [arrival(drawn(one).encode(), agent=BOT, now_s=self.seconds) for one in acts]
        await self.worker.receive(PLATFORM, BOT, [one for one in came if one is not None])
        await self.worker.round()
        await self.worker.drain(10)

    async def act(self, fn: Any) -> Any:
        return await self.store.act(lambda tx: fn(self.desk(tx)))

    async def delivered(self) -> list[Shown]:
        """Everything that waits to leave arrives; what its readers see."""
        shown: list[Shown] = await self.store.act(self._carry)
        return shown

    def _carry(self, tx: Tx) -> list[Shown]:
        desk, told = self.desk(tx), []
        while rows := outbox.claim(tx, "test", limit=64):
            for row in rows:
                told += self._carried(desk, row)
        return told

    def _carried(self, desk: Desk, row: Row) -> list[Shown]:
        said = from_row(row)
        kind = KINDS[said.kind]
        if kind.moot is not None and (reason := kind.moot(desk, said)) is not None:
            outbox.moot(desk.tx, row.id, reason=reason, owner="test")
            return []
        card = cards.build(said.kind, kind.facts(desk, said), say("zh_CN"))
        seat, digest = kind.binds(desk, said) if kind.binds else (None, None)
        shown = Shown(row, card, task=f"btask{row.id}")
        for button in (button for line in card.buttons for button in line if button.is_an_act):
            shown.keys[button.label] = "d1:" + seals.mint(
                desk, verb=button.action, subject=button.subject or said.about, args=button.args, seat=seat,
                person=row.person_id, chat=row.chat, content_hash=digest,
            )  # fmt: skip
        outbox.freeze(desk.tx, row.id, payload=b"[]", card="{}", digest="d", live=kind.live)
        outbox.sent(desk.tx, row.id, message=shown.task, spare=f"spare{row.id}", live=kind.live, owner="test")
        return [shown]

    async def copy(self, shown: Shown) -> Row:
        """The copy that this message left behind."""
        rows = await self.store.read(lambda tx: copies.of(tx, shown.row.subject))
        return next(row for row in rows if row.message == shown.task)

    async def account(self, userid: str) -> Row | None:
        return await self.store.read(lambda tx: people.by_account(tx, PLATFORM, bot=BOT, external_id=userid))

    def code(self) -> str:
        self.codes += 1
        return f"rc-{self.codes}"
