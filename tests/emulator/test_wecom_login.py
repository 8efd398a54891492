"""OAuth, tickets of the JS-SDK."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.emulator.wecom_calls import AGENT, CORP, Caller

BACK = "http://127.0.0.1:9/m/login?a=1"


async def opened(caller: Caller, cookies: str = "", **more: Any) -> tuple[int, str]:
    """Status and where it leads, or the words of the page."""
    asked = {
        "appid": CORP, "redirect_uri": BACK, "response_type": "code", "scope": "snsapi_base", "state": "S1",
        "as": "chenxin",
    } | more  # fmt: skip
    url = f"{caller.emulator.url}/connect/oauth2/authorize"
    params = {key: str(value) for key, value in asked.items() if value is not None}
    headers = {"Cookie": cookies} if cookies else {}
    async with caller.session.get(url, params=params, headers=headers, allow_redirects=False) as answer:
        if answer.status == 302:
            assert f"emulator_wecom_as={params.get('as', '')}" in answer.headers["Set-Cookie"]
        return answer.status, answer.headers.get("Location") or await answer.text()


async def code_of(caller: Caller, **more: Any) -> str:
    status, to = await opened(caller, **more)
    assert status == 302, to
    return parse_qs(urlsplit(to).query)["code"][0]


async def test_whoever_opens_it_is_sent_back_with_a_code(caller: Caller):
    status, to = await opened(caller)
    assert status == 302
    assert to.startswith(BACK + "&code=")
    assert parse_qs(urlsplit(to).query)["state"] == ["S1"]
    code = parse_qs(urlsplit(to).query)["code"][0]
    body = await caller.get("auth/getuserinfo", code=code)
    assert body == {"errcode": 0, "errmsg": "ok", "userid": "ChenXin"}
    (call,) = [
        one for one in caller.twin.transcript.since() if one["method"] == "connect/oauth2/authorize"
    ]  # fmt: skip
    assert call["status"] == 302


async def test_a_code_is_good_once_and_for_five_minutes(caller: Caller):
    code = await code_of(caller)
    assert (await caller.get("auth/getuserinfo", code=code))["errcode"] == 0
    assert (await caller.get("auth/getuserinfo", code=code))["errcode"] == 42022
    late = await code_of(caller)
    caller.clock.advance(300)
    assert (await caller.get("auth/getuserinfo", code=late))["errcode"] == 42003
    assert (await caller.get("auth/getuserinfo", code="x"))["errcode"] == 40029
    assert (await caller.get("auth/getuserinfo"))["errcode"] == 41008


async def test_a_stranger_has_an_openid_only(caller: Caller):
    body = await caller.get("auth/getuserinfo", code=await code_of(caller, **{"as": ""}))
    assert "userid" not in body
    assert body["openid"].startswith("o")


async def test_the_old_path_spells_it_otherwise(caller: Caller):
    assert (await caller.get("user/getuserinfo", code=await code_of(caller)))["UserId"] == "ChenXin"
    assert "OpenId" in await caller.get("user/getuserinfo", code=await code_of(caller, **{"as": ""}))


async def test_private_info_needs_the_agent(caller: Caller):
    assert (await opened(caller, scope="snsapi_privateinfo"))[0] == 200
    code = await code_of(caller, scope="snsapi_privateinfo", agentid=AGENT)
    ticket = (await caller.get("auth/getuserinfo", code=code))["user_ticket"]
    assert (await caller.post("auth/getuserdetail", {"user_ticket": ticket}))["userid"] == "ChenXin"
    assert (await caller.post("auth/getuserdetail", {"user_ticket": "x"}))["errcode"] == 40058


async def test_the_phone_stays_who_it_is(caller: Caller):
    status, words = await opened(caller, **{"as": None})
    assert (status, "企业微信客户端" in words) == (200, True)
    await opened(caller, cookies="emulator_wecom_as=liugu")
    code = await code_of(caller, cookies="emulator_wecom_as=chenxin", **{"as": None})
    assert (await caller.get("auth/getuserinfo", code=code))["userid"] == "ChenXin"


@pytest.mark.parametrize(
    "asked",
    [
        {"appid": "ww1"}, {"response_type": "token"}, {"scope": "openid"}, {"state": "a-b"}, {"state": "a" * 129},
        {"redirect_uri": "javascript:alert(1)"}, {"redirect_uri": ""},
    ],
)  # fmt: skip
async def test_a_page_says_what_is_wrong(caller: Caller, asked: dict[str, str]):
    status, words = await opened(caller, **asked)
    assert status == 200
    assert words.startswith("<!doctype html>")
    assert caller.twin.state.oauth == {}


async def test_the_domain_has_to_be_trusted(caller: Caller):
    caller.app.change(domains=("office.example",))
    assert "50001" in (await opened(caller))[1]
    caller.app.change(domains=("127.0.0.1:9",))
    assert (await opened(caller))[0] == 302


async def test_tickets(caller: Caller):
    corp, app = await caller.get("get_jsapi_ticket"), await caller.get("ticket/get", type="agent_config")
    assert (corp["expires_in"], app["errcode"]) == (7200, 0)
    assert corp["ticket"] != app["ticket"]
    assert (await caller.get("ticket/get", type="jsapi"))["errcode"] == 40058
    assert corp["ticket"] not in caller.twin.transcript.lines()
    for _ in range(99):
        await caller.get("get_jsapi_ticket")
    assert (await caller.get("get_jsapi_ticket"))["errcode"] == 45009
    assert (await caller.get("ticket/get", type="agent_config"))["errcode"] == 0
