"""Taps and words of people who mean ill: nothing is decided, the answer is true, and the evidence stays whole."""

import re
from collections.abc import Sequence
from typing import Any

import aiohttp
import pytest
from sqlalchemy import select

from emulator import telegram_people as acts
from storage import tables
from tests.office import SECRET, Office, office_file
from tests.office_people import Card, Item
from tests.stories.conftest import (  # the stories' office, as fixtures
    _imported_once,
    database,
    empty_sqlite,
    log,
    open_office,
    platform,
    pytest_generate_tests,
)
from tests.stories.conftest import office as office  # noqa: PLC0414 - a fixture by this name
from tests.stories.ways import BODY, TITLE, handed_in

__all__ = [
    "_imported_once", "database", "empty_sqlite", "log", "office", "open_office", "platform", "pytest_generate_tests",
]  # fmt: skip

UNKNOWN = "此按钮已失效。发送“待办”取得最新卡片。"
STATE = (
    "items",
    "versions",
    "steps",
    "seats",
    "decisions",
    "ticks",
    "clocks",
    "people",
    "accounts",
    "posts",
    "groups",
)
ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
TELEGRAM = {"id": 777000, "is_bot": False, "first_name": "Telegram"}


async def state_of(office: Office) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that an act could have changed."""

    def read(tx: Any) -> dict[str, list[tuple[Any, ...]]]:
        found = {name: tables.metadata.tables[name] for name in STATE if name in tables.metadata.tables}
        return {
            name: [tuple(row) for row in tx.core(select(table).order_by(*table.primary_key.columns))]
            for name, table in found.items()
        }

    return await office.read(read)


async def nothing_comes_of(office: Office, before: dict[str, Any]) -> None:
    assert await state_of(office) == before
    office.nobody_heard_more()
    await office.audit_is_whole()


async def asked(office: Office) -> tuple[Item, Card]:
    """An item on 刘股长's desk."""
    item = await handed_in(office)
    return item, await office.liu.expects("请审批", item)


async def go_on(office: Office, people: Sequence[str] = ("wang", "zhao")) -> None:
    for id_ in people:
        await office.person(id_).expects("请作保密审查")


# Tokens -----------------------------------------------------------------------------------------------------


async def test_tampered_data(office: Office) -> None:
    """A10."""
    _, card = await asked(office)
    real = card.data("同意")
    before = await state_of(office)
    flipped = real[:-1] + ("A" if real[-1] != "A" else "B")
    for data in (flipped, real[:-1], real + "x", real.lower(), real.upper(), "d1:", "d1:" + "\u202e" * 8, "d2:" + real[3:],
                 real[3:], "d1: " + real[3:], "review.approve", "d1:seat:1", "x" * 64, "d1:' OR 1=1 --"):  # fmt: skip
        if data == real:
            continue
        assert await office.liu.forges(card, data) in {UNKNOWN, "无效操作过多，请一分钟后再试。"}, data
        await office.clock.forward(seconds=7)
    await nothing_comes_of(office, before)
    await card.taps("同意")
    office.liu.toast("已同意")
    await go_on(office)


@pytest.mark.on_telegram  # forges Telegram's callback data; the WeCom callback has its own attacks
async def test_guesses_are_locked_out_and_the_real_button_still_works(office: Office) -> None:
    """A10."""
    _, card = await asked(office)
    before = await state_of(office)
    for n in range(200):
        office.liu.act(acts.tap, card.id, None, data=f"d1:{n:022d}")
    await office.rest()
    office.liu.toast("无效操作过多")
    tries = await office.read(
        lambda tx: tx.core(select(tables.attempts).where(tables.attempts.c.what == "press"))
    )
    assert len(tries) == 10, "what is counted does not grow with the guesses"
    await nothing_comes_of(office, before)
    await card.taps("同意")
    office.liu.toast("已同意")
    await go_on(office)


async def test_every_button_of_another_person(office: Office) -> None:
    """A09."""
    item, card = await asked(office)
    before = await state_of(office)
    for label in ("同意", "退回", "更多"):
        assert await office.chen.forges(item.filed, card.data(label)) == UNKNOWN
    for label in ("撤回", "详情"):
        assert await office.liu.forges(card, item.filed.data(label)) == UNKNOWN
    await nothing_comes_of(office, before)


