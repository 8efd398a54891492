"""Groups on WeCom: a robot in an existing group, or a group that the app made itself.

Nothing that can be pressed goes into a group (documents 90248, 99110): words do, and call people by userid.
The card itself goes to each of them, and the words say so. A robot's key is its whole secret: it lies in a
file of mode 0600 or in one that the settings name, and is shown only as a fingerprint.
"""

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from bot.cards.model import Card
from bot.platforms.base import Called, Payload
from bot.platforms.wecom_text import TEXT_BYTES, literal, pages, shortened, told
from scheduler.ports import Edit

ROBOT, APPCHAT = "robot:", "appchat:"
WEBHOOK, GROUP = "webhook/send", "appchat/send"
MOST_PAGES = 3
MOST_CALLED = 50
NAME = re.compile(r"[a-z][a-z0-9_-]{0,31}", re.ASCII)
KEY = re.compile(r"[A-Za-z0-9_-]{16,128}", re.ASCII)


class NoSuchRobot(LookupError):
    """Nobody has entered a robot of this name."""


def is_group(chat: str) -> bool:
    """Is this chat a group (``robot:NAME``, ``appchat:CHATID``)?"""
    return chat.startswith((ROBOT, APPCHAT))


def draw(
    card: Card,
    *,
    chat: str,
    called: Sequence[Called] = (),
    received: str = "",
    edit: Edit | None = None,
) -> list[Payload]:
    """The calls that say a card in a group; nothing on it can be pressed.

    Args:
        card: what is to be said.
        chat: ``robot:NAME`` or ``appchat:CHATID``.
        called: those who are called by it, as far as they have an account.
        received: the line that says who got the card itself; empty where it went to none.
        edit: a group's message cannot be changed; what stands now is said once more.
    """
    whole = told(card, [received] if received else ())
    parts = list(pages(_uncalled(whole)))
    if len(parts) > MOST_PAGES:
        parts = [*parts[: MOST_PAGES - 1], shortened("\n".join(parts[MOST_PAGES - 1 :]), TEXT_BYTES)]
    drawn = [_say(chat, part) for part in parts]
    calls = [one.account for one in called if one.account]
    if calls and edit is None:
        drawn[0] = _say(chat, parts[0], calls=calls)
    return drawn


def _say(chat: str, content: str, *, calls: Sequence[str] = ()) -> Payload:
    text: dict[str, Any] = {"content": content}
    if calls:
        text["mentioned_list"] = list(dict.fromkeys(calls))[:MOST_CALLED]
    if chat.startswith(ROBOT):
        return Payload(WEBHOOK, {"robot": chat[len(ROBOT) :], "msgtype": "text", "text": text})
    return Payload(GROUP, {"chatid": chat[len(APPCHAT) :], "msgtype": "text", "text": text, "safe": 0})


def _uncalled(text: str) -> str:
    return literal(text).replace("@", "＠")  # nobody in a group is called by accident


class Robots:
    """The keys of the robots, by name.

    Args:
        files: names that the settings give, with the file of each.
        secrets: the file for robots that were entered on the page; made when the first one is.
    """

    def __init__(self, files: Mapping[str, Path], *, secrets: Path) -> None:
        self._files = files
        self._secrets = secrets

    def __repr__(self) -> str:
        return f"<Robots {', '.join(self.names())}>"

    def names(self) -> list[str]:
        """All robots that are known."""
        return sorted({*self._files, *self._entered()})

    def entered(self) -> list[str]:
        """Those whose keys lie in our own file alone."""
        return sorted(self._entered())

    def key(self, name: str) -> str:
        """The key of a robot, read anew each time: what was entered needs no restart.

        Raises:
            NoSuchRobot: there is none of this name, or its file cannot be read.
        """
        if name in self._files:
            try:
                return self._files[name].read_text("utf-8").strip()
            except (OSError, UnicodeDecodeError) as error:
                raise NoSuchRobot(f"{name}: {type(error).__name__}") from None
        entered = self._entered().get(name)
        if not isinstance(entered, dict) or not isinstance(entered.get("key"), str):
            raise NoSuchRobot(name)
        return str(entered["key"])

    def fingerprint(self, name: str) -> str:
        """Eight characters by which an administrator knows a key again. Raises NoSuchRobot."""
        return hashlib.sha256(self.key(name).encode()).hexdigest()[:8]

    def keep(self, name: str, key: str, *, added: str) -> None:
        """Enter a robot, or give it another key. ``added``: who and when, in words.

        Raises:
            ValueError: no name of a robot, or no key, or a name that the settings hold.
        """
        if not NAME.fullmatch(name) or name in self._files:
            raise ValueError("this name cannot be used")
        if not KEY.fullmatch(key):
            raise ValueError("this is no key of a robot")
        self._write({**self._entered(), name: {"key": key, "added": added}})

    def forget(self, name: str) -> None:
        """Take a robot away that was entered on the page."""
        entered = self._entered()
        if entered.pop(name, None) is not None:
            self._write(entered)

    def _entered(self) -> dict[str, Any]:
        try:
            held = json.loads(self._secrets.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return held if isinstance(held, dict) else {}

    def _write(self, entered: Mapping[str, Any]) -> None:
        self._secrets.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._secrets.parent, prefix=".robots-")  # mode 0600
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(entered, file, ensure_ascii=False, indent=1, sort_keys=True)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(self._secrets)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


def key_of(pasted: str) -> str | None:
    """The key in what an office pastes, the robot's whole address or the key alone; None for neither."""
    pasted = pasted.strip()
    if KEY.fullmatch(pasted):
        return pasted
    try:
        parts = urlsplit(pasted)
    except ValueError:
        return None
    if parts.scheme != "https" or not parts.path.endswith("/webhook/send"):
        return None
    found = parse_qs(parts.query).get("key", [])
    return found[0] if len(found) == 1 and KEY.fullmatch(found[0]) else None
