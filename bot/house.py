"""Start-up guard: refuses to run with somebody else's `handlers`, `storage`, … in place of ours.

The rooms are top-level packages with plain names, so another distribution, or a folder of the same name in
the working directory, may come first. pip says nothing when that happens; we do, before any of it is used.
"""

import re
from collections.abc import Mapping
from importlib.machinery import ModuleSpec
from importlib.metadata import distributions
from importlib.util import find_spec
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ROOMS = ("bot", "handlers", "scheduler", "workflow", "storage", "rules", "locales", "emulator")
OURS = "duwang"
ZONE = "Asia/Shanghai"
HOME = Path(__file__).resolve().parents[1]
_OUR_NAMES = "|".join(ROOMS)
_DECLARED = re.compile(rf"^({_OUR_NAMES})$", re.MULTILINE)
_INSTALLED = re.compile(rf"^({_OUR_NAMES})(?:/[^,\n]*)?\.py,", re.MULTILINE)


class Stranger(Exception):
    """Another package stands where one of our rooms should be."""


class NoZone(Stranger):
    """The data of the time zone that every civil date is reckoned in is not there."""


def check(*, owners: bool = True) -> None:
    """Look at every room without importing it.

    `owners` also asks which installed distributions claim our names, so `--help` leaves it out.
    Raises Stranger, or NoZone, with one sentence in Chinese and English.
    """
    try:
        ZoneInfo(ZONE)
    except ZoneInfoNotFoundError:
        raise NoZone(
            f"缺少时区数据 {ZONE}：请安装 tzdata（pip install tzdata），否则日期会算错。\n"
            f"The time zone data of {ZONE} is missing: install tzdata (pip install tzdata); without it dates "
            "would be wrong."
        ) from None
    claimed = _claimed() if owners else {}
    for room in ROOMS:
        others = sorted(claimed.get(room, set()) - {OURS})
        found = _place(find_spec(room))
        if others or found != HOME / room:
            raise Stranger(_sentence(room, ", ".join(others) or str(found or "—")))


def _claimed() -> Mapping[str, set[str]]:
    """Of our names, the distributions that install a package so called.

    The standard library's own answer reads all files of each distribution one by one, for all names.
    """
    claimed: dict[str, set[str]] = {}
    for one in distributions():
        declared = _DECLARED.findall(one.read_text("top_level.txt") or "")
        for room in declared or _INSTALLED.findall(one.read_text("RECORD") or ""):
            claimed.setdefault(room, set()).add(one.metadata["Name"])
    return claimed


def _place(spec: ModuleSpec | None) -> Path | None:
    # A folder whose __init__.py was removed (an uninstall took it along) has no origin.
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).resolve().parent


def _sentence(room: str, other: str) -> str:
    return (
        f"另有程序占用了模块名 {room}（{other}）：请把读网装在单独的环境里，并从别的目录启动。\n"
        f"Something else is in the place of our package {room!r} ({other}): install Duwang in an environment "
        "of its own and start it from another directory."
    )
