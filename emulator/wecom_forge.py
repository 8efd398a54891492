"""One delivery as it goes over the wire: the sealed body with its query, and all that can be wrong with it.

ODD ones are the member's own message in a shape the platform may use; the bot should take them. HOSTILE ones
come beside a message, from somebody who is not the platform or does not hold to its rules: none may be taken.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from emulator.wecom_crypt import Crypt
from emulator.wecom_xml import Node, changed, drawn, without

ODD = {
    "bom": "a byte order mark in front, outside and inside",
    "agent_cdata": "the inner AgentID as CDATA",
    "agent_empty": "the outer AgentID empty, as with contact events",
    "selected_missing": "a submitted card without SelectedItems",
    "selected_empty": "a submitted card with an empty SelectedItems",
    "options_empty": "every answered question with empty OptionIds",
    "spaced": "white space between the elements, as the documents print it",
}
HOSTILE = {
    "wrong_signature": "msg_signature of other bytes",
    "no_signature": "no msg_signature at all",
    "swapped": "timestamp and nonce in each other's place, under the signature of both",
    "replayed": "the bytes and the query of the delivery before, once more",
    "old_timestamp": "signed an hour ago",
    "wrong_receiver": "sealed for another corporation",
    "bad_padding": "a padding that is none",
    "garbage": "Encrypt that is no ciphertext",
    "plain": "the message without encryption",
    "entity_bomb": "entities that unfold to 3 GB, inside a true seal",
    "outer_bomb": "the same in the outer body",
    "doctype": "a DOCTYPE that names a file, inside a true seal",
    "outer_doctype": "the same in the outer body",
    "huge": "a body of 1 MB",
    "deep": "100 000 nested elements inside a true seal",
    "outer_deep": "the same in the outer body",
    "not_utf8": "bytes that are no UTF-8, inside a true seal",
    "latin1": "an XML declaration that names another encoding",
    "no_xml": "JSON instead of XML",
    "empty": "no body",
    "doubled": "two MsgType and two FromUserName inside a true seal",
    "json_number": "a CreateTime that is no number",
}
MEGABYTE = 1 << 20
DEPTH = 100_000
BOMB = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
BOMB = f'<!DOCTYPE xml [<!ENTITY e0 "0123">{BOMB}]>'
FILE = '<!DOCTYPE xml [<!ENTITY f SYSTEM "file:///etc/passwd">]>'


@dataclass(frozen=True)
class Parcel:
    """A POST: its query and its body."""

    query: dict[str, str]
    body: bytes


class Forge:
    """Seals deliveries for one callback.

    Args:
        crypt: the callback's keys.
        agent: the app's id, as the outer body tells it.
        now: unix seconds on the twin's clock.
    """

    def __init__(self, crypt: Crypt, agent: int, now: Callable[[], float]) -> None:
        self.crypt = crypt
        self._agent = str(agent)
        self._now = now
        self._last: Parcel | None = None

    def sealed(self, children: list[Node], *, odd: str = "") -> Parcel:
        """A true delivery: new random bytes, new nonce, new signature; `odd` names its shape."""
        inner = _shaped(children, odd)
        data = drawn(inner, gap="\n  " if odd == "spaced" else "").encode()
        if odd == "bom":
            data = b"\xef\xbb\xbf" + data
        parcel = self._wrapped(self.crypt.seal(data), odd=odd)
        self._last = parcel
        return parcel

    def echo(self, text: str) -> dict[str, str]:
        """The query of a URL verification."""
        sealed = self.crypt.seal(text.encode())
        return self._signed(sealed) | {"echostr": sealed}

    def forged(self, children: list[Node], how: str) -> Parcel:
        """A delivery that must be refused.

        Raises:
            KeyError: `how` is unknown.
        """
        if how not in HOSTILE:
            raise KeyError(how)
        made = self._inner(children, how) or self._outer(children, how)
        assert made is not None, how  # noqa: S101 (HOSTILE and the two below name the same)
        return made

    def _inner(self, children: list[Node], how: str) -> Parcel | None:
        """What is wrong under the seal."""
        text = drawn(children)
        spoiled: bytes | None = {
            "entity_bomb": f"{BOMB}{drawn(changed(children, 'FromUserName', ''))}".replace(
                "<FromUserName><![CDATA[]]></FromUserName>", "<FromUserName>&e9;</FromUserName>"
            ).encode(),
            "doctype": f"{FILE}{text}".encode(),
            "deep": b"<xml>" + b"<a>" * DEPTH + b"</a>" * DEPTH + b"</xml>",
            "not_utf8": text.replace("]]>", "\udcff]]>", 1).encode(errors="surrogateescape"),
            "latin1": f'<?xml version="1.0" encoding="UTF-7"?>{text}'.encode(),
            "doubled": drawn([*children, ("MsgType", "event"), ("FromUserName", "root")]).encode(),
            "json_number": drawn(changed(children, "CreateTime", "1e9")).encode(),
        }.get(how)
        if spoiled is not None:
            return self._wrapped(self.crypt.seal(spoiled))
        if how == "wrong_receiver":
            return self._wrapped(self.crypt.seal(text.encode(), receiver="ww" + secrets.token_hex(8)))
        if how == "bad_padding":
            return self._wrapped(self.crypt.seal(text.encode(), spoil_padding=True))
        return None

    def _outer(self, children: list[Node], how: str) -> Parcel | None:
        """What is wrong with the envelope."""
        sealed = self.crypt.seal(drawn(children).encode())
        true = self._wrapped(sealed)
        query, body = true.query, true.body
        if how == "wrong_signature":
            return Parcel(query | {"msg_signature": secrets.token_hex(20)}, body)
        if how == "no_signature":
            return Parcel({name: one for name, one in query.items() if name != "msg_signature"}, body)
        if how == "swapped":
            return Parcel(query | {"timestamp": query["nonce"], "nonce": query["timestamp"]}, body)
        if how == "replayed":
            return self._last or true
        if how == "old_timestamp":
            return self._wrapped(sealed, ago=3600)
        if how == "garbage":
            return self._wrapped("!!" + sealed[2:])
        if how == "plain":
            return Parcel(query, drawn(children).encode())
        return self._strange_body(true, how)

    def _strange_body(self, true: Parcel, how: str) -> Parcel | None:
        body = {
            "outer_bomb": BOMB.encode() + true.body.replace(b"</xml>", b"<A>&e9;</A></xml>"),
            "outer_doctype": FILE.encode() + true.body.replace(b"</xml>", b"<A>&f;</A></xml>"),
            "outer_deep": b"<xml>" + b"<a>" * DEPTH + b"</a>" * DEPTH + b"</xml>",
            "huge": true.body.replace(b"</xml>", b"<A>" + b"x" * MEGABYTE + b"</A></xml>"),
            "no_xml": b'{"encrypt": "x"}',
            "empty": b"",
        }.get(how)
        return Parcel(true.query, body) if body is not None else None

    def _wrapped(self, sealed: str, *, odd: str = "", ago: float = 0.0) -> Parcel:
        agent = "" if odd == "agent_empty" else self._agent
        outer: list[Node] = [("ToUserName", self.crypt.receiver), ("AgentID", agent), ("Encrypt", sealed)]
        body = drawn(outer).encode()
        if odd == "bom":
            body = b"\xef\xbb\xbf" + body
        return Parcel(self._signed(sealed, ago=ago), body)

    def _signed(self, sealed: str, *, ago: float = 0.0) -> dict[str, str]:
        timestamp = str(int(self._now() - ago))
        nonce = str(secrets.randbelow(9_000_000_000) + 1_000_000_000)
        sign = self.crypt.sign(timestamp, nonce, sealed)
        return {"msg_signature": sign, "timestamp": timestamp, "nonce": nonce}


def _shaped(children: list[Node], odd: str) -> list[Node]:
    if odd == "agent_cdata":
        return [(name, str(held) if name == "AgentID" else held) for name, held in children]
    if odd == "selected_missing":
        return without(children, "SelectedItems")
    if odd == "selected_empty":
        return changed(children, "SelectedItems", [])
    if odd == "options_empty":
        return [
            (name, [(item, changed(held, "OptionIds", [])) for item, held in content])
            if name == "SelectedItems" else (name, content)
            for name, content in children
        ]  # fmt: skip
    return children
