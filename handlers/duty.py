"""值班: the roster, swaps and leave, the day's checklist, and their text twins."""

from handlers.acts import Said, Tap
from handlers.routing import Answer, answer, button, command
from storage import people
from workflow import asking, duty, duty_swap, duty_view, round_own
from workflow import round as rounds
from workflow.desk import Desk, Refused
from workflow.notices import Notice

SPANS = {"": "today", "今天": "today", "本周": "week", "周": "week", "week": "week"}
SPANS |= {"本月": "month", "月": "month", "month": "month"}


# The roster -----------------------------------------------------------------------------------------------


@command("duty", "值班")
def duty_(said: Said, desk: Desk) -> Answer:
    """值班, 值班 本周, 值班 本月."""
    what = SPANS.get(said.rest.strip())
    if what is None:
        raise Refused("duty.list_usage")
    duty.org_of(desk, said.by.id)
    about = f"person:{said.by.id}"
    return Notice("duty.list", said.by.id, about, said.occasion, {"span": what})


@button("duty.list")
def duty_span(tap: Tap, _desk: Desk) -> Answer:
    """本周, 本月."""
    what = {"span": duty_view.SPANS[int(tap.args["span"])]}
    return Notice("duty.list", tap.by.id, f"person:{tap.by.id}", tap.occasion, what)


@command("schedule", "排班", listed=False)
def schedule(said: Said, desk: Desk) -> Answer:
    """排班 科室 每天 张三 李四 …."""
    if not said.rest:
        raise Refused("duty.usage")
    return duty.enter(desk, said.rest, by=said.by.id)


@command("unschedule", "取消排班", listed=False)
def unschedule(said: Said, desk: Desk) -> Answer:
    """取消排班 科室."""
    return duty.end(desk, said.rest, by=said.by.id)


@command("settleduty", "调班", listed=False)
def settle(said: Said, desk: Desk) -> Answer:
    """调班 科室 日期 姓名."""
    return duty_swap.settle(desk, said.rest, by=said.by.id)


@command("swap", "换班", listed=False)
def swap(said: Said, desk: Desk) -> Answer:
    """换班 日期 [姓名]."""
    return duty_swap.offer(desk, said.rest, by=said.by.id)


@command("unswap", "取消换班", listed=False)
def unswap(said: Said, desk: Desk) -> Answer:
    """取消换班 日期."""
    return duty_swap.withdraw(desk, said.rest, by=said.by.id)


@button("duty.take")
def take(tap: Tap, desk: Desk) -> Answer:
    """接班: the first has it."""
    return duty_swap.take(desk, tap.subject, by=tap.by.id)


@command("takeduty", "接班", listed=False)
def take_on(said: Said, desk: Desk) -> Answer:
    """接班 日期."""
    return duty_swap.take_on(desk, said.rest, by=said.by.id)


@command("dutyleave", "值班请假", listed=False)
def be_away(said: Said, desk: Desk) -> Answer:
    """值班请假 日期[至日期] [姓名]."""
    return duty_swap.be_away(desk, said.rest, by=said.by.id)


@command("dutyback", "值班销假", listed=False)
def be_back(said: Said, desk: Desk) -> Answer:
    """值班销假 [姓名]."""
    return duty_swap.be_back(desk, said.rest, by=said.by.id)


# The day's checklist --------------------------------------------------------------------------------------


@command("round", "读网", listed=False)
def round_(said: Said, desk: Desk) -> Answer:
    """读网: the checklist that is open for me, or a reading of my own accord."""
    return round_own.show(desk, by=said.by.id, occasion=said.occasion)


@button("duty.open")
def open_(tap: Tap, desk: Desk) -> Answer:
    """去读网, under a reminder."""
    return round_own.show(desk, by=tap.by.id, occasion=tap.occasion)


@button("duty.ok")
def ok(tap: Tap, desk: Desk) -> Answer:
    """正常: one line."""
    return rounds.answer(desk, tap.subject, by=tap.by.id, line=tap.args["line"], value="ok")


@button("duty.except")
def except_(tap: Tap, desk: Desk) -> Answer:
    """有情况: one line; what is the matter is asked in private."""
    told = rounds.answer(desk, tap.subject, by=tap.by.id, line=tap.args["line"], value="exception")
    return [told, *_ask_next(desk, tap.subject, by=tap.by.id, occasion=tap.occasion)]


