"""Handing in: 提交, 撤回, 修改, 登记形成. What is judged later is frozen here."""

from datetime import date
from typing import Any

from rules import form
from rules.model import Kind
from storage import copies, dialogues, items, orgs, tokens
from storage import review as seats
from workflow import draft, own, passing, publish, recalling, route, seating, subjects, watch
from workflow.desk import Desk, Refused
from workflow.notices import Notice, notice, plain, tell
from workflow.subjects import EDITABLE, Item

plain(
    "submit.registered",
    "draft.submitted",
    "draft.saved",
    "draft.dropped",
    "item.withdrawn",
    "done",
)


def submit(desk: Desk, item_id: int, *, by: int) -> str:
    """提交: freeze the version, number the item, start its clocks, ask the first reviewer. Its number.

    Raises Refused while anything is missing, a file is under way, or a step of the route has nobody who
    may sit there: never at the step itself.
    """
    item = draft.editable(desk, item_id, by=by)
    _complete(desk, item)
    item = draft.freeze(desk, item)
    passing.judge_draft(desk, item)
    number = item.row.number or orgs.next_number(desk.tx, item.org, year=desk.today.year)
    important = subjects.is_important(item)
    raised_by = subjects.raised_by_reviewer(item)
    round_ = item.row.round + 1
    if not items.move(
        desk.tx,
        item.id,
        from_states=EDITABLE,
        to_state="review",
        revision=item.row.revision,
        number=number,
        round=round_,
        important=int(important),
        important_by=raised_by if raised_by is not None else by if important else None,
        submitted_at=item.row.submitted_at or desk.ms,
    ):
        raise Refused("item.not_draft", number=number)
    desk.audit(
        "item.submitted",
        item.about,
        person=by,
        org=item.org,
        number=number,
        round=round_,
        content=item.version.hash,
    )
    item = subjects.load(desk, item_id)
    if item.content.formed_on is not None:
        event = "item.formed" if item.kind is Kind.PUBLISH else "item.changed"
        watch.start(desk, item, event, on=item.content.formed_on)
    for event, day in own.days_of(item, at="submitted"):
        watch.start(desk, item, event, on=day)
    dialogues.close_about(desk.tx, item.about)
    copies.touch(desk.tx, item.about)
    tell(desk, Notice("submit.filed", by, item.about, f"round:{round_}", priority=1))
    route.begin(desk, item)
    return str(number)


def _complete(desk: Desk, item: Item) -> None:
    gaps = draft.missing(desk, item)
    if gaps:
        raise Refused("draft.incomplete", missing=[line.text.data() for line in gaps])
    for row in subjects.files_of(desk, item):
        if row["state"] == "pending":
            raise Refused("draft.pending_file", name=row["name"])
    exempt = form.exemption_stands(item.regime, item.content)
    if exempt is not None:
        raise Refused(exempt.code, **exempt.data)
    _forecast, empty = seating.forecast(desk, item)
    if empty:
        raise Refused("draft.gap", steps=empty)


def register(desk: Desk, *, by: int, title: str, column: str | None, formed_on: date) -> Notice:
    """登记形成: the information exists; its clocks run before anything is handed in."""
    if formed_on > desk.today:
        raise Refused(
            "draft.date_future", label={"zh_CN": "形成日期", "en": "date formed"}, today=desk.today_on
        )
    item = draft.open_registered(desk, by=by, title=title, column=column, formed_on=formed_on)
    watch.start(desk, item, "item.formed", on=formed_on)
    desk.audit("item.registered", item.about, person=by, org=item.org, formed_on=formed_on.isoformat())
    return Notice(
        "submit.registered",
        by,
        item.about,
        facts={"item": subjects.told(desk, item), "deadlines": watch.deadlines(desk, item)},
    )


def withdraw(desk: Desk, item_id: int, *, by: int) -> str:
    """撤回: the reviewers' cards close, the item is the liaison's again, also after the last approval as long
    as nothing is done on the site. Its number.
    """
    item = subjects.hold(desk, item_id)
    if item.row.submitter_id != by:
        raise Refused("item.unknown")
    if item.row.state == "handover":
        recalling.recall(desk, item, by=by)
        return str(item.row.number)
    if not items.move(
        desk.tx, item.id, from_states=("review",), to_state="withdrawn", revision=item.row.revision
    ):
        raise Refused("item.not_withdrawable", number=item.row.number, state=item.row.state)
    for step in seats.steps_of(desk.tx, item.id):
        if step.state == "open" and seats.close_step(desk.tx, step.id, state="void", by=None):
            for seat in seats.seats_of(desk.tx, step.id):
                tokens.revoke(desk.tx, seat=seat.id)
                copies.touch(desk.tx, f"seat:{seat.id}")
    desk.audit("item.withdrawn", item.about, person=by, org=item.org)
    copies.touch(desk.tx, item.about)
    return str(item.row.number)


def amend(desk: Desk, item_id: int, *, by: int, occasion: str) -> None:
    """修改: a returned or withdrawn item opens as a draft with the form filled in."""
    item = draft.editable(desk, item_id, by=by)
    if item.version.frozen:
        draft.write(desk, item, {})
    draft.show(desk, item_id, occasion=occasion)


# Cards --------------------------------------------------------------------------------------------


@notice("submit.filed", live=True)
def filed_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """How far the item has come."""
    item = subjects.load(desk, said.id)
    if (left := subjects.left_to(desk, item, said.person)) is not None:
        return left
    return {
        "item": subjects.told(desk, item),
        "route": seating.progress(desk, item),
        "deadlines": watch.deadlines(desk, item),
        "state": item.row.state,
        "withdrawable": item.row.state == "handover"
        and item.regime.allows("recall")
        and not publish.begun(item),
        "newest": said.occasion == f"round:{item.row.round}",
        "amendable": item.row.state == "withdrawn" and bool(item.version.frozen),
    }


def _returned_moot(desk: Desk, said: Notice) -> str | None:
    return None if subjects.load(desk, said.id).row.state == "returned" else "taken_back"


@notice("submit.returned", live=True, moot=_returned_moot)
def returned_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """Why it came back, and where it is judged again."""
    item = subjects.load(desk, said.id)
    if (left := subjects.left_to(desk, item, said.person)) is not None:
        return left
    facts = dict(said.facts)
    return {
        "item": subjects.told(desk, item),
        "by": facts["by"],
        "step": subjects.text_of(facts["step"], desk.lang),
        "reason": facts["reason"],
        "resumes_at": subjects.text_of(facts["resumes_at"], desk.lang),
        "open": item.row.state == "returned"
        and item.row.round == facts["round"]
        and bool(item.version.frozen),
    }
