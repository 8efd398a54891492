"""Cards and messages that are out already: update_template_card (94888), recall (94867)."""

from typing import Any

from emulator.wecom_access import own_agent
from emulator.wecom_call import Call, given, posted, wanted
from emulator.wecom_card import judged
from emulator.wecom_drawn import drawn
from emulator.wecom_messages import Chat, Message
from emulator.wecom_recipients import of_update
from emulator.wecom_refusal import LIMITS, Refused, ok
from emulator.wecom_state import ResponseCode
from emulator.wecom_twin import Wecom

LIMIT = LIMITS["send"]


def update(twin: Wecom, call: Call) -> dict[str, Any]:
    """Change copies of the card that a response_code stands for. Only an update that is accepted spends it.

    Raises:
        Refused: 41011, 301002, 40058 both or neither of button and template_card, 82001, 42015, 60140, 81013,
            42016, and what the card breaks.
    """
    body = posted(call)
    agent = own_agent(twin, call, body.get("agentid"))
    text = wanted(body, "response_code", str)
    button, card = given(body, "button", dict), given(body, "template_card", dict)
    if (button is None) == (card is None):
        raise Refused(40058, "one of button and template_card")
    words = wanted(button, "replace_name", str) if button is not None else None
    code = _code(twin, agent, text)
    recipients = of_update(twin, body)
    if card is not None:
        judged(twin, card, update=True)
    copies = {chat.userid.lower(): (chat, message) for chat, message in twin.state.copies(code.msgid)}
    if card is not None:
        _judge_task(copies, card)
    strangers = [one.key for one in recipients.members if one.key not in copies]
    meant = [copies[one.key] for one in recipients.members if one.key in copies]
    if not meant and copies:
        raise Refused(81013)
    code.used = True
    for chat, message in meant:
        if card is not None:
            replace(twin, chat, message, card)
        else:
            grey(twin, chat, message, str(words))
    return ok(invaliduser=[*recipients.bad_users, *strangers])


def replace(twin: Wecom, chat: Chat, message: Message, card: dict[str, Any]) -> None:
    """Put another card in the place of a copy; it keeps its task."""
    if message.card is None:
        return
    message.card.card_type = card["card_type"]
    message.card.body = card
    message.card.greyed = card.get("replace_text") or None
    _redraw(twin, chat, message)


def grey(twin: Wecom, chat: Chat, message: Message, words: str) -> None:
    """Put words in the place of a copy's buttons."""
    if message.card is None:
        return
    message.card.greyed = words
    _redraw(twin, chat, message)


def _redraw(twin: Wecom, chat: Chat, message: Message) -> None:
    card = message.card
    if card is None:
        return
    card.updates += 1
    visible, over = drawn(card.body, greyed=card.greyed)
    message.visible = visible | {"task_id": card.task_id}
    message.warnings = tuple(one.field for one in over)
    for one in over:
        twin.advise(one.field, one.text, one.limit, message.msgid)
    twin.changed(chat)


def _code(twin: Wecom, agent: int, text: str) -> ResponseCode:
    code = twin.state.codes.get(text)
    if code is None:
        raise Refused(60140)
    if code.agent != agent:
        raise Refused(42015)
    if not code.lives(twin.now()):
        raise Refused(60140)
    return code


def _judge_task(copies: dict[str, tuple[Chat, Message]], card: dict[str, Any]) -> None:
    task = card.get("task_id")
    mine = {message.card.task_id for _, message in copies.values() if message.card}
    if task is not None and mine and task not in mine:
        raise Refused(42016)


def recall(twin: Wecom, call: Call) -> dict[str, Any]:
    """Take a message back from every phone, within 24 hours.

    Raises:
        Refused: 40058 unknown or another app's, 42052 too old.
    """
    msgid = wanted(posted(call), "msgid", str)
    copies = [
        (chat, message) for chat, message in twin.state.copies(msgid) if message.by == "app" and msgid
    ]  # fmt: skip
    if not copies or any(message.agent != call.agent for _, message in copies):
        raise Refused(40058, "msgid")
    if any(twin.now() >= message.at + LIMIT["recall_seconds"] for _, message in copies):
        raise Refused(42052)
    for chat, message in copies:
        message.recalled = True
        twin.changed(chat)
    return ok()
