"""Files and loose words that come in: fetched at once, kept, and offered to become a draft."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from storage import audit, copies, dialogues, errands, uploads
from storage import files as stored_files
from workflow import content, draft, external
from workflow.desk import Desk, Refused
from workflow.enquiries import registers
from workflow.notices import Notice, notice, tell

OFFER_HOURS = 72
DAY_HOURS = 24
MIB = 1024 * 1024
BURST = "burst:"
BURST_S = 30


def take_file(
    desk: Desk,
    *,
    by: int,
    source: Mapping[str, str],
    name: str,
    size: int,
    album: str | None,
    item: int | None,
    limit_mb: int | None = None,
) -> int:
    """Note a file that stands at the platform and have it fetched at once; the upload's id.

    ``source`` names platform, bot and the platform's file id; ``size`` in bytes, 0 when unknown;
    ``limit_mb`` is the chat's unless another is given.
    Raises Refused for one that is too large or that passes the person's quota of a day.
    """
    policy = desk.house.policy
    limit = policy.file_max_mb if limit_mb is None else limit_mb
    if size > limit * MIB:
        raise Refused("file.too_big", name=name, mb=round(size / MIB, 1), limit=limit)
    used, _ = uploads.uploaded_since(desk.tx, by, since=desk.ms_after(hours=-DAY_HOURS))
    if used + size > policy.quota_mb_per_day * MIB:
        raise Refused("file.quota", limit=policy.quota_mb_per_day)
    position = len(uploads.uploads_of(desk.tx, item)) if item is not None else 0
    upload = uploads.add_upload(
        desk.tx,
        item_id=item,
        person_id=by,
        source=dict(source),
        name=name,
        size=size,
        album=album,
        position=position,
    )
    errands.ask(
        desk.tx,
        key=f"download:{upload}",
        kind="download",
        subject=f"upload:{upload}",
        args={"upload": upload, "name": name, "limit": limit * MIB, **source},
    )
    return upload


def file_settled(desk: Desk, subject: str, args: Mapping[str, Any], result: Mapping[str, Any] | None) -> None:
    """The bytes are on disk, or never will be; the draft's card says so, a refusal is said aloud."""
    row = uploads.upload(desk.tx, int(args["upload"]))
    if row is None or row.state != "pending":
        return
    sha256 = None if result is None else result.get("sha256")
    why = "unreachable" if result is None else result.get("refused")
    file_id = None
    if sha256 is not None and not why and result is not None:
        file_id = stored_files.stored(
            desk.tx, sha256=str(sha256), size=int(result["size"]), type=str(result["type"])
        )
        why = "refused_before" if file_id is None else None
    if file_id is not None and result is not None:
        uploads.store_upload(desk.tx, row.id, file_id=file_id, size=int(result["size"]))
        warnings = ",".join(result.get("warnings", []))
        if warnings:
            uploads.warn_upload(desk.tx, row.id, reason=warnings)
        if result.get("preview"):
            uploads.picture_upload(desk.tx, row.id, preview=str(result["preview"]))
        if args.get("proof"):
            external.scanned(desk, str(args["proof"]), by=row.person_id, upload=row.id, name=row.name)
    else:
        if why == "secret_mark" and sha256 is not None and result is not None:
            stored_files.refused(
                desk.tx, sha256=str(sha256), size=int(result["size"]), type=str(result["type"]), reason=why
            )
            content.report(desk, person=row.person_id, digest=str(sha256))
        uploads.refuse_upload(desk.tx, row.id, reason=str(why))
        tell(
            desk,
            Notice(
                "refused",
                row.person_id,
                subject,
                "file",
                {"code": "file.refused", "name": row.name, "why": why},
            ),
        )
    desk.audit("file.settled", subject, person=row.person_id, org=None, sha256=sha256, refused=why)
    if row.item_id is not None:
        copies.touch(desk.tx, f"item:{row.item_id}")


def add_to(desk: Desk, item_id: int, *, by: int, held: Sequence[int]) -> None:
    """Put files into a draft; a frozen version is followed by one that may be written."""
    item = draft.editable(desk, item_id, by=by)
    if item.version.frozen:
        draft.write(desk, item, {})
    for upload in held:
        uploads.attach_upload(desk.tx, upload, item_id=item_id)


def joins_album(desk: Desk, *, by: int, album: str | None, besides: Sequence[int]) -> bool:
    """Is this another part of an album whose first part has been answered? Albums have no end mark."""
    if album is None:
        return False
    return any(row.id not in besides for row in uploads.uploads_of_album(desk.tx, by, album=album))


