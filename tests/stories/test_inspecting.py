"""检查链接: an inspector without an account reads sampled records for a week, and nothing else."""

import re

import aiohttp
import pytest

from tests.office import Office
from tests.stories.conftest import OpenOffice
from tests.stories.records import hears
from tests.stories.ways import handed_in


@pytest.fixture
async def office(open_office: OpenOffice) -> Office:
    """An office with a page."""
    return await open_office(platform="wecom")


async def looked(address: str) -> tuple[int, str]:
    """What a browser gets that nobody knows."""
    async with aiohttp.ClientSession() as browser, browser.get(address, allow_redirects=False) as answer:
        return answer.status, await answer.text()


def link_in(text: str) -> str:
    found = re.search(r"https?://\S+/m/inspect/[A-Za-z0-9_-]{32}", text)
    assert found is not None, text
    return found[0]


async def test_for_a_week_an_inspector_reads_what_was_sampled(office: Office) -> None:
    """The list, one record with who approved it; not the other item; no file; the look is on record."""
    first = await handed_in(office)
    await office.liu.expects("请审批", first)
    second = await handed_in(office, "关于另一事项的通知")
    await office.liu.expects("请审批", second)
    await office.wang.says(f"检查链接 {first.number}")
    card = await office.wang.expects("检查链接：1件", "2月16日")
    address = link_in(card.text)
    status, text = await looked(address)
    assert status == 200
    assert first.number in text
    assert second.number not in text
    shown = re.search(r"/m/inspect/[A-Za-z0-9_-]{32}/(\d+)", text)
    assert shown is not None
    status, text = await looked(f"{address}/{shown[1]}")
    assert status == 200
    assert "陈信息" in text
    assert "/m/file/" not in text
    assert (await looked(f"{address}/{int(shown[1]) + 1}"))[0] == 404  # the second item's
    await office.clock.to("2026-02-16 09:30")
    assert (await looked(address))[0] == 404
    hears(office.liu)  # what is due soon


async def test_it_is_called_back_and_opens_no_door(office: Office) -> None:
    """The secret signs nobody in; 收回检查链接 ends it at once."""
    item = await handed_in(office)
    await office.liu.expects("请审批", item)
    await office.wang.says(f"检查链接 {item.number}")
    address = link_in((await office.wang.expects("检查链接：1件")).text)
    status, text = await looked(address.replace("/m/inspect/", "/m/in/link/"))
    assert "已失效" in text
    await office.wang.says("收回检查链接")
    await office.wang.expects("已收回1个检查链接")
    status, text = await looked(address)
    assert status == 404
    assert "已过期或已收回" in text
    await office.wang.says("收回检查链接")
    await office.wang.expects("没有需要收回的检查链接")


async def test_only_the_office_makes_one_and_of_what_there_is(office: Office) -> None:
    """Others hear who does; an unknown number makes none."""
    await office.chen.says("检查链接 0001")
    await office.chen.expects("由办公室制作")
    await office.wang.says("检查链接")
    await office.wang.expects("请写明编号")
    await office.wang.says("检查链接 0099")
    await office.wang.expects("没有查到“0099”")
