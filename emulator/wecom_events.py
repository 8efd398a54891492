"""The plaintext of what WeCom posts to a callback: messages, events, clicks, in the documents' order."""

from typing import Any

from emulator.wecom_xml import Node

# Events that take a passive reply, and which kinds (document 96469). A click on a card takes the card kinds.
TALKS = frozenset({"text", "image", "voice", "video", "news"})
CARDS = frozenset({"update_button", "update_template_card"})
TAKES_REPLY = {
    "subscribe": TALKS, "enter_agent": TALKS, "location": TALKS, "click": TALKS, "view": TALKS,
    "view_miniprogram": TALKS, "scancode_waitmsg": TALKS, "template_card_menu_event": TALKS | CARDS,
    "template_card_event": CARDS,
}  # fmt: skip
MENU_EVENT = "template_card_menu_event"
CARD_EVENT = "template_card_event"


def message(
    corp: str, userid: str, at: int, msgtype: str, fields: list[Node], *, msgid: str, agent: int
) -> list[Node]:
    """A message of a member to the app."""
    return [
        ("ToUserName", corp), ("FromUserName", userid), ("CreateTime", at), ("MsgType", msgtype),
        *fields, ("MsgId", int(msgid)), ("AgentID", agent),
    ]  # fmt: skip


def event(
    corp: str, userid: str, at: int, name: str, fields: list[Node] | None = None, *, agent: int | None
) -> list[Node]:
    """An event; `agent` None is one that belongs to no app."""
    return [
        ("ToUserName", corp), ("FromUserName", userid), ("CreateTime", at), ("MsgType", "event"),
        ("Event", name), *(fields or []), *([("AgentID", agent)] if agent is not None else []),
    ]  # fmt: skip


def card_click(
    corp: str, userid: str, at: int, *, agent: int, key: str, task_id: str, card_type: str, code: str,
    chosen: list[tuple[str, list[str]]] | None, menu: bool = False,
) -> list[Node]:  # fmt: skip
    """A click on a card. `chosen` is (question_key, option ids) per question, None when nothing is asked."""
    children: list[Node] = [
        ("ToUserName", corp), ("FromUserName", userid), ("CreateTime", at), ("MsgType", "event"),
        ("Event", MENU_EVENT if menu else CARD_EVENT), ("EventKey", key), ("TaskId", task_id),
        ("CardType", card_type), ("ResponseCode", code), ("AgentID", agent),
    ]  # fmt: skip
    if chosen is not None and not menu:
        children.append(("SelectedItems", [selected(question, ids) for question, ids in chosen]))
    return children


def selected(question: str, ids: list[str]) -> Node:
    """One answered question: `OptionIds` bears one or several `OptionId`."""
    return ("SelectedItem", [("QuestionKey", question), ("OptionIds", [("OptionId", one) for one in ids])])


def contact_change(
    corp: str, at: int, change: str, userid: str, *, departments: tuple[int, ...], more: dict[str, Any]
) -> list[Node]:
    """A change of a member. Callback URLs set since 2022-08-15 get the userid and departments alone.

    `more` is what an older URL gets as well (Name, …) and NewUserID of a rename.
    """
    children: list[Node] = [
        ("ToUserName", corp), ("FromUserName", "sys"), ("CreateTime", at), ("MsgType", "event"),
        ("Event", "change_contact"), ("ChangeType", change), ("UserID", userid),
    ]  # fmt: skip
    if "NewUserID" in more:
        children.append(("NewUserID", str(more["NewUserID"])))
    if "Name" in more:
        children.append(("Name", str(more["Name"])))
    if change != "delete_user":
        children.append(("Department", ",".join(str(one) for one in departments)))
    return children
