"""In which language, and with which office words, somebody is spoken to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from locales import term_ids
from storage import orgs, people
from storage.sql import must
from workflow import subjects
from workflow.desk import Desk

MASTER = "zh_CN"
MOST_TERMS = 64
_TERMS: dict[tuple[str, str], Mapping[str, Any]] = {}  # by what they are made of: regime and own settings


@dataclass(frozen=True, slots=True)
class Voice:
    """A language, and the office's own words by term."""

    lang: str = MASTER
    terms: Mapping[str, Any] = field(default_factory=dict)


def of_person(desk: Desk, person: int | None) -> Voice:
    """The person's language, with the words of the office they work in."""
    row = None if person is None else people.person(desk.tx, person)
    if row is None:
        return Voice()
    return Voice(row.lang, terms_of(desk, row.id))


def terms_of(desk: Desk, person: int) -> Mapping[str, Any]:
    """The words of the office in which somebody works."""
    posts = people.memberships(desk.tx, person, on=desk.today_on)
    return _terms(desk, posts[0].org_id) if posts else {}


def of_group(desk: Desk, group: int) -> Voice:
    """Groups are spoken to in Chinese, with their office's words."""
    row = orgs.group(desk.tx, group)
    return Voice(MASTER, _terms(desk, row.org_id) if row is not None and row.org_id is not None else {})


def _terms(desk: Desk, org: int) -> Mapping[str, Any]:
    """What the regime calls things here, overlaid by what the office has set."""
    organisation = must(orgs.organisation(desk.tx, org))
    key = (organisation.regime_hash, organisation.settings)
    known = _TERMS.get(key)
    if known is None:
        regime = desk.regime(organisation.regime_hash)
        own: dict[str, Any] = subjects.settings_of(desk, org).get("terms", {})
        named = {key: text for key, text in regime.roles.items() if key in term_ids()}
        known = {key: text.data() for key, text in {**named, **regime.terms}.items()} | own
        if len(_TERMS) >= MOST_TERMS:
            _TERMS.clear()
        _TERMS[key] = known
    return known
