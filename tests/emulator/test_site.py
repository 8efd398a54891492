"""The demo office's web site."""

import asyncio
import base64
from typing import Any

import aiohttp
import pytest

from tests.emulator.conftest import Desk

NOTICE = {
    "column": "tzgg",
    "title": "关于开展年检工作的通知",
    "body": "第一段<b>\n第二段",
    "source": "法制股",
}


async def page(desk: Desk, url: str) -> tuple[int, str]:
    async with desk.session.get(url, allow_redirects=False) as answer:
        body = await answer.read()
        return answer.status, body.decode("gb18030" if b"gb2312" in body[:200] else "utf-8")


async def publish(desk: Desk, **more: Any) -> dict[str, Any]:
    made = await desk.post("/emulator/site/pages", {**NOTICE, **more})
    assert "id" in made, made
    return made


async def test_an_article_has_title_date_source_body_and_attachment(desk: Desk):
    files = [{"name": "附件.docx", "base64": base64.b64encode(b"docx").decode()}]
    made = await publish(desk, files=files)
    assert made["url"].endswith(f"/kpssfzww/tzgg/202602/t20260209_{made['id']}.html")
    status, text = await page(desk, made["url"])
    assert status == 200
    for part in (
        "<h1>关于开展年检工作的通知</h1>",
        "发布时间：2026-02-09 09:00",
        "来源：法制股",
        "<p>第一段&lt;b&gt;</p>",
        "附件.docx",
    ):
        assert part in text
    link = text.split('<div class="attachments">')[1].split('href="')[1].split('"')[0]
    async with desk.session.get(desk.emulator.site_url + link) as answer:
        assert await answer.read() == b"docx"


async def test_lists_are_newest_first_with_dates_and_the_front_page_leads_there(desk: Desk):
    await publish(desk, title="新的一条")
    _, text = await page(desk, f"{desk.emulator.site_url}/kpssfzww/tzgg/")
    titles = [
        one.split(">")[1].split("<")[0] for one in text.split("<li>")[1:] for one in [one.split("<a")[1]]
    ]
    assert titles == ["新的一条", "关于2026年春节期间值班安排的通知", "关于开展行政执法案卷评查的通知"]
    assert "<span>2026-02-09</span>" in text
    assert "新的一条" in (await page(desk, f"{desk.emulator.site_url}/kpssfzww/"))[1]
    assert (await page(desk, desk.emulator.site_url))[0] == 302
    assert (await page(desk, f"{desk.emulator.site_url}/elsewhere"))[0] == 404


async def test_a_column_in_gb18030(desk: Desk):
    made = await publish(desk, column="法律援助", title="镕基", body="𠮷")
    async with desk.session.get(made["url"]) as answer:
        body = await answer.read()
        assert answer.charset is None
    assert b'charset="gb2312"' in body
    assert "<h1>镕基</h1>" in body.decode("gb18030")
    assert "𠮷" in body.decode("gb18030")


async def test_the_date_is_the_clocks_unless_the_editor_says_otherwise(desk: Desk):
    desk.clock.advance(15 * 3600)  # midnight in Beijing
    assert (await publish(desk))["date"] == "2026-02-10"
    earlier = await publish(desk, date="2026-01-05")
    assert "t20260105_" in earlier["url"]
    assert "发布时间：2026-01-05</span>" in (await page(desk, earlier["url"]))[1]


async def test_change_and_delete(desk: Desk):
    made = await publish(desk)
    changed = await desk.post(f"/emulator/site/pages/{made['id']}", {"title": "改过的标题"}, "PUT")
    assert changed["url"] == made["url"]
    assert "改过的标题" in (await page(desk, made["url"]))[1]
    await desk.post(f"/emulator/site/pages/{made['id']}", None, "DELETE")
    assert (await page(desk, made["url"]))[0] == 404
    assert "改过的标题" not in (await page(desk, f"{desk.emulator.site_url}/kpssfzww/tzgg/"))[1]
    assert made["id"] not in [one["id"] for one in (await desk.get("/emulator/site/pages"))["pages"]]
    everything = (await desk.get("/emulator/site/pages?all=1"))["pages"]
    assert [one["deleted"] for one in everything if one["id"] == made["id"]] == [True]
    assert (await desk.post(f"/emulator/site/pages/{made['id']}", {}, "PUT"))["status"] == 404


@pytest.mark.parametrize("body", [{}, {"column": "none", "title": "x"}, {**NOTICE, "date": "yesterday"}, []])
async def test_what_is_not_understood(desk: Desk, body: Any):
    assert (await desk.post("/emulator/site/pages", body))["status"] == 400


