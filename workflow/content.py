"""What an item is looked through for before anybody reviews it, and what may not be kept at all."""

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from rules import content as rules
from rules.content import Finding, Material, Passage, Place, Severity
from rules.content_lists import WordList, overlaid
from storage import people
from storage import review as seats
from storage.canon import json_text
from workflow import subjects
from workflow.desk import Desk, Forbidden
from workflow.notices import Notice, plain, tell
from workflow.subjects import Item

plain("content.marked")

MOST_FOUND = 64  # items whose findings are remembered
ASKED, PASSED = "asked", "passed"
_FOUND: dict[tuple[object, ...], tuple[Finding, ...]] = {}


def refuse_marked(text: str, *, title: bool = False) -> None:
    """Raise Forbidden where a text bears a mark of secrecy: it is to be stored nowhere."""
    if rules.stops(text, title=title):
        raise Forbidden("content.stopped")


def checked(desk: Desk, item: Item) -> tuple[Finding, ...]:
    """What is found in the item as it stands, the heaviest first; remembered until any of it changes."""
    settings = str(subjects.organisation_of(desk, item.org).settings)
    files = [row for row in subjects.files_of(desk, item) if row["state"] == "stored"]
    read = tuple((row["name"], row["sha256"], desk.house.files.words(row["sha256"])) for row in files)
    text = json_text(item.held)
    key = (text, item.regime.digest, settings, read, desk.today)
    if (known := _FOUND.get(key)) is not None:
        return known
    own = subjects.organisation_of(desk, item.org)
    material = Material(
        item.content,
        [*rules.passages_of(item.content.altered(attachments=())), *_passages(read)],
        files=[name for name, _, _ in read],
        own=str(own.name),
        allowed=_allowed(settings),
        lists=_lists(settings),
    )
    found = rules.check(material, regime=item.regime, today=desk.today)
    if len(_FOUND) >= MOST_FOUND:
        _FOUND.clear()
    _FOUND[key] = found
    return found


def _passages(read: tuple[tuple[str, str, bytes | None], ...]) -> Iterator[Passage]:
    for name, _, words in read:
        yield Passage(Place("file", name, "name"), name)
        if words is not None:
            for part, text in json.loads(words)["passages"]:
                yield Passage(Place("file", name, part), text)


@lru_cache(maxsize=16)
def _lists(settings: str) -> Mapping[str, WordList]:
    return overlaid(json.loads(settings).get("wording", {}))


@lru_cache(maxsize=16)
def _allowed(settings: str) -> frozenset[str]:
    return frozenset(json.loads(settings).get("cleared_numbers", ()))


def unread(desk: Desk, item: Item) -> list[dict[str, str]]:
    """Files whose text could not be read, or not to its end, each with why."""
    told = []
    for row in subjects.files_of(desk, item):
        if row["state"] != "stored":
            continue
        words = desk.house.files.words(row["sha256"])
        held = {"state": "unread"} if words is None else json.loads(words)
        if held["state"] != "read":
            told.append({"name": row["name"], "state": held["state"]})
    return told


def facts(desk: Desk, item: Item) -> dict[str, Any]:
    """Everything that a card says of it."""
    found = checked(desk, item)
    seal = rules.seal(found)
    blocks = len(rules.of(found, Severity.BLOCK))
    why = said(desk, item, ASKED, seal) if blocks else None
    passed = said(desk, item, PASSED, seal) if blocks else None
    return {
        "findings": [one.data() for one in found if one.severity > Severity.INFO],
        "unread": unread(desk, item),
        "blocks": blocks,
        "why": "" if why is None else why.evidence,
        "passed": "" if passed is None else passed.evidence,
        "stopped": rules.worst(found) is Severity.STOP,
    }


def said(desk: Desk, item: Item, what: str, seal: str) -> Any:
    """What was last said about exactly these findings."""
    rows = [row for row in seats.ticks_of(desk.tx, item.about) if row.line == f"content.{what}.{seal}"]
    return rows[-1] if rows else None


def ready(held: Mapping[str, Any]) -> bool:
    """Do these findings (as in ``facts``) let the draft be handed in?"""
    return not held["stopped"] and (not held["blocks"] or bool(held["why"]))


def report(desk: Desk, *, person: int | None, digest: str) -> None:
    """Something with a mark of secrecy came and was erased: that it came stays, and whoever keeps secrets
    hears it, with who sent it and nothing of what it was.
    """
    desk.audit("content.refused", f"person:{person or 0}", person=person, org=None, sha256=digest)
    if person is None:
        return
    facts = {"name": subjects.name_of(desk, person), "at": desk.iso(desk.ms)}
    for org in {post.org_id for post in people.memberships(desk.tx, person, on=desk.today_on)}:
        for who in _keepers(desk, org) - {person}:
            tell(desk, Notice("content.marked", who, f"person:{person}", digest[:16], facts, priority=1))


def _keepers(desk: Desk, org: int) -> set[int]:
    """The secrecy reviewers of an organisation; where there are none, its Office."""
    for role in ("secrecy", "office"):
        if rows := people.holders(desk.tx, org, role=role, on=desk.today_on):
            return {int(row.id) for row in rows}
    return set()
