"""The page beside the chat: one office, one state. What is done here shows there, and the other way round."""

import re

import pytest

from storage import copies
from storage import review as seats
from tests.office_people import USUAL
from workflow import secrecy

TITLE = "关于开展2026年度民办非企业单位年检工作的通知"


async def put(browser, answer, path, **fields):
    return await browser.post(path, {"csrf": answer.csrf, **fields})


def fields_of(answer) -> set[str]:
    """The lines that are asked, but for those that lie behind a fold."""
    asked = answer.text.partition('class="filled"')[0]
    return set(re.findall(r'name="f-([a-z_]+)"', asked))


GIVEN = {
    "f-title": TITLE,
    "f-body": "请各单位于3月底前办理。",
    "f-formed_on": "2026-02-09",
}


async def hand_in(house, browser) -> str:
    """A whole draft on the page, submitted; its number."""
    begun = await browser.press(await browser.get("/m/new"), "新建稿件")
    path = begun.headers["Location"]
    shown = await browser.get(path)
    while "提交" not in [form["_label"] for form in shown.forms()]:
        missing = fields_of(shown)
        assert missing, shown.words
        answers = {f"f-{name}": _answer(shown, name) for name in missing}
        saved = await put(browser, shown, path, **answers)
        assert saved.status == 303, saved.words
        shown = await browser.get(path)
    done = await browser.press(shown, "提交")
    assert (done.status, done.headers["Location"]) == (303, "/m"), done.words
    home = await browser.follow(done)
    return re.search(r"已提交，编号([A-Z]+-\d{4}-\d+)", home.words)[1]


def _answer(shown, name: str) -> str:
    if f"f-{name}" in GIVEN:
        return GIVEN[f"f-{name}"]
    label = re.search(rf'(?:for="i-{name}">|<legend>)([^<]*)', shown.text)[1]
    picked = re.findall(rf'name="f-{name}" value="([^"]+)"', shown.text)
    if picked:
        return picked[0]
    box = re.search(rf'<select id="i-{name}".*?</select>', shown.text, flags=re.DOTALL)
    if box:
        return re.findall(r'<option value="([^"]+)"', box[0])[0]
    return USUAL.get(label, "经初审，不涉密，可以公开")


# Handing in -----------------------------------------------------------------------------------------


async def test_a_draft_is_filled_in_and_handed_in_on_the_page(house):
    chen = await house.of("chen")
    number = await hand_in(house, chen)
    await house.office.chen.expects("已报送", number)
    await house.office.liu.expects("请审批", number)
    shown = await chen.get(f"/m/item/{number}")
    assert TITLE in shown.words
    assert "部门负责人：刘股长，办理中" in shown.words
    await house.office.leave()


async def test_no_card_is_sent_for_a_draft_of_the_page(house):
    chen = await house.of("chen")
    begun = await chen.press(await chen.get("/m/new"), "新建稿件")
    assert begun.status == 303
    await house.office.rest()
    house.office.nobody_heard_more()


async def test_only_what_is_missing_is_asked_by_the_chats_rules(house):
    chen = await house.of("chen")
    begun = await chen.press(await chen.get("/m/new"), "新建稿件")
    path = begun.headers["Location"]
    shown = await chen.get(path)
    assert "title" in fields_of(shown)
    wrong = await put(
        chen, shown, path, **{"f-title": TITLE, "f-formed_on": "2026-02-30", "f-importance": "very"}
    )
    assert wrong.status == 422
    assert "不能填“2026-02-30”" in wrong.words
    assert 'value="2026-02-30"' in wrong.text, "what was typed stands"
    assert "title" not in fields_of(wrong), "what could be taken is kept"
    future = await put(chen, wrong, path, **{"f-formed_on": "2026-02-10"})
    assert "形成日期不得晚于今天" in future.words
    long = await put(chen, wrong, path, **{"f-body": "长" * 20_001})
    assert "文字过长，最多20000字" in long.words


