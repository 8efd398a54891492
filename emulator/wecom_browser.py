"""The phone's browser: a link is opened, an OAuth address is followed as the person who holds the phone."""

import re
from urllib.parse import parse_qsl, quote, urlsplit

from emulator.telegram_acts import Impossible
from emulator.wecom_twin import Wecom

AUTHORIZE = "/connect/oauth2/authorize"
SCOPES = {"snsapi_base", "snsapi_privateinfo"}
STATE = re.compile(r"[a-zA-Z0-9]{0,128}")


def opened(twin: Wecom, userid: str | None, url: str) -> str:
    """Where the browser ends up. A code is given once for each time the address is opened.

    Args:
        twin: the WeCom twin.
        userid: who opens it; None is somebody outside the corporation.
        url: as it stands on the phone.

    Raises:
        Impossible: what the browser shows instead of the page.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise Impossible("this link does not open")
    if parts.path != AUTHORIZE:
        return url
    asked = dict(parse_qsl(parts.query, keep_blank_values=True))
    if parts.fragment != "wechat_redirect":
        raise Impossible("the address lacks #wechat_redirect")
    if asked.get("appid") != twin.corp.id:
        raise Impossible("appid is not this corporation")
    if asked.get("response_type") != "code" or asked.get("scope") not in SCOPES:
        raise Impossible("response_type or scope is wrong")
    if not STATE.fullmatch(asked.get("state", "")):
        raise Impossible("state has other signs than letters and digits, or more than 128")
    app = twin.state.app
    if asked["scope"] == "snsapi_privateinfo" and asked.get("agentid") != str(app.id):
        raise Impossible("snsapi_privateinfo needs the agentid")
    back = asked.get("redirect_uri", "")
    there = urlsplit(back)
    if there.scheme not in {"http", "https"} or not there.hostname:
        raise Impossible("redirect_uri is no address")
    if (
        app.set_up.domains
        and there.netloc not in app.set_up.domains
        and there.hostname not in app.set_up.domains
    ):
        raise Impossible("50001: redirect_uri is not on a trusted domain")
    made = twin.state.oauth_code(userid, twin.now(), agent=app.id, scope=asked["scope"])
    before, _, fragment = back.partition("#")
    joined = "&" if there.query else "?"
    query = f"{joined}code={quote(made.code)}&state={quote(asked.get('state', ''))}"
    return before + query + (f"#{fragment}" if fragment else "")
