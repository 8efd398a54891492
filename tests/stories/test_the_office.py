"""The harness keeps its word: leaving the office fails whenever something happened that the story did not say."""

import shutil
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import structlog

from storage.engine import Tx
from tests.office import Office
from tests.office_log import Log
from tests.stories.ways import handed_in


@pytest.fixture
async def office(tmp_path: Path, empty_sqlite: Path, log: Log) -> AsyncIterator[Office]:
    """An office that the test leaves by itself."""
    shutil.copyfile(empty_sqlite, tmp_path / "duwang.db")
    one = Office(tmp_path / "data", f"sqlite:///{tmp_path / 'duwang.db'}")
    one.logged = log.errors
    await one.open()
    yield one
    await one.close()


async def test_a_quiet_story_is_left_in_peace(office: Office) -> None:
    await office.leave()


async def test_a_message_that_nobody_expected(office: Office) -> None:
    await office.chen.says("帮助")
    with pytest.raises(AssertionError, match=r"heard, but not expected:\nchen .*用法"):
        await office.leave()


async def test_a_message_that_was_still_to_come(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    await card.taps("同意")
    office.nobody_heard_more()
    with pytest.raises(AssertionError, match=r"heard, but not expected:\n(wang|zhao) .*请作保密审查"):
        await office.leave()


async def test_a_call_that_the_twin_refused(office: Office) -> None:
    assert office.app.telegram is not None
    await office.app.telegram.leave("-999")
    with pytest.raises(AssertionError, match=r"the twin refused.*leaveChat.*chat not found"):
        await office.leave()


async def test_a_message_that_died(office: Office) -> None:
    item = await handed_in(office)
    card = await office.liu.expects("请审批", item)
    office.wang.chat.blocked = office.zhao.chat.blocked = True
    office.forgive_call("sendMessage", 403)
    await card.taps("同意")
    await office.wu.expects("请联系")
    await office.wu.expects("请联系")
    with pytest.raises(AssertionError, match="messages that ended badly"):
        await office.leave()


async def test_an_error_in_the_log(office: Office) -> None:
    structlog.get_logger().error("loop.failed", loop="courier")
    with pytest.raises(AssertionError, match=r"errors were logged.*loop\.failed"):
        await office.leave()
    office.forgive_error("loop.failed")
    await office.leave()


async def test_evidence_that_was_edited(office: Office) -> None:
    item = await handed_in(office)
    await office.liu.expects("请审批", item)

    def edit(tx: Tx) -> None:
        tx.connection.execute("DROP TRIGGER audit_no_update")
        tx.connection.execute("UPDATE audit SET act = 'item.approved' WHERE n = 2")

    await office.app.store.act(edit)
    with pytest.raises(AssertionError, match="edited"):
        await office.leave()


async def test_time_passes_only_when_somebody_waits_for_it(office: Office) -> None:
    start = office.clock.now()
    item = await handed_in(office)
    await office.liu.expects("请审批", item)
    assert office.clock.now() - start < timedelta(minutes=1)
    with pytest.raises(AssertionError, match="qian never heard"):
        await office.qian.expects("请发布", item, within=600)
    assert office.clock.now() - start < timedelta(minutes=11)
