"""The record of one item for whoever judges it later: facts only, as plain values. Reads only.

Texts are the organisation's own and Chinese, as on its forms; instants are ISO in Shanghai; people bear the
names and posts they had. What the chain can confirm (who, what, when, on which content) is given so that it
can be compared with it, entry by entry.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rules.model import Text
from storage import audit, clocks, evidence, items, orgs, people, readers
from storage.canon import json_value
from storage.sql import must
from workflow import afterwards, difference, evidence_steps, lookup, paper, remarking, subjects
from workflow.desk import Desk, Refused
from workflow.subjects import Item

FORMAT = 1  # `v` of the record; a new shape gets a new number
HASHED_APART = ("title", "body", "attachments")  # what the form's rows leave to places of their own


# Which item -----------------------------------------------------------------------------------------


def sought(desk: Desk, org: int, text: str) -> list[int]:
    """The items that a number, its last digits or a published address names, oldest first.

    Raises Refused (``item.unknown``) where there is none.
    """
    found = [int(row.id) for row in lookup.named(desk, org, text) if row.number is not None]
    if not found:
        raise Refused("item.unknown")
    return sorted(found)


# The record -----------------------------------------------------------------------------------------


def record(desk: Desk, item_id: int) -> dict[str, Any]:
    """Everything that proves the item: its content, its way, what was sent, checked and kept.

    Raises Refused for an item that was never handed in.
    """
    item = subjects.load(desk, item_id)
    if item.row.number is None:
        raise Refused("item.unknown")
    if item.row.state == "erased":
        raise Refused("misplaced.already", number=item.row.number)
    judged = _judged(desk, item)
    steps = evidence_steps.steps(desk, item)
    seat_ids = [seat["id"] for step in steps for seat in step["seats"]]
    return {
        "v": FORMAT,
        "id": item.id,
        "number": item.row.number,
        "made_at": desk.iso(desk.ms),
        "organisation": _organisation(desk, item),
        "regime": _regime(item),
        "kind": item.row.kind,
        **subjects.matter_of(judged),
        "title": judged.content.title,
        "state": item.row.state,
        "round": item.row.round,
        "office": item.row.office_name,
        "submitter": who(desk, item.row.submitter_id, at=item.row.submitted_at or item.row.created_at),
        "important": subjects.is_important(judged),
        "urgent": bool(item.row.urgent),
        "url": item.row.url,
        "catalogue_synced": bool(item.row.catalogue_synced),
        "times": {
            name: desk.iso(getattr(item.row, f"{name}_at"))
            for name in ("created", "submitted", "approved", "published")
        },
        "content_hash": judged.version.hash,
        "form": _form(desk, judged),
        "body": judged.content.body,
        "versions": _versions(desk, item),
        "files": _files(desk, item),
        "submissions": _submissions(desk, item),
        "steps": steps,
        "confirmed": _confirmed(desk, item),
        "sent": _sent(desk, [item.about, *(f"seat:{id_}" for id_ in seat_ids)]),
        "opened": _opened(desk, item),
        "readers": _readers(desk, item),
        "remarks": remarking.told(desk, item),
        "papers": paper.told(desk, item),
        "proofs": _proofs(desk, item),
        "clocks": _clocks(desk, item),
        "audit": _audit(desk, item),
    }


def _judged(desk: Desk, item: Item) -> Item:
    """The item in its newest frozen version: an amendment under way is its writer's own."""
    if item.version.frozen:
        return item
    frozen = [row for row in items.versions_of(desk.tx, item.id) if row.frozen]
    if not frozen:
        raise Refused("item.unknown")
    return subjects.as_judged(item, frozen[-1])


def who(desk: Desk, person: int | None, *, at: int | None = None) -> dict[str, Any] | None:
    """A person by id and name, with the posts that they held on the day of that instant (ms)."""
    if person is None:
        return None
    found: dict[str, Any] = {"id": person, "name": subjects.name_of(desk, person)}
    if at is not None:
        posts = people.memberships(desk.tx, person, on=desk.at(at).date().isoformat())
        found["posts"] = [{"office": post.office_name, "role": post.role} for post in posts]
    return found


def _organisation(desk: Desk, item: Item) -> dict[str, Any]:
    row = must(orgs.organisation(desk.tx, item.org))
    return {"key": row.key, "name": row.name, "site": row.site_url}


def _regime(item: Item) -> dict[str, Any]:
    return {
        "id": item.regime.id,
        "title": item.regime.title.zh_CN,
        "short": item.regime.short.zh_CN,
        "hash": item.regime_hash,
    }


def _form(desk: Desk, item: Item) -> list[dict[str, Any]]:
    """Each row of the application form with its article, in its own order; what was not asked is left out."""
    rows = []
    for line in item.lines:
        if line.name in HASHED_APART:
            continue
        rows.append(
            {
                "name": line.name,
                "label": line.text.zh_CN,
                "value": subjects.value_text(desk, item, line.name),
                "cite": line.cite,
            }
        )
    if item.row.urgent:
        label = item.regime.urgent.text
        rows.append({"name": "urgent", "label": label.zh_CN, "value": item.row.urgent_why, "cite": ""})
    return rows


