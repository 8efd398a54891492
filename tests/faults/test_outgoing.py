"""F40, F43, F59 and the way out of F39: what WeCom's calls come to when the platform is in a bad way."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from emulator import telegram_files
from storage import uploads
from storage.engine import Intent
from tests.attacks.test_flood import heard
from tests.attacks.test_taps import (  # the stories' office, as fixtures
    _imported_once,
    database,
    empty_sqlite,
    log,
    office,
    open_office,
    platform,
    pytest_generate_tests,
)
from tests.contracts.wecom_twin import World, text, until, world
from tests.office import Office
from tests.stories.ways import BODY, TITLE, handed_in

__all__ = [
    "_imported_once", "database", "empty_sqlite", "log", "office", "open_office", "platform", "pytest_generate_tests",
]  # fmt: skip


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path) as made:
        await until(lambda: made.app.state == "connected")
        yield made


def most_in_a_minute(here: World, method: str) -> int:
    """The busiest 60 seconds of the twin's clock."""
    at = [datetime.fromisoformat(one["at"]) for one in here.calls(method)]
    return max(sum(one <= other < one + timedelta(minutes=1) for other in at) for one in at)


async def tried_for_an_hour(here: World) -> None:
    """Twenty messages wait, and every five seconds all of them are tried."""
    for _ in range(720):
        outcomes = await asyncio.gather(*(here.app.send(text("你好", salt=chr(97 + n))) for n in range(20)))
        assert {one.state for one in outcomes} == {"retry"}, outcomes
        here.clock.forward(5)


# F40: the token -----------------------------------------------------------------------------------------------------


async def test_a_token_that_ran_out_is_fetched_once_and_nobody_notices(here: World) -> None:
    """F40, expired: its two hours are over on both sides, and thirty messages find out together."""
    await here.app.send(text("早"))
    for ended in (lambda: here.clock.forward(7201), here.twin.state.void_tokens):
        before = len(here.calls("gettoken"))
        ended()
        outcomes = await asyncio.gather(*(here.app.send(text("你好", salt=chr(97 + n))) for n in range(20)))
        assert {one.state for one in outcomes} == {"sent"}
        assert len(here.calls("gettoken")) - before == 1
        here.clock.forward(120)


async def test_a_token_that_is_never_good_makes_no_storm(here: World) -> None:
    """F40, always 42001: at most three calls of gettoken a minute, the administrator is told once."""
    await here.app.send(text("早"))
    here.strike("message/send", "errcode", errcode=42001, times=100_000)
    await tried_for_an_hour(here)
    assert most_in_a_minute(here, "gettoken") <= 3
    assert len(here.calls("gettoken")) <= 2 * 60 / 5 + 3, "one probe in five minutes"
    assert most_in_a_minute(here, "message/send") <= 2 * 20 + 2, (
        "each with the old and the new one, then probes"
    )
    assert [code for code, _ in here.told] == [42001]
    here.emulator.faults.replace([])
    here.clock.forward(301)
    assert (await here.app.send(text("好了"))).state == "sent"
    assert here.app.state == "connected"


@pytest.mark.parametrize(
    ("do", "how", "calls"),
    [
        ("status", {"status": 500}, 1),
        ("html", {"status": 502}, 1),
        ("errcode", {"errcode": -1}, 1),
        (
            "drop_before",
            {},
            2,
        ),  # a kept connection that died may be the server's tidying: once more on a new one
    ],
    ids=["500", "502 of a proxy", "busy", "cut off"],
)
async def test_a_gettoken_that_fails_makes_no_storm(
    here: World, do: str, how: dict[str, int], calls: int
) -> None:
    """F40, gettoken 500: at most three tries a minute, and a minute after it ends everything goes out."""
    here.twin.state.void_tokens()
    here.strike("gettoken", do, times=100_000, **how)
    here.emulator.transcript.clear()
    await tried_for_an_hour(here)
    assert 50 * calls <= len(here.calls("gettoken")) <= 63 * calls, "once a minute"
    assert most_in_a_minute(here, "gettoken") <= 3 * calls
    here.emulator.faults.replace([])
    here.clock.forward(61)
    assert (await here.app.send(text("好了"))).state == "sent"


# F39: whoever left --------------------------------------------------------------------------------------------------


