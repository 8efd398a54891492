"""A card with more buttons than a platform shows: what finds no room is pressed by its number."""

import copy
import re
from typing import Any

import pytest

from emulator.wecom_press import press
from tests.office import Office, office_file
from tests.office_people import Card
from tests.office_wecom import WecomCard
from tests.stories.ways import BODY, TITLE

pytestmark = pytest.mark.on_telegram  # elsewhere a long choice has a form of its own
COLUMNS = 130
LAST = f"第{COLUMNS}栏"


@pytest.fixture
async def wide(open_office: Any) -> Office:
    """An office whose site has a hundred and thirty columns."""
    file = copy.deepcopy(office_file())
    first = file["site"]["columns"][0]
    file["site"]["columns"] += [
        {**first, "key": f"more{n}", "name": f"第{n}栏", "path": f"more{n}"}
        for n in range(len(file["site"]["columns"]) + 1, COLUMNS + 1)
    ]
    return await open_office(file=file)


def number_of(card: Card, label: str) -> str:
    """The number with which the card offers a button that found no room."""
    assert label not in card.buttons
    found = re.search(rf"^回复 (\d+)：{label}$", card.text, re.MULTILINE)
    assert found is not None, card
    return found[1]


async def asks_for_the_column(office: Office, title: str = TITLE) -> Card:
    card = await office.chen.drafts(title, body=BODY, until="栏目")
    assert len(card.buttons) + card.text.count("回复 ") == COLUMNS + 2
    return card


async def test_the_number_as_a_reply_presses_the_button(wide: Office) -> None:
    card = await asks_for_the_column(wide)
    await card.is_answered(number_of(card, LAST))
    await wide.chen.expects(f"已保存：栏目为“{LAST}”")
    await card.is_redrawn(containing=f"栏目：{LAST}", lacking="回复 ")


async def test_the_number_alone_presses_it_on_the_newest_card(wide: Office) -> None:
    card = await asks_for_the_column(wide)
    await wide.chen.says(number_of(card, LAST))
    await wide.chen.expects(f"已保存：栏目为“{LAST}”")
    await card.is_redrawn(containing=f"栏目：{LAST}")


async def test_verbs_that_find_no_room_are_pressed_alike(wide: Office) -> None:
    card = await asks_for_the_column(wide)
    assert number_of(card, "放弃") == str(COLUMNS + 2)
    await wide.chen.says(number_of(card, "改一项"))
    await wide.chen.expects("请选择要改的一项")
    await card.is_answered(f"{number_of(card, '放弃')}。")
    await wide.chen.expects("已放弃")
    await card.is_redrawn(containing="已放弃", lacking="回复 ")


async def test_a_number_that_is_not_offered_any_more_presses_nothing(wide: Office) -> None:
    """What was typed answers the question that is open, as any words do."""
    card = await asks_for_the_column(wide)
    number = number_of(card, LAST)
    await card.is_answered(number)
    await wide.chen.expects("已保存")
    await card.is_redrawn(lacking="回复 ")
    await wide.chen.says(number)
    await wide.chen.expects("形成（变更）日期不能填")
    assert f"栏目：{LAST}" in card.text


async def test_another_question_that_is_open_gets_the_number_and_a_reply_still_presses(wide: Office) -> None:
    card = await asks_for_the_column(wide)
    number = number_of(card, LAST)
    await wide.chen.says("交稿 关于开放日活动安排的公告")
    await wide.chen.expects("请回复正文")
    await wide.chen.says(number)
    other = await wide.chen.expects("请选择栏目", "关于开放日活动安排的公告")
    assert "栏目：" not in other.text.replace("待填：栏目", "")
    await card.is_answered(number)
    await wide.chen.expects(f"已保存：栏目为“{LAST}”")
    await card.is_redrawn(containing=f"栏目：{LAST}")


async def test_a_number_pressed_by_somebody_else_is_only_words(wide: Office) -> None:
    card = await asks_for_the_column(wide)
    await wide.sun.says(number_of(card, LAST))
    await wide.sun.expects("没有看懂")


@pytest.mark.on_wecom
async def test_on_wecom_all_stand_on_votes_one_after_the_other(wide: Office) -> None:
    card = await wide.chen.drafts(TITLE, body=BODY, until="栏目")
    assert isinstance(card, WecomCard)
    assert all(f"第{n}栏" in card.text for n in range(COLUMNS - 100, COLUMNS + 1))
    part = next(one for one in card.before if "第50栏" in str(one.visible))
    wide.chen.act(press, part.number, choices=["第50栏"])
    await wide.chen.expects("栏目：第50栏", "请回复形成（变更）日期")


async def asked_again(office: Office) -> Card:
    """The column is asked for once more on a card that stands: it keeps its form, and the rest has numbers."""
    card = await office.chen.drafts(TITLE, body=BODY, until="信息来源")
    await card.taps("改一项")
    menu = await office.chen.expects("请选择要改的一项")
    await menu.taps("栏目")
    return await card.is_redrawn(containing="回复 ")


@pytest.mark.on_wecom
async def test_on_wecom_what_finds_no_room_on_a_redrawn_card_is_pressed_by_its_number(wide: Office) -> None:
    card = await asked_again(wide)
    found = re.search(r"^回复 (\d+)：(第\d+栏)$", card.text, re.MULTILINE)
    assert found is not None, card
    await wide.chen.says(found[1])
    await wide.chen.expects(f"已保存：栏目为“{found[2]}”")
    await card.is_redrawn(containing=f"栏目：{found[2]}", lacking="回复 ")
