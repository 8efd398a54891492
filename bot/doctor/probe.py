"""Plain questions by HTTP, as somebody outside would ask them; nothing is followed, nothing is raised."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from time import monotonic

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.guard import certificates

WAIT_S = 8.0
MOST = 64 << 10


@dataclass(frozen=True, slots=True)
class Answered:
    """What came back; ``trouble`` names why nothing did: dns, refused, timeout, tls, proxy, other."""

    status: int = 0
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    trouble: str = ""


async def ask(url: str, *, proxy: str | None = None, ca_file: str | None = None) -> Answered:
    """GET an address."""
    began = monotonic()
    secure = certificates(ca_file) if url.startswith("https:") else False
    try:
        async with (
            ClientSession(timeout=ClientTimeout(total=WAIT_S)) as session,
            session.get(url, proxy=proxy, ssl=secure, allow_redirects=False) as response,
        ):
            body = await response.content.read(MOST)
            return Answered(response.status, body, dict(response.headers), monotonic() - began)
    except (ClientError, TimeoutError, OSError, ValueError) as error:
        return Answered(trouble=trouble_of(type(error).__name__), seconds=monotonic() - began)


def trouble_of(error: str) -> str:
    """In a word, what an error of the network means, by its name."""
    for part, word in (
        ("DNS", "dns"),
        ("Proxy", "proxy"),
        ("Certificate", "tls"),
        ("SSL", "tls"),
        ("Timeout", "timeout"),
        ("Connector", "refused"),
    ):
        if part in error:
            return word
    return "other"
