"""发布: the web administrator's acts and the liaison's confirmation."""

from handlers.acts import Said, Tap
from handlers.routing import Answer, answer, button
from handlers.submit import item_of
from workflow import afterwards, asking, publish, subjects
from workflow import confirm as confirming
from workflow.desk import Desk
from workflow.notices import Notice


@button("publish.url")
def ask_url(tap: Tap, desk: Desk) -> Answer:
    """提交网址: the next words are the address."""
    item = subjects.load(desk, item_of(tap.subject))
    publish.seat(desk, item.id, by=tap.by.id)
    asking.ask(desk, person=tap.by.id, chat=tap.by.chat, kind="publish.url", subject=tap.subject)
    return Notice(
        "publish.ask_url",
        tap.by.id,
        tap.subject,
        facts={"item": subjects.told(desk, item), "base": subjects.site_of(desk, item)},
    )


@answer("publish.url")
@answer("reply:publish.asked")
def url(said: Said, desk: Desk) -> Answer:
    """The address of the published page."""
    told = publish.submit_address(desk, item_of(said.subject), by=said.by.id, url=said.text.strip())
    asking.done(desk, person=said.by.id, chat=said.by.chat)
    return told


@button("publish.same_url")
@button("publish.deleted")
@button("publish.done")
def same_url(tap: Tap, desk: Desk) -> Answer:
    """已改好 / 已删除 / 已办好: the address stays what it was."""
    return publish.submit_address(desk, item_of(tap.subject), by=tap.by.id, url=None)


@button("publish.synced")
def synced(tap: Tap, desk: Desk) -> Answer:
    """目录已同步."""
    return publish.synced(desk, item_of(tap.subject), by=tap.by.id)


@button("confirm.ok")
def confirm(tap: Tap, desk: Desk) -> Answer:
    """确认效果; where something is to be proved by a number first, the next words are it. The page sends it
    with the tap.
    """
    item = confirming.answerable(desk, item_of(tap.subject), by=tap.by.id)
    owed = afterwards.owed(desk, item)
    if owed is None:
        return confirming.confirm(desk, item.id, by=tap.by.id)
    asking.ask(desk, person=tap.by.id, chat=tap.by.chat, kind="confirm.number", subject=tap.subject)
    facts = {"item": subjects.told(desk, item), "label": owed.text.data()}
    return Notice("confirm.ask_number", tap.by.id, tap.subject, facts=facts)


@answer("confirm.number")
def number(said: Said, desk: Desk) -> Answer:
    """The number that proves what was done after publication."""
    told = confirming.confirm(desk, item_of(said.subject), by=said.by.id, number=said.text)
    asking.done(desk, person=said.by.id, chat=said.by.chat)
    return told


@button("confirm.wrong")
def wrong(tap: Tap, desk: Desk) -> Answer:
    """有问题: the next words say what is wrong."""
    item = confirming.answerable(desk, item_of(tap.subject), by=tap.by.id)
    asking.ask(desk, person=tap.by.id, chat=tap.by.chat, kind="confirm.reason", subject=tap.subject)
    return Notice("confirm.ask_reason", tap.by.id, tap.subject, facts={"item": subjects.told(desk, item)})


@answer("confirm.reason")
def what_is_wrong(said: Said, desk: Desk) -> Answer:
    """What is wrong with the page."""
    told = confirming.report_wrong(desk, item_of(said.subject), by=said.by.id, reason=said.text.strip())
    asking.done(desk, person=said.by.id, chat=said.by.chat)
    return told