@pytest.mark.on_wecom
async def test_a_reviewer_who_left_without_a_word_is_replaced_within_a_minute(office: Office) -> None:
    """F39: errcode 0 with invaliduser. The other holder is asked, the administrator hears of who is missing."""
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    office.zhao.is_lost()
    office.forgive_call("message/send", 200)
    office.forgive_dead_rows(1)
    began = office.clock.now()
    await card.taps("同意")
    await office.wang.expects("请作保密审查", item, within=60)
    await office.wu.expects("请联系：赵干事收不到消息", within=60)
    assert office.clock.now() - began <= timedelta(seconds=60)


# F43: bytes that are gone -------------------------------------------------------------------------------------------


async def without_bytes(office: Office) -> list[object]:
    """Files that are said to be stored, and are not."""
    rows = [row for n in range(1, 50) if (row := await office.read(lambda tx, n=n: uploads.upload(tx, n)))]
    assert rows, "something was handed in"
    return [row for row in rows if row.state == "stored" and not office.app.files.path(row.sha256).exists()]


@pytest.mark.on_wecom
async def test_a_media_id_that_died_before_it_was_fetched_is_asked_for_again(office: Office) -> None:
    """F43: three days later WeCom has it no more. Nothing is accepted without its bytes, whoever sent it hears."""
    office.emulator.faults.replace([{"match": {"method": "media/get"}, "do": "status", "status": 500}])
    office.forgive_call("media/get", 500)
    office.forgive_call("media/get", 200)
    await office.chen.sends("一.png")
    offer = await office.chen.expects("是否新建稿件")
    await offer.taps("新建稿件")
    await office.chen.expects("正在接收")
    await office.restart(after=timedelta(days=3, minutes=1))
    office.emulator.faults.replace([])
    await office.chen.expects("未接收", "请换一份重发", within=7200)
    assert await without_bytes(office) == []
    await office.clock.forward(minutes=3)
    heard(office.chen)


@pytest.mark.on_telegram
async def test_a_link_that_died_before_the_download_is_asked_for_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F43: the file_path is dead when it is used; the next try asks getFile anew and the file is whole."""
    office.forgive_call("file", 404)
    with monkeypatch.context() as dead:
        dead.setattr(telegram_files, "LINK_LIFE", -1)
        await office.chen.sends("通知.docx")
    offer = await office.chen.expects("是否新建稿件", "通知.docx")
    asked = [one for one in office.twin.transcript.since() if one["method"] == "getFile"]
    assert len(asked) == 1
    await offer.taps("新建稿件")
    card = await office.chen.expects("通知.docx（正在接收）")
    await office.clock.forward(seconds=30)
    await card.is_redrawn(containing="通知.docx（", lacking="正在接收")
    asked = [one for one in office.twin.transcript.since() if one["method"] == "getFile"]
    assert len(asked) == 2
    assert await without_bytes(office) == []


# F59: too many for one member ---------------------------------------------------------------------------------------


@pytest.mark.on_wecom
async def test_no_member_is_ever_sent_so_much_that_wecom_drops_it(office: Office) -> None:
    """F59: eighty messages for one member at once. All arrive, never more than 25 in a minute, none is dropped."""
    facts = {"from": "2026-02-09T08:00:00+08:00", "to": "2026-02-09T08:30:00+08:00"}
    liu = office.people["liu"]

    def post(desk: object) -> None:
        for n in range(80):
            desk.tx.post(Intent("service.gap", person=liu, subject="service", occasion=str(n), facts=facts))

    before = len(office.liu._messages())
    await office.act(post)
    await office.clock.forward(minutes=6)
    at = [one.at for one in office.liu._messages()[before:]]
    assert len(at) == 80
    assert max(sum(one <= other < one + 60 for other in at) for one in at) <= 25
    assert office.emulator.wecom.state.dropped == []
    heard(office.liu)


@pytest.mark.on_wecom
async def test_a_busy_member_holds_up_nobody_else(office: Office) -> None:
    """F59: while one member's messages wait for their minute, another's card comes at once."""
    facts = {"from": "2026-02-09T08:00:00+08:00", "to": "2026-02-09T08:30:00+08:00"}
    sun = office.people["sun"]

    def post(desk: object) -> None:
        for n in range(60):
            desk.tx.post(Intent("service.gap", person=sun, subject="service", occasion=str(n), facts=facts))

    await office.act(post)
    began = office.clock.now()
    item = await office.chen.submits(TITLE, body=BODY)
    await office.liu.expects("请审批", item)
    assert (office.clock.now() - began).total_seconds() < 30
    await office.clock.forward(minutes=5)
    assert len(heard(office.sun)) == 60
