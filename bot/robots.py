"""The robots in groups, as settings and page give them; the groups that a restored database finds mute."""

from pathlib import Path

from bot.platforms.wecom_groups import ROBOT, NoSuchRobot, Robots
from bot.settings import Settings
from storage import orgs
from storage.tx import Tx


def robots_of(settings: Settings) -> Robots:
    """The robots in groups: of the settings, and those that were entered on the page."""
    files = {name: Path(robot.key_file) for name, robot in settings.platforms.wecom.robots.items()}
    return Robots(files, secrets=Path(settings.data_dir) / "secrets" / "robots.json")


def mute(tx: Tx, robots: Robots) -> list[str]:
    """Titles of the groups in use whose robot has no key here."""
    found = []
    for row in orgs.groups_all(tx):
        if row.state != "active" or not row.chat.startswith(ROBOT):
            continue
        try:
            robots.key(row.chat.removeprefix(ROBOT))
        except NoSuchRobot:
            found.append(str(row.title))
    return sorted(found)
