"""`duwang doctor wecom`: what a WeCom administrator and this installation must have set, tried in turn."""

from collections.abc import AsyncIterator
from datetime import datetime

from bot.doctor import wecom_aibot, wecom_app, wecom_door
from bot.doctor.findings import Finding, fault, fine
from bot.doctor.wecom_app import Given

NEEDED = ("corp_id", "agent_id", "secret", "callback_token", "callback_aes_key")


async def examine(given: Given, *, now: datetime) -> AsyncIterator[Finding]:
    """Each finding as soon as it is known."""
    named = given.named
    missing = [f"platforms.wecom.{name}" for name in NEEDED if getattr(named, name) is None]
    if missing:
        yield fault("settings", "missing", "app", keys=given.say.listed(missing))
        return
    yield fine("settings") if named.enabled else fault("settings", "off")
    async for found in wecom_app.examine(given):
        yield found
    yield await wecom_app.oauth(given)
    async for found in wecom_door.examine(given, now=now):
        yield found
    if (line := await wecom_aibot.examine(given)) is not None:
        yield line
