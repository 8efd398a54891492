"""Tokens, and what every call of WeCom's API is judged on before its body."""

import asyncio
from typing import Any

import pytest

from tests.emulator.wecom_calls import AGENT, CORP, OTHER, SECRET, Caller


@pytest.fixture
def office(office: dict[str, Any]) -> dict[str, Any]:
    office["wecom"]["apps"].append({"agent_id": OTHER, "name": "另一应用", "secret": "other"})
    return office


async def code(caller: Caller, api: str, **query: Any) -> int:
    return int((await caller.get(api, **query))["errcode"])


class TestGettoken:
    async def test_a_token_is_random_and_lives_two_hours(self, caller: Caller):
        first = caller.token
        await caller.login()
        assert caller.token != first
        assert len(caller.token) <= 512
        assert await caller.errors() == 0
        caller.clock.advance(7199)
        assert await caller.errors() == 0
        caller.clock.advance(1)
        assert await caller.errors() == 42001

    @pytest.mark.parametrize(
        ("asked", "expected"),
        [
            ({"corpid": CORP, "corpsecret": "wrong"}, 40001),
            ({"corpid": "ww1", "corpsecret": SECRET}, 40013),
            ({"corpsecret": SECRET}, 41002),
            ({"corpid": CORP}, 41004),
        ],
    )
    async def test_refusals(self, caller: Caller, asked: dict[str, str], expected: int):
        body = await caller.get("gettoken", access_token=None, **asked)
        assert body["errcode"] == expected
        assert "access_token" not in body
        assert "hint: [" in body["errmsg"]
        assert f"from ip: 127.0.0.1, more info at https://open.work.weixin.qq.com/devtool/query?e={expected}" in (
            body["errmsg"]
        )  # fmt: skip

    async def test_failing_often_shuts_the_address_out_for_an_hour(self, caller: Caller):
        for _ in range(caller.twin.switches.gettoken_failures):
            assert await code(caller, "gettoken", corpid=CORP, corpsecret="x") == 40001
        assert await code(caller, "gettoken", corpid=CORP, corpsecret=SECRET) == 45009
        assert await caller.errors() == 0  # a token that was got before is still good
        caller.clock.advance(3599)
        assert await code(caller, "gettoken", corpid=CORP, corpsecret=SECRET) == 45009
        caller.clock.advance(1)
        assert await code(caller, "gettoken", corpid=CORP, corpsecret=SECRET) == 0

    async def test_failures_far_apart_do_no_harm(self, caller: Caller):
        for _ in range(3 * caller.twin.switches.gettoken_failures):
            assert await code(caller, "gettoken", corpid=CORP, corpsecret="x") == 40001
            caller.clock.advance(300)

    async def test_two_at_once_can_be_refused(self, caller: Caller):
        caller.twin.switches.one_gettoken = True
        caller.twin.faults.replace([{"match": {"method": "gettoken", "nth": 1}, "do": "delay", "seconds": 1}])
        first = asyncio.create_task(code(caller, "gettoken", corpid=CORP, corpsecret=SECRET))
        await caller.clock.waiters()
        assert await code(caller, "gettoken", corpid=CORP, corpsecret=SECRET) == 45033
        caller.clock.advance(1)
        assert await first == 0

    async def test_no_secret_stands_in_the_transcript(self, caller: Caller):
        await caller.login()
        lines = caller.twin.transcript.lines()
        assert '"method": "gettoken"' in lines
        assert SECRET not in lines
        assert caller.token not in lines


