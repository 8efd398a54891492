"""What the adapter makes of WeCom's answers, on the strict twin over HTTP."""

import asyncio
from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.cards.model import Button, Card, FileRef
from bot.platforms.base import Payload
from bot.platforms.wecom import Entry, WeCom
from bot.platforms.wecom_api import Wire
from bot.platforms.wecom_cards import draw
from bot.platforms.wecom_groups import Robots
from bot.platforms.wecom_outcome import Answer, Broken, Sent, Undelivered, family, outcome_of
from scheduler.pace import Memory
from scheduler.ports import Edit
from tests.cards.built import one
from tests.cards.wecom_judged import minting
from tests.contracts.loopback import raw, serving
from tests.contracts.wecom_twin import AGENT, CORP, SECRET, World, card, text, until, world

ASKED = one("review.asked", "open")
CLOSED = one("review.asked", "approved")


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path) as made:
        yield made


# Messages and cards -----------------------------------------------------------------------------------------


async def test_a_text_reaches_the_phone_as_it_was_written(here):
    outcome = await here.app.send(text("年检通知：1<2 & “引号”"))
    (message,) = here.shown()
    assert (outcome.state, outcome.message, outcome.spare) == ("sent", message.msgid, None)
    assert message.visible["text"] == "年检通知：1<2 & “引号”"
    assert here.calls("message/send")[0]["params"]["agentid"] == AGENT


async def test_a_card_bears_its_task_and_a_spare_code_for_one_later_drawing(here):
    """F42."""
    outcome = await here.app.send(card(ASKED))
    (message,) = here.shown()
    assert message.card is not None
    assert (outcome.state, outcome.message) == ("sent", message.card.task_id)
    assert [b["text"] for b in message.visible["buttons"]] == ["同意", "退回", "更多", "看附件"]
    edit = card(CLOSED, edit=Edit(str(outcome.message), outcome.spare))
    again = await here.app.send(edit)
    assert again.state == "sent"
    assert message.card.greyed == "已同意"
    assert (await here.app.send(edit)).state == "spent"


async def test_a_code_is_too_old_after_three_days(here):
    """F42."""
    outcome = await here.app.send(card(ASKED))
    here.clock.forward(72 * 3600 + 1)
    edit = card(CLOSED, edit=Edit(str(outcome.message), outcome.spare))
    assert (await here.app.send(edit)).state == "spent"


async def test_who_cannot_be_reached_is_gone(here):
    assert (await here.app.send(text("你好", chat="Nobody"))).state == "gone"
    here.twin.state.members["chenxin"].licensed = False
    assert (await here.app.send(text("你好"))).state == "gone"


async def test_a_lost_answer_is_unknown_and_the_same_bytes_again_show_one_message(here):
    for part in (text("你好"), card(ASKED)):
        here.strike("message/send", "accept_then_drop")
        first = await here.app.send(part)
        assert first.state == "unknown"
        second = await here.app.send(part)
        assert second.state == "sent"
    assert len(here.shown()) == 2
    assert here.dropped() == ["duplicate", "duplicate"]


async def test_a_card_that_got_through_long_ago_is_not_sent_twice(here):
    part = card(ASKED)
    here.strike("message/send", "accept_then_drop")
    assert (await here.app.send(part)).state == "unknown"
    here.clock.forward(5 * 3600)  # beyond what WeCom looks back
    again = await here.app.send(part)
    assert (again.state, again.spare) == ("sent", None)
    assert again.message == Payload.from_bytes(part).params["template_card"]["task_id"]
    assert len(here.shown()) == 1


async def test_the_same_words_meant_twice_are_shown_twice(here):
    done = Card("done", "", "已收到。", note="已收到。")
    for part in (card(done), card(done)):
        assert (await here.app.send(part)).state == "sent"
    assert len(here.shown()) == 2


async def test_a_card_without_a_callback_address_shuts_cards_alone(here):
    here.set_up(callback_url="")
    assert (await here.app.send(card(ASKED))).state == "retry"
    assert (await here.app.send(card(ASKED))).state == "retry"
    assert [code for code, _ in here.told] == [43012]
    assert (await here.app.send(text("你好"))).state == "sent"
    here.set_up(callback_url="http://127.0.0.1/x")
    here.clock.forward(301)
    assert (await here.app.send(card(ASKED))).state == "sent"


