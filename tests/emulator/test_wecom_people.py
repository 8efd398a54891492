"""What people do on WeCom phones, and what the bot's callback hears of it."""

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from tests.emulator.conftest import Desk
from tests.emulator.wecom_bot import WecomBot, listening
from tests.emulator.wecom_calls import AGENT, BUTTONS, CHOICES, CORP, NOTICE, PNG, VOTE, Caller, changed

ON = {"platform": "wecom", "wait": 2}
PNG_FILE = ("窗口.png", PNG, "image/png")
PDF = ("通知.pdf", b"%PDF-1.7 hello", "application/pdf")


@pytest.fixture
async def bot(caller: Caller) -> AsyncIterator[WecomBot]:
    await caller.login()
    async with listening(caller) as one:
        yield one


async def card(caller: Caller, body: dict[str, Any], touser: str = "ChenXin") -> int:
    assert (await caller.card(body, touser))["errcode"] == 0
    return caller.shown(touser)[-1].number


async def tap(
    desk: Desk, number: int, button: Any = None, phone: str = "chen", **more: Any
) -> dict[str, Any]:
    return await desk.act(phone, "tap", message_id=number, button=button, **{**ON, **more})


async def test_pictures_voice_and_video_leave_their_media(desk: Desk, caller: Caller, bot: WecomBot):
    clip = ("说明.mp4", b"\0\0\0\x18ftypmp42" + b"\0" * 20, "video/mp4")
    voice = ("留言.amr", b"#!AMR\n" + b"\0" * 20, "audio/amr")
    answer = await desk.send("chen", PNG_FILE, voice, clip, platform="wecom", caption="请看")
    assert len(answer["message_ids"]) == 4
    picture, spoken, film, text = await bot.hears(4)
    assert [one["MsgType"] for one in bot.heard] == ["image", "voice", "video", "text"]
    assert (spoken["Format"], text["Content"]) == ("amr", "请看")
    assert film["ThumbMediaId"] != film["MediaId"]
    kept = caller.twin.state.media[picture["MediaId"]]
    assert (kept.data, kept.name) == (PNG_FILE[1], "窗口.png")
    async with desk.session.get(picture["PicUrl"]) as shown:
        assert await shown.read() == PNG_FILE[1]
    [file, *_] = (await desk.shown("chen", "wecom"))["messages"][0]["files"]
    assert (file["name"], file["size"]) == ("窗口.png", len(PNG_FILE[1]))


async def test_a_file_reaches_no_app(desk: Desk, bot: WecomBot):
    refused = await desk.send("chen", PDF, platform="wecom")
    assert "takes no files" in refused["error"]
    switch = {"files": "silent"}
    assert (await desk.post("/emulator/wecom/switches", switch, "PUT"))["switches"]["files"] == "silent"
    silent = await desk.send("chen", PDF, platform="wecom")
    assert (len(silent["message_ids"]), silent["update_id"], bot.heard) == (1, None, [])
    await desk.post("/emulator/wecom/switches", {"files": "delivered"}, "PUT")
    await desk.send("chen", PDF, platform="wecom")
    [one] = await bot.hears(1)
    assert (one["MsgType"], one["FileName"]) == ("file", "通知.pdf")
    wrong = await desk.post("/emulator/wecom/switches", {"files": 3}, "PUT")
    assert wrong["status"] == 400


async def test_places_and_links(desk: Desk, bot: WecomBot):
    await desk.act("chen", "locate", latitude=23.134521, longitude=113.358803, label="区司法局", **ON)
    await desk.act("chen", "share", url="https://example.org/a?b=1&c=2", title="标题", description="说", **ON)
    await desk.act("chen", "place", latitude=23.104, longitude=113.32, **ON)
    place, link, report = await bot.hears(3)
    assert (place["Location_X"], place["Location_Y"], place["Scale"]) == ("23.134521", "113.358803", "15")
    assert (place["Label"], place["AppType"]) == ("区司法局", "wxwork")
    assert (link["MsgType"], link["Url"]) == ("link", "https://example.org/a?b=1&c=2")
    assert (report["Event"], report["Latitude"]) == ("LOCATION", "23.104")


