"""工作群 on the page: a robot is entered, tried, taken into use, replaced, taken away; nobody else sees any of it."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from emulator.wecom_state import Robot
from storage import audit, orgs
from storage.engine import Store
from tests.office import Office
from tests.web.conftest import Answer, Browser
from workflow import page as pages

KEY, OTHER = "11112222-3333-4444-5555-666677778888", "aaaabbbb-cccc-dddd-eeee-ffff00001111"
ADDRESS = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key="
ROOM = "fzg-group"


@dataclass
class Hall:
    """The demo's office on WeCom with its own page, and the browsers of its people."""

    office: Office
    browsers: list[Browser]

    async def of(self, person: str) -> Browser:
        app = self.office.app
        browser = Browser(app.url)
        self.browsers.append(browser)
        who = self.office.people[person]
        secret = await app.store.act(lambda tx: pages.make_link(app.desk(tx), who))
        opened = await browser.press(await browser.get(f"/m/in/link/{secret}"), "打开")
        assert opened.status == 303, opened.words
        return browser

    def robot(self, key: str, room: str = ROOM) -> Robot:
        """Somebody adds a robot to a group."""
        made = Robot("读网", key, room)
        self.office.emulator.wecom.state.robots[key] = made
        return made

    def lines(self, room: str = ROOM) -> list[str]:
        messages = self.office.emulator.wecom.state.rooms[room].messages
        return [str(one.visible.get("text", "")) for one in messages]

    def kept(self) -> dict[str, Any]:
        path = self.office.folder / "secrets" / "robots.json"
        found: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.exists() else {}
        return found

    async def groups(self, title: str) -> list[Any]:
        rows = await self.office.app.store.read(orgs.groups_all)
        return [row for row in rows if row.title == title]

    async def evidence(self) -> list[Any]:
        return await self.office.app.store.read(lambda tx: audit.tail(tx, limit=20))


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Hall]:
    database = f"sqlite:///{tmp_path / 'duwang.db'}"
    Store.open(database, folder=tmp_path / "data", clock_ms=lambda: 0).close_now()
    office = Office(tmp_path / "data", database, platform="wecom")
    await office.open()
    office.is_open = True
    made = Hall(office, [])
    yield made
    for browser in made.browsers:
        await browser.session.close()
    await office.close()


async def enters(
    browser: Browser, key: str = KEY, *, title: str = "法制股新群", office: str = "fzg"
) -> Answer:
    """Paste an address on the page and send the form; the page that follows."""
    page = await browser.get("/m/groups")
    form = next(one for one in page.forms() if one["_label"] == "登记" and one["_action"] == "/m/groups")
    fields = {"csrf": form["csrf"], "title": title, "office": office, "address": f"{ADDRESS}{key}"}
    answer = await browser.post("/m/groups", fields)
    return await browser.follow(answer) if answer.status == 303 else answer


async def presses(browser: Browser, page: Answer, label: str, **more: str) -> Answer:
    """Press a button and follow to the page that it leads to."""
    answer = await browser.press(page, label, **more)
    return await browser.follow(answer) if answer.status == 303 else answer


def at(page: Answer, title: str) -> Answer:
    """The part of the page that is one group's."""
    part = next(one for one in page.text.split("<section") if f"<h2>{title}</h2>" in one)
    return Answer(page.status, part, page.headers)


async def test_only_administrators_find_it(hall):
    wu, chen = await hall.of("wu"), await hall.of("chen")
    assert (await wu.get("/m")).hrefs("/m/groups")
    assert not (await chen.get("/m")).hrefs("/m/groups")
    assert (await chen.get("/m/groups")).status == 404
    token = (await chen.get("/m")).csrf
    fields = {"csrf": token, "title": "群", "office": "fzg", "address": f"{ADDRESS}{KEY}"}
    for path in ("", "/found", "/1/try", "/1/use", "/1/key", "/1/stop", "/1/until"):
        assert (await chen.post(f"/m/groups{path}", fields)).status == 404, path
    assert hall.kept() == {}


