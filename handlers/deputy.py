"""代理: buttons and words, by oneself or for somebody absent."""

from datetime import timedelta

from handlers.acts import Said, Tap
from handlers.routing import Answer, button, command
from rules.deputy import Span, read_span
from workflow import deputy
from workflow.desk import Desk, Refused
from workflow.notices import Notice


@button("deputy.to")
def to(tap: Tap, _desk: Desk) -> Answer:
    """The name was tapped: for how long."""
    return Notice("deputy.days", tap.by.id, f"person:{tap.args['person']}")


@button("deputy.for")
def for_days(tap: Tap, desk: Desk) -> Answer:
    """The days were tapped: it stands."""
    last = desk.today + timedelta(days=int(tap.args["days"]) - 1)
    to_ = int(tap.subject.rpartition(":")[2])
    return deputy.make(desk, person=tap.by.id, to=to_, span=Span(desk.today, last), by=tap.by.id)


@button("deputy.end")
def end(tap: Tap, desk: Desk) -> Answer:
    """收回代理."""
    return deputy.take_back(desk, tap.subject, by=tap.by.id)


@command("deputise", "代理", whose=deputy.sits_anywhere)
def deputise(said: Said, desk: Desk) -> Answer:
    """代理 张三 3天, and one post where it is not for all; alone it asks who."""
    if not said.rest:
        return Notice("deputy.whom", said.by.id)
    name, span, role = _read(said.rest, desk, by=said.by.id)
    to_ = deputy.colleague(desk, name, by=said.by.id)
    return deputy.make(desk, person=said.by.id, to=to_, span=span, by=said.by.id, role=role)


@command("appoint", "指定代理", listed=False)
def appoint(said: Said, desk: Desk) -> Answer:
    """指定代理 张三 李四 3天: the office or an administrator, for 张三 who is absent."""
    name, _, rest = said.rest.partition(" ")
    if not rest:
        raise Refused("deputy.usage")
    person = deputy.absent(desk, name, by=said.by.id)
    other, span, role = _read(rest.strip(), desk, by=said.by.id)
    to_ = deputy.colleague(desk, other, by=said.by.id)
    return deputy.make(desk, person=person, to=to_, span=span, by=said.by.id, role=role)


@command("enddeputy", "收回代理", listed=False)
def take_back(said: Said, desk: Desk) -> Answer:
    """收回代理, or 收回代理 张三 by the office or an administrator."""
    words = said.rest.split()
    person = deputy.absent(desk, words[0], by=said.by.id) if words else said.by.id
    return deputy.take_back(desk, deputy.called(desk, person), by=said.by.id)


def _read(text: str, desk: Desk, *, by: int) -> tuple[str, Span, str]:
    """Name, days and role of 张三 3天 部门负责人. Raises Refused where no days are named."""
    name, _, rest = text.partition(" ")
    words = rest.split()
    for n in range(len(words), 0, -1):
        span = read_span(" ".join(words[:n]), today=desk.today)
        if span is not None:
            return name, span, deputy.part(desk, " ".join(words[n:]), by=by)
    raise Refused("deputy.usage")
