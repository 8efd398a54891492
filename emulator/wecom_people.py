"""What people do on their WeCom phones: writing, sending, opening the app, its menu. Cards: wecom_press."""

from collections.abc import Callable
from typing import Any

from emulator.telegram_acts import Impossible
from emulator.telegram_files import type_of
from emulator.telegram_judge import Upload
from emulator.wecom_acts import Habits, Outcome
from emulator.wecom_browser import opened
from emulator.wecom_callback import Callback
from emulator.wecom_events import TAKES_REPLY, TALKS, event, message
from emulator.wecom_messages import Chat, Room
from emulator.wecom_state import Member
from emulator.wecom_twin import Wecom
from emulator.wecom_xml import Node

MOST_TEXT = 2048  # characters a phone lets a person write
MSGID = 7_300_000_000_000_000_000
IMAGES = {"image/png", "image/jpeg"}
VOICES = {"audio/amr"}
VIDEOS = {"video/mp4"}


class People:
    """The hands on all phones.

    Args:
        twin: the WeCom twin.
        callback: carries what they do to the bot.
        base: gives the emulator's own address, for PicUrl.
    """

    def __init__(self, twin: Wecom, callback: Callback, base: Callable[[], str]) -> None:
        self.twin = twin
        self.callback = callback
        self.base = base
        self.habits = Habits()

    # -- where

    def member(self, person: str) -> Member:
        """The member who holds this phone.

        Raises:
            Impossible: nobody, or not on WeCom.
        """
        found = self.twin.state.of_person(person)
        if found is None:
            raise Impossible("this person is not on WeCom")
        if not found.active:
            raise Impossible("this member has not activated WeCom")
        return found

    def chat(self, person: str) -> Chat:
        """A person's conversation with the app.

        Raises:
            Impossible: the app does not show on this phone.
        """
        member = self.member(person)
        if not member.visible:
            raise Impossible("the app is not visible to this member")
        return self.twin.state.chat(member.userid, self.twin.state.app.id)

    def room(self, phone: str, by: str | None) -> tuple[Room, str]:
        """A group, and the userid of who acts there: `by`, else its first member.

        Raises:
            Impossible: not in this group.
        """
        room = self.twin.state.rooms[phone]
        members = {one.lower(): one for one in room.members}
        if by is None:
            if not room.members:
                raise Impossible("nobody is in this group")
            return room, room.members[0]
        userid = self.member(by).userid
        if userid.lower() not in members:
            raise Impossible(f"{by!r} is not in this group")
        return room, members[userid.lower()]

    def is_room(self, phone: str) -> bool:
        """Whether a phone's id is a group's."""
        return phone in self.twin.state.rooms

    # -- on their way

    def new_msgid(self) -> str:
        """The next MsgId: 64 bits as text."""
        return str(MSGID + self.twin.state.serial())

    def tell(
        self, chat: Chat, name: str, fields: list[Node] | None = None, *, message: int | None = None
    ) -> Any:
        """Send an event of a member on its way; what `Callback.put` gives."""
        twin = self.twin
        children = event(twin.corp.id, chat.userid, int(twin.now()), name, fields, agent=chat.agent)
        kind = name.lower()
        return self.callback.put(
            twin.state.apps[chat.agent], kind, children,
            userid=chat.userid, phone=chat.phone, takes=TAKES_REPLY.get(kind, frozenset()), message=message,
        )  # fmt: skip

    def _write(
        self, chat: Chat, outcome: Outcome, msgtype: str, fields: list[Node], *,
        body: dict[str, Any], visible: dict[str, Any], heard: bool = True,
    ) -> None:  # fmt: skip
        """Put a member's message into the conversation and, unless the platform keeps it, on its way."""
        twin = self.twin
        msgid = self.new_msgid()
        one = twin.post(
            chat,
            by=chat.userid,
            msgtype=msgtype,
            body=body,
            visible=visible,
            msgid=msgid,
            agent=chat.agent,
        )
        outcome.messages.append(one.number)
        if heard:
            children = message(
                twin.corp.id, chat.userid, int(twin.now()), msgtype, fields, msgid=msgid, agent=chat.agent
            )
            outcome.note(
                self.callback.put(
                    twin.state.apps[chat.agent], msgtype, children,
                    userid=chat.userid, phone=chat.phone, takes=TALKS, message=one.number,
                )
            )  # fmt: skip

    # -- acts

    def say(self, phone: str, text: str, *, by: str | None = None) -> Outcome:
        """Write a text, to the app or in a group; no app hears what is said in groups.

        Raises:
            Impossible: the phone would not send it.
        """
        outcome = Outcome()
        text = text.strip()
        if not text or len(text) > MOST_TEXT:
            raise Impossible("a message has 1 to 2048 characters")
        if self.is_room(phone):
            room, userid = self.room(phone, by)
            one = self.twin.post(
                room, by=userid, msgtype="text", body={"content": text}, visible={"text": text}
            )
            outcome.messages.append(one.number)
            return outcome
        chat = self._mine(phone, by)
        self._write(
            chat, outcome, "text", [("Content", text)], body={"content": text}, visible={"text": text}
        )
        return outcome

    def _mine(self, phone: str, by: str | None) -> Chat:
        if by not in {None, phone}:
            raise Impossible(f"only {phone} writes on this phone")
        return self.chat(phone)

    def send(
        self, phone: str, files: list[Upload], *, caption: str = "", as_photo: bool | None = None,
        by: str | None = None,
    ) -> Outcome:  # fmt: skip
        """Send pictures, voice, video: one message each; a caption goes as a text of its own after them.

        A file of another kind is what no app ever receives: `habits.files` says what the phone does with it.

        Raises:
            Impossible: the phone would not send it.
        """
        outcome = Outcome()
        if not files:
            raise Impossible("there is no file")
        if self.is_room(phone):
            room, userid = self.room(phone, by)
            for one in files:
                kind = kind_of(one, as_photo=as_photo)
                kept = self.kept(one, kind)
                message = self.twin.post(
                    room, by=userid, msgtype=kind, body=kept, visible={"text": "", "file": kept}
                )
                outcome.messages.append(message.number)
            return outcome
        chat = self._mine(phone, by)
        kinds = [kind_of(one, as_photo=as_photo) for one in files]
        if "file" in kinds and self.habits.files == "refused":
            raise Impossible("an app's conversation takes no files")
        for one, kind in zip(files, kinds, strict=True):
            if not one.data:
                raise Impossible("an empty file cannot be sent")
            self._send_one(chat, outcome, one, kind)
        if caption:
            self._write(
                chat,
                outcome,
                "text",
                [("Content", caption)],
                body={"content": caption},
                visible={"text": caption},
            )
        return outcome

    def kept(self, one: Upload, kind: str) -> dict[str, Any]:
        """Keep a file as media; what the message says of it."""
        kept = self.twin.state.keep(kind, one.name or kind, mime_of(one), one.data, self.twin.now())
        return {"name": kept.name, "size": len(kept.data), "type": kept.type, "media_id": kept.id}

    def _send_one(self, chat: Chat, outcome: Outcome, one: Upload, kind: str) -> None:
        body = self.kept(one, kind)
        media_id = str(body["media_id"])
        fields: list[Node] = [("MediaId", media_id)]
        if kind == "image":
            fields = [("PicUrl", f"{self.base()}/emulator/files/{media_id}"), *fields]
        elif kind == "voice":
            fields.append(("Format", "amr"))
        elif kind == "video":
            thumb = self.twin.state.keep(
                "image", "thumb.jpg", "image/jpeg", b"\xff\xd8\xff\xd9 ", self.twin.now()
            )
            fields.append(("ThumbMediaId", thumb.id))
        elif kind == "file":
            fields = [("Title", one.name), ("FileName", one.name), *fields]
        heard = kind != "file" or self.habits.files == "delivered"
        self._write(chat, outcome, kind, fields, body=body, visible={"text": "", "file": body}, heard=heard)

    def locate(
        self, phone: str, *, latitude: float, longitude: float, label: str, scale: int = 15
    ) -> Outcome:
        """Send a place."""
        outcome = Outcome()
        fields: list[Node] = [
            ("Location_X", f"{latitude:.6f}"), ("Location_Y", f"{longitude:.6f}"), ("Scale", scale),
            ("Label", label), ("AppType", "wxwork"),
        ]  # fmt: skip
        body = {"latitude": latitude, "longitude": longitude, "label": label}
        self._write(self.chat(phone), outcome, "location", fields, body=body, visible={"text": label})
        return outcome

    def share(self, phone: str, *, url: str, title: str, description: str = "", picture: str = "") -> Outcome:
        """Share a web page, as the browser's share button does."""
        outcome = Outcome()
        fields: list[Node] = [
            ("Title", title),
            ("Description", description),
            ("Url", url),
            ("PicUrl", picture),
        ]
        body = {"title": title, "description": description, "url": url, "picurl": picture}
        self._write(
            self.chat(phone),
            outcome,
            "link",
            fields,
            body=body,
            visible={"text": title, "title": title, "url": url},
        )
        return outcome

    def enter(self, phone: str) -> Outcome:
        """Open the app's conversation: enter_agent, every time."""
        outcome = Outcome()
        outcome.note(self.tell(self.chat(phone), "enter_agent", [("EventKey", "")]))
        return outcome

    def report_place(
        self, phone: str, *, latitude: float, longitude: float, precision: float = 65.0
    ) -> Outcome:
        """The phone reports where it is on entering the app: LOCATION."""
        outcome = Outcome()
        fields: list[Node] = [
            ("Latitude", f"{latitude:.3f}"), ("Longitude", f"{longitude:.3f}"),
            ("Precision", f"{precision:.3f}"),
        ]  # fmt: skip
        chat = self.chat(phone)
        children = event(
            self.twin.corp.id, chat.userid, int(self.twin.now()), "LOCATION", fields, agent=chat.agent
        )
        children.append(("AppType", "wxwork"))
        outcome.note(
            self.callback.put(
                self.twin.state.apps[chat.agent], "location", children,
                userid=chat.userid, phone=chat.phone, takes=TALKS,
            )
        )  # fmt: skip
        return outcome

    def menu(self, phone: str, entry: str | int) -> Outcome:
        """Press an entry of the app's menu, by its name or its place among all that can be pressed.

        Raises:
            Impossible: there is no such entry, or of a type that is not played here.
        """
        outcome = Outcome()
        chat = self.chat(phone)
        pressable = menu_entries(self.twin.state.apps[chat.agent].menu)
        found = next(
            (one for place, one in enumerate(pressable) if entry in {place, one["name"]}), None
        )  # fmt: skip
        if found is None:
            raise Impossible(f"the menu has no entry {entry!r}")
        kind = str(found["type"])
        if kind == "click":
            outcome.note(self.tell(chat, "click", [("EventKey", str(found["key"]))]))
        elif kind == "view":
            url = str(found["url"])
            outcome.opened = opened(self.twin, chat.userid, url)
            outcome.note(self.tell(chat, "view", [("EventKey", url)]))
        else:
            raise Impossible(f"menu entries of type {kind} are not played")
        return outcome

    def open(self, phone: str, url: str, *, stranger: bool = False, by: str | None = None) -> Outcome:
        """Open a link as the person of this phone, or (`stranger`) as somebody from outside."""
        person = by or phone
        userid = None if stranger else self.member(person).userid
        return Outcome(opened=opened(self.twin, userid, url))

    def see(self, phone: str, *, on: bool) -> Outcome:
        """Enter or leave the app's visible range: subscribe, unsubscribe."""
        outcome = Outcome()
        member = self.member(phone)
        if member.visible == on:
            return outcome
        member.visible = on
        chat = self.twin.state.chat(member.userid, self.twin.state.app.id)
        self.twin.changed(chat)
        outcome.note(self.tell(chat, "subscribe" if on else "unsubscribe"))
        return outcome


def menu_entries(menu: list[dict[str, Any]] | None) -> list[dict[str, Any]]:
    """All entries of a menu that can be pressed, those of a sub-menu in their button's place."""
    found: list[dict[str, Any]] = []
    for one in menu or ():
        found += one.get("sub_button") or [one]
    return found


def mime_of(one: Upload) -> str:
    """What a file is, by what was said or by its name."""
    return one.type if one.type not in {"", "application/octet-stream"} else type_of(one.name)


def kind_of(one: Upload, *, as_photo: bool | None) -> str:
    """What a phone sends a file as: image, voice, video or file."""
    mime = mime_of(one)
    if mime in IMAGES and as_photo is not False:
        return "image"
    if mime in VOICES or one.name.lower().endswith(".amr"):
        return "voice"
    if mime in VIDEOS:
        return "video"
    return "file"