def _versions(desk: Desk, item: Item) -> list[dict[str, Any]]:
    """Every frozen version: the very content that was hashed, and what it changed, line by line."""
    told: list[dict[str, Any]] = []
    before: Item | None = None
    for row in items.versions_of(desk.tx, item.id):
        if not row.frozen:
            continue
        here = subjects.as_judged(item, row)
        told.append(
            {
                "n": len(told) + 1,
                "hash": row.hash,
                "by": who(desk, row.by_id),
                "made_at": desk.iso(row.made_at),
                "content": json_value(row.content),
                "changes": [] if before is None else difference.between(desk, before, here),
            }
        )
        before = here
    return told


def _files(desk: Desk, item: Item) -> list[dict[str, Any]]:
    """The attachments of every version, as they first appear; of erased ones the hash."""
    known = {row.sha256: row for row in evidence.files_of(desk.tx, item.id)}
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for n, version in enumerate(_frozen(desk, item), 1):
        for attachment in subjects.as_judged(item, version).content.attachments:
            key = (attachment.sha256, attachment.name)
            row = known.get(attachment.sha256)
            kept = found.setdefault(
                key,
                {
                    "sha256": attachment.sha256,
                    "name": attachment.name,
                    "size": None if row is None else row.size,
                    "type": "" if row is None else row.type,
                    "state": "unknown" if row is None else row.state,
                    "versions": [],
                },
            )
            kept["versions"].append(n)
    return list(found.values())


def _frozen(desk: Desk, item: Item) -> list[Any]:
    return [row for row in items.versions_of(desk.tx, item.id) if row.frozen]


def _submissions(desk: Desk, item: Item) -> list[dict[str, Any]]:
    """Each time it was handed in: by whom, which content."""
    found = []
    for row in evidence.entries_about(desk.tx, item.about):
        if row.act == "item.submitted":
            data = json.loads(row.data)
            found.append(
                {
                    "n": row.n,
                    "by": who(desk, row.person_id, at=row.at),
                    "at": desk.iso(row.at),
                    "round": data.get("round"),
                    "content_hash": data.get("content"),
                }
            )
    return found


def _confirmed(desk: Desk, item: Item) -> dict[str, Any] | None:
    """Who confirmed the effect, when; None while nobody has."""
    rows = [row for row in evidence.entries_about(desk.tx, item.about) if row.act == "item.confirmed"]
    if not rows:
        return None
    return {
        "n": rows[-1].n,
        "by": who(desk, rows[-1].person_id, at=rows[-1].at),
        "at": desk.iso(rows[-1].at),
        "signed": "；".join(
            [_signed(item, "confirm"), *(f"{label}：{number}" for label, number in _stated(desk, item))]
        ),
    }


def _stated(desk: Desk, item: Item) -> list[tuple[str, str]]:
    """What was done after publication, by its name and number."""
    told = afterwards.stated(desk, item)
    return [(line.text.zh_CN, told[line.key]) for line in afterwards.asked(item) if line.key in told]


def _signed(item: Item, stage: str) -> str:
    """The sentence that was signed at the step of this stage."""
    found: list[Text] = [step.sign for step in item.way.steps if step.stage == stage]
    return found[-1].zh_CN if found else ""


def _sent(desk: Desk, about: list[str]) -> list[dict[str, Any]]:
    """Every message about the item: to whom, what it showed, what became of it."""
    return [
        {
            "id": row.id,
            "kind": row.kind,
            "about": row.subject,
            "occasion": row.occasion,
            "hop": row.hop,
            "to": None if row.person_id is None else {"id": row.person_id, "name": row.person_name},
            "group": row.group_title,
            "platform": row.platform,
            "state": row.state,
            "made_at": desk.iso(row.made_at),
            "sent_at": desk.iso(row.done_at) if row.state == "sent" else None,
            "message": row.message,
            "attempts": row.attempts,
            "uncertain": row.uncertain,
            "error": row.error,
            "stands": row.copy_state,
            "redrawn": row.drawn_rev or 0,
            "card": None if row.card is None else json_value(row.card),
        }
        for row in evidence.sent_about(desk.tx, about)
    ]


def _opened(desk: Desk, item: Item) -> list[dict[str, Any]]:
    """Who opened the item whole on the page: when last, and which version they saw."""
    numbers = {row.id: n for n, row in enumerate(_frozen(desk, item), 1)}
    return [
        {
            "by": {"id": row.person_id, "name": row.name},
            "at": desk.iso(row.at),
            "version": numbers.get(row.version_id),
        }
        for row in evidence.looks_at(desk.tx, item.id)
    ]


