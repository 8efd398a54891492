"""审批: buttons of the reviewer's card and their text twins."""

from handlers.acts import Said, Tap
from handlers.content import ask_why
from handlers.routing import Answer, answer, button, command
from rules.dates import read_date
from rules.model import Verdict
from rules.words import is_code
from workflow import asking, batch, external, importance, lookup, review, seat, secrecy, seen
from workflow import undo as undoing
from workflow import wording as words
from workflow.desk import Desk, Refused
from workflow.notices import Notice

SURE = ("确认", "sure")
ALL = ("全部", "all")


@button("review.approve")
def approve(tap: Tap, desk: Desk) -> Answer:
    """同意: the item moves to the next reviewer, or to publication."""
    try:
        return review.decide(
            desk,
            tap.subject,
            by=tap.by.id,
            verdict=Verdict.APPROVED,
            content_hash=tap.content_hash,
            confirmed=tap.args.get("sure") == "1",
        )
    except Refused as refusal:
        if refusal.code == "review.confirm_needed":
            return Notice("review.confirm", tap.by.id, tap.subject)
        if refusal.code == "content.reason_needed":
            return ask_why(desk, tap.subject, by=tap.by.id, chat=tap.by.chat)
        raise


@button("review.return")
def send_back(tap: Tap, desk: Desk) -> Answer:
    """退回: four ready reasons, or one's own words."""
    review.may_decide(desk, tap.subject, by=tap.by.id, content_hash=tap.content_hash)
    return Notice("review.reasons", tap.by.id, tap.subject)


@button("review.reason")
def send_back_for(tap: Tap, desk: Desk) -> Answer:
    """A ready reason was tapped: that is the return."""
    return review.decide(
        desk,
        tap.subject,
        by=tap.by.id,
        verdict=Verdict.RETURNED,
        content_hash=tap.content_hash,
        reason=review.ready_reason(desk, tap.subject, by=tap.by.id, key=tap.args["key"]),
        to=tap.args.get("to", ""),
    )


@button("review.return_to")
def send_back_to(tap: Tap, desk: Desk) -> Answer:
    """退回至 an earlier step: the same reasons, for whoever sat there."""
    review.may_decide(desk, tap.subject, by=tap.by.id, content_hash=tap.content_hash)
    return Notice("review.reasons", tap.by.id, tap.subject, facts={"to": tap.args["to"]})


@button("review.own_reason")
def ask_reason(tap: Tap, desk: Desk) -> Answer:
    """自己写: the next words are the reason."""
    review.may_decide(desk, tap.subject, by=tap.by.id, content_hash=tap.content_hash)
    asking.ask(
        desk,
        person=tap.by.id,
        chat=tap.by.chat,
        kind="review.reason",
        subject=tap.subject,
        field=tap.args.get("to", ""),
    )
    return Notice("review.own_reason", tap.by.id, tap.subject, facts=seat.named(desk, tap.subject))


@answer("review.reason")
def own_reason(said: Said, desk: Desk) -> Answer:
    """The reason in one's own words."""
    told = review.decide(
        desk, said.subject, by=said.by.id, verdict=Verdict.RETURNED, reason=said.text, to=said.field
    )
    asking.done(desk, person=said.by.id, chat=said.by.chat)
    return told


@button("review.back")
def back(tap: Tap, _desk: Desk) -> Answer:
    """返回: nothing was decided."""
    return Notice("done", tap.by.id)


@button("review.undo")
def undo(tap: Tap, desk: Desk) -> Answer:
    """撤销."""
    return undoing.undo(desk, tap.subject, by=tap.by.id)


@button("review.more")
def more(tap: Tap, desk: Desk) -> Answer:
    """更多: the whole text, the files, and what this role rarely needs."""
    seat.held_by(desk, tap.subject, by=tap.by.id)
    seen.opened_seat(desk, tap.subject, by=tap.by.id)
    return Notice("review.more", tap.by.id, tap.subject)


@button("review.files")
def files(tap: Tap, desk: Desk) -> Answer:
    """看附件."""
    seat.held_by(desk, tap.subject, by=tap.by.id)
    seen.opened_seat(desk, tap.subject, by=tap.by.id)
    return Notice("review.files", tap.by.id, tap.subject)


@button("secrecy.all")
def secrecy_all(tap: Tap, desk: Desk) -> Answer:
    """全部符合: the secrecy review in one tap, as an act of its own."""
    return secrecy.tick_all(desk, tap.subject, by=tap.by.id)


@button("secrecy.exception")
def secrecy_exception(tap: Tap, desk: Desk) -> Answer:
    """有例外: which aspect is not met."""
    return secrecy.choose(desk, tap.subject, by=tap.by.id, vote=tap.occasion, content_hash=tap.content_hash)


@button("secrecy.ticked")
def secrecy_ticked(tap: Tap, desk: Desk) -> Answer:
    """The aspects that are not met were ticked on a list; a long one goes on in another."""
    told, more = secrecy.tick(
        desk,
        tap.subject,
        by=tap.by.id,
        vote=tap.args["vote"],
        offered=tap.args["lines"].split(","),
        failed=[one.get("line", "") for one in tap.chosen],
        content_hash=tap.content_hash,
    )
    if more is None:
        return told
    return [
        told,
        secrecy.choose(
            desk,
            tap.subject,
            by=tap.by.id,
            vote=tap.occasion,
            content_hash=tap.content_hash,
            start=more,
        ),
    ]


