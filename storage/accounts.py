"""What a platform itself does to an account: another id for the same person, or its end."""

from sqlalchemy import bindparam, select, update

from storage.sql import Row, Sql, word
from storage.tables import accounts, copies, dialogues, people, tokens
from storage.tx import Tx

_at = (
    accounts.c.platform == bindparam("platform"),
    accounts.c.bot == bindparam("bot"),
    accounts.c.external_id == bindparam("external_id"),
)
_FREE = Sql(accounts.delete().where(*_at, accounts.c.state == word("revoked")))
_RENAME = Sql(
    update(accounts)
    .where(*_at, accounts.c.state != word("revoked"))
    .values(external_id=bindparam("new"), chat=bindparam("new"))
    .returning(accounts.c.person_id)
)
_REVOKE = Sql(
    update(accounts)
    .where(*_at, accounts.c.state != word("revoked"))
    .values(state=word("revoked"))
    .returning(accounts.c.person_id)
)
_COPIES = Sql(
    update(copies)
    .where(copies.c.lane == bindparam("old_lane"))
    .values(lane=bindparam("new_lane"), chat=bindparam("new"))
)
_TOKENS = Sql(
    update(tokens)
    .where(tokens.c.person_id == bindparam("person_id"), tokens.c.chat == bindparam("old"))
    .values(chat=bindparam("new"))
)
_DIALOGUES = Sql(
    update(dialogues)
    .where(dialogues.c.person_id == bindparam("person_id"), dialogues.c.chat == bindparam("old"))
    .values(chat=bindparam("new"))
)
_SPEAKING = Sql(
    select(accounts.c.person_id, accounts.c.external_id, accounts.c.state, people.c.name)
    .select_from(accounts.join(people, people.c.id == accounts.c.person_id))
    .where(
        accounts.c.platform == bindparam("platform"),
        accounts.c.bot == bindparam("bot"),
        accounts.c.state != word("revoked"),
        people.c.state == word("active"),
    )
    .order_by(accounts.c.person_id)
)


def speaking(tx: Tx, platform: str, *, bot: str) -> list[Row]:
    """person_id, external_id, state (active | unreachable) and name of all who speak through this bot."""
    return _SPEAKING.all(tx, platform=platform, bot=bot)


def rename(tx: Tx, platform: str, *, bot: str, old: str, new: str) -> int | None:
    """The account has another id, and its private chat with it: cards and buttons in it go on working.

    The person's id; None when nobody speaks through the old one. The new id must be free: what was revoked
    under it is forgotten.
    """
    _FREE.run(tx, platform=platform, bot=bot, external_id=new)
    row_id = _RENAME.scalar(tx, platform=platform, bot=bot, external_id=old, new=new)
    if row_id is None:
        return None
    person = int(row_id)
    _COPIES.run(tx, old_lane=f"{platform}:{bot}:{old}", new_lane=f"{platform}:{bot}:{new}", new=new)
    _TOKENS.run(tx, person_id=person, old=old, new=new)
    _DIALOGUES.run(tx, person_id=person, old=old, new=new)
    return person


def revoke(tx: Tx, platform: str, *, bot: str, external_id: str) -> int | None:
    """This account speaks for nobody any more; the person's id, None when it spoke for nobody."""
    row_id = _REVOKE.scalar(tx, platform=platform, bot=bot, external_id=external_id)
    return None if row_id is None else int(row_id)