@pytest.mark.parametrize(
    ("do", "more", "state"),
    [
        ("drop_before", {}, "unknown"),
        ("status", {"status": 502}, "unknown"),
        ("status", {"status": 403}, "retry"),
        ("status", {"status": 413}, "bad"),
        ("html", {"status": 502}, "unknown"),
        ("truncate", {}, "unknown"),
        ("truncate", {"short": True}, "unknown"),
        ("errcode", {"errcode": -1}, "retry"),
        ("errcode", {"errcode": 45033}, "retry"),
        ("errcode", {"errcode": 40058}, "bad"),
        ("errcode", {"errcode": 82001}, "gone"),
        ("errcode", {"errcode": 42015}, "bad"),
    ],
)
async def test_every_accident_has_its_outcome(here, do, more, state):
    here.strike("message/send", do, **more)
    outcome = await here.app.send(text("你好"))
    assert outcome.state == state
    assert SECRET not in outcome.error
    assert "access_token=" not in outcome.error


async def test_a_closed_port_is_a_definite_no(tmp_path):
    async with world(tmp_path, api_base="http://127.0.0.1:9") as made:
        outcome = await made.app.send(text("你好"))
        assert outcome.state == "retry"
        await until(lambda: made.app.state == "offline")


async def test_a_limit_is_waited_for_without_asking_again(here):
    waits = []
    for _ in range(4):
        here.strike("message/send", "429")
        waits.append((await here.app.send(text("你好"))).retry_at_s)
        asked = len(here.calls("message/send"))
        waiting = await here.app.send(text("又一条", salt="b"))
        assert waiting.state == "retry"
        assert len(here.calls("message/send")) == asked
        here.clock.forward(waits[-1] + 1)
    assert waits == pytest.approx([60, 600, 3600, 3600], abs=1)
    assert (await here.app.send(text("你好"))).state == "sent"
    here.strike("message/send", "429")
    assert (await here.app.send(text("你好", salt="c"))).retry_at_s == pytest.approx(60, abs=1)


async def test_bytes_that_are_no_payload_are_refused():
    with pytest.raises(ValueError, match="frozen payload"):
        await _bare().send(b"{}")
    assert (await _bare().send(Payload("menu/delete", {}).to_bytes())).state == "bad"


def _bare() -> WeCom:
    return WeCom(
        corp_id=CORP, agent_id=AGENT, secret=SECRET, clock=None, open_file=Path,  # type: ignore[arg-type]
        robots=Robots({}, secrets=Path("none")),
    )  # fmt: skip


# What an administrator has to mend -----------------------------------------------------------------------------


async def test_a_wrong_secret_is_asked_about_every_five_minutes_and_told_once(tmp_path):
    async with world(tmp_path, secret="wrong") as made:
        await until(lambda: made.app.state == "refused")
        for _ in range(20):
            assert (await made.app.send(text("你好"))).state == "retry"
        began = len(made.calls("gettoken"))
        assert began <= made.clock.waited_s // 299 + 1, "no loop"
        made.clock.forward(3600)
        for _ in range(20):
            await made.app.send(text("你好"))
        assert len(made.calls("gettoken")) - began <= made.clock.waited_s // 300 + 2
        assert [code for code, _ in made.told] == [40001]
        assert made.twin.rates.is_shut(("gettoken", "127.0.0.1"), made.twin.now()) is False


async def test_an_untrusted_address_stops_the_queue_and_it_goes_on_by_itself(here):
    await until(lambda: here.app.state == "connected")
    here.set_up(trusted_ips=("10.0.0.1",))
    outcome = await here.app.send(text("你好"))
    assert (outcome.state, outcome.retry_at_s) == ("retry", 300)
    for _ in range(10):
        assert (await here.app.send(text("你好"))).state == "retry"
    assert len(here.calls("message/send")) == 1
    assert here.app.state == "refused"
    assert [code for code, _ in here.told] == [60020]
    assert "127.0.0.1" in here.told[0][1], "the administrator reads which address to enter"
    here.clock.forward(301)
    assert (await here.app.send(text("你好"))).state == "retry"
    assert len(here.told) == 1
    here.set_up(trusted_ips=())
    here.clock.forward(301)
    assert (await here.app.send(text("你好"))).state == "sent"
    assert here.app.state == "connected"


