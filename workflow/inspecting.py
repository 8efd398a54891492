"""检查链接: for a week whoever inspects reads the record of some items; nothing else, nothing is changed."""

import json
import secrets
from dataclasses import dataclass
from typing import Any

from storage import links, people
from workflow import evidence, lookup
from workflow.desk import Desk, Refused
from workflow.notices import Notice, notice
from workflow.page import digest

DAYS = 7
PURPOSE = "inspection"
MOST = 100  # items behind one link
PATH = "/m/inspect"
MAKERS = ("office", "admin")


@dataclass(frozen=True, slots=True)
class Opened:
    """What a link opens: the items' ids, and until when (ms)."""

    ids: tuple[int, ...]
    until: int
    by: int


def make(desk: Desk, wanted: list[str], *, by: int) -> Notice:
    """A link to what numbers and published addresses name. Raises Refused for others than the Office, and
    where a word names nothing.
    """
    orgs = [org for org in lookup.person_orgs(desk, by) if _may(desk, by, org)]
    if not orgs:
        raise Refused("inspecting.not_yours")
    if not desk.house.page:
        raise Refused("inspecting.no_page")
    if not wanted:
        raise Refused("inspecting.usage")
    ids: dict[int, None] = {}
    for word in wanted:
        try:
            ids |= dict.fromkeys(evidence.sought(desk, orgs[0], word))
        except Refused:
            raise Refused("inspecting.unknown", found=word[:80]) from None
    if len(ids) > MOST:
        raise Refused("inspecting.many", limit=MOST)
    secret = secrets.token_urlsafe(24)
    until = desk.ms_after(hours=24 * DAYS)
    links.make_link(
        desk.tx,
        digest=digest(secret),
        person_id=by,
        purpose=PURPOSE,
        path=json.dumps(list(ids)),
        expires_at=until,
    )
    desk.audit("inspecting.made", f"person:{by}", person=by, org=orgs[0], items=list(ids))
    url = f"{desk.house.page}{PATH}/{secret}"
    return Notice(
        "inspecting.made", by, facts={"url": url, "count": len(ids), "until": desk.iso(until), "days": DAYS}
    )


def call_back(desk: Desk, *, by: int) -> Notice:
    """收回检查链接: one's own open nothing from now on."""
    n = links.end_links_of(desk.tx, by, purpose=PURPOSE)
    if n:
        desk.audit("inspecting.called_back", f"person:{by}", person=by, org=None, n=n)
    return Notice("inspecting.called_back", by, facts={"count": n})


def opened(desk: Desk, secret: str) -> Opened | None:
    """What the link opens; None for one that is unknown, called back or past its week."""
    row = links.link(desk.tx, digest(secret))
    if row is None or row.purpose != PURPOSE or row.used_at is not None or row.expires_at <= desk.ms:
        return None
    if row.person_state != "active":
        return None
    return Opened(tuple(json.loads(row.path)), int(row.expires_at), int(row.person_id))


def records(desk: Desk, secret: str, *, only: int | None = None) -> list[dict[str, Any]] | None:
    """The records behind a link, or one of them; None where it opens nothing."""
    found = opened(desk, secret)
    if found is None or (only is not None and only not in found.ids):
        return None
    return [evidence.record(desk, id_) for id_ in (found.ids if only is None else (only,))]


def note_look(desk: Desk, secret: str, item_id: int) -> None:
    """That somebody looked is part of the item's record."""
    found = opened(desk, secret)
    if found is not None:
        desk.audit("inspecting.looked", f"item:{item_id}", person=None, org=None, link_by=found.by)


def _may(desk: Desk, person: int, org: int) -> bool:
    posts = people.memberships(desk.tx, person, on=desk.today_on)
    return any(post.org_id == org and post.role in MAKERS for post in posts)


@notice("inspecting.made")
def made_facts(_desk: Desk, said: Notice) -> dict[str, Any]:
    """The link, as it was made."""
    return dict(said.facts)


@notice("inspecting.called_back")
def called_back_facts(_desk: Desk, said: Notice) -> dict[str, Any]:
    """How many open nothing any more."""
    return dict(said.facts)