@pytest.mark.on_telegram  # strangers cannot write to an app on WeCom
async def test_a_stranger_who_bears_a_reviewers_name(open_office: Any) -> None:
    """A13."""
    file = office_file()
    for one in file["people"]:
        if one["id"] == "lin":
            one["name"] = "刘股长"
    office = await open_office(file=file)
    item, card = await asked(office)
    await office.lin.says("/start")
    mine = await office.lin.expects("您尚未登记")
    before = await state_of(office)
    assert await office.lin.forges(mine, card.data("同意")) == UNKNOWN
    await office.lin.says(f"同意 {card.code}")
    await office.lin.expects("您尚未登记")
    await nothing_comes_of(office, before)
    assert str(item) not in mine.text


# Replay -----------------------------------------------------------------------------------------------------


async def test_replay_after_the_decision(office: Office) -> None:
    """A11."""
    _, card = await asked(office)
    kept = {label: card.data(label) for label in card.buttons}
    await card.taps("同意")
    await go_on(office)
    before = await state_of(office)
    assert "已同意" in await office.liu.forges(card, kept["同意"]), "the same answer again"
    assert "已由刘股长" in await office.liu.forges(card, kept["退回"])
    await nothing_comes_of(office, before)


@pytest.mark.on_telegram  # replays Telegram's callback; a replayed WeCom event is in test_wecom_callback
async def test_replay_after_the_withdrawal(office: Office) -> None:
    """A11."""
    item, card = await asked(office)
    kept = {label: card.data(label) for label in ("同意", "退回")}
    withdraw = item.filed.data("撤回")
    await item.filed.taps("撤回")
    await card.is_redrawn(containing="已撤回")
    before = await state_of(office)
    for data in kept.values():
        assert "已由报送人撤回" in await office.liu.forges(card, data)
    assert "不能撤回" in await office.chen.forges(item.filed, withdraw)
    await nothing_comes_of(office, before)


@pytest.mark.on_telegram  # replays Telegram's callback; a replayed WeCom event is in test_wecom_callback
async def test_replay_after_the_undo(office: Office) -> None:
    item, card = await asked(office)
    approve = card.data("同意")
    await card.taps("同意")
    await card.is_redrawn(buttons=["撤销"])
    undo = card.data("撤销")
    await card.taps("撤销")
    fresh = await office.liu.expects("请审批", item)
    before = await state_of(office)
    assert "请以最新卡片为准" in await office.liu.forges(card, approve)
    assert (
        await office.liu.forges(card, undo) in {"没有可以撤销的办理。", *{UNKNOWN}}
        or "请以最新卡片为准" in office.liu.toasted
    )
    await nothing_comes_of(office, before)
    await fresh.taps("同意")
    office.liu.toast("已同意")
    await go_on(office)


@pytest.mark.on_telegram  # replays Telegram's callback; a replayed WeCom event is in test_wecom_callback
async def test_replay_of_a_card_whose_text_was_changed_since(office: Office) -> None:
    item, card = await asked(office)
    approve = card.data("同意")
    await item.filed.taps("撤回")
    await card.is_redrawn(containing="已撤回")
    await office.chen.says("修改 1")
    await office.chen.expects("请核对后提交")
    await office.chen.says("提交")
    await office.chen.expects("已提交")
    await office.chen.expects("已报送", item)
    fresh = await office.liu.expects("请审批", item)
    before = await state_of(office)
    assert await office.liu.forges(card, approve)
    assert "已同意" not in office.liu.toasted
    await nothing_comes_of(office, before)
    assert "同意" in fresh.buttons


# Senders who are no person, and updates that are no act ------------------------------------------------------


async def posts(office: Office, kind: str, content: dict[str, Any], n: int) -> int:
    """An update straight to the webhook, as Telegram would send it; the HTTP status."""
    body = {"update_id": 900_000_000 + n, kind: content}
    async with aiohttp.ClientSession() as session:
        head = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
        answer = await session.post(f"{office.app.url}/telegram/webhook", json=body, headers=head)
        await office.rest()
        return answer.status


