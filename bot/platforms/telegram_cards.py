"""How Telegram draws a card: HTML, an inline keyboard, files before it. Pure.

Limits: Bot API 10.3 (https://core.telegram.org/bots/api), texts counted in code points after parsing.
What does not fit is drawn smaller, never refused.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape, unescape
from typing import Any
from urllib.parse import urlsplit

import orjson

from bot.cards.model import Button, Card, FileRef, Line
from bot.platforms.base import Attached, Called, Limits, Payload, clip, file_name, visible
from scheduler.ports import Edit

LIMITS = Limits(
    text=4096,
    caption=1024,
    buttons_in_row=8,
    buttons=100,
    keyboard_bytes=9_500,  # "reply markup is too long" above some 10 kB
    callback_bytes=64,
    copy=256,
    toast=200,
    album=10,
    document_bytes=50_000_000,
    photo_bytes=10_000_000,
    download_bytes=20 * 1024 * 1024,
)
PREFIX = "d1:"
TOKEN = re.compile(r"[A-Za-z0-9_-]{22}", re.ASCII)
LABEL = 64
GIST = 600  # of a body that is sent whole beforehand
MOST_PAGES = 2  # a longer body goes as a text file
FOLD = 400  # a longer body is folded in the card
MARKS = {"ok": "✓", "exception": "×", None: "○"}
_TAG = re.compile(r"</?[a-z][^<>]*>")


@dataclass(frozen=True, slots=True)
class Caps:
    """What the clients and the server at hand understand: styles since 9.4, the other two since 10.3."""

    styled_buttons: bool = True
    disabled_buttons: bool = True
    reply_prompt: bool = True


@dataclass(frozen=True, slots=True)
class _Block:
    text: str
    tag: str = ""
    attribute: str = ""
    gap: bool = False  # an empty line stands before it

    def html(self) -> str:
        words = escape(self.text, quote=False)
        return f"<{self.tag}{self.attribute}>{words}</{self.tag}>" if self.tag and self.text else words


def draw(
    card: Card,
    *,
    chat: str,
    mint: Callable[[Button], str],
    caps: Caps | None = None,
    edit: Edit | None = None,
    page: Callable[[str], str | None] | None = None,
    by_number: Callable[[int, Button], str] | None = None,
    called: Sequence[Called] = (),
    received: str = "",
) -> list[Payload]:
    """The calls that show a card, in order; the last one is the card itself and is edited later.

    Args:
        card: what is to be said.
        chat: the chat's id; a group's is negative.
        mint: gives a fresh token of 22 base64url characters for a button that acts.
        caps: what may be used; all of it when left out.
        edit: the message to redraw; then there is one call, and no files.
        page: a path of our mobile page → its address; a button of ours opens it in a private chat alone.
        by_number: told of each acting button that finds no room, with its number among the acting buttons
            of the card; gives the line that offers it as a reply.
        called: whom a group's message calls, in the order of their names in ``received``.
        received: the line that says who got the card itself; it ends the message.

    Raises:
        ValueError: ``mint`` gave something that is no token.
    """
    caps = caps or Caps()
    opens = page if page is not None and not chat.startswith("-") else _no_page
    rows, leftover = _keyboard(card, mint, caps, opens, by_number or _plain_line)
    blocks = _blocks(card, leftover)
    body = _shown(card.body, chat)
    most = LIMITS.text - len(received) - 2 if received else LIMITS.text
    room = most - _length([replace(block, text=_shown(block.text, chat)) for block in blocks]) - 2
    whole = len(body) <= room
    gist = body if whole else clip(body, max(min(GIST, room), 0))
    common: dict[str, Any] = {"chat_id": _id(chat)}
    if edit is None and chat.startswith("-") and card.tone in {"info", "done"}:
        common["disable_notification"] = True
    params: dict[str, Any] = {
        **common,
        "text": (_assemble(_with_body(blocks, gist), chat, most) or _last_resort(card))
        + (f"\n\n{_calling(received, called)}" if received else ""),
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
    }
    if rows:
        params["reply_markup"] = {"inline_keyboard": rows}
    if edit is not None:
        return [Payload("editMessageText", {**params, "message_id": int(edit.message)})]
    if rows and card.wants_reply and caps.reply_prompt:
        params["reply_markup"]["force_reply"] = True
    elif card.wants_reply and not rows:
        params["reply_markup"] = {"force_reply": True}
    pages = [] if whole else _whole_body(card, body, common)
    return [*_files(card, common), *pages, Payload("sendMessage", params)]


def toast(card: Card) -> tuple[str, bool]:
    """A card as the short answer to a tap: the words, and whether the person must dismiss them."""
    return clip(visible(card.summary or card.title), LIMITS.toast), card.tone == "alert"


def plain(payload: Payload) -> Payload:
    """The same words without mark-up, for a platform that could not read it."""

    def strip(value: Any) -> Any:
        if isinstance(value, list):
            return [strip(item) for item in value]
        if not isinstance(value, dict) or "parse_mode" not in value:
            return value
        marked = {key: strip(item) for key, item in value.items() if key != "parse_mode"}
        for key in ("text", "caption"):
            if isinstance(marked.get(key), str):
                marked[key] = unescape(_TAG.sub("", marked[key]))
        return marked

    params = strip({"parse_mode": None, **payload.params})
    return replace(payload, params={key: strip(value) for key, value in params.items()})


def plain_buttons(payload: Payload) -> Payload:
    """The same keyboard without what older servers refuse: styles, disabled buttons, the reply prompt."""
    markup = payload.params.get("reply_markup")
    if not isinstance(markup, dict) or "inline_keyboard" not in markup:
        return payload
    rows = [
        [
            {key: value for key, value in button.items() if key != "style"}
            for button in row
            if "disabled" not in button
        ]
        for row in markup["inline_keyboard"]
    ]
    rows = [row for row in rows if row]
    params = {key: value for key, value in payload.params.items() if key != "reply_markup"}
    return replace(payload, params=params | ({"reply_markup": {"inline_keyboard": rows}} if rows else {}))


# Words ------------------------------------------------------------------------------------------------


def _shown(text: str, chat: str) -> str:
    text = visible(text).strip()
    return (
        text.replace("@", "＠") if chat.startswith("-") else text
    )  # nobody in a group is called by accident


def _blocks(card: Card, leftover: Sequence[str]) -> list[_Block]:
    blocks = [_Block(card.title, "b"), _Block(card.number, "code")]
    blocks += [_Block(f"{field.label}{_colon(field.label)}{field.value}") for field in card.fields]
    blocks += [_Block(card.deadline), _Block(card.risk, "b", gap=True)]
    blocks += [_Block(_line(line), gap=n == 0) for n, line in enumerate(card.checklist)]
    blocks += [_Block(card.citation, "i", gap=True), _Block(card.note, gap=not card.citation)]
    blocks += [_Block(line, gap=n == 0) for n, line in enumerate(leftover)]
    return [block for block in blocks if block.text.strip()]


def _colon(label: str) -> str:
    return ": " if label.isascii() else "："


def _line(line: Line) -> str:
    return f"{MARKS[line.state]} {line.text}"


def _with_body(blocks: Sequence[_Block], body: str) -> list[_Block]:
    """The body stands after the facts and before risk, checklist and article."""
    if not body:
        return list(blocks)
    place = next((n for n, block in enumerate(blocks) if block.gap), len(blocks))
    folded = " expandable" if len(body) > FOLD else ""
    return [*blocks[:place], _Block(body, "blockquote", folded, gap=True), *blocks[place:]]


def _length(blocks: Sequence[_Block]) -> int:
    return sum(len(block.text) + (2 if block.gap else 1) for block in blocks)


def _calling(line: str, called: Sequence[Called]) -> str:
    """The line as HTML: whoever has an account is called by their name."""
    done, rest = "", visible(line)
    for one in called:
        before, name, after = rest.partition(visible(one.name))
        if name and one.account:
            link = f'<a href="tg://user?id={int(one.account)}">{escape(name, quote=False)}</a>'
            done, rest = f"{done}{escape(before, quote=False)}{link}", after
    return done + escape(rest, quote=False)


def _assemble(blocks: Sequence[_Block], chat: str, most: int) -> str:
    shown = [replace(block, text=_shown(block.text, chat)) for block in blocks]
    shown = [block for block in shown if block.text]
    if _length(shown) > most:
        cap = _even_cap([len(block.text) for block in shown], most - 2 * len(shown))
        shown = [replace(block, text=clip(block.text, cap)) for block in shown]
        shown = [block for block in shown if block.text]
    return "".join(
        ("" if n == 0 else "\n\n" if block.gap else "\n") + block.html() for n, block in enumerate(shown)
    )


def _even_cap(lengths: Sequence[int], budget: int) -> int:
    """The greatest cap under which all lengths together keep within the budget."""
    low, high = 0, max(lengths)
    while low < high:
        cap = (low + high + 1) // 2
        if sum(min(length, cap) for length in lengths) <= budget:
            low = cap
        else:
            high = cap - 1
    return low


def _last_resort(card: Card) -> str:
    return escape(clip(visible(card.summary).strip() or card.kind, LIMITS.text), quote=False)


def _whole_body(card: Card, body: str, common: Mapping[str, Any]) -> list[Payload]:
    pages = list(_pages(body, LIMITS.text - 160))
    if len(pages) > MOST_PAGES:
        params = {**common, "document": "attach://text"}
        return [
            Payload(
                "sendDocument",
                params,
                {"text": Attached(file_name(f"{card.number or card.kind}.txt"), text=body)},
            )
        ]
    heads = [
        _Block(clip(f"{_shown(card.number, str(common['chat_id']))} {n}/{len(pages)}".strip(), 150), "b")
        for n in range(1, len(pages) + 1)
    ]
    return [
        Payload(
            "sendMessage",
            {
                **common,
                "text": f"{head.html()}\n{escape(page, quote=False)}",
                "parse_mode": "HTML",
                "link_preview_options": {"is_disabled": True},
            },
        )
        for head, page in zip(heads, pages, strict=True)
    ]


def _pages(text: str, size: int) -> Iterator[str]:
    while len(text) > size:
        cut = text.rfind("\n", size // 2, size)
        cut = size if cut < 0 else cut
        yield text[:cut]
        text = text[cut:].lstrip("\n")
    if text:
        yield text


# Files ------------------------------------------------------------------------------------------------


def _files(card: Card, common: Mapping[str, Any]) -> list[Payload]:
    caption = clip(_shown(card.number, str(common["chat_id"])), LIMITS.caption)
    single = {**common} | ({"caption": caption} if caption else {})
    drawn = [
        Payload("sendPhoto", {**single, "photo": "attach://f0"}, {"f0": _attached(picture)})
        for picture in card.files
        if picture.preview
    ]
    documents = [file for file in card.files if not file.preview]
    for first in range(0, len(documents), LIMITS.album):
        part = documents[first : first + LIMITS.album]
        files = {f"f{n}": _attached(file) for n, file in enumerate(part)}
        if len(part) == 1:
            drawn.append(Payload("sendDocument", {**single, "document": "attach://f0"}, files))
        else:
            media: list[dict[str, Any]] = [{"type": "document", "media": f"attach://{key}"} for key in files]
            if caption:
                media[-1]["caption"] = caption
            drawn.append(Payload("sendMediaGroup", {**common, "media": media}, files))
    return drawn


def _attached(file: FileRef) -> Attached:
    return Attached(file_name(file.name), sha256=file.sha256)


# Buttons ----------------------------------------------------------------------------------------------


def _no_page(_path: str) -> None:
    return None


def _plain_line(number: int, button: Button) -> str:
    return f"{number}. {_label(button)}"


def _label(button: Button) -> str:
    return clip(visible(button.label).replace("\n", " ").strip() or "…", LABEL)


def _keyboard(
    card: Card,
    mint: Callable[[Button], str],
    caps: Caps,
    page: Callable[[str], str | None],
    by_number: Callable[[int, Button], str],
) -> tuple[list[list[dict[str, Any]]], list[str]]:
    """The rows, and a line for each button that found no room there."""
    rows: list[list[dict[str, Any]]] = []
    leftover: list[str] = []
    count, size, number = 0, 0, 0
    for row in card.buttons:
        drawn: list[dict[str, Any]] = []
        for button in row:
            label = _label(button)
            number += button.is_an_act
            if button.disabled and not caps.disabled_buttons:
                continue
            shape = _button(button, label, caps, page)
            if shape is None and button.page is not None:
                continue
            if shape is None:
                leftover.append(f"{label} {visible(button.url or button.copy or '')}".strip())
                continue
            cost = len(orjson.dumps(shape)) + 5
            if count == LIMITS.buttons or size + cost > LIMITS.keyboard_bytes:
                leftover.append(by_number(number, button) if button.is_an_act else label)
                continue
            if "callback_data" in shape:
                shape["callback_data"] = PREFIX + _token(mint(button))
            drawn.append(shape)
            count, size = count + 1, size + cost
        rows += [
            drawn[first : first + LIMITS.buttons_in_row]
            for first in range(0, len(drawn), LIMITS.buttons_in_row)
        ]
    return rows, leftover


def _button(
    button: Button, label: str, caps: Caps, page: Callable[[str], str | None]
) -> dict[str, Any] | None:
    """A button, its token still blank; None when Telegram cannot show it."""
    shape: dict[str, Any] = {"text": label}
    if button.disabled:
        return {**shape, "disabled": {}}
    if button.style and caps.styled_buttons:
        shape["style"] = button.style
    if button.page is not None:
        address = page(button.page)
        is_safe = address is not None and address.startswith("https://") and _is_web_address(address)
        return {**shape, "web_app": {"url": address}} if is_safe else None
    if button.url is not None:
        return {**shape, "url": button.url} if _is_web_address(button.url) else None
    if button.copy is not None:
        fits = 0 < len(button.copy) <= LIMITS.copy
        return {**shape, "copy_text": {"text": button.copy}} if fits else None
    return {**shape, "callback_data": PREFIX + 22 * "-"}


def _token(token: str) -> str:
    if not TOKEN.fullmatch(token):
        raise ValueError("a token is 22 base64url characters")
    return token


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    # A name without a dot is refused ("Wrong HTTP URL"), and with it the whole message.
    return parts.scheme in {"http", "https"} and "." in (parts.hostname or "") and len(url) <= 2048


def _id(chat: str) -> int | str:
    return int(chat) if chat.lstrip("-").isdigit() else chat
