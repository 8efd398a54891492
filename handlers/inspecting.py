"""检查链接: a link with which whoever inspects reads some items' records for a week."""

from handlers.acts import Said
from handlers.routing import Answer, command
from workflow import inspecting
from workflow.desk import Desk


@command("inspectors", "检查链接", listed=False)
def make(said: Said, desk: Desk) -> Answer:
    """检查链接 编号或网址 …"""
    return inspecting.make(desk, said.rest.split(), by=said.by.id)


@command("endinspectors", "收回检查链接", listed=False)
def call_back(said: Said, desk: Desk) -> Answer:
    """收回检查链接."""
    return inspecting.call_back(desk, by=said.by.id)
