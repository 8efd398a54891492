"""误传处置: taking out of the database whatever an item said. Rows stay as facts: ids, hashes, instants.

SQLite overwrites what is deleted (``secure_delete``) and the log is checkpointed after the commit; PostgreSQL
keeps dead rows until it is vacuumed.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import bindparam, literal_column, null, or_, select, update

from storage.canon import json_text, json_value
from storage.items import like
from storage.sql import Row, Sql, word
from storage.tables import (
    decisions,
    delegations,
    dialogues,
    files,
    inbox,
    items,
    outbox,
    papers,
    people,
    proofs,
    remarks,
    steps,
    ticks,
    uploads,
    versions,
)
from storage.tx import Tx

SPEAKING = frozenset(  # keys of frozen facts whose values may repeat what the item said
    {
        "title",
        "body",
        "body_gist",
        "reason",
        "diff",
        "before",
        "after",
        "preview",
        "text",
        "files",
        "why",
        "note",
        "names",
        "query",
    }
)

_ITEM = Sql(
    update(items)
    .where(items.c.id == bindparam("id"))
    .values(
        title=literal_column("''"),
        urgent_why=literal_column("''"),
        route_changes=literal_column("''"),
        changed_at=bindparam("now"),
    )
)
_VERSIONS = Sql(
    update(versions).where(versions.c.item_id == bindparam("item_id")).values(content=bindparam("content"))
)
_UPLOADS = Sql(
    select(uploads.c.id, uploads.c.person_id, uploads.c.name, uploads.c.preview, files.c.sha256)
    .select_from(
        uploads.outerjoin(files, files.c.id == uploads.c.file_id)
        .outerjoin(remarks, remarks.c.id == uploads.c.remark_id)
        .outerjoin(papers, papers.c.upload_id == uploads.c.id)
    )
    .where(
        or_(
            uploads.c.item_id == bindparam("item_id"),
            remarks.c.item_id == bindparam("item_id"),
            papers.c.item_id == bindparam("item_id"),
        )
    )
)
_UPLOAD = Sql(
    update(uploads)
    .where(uploads.c.id == bindparam("id"))
    .values(
        name=literal_column("''"),
        source=literal_column("'{}'"),
        preview=null(),
        state=word("removed"),
        reason=word("misplaced"),
    )
)
_FILE = Sql(
    update(files)
    .where(files.c.sha256 == bindparam("sha256"))
    .values(state=word("refused"), reason=word("misplaced"))
)
_PROOFS = Sql(
    select(files.c.sha256)
    .select_from(proofs.join(files, files.c.id == proofs.c.file_id))
    .where(proofs.c.item_id == bindparam("item_id"))
)
_PROOF = Sql(
    update(proofs).where(proofs.c.item_id == bindparam("item_id")).values(findings=literal_column("'[]'"))
)
_of_item = select(steps.c.id).where(steps.c.item_id == bindparam("item_id"))
_REASONS = Sql(update(decisions).where(decisions.c.step_id.in_(_of_item)).values(reason=literal_column("''")))
_TICKS = Sql(update(ticks).where(ticks.c.subject == bindparam("subject")).values(evidence=null()))
_ASKED = Sql(
    update(delegations)
    .where(delegations.c.item_id == bindparam("item_id"))
    .values(words=literal_column("''"), opinion=literal_column("''"))
)
_PAPERS = Sql(
    update(papers).where(papers.c.item_id == bindparam("item_id")).values(reason=literal_column("''"))
)
_REMARKS = Sql(
    update(remarks).where(remarks.c.item_id == bindparam("item_id")).values(text=literal_column("''"))
)
_SENT = Sql(
    select(
        outbox.c.id,
        outbox.c.kind,
        outbox.c.facts,
        outbox.c.state,
        outbox.c.person_id,
        outbox.c.platform,
        outbox.c.message,
        people.c.name,
    )
    .select_from(outbox.outerjoin(people, people.c.id == outbox.c.person_id))
    .where(outbox.c.subject == bindparam("subject"))
    .order_by(outbox.c.id)
)
_MESSAGE = Sql(
    update(outbox)
    .where(outbox.c.id == bindparam("id"))
    .values(
        card=null(),
        payload=null(),
        numbered=null(),
        facts=bindparam("facts"),
    )
)
_DIALOGUES = Sql(
    dialogues.delete().where(
        (dialogues.c.subject == bindparam("subject")) | (dialogues.c.person_id == bindparam("person"))
    )
)
_BODIES = Sql(
    update(inbox)
    .where(
        inbox.c.platform == bindparam("platform"),
        inbox.c.lane.like(bindparam("lane"), escape="\\"),
        inbox.c.received_at >= bindparam("since"),
        inbox.c.state == word("done"),
        inbox.c.body.is_not(None),
    )
    .values(body=null())
)
_AUTHORS = Sql(
    select(versions.c.by_id).where(versions.c.item_id == bindparam("item_id"), versions.c.by_id.is_not(None))
)


def content(tx: Tx, item_id: int, *, kind: str) -> None:
    """Title and every version: what stays of a version is its kind, its hash and who made it when."""
    _ITEM.run(tx, id=item_id, now=tx.now)
    _VERSIONS.run(tx, item_id=item_id, content=json_text({"kind": kind}))


def words(tx: Tx, item_id: int) -> None:
    """Reasons, opinions, also those asked for, evidence of ticks, findings of page checks."""
    _REASONS.run(tx, item_id=item_id)
    _REMARKS.run(tx, item_id=item_id)
    _ASKED.run(tx, item_id=item_id)
    _PAPERS.run(tx, item_id=item_id)
    _TICKS.run(tx, subject=f"item:{item_id}")
    _PROOF.run(tx, item_id=item_id)


def uploads_of(tx: Tx, item_id: int) -> list[Row]:
    """Every file of the item, of opinions and papers about it: id, person_id, name, preview, sha256."""
    return _UPLOADS.all(tx, item_id=item_id)


def upload(tx: Tx, upload_id: int) -> None:
    """The chat's row of a file: its name (a caption may stand there) and where the platform keeps it."""
    _UPLOAD.run(tx, id=upload_id)


