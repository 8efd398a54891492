"""机器检查: what the machine read of the site, and reading it now."""

from handlers.acts import Said
from handlers.routing import Answer, command
from workflow import inspection
from workflow.desk import Desk

NOW = frozenset({"立即", "现在", "now"})


@command("inspection", "机器检查")
def inspect(said: Said, desk: Desk) -> Answer:
    """机器检查: the last reading; 机器检查 立即: it reads now."""
    return inspection.asked(desk, by=said.by.id, now=said.rest.strip() in NOW, occasion=said.occasion)
