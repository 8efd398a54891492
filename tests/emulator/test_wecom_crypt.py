"""Sealing, checked against the published vector and against wechatpy's own crypto."""

import base64
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emulator.wecom_crypt import Crypt, Unreadable, opened_file, padded, sealed_file, signature, unpadded
from tests.emulator.wecom_bot import KEY, TOKEN, foreign_crypt
from tests.emulator.wecom_calls import CORP

# The platform's own sample (WXBizMsgCrypt): token, key, corporation, and the echo that must come out.
SAMPLE = ("QDG6eK", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C", "wx5823bf96d3bd56c7")
ECHO_QUERY = ("5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3", "1409659589", "263014780")
ECHO = "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ=="


def crypt(**more: object) -> Crypt:
    return Crypt(TOKEN, KEY, CORP, **more)  # type: ignore[arg-type]


def test_the_platforms_own_sample_opens():
    mine = Crypt(*SAMPLE)
    assert mine.verified(*ECHO_QUERY, ECHO) == b"1616140317555161061"


def test_a_key_is_43_letters_and_digits():
    for wrong in ("", KEY[:-1], KEY + "A", KEY[:-1] + "=", KEY[:-1] + "$"):
        with pytest.raises(ValueError, match="43 letters"):
            Crypt(TOKEN, wrong, CORP)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_wechatpy_reads_what_we_seal_and_we_read_what_it_seals(text: str):
    text = text.replace("\r", "").encode("utf-8", "ignore").decode()
    theirs, mine = foreign_crypt(), crypt()
    sealed = mine.seal(text.encode())
    query = ("1409659589", "263014780")
    echo = theirs.check_signature(mine.sign(*query, sealed), *query, sealed)
    assert (echo.decode() if isinstance(echo, bytes) else echo) == text
    import xmltodict

    back = xmltodict.parse(theirs.encrypt_message(text, query[1], query[0]))["xml"]
    opened = mine.verified(back["MsgSignature"], back["TimeStamp"], back["Nonce"], back["Encrypt"])
    assert opened.decode() == text


def test_the_16_bytes_in_front_are_any_bytes():
    raw = bytes(range(240, 256))
    sealed = crypt(random16=lambda: raw).seal("你好".encode())
    assert crypt().open(sealed).decode() == "你好"
    assert foreign_crypt()  # and wechatpy reads it too
    assert sealed != crypt().seal("你好".encode())


def test_two_seals_of_one_message_differ():
    assert len({crypt().seal(b"x") for _ in range(20)}) == 20


@pytest.mark.parametrize("length", [0, 1, 31, 32, 33, 63, 64])
def test_padding_is_to_32_bytes(length: int):
    made = padded(b"a" * length)
    assert len(made) % 32 == 0
    assert 1 <= made[-1] <= 32
    assert unpadded(made) == b"a" * length


@pytest.fixture
def wrong_ones() -> Iterator[str]:
    good = base64.b64decode(crypt().seal(b"hello"))
    return iter(
        [
            "", "!!!", "AAAA", base64.b64encode(good[:-1]).decode(), base64.b64encode(good[:-16]).decode(),
            crypt().seal(b"hello", spoil_padding=True), crypt().seal(b"hello", receiver="wwother"),
            Crypt(TOKEN, KEY[::-1], CORP).seal(b"hello"),
        ]
    )  # fmt: skip


def test_what_is_not_ours_is_unreadable(wrong_ones: Iterator[str]):
    count = 0
    for wrong in wrong_ones:
        with pytest.raises(Unreadable):
            crypt().open(wrong)
        count += 1
    assert count == 8


def test_the_signature_sorts_by_bytes():
    assert signature("b", "1", "a", "C") == signature("a", "1", "b", "C")
    sealed = crypt().seal(b"x")
    with pytest.raises(Unreadable, match="signature"):
        crypt().verified("0" * 40, "1", "2", sealed)


def test_files_of_the_ai_bot_bear_their_own_key():
    data = b"%PDF-1.7 " + bytes(range(256))
    sealed, key = sealed_file(data)
    other, other_key = sealed_file(data)
    assert (key, sealed) != (other_key, other)
    assert opened_file(sealed, key) == data
    for wrong in (other_key, "AAAA", "!"):
        with pytest.raises(Unreadable):
            opened_file(sealed, wrong)