def pages_of(tx: Tx, item_id: int) -> list[str]:
    """The digests of the pages that were fetched for it."""
    return [str(row.sha256) for row in _PROOFS.all(tx, item_id=item_id)]


def never_again(tx: Tx, sha256: str) -> None:
    """This content is not taken any more, by whomever; its digest stays."""
    _FILE.run(tx, sha256=sha256)


def messages(tx: Tx, subjects: Iterable[str]) -> list[Row]:
    """Every message about these subjects, with who had it: id, kind, facts, state, person_id, platform,
    message, name.
    """
    return [row for subject in subjects for row in _SENT.all(tx, subject=subject)]


_REPEATS = Sql(
    select(outbox.c.id, outbox.c.subject, outbox.c.facts)
    .where(
        outbox.c.made_at >= bindparam("since"),
        or_(
            outbox.c.facts.like(bindparam("like"), escape="\\"),
            outbox.c.card.like(bindparam("like"), escape="\\"),
        ),
    )
    .order_by(outbox.c.id)
)


def repeating(tx: Tx, texts: Iterable[str], *, since: int) -> list[Row]:
    """Messages made since an instant (ms) that hold one of these texts, whatever they are about: lists,
    reminders, offers. id, subject, facts.
    """
    found: dict[int, Row] = {}
    for text in texts:
        for row in _REPEATS.all(tx, like=f"%{like(text)}%", since=since):
            found[row.id] = row
    return list(found.values())


def message(tx: Tx, row: Row) -> None:
    """What the message showed goes, and of its frozen facts whatever may repeat the item."""
    _MESSAGE.run(tx, id=row.id, facts=json_text(silenced(json_value(row.facts))))


def silenced(value: Any, *, speaking: bool = False) -> Any:
    """Frozen facts without the words of the item: their shape stays, so that a card can still be drawn."""
    if isinstance(value, dict):
        return {key: silenced(one, speaking=speaking or key in SPEAKING) for key, one in value.items()}
    if not speaking:
        return [silenced(one) for one in value] if isinstance(value, list) else value
    if isinstance(value, list):
        return []
    return "" if isinstance(value, str) else value


def said(tx: Tx, subject: str, *, people: Sequence[int]) -> None:
    """Open questions about it, and whatever these people were asked: answers may lie in them."""
    for person in people:
        _DIALOGUES.run(tx, subject=subject, person=person)


def raw(tx: Tx, *, platform: str, account: str, since: int) -> int:
    """The raw acts that came from a sender (the platform's id of the account) since an instant (ms): how many
    bodies went.
    """
    lanes = {f"%:u{like(account)}", f"%:u{like(account.lower())}"}
    return sum(_BODIES.run(tx, platform=platform, lane=lane, since=since) for lane in sorted(lanes))


def authors(tx: Tx, item_id: int) -> list[int]:
    """Whoever wrote a version of it."""
    return sorted({int(row.by_id) for row in _AUTHORS.all(tx, item_id=item_id)})
