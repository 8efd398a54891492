"""What a person did, without a word of the platform on which it was done."""

import dataclasses  # whole: an act has a field of that name
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """The person behind an account, as the house knows them."""

    id: int
    name: str
    lang: str
    platform: str
    bot: str
    account: str  # the platform's own id of the account
    chat: str  # where the act happened


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file that stands at the platform, not yet fetched; size in bytes, 0 when unknown."""

    file_id: str
    unique_id: str
    name: str
    size: int
    type: str


@dataclass(frozen=True, slots=True)
class Tap:
    """A button was pressed. ``subject`` and ``args`` come from the token's row, never from the client.

    ``chosen`` holds the args of every option that was ticked or selected on the same card.
    """

    by: Actor
    verb: str
    subject: str
    args: Mapping[str, str] = dataclasses.field(default_factory=dict)
    seat: int | None = None
    content_hash: str | None = None
    occasion: str = ""  # unique per act: an answer is a new message each time
    chosen: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """Words, files or both. ``rest`` is what followed the command word."""

    by: Actor
    text: str
    rest: str = ""
    files: tuple[Incoming, ...] = ()
    album: str | None = None
    reply_to: str | None = None
    private: bool = True
    occasion: str = ""
    subject: str = ""  # of the dialogue or of the message replied to
    field: str = ""
    data: Mapping[str, str] = dataclasses.field(default_factory=dict)
