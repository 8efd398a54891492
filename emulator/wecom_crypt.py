"""Signing and encrypting as WeCom does it, written from the published scheme alone (documents 90968, 101033).

The key is base64 of the 43-letter EncodingAESKey and "="; AES-256-CBC with the key's first 16 bytes as IV.
The plaintext is 16 random bytes, a big-endian length, the message and the receiver's id, padded to 32 bytes.
"""

import base64
import binascii
import re
import secrets
from collections.abc import Callable
from hashlib import sha1
from hmac import compare_digest
from struct import pack, unpack

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

BLOCK = 32
HEAD = 20  # 16 random bytes and the length
KEY = re.compile(r"[A-Za-z0-9]{43}")


class Unreadable(Exception):
    """What came is not signed, not encrypted, or not meant for us."""


def signature(token: str, timestamp: str, nonce: str, encrypted: str) -> str:
    """SHA-1 over the four strings in byte order, as lower-case hex."""
    parts = sorted(one.encode() for one in (token, timestamp, nonce, encrypted))
    return sha1(b"".join(parts), usedforsecurity=False).hexdigest()


def padded(data: bytes) -> bytes:
    """PKCS#7 to blocks of 32 bytes: 1 to 32 bytes are added."""
    count = BLOCK - len(data) % BLOCK
    return data + bytes([count]) * count


def unpadded(data: bytes) -> bytes:
    """Take the padding off.

    Raises:
        Unreadable: it is not PKCS#7.
    """
    count = data[-1] if data else 0
    if not 1 <= count <= BLOCK or count > len(data) or data[-count:] != bytes([count]) * count:
        raise Unreadable("the padding is wrong")
    return data[:-count]


def encrypted(key: bytes, data: bytes) -> bytes:
    """AES-256-CBC of whole blocks, IV = the key's first 16 bytes."""
    worker = Cipher(algorithms.AES256(key), modes.CBC(key[:16])).encryptor()
    return worker.update(data) + worker.finalize()


def decrypted(key: bytes, data: bytes) -> bytes:
    """The reverse.

    Raises:
        Unreadable: no whole blocks.
    """
    if not data or len(data) % 16:
        raise Unreadable("the ciphertext is no whole number of blocks")
    worker = Cipher(algorithms.AES256(key), modes.CBC(key[:16])).decryptor()
    return worker.update(data) + worker.finalize()


class Crypt:
    """One callback's token, key and receiver.

    Args:
        token: free text both sides know.
        aes_key: EncodingAESKey, 43 letters and digits.
        receiver: the corp id of a self-built app; empty for a robot.
        random16: gives the 16 bytes in front, of any value.

    Raises:
        ValueError: the key is not 43 letters and digits.
    """

    def __init__(
        self,
        token: str,
        aes_key: str,
        receiver: str,
        *,
        random16: Callable[[], bytes] = lambda: secrets.token_bytes(16),
    ) -> None:
        if not KEY.fullmatch(aes_key):
            raise ValueError("EncodingAESKey is 43 letters and digits")
        self.token = token
        self.receiver = receiver
        self._key = base64.b64decode(aes_key + "=")
        self._random16 = random16

    def sign(self, timestamp: str, nonce: str, encrypted_text: str) -> str:
        """msg_signature of a delivery or a reply."""
        return signature(self.token, timestamp, nonce, encrypted_text)

    def seal(self, message: bytes, *, receiver: str | None = None, spoil_padding: bool = False) -> str:
        """Encrypt a message; base64. `receiver` and `spoil_padding` make one that must be refused."""
        to = self.receiver if receiver is None else receiver
        plain = padded(self._random16() + pack(">I", len(message)) + message + to.encode())
        if spoil_padding:
            plain = plain[:-1] + b"\x00"
        return base64.b64encode(encrypted(self._key, plain)).decode()

    def open(self, encrypted_text: str) -> bytes:
        """Decrypt a message.

        Raises:
            Unreadable: not base64, not our key, bad padding or length, or meant for somebody else.
        """
        try:
            data = base64.b64decode(encrypted_text, validate=True)
        except (binascii.Error, ValueError) as wrong:
            raise Unreadable("not base64") from wrong
        plain = unpadded(decrypted(self._key, data))
        if len(plain) < HEAD:
            raise Unreadable("too short")
        (length,) = unpack(">I", plain[16:HEAD])
        message, receiver = plain[HEAD : HEAD + length], plain[HEAD + length :]
        if len(message) != length:
            raise Unreadable("the length is wrong")
        if not compare_digest(receiver, self.receiver.encode()):
            raise Unreadable("meant for another receiver")
        return message

    def verified(self, given: str, timestamp: str, nonce: str, encrypted_text: str) -> bytes:
        """Check the signature, then decrypt.

        Raises:
            Unreadable: the signature or anything inside is wrong.
        """
        if not compare_digest(self.sign(timestamp, nonce, encrypted_text).encode(), given.encode()):
            raise Unreadable("the signature is wrong")
        return self.open(encrypted_text)


def sealed_file(data: bytes) -> tuple[bytes, str]:
    """A file as the AI bot's long connection hands it over: sealed bytes, and their own aeskey (base64)."""
    key = secrets.token_bytes(32)
    return encrypted(key, padded(data)), base64.b64encode(key).decode()


def opened_file(data: bytes, aeskey: str) -> bytes:
    """The reverse of `sealed_file`.

    Raises:
        Unreadable: wrong key or padding.
    """
    try:
        key = base64.b64decode(aeskey, validate=True)
    except (binascii.Error, ValueError) as wrong:
        raise Unreadable("the aeskey is not base64") from wrong
    if len(key) != 32:
        raise Unreadable("the aeskey has not 32 bytes")
    return unpadded(decrypted(key, data))
