"""What the reviewer's cards say: read when they are drawn."""

from collections.abc import Mapping
from typing import Any

from rules import approval
from rules.approval import PlannedStep
from rules.hidden import has_hidden
from rules.lookalike import lookalikes
from storage import review as seats
from workflow import (
    content,
    delegation,
    difference,
    external,
    gathered,
    handing,
    importance,
    passing,
    remarking,
    seat,
    seating,
    setting_back,
    subjects,
    undo,
    watch,
    withholding,
)
from workflow.desk import Desk
from workflow.notices import Notice, notice
from workflow.subjects import Item

MOST_ALIKE = 5  # characters shown with what they pass for


def _seat(desk: Desk, said: Notice) -> Any:
    return seats.seat_facts(desk.tx, said.id)


def _binds(desk: Desk, said: Notice) -> tuple[int | None, str | None]:
    held = _seat(desk, said)
    return held.seat_id, held.content_hash


def _moot(desk: Desk, said: Notice) -> str | None:
    held = _seat(desk, said)
    is_open = held is not None and held.step_state == "open" and held.seat_state == "open"
    if not is_open:
        return "step_closed"
    return "gathered" if gathered.went(desk, said) else None


def _decided(desk: Desk, held: Any) -> dict[str, Any] | None:
    rows = seat.decisions(desk, held)
    mine = next((row for row in rows if row.seat_id == held.seat_id), None)
    row = mine
    if mine is None and held.step_state != "open":  # while it is open, others' votes decide nothing here
        row = next((row for row in reversed(rows) if row.undone_at is None), None)
    if row is None or row.undone_at is not None:
        return None
    item = subjects.load(desk, held.item_id)
    until = row.at + desk.house.policy.undo_minutes * 60_000
    may = row.seat_id == held.seat_id and desk.ms < until and not undo.next_acted(desk, item, held)
    return {
        "name": subjects.signed(desk, row.person_id, row.sits_for),
        "at": desk.iso(row.at),
        "verdict": row.verdict,
        "reason": row.reason,
        "mine": row.seat_id == held.seat_id,
        "undo_until": desk.iso(until) if may else None,
    }


def _state(item: Item, held: Any, decided: Mapping[str, Any] | None) -> str:
    if decided is not None:
        return str(decided["verdict"])
    if held.step_state == "open":
        return "open" if held.seat_state == "open" else "moved"  # the seat moved: its holder left the post
    return "withdrawn" if item.row.state == "withdrawn" else "void"


@notice("review.asked", live=True, moot=_moot, binds=_binds)
def asked_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """What the card asks, and what has become of it."""
    held = _seat(desk, said)
    item = subjects.load(desk, held.item_id)
    shown = _shown_content(desk, item, held.content_hash)
    planned = seating.plan(desk, item)
    step = next((step for step in planned if step.key == held.step_key), None)
    decided = _decided(desk, held)
    deadlines = watch.deadlines(desk, item)
    secrecy = _secrecy(desk, item, held, step)
    return {
        "item": subjects.told(desk, item) | {"title": shown.content.title},
        "step": {
            "key": held.step_key,
            "label": seating.label(desk, item, key=held.step_key, role=held.step_role).get(desk.lang),
            "cite": step.rule.cite if step is not None else "",
        },
        "form": subjects.form_of(desk, shown),
        "body": shown.content.body,
        "files": subjects.files_of(desk, item),
        "deadline": deadlines[0] if deadlines else None,
        "risk": _risks(desk, item),
        "content": _content(desk, shown, role=held.step_role),
        "diff": difference.since_last_round(desk, item)
        if item.row.round > 1 and _sees_difference(desk, item, held)
        else None,
        "secrecy": secrecy,
        "sign": step.sign.get(desk.lang) if step is not None else "",
        "sits_for": subjects.name_of(desk, held.sits_for),
        "code": held.code,
        "hash8": held.content_hash[:8],
        "state": _state(item, held, decided),
        "decided": decided,
        "proof": [],
        "external": _external(desk, item, held),
        "came": handing.came_by(desk, item, held) if held.came else None,
        "opinions": delegation.told_of(desk, held) if held.delegated else [],
        "moved_to": handing.went_to(desk, item, held) if held.seat_state == "closed" else "",
        "remarks": remarking.told(desk, item)[-remarking.SHOWN :],
        "again": setting_back.asked_again(desk, item, held),
    }


def _external(desk: Desk, item: Item, held: Any) -> dict[str, Any] | None:
    body = external.body_of(desk, item, held.step_key)
    return {"body": body, "proof": external.proof_of(desk, item, held.step_id)} if body else None


def _content(desk: Desk, item: Item, *, role: str) -> dict[str, Any]:
    """What the checks found, and whether it is this reviewer's to let what blocks pass; disguised characters
    have a line of their own among the risks.
    """
    found = content.facts(desk, item)
    told = [one for one in found["findings"] if one["kind"] not in ("hidden_characters", "lookalikes")]
    to_pass = bool(found["blocks"]) and not found["passed"] and role in passing.OVERRIDERS
    return found | {"findings": told, "to_pass": to_pass}


def _shown_content(desk: Desk, item: Item, content_hash: str) -> Item:
    """The item as it was when this card was drawn: an amendment under way shows on nobody's old card."""
    if item.version.hash == content_hash:
        return item
    row = seat.version_of(desk, item, content_hash)
    return subjects.as_judged(item, row)


