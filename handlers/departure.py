"""离职移交, and the filing that follows it."""

from handlers.acts import Said, Tap
from handlers.routing import Answer, button, command
from workflow import departure
from workflow.desk import Desk, Refused


@command("handover", "离职移交", listed=False)
def hand_over(said: Said, desk: Desk) -> Answer:
    """离职移交 张三 给 李四: by an administrator."""
    words = [one for one in said.rest.split() if one not in ("给", "to")]
    if len(words) != 2:
        raise Refused("departure.usage")
    return departure.hand_over(desk, name=words[0], to=words[1], by=said.by.id)


@button("departure.filed")
def filed(tap: Tap, desk: Desk) -> Answer:
    """已报备."""
    return departure.file(desk, tap.subject, by=tap.by.id)


@command("filed", "已报备", listed=False)
def filed_in_words(said: Said, desk: Desk) -> Answer:
    """已报备: the change of liaison that one came in by."""
    return departure.file(desk, departure.newest(desk, by=said.by.id), by=said.by.id)
