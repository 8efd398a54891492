"""Which addresses the house may fetch: decided on our own reading of the URL and on the resolved address.

`ipaddress.is_private` and `is_global` each let metadata services and tunnels through, so the table is ours:
the IANA special-purpose registries (RFC 6890 and updates) and, of IPv6, nothing outside 2000::/3.
"""

import re
import ssl
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Protocol
from urllib.parse import quote, unquote

import idna

Address = IPv4Address | IPv6Address
STANDARD_PORTS = frozenset({80, 443})
LONGEST_URL = 2048

_DENIED_V4 = tuple(
    IPv4Network(block)
    for block in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",  # shared; 100.100.100.200 is a cloud's metadata service
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/3",  # multicast, reserved, broadcast
    )
)
_UNICAST_V6 = IPv6Network("2000::/3")
_DENIED_V6 = tuple(
    IPv6Network(block)
    for block in (
        "2001::/23",  # Teredo, ORCHID, benchmarking
        "2001:db8::/32",
        "2002::/16",  # 6to4 hides an IPv4 address
        "2620:4f:8000::/48",
        "3fff::/20",
    )
)
_URL = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?P<authority>[^/?#]*)(?P<rest>[^#]*)(?:#.*)?")
_AUTHORITY = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[^\[\]:@]+)(?::(?P<port>\d{1,5}))?")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", re.ASCII)
_HAN_LABEL = re.compile(r"[a-z0-9\u3007\u3400-\u4dbf\u4e00-\u9fff-]+")
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*", re.ASCII)
_UNSAFE = re.compile(r"[\x00-\x20\x7f\\]")
_DOT = re.compile(r"%2e", re.IGNORECASE)


class Permit(Protocol):
    """A private address that may be fetched: host, network and port must all match."""

    @property
    def host(self) -> str: ...
    @property
    def cidr(self) -> IPv4Network | IPv6Network: ...
    @property
    def ports(self) -> tuple[int, ...]: ...


class Refused(Exception):
    """This URL is not fetched; ``code`` is malformed, scheme, credentials, host or port."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Target:
    """A URL in our own reading; ``host`` is lower-case ASCII, ``literal`` its address when it is one."""

    scheme: str
    host: str
    port: int
    path: str
    query: str
    literal: Address | None

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == {"http": 80, "https": 443}[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}{self.path}{'?' + self.query if self.query else ''}"


def target(url: str) -> Target:
    """Read a URL strictly.

    Raises:
        Refused: it is malformed, not http(s), carries credentials, or its host could be read in two ways.
    """
    url = url.strip(" \n")
    if len(url) > LONGEST_URL or _UNSAFE.search(url):
        raise Refused("malformed")
    match = _URL.fullmatch(url)
    if match is None:
        raise Refused("malformed")
    scheme = match["scheme"].lower()
    if scheme not in {"http", "https"}:
        raise Refused("scheme")
    if "@" in match["authority"]:
        raise Refused("credentials")
    authority = _AUTHORITY.fullmatch(match["authority"])
    if authority is None:
        raise Refused("malformed")
    host, literal = _host(authority["host"])
    port = int(authority["port"] or (443 if scheme == "https" else 80))
    if not 0 < port < 65536:
        raise Refused("port")
    path, _, query = match["rest"].partition("?")
    return Target(scheme, host, port, _path(path), quote(query, safe="%/?:@!$&'()*+,;=-._~[]|"), literal)


def _host(text: str) -> tuple[str, Address | None]:
    if text.startswith("["):
        try:
            address: Address = IPv6Address(text[1:-1])
        except ValueError as error:
            raise Refused("host") from error
        return str(address), address
    name = text.lower()
    if unicodedata.normalize("NFKC", name) != name:
        raise Refused("host")  # full-width letters, dots and digits that other readers fold
    labels = name.split(".")
    if _NUMBER.fullmatch(labels[-1]):
        try:
            address = IPv4Address(name)  # four decimal numbers without leading zeros, nothing else
        except ValueError as error:
            raise Refused("host") from error
        return name, address
    name = ".".join(_label(label) for label in labels)
    if len(name) > 253:
        raise Refused("host")
    return name, None


def _label(label: str) -> str:
    if label.isascii() and not label.startswith("xn--"):
        if not _LABEL.fullmatch(label):
            raise Refused("host")
        return label
    try:
        shown = idna.decode(label) if label.isascii() else label
        if not _HAN_LABEL.fullmatch(shown):  # other scripts look like Latin letters
            raise Refused("host")
        return idna.encode(shown).decode()
    except idna.IDNAError as error:
        raise Refused("host") from error


def _path(path: str) -> str:
    kept: list[str] = []
    for segment in _DOT.sub(".", path).split("/")[1:]:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    ends = path.endswith(("/", "/.", "/.."))
    joined = "/" + "/".join(kept)
    joined += "/" if ends and not joined.endswith("/") else ""
    return quote(joined, safe="%/:@!$&'()*+,;=-._~")


def is_public(address: Address) -> bool:
    """Whether an address belongs to the open Internet."""
    if isinstance(address, IPv4Address):
        return not any(address in block for block in _DENIED_V4)
    return address in _UNICAST_V6 and not any(address in block for block in _DENIED_V6)


def may_ask(wanted: Target, permits: Iterable[Permit]) -> bool:
    """Whether the port may be asked at all, before anybody has resolved the host."""
    return wanted.port in STANDARD_PORTS or any(_matches(permit, wanted) for permit in permits)


def may_connect(wanted: Target, address: Address, permits: Iterable[Permit]) -> bool:
    """Whether this host, at this address and port, may be connected to."""
    if wanted.port in STANDARD_PORTS and is_public(address):
        return True
    return any(_matches(permit, wanted) and address in permit.cidr for permit in permits)


def _matches(permit: Permit, wanted: Target) -> bool:
    return permit.host.lower() == wanted.host and wanted.port in permit.ports


def address_of(text: str) -> Address | None:
    """A resolver's answer as an address; None when it is none, or bound to an interface."""
    try:
        return ip_address(text)
    except ValueError:
        return None


def under_base(url: str, base: str) -> bool:
    """Whether an address lies under the site's base: same host and port, path below the base's path.

    A site may serve both http and https; on their standard ports the two count as one.
    """
    try:
        asked, home = target(url), target(base)
    except Refused:
        return False
    if not same_site(asked, home):
        return False
    root = unquote(home.path).rstrip("/")
    path = unquote(asked.path)
    return path == root or path.startswith(root + "/")


def same_site(one: Target, other: Target) -> bool:
    """Whether two URLs lie on one host and port, http and https counting as one."""
    standard = one.port in STANDARD_PORTS and other.port in STANDARD_PORTS
    return one.host == other.host and (one.port == other.port or standard)


@lru_cache(maxsize=4)
def certificates(ca_file: str | None = None) -> ssl.SSLContext:
    """Whom to believe: the system's authorities, Mozilla's, and those of ``ca_file``."""
    import certifi

    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    if ca_file is not None:
        context.load_verify_locations(ca_file)
    return context
