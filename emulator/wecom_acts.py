"""What an act of a person on WeCom comes to, and what only a real tenant can tell about the phone."""

from dataclasses import dataclass, field
from typing import Literal

from emulator.wecom_callback import Pending


@dataclass
class Outcome:
    """What an act did: messages that now stand in the conversation, what is on its way, what was opened."""

    messages: list[int] = field(default_factory=list)
    updates: list[Pending] = field(default_factory=list)
    opened: str | None = None  # a link, as the browser of the phone got it after all redirects
    reached: bool | None = None  # the AI bot's connection took it, or there is none

    def note(self, update: Pending | None) -> None:
        """Remember what is on its way, if the bot gets it."""
        if update is not None:
            self.updates.append(update)


@dataclass
class Habits:
    """What the documents leave open about phones; the control API switches it."""

    files: Literal["refused", "silent", "delivered"] = "refused"  # a file given to the app's conversation
    unanswered: Literal["missing", "empty", "refused"] = "missing"  # a vote submitted without a tick
    contacts: Literal["short", "full", "off"] = (
        "short"  # change_contact: userid and departments, or names too
    )