async def test_a_button_calls_back_with_a_code_of_its_own(desk: Desk, caller: Caller, bot: WecomBot):
    number = await card(caller, BUTTONS)
    await tap(desk, number, "同意")
    await tap(desk, number, 1, choices=["日期不对"])
    await tap(desk, number, data="d1:forged")
    first, second, forged = await bot.hears(3)
    assert first.names() == [
        "ToUserName", "FromUserName", "CreateTime", "MsgType", "Event", "EventKey", "TaskId", "CardType",
        "ResponseCode", "AgentID", "SelectedItems",
    ]  # fmt: skip
    assert (first["Event"], first["EventKey"], first["TaskId"]) == ("template_card_event", "d1:yes", "task-1")
    assert first["CardType"] == "button_interaction"
    question = "SelectedItems/SelectedItem/QuestionKey"
    assert (first[question], first.all("SelectedItems/SelectedItem/OptionIds/OptionId")) == ("why", ["a"])
    assert second["EventKey"] == "d1:no"
    assert second.all("SelectedItems/SelectedItem/OptionIds/OptionId") == ["b"]
    assert forged["EventKey"] == "d1:forged"
    codes = [one["ResponseCode"] for one in bot.heard]
    assert len(set(codes)) == 3
    grey = {"button": {"replace_name": "已同意"}}
    assert (await caller.update(codes[0], "ChenXin", **grey))["errcode"] == 0
    assert (await caller.update(codes[0], "ChenXin", **grey))["errcode"] == 60140


async def test_a_greyed_card_refuses_and_a_phone_behind_does_not(desk: Desk, caller: Caller, bot: WecomBot):
    number = await card(caller, BUTTONS)
    await tap(desk, number, "同意")
    [click] = await bot.hears(1)
    await caller.update(click["ResponseCode"], "ChenXin", button={"replace_name": "已同意"})
    shown = (await desk.shown("chen", "wecom"))["messages"][0]
    assert (shown["card"]["greyed"], shown["buttons"], shown["edited"]) == ("已同意", [], True)
    refused = await tap(desk, number, "退回")
    assert (refused["status"], refused["error"]) == (409, "the card is greyed out")
    await tap(desk, number, "退回", stale=True)
    late = (await bot.hears(2))[-1]
    assert late["EventKey"] == "d1:no"
    assert [one["kind"] for one in shown["raw"]["callbacks"]] == ["template_card_event"]


@pytest.mark.parametrize(
    ("choices", "ids"),
    [
        (["首页"], ["a"]), (["a", "b"], ["a", "b"]), ([0, 1], ["a", "b"]), ({"list": ["栏目"]}, ["b"]),
        (None, ["b"]), ([], None),
    ],
)  # fmt: skip
async def test_a_vote_is_ticked_and_submitted(
    desk: Desk, caller: Caller, bot: WecomBot, choices: Any, ids: list[str] | None
):
    number = await card(caller, VOTE)
    await tap(desk, number, "完成", choices=choices)
    [one] = await bot.hears(1)
    assert (one["EventKey"], one["CardType"]) == ("d1:done", "vote_interaction")
    assert ("SelectedItems" in one.names()) == (ids is not None)
    assert one.all("SelectedItems/SelectedItem/OptionIds/OptionId") == (ids or [])


async def test_an_unanswered_vote_is_what_the_tenant_makes_of_it(desk: Desk, caller: Caller, bot: WecomBot):
    number = await card(caller, VOTE)
    await desk.post("/emulator/wecom/switches", {"unanswered": "empty"}, "PUT")
    await tap(desk, number, choices=[])
    [one] = await bot.hears(1)
    assert one["SelectedItems/SelectedItem/QuestionKey"] == "list"
    assert one.all("SelectedItems/SelectedItem/OptionIds/OptionId") == []
    await desk.post("/emulator/wecom/switches", {"unanswered": "refused"}, "PUT")
    assert (await tap(desk, number, choices=[]))["status"] == 409


