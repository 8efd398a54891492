"""报错 and 整改: what is wrong with a page is reported, put right, looked at again."""

from handlers.acts import Said, Tap
from handlers.enquiry import after_word
from handlers.routing import Answer, answer, button, command
from rules.dates import read_coming
from rules.finding import written
from rules.model import Kind
from workflow import asking, finding, finding_facts, findings, handin, lookup, rectify, takedown
from workflow.desk import Desk, Refused
from workflow.notices import Notice


def question(desk: Desk, by: Said | Tap, what: str, *, subject: str) -> Notice:
    """Ask in words; the next words of this person here are the answer."""
    asking.ask(desk, person=by.by.id, chat=by.by.chat, kind=f"finding.{what}", subject=subject)
    facts: dict[str, object] = {"what": what}
    if subject.startswith("finding:"):
        it = findings.load(desk, int(subject.rpartition(":")[2]))
        facts |= {"number": it.number, "title": it.title}
    return Notice("finding.ask", by.by.id, subject, by.occasion, facts)


def named(said: Said, desk: Desk) -> tuple[str, str]:
    """The finding that the first word names, and all that follows it."""
    words = said.rest.split(maxsplit=1)
    if not words:
        raise Refused("finding.usage")
    it = findings.find(desk, words[0], by=said.by.id)
    return it.about, words[1].strip() if len(words) > 1 else ""


# Reported -------------------------------------------------------------------------------------------------


@command("fault", "报错")
def fault(said: Said, desk: Desk) -> Answer:
    """报错 and its words, a photo with it; alone it asks for them."""
    text = after_word(said)
    if not text and not said.files:
        return question(desk, said, "new", subject=f"person:{said.by.id}")
    return _reported(said, desk, text)


@answer("finding.new")
def told(said: Said, desk: Desk) -> Answer:
    """The words were sent."""
    asking.done(desk, person=said.by.id, chat=said.by.chat)
    return _reported(said, desk, said.text)


def _reported(said: Said, desk: Desk, text: str) -> Answer:
    upload = None
    for file in said.files[:1]:
        source = {"platform": said.by.platform, "bot": said.by.bot, "file_id": file.file_id}
        upload = handin.take_file(
            desk, by=said.by.id, name=file.name, size=file.size, album=None, item=None, source=source
        )
    found = written(text)
    return list(finding.write_down(desk, found, by=said.by.id, upload=upload, occasion=said.occasion))


@button("finding.kind")
def class_as(tap: Tap, desk: Desk) -> Answer:
    """The kind was tapped."""
    return finding.class_as(desk, tap.subject, by=tap.by.id, kind=tap.args["kind"])


@button("finding.drop")
def drop(tap: Tap, desk: Desk) -> Answer:
    """不登记."""
    finding.drop_new(desk, tap.subject, by=tap.by.id)
    return Notice("done", tap.by.id)


@command("finding", "问题")
def one(said: Said, desk: Desk) -> Answer:
    """问题 编号: one finding whole."""
    about, _ = named(said, desk)
    return finding_facts.opened(desk, about, by=said.by.id, occasion=said.occasion)


@button("finding.assign")
def assign(tap: Tap, desk: Desk) -> Answer:
    """An office was tapped."""
    return finding.assign(desk, tap.subject, by=tap.by.id, office=int(tap.args["office"]))


@command("assignfinding", "转整改", listed=False)
def assign_to(said: Said, desk: Desk) -> Answer:
    """转整改 编号 科室."""
    about, office = named(said, desk)
    it = findings.open_to(desk, about, by=said.by.id)
    return finding.assign(desk, about, by=said.by.id, office=finding.office_named(desk, it, office))


# Put right ------------------------------------------------------------------------------------------------


@button("finding.item")
def by_item(tap: Tap, desk: Desk) -> Answer:
    """修改信息, 删除信息."""
    rectify.by_item(desk, tap.subject, by=tap.by.id, kind=Kind(tap.args["kind"]), occasion=tap.occasion)
    return Notice("done", tap.by.id)


@command("mendbyitem", "改信息", listed=False)
def modify(said: Said, desk: Desk) -> Answer:
    """改信息 编号: a modification that is filled in."""
    about, _ = named(said, desk)
    rectify.by_item(desk, about, by=said.by.id, kind=Kind.MODIFY, occasion=said.occasion)
    return None


@command("deletebyitem", "删信息", listed=False)
def delete(said: Said, desk: Desk) -> Answer:
    """删信息 编号: a deletion that is filled in."""
    about, _ = named(said, desk)
    rectify.by_item(desk, about, by=said.by.id, kind=Kind.DELETE, occasion=said.occasion)
    return None


@button("finding.fixed")
def fixed(tap: Tap, desk: Desk) -> Answer:
    """当场已改."""
    return rectify.fixed(desk, tap.subject, by=tap.by.id)


