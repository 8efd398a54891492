"""Takes secrets and personal numbers out of a text before it leaves the process."""

import json
import re
from collections.abc import Iterable
from urllib.parse import quote, unquote

MASK = "[redacted]"
SHORTEST = 4

_NAMED = (
    "access_token|corpsecret|corp_secret|secret_token|webhook_secret|encoding_aes_key|encodingaeskey|"
    "x-telegram-bot-api-secret-token|authorization|callback_data|password|passwd|jsapi_ticket"
)
_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = (
    # Telegram's own: 123456:AA…, also inside an address, where the colon may be written %3A.
    (re.compile(r"\d{6,}(?::|%3A)[A-Za-z0-9_-]{30,}", re.IGNORECASE), MASK),
    # "name": "value" and 'name': 'value', whole even where the value holds escaped quotes
    (re.compile(rf"""\b({_NAMED})(\\?"\s*:\s*\\?")(?:[^"\\]|\\.)*""", re.IGNORECASE), rf"\1\2{MASK}"),
    (re.compile(rf"""\b({_NAMED})('\s*:\s*')(?:[^'\\]|\\.)*""", re.IGNORECASE), rf"\1\2{MASK}"),
    # an address or a header writes name=value and name: value
    (
        re.compile(
            rf"""\b({_NAMED})(\s*[=:]\s*["']?)(?:(?:Bearer|Basic)\s+)?[^\s"'&,;}}\\]+""", re.IGNORECASE
        ),
        rf"\1\2{MASK}",
    ),
    # The key of a WeCom group robot's address.
    (re.compile(r"(webhook/send\?key=)[^\s&\"']+|\bkey=[0-9a-fA-F-]{32,36}"), rf"\1{MASK}"),
    # An invitation's deep link.
    (re.compile(r"([?&]start(?:app|group)?=)[A-Za-z0-9_-]{8,}"), rf"\1{MASK}"),
    # the password in a database's or proxy's address
    (re.compile(r"(://[^/\s:@\"']*):[^/\s@\"']+@"), rf"\1:{MASK}@"),
    # What database and parsing errors quote of the data they choked on.
    (re.compile(r"\[parameters: .*?\](?=\\n|\n|\"|$)"), f"[parameters: {MASK}]"),
    (re.compile(r"input_value=.*?, input_type="), f"input_value={MASK}, input_type="),
    # 公民身份号码, then 手机号码
    (
        re.compile(
            r"(?<![0-9A-Za-z])[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![0-9A-Za-z])"
        ),
        MASK,
    ),
    (re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)"), MASK),
)


class Redactor:
    """Masks the given secrets in every form they are likely to be printed in, and what looks like one."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        forms = {form for secret in secrets for form in _forms(secret)}
        ordered = sorted((form for form in forms if len(form) >= SHORTEST), key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, ordered))) if ordered else None

    def __call__(self, text: str) -> str:
        if self._known is not None:
            text = self._known.sub(MASK, text)
        for pattern, mask in _PATTERNS:
            text = pattern.sub(mask, text)
        return text


def _forms(secret: str) -> Iterable[str]:
    """As it is, as an address writes it, as an address meant it, as JSON and as Python print it."""
    plain = unquote(secret)
    yield from (
        secret,
        plain,
        quote(plain, safe=""),
        json.dumps(plain)[1:-1],
        json.dumps(plain, ensure_ascii=False)[1:-1],
    )
    yield repr(plain)[1:-1]
