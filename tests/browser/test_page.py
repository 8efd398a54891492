"""The emulator's page in a real browser: what it shows, does and promises to people with keyboard or weak eyes."""

import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, async_playwright, expect

from tests.browser.chromium import FLAGS, chromium
from tests.browser.played import BODY, CARD, NUMBER, TITLE, Played, key

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

UI = Path(__file__).parents[2] / "emulator" / "ui"
WIDE = {"width": 1440, "height": 900}
NARROW = {"width": 390, "height": 844}
SMALL = """() => [...document.querySelectorAll('button, select, summary, input:not([type=file]), textarea, a.key, a.file, a.btn')]
    .filter((one) => one.checkVisibility() && !one.closest('label.check') && !one.classList.contains('link'))
    .map((one) => [one.outerHTML.slice(0, 90), one.getBoundingClientRect()])
    .filter(([, box]) => Math.min(box.width, box.height) < LEAST - 0.5)
    .map(([html, box]) => `${box.width.toFixed(1)} x ${box.height.toFixed(1)} ${html}`)"""


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def browser() -> AsyncIterator[Browser]:
    path = chromium()
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield started
        await started.close()


@pytest_asyncio.fixture(loop_scope="module")
async def played() -> AsyncIterator[Played]:
    async with Played() as one:
        yield one


@pytest_asyncio.fixture(loop_scope="module")
async def open_page(browser: Browser, played: Played) -> AsyncIterator[Any]:
    """Opens the page of `played`; a script error or a refused resource fails the test."""
    troubles: list[str] = []
    contexts = []

    async def opened(
        query: str = "", *, size: dict[str, int] = WIDE, at: Played = played, forgive: str = "nothing"
    ) -> Page:
        context = await browser.new_context(viewport=size, permissions=["clipboard-read", "clipboard-write"])
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
        await page.goto(f"{at.emulator.url}/?still=1{query}")
        await page.wait_for_selector("body[data-ready]")
        return page

    yield opened
    for context in contexts:
        await context.close()
    assert not troubles


async def violations(page: Page) -> list[str]:
    found = await Axe().run(page)
    return [
        f"{one['id']}: {one['help']} {[node['html'][:120] for node in one['nodes']][:3]}"
        for one in found.response["violations"]
    ]


async def tab_to(page: Page, wanted: str) -> None:
    """Press Tab until the element that `wanted` selects has the focus."""
    for _ in range(250):
        if await page.evaluate("(wanted) => document.activeElement.matches(wanted)", wanted):
            return
        await page.keyboard.press("Tab")
    pytest.fail(f"no Tab leads to {wanted}")


@pytest.mark.parametrize(
    ("query", "size"),
    [("", WIDE), ("&large=1", WIDE), ("&lang=en", WIDE), ("", NARROW), ("&large=1", NARROW)],
    ids=["normal", "large", "english", "narrow", "narrow-large"],
)
async def test_nobody_is_shut_out(open_page, played, query, size):
    card = await played.midway()
    page = await open_page(query, size=size)
    await expect(page.locator("#why .rule")).to_be_visible()
    await page.locator("#clock details").evaluate("node => { node.open = true; }")
    await page.locator("#log .btn").click()
    if size is NARROW:
        await page.locator(".roster button[data-id=liu]").click()
    phone = page.locator("#phone-liu")
    await phone.locator(".head .quiet").click()
    await phone.locator(f"[data-id='{card}'] .quiet").last.click()
    await phone.locator(".line .btn").first.click()
    await phone.locator("textarea").fill("/")
    assert await violations(page) == []
    least = 60 if "large" in query else 44
    assert await page.evaluate(SMALL.replace("LEAST", str(least))) == []


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
async def test_nobody_is_shut_out_of_what_lies_above(open_page, played, size):
    card = await played.midway()
    page = await open_page(size=size)
    if size is NARROW:
        assert await violations(page) == [], "the list of phones"
        await page.locator(".roster button[data-id=liu]").click()
    else:
        await page.locator("#phone-qian summary").click()
    phone = page.locator("#phone-liu")
    await phone.get_by_role("button", name="退回").click()
    tap = await played.hears_tap("退回")
    await played.bot("answerCallbackQuery", callback_query_id=tap["id"], text="请选择理由", show_alert=True)
    await expect(phone.get_by_role("alertdialog")).to_be_visible()
    assert await violations(page) == []
    await page.keyboard.press("Escape")
    await phone.locator(f"[data-id='{card}'] .quiet").first.click()
    await expect(page.locator("#json")).to_be_visible()
    assert await violations(page) == []