async def test_a_robot_is_entered_tried_and_taken_into_use_without_a_restart(hall):
    hall.robot(KEY)
    wu = await hall.of("wu")
    before = hall.lines()
    entered = await enters(wu)
    assert "已登记，尚未启用" in entered.words
    assert "未启用" in at(entered, "法制股新群").words
    await hall.office.rest()
    assert hall.lines() == before, "nothing is said before it is tried"
    assert "启用" not in [form["_label"] for form in at(entered, "法制股新群").forms()]
    tried = await presses(wu, at(entered, "法制股新群"), "试发")
    assert hall.lines()[len(before) :] == ["读网测试消息：收到即表示本群机器人可用，无需办理。"]
    used = await presses(wu, at(tried, "法制股新群"), "已在群里看到，启用")
    assert "“法制股新群”已启用" in used.words
    await hall.office.rest()
    assert "本群由法制股使用" in hall.lines()[-1]
    (row,) = await hall.groups("法制股新群")
    assert (row.state, row.bound_by) == ("active", hall.office.people["wu"])
    assert row.chat == f"robot:{next(iter(hall.kept()))}"


async def test_the_key_stands_in_its_file_alone(hall):
    hall.robot(KEY)
    wu = await hall.of("wu")
    entered = await enters(wu)
    tried = await presses(wu, at(entered, "法制股新群"), "试发")
    used = await presses(wu, at(tried, "法制股新群"), "已在群里看到，启用")
    await hall.office.rest()
    (name,) = hall.kept()
    assert hall.kept()[name]["key"] == KEY
    secrets = hall.office.folder / "secrets" / "robots.json"
    assert secrets.stat().st_mode & 0o777 == 0o600
    for page in (entered, tried, used):
        assert KEY not in page.text
        assert KEY not in str(page.headers)
    shown = hall.office.app.wecom.platform.robots.fingerprint(name)
    assert f"指纹{shown}" in used.words
    lines = [row for row in await hall.evidence() if row.act.startswith("group.")]
    assert [row.act for row in lines] == ["group.robot_entered", "group.bound"]
    assert json.loads(lines[0].data)["key"] == shown
    for path in [*hall.office.folder.parent.glob("*.db*"), *hall.office.folder.rglob("*")]:
        if path.is_file() and path != secrets:
            assert KEY.encode() not in path.read_bytes(), path
    assert not [one for one in hall.office.logged if KEY in str(one)]


async def test_nothing_is_used_that_was_not_tried(hall):
    hall.robot(KEY)
    wu = await hall.of("wu")
    entered = await enters(wu)
    number = (await hall.groups("法制股新群"))[0].id
    for tried in ("", f"{number}.x.0", "0"):
        refused = await wu.post(f"/m/groups/{number}/use", {"csrf": entered.csrf, "tried": tried})
        assert (refused.status, "请先试发" in refused.words) == (409, True)
    page = await presses(wu, at(entered, "法制股新群"), "试发")
    form = at(page, "法制股新群").form("已在群里看到，启用")
    hall.robot(OTHER)
    replaced = at(page, "法制股新群").form("登记")
    await wu.post(replaced["_action"], {"csrf": page.csrf, "address": f"{ADDRESS}{OTHER}"})
    late = await wu.post(form["_action"], {"csrf": form["csrf"], "tried": form["tried"]})
    assert late.status == 409, "another key stands there by now"
    assert (await hall.groups("法制股新群"))[0].state == "pending"


@pytest.mark.parametrize(
    ("pasted", "told"),
    [
        ("", "这不是群机器人的地址"),
        ("https://example.org/?key=" + KEY, "这不是群机器人的地址"),
        ("http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=" + KEY, "这不是群机器人的地址"),
        ("x" * 600, "这不是群机器人的地址"),
    ],
    ids=["nothing", "elsewhere", "open", "long"],
)
async def test_what_is_no_robots_address_is_refused_and_not_shown_again(hall, pasted, told):
    wu = await hall.of("wu")
    page = await wu.get("/m/groups")
    fields = {"csrf": page.csrf, "title": "群", "office": "fzg", "address": pasted}
    refused = await wu.post("/m/groups", fields)
    assert (refused.status, told in refused.words) == (409, True)
    assert not pasted or pasted not in refused.text
    assert 'value="群"' in refused.text, "the harmless part is kept"
    assert hall.kept() == {}
    assert await hall.groups("群") == []


