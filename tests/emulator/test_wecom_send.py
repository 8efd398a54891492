"""message/send: recipients, contents, what is dropped without a word."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.wecom_text import cut, shortened, shown_html, shown_markdown, size, width
from tests.emulator.wecom_calls import AGENT, BUTTONS, NOTICE, PNG, VOTE, Caller, changed

LONG = "读" * 700  # 2100 bytes


@pytest.fixture
def office(office: dict[str, Any]) -> dict[str, Any]:
    for one in office["people"]:
        if one["id"] == "sun":
            one["wecom"] = {"licensed": False}
        elif one["id"] == "zhao":
            one["wecom"] = {"active": False}
        elif one["id"] == "wu":
            one["wecom"] = {"visible": False}
    return office


class TestRecipients:
    async def test_a_message_reaches_everybody_named_once(self, caller: Caller):
        body = await caller.send("chenxin|CHENXIN|LiuGu")
        assert body["errcode"] == 0
        assert (body["invaliduser"], body["invalidparty"], body["invalidtag"], body["unlicenseduser"]) == (
            "", "", "", ""
        )  # fmt: skip
        (mine,), (theirs,) = caller.shown("ChenXin"), caller.shown("LiuGu")
        assert mine.msgid == theirs.msgid == body["msgid"]
        assert mine.visible["text"] == "你好"
        assert "response_code" not in body

    async def test_bad_ones_are_named_in_lower_case(self, caller: Caller):
        body = await caller.send("ChenXin|NoBody|WuGuan", toparty="4|77", totag="3")
        assert body["errcode"] == 0
        assert (body["invaliduser"], body["invalidparty"], body["invalidtag"]) == ("nobody|wuguan", "77", "3")
        assert len(caller.shown("WangZhu")) == 1

    @pytest.mark.parametrize(
        ("said", "expected"),
        [
            ({"touser": "nobody|none"}, 81013),
            ({"touser": "", "toparty": "99", "totag": "1"}, 81013),
            ({"touser": ""}, 82001),
            ({"touser": None}, 82001),
            ({"touser": ["ChenXin"]}, 40058),
            ({"touser": "|".join(f"u{one}" for one in range(1001))}, 40032),
            ({"touser": "", "toparty": "|".join(["1"] * 101)}, 82002),
            ({"touser": "", "totag": "|".join(["1"] * 101)}, 82003),
        ],
    )
    async def test_refusals(self, caller: Caller, said: dict[str, Any], expected: int):
        assert (await caller.send(**{"touser": "x"} | said))["errcode"] == expected

    async def test_departments_hold_what_is_below_them(self, caller: Caller):
        await caller.send("", toparty="1")
        reached = {one.userid for one in caller.twin.state.chats.values() if one.messages}
        assert reached == {"ChenXin", "LiuGu", "MaGu", "ZhouFu", "WangZhu", "QianWang"}
        assert sorted(caller.dropped()) == [("SunXin", "unlicensed"), ("ZhaoGan", "inactive")]

    async def test_all_means_all_who_see_the_app(self, caller: Caller):
        body = await caller.send("@all", toparty="99")
        assert (body["errcode"], body["invalidparty"], body["unlicenseduser"]) == (0, "", "sunxin")
        assert len(caller.shown("WangZhu")) == 1
        assert (1000002, "wuguan") not in caller.twin.state.chats

    async def test_without_licence_it_is_accepted_and_lost(self, caller: Caller):
        body = await caller.send("SunXin|ZhaoGan")
        assert (body["errcode"], body["unlicenseduser"], body["invaliduser"]) == (0, "sunxin", "")
        assert caller.shown("SunXin") == caller.shown("ZhaoGan") == []


class TestText:
    async def test_long_text_is_cut_inside_no_character(self, caller: Caller):
        assert await caller.errors(text={"content": LONG}) == 0
        (message,) = caller.shown()
        assert size(message.visible["text"]) == 2046
        assert message.visible["cut"]
        assert message.warnings == ("text.content",)
        assert [(one.field, one.limit, one.msgid) for one in caller.twin.state.advice] == [
            ("text.content", 2048, message.msgid)
        ]

    async def test_anchors_are_shown_as_words(self, caller: Caller):
        await caller.send(text={"content": '见<a href="https://example.org/a?b=1">网页</a>，谢谢'})
        (message,) = caller.shown()
        assert message.visible["text"] == "见网页，谢谢"
        assert message.visible["links"] == [{"text": "网页", "url": "https://example.org/a?b=1"}]

    @pytest.mark.parametrize("said", [{}, {"content": ""}, {"content": " \n"}])
    async def test_empty(self, caller: Caller, said: dict[str, Any]):
        assert await caller.errors(text=said) == 44004

    @pytest.mark.parametrize("said", ["x", {"content": 5}])
    async def test_another_type(self, caller: Caller, said: Any):
        assert await caller.errors(text=said) == 40058


class TestContents:
    @pytest.mark.parametrize("msgtype", ["taskcard", "markdown_v2", "nonsense", None, 5])
    async def test_other_types(self, caller: Caller, msgtype: Any):
        assert await caller.errors(msgtype=msgtype) == 40008

    @pytest.mark.parametrize(
        ("card", "expected"),
        [
            ({}, 0), ({"title": None}, 41016), ({"title": ""}, 41016), ({"description": ""}, 41033),
            ({"url": None}, 41010), ({"url": "example.org"}, 45034),
            ({"url": "https://e.org/" + "a" * 2048}, 40039), ({"title": "题" * 50}, 0),
            ({"url": None, "description": None}, 41033),
        ],
    )  # fmt: skip
    async def test_textcard(self, caller: Caller, card: dict[str, Any], expected: int):
        whole = {"title": "题", "description": "文<br>二", "url": "https://example.org/"} | card
        assert await caller.errors(msgtype="textcard", textcard=whole) == expected
        if expected == 0:
            visible = caller.shown()[-1].visible
            assert size(visible["title"]) <= 128
            assert (visible["text"], visible["button"]) == ("文\n二", "详情")

    async def test_a_button_has_four_characters(self, caller: Caller):
        card = {"title": "题", "description": "文", "url": "https://e.org/", "btntxt": "马上去处理"}
        assert await caller.errors(msgtype="textcard", textcard=card) == 0
        assert caller.shown()[-1].visible["button"] == "马上去…"

    async def test_a_card_needs_to_be_there(self, caller: Caller):
        assert await caller.errors(msgtype="template_card", template_card={}) == 40058

    async def test_markdown(self, caller: Caller):
        text = '# 提醒\n> **编号**：KP-1 <font color="warning">逾期</font>\n[查看](https://example.org/)'
        assert await caller.errors(msgtype="markdown", markdown={"content": text}) == 0
        (message,) = caller.shown()
        assert message.visible["text"] == "提醒\n编号：KP-1 逾期\n查看"
        assert message.warnings == ()
        assert await caller.errors(msgtype="markdown", markdown={"content": LONG}) == 45002
        assert await caller.errors(msgtype="markdown", markdown={"content": ""}) == 44004

    @pytest.mark.parametrize(
        ("text", "field"),
        [("- 一\n- 二", "markdown.list"), ("1. 一", "markdown.list"), ("| a | b |", "markdown.table"),
         ("![图](https://example.org/a.png)", "markdown.image")],
    )  # fmt: skip
    async def test_markdown_that_this_kind_does_not_know(self, caller: Caller, text: str, field: str):
        assert await caller.errors(msgtype="markdown", markdown={"content": text}) == 0
        assert caller.shown()[-1].warnings == (field,)

    @pytest.mark.parametrize(
        ("articles", "expected"),
        [
            ([{"title": "一", "url": "https://e.org/"}] * 8, 0),
            ([{"title": "一", "url": "https://e.org/"}] * 9, 45008),
            ([], 45008), (["x"], 40058), ([{"url": "https://e.org/"}], 41016), ([{"title": "一"}], 41010),
            ([{"title": "一", "appid": "wx1", "pagepath": "p"}], 0),
            ([{"title": "一", "appid": "wx1", "pagepath": "p" * 129}], 40039),
            ([{"title": "一", "url": "https://e.org/", "picurl": "e.org/a.png"}], 45034),
        ],
    )  # fmt: skip
    async def test_news(self, caller: Caller, articles: list[Any], expected: int):
        assert await caller.errors(msgtype="news", news={"articles": articles}) == expected

    async def test_files_are_named_by_a_living_media_id_of_their_kind(self, caller: Caller):
        media = await caller.upload(b"%PDF-1.7 x", "通知.pdf")
        picture = await caller.upload(PNG, "a.png", kind="image")
        assert await caller.errors(msgtype="file", file={"media_id": media["media_id"]}) == 0
        shown = caller.shown()[-1].visible["file"]
        assert (shown["name"], shown["size"]) == ("通知.pdf", 10)
        assert await caller.errors(msgtype="image", image={"media_id": picture["media_id"]}) == 0
        assert await caller.errors(msgtype="image", image={"media_id": media["media_id"]}) == 40007
        assert await caller.errors(msgtype="file", file={}) == 41006
        assert await caller.errors(msgtype="file", file={"media_id": "x"}) == 40007
        caller.clock.advance(3 * 86400)
        await caller.login()
        assert await caller.errors(msgtype="file", file={"media_id": media["media_id"]}) == 40007

    async def test_video_mpnews_and_notices(self, caller: Caller):
        picture = (await caller.upload(PNG, "a.png", kind="image"))["media_id"]
        video = (await caller.upload(b"\0\0\0\x18ftypmp42" + b"\0" * 9, "a.mp4", kind="video"))["media_id"]
        assert await caller.errors(msgtype="video", video={"media_id": video, "title": "题" * 60}) == 0
        assert caller.shown()[-1].warnings == ("video.title",)
        article = {"title": "题", "thumb_media_id": picture, "content": "<p>文</p>"}
        assert await caller.errors(msgtype="mpnews", mpnews={"articles": [article]}, safe=2) == 0
        long_author = article | {"author": "名" * 22}
        assert await caller.errors(msgtype="mpnews", mpnews={"articles": [long_author]}) == 45032
        notice = {"appid": "wx1", "title": "会议室预订", "content_item": [{"key": "室", "value": "402"}]}
        assert await caller.errors(msgtype="miniprogram_notice", miniprogram_notice=notice) == 0
        short = notice | {"title": "短"}
        assert await caller.errors(msgtype="miniprogram_notice", miniprogram_notice=short) == 40058
        wordy = notice | {"content_item": [{"key": "室", "value": "四" * 31}]}
        assert await caller.errors(msgtype="miniprogram_notice", miniprogram_notice=wordy) == 40058

    @pytest.mark.parametrize(
        "flags",
        [{"safe": 2}, {"safe": "1"}, {"enable_duplicate_check": True}, {"enable_id_trans": 3},
         {"duplicate_check_interval": 14401}, {"duplicate_check_interval": 0}],
    )  # fmt: skip
    async def test_flags(self, caller: Caller, flags: dict[str, Any]):
        assert await caller.errors(**flags) == 40058


class TestDrops:
    async def test_thirty_a_minute_to_a_member(self, caller: Caller):
        for number in range(32):
            body = await caller.send("ChenXin|LiuGu" if number == 0 else "ChenXin")
            assert body["errcode"] == 0
            assert body["msgid"]
        assert len(caller.shown()) == 30
        assert caller.dropped() == [("ChenXin", "member_minute")] * 2
        assert len(caller.shown("LiuGu")) == 1
        caller.clock.advance(60)
        await caller.send()
        assert len(caller.shown()) == 31

    async def test_a_thousand_an_hour(self, caller: Caller):
        caller.twin.rates.add(("member", AGENT, "chenxin"), 3600.0, caller.twin.now(), 1000)
        await caller.send()
        assert caller.dropped() == [("ChenXin", "member_hour")]

    async def test_accounts_times_200_a_day(self, caller: Caller):
        caller.twin.switches.accounts = 9
        caller.twin.rates.add(("app", AGENT), 86400.0, caller.twin.now(), 1799)
        await caller.send("ChenXin|LiuGu")
        assert caller.dropped() == [("LiuGu", "app_day")]

    async def test_an_identical_request_is_dropped_inside_its_window(self, caller: Caller):
        asked: dict[str, Any] = {"enable_duplicate_check": 1, "duplicate_check_interval": 600}
        assert (await caller.send(**asked))["msgid"]
        second = await caller.send(**asked)
        assert (second["errcode"], second.get("msgid")) == (0, None)
        assert caller.dropped() == [("ChenXin", "duplicate")]
        await caller.send(**asked, text={"content": "你好。"})
        await caller.send("LiuGu", **asked)
        assert (len(caller.shown()), len(caller.shown("LiuGu"))) == (2, 1)
        caller.clock.advance(600)
        await caller.send(**asked)
        assert len(caller.shown()) == 3

    async def test_without_the_check_it_comes_twice(self, caller: Caller):
        await caller.send()
        await caller.send()
        assert len(caller.shown()) == 2

    async def test_a_duplicate_card_is_no_reused_task(self, caller: Caller):
        asked: dict[str, Any] = {
            "enable_duplicate_check": 1, "msgtype": "template_card", "template_card": BUTTONS
        }  # fmt: skip
        first = await caller.send(**asked)
        assert (await caller.send(**asked))["errcode"] == 0
        caller.twin.switches.duplicates_answered_alike = True
        third = await caller.send(**asked)
        assert (third["msgid"], third["response_code"]) == (first["msgid"], first["response_code"])
        assert len(caller.shown()) == 1


class TestCards:
    async def test_only_cards_that_call_back_get_a_code(self, caller: Caller):
        menu = {"desc": "更多", "action_list": [{"text": "撤回", "key": "d1:x"}]}
        with_menu = NOTICE | {"action_menu": menu, "task_id": "task-9"}
        for card, expected in ((BUTTONS, True), (VOTE, True), (NOTICE, False), (with_menu, True)):
            assert ("response_code" in await caller.card(card)) == expected

    async def test_a_callback_url_is_wanted(self, caller: Caller):
        caller.app.change(callback_url="")
        assert (await caller.card(BUTTONS))["errcode"] == 43012
        assert (await caller.card(NOTICE))["errcode"] == 0
        caller.app.change(callback_url="http://127.0.0.1:1/")
        assert (await caller.card(BUTTONS))["errcode"] == 0

    async def test_a_task_is_used_once(self, caller: Caller):
        assert (await caller.card(BUTTONS))["errcode"] == 0
        assert (await caller.card(changed(VOTE, "task_id", "task-1")))["errcode"] == 42014
        assert (await caller.card(VOTE))["errcode"] == 0

    async def test_a_refused_card_uses_no_task(self, caller: Caller):
        assert (await caller.card(changed(BUTTONS, "button_list", [])))["errcode"] == 42038
        assert (await caller.card(BUTTONS, "nobody"))["errcode"] == 81013
        assert (await caller.card(BUTTONS))["errcode"] == 0

    async def test_files_and_people_on_a_card_have_to_be_there(self, caller: Caller):
        line = {"type": 2, "keyname": "附件", "value": "通知.pdf", "media_id": "x"}
        assert (await caller.card(changed(NOTICE, "horizontal_content_list", [line])))["errcode"] == 40007
        line["media_id"] = (await caller.upload(b"%PDF-1.7 x"))["media_id"]
        assert (await caller.card(changed(NOTICE, "horizontal_content_list", [line])))["errcode"] == 0
        person = {"type": 3, "keyname": "经办", "value": "张", "userid": "nobody"}
        assert (await caller.card(changed(NOTICE, "horizontal_content_list", [person])))["errcode"] == 42050
        person["userid"] = "chenxin"
        assert (await caller.card(changed(NOTICE, "horizontal_content_list", [person])))["errcode"] == 0


@given(st.text(max_size=60), st.integers(min_value=0, max_value=80))
def test_cutting_bytes(text: str, limit: int):
    found = cut(text, limit)
    assert size(found) <= limit
    assert text.startswith(found)
    assert limit - size(found) < 4 or found == text


@given(st.text(max_size=60), st.integers(min_value=1, max_value=40))
def test_shortening(text: str, limit: int):
    found = shortened(text, limit)
    assert width(found) <= limit
    assert found == text or (found.endswith("…") and text.startswith(found[:-1]))
    assert (found == text) == (width(text) <= limit) or text.endswith("…")


def test_what_a_card_and_markdown_show():
    assert shown_html('<div class="gray">一</div>二<br>三') == "一\n二\n三"
    newer = shown_markdown("<@chenxin> - 一", lambda _: "陈", newer=True)
    assert (newer["text"], newer["mentioned"]) == ("<@chenxin> - 一", [])
