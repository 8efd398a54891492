"""Whose turn it is: of several processes on one database, one holds what may be held only once."""

from typing import Protocol

from storage import app_tokens
from storage.engine import Store
from storage.tx import Tx

LEASE_S = 90.0


class Turn(Protocol):
    """Which one of several processes holds the line."""

    async def take(self) -> bool: ...

    async def give_back(self) -> None: ...


class LeasedTurn:
    """One row of the database that all processes share: whoever wrote it last, and until when."""

    def __init__(self, store: Store, *, bot_id: str, owner: str) -> None:
        self._store = store
        self._key = f"wecom:aibot:{bot_id}"
        self._owner = owner

    async def take(self) -> bool:
        """Take or keep the turn for 90 seconds; False while another process has it."""

        def take(tx: Tx) -> bool:
            app_tokens.drop(tx, self._key, sealed=self._owner.encode())
            until = tx.now + round(LEASE_S * 1000)
            return app_tokens.claim(tx, self._key, owner=self._owner, until=until)

        return await self._store.act(take)

    async def give_back(self) -> None:
        """Another process may take it at once."""
        await self._store.act(lambda tx: app_tokens.drop(tx, self._key, sealed=self._owner.encode()))
