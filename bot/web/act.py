"""A button of the page was pressed: the same use case as in the chat, in the same kind of transaction."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import structlog
from aiohttp import web

from bot.dispatch import MISSES_PER_MINUTE
from bot.web import frame, item, writing
from bot.web.place import may_go_back
from bot.web.site import Site, Visitor, told, why
from handlers.acts import Actor, Tap
from handlers.routing import BUTTONS
from rules.model import Verdict
from storage import attempts, tokens
from storage import review as seats
from workflow import (
    confirm,
    external,
    offering,
    passing,
    publish,
    reading,
    remarking,
    review,
    seals,
    seat,
    subjects,
    urgency,
    wording,
)
from workflow import writing as drafts
from workflow.desk import Desk, Kept, Refused
from workflow.notices import Notice

log = structlog.get_logger()

DECIDED = frozenset(
    {
        "review.approve",
        "external.record",
        "review.reason",
        "review.own_reason",
        "secrecy.except",
        "secrecy.return",
    }
)
OVER = frozenset({"draft.submit", "draft.drop", "item.drop"})


def _item_of(subject: str) -> int:
    return int(subject.rpartition(":")[2])


def _own_reason(tap: Tap, desk: Desk, words: str) -> Notice:
    return review.decide(
        desk,
        tap.subject,
        by=tap.by.id,
        verdict=Verdict.RETURNED,
        reason=words,
        content_hash=tap.content_hash,
        to=tap.args.get("to", ""),
    )


def _propose(tap: Tap, desk: Desk, words: str) -> Notice:
    review.may_decide(desk, tap.subject, by=tap.by.id, content_hash=tap.content_hash)
    field = tap.args["field"]
    return wording.propose(desk, tap.subject, by=tap.by.id, field=field, text=words, occasion=tap.occasion)


def _proof(tap: Tap, desk: Desk, words: str) -> Notice:
    return external.record(desk, tap.subject, by=tap.by.id, number=words, content_hash=tap.content_hash)


def _address(tap: Tap, desk: Desk, words: str) -> Notice:
    return publish.submit_address(desk, _item_of(tap.subject), by=tap.by.id, url=words)


def _wrong(tap: Tap, desk: Desk, words: str) -> Notice:
    return confirm.report_wrong(desk, _item_of(tap.subject), by=tap.by.id, reason=words)


def _confirm(tap: Tap, desk: Desk, words: str) -> Notice:
    return confirm.confirm(desk, _item_of(tap.subject), by=tap.by.id, number=words)


def _amend(tap: Tap, desk: Desk, _words: str) -> Notice:
    drafts.amend(desk, _item_of(tap.subject), by=tap.by.id)
    return Notice("done", tap.by.id)


def _urgent(tap: Tap, desk: Desk, words: str) -> Notice:
    return urgency.mark(desk, _item_of(tap.subject), by=tap.by.id, why=words)


def _explain(tap: Tap, desk: Desk, words: str) -> Notice:
    return passing.explain(desk, _item_of(tap.subject), by=tap.by.id, why=words)


def _pass(tap: Tap, desk: Desk, words: str) -> Notice:
    return review.decide(
        desk,
        tap.subject,
        by=tap.by.id,
        verdict=Verdict.APPROVED,
        content_hash=tap.content_hash,
        confirmed=True,
        why=words,
    )


def _remark(tap: Tap, desk: Desk, words: str) -> Notice:
    return remarking.remark(desk, _item_of(tap.subject), by=tap.by.id, text=words)


WORDED: dict[str, Callable[[Tap, Desk, str], Notice]] = {
    "review.own_reason": _own_reason,
    "review.propose": _propose,
    "external.record": _proof,
    "publish.url": _address,
    "confirm.ok": _confirm,
    "confirm.wrong": _wrong,
    "draft.urgent": _urgent,
    "content.explain": _explain,
    "content.pass": _pass,
    "item.remark": _remark,
    "draft.amend": _amend,  # the form opens here, not in the chat
}


@dataclass(frozen=True, slots=True)
class Pressed:
    """What the form said: the token, words where the act needs them, and the page it stood on."""

    token: str
    words: str
    back: str
    field: str  # which of the page's forms


async def press(site: Site, request: web.Request, visitor: Visitor) -> web.StreamResponse:
    """A token, and words where the act needs them."""
    fields = await site.form(request, visitor)
    pressed = Pressed(
        fields.get("token", ""),
        fields.get("text", "").replace("\r\n", "\n").strip(),
        may_go_back(fields.get("back")) or "/m",
        fields.get("verb", ""),
    )
    occasion = f"page:{site.fresh_cookie()[:16]}"

    def do(desk: Desk) -> tuple[Tap, Notice | None] | Refused:
        desk.lang = visitor.lang
        try:
            return _done(desk, visitor, pressed, occasion)
        except Kept as refusal:
            return refusal

    try:
        done = await site.act(do)
    except Refused as refusal:
        done = refusal
    if isinstance(done, Refused):
        return await _refused(site, visitor, pressed, done)
    tap, said = done
    log.info("page.acted", verb=tap.verb)
    answer = await _way_on(site, visitor, tap, said, pressed.back)
    return site.go(request, visitor, answer[0], said=answer[1])


def _done(desk: Desk, visitor: Visitor, pressed: Pressed, occasion: str) -> tuple[Tap, Notice | None]:
    token, words = pressed.token, pressed.words
    row = tokens.find(desk.tx, token) if len(token) == seals.TOKEN_LENGTH else None
    if row is None or row.chat != offering.CHAT or row.person_id != visitor.id:
        _count_miss(desk, visitor)
        raise Kept("token.unknown")
    if row.state != "live":
        raise Refused("token.unknown") if row.seat_id is None else seat.why_closed(desk, row.seat_id)
    actor = Actor(visitor.id, visitor.name, visitor.lang, "page", "", str(visitor.id), offering.CHAT)
    tap = Tap(
        by=actor,
        verb=row.verb,
        subject=row.subject,
        args=seals.args(row.args),
        seat=row.seat_id,
        content_hash=row.content_hash,
        occasion=occasion,
    )
    _read_it(desk, tap)
    answer: Any = WORDED[tap.verb](tap, desk, words) if tap.verb in WORDED else BUTTONS[tap.verb](tap, desk)
    return tap, answer[0] if isinstance(answer, list) else answer


def _read_it(desk: Desk, tap: Tap) -> None:
    """Whoever acts on an item has seen it as it stands."""
    if tap.seat is not None:
        held = seats.seat_facts(desk.tx, tap.seat)
        if held is not None and held.version_hash == tap.content_hash:
            reading.looked(desk, subjects.load(desk, held.item_id), by=tap.by.id, settled=True)


def _count_miss(desk: Desk, visitor: Visitor) -> None:
    who = f"page::{visitor.id}"
    since = desk.ms_after(minutes=-1)
    if attempts.count_attempts(desk.tx, who, what="press", since=since) >= MISSES_PER_MINUTE:
        raise Refused("token.locked")
    attempts.note_attempt(desk.tx, who, what="press")


# What comes next ------------------------------------------------------------------------------------


async def _way_on(
    site: Site, visitor: Visitor, tap: Tap, said: Notice | None, back: str
) -> tuple[str, dict[str, str]]:
    """After a decision the next item that waits; after anything else the item as it stands now."""
    say, here = visitor.say, back.partition("?")[0]
    if said is not None and said.kind == "review.confirm":
        return f"{here}?sure=1", {}
    text = say("done") if said is None else told(say, said)
    if tap.verb in DECIDED and tap.seat is not None:
        number, after = await site.read(lambda desk: _next(desk, tap))
        more = {"path": f"/m/item/{number}", "label": say("page-see", number=number)} if number else {}
        return "/m" if after is None else f"/m/item/{after}", {"text": text, **more}
    if tap.verb == "draft.amend":
        return f"/m/draft/{_item_of(tap.subject)}", {}
    return "/m" if tap.verb in OVER else here, {"text": text}


def _next(desk: Desk, tap: Tap) -> tuple[str | None, str | None]:
    held = None if tap.seat is None else seats.seat_facts(desk.tx, tap.seat)
    if held is None:
        return None, None
    return held.number, reading.next_to_decide(desk, by=tap.by.id, after=int(held.item_id))


async def _refused(site: Site, visitor: Visitor, pressed: Pressed, refusal: Refused) -> web.StreamResponse:
    """The page again, as things stand now, with the reason and what was typed."""
    log.info("page.refused", code=refusal.code)

    def redraw(desk: Desk) -> None:
        row = tokens.find(desk.tx, pressed.token)
        if row is not None and row.person_id == visitor.id:
            reading.refresh(desk, row.subject)

    await site.act(redraw)
    alert = why(visitor.say, refusal)
    kind, _, which = pressed.back.removeprefix("/m/").partition("?")[0].partition("/")
    try:
        if kind == "item":
            return await item.drawn(
                site, visitor, which, alert=alert, words=pressed.words, verb=pressed.field, status=409
            )
        if kind == "draft" and which.isdecimal():
            return await writing.again(site, visitor, int(which), alert=alert)
    except Refused:  # it is not theirs to see any more
        pass
    return frame.refused(site, visitor, refusal)
