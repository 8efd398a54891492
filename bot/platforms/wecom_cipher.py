"""The seal of WeCom's callbacks: wechatpy turns the blocks, everything that can be wrong is judged here.

Signature: SHA-1 of token, timestamp, nonce and ciphertext, joined in byte order. Cipher: AES-256-CBC; inside
are 16 bytes of chance, the message's length (4 bytes), the message, the receiver's id, and a padding of 1 to
32 bytes (https://developer.work.weixin.qq.com/document/path/90968).
"""

import base64
import binascii
import re
import secrets
from collections.abc import Callable
from hashlib import sha1
from hmac import compare_digest
from typing import Any

KEY = re.compile(r"[A-Za-z0-9]{43}", re.ASCII)
BLOCK = 32
HEAD = 20  # bytes of chance and the length
MOST_SEALED = 64 << 10  # bytes of base64


class BadCallback(Exception):
    """This was not sealed by WeCom for us; ``reason`` is for the log and never for who sent it."""

    def __init__(self, reason: str, *, signed: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.signed = signed  # the signature was right: whoever sent it has the keys, or an old message


class CallbackCipher:
    """Opens what came to one callback, and seals what is to look the same.

    Imports wechatpy. Takes about as long for every kind of garbage.

    Args:
        token: the callback's Token.
        aes_key: its EncodingAESKey, 43 letters and digits.
        receiver: the corp id; empty for an AI bot.

    Raises:
        ValueError: the key is not 43 letters and digits.
    """

    def __init__(self, *, token: str, aes_key: str, receiver: str) -> None:
        if not KEY.fullmatch(aes_key):  # wechatpy asserts this, which python -O leaves out
            raise ValueError("EncodingAESKey is 43 letters and digits")
        from wechatpy.enterprise.crypto import PrpCrypto, WeChatCrypto

        self._token = token
        self._receiver = receiver.encode()
        self._blocks: Any = PrpCrypto(WeChatCrypto(token, aes_key, receiver).key).cipher
        # One decryptor for good: a fresh one costs several times the message. What went before it changes
        # only the first block of the next message, and those are the 16 bytes of chance.
        self._turn: Callable[[bytes], bytes] = self._blocks.cipher.decryptor().update

    def open(self, *, signature: str, timestamp: str, nonce: str, sealed: str) -> bytes:
        """The message. ``sealed`` is base64, as it stands in Encrypt or echostr.

        Raises:
            BadCallback: signature, form, padding, length or receiver is wrong.
        """
        data = _from_base64(sealed)
        signed = compare_digest(
            self._signature(timestamp, nonce, sealed).encode(), signature.encode(errors="replace")
        )
        plain = self._turn(data if signed and data else bytes(len(data) or 16 * BLOCK))
        if not signed:
            raise BadCallback("signature")
        if not data:
            raise BadCallback("ciphertext", signed=True)
        padding = plain[-1]
        if not 1 <= padding <= BLOCK or plain[-padding:] != plain[-1:] * padding:
            raise BadCallback("padding", signed=True)
        content = plain[:-padding]
        end = HEAD + int.from_bytes(content[16:HEAD], "big")
        if len(content) < HEAD or end > len(content):
            raise BadCallback("length", signed=True)
        if not compare_digest(content[end:], self._receiver):
            raise BadCallback("receiver", signed=True)
        return content[HEAD:end]

    def refuse(self) -> None:
        """The work of opening, on nothing: what has no form at all is not refused any faster."""
        nothing = "A" * 684
        self._signature("0", "0", nothing)
        self._turn(bytes(len(_from_base64(nothing)) or 16 * BLOCK))

    def seal(self, message: bytes, *, timestamp: str) -> dict[str, str]:
        """A message as WeCom would send it here, to try one's own address.

        Gives {msg_signature, timestamp, nonce, echostr}; ``timestamp`` in seconds.
        """
        content = secrets.token_bytes(16) + len(message).to_bytes(4, "big") + message + self._receiver
        padding = BLOCK - len(content) % BLOCK
        data: bytes = self._blocks.encrypt(content + bytes([padding]) * padding)
        sealed, nonce = base64.b64encode(data).decode(), secrets.token_hex(8)
        signature = self._signature(timestamp, nonce, sealed)
        return {"msg_signature": signature, "timestamp": timestamp, "nonce": nonce, "echostr": sealed}

    def _signature(self, timestamp: str, nonce: str, sealed: str) -> str:
        whole = "".join(sorted((self._token, timestamp, nonce, sealed)))  # as UTF-8 would be sorted
        return sha1(whole.encode(errors="replace"), usedforsecurity=False).hexdigest()


def _from_base64(text: str) -> bytes:
    """Whole blocks of at least one; empty for everything else."""
    if len(text) > MOST_SEALED:
        return b""
    try:
        data = binascii.a2b_base64(text, strict_mode=True)
    except ValueError:  # binascii.Error is one
        return b""
    return data if len(data) % BLOCK == 0 else b""
