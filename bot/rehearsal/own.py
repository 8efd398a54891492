"""The configured installation's own people as an office that can be rehearsed. Reads only."""

import json
from typing import Any

from storage import orgs, people
from storage.sql import must
from storage.tx import Tx


def office_of(tx: Tx, org: int, *, on: str) -> dict[str, Any]:
    """Offices, columns, groups, and everybody who holds a post on a civil date; in the shape of the
    demonstration's office file. Whoever has no account yet is given one: a rehearsal reaches everybody.
    """
    organisation = must(orgs.organisation(tx, org))
    rooms = orgs.offices_of(tx, org)
    keys = {row.id: row.key for row in rooms}
    names = {row.id: row.name for row in people.of_org(tx, org)}
    posts: dict[int, list[dict[str, str]]] = {}
    for row in people.roster(tx, org, on=on):
        posts.setdefault(row.person_id, []).append({"office": keys[row.office_id], "role": row.role})
    return {
        "name": organisation.name,
        "prefix": organisation.prefix,
        "offices": [{"key": row.key, "name": row.name, "kind": row.kind} for row in rooms],
        "site": {"columns": [_column(row, keys) for row in orgs.columns_of(tx, org)]},
        "people": [
            {"id": str(person), "name": names[person], "telegram_id": person, "roles": held}
            for person, held in sorted(posts.items())
        ],
        "groups": [
            {"title": row.title, "telegram_id": -row.id, "office": keys.get(row.office_id, "")}
            for row in orgs.groups_all(tx)
            if (row.org_id, row.state) == (org, "active")
        ],
    }


def _column(row: Any, keys: dict[int, str]) -> dict[str, Any]:
    form = json.loads(row.form)
    usual = {name: form.get(name, "") for name in ("category", "type", "mode", "class", "limit_days")}
    return {"key": row.key, "name": row.name, "office": keys.get(row.office_id), "path": row.key, **usual}
