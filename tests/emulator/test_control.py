"""The control API and the page: who may call, what they see, streams that end."""

import asyncio
import json
import subprocess
import sys
import time
from typing import Any

import aiohttp
import pytest

from emulator.app import UI, Emulator
from emulator.clock import RunningClock
from tests.emulator.conftest import CHEN, Desk, StillClock


class TestWhoMayCall:
    @pytest.mark.parametrize(
        "headers",
        [{"Host": "evil.example"}, {"Host": "127.0.0.1.evil.example:80"}, {"Origin": "https://evil.example"},
         {"Origin": "null"}, {"Origin": "http://127.0.0.1:1"}],
    )  # fmt: skip
    @pytest.mark.parametrize("path", ["/", "/emulator/phones", "/emulator/faults"])
    async def test_no_other_name_and_no_other_page(self, desk: Desk, headers: dict[str, str], path: str):
        async with desk.session.get(desk.emulator.url + path, headers=headers) as answer:
            assert answer.status == 403

    async def test_the_own_page_may(self, desk: Desk):
        async with desk.session.get(
            f"{desk.emulator.url}/emulator/phones", headers={"Origin": desk.emulator.url}
        ) as answer:
            assert answer.status == 200

    async def test_it_listens_on_loopback_only(self, desk: Desk):
        addresses = [site.name for runner in desk.emulator._runners for site in runner.sites]
        assert len(addresses) == 2
        assert all(one.startswith("http://127.0.0.1:") for one in addresses)


async def test_phones_show_everybody_in_the_order_of_the_file(desk: Desk):
    report = await desk.get("/emulator/phones?platform=telegram")
    assert [one["id"] for one in report["phones"]] == [
        "chen", "liu", "sun", "ma", "zhou", "wang", "zhao", "qian", "wu", "bgs-group", "fzg-group", "ggfl-group",
    ]  # fmt: skip
    chen, group = report["phones"][0], report["phones"][-1]
    assert {key: chen[key] for key in ("kind", "name", "role", "platform", "chat_id", "user_id", "toast")} == {
        "kind": "person", "name": "陈信息", "role": "信息员 · 法制股", "platform": "telegram", "chat_id": CHEN,
        "user_id": CHEN, "toast": None,
    }  # fmt: skip
    assert (group["kind"], group["user_id"], group["members"]) == ("group", None, ["sun", "ma", "zhou"])
    assert report["at"] == "2026-02-09T09:00:00.000+08:00"
    assert (await desk.get("/emulator/phones?only=nobody"))["accepted"] is False


async def test_a_message_bears_what_the_contract_names(desk: Desk):
    await desk.send("chen", ("说明.txt", "好".encode(), "text/plain"), caption="见附件")
    await desk.ok("sendMessage", chat_id=CHEN, text="好", disable_notification=True)
    theirs, ours = (await desk.shown("chen"))["messages"]
    assert set(ours) >= {
        "id", "from", "name", "at", "text", "entities", "html", "buttons", "files", "reply_to", "edited", "silent", "raw",
    }  # fmt: skip
    assert (theirs["from"], theirs["text"], ours["silent"]) == ("chen", "见附件", True)
    (file,) = theirs["files"]
    assert (file["name"], file["size"], file["type"]) == ("说明.txt", 3, "text/plain")
    async with desk.session.get(desk.emulator.url + file["href"]) as answer:
        assert await answer.read() == "好".encode()


@pytest.mark.parametrize("name", ["a.html", "a.svg", "a.pdf", "a.xml"])
async def test_an_uploaded_file_is_never_rendered(desk: Desk, name: str):
    await desk.send("chen", (name, b"<script>alert(1)</script>", "text/html"))
    (file,) = (await desk.shown("chen"))["messages"][0]["files"]
    async with desk.session.get(desk.emulator.url + file["href"]) as answer:
        assert answer.content_type == "application/octet-stream"
        assert answer.headers["Content-Disposition"] == "attachment"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "sandbox"


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/emulator/phones/nobody/say", {"text": "x"}, 404), ("/emulator/phones/chen/say", {}, 400),
        ("/emulator/phones/chen/say", [], 400), ("/emulator/phones/chen/send", {}, 400),
        ("/emulator/phones/chen/tap", {"message_id": "x"}, 400), ("/emulator/bot/restart", None, 501),
        ("/emulator/clock", {"advance_s": -5}, 400), ("/emulator/clock", {}, 400), ("/emulator/clock", {"next": "day"}, 400),
        ("/emulator/clock", {"to": "2026-02-09T10:00:00"}, 400), ("/emulator/clock", {"next": "event"}, 502),
    ],
)  # fmt: skip
async def test_a_body_that_is_not_understood(desk: Desk, path: str, body: Any, status: int):
    said = await desk.post(path, body)
    assert (said["status"], said["accepted"]) == (status, False)
    assert said["error"]


