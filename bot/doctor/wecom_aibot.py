"""The AI bot's line, where it is switched on: what the running service says of it, or a try of our own."""

from typing import Any

import orjson

from bot.doctor.findings import Finding, fault, fine, remark
from bot.doctor.probe import ask, trouble_of
from bot.doctor.wecom_app import Given
from bot.doctor.wecom_door import local
from bot.platforms.wecom_aibot_try import subscribed_once
from bot.platforms.wecom_outcome import Undelivered

CHECK = "aibot"
CONTESTED = 2  # times in an hour that another program took the line


async def examine(given: Given) -> Finding | None:
    """None while it is switched off."""
    named = given.named.aibot
    if not named.enabled:
        return None
    if named.bot_id is None or named.secret is None:
        return fault(CHECK, "missing", "aibot")
    came = await ask(f"{local(given.settings)}/readyz")
    if came.trouble:
        return await _tried(given)
    return _told(given, _lines(came.body))


def _lines(body: bytes) -> dict[str, Any]:
    try:
        said = orjson.loads(body)
    except orjson.JSONDecodeError:
        return {}
    return said if isinstance(said, dict) else {}


def _told(given: Given, said: dict[str, Any]) -> Finding:
    """What the running service knows: it holds the line, so nobody else tries it."""
    url = given.named.aibot.url
    match said.get("aibot"):
        case "connected" if said.get("aibot_replaced_lately", 0) >= CONTESTED:
            return fault(CHECK, "contested", "aibot", n=int(said["aibot_replaced_lately"]))
        case "connected":
            return fine(CHECK, bot=given.named.aibot.bot_id)
        case "waiting":
            return fine(CHECK, "waiting")
        case "refused":
            return fault(CHECK, "refused", "aibot")
        case "replaced":
            return fault(CHECK, "replaced", "aibot")
        case "offline":
            return fault(CHECK, "offline", url=url)
        case "starting":
            return remark(CHECK, "starting")
    return fault(CHECK, "off")


async def _tried(given: Given) -> Finding:
    """No service on this machine: subscribe once, unless another machine's may hold the line."""
    named = given.named
    if not given.settings.database.url.startswith("sqlite"):
        return remark(CHECK, "elsewhere")
    try:
        code, _ = await subscribed_once(
            url=named.aibot.url,
            bot_id=named.aibot.bot_id,
            secret=named.aibot.secret.get_secret_value(),
            proxy=named.proxy,
            ca_file=str(named.ca_file) if named.ca_file else None,
        )
    except Undelivered as away:
        return fault(CHECK, "away", url=named.aibot.url, why=trouble_of(str(away)))
    return fine(CHECK, "tried") if code == 0 else fault(CHECK, "refused", "aibot")
