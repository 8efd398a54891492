"""交稿: from a text, a file or a command to a submitted item."""

from handlers.acts import Said, Tap
from handlers.routing import Answer, answer, button, command
from rules.dates import read_date
from rules.model import Kind
from workflow import (
    asking,
    draft,
    enquiries,
    filling,
    handin,
    lookup,
    publish,
    subjects,
    submit,
    urgency,
    wording,
)
from workflow.desk import Desk, Refused
from workflow.notices import Notice


def item_of(subject: str) -> int:
    """The item behind ``item:12``."""
    return int(subject.rpartition(":")[2])


POINTS_TO_FILES = "附件见"
NO_FILES = frozenset({"wecom"})  # its self-built apps never get a file


def _onto_the_page(said: Said, desk: Desk, *, item: int | None) -> Notice | None:
    """Where a file must go onto the page: one that is too large for the chat, or one that is only spoken of
    where no file can be sent.
    """
    if not desk.house.page:
        return None
    small = desk.house.policy.file_max_mb
    big = next((file for file in said.files if file.size > small * handin.MIB), None)
    spoken = said.by.platform in NO_FILES and said.text.strip().startswith(POINTS_TO_FILES)
    if big is None and (said.files or not spoken):
        return None
    facts = {
        "path": "/m/new" if item is None else f"/m/draft/{item}",
        "limit": desk.house.policy.page_max_mb,
    }
    if big is not None:
        facts |= {"name": big.name, "mb": round(big.size / handin.MIB, 1), "small": small}
    return Notice("page.upload", said.by.id, facts=facts)


@command("newitem", "交稿", "投稿")
def new_item(said: Said, desk: Desk) -> Answer:
    """A draft at once; what follows the word is its first line."""
    if (onto_page := _onto_the_page(said, desk, item=None)) is not None:
        return onto_page
    held = _take(said, desk, item=None)
    draft.open_draft(
        desk, by=said.by.id, kind=Kind.PUBLISH, text=said.rest, held=held, occasion=said.occasion
    )
    return None


@answer("new")
@answer("offer")
def something_new(said: Said, desk: Desk) -> Answer:
    """Words or files that belong to nothing: one confirming tap makes them a draft.

    An address from a web administrator for whom just one item waits is that item's.
    """
    waiting = None if said.files else publish.awaits_address(desk, said.text, by=said.by.id)
    if waiting is not None:
        return publish.submit_address(desk, waiting, by=said.by.id, url=said.text.strip())
    if said.files or enquiries.registers(desk, said.by.id) is None:
        draft.hand_in_post(desk, said.by.id)
    if (onto_page := _onto_the_page(said, desk, item=None)) is not None:
        return onto_page
    held = _take(said, desk, item=None)
    names = [file.name for file in said.files]
    return handin.offer(
        desk,
        by=said.by.id,
        chat=said.by.chat,
        text=said.text,
        held=held,
        names=names,
        album=said.album,
        occasion=said.occasion,
    )


def _take(said: Said, desk: Desk, *, item: int | None) -> list[int]:
    return [
        handin.take_file(
            desk,
            by=said.by.id,
            name=file.name,
            size=file.size,
            album=said.album,
            item=item,
            source={"platform": said.by.platform, "bot": said.by.bot, "file_id": file.file_id},
        )
        for file in said.files
    ]


@button("draft.new")
def draft_new(tap: Tap, desk: Desk) -> Answer:
    """新建: what was sent becomes a draft of the kind that was tapped."""
    text, held = handin.take_offer(desk, tap.subject, by=tap.by.id, chat=tap.by.chat)
    kind = Kind(tap.args.get("kind", "publish"))
    draft.open_draft(desk, by=tap.by.id, kind=kind, text=text, held=held, occasion=tap.occasion)
    return Notice("done", tap.by.id)


@button("draft.ignore")
def draft_ignore(tap: Tap, desk: Desk) -> Answer:
    """不是: what was sent was no item."""
    handin.decline_offer(desk, tap.subject, by=tap.by.id, chat=tap.by.chat)
    return Notice("done", tap.by.id)


@button("draft.set")
def draft_set(tap: Tap, desk: Desk) -> Answer:
    """A choice was tapped: the same card goes on to the next question."""
    item_id = item_of(tap.subject)
    label, value = draft.set_field(desk, item_id, by=tap.by.id, name=tap.args["key"], value=tap.args["value"])
    draft.refresh(desk, item_id, chat=tap.by.chat)
    return Notice("draft.saved", tap.by.id, facts={"label": label, "value": value})