async def test_a_draft_of_the_chat_goes_on_on_the_page_and_its_card_follows(house):
    card = await house.office.chen.drafts(TITLE)
    chen = await house.of("chen")
    home = await chen.get("/m")
    (path,) = home.hrefs("/m/draft/")
    shown = await chen.get(path)
    saved = await put(chen, shown, path, **{"f-title": "关于年检工作的补充通知"})
    assert saved.status == 303
    assert await house.office.until(lambda: "关于年检工作的补充通知" in card.text)
    done = await chen.press(await chen.get(path), "提交")
    assert done.status == 303
    await house.office.chen.expects("已报送")
    await house.office.liu.expects("请审批", "关于年检工作的补充通知")


async def test_a_draft_may_be_dropped_in_two_taps(house):
    chen = await house.of("chen")
    begun = await chen.press(await chen.get("/m/new"), "新建稿件")
    gone = await chen.press(await chen.get(begun.headers["Location"]), "确定放弃")
    assert "已放弃这份草稿" in (await chen.follow(gone)).words
    assert (await chen.get(begun.headers["Location"])).status == 409


async def test_a_draft_may_be_marked_urgent_and_back(house):
    chen = await house.of("chen")
    begun = await chen.press(await chen.get("/m/new"), "新建稿件")
    path = begun.headers["Location"]
    marked = await chen.press(await chen.get(path), "加急", text="今晚须发布防汛预警")
    assert marked.headers["Location"] == path, marked.words
    shown = await chen.follow(marked)
    assert "已标为加急" in shown.words
    lowered = await chen.press(shown, "取消加急")
    assert "已取消加急" in (await chen.follow(lowered)).words


async def test_who_hands_in_for_no_office_hears_so(house):
    qian = await house.of("qian")
    answer = await qian.get("/m/new")
    assert answer.status == 409
    assert "您没有报送岗位" in answer.words


# Deciding -------------------------------------------------------------------------------------------


async def test_the_head_decides_and_goes_on_to_the_next(house):
    one = await house.office.chen.submits(TITLE)
    two = await house.office.chen.submits("关于公开征集2026年度行政执法监督员的公告")
    card = await house.office.liu.expects("请审批", one)
    await house.office.liu.expects("请审批", two)
    liu = await house.of("liu")
    home = await liu.get("/m")
    assert home.hrefs("/m/item/") == [f"/m/item/{one}", f"/m/item/{two}"], "in order"
    shown = await liu.get(f"/m/item/{one}")
    assert "依据第二十一条（7个工作日）" in shown.words
    assert "点“同意”即签署" in shown.words
    done = await liu.press(shown, "同意")
    assert done.headers["Location"] == f"/m/item/{two}"
    after = await liu.follow(done)
    assert f"已同意{one}。20秒后送下一环节，5分钟内可撤销。" in after.words
    await card.is_redrawn(buttons=["撤销"])
    last = await liu.press(after, "同意")
    assert last.headers["Location"] == "/m"
    assert "没有等您办理的事项" in (await liu.follow(last)).words
    await house.office.wang.expects("保密审查", one)
    await house.office.wang.expects("保密审查", two)


async def test_undo_stands_on_the_page_too(house):
    item = await house.office.chen.submits(TITLE)
    card = await house.office.liu.expects("请审批", item)
    liu = await house.of("liu")
    await liu.press(await liu.get(f"/m/item/{item}"), "同意")
    undone = await liu.press(await liu.get(f"/m/item/{item}"), "撤销")
    assert "已撤销对" in (await liu.follow(undone)).words
    assert "同意" in [form["_label"] for form in (await liu.get(f"/m/item/{item}")).forms()]
    await house.office.rest()
    assert card.text
    await house.office.liu.expects("请审批", item)