async def test_a_large_file_from_a_phone(desk: Desk):
    said = await desk.send("chen", ("big.bin", b"\0" * (21 * 2**20), "application/octet-stream"))
    assert said["accepted"]
    (update,) = await desk.updates()
    assert (
        await desk.no("getFile", file_id=update["message"]["document"]["file_id"])
        == "Bad Request: file is too big"
    )


async def test_why_and_info_without_a_bot(desk: Desk):
    assert (await desk.get("/emulator/why"))["error"] == "no bot is attached to this emulator"
    info = await desk.get("/emulator/info")
    assert (info["web_origin"], info["platforms"], info["bot_url"]) == (
        "https://duwang.test",
        ["telegram", "wecom"],
        None,
    )
    assert info["site_url"] == desk.emulator.site_url


async def test_reset_empties_the_phones_and_ids_go_on(desk: Desk):
    first = await desk.act("chen", "say", text="一")
    await desk.faults({"do": "429"})
    await desk.post("/emulator/reset")
    assert (await desk.shown("chen"))["messages"] == []
    assert (await desk.get("/emulator/faults"), await desk.get("/emulator/calls"), await desk.updates()) == (
        [],
        [],
        [],
    )
    second = await desk.act("chen", "say", text="二")
    assert second["update_id"] == first["update_id"] + 1
    assert second["message_ids"][0] > first["message_ids"][0]


async def test_the_stream_tells_what_changed(desk: Desk):
    async with desk.session.get(f"{desk.emulator.url}/emulator/events") as answer:
        assert answer.content_type == "text/event-stream"

        async def event() -> tuple[str, dict[str, Any]]:
            name = (await answer.content.readline()).decode().removeprefix("event: ").strip()
            data = json.loads((await answer.content.readline()).decode().removeprefix("data: "))
            await answer.content.readline()
            return name, data

        start = [await event() for _ in range(4)]
        assert [name for name, _ in start] == ["phones", "clock", "calls", "bot"]
        await desk.ok("sendMessage", chat_id=CHEN, text="x")
        heard = [await event(), await event()]
        assert sorted(name for name, _ in heard) == ["calls", "phones"]
        assert dict(heard)["phones"]["changed"] == ["chen"]
        await desk.updates()
        assert await event() == ("bot", {"connected": True})


async def test_stop_is_quick_with_everything_open(clock: StillClock, office: dict[str, Any]):
    emulator = Emulator(office, clock=clock)
    await emulator.start()
    token = emulator.office.bot.token
    async with aiohttp.ClientSession() as session:
        stream = await session.get(f"{emulator.url}/emulator/events")
        poll = asyncio.create_task(session.get(f"{emulator.url}/bot{token}/getUpdates?timeout=50"))
        emulator.faults.replace([{"do": "hang", "match": {"method": "getMe"}}])
        hanging = asyncio.create_task(session.get(f"{emulator.url}/bot{token}/getMe"))
        await clock.waiters()
        began = time.perf_counter()
        await emulator.stop()
        assert time.perf_counter() - began < 1
        await asyncio.gather(poll, hanging, return_exceptions=True)
        stream.close()


async def test_it_can_be_started_again(clock: StillClock, office: dict[str, Any]):
    emulator = Emulator(office, clock=clock)
    for _ in range(2):
        await emulator.start()
        async with aiohttp.ClientSession() as session, session.get(f"{emulator.url}/emulator/info") as answer:
            assert answer.status == 200
        await emulator.stop()


