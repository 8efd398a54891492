"""Who opened a page: OAuth (91022, 91023), and the tickets of the JS-SDK (90506).

The authorize page stands for the phone's browser and sends whoever opened it back at once. Who that is, it is
told by `as=USERID` in the query (`as=` empty: a stranger), else by the cookie that the page sets then.
"""

from html import escape
from typing import Any

from aiohttp import web

from emulator.telegram_acts import Impossible
from emulator.wecom_browser import opened
from emulator.wecom_call import Call, posted, wanted
from emulator.wecom_rates import HOUR
from emulator.wecom_refusal import LIMITS, Refused, ok
from emulator.wecom_state import OAuthCode
from emulator.wecom_twin import Wecom

COOKIE = "emulator_wecom_as"
TICKETS = LIMITS["ticket"]
PAGE = "<!doctype html><meta charset=utf-8><title>{0}</title><p>{0}</p>"


def authorize(twin: Wecom, request: web.Request) -> web.Response:
    """Redirect with a code, or show why not."""
    named = request.query.get("as", request.cookies.get(COOKIE))
    if named is None:
        return _page("请在企业微信客户端打开链接")
    address = request.url.without_query_params("as").with_fragment("wechat_redirect")
    try:
        back = opened(twin, named or None, str(address))
    except Impossible as impossible:
        return _page(str(impossible))
    response = web.Response(status=302, headers={"Location": back, "Cache-Control": "no-store"})
    response.set_cookie(COOKIE, named, path="/connect/", httponly=True, samesite="Lax")
    return response


def _page(words: str) -> web.Response:
    return web.Response(text=PAGE.format(escape(words)), content_type="text/html")


def get_user_info(twin: Wecom, call: Call) -> dict[str, Any]:
    """Whose code it is: a member's userid, or a stranger's openid.

    Raises:
        Refused: 41008 none, 40029 unknown, 42022 used, 42003 older than five minutes.
    """
    code = _spent(twin, call)
    if code.userid is None:
        return ok(openid=code.openid)
    ticket = {"user_ticket": code.code[::-1]} if code.scope == "snsapi_privateinfo" else {}
    return ok(userid=code.userid, **ticket)


def get_user_info_of_old(twin: Wecom, call: Call) -> dict[str, Any]:
    """The same by the old path, which spells its fields otherwise."""
    code = _spent(twin, call)
    return ok(**({"UserId": code.userid} if code.userid else {"OpenId": code.openid}), DeviceId="")


def get_user_detail(twin: Wecom, call: Call) -> dict[str, Any]:
    """What a member agreed to show; nobody here has entered more than they are.

    Raises:
        Refused: 40058, an unknown user_ticket.
    """
    ticket = wanted(posted(call), "user_ticket", str)
    code = twin.state.oauth.get(ticket[::-1])
    if code is None or code.userid is None or code.scope != "snsapi_privateinfo":
        raise Refused(40058, "user_ticket")
    return ok(userid=code.userid, gender="0", avatar="", qr_code="", mobile="", email="", biz_mail="")


def _spent(twin: Wecom, call: Call) -> OAuthCode:
    text = call.query.get("code", "")
    if not text:
        raise Refused(41008)
    code = twin.state.oauth.get(text)
    if code is None or (code.agent is not None and code.agent != call.agent):
        raise Refused(40029)
    if code.used:
        raise Refused(42022)
    if twin.now() >= code.at + LIMITS["oauth"]["seconds"]:
        raise Refused(42003)
    code.used = True
    return code


def get_jsapi_ticket(twin: Wecom, call: Call) -> dict[str, Any]:
    """The corporation's ticket; 400 an hour, 100 of them by one app.

    Raises:
        Refused: 45009.
    """
    return _ticket(twin, call, "corp")


def get_ticket(twin: Wecom, call: Call) -> dict[str, Any]:
    """The app's own ticket.

    Raises:
        Refused: 40058, another type than agent_config; 45009.
    """
    if call.query.get("type") != "agent_config":
        raise Refused(40058, "type")
    return _ticket(twin, call, "agent_config")


def _ticket(twin: Wecom, call: Call, kind: str) -> dict[str, Any]:
    at = twin.now()
    for key, limit in ((("ticket", call.agent, kind), "app_hour"), (("ticket", kind), "corp_hour")):
        if not twin.rates.take(key, HOUR, TICKETS[limit], at):
            raise Refused(45009)
    return ok(ticket=twin.state.opaque(kind, 86), expires_in=TICKETS["seconds"])
