"""网页: the mobile page, opened by a one-time link where the platform itself does not open it."""

from handlers.acts import Said
from handlers.routing import Answer, command
from workflow import page
from workflow.desk import Desk


@command("link", "网页", listed=False)
def link(said: Said, desk: Desk) -> Answer:
    """网页: a link for oneself, good for ten minutes and one use."""
    return page.invite(desk, said.by.id)
