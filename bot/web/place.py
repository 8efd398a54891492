"""Where the page stands: its public address, and who asks behind which proxies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address
from urllib.parse import urlsplit

LOOPBACK = ("127.0.0.1", "localhost", "::1", "[::1]")
MOST_HOPS = 16


@dataclass(frozen=True, slots=True)
class Place:
    """``public`` is the origin as phones know it (https://host), ``prefix`` what a proxy puts before our
    paths. ``local``: under demo and test a loopback address stands for the public one.
    """

    public: str
    prefix: str = ""
    trusted: tuple[IPv4Network | IPv6Network, ...] = ()
    local: bool = False
    stage: str = ""  # the origin of the demonstration's page, which may frame ours

    def path(self, path: str) -> str:
        """One of our paths as a browser must ask for it."""
        return f"{self.prefix}{path}"

    def url(self, path: str) -> str:
        """The same with the public origin."""
        return f"{self.public}{self.prefix}{path}"

    @property
    def root(self) -> str:
        """The path of our cookies."""
        return self.prefix or "/"

    def is_secure(self, host: str) -> bool:
        """Must cookies travel over https alone?"""
        if urlsplit(self.public).scheme != "https":
            return False
        return not (self.local and host_name(host) in LOOPBACK)

    def is_ours(self, origin: str, host: str) -> bool:
        """Was a form sent from a page of ours? ``host`` is what the browser asked for."""
        there = urlsplit(origin).netloc.lower()
        return there in (urlsplit(self.public).netloc.lower(), host.lower())

    def who(self, peer: str | None, forwarded: Sequence[str]) -> str:
        """The address that asks. X-Forwarded-For is believed only from proxies that are trusted, and only
        as far as they go.
        """
        hops = [one.strip() for line in forwarded for one in line.split(",")][-MOST_HOPS:]
        found = peer or ""
        while hops and self._is_trusted(found):
            ahead = hops.pop().strip("[]")
            if not _is_address(ahead):
                break
            found = ahead
        return found

    def _is_trusted(self, address: str) -> bool:
        return _is_address(address) and any(ip_address(address) in network for network in self.trusted)


def host_name(host: str) -> str:
    """A Host header without its port."""
    return host if host.startswith("[") and host.endswith("]") else host.rpartition(":")[0] or host


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def may_go_back(path: str | None) -> str | None:
    """A path of our page that a browser gave back; None for whatever leads elsewhere."""
    if not path or not path.startswith("/m") or len(path) > 512:
        return None
    clean = not any(char in path for char in "\\\r\n\t#") and "//" not in path and ".." not in path
    tail = path[2:3]
    return path if clean and path.isprintable() and path.isascii() and tail in ("", "/", "?") else None


def headers(*, framed_by: str = "'none'") -> Mapping[str, str]:
    """What every answer carries: nothing from elsewhere, nobody around it, nothing remembered."""
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        f"form-action 'self'; base-uri 'none'; frame-ancestors {framed_by}"
    )
    held = {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "geolocation=(), microphone=(), payment=()",
    }
    return held if framed_by != "'none'" else {**held, "X-Frame-Options": "DENY"}
