"""The kinds of value a setting may hold, each with the words that say what is allowed."""

import re
from collections.abc import Callable
from datetime import date
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import Annotated, Any, NamedTuple
from urllib.parse import SplitResult, parse_qs, urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, StringConstraints


class Wanted(NamedTuple):
    """What a setting may hold, in words; stands in the annotation of the value."""

    zh_CN: str  # noqa: N815 -- the name of the language
    en: str


def is_loopback(host: str | None) -> bool:
    """Whether `host` (a name or a literal address) is this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host or "").is_loopback
    except ValueError:
        return False


def password_of(url: str) -> str | None:
    """The password that a database or proxy address carries, as it is written there, or None."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return parts.password or next(iter(parse_qs(parts.query).get("password", [])), None)


def _split(address: str) -> SplitResult:
    parts = urlsplit(address)
    _ = parts.port  # raises ValueError when it is none
    if not parts.hostname:
        raise ValueError("no host")
    return parts


def _web_address(address: str) -> str:
    parts = _split(address)
    if parts.scheme not in {"http", "https"} or parts.username is not None or parts.fragment:
        raise ValueError("not an http(s) address")
    return address.rstrip("/")


def _secure_address(address: str) -> str:
    parts = _split(_web_address(address))
    if parts.scheme != "https" and not is_loopback(parts.hostname):
        raise ValueError("not an https address")
    return address.rstrip("/")


def _socket_address(address: str) -> str:
    parts = _split(address)
    if parts.scheme != "wss" and not (parts.scheme == "ws" and is_loopback(parts.hostname)):
        raise ValueError("not a wss address")
    return address


def _proxy(address: str) -> str:
    if _split(address).scheme not in {"http", "https"}:
        raise ValueError("not an http(s) proxy")
    return address


def _database(address: str) -> str:
    scheme = address.partition("://")[0]
    if scheme == "sqlite" and len(address) > len("sqlite:///") and address.startswith("sqlite:///"):
        return address
    if scheme in {"postgresql", "postgresql+psycopg"} and urlsplit(address).path.strip("/"):
        return address
    raise ValueError("neither SQLite nor PostgreSQL")


def _day(text: str) -> str:
    if date.fromisoformat(text).isoformat() != text:
        raise ValueError("not a date as 2026-03-02")
    return text


def _a_number(value: Any) -> Any:
    if isinstance(value, bool):
        raise ValueError("a truth value is not a number")  # noqa: TRY004 -- pydantic reads ValueError only
    return value


def _is_rising(pair: tuple[int, int]) -> tuple[int, int]:
    if pair[0] > pair[1]:
        raise ValueError("the second is smaller")
    return pair


def _matches(pattern: str) -> Callable[[SecretStr | None], SecretStr | None]:
    def check(secret: SecretStr | None) -> SecretStr | None:
        if secret is not None and not re.fullmatch(pattern, secret.get_secret_value()):
            raise ValueError("of another shape")
        return secret

    return check


Number = BeforeValidator(_a_number)
Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    Wanted("1 到 200 个字", "1 to 200 characters"),
]
Key = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,31}$"),
    Wanted("小写字母开头的代号", "a key that starts with a lower-case letter"),
]
Prefix = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Z]{1,6}$"),
    Wanted("1 到 6 个大写字母", "1 to 6 capital letters"),
]
Region = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=40),
    Wanted("至多 40 个字", "up to 40 characters"),
]
FilePath = Annotated[str, StringConstraints(min_length=1), Wanted("路径", "a path")]
Host = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9._:-]{1,253}$"),
    Wanted("主机名或地址", "a host name or address"),
]
PortNumber = Annotated[int, Number, Field(ge=1, le=65535)]
Network = Annotated[
    IPv4Network | IPv6Network,
    Wanted("10.1.0.0/16 形式的网段", "a network such as 10.1.0.0/16"),
]
WebAddress = Annotated[
    str,
    AfterValidator(_web_address),
    Wanted("http:// 或 https:// 开头的网址", "an http or https address"),
]
SecureAddress = Annotated[
    str,
    AfterValidator(_secure_address),
    Wanted("https:// 开头的网址", "an https address"),
]
SocketAddress = Annotated[
    str,
    AfterValidator(_socket_address),
    Wanted("wss:// 开头的网址", "a wss address"),
]
PathPrefix = Annotated[
    str,
    StringConstraints(pattern=r"^(/[a-z0-9][a-z0-9_-]{0,31}){0,4}$"),
    Wanted("空，或 /duwang 形式的路径", "empty, or a path such as /duwang"),
]
CorpId = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9_-]{6,64}$"),
    Wanted("企业 ID（字母数字）", "a corp id (letters and digits)"),
]
Proxy = Annotated[
    str,
    AfterValidator(_proxy),
    Wanted("http://主机:端口 形式的代理", "a proxy such as http://host:port"),
]
DatabaseAddress = Annotated[
    str,
    AfterValidator(_database),
    Wanted(
        "sqlite:///路径 或 postgresql://用户@主机/库", "sqlite:///PATH or postgresql://USER@HOST/DATABASE"
    ),
]
Day = Annotated[
    str,
    AfterValidator(_day),
    Wanted("2026-03-02 形式的日期", "a date such as 2026-03-02"),
]
ClockTime = Annotated[
    str,
    StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$"),
    Wanted('"08:30" 形式的时刻', 'a time such as "08:30"'),
]
Slots = Annotated[
    tuple[ClockTime, ...],
    Field(min_length=1, max_length=6),
    Wanted('1 到 6 个时刻，如 ["08:30", "14:30"]', '1 to 6 times such as ["08:30", "14:30"]'),
]
Span = Annotated[
    tuple[ClockTime, ClockTime],
    Wanted('起止两个时刻，如 ["18:00", "08:30"]', 'two times such as ["18:00", "08:30"]'),
]
Minute = Annotated[int, Number, Field(ge=1, le=25)]
Jitter = Annotated[
    tuple[Minute, Minute],
    AfterValidator(_is_rising),
    Wanted(
        "由小到大的两个整数，1 到 25，如 [2, 8]",
        "two whole numbers from 1 to 25, the smaller first, such as [2, 8]",
    ),
]
BotToken = Annotated[
    SecretStr | None,
    AfterValidator(_matches(r"\d{1,20}:[A-Za-z0-9_-]{10,}")),
    Wanted("机器人令牌（数字:字母数字）", "a bot token (digits, colon, letters and digits)"),
]
WebhookSecret = Annotated[
    SecretStr | None,
    AfterValidator(_matches(r"[A-Za-z0-9_-]{32,256}")),
    Wanted("32 到 256 个字母、数字、_ 或 -", "32 to 256 letters, digits, _ or -"),
]
WeComSecret = Annotated[
    SecretStr | None,
    AfterValidator(_matches(r"[A-Za-z0-9_-]{16,256}")),
    Wanted("16 到 256 个字母、数字、_ 或 -", "16 to 256 letters, digits, _ or -"),
]
CallbackToken = Annotated[
    SecretStr | None,
    AfterValidator(_matches(r"[A-Za-z0-9]{1,32}")),
    Wanted("1 到 32 个字母或数字", "1 to 32 letters or digits"),
]
AesKey = Annotated[
    SecretStr | None,
    AfterValidator(_matches(r"[A-Za-z0-9]{43}")),
    Wanted("43 个字母或数字", "43 letters or digits"),
]
