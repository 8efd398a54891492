"""Carries the outbox to the platforms: draw, freeze, send, remember what became of it.

A row is drawn at its first claim and its exact bytes are kept, so that a retry sends the same. It is
marked ``sending`` in a commit of its own before anything leaves: whatever stops the process, nothing is
lost, and a message has at most one copy more than outcomes that nobody knows.
"""

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import structlog

from scheduler.clock import Clock, from_ms, to_ms
from scheduler.codes import Way, way
from scheduler.loop import Loop
from scheduler.pace import pace_of
from scheduler.ports import Drawer, Drawn, Edit, Outcome, Sender
from storage import copies, lanes, outbox
from storage.canon import json_text
from storage.crash import crashpoint
from storage.engine import Store, Tx
from workflow import afresh, reach, seals, voices
from workflow.desk import Desk
from workflow.notices import KINDS, Notice, from_row

log = structlog.get_logger()

DESK = Callable[[Tx], Desk]
BATCH = 32
REFILL = 32  # of one bot's messages in hand; with a batch more, two seconds of a wide budget
WAITS_S = (1, 5, 25, 125, 600, 1800)  # after definite and unknown failures alike
LEASE_MS = 180_000  # longer than a message with many files may wait for its slots
ASKING = ("ask:", "alert:")  # digests of cards whose reader has something to do
SETTLED = "done:"  # digests of cards that say how it ended
SPARE_MS = (72 * 3600 - 60) * 1000  # how long the code of a card's own send is good for (document 94888)
LAST_S = 10  # for what is on the wire when the process goes away


@dataclass(frozen=True, slots=True)
class Job:
    """One message or one edit on its way."""

    row: int
    copy: int | None  # set when it is an edit
    kind: str
    platform: str
    bot: str
    lane: str
    chat: str
    parts: tuple[bytes, ...]
    part: int = 0
    attempts: int = 0
    rev: int = 0
    digest: str = ""
    message: str | None = None
    code: str | None = None  # what the platform wants for this edit, used up by it
    ends: bool = False  # the card is never drawn again

    @property
    def place(self) -> tuple[str, str]:
        """The bot that sends it."""
        return self.platform, self.bot

    @property
    def way(self) -> str:
        """Which crash points it passes: those of messages or those of edits."""
        return "out" if self.copy is None else "edit"


