"""A small office to test with: one organisation, two offices, three people, one item under review."""

from dataclasses import dataclass

from storage import items, orgs, people, review
from storage.tx import Tx

BOT = "7001"


@dataclass(frozen=True)
class World:
    org: int
    unit: int
    office: int
    chen: int
    liu: int
    zhou: int


def person(tx: Tx, name: str, *, office: int, role: str, account: str | None) -> int:
    person_id = people.add_person(tx, name=name)
    people.add_membership(tx, person_id, office_id=office, role=role, from_on="2026-01-01")
    if account is not None:
        people.bind_account(tx, person_id, platform="telegram", bot=BOT, external_id=account, chat=account)
    return person_id


def build(tx: Tx) -> World:
    orgs.store_regime(tx, regime_hash="r1", name="kaiping", body="{}")
    org = orgs.add_organisation(
        tx,
        key="kp",
        name="开平市某局",
        prefix="KP",
        site_url="https://www.example.gov.cn/",
        regime_hash="r1",
        settings={"terms": {"liaison": "信息员"}},
    )
    unit = orgs.add_office(tx, org, key="farm", name="农业股", kind="unit")
    office = orgs.add_office(tx, org, key="office", name="办公室", kind="office")
    return World(
        org,
        unit,
        office,
        chen=person(tx, "陈", office=unit, role="liaison", account="101"),
        liu=person(tx, "刘", office=unit, role="head", account="102"),
        zhou=person(tx, "周", office=office, role="office", account="103"),
    )


def item(tx: Tx, world: World, *, title: str = "关于年检的通知", state: str = "review") -> int:
    item_id = items.create_item(
        tx,
        org_id=world.org,
        office_id=world.unit,
        kind="publish",
        submitter_id=world.chen,
        regime_hash="r1",
        title=title,
        state=state,
    )
    items.add_version(tx, item_id, content="{}", content_hash="c1", by=world.chen, title=title)
    return item_id


def step(tx: Tx, item_id: int, *, position: int = 1, key: str = "head") -> int:
    return review.open_step(tx, item_id, round=1, position=position, key=key, role=key, content_hash="c1")
