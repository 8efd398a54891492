"""依申请公开: taken in, confirmed with the applicant, and what happens to its time; by taps and in words."""

from datetime import date

from handlers.acts import Said, Tap
from handlers.enquiry import after_word, named, question
from handlers.routing import Answer, answer, button, command
from rules.dates import read_date
from workflow import asking, enquiries, enquiry, request
from workflow.desk import Desk, Refused
from workflow.notices import Notice


@command("foi", "申请公开", "依申请公开", whose=enquiries.registers)
def foi(said: Said, desk: Desk) -> Answer:
    """申请公开 and what is applied for; alone it asks for that."""
    enquiry.post_of(desk, said.by.id)
    text = after_word(said)
    if not text:
        return question(desk, said, "request.new", subject=f"person:{said.by.id}", what="request")
    return list(request.take_in(desk, text, by=said.by.id, occasion=said.occasion))


@answer("request.new")
def requests_text(said: Said, desk: Desk) -> Answer:
    """The text was sent."""
    asking.done(desk, person=said.by.id, chat=said.by.chat)
    return list(request.take_in(desk, said.text, by=said.by.id, occasion=said.occasion))


@button("request.channel")
def by_channel(tap: Tap, desk: Desk) -> Answer:
    """How it came in was tapped."""
    return request.by_channel(desk, tap.subject, by=tap.by.id, channel=tap.args["channel"])


@button("request.confirmed")
def confirmed(tap: Tap, desk: Desk) -> Answer:
    """已与申请人确认: today."""
    return request.confirmed(desk, tap.subject, by=tap.by.id, on=desk.today)


@button("request.menu")
def menu(tap: Tap, desk: Desk) -> Answer:
    """办理情况: what can be entered now."""
    it = enquiries.open_to(desk, tap.subject, by=tap.by.id)
    return Notice("request.menu", tap.by.id, it.about, tap.occasion)


@button("request.event")
def event(tap: Tap, desk: Desk) -> Answer:
    """It happened today; how long an extension is, and who approved it, is asked in words."""
    what = tap.args["what"]
    if what == "extended":
        it = enquiries.open_to(desk, tap.subject, by=tap.by.id)
        return question(desk, tap, "request.extend", subject=it.about, what="extend")
    return request.happened(
        desk, tap.subject, by=tap.by.id, what=what, on=desk.today, kind=tap.args.get("kind", "")
    )


@answer("request.extend")
def extend_by(said: Said, desk: Desk) -> Answer:
    """天数 批准人."""
    asking.done(desk, person=said.by.id, chat=said.by.chat)
    return _extended(said, desk, said.subject, said.text)


@button("request.outcomes")
def outcomes(tap: Tap, desk: Desk) -> Answer:
    """A group of outcomes was tapped."""
    it = enquiry.may_answer(desk, tap.subject, by=tap.by.id)
    return Notice("request.outcomes", tap.by.id, it.about, tap.occasion, {"group": tap.args["group"]})


# The same in words ----------------------------------------------------------------------------------------


def _day(text: str, desk: Desk) -> date:
    """The day that was written; today where none was. Raises Refused for what is no day."""
    day = read_date(text, today=desk.today) if text.strip() else desk.today
    if day is None:
        raise Refused("request.dates")
    return day


def _on(said: Said, desk: Desk, what: str) -> Answer:
    """编号 日期; of a consultation 编号 第三方 日期, where there are several."""
    about, text = named(said, desk)
    who, _, rest = text.partition(" ")
    kind = request.consulted(who) if what.startswith("consult") else None
    day = _day(rest if kind else text, desk)
    return request.happened(desk, about, by=said.by.id, what=what, on=day, kind=kind or "")


@command("received", "确认收到", listed=False)
def received(said: Said, desk: Desk) -> Answer:
    """确认收到 编号 日期."""
    about, text = named(said, desk)
    return request.confirmed(desk, about, by=said.by.id, on=_day(text, desk))


@command("noticed", "补正告知", listed=False)
def noticed(said: Said, desk: Desk) -> Answer:
    """补正告知 编号 日期."""
    return _on(said, desk, "noticed")


@command("corrected", "补正收到", listed=False)
def corrected(said: Said, desk: Desk) -> Answer:
    """补正收到 编号 日期."""
    return _on(said, desk, "corrected")


@command("withheld", "拟不予公开", listed=False)
def withheld(said: Said, desk: Desk) -> Answer:
    """拟不予公开 编号 日期: a secret, privacy or a trade secret, to be refused in the shorter time."""
    return _on(said, desk, "withheld")


@command("consult", "征求意见", listed=False)
def consult(said: Said, desk: Desk) -> Answer:
    """征求意见 编号 第三方 日期."""
    about, text = named(said, desk)
    who, _, day = text.partition(" ")
    kind = request.consulted(who)
    if kind is None:
        raise Refused("request.consult_unknown")
    on = _day(day, desk)
    return request.happened(desk, about, by=said.by.id, what="consult", on=on, kind=kind)


@command("consultreceived", "对方收到", listed=False)
def consult_received(said: Said, desk: Desk) -> Answer:
    """对方收到 编号 日期."""
    return _on(said, desk, "consult_received")


@command("consultreplied", "对方回复", listed=False)
def consult_replied(said: Said, desk: Desk) -> Answer:
    """对方回复 编号 日期."""
    return _on(said, desk, "consult_replied")


@command("extend", "延期", listed=False)
def extend(said: Said, desk: Desk) -> Answer:
    """延期 编号 天数 批准人."""
    about, text = named(said, desk)
    return _extended(said, desk, about, text)


def _extended(said: Said, desk: Desk, about: str, text: str) -> Answer:
    days, _, approver = text.strip().partition(" ")
    n = days.removesuffix("个工作日").removesuffix("天")
    return request.happened(
        desk,
        about,
        by=said.by.id,
        what="extended",
        on=desk.today,
        days=int(n) if n.isdecimal() else 0,
        approver=approver,
    )
