"""The people of a story and the cards on their phones: they write, send, tap, and say what they expect to hear."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from emulator import telegram_members as members
from emulator import telegram_people as acts
from emulator.telegram_judge import Upload
from tests.office_files import content_of

PATIENCE_S = 300  # of the story's clock: how long somebody waits for a message
KINDS = {"publish": "新建稿件", "modify": "申请修改", "delete": "申请删除"}
QUESTION = re.compile(r"请(?:选择|回复|发送)(.+?)(?:，如.*)?。")
NUMBER = re.compile(r"编号([A-Z]+-\d{4}-\d+)")
USUAL = {
    "栏目": "通知公告",
    "内容分类": "活动、会议、动态、公告公示",
    "信息来源": "股室、处、所提供",
    "重要程度": "普通",
    "保密审查初审意见": "经初审，不涉密，可以公开",
    "正文": "请各单位于3月底前办理。联系电话见附件。",
    "修改内容": "原文为3月底前，改为4月底前。",
    "理由": "时间有调整。",
}


@dataclass
class Item:
    """What was handed in, by its number and title, with the liaison's own card of it."""

    number: str
    title: str
    filed: "Card"

    def __str__(self) -> str:
        return self.number


class Card:
    """One message of the bot on one phone, as that phone shows it now."""

    def __init__(self, phone: "Phone", message: Any) -> None:
        self.phone = phone
        self.message = message  # the twin's own

    def __repr__(self) -> str:
        return f"{self.phone.id} #{self.id}: {self.text[:400]!r} {self.buttons}"

    @property
    def id(self) -> int:
        return int(self.message.id)

    @property
    def at(self) -> float:
        """When it was sent, in seconds since 1970."""
        return float(self.message.payload["date"])

    @property
    def text(self) -> str:
        return str(self.message.payload.get("text") or self.message.payload.get("caption") or "")

    @property
    def keys(self) -> list[dict[str, Any]]:
        rows = self.message.payload.get("reply_markup", {}).get("inline_keyboard", [])
        return [key for row in rows for key in row]

    @property
    def buttons(self) -> list[str]:
        """The labels that do something in the chat, row by row; what opens the mobile page does not."""
        return [key["text"] for key in self.keys if not {"disabled", "web_app"} & key.keys()]

    @property
    def file(self) -> str | None:
        """The name of the file it carries."""
        document = self.message.payload.get("document")
        if document is not None:
            return str(document["file_name"])
        return "photo" if "photo" in self.message.payload else None

    @property
    def code(self) -> str:
        """The short code that its text names: 同意 K7Q2."""
        found = re.search(r"(?:同意|退回|撤销) ([0-9A-Z]{4})\b", self.text)
        assert found is not None, self
        return found[1]

    def data(self, label: str) -> str:
        """What a button sends; what a modified client could send elsewhere."""
        found = next(key for key in self.keys if key["text"] == label)
        return str(found["callback_data"])

    async def taps(self, label: str, *, by: str | None = None, stale: bool = False) -> str:
        """Tap a button; the toast that answered it, empty when there was none.

        ``stale`` finds the label on a keyboard the card bore before, as a phone does that missed an edit.
        """
        person: Phone = self.phone if by is None else self.phone.office.person(by)
        person.chat.toast = None
        self.phone.act(acts.tap, self.id, label, by=by, stale=stale)
        await self.phone.office.rest()
        return person.toasted

    async def is_redrawn(
        self,
        *,
        containing: str | Sequence[str] = (),
        lacking: str | Sequence[str] = (),
        buttons: Sequence[str] | None = None,
    ) -> "Card":
        """Wait until it reads so."""
        want, unwanted = _listed(containing), _listed(lacking)

        def reads_so() -> bool:
            return (
                all(word in self.text for word in want)
                and not any(word in self.text for word in unwanted)
                and (buttons is None or self.buttons == list(buttons))
            )

        if not await self.phone.office.until(reads_so):
            raise AssertionError(f"not redrawn with {want} without {unwanted}, buttons {buttons}: {self}")
        return self

    async def is_answered(self, text: str) -> None:
        """Somebody replies to it on this phone."""
        await self.phone.says(text, reply_to=self)


