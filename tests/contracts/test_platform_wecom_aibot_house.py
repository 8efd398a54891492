"""The AI bot in a whole house: what is handed to it joins the draft, what it is refused reaches a phone."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from emulator.wecom_aibot import BOT_ID, SECRET
from storage.engine import Tx
from storage.sql import run_core
from storage.tables import files, uploads
from tests.contracts.wecom_twin import until
from tests.office import Office
from tests.office_files import content_of

FILE = content_of("年检通知.docx")
OpenOffice = Callable[..., Awaitable[Office]]


class AiOffice(Office):
    """An office on WeCom with an AI bot beside the app."""

    secret = SECRET

    def _wecom_settings(self) -> dict[str, Any]:
        held = self.folder / "aibot-secret"
        held.parent.mkdir(parents=True, exist_ok=True)
        held.write_text(self.secret)
        return {
            **super()._wecom_settings(),
            "platforms.wecom.aibot.enabled": True,
            "platforms.wecom.aibot.url": self.emulator.url.replace("http", "ws", 1) + "/aibot",
            "platforms.wecom.aibot.bot_id": BOT_ID,
            "platforms.wecom.aibot.secret_file": str(held),
        }

    def answers_of(self, phone: str) -> list[str]:
        """What the AI bot said there."""
        chat = self.emulator.wecom_side.aibot.chat(phone)
        return [one.visible["text"] for one in chat.messages if one.by == "aibot"]


@pytest.fixture
async def open_office(tmp_path: Path) -> AsyncIterator[OpenOffice]:
    opened: list[Office] = []

    async def open_(secret: str = SECRET) -> Office:
        office = AiOffice(tmp_path / "data", f"sqlite:///{tmp_path / 'duwang.db'}", platform="wecom")
        office.secret = secret
        opened.append(office)
        await office.open()
        return office

    yield open_
    for office in opened:
        await office.close()


def _stored(tx: Tx) -> list[tuple[Any, ...]]:
    query = select(uploads.c.name, uploads.c.state, files.c.sha256, uploads.c.size, uploads.c.item_id)
    rows = run_core(tx, query.select_from(uploads.outerjoin(files, files.c.id == uploads.c.file_id)))
    return [tuple(row) for row in rows]


async def test_a_file_given_to_the_ai_bot_joins_the_persons_draft(open_office: OpenOffice):
    office = await open_office()
    bot = office.emulator.wecom_side.aibot
    assert office.app.wecom is not None
    line = office.app.wecom.aibot
    assert line is not None
    await until(lambda: line.state == "connected")
    card = await office.chen.drafts("关于年检的通知", body="各律师事务所：请于月底前报送年检材料。")
    assert await bot.send("chen", [FILE])
    await until(lambda: office.answers_of("chen"))
    assert office.answers_of("chen") == ["已收到，请在应用“读网”中继续。"]
    card = await office.chen.newest(FILE.name, card)
    await card.is_redrawn(containing=FILE.name)
    ((name, state, sha256, size, item),) = await office.read(_stored)
    assert (name, state, sha256, size) == (FILE.name, "stored", FILE.sha256, len(FILE.data))
    assert item is not None
    assert office.app.files.path(FILE.sha256).read_bytes() == FILE.data


async def test_words_to_the_ai_bot_are_words_to_the_app(open_office: OpenOffice):
    office = await open_office()
    bot = office.emulator.wecom_side.aibot
    await until(lambda: bot.connected)
    await bot.say("chen", "帮助")
    await until(lambda: office.answers_of("chen"))
    await office.chen.expects("交稿")
    await bot.say("fzg-group", f"@{bot.name} 帮助", by="chen")
    room = office.emulator.wecom.state.rooms["fzg-group"]
    await until(lambda: any(one.by == "aibot" for one in room.messages))
    assert "单聊" in room.messages[-1].visible["text"]


async def test_a_wrong_secret_reaches_an_administrators_phone(open_office: OpenOffice):
    office = await open_office("a-wrong-secret-0000")
    assert office.app.wecom is not None
    line = office.app.wecom.aibot
    assert line is not None
    await until(lambda: line.state == "refused")
    await office.rest()
    told = [card.text for card in office.unheard() if "智能机器人未能连接" in card.text]
    assert told
    assert all("40001" in text for text in told)


async def test_without_its_switch_there_is_none(tmp_path: Path):
    office = Office(tmp_path / "data", f"sqlite:///{tmp_path / 'duwang.db'}", platform="wecom")
    try:
        await office.open()
        assert office.app.wecom is not None
        assert office.app.wecom.aibot is None
    finally:
        await office.close()
