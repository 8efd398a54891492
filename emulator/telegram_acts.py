"""What an act of a person comes to."""

from dataclasses import dataclass, field

from emulator.telegram_queue import Pending


class Impossible(Exception):
    """Something the phone would not let a person do."""


@dataclass
class Outcome:
    """What an act did: messages that now stand in the chat, updates that are on their way."""

    messages: list[int] = field(default_factory=list)
    updates: list[Pending] = field(default_factory=list)
    opened: str | None = None  # a link, instead of a tap

    def note(self, update: Pending | None) -> None:
        """Remember an update, if the bot gets one."""
        if update is not None:
            self.updates.append(update)
