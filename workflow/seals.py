"""The opaque tokens that buttons carry. The database knows only their hashes; what a token means, and for
whom, stands in its row and never in the button.
"""

import base64
import hashlib
import json
import os
from collections.abc import Mapping

from storage import tokens
from storage.canon import json_text
from workflow.desk import Desk

TOKEN_LENGTH = 22  # 128 bits in base64url


def digest(token: str) -> bytes:
    """What is stored of a token: its SHA-256."""
    return hashlib.sha256(token.encode()).digest()


def mint(
    desk: Desk,
    *,
    verb: str,
    subject: str,
    args: Mapping[str, str],
    seat: int | None,
    person: int | None,
    chat: str,
    content_hash: str | None,
) -> str:
    """A fresh token for one button of one drawing, for one person in one chat.

    ``seat`` and ``content_hash`` are what a decision is bound to; without them the button decides nothing.
    """
    token = base64.urlsafe_b64encode(os.urandom(16)).rstrip(b"=").decode()
    tokens.mint(
        desk.tx,
        token_hash=digest(token),
        verb=verb,
        subject=subject,
        args=json_text(dict(args)),
        seat=seat,
        person=person,
        chat=chat,
        content_hash=content_hash,
    )
    return token


def args(text: str) -> dict[str, str]:
    """The arguments of a token or the data of a dialogue, as plain text by name."""
    return {str(key): str(value) for key, value in json.loads(text).items()}