async def test_while_it_probes_one_call_goes_out_however_many_wait(here):
    here.set_up(disabled=True)
    await here.app.send(text("你好"))
    here.clock.forward(301)
    await asyncio.gather(*(here.app.send(text("你好")) for _ in range(10)))
    assert len(here.calls("message/send")) == 2


# Tokens ---------------------------------------------------------------------------------------------------------


async def test_however_many_ask_one_token_is_fetched(here):
    outcomes = await asyncio.gather(*(here.app.send(text("你好", salt=chr(97 + n))) for n in range(20)))
    assert {one.state for one in outcomes} == {"sent"}
    assert len(here.calls("gettoken")) == 1


async def test_a_token_that_was_voided_early_is_fetched_once_more(here):
    await here.app.send(text("你好"))
    here.twin.state.void_tokens()
    outcomes = await asyncio.gather(*(here.app.send(text("再来", salt=chr(97 + n))) for n in range(10)))
    assert {one.state for one in outcomes} == {"sent"}
    assert len(here.calls("gettoken")) == 2


async def test_nobody_asks_while_more_than_five_minutes_are_left(here):
    await here.app.send(text("你好"))
    here.clock.forward(7200 - 302)
    assert (await here.app.send(text("还在"))).state == "sent"
    assert len(here.calls("gettoken")) == 1
    here.clock.forward(3)
    assert (await here.app.send(text("快到期"))).state == "sent"
    assert len(here.calls("gettoken")) == 2


async def test_a_token_refused_the_moment_it_was_fetched_is_no_loop(here):
    await here.app.send(text("你好"))
    here.strike("message/send", "errcode", errcode=40014, times=100)
    for _ in range(5):
        assert (await here.app.send(text("又来"))).state == "retry"
    assert len(here.calls("gettoken")) == 2
    assert [code for code, _ in here.told] == [40014]


async def test_a_busy_gettoken_is_not_asked_in_a_row(tmp_path):
    async with world(tmp_path) as made:
        await until(lambda: made.app.state == "connected")
        made.twin.state.void_tokens()
        made.strike("gettoken", "errcode", errcode=-1, times=100)
        before = len(made.calls("gettoken"))
        await asyncio.gather(*(made.app.send(text("你好")) for _ in range(10)))
        assert len(made.calls("gettoken")) - before == 1


async def test_no_secret_is_ever_told(here):
    """A38."""
    with capture_logs() as logs:
        here.strike("message/send", "drop_before")
        outcomes = [await here.app.send(text("你好"))]
        here.set_up(trusted_ips=("10.0.0.1",))
        outcomes.append(await here.app.send(text("你好")))
        here.set_up(trusted_ips=())
    token = next(iter(here.twin.state.tokens))
    said = f"{logs} {outcomes} {here.told} {here.app._wire!r} {here.app._client.tokens._held!r}"
    assert "60020" in said
    assert token not in said
    assert SECRET not in said


# Files ----------------------------------------------------------------------------------------------------------


def _stored(folder: Path, data: bytes) -> str:
    digest = sha256(data).hexdigest()
    (folder / digest).write_bytes(data)
    return digest


async def test_files_go_before_the_card_under_their_own_names(here):
    digest = _stored(here.folder, b"%PDF-1.4 " + b"x" * 400_000)
    cards = Card(
        "k", "请审批：年检", "s", files=(FileRef(digest, "年检 通知（终稿）.pdf", "pdf"),),
        buttons=((Button("review.approve", "同意"),),),
    )  # fmt: skip
    for payload in draw(cards, chat="ChenXin", mint=minting()):
        assert (await here.app.send(payload.to_bytes())).state == "sent"
    file, last = here.shown()
    assert file.msgtype == "file"
    assert file.visible["file"]["name"] == "年检 通知（终稿）.pdf"
    assert file.visible["file"]["size"] == 400_009
    assert last.msgtype == "template_card"


