"""Files of the AI bot: fetched from an address that lives five minutes, opened while they come.

AES-256-CBC under the message's own key, its first 16 bytes being the start, padded by 1 to 32 bytes
(document 101463). The name stands only in the answer's head, and the address may be asked more than once.
"""

import base64
from collections.abc import Callable
from email.message import Message
from typing import Any
from urllib.parse import unquote

from bot.platforms.base import file_name
from bot.platforms.wecom_aibot_read import BadFrame, Sealed
from bot.platforms.wecom_api import Stream, Wire
from bot.platforms.wecom_media import Refused
from bot.platforms.wecom_outcome import Undelivered
from storage.crash import crashpoint

BLOCK = 32
KEY_BYTES = 32


class SealedFiles:
    """What members handed to the AI bot, by file id (``Sealed.file_id``)."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def fetch(self, file_id: str, sink: Callable[[bytes], object], *, limit: int) -> int:
        """Write the opened bytes to ``sink`` piece by piece; how many they are.

        Raises:
            Refused: too_big, gone (the address is no more) or damaged (the key does not open it).
            Undelivered: try again later.
        """
        sealed = _of(file_id)
        opening = Opening(sealed.key)
        got = 0
        async with self._wire.at(sealed.address, limit=limit) as came:
            if not isinstance(came, Stream):
                raise _failed(came)
            if came.size > limit + BLOCK:
                raise Refused("too_big")
            read = 0
            async for piece in came.pieces():
                read += len(piece)
                got += _pour(opening.more(piece), sink, left=limit - got)
                crashpoint("K11.attach.mid_download")
            if came.size and read != came.size:
                raise Undelivered(f"{read} of {came.size} bytes came", written=True)
        return got + _pour(opening.last(), sink, left=limit - got)

    async def about(self, sealed: Sealed) -> tuple[str, int]:
        """Its name, empty when the address does not tell, and at least how many bytes it has.

        Raises:
            Refused: gone.
            Undelivered: no answer.
        """
        async with self._wire.at(sealed.address, limit=0) as came:
            if not isinstance(came, Stream):
                raise _failed(came)
            return name_in(came.disposition), max(came.size - BLOCK, 0)


class Opening:
    """Opens bytes as they come; the last block is held back until it is known to be the last."""

    def __init__(self, key: str) -> None:
        from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

        secret = base64.b64decode(key.rstrip("=") + "=")
        self._turn: Any = Cipher(algorithms.AES256(secret), modes.CBC(secret[:16])).decryptor()
        self._held = b""

    def more(self, piece: bytes) -> bytes:
        """What these bytes open beyond a last block."""
        opened: bytes = self._held + self._turn.update(piece)
        self._held = opened[-BLOCK:]
        return opened[:-BLOCK]

    def last(self) -> bytes:
        """What is left without its padding.

        Raises:
            Refused: damaged.
        """
        try:
            opened: bytes = self._held + self._turn.finalize()
        except ValueError:  # no whole number of blocks
            raise Refused("damaged") from None
        padding = opened[-1] if opened else 0
        if not 1 <= padding <= min(BLOCK, len(opened)) or opened[-padding:] != opened[-1:] * padding:
            raise Refused("damaged")
        return opened[:-padding]


def name_in(disposition: str) -> str:
    """The file name of a Content-Disposition; empty when it has none."""
    head = Message()
    head["Content-Disposition"] = disposition.replace("\r", "").replace("\n", "")
    found = head.get_filename("")
    named = unquote(found).encode(errors="replace").decode()
    return file_name(named) if named.strip() else ""


def _pour(opened: bytes, sink: Callable[[bytes], object], *, left: int) -> int:
    if len(opened) > left:
        raise Refused("too_big")
    if opened:
        sink(opened)
    return len(opened)


def _of(file_id: str) -> Sealed:
    try:
        return Sealed.of(file_id)
    except BadFrame:
        raise Refused("gone") from None


def _failed(status: int) -> Exception:
    """An address past its time answers 4xx; only what is busy is asked again."""
    if 300 <= status < 500 and status not in {408, 425, 429}:
        return Refused("gone")
    return Undelivered(f"the address of a file answered {status}", written=True)