class Phone:
    """A person's phone, or a group as its members see it."""

    def __init__(self, office: Any, id_: str) -> None:
        self.office = office
        self.id = id_
        self.heard: set[tuple[object, int]] = set()  # chat and number of what was expected

    @property
    def chat(self) -> Any:
        """What the twin keeps of it."""
        found = self.office.twin.state.phone(self.id)
        assert found is not None, f"no phone {self.id}"
        return found

    @property
    def toasted(self) -> str:
        """The last toast on this phone."""
        return "" if self.chat.toast is None else str(self.chat.toast["text"])

    def act(self, what: Any, *args: Any, **named: Any) -> Any:
        """Something done on this phone, at once."""
        return what(self.office.twin, self.id, *args, **named)

    # What it shows ----------------------------------------------------------------------------------

    def all_cards(self) -> list[Card]:
        """Every message of the bot that stands here."""
        return [Card(self, one) for one in self.chat.messages.values() if one.by == "bot" and not one.deleted]

    def unheard(self) -> list[Card]:
        """What nobody has expected yet."""
        return [card for card in self.all_cards() if (self.chat.id, card.id) not in self.heard]

    def unexpected(self) -> list[Card]:
        """What a story should have expected."""
        return self.unheard()

    def hear(self, card: Card) -> Card:
        self.heard.add((self.chat.id, card.id))
        return card

    async def expects(
        self,
        *words: "str | Item",
        buttons: Sequence[str] | None = None,
        files: Sequence[str] = (),
        lacking: str | Sequence[str] = (),
        within: float = PATIENCE_S,
    ) -> Card:
        """The oldest message not expected before that holds all the words; time passes until it is there."""
        wanted = [str(word) for word in words]
        for name in files:
            await self.gets(name, within=within)
        found: list[Card] = []

        def is_there() -> bool:
            found[:] = [card for card in self.unheard() if all(word in card.text for word in wanted)]
            return bool(found)

        if not await self.office.until(is_there, within=within):
            raise AssertionError(f"{self.id} never heard {wanted}; unexpected so far: {self.unheard()}")
        card = self.hear(found[0])
        assert not any(word in card.text for word in _listed(lacking)), (lacking, card)
        assert buttons is None or card.buttons == list(buttons), f"buttons {buttons} expected: {card}"
        return card

    async def gets(self, name: str, *, within: float = PATIENCE_S) -> bytes:
        """A file by its name; its bytes."""
        found: list[Card] = []

        def is_there() -> bool:
            found[:] = [card for card in self.unheard() if card.file == name]
            return bool(found)

        if not await self.office.until(is_there, within=within):
            raise AssertionError(f"{self.id} never got {name}; unexpected so far: {self.unheard()}")
        payload = self.hear(found[0]).message.payload
        media = payload.get("document") or payload["photo"][-1]
        return bytes(self.office.twin.state.files[media["file_id"]].data)

    # What is done on it -----------------------------------------------------------------------------

    async def says(self, text: str, *, reply_to: Card | None = None, by: str | None = None) -> None:
        self.act(acts.say, text, reply_to=None if reply_to is None else reply_to.id, by=by)
        await self.office.rest()

    async def sends(
        self,
        *files: "str | Upload",
        caption: str = "",
        album: bool = False,
        reply_to: Card | None = None,
        as_photo: bool | None = None,
        by: str | None = None,
    ) -> None:
        """Files by name (bytes are made up to fit) or whole."""
        made = [content_of(file) if isinstance(file, str) else file for file in files]
        self.act(
            acts.send,
            made,
            caption=caption,
            album=album,
            as_photo=as_photo,
            reply_to=None if reply_to is None else reply_to.id,
            by=by,
        )
        await self.office.rest()

    async def gives(self, file: "str | Upload") -> None:
        """Hand over a file, as it is done on this phone."""
        await self.sends(file)

    async def forwards(self, card: Card, to: "Phone") -> None:
        """Forward a message to the own chat with the bot, or to a group."""
        self.act(acts.forward, card.id, to.id)
        await self.office.rest()

    async def forwards_words(self, text: str, *, origin: str = "同事") -> None:
        """Forward what somebody else wrote elsewhere to the bot."""
        self.act(acts.forward, None, self.id, text=text, origin=origin)
        await self.office.rest()


