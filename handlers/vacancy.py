"""指定代办人: the office names somebody for a step at which nobody is there to act."""

from handlers.acts import Said, Tap
from handlers.routing import Answer, button, command
from workflow import vacancy
from workflow.desk import Desk, Refused
from workflow.notices import Notice


@button("vacancy.name")
def name(tap: Tap, _desk: Desk) -> Answer:
    """指定代办人: whom."""
    return Notice("vacancy.whom", tap.by.id, tap.subject)


@button("vacancy.to")
def to(tap: Tap, desk: Desk) -> Answer:
    """The name was tapped."""
    return vacancy.name(desk, tap.subject, by=tap.by.id, to=int(tap.args["person"]))


@command("namesubstitute", "指定代办", "指定代办人", listed=False)
def name_in_words(said: Said, desk: Desk) -> Answer:
    """指定代办 编号 姓名 理由; the reason may be left out."""
    words = said.rest.split(maxsplit=2)
    if len(words) < 2:
        raise Refused("vacancy.usage")
    subject = vacancy.at(desk, words[0], by=said.by.id)
    to_ = vacancy.colleague(desk, subject, words[1])
    why = words[2] if len(words) == 3 else ""
    return vacancy.name(desk, subject, by=said.by.id, to=to_, why=why)