async def test_a_file_is_uploaded_once_and_anew_when_its_media_id_died(here):
    digest = _stored(here.folder, b"%PDF-1.4 content")
    (payload,) = draw(
        Card("k", "", "s", files=(FileRef(digest, "a.pdf", "pdf"),)), chat="ChenXin", mint=minting()
    )[:1]
    for _ in range(2):
        assert (await here.app.send(payload.to_bytes())).state == "sent"
    assert len(here.calls("media/upload")) == 1
    here.twin.state.media.clear()
    here.clock.forward(20_000)
    assert (await here.app.send(payload.to_bytes())).state == "sent"
    assert len(here.calls("media/upload")) == 2


async def test_a_file_too_big_for_a_message_is_refused_and_named_instead(here):
    digest = _stored(here.folder, b"x" * (20 * 1024 * 1024 + 1))
    part = draw(
        Card("k", "", "s", files=(FileRef(digest, "大图.zip", "zip"),)), chat="ChenXin", mint=minting()
    )[0].to_bytes()
    assert (await here.app.send(part)).state == "bad"
    assert here.calls("media/upload") == []
    assert (await here.app.send(here.app.plain(part))).state == "sent"
    assert here.shown()[0].visible["text"] == "大图.zip"


async def test_a_stored_file_that_is_gone_is_bad(here):
    part = draw(
        Card("k", "", "s", files=(FileRef("ab" * 32, "a.pdf", "pdf"),)), chat="ChenXin", mint=minting()
    )[0]
    assert (await here.app.send(part.to_bytes())).state == "bad"


async def test_an_upload_whose_answer_is_lost_is_simply_tried_again(here):
    digest = _stored(here.folder, b"%PDF-1.4 content")
    part = draw(Card("k", "", "s", files=(FileRef(digest, "a.pdf", "pdf"),)), chat="ChenXin", mint=minting())[
        0
    ]
    here.strike("media/upload", "accept_then_drop")
    assert (await here.app.send(part.to_bytes())).state == "retry"
    assert (await here.app.send(part.to_bytes())).state == "sent"
    assert len(here.shown()) == 1


async def test_what_a_member_sent_is_fetched_whole(here):
    small = here.twin.state.keep("image", "a.png", "image/png", b"\x89PNG" + b"x" * 900_000, here.twin.now())
    big = here.twin.state.keep(
        "file", "b.zip", "application/zip", bytes(range(256)) * 4096 * 24, here.twin.now()
    )
    for media in (small, big):
        got = bytearray()
        size = await here.app.download(media.id, got.extend, limit=64 << 20)
        assert (size, bytes(got)) == (len(media.data), media.data)
    here.twin.state.void_tokens()
    assert await here.app.download(small.id, bytearray().extend, limit=64 << 20) == len(small.data)


async def test_a_download_knows_an_error_from_a_file_and_keeps_to_its_cap(here):
    kept = here.twin.state.keep("file", "a.json", "application/json", b'{"errcode":40007}', here.twin.now())
    got = bytearray()
    assert await here.app.download(kept.id, got.extend, limit=100) == 17
    big = here.twin.state.keep("file", "b.zip", "application/zip", b"x" * 1000, here.twin.now())
    for media, limit, reason in (("nothing", 100, "gone"), (big.id, 999, "too_big")):
        with pytest.raises(Exception, match=reason) as caught:
            await here.app.download(media, bytearray().extend, limit=limit)
        assert type(caught.value).__name__ == "Refused"
    here.clock.forward(3 * 86_400 + 1)
    with pytest.raises(Exception, match="gone"):
        await here.app.download(kept.id, bytearray().extend, limit=100)


async def test_a_download_that_breaks_off_is_tried_again_later(here):
    kept = here.twin.state.keep("file", "a.zip", "application/zip", b"x" * 300_000, here.twin.now())
    here.strike("media/get", "truncate", short=True)
    with pytest.raises(Undelivered):
        await here.app.download(kept.id, bytearray().extend, limit=1 << 20)


