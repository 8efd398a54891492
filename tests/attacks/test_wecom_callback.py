"""A03-A08, A19-A21: what reaches WeCom's callback without its keys, or out of its time, leaves nothing behind."""

import asyncio
import contextlib
import gzip
import re
import resource
import statistics
import time
from collections.abc import AsyncIterator
from ipaddress import ip_network

import pytest
from aiohttp import web

from bot.platforms.wecom_callback import Callback
from bot.platforms.wecom_cipher import BadCallback
from bot.platforms.wecom_xml import MOST_BYTES, BadXml, read
from emulator.wecom_crypt import Crypt
from emulator.wecom_forge import HOSTILE, ODD, Parcel
from emulator.wecom_xml import drawn
from tests.contracts.loopback import serving
from tests.contracts.wecom_calls import (
    AGENT,
    CORP,
    KEY,
    NOW,
    SECONDS,
    TOKEN,
    Door,
    Inbox,
    cipher,
    door,
    event,
    forge,
    press,
    query_of,
    said,
)

REFUSED = (400, b"bad request")
UNREADABLE = {0, 400}  # the server may hang up on a body that it was told not to read


@pytest.fixture
async def open_door() -> AsyncIterator[Door]:
    async with door() as found:
        yield found


# What is right -----------------------------------------------------------------------------------------------


async def test_what_wecom_seals_is_kept(open_door: Door) -> None:
    assert await open_door.post(forge().sealed(said("您好"))) == (200, b"")
    (kept,) = open_door.inbox.kept
    assert (kept.key, kept.lane) == ("msg:7300000000000000001", f"wecom:{AGENT}:uchenxiao")
    assert kept.raw == drawn(said("您好")).encode()


async def test_only_the_message_is_kept_and_nothing_of_the_seal(open_door: Door) -> None:
    parcel = forge().sealed(said("您好"))
    await open_door.post(parcel)
    (kept,) = open_door.inbox.kept
    for secret in (TOKEN, KEY, parcel.query["msg_signature"], parcel.query["nonce"]):
        assert secret.encode() not in kept.raw


@pytest.mark.parametrize("odd", [name for name in ODD if not name.startswith(("selected", "options"))])
async def test_every_shape_that_the_platform_may_use_is_taken(open_door: Door, odd: str) -> None:
    assert (await open_door.post(forge().sealed(said("您好"), odd=odd)))[0] == 200
    assert [kept.key for kept in open_door.inbox.kept] == ["msg:7300000000000000001"]


async def test_the_address_check_is_answered_with_the_bare_word(open_door: Door) -> None:
    for word in ("1616140317555161061", "a+b/c"):
        told = await open_door.get(forge().echo(word))
        assert told == ((200, word.encode()) if word.isdigit() else REFUSED)
    assert not open_door.inbox.kept


async def test_a_plus_that_nobody_escaped_is_a_plus(open_door: Door) -> None:
    for number in range(40):
        values = forge().echo(str(10**18 + number))
        plain = "&".join(f"{name}={value}" for name, value in values.items())
        assert await open_door.ask(b"GET", plain) == (200, str(10**18 + number).encode())


async def test_the_address_check_needs_no_database() -> None:
    async def never(_batch: object) -> None:
        raise AssertionError

    async with door(receive=never) as found:
        assert await found.get(forge().echo("12345678")) == (200, b"12345678")


async def test_a_store_that_fails_has_wecom_come_again(open_door: Door) -> None:
    open_door.inbox.refusing = True
    status, told = await open_door.post(forge().sealed(said("您好")))
    assert (status, b"disk" in told) == (500, False)
    open_door.inbox.refusing = False
    assert (await open_door.post(forge().sealed(said("您好"))))[0] == 200


# A04, A07: one refusal for everything ----------------------------------------------------------------------------


@pytest.mark.parametrize("how", sorted(set(HOSTILE) - {"replayed"}))
async def test_every_forgery_gets_the_same_refusal(open_door: Door, how: str) -> None:
    """A04."""
    told = await open_door.post(forge().forged(said("放行"), how))
    assert told in ((REFUSED, (0, b"")) if how == "huge" else (REFUSED,))
    assert not open_door.inbox.kept


def altered(parcel: Parcel, **values: str | None) -> Parcel:
    query = {**parcel.query, **{name: value for name, value in values.items() if value is not None}}
    return Parcel(
        {name: value for name, value in query.items() if values.get(name, "") is not None}, parcel.body
    )