async def test_a_vote_of_one_takes_one(desk: Desk, caller: Caller, bot: WecomBot):
    number = await card(caller, changed(VOTE, "checkbox.mode", 0))
    assert (await tap(desk, number, choices=["首页", "栏目"]))["status"] == 409
    assert (await tap(desk, number, choices=["没有"]))["status"] == 409
    await tap(desk, number, choices=["首页"])
    assert (await bot.hears(1))[0].all("SelectedItems/SelectedItem/OptionIds/OptionId") == ["a"]


async def test_selections_are_submitted_together(desk: Desk, caller: Caller, bot: WecomBot):
    number = await card(caller, CHOICES)
    await tap(desk, number, "提交")
    await tap(desk, number, choices=["二", "三"])
    await tap(desk, number, choices={"q2": "c"})
    heard = await bot.hears(3)
    chosen = [one.all("SelectedItems/SelectedItem/OptionIds/OptionId") for one in heard]
    assert chosen == [["a", "d"], ["b", "c"], ["a", "c"]]
    assert heard[0].all("SelectedItems/SelectedItem/QuestionKey") == ["q1", "q2"]


async def test_a_cards_menu_answers_without_selections(desk: Desk, caller: Caller, bot: WecomBot):
    menu = {"desc": "更多", "action_list": [{"text": "转交", "key": "d1:pass"}]}
    number = await card(caller, NOTICE | {"action_menu": menu, "task_id": "task-9"})
    await tap(desk, number, menu="转交")
    [one] = await bot.hears(1)
    assert (one["Event"], one["EventKey"]) == ("template_card_menu_event", "d1:pass")
    assert "SelectedItems" not in one.names()
    assert (await tap(desk, number, menu="没有"))["status"] == 409


async def test_links_open_and_tell_the_bot_nothing(desk: Desk, caller: Caller, bot: WecomBot):
    number = await card(caller, BUTTONS)
    assert (await tap(desk, number, "查看"))["opened"] == "https://example.org/m/item/1"
    lines = [{"type": 1, "keyname": "网页", "value": "看", "url": "https://example.org/b"}]
    notice = NOTICE | {"horizontal_content_list": lines, "jump_list": [
        {"type": 1, "title": "全文", "url": "https://example.org/c"}]}  # fmt: skip
    number = await card(caller, notice)
    opened = [(await tap(desk, number, label))["opened"] for label in ("网页", "看", "全文", "", None)]
    assert opened == [f"https://example.org/{one}" for one in ("b", "b", "c", "", "")]
    assert (await tap(desk, number, "没有"))["status"] == 409
    await caller.send(
        msgtype="textcard", textcard={"title": "请看", "description": "新", "url": "https://example.org/t"}
    )
    number = caller.shown()[-1].number
    assert (await tap(desk, number, "详情"))["opened"] == "https://example.org/t"
    assert bot.heard == []


def authorize(**more: str) -> str:
    asked = {
        "appid": CORP, "redirect_uri": "https://duwang.test/m/login?to=1", "response_type": "code",
        "scope": "snsapi_base", "state": "abc123",
    } | more  # fmt: skip
    query = "&".join(f"{name}={quote(value, safe='')}" for name, value in asked.items())
    return f"https://open.weixin.qq.com/connect/oauth2/authorize?{query}#wechat_redirect"


