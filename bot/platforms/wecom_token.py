"""The app's access token: fetched once by whoever comes first, kept until it is nearly over.

WeCom shuts an address out for an hour when it asks too often (document 91039), so nobody asks while more
than 300 s are left, and a token is forgotten only if it is the very one that was refused.
"""

import asyncio
import hashlib
import hmac
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

import structlog

from bot.platforms.wecom_outcome import Undelivered
from scheduler.clock import Clock, later, to_ms
from storage import app_tokens
from storage.engine import Store
from storage.tx import Tx

EARLY_S = 300
CLAIM_S = 20  # a process that fetches is waited for no longer
LOOK_S = 0.25
NONCE = 12
log = structlog.get_logger("wecom")


@dataclass(frozen=True, slots=True)
class Token:
    """An access token and the instant (ms) at which WeCom forgets it."""

    text: str
    until: int

    def lives(self, now: int) -> bool:
        """Is it good for long enough?"""
        return self.until - now > EARLY_S * 1000

    def __repr__(self) -> str:
        return f"<Token until {self.until}>"


Fetch = Callable[[], Awaitable[Token]]


class Shared(Protocol):
    """Where processes that serve the same app put their token."""

    async def read(self) -> Token | None: ...

    async def keep(self, token: Token) -> None: ...

    async def drop(self, text: str) -> None: ...

    async def claim(self) -> bool: ...

    async def release(self) -> None: ...


class Tokens:
    """One app's token in this process.

    Args:
        fetch: asks WeCom for a new one; raises what it raises.
        clock: its life is judged on it.
        shared: None keeps the token in memory alone.
    """

    def __init__(self, fetch: Fetch, *, clock: Clock, shared: Shared | None = None) -> None:
        self._fetch = fetch
        self._clock = clock
        self._shared = shared
        self._held: Token | None = None
        self._one_at_a_time = asyncio.Lock()

    async def get(self) -> str:
        """A token that lives; however many ask, one call goes out.

        Raises:
            Broken, Undelivered: as ``fetch`` does.
        """
        if (held := self._living(self._held)) is not None:
            return held.text
        async with self._one_at_a_time:
            if (held := self._living(self._held)) is not None:
                return held.text
            self._held = await self._fetch() if self._shared is None else await self._together(self._shared)
            return self._held.text

    async def drop(self, text: str) -> None:
        """WeCom refused this token: forget it, unless a newer one is here already."""
        async with self._one_at_a_time:
            if self._held is not None and hmac.compare_digest(self._held.text, text):
                self._held = None
            if self._shared is not None:
                await self._shared.drop(text)

    def _living(self, token: Token | None) -> Token | None:
        return token if token is not None and token.lives(to_ms(self._clock.now())) else None

    async def _together(self, shared: Shared) -> Token:
        """The token of all processes: read, or fetched by the one whose turn it is."""
        waited = 0.0
        while True:
            if (found := self._living(await shared.read())) is not None:
                return found
            if await shared.claim():
                break
            if waited >= CLAIM_S:
                raise Undelivered("another process is fetching the token", written=False)
            await self._clock.wait_until(later(self._clock, LOOK_S))
            waited += LOOK_S
        try:
            if (found := self._living(await shared.read())) is not None:
                return found  # it came between the look and the turn
            token = await self._fetch()
            await shared.keep(token)
            return token
        finally:
            await shared.release()


class SealedRow:
    """The token in the database, sealed with AES-256-GCM under a key that only the environment holds.

    Args:
        store: the database that all processes share.
        name: which app, as ``wecom:ww…:1000002``.
        secret: ``platforms.wecom.token_key``.
        owner: this process.
    """

    def __init__(self, store: Store, *, name: str, secret: str, owner: str) -> None:
        self._store = store
        self._name = name
        self._owner = owner
        self._key = hashlib.scrypt(secret.encode(), salt=name.encode(), n=1 << 14, r=8, p=1, dklen=32)

    def __repr__(self) -> str:
        return f"<SealedRow {self._name}>"

    async def read(self) -> Token | None:
        """The token that lies there; None where there is none that can be opened."""
        row = await self._store.read(lambda tx: app_tokens.token(tx, self._name))
        if row is None:
            return None
        text = self._opened(bytes(row.sealed))
        if text is None:
            log.warning("wecom.token_unreadable", name=self._name)
            return None
        return Token(text, int(row.expires_at))

    async def keep(self, token: Token) -> None:
        """Put a token there for all."""
        sealed = self._sealed(token.text)
        await self._store.act(
            lambda tx: app_tokens.keep(tx, self._name, sealed=sealed, expires_at=token.until)
        )

    async def drop(self, text: str) -> None:
        """Take a refused token away, if it is still the one that lies there."""

        def dropped(tx: Tx) -> None:
            row = app_tokens.token(tx, self._name)
            if row is not None and self._opened(bytes(row.sealed)) in {text, None}:
                app_tokens.drop(tx, self._name, sealed=bytes(row.sealed))

        await self._store.act(dropped)

    async def claim(self) -> bool:
        """Be the one that fetches."""
        return await self._store.act(
            lambda tx: app_tokens.claim(
                tx, f"{self._name}:turn", owner=self._owner, until=tx.now + CLAIM_S * 1000
            )
        )

    async def release(self) -> None:
        """Somebody else may fetch."""
        await self._store.act(
            lambda tx: app_tokens.drop(tx, f"{self._name}:turn", sealed=self._owner.encode())
        )

    def _sealed(self, text: str) -> bytes:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        nonce = os.urandom(NONCE)
        return nonce + AESGCM(self._key).encrypt(nonce, text.encode(), self._name.encode())

    def _opened(self, sealed: bytes) -> str | None:
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        try:
            opened = AESGCM(self._key).decrypt(sealed[:NONCE], sealed[NONCE:], self._name.encode())
        except (InvalidTag, ValueError):  # another key, or bytes that were changed
            return None
        return opened.decode()
