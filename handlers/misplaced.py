"""误传处置, by the secrecy officer: asked once, then for good."""

from handlers.acts import Said, Tap
from handlers.life import named
from handlers.routing import Answer, button, command
from handlers.submit import item_of
from workflow import misplaced
from workflow.desk import Desk

SURE = ("确认", "sure")


@command("misplaced", "误传处置", listed=False)
def ask(said: Said, desk: Desk) -> Answer:
    """误传处置 编号: what would go; with 确认 it goes."""
    item, rest = named(said, desk)
    if rest in SURE:
        return misplaced.erase(desk, item, by=said.by.id)
    return misplaced.ask(desk, item, by=said.by.id, occasion=said.occasion)


@button("misplaced.erase")
def erase(tap: Tap, desk: Desk) -> Answer:
    """确认销毁."""
    return misplaced.erase(desk, item_of(tap.subject), by=tap.by.id)