class TestEveryCall:
    async def test_tokens_are_asked_for(self, caller: Caller):
        assert await code(caller, "agent/get", access_token="", agentid=AGENT) == 41001
        assert await code(caller, "agent/get", access_token="nonsense", agentid=AGENT) == 40014
        assert await code(caller, "agent/get", agentid=AGENT) == 0

    async def test_wecom_may_withdraw_a_token_early(self, caller: Caller):
        assert caller.twin.state.void_tokens() == 1
        assert await caller.errors() == 40014
        await caller.login()
        assert await caller.errors() == 0

    async def test_a_token_is_for_its_own_app(self, caller: Caller):
        assert await caller.errors(agentid=OTHER) == 301002
        assert await caller.errors(agentid=7) == 40056
        assert await caller.errors(agentid=None) == 41011
        await caller.login("other")
        assert await caller.errors() == 301002
        assert await caller.errors(agentid=OTHER) == 0

    async def test_an_address_has_to_be_trusted(self, caller: Caller):
        caller.app.change(trusted_ips=("10.1.*",))
        body = await caller.send()
        assert body["errcode"] == 60020
        assert "not allow to access from your ip" in body["errmsg"]
        assert "from ip: 127.0.0.1" in body["errmsg"]
        caller.app.change(trusted_ips=("127.0.0.*",))
        assert await caller.errors() == 0

    async def test_an_app_can_be_switched_off(self, caller: Caller):
        caller.app.change(disabled=True)
        assert await caller.errors() == 50003

    async def test_busy_passes(self, caller: Caller):
        caller.twin.switches.busy = 2
        assert [await caller.errors() for _ in range(3)] == [-1, -1, 0]

    async def test_an_api_that_is_not_played_is_refused(self, caller: Caller):
        assert await code(caller, "externalcontact/get") == 48002

    async def test_addresses_of_the_platform(self, caller: Caller):
        found = await caller.get("getcallbackip")
        assert "errcode" not in found
        assert found["ip_list"][0].endswith("*")
        assert await code(caller, "get_api_domain_ip") == 0

    async def test_the_base_frequency_does_not_count_messages(self, caller: Caller):
        at = caller.twin.now()
        caller.twin.rates.add(("call", "agent/get"), 60.0, at, 9999)
        assert await code(caller, "agent/get", agentid=AGENT) == 0
        assert await code(caller, "agent/get", agentid=AGENT) == 45009
        caller.clock.advance(60)
        assert await code(caller, "agent/get", agentid=AGENT) == 0
        caller.twin.rates.add(("call", "message/send"), 60.0, at, 20_000)
        assert await caller.errors() == 0


class TestBodies:
    @pytest.mark.parametrize(
        "raw",
        [b"{", b"[]", b'"x"', b"\xef\xbb\xbf{}", b'{"a": NaN}', '{"a": "中"}'.encode("gbk"), b"a=1", b"[" * 9000],
    )  # fmt: skip
    async def test_what_is_no_json(self, caller: Caller, raw: bytes):
        body = await caller.post("message/send", raw)
        assert body["errcode"] == 40058
        assert "Warning: wrong json format. " in body["errmsg"]

    async def test_get_where_post_is_wanted(self, caller: Caller):
        assert await code(caller, "message/send") == 40058
        assert (await caller.post("message/send", b""))["errcode"] == 40058

    @pytest.mark.parametrize(
        ("text", "expected"),
        [(r"\u4f60\u597d", 40033), (r"\\\u4f60", 40033), (r"C:\\u4f60", 0), ("你好", 0), (r"a\nb", 0)],
    )
    async def test_escapes_are_refused(self, caller: Caller, text: str, expected: int):
        raw = (
            f'{{"touser": "ChenXin", "agentid": {AGENT}, "msgtype": "text", "text": {{"content": "{text}"}}}}'
        )
        assert (await caller.post("message/send", raw.encode()))["errcode"] == expected

    async def test_or_only_remembered(self, caller: Caller):
        caller.twin.switches.refuse_escapes = False
        raw = rf'{{"touser": "ChenXin", "agentid": {AGENT}, "msgtype": "text", "text": {{"content": "\u4f60"}}}}'
        assert (await caller.post("message/send", raw.encode()))["errcode"] == 0
        assert caller.shown()[-1].visible["text"] == "你"
        assert [one.field for one in caller.twin.state.advice] == [r"\uXXXX"]
