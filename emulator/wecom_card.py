"""The hard rules of template cards (90372): what the server refuses. Advised lengths are in wecom_drawn.

Which field belongs to which card is in PARTS; a field of another card, or of none, is refused too: the
platform leaves it out without a word, and whoever sent it meant something by it.
"""

import re
from collections.abc import Callable
from typing import Any

from emulator.wecom_call import given, wanted
from emulator.wecom_card_parts import (
    actions,
    buttons,
    checkbox,
    horizontal,
    jumps,
    picture_and_text,
    quote,
    ratio,
    selection,
    selections,
    source,
    target,
    vertical,
)
from emulator.wecom_refusal import LIMITS, Refused
from emulator.wecom_state import Media
from emulator.wecom_text import size
from emulator.wecom_twin import Wecom

LIMIT = LIMITS["card"]
TASK_ID = re.compile(rf"[0-9A-Za-z_\-@]{{1,{LIMIT['task_id']}}}")
INTERACTIVE = {"button_interaction", "vote_interaction", "multiple_interaction"}
OF_ROBOTS = {"text_notice", "news_notice"}
COMMON = {"card_type", "source", "main_title", "task_id"}
NOTICE = COMMON | {"action_menu", "quote_area", "horizontal_content_list", "jump_list", "card_action"}
PARTS: dict[str, set[str]] = {
    "text_notice": NOTICE | {"emphasis_content", "sub_title_text"},
    "news_notice": NOTICE | {"image_text_area", "card_image", "vertical_content_list"},
    "button_interaction": COMMON | {
        "action_menu", "quote_area", "sub_title_text", "horizontal_content_list", "card_action",
        "button_selection", "button_list",
    },
    "vote_interaction": COMMON | {"checkbox", "submit_button"},
    "multiple_interaction": COMMON | {"select_list", "submit_button"},
}  # fmt: skip


def answers(card: dict[str, Any]) -> bool:
    """Whether a card calls back, and so gets a response_code."""
    return card.get("card_type") in INTERACTIVE or bool(card.get("action_menu"))


def media_of(twin: Wecom, media_id: str, kind: str) -> Media:
    """A file that a message names.

    Raises:
        Refused: 40007, unknown, expired or of another kind.
    """
    kept = twin.state.media.get(media_id)
    if kept is None or kept.permanent or not kept.lives(twin.now()) or kept.kind != kind:
        raise Refused(40007)
    return kept


def judged(twin: Wecom, card: dict[str, Any], *, of_robot: bool = False, update: bool = False) -> None:
    """Judge a card, and that the files and people it names are there.

    Args:
        twin: the corporation.
        card: the template_card.
        of_robot: only the two cards that call nobody back.
        update: replace_text and disable are allowed, and no task_id is wanted.

    Raises:
        Refused: the rule it breaks.
    """
    judge(card, update=update)
    if of_robot and (card["card_type"] not in OF_ROBOTS or card.get("action_menu")):
        raise Refused(42031, "a robot sends text_notice and news_notice without action_menu")
    for one in card.get("horizontal_content_list") or ():
        if one.get("type") == 2:
            media_of(twin, one["media_id"], "file")
        elif one.get("type") == 3 and twin.state.member(one["userid"]) is None:
            raise Refused(42050)


def judge(card: dict[str, Any], *, update: bool = False) -> None:
    """Judge what a card says by itself.

    Raises:
        Refused: the rule it breaks.
    """
    kind = card.get("card_type")
    if not isinstance(kind, str) or kind not in PARTS:
        raise Refused(42031)
    if strange := sorted(set(card) - PARTS[kind] - ({"replace_text"} if update else set())):
        raise Refused(40058, f"Template_Card.{strange[0]} is not of {kind}")
    given(card, "replace_text", str)
    _judge_task(card, kind, update=update)
    _judge_title(card, kind)
    for name, judge_part in EVERY.items():
        if card.get(name) is not None:
            judge_part(card[name])
    if not update:
        _judge_open(card)
    OWN[kind](card)


def _judge_task(card: dict[str, Any], kind: str, *, update: bool) -> None:
    task = card.get("task_id")
    if task is None and not update and (kind in INTERACTIVE or card.get("action_menu")):
        raise Refused(42014, "Template_Card.task_id missing")
    if task is not None and not (isinstance(task, str) and TASK_ID.fullmatch(task)):
        raise Refused(42014)


def _judge_open(card: dict[str, Any]) -> None:
    """Only an update closes a question."""
    asked = [card.get("checkbox"), card.get("button_selection"), *(card.get("select_list") or ())]
    if any("disable" in one for one in asked if one):
        raise Refused(40058, "disable is for updates")


def _judge_title(card: dict[str, Any], kind: str) -> None:
    title = given(card, "main_title", dict) or {}
    given(title, "desc", str)
    subtitle = given(card, "sub_title_text", str)
    if not given(title, "title", str) and not (kind == "text_notice" and subtitle):
        raise Refused(42033, "Template_Card.main_title.title")


def _of_text(card: dict[str, Any]) -> None:
    emphasis = given(card, "emphasis_content", dict) or {}
    given(emphasis, "title", str)
    given(emphasis, "desc", str)
    target(given(card, "card_action", dict), must=True)


def _of_news(card: dict[str, Any]) -> None:
    picture = given(card, "card_image", dict)
    if picture is None and not given(card, "image_text_area", dict):
        raise Refused(42044, "card_image or image_text_area")
    if picture is not None:
        wanted(picture, "url", str, code=42044)
        ratio(picture)
    target(given(card, "card_action", dict), must=True)


def _of_buttons(card: dict[str, Any]) -> None:
    buttons(given(card, "button_list", list))
    target(given(card, "card_action", dict), must=False)


def _of_vote(card: dict[str, Any]) -> None:
    if not given(card, "checkbox", dict):
        raise Refused(42043, "Template_Card.checkbox missing")
    _submit(card)


def _of_choices(card: dict[str, Any]) -> None:
    found = given(card, "select_list", list) or []
    if not 1 <= len(found) <= LIMIT["selects"]:
        raise Refused(42047)
    keys = [one["question_key"] for one in found]
    if len(set(keys)) != len(keys):
        raise Refused(42043, "two questions bear one key")
    _submit(card)


def _submit(card: dict[str, Any]) -> None:
    button = given(card, "submit_button", dict) or {}
    if size(wanted(button, "key", str, code=42046)) > LIMIT["key"]:
        raise Refused(42046)
    if not isinstance(button.get("text", ""), str):
        raise Refused(42049)


EVERY: dict[str, Callable[[Any], None]] = {
    "source": source, "action_menu": actions, "quote_area": quote, "horizontal_content_list": horizontal,
    "jump_list": jumps, "image_text_area": picture_and_text, "vertical_content_list": vertical,
    "button_selection": selection, "checkbox": checkbox, "select_list": selections,
}  # fmt: skip
OWN: dict[str, Callable[[dict[str, Any]], None]] = {
    "text_notice": _of_text, "news_notice": _of_news, "button_interaction": _of_buttons,
    "vote_interaction": _of_vote, "multiple_interaction": _of_choices,
}  # fmt: skip