def _readers(desk: Desk, item: Item) -> list[dict[str, Any]]:
    """Who was asked or told, and opened and read it: which version, when; told by whom beside the way."""
    numbers = {row.id: n for n, row in enumerate(_frozen(desk, item), 1)}
    return [
        {
            "by": {"id": row.person_id, "name": row.name},
            "told_by": None if row.told_by is None else subjects.name_of(desk, row.told_by),
            "told_at": desk.iso(row.told_at),
            "version": numbers.get(row.version_id),
            "opened_at": desk.iso(row.opened_at),
            "read_at": desk.iso(row.read_at),
        }
        for row in readers.readers_of(desk.tx, item.id)
    ]


def _proofs(desk: Desk, item: Item) -> list[dict[str, Any]]:
    """The pages as they were fetched."""
    return [
        {
            "phase": row.phase,
            "url": row.url,
            "outcome": row.outcome,
            "findings": json.loads(row.findings),
            "sha256": row.sha256,
            "fetched_at": desk.iso(row.fetched_at),
        }
        for row in items.proofs_of(desk.tx, item.id)
    ]


def _clocks(desk: Desk, item: Item) -> list[dict[str, Any]]:
    """Each promise with its article: from when, until when, how it was counted, how it ended."""
    told = []
    for row in clocks.clocks_of(desk.tx, item.about):
        rule = item.regime.clock(row.rule)
        told.append(
            {
                "rule": row.rule,
                "cite": rule.cite,
                "figure": rule.figure,
                "says": rule.says.zh_CN,
                "start_on": row.start_on,
                "due_on": row.due_on,
                "due_at": desk.iso(row.due_at),
                "state": row.state,
                "provisional": bool(row.provisional),
                "explain": json.loads(row.explain),
                "opened_at": desk.iso(row.opened_at),
                "closed_at": desk.iso(row.closed_at),
            }
        )
    return told


def _audit(desk: Desk, item: Item) -> list[dict[str, Any]]:
    """The item's own entries of the chain, each as it was hashed; ``name`` stands beside, not in it."""
    return [
        _entry(row) | {"on": desk.iso(row.at), "name": subjects.name_of(desk, row.person_id)}
        for row in evidence.entries_about(desk.tx, item.about)
    ]


# The chain ------------------------------------------------------------------------------------------


def chain(
    desk: Desk, records: Sequence[Mapping[str, Any]], *, anchored: Sequence[int] = ()
) -> Iterator[dict[str, Any]]:
    """The parts of the chain that hold these items' entries, each as it was hashed, in order.

    Each part goes on to the next of the ``anchored`` entries, or to the end, so that whoever kept that anchor
    can tell whether the chain was written anew.
    """
    end = int(audit.head(desk.tx).n)
    spans = sorted(_span(record, anchored=anchored, end=end) for record in records if record["audit"])
    after = 0
    for first, last in spans:
        for row in evidence.entries_between(desk.tx, max(first, after + 1), last):
            yield _entry(row)
        after = max(after, last)


def _span(record: Mapping[str, Any], *, anchored: Sequence[int], end: int) -> tuple[int, int]:
    first, last = record["audit"][0]["n"], record["audit"][-1]["n"]
    return first, min((n for n in anchored if n >= last), default=end)


def _entry(row: Any) -> dict[str, Any]:
    return {
        "n": row.n,
        "at": row.at,
        "org": row.org_id,
        "person": row.person_id,
        "act": row.act,
        "subject": row.subject,
        "data": row.data,
        "prev": bytes(row.prev).hex(),
        "hash": bytes(row.hash).hex(),
    }


# Packs ----------------------------------------------------------------------------------------------


def packed(desk: Desk, org: int, *, digest: str, item_ids: Sequence[int]) -> None:
    """A pack left the house: the chain keeps its digest, so that it can be told from another."""
    desk.audit("evidence.packed", f"pack:{digest}", person=None, org=org, digest=digest, items=list(item_ids))


def made_at(desk: Desk, digest: str) -> int | None:
    """The instant (ms) at which a pack of this digest was made here; None when it was not."""
    found = evidence.done_at(desk.tx, f"pack:{digest}", act="evidence.packed")
    return found[0] if found else None


def is_as_printed(desk: Desk, org: int, *, number: str, content: str, n: int, digest: str) -> bool:
    """Does what a form's code says stand here: a version of this content, and this entry about the item?"""
    found = [row for row in lookup.named(desk, org, number) if row.number == number]
    if not found:
        return False
    versions = {row.hash for row in items.versions_of(desk.tx, found[0].id) if row.frozen}
    row = evidence.entry(desk.tx, n)
    is_there = row is not None and row.subject == f"item:{found[0].id}" and bytes(row.hash).hex() == digest
    return is_there and content in versions


def strangers(desk: Desk, entries: Mapping[int, Mapping[str, Any]], *, most: int = 20) -> list[int]:
    """Which entries of a pack are not as they are in this house's own chain; at most so many."""
    found = []
    for n, told in sorted(entries.items()):
        row = evidence.entry(desk.tx, n)
        if row is None or bytes(row.hash).hex() != told["hash"]:
            found.append(n)
            if len(found) == most:
                break
    return found
