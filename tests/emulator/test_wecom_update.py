"""Updates by response_code, and recall."""

from typing import Any

import pytest

from tests.emulator.wecom_calls import AGENT, BUTTONS, NOTICE, OTHER, VOTE, Caller, changed

GREY: dict[str, Any] = {"button": {"replace_name": "已办"}}


@pytest.fixture
def office(office: dict[str, Any]) -> dict[str, Any]:
    office["wecom"]["apps"].append({"agent_id": OTHER, "name": "另一应用", "secret": "other"})
    return office


async def sent(caller: Caller, users: str = "ChenXin|LiuGu", card: dict[str, Any] = BUTTONS) -> str:
    return str((await caller.card(card, users))["response_code"])


def looks(caller: Caller, userid: str) -> tuple[str | None, int]:
    """The words in place of the buttons, and how many buttons are left."""
    visible = caller.shown(userid)[-1].visible
    return visible["greyed"], len(visible["buttons"])


async def test_only_the_copies_named_change(caller: Caller):
    code = await sent(caller, "ChenXin|LiuGu|MaGu")
    await caller.card(changed(BUTTONS, "task_id", "task-other"), "WangZhu")
    body = await caller.update(code, "chenxin", "LiuGu", "WangZhu", "nobody", **GREY)
    assert (body["errcode"], body["invaliduser"]) == (0, ["nobody", "wangzhu"])
    assert looks(caller, "ChenXin") == looks(caller, "LiuGu") == ("已办", 0)
    assert looks(caller, "MaGu") == looks(caller, "WangZhu") == (None, 3)
    card = caller.shown("ChenXin")[-1].card
    assert card is not None
    assert card.updates == 1


async def test_a_code_is_spent_once(caller: Caller):
    code = await sent(caller)
    assert (await caller.update(code, "ChenXin", **GREY))["errcode"] == 0
    assert (await caller.update(code, "LiuGu", **GREY))["errcode"] == 60140
    assert looks(caller, "LiuGu") == (None, 3)


async def test_a_refused_update_spends_nothing(caller: Caller):
    code = await sent(caller)
    assert (await caller.update(code, "ChenXin", template_card={"card_type": "x"}))["errcode"] == 42031
    assert (await caller.update(code, "ChenXin", **GREY))["errcode"] == 0


async def test_a_code_lives_72_hours(caller: Caller):
    first, second = await sent(caller), await sent(caller, card=VOTE)
    caller.clock.advance(72 * 3600 - 1)
    await caller.login()
    assert (await caller.update(first, "ChenXin", **GREY))["errcode"] == 0
    caller.clock.advance(1)
    assert (await caller.update(second, "ChenXin", **GREY))["errcode"] == 60140


async def test_a_click_gives_a_code_of_its_own(caller: Caller):
    spare = await sent(caller)
    (message,) = caller.shown("LiuGu")
    click = caller.twin.state.response_code(AGENT, message.msgid, caller.twin.now(), by="LiuGu").code
    assert (await caller.update(click, "ChenXin", "LiuGu", **GREY))["errcode"] == 0
    assert (await caller.update(spare, "ChenXin", **GREY))["errcode"] == 0


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ({}, 40058), (GREY | {"template_card": NOTICE}, 40058), ({"button": {}}, 40058), (GREY, 0),
        (GREY | {"response_code": "x"}, 60140), (GREY | {"response_code": ""}, 40058),
        (GREY | {"userids": []}, 82001), (GREY | {"userids": ["nobody"]}, 81013),
        (GREY | {"userids": ["WangZhu"]}, 81013), (GREY | {"userids": "ChenXin"}, 40058),
        (GREY | {"userids": [f"u{one}" for one in range(1001)]}, 40032),
        (GREY | {"partyids": [1] * 101}, 82002), (GREY | {"tagids": [1] * 101}, 82003),
        (GREY | {"userids": [], "partyids": [2]}, 0), (GREY | {"userids": [], "atall": 1}, 0),
        (GREY | {"agentid": OTHER}, 301002), (GREY | {"agentid": None}, 41011),
        ({"template_card": changed(BUTTONS, "task_id", "another")}, 42016), ({"template_card": BUTTONS}, 0),
    ],
)  # fmt: skip
async def test_bodies(caller: Caller, part: dict[str, Any], expected: int):
    code = await sent(caller)
    body = {"userids": ["ChenXin"], "agentid": AGENT, "response_code": code} | part
    assert (await caller.post("message/update_template_card", body))["errcode"] == expected


async def test_another_app_cannot_update(caller: Caller):
    code = await sent(caller)
    await caller.login("other")
    body = {"userids": ["ChenXin"], "agentid": OTHER, "response_code": code} | GREY
    assert (await caller.post("message/update_template_card", body))["errcode"] == 42015


async def test_another_card_takes_the_place_and_keeps_the_task(caller: Caller):
    code = await sent(caller, "ChenXin", VOTE)
    closed = changed(changed(VOTE, "task_id"), "checkbox.disable", True) | {"replace_text": "已提交"}
    assert (await caller.update(code, "ChenXin", template_card=closed))["errcode"] == 0
    (message,) = caller.shown()
    assert message.card is not None
    assert (message.card.task_id, message.card.greyed) == ("task-2", "已提交")
    assert (message.visible["task_id"], message.visible["greyed"]) == ("task-2", "已提交")
    assert message.visible["selections"][0]["disabled"]
    assert message.body == VOTE  # what was sent stays known


async def test_an_update_can_reopen(caller: Caller):
    spare = await sent(caller)
    (message,) = caller.shown()
    click = caller.twin.state.response_code(AGENT, message.msgid, caller.twin.now(), by="ChenXin").code
    await caller.update(click, "ChenXin", **GREY)
    await caller.update(spare, "ChenXin", template_card=BUTTONS)
    assert looks(caller, "ChenXin") == (None, 3)


class TestRecall:
    async def test_a_message_goes_from_every_phone(self, caller: Caller):
        msgid = (await caller.send("ChenXin|LiuGu"))["msgid"]
        kept = (await caller.send())["msgid"]
        assert (await caller.post("message/recall", {"msgid": msgid}))["errcode"] == 0
        assert [one.msgid for one in caller.shown()] == [kept]
        assert caller.shown("LiuGu") == []

    async def test_within_a_day(self, caller: Caller):
        msgid = (await caller.send())["msgid"]
        caller.clock.advance(86400)
        await caller.login()
        assert (await caller.post("message/recall", {"msgid": msgid}))["errcode"] == 42052

    async def test_only_its_own(self, caller: Caller):
        msgid = (await caller.send())["msgid"]
        assert (await caller.post("message/recall", {"msgid": "x"}))["errcode"] == 40058
        assert (await caller.post("message/recall", {}))["errcode"] == 40058
        await caller.login("other")
        assert (await caller.post("message/recall", {"msgid": msgid}))["errcode"] == 40058
        assert len(caller.shown()) == 1