async def test_letters_are_large_in_large_type(open_page, played):
    await played.midway()
    page = await open_page("&large=1")
    sizes = await page.evaluate("""() => {
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        const found = [];
        while (walker.nextNode()) {
            const holder = walker.currentNode.parentElement;
            if (!walker.currentNode.data.trim() || !holder.checkVisibility() || holder.closest('[aria-hidden=true], .unseen')) continue;
            found.push(parseFloat(getComputedStyle(holder).fontSize));
        }
        return found;
    }""")
    assert min(sizes) >= 18
    assert max(sizes) >= 30


async def test_a_person_without_a_mouse_writes_and_approves(open_page, played):
    card = await played.midway()
    page = await open_page()
    await tab_to(page, "#phone-chen textarea")
    await page.keyboard.type("待办")
    await page.keyboard.press("Enter")
    said = await played.hears_text("待办")
    assert said["from"]["id"] == played.chat("chen")
    await expect(page.locator("#phone-chen .mine .text")).to_have_text("待办")
    assert await page.evaluate("document.activeElement.matches('#phone-chen textarea')")

    await tab_to(page, f"#phone-liu [data-id='{card}'] .key.primary")
    outline = await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid", "the focus must show"
    await page.keyboard.press("Enter")
    tap = await played.hears_tap("同意")
    assert tap["message"]["message_id"] == card
    await played.bot("answerCallbackQuery", callback_query_id=tap["id"], text="已同意")
    await played.bot("editMessageText", chat_id=played.chat("liu"), message_id=card, text=f"已同意：{TITLE}")
    await expect(page.locator(f"#phone-liu [data-id='{card}'] .key")).to_have_count(0)
    await expect(page.locator("#phone-liu .toast")).to_contain_text("已同意")
    assert await page.evaluate("document.activeElement.closest('#phone-liu .talk') !== null"), (
        "the focus stays"
    )


async def test_commands_are_offered_while_typing(open_page, played):
    page = await open_page()
    text = page.locator("#phone-chen textarea")
    await text.fill("/t")
    await expect(page.locator("#phone-chen .commands li")).to_have_text(["/todo 待办"])
    await text.press("ArrowDown")
    await text.press("Enter")
    await played.hears_text("/todo")


async def test_a_small_screen_shows_a_list_and_one_phone(open_page, played):
    await played.midway()
    page = await open_page(size=NARROW)
    phones = page.locator(".phone:visible")
    for _ in ("normal", "large"):
        await expect(phones).to_have_count(0)
        assert await page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]
        row = page.locator(".roster button[data-id=liu]")
        await expect(row).to_contain_text("请审批")
        await row.click()
        await expect(phones).to_have_count(1)
        assert await page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]
        await page.locator("#phone-liu .back").click()
        await expect(phones).to_have_count(0)
        assert await page.evaluate("document.activeElement.dataset.id") == "liu"
        await page.get_by_role("button", name="大字").click()


