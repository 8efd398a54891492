"""What stands of an office, as a list that can be handed in again."""

from collections.abc import Iterator
from typing import Any

from storage import imports, orgs, people
from storage.canon import json_value
from storage.sql import must
from workflow.desk import Desk
from workflow.office_list import KIND_SHOWN, ROLE_SHOWN, USUAL, Line, Lists


def standing(desk: Desk, org: int, *, bot: str = "") -> Lists:
    """Units, people and columns in the words of the desk's language: one line a person. ``bot`` is the app
    on WeCom whose userids are told.
    """
    offices = orgs.offices_of(desk.tx, org)
    names = {row.id: row.name for row in offices}
    kinds = KIND_SHOWN[desk.lang]
    return Lists(
        tuple(Line("", {"key": row.key, "name": row.name, "kind": kinds[row.kind]}) for row in offices),
        tuple(_people(desk, org, offices, bot)),
        tuple(_columns(desk, org, names)),
    )


def _people(desk: Desk, org: int, offices: list[Any], bot: str) -> Iterator[Line]:
    leaders = next((row.name for row in offices if row.kind == "leaders"), "")
    userids = {row.person_id: row.external_id for row in imports.accounts_on(desk.tx, "wecom", bot=bot)}
    between = "、" if desk.lang == "zh_CN" else ", "
    held: dict[int, list[Any]] = {}
    for row in people.posts_of_org(desk.tx, org, on=desk.today_on):
        held.setdefault(row.person_id, []).append(row)
    for person, posts in held.items():
        settled = [row for row in posts if row.role != "leader"]
        home = settled[0].office_name if settled else (leaders or posts[0].office_name)
        heads = [row.office_name for row in posts if row.role == "leader"]
        only_home = heads == [home]
        words = ROLE_SHOWN[desk.lang]
        roles = [
            words[row.role] if row.office_name == home else f"{words[row.role]}（{row.office_name}）"
            for row in settled
        ]
        if heads:
            roles.append(words["leader"])
        cells = {
            "name": posts[0].name,
            "unit": home,
            "roles": between.join(dict.fromkeys(roles)),
            "heads": "" if only_home else between.join(heads),
            "userid": userids.get(person, ""),
        }
        yield Line("", cells)


def _columns(desk: Desk, org: int, names: dict[int, str]) -> Iterator[Line]:
    regime = desk.regime(must(orgs.organisation(desk.tx, org)).regime_hash)
    labels = {
        field.name: {choice.key: choice.text.get(desk.lang) for choice in field.choices}
        for field in regime.form
    }
    for row in orgs.columns_of(desk.tx, org):
        form = json_value(row.form)
        usual = {name: str(form.get(name) or "") for name in USUAL}
        cells = {
            "key": row.key,
            "name": row.name,
            "unit": names.get(row.office_id, ""),
            "list_url": row.list_url or "",
            **{name: labels.get(name, {}).get(said, said) for name, said in usual.items()},
        }
        yield Line("", cells)


def choices(desk: Desk, org: int) -> dict[str, list[str]]:
    """What a cell of the columns' list may hold, by its key, where the regime lets one choose."""
    regime = desk.regime(must(orgs.organisation(desk.tx, org)).regime_hash)
    return {
        field.name: [choice.text.get(desk.lang) for choice in field.choices]
        for field in regime.form
        if field.name in USUAL and field.choices
    }
