"""WeCom's XML: what is read at sight is what expat reads, and what is no such XML is refused."""

from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from bot.platforms import wecom_xml
from bot.platforms.wecom_xml import MOST_BYTES, MOST_DEPTH, BadXml, Tree, read
from emulator.wecom_xml import cdata

NAMES = some.sampled_from(["A", "B", "MsgType", "Event_1"])
TEXTS = some.text(
    some.one_of(some.sampled_from("<>&]![CDAT\r\n\t xml/'\"\ufffe\uffff\u2028"), some.characters(codec="utf-8")), max_size=30
)  # fmt: skip


@some.composite
def rows(draw: some.DrawFn) -> str:
    """One flat row as WeCom, its documents or somebody else may print it."""
    parts = ["<xml>"]
    for _ in range(draw(some.integers(0, 6))):
        name, text, how = draw(NAMES), draw(TEXTS), draw(some.integers(0, 4))
        if how == 0:
            text = cdata(text)
        elif how == 1:
            text = escape(text)
        elif how == 2:
            text = f"<![CDATA[{text}]]>"
        parts.append(draw(some.sampled_from(["", "", " ", "\n  "])) + f"<{name}>{text}</{name}>")
    return "".join([*parts, draw(some.sampled_from(["", "\n"])), "</xml>"])


def either(raw: bytes, reads: object) -> object:
    try:
        tree = reads(raw)  # type: ignore[operator]
    except BadXml:
        return "refused"
    assert isinstance(tree, Tree)
    return {name: list(held) for name, held in tree.held.items()} if _is_flat(tree) else list(tree.told())


def _is_flat(tree: Tree) -> bool:
    return all(isinstance(one, str) for held in tree.held.values() for one in held)


@settings(deadline=None)
@given(rows())
def test_at_sight_and_by_expat_are_the_same(text: str) -> None:
    raw = text.encode("utf-8", "surrogatepass")
    known = raw.translate(None, wecom_xml._CONTROL)
    assert either(raw, read) == either(known, lambda data: wecom_xml._by_expat(data, wecom_xml.MOST_ELEMENTS))


def test_what_wecom_sends_is_read_at_sight() -> None:
    text = "<xml><ToUserName><![CDATA[ww1]]></ToUserName><CreateTime>1</CreateTime>\n<Event><![CDATA[]]></Event></xml>"
    tree = wecom_xml._at_sight(text, 99)
    assert tree is not None
    assert tree.held == {"ToUserName": ["ww1"], "CreateTime": ["1"], "Event": [""]}


@pytest.mark.parametrize(
    "raw",
    [
        b"", b" ", b"x", b"{}", b"<xml>", b"</xml>", b"<xml></xml><xml></xml>", b"<XML></XML>", b"<a><xml></xml></a>",
        b"<xml><A></B></xml>", b"<xml><A>&b;</A></xml>", b"<xml><A>\xff</A></xml>", b"<xml><A><![CDATA[x</A></xml>",
        b"<!DOCTYPE xml><xml></xml>", b"<!DOCTYPE xml [<!ENTITY a 'b'>]><xml><A>&a;</A></xml>",
        b"<?xml version='1.0' encoding='gbk'?><xml></xml>", "<xml></xml>".encode("utf-16"), "<xml></xml>".encode("utf-32"),
        b"<xml>" + b"<a>" * MOST_DEPTH + b"</a>" * MOST_DEPTH + b"</xml>", b"<xml>" + b" " * MOST_BYTES + b"</xml>",
        b"<xml>" + b"<a></a>" * 2001 + b"</xml>", b"<xml>" + b"<a/>" * 2001 + b"</xml>",
    ],
    ids=range(22),
)  # fmt: skip
def test_what_is_no_such_xml(raw: bytes) -> None:
    with pytest.raises(BadXml):
        read(raw)


@pytest.mark.parametrize(
    "raw",
    [
        b"<xml><A>1</A></xml>", b"\xef\xbb\xbf<xml><A>1</A></xml>", b"<?xml version='1.0'?><xml><A>1</A></xml>",
        b"<?xml version='1.0' encoding='UTF-8'?>\n<xml><A>1</A></xml>\n", b"<xml>\r\n<A>1</A>\r\n</xml>",
        b"<xml ><A >1</A ></xml >", b"<xml><A><![CDATA[1]]></A></xml>", b"<xml><A>&#49;</A></xml>", b"<xml><!-- x --><A>1</A></xml>",
    ],
    ids=range(9),
)  # fmt: skip
def test_the_same_thing_written_otherwise(raw: bytes) -> None:
    assert read(raw).held == {"A": ["1"]}
