"""What else happens to an item on its way: 催办, 抄送, 已阅, 进度, 不予公开, 恢复, 拿回."""

import re

from handlers.acts import Said, Tap
from handlers.routing import Answer, answer, button, command
from handlers.submit import item_of
from rules.model import Verdict
from workflow import (
    asking,
    informing,
    lookup,
    restoring,
    review,
    seat,
    seen,
    subjects,
    undo,
    urging,
    withholding,
)
from workflow.desk import Desk, Refused
from workflow.notices import Notice

BETWEEN_NAMES = re.compile(r"[\s、,，;；]+")


def named(said: Said, desk: Desk) -> tuple[int, str]:
    """The item that a number or its tail names, and what follows it."""
    number, _, rest = said.rest.partition(" ")
    if not number:
        raise Refused("lookup.usage")
    return lookup.find_one(desk, number, by=said.by.id).id, rest.strip()


@button("item.urge")
def urge(tap: Tap, desk: Desk) -> Answer:
    """催办."""
    return urging.urge(desk, item_of(tap.subject), by=tap.by.id)


@command("urge", "催", "催办", listed=False)
def urge_by_number(said: Said, desk: Desk) -> Answer:
    """催 编号."""
    item, _ = named(said, desk)
    return urging.urge(desk, item, by=said.by.id)


@button("item.inform")
def ask_whom(tap: Tap, desk: Desk) -> Answer:
    """抄送: the next words are the names."""
    told = informing.ask(desk, item_of(tap.subject), by=tap.by.id)
    asking.ask(desk, person=tap.by.id, chat=tap.by.chat, kind="item.inform", subject=tap.subject)
    return told


@answer("item.inform")
def inform(said: Said, desk: Desk) -> Answer:
    """The names."""
    told = informing.inform(desk, item_of(said.subject), by=said.by.id, names=_names(said.text))
    asking.done(desk, person=said.by.id, chat=said.by.chat)
    return told


@command("inform", "抄送", listed=False)
def inform_by_number(said: Said, desk: Desk) -> Answer:
    """抄送 编号 姓名 姓名; a short code of one's own seat will do."""
    which, _, names = said.rest.partition(" ")
    if not names.strip():
        raise Refused("inform.usage")
    item = informing.item_behind(desk, which, by=said.by.id)
    return informing.inform(desk, item, by=said.by.id, names=_names(names))


def _names(text: str) -> list[str]:
    return [name for name in BETWEEN_NAMES.split(text.strip()) if name]


@button("item.read")
def read(tap: Tap, desk: Desk) -> Answer:
    """已阅."""
    return seen.read(desk, item_of(tap.subject), by=tap.by.id)


@command("read", "已阅", "阅", listed=False)
def read_by_number(said: Said, desk: Desk) -> Answer:
    """已阅 编号; alone it is the one of which they were told last."""
    if said.rest:
        return seen.read(
            desk, informing.item_behind(desk, said.rest.split()[0], by=said.by.id), by=said.by.id
        )
    newest = seen.newest_unread(desk, said.by.id)
    return Notice("done", said.by.id) if newest is None else seen.read(desk, newest, by=said.by.id)


@button("item.progress")
def progress(tap: Tap, desk: Desk) -> Answer:
    """进度."""
    return seen.progress(desk, item_of(tap.subject), by=tap.by.id)


@command("progress", "进度")
def progress_by_number(said: Said, desk: Desk) -> Answer:
    """进度 编号."""
    item, _ = named(said, desk)
    return seen.progress(desk, item, by=said.by.id)


@button("review.withhold")
def withhold(tap: Tap, desk: Desk) -> Answer:
    """不予公开: on which ground of the law."""
    review.may_decide(desk, tap.subject, by=tap.by.id, content_hash=tap.content_hash)
    return withholding.grounds(desk, tap.subject, by=tap.by.id)


@button("withhold.ground")
def ground_chosen(tap: Tap, desk: Desk) -> Answer:
    """The ground was tapped: the next words are the reason."""
    key = tap.args["key"]
    told = withholding.ask_reason(desk, tap.subject, by=tap.by.id, ground=key)
    asking.ask(
        desk, person=tap.by.id, chat=tap.by.chat, kind="review.withhold", subject=tap.subject, field=key
    )
    return told


@answer("review.withhold")
def why_withheld(said: Said, desk: Desk) -> Answer:
    """The reason was written: that is the decision."""
    told = review.decide(
        desk,
        said.subject,
        by=said.by.id,
        verdict=Verdict.WITHHELD,
        reason=said.text,
        ground=said.field,
    )
    asking.done(desk, person=said.by.id, chat=said.by.chat)
    return told


@command("withhold", "不予公开", listed=False)
def withhold_by_code(said: Said, desk: Desk) -> Answer:
    """不予公开 K7Q2 情形 理由; without a ground it lists them."""
    if not said.rest:
        return lookup.listing(desk, by=said.by.id, what="bare_decide", occasion=said.occasion)
    code, _, rest = said.rest.partition(" ")
    who = f"{said.by.platform}:{said.by.bot}:{said.by.account}"
    subject = seat.by_code(desk, code, person=said.by.id, who=who)
    ground, _, reason = rest.strip().partition(" ")
    if not ground:
        return withholding.grounds(desk, subject, by=said.by.id)
    if not reason.strip():
        raise Refused("review.reason_missing")
    return review.decide(
        desk, subject, by=said.by.id, verdict=Verdict.WITHHELD, reason=reason.strip(), ground=ground
    )


@button("item.restore")
def ask_why_restored(tap: Tap, desk: Desk) -> Answer:
    """恢复: the next words are the reason."""
    told = restoring.ask(desk, item_of(tap.subject), by=tap.by.id)
    asking.ask(desk, person=tap.by.id, chat=tap.by.chat, kind="item.restore", subject=tap.subject)
    return told


@answer("item.restore")
def restore(said: Said, desk: Desk) -> Answer:
    """The reason."""
    told = restoring.restore(desk, item_of(said.subject), by=said.by.id, why=said.text)
    asking.done(desk, person=said.by.id, chat=said.by.chat)
    return told


@command("restore", "恢复", listed=False)
def restore_by_number(said: Said, desk: Desk) -> Answer:
    """恢复 编号 理由."""
    item, why = named(said, desk)
    return restoring.restore(desk, item, by=said.by.id, why=why)


@button("item.reclaim")
def reclaim(tap: Tap, desk: Desk) -> Answer:
    """拿回, from the whole item."""
    return _reclaim(desk, item_of(tap.subject), by=tap.by.id)


@command("reclaim", "拿回", listed=False)
def reclaim_in_words(said: Said, desk: Desk) -> Answer:
    """拿回 K7Q2 or 编号."""
    if not said.rest:
        raise Refused("review.nothing_to_undo")
    return _reclaim(desk, informing.item_behind(desk, said.rest.split()[0], by=said.by.id), by=said.by.id)


def _reclaim(desk: Desk, item_id: int, *, by: int) -> Answer:
    subject = undo.newest(desk, subjects.load(desk, item_id), by=by)
    if subject is None:
        raise Refused("review.nothing_to_undo")
    return undo.reclaim(desk, subject, by=by)