async def test_a_group_needs_a_name_and_a_unit_of_ours_and_a_robot_of_its_own(hall):
    hall.robot(KEY)
    wu = await hall.of("wu")
    assert "请填群名" in (await enters(wu, title=" ")).words
    assert "没有“nix”这个股室" in (await enters(wu, office="nix")).words
    assert hall.kept() == {}, "what was refused leaves no key behind"
    await enters(wu)
    again = await enters(wu, title="另一个群")
    assert (again.status, "这个机器人已经登记过" in again.words) == (409, True)
    assert len(hall.kept()) == 1


async def test_a_robot_that_is_gone_is_told_and_another_takes_its_place(hall):
    robot = hall.robot(KEY)
    wu = await hall.of("wu")
    page = await presses(wu, at(await enters(wu), "法制股新群"), "试发")
    page = await presses(wu, at(page, "法制股新群"), "已在群里看到，启用")
    await hall.office.rest()
    robot.removed = True
    gone = await wu.press(at(page, "法制股新群"), "试发")
    assert (gone.status, "机器人已从群里移除" in gone.words) == (409, True)
    hall.robot(OTHER)
    (name,) = hall.kept()
    form = at(gone, "法制股新群").form("登记")
    answer = await wu.post(form["_action"], {"csrf": form["csrf"], "address": f"{ADDRESS}{OTHER}"})
    page = await wu.follow(answer)
    assert "待启用的新机器人" in page.words
    assert hall.kept()[name]["key"] == KEY, "the old one stays until the new one was tried"
    page = await presses(wu, at(page, "法制股新群"), "试发")
    await presses(wu, at(page, "法制股新群"), "已在群里看到，启用")
    assert {entry["key"] for entry in hall.kept().values()} == {OTHER}
    assert list(hall.kept()) == [name]
    assert [row.act for row in await hall.evidence()][-1] == "group.robot_replaced"
    assert (await hall.groups("法制股新群"))[0].chat == f"robot:{name}"


async def test_a_new_robot_may_be_given_up_and_a_group_taken_away(hall):
    hall.robot(KEY)
    hall.robot(OTHER)
    wu = await hall.of("wu")
    page = await presses(wu, at(await enters(wu), "法制股新群"), "试发")
    page = await presses(wu, at(page, "法制股新群"), "已在群里看到，启用")
    form = at(page, "法制股新群").form("登记")
    await wu.post(form["_action"], {"csrf": form["csrf"], "address": f"{ADDRESS}{OTHER}"})
    page = await wu.get("/m/groups")
    kept = await presses(wu, at(page, "法制股新群"), "不换了")
    assert "仍用原来的机器人" in kept.words
    assert [entry["key"] for entry in hall.kept().values()] == [KEY]
    stopped = await presses(wu, at(kept, "法制股新群"), "停用")
    assert "“法制股新群”已停用" in stopped.words
    assert hall.kept() == {}
    assert (await hall.groups("法制股新群"))[0].state == "left"
    assert "<h2>法制股新群</h2>" not in stopped.text


