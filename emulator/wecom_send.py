"""message/send (90236): judged as a whole, then copied to each member, or dropped without a word."""

import json
from typing import Any

from emulator.wecom_access import own_agent
from emulator.wecom_call import Call, given, posted
from emulator.wecom_card import answers
from emulator.wecom_content import read_content
from emulator.wecom_messages import Card
from emulator.wecom_rates import DAY, HOUR, MINUTE
from emulator.wecom_recipients import of_message
from emulator.wecom_refusal import LIMITS, Refused, ok
from emulator.wecom_state import Member
from emulator.wecom_text import Content
from emulator.wecom_twin import Wecom

LIMIT = LIMITS["send"]
ALLOWED = {
    "text", "image", "voice", "video", "file", "textcard", "news", "mpnews", "markdown",
    "miniprogram_notice", "template_card",
}  # fmt: skip
FLAGS = ("safe", "enable_id_trans", "enable_duplicate_check")


def send(twin: Wecom, call: Call) -> dict[str, Any]:
    """Send a message to members.

    Raises:
        Refused: 41011, 40056, 301002, 82001, 81013, 40008, what the content breaks, 43012, 42014.
    """
    body = posted(call)
    agent = own_agent(twin, call, body.get("agentid"))
    app = twin.state.apps[agent]
    _judge_flags(body)
    recipients = of_message(twin, body)
    content = read_content(twin, body, ALLOWED)
    calls_back = content.msgtype == "template_card" and answers(content.body)
    if calls_back and not app.has_callback:
        raise Refused(43012)
    if first := _seen(twin, agent, body):
        for member in recipients.members:
            twin.drop(member.userid, "duplicate", agent=agent, msgtype=content.msgtype, body=content.body)
        return ok(**recipients.names(), **(first if twin.switches.duplicates_answered_alike else {}))
    _take_task(twin, agent, content)
    msgid = twin.state.opaque("message", 64)
    for over in content.over:
        twin.advise(over.field, over.text, over.limit, msgid)
    for member in recipients.members:
        deliver(twin, agent, member, content, msgid)
    answer = {"msgid": msgid}
    if calls_back:
        answer["response_code"] = twin.state.response_code(agent, msgid, twin.now()).code
    _remember(twin, agent, body, answer)
    return ok(**recipients.names(), **answer)


def deliver(twin: Wecom, agent: int, member: Member, content: Content, msgid: str) -> None:
    """Put one member's copy on the phone, unless the platform drops it."""
    reason = _dropped(twin, agent, member)
    if reason:
        twin.drop(member.userid, reason, agent=agent, msgtype=content.msgtype, body=content.body)
        return
    card = None
    if content.msgtype == "template_card":
        card = Card(content.body["card_type"], content.body.get("task_id", ""), content.body)
    twin.post(
        twin.state.chat(member.userid, agent),
        by="app", msgtype=content.msgtype, body=content.body, visible=dict(content.visible), msgid=msgid,
        agent=agent, card=card, warnings=tuple(one.field for one in content.over),
    )  # fmt: skip


def _dropped(twin: Wecom, agent: int, member: Member) -> str:
    """Why the platform drops a member's copy, or nothing. What is dropped counts against no limit."""
    if not member.active:
        return "inactive"
    if not member.licensed:
        return "unlicensed"
    at, one, whole = twin.now(), ("member", agent, member.key), ("app", agent)
    daily = twin.switches.accounts * LIMIT["person_messages_per_account"]
    if twin.rates.count(one, MINUTE, at) >= LIMIT["member_minute"]:
        return "member_minute"
    if twin.rates.count(one, HOUR, at) >= LIMIT["member_hour"]:
        return "member_hour"
    if twin.rates.count(whole, DAY, at) >= daily:
        return "app_day"
    twin.rates.add(one, MINUTE, at)
    twin.rates.add(one, HOUR, at)
    twin.rates.add(whole, DAY, at)
    return ""


def _judge_flags(body: dict[str, Any]) -> None:
    for name in FLAGS:
        allowed = {0, 1, 2} if name == "safe" and body.get("msgtype") == "mpnews" else {0, 1}
        if (given(body, name, int) or 0) not in allowed:
            raise Refused(40058, name)
    interval = given(body, "duplicate_check_interval", int)
    if interval is not None and not 0 < interval <= LIMIT["duplicate_most"]:
        raise Refused(40058, "duplicate_check_interval")


def _take_task(twin: Wecom, agent: int, content: Content) -> None:
    """A task_id is used once within an app.

    Raises:
        Refused: it was used before.
    """
    task = content.body.get("task_id") if content.msgtype == "template_card" else None
    if task is None:
        return
    if (agent, task) in twin.state.task_ids:
        raise Refused(twin.switches.reused_task, "task_id has been used")
    twin.state.task_ids.add((agent, task))


def _seen(twin: Wecom, agent: int, body: dict[str, Any]) -> dict[str, str] | None:
    """The answer to an identical request inside its window, if there was one."""
    if not body.get("enable_duplicate_check"):
        return None
    at, answer = twin.state.requests.get((agent, _same(body)), (0.0, {}))
    interval = body.get("duplicate_check_interval") or LIMIT["duplicate_seconds"]
    return answer if answer and twin.now() < at + interval else None


def _remember(twin: Wecom, agent: int, body: dict[str, Any], answer: dict[str, str]) -> None:
    twin.state.requests[agent, _same(body)] = (twin.now(), answer)


def _same(body: dict[str, Any]) -> str:
    return json.dumps(body, ensure_ascii=False, sort_keys=True)