async def test_an_endless_download_is_cut_off():
    async def endless(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/zip\r\nConnection: close\r\n"
        writer.write(head + b'Content-Disposition: attachment; filename="a"\r\n\r\n')
        while True:
            writer.write(b"x" * 65_536)
            await writer.drain()

    async with raw(endless) as port:
        wire = Wire(base=f"http://127.0.0.1:{port}")
        await wire.open()
        got = 0
        async with wire.download("media/get", {}, limit=1 << 20) as came:
            async for piece in came.pieces():
                got += len(piece)
                if got > 1 << 20:
                    break
        await wire.close()
    assert 1 << 20 < got <= (1 << 20) + 256 * 1024


# Robots and groups -----------------------------------------------------------------------------------------------


def _say(chat: str, content: str, **text_more) -> bytes:
    name = chat.partition(":")[2]
    where = {"robot": name} if chat.startswith("robot:") else {"chatid": name, "safe": 0}
    method = "webhook/send" if chat.startswith("robot:") else "appchat/send"
    return Payload(method, {**where, "msgtype": "text", "text": {"content": content, **text_more}}).to_bytes()


async def test_a_robot_that_was_entered_on_the_page_speaks_without_a_restart(here):
    robot = here.twin.state.robot_of("bgs-group")
    assert (await here.app.send(_say("robot:bgs", "早"))).state == "gone"
    here.app.robots.keep("bgs", robot.key, added="wu 2026-02-09")
    outcome = await here.app.send(_say("robot:bgs", "请尽快办理：1件已逾期", mentioned_list=["WangZhu"]))
    assert outcome.state == "sent"
    (message,) = here.twin.state.rooms["bgs-group"].messages
    assert message.visible["text"].startswith("请尽快办理")
    assert message.body["mentioned_list"] == ["WangZhu"]
    assert (here.folder / "secrets" / "robots.json").stat().st_mode & 0o777 == 0o600
    robot.disabled = True
    assert (await here.app.send(_say("robot:bgs", "早"))).state == "retry"
    robot.removed = True
    assert (await here.app.send(_say("robot:bgs", "早"))).state == "gone"


async def test_a_robot_over_its_limit_waits_alone(here):
    robot = here.twin.state.robot_of("bgs-group")
    other = here.twin.state.robot_of("fzg-group")
    here.app.robots.keep("bgs", robot.key, added="")
    here.app.robots.keep("fzg", other.key, added="")
    outcomes = [await here.app.send(_say("robot:bgs", f"第{n}条")) for n in range(22)]
    assert [one.state for one in outcomes] == ["sent"] * 20 + ["retry"] * 2
    assert len(here.calls("webhook/send")) == 21
    assert (await here.app.send(_say("robot:fzg", "早"))).state == "sent"
    here.clock.forward(61)
    assert (await here.app.send(_say("robot:bgs", "好了"))).state == "sent"


async def test_the_app_makes_a_group_of_its_own_where_it_sees_the_whole_corporation(here):
    chat = await here.app.found_group(name="政务公开工作群", owner="WuGuan", members=["WangZhu", "QianWang"])
    assert (await here.app.send(_say(chat, "今日读网：1/2"))).state == "sent"
    room = here.twin.state.rooms[chat]
    assert room.shown
    assert room.members == ["WuGuan", "WangZhu", "QianWang"]
    here.set_up(sees_root=False)
    for _ in range(2):
        with pytest.raises(Broken, match="48002"):
            await here.app.found_group(name="又一个", owner="WuGuan", members=["WangZhu"])
    assert len(here.calls("appchat/create")) == 2
    assert (await here.app.send(text("你好"))).state == "sent", "members still hear"
    assert (await here.app.leave(chat)).state == "sent"


# People and menu --------------------------------------------------------------------------------------------------


async def test_the_visible_range_is_read_with_departments(here):
    found = {one.userid: one for one in await here.app.members()}
    assert found["chenxin"].shown_as == "ChenXin"
    assert (found["chenxin"].name, found["chenxin"].departments) == ("陈信息", ("法制股",))
    here.set_up(sees_root=False)
    here.twin.state.members["sunxin"].visible = False
    assert "sunxin" not in {one.userid for one in await here.app.members()}
    here.strike("user/simplelist", "errcode", errcode=60011)
    with pytest.raises(Undelivered):
        await here.app.members()


async def test_a_login_code_names_a_member_once(here):
    from bot.web.identity import CodeSpent

    now = here.twin.now()
    code = here.twin.state.oauth_code("ChenXin", now, agent=AGENT, scope="snsapi_base").code
    assert await here.app.identify(code) == "chenxin"
    with pytest.raises(CodeSpent):
        await here.app.identify(code)
    stranger = here.twin.state.oauth_code(None, now, agent=AGENT, scope="snsapi_base").code
    assert await here.app.identify(stranger) is None


async def test_the_menu_is_entered_at_the_start(tmp_path):
    menu = (
        Entry("待办", command="todo"),
        Entry("交稿", url="https://duwang.example.gov.cn/m/new"),
        Entry("更多", below=(Entry("帮助", command="help"), Entry("设置", command="settings"))),
    )
    async with world(tmp_path, menu=menu) as made:
        await until(lambda: made.twin.state.app.menu is not None)
        assert [one["name"] for one in made.twin.state.app.menu] == ["待办", "交稿", "更多"]
        assert made.app.state == "connected"


# Pure ----------------------------------------------------------------------------------------------------------------


def test_nothing_is_ever_decided_by_the_words_of_a_refusal():
    def answer(code: int, said: str) -> Answer:
        return Answer(200, b'{"errcode":%d,"errmsg":"%b"}' % (code, said.encode()))

    for code in (0, 40001, 45009, 60140, 81013, 40058, -1):
        for said in (
            "",
            "ok",
            "invalid credential, access_token is invalid or not latest",
            "api freq out of limit",
        ):
            assert (
                outcome_of(answer(code, said), Sent("a")).state
                == outcome_of(answer(code, ""), Sent("a")).state
            )


def test_the_classes_of_codes():
    assert family(40014) == family(42001) == "token"
    assert family(40001) == "configuration", "the secret, never an old token"
    assert family(6000) == family(-1) == family(45033) == "busy"
    assert family(123456) == "own"
    assert outcome_of(Answer(200, b'{"errcode":42014}'), Sent("a", "t" * 22)).message == "t" * 22
    assert outcome_of(Answer(200, b'{"errcode":42014}'), Sent("a", "t" * 22, is_edit=True)).state == "bad"
    assert Answer(200, b"[]").code is None
    assert Answer(200, b'{"ip_list":[]}').code == 0
    assert (
        Answer(200, b'{"errcode":1,"errmsg":"x access_token=abc, key=def"}').said
        == "x access_token=***, key=***"
    )


async def test_a_redirect_is_not_followed_with_the_token():
    from aiohttp import web

    seen = []

    async def answer(request):
        seen.append(request.path)
        raise web.HTTPFound("https://elsewhere.example/")

    async with serving(answer) as base:
        wire = Wire(base=base)
        await wire.open()
        got = await wire.get("gettoken", {"corpsecret": "x"})
        await wire.close()
    assert (got.status, got.code, seen) == (302, None, ["/cgi-bin/gettoken"])


async def test_a_member_never_gets_more_than_25_in_any_minute():
    """F59."""
    app = _bare()
    at = await leaving(app.budgets("ChenXin"), 400)
    assert most_within(at, ms=60_000) <= 25
    assert at[4] - at[0] < 100, "a conversation is answered at once"
    assert most_within(await leaving(app.budgets("robot:bgs"), 100), ms=60_000) <= 18
    assert most_within(await leaving(app.budgets("appchat:x"), 100), ms=60_000) <= 18


async def leaving(budgets, messages):
    """When so many messages leave, each asked for as soon as the one before has left."""
    pace, now, at = Memory(), 0, []
    while len(at) < messages:
        slot = await pace.slot(budgets, now_ms=now)
        now = slot.at_ms
        at += [now] if slot.given else []
    return at


def most_within(at, *, ms):
    return max(sum(1 for other in at if one <= other < one + ms) for one in at)
