"""The platform's directory beside our roster, each night: who is gone from it, who is called otherwise there.

Nothing is changed by it: those who keep the roster are told, and decide. What was told is told again only
when it changes, or in another month.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

from storage import accounts
from storage.canon import json_text
from workflow import contacts, reach
from workflow.desk import Desk
from workflow.notices import Notice, plain, tell

MOST_TOLD = 30

plain("contact.directory")


def compare(desk: Desk, *, platform: str, bot: str, names: Mapping[str, str]) -> int:
    """Compare everybody who speaks through this bot with the directory.

    Args:
        desk: the desk.
        platform: whose directory.
        bot: the app that sees it.
        names: userid in lower case → the name there, of everybody in the visible range.

    How many differences were found. Who is in range again after they could not be reached hears what they
    missed.
    """
    speaking = accounts.speaking(desk.tx, platform, bot=bot)
    known = [row for row in speaking if row.external_id in names]
    for row in known:
        if row.state == "unreachable":
            reach.person_back(desk, platform=platform, bot=bot, external_id=row.external_id)
    missing = [row for row in speaking if row.external_id not in names]
    renamed = [row for row in known if names[row.external_id] and names[row.external_id] != row.name]
    found: dict[int, dict[str, list[Any]]] = {}
    for row in missing:
        for keeper in contacts.keepers_of(desk, row.person_id):
            found.setdefault(keeper, {"missing": [], "renamed": []})["missing"].append(row.name)
    for row in renamed:
        now = {"name": row.name, "now": names[row.external_id]}
        for keeper in contacts.keepers_of(desk, row.person_id):
            found.setdefault(keeper, {"missing": [], "renamed": []})["renamed"].append(now)
    nobody = bool(speaking) and not known
    for keeper, differences in sorted(found.items()):
        _tell(desk, keeper, differences, nobody=nobody, about=f"directory:{platform}:{bot}")
    if missing or renamed:
        people = sorted(row.person_id for row in (*missing, *renamed))
        desk.audit("directory.differs", f"platform:{platform}", person=None, org=None, people=people)
    return len(missing) + len(renamed)


def _tell(desk: Desk, keeper: int, differences: dict[str, list[Any]], *, nobody: bool, about: str) -> None:
    facts = {key: sorted(rows, key=str)[:MOST_TOLD] for key, rows in differences.items()}
    digest = hashlib.sha256(json_text(facts).encode()).hexdigest()[:16]
    occasion = f"{desk.today_on[:7]}:{digest}"
    tell(desk, Notice("contact.directory", keeper, about, occasion, {**facts, "nobody": nobody}, priority=6))
