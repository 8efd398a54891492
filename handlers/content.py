"""放行: what the checks of a content block goes on with a reason, from both sides."""

from handlers.acts import Said, Tap
from handlers.routing import Answer, answer, button
from handlers.submit import item_of
from rules.model import Verdict
from workflow import asking, draft, passing, review, seat, subjects
from workflow.desk import Desk
from workflow.notices import Notice


@button("content.explain")
def explain(tap: Tap, desk: Desk) -> Answer:
    """申请放行: the liaison's next words are why the item should go on all the same."""
    item = draft.editable(desk, item_of(tap.subject), by=tap.by.id)
    asking.ask(desk, person=tap.by.id, chat=tap.by.chat, kind="content.explain", subject=item.about)
    return Notice("content.ask_reason", tap.by.id, item.about, facts={"item": subjects.told(desk, item)})


@answer("content.explain")
def explained(said: Said, desk: Desk) -> Answer:
    """Why it should go on."""
    told = passing.explain(desk, item_of(said.subject), by=said.by.id, why=said.text)
    asking.done(desk, person=said.by.id, chat=said.by.chat)
    return told


@button("content.pass")
def let_pass(tap: Tap, desk: Desk) -> Answer:
    """说明并同意: the reviewer's next words let it pass and are the approval."""
    review.may_decide(desk, tap.subject, by=tap.by.id, content_hash=tap.content_hash)
    return ask_why(desk, tap.subject, by=tap.by.id, chat=tap.by.chat)


def ask_why(desk: Desk, subject: str, *, by: int, chat: str) -> Notice:
    """同意 wants a reason first: the next words are it."""
    asking.ask(desk, person=by, chat=chat, kind="content.pass", subject=subject)
    return Notice("content.ask_pass", by, subject, facts=seat.named(desk, subject))


@answer("content.pass")
def passed(said: Said, desk: Desk) -> Answer:
    """The reason was written: that is the approval."""
    told = review.decide(
        desk, said.subject, by=said.by.id, verdict=Verdict.APPROVED, confirmed=True, why=said.text
    )
    asking.done(desk, person=said.by.id, chat=said.by.chat)
    return told
