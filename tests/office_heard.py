"""What everybody heard in a story, read off what the two twins received: no room of the house is asked.

A message is its title (its first line), its other lines, and what can be pressed on it; what a platform has of
its own (mark-up, places on a card, tokens, ids, codes of the moment) is not part of it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from tests.office_page import browsing

MOVED = (
    "已更新，请看新卡片"  # stands on a card of WeCom in the place of its buttons when a newer one has come
)
REPLACED = "已移至新卡"  # the title of a draft's card that went on further below
CUT = "…"
OURS = "/m/"  # pages of ours
TAG = re.compile(r"<[^>]+>")
OPENED = re.compile(r"〔时刻〕 \S+打开$")  # who looked when: cards are opened in other ways on each platform
OF_THE_MOMENT = (
    (re.compile(r"https?://[^\s，。（）]*"), "〔网址〕"),
    (re.compile(r"(?<=[\u4e00-\u9fff] )[0-9A-Z]{4}(?= |，|。|$)"), "〔编码〕"),
    (re.compile(r"(?<!\d)\d{1,2}:\d{2}(?!\d)"), "〔时刻〕"),  # chats are paced differently
    (re.compile(r"(?<=校验码)[0-9a-f]{8,}"), "〔校验码〕"),
)


@dataclass(frozen=True)
class Reading:
    """How a message reads at one moment."""

    title: str
    lines: frozenset[str]
    buttons: frozenset[str]

    def __str__(self) -> str:
        return f"{self.title} | {'；'.join(sorted(self.lines))} | {sorted(self.buttons)}"


@dataclass
class Heard:
    """One message from how it came to how it reads last, and what the page said to which it leads."""

    readings: list[Reading]
    form: str = ""  # the kind of a template card
    pages: list[str] = field(default_factory=list)
    anew: int = 0  # how often it came anew further below
    ahead: int = 0  # how many messages led up to it

    @property
    def about(self) -> str:
        """What its title is about, behind the verb."""
        return self.readings[0].title.partition("：")[2]

    def is_about(self, what: str) -> bool:
        """Does its title, or a line of its own, name it?"""
        return what == self.about or any(what in reading.lines for reading in self.readings)

    def again(self, reading: Reading) -> None:
        """It was drawn once more."""
        if reading != self.readings[-1]:
            self.readings.append(reading)


@dataclass
class Ears:
    """Everything that came to one phone or into one group."""

    messages: list[Heard] = field(default_factory=list)
    toasts: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)


class Pages:
    """What the pages say to which WeCom's cards lead, opened whenever a card has come or was drawn again."""

    def __init__(self, office: Any) -> None:
        self._office = office
        self._rest = office.rest
        self._seen: set[tuple[str, int]] = set()
        self.texts: dict[str, list[str]] = {}  # by msgid
        office.rest = self.rest

    async def rest(self) -> None:
        """As ``Office.rest``, then look."""
        await self._rest()
        state, looked = self._office.wecom.twin.state, False
        for member in [one for one in state.members.values() if one.visible and one.active]:
            for message in state.chat(member.userid, state.app.id).messages:
                url = message.card.body.get("card_action", {}).get("url", "") if message.card else ""
                if OURS not in url or (mark := (message.msgid, message.card.updates)) in self._seen:
                    continue
                self._seen.add(mark)
                looked = True
                async with browsing(self._office.person(member.person)) as browser:
                    text = " ".join(unescape(TAG.sub(" ", await browser.opens(url))).split())
                self.texts.setdefault(message.msgid, []).append(text)
        if looked:
            await self._rest()


def heard(office: Any, pages: Mapping[str, list[str]] | None = None) -> dict[str, Ears]:
    """What came to each phone and group of an office, by the ids of the office file.

    ``pages`` are the texts behind cards by the msgid of their message (``Pages``).
    """
    found = {str(one["id"]): Ears() for one in [*office.file["people"], *office.file["groups"]]}
    calls = [call for call in office.twin.transcript.since() if _went_well(call)]
    _on_telegram(office, calls, found)
    _on_wecom(office, calls, found, pages or {})
    return found


def _went_well(call: Mapping[str, Any]) -> bool:
    reply = call["reply"]
    if call["status"] != 200 or not isinstance(reply, dict):
        return False
    return bool(reply.get("ok")) if call["platform"] == "telegram" else not reply.get("errcode")


# Telegram ---------------------------------------------------------------------------------------------


def _on_telegram(office: Any, calls: Iterable[Mapping[str, Any]], found: dict[str, Ears]) -> None:
    phones = {chat.id: chat.phone for chat in office.twin.state.chats.values()}
    known: dict[tuple[Any, Any], Heard] = {}
    for call in calls:
        params, method = call["params"], call["method"]
        if method == "answerCallbackQuery" and params.get("text"):
            person = office.twin.state.taps[str(params["callback_query_id"])].person
            found[person].toasts.append(plain(params["text"]))
        elif method in {"sendDocument", "sendPhoto", "sendMediaGroup"}:
            found[phones[int(params["chat_id"])]].files += [str(file["name"]) for file in call["files"]]
        elif method == "sendMessage":
            place, number = int(params["chat_id"]), call["reply"]["result"]["message_id"]
            known[place, number] = Heard([_of_html(params)])
            found[phones[place]].messages.append(known[place, number])
        elif method == "editMessageText":
            place, number = int(params["chat_id"]), int(params["message_id"])
            reading = _of_html(params)
            older = known[place, number]
            if reading.title.startswith(REPLACED) and older.readings[-1].buttons:
                _takes_over(found[phones[place]], older, known)
            else:
                older.again(reading)


