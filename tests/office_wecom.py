"""WeCom phones of a story: the same people and cards as on Telegram, drawn and pressed as WeCom has them.

What a toast says on Telegram stands on the redrawn card here, or comes as a message of its own; both count as
the answer to a press. Texts that lead up to a card are read together with it.
"""

import contextlib
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from bot.dispatch import TOAST_KINDS
from bot.platforms.wecom_text import Words
from emulator import telegram_people as telegram_acts
from emulator.telegram_judge import Upload
from emulator.wecom_messages import Chat, Message, Room
from emulator.wecom_people import People
from emulator.wecom_press import links_of, press
from tests.office_files import content_of
from tests.office_page import Shut
from tests.office_people import KINDS, USUAL, Card, Item, Person, Phone

CUT = "…"
IDLE = "d0:"
SERIAL = re.compile(r"[A-Z]+-\d{4}-\d+")


class WecomCard(Card):
    """One message of the bot on a WeCom phone, with the texts that led up to it."""

    phone: "WecomPhone"
    message: Message

    def __init__(self, phone: "WecomPhone", message: Message, before: Sequence[Message] = ()) -> None:
        super().__init__(phone, message)
        self.before = tuple(before)
        self.known: dict[str, str] = {}  # every label it ever bore, with what a press of it sends

    @property
    def id(self) -> int:
        return self.message.number

    @property
    def at(self) -> float:
        return float(self.message.at)

    @property
    def visible(self) -> dict[str, Any]:
        self.follow()
        return self.message.visible

    @property
    def text(self) -> str:
        """What one reads: the texts before, the card, and what its page shows of it while it is new."""
        self.note()
        parts = [str(one.visible.get("text") or "") for one in self.before]
        parts.append(re.sub(r"。[ 　]", "。\n", str(self.visible.get("text") or "")))
        if self.visible.get("greyed"):
            parts.append(str(self.visible["greyed"]))
        card = self.message.card
        if card is not None and not card.updates and links_of(self.message):
            parts.append(self.phone.office.whole_card(self.phone.account, card.task_id))
        return "\n".join(part for part in parts if part)

    def _pressable(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Every label that does something, with how it is pressed."""
        if self.visible.get("greyed"):
            return
        for one in self.visible.get("selections", ()):
            if one["disabled"]:
                continue
            for option in one["options"]:
                if option["id"].startswith(IDLE):
                    continue
                self.known[option["text"]] = option["id"]
                if one["mode"] == "list":
                    idle = [key["text"] for key in self.visible["buttons"] if key["key"].startswith(IDLE)]
                    how = {"button": idle[0]} if idle and idle[0] != "提交" else {}
                    yield option["text"], {"choices": {one["question_key"]: option["id"]}, **how}
                else:
                    yield option["text"], {"choices": {one["question_key"]: [option["id"]]}}
        for one in self.visible.get("buttons", ()):
            if one["kind"] == "callback" and not one["disabled"] and not one["key"].startswith(IDLE):
                self.known[one["text"]] = one["key"]
                yield one["text"], {"button": one["text"]}
        for one in self.visible.get("menu", ()):
            self.known[one["text"]] = one["key"]
            yield one["text"], {"menu": one["text"]}
        for one in self.visible.get("buttons", ()):
            if one["kind"] == "submit" and not one["key"].startswith(IDLE):
                self.known[one["text"]] = one["key"]
                yield one["text"], {"button": one["text"]}
        for label, url in links_of(self.message).items():
            if label and "/m/" not in url:
                yield label, {"button": label}

    @property
    def buttons(self) -> list[str]:
        return [label for label, _ in self._pressable()]

    def note(self) -> None:
        """Remember what its buttons send, for a phone that misses what comes."""
        for _ in self._pressable():
            pass

    @property
    def file(self) -> str | None:
        kind = self.message.msgtype
        if kind == "image":
            return "photo"
        return str(self.visible.get("file", {}).get("name") or "") or None if kind == "file" else None

    @property
    def key(self) -> str:
        """What tells this message from all others."""
        return _key(self.message)

    def data(self, label: str) -> str:
        assert label in self.buttons, f"no {label} on {self}"
        return self.known[label]

    def follow(self) -> None:
        """Where a fresh card has taken its place, this is now that one."""
        while self.message.visible.get("greyed") == Words().moved:
            newer = self.phone.office.successor(self.phone.account, self.key)
            found = [card for card in self.phone.cards() if newer and card.key == newer]
            if not found:
                return
            self.phone.hear(found[0])
            self.message, self.before = found[0].message, found[0].before

    async def taps(self, label: str, *, by: str | None = None, stale: bool = False) -> str:
        """Press it; what answered: a message, else the card as it reads now."""
        person = self.phone if by is None else self.phone.office.person(by)
        assert isinstance(person, WecomPerson), f"on {self.phone.id} nothing calls back"
        _ = self.buttons
        how = {"key": self.known[label], "stale": True} if stale else self.way(label)
        if stale and self.message.body.get("card_type") == "text_notice":
            how["menu"] = label
        person.presses(self)
        self.phone.act(press, self.id, **how)
        await self.phone.office.until(lambda: person.is_answered, within=10)
        return person.answer(self)

    async def ticks(self, *labels: str) -> str:
        """Tick these on a vote and submit it; what answered, as ``taps`` has it."""
        person = self.phone
        box = self.visible["selections"][0]
        ids = [next(one["id"] for one in box["options"] if one["text"] == label) for label in labels]
        person.presses(self)  # type: ignore[attr-defined]
        self.phone.act(press, self.id, choices={box["question_key"]: ids})
        await self.phone.office.until(lambda: person.is_answered, within=10)  # type: ignore[attr-defined]
        return str(person.answer(self))  # type: ignore[attr-defined]

    async def is_redrawn(self, **how: Any) -> "Card":
        """Wait until it reads so; what is merely news is read on the page that it leads to, by who still may."""
        pages = [url for url in links_of(self.message).values() if "/m/item/" in url]
        if pages and how.get("buttons") is None and not self.asks:
            words, lacking = how.get("containing") or (), how.get("lacking") or ()
            with contextlib.suppress(Shut):
                await self.phone.office.page_says(
                    self.phone, pages[0], words, lacking=lacking, beside=self.text
                )
                return self
        return await super().is_redrawn(**how)

    @property
    def asks(self) -> bool:
        """Was its reader asked for something?"""
        return str(self.phone.office.tone(self.phone.account, self.key)) in {"ask", "alert"}

    def way(self, label: str) -> dict[str, Any]:
        """How that label is pressed."""
        for shown, how in self._pressable():
            if shown == label or (shown.endswith(CUT) and label.startswith(shown[:-1])):
                return how
        raise AssertionError(f"no {label!r} on {self}")


class WecomPhone(Phone):
    """What a WeCom phone, or a group, shows and does."""

    answered = before = last_userid = ""
    pressed: WecomCard | None = None

    def __init__(self, office: Any, id_: str) -> None:
        super().__init__(office, id_)
        self.held: list[WecomCard] = []  # what was expected

    def presses(self, card: WecomCard) -> None:
        """A press is under way: what it is answered with comes next."""
        self.answered, self.pressed, self.before = "", card, card.text

    @property
    def people(self) -> People:
        people: People = self.office.wecom.people
        return people

    @property
    def chat(self) -> Any:
        state = self.people.twin.state
        return state.chat(self.userid, state.app.id)

    @property
    def account(self) -> str:
        return self.userid.lower()

    @property
    def userid(self) -> str:
        """The member's id; the last one of somebody who is no member any more."""
        member = self.people.twin.state.of_person(self.id)
        self.last_userid = self.last_userid if member is None else str(member.userid)
        assert self.last_userid, f"{self.id} is not on WeCom"
        return self.last_userid

    def act(self, what: Any, *args: Any, **named: Any) -> Any:
        """Something done on this phone, at once; acts of a Telegram phone mean the same here."""
        if what is telegram_acts.say:
            named.pop("reply_to", None)
            return self.people.say(self.id, *args, **named)
        if what is telegram_acts.tap:
            message, label = args
            card = next(card for card in self.cards() if card.id == message)
            named.pop("by", None)
            self.presses(card)
            if label is None:
                return press(self.people, self.id, message, key=named["data"])
            return press(self.people, self.id, message, **card.way(label))
        return what(self.people, self.id, *args, **named)

    def _messages(self) -> list[Message]:
        place: Chat | Room = self.chat
        return [one for one in place.messages if one.by in {"app", "robot"} and not one.recalled]

    def cards(self) -> list[WecomCard]:
        """Every message; what leads up to a card, or to the last page of a text, belongs to it."""
        cards: list[WecomCard] = []
        before: list[Message] = []
        ended = self.office.sent_to(self.account)
        for one in self._messages():
            if one.msgtype in {"text", "template_card"} and _key(one) not in ended and one.by == "app":
                before.append(one)
                continue
            cards.append(WecomCard(self, one, before))
            before = []
        return cards

    def all_cards(self) -> list[Card]:
        return [*self.cards()]

    def unheard(self) -> list[Card]:
        return [card for card in self.all_cards() if (self.id, card.id) not in self.heard]

    def hear(self, card: Card) -> Card:
        assert isinstance(card, WecomCard), card
        self.heard.add((self.id, card.id))
        self.held.append(card)
        card.note()
        return card

    async def gets(self, name: str, *, within: float = 300) -> bytes:
        """A file by its name: as a message, or on the page that its card leads to."""
        found: list[Card] = []

        def is_there() -> bool:
            found[:] = [card for card in self.unheard() if card.file == name]
            return bool(found)

        if await self.office.until(is_there, within=1 if self.office.has_page else within):
            media = self.hear(found[0]).message.visible["file"]["media_id"]
            return bytes(self.people.twin.state.media[media].data)
        await self.office.until(lambda: bool(self.office.item_pages(self)), within=within)
        return bytes(await self.office.file_of_page(self, name))

    async def says(self, text: str, *, reply_to: Card | None = None, by: str | None = None) -> None:
        del reply_to
        self.people.say(self.id, text, by=by)
        await self.office.rest()

    async def gives(self, file: "str | Upload") -> None:
        """On the page that the newest draft leads to."""
        await self.office.hands_over(self, content_of(file) if isinstance(file, str) else file)

    async def forwards_words(self, text: str, *, origin: str = "同事") -> None:
        """What is forwarded to an app arrives like words of one's own."""
        del origin
        await self.says(text)

    async def sends(
        self,
        *files: "str | Upload",
        caption: str = "",
        album: bool = False,
        reply_to: Card | None = None,
        as_photo: bool | None = None,
        by: str | None = None,
    ) -> None:
        """Pictures; everything else goes by the page (``hands_over``)."""
        del album, reply_to
        made = [content_of(file) if isinstance(file, str) else file for file in files]
        self.people.send(self.id, made, caption=caption, as_photo=as_photo, by=by)
        await self.office.rest()


class WecomGroup(WecomPhone):
    """A group with its robot."""

    @property
    def chat(self) -> Any:
        return self.people.twin.state.rooms[self.id]

    @property
    def account(self) -> str:
        return self.id


class WecomPerson(WecomPhone, Person):
    """Somebody of the office file, on WeCom."""

    @property
    def is_answered(self) -> bool:
        """A message came, or the pressed card reads differently and no message is on its way."""
        if self.told() or self.pressed is None:
            return True
        return self.pressed.text != self.before and not self.office.owes(self.account, TOAST_KINDS)

    def answer(self, pressed: WecomCard | None = None) -> str:
        """What the last press was answered with: messages of the kinds that Telegram shows as toasts."""
        said = "\n".join(self.hear(card).text for card in self.told())
        self.answered = said or ("" if pressed is None else pressed.text)
        return self.answered

    def told(self) -> list[Card]:
        """Messages of the kinds that Telegram shows as toasts."""
        kinds = self.office.sent_to(self.account)
        fresh = [card for card in self.cards() if (self.id, card.id) not in self.heard]
        return [card for card in fresh if kinds.get(card.key) in TOAST_KINDS]

    def unexpected(self) -> list[Card]:
        for card in self.held[:]:
            card.follow()
        told = {card.id for card in self.told()}
        return [card for card in self.unheard() if card.id not in told]

    @property
    def toasted(self) -> str:
        return self.answered or self.answer(self.pressed)

    def toast(self, *words: str) -> None:
        """A message says it in these words, or the redrawn card shows it in its own."""
        assert self.answered, f"{self.id} was told nothing"

    async def blocks(self) -> None:
        """Leave the app's visible range."""
        self.people.see(self.id, on=False)
        await self.office.rest()

    async def unblocks(self) -> None:
        self.people.see(self.id, on=True)
        await self.office.rest()

    def is_lost(self) -> None:
        self.people.member(self.id).visible = False

    async def forges(self, card: Card, data: str) -> str:
        assert isinstance(card, WecomCard), card
        self.presses(card)
        body = card.message.card.body if card.message.card is not None else {}
        place: dict[str, Any] = {"menu": 0} if body["card_type"] == "text_notice" else {}
        press(self.people, self.id, card.id, key=data, **place)
        await self.office.until(lambda: bool(self.told()), within=10)
        return self.answer()

    async def drafts(
        self,
        title: str,
        *,
        body: str = "",
        files: Sequence["str | Upload"] = (),
        kind: str = "publish",
        answers: dict[str, str] | None = None,
        until: str = "",
        **told: bool,
    ) -> Card:
        """As on Telegram; files are handed over on the page."""
        await self.says(f"{title}\n{body}".strip())
        offer = await self.expects("请确认：是否新建稿件")
        await offer.taps(KINDS[kind])
        card = await self.expects(title[:10])
        for file in files:
            await self.office.hands_over(self, content_of(file) if isinstance(file, str) else file)
        if files:
            card = await self.newest(title[:10], card)
        given = {**USUAL, **({"重要程度": "重要"} if told.get("important") else {}), **(answers or {})}
        return await self.fills(card, given, until=until)

    async def hands_in(self, card: Card, title: str) -> Item:
        assert await self.office.until(lambda: "提交" in card.buttons), card
        await card.taps("提交")
        filed = await self.expects("已报送")
        number = SERIAL.search(filed.text)
        assert number is not None, f"not submitted: {filed}"
        return Item(number[0], title, filed)

    async def newest(self, word: str, card: Card) -> Card:
        """The card that took an older one's place, where there is one."""
        await self.office.until(lambda: any(word in one.text for one in self.unheard()), within=10)
        later = [one for one in self.unheard() if word in one.text]
        return self.hear(later[-1]) if later else card


def _key(message: Message) -> str:
    return (message.card.task_id if message.card is not None else "") or message.msgid


def words_of(card: str) -> str:
    """All words of a kept card."""
    found: list[str] = []

    def walk(held: Any) -> None:
        if isinstance(held, str):
            found.append(held)
        elif isinstance(held, dict):
            for value in held.values():
                walk(value)
        elif isinstance(held, list):
            for value in held:
                walk(value)

    held = json.loads(card)
    held.pop("buttons", None)
    walk(held)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(found))
