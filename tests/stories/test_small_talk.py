"""Greetings, thanks and short texts never open a draft, and are not answered with a riddle."""

import pytest

from tests.office import Office

NOT_UNDERSTOOD = "没有看懂。要交稿，请发全文（15字以上）或文件，也可发送“交稿 标题”。发送“帮助”看用法。"


@pytest.mark.parametrize(
    "words",
    [
        "你好",
        "谢谢",
        "收到，谢谢主任",
        "好的",
        "👍",
        "hello",
        "OK, thank you very much!",
        "1",
        "。",
        "开会了没有",
    ],
)
async def test_talk_makes_no_item(office: Office, words: str) -> None:
    await office.chen.says(words)
    await office.chen.expects(NOT_UNDERSTOOD, buttons=[])


async def test_fifteen_characters_are_offered(office: Office) -> None:
    await office.chen.says("一二三四五六七八九十一二三四")
    await office.chen.expects(NOT_UNDERSTOOD)
    await office.chen.says("一二三四五六七八九十一二三四五")
    await office.chen.expects("是否新建稿件")


@pytest.mark.on_telegram  # WeCom has no such messages
async def test_stickers_and_the_like_are_answered(office: Office) -> None:
    chat = office.chen.chat
    sticker = {"sticker": {"file_id": "x", "file_unique_id": "y", "type": "regular", "width": 512, "height": 512,
                           "is_animated": False, "is_video": False}}  # fmt: skip
    office.twin.tell("message", office.twin.add(chat, "chen", sticker).payload, chat)
    await office.rest()
    await office.chen.expects(NOT_UNDERSTOOD)