async def test_a_login_is_followed_as_the_one_who_holds_the_phone(desk: Desk, caller: Caller, bot: WecomBot):
    said = await desk.act("chen", "open", url=authorize(), **ON)
    back = urlsplit(said["opened"])
    query = parse_qs(back.query)
    assert (back.netloc, back.path, query["to"], query["state"]) == (
        "duwang.test", "/m/login", ["1"], ["abc123"],
    )  # fmt: skip
    who = await caller.get("auth/getuserinfo", code=query["code"][0])
    assert (who["errcode"], who["userid"]) == (0, "ChenXin")
    assert (await caller.get("auth/getuserinfo", code=query["code"][0]))["errcode"] == 42022
    other = await desk.act("chen", "open", url=authorize(), stranger=True, **ON)
    code = parse_qs(urlsplit(other["opened"]).query)["code"][0]
    assert "userid" not in await caller.get("auth/getuserinfo", code=code)


@pytest.mark.parametrize(
    "wrong",
    [
        {"appid": "wwother"}, {"scope": "snsapi_all"}, {"response_type": "token"}, {"state": "a-b"},
        {"redirect_uri": "javascript:alert(1)"}, {"scope": "snsapi_privateinfo"},
    ],
)  # fmt: skip
async def test_a_login_that_is_asked_for_wrongly_goes_nowhere(desk: Desk, wrong: dict[str, str]):
    said = await desk.act("chen", "open", url=authorize(**wrong), **ON)
    assert said["status"] == 409


async def test_a_domain_that_is_not_trusted(desk: Desk, caller: Caller):
    caller.app.change(domains=("office.example",))
    assert "50001" in (await desk.act("chen", "open", url=authorize(), **ON))["error"]
    assert (await desk.act("chen", "open", url=authorize().split("#")[0], **ON))["status"] == 409


async def test_the_apps_menu(desk: Desk, caller: Caller, bot: WecomBot):
    menu = {
        "button": [
            {"type": "click", "name": "待办", "key": "todo"},
            {"name": "更多", "sub_button": [
                {"type": "view", "name": "交稿", "url": authorize()},
                {"type": "click", "name": "帮助", "key": "help"},
            ]},
        ]
    }  # fmt: skip
    assert (await caller.post("menu/create", menu, agentid=AGENT))["errcode"] == 0
    assert [one["name"] for one in (await desk.shown("chen", "wecom"))["menu"]] == ["待办", "交稿", "帮助"]
    await desk.act("chen", "menu", entry="待办", **ON)
    said = await desk.act("chen", "menu", entry=1, **ON)
    assert urlsplit(said["opened"]).path == "/m/login"
    click, view = await bot.hears(2)
    assert (click["Event"], click["EventKey"]) == ("click", "todo")
    assert (view["Event"], view["EventKey"]) == ("view", authorize())
    assert (await desk.act("chen", "menu", entry="没有", **ON))["status"] == 409


async def test_entering_and_leaving_the_visible_range(desk: Desk, caller: Caller, bot: WecomBot):
    await desk.act("chen", "enter", **ON)
    await desk.act("chen", "block", on=True, **ON)
    assert (await desk.shown("chen", "wecom"))["blocked"] is True
    assert (await desk.act("chen", "say", text="在吗", **ON))["status"] == 409
    assert (await caller.send("ChenXin"))["errcode"] == 81013
    await desk.act("chen", "block", on=False, **ON)
    assert [one["Event"] for one in await bot.hears(3)] == ["enter_agent", "unsubscribe", "subscribe"]


async def test_the_contact_list_changes(desk: Desk, caller: Caller, bot: WecomBot):
    async def change(person: str, what: str, **more: Any) -> dict[str, Any]:
        return await desk.post("/emulator/wecom/contacts", {"person": person, "change": what, **more})

    await card(caller, BUTTONS)
    await change("chen", "update_user", userid="chen.xin", departments=[5])
    [renamed] = await bot.hears(1)
    assert (renamed["FromUserName"], renamed["ChangeType"]) == ("sys", "update_user")
    assert (renamed["UserID"], renamed["NewUserID"], renamed["Department"]) == ("ChenXin", "chen.xin", "5")
    assert "Name" not in renamed.names()
    assert len((await desk.shown("chen", "wecom"))["messages"]) == 1, "messages move along"
    assert (await change("chen", "update_user", userid="LiuGu"))["status"] == 409
    await desk.post("/emulator/wecom/switches", {"contacts": "full"}, "PUT")
    await change("liu", "update_user", name="刘副股长")
    assert (await bot.hears(2))[-1]["Name"] == "刘副股长"
    await change("liu", "delete_user")
    assert (await bot.hears(3))[-1]["UserID"] == "LiuGu"
    assert (await desk.get("/emulator/phones?only=liu&platform=wecom"))["phones"] == []
    await change("liu", "create_user", userid="liu2")
    assert [one["Event"] for one in (await bot.hears(5))[3:]] in (
        ["change_contact", "subscribe"], ["subscribe", "change_contact"],
    )  # fmt: skip


