"""Who may call: gettoken with its bans, and what every other call is judged on before its body is read."""

from fnmatch import fnmatchcase
from typing import Any

from emulator.wecom_call import Call
from emulator.wecom_rates import HOUR, MINUTE
from emulator.wecom_refusal import LIMITS, Refused, ok
from emulator.wecom_state import App
from emulator.wecom_twin import Wecom

CALLBACK_IPS = ["101.226.103.*", "101.226.62.*"]  # the page's own example, wildcards and all
API_IPS = ["182.254.11.176", "182.254.78.66"]


def get_token(twin: Wecom, call: Call) -> dict[str, Any]:
    """Give a new token (91039, gettoken); who fails often is shut out for an hour, whatever they then say.

    Raises:
        Refused: 41002, 41004, 40013, 40001, 45009.
    """
    at, who = twin.now(), ("gettoken", call.ip)
    if twin.rates.is_shut(who, at):
        raise Refused(45009)
    try:
        app = _known(twin, call)
    except Refused:
        twin.rates.add(who, HOUR, at)
        if twin.rates.count(who, HOUR, at) >= twin.switches.gettoken_failures:
            twin.rates.shut(who, at + HOUR)
        raise
    return ok(access_token=twin.state.issue(app.id, at).text, expires_in=LIMITS["token"]["seconds"])


def _known(twin: Wecom, call: Call) -> App:
    corp, secret = call.query.get("corpid", ""), call.query.get("corpsecret", "")
    if not corp:
        raise Refused(41002)
    if not secret:
        raise Refused(41004)
    if corp != twin.corp.id:
        raise Refused(40013)
    for app in twin.state.apps.values():
        if app.set_up.secret == secret:
            return app
    raise Refused(40001)


def authorised(twin: Wecom, call: Call) -> App:
    """The app whose token a call bears.

    Raises:
        Refused: 41001 none, 40014 unknown or withdrawn, 42001 expired, 50003 the app is switched off,
            60020 from an address that is not trusted.
    """
    text = call.query.get("access_token", "")
    if not text:
        raise Refused(41001)
    token = twin.state.tokens.get(text)
    if token is None or token.voided:
        raise Refused(40014)
    if twin.now() >= token.until:
        raise Refused(42001)
    app = twin.state.apps[token.agent]
    if app.set_up.disabled:
        raise Refused(50003)
    trusted = app.set_up.trusted_ips
    if trusted and not any(fnmatchcase(call.ip, one) for one in trusted):
        raise Refused(60020)
    return app


def readable(twin: Wecom, call: Call) -> None:
    r"""Judge how a body is written.

    Raises:
        Refused: 40033, it holds literal \uXXXX escapes (while the switch refuses them).
    """
    if not call.escaped:
        return
    if twin.switches.refuse_escapes:
        raise Refused(40033)
    twin.advise(r"\uXXXX", call.raw[:200].decode("utf-8", "replace"), 0)


def within_frequency(twin: Wecom, call: Call) -> None:
    """Count a call against the base frequency; sending messages is exempt (90454).

    Raises:
        Refused: 45009.
    """
    limits, at = LIMITS["calls"], twin.now()
    for span, limit in ((MINUTE, limits["corp_minute"]), (HOUR, limits["corp_hour"])):
        if not twin.rates.take(("call", call.api), span, limit, at):
            raise Refused(45009)


def own_agent(twin: Wecom, call: Call, given: Any) -> int:
    """The agentid a call names; it has to be the token's own.

    Raises:
        Refused: 41011 none, 40056 unknown, 301002 another app's.
    """
    if given is None or given == "":
        raise Refused(41011)
    if isinstance(given, str) and given.isdecimal():
        given = int(given)
    if isinstance(given, bool) or not isinstance(given, int) or given not in twin.state.apps:
        raise Refused(40056)
    if given != call.agent:
        raise Refused(301002)
    return given


def get_callback_ip(_: Wecom, __: Call) -> dict[str, Any]:
    """Where callbacks come from; the platform's answer bears no errcode."""
    return {"ip_list": CALLBACK_IPS}


def get_api_domain_ip(_: Wecom, __: Call) -> dict[str, Any]:
    """Where the API answers."""
    return ok(ip_list=API_IPS)
