"""The control API's WeCom side. Acts on phones come here from control.py with `platform: wecom`.

| | |
|---|---|
| GET /emulator/wecom | corporation, app, callback, AI bot, switches |
| PUT /emulator/wecom/callback | url, token?, aes_key?, unchecked?: saved as the console does, after its GET |
| PUT /emulator/wecom/switches | names and values of `wecom_twin.Switches` and `wecom_acts.Habits` |
| GET /emulator/wecom/pending | deliveries: under_way (now), waiting (for time to pass) |
| GET /emulator/wecom/record | what was dropped without a word, and advised limits that were passed |
| POST /emulator/wecom/forge | mode, phone, text?: one delivery of that kind now; gives the bot's answer |
| POST /emulator/wecom/contacts | person, change, userid?, name?, departments? |
| POST /emulator/wecom/tokens/void | access tokens end early |
| PUT /emulator/wecom/robots/ID | removed?, disabled? |

| act on a phone | body |
|---|---|
| say | text, to? |
| send | multipart: file*, caption?, as? (document, photo), to? |
| tap | message_id, button? (label or place), choices?, menu?, stale?, data?, to? |
| menu | entry (name or place) |
| open | url, or message_id and button; stranger? |
| enter | to? |
| block | on: out of the app's visible range |
| locate, place, share | latitude, longitude, label; latitude, longitude; url, title, description? |

`to: "aibot"` means the AI bot's conversation instead of the app's.
"""

from dataclasses import fields
from typing import Any

from aiohttp import web

from emulator import wecom_changes
from emulator.bodies import dumped, read_object, refused
from emulator.telegram_acts import Impossible
from emulator.telegram_judge import Upload
from emulator.wecom_acts import Outcome
from emulator.wecom_aibot import PATH, AiBot
from emulator.wecom_events import message
from emulator.wecom_forge import HOSTILE, ODD
from emulator.wecom_people import People
from emulator.wecom_press import links_of, press

AS = {"document": False, "photo": True, "": None}


