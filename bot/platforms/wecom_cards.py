"""How WeCom draws a card: one of its template cards, texts for what no card can carry, files. Pure.

Limits: document 90372. Its hard ones are kept everywhere; its advised ones (字, two columns each) are where
we cut by display width. A card that has a page of ours shows a gist and leads there; one that has none sends
the whole text first. What does not fit is drawn smaller, never refused.
"""

import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from bot.cards.model import Ballot, Button, Card
from bot.cards.width import width
from bot.platforms import wecom_payloads as payloads
from bot.platforms.base import Attached, Payload, file_name
from bot.platforms.wecom_face import LABEL, Face, acts_of, fit, label, offered, one_line
from bot.platforms.wecom_text import TEXT_BYTES, Words, pages, shortened, told
from scheduler.ports import Edit

PREFIX = "d1:"
IDLE = "d0:"  # a key or an option that does nothing
TOKEN = re.compile(r"[A-Za-z0-9_-]{22}", re.ASCII)
BUTTONS, MENU, JUMPS = 6, 3, 3
CHECKS, CHOICES = 20, 10
MENU_LABEL, CHECK, OPTION, JUMP = 20, 34, 32, 36  # columns
MOST_PAGES = 4  # a longer text goes as a file
ADDRESS = 2048
STOCK = frozenset({"review.reason"})  # ready reasons: chosen from a list together with the verdict
MANY_ALIKE = 4  # so many buttons of one verb are a list rather than buttons
TOLD_HERE = frozenset({"help"})  # no page tells it, so nothing of it is left to one
FOLLOWS = frozenset({"review.reasons", "review.exceptions", "submit.edit_menu"})  # on a card with the facts
STYLES = {"primary": 1, "success": 1, "danger": 3, None: 2}
TYPES = {
    "b": "button_interaction",
    "v": "vote_interaction",
    "m": "multiple_interaction",
    "t": "text_notice",
}

Mint = Callable[[Button], str]
Page = Callable[[str], str | None]
ByNumber = Callable[[int, Button], str]


def new_task() -> str:
    """21 random base64url characters, behind the letter of a card's type."""
    return secrets.token_urlsafe(16)[:21]


def _plain_line(number: int, button: Button) -> str:
    return f"{number}. {button.label}"


def no_page(_path: str) -> None:
    """Where phones cannot reach us, no page has an address."""


def draw(
    card: Card,
    *,
    chat: str,
    mint: Mint,
    edit: Edit | None = None,
    page: Page = no_page,
    words: Words | None = None,
    task: Callable[[], str] = new_task,
    by_number: ByNumber | None = None,
) -> list[Payload]:
    """The calls that show a card to one member, in order; the last one is the card itself.

    Args:
        card: what is to be said.
        chat: the member's userid.
        mint: gives a fresh token of 22 base64url characters for a button that acts.
        edit: the card to redraw, by its task_id and a response code; then there is one call.
        page: a path of our mobile page → the address that a phone opens, None where there is none.
        words: our own few words in the reader's language.
        task: gives 21 fresh characters for a task_id.
        by_number: told of each acting button that finds no room on a card that is redrawn, with its number
            among the acting buttons; gives the line that offers it as a reply.

    Raises:
        ValueError: ``mint`` gave something that is no token.
    """
    pen = _Pen(
        card,
        chat=chat,
        mint=mint,
        page=page,
        words=words or Words(),
        task=task,
        by_number=by_number or _plain_line,
    )
    if edit is not None:
        return [pen.updated(edit)]
    return pen.sent()


