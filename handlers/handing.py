"""转交: buttons behind 更多 and their text twin."""

from handlers.acts import Said, Tap
from handlers.routing import Answer, answer, button, command
from workflow import asking, handing, lookup, seat
from workflow.desk import Desk, Refused
from workflow.notices import Notice


@button("hand.on")
def hand_on(tap: Tap, desk: Desk) -> Answer:
    """转交: to whom."""
    handing.may_hand_on(desk, tap.subject, by=tap.by.id, content_hash=tap.content_hash)
    return Notice("hand.whom", tap.by.id, tap.subject)


@button("hand.to")
def hand_to(tap: Tap, desk: Desk) -> Answer:
    """The name was tapped: the next words are the reason."""
    told = handing.ask_why(desk, tap.subject, by=tap.by.id, to=int(tap.args["person"]))
    asking.ask(
        desk,
        person=tap.by.id,
        chat=tap.by.chat,
        kind="hand.why",
        subject=tap.subject,
        field=tap.args["person"],
    )
    return told


@answer("hand.why")
def why(said: Said, desk: Desk) -> Answer:
    """The reason: the seat goes over."""
    told = handing.hand_on(desk, said.subject, by=said.by.id, to=int(said.field), why=said.text)
    asking.done(desk, person=said.by.id, chat=said.by.chat)
    return told


@command("handon", "转交", listed=False)
def hand_on_by_code(said: Said, desk: Desk) -> Answer:
    """转交 K7Q2 姓名 理由; alone it lists what waits, with the code it shows to whom."""
    if not said.rest:
        return lookup.listing(desk, by=said.by.id, what="bare_decide", occasion=said.occasion)
    code, _, rest = said.rest.partition(" ")
    name, _, reason = rest.strip().partition(" ")
    who = f"{said.by.platform}:{said.by.bot}:{said.by.account}"
    subject = seat.by_code(desk, code, person=said.by.id, who=who)
    if not name:
        handing.may_hand_on(desk, subject, by=said.by.id)
        return Notice("hand.whom", said.by.id, subject)
    if not reason.strip():
        raise Refused("hand_on.reason_missing")
    to = handing.named(desk, subject, name, by=said.by.id)
    return handing.hand_on(desk, subject, by=said.by.id, to=to, why=reason)
