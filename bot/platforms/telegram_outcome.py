"""From what Telegram or the network answered to what became of a call."""

import re
from typing import Any

import orjson

from scheduler.ports import Outcome

UNAUTHORISED_RETRY_S = 60.0  # a revoked token is an operator's matter; no hot loop
SERVER_RETRY_S = 2.0
NEXT_POLLER_S = 5.0
MOST_RETRY_S = 3600.0

# Descriptions of the Bot API server (Client.cpp, MessagesManager.cpp), in lower case.
_SAME = ("message is not modified",)
_GONE = (
    "chat not found",
    "user not found",
    "user is deactivated",
    "peer_id_invalid",
    "bot was kicked",
    "bot is not a member",
    "group chat was deactivated",
    "not enough rights to send",
    "have no rights to send",
    "chat_write_forbidden",
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
)
_NEWER_KEYBOARD = re.compile(
    r"inline keyboard button|text buttons are unallowed|button_type_invalid", re.IGNORECASE
)
_QUOTED = re.compile(r"\"[^\"]*\"?|URL '[^']*'?")  # a refusal may quote what people wrote
_UNFORMATTED = re.compile(r"can't parse (?:message )?(?:caption )?entities", re.IGNORECASE)


class Answer:
    """What came back: the HTTP status and the envelope, if it was one."""

    __slots__ = ("body", "status")

    def __init__(self, status: int, raw: bytes) -> None:
        self.status = status
        try:
            body = orjson.loads(raw)
        except orjson.JSONDecodeError:
            body = None
        self.body: dict[str, Any] | None = body if isinstance(body, dict) and "ok" in body else None

    @property
    def description(self) -> str:
        return str((self.body or {}).get("description", ""))[:300]


class Undelivered(Exception):
    """The network failed. ``written`` tells whether the request may have reached Telegram."""

    def __init__(self, cause: str, *, written: bool) -> None:
        super().__init__(cause)
        self.written = written


def outcome_of(answer: Answer) -> Outcome:
    """One answer as one outcome.

    A 5xx that is no envelope comes from something between us and Telegram, so nobody knows; a 5xx with
    an envelope is Telegram's own no.
    """
    if answer.body is None:
        return _not_telegram(answer.status)
    if answer.body["ok"] and answer.status < 300:
        return Outcome("sent", message=_message_id(answer.body.get("result")))
    parameters = answer.body.get("parameters")
    parameters = parameters if isinstance(parameters, dict) else {}
    error = f"{answer.status} {_QUOTED.sub('…', answer.description)}"
    if (migrated := parameters.get("migrate_to_chat_id")) is not None:
        return Outcome("migrated", new_chat=str(migrated), error=error)
    if answer.status == 429 or "retry_after" in parameters:
        return Outcome("retry", retry_at_s=_seconds(parameters.get("retry_after")), error=error)
    return _refusal(answer.status, answer.description.lower(), error)


def _not_telegram(status: int) -> Outcome:
    """Something between us and Telegram spoke: below 500 it let nothing pass, otherwise nobody knows."""
    error = f"{status} without an envelope"
    if status == 413:
        return Outcome("bad", error=error)
    if 300 <= status < 500:
        return Outcome("retry", retry_at_s=NEXT_POLLER_S, error=error)
    return Outcome("unknown", error=error)


def _refusal(status: int, said: str, error: str) -> Outcome:
    if any(text in said for text in _SAME):
        return Outcome("same", error=error)
    if status == 401:
        return Outcome("retry", retry_at_s=UNAUTHORISED_RETRY_S, error=error)
    if status == 403 or any(text in said for text in _GONE):
        return Outcome("gone", error=error)
    if status == 409:
        return Outcome("retry", retry_at_s=NEXT_POLLER_S, error=error)
    if status >= 500:
        return Outcome("retry", retry_at_s=SERVER_RETRY_S, error=error)
    return Outcome("bad", error=error)


def outcome_of_failure(failure: Undelivered) -> Outcome:
    """A broken connection as an outcome."""
    return Outcome("unknown" if failure.written else "retry", error=str(failure))


def is_unformatted(outcome: Outcome) -> bool:
    """Whether the mark-up was what Telegram refused."""
    return outcome.state == "bad" and _UNFORMATTED.search(outcome.error) is not None


def is_old_keyboard(outcome: Outcome) -> bool:
    """Whether an older server may have stumbled over a newer button."""
    return outcome.state == "bad" and _NEWER_KEYBOARD.search(outcome.error) is not None


def _message_id(result: Any) -> str | None:
    if isinstance(result, list) and result:
        result = result[-1]
    if isinstance(result, dict) and isinstance(result.get("message_id"), int):
        return str(result["message_id"])
    return None


def _seconds(value: Any) -> float:
    try:
        return min(max(float(value), 1.0), MOST_RETRY_S)
    except (TypeError, ValueError):
        return SERVER_RETRY_S
