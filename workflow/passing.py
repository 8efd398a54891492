"""放行: what the checks block goes on for a reason: asked for by whoever hands in, given by whoever may."""

from typing import Any

from rules import content as rules
from rules.content import Severity
from storage import copies
from storage import review as seats
from workflow import content, draft, seat
from workflow.desk import Desk, Forbidden, Refused
from workflow.notices import Notice, plain
from workflow.subjects import Item

plain("content.ask_reason", "content.ask_pass", "content.explained")

OVERRIDERS = ("head", "office", "leader")  # whose reason lets pass what blocks
WHY_MAX = 200


def judge_draft(desk: Desk, item: Item) -> None:
    """Before a draft is handed in. Raises Refused for what blocks without a reason, Forbidden for marks of
    secrecy; what only warns is confirmed by handing it in, and that is written down.
    """
    found = content.checked(desk, item)
    if rules.worst(found) is Severity.STOP:
        raise Forbidden("content.stopped")
    blocks = rules.of(found, Severity.BLOCK)
    if blocks and content.said(desk, item, content.ASKED, rules.seal(found)) is None:
        raise Refused("content.blocked", n=len(blocks))
    if found:
        desk.audit(
            "content.confirmed",
            item.about,
            person=item.row.submitter_id,
            org=item.org,
            found=[f"{one.severity.name.lower()}:{one.kind}:{one.digest}" for one in found],
        )


def explain(desk: Desk, item_id: int, *, by: int, why: str) -> Notice:
    """申请放行: why the item should go on with what blocks it. It goes to whoever may let it pass."""
    item = draft.editable(desk, item_id, by=by)
    found = content.checked(desk, item)
    if not rules.of(found, Severity.BLOCK):
        raise Refused("content.nothing_blocks")
    _tick(desk, item, f"content.{content.ASKED}.{rules.seal(found)}", why=_reason(why))
    desk.audit("content.explained", item.about, person=by, org=item.org, seal=rules.seal(found))
    copies.touch(desk.tx, item.about)
    return Notice("content.explained", by, item.about)


def judge_review(desk: Desk, held: Any, item: Item, *, by: int, why: str) -> None:
    """Before 同意: what blocks is let pass by a head, the Office or a leader, with a reason of their own.

    Raises Refused while it stands: ``content.reason_needed`` for whoever may let it pass,
    ``content.not_passed`` for others.
    """
    found = content.checked(desk, item)
    blocks, seal = rules.of(found, Severity.BLOCK), rules.seal(found)
    if not blocks or content.said(desk, item, content.PASSED, seal) is not None:
        return
    if held.step_role not in OVERRIDERS or not seat.holds(desk, by, role=held.step_role, org=item.org):
        raise Refused("content.not_passed", number=item.row.number, n=len(blocks))
    if not why:
        raise Refused("content.reason_needed", number=item.row.number, n=len(blocks), short=held.code)
    _tick(desk, item, f"content.{content.PASSED}.{seal}", why=_reason(why), held=held)
    desk.audit(
        "content.passed",
        item.about,
        person=by,
        org=item.org,
        step=held.step_id,
        seal=seal,
        found=[f"{one.kind}:{one.digest}" for one in blocks],
    )


def _reason(why: str) -> str:
    words = " ".join(why.split())
    if len(words) > WHY_MAX:
        label = {"zh_CN": "理由", "en": "reason"}
        raise Refused("text.too_long", limit=WHY_MAX, label=label)
    if not words:
        raise Refused("content.reason_missing")
    content.refuse_marked(words)
    return words


def _tick(desk: Desk, item: Item, line: str, *, why: str, held: Any = None) -> None:
    step_id, seat_id = (None, None) if held is None else (held.step_id, held.seat_id)
    seats.tick(desk.tx, item.about, line=line, value="ok", step_id=step_id, seat_id=seat_id, evidence=why)