SIGNATURES = [
    "",
    "0" * 40,
    "x" * 40,
    "密" * 40,
    "0" * 39,
    "0" * 41,
    "0" * 100_000,
    "\x00" * 40,
    "%ff%fe",
    "A" * 40,
]


@pytest.mark.parametrize("signature", SIGNATURES, ids=lambda one: f"{len(one)}{ascii(one)[:12]}")
async def test_no_other_signature_opens(open_door: Door, signature: str) -> None:
    """A02."""
    true = forge().sealed(said("放行"))
    told = await open_door.post(altered(true, msg_signature=signature))
    assert told[0] in ({400, 414, 0} if len(signature) > 8000 else {400})
    assert not open_door.inbox.kept


async def test_the_signature_in_another_case_is_another(open_door: Door) -> None:
    true = forge().sealed(said("放行"))
    upper = true.query["msg_signature"].upper()
    assert await open_door.post(altered(true, msg_signature=upper)) == REFUSED


@pytest.mark.parametrize("missing", ["msg_signature", "timestamp", "nonce"])
async def test_a_missing_or_doubled_value_is_refused(open_door: Door, missing: str) -> None:
    """A04."""
    true = forge().sealed(said("放行"))
    assert await open_door.post(altered(true, **{missing: None})) == REFUSED
    twice = query_of(true.query) + f"&{missing}={true.query[missing]}"
    assert await open_door.ask(b"POST", twice, body=true.body) == REFUSED
    assert await open_door.ask(b"POST", "", body=true.body) == REFUSED
    assert not open_door.inbox.kept


SEALED = re.compile(rb"<Encrypt>(.+)</Encrypt>")
BODIES = {
    "two of them": b"<xml><Encrypt>%s</Encrypt><Encrypt>%s</Encrypt></xml>",
    "nested": b"<xml><Encrypt><Encrypt>%s</Encrypt></Encrypt></xml>",
    "list inside": b"<xml><Encrypt><item>%s</item><item>%s</item></Encrypt></xml>",
    "one level deeper": b"<xml><a><Encrypt>%s</Encrypt></a></xml>",
    "in another root": b"<root><Encrypt>%s</Encrypt></root>",
    "in capitals": b"<xml><ENCRYPT>%s</ENCRYPT></xml>",
    "as an attribute": b"<xml Encrypt='%s'/>",
    "empty": b"<xml><Encrypt></Encrypt></xml>",
    "without": b"<xml></xml>",
    "cut in the middle": b"<xml><Encrypt>%s</Enc",
    "after the end": b"<xml></xml><xml><Encrypt>%s</Encrypt></xml>",
    "a foreign entity": b"<xml><Encrypt>&x;%s</Encrypt></xml>",
    "UTF-16": "<xml><Encrypt>%s</Encrypt></xml>".encode("utf-16"),
    "JSON": b'{"Encrypt": "%s"}',
}


@pytest.mark.parametrize("shape", BODIES.values(), ids=BODIES.keys())
async def test_the_sealed_text_stands_in_one_place_only(open_door: Door, shape: bytes) -> None:
    """A04."""
    true = forge().sealed(said("放行"))
    found = SEALED.search(true.body)
    assert found is not None
    body = shape.replace(b"%s", found[1])
    told = await open_door.post(Parcel(true.query, body))
    # The text itself is sealed and signed: where it stands alone in its place it opens, and nowhere else.
    assert told == REFUSED
    assert not open_door.inbox.kept


def sealed(
    data: bytes, *, timestamp: int = SECONDS, nonce: str = "1372623149", blocks: bytes | None = None
) -> Parcel:
    """A delivery with a true signature over whatever is inside."""
    import base64

    crypt = Crypt(TOKEN, KEY, CORP)
    text = base64.b64encode(blocks).decode() if blocks is not None else crypt.seal(data)
    sign = crypt.sign(str(timestamp), nonce, text)
    query = {"msg_signature": sign, "timestamp": str(timestamp), "nonce": nonce}
    return Parcel(query, f"<xml><Encrypt><![CDATA[{text}]]></Encrypt></xml>".encode())


MISMATCHED = {
    "ends under another name": b"<xml><ToUserName>a</AgentID><Encrypt><![CDATA[%s]]></Encrypt></xml>",
    "a bad letter": b"<xml><ToUserName>\xff</ToUserName><Encrypt><![CDATA[%s]]></Encrypt></xml>",
}