class TestPage:
    async def test_only_files_of_the_page_are_served(self, desk: Desk):
        for path in ("../app.py", "..%2Fapp.py", "%2e%2e/office.yaml", "fonts/cut.py", "nothing.js", ""):
            async with desk.session.get(f"{desk.emulator.url}/ui/{path}") as answer:
                assert answer.status == 404, path

    async def test_its_files_come_with_their_types(self, desk: Desk):
        if not (UI / "index.html").is_file():
            pytest.skip("the page is not there")
        async with desk.session.get(desk.emulator.url) as answer:
            assert (answer.status, answer.content_type, answer.charset) == (200, "text/html", "utf-8")
        for path in UI.glob("*.js"):
            async with desk.session.get(f"{desk.emulator.url}/ui/{path.name}") as answer:
                assert (answer.status, answer.content_type) == (200, "text/javascript")


def test_the_room_loads_no_other_room_and_starts_in_a_second():
    script = (
        "import asyncio, sys\n"
        "from emulator.app import Emulator\nfrom emulator.clock import RunningClock\nfrom emulator.people import demo_office\n"
        "async def main():\n    e = Emulator(demo_office(), clock=RunningClock()); await e.start(); await e.stop()\n"
        "asyncio.run(main())\n"
        "rooms = {'bot', 'handlers', 'scheduler', 'workflow', 'storage', 'rules', 'locales', 'aiogram', 'sqlalchemy', 'pydantic'}\n"
        "print(sorted(rooms & set(sys.modules)))\n"
    )
    began = time.process_time()
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=30
    )
    assert done.stdout.strip() == "[]"
    assert time.process_time() - began < 1


async def test_the_command_prints_its_addresses_and_stops_on_a_signal(tmp_path: Any):
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "emulator",
        "--port",
        "0",
        "--now",
        "2026-03-02T08:30",
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout
    said = json.loads(await asyncio.wait_for(process.stdout.readline(), 20))
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{said['emulator']}/emulator/clock") as answer,
    ):
        assert (await answer.json())["at"].startswith("2026-03-02T08:30")
    process.terminate()
    assert await asyncio.wait_for(process.wait(), 5) == 0


async def test_a_wrong_office_file_is_refused_in_words(tmp_path: Any):
    wrong = tmp_path / "office.yaml"
    wrong.write_text("name: x\nbot: {id: 1}\n", "utf-8")
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "emulator",
        "--port",
        "0",
        "--office",
        str(wrong),
        stderr=asyncio.subprocess.PIPE,
    )
    _, said = await asyncio.wait_for(process.communicate(), 20)
    assert process.returncode == 1
    assert said.decode().strip() == "the office file lacks 'token'"


async def play(clock: Any) -> list[dict[str, Any]]:
    from emulator.people import demo_office

    emulator = Emulator(demo_office(), clock=clock)
    await emulator.start()
    async with aiohttp.ClientSession() as session:
        desk = Desk(emulator, clock, session)
        keys = {"inline_keyboard": [[{"text": "同意", "callback_data": "1"}]]}
        card = await desk.ok(
            "sendMessage", chat_id=CHEN, text="<b>审</b>", parse_mode="HTML", reply_markup=keys
        )
        await desk.act("chen", "tap", message_id=card["message_id"], button=0)
        await desk.send("chen", ("a.txt", b"abc", "text/plain"))
        for update in await desk.updates():
            if "callback_query" in update:
                await desk.ok(
                    "answerCallbackQuery", callback_query_id=update["callback_query"]["id"], text="好"
                )
            else:
                await desk.ok("getFile", file_id=update["message"]["document"]["file_id"])
        await desk.call("sendMessage", chat_id=1, text="x")
        told = await desk.get("/emulator/calls")
    await emulator.stop()
    return told


async def test_two_runs_give_the_same_transcript():
    assert await play(StillClock()) == await play(StillClock())


def test_ids_may_start_higher_for_a_bot_that_remembers(office: dict[str, Any]):
    first = Emulator(office, clock=StillClock())
    later = Emulator(office, clock=StillClock(), ids_from=5000)
    assert later.telegram.state.update_id() == first.telegram.state.update_id() + 5000


async def test_a_running_clock_runs_and_is_put_forward():
    clock = RunningClock()
    waiting = asyncio.create_task(clock.wait(3600))
    short = asyncio.create_task(clock.wait(0.01))
    await short
    assert not waiting.done()
    clock.advance(3600)
    await asyncio.wait_for(waiting, 1)
    assert (clock.now() - RunningClock().now()).total_seconds() == pytest.approx(3600, abs=1)
    with pytest.raises(ValueError, match="does not go back"):
        clock.advance(-1)