class WecomControl:
    """Routes under /emulator/wecom, and acts on WeCom phones."""

    def __init__(self, people: People, aibot: AiBot) -> None:
        self.people = people
        self.aibot = aibot
        self.twin = people.twin
        self.callback = people.callback

    def routes(self, app: web.Application) -> None:
        """Add the routes to an application."""
        app.router.add_get("/emulator/wecom", self.shown)
        app.router.add_put("/emulator/wecom/callback", self.set_callback)
        app.router.add_put("/emulator/wecom/switches", self.set_switches)
        app.router.add_get("/emulator/wecom/pending", self.pending)
        app.router.add_get("/emulator/wecom/record", self.record)
        app.router.add_post("/emulator/wecom/forge", self.forge)
        app.router.add_post("/emulator/wecom/contacts", self.contacts)
        app.router.add_post("/emulator/wecom/tokens/void", self.void)
        app.router.add_put("/emulator/wecom/robots/{id}", self.robot)

    def has(self, phone: str) -> bool:
        """Whether a phone's id is a member's or a group's on WeCom."""
        return self.people.is_room(phone) or self.twin.state.of_person(phone) is not None

    # -- acts

    async def act(self, phone: str, act: str, said: dict[str, Any], files: list[Upload]) -> Outcome:
        """A person does something on a WeCom phone.

        Raises:
            Impossible: the phone would not let them.
            KeyError, ValueError, TypeError: the body is not understood.
        """
        if said.get("to") == "aibot":
            return await self._to_aibot(phone, act, said, files)
        people, by = self.people, said.get("by") or None
        if act == "say":
            return people.say(phone, str(said["text"]), by=by)
        if act == "send":
            caption = str(said.get("caption", ""))
            return people.send(phone, files, caption=caption, as_photo=AS[said.get("as", "")], by=by)
        if act == "tap":
            return press(
                people, phone, int(said["message_id"]), said.get("button"), menu=said.get("menu"),
                choices=said.get("choices"), stale=bool(said.get("stale")), key=said.get("data"), by=by,
            )  # fmt: skip
        if act == "open":
            return self._open(phone, said, by)
        return self._else(phone, act, said)

    def _open(self, phone: str, said: dict[str, Any], by: str | None) -> Outcome:
        if "url" in said:
            return self.people.open(phone, str(said["url"]), stranger=bool(said.get("stranger")), by=by)
        number, label = int(said["message_id"]), said.get("button", "")
        messages = self.people.room(phone, by)[0].messages if self.people.is_room(phone) else (
            self.people.chat(phone).messages
        )  # fmt: skip
        found = next((one for one in messages if one.number == number), None)
        links = links_of(found) if found else {}
        if label not in links:
            raise Impossible(f"message {number} has no link {label!r}")
        return self.people.open(phone, links[label], stranger=bool(said.get("stranger")), by=by)

    def _else(self, phone: str, act: str, said: dict[str, Any]) -> Outcome:
        people = self.people
        if act == "menu":
            return people.menu(phone, said["entry"])
        if act == "enter":
            return people.enter(phone)
        if act == "block":
            return people.see(phone, on=not said["on"])
        if act == "locate":
            return people.locate(
                phone, latitude=float(said["latitude"]), longitude=float(said["longitude"]),
                label=str(said["label"]),
            )  # fmt: skip
        if act == "place":
            return people.report_place(
                phone, latitude=float(said["latitude"]), longitude=float(said["longitude"])
            )
        if act == "share":
            return people.share(
                phone, url=str(said["url"]), title=str(said["title"]),
                description=str(said.get("description", "")), picture=str(said.get("picture", "")),
            )  # fmt: skip
        raise Impossible(f"nobody can {act!r} on WeCom")

    async def _to_aibot(self, phone: str, act: str, said: dict[str, Any], files: list[Upload]) -> Outcome:
        bot = self.aibot
        if act == "say":
            reached = await bot.say(phone, str(said["text"]), by=said.get("by") or None)
        elif act == "send":
            reached = await bot.send(phone, files)
        elif act == "enter":
            reached = await bot.enter(phone)
        elif act == "tap":
            reached = await bot.press(phone, int(said["message_id"]), said["button"])
        else:
            raise Impossible(f"nobody can {act!r} with the AI bot")
        return Outcome(reached=reached)

    # -- the console

    async def shown(self, request: web.Request) -> web.Response:
        """How the corporation is set up."""
        app = self.twin.state.app.set_up
        return web.json_response(
            {
                "corp_id": self.twin.corp.id, "agent_id": app.agent_id, "callback_url": app.callback_url,
                "reachable": self.callback.reachable,
                "aibot": {"path": PATH, "bot_id": self.aibot.bot_id, "connected": self.aibot.connected},
                "switches": self._switches(), "odd": ODD, "hostile": HOSTILE,
            },
            dumps=dumped,
        )  # fmt: skip

    def _switches(self) -> dict[str, Any]:
        both = (self.twin.switches, self.people.habits)
        return {one.name: getattr(of, one.name) for of in both for one in fields(of)}

    async def set_callback(self, request: web.Request) -> web.Response:
        """Save a callback, as the administrator does; `unchecked` leaves the GET out."""
        said = await read_object(request)
        try:
            url, app = str(said["url"]), self.twin.state.app
            keys = {"token": said.get("token"), "aes_key": said.get("aes_key")}
            if said.get("unchecked") or not url:
                app.change(callback_url=url, **{name: one for name, one in keys.items() if one})
                problem = ""
            else:
                problem = await self.callback.save(app, url, **keys)
        except (KeyError, ValueError) as wrong:
            return refused(f"the body is not understood: {wrong}")
        return refused(problem, 409) if problem else web.json_response({"accepted": True})

    async def set_switches(self, request: web.Request) -> web.Response:
        """Set switches by name."""
        said = await read_object(request)
        known = self._switches()
        if unknown := {name for name, one in said.items() if type(known.get(name)) is not type(one)}:
            return refused(f"not a switch, or of another type: {', '.join(sorted(unknown))}")
        for name, value in said.items():
            of = self.twin.switches if hasattr(self.twin.switches, name) else self.people.habits
            setattr(of, name, value)
        return web.json_response({"accepted": True, "switches": self._switches()})

    async def pending(self, request: web.Request) -> web.Response:
        """What is on its way to the bot."""
        now = self.callback.under_way()
        waiting = [one for one in self.callback.waiting() if one not in now]
        return web.json_response(
            {"under_way": [one.id for one in now], "waiting": [one.id for one in waiting]}
        )

    async def record(self, request: web.Request) -> web.Response:
        """What was dropped, and where a phone cuts what was sent."""
        state = self.twin.state
        dropped = [{one.name: getattr(line, one.name) for one in fields(line)} for line in state.dropped]
        advice = [{one.name: getattr(line, one.name) for one in fields(line)} for line in state.advice]
        return web.json_response({"dropped": dropped, "advice": advice}, dumps=dumped)

    async def forge(self, request: web.Request) -> web.Response:
        """Post one odd or hostile delivery now, as from the member of a phone."""
        said = await read_object(request)
        mode, app = str(said.get("mode")), self.twin.state.app
        if mode not in ODD and mode not in HOSTILE:
            return refused(f"mode is one of {', '.join([*ODD, *HOSTILE])}")
        try:
            member = self.people.member(str(said["phone"]))
        except (KeyError, Impossible) as wrong:
            return refused(str(wrong), 409)
        if not app.has_callback:
            return refused("no callback is set", 409)
        children = message(
            self.twin.corp.id, member.userid, int(self.twin.now()), "text",
            [("Content", str(said.get("text", "帮助")))],
            msgid=self.people.new_msgid(), agent=app.id,
        )  # fmt: skip
        forge = self.callback.forge(app)
        parcel = forge.forged(children, mode) if mode in HOSTILE else forge.sealed(children, odd=mode)
        told = await self.callback.post(app, parcel)
        answer = {"status": told.status, "body": told.body[:2000].decode(errors="replace")}
        return web.json_response({"accepted": True, **answer, "problem": told.problem}, dumps=dumped)

    async def contacts(self, request: web.Request) -> web.Response:
        """Change the contact list."""
        said = await read_object(request)
        try:
            departments = tuple(int(one) for one in said["departments"]) if "departments" in said else None
            outcome = wecom_changes.change(
                self.people, str(said["person"]), str(said["change"]),
                userid=said.get("userid"), name=said.get("name"), departments=departments,
            )  # fmt: skip
        except Impossible as impossible:
            return refused(str(impossible), 409)
        except (KeyError, ValueError, TypeError) as wrong:
            return refused(f"the body is not understood: {wrong}")
        return web.json_response({"accepted": True, "update_ids": [one.id for one in outcome.updates]})

    async def void(self, request: web.Request) -> web.Response:
        """WeCom withdraws every access token."""
        return web.json_response({"accepted": True, "voided": self.twin.state.void_tokens()})

    async def robot(self, request: web.Request) -> web.Response:
        """Take a group's robot out, or switch it off."""
        robot = self.twin.state.robot_of(request.match_info["id"])
        if robot is None:
            return refused("this group has no robot", 404)
        said = await read_object(request)
        robot.removed = bool(said.get("removed", robot.removed))
        robot.disabled = bool(said.get("disabled", robot.disabled))
        self.twin.hub.phones([robot.phone])
        return web.json_response({"accepted": True})
