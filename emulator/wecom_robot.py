"""Webhook robots in groups (99110). The key in the address is the whole secret; nobody can answer a robot."""

import base64
import binascii
from hashlib import md5
from typing import Any

from emulator.wecom_call import Call, posted, wanted
from emulator.wecom_content import read_content
from emulator.wecom_media import file_of, picture_type, received
from emulator.wecom_rates import MINUTE
from emulator.wecom_refusal import LIMITS, Refused, ok
from emulator.wecom_state import Robot
from emulator.wecom_text import Content
from emulator.wecom_twin import Wecom

LIMIT = LIMITS["robot"]
ALLOWED = {"text", "markdown", "markdown_v2", "news", "file", "voice", "template_card"}
KINDS = {"file", "voice"}


def send(twin: Wecom, call: Call) -> dict[str, Any]:
    """Post into the robot's group; 20 messages in any minute.

    Raises:
        Refused: 93000, 93004, 40008 or 42031 for what a robot cannot send, 45009, 301019.
    """
    robot = _robot(twin, call)
    body = posted(call)
    if body.get("msgtype") == "image":
        content = _picture(twin, body)
    else:
        content = read_content(twin, body, ALLOWED, by_robot=True)
    if not twin.rates.take(("robot", robot.key), MINUTE, LIMIT["minute"], twin.now()):
        raise Refused(45009)
    for over in content.over:
        twin.advise(over.field, over.text, over.limit)
    twin.post(
        twin.state.rooms[robot.phone], by="robot", msgtype=content.msgtype, body=content.body,
        visible={**content.visible, "robot": robot.name}, warnings=tuple(one.field for one in content.over),
    )  # fmt: skip
    return ok()


def upload(twin: Wecom, call: Call) -> dict[str, Any]:
    """Keep a file that this robot will send.

    Raises:
        Refused: 93000, 93004, 40005, and what is wrong with the file.
    """
    _robot(twin, call)
    kind = call.query.get("type", "")
    if kind not in KINDS:
        raise Refused(40005)
    return received(twin, file_of(call), kind)


def _robot(twin: Wecom, call: Call) -> Robot:
    robot = twin.state.robots.get(call.query.get("key", ""))
    if robot is None or robot.removed or robot.phone not in twin.state.rooms:
        raise Refused(93000)
    if robot.disabled:
        raise Refused(93004)
    return robot


def _picture(twin: Wecom, body: dict[str, Any]) -> Content:
    """A picture that comes inside the message, with its md5."""
    said = wanted(body, "image", dict)
    try:
        data = base64.b64decode(wanted(said, "base64", str), validate=True)
    except binascii.Error:
        raise Refused(40058, "image.base64") from None
    kind = picture_type(data)
    if kind is None:
        raise Refused(40123)
    if len(data) > LIMIT["image"]:
        raise Refused(40009)
    if md5(data, usedforsecurity=False).hexdigest() != wanted(said, "md5", str, code=301019).lower():
        raise Refused(301019)
    kept = twin.state.keep("image", f"picture.{kind.removeprefix('image/')}", kind, data, twin.now())
    shown = {"name": kept.name, "size": len(data), "type": kind, "media_id": kept.id}
    return Content("image", {"md5": said["md5"]}, {"text": "", "file": shown})
