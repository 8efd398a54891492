"""Who somebody is: Telegram's signed initData, and WeCom's OAuth2 with a code that is good for one use."""

import hashlib
import hmac
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

INIT_DATA_MAX = 8192
MOST_AGE_S = 3600
MOST_AHEAD_S = 60
PUBLIC_OAUTH = "https://open.weixin.qq.com"
SCAN = "https://login.work.weixin.qq.com/wwlogin/sso/login"


class CodeSpent(Exception):
    """WeCom takes no such code: used before, older than five minutes, unknown (40029, 42003, 42022)."""


Identify = Callable[[str], Awaitable[str | None]]
"""An OAuth2 code → the member's userid, None for somebody who is no member. Raises CodeSpent."""


@dataclass(frozen=True, slots=True)
class OAuth:
    """One self-built app of WeCom, as a door."""

    base: str
    corp_id: str
    agent_id: int
    identify: Identify

    def ask(self, *, back: str, state: str) -> str:
        """Where a browser inside WeCom is sent; it comes back to ``back`` with code and state."""
        given = {
            "appid": self.corp_id,
            "redirect_uri": back,
            "response_type": "code",
            "scope": "snsapi_base",
            "state": state,
            "agentid": str(self.agent_id),
        }
        asked = urlencode(given, quote_via=quote)
        return f"{self.base.rstrip('/')}/connect/oauth2/authorize?{asked}#wechat_redirect"

    def scan(self, *, back: str, state: str) -> str:
        """Where a browser outside WeCom shows a code to be scanned with a phone; it comes back alike."""
        given = {
            "appid": self.corp_id,
            "agentid": str(self.agent_id),
            "redirect_uri": back,
            "state": state,
        }
        if self.base.rstrip("/") == PUBLIC_OAUTH:
            return f"{SCAN}?{urlencode({'login_type': 'CorpApp', **given}, quote_via=quote)}"
        return f"{self.base.rstrip('/')}/wwopen/sso/qrConnect?{urlencode(given, quote_via=quote)}"


def telegram_user(init_data: str, *, token: str, now_s: float) -> str | None:
    """The user's id from initData that this bot's Telegram signed within the last hour; None otherwise.

    Source: https://core.telegram.org/bots/webapps, "Validating data received via the Mini App".
    """
    if not token or len(init_data) > INIT_DATA_MAX:
        return None
    try:
        pairs = parse_qsl(init_data, keep_blank_values=True, strict_parsing=True, max_num_fields=64)
    except ValueError:
        return None
    given = dict(pairs)
    if len(given) != len(pairs):
        return None
    signed = given.pop("hash", "")
    lines = "\n".join(f"{key}={value}" for key, value in sorted(given.items()))
    secret = hmac.new(b"WebAppData", token.encode(), hashlib.sha256).digest()
    wanted = hmac.new(secret, lines.encode(), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(wanted.encode(), signed.encode()):
        return None
    return _user(given) if _is_young(given.get("auth_date", ""), now_s) else None


def _is_young(auth_date: str, now_s: float) -> bool:
    if not (auth_date.isascii() and auth_date.isdecimal() and len(auth_date) <= 12):
        return False
    return -MOST_AHEAD_S <= now_s - int(auth_date) <= MOST_AGE_S


def _user(given: dict[str, str]) -> str | None:
    try:
        user: Any = json.loads(given.get("user", ""))
    except ValueError:
        return None
    id_ = user.get("id") if isinstance(user, dict) else None
    return str(id_) if isinstance(id_, int) and not isinstance(id_, bool) and id_ > 0 else None
