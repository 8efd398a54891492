"""Our own side, asked as WeCom and phones ask it: clock, callback, verification file, page."""

import secrets
from collections.abc import AsyncIterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bot.doctor.findings import Finding, fault, fine, remark, skipped
from bot.doctor.probe import Answered, ask
from bot.doctor.wecom_app import Given
from bot.platforms.wecom_cipher import CallbackCipher
from bot.web import VERIFICATION
from scheduler.clock import SHANGHAI

ECHO_S = 1.0  # WeCom's console waits no longer
SKEW_S = 60
WORST_SKEW_S = 300
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - where a service listens, not we


async def examine(given: Given, *, now: datetime) -> AsyncIterator[Finding]:
    """Every check that asks our own addresses."""
    yield await _clock(given, now)
    here = await _echoed(given, local(given.settings), now)
    yield _here(here)
    yield await _from_outside(given, here, now)
    yield _heard(given)
    yield await _verification(given)
    yield await _page(given)


def local(settings: Any) -> str:
    """Where the running service listens, as this machine reaches it."""
    host = EVERYWHERE.get(settings.web.host, settings.web.host)
    return f"http://{host}:{settings.web.port}"


def public(settings: Any) -> str:
    """Where others reach it; empty while it is not told."""
    found = settings.web
    return "" if found.public_url is None else f"{found.public_url.rstrip('/')}{found.path_prefix}"


# The clock --------------------------------------------------------------------------------------------------


async def _clock(given: Given, now: datetime) -> Finding:
    """Our clock beside WeCom's: callbacks are refused when they seem ten minutes old."""
    named = given.named
    url = f"{named.api_base.rstrip('/')}/cgi-bin/getcallbackip"
    answered = await ask(url, proxy=named.proxy, ca_file=str(named.ca_file) if named.ca_file else None)
    said = answered.headers.get("Date", "")
    if answered.trouble or not said:
        return skipped("clock")
    try:
        seconds = round(abs((now - parsedate_to_datetime(said)).total_seconds()))
    except (ValueError, TypeError):
        return skipped("clock")
    if seconds > WORST_SKEW_S:
        return fault("clock", "off", seconds=seconds)
    return remark("clock", "off", seconds=seconds) if seconds > SKEW_S else fine("clock")


# The callback -----------------------------------------------------------------------------------------------


async def _echoed(given: Given, base: str, now: datetime) -> Answered | str:
    """WeCom's own question when the address is saved; what came back, or "" when it was as it should be."""
    named = given.named
    cipher = CallbackCipher(
        token=named.callback_token.get_secret_value(),
        aes_key=named.callback_aes_key.get_secret_value(),
        receiver=str(named.corp_id),
    )
    echo = "".join(secrets.choice("0123456789") for _ in range(19))
    query = cipher.seal(echo.encode(), timestamp=str(int(now.timestamp())))
    answered = await ask(f"{base}/wecom/callback?{urlencode(query)}")
    is_right = answered.status == 200 and answered.body == echo.encode()
    return "" if is_right and answered.seconds <= ECHO_S else answered


def _here(came: Answered | str) -> Finding:
    if isinstance(came, str):
        return fine("callback-here")
    if came.trouble:
        return fault("callback-here", "away")
    return _wrong("callback-here", came)


def _wrong(check: str, came: Answered) -> Finding:
    """An answer that WeCom would not take."""
    if came.status in (404, 503):
        return fault(check, "off", status=came.status)
    if came.status == 400:
        return fault(check, "keys")
    if came.status == 200 and came.seconds > ECHO_S:
        return fault(check, "slow", seconds=round(came.seconds))
    return fault(check, "altered" if came.status == 200 else "status", status=came.status)


async def _from_outside(given: Given, here: Answered | str, now: datetime) -> Finding:
    base = public(given.settings)
    if not base:
        return fault("callback-public", "unset", "callback")
    if isinstance(here, Answered) and here.trouble:
        return skipped("callback-public")
    came = await _echoed(given, base, now)
    url = f"{base}/wecom/callback"
    if isinstance(came, str):
        return fine("callback-public", url=url)
    if came.trouble:  # many networks let no one reach their own public address from inside
        return remark("callback-public", "away", why=came.trouble, url=url)
    if isinstance(here, str) and came.status in (400, 404, 503):
        return fault("callback-public", "elsewhere", "callback", status=came.status, url=url)
    return _wrong("callback-public", came)


def _heard(given: Given) -> Finding:
    """Has WeCom ever called, and did it last refuse a card because no address is entered?"""
    memory = given.memory
    if memory is None:
        return skipped("callback-heard", "no-database")
    heard, refused = memory.heard_at, memory.no_callback_at
    if refused is not None and (heard is None or heard < refused):
        return fault("callback-heard", "no-callback", "callback")
    if heard is None:
        return remark("callback-heard", "never", "callback")
    at = datetime.fromtimestamp(heard / 1000, SHANGHAI)
    return fine("callback-heard", at=given.say.moment(at, with_year=True))


# The page ---------------------------------------------------------------------------------------------------


async def _verification(given: Given) -> Finding:
    web = given.settings.web
    if web.public_url is None:
        return skipped("verification")
    if web.verification_file is None:
        return remark("verification", "unset", "domain")
    path = Path(web.verification_file)
    if not VERIFICATION.fullmatch(path.name):
        return fault("verification", "name", "domain", name=path.name)
    try:
        wanted = path.read_bytes()
    except OSError:
        return fault("verification", "missing", "domain", path=str(path))
    url = f"{web.public_url.rstrip('/')}/{path.name}"  # WeCom asks at the root, whatever the prefix
    came = await ask(url)
    if came.trouble:
        return remark("verification", "away", url=url, why=came.trouble)
    if came.status != 200 or came.body.strip() != wanted.strip():
        return fault("verification", "differs", url=url, status=came.status)
    return fine("verification", url=url)


async def _page(given: Given) -> Finding:
    base = public(given.settings)
    if not base:
        return fault("page", "unset")
    came = await ask(f"{base}/m")
    if came.trouble:
        return remark("page", "away", url=f"{base}/m", why=came.trouble)
    # Strangers are shown the door: any answer of ours bears our policy.
    if "frame-ancestors" not in came.headers.get("Content-Security-Policy", ""):
        return fault("page", "other", url=f"{base}/m", status=came.status)
    return fine("page", url=f"{base}/m")