@button("secrecy.return")
def secrecy_return(tap: Tap, desk: Desk) -> Answer:
    """按例外退回: what was ticked is the reason."""
    return secrecy.return_ticked(desk, tap.subject, by=tap.by.id, content_hash=tap.content_hash)


@button("secrecy.except")
def secrecy_except(tap: Tap, desk: Desk) -> Answer:
    """The aspect was tapped: the item is returned for it."""
    return secrecy.tick_exception(desk, tap.subject, by=tap.by.id, line=tap.args["line"])


@button("item.raise")
def raise_item(tap: Tap, desk: Desk) -> Answer:
    """标为重要."""
    return importance.change(desk, tap.subject, by=tap.by.id, important=True)


@button("item.lower")
def lower_item(tap: Tap, desk: Desk) -> Answer:
    """取消重要."""
    return importance.change(desk, tap.subject, by=tap.by.id, important=False)


@button("review.propose")
def propose(tap: Tap, desk: Desk) -> Answer:
    """建议改写: the next words are the wording that the office proposes."""
    review.may_decide(desk, tap.subject, by=tap.by.id, content_hash=tap.content_hash)
    field = tap.args.get("field", "title")
    asking.ask(
        desk, person=tap.by.id, chat=tap.by.chat, kind="review.propose", subject=tap.subject, field=field
    )
    return Notice(
        "review.ask_wording", tap.by.id, tap.subject, facts=seat.named(desk, tap.subject, field=field)
    )


@answer("review.propose")
def wording(said: Said, desk: Desk) -> Answer:
    """The proposed wording."""
    told = words.propose(
        desk, said.subject, by=said.by.id, field=said.field, text=said.text.strip(), occasion=said.occasion
    )
    asking.done(desk, person=said.by.id, chat=said.by.chat)
    return told


# The same in words ------------------------------------------------------------------------------------------


def _code(said: Said, desk: Desk) -> tuple[str, str]:
    """The seat that a short code names, and what follows it."""
    code, _, rest = said.rest.partition(" ")
    who = f"{said.by.platform}:{said.by.bot}:{said.by.account}"
    return seat.by_code(desk, code, person=said.by.id, who=who), rest.strip()


@command("approve", "同意", listed=False)
def approve_by_code(said: Said, desk: Desk) -> Answer:
    """同意 K7Q2, with its number where a body outside decides; several codes or 全部 for routine items; alone
    it lists what waits.
    """
    if not said.rest:
        return lookup.listing(desk, by=said.by.id, what="bare_decide", occasion=said.occasion)
    words = said.rest.split()
    if words[0] in ALL:
        offered = batch.offer(desk, by=said.by.id)
        if words[1:] and words[1] in SURE:
            return batch.approve(desk, by=said.by.id, offered=offered.facts["seats"])
        return offered
    if len(words) > 1 and all(is_code(word) for word in words):
        who = f"{said.by.platform}:{said.by.bot}:{said.by.account}"
        offered_seats = batch.coded(desk, words, by=said.by.id, who=who)
        return batch.approve(desk, by=said.by.id, offered=offered_seats)
    subject, rest = _code(said, desk)
    if read_date(rest, today=desk.today) is not None:
        raise Refused("paper.backdate", number=seat.named(desk, subject)["item"]["number"])
    if rest not in ("", *SURE) and external.is_asked(desk, subject, by=said.by.id):
        return external.record(desk, subject, by=said.by.id, number=rest)
    try:
        return review.decide(desk, subject, by=said.by.id, verdict=Verdict.APPROVED, confirmed=rest in SURE)
    except Refused as refusal:
        if refusal.code == "review.confirm_needed":
            return Notice("review.confirm", said.by.id, subject)
        raise


@command("letpass", "放行", listed=False)
def pass_by_code(said: Said, desk: Desk) -> Answer:
    """放行 K7Q2 理由: 同意 with the reason why what the checks block may go on."""
    if not said.rest:
        return lookup.listing(desk, by=said.by.id, what="bare_decide", occasion=said.occasion)
    subject, why = _code(said, desk)
    if not why:
        raise Refused("content.reason_missing")
    return review.decide(desk, subject, by=said.by.id, verdict=Verdict.APPROVED, confirmed=True, why=why)


@command("return", "退回", listed=False)
def return_by_code(said: Said, desk: Desk) -> Answer:
    """退回 K7Q2 理由, or 退回 K7Q2 至部门负责人 理由; alone it lists what waits."""
    if not said.rest:
        return lookup.listing(desk, by=said.by.id, what="bare_decide", occasion=said.occasion)
    subject, reason = _code(said, desk)
    to, reason = review.ways_back(desk, subject, by=said.by.id, text=reason)
    if not reason:
        return Notice("review.reasons", said.by.id, subject, facts={"to": to} if to else {})
    return review.decide(desk, subject, by=said.by.id, verdict=Verdict.RETURNED, reason=reason, to=to)


@command("undo", "撤销", listed=False)
def undo_by_code(said: Said, desk: Desk) -> Answer:
    """撤销 K7Q2."""
    if not said.rest:
        raise Refused("code.unknown")
    subject = seat.last_decided(desk, said.rest.split()[0], person=said.by.id)
    return undoing.undo(desk, subject, by=said.by.id)
