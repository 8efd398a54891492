"""Updates as Telegram posts them."""

import json
from typing import Any

BOT_ID = 7000000001
TOKEN = f"{BOT_ID}:AABenchTokenOfNobodyAtAll0000000001"
SECRET = "bench-secret-of-at-least-thirty-two-letters"  # noqa: S105 - made up
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
USERNAME = "duwang_bench_bot"
NAME = "读网"


def person(user: int) -> dict[str, Any]:
    """A Telegram user."""
    return {"id": user, "is_bot": False, "first_name": f"人{user}", "language_code": "zh-hans"}


def chat(user: int) -> dict[str, Any]:
    """The private chat with that user."""
    return {"id": user, "type": "private", "first_name": f"人{user}"}


def tap(number: int, *, user: int, data: str) -> bytes:
    """A button pressed on a card of the usual size."""
    card = {
        "message_id": 1000 + number,
        "from": {"id": BOT_ID, "is_bot": True, "first_name": NAME, "username": USERNAME},
        "chat": chat(user),
        "date": 1770598800,
        "text": f"审批：关于第{number}号事项的通知\nKP-2026-{number:04d}\n栏目 通知公告\n时限 2026年2月18日",
        "reply_markup": {
            "inline_keyboard": [
                [{"text": "同意", "callback_data": data}, {"text": "退回", "callback_data": data[:-1] + "x"}]
            ]
        },
    }
    query = {
        "id": str(4382000000000000000 + number),
        "from": person(user),
        "message": card,
        "chat_instance": "8877665544332211",
        "data": data,
    }
    return json.dumps({"update_id": number, "callback_query": query}, ensure_ascii=False).encode()


def text(number: int, *, user: int, said: str) -> bytes:
    """A message; a leading /command is marked as the platform marks it."""
    body: dict[str, Any] = {
        "message_id": 1000 + number,
        "from": person(user),
        "chat": chat(user),
        "date": 1770598800,
        "text": said,
    }
    if said.startswith("/"):
        body["entities"] = [{"type": "bot_command", "offset": 0, "length": len(said.split(maxsplit=1)[0])}]
    return json.dumps({"update_id": number, "message": body}, ensure_ascii=False).encode()