@button("duty.all_ok")
def all_ok(tap: Tap, desk: Desk) -> Answer:
    """全部正常: the rest is in order, and the round is signed."""
    return rounds.all_ok(desk, tap.subject, by=tap.by.id)


@button("duty.which")
def which(tap: Tap, desk: Desk) -> Answer:
    """有情况: which lines."""
    it = rounds.of_subject(desk, tap.subject)
    rounds.may_answer(desk, it, by=tap.by.id)
    return Notice("duty.which", tap.by.id, it.about, tap.occasion)


@button("duty.ticked")
def ticked(tap: Tap, desk: Desk) -> Answer:
    """The lines that are not in order were ticked on a list."""
    rounds.tick(
        desk,
        tap.subject,
        by=tap.by.id,
        offered=tap.args["lines"].split(","),
        failed=[one.get("line", "") for one in tap.chosen],
    )
    asked = _ask_next(desk, tap.subject, by=tap.by.id, occasion=tap.occasion)
    return asked or Notice("done", tap.by.id)


@button("duty.sign")
def sign(tap: Tap, desk: Desk) -> Answer:
    """签名."""
    return rounds.sign(desk, tap.subject, by=tap.by.id)


def _ask_next(desk: Desk, subject: str, *, by: int, occasion: str) -> list[Notice]:
    """Ask in private what is the matter with the next line of which nobody has said it."""
    line = rounds.untold(rounds.load(desk, int(subject.rpartition(":")[2])))
    chat = people.reachable(desk.tx, by)
    if line is None or chat is None:
        return []
    asking.ask(desk, person=by, chat=chat.chat, kind="duty.note", subject=subject, field=line.line)
    return [Notice("duty.tell", by, subject, f"{occasion}:{line.line}")]


@answer("duty.note")
def noted(said: Said, desk: Desk) -> Answer:
    """What is the matter; then the next line's is asked, or the checklist shown for the signature."""
    asking.done(desk, person=said.by.id, chat=said.by.chat)
    rounds.note(desk, said.subject, by=said.by.id, line=said.field, text=said.text)
    asked = _ask_next(desk, said.subject, by=said.by.id, occasion=said.occasion)
    return asked or Notice("duty.asked", said.by.id, said.subject, said.occasion)


# The same in words ----------------------------------------------------------------------------------------


@command("allok", "全部正常", listed=False)
def all_ok_(said: Said, desk: Desk) -> Answer:
    """全部正常."""
    return rounds.all_ok(desk, rounds.mine(desk, by=said.by.id).about, by=said.by.id)


@command("lineok", "正常", listed=False)
def line_ok(said: Said, desk: Desk) -> Answer:
    """正常 行号."""
    about = rounds.mine(desk, by=said.by.id).about
    return rounds.answer(desk, about, by=said.by.id, line=_first(said), value="ok")


@command("linebad", "有情况", listed=False)
def line_bad(said: Said, desk: Desk) -> Answer:
    """有情况 行号 说明; alone it lists the lines."""
    it = rounds.mine(desk, by=said.by.id)
    if not said.rest:
        rounds.may_answer(desk, it, by=said.by.id)
        return Notice("duty.which", said.by.id, it.about, said.occasion)
    _, _, text = said.rest.partition(" ")
    if text.strip():
        rounds.note(desk, it.about, by=said.by.id, line=_first(said), text=text)
    else:
        rounds.answer(desk, it.about, by=said.by.id, line=_first(said), value="exception")
    asked = _ask_next(desk, it.about, by=said.by.id, occasion=said.occasion)
    return asked or Notice("duty.asked", said.by.id, it.about, said.occasion)


@command("signround", "签名", listed=False)
def sign_(said: Said, desk: Desk) -> Answer:
    """签名."""
    return rounds.sign(desk, rounds.mine(desk, by=said.by.id).about, by=said.by.id)


@command("handoverduty", "交接", listed=False)
def hand_over(said: Said, desk: Desk) -> Answer:
    """交接 说明: for the next reader; of a round that was not finished, why."""
    return rounds.hand_over(desk, said.rest, by=said.by.id)


def _first(said: Said) -> str:
    if not said.rest:
        raise Refused("duty.line_usage")
    return said.rest.split(maxsplit=1)[0]
