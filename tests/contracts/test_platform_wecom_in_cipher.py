"""The seal of WeCom's callbacks: the published vectors, a second opinion, and keys that are none."""

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from wechatpy.enterprise.crypto import WeChatCrypto

from bot.platforms.wecom_cipher import BadCallback, CallbackCipher
from emulator.wecom_crypt import Crypt
from tests.contracts.wecom_calls import CORP, KEY, TOKEN, cipher

# The sample that comes with Tencent's own WXBizMsgCrypt.
SAMPLE = CallbackCipher(
    token="QDG6eK", aes_key="jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C", receiver="wx5823bf96d3bd56c7"
)
ECHO = {
    "signature": "5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3",
    "timestamp": "1409659589",
    "nonce": "263014780",
    "sealed": "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ==",
}
MESSAGE = {
    "signature": "477715d11cdb4164915debcba66cb864d751f3e6",
    "timestamp": "1409659813",
    "nonce": "1372623149",
    "sealed": "RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911"
    "L3vg3W/sYYvuJTs3TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kDZ+HMZ"
    "fJYuR+LtwGc2hgf5gsijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcall"
    "crw8V2t9EL4EhzJWrQUax5wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1p"
    "tDAVe0lXdQ2YoyyH2uyPIGHBZZIs2pDBS8R07+qN+E7Q==",
}


def test_the_published_sample_opens() -> None:
    assert SAMPLE.open(**ECHO) == b"1616140317555161061"
    opened = SAMPLE.open(**MESSAGE).decode()
    assert "<Content><![CDATA[hello]]></Content>" in opened
    assert opened.endswith("</xml>")


@pytest.mark.parametrize("name", ["signature", "timestamp", "nonce", "sealed"])
def test_each_part_of_the_sample_counts(name: str) -> None:
    last = ECHO[name].rstrip("=")[-1]
    other = ECHO[name].replace(last, "1" if last != "1" else "2", 1)
    with pytest.raises(BadCallback) as refused:
        SAMPLE.open(**{**ECHO, name: other})
    assert (refused.value.reason, refused.value.signed) == ("signature", False)


@settings(deadline=None)
@given(some.binary(max_size=3000))
def test_what_the_twin_seals_opens_byte_for_byte(message: bytes) -> None:
    twin = Crypt(TOKEN, KEY, CORP)
    text = twin.seal(message)
    sign = twin.sign("1770598800", "n", text)
    opened = cipher().open(signature=sign, timestamp="1770598800", nonce="n", sealed=text)
    assert opened == message


@settings(deadline=None)
@given(some.text(max_size=800))
def test_wechatpy_reads_what_we_seal_and_we_what_it_seals(message: str) -> None:
    message = message.encode(errors="replace").decode()
    library = WeChatCrypto(TOKEN, KEY, CORP)
    ours = cipher().seal(message.encode(), timestamp="1770598800")
    theirs = library.check_signature(ours["msg_signature"], ours["timestamp"], ours["nonce"], ours["echostr"])
    assert theirs == message
    import xmltodict

    made = xmltodict.parse(library.encrypt_message(message, "nonce9", "1770598800"))["xml"]
    opened = cipher().open(
        signature=made["MsgSignature"], timestamp="1770598800", nonce="nonce9", sealed=made["Encrypt"]
    )
    assert opened.decode() == message


def test_chance_in_front_is_bytes_and_no_text() -> None:
    twin = Crypt(TOKEN, KEY, CORP, random16=lambda: b"\xff\xfe\x00\x80" * 4)
    text = twin.seal("您好".encode())
    opened = cipher().open(signature=twin.sign("1", "n", text), timestamp="1", nonce="n", sealed=text)
    assert opened == "您好".encode()


@pytest.mark.parametrize(
    "key",
    ["", "a" * 42, "a" * 44, "a" * 42 + "=", "a" * 42 + "$", "a" * 42 + "+", "é" * 43, "a" * 43 + "\n"],
    ids=["none", "short", "long", "with =", "with $", "with +", "not ASCII", "with a line end"],
)
def test_a_key_that_is_none_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match="43 letters"):
        CallbackCipher(token=TOKEN, aes_key=key, receiver=CORP)


def test_nothing_is_left_out_where_python_leaves_out_assertions() -> None:
    script = (
        "from bot.platforms.wecom_cipher import CallbackCipher\n"
        "try:\n    CallbackCipher(token='t', aes_key='a' * 44, receiver='c')\n"
        "except ValueError:\n    print('refused')\n"
    )
    done = subprocess.run([sys.executable, "-O", "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "refused\n"


def test_wechatpy_is_loaded_with_the_first_cipher_and_not_before() -> None:
    script = (
        "import sys\nimport bot.platforms.wecom_callback, bot.platforms.wecom_read\n"
        "assert not any(name.startswith('wechatpy') for name in sys.modules)\nprint('light')\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "light\n"


@pytest.mark.parametrize("receiver", ["", "ww1234567890abcdeF", CORP[:-1], CORP + "0", "ww0000000000000000"])
def test_what_is_sealed_for_another_opens_for_nobody_else(receiver: str) -> None:
    twin = Crypt(TOKEN, KEY, CORP)
    text = twin.seal(b"x", receiver=receiver)
    with pytest.raises(BadCallback, match="receiver"):
        cipher().open(signature=twin.sign("1", "n", text), timestamp="1", nonce="n", sealed=text)


def test_what_came_before_changes_nothing() -> None:
    """One decryptor serves all: garbage between two messages is not felt by the second."""
    twin, ours = Crypt(TOKEN, KEY, CORP), cipher()
    for number in range(50):
        text = twin.seal(b"x" * number)
        sign = twin.sign("1", "n", text)
        assert ours.open(signature=sign, timestamp="1", nonce="n", sealed=text) == b"x" * number
        for spoilt in (text[:-8] + "AAAAAAA=", "A" * 43 + "=", "?", ""):
            with pytest.raises(BadCallback):
                ours.open(signature=twin.sign("1", "n", spoilt), timestamp="1", nonce="n", sealed=spoilt)
        ours.refuse()


def test_an_ai_bot_has_no_receiver() -> None:
    twin = Crypt(TOKEN, KEY, "")
    text = twin.seal(b"{}")
    bot = CallbackCipher(token=TOKEN, aes_key=KEY, receiver="")
    assert bot.open(signature=twin.sign("1", "n", text), timestamp="1", nonce="n", sealed=text) == b"{}"
