"""The office file: who is there, on which numbers, in which groups. YAML or JSON, or the same as a dict."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from emulator.wecom_office import PLATFORMS, Corp, corp_of

ROLE_NAMES = {
    "liaison": "信息员",
    "head": "负责人",
    "leader": "分管局领导",
    "office": "办公室审核",
    "secrecy": "保密审查",
    "webadmin": "网站管理员",
    "administrator": "系统管理员",
}


@dataclass(frozen=True)
class Person:
    """One person with a phone. `started` is whether they have ever opened the bot."""

    id: str
    name: str
    telegram_id: int
    role: str
    username: str | None = None
    language: str = "zh-hans"
    started: bool = True
    deactivated: bool = False
    wecom_userid: str | None = None
    platform: str = "telegram"  # where this person's phone is


@dataclass(frozen=True)
class Group:
    """One chat group; `has_bot` is whether the bot is in it from the start."""

    id: str
    title: str
    telegram_id: int
    members: tuple[str, ...]
    has_bot: bool = True


@dataclass(frozen=True)
class Bot:
    """The bot's account; with `privacy` it sees in groups only what is meant for it."""

    id: int
    token: str
    username: str
    name: str
    privacy: bool = True


@dataclass(frozen=True)
class Office:
    """The office file, checked."""

    name: str
    bot: Bot
    people: tuple[Person, ...]
    groups: tuple[Group, ...]
    site: dict[str, Any] = field(default_factory=dict)
    wecom: Corp | None = None


def read(path: Path) -> dict[str, Any]:
    """Read an office file.

    Raises:
        TypeError: the file does not hold a mapping.
    """
    text = path.read_text("utf-8")
    found = json.loads(text) if path.suffix == ".json" else yaml.safe_load(text)
    if not isinstance(found, dict):
        raise TypeError(f"{path}: an office file is a mapping")
    return found


def demo_office() -> dict[str, Any]:
    """Give the office that ships with the emulator, as a dict."""
    return read(Path(__file__).parent / "office.yaml")


def understand(office: dict[str, Any]) -> Office:
    """Turn the file's mapping into people, groups and the bot.

    Raises:
        ValueError: a name is missing, said twice, or unknown.
    """
    try:
        bot = Bot(
            **{key: office["bot"][key] for key in ("id", "token", "username", "name")},
            privacy=bool(office["bot"].get("privacy", True)),
        )
        names = {one["key"]: one["name"] for one in office.get("offices", ())}
        people = tuple(_person(one, names) for one in office["people"])
        groups = tuple(
            Group(
                one["id"],
                one["title"],
                int(one["telegram_id"]),
                tuple(one.get("members", ())),
                has_bot=bool(one.get("has_bot", True)),
            )
            for one in office.get("groups", ())
        )
    except KeyError as missing:
        raise ValueError(f"the office file lacks {missing}") from missing
    phones = [*(one.id for one in people), *(one.id for one in groups)]
    if len(set(phones)) != len(phones):
        raise ValueError("two phones of the office file bear one id")
    known = {one.id for one in people}
    for group in groups:
        if strangers := set(group.members) - known:
            raise ValueError(f"group {group.id} names people who are not in the file: {sorted(strangers)}")
    try:
        corp = corp_of(office)
    except KeyError as missing:
        raise ValueError(f"the wecom block of the office file lacks {missing}") from missing
    for person in people:
        if person.platform not in PLATFORMS:
            raise ValueError(f"{person.id}: platform is one of {', '.join(PLATFORMS)}")
        if person.platform == "wecom" and (corp is None or not person.wecom_userid):
            raise ValueError(f"{person.id} is on WeCom without a userid or a wecom block")
    return Office(str(office["name"]), bot, people, groups, dict(office.get("site") or {}), corp)


def _person(one: dict[str, Any], offices: dict[str, str]) -> Person:
    said: dict[str, list[str]] = {}
    for role in one.get("roles", ()):
        said.setdefault(ROLE_NAMES.get(role["role"], role["role"]), []).append(
            offices.get(role["office"], role["office"])
        )
    return Person(
        id=one["id"],
        name=one["name"],
        telegram_id=int(one["telegram_id"]),
        role="；".join(f"{role} · {'、'.join(places)}" for role, places in said.items()),
        username=one.get("username"),
        language=one.get("language", "zh-hans"),
        started=bool(one.get("started", True)),
        deactivated=bool(one.get("deactivated", False)),
        wecom_userid=one.get("wecom_userid"),
        platform=one.get("platform", "telegram"),
    )
