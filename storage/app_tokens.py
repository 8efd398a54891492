"""Access tokens that several processes share: sealed bytes by key. What is inside, storage cannot read."""

from sqlalchemy import bindparam, delete, select

from storage.sql import Row, Sql, insert_into
from storage.tables import app_tokens
from storage.tx import Tx

_GET = Sql(select(app_tokens).where(app_tokens.c.key == bindparam("key")))
_put = insert_into(app_tokens, "key", "sealed", "expires_at", "at")
_PUT = Sql(
    _put.on_conflict_do_update(
        index_elements=["key"],
        set_={
            "sealed": _put.excluded.sealed,
            "expires_at": _put.excluded.expires_at,
            "at": _put.excluded.at,
        },
    )
)
_CLAIM = Sql(
    _put.on_conflict_do_update(
        index_elements=["key"],
        set_={
            "sealed": _put.excluded.sealed,
            "expires_at": _put.excluded.expires_at,
            "at": _put.excluded.at,
        },
        where=app_tokens.c.expires_at <= _put.excluded.at,
    )
)
_DROP = Sql(
    delete(app_tokens).where(app_tokens.c.key == bindparam("key"), app_tokens.c.sealed == bindparam("sealed"))
)


def token(tx: Tx, key: str) -> Row | None:
    """key, sealed, expires_at (ms), at (ms)."""
    return _GET.first(tx, key=key)


def keep(tx: Tx, key: str, *, sealed: bytes, expires_at: int) -> None:
    """Keep a token in place of an older one."""
    _PUT.run(tx, key=key, sealed=sealed, expires_at=expires_at, at=tx.now)


def claim(tx: Tx, key: str, *, owner: str, until: int) -> bool:
    """Be the one process that fetches, until that instant (ms); False while another one is."""
    return _CLAIM.run(tx, key=key, sealed=owner.encode(), expires_at=until, at=tx.now) == 1


def drop(tx: Tx, key: str, *, sealed: bytes) -> bool:
    """Forget a token, or a claim, but only if it is still this one."""
    return _DROP.run(tx, key=key, sealed=sealed) == 1
