"""加签, 减签: buttons behind 更多, and words."""

import re

from handlers.acts import Said, Tap
from handlers.routing import Answer, button, command
from handlers.submit import item_of
from workflow import lookup, seat, signers
from workflow.desk import Desk, Refused
from workflow.notices import Notice

WHERE = {"前": "before", "之前": "before", "后": "after", "之后": "after", "并行": "beside", "同时": "beside"}
WHERE |= {"before": "before", "after": "after", "beside": "beside"}
QUORUM = {"任一": "any", "全部": "all", "依次": "in_turn", "any": "any", "all": "all", "inturn": "in_turn"}
NAMES = re.compile(r"[、，,]")


@button("signers.add")
def add(tap: Tap, desk: Desk) -> Answer:
    """加签: where."""
    signers.may_add(desk, tap.subject, by=tap.by.id, content_hash=tap.content_hash)
    return Notice("signers.where", tap.by.id, tap.subject)


@button("signers.where")
def where(tap: Tap, desk: Desk) -> Answer:
    """Before, after or beside: whom."""
    signers.may_add(desk, tap.subject, by=tap.by.id)
    return Notice("signers.whom", tap.by.id, tap.subject, facts={"where": tap.args["where"]})


@button("signers.to")
def to(tap: Tap, desk: Desk) -> Answer:
    """The name was tapped."""
    people = [int(tap.args["person"])]
    return signers.add(desk, tap.subject, by=tap.by.id, to=people, where=tap.args["where"], quorum="all")


@button("signers.off")
def off(tap: Tap, desk: Desk) -> Answer:
    """减签."""
    return signers.take_off(desk, item_of(tap.subject), by=tap.by.id, person=int(tap.args["person"]))


@command("addsigners", "加签", listed=False)
def add_by_code(said: Said, desk: Desk) -> Answer:
    """加签 K7Q2 张三、李四 前 全部 理由: where and how many may be left out; alone it lists what waits."""
    if not said.rest:
        return lookup.listing(desk, by=said.by.id, what="bare_decide", occasion=said.occasion)
    code, *words = said.rest.split()
    who = f"{said.by.platform}:{said.by.bot}:{said.by.account}"
    subject = seat.by_code(desk, code, person=said.by.id, who=who)
    if not words:
        signers.may_add(desk, subject, by=said.by.id)
        return Notice("signers.where", said.by.id, subject)
    names = [one for one in NAMES.split(words.pop(0)) if one]
    where_, quorum = "before", "all"
    while words and (words[0] in WHERE or words[0] in QUORUM):
        word = words.pop(0)
        where_, quorum = WHERE.get(word, where_), QUORUM.get(word, quorum)
    people = signers.called(desk, subject, names, by=said.by.id)
    return signers.add(
        desk, subject, by=said.by.id, to=people, where=where_, quorum=quorum, why=" ".join(words)
    )


@command("takeoff", "减签", listed=False)
def off_by_number(said: Said, desk: Desk) -> Answer:
    """减签 编号 姓名."""
    words = said.rest.split()
    if len(words) != 2:
        raise Refused("added.usage")
    item = signers.item_called(desk, words[0], by=said.by.id)
    person = signers.person_called(desk, item, words[1])
    return signers.take_off(desk, item.id, by=said.by.id, person=person)
