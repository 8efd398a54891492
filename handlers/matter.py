"""专门事项: a draft of what is no plain publication."""

from handlers.acts import Said, Tap
from handlers.routing import Answer, button, command
from workflow import matters
from workflow.desk import Desk
from workflow.notices import Notice


@command("matter", "事项")
def matter(said: Said, desk: Desk) -> Answer:
    """事项: all of them; 事项 栏目调整 标题: a draft of this one at once."""
    if not said.rest:
        return matters.listing(desk, by=said.by.id)
    key, text = matters.named(desk, said.rest, by=said.by.id)
    matters.begin(desk, key, by=said.by.id, text=text, occasion=said.occasion)
    return None


@button("draft.matter")
def begin(tap: Tap, desk: Desk) -> Answer:
    """The matter was tapped."""
    matters.begin(desk, tap.args["key"], by=tap.by.id, occasion=tap.occasion)
    return Notice("done", tap.by.id)
