"""时限: my dates, my week, what is overdue by office, why a date is that date, and not before tomorrow."""

from handlers.acts import Said, Tap
from handlers.routing import Answer, button, command
from workflow import agenda, explaining, remind, watched
from workflow.desk import Desk, Refused
from workflow.notices import Notice


@command("due", "期限")
def due(said: Said, _desk: Desk) -> Answer:
    """Until when what I hold must be done."""
    return Notice("clock.list", said.by.id, f"due:{said.by.id}", said.occasion, {"week": False})


@command("week", "本周")
def week(said: Said, _desk: Desk) -> Answer:
    """The same for this week."""
    return Notice("clock.list", said.by.id, f"due:{said.by.id}", said.occasion, {"week": True})


@command("overdue", "逾期")
def overdue(said: Said, desk: Desk) -> Answer:
    """What is overdue in the offices I look after."""
    return agenda.board(desk, by=said.by.id, occasion=said.occasion)


@command("why", "为什么")
def why(said: Said, desk: Desk) -> Answer:
    """为什么 编号: the arithmetic of its dates; alone, of everything that I was reminded of today."""
    if not said.rest:
        told = remind.told_today(desk, said.by.id)
        if not told:
            raise Refused("lookup.usage")
        return explaining.of_clocks(desk, told, by=said.by.id, occasion=said.occasion)
    it = watched.find(desk, said.rest, by=said.by.id)
    return explaining.of_subject(desk, it, by=said.by.id, occasion=said.occasion)


@button("clock.why")
def why_these(tap: Tap, desk: Desk) -> Answer:
    """为什么是这天, under a reminder."""
    return explaining.of_clocks(desk, _ids(tap), by=tap.by.id, occasion=tap.occasion)


@button("clock.snooze")
def snooze(tap: Tap, desk: Desk) -> Answer:
    """明早再提醒."""
    return remind.snooze(desk, _ids(tap), by=tap.by.id)


def _ids(tap: Tap) -> list[int]:
    return [int(one) for one in tap.args["clocks"].split(",")]


@command("later", "明早再提醒", listed=False)
def later(said: Said, desk: Desk) -> Answer:
    """The same in words: everything that I was reminded of today."""
    return remind.snooze(desk, remind.told_today(desk, said.by.id), by=said.by.id)