@pytest.mark.parametrize("how", ["ready", "own"])
async def test_a_return_with_a_ready_reason_or_a_long_one(house, how):
    item = await house.office.chen.submits(TITLE)
    await house.office.liu.expects("请审批", item)
    liu = await house.of("liu")
    shown = await liu.get(f"/m/item/{item}")
    if how == "ready":
        reason = "材料不全，请补充"
        done = await liu.press(shown, reason)
    else:
        reason = "正文第二段与附件不一致。\n" + "请核对后重报。" * 60
        form = next(form for form in shown.forms() if form.get("verb") == "review.own_reason")
        fields = {name: value for name, value in form.items() if not name.startswith("_")}
        done = await liu.post(form["_action"], {**fields, "text": reason.replace("\n", "\r\n")})
    assert done.status == 303, done.words
    told = await house.office.chen.expects("请修改", item)
    assert reason.split("\n")[0] in told.text
    chen = await house.of("chen")
    page = await chen.get(f"/m/item/{item}")
    assert "刘股长" in page.words
    assert reason.split("\n")[0] in page.words
    amended = await chen.press(page, "修改")
    assert amended.headers["Location"].startswith("/m/draft/")


async def test_an_empty_reason_is_refused_in_the_chats_words_and_nothing_is_lost(house):
    item = await house.office.chen.submits(TITLE)
    await house.office.liu.expects("请审批", item)
    liu = await house.of("liu")
    shown = await liu.get(f"/m/item/{item}")
    form = next(form for form in shown.forms() if form.get("verb") == "review.own_reason")
    fields = {name: value for name, value in form.items() if not name.startswith("_")}
    refused = await liu.post("/m/act", {**fields, "text": "   "})
    assert refused.status == 409
    assert "退回须写明理由" in refused.words


async def test_the_secrecy_review_is_an_act_of_its_own(house):
    item = await house.office.chen.submits(TITLE)
    head = await house.office.liu.expects("请审批", item)
    await head.taps("同意")
    card = await house.office.wang.expects("保密审查", item)
    wang = await house.of("wang")
    shown = await wang.get(f"/m/item/{item}")
    assert "同意" not in [form["_label"] for form in shown.forms()]
    ticked = await wang.press(shown, "全部符合")
    assert ticked.headers["Location"] == f"/m/item/{item}"
    after = await wang.follow(ticked)
    assert "保密审查意见已记录" in after.words
    await card.is_redrawn(buttons=["同意", "退回", "更多"])
    done = await wang.press(after, "同意")
    assert done.status == 303
    await house.office.clock.forward(seconds=30)
    await house.office.qian.expects(item)


async def test_aspects_that_were_ticked_as_not_met_return_the_item_from_the_page_too(house):
    item = await house.office.chen.submits(TITLE)
    await (await house.office.liu.expects("请审批", item)).taps("同意")
    card = await house.office.wang.expects("保密审查", item)
    await house.office.zhao.expects("保密审查", item)
    by, lines = house.id("wang"), [f"secrecy.{key}" for key in ("secret", "truthful")]

    def tick(desk):
        (held,) = seats.seats_open(desk.tx, by)
        return secrecy.tick(
            desk,
            f"seat:{held.seat_id}",
            by=by,
            vote="v",
            offered=lines,
            failed=lines[:1],
            content_hash=None,
        )

    await house.office.act(tick)
    wang = await house.of("wang")
    shown = await wang.get(f"/m/item/{item}")
    assert (await wang.press(shown, "按例外退回")).status == 303
    await card.is_redrawn(containing="已退回")
    await house.office.chen.expects("请修改", item, "保密审查：不涉及国家秘密（第十六条）")