@answer("draft")
@answer("reply:submit.draft")
def draft_answer(said: Said, desk: Desk) -> Answer:
    """Words or files for the draft that is open."""
    item_id = item_of(said.subject)
    item = draft.editable(desk, item_id, by=said.by.id)
    if (onto_page := _onto_the_page(said, desk, item=item_id)) is not None:
        return onto_page
    if said.files:
        held = _take(said, desk, item=item_id)
        more = handin.joins_album(desk, by=said.by.id, album=said.album, besides=held)
        handin.add_to(desk, item_id, by=said.by.id, held=held)
        if said.text.strip() and not item.held.get("body"):
            draft.set_field(desk, item_id, by=said.by.id, name="body", value=said.text)
        if not more:
            draft.show(desk, item_id, occasion=said.occasion)
        return None
    asked = draft.ask(desk, item, said.field or None)
    if asked is None:
        return Notice("draft.complete", said.by.id, item.about, facts={"number": item.row.number})
    draft.set_field(desk, item_id, by=said.by.id, name=asked["key"], value=said.text)
    draft.show(desk, item_id, occasion=said.occasion)
    return None


@button("draft.edit")
def draft_edit(tap: Tap, desk: Desk) -> Answer:
    """改一项: pick the line to be written anew."""
    return draft.edit_menu(desk, item_of(tap.subject), by=tap.by.id)


@button("draft.ask")
def draft_ask(tap: Tap, desk: Desk) -> Answer:
    """The line was picked: its question is asked."""
    item = draft.editable(desk, item_of(tap.subject), by=tap.by.id)
    draft.show(desk, item.id, occasion=tap.occasion, field=tap.args["key"])
    return Notice("done", tap.by.id)


@button("draft.urgent")
def draft_urgent(tap: Tap, desk: Desk) -> Answer:
    """加急; where the regime wants a reason, the next words are it."""
    item = draft.editable(desk, item_of(tap.subject), by=tap.by.id)
    if not urgency.wants_reason(item):
        return urgency.mark(desk, item.id, by=tap.by.id)
    asking.ask(desk, person=tap.by.id, chat=tap.by.chat, kind="draft.urgent", subject=item.about)
    return Notice("urgent.ask_reason", tap.by.id, item.about, facts={"item": subjects.told(desk, item)})


@answer("draft.urgent")
def why_urgent(said: Said, desk: Desk) -> Answer:
    """Why it cannot wait."""
    told = urgency.mark(desk, item_of(said.subject), by=said.by.id, why=said.text)
    asking.done(desk, person=said.by.id, chat=said.by.chat)
    return told


@button("item.not_urgent")
def not_urgent(tap: Tap, desk: Desk) -> Answer:
    """取消加急."""
    return urgency.lower(desk, item_of(tap.subject), by=tap.by.id)


@button("draft.submit")
def draft_submit(tap: Tap, desk: Desk) -> Answer:
    """提交."""
    number = submit.submit(desk, item_of(tap.subject), by=tap.by.id)
    return Notice("draft.submitted", tap.by.id, facts={"number": number})


@button("draft.drop")
@button("item.drop")
def draft_drop(tap: Tap, desk: Desk) -> Answer:
    """放弃."""
    draft.drop(desk, item_of(tap.subject), by=tap.by.id)
    return Notice("draft.dropped", tap.by.id)


@button("draft.amend")
def draft_amend(tap: Tap, desk: Desk) -> Answer:
    """修改: the form opens filled in."""
    submit.amend(desk, item_of(tap.subject), by=tap.by.id, occasion=tap.occasion)
    return Notice("done", tap.by.id)


@button("item.withdraw")
def item_withdraw(tap: Tap, desk: Desk) -> Answer:
    """撤回."""
    number = submit.withdraw(desk, item_of(tap.subject), by=tap.by.id)
    return Notice("item.withdrawn", tap.by.id, facts={"number": number})


@command("withdraw", "撤回")
def withdraw_by_number(said: Said, desk: Desk) -> Answer:
    """撤回 编号."""
    if not said.rest:
        raise Refused("lookup.usage")
    item = lookup.find_one(desk, said.rest, by=said.by.id)
    number = submit.withdraw(desk, item.id, by=said.by.id)
    return Notice("item.withdrawn", said.by.id, facts={"number": number})


@button("proposal.accept")
def proposal_accept(tap: Tap, desk: Desk) -> Answer:
    """采用: the office's wording, and the item goes on its way again."""
    number = wording.accept(desk, tap.subject, by=tap.by.id, proposal=tap.args["proposal"])
    return Notice("draft.submitted", tap.by.id, facts={"number": number})


@button("proposal.decline")
def proposal_decline(tap: Tap, desk: Desk) -> Answer:
    """不采用."""
    wording.decline(desk, tap.subject, by=tap.by.id, proposal=tap.args["proposal"])
    return Notice("done", tap.by.id)


@command("formed", "登记形成", "登记")
def formed(said: Said, desk: Desk) -> Answer:
    """登记形成 标题 栏目 日期: the clocks run before anything is handed in."""
    parts = said.rest.split()
    day = read_date(parts[-1], today=desk.today) if parts else None
    if len(parts) < 2 or day is None:
        raise Refused("formed.usage")
    post = draft.hand_in_post(desk, said.by.id)
    columns = filling.columns(desk, post.org_id, first=post.office_id)
    column = next((row["value"] for row in columns if parts[-2] in (row["label"], row["value"])), None)
    title = " ".join(parts[:-2] if column is not None and len(parts) > 2 else parts[:-1])
    return submit.register(desk, by=said.by.id, title=title, column=column, formed_on=day)
