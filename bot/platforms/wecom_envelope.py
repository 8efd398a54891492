"""What may be read of a callback before it is stored: is it ours, is it now, what tells it from all others.

What nobody here acts on and what is private (where somebody is, who joined which department) is answered 200
and forgotten.
"""

import re
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import unquote

from bot.platforms.base import Arrival
from bot.platforms.wecom_xml import MOST_BYTES, BadXml, Tree, read

PLATFORM = "wecom"
WINDOW_S = 600  # WeCom makes its three tries within half a minute
SYSTEM = "sys"  # the sender of events that nobody pressed
CARD_EVENTS = frozenset({"template_card_event", "template_card_menu_event"})
FORGOTTEN = frozenset({"location", "view", "view_miniprogram", "change_external_contact"})
SIGNED = ("msg_signature", "timestamp", "nonce")
MOST_QUERY = 8 << 10
MOST_OUTER = 16  # elements of the sealed body
_FORMS = {
    "msg_signature": re.compile(r"[0-9a-f]{40}", re.ASCII),
    "timestamp": re.compile(r"[0-9]{10}", re.ASCII),
    "nonce": re.compile(r"[0-9A-Za-z_-]{1,64}", re.ASCII),
}
_AS_SENT = re.compile(  # what WeCom sends in fact: all three, in this order, nothing to unescape
    r"msg_signature=([0-9a-f]{40})&timestamp=([0-9]{10})&nonce=([0-9A-Za-z_-]{1,64})", re.ASCII
)
_OTHER = rb"(?:<(?:ToUserName|AgentID)>(?:<!\[CDATA\[[^]<]*\]\]>|[^<&]*)</(?:ToUserName|AgentID)>)*+"
_BODY_AS_SENT = re.compile(
    rb"<xml>" + _OTHER + rb"<Encrypt><!\[CDATA\[([A-Za-z0-9+/=]+)\]\]></Encrypt>" + _OTHER + rb"</xml>"
)
_ECHO = re.compile(rb"[0-9A-Za-z_-]{1,64}")
_ID = re.compile(r"\S{1,128}")
_NUMBER = re.compile(r"[0-9]{1,20}", re.ASCII)
_SECONDS = re.compile(r"[0-9]{1,11}", re.ASCII)


class Malformed(Exception):
    """It opened, but WeCom would not have sent it to this app now; says why, for the log."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A callback as it lies in the address and the body."""

    signature: str
    timestamp: str
    nonce: str
    sealed: str


def sealed_body(query: str, body: bytes) -> Sealed | None:
    """The parts of a POST; None where one is missing, doubled or of another form.

    ``query`` is what stood behind the question mark, still escaped.
    """
    values = _signed(query)
    if values is None:
        return None
    if len(body) <= MOST_BYTES and (found := _BODY_AS_SENT.fullmatch(body)) is not None:
        text = found[1].decode("ascii")
    else:
        try:
            text = read(body, most_elements=MOST_OUTER).word("Encrypt")
        except BadXml:
            return None
    return Sealed(values["msg_signature"], values["timestamp"], values["nonce"], text) if text else None


def sealed_echo(query: str) -> Sealed | None:
    """The parts of the GET with which an address is checked; None as above."""
    values = _signed(query, "echostr")
    if values is None:
        return None
    return Sealed(values["msg_signature"], values["timestamp"], values["nonce"], values["echostr"])


def is_echo(opened: bytes) -> bool:
    """Is this the short word of an address check? A message that somebody caught is never read out."""
    return _ECHO.fullmatch(opened) is not None


def is_now(timestamp: str, *, now_s: int) -> bool:
    """Was it signed within ten minutes of now?"""
    return abs(int(timestamp) - now_s) <= WINDOW_S


def arrival(inner: bytes, *, agent: str, now_s: int) -> Arrival | None:
    """The message or event as it should be stored; None when it is to be forgotten.

    Raises:
        Malformed: no XML, for another app, not of these minutes, or with a doubled name.
    """
    try:
        root = read(inner)
        sender, event = root.word("FromUserName"), root.word("Event").lower()
        made = root.word("CreateTime")
        _check_app(root, agent, is_event=root.word("MsgType").lower() == "event" or bool(event))
        _check_time(made, sender=sender, now_s=now_s)
        if event in FORGOTTEN or (event == "change_contact" and not _names_an_account(root)):
            return None
        key = _key(root, event, day=0 if made else now_s // 86400)
    except BadXml as error:
        raise Malformed(str(error)) from error
    by_nobody = sender.lower() in {"", SYSTEM}
    if not by_nobody and not _ID.fullmatch(sender):
        raise Malformed("sender")
    lane = SYSTEM if by_nobody else f"u{sender.lower()}"
    return Arrival(key, f"{PLATFORM}:{agent}:{lane}", inner)


def _signed(query: str, *more: str) -> dict[str, str] | None:
    """The named values, each there once and in its form. A plus is a plus: base64 has it, and no space."""
    if not more and (found := _AS_SENT.fullmatch(query)) is not None:
        return dict(zip(SIGNED, found.groups(), strict=True))
    wanted = (*SIGNED, *more)
    values: dict[str, str] = {}
    if len(query) > MOST_QUERY:
        return None
    for pair in query.split("&"):
        name, _, value = pair.partition("=")
        if name in wanted:
            if name in values:
                return None
            values[name] = unquote(value) if "%" in value else value
    if len(values) != len(wanted):
        return None
    return values if all(form.fullmatch(values[name]) for name, form in _FORMS.items()) else None


def _check_app(root: Tree, agent: str, *, is_event: bool) -> None:
    given = root.word("AgentID")
    if given != agent and (given or not is_event or root.word("ResponseCode")):
        raise Malformed("agent")


def _check_time(made: str, *, sender: str, now_s: int) -> None:
    """What is inside cannot be moved about like the signed timestamp and nonce."""
    if not made and sender.lower() in {"", SYSTEM}:
        return  # some system events tell no time
    if not _SECONDS.fullmatch(made):
        raise Malformed("CreateTime")
    if abs(int(made) - now_s) > WINDOW_S:
        raise Malformed("stale")


def _names_an_account(root: Tree) -> bool:
    """Does the change of contacts concern who speaks through an account: renamed, or gone?"""
    change = root.word("ChangeType").lower()
    return change == "delete_user" or (change == "update_user" and bool(root.word("NewUserID")))


def _key(root: Tree, event: str, *, day: int) -> str:
    """What a redelivery has in common with the first, and nothing else has.

    WeCom's own rule for events (sender and second) loses the second of two in one second, so the whole
    content counts; ``day`` parts alerts that tell no time.
    """
    number, code = root.word("MsgId"), root.word("ResponseCode")
    if not event and _NUMBER.fullmatch(number):
        return f"msg:{number}"
    if event in CARD_EVENTS and _ID.fullmatch(code):
        return f"card:{code}"
    whole = "\x1e".join(root.told())  # no character of a text: those are taken out
    return "ev:" + sha256(f"{day}\x1e{whole}".encode()).hexdigest()