async def test_the_last_approval_of_an_important_item_asks_once(house):
    item = await house.office.chen.submits(TITLE, important=True)
    await (await house.office.liu.expects("请审批", item)).taps("同意")
    await (await house.office.zhou.expects("请审批", item)).taps("同意")
    await house.office.wang.expects("保密审查", item)
    wang = await house.of("wang")
    ticked = await wang.press(await wang.get(f"/m/item/{item}"), "全部符合")
    asked = await wang.press(await wang.follow(ticked), "同意")
    assert asked.headers["Location"] == f"/m/item/{item}?sure=1"
    sure = await wang.follow(asked)
    assert "您的同意是最后一道审批" in sure.words
    done = await wang.press(sure, "确认同意")
    assert done.headers["Location"] == "/m"


async def test_the_content_that_was_shown_is_the_content_that_is_decided(house):
    item = await house.office.chen.submits(TITLE)
    await house.office.liu.expects("请审批", item)
    liu = await house.of("liu")
    stale = await liu.get(f"/m/item/{item}")
    await item.filed.taps("撤回")
    chen = await house.of("chen")
    amended = await chen.press(await chen.get(f"/m/item/{item}"), "修改")
    path = amended.headers["Location"]
    during = await liu.get(f"/m/item/{item}")
    await put(chen, await chen.get(path), path, **{"f-title": "关于年检工作的补充通知"})
    hidden = await liu.get(f"/m/item/{item}")
    assert "补充通知" not in hidden.words, "an amendment under way is its writer's own"
    assert during.status == 200
    assert (await chen.press(await chen.get(path), "提交")).status == 303
    await house.office.chen.expects("已报送")
    await house.office.liu.expects("请审批", "补充通知")
    refused = await liu.press(stale, "同意")
    assert refused.status == 409
    assert "以最新卡片为准" in refused.words
    assert "自您上次查看以来的改动" in refused.words
    assert "<ins>" in refused.text
    again = await liu.get(f"/m/item/{item}")
    assert "自您上次查看以来的改动" in again.words, "until it was read or acted on"
    read = await liu.press(again, "已看过")
    assert "自您上次查看以来的改动" not in (await liu.follow(read)).words
    assert (await liu.press(again, "同意")).status == 303, "unchanged since: age never makes it late"


async def test_who_was_faster_is_told_as_in_the_chat(house):
    item = await house.office.chen.submits(TITLE)
    await (await house.office.liu.expects("请审批", item)).taps("同意")
    card = await house.office.wang.expects("保密审查", item)
    zhao = await house.of("zhao")
    shown = await zhao.get(f"/m/item/{item}")
    await decide(house, card)
    refused = await zhao.press(shown, "全部符合")
    assert refused.status == 409
    assert re.search(r"已由王主任于.*同意，您无需再办|以最新卡片为准", refused.words)


async def test_a_token_answers_its_own_person_on_the_page_alone(house):
    """A09."""
    item = await house.office.chen.submits(TITLE)
    await house.office.liu.expects("请审批", item)
    liu, chen = await house.of("liu"), await house.of("chen")
    form = (await liu.get(f"/m/item/{item}")).form("同意")
    csrf = (await chen.get("/m")).csrf
    stolen = await chen.post("/m/act", {"csrf": csrf, "token": form["token"], "back": "/m"})
    assert stolen.status == 409
    assert "此按钮已失效" in stolen.words
    for token in ("", "x" * 22, form["token"] + "A"):
        assert (await chen.post("/m/act", {"csrf": csrf, "token": token, "back": "/m"})).status == 409
    rows = await house.office.read(lambda tx: seats.seats_open(tx, house.id("liu")))
    assert len(rows) == 1, "nothing was decided"


async def test_guessing_tokens_locks(house):
    """A10."""
    chen = await house.of("chen")
    csrf = (await chen.get("/m")).csrf
    said = [
        (await chen.post("/m/act", {"csrf": csrf, "token": f"{n:022d}", "back": "/m"})).words
        for n in range(12)
    ]
    assert "无效操作过多" in said[-1]


