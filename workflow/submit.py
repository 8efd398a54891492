"""Handing in: 提交, 撤回, 修改, 登记形成. What is judged later is frozen here."""

import json
from datetime import date
from typing import Any

from rules.model import Attachment, Importance, Kind
from storage import copies, dialogues, items, orgs, people, tokens
from storage import review as seats
from workflow import draft, review, seating, subjects, watch
from workflow.desk import Desk, Refused
from workflow.notices import Notice, notice, plain, tell
from workflow.subjects import EDITABLE, Item

plain("submit.registered", "draft.submitted", "draft.saved", "draft.dropped", "item.withdrawn", "done")


def submit(desk: Desk, item_id: int, *, by: int) -> str:
    """提交: freeze the version, number the item, start its clocks, ask the first reviewer. Its number.

    Raises Refused while anything is missing, a file is under way, or a step of the route has nobody who
    may sit there: never at the step itself.
    """
    item = draft.editable(desk, item_id, by=by)
    if item.version.frozen:
        item = _nothing_changed(desk, item)
    gaps = draft.missing(desk, item)
    if gaps:
        raise Refused("draft.incomplete", missing=[line.text.data() for line in gaps])
    files = subjects.files_of(desk, item)
    for row in files:
        if row["state"] == "pending":
            raise Refused("draft.pending_file", name=row["name"])
    _forecast, empty = seating.forecast(desk, item)
    if empty:
        raise Refused("draft.gap", steps=empty)
    item = _freeze(desk, item, files)
    number = item.row.number or orgs.next_number(desk.tx, item.org, year=desk.today.year)
    important = bool(item.row.important) or item.content.importance is Importance.IMPORTANT
    round_ = item.row.round + 1
    moved = items.move(
        desk.tx, item.id, from_states=EDITABLE, to_state="review", revision=item.row.revision, now=desk.ms,
        number=number, round=round_, important=int(important), submitted_at=item.row.submitted_at or desk.ms,
        important_by=item.row.important_by or (by if important else None),
    )
    if not moved:
        raise Refused("item.not_draft", number=number)
    desk.audit("item.submitted", item.about, person=by, org=item.org, number=number, round=round_,
               content=item.version.hash)
    item = subjects.load(desk, item_id)
    _start_clocks(desk, item)
    dialogues.close(desk.tx, by, subject=item.about)
    copies.touch(desk.tx, item.about)
    tell(desk, Notice("submit.filed", by, item.about, f"round:{round_}", priority=1))
    review.begin(desk, item)
    return str(number)


def _nothing_changed(desk: Desk, item: Item) -> Item:
    """A returned item handed in again as it is: the same version is judged once more."""
    if item.row.state not in ("returned", "withdrawn"):
        raise Refused("item.not_draft", number=item.row.number)
    return item


def _freeze(desk: Desk, item: Item, files: list[dict[str, Any]]) -> Item:
    held = tuple(Attachment(row["sha256"], row["name"]) for row in files if row["state"] == "stored")
    content = item.content.altered(attachments=held)
    if not item.version.frozen:
        items.write_draft(desk.tx, item.version.id, content=content.canonical().decode(), content_hash=content.hash())
        items.freeze_version(desk.tx, item.version.id)
    return subjects.load(desk, item.id)


def _start_clocks(desk: Desk, item: Item) -> None:
    if item.content.formed_on is not None:
        event = "item.formed" if item.kind is Kind.PUBLISH else "item.changed"
        watch.start(desk, item, event, on=item.content.formed_on)


def register(desk: Desk, *, by: int, title: str, column: str | None, formed_on: date) -> Notice:
    """登记形成: the information exists; its clocks run before anything is handed in."""
    posts = [post for post in people.memberships(desk.tx, by, on=desk.today_on) if post.role in ("liaison", "head")]
    if not posts:
        raise Refused("draft.no_office")
    if formed_on > desk.today:
        raise Refused("draft.date_future", label="", today=desk.today_on)
    item = draft.open_registered(desk, by=by, post=posts[0], title=title, column=column, formed_on=formed_on)
    watch.start(desk, item, "item.formed", on=formed_on)
    desk.audit("item.registered", item.about, person=by, org=item.org, formed_on=formed_on.isoformat())
    return Notice("submit.registered", by, item.about,
                  facts={"item": subjects.told(desk, item), "deadlines": watch.deadlines(desk, item)})


