"""来信: taken in, given to an office, answered there, approved, replied to; by buttons and in words."""

import re

from handlers.acts import Said, Tap
from handlers.routing import Answer, answer, button, command
from rules.dates import read_date
from rules.enquiry import LETTER
from rules.model import Verdict
from workflow import asking, enquiries, enquiry, enquiry_answer, handin
from workflow.desk import Desk, Refused
from workflow.notices import Notice

WORD = re.compile(r"^\s*(?:/[a-z]+(?:@\w+)?|[\u4e00-\u9fff]+)[\s:：]*", re.IGNORECASE)


def after_word(said: Said) -> str:
    """All that followed the command word, its line breaks as they were."""
    return WORD.sub("", said.text, count=1).strip() if said.rest or "\n" in said.text else ""


def question(desk: Desk, by: Said | Tap, kind: str, *, subject: str, what: str, field: str = "") -> Notice:
    """Ask in words; the next words of this person here are the answer."""
    asking.ask(desk, person=by.by.id, chat=by.by.chat, kind=kind, subject=subject, field=field)
    facts: dict[str, object] = {"what": what}
    if subject.startswith("enquiry:"):
        it = enquiries.load(desk, int(subject.rpartition(":")[2]))
        facts |= {"number": it.number, "title": it.title}
    return Notice("enquiry.ask", by.by.id, subject, by.occasion, facts)


def named(said: Said, desk: Desk) -> tuple[str, str]:
    """The letter or application that the first word names, and all that follows it."""
    words = said.rest.split(maxsplit=1)
    if not words:
        raise Refused("enquiry.usage")
    it = enquiries.find(desk, words[0], by=said.by.id)
    return it.about, words[1].strip() if len(words) > 1 else ""


def first_word(text: str) -> tuple[str, str]:
    """The first word and the rest, whatever stands between them."""
    word, _, rest = text.partition(" ") if " " in text.partition("\n")[0] else text.partition("\n")
    return word.strip(), rest.strip()


# Taken in -------------------------------------------------------------------------------------------------


@command("letter", "来信", whose=enquiries.registers)
def letter(said: Said, desk: Desk) -> Answer:
    """来信 and its text; alone it asks for the text."""
    enquiry.post_of(desk, said.by.id)
    text = after_word(said)
    if not text:
        return question(desk, said, "enquiry.new", subject=f"person:{said.by.id}", what="letter")
    return list(enquiry.take_in(desk, text, by=said.by.id, occasion=said.occasion))


@answer("enquiry.new")
def letters_text(said: Said, desk: Desk) -> Answer:
    """The text was sent."""
    asking.done(desk, person=said.by.id, chat=said.by.chat)
    return list(enquiry.take_in(desk, said.text, by=said.by.id, occasion=said.occasion))


@button("enquiry.new")
def offered(tap: Tap, desk: Desk) -> Answer:
    """登记为来信: what was sent or forwarded is a letter."""
    text, _ = handin.take_offer(desk, tap.subject, by=tap.by.id, chat=tap.by.chat)
    return list(enquiry.take_in(desk, text, by=tap.by.id, occasion=tap.occasion))


@button("enquiry.class")
def class_as(tap: Tap, desk: Desk) -> Answer:
    """The class was tapped."""
    return list(enquiry.class_as(desk, tap.subject, by=tap.by.id, class_=tap.args["class"]))


@button("enquiry.drop")
def drop(tap: Tap, desk: Desk) -> Answer:
    """不登记."""
    enquiry.drop(desk, tap.subject, by=tap.by.id)
    return Notice("done", tap.by.id)


# At the desk ----------------------------------------------------------------------------------------------


@button("enquiry.assign")
def assign(tap: Tap, desk: Desk) -> Answer:
    """An office was tapped."""
    return enquiry.assign(desk, tap.subject, by=tap.by.id, office=int(tap.args["office"]))


@button("enquiry.offices")
def offices(tap: Tap, desk: Desk) -> Answer:
    """更多: further offices."""
    it = enquiries.open_to(desk, tap.subject, by=tap.by.id)
    return Notice(
        "enquiry.offices", tap.by.id, it.about, tap.occasion, {"page": int(tap.args.get("page", "0"))}
    )


@command("assign", "转办", listed=False)
def assign_to(said: Said, desk: Desk) -> Answer:
    """转办 编号 科室."""
    about, office = named(said, desk)
    it = enquiries.open_to(desk, about, by=said.by.id)
    return enquiry.assign(desk, about, by=said.by.id, office=enquiry.office_named(desk, it, office))


@command("cameon", "收到日期", listed=False)
def came_on(said: Said, desk: Desk) -> Answer:
    """收到日期 编号 日期: what was written at first was wrong."""
    about, text = named(said, desk)
    day = read_date(text, today=desk.today)
    if day is None:
        raise Refused("request.dates")
    return enquiry.redate(desk, about, by=said.by.id, on=day)


@button("enquiry.pass_on")
def pass_on(tap: Tap, desk: Desk) -> Answer:
    """登记转信访, 转出."""
    return enquiry.pass_on(desk, tap.subject, by=tap.by.id)


@command("passon", "登记转信访", "转信访", "转出", listed=False)
def pass_on_to(said: Said, desk: Desk) -> Answer:
    """登记转信访 编号 去向."""
    about, where = named(said, desk)
    return enquiry.pass_on(desk, about, by=said.by.id, where=where)