class Courier(Loop):
    """The outbox's loop: one message in flight per chat, as many chats at once as budgets allow.

    What is urgent overtakes only what still lies in the outbox, and looking through all that is due costs
    more the more is due: so of each bot's messages no more than a handful is taken up at a time.
    """

    name = "courier"
    hears = "outbox"

    def __init__(
        self,
        store: Store,
        desk: DESK,
        *,
        drawer: Drawer,
        senders: Mapping[tuple[str, str], Sender],
        clock: Clock,
        owner: str,
    ) -> None:
        super().__init__(clock)
        self.store = store
        self.desk = desk
        self.drawer = drawer
        self.senders = senders
        self.owner = owner
        self.pace = pace_of(store)
        self._flying: dict[str, asyncio.Task[None]] = {}
        self._hands: Counter[tuple[str, str]] = Counter()  # of each bot's, those whose turn is near
        self._pausing = 0
        self._leaving = asyncio.Event()

    @property
    def idle(self) -> bool:
        return super().idle and self._pausing == len(self._flying)

    @property
    def is_empty_handed(self) -> bool:
        """Nothing is due, nothing is on the wire, nothing waits for its slot."""
        return super().idle and not self._flying

    async def stop(self) -> None:
        """Let what is on the wire finish (10 s at most); what waits for its slot goes back to the outbox."""
        await super().stop()
        self._leaving.set()
        await self.drain(LAST_S)
        for task in list(self._flying.values()):
            task.cancel()
        await asyncio.gather(*self._flying.values(), return_exceptions=True)

    async def drain(self, seconds: float) -> None:
        """Wait for messages that are on the wire."""
        flying = list(self._flying.values())
        if flying:
            await asyncio.wait(flying, timeout=seconds)

    async def round(self) -> datetime | None:
        busy = frozenset(self._flying)
        full = frozenset(place for place in self.senders if self._hands[place] > REFILL)
        jobs, more_at = await self.store.act(lambda tx: self._take(tx, busy, full))
        for job in jobs:
            self._hands[job.place] += 1
            self._flying[job.lane] = asyncio.create_task(self._carry(job), name=f"lane {job.lane}")
        if len(jobs) >= BATCH:
            self.ring()
        return None if more_at is None else from_ms(more_at)

    # Between two commits ------------------------------------------------------------------------

    def _take(
        self, tx: Tx, busy: frozenset[str], full: frozenset[tuple[str, str]]
    ) -> tuple[list[Job], int | None]:
        desk = self.desk(tx)
        jobs: list[Job] = []
        taken = set(busy)
        for row in self._claimed(tx, desk.ms, busy, full):
            if (row.platform, row.bot) not in self.senders:
                outbox.failed(tx, row.id, error="no_such_bot", retry_at=None, owner=self.owner)
                continue
            job = self._new(desk, row)
            if job is not None:
                taken.add(row.lane)
                jobs.append(job)
        edits = copies.stale(
            tx, limit=BATCH, now=desk.ms, busy=taken, full=full, owner=self.owner, lease_ms=LEASE_MS
        )
        for row in edits:
            job = self._edit(desk, row)
            if job is not None:
                taken.add(row.lane)
                jobs.append(job)
        return jobs, None if full else outbox.next_due(tx, now=desk.ms, busy=taken)

    def _claimed(
        self, tx: Tx, now: int, busy: frozenset[str], full: frozenset[tuple[str, str]]
    ) -> Iterator[Any]:
        """Of every bot whose hand is not full, the first of what may leave."""
        places = [place for place in self.senders if place not in full] if full else [None]
        for place in places:
            yield from outbox.claim(
                tx, self.owner, limit=BATCH, now=now, lease_ms=LEASE_MS, busy=busy, place=place
            )

    def _new(self, desk: Desk, row: Any) -> Job | None:
        tx = desk.tx
        if row.payload is not None:
            payload = outbox.resume(tx, row.id, now=desk.ms)
            if payload is None:
                return None
            parts = _unpack(payload)
        else:
            said = from_row(row)
            kind = KINDS[said.kind]
            reason = "expired" if row.expires_at is not None and row.expires_at < desk.ms else None
            reason = reason or (kind.moot(desk, said) if kind.moot else None)
            if reason is not None:
                outbox.moot(tx, row.id, reason=reason, owner=self.owner)
                log.info("send.moot", outbox=row.id, kind=row.kind, reason=reason)
                return None
            drawn = self._draw(desk, said, row)
            if row.parent_id is not None and not drawn.digest.startswith(ASKING):
                # It was to ask once more; meanwhile that was done, and the older card can say so.
                outbox.moot(tx, row.id, reason="settled", owner=self.owner)
                copies.look_again(tx, row.parent_id)
                return None
            parts = drawn.parts
            outbox.freeze(
                tx,
                row.id,
                payload=_pack(parts),
                card=drawn.card,
                digest=drawn.digest,
                live=kind.live,
                now=desk.ms,
            )
            _keep_numbers(desk, row, drawn)
        return Job(
            row.id,
            None,
            row.kind,
            row.platform,
            row.bot,
            row.lane,
            row.chat,
            parts,
            row.part,
            row.attempts,
        )

    def _edit(self, desk: Desk, row: Any) -> Job | None:
        said = from_row(row)
        codes = self.senders[row.platform, row.bot].edits_by_code
        code = row.click or _spare(desk, row)
        drawn = self._draw(desk, said, row, edit=Edit(row.message, code if codes else None))
        if drawn.digest == row.drawn:
            copies.drawn(desk.tx, row.copy_id, rev=row.desired_rev, digest=drawn.digest, owner=self.owner)
            return None
        match self._way(desk, row, drawn) if codes else "draw":
            case "draw":
                _keep_numbers(desk, row, drawn)
                ends = codes and drawn.closes and drawn.digest.startswith(SETTLED)
                return _redraw(row, drawn, code=code if codes else None, ends=ends)
            case "moved":
                drawn = self._draw(desk, said, row, edit=Edit(row.message, code, moved=True))
                _keep_numbers(desk, row, drawn)
                return _redraw(row, drawn, code=code, ends=True)
            case "afresh":
                afresh.send_afresh(desk, row)
                copies.drawn(desk.tx, row.copy_id, rev=row.desired_rev, digest=row.drawn, owner=self.owner)
            case "leave":
                copies.drawn(desk.tx, row.copy_id, rev=row.desired_rev, digest=row.drawn, owner=self.owner)
            case "say" | "end" as how:
                if how == "say":
                    afresh.say_the_end(desk, row, card=drawn.card)
                _keep_numbers(desk, row, None)
                copies.close(desk.tx, row.copy_id, owner=self.owner)
        return None

    @staticmethod
    def _way(desk: Desk, row: Any, drawn: Drawn) -> Way:
        return way(
            pressed=row.click is not None,
            spare=_spare(desk, row) is not None,
            asked=(row.drawn or "").startswith(ASKING),
            asks=drawn.digest.startswith(ASKING),
            closes=drawn.closes,
            replaced=drawn.gives_way or copies.is_replaced(desk.tx, row.id),
        )

    def _draw(self, desk: Desk, said: Notice, row: Any, *, edit: Edit | None = None) -> Drawn:
        kind = KINDS[said.kind]
        voice = (
            voices.of_group(desk, row.group_id)
            if row.group_id is not None
            else voices.of_person(desk, row.person_id)
        )
        desk.lang = str(said.facts.get("_lang", voice.lang))
        facts = kind.facts(desk, said)
        seat, content_hash = kind.binds(desk, said) if kind.binds else (None, None)

        def mint(verb: str, subject: str, args: Mapping[str, str]) -> str:
            return seals.mint(
                desk,
                verb=verb,
                subject=subject or said.about,
                args=args,
                seat=seat,
                person=row.person_id,
                chat=row.chat,
                content_hash=content_hash,
            )

        drawn = self.drawer.draw(
            said.kind,
            facts,
            platform=row.platform,
            chat=row.chat,
            lang=desk.lang,
            terms=voice.terms,
            mint=mint,
            edit=edit,
        )
        if not drawn.numbered:
            return drawn
        bound = {"seat": seat, "content_hash": content_hash}
        pressed = ({**one, "subject": one["subject"] or said.about, **bound} for one in drawn.numbered)
        return replace(drawn, numbered=tuple(pressed))

    # On the wire ----------------------------------------------------------------------------------

    async def _carry(self, job: Job) -> None:
        try:
            outcome, part = await self._send(job)
            await self.store.act(lambda tx: self._settle(self.desk(tx), job, outcome, part))
            log.info(
                "send.done",
                outbox=job.row,
                kind=job.kind,
                edit=job.copy is not None,
                outcome=outcome.state,
                message=outcome.message,
                attempt=job.attempts + 1,
                error=outcome.error or None,
            )
        finally:
            self._flying.pop(job.lane, None)
            self._hands[job.place] -= 1
            if self._hands[job.place] <= REFILL:
                self.ring()

    async def _send(self, job: Job) -> tuple[Outcome, int]:
        sender = self.senders[job.platform, job.bot]
        outcome = Outcome("sent", message=job.message)
        part = job.part
        for payload in job.parts[job.part :]:
            if not await self._gets_slot(sender, job, weight=sender.weight(payload)):
                return Outcome("retry", retry_at_s=0, error="stopped"), part
            crashpoint(f"K6.{job.way}.after_mark_sending")
            outcome = await sender.send(payload)
            if outcome.state == "bad":
                outcome = await sender.send(sender.plain(payload))
            if outcome.state not in ("sent", "same"):
                break
            crashpoint(f"K8.{job.way}.after_response_before_mark")
            part += 1
        return outcome, part

    async def _gets_slot(self, sender: Sender, job: Job, *, weight: int) -> bool:
        """Wait until the budgets allow it; False when the process goes away meanwhile."""
        given = False
        while not given and not self._leaving.is_set():
            now = to_ms(self.clock.now())
            slot = await self.pace.slot(sender.budgets(job.chat), now_ms=now, n=weight)
            given = slot.given
            if slot.at_ms > to_ms(self.clock.now()):
                self._pausing += 1
                if not given:
                    self._lay_down(job)
                try:
                    await self.clock.wait(until=from_ms(slot.at_ms), bell=self._leaving)
                finally:
                    self._pausing -= 1
                    self._hands[job.place] += not given
        return not self._leaving.is_set()

    def _lay_down(self, job: Job) -> None:
        """Its chat has a budget of its own that is used up: until there is more it keeps no other waiting."""
        self._hands[job.place] -= 1
        if self._hands[job.place] == REFILL:
            self.ring()

    def _settle(self, desk: Desk, job: Job, outcome: Outcome, part: int) -> None:
        tx = desk.tx
        if outcome.state == "migrated" and outcome.new_chat is not None:
            reach.chat_moved(desk, platform=job.platform, bot=job.bot, old=job.chat, new=outcome.new_chat)
            outcome = Outcome("retry", retry_at_s=0, error="migrated")
        if outcome.state == "retry" and outcome.retry_at_s:
            lanes.block_lane(tx, job.lane, until=desk.ms + round(outcome.retry_at_s * 1000))
        if job.copy is not None:
            self._settle_edit(desk, job, job.copy, outcome)
            return
        again = desk.ms + self._wait_ms(job.attempts, outcome)
        worn_out = job.attempts + 1 >= len(WAITS_S)
        match outcome.state:
            case "sent" | "same":
                outbox.sent(
                    tx,
                    job.row,
                    message=outcome.message,
                    spare=outcome.spare,
                    live=KINDS[job.kind].live,
                    now=desk.ms,
                    owner=self.owner,
                )
                if tx.dialect == "postgresql" and KINDS[job.kind].live:
                    # Others act while a card is drawn, and its copy is seen by nobody before the commit.
                    copies.look_again(tx, job.row)
                if self.senders[job.platform, job.bot].edits_by_code:
                    copies.replace(tx, job.row)
            case "unknown" if not worn_out:
                outbox.uncertain(
                    tx, job.row, error=outcome.error, retry_at=again, part=part, owner=self.owner
                )
            case "retry" if not worn_out or outcome.retry_at_s is not None:
                outbox.failed(tx, job.row, error=outcome.error, retry_at=again, part=part, owner=self.owner)
            case _:
                error = f"{outcome.state}: {outcome.error}"
                outbox.failed(tx, job.row, error=error, retry_at=None, part=part, owner=self.owner)
                reach.lost(
                    desk,
                    outbox_id=job.row,
                    platform=job.platform,
                    bot=job.bot,
                    chat=job.chat,
                    gone=outcome.state == "gone",
                    error=outcome.error,
                )

    def _settle_edit(self, desk: Desk, job: Job, copy: int, outcome: Outcome) -> None:
        if job.code is not None and outcome.state in ("sent", "same", "spent", "bad"):
            copies.spend(desk.tx, copy, job.code)
        match outcome.state:
            case "spent":
                copies.again(desk.tx, copy, not_before=desk.ms, owner=self.owner)
            case "sent" | "same" if job.ends:
                copies.close(desk.tx, copy, owner=self.owner)
            case "sent" | "same":
                copies.drawn(desk.tx, copy, rev=job.rev, digest=job.digest, owner=self.owner)
            case "retry" | "unknown" if job.attempts + 1 < len(WAITS_S):
                copies.again(
                    desk.tx, copy, not_before=desk.ms + self._wait_ms(job.attempts, outcome), owner=self.owner
                )
            case _:
                copies.close(desk.tx, copy, state="lost", owner=self.owner)

    def _wait_ms(self, attempts: int, outcome: Outcome) -> int:
        if outcome.retry_at_s is not None:
            return round(outcome.retry_at_s * 1000) + 50
        return WAITS_S[min(attempts, len(WAITS_S) - 1)] * 1000


def _spare(desk: Desk, row: Any) -> str | None:
    """The code of the card's own send, while it is good."""
    return row.spare if row.done_at is not None and desk.ms - row.done_at < SPARE_MS else None


def _redraw(row: Any, drawn: Drawn, *, code: str | None, ends: bool) -> Job:
    return Job(
        row.id,
        row.copy_id,
        row.kind,
        row.platform,
        row.bot,
        row.lane,
        row.chat,
        drawn.parts[-1:],
        attempts=row.copy_attempts,
        rev=row.desired_rev,
        digest=drawn.digest,
        message=row.message,
        code=code,
        ends=ends,
    )


def _pack(parts: tuple[bytes, ...]) -> bytes:
    return json.dumps([part.decode() for part in parts], ensure_ascii=False).encode()


def _unpack(payload: bytes) -> tuple[bytes, ...]:
    return tuple(part.encode() for part in json.loads(payload))


def _keep_numbers(desk: Desk, row: Any, drawn: Drawn | None) -> None:
    """What a number typed in this chat presses on the card as it is drawn now; None: it is over."""
    numbered = json_text(drawn.numbered) if drawn is not None and drawn.numbered else None
    if numbered != row.numbered:
        outbox.keep_numbers(desk.tx, row.id, numbered)
