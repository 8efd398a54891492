"""Reading members and departments; the app and its menu."""

from typing import Any

import pytest

from tests.emulator.wecom_calls import AGENT, OTHER, Caller

HIDDEN = {"mobile", "email", "gender", "avatar", "biz_mail", "qr_code", "address"}


@pytest.fixture
def office(office: dict[str, Any]) -> dict[str, Any]:
    office["wecom"]["apps"].append(
        {"agent_id": OTHER, "name": "通讯录", "secret": "contacts", "contact_sync": True}
    )
    for one in office["people"]:
        if one["id"] == "wu":
            one["wecom"] = {"visible": False}
    return office


class TestContacts:
    async def test_a_member(self, caller: Caller):
        found = await caller.get("user/get", userid="CHENXIN")
        assert (found["userid"], found["name"], found["department"], found["status"]) == (
            "ChenXin", "陈信息", [2], 1
        )  # fmt: skip
        assert not HIDDEN & set(found)

    @pytest.mark.parametrize(("userid", "expected"), [("", 41009), ("nobody", 60111), ("WuGuan", 60011)])
    async def test_refusals(self, caller: Caller, userid: str, expected: int):
        assert (await caller.get("user/get", userid=userid))["errcode"] == expected

    async def test_a_department_gives_its_own_members_only(self, caller: Caller):
        found = await caller.get("user/simplelist", department_id=4)
        assert [one["userid"] for one in found["userlist"]] == ["WangZhu", "ZhaoGan", "QianWang"]
        assert set(found["userlist"][0]) == {"userid", "name", "department", "open_userid"}
        assert (await caller.get("user/simplelist", department_id=1))["userlist"] == []
        assert (await caller.get("user/simplelist", department_id=9))["errcode"] == 60123
        assert (await caller.get("user/simplelist"))["errcode"] == 60123
        whole = await caller.get("user/list", department_id=2)
        assert {one["userid"] for one in whole["userlist"]} == {"ChenXin", "LiuGu", "QianWang", "ZhouFu"}

    async def test_departments(self, caller: Caller):
        found = await caller.get("department/simplelist")
        assert found["department_id"][1] == {"id": 2, "parentid": 1, "order": 400}
        assert len(found["department_id"]) == 5
        assert [one["id"] for one in (await caller.get("department/list", id=3))["department"]] == [3]
        assert (await caller.get("department/get", id=2))["department"]["name"] == "法制股"
        assert (await caller.get("department/get", id="x"))["errcode"] == 60123

    async def test_an_app_sees_the_departments_of_its_members(self, caller: Caller):
        caller.app.change(sees_root=False)
        found = await caller.get("department/list")
        assert [one["id"] for one in found["department"]] == [2, 3, 4]
        assert (await caller.get("department/get", id=5))["errcode"] == 60011

    async def test_all_ids_only_with_the_contact_secret(self, caller: Caller):
        assert (await caller.post("user/list_id", {}))["errcode"] == 48002
        await caller.login("contacts")
        first = await caller.post("user/list_id", {"limit": 6})
        second = await caller.post("user/list_id", {"limit": 6, "cursor": first["next_cursor"]})
        assert "next_cursor" not in second
        found = [(one["userid"], one["department"]) for one in first["dept_user"] + second["dept_user"]]
        assert len(found) == 12
        assert ("ZhouFu", 3) in found
        for wrong in ({"limit": 10_001}, {"cursor": "x"}):
            assert (await caller.post("user/list_id", wrong))["errcode"] == 40058


class TestAgent:
    async def test_get_and_list(self, caller: Caller):
        found = await caller.get("agent/get", agentid=AGENT)
        assert (found["name"], found["close"], found["allow_partys"]) == ("读网", 0, {"partyid": [1]})
        caller.app.change(sees_root=False)
        found = await caller.get("agent/get", agentid=AGENT)
        assert {"userid": "ChenXin"} in found["allow_userinfos"]["user"]
        assert {"userid": "WuGuan"} not in found["allow_userinfos"]["user"]
        assert [one["agentid"] for one in (await caller.get("agent/list"))["agentlist"]] == [AGENT]
        assert (await caller.get("agent/get", agentid=OTHER))["errcode"] == 301002

    @pytest.mark.parametrize(
        ("buttons", "expected"),
        [
            ([{"type": "click", "name": "待办", "key": "todo"}], 0),
            ([{"type": "view", "name": "送审", "url": "https://e.org/"}], 0),
            ([], 40016), ([{"type": "click", "name": "一", "key": "a"}] * 4, 40016), (["x"], 40058),
            ([{"type": "click", "name": "六个汉字的名", "key": "a"}], 40018), ([{"type": "click", "key": "a"}], 40018),
            ([{"type": "click", "name": "一"}], 40019), ([{"type": "click", "name": "一", "key": "k" * 129}], 40019),
            ([{"type": "view", "name": "一"}], 40020), ([{"type": "view", "name": "一", "url": "https://e.org/" + "a" * 1024}], 40020),
            ([{"type": "view", "name": "一", "url": "e.org"}], 40094), ([{"type": "media_id", "name": "一"}], 40017),
            ([{"type": "view_miniprogram", "name": "一", "appid": "wx1", "pagepath": "p"}], 0),
            ([{"type": "view_miniprogram", "name": "一"}], 40058),
            ([{"name": "更多", "sub_button": [{"type": "click", "name": "十三个汉字的名字可以放下了", "key": "a"}] * 5}], 0),
            ([{"name": "更多", "sub_button": [{"type": "click", "name": "一", "key": "a"}] * 6}], 40023),
            ([{"name": "更多", "sub_button": [{"type": "click", "name": "名" * 14, "key": "a"}]}], 40025),
            ([{"name": "更多", "sub_button": [{"type": "click", "name": "一"}]}], 40026),
            ([{"name": "更多", "sub_button": [{"type": "view", "name": "一"}]}], 40027),
            ([{"name": "更多", "sub_button": [{"type": "x", "name": "一"}]}], 40024),
            ([{"name": "更多", "sub_button": [{"name": "再", "sub_button": [{"type": "click", "name": "一", "key": "a"}]}]}], 40022),
        ],
    )  # fmt: skip
    async def test_menus(self, caller: Caller, buttons: list[Any], expected: int):
        body = await caller.post("menu/create", {"button": buttons}, agentid=AGENT)
        assert body["errcode"] == expected
        found = await caller.get("menu/get", agentid=AGENT)
        assert found.get("button") == (buttons if expected == 0 else None)
        assert found["errcode"] == (0 if expected == 0 else 46003)

    async def test_a_menu_goes(self, caller: Caller):
        await caller.post(
            "menu/create", {"button": [{"type": "click", "name": "一", "key": "a"}]}, agentid=AGENT
        )
        assert (await caller.get("menu/delete", agentid=AGENT))["errcode"] == 0
        assert (await caller.get("menu/get", agentid=AGENT))["errcode"] == 46003
        assert (await caller.get("menu/get", agentid=OTHER))["errcode"] == 301002
