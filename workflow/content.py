"""What an item is looked through for before anybody reviews it, and what may not be kept at all."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any

from rules import content as rules
from rules.content import Finding, Material, Passage, Place, Severity
from rules.content_lists import WordList, overlaid
from storage import people
from storage import review as seats
from workflow import subjects
from workflow.desk import Desk, Forbidden
from workflow.notices import Notice, plain, tell
from workflow.subjects import Item

plain("content.marked")

MOST_LOOKED = 4096  # items whose findings are remembered: from hand-in until the last of its reviewers
ASKED, PASSED = "asked", "passed"


def refuse_marked(text: str, *, title: bool = False) -> None:
    """Raise Forbidden where a text bears a mark of secrecy: it is to be stored nowhere."""
    if rules.stops(text, title=title):
        raise Forbidden("content.stopped")


@dataclass(frozen=True, slots=True)
class Looked:
    """What is found in an item, the heaviest first, and its files that could not be read to their end."""

    found: tuple[Finding, ...]
    unread: tuple[dict[str, str], ...]


_LOOKED: dict[bytes, Looked] = {}


def looked(desk: Desk, item: Item) -> Looked:
    """The item as it stands; remembered until any of it changes. What was read out of a file goes by the
    file's digest, so its text comes from the disk for a new look alone.
    """
    own = subjects.organisation_of(desk, item.org)
    settings, kept = str(own.settings), desk.house.files
    rows = [row for row in subjects.files_of(desk, item) if row["state"] == "stored"]
    files = tuple((row["name"], row["sha256"], kept.has_words(row["sha256"])) for row in rows)
    told = (str(item.version.content), item.regime.digest, str(own.name), settings, files, desk.today_on)
    key = sha256(repr(told).encode()).digest()
    if (known := _LOOKED.get(key)) is not None:
        return known
    read = tuple((name, kept.words(sha256)) for name, sha256, _ in files)
    material = Material(
        item.content,
        [*rules.passages_of(item.content.altered(attachments=())), *_passages(read)],
        files=[name for name, _ in read],
        own=str(own.name),
        allowed=_allowed(settings),
        lists=_lists(settings),
    )
    found = Looked(rules.check(material, regime=item.regime, today=desk.today), tuple(_unread(read)))
    if len(_LOOKED) >= MOST_LOOKED:
        del _LOOKED[next(iter(_LOOKED))]
    _LOOKED[key] = found
    return found


def checked(desk: Desk, item: Item) -> tuple[Finding, ...]:
    """What is found in the item as it stands, the heaviest first."""
    return looked(desk, item).found


def _passages(read: Iterable[tuple[str, bytes | None]]) -> Iterator[Passage]:
    for name, words in read:
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


def _unread(read: Iterable[tuple[str, bytes | None]]) -> Iterator[dict[str, str]]:
    """Files whose text could not be read, or not to its end, each with why."""
    for name, words in read:
        state = "unread" if words is None else json.loads(words)["state"]
        if state != "read":
            yield {"name": name, "state": state}


def facts(desk: Desk, item: Item) -> dict[str, Any]:
    """Everything that a card says of it."""
    look = looked(desk, item)
    found, seal = look.found, rules.seal(look.found)
    blocks = len(rules.of(found, Severity.BLOCK))
    why = said(desk, item, ASKED, seal) if blocks else None
    passed = said(desk, item, PASSED, seal) if blocks else None
    return {
        "findings": [one.data() for one in found if one.severity > Severity.INFO],
        "unread": [dict(one) for one in look.unread],
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
