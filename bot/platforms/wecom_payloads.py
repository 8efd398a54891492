"""Calls of WeCom as they are frozen: texts, files, cards, and the same in plain words."""

import itertools
import secrets
from collections.abc import Mapping
from typing import Any

from bot.cards.model import FileRef
from bot.platforms.base import Attached, Payload, file_name
from bot.platforms.wecom_face import LABEL, fit
from bot.platforms.wecom_text import TEXT_BYTES, shortened

SEND, UPDATE = "message/send", "message/update_template_card"
CARD_REPEATS_S = 14_400  # the longest time WeCom looks back for the same request
TEXT_REPEATS_S, MOST_TEXT_REPEATS_S = 120, 1800


def card(drawn: Mapping[str, Any], chat: str) -> Payload:
    """One template card; its task_id, where it has one, makes the request one of its kind."""
    body = {"touser": chat, "msgtype": "template_card", "template_card": drawn}
    tasked = {"enable_duplicate_check": 1, "duplicate_check_interval": CARD_REPEATS_S}
    return Payload(SEND, {**body, **(tasked if drawn.get("task_id") else _once())})


def update(drawn: Mapping[str, Any], chat: str, *, code: str) -> Payload:
    """Another drawing for the copy that a response code stands for."""
    return Payload(UPDATE, {"userids": [chat], "response_code": code, "template_card": drawn})


def text(content: str, chat: str) -> Payload:
    """One text message."""
    return Payload(SEND, {"touser": chat, "msgtype": "text", "text": {"content": content}, **_once()})


_turn = itertools.count(secrets.randbelow(TEXT_REPEATS_S))


def _once() -> dict[str, int]:
    # WeCom drops an identical request without a word. The time it looks back is the one field of a request
    # that nobody sees, so the same words said twice differ there, and a retry does not.
    looks_back = TEXT_REPEATS_S + next(_turn) % (MOST_TEXT_REPEATS_S - TEXT_REPEATS_S)
    return {"enable_duplicate_check": 1, "duplicate_check_interval": looks_back}


def stored(file: FileRef, chat: str) -> Payload:
    """A stored file, or the picture of one."""
    kind = "image" if file.preview else "file"
    return attached(kind, Attached(file_name(file.name), sha256=file.sha256), chat)


def attached(kind: str, file: Attached, chat: str) -> Payload:
    """A file of that kind (file or image)."""
    body = {"touser": chat, "msgtype": kind, kind: {"media_id": "attach://f0"}, **_once()}
    return Payload(SEND, body, {"f0": file})


def plain(payload: Payload) -> Payload:
    """The same words as a text, for a server that refused the form."""
    params = payload.params
    if payload.method == UPDATE:
        words = _said(params.get("template_card", {})) or ["…"]
        kept = {key: params[key] for key in ("userids", "response_code") if key in params}
        return Payload(UPDATE, {**kept, "button": {"replace_name": fit(words[0], 2 * LABEL)}})
    if params.get("msgtype") == "text":
        return payload
    if payload.files:
        words = [file.name for file in payload.files.values()]
    else:
        words = _said(params.get("template_card", {}))
    kept = {key: params[key] for key in ("touser", "chatid", "robot") if key in params}
    content = shortened("\n".join(words) or "…", TEXT_BYTES)
    return Payload(payload.method, {**kept, "msgtype": "text", "text": {"content": content}})


def _said(card: Mapping[str, Any]) -> list[str]:
    """Everything that a reader of a template card sees, a line each."""
    title, quote = card.get("main_title", {}), card.get("quote_area", {})
    words = [title.get("title"), card.get("source", {}).get("desc"), title.get("desc")]
    words += [f"{one['keyname']} {one.get('value', '')}" for one in card.get("horizontal_content_list", ())]
    words += [quote.get("quote_text"), card.get("sub_title_text")]
    words += [one["text"] for one in card.get("button_list", ())]
    words += [one["text"] for one in card.get("checkbox", {}).get("option_list", ())]
    words += [one["text"] for q in card.get("select_list", ()) for one in q["option_list"]]
    return [word for word in words if word]
