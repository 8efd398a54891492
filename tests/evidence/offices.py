"""A demo office under any of the regimes, whose items go their whole way by use cases alone: no wire, no phones."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import yaml

from bot.founding import found, settle
from emulator.people import demo_office
from handlers.routing import find_handlers
from rules import regime as regimes
from rules.model import Verdict
from rules.workdays import nationwide
from storage import audit, items, orgs, outbox, uploads
from storage import files as stored
from storage import review as seats
from storage.engine import Store, Tx
from storage.files import Files
from workflow import check, confirm, draft, filling, publish, review, seating, secrecy, subjects, submit
from workflow.desk import Desk, House
from workflow.notices import find_notices

T = TypeVar("T")
SHANGHAI = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 2, 9, 9, 0, tzinfo=SHANGHAI)
SITE = "https://www.example.gov.cn/sfj/"
TITLE = "关于开展年检工作的通知"
BODY = "请各单位于3月底前报送年检材料。\n逾期不报的，按规定处理。"
BOT = "7000000001"
WORDS = {"title": TITLE, "body": BODY, "formed_on": "2026-02-06", "limit_days": "3"}


@dataclass
class Walked:
    """One office on one SQLite file; every act a minute after the last."""

    folder: Path
    regime: str = "kaiping"

    def __post_init__(self) -> None:
        find_handlers()
        find_notices()
        self.ms = round(START.timestamp() * 1000)
        self.data = self.folder / "data"
        self.data.mkdir(mode=0o700)
        self.url = f"sqlite:///{self.data / 'duwang.db'}"
        self.files = Files(self.data / "files")
        self.house = House(calendar=nationwide(), files=self.files)
        self.store = Store.open(self.url, folder=self.data, clock_ms=lambda: self.ms)
        self.regime_ = regimes.load(
            self.regime, overlays=[{"office_targets": {"publish": {"within": "1 workdays"}}}]
        )
        self.people: dict[str, int] = self.store.act_now(self._found)

    def _found(self, tx: Tx) -> dict[str, int]:
        org = found(tx, key="demo", name="演示区司法局", prefix="KP", site_url=SITE, regime=self.regime_)
        return settle(tx, org, demo_office(), site_url=SITE, on="2026-01-01", bots={"telegram": BOT})

    def config(self) -> Path:
        """A settings file for the command line."""
        path = self.folder / "c.yaml"
        given = {
            "organisation": {"key": "demo", "name": "演示区司法局", "prefix": "KP", "site_url": SITE},
            "regime": self.regime,
            "profile": "test",
            "data_dir": str(self.data),
            "database": {"url": self.url},
        }
        path.write_text(yaml.safe_dump(given, allow_unicode=True), "utf-8")
        return path

    def close(self) -> None:
        self.store.close_now()

    def desk(self, tx: Tx) -> Desk:
        return Desk(tx, now=datetime.fromtimestamp(tx.now / 1000, SHANGHAI), house=self.house)

    def act(self, fn: Callable[[Desk], T]) -> T:
        self.ms += 60_000
        return self.store.act_now(lambda tx: fn(self.desk(tx)))

    def read(self, fn: Callable[[Desk], T]) -> T:
        return self.store.read_now(lambda tx: fn(self.desk(tx)))

    # The way of an item ---------------------------------------------------------------------------

    def drafts(
        self, *, kind: str = "publish", files: dict[str, bytes] | None = None, by: str = "chen", **words: str
    ) -> int:
        """A draft with everything that its form asks for."""
        chen = self.people[by]
        item = self.act(
            lambda desk: draft.open_draft(desk, by=chen, kind=submit.Kind(kind), occasion="new").id
        )
        for name, data in (files or {}).items():
            self.act(lambda desk, name=name, data=data: self._hands_in(desk, item, chen, name, data))
        usual = {} if kind == "delete" else {"body": BODY}
        for name, value in (usual | words).items():
            self.act(
                lambda desk, name=name, value=value: draft.set_field(
                    desk, item, by=chen, name=name, value=value
                )
            )
        while gaps := self.read(lambda desk: draft.missing(desk, subjects.load(desk, item))):
            line = gaps[0]
            offered = self.read(
                lambda desk, line=line: filling.choices(desk, subjects.load(desk, item), line)
            )
            value = offered[0]["value"] if offered else WORDS.get(line.name, "按规定办理")
            if any(
                one["value"] == "own" for one in offered
            ):  # no repost, which would have to name its origin
                value = "own"
            if line.name == "column":
                value = "tzgg"
            if line.name == "target_url":
                value = f"{SITE}tzgg/1.html"
            self.act(
                lambda desk, line=line, value=value: draft.set_field(
                    desk, item, by=chen, name=line.name, value=value
                )
            )
        return item

    def _hands_in(self, desk: Desk, item: int, by: int, name: str, data: bytes) -> None:
        digest = self._keeps(data)
        upload = uploads.add_upload(desk.tx, item_id=item, person_id=by, source={}, name=name, size=len(data))
        file_id = stored.stored(desk.tx, sha256=digest, size=len(data), type="application/octet-stream")
        uploads.store_upload(desk.tx, upload, file_id=file_id, size=len(data))

    def _keeps(self, data: bytes) -> str:
        sink = self.files.begin(limit=1 << 20)
        sink.write(data)
        self.files.keep(sink.seal())
        return hashlib.sha256(data).hexdigest()

    def submits(self, item: int, by: str = "chen") -> str:
        return self.act(lambda desk: submit.submit(desk, item, by=self.people[by]))

    def open_steps(self, item: int) -> list[Any]:
        return self.read(lambda desk: [row for row in seats.steps_of(desk.tx, item) if row.state == "open"])

    def returns(self, item: int, reason: str) -> None:
        """Whoever sits first at the open step returns the item."""
        seat = self._seat(item)
        self.act(
            lambda desk: review.decide(
                desk, f"seat:{seat.id}", by=seat.person_id, verdict=Verdict.RETURNED, reason=reason
            )
        )

    def _seat(self, item: int) -> Any:
        step = self.open_steps(item)[-1]
        return self.read(
            lambda desk: next(one for one in seats.seats_of(desk.tx, step.id) if one.state == "open")
        )

    def approves(self, item: int) -> None:
        """Everybody on the way approves, with the secrecy review where it falls to them."""
        while self.read(lambda desk: items.item(desk.tx, item).state) == "review":
            seat, step = self._seat(item), self.open_steps(item)[-1]
            acts = self.read(
                lambda desk, step=step: next(
                    one.acts for one in seating.plan(desk, subjects.load(desk, item)) if one.key == step.key
                )
            )
            if "secrecy" in acts:
                self.act(lambda desk, seat=seat: secrecy.tick_all(desk, f"seat:{seat.id}", by=seat.person_id))
            self.act(
                lambda desk, seat=seat: review.decide(
                    desk, f"seat:{seat.id}", by=seat.person_id, verdict=Verdict.APPROVED, confirmed=True
                )
            )

    def publishes(self, item: int, address: str = f"{SITE}tzgg/2026.html") -> None:
        """The web administrator gives the address; the page is found to be as approved, and is kept."""
        seat = self._seat(item)
        row = self.read(lambda desk: subjects.load(desk, item))
        url = None if row.content.target_url else address
        self.act(lambda desk: publish.submit_address(desk, item, by=seat.person_id, url=url))
        page = f"<h1>{TITLE}</h1>".encode()
        result = {"outcome": "verified", "findings": [], "sha256": self._keeps(page), "size": len(page)}

        def settles(desk: Desk) -> None:
            rows = desk.tx.core(_errands(f"item:{item}"))
            check.page_settled(desk, f"item:{item}", json.loads(rows[-1].args), result)

        self.act(settles)
        if self.read(lambda desk: publish.needs_sync(subjects.load(desk, item))):
            self.act(lambda desk: publish.synced(desk, item, by=seat.person_id))

    def confirms(self, item: int, by: str = "chen") -> None:
        self.act(lambda desk: confirm.confirm(desk, item, by=self.people[by]))

    def sends(self) -> None:
        """Everything that may leave now is taken by the platform."""

        def carry(desk: Desk) -> int:
            rows = outbox.claim(desk.tx, "test", limit=64)
            for row in rows:
                card = json.dumps({"kind": row.kind, "summary": f"{row.kind}，请办理"}, ensure_ascii=False)
                outbox.freeze(desk.tx, row.id, payload=b"[]", card=card)
                outbox.sent(desk.tx, row.id, message=str(row.id), owner="test")
            return len(rows)

        while self.act(carry):
            pass

    def closed(self, **how: Any) -> int:
        """From hand-in to confirmed; the item's id."""
        item = self.drafts(**how)
        self.submits(item)
        self.approves(item)
        self.publishes(item)
        self.confirms(item)
        self.sends()
        return item

    def head(self) -> Any:
        return self.read(lambda desk: audit.head(desk.tx))

    def org(self) -> int:
        return int(self.read(lambda desk: orgs.organisation_by_key(desk.tx, "demo").id))


def _errands(subject: str) -> Any:
    from sqlalchemy import select

    from storage.tables import errands

    return (
        select(errands).where(errands.c.subject == subject, errands.c.kind == "page").order_by(errands.c.id)
    )