class TestFaults:
    async def fault(self, desk: Desk, *rules: dict[str, Any]) -> None:
        assert await desk.post("/emulator/site/faults", list(rules)) == {"accepted": True}

    async def test_status_redirect_and_drop(self, desk: Desk):
        made = await publish(desk)
        await self.fault(desk, {"do": "status", "status": 503, "page": made["id"]})
        assert (await page(desk, made["url"]))[0] == 503
        assert (await page(desk, f"{desk.emulator.site_url}/kpssfzww/"))[0] == 200
        await self.fault(desk, {"do": "redirect", "to": desk.emulator.url + "/emulator/phones"})
        async with desk.session.get(made["url"], allow_redirects=False) as answer:
            assert answer.headers["Location"] == desk.emulator.url + "/emulator/phones"
        await self.fault(desk, {"do": "drop"})
        with pytest.raises(aiohttp.ClientError):
            await page(desk, made["url"])

    async def test_wrong_date(self, desk: Desk):
        made = await publish(desk)
        await self.fault(desk, {"do": "wrong_date", "days": -3, "page": made["id"]})
        assert "发布时间：2026-02-06" in (await page(desk, made["url"]))[1]

    async def test_slow_waits_on_the_clock(self, desk: Desk):
        made = await publish(desk)
        await self.fault(desk, {"do": "slow", "seconds": 40})
        visit = asyncio.create_task(page(desk, made["url"]))
        await desk.clock.waiters()
        desk.clock.advance(40)
        assert (await visit)[0] == 200

    async def test_endless_goes_on_until_somebody_leaves(self, desk: Desk):
        made = await publish(desk)
        await self.fault(desk, {"do": "endless"})
        async with desk.session.get(made["url"]) as answer:
            got = 0
            while got < 2 * 2**20 and (piece := await answer.content.read(2**16)):
                got += len(piece)
            assert got >= 2 * 2**20, "it never came to an end by itself"
            assert not answer.content.at_eof()

    async def test_hold_and_release(self, desk: Desk):
        await self.fault(desk, {"do": "hold", "path": "/kpssfzww/tzgg"})
        made = await publish(desk, title="还没生成")
        other = await publish(desk, column="gzdt")
        assert made["held"]
        assert (await page(desk, made["url"]))[0] == 404
        assert (await page(desk, other["url"]))[0] == 200
        assert "还没生成" not in (await page(desk, f"{desk.emulator.site_url}/kpssfzww/tzgg/"))[1]
        await desk.post(f"/emulator/site/pages/{made['id']}/release")
        assert (await page(desk, made["url"]))[0] == 200

    async def test_clearing_releases_all(self, desk: Desk):
        await self.fault(desk, {"do": "hold"})
        made = await publish(desk)
        await desk.post("/emulator/site/faults", None, "DELETE")
        assert (await page(desk, made["url"]))[0] == 200

    async def test_a_deleted_page_lingers(self, desk: Desk):
        made = await publish(desk, title="删不掉")
        await desk.post(f"/emulator/site/pages/{made['id']}", None, "DELETE")
        await self.fault(desk, {"do": "linger", "what": "list"})
        assert "删不掉" in (await page(desk, f"{desk.emulator.site_url}/kpssfzww/tzgg/"))[1]
        assert (await page(desk, made["url"]))[0] == 404
        await desk.post("/emulator/site/faults", {"do": "linger", "what": "page"})
        assert (await page(desk, made["url"]))[0] == 200

    async def test_an_unknown_fault_is_refused(self, desk: Desk):
        assert (await desk.post("/emulator/site/faults", [{"do": "burn"}]))["status"] == 400


class TestAdmin:
    async def form(self, desk: Desk, path: str, **fields: str) -> tuple[int, str]:
        form = aiohttp.FormData(fields, default_to_multipart=True, quote_fields=False)
        form.add_field("file", b"abc", filename="说明.txt", content_type="text/plain")
        async with desk.session.post(
            desk.emulator.site_url + path, data=form, allow_redirects=False
        ) as answer:
            return answer.status, answer.headers.get("Location", "")

    async def test_publish_change_delete_by_hand(self, desk: Desk):
        status, to = await self.form(
            desk, "/admin", column="tzgg", title="手工发布", body="正文", source="", date=""
        )
        assert status == 303
        _, text = await page(desk, desk.emulator.site_url + to)
        url = text.split('已发布，地址：<a href="')[1].split('"')[0]
        assert "说明.txt" in (await page(desk, url))[1]
        number = to.split("=")[1]
        assert "手工发布" in (await page(desk, f"{desk.emulator.site_url}/admin/{number}"))[1]
        assert (await self.form(desk, f"/admin/{number}", title="手工改过", body="正文", do="change"))[
            0
        ] == 303
        assert "手工改过" in (await page(desk, url))[1]
        assert (await self.form(desk, f"/admin/{number}", do="delete"))[0] == 303
        assert (await page(desk, url))[0] == 404
        assert (await page(desk, f"{desk.emulator.site_url}/admin/{number}"))[0] == 404

    @pytest.mark.parametrize(
        "fields",
        [
            {"column": "tzgg", "title": " "},
            {"column": "x", "title": "y"},
            {"column": "tzgg", "title": "y", "date": "x"},
        ],
    )
    async def test_what_a_form_lacks(self, desk: Desk, fields: dict[str, str]):
        assert (await self.form(desk, "/admin", **fields))[0] == 400

    async def test_no_other_page_may_post_here(self, desk: Desk):
        async with desk.session.post(
            f"{desk.emulator.site_url}/admin", headers={"Origin": "https://evil.example"}
        ) as answer:
            assert answer.status == 403
