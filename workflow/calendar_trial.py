"""A notice pasted in the chat: tried at once, entered when the administrator says so.

What was tried last stands under the administrator's name until it is entered, dropped or a day old.
"""

from collections.abc import Mapping
from typing import Any

from rules import notice_words
from rules.notice import Entry, NoticeError, entered_from
from storage import clocks, copies, meta, orgs
from storage.canon import json_text, json_value
from storage.sql import must
from workflow import calendars, roster, subjects
from workflow.desk import Desk, Refused
from workflow.notices import Notice, notice, plain

HOURS = 24
PROBLEMS = 12
plain("calendar.unread", "calendar.entered", "calendar.shown")


def shown(desk: Desk, *, by: int) -> Notice:
    """日历: which years are known here, what was entered, how it is entered. Raises Refused."""
    org = roster.administered(desk, by)
    calendar = desk.calendar(org)
    return Notice(
        "calendar.shown",
        by,
        facts={
            "years": [year for year in (desk.today.year, desk.today.year + 1) if calendar.knows(year)],
            "missing": [year for year in (desk.today.year, desk.today.year + 1) if not calendar.knows(year)],
            "provisional": clocks.provisional(desk.tx, org),
            "entries": [one for one in calendars.standing(desk) if one["state"] == "valid"][:5],
        },
    )


def try_(desk: Desk, words: str, *, by: int) -> Notice:
    """What entering the notice would change, or why it cannot be read. Raises Refused for others."""
    org = roster.administered(desk, by)
    try:
        handed = notice_words.read(words, name="")
    except NoticeError as wrong:
        told = [
            {"line": one.line, "key": one.key, "allowed": one.allowed.data(), "found": one.found}
            for one in wrong.problems[:PROBLEMS]
        ]
        return Notice("calendar.unread", by, facts={"problems": told, "n": len(wrong.problems)})
    only_one = len(orgs.organisations_all(desk.tx)) == 1
    scope = "" if only_one else f"org:{must(orgs.organisation(desk.tx, org)).key}"
    given = calendars.Given(scope, handed.entry, handed.source)
    found = calendars.plan(desk, given)
    _keep(desk, by, given, state="open")
    return Notice(
        "calendar.tried",
        by,
        _about(by),
        facts={**found.told(), "year": given.entry.year, "source": given.source, "hash": given.digest},
    )


def apply(desk: Desk, *, by: int, digest: str | None = None) -> Notice:
    """应用: what was tried holds now. `digest` is that of the card, None for words. Raises Refused."""
    roster.administered(desk, by)
    given = _tried(desk, by, digest)
    id_ = calendars.enter(desk, given, by=subjects.name_of(desk, by), person=by)
    _keep(desk, by, given, state="entered")
    copies.touch(desk.tx, _about(by))
    return Notice("calendar.entered", by, facts={"id": id_, "year": given.entry.year})


def drop(desk: Desk, *, by: int, digest: str | None = None) -> Notice:
    """放弃: nothing was entered and nothing waits. Raises Refused where nothing did."""
    roster.administered(desk, by)
    given = _tried(desk, by, digest)
    _keep(desk, by, given, state="dropped")
    copies.touch(desk.tx, _about(by))
    return Notice("done", by)


def _about(person: int) -> str:
    return f"calendar.trial:{person}"


def _keep(desk: Desk, person: int, given: calendars.Given, *, state: str) -> None:
    kept = {
        "scope": given.scope,
        "year": given.entry.year,
        "days": given.entry.data(),
        "source": given.source,
        "hash": given.digest,
        "at": desk.ms,
        "state": state,
    }
    meta.put(desk.tx, _about(person), json_text(kept))


def _tried(desk: Desk, person: int, digest: str | None) -> calendars.Given:
    kept = _kept(desk, person)
    if _state(desk, kept, digest) != "open":
        raise Refused("calendar.nothing_tried")
    entry: Entry = entered_from(kept["year"], kept["days"])
    return calendars.Given(str(kept["scope"]), entry, str(kept["source"]))


def _kept(desk: Desk, person: int) -> dict[str, Any]:
    text = meta.get(desk.tx, _about(person))
    found: dict[str, Any] = {} if text is None else json_value(text)
    return found


def _state(desk: Desk, kept: Mapping[str, Any], digest: str | None) -> str:
    """Open, entered or dropped; over, where another one was tried since or the day has passed."""
    if not kept or digest not in (None, kept["hash"]):
        return "over"
    is_old = kept["state"] == "open" and desk.ms > kept["at"] + HOURS * 3_600_000
    return "over" if is_old else str(kept["state"])


@notice("calendar.tried", live=True)
def tried_facts(desk: Desk, said: Notice) -> Mapping[str, Any]:
    """What would change, as it was when it was tried; and what has become of it."""
    state = _state(desk, _kept(desk, said.id), str(said.facts["hash"]))
    return {**said.facts, "state": state}
