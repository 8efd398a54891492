"""WeCom phones on the page: cards, choices, the browser inside, both platforms of one person."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright, expect

from tests.browser.chromium import FLAGS, chromium
from tests.browser.played_wecom import APPROVAL, CHECKS, RETURN, PlayedWecom
from tests.browser.test_page import NARROW, SMALL, WIDE, tab_to, violations

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def browser() -> AsyncIterator[Browser]:
    path = chromium()
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield started
        await started.close()


@pytest_asyncio.fixture(loop_scope="module")
async def played() -> AsyncIterator[PlayedWecom]:
    async with PlayedWecom() as one:
        yield one


@pytest_asyncio.fixture(loop_scope="module")
async def open_page(browser: Browser, played: PlayedWecom) -> AsyncIterator[Any]:
    troubles: list[str] = []
    contexts = []

    async def opened(query: str = "", *, size: dict[str, int] = WIDE, forgive: str = "nothing") -> Page:
        context = await browser.new_context(viewport=size)
        context.set_default_timeout(5000)
        contexts.append(context)
        page = await context.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on(
            "console",
            lambda line: (
                troubles.append(line.text) if line.type == "error" and forgive not in line.text else None
            ),
        )
        await page.goto(f"{played.emulator.url}/?still=1{query}")
        await page.wait_for_selector("body[data-ready]")
        return page

    yield opened
    for context in contexts:
        await context.close()
    assert not troubles


@pytest.mark.parametrize(
    ("query", "size"),
    [("", WIDE), ("&large=1", WIDE), ("&lang=en", WIDE), ("", NARROW), ("&large=1", NARROW)],
    ids=["normal", "large", "english", "narrow", "narrow-large"],
)
async def test_nobody_is_shut_out_of_wecom(open_page, played, query, size):
    await played.on_both()
    page = await open_page(query, size=size)
    if size is NARROW:
        await page.locator(".roster button[data-id=chen]").click()
        assert await page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]
    await expect(page.locator("#trouble form")).to_be_visible()
    phone = page.locator("#phone-chen")
    await phone.locator(".head .quiet").click()
    await expect(phone.locator(".card")).to_have_count(4)
    assert await violations(page) == []
    least = 60 if "large" in query else 44
    assert await page.evaluate(SMALL.replace("LEAST", str(least))) == []


async def test_a_card_is_approved_without_a_mouse_and_turns_grey(open_page, played):
    sent = await played.card("ChenXin", APPROVAL)
    page = await open_page()
    card = page.locator("#phone-chen .card")
    await expect(card.locator(".title")).to_have_text("同意？关于春节值班的通知")
    await expect(card.locator(".lines dt").first).to_have_text("栏目")
    await card.get_by_label("退回理由").select_option("日期不对")
    await tab_to(page, "#phone-chen .cardkeys .key.primary")
    await page.keyboard.press("Enter")
    click = await played.hears_post(EventKey="d1:yes")
    assert (click["ids"], click["CardType"]) == ("b", "button_interaction")
    code = {"userids": ["ChenXin"], "agentid": 1000002, "response_code": click["ResponseCode"]}
    await played.api("message/update_template_card", code | {"button": {"replace_name": "已同意"}})
    await expect(card.locator(".greyed")).to_contain_text("已同意")
    await expect(card.locator(".cardkeys")).to_have_count(0)
    message = page.locator("#phone-chen .message").last
    await message.get_by_role("button", name="看 JSON").click()
    shown = json.loads(await page.locator("#json pre").inner_text())
    assert (shown["msgid"], shown["updated"]["times"]) == (sent["msgid"], 1)
    assert "d1:yes" in shown["callbacks"][0]["xml"]
    await page.keyboard.press("Escape")
    await message.get_by_role("button", name="更多").last.click()
    await message.get_by_role("button", name="迟到的点击：退回").click()
    await played.hears_post(EventKey="d1:no")


async def test_a_vote_and_a_selection_are_submitted(open_page, played):
    await played.card("ChenXin", CHECKS)
    await played.card("ChenXin", RETURN)
    page = await open_page()
    phone = page.locator("#phone-chen")
    await phone.get_by_label("首页能打开").check()
    await phone.get_by_label("栏目有更新").check()
    await phone.get_by_role("button", name="完成").click()
    assert (await played.hears_post(EventKey="d1:done"))["ids"] == "a,b"
    await phone.get_by_label("退给").select_option("孙信息")
    await phone.get_by_role("button", name="提交").click()
    assert (await played.hears_post(EventKey="d1:send"))["ids"] == "s,x"


async def test_pages_of_the_house_open_inside_the_phone(open_page, played):
    await played.on_both()
    page = await open_page()
    phone = page.locator("#phone-chen")
    await phone.get_by_role("button", name="查看全文").click()
    inside = phone.locator(".browser")
    await expect(inside.frame_locator("iframe").locator("h1")).to_have_text("稿件 42")
    await expect(inside.locator(".address")).to_have_text(
        f"{played.bot_url.removeprefix('http://')}/m/item/42"
    )
    assert await violations(page) == []
    await page.keyboard.press("Escape")
    await expect(inside).to_be_hidden()
    await phone.get_by_role("button", name="看网页").click()
    await expect(inside).to_contain_text("不在演示环境里")
    assert await inside.locator("a").get_attribute("href") == "https://example.org/"
    await inside.get_by_role("button", name="返回对话").click()
    await phone.locator(".appmenu button").first.click()
    await played.hears_post(EventKey="todo")
    await phone.locator(".appmenu button").last.click()
    await expect(inside.frame_locator("iframe").locator("h1")).to_have_text("稿件 42")


async def test_a_phone_turns_to_its_other_platform(open_page, played):
    await played.on_both()
    await played.sends("chen", "这是 Telegram")
    page = await open_page()
    phone = page.locator("#phone-chen")
    await expect(phone.locator(".head .tag").first).to_have_text("企业微信")
    await phone.locator("textarea").fill("你好")
    await phone.locator("textarea").press("Enter")
    assert (await played.hears_post(Content="你好"))["FromUserName"] == "ChenXin"
    await phone.get_by_role("button", name="转到Telegram").click()
    await expect(phone.locator(".text").last).to_have_text("这是 Telegram")
    await expect(phone.locator(".card")).to_have_count(0)
    await phone.locator("textarea").fill("在这边")
    await phone.locator("textarea").press("Enter")
    await played.hears_text("在这边")
    await phone.get_by_role("button", name="转到企业微信").click()
    await expect(phone.locator(".card").first).to_be_visible()


async def test_a_group_says_who_was_called(open_page, played):
    await played.on_both()
    page = await open_page()
    group = page.locator("#phone-bgs-group")
    await expect(group.locator(".head .tag").first).to_have_text("企业微信")
    await expect(group.locator(".mentioned")).to_have_text("提到：王主任")


async def test_pictures_go_and_files_do_not(open_page, played):
    page = await open_page(forgive="409 (Conflict)")
    phone = page.locator("#phone-chen")
    for name in ("年检通知.docx", "办事窗口.png"):
        await phone.get_by_role("button", name="附件", exact=True).click()
        await phone.get_by_role("button", name=f"样例：{name}").click()
        await phone.get_by_role("button", name="发送").click()
        if name.endswith("docx"):
            await expect(phone.locator(".note.bad")).to_contain_text("收不到文件")
            await phone.get_by_role("button", name="移除 年检通知.docx").click()
    assert (await played.hears_post(MsgType="image"))["MediaId"]
    await expect(phone.locator(".picture img")).to_have_count(1)


async def test_a_forged_callback_is_refused_in_sight(open_page, played):
    page = await open_page()
    await page.get_by_label("伪造或异样的回调").select_option("签名不对")
    await page.get_by_role("button", name="投一次").click()
    await expect(page.locator("#trouble .note")).to_have_text("签名不对：机器人回 400")
    await page.get_by_role("button", name="回调重复").click()
    await expect(page.locator("#trouble .note")).to_have_text("回调重复：已开启")
    assert played.emulator.faults.listing()[0]["match"]["platform"] == "wecom"


async def test_the_ai_bot_has_a_conversation_of_its_own(open_page, played):
    async with played._session.ws_connect(played.emulator.url + "/aibot") as line:
        bot = played.emulator.wecom_side.aibot
        body = {"bot_id": bot.bot_id, "secret": bot.secret}
        await line.send_json({"cmd": "aibot_subscribe", "headers": {"req_id": "1"}, "body": body})
        assert (await line.receive_json(timeout=5))["errcode"] == 0
        page = await open_page()
        phone = page.locator("#phone-chen")
        await phone.get_by_role("button", name="转到智能机器人").click()
        await phone.get_by_role("button", name="附件", exact=True).click()
        await phone.get_by_role("button", name="样例：年检通知.docx").click()
        await phone.get_by_role("button", name="发送").click()
        frame = await line.receive_json(timeout=5)
        assert (frame["body"]["msgtype"], set(frame["body"]["file"])) == ("file", {"url", "aeskey"})
        await expect(phone.locator("a.file")).to_have_count(1)
        await phone.get_by_role("button", name="转到应用").click()
        await expect(phone.locator("a.file")).to_have_count(0)
