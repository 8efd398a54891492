"""What Telegram's servers sign when a Mini App is opened."""

import hashlib
import hmac
import json
from urllib.parse import urlencode


def init_data(token: str, who: int, *, at: float, **more: str) -> str:
    """initData as the Mini App gets it."""
    given = {"user": json.dumps({"id": who, "first_name": "陈"}), "auth_date": str(int(at)), **more}
    lines = "\n".join(f"{key}={value}" for key, value in sorted(given.items()))
    secret = hmac.new(b"WebAppData", token.encode(), hashlib.sha256).digest()
    return urlencode({**given, "hash": hmac.new(secret, lines.encode(), hashlib.sha256).hexdigest()})