def _of_html(params: Mapping[str, Any]) -> Reading:
    rows = params.get("reply_markup", {}).get("inline_keyboard", [])
    labels = [key["text"] for row in rows for key in row if {"callback_data", "url"} & key.keys()]
    return _reading(unescape(TAG.sub("", params["text"])).splitlines(), labels)


# WeCom ------------------------------------------------------------------------------------------------


def _on_wecom(
    office: Any, calls: Iterable[Mapping[str, Any]], found: dict[str, Ears], pages: Mapping[str, list[str]]
) -> None:
    state = office.wecom.twin.state
    for room in state.rooms.values():
        ears = found[room.phone]
        ears.messages += [Heard([_of_text(one.body)]) for one in room.messages if one.by == "robot"]
    known: dict[str, Heard] = {}
    for call in calls:
        params = call["params"]
        if call["method"] == "message/send":
            ears = found[state.member(params["touser"]).person]
            one = _sent(params)
            if params["msgtype"] in {"image", "file"}:
                ears.files.append(params["msgtype"])
            elif one is not None and not _leads_up(ears, one):
                ears.messages.append(one)
            ears.messages[-1].pages += pages.get(call["reply"]["msgid"], [])
            if params["msgtype"] == "template_card" and (task := params["template_card"].get("task_id")):
                known[task] = ears.messages[-1]
        elif call["method"] == "message/update_template_card":
            card = params["template_card"]
            ears = found[state.member(params["userids"][0]).person]
            older = known[card["task_id"]]
            moved = MOVED in {card.get("replace_text"), card["main_title"].get("desc")}
            replaced = card["main_title"].get("title", "").startswith(REPLACED)
            if (moved or replaced) and older.readings[-1].buttons:
                _takes_over(ears, older, known)
            else:
                older.again(_of_card(card))


def _sent(params: Mapping[str, Any]) -> Heard | None:
    if params["msgtype"] == "text":
        return Heard([_of_text(params["text"])])
    if params["msgtype"] != "template_card":
        return None
    card = params["template_card"]
    return Heard([_of_card(card)], form=card["card_type"])


def _leads_up(ears: Ears, card: Heard) -> bool:
    """A text or a card without buttons that came just before and bears the same title belongs to this card."""
    if not ears.messages:
        return False
    before, now = ears.messages[-1].readings[-1], card.readings[0]
    if len(ears.messages[-1].readings) > 1 or before.buttons or not now.buttons or before.title != now.title:
        return False
    ears.messages[-1].readings = [Reading(now.title, before.lines | now.lines, now.buttons)]
    ears.messages[-1].form = card.form
    ears.messages[-1].ahead += 1
    return True


def _takes_over(ears: Ears, older: Heard, known: dict[Any, Heard]) -> None:
    """A card came anew because an older one could not go on: both are one message to its reader."""
    at = next(place for place, one in enumerate(ears.messages) if one is older)
    later = [one for one in ears.messages[at + 1 :] if one.about == older.about and one.readings[0].buttons]
    if not later:
        return
    newer = later[-1]
    ears.messages = [one for one in ears.messages if one is not newer]
    for reading in newer.readings:
        older.again(reading)
    older.pages += newer.pages
    older.anew += 1
    known |= {key: older for key, one in known.items() if one is newer}


def _of_text(body: Mapping[str, Any]) -> Reading:
    return _reading(str(body["content"]).splitlines(), ())


def _of_card(card: Mapping[str, Any]) -> Reading:
    main = card["main_title"]
    rows = [f"{row['keyname']}：{row['value']}" for row in card.get("horizontal_content_list", ())]
    gist = re.split(r"　|(?<=。) ", main.get("desc", ""))
    texts = [card.get("quote_area", {}).get("quote_text", ""), card.get("sub_title_text", "")]
    lines = [main.get("title", ""), card.get("source", {}).get("desc", ""), *gist, *rows]
    lines += [line for text in texts for line in text.splitlines()]
    return _reading(lines, () if card.get("replace_text") else _labels(card))


def _labels(card: Mapping[str, Any]) -> Iterator[str]:
    """Everything that can be pressed; what does nothing bears a key of its own kind."""
    lists = [card.get("button_selection"), card.get("checkbox"), *card.get("select_list", ())]
    entries = [(one["text"], one["id"]) for asks in lists if asks for one in asks["option_list"]]
    entries += [(one["text"], one.get("key") or one.get("url")) for one in card.get("button_list", ())]
    entries += [(one["text"], one["key"]) for one in card.get("action_menu", {}).get("action_list", ())]
    entries += [(one["title"], one.get("url")) for one in card.get("jump_list", ())]
    if submit := card.get("submit_button"):
        entries.append((submit["text"], submit["key"]))
    for label, does in entries:
        if does and not does.startswith("d0:") and OURS not in does:
            yield str(label)


# Words ------------------------------------------------------------------------------------------------


def _reading(lines: Iterable[str], labels: Iterable[str]) -> Reading:
    kept = [line for line in map(plain, lines) if line]
    lines = (line for line in kept[1:] if not OPENED.search(line))
    return Reading(kept[0] if kept else "", frozenset(lines), frozenset(map(plain, labels)))


def plain(text: str) -> str:
    """A line without what belongs to the moment."""
    for pattern, word in OF_THE_MOMENT:
        text = pattern.sub(word, text)
    return " ".join(text.split())
