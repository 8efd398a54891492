"""`duwang doctor wecom` and /readyz on the AI bot's line: what the service says of it, and without it one try."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse
from pydantic import SecretStr

from bot.doctor.findings import Finding
from bot.doctor.memory import Memory
from bot.doctor.wecom_aibot import examine
from bot.doctor.wecom_app import Given
from emulator.wecom_aibot import BOT_ID, SECRET
from locales import LANGUAGES, say
from storage.engine import Store
from tests.contracts.test_platform_wecom_aibot_house import AiOffice
from tests.contracts.wecom_twin import until
from tests.house.test_doctor import changed, words
from tests.office import Office

OpenOffice = Callable[..., Awaitable[AiOffice]]
CLOSED = "ws://127.0.0.1:9/aibot"


@pytest.fixture
async def open_office(tmp_path: Path) -> AsyncIterator[OpenOffice]:
    opened: list[Office] = []

    async def open_(*, secret: str = SECRET, kind: type[Office] = AiOffice, **settings: Any) -> Office:
        database = f"sqlite:///{tmp_path / 'duwang.db'}"
        Store.open(database, folder=tmp_path / "data", clock_ms=lambda: 0).close_now()
        office = kind(
            tmp_path / "data", database, platform="wecom", start=datetime.now(UTC), settings=settings
        )
        office.secret = secret  # type: ignore[attr-defined]
        opened.append(office)
        await office.open()
        return office

    yield open_
    for office in opened:
        await office.close()


async def found(office: Office, told: Mapping[str, Any] | None = None) -> Finding | None:
    """What is found of the line, in words of both languages."""
    settings = changed(office.app.settings, told or {})
    one = await examine(Given(settings, Memory(), say("zh_CN", strict=True)))
    if one is not None:
        words(one)
        for lang in LANGUAGES:
            told_where = say(lang, strict=True)(f"doctor-where-{one.where}") if one.where else ""
            assert one.where in {"", "aibot"}
            assert not one.where or "管理工具 → 智能机器人" in told_where
    return one


def outcome(one: Finding | None) -> tuple[str, str, bool] | None:
    """State and code, and whether a page of the console is named."""
    return None if one is None else (one.state, one.code, bool(one.where))


def line(office: Office) -> Any:
    assert office.app.wecom is not None
    assert office.app.wecom.aibot is not None
    return office.app.wecom.aibot


async def ready(office: Office) -> dict[str, Any]:
    async with ClientSession() as http, http.get(f"{office.app.url}/readyz") as answer:
        assert answer.status == 200, "a line that is away is no reason to take the process out of service"
        said: dict[str, Any] = await answer.json()
        return said


async def taken(http: ClientSession, office: Office) -> ClientWebSocketResponse:
    """Another program subscribes with the same bot."""
    other = await http.ws_connect(office.emulator.url.replace("http", "ws", 1) + "/aibot")
    body = {"bot_id": BOT_ID, "secret": SECRET}
    await other.send_json({"cmd": "aibot_subscribe", "headers": {"req_id": "x1"}, "body": body})
    assert json.loads(await other.receive_str())["errcode"] == 0
    return other


async def test_a_line_that_stands_is_told_and_not_disturbed(open_office: OpenOffice) -> None:
    office = await open_office()
    await until(lambda: line(office).state == "connected")
    assert outcome(await found(office)) == ("ok", "ok", False)
    assert (line(office).state, line(office).replaced_lately) == ("connected", 0), (
        "looking takes nothing away"
    )
    said = await ready(office)
    assert (said["wecom"], said["aibot"], said["aibot_replaced_lately"]) == ("connected", "connected", 0)
    assert said["telegram"] is None


async def test_where_it_is_switched_off_nothing_is_said(open_office: OpenOffice) -> None:
    office = await open_office(kind=Office)
    assert await found(office) is None
    said = await ready(office)
    assert said["aibot"] is None
    assert "aibot_replaced_lately" not in said
    switched_on = {
        "platforms.wecom.aibot.enabled": True,
        "platforms.wecom.aibot.bot_id": BOT_ID,
        "platforms.wecom.aibot.secret": SecretStr(SECRET),
    }
    assert outcome(await found(office, switched_on)) == ("bad", "off", False), (
        "the service reads other settings"
    )
    without = switched_on | {"platforms.wecom.aibot.bot_id": None}
    assert outcome(await found(office, without)) == ("bad", "missing", True)


async def test_a_refused_secret_names_the_page_of_the_console(open_office: OpenOffice) -> None:
    office = await open_office(secret="a-wrong-secret-0000")
    await until(lambda: line(office).state == "refused")
    assert outcome(await found(office)) == ("bad", "refused", True)
    assert (await ready(office))["aibot"] == "refused"


async def test_another_program_on_the_same_bot_is_named(open_office: OpenOffice) -> None:
    office = await open_office()
    await until(lambda: line(office).state == "connected")
    async with ClientSession() as http:
        other = await taken(http, office)
        await until(lambda: line(office).state == "replaced")
        assert outcome(await found(office)) == ("bad", "replaced", True)
        said = await ready(office)
        assert (said["aibot"], said["aibot_replaced_lately"]) == ("replaced", 1)
        await other.close()
        await office.clock.forward(seconds=61)
        await until(lambda: line(office).state == "connected")
        assert outcome(await found(office)) == ("ok", "ok", False), "once may have been a restart"
        other = await taken(http, office)
        await until(lambda: line(office).state == "replaced")
        await other.close()
        await office.clock.forward(seconds=61)
        await until(lambda: line(office).state == "connected")
        one = await found(office)
        assert outcome(one) == ("bad", "contested", True)
        assert one is not None
        assert one.facts["n"] == 2
        await office.clock.forward(minutes=61)
        assert outcome(await found(office)) == ("ok", "ok", False), "an hour later it is forgotten"


async def test_a_line_that_cannot_be_reached_is_told(open_office: OpenOffice) -> None:
    office = await open_office(**{"platforms.wecom.aibot.url": CLOSED})
    await until(lambda: line(office).state == "offline")
    assert outcome(await found(office)) == ("bad", "offline", False)


async def test_without_a_service_here_it_is_tried_once(open_office: OpenOffice) -> None:
    office = await open_office()
    await until(lambda: line(office).state == "connected")
    nobody = {"web.port": 9}
    assert outcome(await found(office, nobody)) == ("ok", "tried", False)
    wrong = nobody | {"platforms.wecom.aibot.secret": SecretStr("another-secret-00000")}
    assert outcome(await found(office, wrong)) == ("bad", "refused", True)
    away = nobody | {"platforms.wecom.aibot.url": CLOSED}
    one = await found(office, away)
    assert outcome(one) == ("bad", "away", False)
    assert one is not None
    assert one.facts["why"] == "refused"
    shared = nobody | {"database.url": "postgresql://duwang@db/duwang"}
    assert outcome(await found(office, shared)) == ("note", "elsewhere", False)
    assert SECRET not in str(one)
