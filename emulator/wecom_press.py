"""Pressing what a card on a WeCom phone offers: buttons, votes, selections, its menu, its links."""

from typing import Any

from emulator.telegram_acts import Impossible
from emulator.wecom_acts import Outcome
from emulator.wecom_browser import opened
from emulator.wecom_events import CARD_EVENT, MENU_EVENT, TAKES_REPLY, card_click
from emulator.wecom_messages import Chat, Message
from emulator.wecom_people import People

Choices = list[Any] | dict[str, Any] | None
Chosen = list[tuple[str, list[str]]]


def press(
    people: People,
    phone: str,
    number: int,
    button: str | int | None = None,
    *,
    menu: str | int | None = None,
    choices: Choices = None,
    stale: bool = False,
    key: str | None = None,
    by: str | None = None,
) -> Outcome:
    """Press a button by its label or its place (0 is the first), or submit what was chosen.

    Args:
        people: the hands.
        phone: whose phone.
        number: the message's number.
        button: a button, a link of the card, or (None) the submit button of a vote or selection.
        menu: an entry of the card's own menu instead.
        choices: labels, ids or places: a list (of a vote, or one per question in order), or by question_key.
            What is not said stays as the card has it.
        stale: the phone has not heard of an update and shows the card as it was sent.
        key: sent instead of the button's own key, as a modified client could.
        by: on a group's phone, who opens a link.

    Raises:
        Impossible: it is greyed out, or there is no such thing on it.
    """
    if people.is_room(phone):
        return _in_room(people, phone, number, button, by)
    chat = people.chat(phone)
    message = _shown(chat, number)
    if message.card is None:
        return Outcome(opened=_link(people, chat.userid, message, button))
    card = message.body if stale else message.card.body
    if message.card.greyed is not None and not stale and menu is None:
        link = _links(card).get(str(button))
        if link is None:
            raise Impossible("the card is greyed out")
        return Outcome(opened=opened(people.twin, chat.userid, link))
    if menu is not None:
        entry = _one_of(card.get("action_menu", {}).get("action_list", []), menu, "the card's menu")
        return _click(people, chat, message, card, key=key or entry["key"], chosen=None, menu=True)
    kind = str(card["card_type"])
    if kind == "button_interaction":
        return _press_button(people, chat, message, card, button=button, choices=choices, key=key)
    if kind in {"vote_interaction", "multiple_interaction"}:
        submit = card["submit_button"]
        if button not in {None, 0, submit.get("text") or "提交"}:
            return Outcome(opened=_link(people, chat.userid, message, button))
        chosen = _voted(people, card, choices) if kind == "vote_interaction" else _selected(card, choices)
        return _click(people, chat, message, card, key=key or submit["key"], chosen=chosen)
    return Outcome(opened=_link(people, chat.userid, message, button))


def _in_room(people: People, phone: str, number: int, button: str | int | None, by: str | None) -> Outcome:
    """In a group no card calls back; its links open."""
    room, userid = people.room(phone, by)
    message = next((one for one in room.messages if one.number == number and not one.recalled), None)
    if message is None:
        raise Impossible(f"no message {number} on this phone")
    return Outcome(opened=_link(people, userid, message, button))


def _shown(chat: Chat, number: int) -> Message:
    message = chat.message(number)
    if message is None or message.recalled:
        raise Impossible(f"no message {number} on this phone")
    return message


def _press_button(
    people: People, chat: Chat, message: Message, card: dict[str, Any], *, button: str | int | None,
    choices: Choices, key: str | None,
) -> Outcome:  # fmt: skip
    if isinstance(button, str) and button not in {one["text"] for one in card["button_list"]}:
        return Outcome(opened=_link(people, chat.userid, message, button))
    entry = _one_of(card["button_list"], button, "the card") if button is not None or key is None else {}
    if entry.get("type", 0) == 1:
        return Outcome(opened=opened(people.twin, chat.userid, str(entry["url"])))
    asks = card.get("button_selection")
    chosen = [_answer(asks, _said(choices, asks["question_key"], 0))] if asks else None
    return _click(people, chat, message, card, key=key or str(entry["key"]), chosen=chosen)


def _voted(people: People, card: dict[str, Any], choices: Choices) -> Chosen:
    box = card["checkbox"]
    options: list[dict[str, Any]] = box["option_list"]
    if box.get("disable"):
        raise Impossible("this vote is closed")
    if isinstance(choices, dict):
        choices = choices.get(box["question_key"])
        choices = choices if isinstance(choices, list) or choices is None else [choices]
    if choices is None:
        ids = [str(one["id"]) for one in options if one.get("is_checked")]
    else:
        ids = list(dict.fromkeys(str(_one_of(options, one, "the vote")["id"]) for one in choices))
    if not box.get("mode") and len(ids) > 1:
        raise Impossible("this vote takes one answer")
    if ids:
        return [(str(box["question_key"]), ids)]
    if people.habits.unanswered == "refused":
        raise Impossible("tick something first")
    return [(str(box["question_key"]), [])] if people.habits.unanswered == "empty" else []