@pytest.mark.parametrize("shape", MISMATCHED.values(), ids=MISMATCHED.keys())
async def test_what_stands_around_the_sealed_text_opens_nothing_by_itself(
    open_door: Door, shape: bytes
) -> None:
    """Nothing but the sealed text is ever used, and that one is signed."""
    true = forge().sealed(said("放行"))
    status, _ = await open_door.post(Parcel(true.query, shape.replace(b"%s", _text(true).encode())))
    assert status in {200, 400}
    assert all(kept.raw == drawn(said("放行")).encode() for kept in open_door.inbox.kept)


BLOCKS = {
    "nothing": b"",
    "one byte": b"x",
    "half a block": b"x" * 16,
    "one block": b"x" * 32,
    "a block and a half": b"x" * 48,
    "zeros": bytes(64),
    "noise": bytes(range(256)),
    "very long": b"x" * 49_152,
}


@pytest.mark.parametrize("blocks", BLOCKS.values(), ids=BLOCKS.keys())
async def test_signed_garbage_gets_the_same_refusal(open_door: Door, blocks: bytes) -> None:
    """A07."""
    assert await open_door.post(sealed(b"", blocks=blocks)) == REFUSED
    assert not open_door.inbox.kept


INNER = {
    "no XML": b"hello",
    "nothing": b"",
    "another agent": drawn(event("click", ("EventKey", "todo"), agent=1000009)).encode(),
    "a message without agent": drawn([one for one in said("放行") if one[0] != "AgentID"]).encode(),
    "a press without agent": drawn([one for one in press("d1:x") if one[0] != "AgentID"]).encode(),
    "a message without sender": drawn([one for one in said("放行") if one[0] != "FromUserName"]).replace(
        "<CreateTime>", "<CreateTime>9"
    ).encode(),
    "a sender with spaces": drawn(said("放行", user="chen xiao")).encode(),
    "an endless sender": drawn(said("放行", user="x" * 200)).encode(),
    "two senders": drawn([*said("放行"), ("FromUserName", "liu")]).encode(),
    "a time of words": drawn([*said("放行")[:2], ("CreateTime", "now"), *said("放行")[3:]]).encode(),
    "no time": drawn([one for one in said("放行") if one[0] != "CreateTime"]).encode(),
    "made an hour ago": drawn(said("放行", at=SECONDS - 3600)).encode(),
    "made tomorrow": drawn(said("放行", at=SECONDS + 86_400)).encode(),
    "not UTF-8": drawn(said("放行")).encode("gbk"),
}  # fmt: skip


@pytest.mark.parametrize("inner", INNER.values(), ids=INNER.keys())
async def test_what_wecom_would_not_say_now_is_refused(open_door: Door, inner: bytes) -> None:
    """A07."""
    assert await open_door.post(sealed(inner)) == REFUSED
    assert not open_door.inbox.kept


async def test_what_is_refused_is_refused_in_about_the_same_time() -> None:
    """A07: No stage is told from another by the clock: medians within a third of each other, or a few µs."""
    opener, true = cipher(), forge().sealed(said("放行"))
    found = SEALED.search(true.body)
    assert found is not None
    text = found[1].decode().removeprefix("<![CDATA[").removesuffix("]]>")
    same = {"timestamp": true.query["timestamp"], "nonce": true.query["nonce"]}
    crypt = Crypt(TOKEN, KEY, CORP)

    def trial(sealed_text: str, signature: str) -> None:
        with pytest.raises(BadCallback):
            opener.open(signature=signature, sealed=sealed_text, **same)

    spoilt = crypt.seal(b"x" * 200, spoil_padding=True)
    foreign = crypt.seal(b"x" * 200, receiver="ww0000000000000000")
    garbage = "!" + text[1:]
    cases = {
        "signature": (text, "0" * 40),
        "padding": (spoilt, crypt.sign(same["timestamp"], same["nonce"], spoilt)),
        "receiver": (foreign, crypt.sign(same["timestamp"], same["nonce"], foreign)),
        "base64": (garbage, crypt.sign(same["timestamp"], same["nonce"], garbage)),
    }
    spent: dict[str, list[float]] = {name: [] for name in cases}
    for _ in range(300):
        for name, (sealed_text, signature) in cases.items():
            began = time.perf_counter()
            trial(sealed_text, signature)
            spent[name].append(time.perf_counter() - began)
    medians = {name: statistics.median(values) for name, values in spent.items()}
    assert max(medians.values()) < 2 * min(medians.values()) + 20e-6, medians


# A05, A06: again, and moved about ---------------------------------------------------------------------------------