class _Pen:
    """One card on its way to one member."""

    def __init__(
        self,
        card: Card,
        *,
        chat: str,
        mint: Mint,
        page: Page,
        words: Words,
        task: Callable[[], str],
        by_number: ByNumber,
    ) -> None:
        self.card = card
        self.chat = chat
        self.mint = mint
        self.words = words
        self.task = task
        self.by_number = by_number
        self.acts = acts_of(card)
        self.links = _links(card, page)
        self.has_page = any(is_page for _, _, is_page in self.links)
        self.lines = [*offered(card, {url for _, url, _ in self.links})]

    # -- a new card

    def sent(self) -> list[Payload]:
        """Texts and files that go before, and the card; or texts alone."""
        files = [] if self.has_page else [payloads.stored(file, self.chat) for file in self.card.files]
        cards, whole = self._cards()
        if not cards:
            return [*files, *self._texts(last=True)]
        before = [] if whole or self.has_page else self._texts(last=False)
        return [*files, *before, *(payloads.card(one, self.chat) for one in cards)]

    def _cards(self) -> tuple[list[dict[str, Any]], bool]:
        """The template cards, and whether they say all there is to say."""
        face = Face(self.card, self.lines)
        if not self.acts:
            whole = face.whole and len(self.links) <= JUMPS
            rest_on_page = self.has_page and self.card.kind not in TOLD_HERE
            if not self.links or not self.card.title or not (whole or rest_on_page):
                return [], True
            return [self._notice(face, self._task("t"))], True
        ahead = [self._notice(face, "", acts=())] if self.links else []  # a vote and a selection lead nowhere
        says_all = face.is_gist if self.card.kind in FOLLOWS else face.is_title
        if self.card.ballot is not None:
            drawn = self._ballot(self.card.ballot, self._task("v"))
            return [*ahead, drawn], says_all and self._labels_fit(CHECK)
        if any(button.action in STOCK for button in self.acts) and self._fits_selection():
            return [*ahead, self._selection(face)], says_all and self._labels_fit(OPTION)
        if not self._listed() and len(self.acts) > BUTTONS + MENU:
            return [*ahead, *self._vote(face)], says_all and self._labels_fit(CHECK)
        if self.card.tone in {"info", "done"} and len(self.acts) <= MENU and self.links:
            return [self._notice(face, self._task("t"))], face.whole and self._labels_fit(MENU_LABEL)
        group = self._listed()
        fits = all(label(one, OPTION if one in group else LABEL) == one_line(one.label) for one in self.acts)
        return [self._buttons(face, self._task("b"))], face.whole and fits

    def _task(self, letter: str) -> str:
        return letter + self.task()

    # -- an older card

    def updated(self, edit: Edit) -> Payload:
        """The same type of card as things stand now; greyed where nothing on it can be pressed any more."""
        letter = edit.message[:1] if edit.message[:1] in TYPES else "b"
        if edit.moved:
            self.acts = []
        if letter == "t" and not self.links:
            letter = "b"  # a notice has to lead somewhere
        face = Face(self.card, [*self.lines, *self._by_number(letter)])
        match letter:
            case "t":
                drawn = self._notice(face, edit.message)
                if edit.moved:
                    drawn["main_title"]["desc"] = self.words.moved
            case "v" if self.card.ballot is not None and self.acts:
                drawn = self._ballot(self.card.ballot, edit.message)
            case "v" | "m":
                drawn = self._list_again(face, letter)
            case _:
                drawn = self._buttons(face, edit.message)
        drawn["task_id"] = edit.message
        if not self.acts and letter != "t":
            drawn["replace_text"] = self.words.moved if edit.moved else self._end()
        return payloads.update(drawn, self.chat, code=edit.code or "")

    def _by_number(self, letter: str) -> list[str]:
        """Lines for what finds no room on a card that has to stay what it is."""
        group = self._listed() if letter == "b" else []
        places = {"b": BUTTONS + MENU - bool(group), "t": MENU}.get(letter, len(self.acts))
        beyond = [(n, one) for n, one in enumerate(self.acts, 1) if one not in group][places:]
        return [self.by_number(n, one) for n, one in beyond]

    def _end(self) -> str:
        """What became of it, in a word: 已同意 of 「已同意：关于年检的通知」."""
        title = one_line(self.card.title)
        head = re.split(r"[：:（(]", title, maxsplit=1)[0].strip()
        return head if head and width(head) <= LABEL and head != title else self.words.over

    def _list_again(self, face: Face, letter: str) -> dict[str, Any]:
        options = (
            self._options(self.acts[:CHECKS], CHECK)
            if letter == "v"
            else self._options(self.acts[:CHOICES], OPTION)
        )
        greyed = not self.acts
        if greyed:
            options = [{"id": IDLE + self.task(), "text": self._end()}]
        question: dict[str, Any] = {"question_key": "q1", "option_list": options, "disable": greyed}
        drawn = {**face.head(gist=True), "card_type": TYPES[letter], "submit_button": self._submit()}
        if letter == "v":
            options[0]["is_checked"] = True
            return {**drawn, "checkbox": {**question, "mode": 0}}
        return {**drawn, "select_list": [{**question, "title": self.words.which}]}

    # -- the five forms

    def _buttons(self, face: Face, task: str) -> dict[str, Any]:
        """button_interaction: six in the open, three more behind 更多; links take the places left.

        Many of one verb are a drop-down list with a button of its own that takes what is chosen there.
        """
        drawn: dict[str, Any] = {**face.body(), "card_type": TYPES["b"], "task_id": task}
        group, links = self._listed(), list(self.links)
        acting = [button for button in self.acts if button not in group]
        listed: list[dict[str, Any]] = []
        if group:
            drawn["button_selection"] = {
                "question_key": "q1",
                "title": self.words.which,
                "option_list": self._options(group, OPTION),
            }
            listed.append({"type": 0, "style": 1, **self._submit()})
        places = BUTTONS - len(listed)
        for button in acting[:places]:
            listed.append({"type": 0, "text": label(button, LABEL), "style": STYLES[button.style]})
            listed[-1]["key"] = self._key(button)
        for name, url, _ in links[: BUTTONS - len(listed)]:
            listed.append({"type": 1, "text": fit(name, LABEL), "style": STYLES[None], "url": url})
        if not any(one["type"] == 0 for one in listed):
            listed = [{"type": 0, "text": self._end(), "style": STYLES[None], "key": IDLE + self.task()}]
        drawn["button_list"] = listed
        if len(acting) > places:
            drawn["action_menu"] = self._menu(acting[places : places + MENU])
        if links:
            drawn["card_action"] = {"type": 1, "url": self._way()}
        return drawn

    def _notice(self, face: Face, task: str, *, acts: Sequence[Button] | None = None) -> dict[str, Any]:
        """text_notice: a result that leads somewhere, with a menu where something can still be done."""
        acts = self.acts if acts is None else acts
        drawn: dict[str, Any] = {**face.body(), "card_type": TYPES["t"]}
        drawn["card_action"] = {"type": 1, "url": self._way()}
        drawn["jump_list"] = [
            {"type": 1, "title": fit(name, JUMP), "url": url} for name, url, _ in self.links[:JUMPS]
        ]
        if acts:
            drawn["action_menu"] = self._menu(acts[:MENU])
            drawn["task_id"] = task
        return drawn

    def _selection(self, face: Face) -> dict[str, Any]:
        """multiple_interaction: what to do, and for which ready reason."""
        ready = [button for button in self.acts if button.action in STOCK]
        others = [button for button in self.acts if button.action not in STOCK]
        questions = []
        if others:
            first = {"id": IDLE + self.task(), "text": self.words.for_reason}
            questions.append(
                {
                    "question_key": "q1",
                    "title": self.words.do,
                    "selected_id": first["id"],
                    "option_list": [first, *self._options(others, OPTION)],
                }
            )
        questions.append(
            {
                "question_key": "q2",
                "title": self.words.which,
                "option_list": self._options(ready, OPTION),
            }
        )
        return {
            **face.head(gist=True),
            "card_type": TYPES["m"],
            "task_id": self._task("m"),
            "select_list": questions,
            "submit_button": {"text": self.words.submit, "key": IDLE + self.task()},
        }

    def _fits_selection(self) -> bool:
        ready = sum(button.action in STOCK for button in self.acts)
        return ready <= CHOICES and len(self.acts) - ready < CHOICES

    def _vote(self, face: Face) -> list[dict[str, Any]]:
        """vote_interaction with one answer: a list of up to twenty, then a further card."""
        drawn = []
        for first in range(0, len(self.acts), CHECKS):
            options = self._options(self.acts[first : first + CHECKS], CHECK)
            drawn.append(
                self._ballot_card(face, options, mode=0, key=IDLE + self.task(), task=self._task("v"))
            )
        return drawn

    def _ballot(self, ballot: Ballot, task: str) -> dict[str, Any]:
        """vote_interaction with many answers: what is ticked goes with the act that asks for it."""
        options = [button for button in self.acts if button.action == ballot.verb][:CHECKS]
        lines = ",".join(button.args["line"] for button in options)
        submit = replace(ballot.submit, args={**ballot.submit.args, "lines": lines})
        face = Face(replace(self.card, note=ballot.note), self.lines)
        drawn = self._ballot_card(
            face, self._options(options, CHECK), mode=1, key=self._key(submit), task=task
        )
        drawn["submit_button"]["text"] = label(submit, LABEL)
        return drawn

    def _ballot_card(
        self, face: Face, options: list[dict[str, Any]], *, mode: int, key: str, task: str
    ) -> dict[str, Any]:
        return {
            **face.head(gist=True),
            "card_type": TYPES["v"],
            "task_id": task,
            "checkbox": {"question_key": "q1", "mode": mode, "option_list": options},
            "submit_button": {"text": self.words.submit, "key": key},
        }

    # -- small parts

    def _menu(self, buttons: Sequence[Button]) -> dict[str, Any]:
        entries = [{"text": label(button, MENU_LABEL), "key": self._key(button)} for button in buttons]
        return {"desc": self.words.more, "action_list": entries}

    def _options(self, buttons: Sequence[Button], columns: int) -> list[dict[str, Any]]:
        return [{"id": self._key(button), "text": label(button, columns)} for button in buttons]

    def _submit(self) -> dict[str, str]:
        return {"text": self.words.submit, "key": IDLE + self.task()}

    def _key(self, button: Button) -> str:
        token = self.mint(button)
        if not TOKEN.fullmatch(token):
            raise ValueError("a token is 22 base64url characters")
        return PREFIX + token

    def _way(self) -> str:
        """Where the card itself leads: to our page, else to its first address."""
        return next((url for _, url, is_page in self.links if is_page), self.links[0][1])

    def _listed(self) -> list[Button]:
        """The buttons that go into a drop-down list: of one verb, too many to stand side by side."""
        if len(self.acts) <= BUTTONS:
            return []
        verbs = [button.action for button in self.acts]
        most = max(verbs, key=verbs.count)
        found = [button for button in self.acts if button.action == most]
        others = len(self.acts) - len(found)
        return found if MANY_ALIKE <= len(found) <= CHOICES and others < BUTTONS + MENU else []

    def _labels_fit(self, columns: int) -> bool:
        return all(label(button, columns) == label(button, 4 * columns) for button in self.acts)

    def _texts(self, *, last: bool) -> list[Payload]:
        """The whole card in words; a very long one as a file, with its beginning as a text."""
        links = [f"{name} {url}" for name, url, _ in self.links] if last else []
        labels = [] if self._labels_fit(LABEL) else [f"{n}. {b.label}" for n, b in enumerate(self.acts, 1)]
        whole = told(self.card, [*self.lines, *links, *labels])
        parts = list(pages(whole))
        if len(parts) <= MOST_PAGES:
            return [payloads.text(part, self.chat) for part in parts]
        name = file_name(f"{self.card.number or self.card.kind}.txt")
        return [
            payloads.attached("file", Attached(name, text=whole), self.chat),
            payloads.text(shortened(whole, TEXT_BYTES), self.chat),
        ]


def _links(card: Card, page: Page) -> list[tuple[str, str, bool]]:
    """(label, address, is it a page of ours) of all that opens; ours are left out where none can be had."""
    found = []
    for button in (button for row in card.buttons for button in row):
        if button.disabled or not (button.page or button.url):
            continue
        url = page(button.page) if button.page else button.url
        if url and _is_web_address(url):
            found.append((label(button, 4 * LABEL), url, button.page is not None))
    return found


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return (
        parts.scheme in {"http", "https"}
        and bool(parts.hostname)
        and url.isprintable()
        and len(url.encode(errors="replace")) <= ADDRESS
    )