async def test_groups_show_what_robots_and_apps_say(desk: Desk, caller: Caller, bot: WecomBot):
    robot = next(iter(caller.twin.state.robots.values()))
    text = {"content": "请 处理", "mentioned_list": ["WangZhu", "@all"]}
    await caller.post("webhook/send", {"msgtype": "text", "text": text}, key=robot.key)
    group = await desk.shown(robot.phone, "wecom")
    [one] = group["messages"]
    assert (group["kind"], one["from"], one["name"]) == ("group", "bot", robot.name)
    assert (one["text"], one["mentioned"]) == ("请 处理", ["wang", "@all"])
    await desk.act(robot.phone, "say", text="收到", by="wang", **ON)
    assert (await desk.act(robot.phone, "say", text="收到", by="chen", **ON))["status"] == 409
    made = await caller.post("appchat/create", {"name": "值班", "userlist": ["ChenXin", "LiuGu"]})
    room = f"appchat:{made['chatid']}"
    said = {"chatid": made["chatid"], "msgtype": "text", "text": {"content": "大家好"}}
    assert (await caller.post("appchat/send", said))["errcode"] == 0
    shown = await desk.shown(room, "wecom")
    assert (shown["members"], shown["messages"][0]["text"]) == (["chen", "liu"], "大家好")
    await desk.act(room, "say", text="收到", by="liu", wait=0)
    assert bot.heard == [], "no app hears what is said in groups"


async def test_two_phones_of_one_person(desk: Desk, bot: WecomBot):
    both = (await desk.get("/emulator/phones?only=chen"))["phones"]
    assert [(one["platform"], one["id"]) for one in both] == [("telegram", "chen"), ("wecom", "chen")]
    assert both[1]["main"] is True
    await desk.act("chen", "say", text="去企业微信", **ON)
    assert [len(one["messages"]) for one in (await desk.get("/emulator/phones?only=chen"))["phones"]] == [
        0,
        1,
    ]
    assert (await desk.act("nobody", "say", text="在", **ON))["status"] == 404


async def test_calls_of_one_platform(desk: Desk, caller: Caller):
    await caller.login()
    await desk.ok("getMe")
    assert [one["method"] for one in await desk.get("/emulator/calls?platform=telegram")] == ["getMe"]
    assert "gettoken" in {one["method"] for one in await desk.get("/emulator/calls?platform=wecom")}


async def test_what_is_lost_is_written_down(desk: Desk, caller: Caller):
    await caller.login()
    for number in range(31):
        await caller.send(text={"content": f"第{number}条"})
    record = await desk.get("/emulator/wecom/record")
    assert [one["reason"] for one in record["dropped"]] == ["member_minute"]


async def test_reset_forgets_phones_and_what_is_on_its_way(desk: Desk, bot: WecomBot):
    bot.answers = [500]
    await desk.act("chen", "say", text="在吗", platform="wecom")
    await bot.hears(1)
    await desk.post("/emulator/reset")
    assert (await desk.shown("chen", "wecom"))["messages"] == []
    assert await desk.get("/emulator/wecom/pending") == {"under_way": [], "waiting": []}
    assert (await desk.get("/emulator/wecom"))["callback_url"] == bot.url