def withdraw(desk: Desk, item_id: int, *, by: int) -> str:
    """撤回: the reviewers' cards close, the item is the liaison's again. Its number."""
    item = subjects.load(desk, item_id)
    if item.row.submitter_id != by:
        raise Refused("item.unknown")
    if item.row.state != "review":
        raise Refused("item.not_withdrawable", number=item.row.number, state=item.row.state)
    moved = items.move(desk.tx, item.id, from_states=("review",), to_state="withdrawn", revision=item.row.revision,
                       now=desk.ms)
    if not moved:
        raise Refused("item.not_withdrawable", number=item.row.number, state=item.row.state)
    close_open_step(desk, item, "void")
    desk.audit("item.withdrawn", item.about, person=by, org=item.org)
    copies.touch(desk.tx, item.about)
    return str(item.row.number)


def close_open_step(desk: Desk, item: Item, state: str) -> None:
    """End the step under way without a decision; its cards lose their buttons."""
    for step in seats.steps_of(desk.tx, item.id):
        if step.state == "open" and seats.close_step(desk.tx, step.id, state=state, by=None, now=desk.ms):
            for seat in seats.seats_of(desk.tx, step.id):
                seats.close_seat(desk.tx, seat.id)
                tokens.revoke(desk.tx, seat=seat.id)
                copies.touch(desk.tx, f"seat:{seat.id}")


def amend(desk: Desk, item_id: int, *, by: int, occasion: str) -> None:
    """修改: a returned or withdrawn item opens as a draft with the form filled in."""
    item = subjects.load(desk, item_id)
    if item.row.submitter_id != by:
        raise Refused("item.unknown")
    if item.row.state == "review":
        withdraw(desk, item_id, by=by)
        item = subjects.load(desk, item_id)
    if item.row.state not in EDITABLE:
        raise Refused("item.not_draft", number=item.row.number)
    if item.version.frozen:
        items.add_version(desk.tx, item.id, n=item.version.n + 1, content=item.version.content,
                          content_hash=item.version.hash, by=by, now=desk.ms)
    draft.show(desk, item_id, occasion=occasion)


# Cards ----------------------------------------------------------------------------------------------------


@notice("submit.filed", live=True)
def filed_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    item = subjects.load(desk, said.id)
    return {
        "item": subjects.told(desk, item),
        "route": seating.progress(desk, item),
        "deadlines": watch.deadlines(desk, item),
        "state": item.row.state,
    }


@notice("submit.returned", live=True)
def returned_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    item = subjects.load(desk, said.id)
    facts = dict(said.facts)
    still = item.row.state == "returned" and item.row.round == facts.get("round")
    return {
        "item": subjects.told(desk, item),
        "by": facts["by"],
        "step": _text(facts["step"], desk.lang),
        "reason": facts["reason"],
        "resumes_at": _text(facts["resumes_at"], desk.lang),
        "open": still,
    }


@notice("submit.proposal", live=True)
def proposal_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    item = subjects.load(desk, said.id)
    return {"item": subjects.told(desk, item), **said.facts, "label": _text(said.facts["label"], desk.lang),
            "open": item.row.state in (*EDITABLE, "review")}


def _text(value: Any, lang: str) -> str:
    return str(value.get(lang, value.get("zh_CN", ""))) if isinstance(value, dict) else str(value)


def accept_proposal(desk: Desk, item_id: int, *, by: int, field: str, text: str, occasion: str) -> str:
    """采用: the proposed wording becomes a new version, which goes the whole way that its route asks for."""
    item = subjects.load(desk, item_id)
    if item.row.submitter_id != by:
        raise Refused("item.unknown")
    if item.row.state == "review":
        withdraw(desk, item_id, by=by)
    item = draft.editable(desk, item_id, by=by)
    draft.set_field(desk, item_id, by=by, name=field, value=text)
    return submit(desk, item_id, by=by)


def offer(desk: Desk, *, by: int, text: str, uploads: list[int], names: list[str], occasion: str) -> Notice:
    """Something new was sent: one confirming tap makes it a draft. Nothing sent is lost meanwhile."""
    data = {"text": text, "uploads": uploads, "names": names}
    return Notice("submit.offer", by, f"offer:{by}", occasion,
                  {"preview": text.strip()[:80], "files": names, "data": json.dumps(data, ensure_ascii=False)})