async def test_the_payload_of_a_message_can_be_read(open_page, played):
    card = await played.midway()
    page = await open_page()
    opener = page.locator(f"#phone-liu [data-id='{card}'] .quiet").first
    await opener.click()
    shown = json.loads(await page.locator("#json pre").inner_text())
    assert shown["message_id"] == card
    assert shown["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "d1:同意"
    await page.keyboard.press("Escape")
    await expect(page.locator("#json")).to_be_hidden()
    assert await opener.evaluate("node => node === document.activeElement")


async def test_what_happens_shows_without_reloading(open_page, played):
    page = await open_page()
    phone = page.locator("#phone-liu")
    await expect(phone.locator(".empty, .welcome")).to_have_count(1)
    card = await played.midway()
    bubble = phone.locator(f"[data-id='{card}']")
    await expect(bubble.locator("b, strong").first).to_have_text(f"请审批：{TITLE}")
    await expect(bubble.locator("blockquote")).to_have_text(BODY)
    await expect(phone.locator(".tag.new")).to_have_text("1 条新消息")
    await bubble.get_by_role("button", name="退回").click()
    tap = await played.hears_tap("退回")
    await expect(phone.locator(".tag.new")).to_have_count(0)
    await played.bot("answerCallbackQuery", callback_query_id=tap["id"], text="请选择理由", show_alert=True)
    alert = phone.get_by_role("alertdialog")
    await expect(alert).to_contain_text("请选择理由")
    await page.keyboard.press("Escape")
    await expect(alert).to_have_count(0)


async def test_the_buttons_of_a_long_card_stay_in_sight(open_page, played):
    long = CARD.replace(BODY, f"{BODY}\n" * 12)
    keys = [key("同意", style="primary"), key("退回")]
    card = await played.sends("liu", long, keys)
    page = await open_page()
    approve = page.locator(f"#phone-liu [data-id='{card}'] .key.primary")
    await expect(approve).to_be_in_viewport()
    longer = {"inline_keyboard": [keys, [key("更多")]]}
    await played.bot(
        "editMessageText", chat_id=played.chat("liu"), message_id=card, text=f"{long}\n补充", parse_mode="HTML",
        reply_markup=longer,
    )  # fmt: skip
    await expect(page.locator(f"#phone-liu [data-id='{card}'] .key").last).to_be_in_viewport()
    await played.sends("liu", long.replace("请审批", "请再审"), keys)
    await expect(page.locator("#phone-liu").get_by_text("请再审")).to_be_in_viewport()
    await page.locator("#phone-liu").get_by_role("button", name="往下看").click()
    await expect(page.locator("#phone-liu .key").last).to_be_in_viewport()


async def test_the_page_says_when_it_has_lost_the_emulator(open_page):
    async with Played() as short:
        page = await open_page(at=short, forgive="ERR_")
        await short.emulator.stop()
        await expect(page.locator("#bot")).to_contain_text("连接中断")


async def test_a_bot_that_ended_says_why_until_it_runs_again(open_page):
    why = "regime: 没有这个办法\n只可填：kaiping"
    async with Played(connected=False) as played:
        page = await open_page(at=played)
        played.emulator.bot_ended(why)
        await expect(page.locator("#bot")).to_have_text(f"机器人没有运行：{why}", use_inner_text=True)
        await expect(page.locator("#phone-chen")).to_contain_text("只可填：kaiping")
        again = await open_page(at=played)
        await expect(again.locator("#bot")).to_contain_text(why.splitlines()[0])
        played.emulator.bot_ended("")
        played.connect()
        await expect(page.locator("#bot")).to_have_text("机器人已连接")
        await expect(page.locator("#phone-chen")).not_to_contain_text("没有运行")
        assert await violations(page) == []


async def test_phones_say_that_the_bot_is_connecting(open_page):
    async with Played(connected=False) as alone:
        page = await open_page(at=alone)
        await expect(page.locator("#phone-chen .tag.warn")).to_have_text("正在连接…")
        await expect(page.locator("#bot")).to_have_text("机器人正在连接…")
        alone.connect()
        await expect(page.locator("#phone-chen .tag.warn")).to_have_count(0)
        await expect(page.locator("#bot")).to_have_text("机器人已连接")
        await page.close()  # before what it speaks to is gone


async def test_files_go_out_one_by_one_or_as_an_album(open_page, played):
    page = await open_page()
    phone = page.locator("#phone-chen")
    await phone.get_by_role("button", name="附件", exact=True).click()
    await phone.get_by_role("button", name="样例：年检通知.docx").click()
    await phone.locator("textarea").fill("请发布")
    await phone.get_by_role("button", name="发送").click()
    one = await played.hears(lambda update: "document" in update.get("message", {}))
    assert one["message"]["document"]["file_name"] == "年检通知.docx"
    assert one["message"]["caption"] == "请发布"
    await expect(phone.locator("a.file")).to_have_attribute("download", "年检通知.docx")

    await phone.get_by_role("button", name="附件", exact=True).click()
    pictures = [UI / "samples" / "window.png"] * 2
    await phone.locator("input[type=file]").set_input_files(pictures)
    await expect(phone.locator(".chip")).to_have_count(2)
    await phone.get_by_label("发送方式").select_option("photo")
    await phone.get_by_role("button", name="发送").click()
    await played.hears(lambda update: "photo" in update.get("message", {}))
    await expect(phone.locator(".picture img")).to_have_count(2)
    albums = {
        one["message"].get("media_group_id") for one in played.updates if "photo" in one.get("message", {})
    }
    assert len(albums) == 1
    assert None not in albums


async def test_the_web_admin_publishes_and_hands_over_the_address(open_page, played):
    card = await played.sends("qian", CARD.replace("请审批", "请发布"), [key("提交网址", style="primary")])
    page = await open_page(forgive="404 (Not Found)")  # the site has no icon
    phone = page.locator("#phone-qian")
    await phone.locator("summary").click()
    await phone.get_by_role("button", name="从最近的卡片填入").click()
    await expect(phone.get_by_label("标题")).to_have_value(TITLE)
    await expect(phone.get_by_label("正文")).to_have_value(BODY)
    await expect(phone.get_by_label("栏目")).to_have_value("tzgg")
    await phone.get_by_role("button", name="发布", exact=True).click()
    link = phone.get_by_role("link", name=TITLE)
    address = await link.get_attribute("href")
    await phone.get_by_role("button", name="发给机器人").first.click()
    said = await played.hears_text(str(address))
    assert said["from"]["id"] == played.chat("qian")
    assert said["reply_to_message"]["message_id"] == card, "an answer to the card that asks"
    await page.goto(str(address))
    await expect(page.locator("body")).to_contain_text(TITLE)


async def test_time_moves_and_says_where_it_stands(open_page, played):
    page = await open_page()
    await expect(page.locator("#clock summary")).to_contain_text("2026年2月9日 周一 09:00")
    await page.get_by_role("button", name="+1天").click()
    await expect(page.locator("#clock [role=status]")).to_contain_text("已推进到 2026年2月10日 周二")
    await expect(page.locator("#clock summary")).to_contain_text("2026年2月10日 周二")
    assert len(played.steps) == 2, "the event on the way, then the target"
    await page.get_by_label("拨到").fill("2026-02-12T08:30")
    await page.get_by_role("button", name="前往").click()
    await expect(page.locator("#clock summary")).to_contain_text("2026年2月12日 周四 08:30")


async def test_the_reason_stands_beside_the_phones(open_page, played):
    page = await open_page()
    why = page.locator("#why")
    await expect(why.locator(".rule")).to_contain_text("第十八条")
    await expect(why.locator(".due li")).to_have_count(2)
    await expect(why).to_contain_text("剩 12 个工作日")
    await expect(why).to_contain_text("已逾期 1 个工作日")
    await expect(why).to_contain_text("暂算")
    await expect(why).to_contain_text("9f2c7e11d04b5a66")
    await expect(page.locator("#clock .next")).to_have_text("下一事项：2月10日 周二 08:33")


async def test_refused_calls_stand_out_in_words(open_page, played):
    said = await played.refused("sendMessage", chat_id=1, text="谁也不是")
    page = await open_page()
    await expect(page.locator("#log .counts")).to_contain_text("1 次被拒绝")
    await page.get_by_role("button", name="显示记录").click()
    row = page.locator("#log tr.bad")
    await expect(row).to_contain_text("被拒绝 400")
    await expect(row).to_contain_text(said)


async def test_trouble_can_be_made_and_mended(open_page, played):
    page = await open_page()
    for name in ("平台中断", "网络缓慢", "限流"):
        await page.get_by_role("button", name=name).click()
        await expect(page.locator("#trouble .note")).to_have_text(f"{name}：已开启")
        assert len(played.emulator.faults.listing()) == 1
    await page.get_by_role("button", name="重复投递").click()
    await expect(page.locator("#trouble .note")).to_have_text("重复投递：已开启")
    assert played.emulator.faults.listing()[0]["do"] == "duplicate"
    again = await open_page()
    await expect(again.get_by_role("button", name="重复投递")).to_have_attribute("aria-pressed", "true")
    await page.get_by_role("button", name="清除故障").click()
    await expect(page.locator("#trouble .note")).to_have_text("故障已清除。")
    assert played.emulator.faults.listing() == []
    await page.get_by_role("button", name="重启机器人").click()
    await expect(page.locator("#trouble .note")).to_have_text("机器人已重启。")
    assert played.restarts == 1


async def test_an_old_card_can_be_tapped_late(open_page, played):
    card = await played.midway()
    page = await open_page()
    bubble = page.locator(f"#phone-liu [data-id='{card}']")
    await expect(bubble.locator(".key")).to_have_count(4)
    await played.bot("editMessageText", chat_id=played.chat("liu"), message_id=card, text="已由王主任处理")
    await expect(bubble.locator(".key")).to_have_count(0)
    await bubble.get_by_role("button", name="更多").click()
    await bubble.get_by_role("button", name="迟到的点击：同意").click()
    await played.hears_tap("同意")


async def test_links_of_the_house_open_at_the_running_bot(open_page, played):
    await played.midway()
    page = await open_page()
    link = page.locator("#phone-chen a.key")
    assert await link.get_attribute("href") == f"{played.bot_url}/item/42?x=1"
    await page.locator("#phone-liu").get_by_role("button", name="复制编号").click()
    await expect(page.locator("#phone-liu .note")).to_have_text("已复制")
    assert await page.evaluate("navigator.clipboard.readText()") == NUMBER


async def test_an_invitation_opens_the_bot(open_page, played):
    link = f"https://t.me/{played.office['bot']['username']}?start=abc123"
    await played.sends("sun", f'<a href="{link}">接受邀请</a>')
    page = await open_page()
    await page.locator("#phone-sun").get_by_role("button", name="接受邀请", exact=True).click()
    said = await played.hears_text("/start abc123")
    assert said["from"]["id"] == said["chat"]["id"] == played.chat("sun"), "from that phone, in private"


async def test_in_a_group_a_member_speaks(open_page, played):
    await played.midway()
    page = await open_page()
    group = page.locator("#phone-fzg-group")
    await group.get_by_label("发言人").select_option("liu")
    await group.locator("textarea").fill("/todo@duwang_demo_bot")
    await group.locator("textarea").press("Enter")
    said = await played.hears_text("/todo@duwang_demo_bot")
    assert (said["from"]["id"], said["chat"]["id"]) == (played.chat("liu"), played.chat("fzg-group"))


async def test_a_message_is_answered_and_forwarded(open_page, played):
    card = await played.midway()
    page = await open_page()
    phone = page.locator("#phone-liu")
    bubble = phone.locator(f"[data-id='{card}']")
    await bubble.get_by_role("button", name="更多").last.click()
    await bubble.get_by_role("button", name="回复").click()
    await phone.locator("textarea").fill("请补充附件")
    await phone.locator("textarea").press("Enter")
    said = await played.hears_text("请补充附件")
    assert said["reply_to_message"]["message_id"] == card
    await bubble.get_by_role("button", name="转发", exact=True).click()
    got = await played.hears(lambda update: "forward_origin" in update.get("message", {}))
    assert TITLE in got["message"]["text"]
    await expect(phone.locator(".forwarded")).to_have_text("转发自 读网")


async def test_the_steps_of_the_main_job_light_up(open_page, played):
    page = await open_page()
    now = page.locator("#steps li.now")
    await expect(now).to_contain_text("陈信息 发送一件")
    await now.locator("button").click()
    await expect(page.locator("#phone-chen textarea")).to_have_value(re.compile("年检"))
    card = await played.midway()
    await expect(now).to_contain_text("刘股长 同意")
    await expect(page.locator("#steps li.done")).to_have_count(1)
    await now.locator("button").click()
    assert await page.evaluate("document.activeElement.textContent") == "同意"
    await played.bot("editMessageText", chat_id=played.chat("liu"), message_id=card, text=f"已同意 {NUMBER}")
    await expect(page.locator("#steps .says")).to_contain_text("正在送往下一位")
    await played.sends("wang", f"请复核 {NUMBER}", [key("全部符合")])
    await expect(now).to_contain_text("王主任 复核")
    await page.reload()
    await expect(now).to_contain_text("王主任 复核")


async def test_a_person_who_blocked_the_bot_is_shown_so(open_page, played):
    page = await open_page(forgive="409 (Conflict)")
    phone = page.locator("#phone-chen")
    await phone.locator(".head").get_by_role("button", name="更多").click()
    await phone.get_by_role("button", name="拉黑机器人").click()
    await expect(phone.locator(".tag.warn")).to_have_text("已拉黑机器人")
    await phone.locator("textarea").fill("在吗")
    await phone.locator("textarea").press("Enter")
    await expect(phone.locator(".note.bad")).to_contain_text("先取消拉黑")
    assert await phone.locator("textarea").input_value() == "在吗", "what was written is not lost"


async def test_the_page_speaks_english_too(open_page, played):
    await played.midway()
    page = await open_page()
    await page.locator("#phone-chen textarea").fill("草稿")
    await page.get_by_role("button", name="English").click()
    assert await page.evaluate("document.documentElement.lang") == "en"
    await expect(page.locator("#phone-chen").get_by_role("button", name="Send")).to_be_visible()
    await expect(page.locator("#why-title")).to_have_text("Why")
    assert await page.locator("#phone-chen textarea").input_value() == "草稿"
    await page.get_by_role("button", name="中文").click()
    await expect(page.locator("#why-title")).to_have_text("依据")


async def test_nothing_in_a_message_becomes_code(open_page, played):
    await played.sends("chen", "&lt;img src=x onerror=alert(1)&gt;")
    page = await open_page(forgive="Content Security Policy")
    await expect(page.locator("#phone-chen .text").last).to_have_text("<img src=x onerror=alert(1)>")
    left = await page.evaluate("""async () => {
        const { formatted } = await import('/ui/safe.js');
        const box = document.createElement('div');
        box.append(formatted('<b onclick="x()">a</b><script>y()</scr' + 'ipt><img src=q onerror="z()">'
            + '<a href="javascript:w()">l</a><iframe src="/"></iframe><style>*{}</style>', { id: 'chen' }));
        return box.innerHTML;
    }""")
    assert left == "<strong>a</strong><span>l</span>"


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
async def test_two_pictures_of_one_state_are_the_same_bytes(open_page, size):
    pictures = []
    for _ in range(2):
        async with Played(standing=True) as still:
            await still.midway()
            page = await open_page(size=size, at=still, forgive="ERR_")  # the first one is gone by the second
            await expect(page.locator("#why .rule")).to_be_visible()
            if size is NARROW:
                await page.locator(".roster button[data-id=liu]").click()
            assert await page.evaluate("document.getAnimations().length") == 0
            fonts = await page.evaluate(
                "document.fonts.ready.then(() => [...document.fonts].map((one) => one.status))"
            )
            assert fonts[0] == "loaded"
            pictures.append(await page.screenshot(full_page=size is WIDE))
    assert pictures[0] == pictures[1]


async def test_the_page_reaches_nobody_else(open_page, played):
    await played.midway()
    page = await open_page()
    origins = await page.evaluate(
        "performance.getEntriesByType('resource').map((one) => new URL(one.name).origin)"
    )
    assert set(origins) == {played.emulator.url}
