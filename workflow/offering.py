"""What a person may do about an item on the page: what their card in the chat would offer, under tokens that
mean the same and answer nowhere else.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from storage import review as seats
from storage import tokens
from storage.canon import json_text
from workflow import publish, publish_facts, review_facts, seat, subjects
from workflow.desk import Desk
from workflow.notices import Notice
from workflow.subjects import Item

CHAT = "page"  # of tokens: what the page offers answers nowhere else
Seal = Callable[[str], str]
"""What is offered → the token for it: the same for one session and offer, unknown to anybody else."""


@dataclass(frozen=True, slots=True)
class Panel:
    """What one may do: review | publish | confirm | own | decided. ``offers`` is verb → token, or
    verb:argument → token.
    """

    kind: str
    subject: str
    facts: Mapping[str, Any]
    offers: Mapping[str, str] = field(default_factory=dict)


def panels(desk: Desk, item: Item, *, by: int, seal: Seal, sure: bool = False) -> list[Panel]:
    """What this person may do about the item now, the most urgent first.

    ``sure`` offers the second tap of a last approval that asks once.
    """
    found: list[Panel] = []
    for row in seats.seats_open(desk.tx, by):
        if row.item_id != item.id:
            continue
        if seat.reviews(desk, row):
            found.append(_review(desk, row, by=by, seal=seal, sure=sure))
        elif row.step_key == publish.STEP:
            found.append(_publish(desk, item, row, by=by, seal=seal))
    if item.row.submitter_id == by:
        found += _own(desk, item, by=by, seal=seal)
    return found or _decided(desk, item, by=by, seal=seal)


def _offers(
    desk: Desk, *, by: int, seal: Seal, subject: str, verbs: list[str], held: Any = None
) -> dict[str, str]:
    """A token for each verb, or verb:argument, bound to the person, and to seat and content where judged."""
    seat_id, content = (None, None) if held is None else (int(held.seat_id), str(held.content_hash))
    found = {}
    for name in verbs:
        verb, _, argument = name.partition(":")
        args = {} if not argument else dict([argument.split("=", 1)])
        token = seal("\n".join((verb, subject, argument, str(seat_id), content or "")))
        tokens.mint(
            desk.tx,
            token_hash=tokens.hash_of(token),
            verb=verb,
            subject=subject,
            args=json_text(args),
            seat=seat_id,
            person=by,
            chat=CHAT,
            content_hash=content,
            once=True,
        )
        found[name] = token
    return found


def _review(desk: Desk, held: Any, *, by: int, seal: Seal, sure: bool) -> Panel:
    subject = f"seat:{held.seat_id}"
    facts = dict(review_facts.asked_facts(desk, Notice("review.asked", by, subject)))
    more = review_facts.more_facts(desk, Notice("review.more", by, subject))
    reasons = review_facts.reasons_facts(desk, Notice("review.reasons", by, subject))
    facts |= {"can": more["can"], "reasons": reasons["reasons"], "back": reasons["back"], "sure": sure}
    waiting = facts["secrecy"] is not None and not facts["secrecy"]["done"]
    verbs = [f"review.reason:key={line['key']}" for line in reasons["reasons"]] + ["review.own_reason"]
    verbs += [f"review.own_reason:to={one['key']}" for one in reasons["back"]]
    if waiting:
        verbs += [
            "secrecy.all",
            *(f"secrecy.except:line={line['key']}" for line in facts["secrecy"]["lines"]),
        ]
        if any(line["state"] == "exception" for line in facts["secrecy"]["lines"]):
            verbs.append("secrecy.return")
    elif facts["external"] is not None and not facts["external"]["proof"]:
        verbs.append("external.record")
    elif facts["content"]["to_pass"]:
        verbs.append("content.pass")
    else:
        verbs.append("review.approve:sure=1" if sure else "review.approve")
    verbs += [
        verb for verb, right in (("item.raise", "raise"), ("item.lower", "lower")) if more["can"][right]
    ]
    if more["can"]["propose"]:
        lines = {line.name for line in subjects.load(desk, held.item_id).lines}
        verbs += [f"review.propose:field={name}" for name in ("title", "body") if name in lines]
    offers = _offers(desk, by=by, seal=seal, subject=subject, verbs=verbs, held=held)
    if more["can"].get("remark"):
        about = f"item:{held.item_id}"
        offers |= _offers(desk, by=by, seal=seal, subject=about, verbs=["item.remark"])
    if more["can"].get("lower_urgent"):
        about = f"item:{held.item_id}"
        offers |= _offers(desk, by=by, seal=seal, subject=about, verbs=["item.not_urgent"])
    return Panel("review", subject, facts, offers)


def _publish(desk: Desk, item: Item, held: Any, *, by: int, seal: Seal) -> Panel:
    said = Notice("publish.asked", by, item.about, f"step:{held.step_id}")
    facts = {**publish_facts.asked_facts(desk, said), "base": subjects.site_of(desk, item)}
    verbs = []
    if facts["state"] == "open" and not facts["page"]:
        verbs.append("publish.done")
    elif facts["state"] == "open":
        verbs += {
            "modify": ["publish.same_url", "publish.url"],
            "delete": ["publish.deleted"],
            "publish": ["publish.url"],
        }[item.row.kind]
    if facts["needs_sync"] and not facts["synced"]:
        verbs.append("publish.synced")
    return Panel(
        "publish", item.about, facts, _offers(desk, by=by, seal=seal, subject=item.about, verbs=verbs)
    )


def _own(desk: Desk, item: Item, *, by: int, seal: Seal) -> list[Panel]:
    facts: Mapping[str, Any] = {}
    match item.row.state:
        case "confirm":
            kind, verbs = "confirm", ["confirm.ok", "confirm.wrong"]
            said = Notice("confirm.asked", by, item.about, f"r{item.row.revision}")
            facts = publish_facts.confirm_facts(desk, said)
        case "review":
            kind, verbs = "own", ["item.withdraw", *(["item.not_urgent"] if item.row.urgent else [])]
        case "handover" if not publish.begun(item) and item.regime.allows("recall"):
            kind, verbs = "own", ["item.withdraw"]
        case "returned" | "withdrawn":
            kind, verbs = "own", ["draft.amend", "item.drop"]
            facts = {"writing": not item.version.frozen}
        case _:
            return []
    offers = _offers(desk, by=by, seal=seal, subject=item.about, verbs=verbs)
    return [Panel(kind, item.about, facts, offers)]


def _decided(desk: Desk, item: Item, *, by: int, seal: Seal) -> list[Panel]:
    """What this person decided last here, as long as it can be taken back."""
    mine = [row for row in seats.decisions_of(desk.tx, item.id) if row.person_id == by]
    if not mine or mine[-1].undone_at is not None or mine[-1].step_key == publish.STEP:
        return []
    subject = f"seat:{mine[-1].seat_id}"
    facts = review_facts.asked_facts(desk, Notice("review.asked", by, subject))
    if not (facts["decided"] and facts["decided"]["mine"]):
        return []
    verbs = ["review.undo"] if facts["decided"]["undo_until"] else []
    return [Panel("decided", subject, facts, _offers(desk, by=by, seal=seal, subject=subject, verbs=verbs))]


def draft(desk: Desk, item_id: int, *, by: int, seal: Seal) -> dict[str, str]:
    """提交, 申请放行, 加急 and 放弃, for a draft's writer."""
    haste = "item.not_urgent" if subjects.load(desk, item_id).row.urgent else "draft.urgent"
    verbs = ["draft.submit", "content.explain", "draft.drop", haste]
    return _offers(desk, by=by, seal=seal, subject=f"item:{item_id}", verbs=verbs)