async def test_what_one_may_not_see_is_not_there(house):
    """A18."""
    item = await house.office.chen.submits(TITLE)
    await house.office.liu.expects("请审批", item)
    stranger = await house.of("sun")
    hidden = await stranger.get(f"/m/item/{item}")
    unknown = await stranger.get("/m/item/KP-2026-9999")
    assert (hidden.status, hidden.words) == (404, unknown.words), "told apart by nobody"
    liu = await house.of("liu")
    assert (await liu.get("/m/item/0001")).status == 404, "no tails on the page"


async def decide(house, card):
    """Secrecy review and approval in the chat."""
    await card.taps("全部符合")
    assert await house.office.until(lambda: "同意" in card.buttons)
    await card.taps("同意")


# Publishing and confirming --------------------------------------------------------------------------


async def published(house):
    item = await house.office.chen.submits(TITLE, files=["通知.docx"])
    await (await house.office.liu.expects("请审批", item)).taps("同意")
    await decide(house, await house.office.wang.expects("保密审查", item))
    await house.office.clock.forward(seconds=30)
    await house.office.qian.expects(item)
    return item, await house.of("qian")


async def test_the_web_admin_copies_downloads_and_gives_the_address(house):
    item, qian = await published(house)
    shown = await qian.get(f"/m/item/{item}")
    copied = re.findall(r'data-copy="([^"]*)"', shown.text)
    assert TITLE in copied
    assert "通知公告" in copied
    assert shown.hrefs(f"/m/item/{item}/files.zip")
    form = next(form for form in shown.forms() if form.get("verb") == "publish.url")
    fields = {name: value for name, value in form.items() if not name.startswith("_")}
    outside = await qian.post("/m/act", {**fields, "text": "https://evil.example/x.html"})
    assert outside.status == 409
    assert "网址须在本单位网站之下" in outside.words
    assert 'value="https://evil.example/x.html"' in outside.text, "what was typed stands"
    url = f"{house.office._site_url()}tzgg/1.html"
    done = await qian.post("/m/act", {**fields, "text": url})
    assert done.status == 303, done.words
    await house.office.rest()
    assert url in (await qian.get(f"/m/item/{item}")).words


# All the rest ---------------------------------------------------------------------------------------


async def test_titles_are_shown_literally(house):
    """A33."""
    chen = await house.of("chen")
    begun = await chen.press(await chen.get("/m/new"), "新建稿件")
    path = begun.headers["Location"]
    bad = "<b>a</b>&\"'><script>alert(1)</script>\u202e撤"
    await put(chen, await chen.get(path), path, **{"f-title": bad})
    for shown in (await chen.get(path), await chen.get("/m")):
        assert "<script>alert" not in shown.text
        assert "<b>a" not in shown.text
        assert "[U+202E]" in shown.text


async def test_the_card_is_redrawn_after_a_refusal(house):
    item = await house.office.chen.submits(TITLE)
    await house.office.liu.expects("请审批", item)
    liu = await house.of("liu")
    stale = await liu.get(f"/m/item/{item}")
    await item.filed.taps("撤回")
    refused = await liu.press(stale, "同意")
    assert "已由报送人撤回" in refused.words
    rows = await house.office.read(lambda tx: copies.of(tx, "seat:1"))
    assert rows


async def test_large_type_stays_chosen(house):
    chen = await house.of("chen")
    shown = await chen.get("/m/new")
    answer = await chen.press(shown, "大字")
    assert answer.headers["Location"] == "/m/new"
    assert 'class="large"' in (await chen.get("/m")).text
    away = await chen.post("/m/large", {"large": "1", "back": "//evil.example"})
    assert away.headers["Location"] == "/m"


async def test_english_is_spoken_to_who_reads_english(house):
    from storage import people

    await house.office.act(lambda desk: people.set_setting(desk.tx, house.id("chen"), lang="en"))
    chen = await house.of("chen")
    shown = await chen.get("/m")
    assert "To do (0)" in shown.words
    assert '<html lang="en"' in shown.text
    assert not re.search(r"[\u4e00-\u9fff]", shown.words.replace("陈信息", ""))
