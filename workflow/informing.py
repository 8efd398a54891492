"""抄送: somebody beside the way is told of an item; they see it, decide nothing, say that they read it."""

from collections.abc import Iterable
from typing import Any

from rules import inform as rules
from rules.model import Refusal
from rules.words import code_of
from storage import people, readers
from storage import review as seats
from workflow import gathered, lookup, seen, subjects, verbs
from workflow.desk import Desk, Refused
from workflow.notices import Notice, notice, plain, tell
from workflow.subjects import Item

KIND = "inform.told"
plain("inform.ask", "inform.recorded")


def ask(desk: Desk, item_id: int, *, by: int) -> Notice:
    """抄送: the next words are the names. Raises Refused where this person tells nobody."""
    item = subjects.load(desk, item_id)
    verbs.allow(item.regime, "inform")
    if (refusal := rules.may_inform(_facts(desk, item, by=by), by=by)) is not None:
        raise Refused(refusal.code, number=item.row.number)
    return Notice("inform.ask", by, item.about, facts={"item": subjects.told(desk, item)})


def may(desk: Desk, item: Item, *, by: int) -> bool:
    """May this person tell others of the item?"""
    return item.regime.allows("inform") and rules.may_inform(_facts(desk, item, by=by), by=by) is None


def inform(desk: Desk, item_id: int, *, by: int, names: Iterable[str]) -> Notice:
    """Each of these people of the organisation hears of the item, once, while offices work.

    Raises Refused for an unknown or ambiguous name, for somebody who cannot be reached, and as ``ask`` does.
    """
    item = subjects.hold(desk, item_id)
    verbs.allow(item.regime, "inform")
    wanted = [_named(desk, item, name) for name in names]
    if not wanted:
        raise Refused("inform.usage")
    found = rules.inform(_facts(desk, item, by=by), by=by, to=wanted)
    if isinstance(found, Refusal):
        raise Refused(found.code, number=item.row.number, **found.data)
    by_whom = {"name": subjects.name_of(desk, by), "at": desk.iso(desk.ms)}
    for person in found:
        if people.reachable(desk.tx, person) is None:
            raise Refused("inform.unbound", name=subjects.name_of(desk, person))
        readers.tell(desk.tx, item.id, person=person, by=by)
        leaves_at = gathered.leaves_at(desk, item, person)
        tell(desk, Notice(KIND, person, item.about, "", {"by": by_whom}, not_before=leaves_at))
    desk.audit("item.informed", item.about, person=by, org=item.org, to=list(found))
    told = [subjects.name_of(desk, person) for person in found]
    return Notice("inform.recorded", by, item.about, facts={"number": item.row.number, "names": told})


def _named(desk: Desk, item: Item, name: str) -> int:
    found = {int(row.id) for row in people.by_name(desk.tx, item.org, name=name)}
    if not found:
        raise Refused("roster.name_unknown", name=name)
    if len(found) > 1:
        raise Refused("roster.name_many", name=name)
    return found.pop()


def item_behind(desk: Desk, word: str, *, by: int) -> int:
    """The item that a short code of one's own seat names, else a number or its tail. Raises Refused."""
    code = code_of(word)
    row = None if code is None else seats.by_code(desk.tx, by, code=code)
    return lookup.find_one(desk, word, by=by).id if row is None else int(row.item_id)


def _facts(desk: Desk, item: Item, *, by: int) -> rules.InformFacts:
    told = [row.person_id for row in readers.readers_of(desk.tx, item.id) if row.told_at is not None]
    return rules.InformFacts(
        state=item.row.state,
        submitter=item.row.submitter_id,
        roles=verbs.roles_of(desk, item, person=by),
        seated=seen.seated(desk, item),
        told=told,
    )


@notice(KIND, live=True)
def told_facts(desk: Desk, said: Notice) -> dict[str, Any]:
    """The item as others see it, who told them, and whether they have read it."""
    item = lookup.as_seen(desk, subjects.load(desk, said.id))
    row = readers.reader(desk.tx, item.id, person=said.reader)
    return {
        "item": subjects.told(desk, item),
        "by": said.facts["by"],
        "form": subjects.form_of(desk, item),
        "body": item.content.body,
        "files": subjects.files_of(desk, item),
        "read_at": desk.iso(row.read_at) if row is not None else None,
    }