async def test_a_robot_of_the_settings_can_be_given_to_a_group_and_not_replaced(hall):
    wu = await hall.of("wu")
    page = await wu.get("/m/groups")
    assert "登记设置文件中的机器人" not in page.words, "both have their groups"
    row = (await hall.groups("法制股工作群"))[0]
    await presses(wu, at(page, "法制股工作群"), "停用")
    assert (await hall.groups("法制股工作群"))[0].state == "left"
    page = await wu.get("/m/groups")
    form = at(page, "登记设置文件中的机器人：fzg").form("登记")
    fields = {"csrf": form["csrf"], "robot": form["robot"], "title": "法制股工作群", "office": "fzg"}
    page = await wu.follow(await wu.post("/m/groups", fields))
    again = (await hall.groups("法制股工作群"))[0]
    assert (again.id, again.state) == (row.id, "pending")
    refused = await wu.post(f"/m/groups/{row.id}/key", {"csrf": page.csrf, "address": f"{ADDRESS}{KEY}"})
    assert (refused.status, "写在设置文件里" in refused.words) == (409, True)
    page = await presses(wu, at(page, "法制股工作群"), "试发")
    await presses(wu, at(page, "法制股工作群"), "已在群里看到，启用")
    assert (await hall.groups("法制股工作群"))[0].state == "active"


# A group of the app's own -----------------------------------------------------------------------------------


async def founds(hall: Hall, browser: Browser, **other: str) -> Answer:
    page = await browser.get("/m/groups")
    fields = {
        "csrf": page.csrf,
        "title": "改版值守群",
        "office": "bgs",
        "owner": str(hall.office.people["wang"]),
        "purpose": "网站改版期间的值守",
        "closes_on": "2026-03-31",
    }
    answer = await browser.post("/m/groups/found", fields | other)
    return await browser.follow(answer) if answer.status == 303 else answer


async def test_a_new_group_is_made_on_request_says_what_it_is_for_and_closes_by_itself(hall):
    wu = await hall.of("wu")
    page = await founds(hall, wu)
    assert "“改版值守群”已建立" in page.words
    assert "至2026年3月31日停用" in at(page, "改版值守群").words
    await hall.office.rest()
    (row,) = await hall.groups("改版值守群")
    room = hall.office.emulator.wecom.state.rooms[row.chat]
    assert {one.lower() for one in room.members} == {"wangzhu", "zhaogan", "qianwang", "wuguan"}
    assert room.owner.lower() == "wangzhu"
    first = str(room.messages[0].visible["text"])
    assert "用途：网站改版期间的值守" in first
    assert "至2026年3月31日停用" in first
    until = at(page, "改版值守群").form("保存")
    await wu.post(until["_action"], {"csrf": until["csrf"], "closes_on": "2026-02-10"})
    await hall.office.clock.to("2026-02-10 19:00")
    (row,) = await hall.groups("改版值守群")
    assert row.state == "left"
    await hall.office.clock.to("2026-02-11 08:40")
    told = [card.text for card in hall.office.person("wu").all_cards()]
    assert any("工作群已停用：改版值守群" in text for text in told), told


@pytest.mark.parametrize(
    ("other", "told"),
    [
        ({"purpose": " "}, "请写明用途"),
        ({"closes_on": "2026-02-09"}, "截止日期须在明天至366天以内"),
        ({"closes_on": "2028-01-01"}, "截止日期须在明天至366天以内"),
        ({"closes_on": "soon"}, "截止日期须在明天至366天以内"),
        ({"owner": ""}, "群主须是已绑定企业微信的本单位人员"),
        ({"owner": "999"}, "群主须是已绑定企业微信的本单位人员"),
        ({"office": "nix"}, "没有“nix”这个股室"),
        ({"title": ""}, "请填群名"),
    ],
    ids=["purpose", "today", "far", "words", "nobody", "stranger", "unit", "title"],
)
async def test_without_owner_purpose_and_closing_date_no_group_is_made(hall, other, told):
    wu = await hall.of("wu")
    page = await founds(hall, wu, **other)
    assert (page.status, told in page.words) == (409, True), page.words
    rooms = hall.office.emulator.wecom.state.rooms
    assert not [room for room in rooms.values() if room.title == "改版值守群"]


async def test_an_app_that_does_not_see_the_root_department_is_told_so(hall):
    hall.office.emulator.wecom.state.app.change(sees_root=False)
    wu = await hall.of("wu")
    page = await founds(hall, wu)
    assert (page.status, "可见范围须为根部门" in page.words) == (409, True), page.words