async def test_a_year_old_call_is_refused_whatever_its_signature(open_door: Door) -> None:
    """A05."""
    year_ago = SECONDS - 365 * 86_400
    for timestamp in (year_ago, SECONDS - 601, SECONDS + 601):
        assert await open_door.post(sealed(drawn(said("放行")).encode(), timestamp=timestamp)) == REFUSED
    for timestamp in (SECONDS - 599, SECONDS + 599):
        assert (await open_door.post(sealed(drawn(said("放行")).encode(), timestamp=timestamp)))[0] == 200


async def test_the_same_call_again_has_the_same_key(open_door: Door) -> None:
    """A05."""
    parcel = forge().sealed(said("放行"))
    for _ in range(3):
        assert (await open_door.post(parcel))[0] == 200
    assert len({kept.key for kept in open_door.inbox.kept}) == 1


async def test_a_redelivery_under_a_new_seal_has_the_same_key(open_door: Door) -> None:
    for children in (said("放行"), press("d1:x"), event("enter_agent"), event("subscribe")):
        open_door.inbox.kept.clear()
        for _ in range(3):
            assert (await open_door.post(forge().sealed(children)))[0] == 200
        assert len({kept.key for kept in open_door.inbox.kept}) == 1, children


async def test_timestamp_and_nonce_in_each_others_place(open_door: Door) -> None:
    """A06: The signature sorts before it joins, so it stays valid: time, form and content refuse."""
    inner = drawn(said("放行", at=SECONDS - 3600)).encode()
    old = sealed(inner, timestamp=SECONDS - 3600, nonce=str(SECONDS))
    assert await open_door.post(old) == REFUSED
    swapped = Parcel(
        {**old.query, "timestamp": old.query["nonce"], "nonce": old.query["timestamp"]}, old.body
    )
    opened = cipher().open(
        signature=swapped.query["msg_signature"], timestamp=swapped.query["timestamp"],
        nonce=swapped.query["nonce"], sealed=_text(swapped),
    )  # fmt: skip
    assert opened == inner, "the swap is valid by its signature"
    assert await open_door.post(swapped) == REFUSED
    assert not open_door.inbox.kept


async def test_digits_that_wander_between_timestamp_and_nonce(open_door: Door) -> None:
    """A06."""
    now = str(SECONDS)
    for shift in range(1, 10):
        whole = sealed(drawn(said("放行")).encode(), timestamp=SECONDS, nonce="9372623149")
        joined = now + "9372623149"
        for cut in (10 - shift, 10 + shift):
            moved = {**whole.query, "timestamp": joined[:cut], "nonce": joined[cut:]}
            assert await open_door.post(Parcel(moved, whole.body)) == REFUSED
    assert not open_door.inbox.kept


async def test_letters_that_wander_from_the_ciphertext_into_the_nonce(open_door: Door) -> None:
    """A06: A nonce that sorts just before the ciphertext may take its beginning: what is left opens for nobody."""
    for _ in range(20):
        whole = sealed(drawn(said("放行")).encode(), nonce="0372623149")
        text = _text(whole)
        for taken in (4, 24, 44):
            query = {**whole.query, "nonce": whole.query["nonce"] + text[:taken]}
            body = f"<xml><Encrypt>{text[taken:]}</Encrypt></xml>".encode()
            assert await open_door.post(Parcel(query, body)) == REFUSED
    assert not open_door.inbox.kept


async def test_a_message_that_somebody_caught_is_not_read_out(open_door: Door) -> None:
    """Its ciphertext as echostr would be answered in clear: the address check gives out short words alone."""
    caught = forge().sealed(said("内部事项"))
    told = await open_door.get({**caught.query, "echostr": _text(caught)})
    assert told == REFUSED


def _text(parcel: Parcel) -> str:
    found = SEALED.search(parcel.body)
    assert found is not None
    return found[1].decode().removeprefix("<![CDATA[").removesuffix("]]>")


# A03, A08: who calls ----------------------------------------------------------------------------------------------


def networks(*texts: str) -> tuple[object, ...]:
    return tuple(ip_network(text) for text in texts)


async def test_without_a_list_everybody_may_call_and_the_seal_decides(open_door: Door) -> None:
    status, _ = await open_door.post(forge().sealed(said("您好")), b"X-Forwarded-For: 8.8.8.8")
    assert status == 200