class Person(Phone):
    """Somebody of the office file."""

    @property
    def is_answered(self) -> bool:
        """Has the last press been answered? A toast comes at once."""
        return True

    def toast(self, *words: str) -> None:
        """The last tap was answered with these words."""
        assert all(word in self.toasted for word in words), (
            f"{self.id} was told {self.toasted!r}, not {words}"
        )

    async def forges(self, card: Card, data: str) -> str:
        """Send callback data of one's own making from a card; the toast that answered."""
        self.chat.toast = None
        self.act(acts.tap, card.id, None, data=data)
        await self.office.rest()
        return self.toasted

    async def blocks(self) -> None:
        self.act(members.block, on=True)
        await self.office.rest()

    async def unblocks(self) -> None:
        self.act(members.block, on=False)
        await self.office.rest()

    def is_lost(self) -> None:
        """Nothing reaches this phone any more, and the notice of it was lost too."""
        self.chat.blocked = True

    # Handing in -------------------------------------------------------------------------------------

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
        """Send words (and files), make a draft of them, answer what is asked; the draft's card.

        ``until`` stops at the question of that label. ``important=True`` chooses 重要.
        """
        text = f"{title}\n{body}".strip()
        if files:
            await self.sends(*files, caption=text, album=len(files) > 1)
        else:
            await self.says(text)
        offer = await self.expects("请确认：是否新建稿件")
        await offer.taps(KINDS[kind])
        card = await self.expects(title[:10])
        given = {**USUAL, **({"重要程度": "重要"} if told.get("important") else {}), **(answers or {})}
        return await self.fills(card, given, until=until)

    async def fills(self, card: Card, answers: dict[str, str], *, until: str = "") -> Card:
        """Answer the draft's questions one by one; its newest card."""
        for _ in range(40):
            label = await asked(card)
            if label is None or label == until:
                return card
            if label == "形成（变更）日期" and label not in answers:
                await self.taps_first_date(card)
                continue
            answer = answers[label]
            if answer in card.buttons:
                before = card.text
                await card.taps(answer)
                assert await self.office.until(lambda was=before, now=card: now.text != was), card
            else:
                await self.says(answer)
                card = await self.expects("请")
        raise AssertionError(f"the draft never ends asking: {card}")

    async def taps_first_date(self, card: Card) -> None:
        before = card.text
        await card.taps(card.buttons[0])
        assert await self.office.until(lambda: card.text != before), card

    async def submits(self, title: str, **how: Any) -> Item:
        """Hand in what ``drafts`` makes; the item with its number."""
        card = await self.drafts(title, **how)
        return await self.hands_in(card, title)

    async def hands_in(self, card: Card, title: str) -> Item:
        """Tap 提交 on a draft that is ready."""
        await card.is_redrawn(buttons=["提交", "改一项", "放弃", "加急"])
        said = await card.taps("提交")
        number = NUMBER.search(said)
        assert number is not None, f"not submitted: {said!r} {card}"
        filed = await self.expects("已报送", number[1])
        return Item(number[1], title, filed)


async def asked(card: Card) -> str | None:
    """The label of the question that a draft's card asks; None when it asks nothing more."""
    lines = [line for line in card.text.splitlines() if QUESTION.fullmatch(line.strip())]
    found = QUESTION.fullmatch(lines[-1].strip()) if lines else None
    return None if found is None else found[1]


def _listed(words: str | Sequence[str]) -> list[str]:
    return [words] if isinstance(words, str) else list(words)
