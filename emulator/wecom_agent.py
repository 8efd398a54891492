"""The app itself (90227) and its menu (90231, 90232, 90233)."""

from typing import Any

from emulator.wecom_access import own_agent
from emulator.wecom_call import Call, given, posted, wanted
from emulator.wecom_refusal import LIMITS, Refused, ok
from emulator.wecom_state import App
from emulator.wecom_text import size
from emulator.wecom_twin import Wecom

LIMIT = LIMITS["menu"]
KEYED = {
    "click", "scancode_push", "scancode_waitmsg", "pic_sysphoto", "pic_photo_or_album", "pic_weixin",
    "location_select",
}  # fmt: skip


def get(twin: Wecom, call: Call) -> dict[str, Any]:
    """The app as its administrator set it up."""
    app = twin.state.apps[own_agent(twin, call, call.query.get("agentid"))]
    users = [{"userid": one.userid} for one in twin.state.members.values() if one.visible]
    return ok(
        **_short(app), description="", close=int(app.set_up.disabled),
        report_location_flag=0, isreportenter=1,
        allow_userinfos={"user": [] if app.set_up.sees_root else users},
        allow_partys={"partyid": [1] if app.set_up.sees_root else []}, allow_tags={"tagid": []},
        redirect_domain=next(iter(app.set_up.domains), ""), home_url="", customized_publish_status=1,
    )  # fmt: skip


def listing(twin: Wecom, call: Call) -> dict[str, Any]:
    """The apps a token reaches: its own."""
    return ok(agentlist=[_short(twin.state.apps[call.agent])])


def _short(app: App) -> dict[str, Any]:
    return {"agentid": app.id, "name": app.set_up.name, "square_logo_url": ""}


def create_menu(twin: Wecom, call: Call) -> dict[str, Any]:
    """Put a menu under the app's conversation; clients may show it up to a day later, this one at once.

    Raises:
        Refused: 40016-40020 a button's, 40022-40027 a sub-button's, 41011, 301002.
    """
    body = posted(call)
    app = twin.state.apps[own_agent(twin, call, call.query.get("agentid"))]
    found = given(body, "button", list) or []
    if not 1 <= len(found) <= LIMIT["buttons"]:
        raise Refused(40016)
    for one in found:
        _judge(one, sub=False)
    app.menu = found
    _changed(twin)
    return ok()


def get_menu(twin: Wecom, call: Call) -> dict[str, Any]:
    """The menu as it stands.

    Raises:
        Refused: 46003, there is none.
    """
    app = twin.state.apps[own_agent(twin, call, call.query.get("agentid"))]
    if app.menu is None:
        raise Refused(46003)
    return ok(button=app.menu)


def delete_menu(twin: Wecom, call: Call) -> dict[str, Any]:
    """No menu any more."""
    twin.state.apps[own_agent(twin, call, call.query.get("agentid"))].menu = None
    _changed(twin)
    return ok()


def _changed(twin: Wecom) -> None:
    twin.hub.phones(one.person for one in twin.state.members.values())


def _judge(one: Any, *, sub: bool) -> None:
    if not isinstance(one, dict):
        raise Refused(40058, "button")
    name = wanted(one, "name", str, code=40025 if sub else 40018)
    if size(name) > LIMIT["sub_name" if sub else "name"]:
        raise Refused(40025 if sub else 40018)
    below = given(one, "sub_button", list)
    if below:
        if sub:
            raise Refused(40022)
        if len(below) > LIMIT["sub_buttons"]:
            raise Refused(40023)
        for entry in below:
            _judge(entry, sub=True)
        return
    kind = one.get("type")
    if kind in KEYED:
        if size(wanted(one, "key", str, code=40026 if sub else 40019)) > LIMIT["key"]:
            raise Refused(40026 if sub else 40019)
    elif kind == "view":
        url = wanted(one, "url", str, code=40027 if sub else 40020)
        if size(url) > LIMIT["url"]:
            raise Refused(40027 if sub else 40020)
        if not url.startswith(("http://", "https://")):
            raise Refused(40094)
    elif kind == "view_miniprogram":
        wanted(one, "appid", str)
        wanted(one, "pagepath", str)
    else:
        raise Refused(40024 if sub else 40017)