@pytest.mark.parametrize(
    ("headers", "let_in"),
    [
        ([], False),  # the proxy itself is none of the callers
        ([b"X-Forwarded-For: 101.226.103.7"], True),
        ([b"X-Forwarded-For: 8.8.8.8"], False),
        ([b"X-Forwarded-For: 101.226.103.7, 8.8.8.8"], False),  # the first was written by the caller
        ([b"X-Forwarded-For: 8.8.8.8, 101.226.103.7"], True),
        ([b"X-Forwarded-For: 8.8.8.8", b"X-Forwarded-For: 101.226.103.7"], True),
        ([b"X-Forwarded-For: 101.226.103.7", b"X-Forwarded-For: 8.8.8.8"], False),
        ([b"X-Forwarded-For: 101.226.103.7, 127.0.0.1"], True),  # two proxies of ours
        ([b"X-Forwarded-For: ::ffff:101.226.103.7"], True),
        ([b"X-Forwarded-For: nonsense"], False),
        ([b"X-Forwarded-For: 101.226.103.7, nonsense"], False),
        ([b"X-Forwarded-For: "], False),
        ([b"X-Real-IP: 101.226.103.7"], False),
        ([b"Forwarded: for=101.226.103.7"], False),
    ],
)
async def test_behind_a_proxy_of_ours_the_hop_before_it_counts(headers: list[bytes], let_in: bool) -> None:
    """A08."""
    async with door(callers=networks("101.226.103.0/24"), proxies=networks("127.0.0.0/8")) as found:
        told = await found.post(forge().sealed(said("您好")), *headers)
        assert told == ((200, b"") if let_in else REFUSED)
        assert bool(found.inbox.kept) is let_in


async def test_a_forged_hop_is_not_believed_from_anybody_else() -> None:
    """A03."""
    async with door(callers=networks("101.226.103.0/24")) as found:
        told = await found.post(forge().sealed(said("您好")), b"X-Forwarded-For: 101.226.103.7")
        assert told == REFUSED


# A19, A20: bodies that are to hurt --------------------------------------------------------------------------------

HURTING = {
    "nested 20 000 deep": b"<xml>" + b"<a>" * 20_000 + b"</a>" * 20_000 + b"</xml>",
    "as deep as fits": b"<xml>" + b"<a>" * 9_000 + b"</a>" * 9_000 + b"</xml>",
    "many small ones": b"<xml>" + b"<a/>" * 16_000 + b"</xml>",
    "many attributes": b"<xml " + b" ".join(b"a%d='1'" % n for n in range(5000)) + b"/>",
    "one long name": b"<xml><" + b"a" * 60_000 + b"/></xml>",
    "billion laughs": b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%s;" % (b"" if n == 1 else b"%d" % (n - 1)) * 10) for n in range(1, 10))
    + b"]><xml>&a9;</xml>",
    "quadratic": b'<!DOCTYPE x [<!ENTITY a "' + b"a" * 20_000 + b'">]><xml>' + b"&a;" * 10_000 + b"</xml>",
    "a file": b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml><Encrypt>&a;</Encrypt></xml>',
    "an address": b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd"><xml/>',
    "a parameter entity": b'<!DOCTYPE x [<!ENTITY % a SYSTEM "file:///etc/passwd"> %a;]><xml/>',
    "processing instructions": b"<?a b?>" * 8000 + b"<xml/>",
    "comments": b"<xml>" + b"<!-- a -->" * 6000 + b"</xml>",
    "an endless comment": b"<xml><!-- " + b"a" * 60_000,
    "other characters": b"<xml>" + b"&#65;" * 12_000 + b"</xml>",
}  # fmt: skip


