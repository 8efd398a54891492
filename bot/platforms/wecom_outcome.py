"""From what WeCom or the network answered to what became of a call.

Only the code decides (official table 90313, rates 90454); errmsg is for the log, since it is worded anew at
will.
"""

import re
from dataclasses import dataclass
from typing import Any, Literal

import orjson

from scheduler.ports import Outcome

Family = Literal["ok", "token", "configuration", "recipient", "busy", "limited", "state", "own"]

PROBE_S = 300.0  # how often a broken configuration is tried again
LIMITED_S = (60.0, 600.0, 3600.0)  # a limit blocks for the rest of its minute, hour, day
GATEWAY_S = 5.0
MOST_SAID = 300

TOKEN = frozenset({40014, 42001})
CONFIGURATION = frozenset(
    {
        40001,  # the secret is wrong; unlike elsewhere this never means an expired token
        40013,  # corpid
        40056,  # agentid
        301002,  # the agentid is not this token's app
        50001,  # the redirect domain is not trusted
        50003,  # the app is switched off
        60020,  # our address is not on the list of trusted ones
        48002,  # no right to this call
        48009,  # contacts may not be read from here
        43012,  # a card with buttons, and no callback URL entered
    }
)
WHOLE_APP = CONFIGURATION - {43012, 48002, 48009, 50001}  # nothing of this app gets through
RECIPIENT = frozenset({40003, 60011, 60111, 81013, 82001, 301007, 86001, 86003, 86008, 93000})
ROBOT_OFF = 93004  # an administrator switched the robot off and may switch it on again
BUSY = frozenset({-1, 6000, 45033})
LIMITED = 45009
SPENT = frozenset({60140, 42015, 42016})
TASK_KNOWN = 42014
MEDIA_GONE = 40007
TOO_BIG_AT_ONCE = 830002

_TOKEN_IN_TEXT = re.compile(r"(access_token|corpsecret|key)=[^&\s,\]]+", re.IGNORECASE)


class Answer:
    """What came back: the HTTP status and the JSON object, if it was one."""

    __slots__ = ("body", "status")

    def __init__(self, status: int, raw: bytes) -> None:
        self.status = status
        try:
            body = orjson.loads(raw)
        except orjson.JSONDecodeError:
            body = None
        self.body: dict[str, Any] | None = body if isinstance(body, dict) else None

    @property
    def code(self) -> int | None:
        """errcode; 0 where a JSON object has none, None where no object came."""
        if self.body is None:
            return None
        code = self.body.get("errcode", 0)
        return code if isinstance(code, int) else -1

    @property
    def said(self) -> str:
        """The message without anything secret, for the log and the administrator."""
        text = str((self.body or {}).get("errmsg", ""))[:MOST_SAID]
        return _TOKEN_IN_TEXT.sub(r"\1=***", text)

    def text(self, key: str) -> str:
        """A text of the answer; empty when it is missing."""
        held = (self.body or {}).get(key)
        return held if isinstance(held, str) else ""


class Undelivered(Exception):
    """The network failed. ``written`` tells whether the request may have reached WeCom."""

    def __init__(self, cause: str, *, written: bool) -> None:
        super().__init__(cause)
        self.written = written


class Broken(Exception):
    """WeCom refuses the app itself: an administrator has to act. ``again_in_s``: when it is tried again."""

    def __init__(self, code: int, said: str, *, again_in_s: float) -> None:
        super().__init__(f"{code} {said}".strip())
        self.code = code
        self.again_in_s = again_in_s


def family(code: int) -> Family:
    """The class of an errcode, by which it is decided what to do."""
    if code == 0:
        return "ok"
    if code in TOKEN:
        return "token"
    if code in CONFIGURATION:
        return "configuration"
    if code in RECIPIENT:
        return "recipient"
    if code in BUSY:
        return "busy"
    if code == LIMITED:
        return "limited"
    if code in SPENT or code in {TASK_KNOWN, MEDIA_GONE, ROBOT_OFF}:
        return "state"
    return "own"


@dataclass(frozen=True, slots=True)
class Sent:
    """What is known of a message before its answer comes: for whom, and its own id where it has one."""

    to: str = ""
    task: str | None = None
    is_edit: bool = False


def outcome_of(answer: Answer, sent: Sent) -> Outcome:
    """One answer as one outcome; ``sent`` is what had left."""
    code = answer.code
    if code is None:
        return _not_wecom(answer.status)
    error = f"{code} {answer.said}".strip()
    match family(code):
        case "ok":
            return _accepted(answer, sent)
        case "token" | "configuration":
            return Outcome("retry", retry_at_s=PROBE_S, error=error)
        case "recipient":
            return Outcome("gone", error=error)
        case "busy":
            return Outcome("retry", error=error)
        case "limited":
            return Outcome("retry", retry_at_s=LIMITED_S[0], error=error)
        case "state":
            return _by_state(code, sent, error)
        case _:
            return Outcome("bad", error=error)


def _accepted(answer: Answer, sent: Sent) -> Outcome:
    lost = {*_named(answer, "invaliduser"), *_named(answer, "unlicenseduser")}
    if sent.to and sent.to.lower() in lost:  # accepted, and never shown
        return Outcome("gone", error="0 invaliduser or unlicenseduser")
    return Outcome(
        "sent", message=sent.task or answer.text("msgid") or None, spare=answer.text("response_code") or None
    )


def _by_state(code: int, sent: Sent, error: str) -> Outcome:
    if code in SPENT:
        return Outcome("spent" if sent.is_edit else "bad", error=error)
    if code == TASK_KNOWN and sent.task and not sent.is_edit:
        # Our task ids are random: WeCom knows this one because an earlier try got through.
        return Outcome("sent", message=sent.task, error=error)
    if code == ROBOT_OFF:
        return Outcome("retry", retry_at_s=PROBE_S, error=error)
    return Outcome("bad", error=error)


def _named(answer: Answer, key: str) -> list[str]:
    """Userids in an answer: joined by a bar after a sending, a list after an update."""
    held = (answer.body or {}).get(key)
    names = held if isinstance(held, list) else str(held or "").split("|")
    return [str(name).lower() for name in names if name]


def _not_wecom(status: int) -> Outcome:
    """Something between us and WeCom spoke: below 500 it let nothing pass, otherwise nobody knows."""
    error = f"{status} without an answer"
    if status == 413:
        return Outcome("bad", error=error)
    if 300 <= status < 500:
        return Outcome("retry", retry_at_s=GATEWAY_S, error=error)
    return Outcome("unknown", error=error)


def outcome_of_failure(failure: Undelivered) -> Outcome:
    """A broken connection as an outcome."""
    return Outcome("unknown" if failure.written else "retry", error=str(failure))


def outcome_of_trouble(trouble: Broken) -> Outcome:
    """An app that is refused as an outcome: the message waits."""
    return Outcome("retry", retry_at_s=trouble.again_in_s, error=str(trouble))
