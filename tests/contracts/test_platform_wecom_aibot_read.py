"""What comes through the AI bot, read: its JSON beside the app's XML, and its sealed files."""

from typing import Any

import pytest

from bot.platforms.base import OtherIn
from bot.platforms.wecom_aibot_file import Opening, name_in
from bot.platforms.wecom_aibot_read import BadFrame, Sealed, arrival
from bot.platforms.wecom_read import Unreadable, understood
from emulator.wecom_crypt import sealed_file

KEY = "A" * 43 + "="


def read(**said: Any) -> Any:
    body = {"msgid": "m1", "chattype": "single", "from": {"userid": "ChenXin"}, **said}
    return understood(arrival(body, agent="7").raw, agent="7")


def test_a_voice_message_comes_as_its_words():
    assert read(msgtype="voice", voice={"content": "待办\x00"}).text == "待办"


def test_words_and_pictures_together_are_one_hand_in():
    link = {"url": "https://files.test/a?sign=%2F", "aeskey": KEY}
    parts = [
        {"msgtype": "text", "text": {"content": "年检通知"}},
        {"msgtype": "image", "image": {**link, "name": "a.png", "size": 9}},
        {"msgtype": "image", "image": link},
        {"msgtype": "image", "image": {"url": "file:///etc/passwd", "aeskey": KEY}},
    ]
    said = read(msgtype="mixed", mixed={"msg_item": parts})
    assert (said.text, said.command) == ("年检通知", None)
    assert [one.name for one in said.files] == ["a.png", "m1-2.jpg"]
    assert len({one.unique_id for one in said.files}) == 2
    assert Sealed.of(said.files[0].file_id) == Sealed("https://files.test/a?sign=%2F", KEY)


def test_a_command_commands():
    said = read(msgtype="text", text={"content": "/find 年检"})
    assert (said.command, said.arguments) == ("find", "年检")


@pytest.mark.parametrize("said", [{"msgtype": "card"}, {"msgtype": "text"}, {"msgtype": ["x"]}, {}])
def test_what_nobody_knows_is_answered_politely(said: dict[str, Any]):
    assert isinstance(read(**said), OtherIn)


@pytest.mark.parametrize("raw", [b"{", b"{}", b'{"from":{"userid":7}}', b'{"from":[]}'])
def test_other_bytes_are_unreadable(raw: bytes):
    with pytest.raises(Unreadable):
        understood(raw, agent="7")


def test_the_address_by_which_others_could_answer_is_not_kept():
    body = {"msgid": "m1", "from": {"userid": "a"}, "response_url": "https://secret.test"}
    assert b"secret.test" not in arrival(body, agent="7").raw
    with pytest.raises(BadFrame):
        arrival({"from": {"userid": "a"}}, agent="7")


@pytest.mark.parametrize("size", [0, 1, 15, 16, 31, 32, 33, 1000])
@pytest.mark.parametrize("step", [1, 7, 16, 4096])
def test_sealed_bytes_open_in_pieces_of_any_size(size: int, step: int):
    plain = bytes(at % 251 for at in range(size))
    sealed, key = sealed_file(plain)
    opening = Opening(key)
    got = b"".join(opening.more(sealed[at : at + step]) for at in range(0, len(sealed), step))
    assert got + opening.last() == plain


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("attachment; filename*=UTF-8''%E9%80%9A%E7%9F%A5.pdf", "通知.pdf"),
        ('attachment; filename="通知.pdf"', "通知.pdf"),
        ('attachment; filename="%E9%80%9A%E7%9F%A5.pdf"', "通知.pdf"),
        ('attachment; filename="../../etc/passwd"', "etc_passwd"),
        ("attachment", ""),
        ("", ""),
    ],
)
def test_a_file_is_named_by_the_head_of_its_answer(head: str, name: str):
    assert name_in(head) == name