@pytest.mark.parametrize("body", HURTING.values(), ids=HURTING.keys())
async def test_a_body_that_is_to_hurt_is_refused_at_once(open_door: Door, body: bytes) -> None:
    """A19."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.process_time()
    with contextlib.suppress(BadXml):
        read(body)
    spent = time.process_time() - began
    assert spent < 0.1, "hundredths of a second, on however slow a machine"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 5 << 10
    true = forge().sealed(said("放行"))
    assert (await open_door.post(Parcel(true.query, body)))[0] in UNREADABLE
    assert (await open_door.post(sealed(body[:40_000])))[0] == 400
    assert not open_door.inbox.kept


async def test_a_body_over_the_limit_is_refused_unread(open_door: Door) -> None:
    """A20."""
    true = forge().sealed(said("放行"))
    told = await open_door.ask(b"POST", query_of(true.query), body=b"", length=MOST_BYTES + 1)
    assert told == REFUSED


async def test_an_endless_chunked_body_is_cut(open_door: Door) -> None:
    """A20."""
    true = forge().sealed(said("放行"))
    chunk = b"10000\r\n" + b" " * 65_536 + b"\r\n"
    told = await open_door.ask(
        b"POST", query_of(true.query), b"Transfer-Encoding: chunked", body=chunk * 40, length=-1
    )
    assert told[0] in UNREADABLE
    assert not open_door.inbox.kept


@pytest.mark.parametrize(
    "chunk", [b"zz\r\nhello\r\n", b"-5\r\nhello\r\n", b"5\r\nhelloxx\r\n0\r\n\r\n", b"ffffffffffffffffff\r\n"]
)
async def test_chunks_that_are_none(open_door: Door, chunk: bytes) -> None:
    true = forge().sealed(said("放行"))
    told = await open_door.ask(
        b"POST", query_of(true.query), b"Transfer-Encoding: chunked", body=chunk, length=-1
    )
    assert told[0] in UNREADABLE
    assert not open_door.inbox.kept


@pytest.mark.parametrize("coding", [b"gzip", b"deflate", b"identity", b"gzip, gzip", b"nonsense"])
async def test_an_encoded_body_is_refused(open_door: Door, coding: bytes) -> None:
    """A20."""
    true = forge().sealed(said("放行"))
    body = gzip.compress(true.body) if b"gzip" in coding else true.body
    told = await open_door.ask(b"POST", query_of(true.query), b"Content-Encoding: " + coding, body=body)
    assert told[0] in UNREADABLE
    assert not open_door.inbox.kept


# A21: slow ---------------------------------------------------------------------------------------------------------


async def test_a_body_that_never_comes_is_given_up_and_others_are_served_meanwhile(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A21."""
    monkeypatch.setattr("bot.platforms.wecom_callback.BODY_S", 1)
    async with door() as found:
        true = forge().sealed(said("放行"))
        slow = [
            asyncio.create_task(
                found.ask(b"POST", query_of(true.query), body=true.body[:-9], length=len(true.body))
            )
            for _ in range(50)
        ]
        began = time.monotonic()
        assert (await found.post(forge().sealed(said("您好"))))[0] == 200
        assert time.monotonic() - began < 1
        assert {status for status, _ in await asyncio.gather(*slow)} == {400}
        assert len(found.inbox.kept) == 1


async def test_a_caller_that_hangs_up_leaves_nothing(open_door: Door) -> None:
    true = forge().sealed(said("放行"))
    _, writer = await asyncio.open_connection("127.0.0.1", open_door.port)
    writer.write(
        f"POST /wecom/callback?{query_of(true.query)} HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\n<xml>".encode()
    )
    await writer.drain()
    writer.transport.abort()
    assert (await open_door.post(forge().sealed(said("您好"))))[0] == 200
    assert len(open_door.inbox.kept) == 1


# Nothing personal is kept without need ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "children",
    [
        event("LOCATION", ("Latitude", "23.104"), ("Longitude", "113.320"), ("Precision", "65")),
        event("view", ("EventKey", "https://example.gov.cn/")),
        event(
            "change_contact",
            ("ChangeType", "create_user"),
            ("UserID", "lisi"),
            ("Mobile", "13800000000"),
            user="sys",
        ),
        event(
            "change_contact", ("ChangeType", "update_user"), ("UserID", "lisi"), ("Name", "李四"), user="sys"
        ),
        event("change_contact", ("ChangeType", "create_party"), ("Id", 2), ("Name", "研发部"), user="sys"),
        event(
            "change_external_contact", ("ChangeType", "add_external_contact"), ("UserID", "lisi"), user="sys"
        ),
    ],
    ids=["place", "menu link", "new member", "other data of a member", "new department", "somebody outside"],
)
async def test_what_nobody_acts_on_is_taken_and_forgotten(
    open_door: Door, children: list[tuple[str, object]]
) -> None:
    assert await open_door.post(forge().sealed(children)) == (200, b"")
    assert not open_door.inbox.kept


async def test_other_methods_are_no_business_of_ours() -> None:
    inbox = Inbox()
    handle = Callback(cipher=cipher(), agent=str(AGENT), receive=inbox, now=lambda: NOW)

    async def route(request: web.Request) -> web.StreamResponse:
        return await handle(request)

    async with serving(route) as base:
        for method in (b"PUT", b"DELETE", b"PATCH"):
            assert (await Door(base, inbox).ask(method, ""))[0] == 400
    assert not inbox.kept
