"""What our own database knows of WeCom: who speaks through the app, which groups, when it last called us."""

from dataclasses import dataclass, field

from sqlalchemy import bindparam, func, select

from storage import accounts, orgs
from storage.sql import Sql
from storage.tables import audit, inbox
from storage.tx import Tx

_HEARD = Sql(
    select(func.max(inbox.c.received_at)).where(
        inbox.c.platform == bindparam("platform"), inbox.c.bot == bindparam("bot")
    )
)
_REFUSED = Sql(
    select(func.max(audit.c.at)).where(audit.c.act == bindparam("act"), audit.c.data.like(bindparam("said")))
)


@dataclass(frozen=True, slots=True)
class Memory:
    """``people``: userid in lower case → name; ``robots``: name → title of the group that it is in.
    Instants in milliseconds, None for never.
    """

    people: dict[str, str] = field(default_factory=dict)
    robots: dict[str, str] = field(default_factory=dict)
    heard_at: int | None = None
    no_callback_at: int | None = None  # a card with buttons was refused because no address was entered


def recall(tx: Tx, *, bot: str) -> Memory:
    """What is known of this app."""
    rows = accounts.speaking(tx, "wecom", bot=bot)
    groups = [
        row for row in orgs.groups_all(tx) if (row.platform, row.bot, row.state) == ("wecom", bot, "active")
    ]
    return Memory(
        {row.external_id: row.name for row in rows},
        {row.chat.partition(":")[2]: row.title for row in groups if row.chat.startswith("robot:")},
        _HEARD.scalar(tx, platform="wecom", bot=bot),
        _REFUSED.scalar(tx, act="app.alert", said="%refused:43012%"),
    )