def burst(desk: Desk, *, by: int, chat: str, occasion: str) -> str:
    """The album of a file on a platform that has none: what follows within 30 seconds belongs together.

    Only as long as the offer or the draft that the last one went to is still being talked about.
    """
    last = uploads.newest_of_albums(desk.tx, by)
    if last is None or not last.album.startswith(BURST) or last.at <= desk.ms - BURST_S * 1000:
        return f"{BURST}{occasion}"
    talk = dialogues.dialogue(desk.tx, by, chat=chat)
    goes_on = talk is not None and (
        talk.kind == "offer" if last.item_id is None else talk.subject == f"item:{last.item_id}"
    )
    return str(last.album) if goes_on else f"{BURST}{occasion}"


# Offers ---------------------------------------------------------------------------------------------


def offer(
    desk: Desk,
    *,
    by: int,
    chat: str,
    text: str,
    held: Sequence[int],
    names: Sequence[str],
    album: str | None,
    occasion: str,
) -> Notice | None:
    """Something new was sent: one confirming tap makes it a draft. More parts of an album join in silence."""
    talk = dialogues.dialogue(desk.tx, by, chat=chat)
    if talk is not None and talk.kind == "offer" and joins_album(desk, by=by, album=album, besides=held):
        data = json.loads(talk.data)
        data["uploads"] += list(held)
        data["names"] += list(names)
        data["text"] = data["text"] or text
        _keep(desk, by=by, chat=chat, subject=talk.subject, data=data)
        copies.touch(desk.tx, talk.subject)
        return None
    subject = f"offer:{occasion.rpartition(':')[2]}"
    data = {"text": text, "uploads": list(held), "names": list(names)}
    _keep(desk, by=by, chat=chat, subject=subject, data=data)
    return Notice("submit.offer", by, subject, "offer", data)


def _keep(desk: Desk, *, by: int, chat: str, subject: str, data: Mapping[str, Any]) -> None:
    dialogues.open_dialogue(
        desk.tx,
        by,
        chat=chat,
        kind="offer",
        subject=subject,
        data=data,
        expires_at=desk.ms_after(hours=OFFER_HOURS),
    )


def offered(desk: Desk, subject: str, *, by: int, chat: str) -> dict[str, Any]:
    """What was sent then. It is in the dialogue, or, when other words came between, in the offer itself."""
    talk = dialogues.dialogue(desk.tx, by, chat=chat)
    if talk is not None and talk.kind == "offer" and talk.subject == subject:
        dialogues.close_dialogue(desk.tx, by, chat=chat)
        return dict(json.loads(talk.data))
    for row in copies.of(desk.tx, subject):
        if row.kind == "submit.offer" and row.person_id == by:
            return dict(json.loads(row.facts))
    raise Refused("token.unknown")


@notice("submit.offer", live=True)
def offer_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """What was sent."""
    facts = dict(said.facts)
    person = said.reader
    taken = any(row.act.startswith("offer.") for row in _history(desk, said.about))
    return {
        "preview": str(facts["text"]).strip()[:80],
        "files": _names(desk, facts, person),
        "open": not taken,
        "draft": draft.may_hand_in(desk, person),
        "letter": not facts["uploads"] and registers(desk, person) is not None,
    }


def _names(desk: Desk, facts: Mapping[str, Any], person: int) -> list[str]:
    names = list(facts["names"])
    for upload in facts["uploads"]:
        row = uploads.upload(desk.tx, upload)
        if row is not None and row.album is not None:
            return [part.name for part in uploads.uploads_of_album(desk.tx, person, album=row.album)]
    return names


def _history(desk: Desk, subject: str) -> list[Any]:
    return audit.tail(desk.tx, limit=5, subject=subject)


def take_offer(desk: Desk, subject: str, *, by: int, chat: str) -> tuple[str, list[int]]:
    """The offer becomes a draft, once: its words and every file of its album."""
    if any(row.act in ("offer.taken", "offer.declined") for row in _history(desk, subject)):
        raise Refused("offer.taken")
    held = offered(desk, subject, by=by, chat=chat)
    found = list(held["uploads"])
    for upload in held["uploads"]:
        row = uploads.upload(desk.tx, upload)
        if row is not None and row.album is not None:
            found += [part.id for part in uploads.uploads_of_album(desk.tx, by, album=row.album)]
    desk.audit("offer.taken", subject, person=by, org=None)
    copies.touch(desk.tx, subject)
    return str(held["text"]), sorted(set(found))


def decline_offer(desk: Desk, subject: str, *, by: int, chat: str) -> None:
    """What was sent was no item."""
    offered(desk, subject, by=by, chat=chat)
    desk.audit("offer.declined", subject, person=by, org=None)
    copies.touch(desk.tx, subject)
