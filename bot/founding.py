"""An organisation comes to be: its regime is read and kept, its offices, columns and people are entered."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rules import content_lists, lines
from rules import regime as regimes
from rules.problems import RegimeError
from rules.regime import Regime
from storage import orgs, people
from storage.engine import Tx


def resolve(
    name: str, *, overlay: Path | Mapping[str, Any] | None, own: Mapping[str, Any], lang: str
) -> Regime:
    """The regime as this office has it: base, regulation, its settings, and over them the office's file.

    Raises rules.problems.RegimeError with every mistake found.
    """
    overlays: list[Path | Mapping[str, Any]] = [own] if own else []
    if overlay is not None:
        overlays.append(overlay)
    return regimes.load(name, overlays=overlays, lang=lang)


def found(
    tx: Tx,
    *,
    key: str,
    name: str,
    prefix: str,
    site_url: str,
    regime: Regime,
    region: str = "",
    settings: Mapping[str, Any] | None = None,
) -> int:
    """Enter the organisation, or bring it up to date; items under way keep the regime they started with."""
    orgs.store_regime(tx, regime_hash=regime.digest, name=regime.id, body=regime.canonical())
    return orgs.add_organisation(
        tx,
        key=key,
        name=name,
        prefix=prefix,
        site_url=site_url,
        regime_hash=regime.digest,
        region=region,
        settings=settings,
    )


def regime_of(settings: Any, name: str | None = None) -> Regime:
    """The regime of the settings (or another) with the choices that the settings make.

    Raises rules.problems.RegimeError with every mistake in the regime or the office's file.
    """
    config = settings.organisation
    within = f"{settings.publish.office_limit_workdays} workdays"
    own: dict[str, Any] = {"office_targets": {"publish": {"within": within}}}
    if settings.separation.office_may_be_webadmin:
        own["separation"] = {"may_share": [["office", "webadmin"]]}
    return resolve(
        name or settings.regime,
        overlay=Path(config.overlay) if config.overlay else None,
        own=own,
        lang=settings.language,
    )


def enter(tx: Tx, settings: Any) -> int:
    """Enter the organisation that the settings name, or bring it up to date; its id.

    Raises rules.problems.RegimeError with every mistake in the regime or the office's files.
    """
    config = settings.organisation
    standing = orgs.organisation_by_key(tx, config.key)
    regime = regime_of(settings)
    return found(
        tx,
        key=config.key,
        name=config.name,
        prefix=config.prefix,
        site_url=config.site_url or (standing.site_url if standing is not None else ""),
        regime=regime,
        region=config.region,
        settings=_own(config, lang=settings.language) or None,
    )


def _own(config: Any, *, lang: str) -> dict[str, Any]:
    """What the organisation keeps of its own: its day of use, its accounts, its words and cleared numbers."""
    own: dict[str, Any] = {"live_from": config.live_from} if config.live_from else {}
    if config.accounts:
        own["accounts"] = list(config.accounts)
    if not config.wording:
        return own
    try:
        return own | content_lists.office_file(lines.read(Path(config.wording)), lang=lang)
    except lines.Unreadable as wrong:
        raise RegimeError([wrong.problem], lang) from None


def settle(
    tx: Tx, org: int, office: Mapping[str, Any], *, site_url: str, on: str, bots: Mapping[str, str]
) -> dict[str, int]:
    """Enter an office file (the demo's shape): offices, columns, people, posts, accounts, groups.

    ``on`` is the civil date from which posts hold; ``bots`` names our bot on each platform that is on. Who
    is on none of them has no account. The person ids by their ids in the file.
    """
    rooms = {
        row["key"]: orgs.add_office(tx, org, key=row["key"], name=row["name"], kind=row["kind"])
        for row in office["offices"]
    }
    for serial, row in enumerate(office["site"]["columns"]):
        orgs.add_column(
            tx,
            org,
            key=row["key"],
            name=row["name"],
            office_id=rooms.get(row["office"]),
            list_url=f"{site_url.rstrip('/')}/{row['path']}/",
            form={
                "category": row["category"],
                "type": row["type"],
                "mode": row["mode"],
                "class": row.get("class", ""),
                "limit_days": str(row.get("limit_days", "")),
            },
            serial=serial,
        )
    ids: dict[str, int] = {}
    for row in office["people"]:
        person = ids[row["id"]] = people.add_person(tx, name=row["name"])
        for post in row["roles"]:
            people.add_membership(tx, person, office_id=rooms[post["office"]], role=post["role"], from_on=on)
        if (account := _account(row, bots)) is not None and not row.get("stranger"):
            platform, external_id, chat = account
            people.bind_account(
                tx, person, platform=platform, bot=bots[platform], external_id=external_id, chat=chat
            )
    for row in office["groups"]:
        if (place := _place(row, bots)) is not None:
            platform, chat = place
            group = orgs.group_seen(tx, platform=platform, bot=bots[platform], chat=chat, title=row["title"])
            orgs.bind_group(tx, group.id, org_id=org, office_id=rooms.get(row["office"]), by=None)
    return ids


def _account(row: Mapping[str, Any], bots: Mapping[str, str]) -> tuple[str, str, str] | None:
    """Platform, id and chat of a person: where the file puts them, else where they can be reached."""
    userid = row.get("wecom_userid")
    if "wecom" in bots and userid and (row.get("platform") == "wecom" or "telegram" not in bots):
        return "wecom", str(userid).lower(), str(userid).lower()
    if "telegram" in bots:
        return "telegram", str(row["telegram_id"]), str(row["telegram_id"])
    return None


def _place(row: Mapping[str, Any], bots: Mapping[str, str]) -> tuple[str, str] | None:
    """Platform and chat of a group."""
    robot = row.get("robot")
    if "wecom" in bots and robot and (row.get("platform") == "wecom" or "telegram" not in bots):
        return "wecom", f"robot:{robot['name']}"
    return ("telegram", str(row["telegram_id"])) if "telegram" in bots else None


def address(url: str) -> str:
    """The database's address; a relative SQLite file lies below the working directory."""
    if url.startswith("sqlite:///") and not url.startswith("sqlite:////"):
        return "sqlite:///" + str(Path(url.removeprefix("sqlite:///")).absolute())
    return url
