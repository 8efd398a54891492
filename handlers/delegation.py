"""委派: buttons behind 更多 and on the colleague's card, and words."""

from handlers.acts import Said, Tap
from handlers.routing import Answer, answer, button, command
from workflow import asking, delegation, handing, lookup, seat, subjects
from workflow.desk import Desk, Refused
from workflow.notices import Notice


@button("delegation.ask")
def ask(tap: Tap, desk: Desk) -> Answer:
    """委派: whom."""
    delegation.may_delegate(desk, tap.subject, by=tap.by.id, content_hash=tap.content_hash)
    return Notice("delegation.whom", tap.by.id, tap.subject)


@button("delegation.to")
def to(tap: Tap, desk: Desk) -> Answer:
    """The name was tapped: the next words say what about."""
    told = delegation.ask_words(desk, tap.subject, by=tap.by.id, to=int(tap.args["person"]))
    asking.ask(
        desk,
        person=tap.by.id,
        chat=tap.by.chat,
        kind="delegation.words",
        subject=tap.subject,
        field=tap.args["person"],
    )
    return told


@answer("delegation.words")
def words(said: Said, desk: Desk) -> Answer:
    """What the opinion is to be about."""
    told = delegation.delegate(desk, said.subject, by=said.by.id, to=int(said.field), words=said.text)
    asking.done(desk, person=said.by.id, chat=said.by.chat)
    return told


@button("delegation.give")
def give(tap: Tap, desk: Desk) -> Answer:
    """提出意见: the next words are the opinion."""
    row, _ = delegation.answerable(desk, tap.subject, by=tap.by.id)
    asking.ask(desk, person=tap.by.id, chat=tap.by.chat, kind="delegation.opinion", subject=tap.subject)
    facts = {"item": subjects.told(desk, subjects.load(desk, row.item_id)), "name": row.giver_name}
    return Notice("delegation.ask_opinion", tap.by.id, tap.subject, facts=facts)


@answer("delegation.opinion")
def opinion(said: Said, desk: Desk) -> Answer:
    """The opinion."""
    told = delegation.give(desk, said.subject, by=said.by.id, opinion=said.text)
    asking.done(desk, person=said.by.id, chat=said.by.chat)
    return told


def _seated(said: Said, desk: Desk) -> tuple[str, str]:
    code, _, rest = said.rest.partition(" ")
    who = f"{said.by.platform}:{said.by.bot}:{said.by.account}"
    return seat.by_code(desk, code, person=said.by.id, who=who), rest.strip()


@command("delegate", "委派", listed=False)
def delegate_by_code(said: Said, desk: Desk) -> Answer:
    """委派 K7Q2 姓名 事由; alone it lists what waits, with the code it shows whom to ask."""
    if not said.rest:
        return lookup.listing(desk, by=said.by.id, what="bare_decide", occasion=said.occasion)
    subject, rest = _seated(said, desk)
    name, _, asked = rest.partition(" ")
    if not name:
        delegation.may_delegate(desk, subject, by=said.by.id)
        return Notice("delegation.whom", said.by.id, subject)
    if not asked.strip():
        raise Refused("delegation.words_missing")
    person = handing.named(desk, subject, name, by=said.by.id)
    return delegation.delegate(desk, subject, by=said.by.id, to=person, words=asked)


@command("giveopinion", "回复委派", listed=False)
def give_by_number(said: Said, desk: Desk) -> Answer:
    """回复委派 编号 意见."""
    number, _, told = said.rest.partition(" ")
    if not told.strip():
        raise Refused("delegation.words_missing")
    subject = delegation.numbered(desk, number, by=said.by.id)
    return delegation.give(desk, subject, by=said.by.id, opinion=told)


@command("callback", "收回委派", listed=False)
def call_back(said: Said, desk: Desk) -> Answer:
    """收回委派 K7Q2."""
    if not said.rest:
        raise Refused("delegation.none")
    subject, _ = _seated(said, desk)
    return delegation.call_back(desk, subject, by=said.by.id)