def _selected(card: dict[str, Any], choices: Choices) -> Chosen:
    return [
        _answer(one, _said(choices, one["question_key"], place))
        for place, one in enumerate(card["select_list"])
    ]  # fmt: skip


def _said(choices: Choices, question: str, place: int) -> Any:
    if isinstance(choices, dict):
        return choices.get(question)
    return choices[place] if choices and place < len(choices) else None


def _answer(asks: dict[str, Any], said: Any) -> tuple[str, list[str]]:
    """One question of a selection: what was said, else what is preselected, else the first."""
    options: list[dict[str, Any]] = asks["option_list"]
    if said is not None:
        if asks.get("disable"):
            raise Impossible("this selection is closed")
        return str(asks["question_key"]), [str(_one_of(options, said, "the selection")["id"])]
    known = [str(one["id"]) for one in options]
    preset = str(asks.get("selected_id", ""))
    return str(asks["question_key"]), [preset if preset in known else known[0]]


def _one_of(entries: list[dict[str, Any]], wanted: Any, where: str) -> dict[str, Any]:
    """The entry of that label, id, key or place."""
    for place, one in enumerate(entries):
        named = {one.get("text"), one.get("id"), one.get("key")} - {None}
        if wanted in named or (isinstance(wanted, int) and wanted == place):
            return one
    raise Impossible(f"{where} has no {wanted!r}")


def _click(
    people: People, chat: Chat, message: Message, card: dict[str, Any], *, key: str, chosen: Chosen | None,
    menu: bool = False,
) -> Outcome:  # fmt: skip
    """Send the click on its way, with a response code of its own."""
    twin = people.twin
    assert message.card is not None  # noqa: S101 (the caller looked)
    code = twin.state.response_code(chat.agent, message.msgid, twin.now(), by=chat.userid)
    children = card_click(
        twin.corp.id, chat.userid, int(twin.now()), agent=chat.agent, key=key,
        task_id=message.card.task_id, card_type=str(card["card_type"]), code=code.code,
        chosen=chosen or None, menu=menu,
    )  # fmt: skip
    kind = MENU_EVENT if menu else CARD_EVENT
    outcome = Outcome()
    outcome.note(
        people.callback.put(
            twin.state.apps[chat.agent], kind, children,
            userid=chat.userid, phone=chat.phone, takes=TAKES_REPLY[kind], message=message.number,
        )
    )  # fmt: skip
    return outcome


# -- links


def _links(card: dict[str, Any]) -> dict[str, str]:
    """Every link of a card by the words it stands under; the card itself is under the empty name."""
    found: dict[str, str] = {}
    for one in card.get("button_list", ()):
        if one.get("type") == 1:
            found[str(one["text"])] = str(one["url"])
    for one in card.get("jump_list", ()):
        if one.get("type") == 1:
            found.setdefault(str(one["title"]), str(one["url"]))
    for one in card.get("horizontal_content_list", ()):
        if one.get("type") == 1:
            found.setdefault(str(one["keyname"]), str(one["url"]))
            found.setdefault(str(one.get("value", "")), str(one["url"]))
    quote = card.get("quote_area") or {}
    if quote.get("type") == 1:
        found.setdefault(str(quote.get("title", "")), str(quote["url"]))
    action = card.get("card_action") or {}
    if action.get("type") == 1:
        found[""] = str(action["url"])
    return found


def links_of(message: Message) -> dict[str, str]:
    """The links that a message of any kind bears, by the words they stand under."""
    if message.msgtype == "template_card":
        return _links(message.card.body if message.card else message.body)
    if message.msgtype == "textcard":
        return {
            str(message.body.get("btntxt") or "详情"): str(message.body["url"]),
            "": str(message.body["url"]),
        }
    if message.msgtype == "news":
        return {
            str(one["title"]): str(one["url"]) for one in message.body.get("articles", ()) if one.get("url")
        }
    return {}


def _link(people: People, userid: str, message: Message, label: str | int | None) -> str:
    links = links_of(message)
    if isinstance(label, int):
        named = [one for name, one in links.items() if name]
        if 0 <= label < len(named):
            return opened(people.twin, userid, named[label])
    elif (label or "") in links:
        return opened(people.twin, userid, links[label or ""])
    raise Impossible(f"message {message.number} has no button {label!r}")
