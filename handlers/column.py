"""栏目: the board, one column, and what its keeper says of it; by buttons and in words."""

from handlers.acts import Said, Tap
from handlers.routing import Answer, answer, button, command
from rules.column import CHECKED, REPLACED, STATED, UPDATED
from workflow import asking, column, column_board, freshness
from workflow.desk import Desk, Refused
from workflow.notices import Notice


@command("columns", "栏目")
def columns(said: Said, desk: Desk) -> Answer:
    """栏目: which need an update; 栏目 名称: one of them."""
    if said.rest:
        return column_board.whole(desk, said.rest, by=said.by.id, occasion=said.occasion)
    return column_board.board(desk, by=said.by.id, occasion=said.occasion)


def _say(said: Said, desk: Desk, event: str) -> Answer:
    if not said.rest:
        raise Refused("column.usage")
    it, rest = column.named(desk, said.rest, by=said.by.id)
    return freshness.say(desk, it, event, by=said.by.id, text=rest)


@command("updated", "已更新", listed=False)
def updated(said: Said, desk: Desk) -> Answer:
    """已更新 栏目 日期: today where no day is named."""
    return _say(said, desk, UPDATED)


@command("unchanged", "无变化", listed=False)
def unchanged(said: Said, desk: Desk) -> Answer:
    """无变化 栏目: it was checked and nothing has changed."""
    return _say(said, desk, CHECKED)


@command("replaced", "已更换", listed=False)
def replaced(said: Said, desk: Desk) -> Answer:
    """已更换 栏目: last year's content was replaced."""
    return _say(said, desk, REPLACED)


@command("statement", "书面说明", listed=False)
def statement(said: Said, desk: Desk) -> Answer:
    """书面说明 栏目 原因: why nothing can be published this time."""
    return _say(said, desk, STATED)


@button("column.say")
def tapped(tap: Tap, desk: Desk) -> Answer:
    """已更新, 无变化, 已更换."""
    it = column.load(desk, int(tap.subject.rpartition(":")[2]))
    return freshness.say(desk, it, tap.args["event"], by=tap.by.id)


@button("column.state")
def ask_statement(tap: Tap, desk: Desk) -> Answer:
    """书面说明: the next words are it."""
    it = column.load(desk, int(tap.subject.rpartition(":")[2]))
    if not column.keeps(desk, it, tap.by.id):
        raise Refused("column.not_yours", name=it.name)
    asking.ask(desk, person=tap.by.id, chat=tap.by.chat, kind="column.state", subject=it.about)
    return Notice("column.ask", tap.by.id, it.about, tap.occasion, {"name": it.name})


@answer("column.state")
def stated(said: Said, desk: Desk) -> Answer:
    """The statement's words."""
    asking.done(desk, person=said.by.id, chat=said.by.chat)
    it = column.load(desk, int(said.subject.rpartition(":")[2]))
    return freshness.say(desk, it, STATED, by=said.by.id, text=said.text)