@command("fixed", "当场已改", "已整改", listed=False)
def fixed_by_number(said: Said, desk: Desk) -> Answer:
    """当场已改 编号."""
    about, _ = named(said, desk)
    return rectify.fixed(desk, about, by=said.by.id)


@button("finding.right")
def right(tap: Tap, desk: Desk) -> Answer:
    """复核通过."""
    return rectify.recheck(desk, tap.subject, by=tap.by.id, passed=True)


@command("right", "复核通过", listed=False)
def right_by_number(said: Said, desk: Desk) -> Answer:
    """复核通过 编号."""
    about, _ = named(said, desk)
    return rectify.recheck(desk, about, by=said.by.id, passed=True)


@button("finding.not_right")
def ask_what_is_wrong(tap: Tap, desk: Desk) -> Answer:
    """复核未过: the next words are what is still wrong."""
    findings.open_to(desk, tap.subject, by=tap.by.id)
    return question(desk, tap, "not_right", subject=tap.subject)


@answer("finding.not_right")
def not_right(said: Said, desk: Desk) -> Answer:
    """What is still wrong."""
    asking.done(desk, person=said.by.id, chat=said.by.chat)
    return rectify.recheck(desk, said.subject, by=said.by.id, passed=False, reason=said.text)


@command("notright", "复核未过", listed=False)
def not_right_by_number(said: Said, desk: Desk) -> Answer:
    """复核未过 编号 原因."""
    about, reason = named(said, desk)
    return rectify.recheck(desk, about, by=said.by.id, passed=False, reason=reason)


def _put_off(desk: Desk, about: str, *, by: int, text: str) -> Notice:
    day, _, reason = text.strip().partition(" ")
    if not reason:
        day, _, reason = text.strip().partition("\n")
    until = read_coming(day, today=desk.today)
    return rectify.put_off(desk, about, by=by, until=until, reason=reason)


@button("finding.put_off")
def ask_until(tap: Tap, desk: Desk) -> Answer:
    """延期: the next words are the day and the reason."""
    findings.open_to(desk, tap.subject, by=tap.by.id)
    return question(desk, tap, "put_off", subject=tap.subject)


@answer("finding.put_off")
def put_off(said: Said, desk: Desk) -> Answer:
    """The day and the reason."""
    asking.done(desk, person=said.by.id, chat=said.by.chat)
    return _put_off(desk, said.subject, by=said.by.id, text=said.text)


@command("putoff", "延期整改", listed=False)
def put_off_by_number(said: Said, desk: Desk) -> Answer:
    """延期整改 编号 日期 原因."""
    about, text = named(said, desk)
    return _put_off(desk, about, by=said.by.id, text=text)


@button("finding.none")
def ask_why_none(tap: Tap, desk: Desk) -> Answer:
    """不属实: the next words are the reason."""
    findings.open_to(desk, tap.subject, by=tap.by.id)
    return question(desk, tap, "none", subject=tap.subject)


@answer("finding.none")
def none(said: Said, desk: Desk) -> Answer:
    """Why it is none."""
    asking.done(desk, person=said.by.id, chat=said.by.chat)
    return rectify.none(desk, said.subject, by=said.by.id, reason=said.text)


@command("nofault", "不属实", listed=False)
def none_by_number(said: Said, desk: Desk) -> Answer:
    """不属实 编号 原因."""
    about, reason = named(said, desk)
    return rectify.none(desk, about, by=said.by.id, reason=reason)


# 紧急撤下 --------------------------------------------------------------------------------------------------


@button("takedown.order")
def order(tap: Tap, desk: Desk) -> Answer:
    """紧急撤下, on the card of a finding."""
    return takedown.order(desk, tap.subject, by=tap.by.id)


@command("takedown", "紧急撤下")
def order_in_words(said: Said, desk: Desk) -> Answer:
    """紧急撤下 网址 理由; of a finding 紧急撤下 编号."""
    text = after_word(said)
    found = written(text)
    if found.url:
        org = next(iter(lookup.person_orgs(desk, said.by.id)), 0)
        return takedown.order_new(desk, found, org=org, by=said.by.id)
    if not said.rest:
        raise Refused("takedown.usage")
    about, _ = named(said, desk)
    return takedown.order(desk, about, by=said.by.id)


@button("takedown.removed")
def removed(tap: Tap, desk: Desk) -> Answer:
    """已撤下."""
    return takedown.removed(desk, tap.subject, by=tap.by.id)


@command("removed", "已撤下", listed=False)
def removed_by_number(said: Said, desk: Desk) -> Answer:
    """已撤下 编号."""
    about, _ = named(said, desk)
    return takedown.removed(desk, about, by=said.by.id)