def _sees_difference(desk: Desk, item: Item, held: Any) -> bool:
    rows = [row for row in seats.steps_of(desk.tx, item.id) if row.round == item.row.round - 1]
    return any(row.decided_by == held.person_id or row.key == held.step_key for row in rows)


def _secrecy(desk: Desk, item: Item, held: Any, step: PlannedStep | None) -> dict[str, Any] | None:
    if step is None or "secrecy" not in step.acts:
        return None
    ticks = seat.ticks(desk, item, held.step_id)
    lines = [
        {
            "key": f"secrecy.{aspect.key}",
            "label": aspect.text.get(desk.lang),
            "state": ticks.get(f"secrecy.{aspect.key}"),
        }
        for aspect in item.regime.secrecy.aspects
    ]
    return {
        "label": item.regime.secrecy.text.get(desk.lang),
        "cite": item.regime.secrecy.cite,
        "lines": lines,
        "done": all(line["state"] == "ok" for line in lines),
    }


def _risks(desk: Desk, item: Item) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    content = item.content
    if content.exemption:
        ground = subjects.value_text(desk, item, "exemption")
        found.append({"code": "exempt", "ground": ground, "evidence": content.exemption_evidence})
    text = f"{content.title} {content.body} {content.source}"
    if has_hidden(text):
        found.append({"code": "hidden_characters", "count": sum(1 for char in text if has_hidden(char))})
    if alike := lookalikes(text):
        shown = [f"{char}→{meant}" for char, meant in alike[:MOST_ALIKE]]
        found.append({"code": "lookalikes", "count": len(alike), "shown": " ".join(shown)})
    found += [
        {"code": "file_active", "name": row["name"]}
        for row in subjects.files_of(desk, item)
        if row["reason"] and row["state"] == "stored"
    ]
    if content.target_url:
        found.append({"code": "target_url", "url": content.target_url})
    return found


@notice("review.reasons", live=True, moot=_moot, binds=_binds)
def reasons_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """The ready reasons."""
    held = _seat(desk, said)
    item = subjects.load(desk, held.item_id)
    decided = _decided(desk, held)
    back = setting_back.labels(desk, item, held) if decided is None else []
    return {
        "item": subjects.told(desk, item),
        "state": _state(item, held, decided),
        "decided": decided,
        "code": held.code,
        "back": back,
        "to": next((one for one in back if one["key"] == said.facts.get("to")), None),
        "reasons": [{"key": line.key, "label": line.text.get(desk.lang)} for line in item.regime.reasons],
    }


@notice("review.exceptions", live=True, binds=_binds, moot=_moot)
def exceptions_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """The aspects from a certain one on, to say which is not met; or which were ticked on this very list."""
    held = _seat(desk, said)
    item = subjects.load(desk, held.item_id)
    start, vote = int(said.facts.get("from", 0)), str(said.facts.get("vote", ""))
    aspects = item.regime.secrecy.aspects[start:]
    lines = [{"key": f"secrecy.{aspect.key}", "label": aspect.text.get(desk.lang)} for aspect in aspects]
    rows = seats.ticks_of(desk.tx, item.about, step_id=held.step_id)
    here = [row for row in rows if vote and row.evidence == vote]
    decided = _decided(desk, held)
    return {
        "item": subjects.told(desk, item),
        "state": _state(item, held, decided),
        "decided": decided,
        "code": held.code,
        "lines": lines,
        "from": start,
        "vote": vote,
        "ticked": [row.line for row in here if row.value == "exception"] if here else None,
    }


@notice("review.confirm", live=True, moot=_moot, binds=_binds)
def confirm_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """The page, its check, and whether it was confirmed."""
    facts = asked_facts(desk, said)
    return {key: facts[key] for key in ("item", "sign", "code", "state", "decided")}


@notice("review.more", moot=_moot, binds=_binds)
def more_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """The whole text, and what this role rarely needs."""
    held = _seat(desk, said)
    item = subjects.load(desk, held.item_id)
    weight = importance.facts_of(desk, item)
    may_raise = not weight.important and held.step_role in approval.RAISERS
    return {
        "item": subjects.told(desk, item),
        "form": subjects.form_of(desk, item),
        "body": item.content.body,
        "files": subjects.files_of(desk, item),
        "important": weight.important,
        "subject": said.about,
        "can": {
            "raise": may_raise,
            "lower": weight.raised_by == held.person_id,
            "propose": held.step_role == "office",
            "withhold": withholding.may(desk, item, held),
            "remark": item.regime.allows("remark"),
            "inform": item.regime.allows("inform"),
            "lower_urgent": bool(item.row.urgent) and held.step_role == "office",
            "delegate": item.regime.allows(delegation.VERB),
            "add_signers": item.regime.allows("add_signers")
            and not external.body_of(desk, item, held.step_key)
            and held.came != seating.ADDED_TO,
            "hand_on": item.regime.allows(handing.VERB) and not external.body_of(desk, item, held.step_key),
        },
    }


@notice("review.files", binds=_binds)
def files_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """The files."""
    held = _seat(desk, said)
    item = subjects.load(desk, held.item_id)
    return {"item": subjects.told(desk, item), "files": subjects.files_of(desk, item)}