@pytest.mark.on_telegram  # channels and bots write on Telegram only
async def test_who_is_no_person_commands_nothing(office: Office) -> None:
    """A12."""
    item, card = await asked(office)
    group = office.group("fzg-group").chat
    liu = office.twin.state.user("liu")
    private = office.twin.state.chat_object(office.liu.chat)
    there = office.twin.state.chat_object(group)
    word = f"同意 {card.code}"
    command = "/suspend@duwang_demo_bot 刘股长"
    entity = [{"type": "bot_command", "offset": 0, "length": len(command.split(maxsplit=1)[0])}]
    date = card.message.payload["date"]
    base = {"message_id": 5, "date": date}
    tap = {"id": "1", "chat_instance": "1", "data": card.data("同意"), "message": card.message.payload}
    before = await state_of(office)
    updates = [
        ("edited_message", {**base, "from": liu, "chat": private, "edit_date": date, "text": word}),
        ("edited_message", {**base, "from": liu, "chat": private, "edit_date": date, "text": "停用 王主任"}),
        ("channel_post", {**base, "chat": {"id": -100123, "type": "channel", "title": "频道"}, "text": word}),
        (
            "message",
            {
                **base,
                "from": ANONYMOUS,
                "sender_chat": there,
                "chat": there,
                "text": command,
                "entities": entity,
            },
        ),
        ("message", {**base, "from": TELEGRAM, "chat": there, "text": command, "entities": entity}),
        ("message", {**base, "from": {**liu, "is_bot": True}, "chat": private, "text": word}),
        (
            "message",
            {**base, "from": liu, "sender_chat": there, "chat": there, "text": command, "entities": entity},
        ),
        ("callback_query", {**tap, "from": ANONYMOUS}),
        ("callback_query", {**tap, "from": TELEGRAM}),
        ("callback_query", {**tap, "from": {**liu, "is_bot": True}}),
        (
            "callback_query",
            {"id": "2", "chat_instance": "1", "data": tap["data"], "from": liu, "inline_message_id": "7"},
        ),
        ("business_message", {**base, "from": liu, "chat": private, "text": word}),
        ("poll", {"id": "1"}),
    ]
    for n, (kind, content) in enumerate(updates):
        assert await posts(office, kind, content, n) == 200, kind
    await nothing_comes_of(office, before)
    await card.taps("同意")
    office.liu.toast("已同意KP-2026-0001")
    await go_on(office)
    assert str(item) == "KP-2026-0001"


# Words that dress up ----------------------------------------------------------------------------------------

MARKUP = '关于开展年检工作的通知<a href="tg://user?id=5100000106">王</a><b>&amp;[x](tg://user?id=1)'


@pytest.mark.on_telegram  # reads Telegram's entities
async def test_mark_up_in_a_title_is_shown_as_it_was_written(office: Office) -> None:
    """A33."""
    item = await office.chen.submits(MARKUP, body=f"{BODY}<i>\n</b> @wang #标签")
    card = await office.liu.expects("请审批", item)
    assert MARKUP in card.text
    assert f"{BODY}<i>" in card.text
    links = [
        one
        for one in card.message.payload.get("entities", ())
        if one["type"] in {"text_link", "text_mention"}
    ]
    assert not links


@pytest.mark.parametrize(
    "sign", ["\u200b", "\u2066", "\u3164", "\U000e0041"], ids=lambda sign: f"U+{ord(sign):04X}"
)
async def test_what_cannot_be_seen_is_marked_and_warned_of(office: Office, sign: str) -> None:
    """A36."""
    title = f"{TITLE}{sign}（一）"
    item = await office.chen.submits(title, body=BODY)
    card = await office.liu.expects("请审批", item)
    assert sign not in card.text
    assert f"[U+{ord(sign):04X}]" in card.text
    assert re.search("不可见|隐藏", card.text), card


async def test_what_passes_for_another_character_is_warned_of(office: Office) -> None:
    """A36: a radical for a 字, a Cyrillic letter for a Latin one."""
    item = await office.chen.submits(f"{TITLE}（⼀）", body=f"{BODY}编号КP-2026-0001。")
    card = await office.liu.expects("请审批", item)
    assert "2个形近的异体字符（⼀→一 К→K）" in card.text, card


async def test_an_old_approval_does_not_reach_the_next_step(office: Office) -> None:
    """The token of one step is no token of another, though one person may sit in both."""
    item, card = await asked(office)
    approve = card.data("同意")
    await head_approves_with(card)
    first = await office.wang.expects("请作保密审查", item)
    await office.zhao.expects("请作保密审查", item)
    before = await state_of(office)
    assert await office.wang.forges(first, approve) == UNKNOWN
    await nothing_comes_of(office, before)


async def head_approves_with(card: Card) -> None:
    await card.taps("同意")
    await card.is_redrawn(containing="已同意")