@button("enquiry.replied")
def replied(tap: Tap, desk: Desk) -> Answer:
    """已回复."""
    return enquiry.replied(desk, tap.subject, by=tap.by.id)


@command("replied", "已回复", "已送达", listed=False)
def replied_to(said: Said, desk: Desk) -> Answer:
    """已回复 编号."""
    about, _ = named(said, desk)
    return enquiry.replied(desk, about, by=said.by.id)


# In the office --------------------------------------------------------------------------------------------


@button("enquiry.draft")
def ask_draft(tap: Tap, desk: Desk) -> Answer:
    """拟答复: the next words are the draft; of an application its outcome is asked first."""
    it = enquiry.may_answer(desk, tap.subject, by=tap.by.id)
    outcome = tap.args.get("outcome", "")
    if it.of != LETTER and not outcome:
        return Notice("request.outcomes", tap.by.id, it.about, tap.occasion)
    return question(desk, tap, "enquiry.draft", subject=it.about, what="draft", field=outcome)


@answer("enquiry.draft")
def drafted(said: Said, desk: Desk) -> Answer:
    """The draft's words."""
    asking.done(desk, person=said.by.id, chat=said.by.chat)
    return enquiry_answer.draft(desk, said.subject, by=said.by.id, text=said.text, outcome=said.field)


@command("answer", "答复", listed=False)
def answer_with(said: Said, desk: Desk) -> Answer:
    """答复 编号 正文; of an application 答复 编号 结果 正文."""
    about, text = named(said, desk)
    it = enquiry.may_answer(desk, about, by=said.by.id)
    outcome = ""
    if it.of != LETTER:
        outcome, text = first_word(text)
    return enquiry_answer.draft(desk, about, by=said.by.id, text=text, outcome=outcome)


@button("enquiry.not_ours")
def ask_why_not(tap: Tap, desk: Desk) -> Answer:
    """不属本科室: the next words are the reason."""
    it = enquiry.may_answer(desk, tap.subject, by=tap.by.id)
    return question(desk, tap, "enquiry.not_ours", subject=it.about, what="not_ours")


@answer("enquiry.not_ours")
def why_not(said: Said, desk: Desk) -> Answer:
    """Why it is another office's."""
    asking.done(desk, person=said.by.id, chat=said.by.chat)
    return enquiry.send_back(desk, said.subject, by=said.by.id, reason=said.text)


@command("notours", "不属本科室", "不属本股室", "不属本处室", listed=False)
def not_ours(said: Said, desk: Desk) -> Answer:
    """不属本科室 编号 理由."""
    about, reason = named(said, desk)
    return enquiry.send_back(desk, about, by=said.by.id, reason=reason)


# Whoever approves -----------------------------------------------------------------------------------------


@button("enquiry.approve")
def approve(tap: Tap, desk: Desk) -> Answer:
    """同意."""
    return enquiry_answer.decide(
        desk, tap.subject, by=tap.by.id, verdict=Verdict.APPROVED, content_hash=tap.content_hash
    )


@button("enquiry.raise")
def send_up(tap: Tap, desk: Desk) -> Answer:
    """同意，并报分管领导."""
    return enquiry_answer.decide(
        desk, tap.subject, by=tap.by.id, verdict=Verdict.APPROVED, content_hash=tap.content_hash, raised=True
    )


@button("enquiry.return")
def ask_reason(tap: Tap, desk: Desk) -> Answer:
    """退回: the next words are the reason; they are for the draft that was on this card."""
    it = enquiry_answer.judged(desk, tap.subject, by=tap.by.id, content_hash=tap.content_hash)
    return question(desk, tap, "enquiry.return", subject=it.about, what="return", field=it.row.answer_hash)


@answer("enquiry.return")
def send_back(said: Said, desk: Desk) -> Answer:
    """Why the draft goes back."""
    asking.done(desk, person=said.by.id, chat=said.by.chat)
    return enquiry_answer.decide(
        desk,
        said.subject,
        by=said.by.id,
        verdict=Verdict.RETURNED,
        reason=said.text,
        content_hash=said.field,
    )


@button("enquiry.undo")
def undo(tap: Tap, desk: Desk) -> Answer:
    """撤销."""
    return enquiry_answer.undo(desk, tap.subject, by=tap.by.id)


@command("approveanswer", "同意答复", listed=False)
def approve_by_code(said: Said, desk: Desk) -> Answer:
    """同意答复 编号 校验码."""
    about, sign = named(said, desk)
    return enquiry_answer.decide(desk, about, by=said.by.id, verdict=Verdict.APPROVED, sign=sign)


@command("raiseanswer", "上报答复", listed=False)
def send_up_by_code(said: Said, desk: Desk) -> Answer:
    """上报答复 编号 校验码."""
    about, sign = named(said, desk)
    return enquiry_answer.decide(desk, about, by=said.by.id, verdict=Verdict.APPROVED, sign=sign, raised=True)


@command("returnanswer", "退回答复", listed=False)
def return_by_code(said: Said, desk: Desk) -> Answer:
    """退回答复 编号 校验码 理由."""
    about, rest = named(said, desk)
    sign, reason = first_word(rest)
    return enquiry_answer.decide(
        desk, about, by=said.by.id, verdict=Verdict.RETURNED, sign=sign, reason=reason
    )


@command("undoanswer", "撤销答复", listed=False)
def undo_by_number(said: Said, desk: Desk) -> Answer:
    """撤销答复 编号."""
    about, _ = named(said, desk)
    return enquiry_answer.undo(desk, about, by=said.by.id)
