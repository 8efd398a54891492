"""WeCom's own side, asked through its API: who we are, from where, what the app may see and show."""

import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from bot.corporation import menu
from bot.doctor.findings import Finding, fault, fine, remark, skipped
from bot.doctor.memory import Memory
from bot.doctor.probe import ask, trouble_of
from bot.platforms.wecom_caller import Caller
from bot.platforms.wecom_groups import WEBHOOK, NoSuchRobot, Robots
from bot.platforms.wecom_outcome import Answer, Undelivered
from bot.robots import robots_of
from locales import Say

FROM_IP = re.compile(r"from ip: ([0-9a-fA-F.:]+)")
NO_CODE = frozenset({40029, 42003, 42022})
NAMED = 10  # people in one sentence
CLOUD = ("qyapi.weixin.qq.com", "open.weixin.qq.com")
APP_CHECKS = ("agent", "range", "domain", "menu", "login")


@dataclass
class Given:
    """What the examination goes by."""

    settings: Any
    memory: Memory | None
    say: Say
    try_robots: Sequence[str] = ()
    try_card: str = ""

    @property
    def named(self) -> Any:
        return self.settings.platforms.wecom


async def examine(given: Given) -> AsyncIterator[Finding]:
    """Every check that asks the API, in the order in which one rests on another."""
    async with Caller(given.named) as caller:
        try:
            answer = await caller.login()
        except Undelivered as away:
            yield fault("token", "away", base=given.named.api_base, why=trouble_of(str(away)))
        else:
            yield _token(answer)
            if answer.code == 0:
                try:
                    async for found in _with_token(given, caller):
                        yield found
                except Undelivered as away:
                    yield fault("agent", "away", why=trouble_of(str(away).partition(" ")[0]))
            else:
                for check in APP_CHECKS:
                    yield skipped(check)
        async for found in _robots(given, caller):
            yield found


def _token(answer: Answer) -> Finding:
    match answer.code:
        case 0:
            return fine("token")
        case 40013:
            return fault("token", "corp", "corp")
        case 40001 | 40091:
            return fault("token", "secret", "app")
        case 45009:
            return fault("token", "limited")
    return _refused("token", answer)


def _refused(check: str, answer: Answer) -> Finding:
    """What may be refused at any call, in the words for it; everything else by its code."""
    match answer.code:
        case 60020:
            found = FROM_IP.search(answer.said)
            return fault("ip", "untrusted", "ip", ip=found[1] if found else "?")
        case 40056 | 301002:
            return fault("agent", "number", "app")
        case 50003:
            return fault("agent", "closed", "switch")
        case None:
            return fault(check, "silent", status=answer.status)
    return fault(check, "refused", "app", error=f"{answer.code} {answer.said}".strip())


async def _with_token(given: Given, caller: Caller) -> AsyncIterator[Finding]:
    answer = await caller.call("agent/get", query={"agentid": caller.agent})
    if answer.code != 0 or answer.body is None:
        yield _refused("agent", answer)
        for check in APP_CHECKS[1:]:
            yield skipped(check)
        return
    yield fine("ip")
    if answer.body.get("close"):
        yield fault("agent", "closed", "switch")
    else:
        yield fine("agent", name=answer.text("name"))
    async for found in _range(given, caller):
        yield found
    yield _domain(given, answer.text("redirect_domain"))
    yield await _menu(given, caller)
    yield await _login(caller)
    if given.named.callback_from:
        yield await _callers(given, caller)
    if given.try_card:
        yield await _card(given, caller)


# Who is seen ------------------------------------------------------------------------------------------------


async def _range(given: Given, caller: Caller) -> AsyncIterator[Finding]:
    try:
        members = await caller.members()
    except Undelivered as refused:
        yield fault("range", "refused", "range", error=str(refused))
        return
    if not members:
        yield fault("range", "nobody", "range")
        return
    yield fine("range", n=len(members))
    if given.memory is None:
        yield skipped("roster", "no-database")
        return
    seen = {one.userid for one in members}
    unseen = [name for userid, name in sorted(given.memory.people.items()) if userid not in seen]
    if unseen:
        names = given.say.listed(unseen[:NAMED])
        yield fault("roster", "unseen", "range", names=names, n=len(unseen))
    elif not given.memory.people:
        yield remark("roster", "nobody")
    else:
        yield fine("roster", n=len(given.memory.people))


# What the app shows -----------------------------------------------------------------------------------------


def _domain(given: Given, entered: str) -> Finding:
    """The trusted domain, without which WeCom tells nobody's name to our page."""
    public = given.settings.web.public_url
    if public is None:
        return remark("domain", "no-page")
    ours = urlsplit(public).netloc
    if not entered:
        return fault("domain", "none", "domain", ours=ours)
    if entered.lower() not in (ours.lower(), (urlsplit(public).hostname or "").lower()):
        return fault("domain", "other", "domain", ours=ours, entered=entered)
    return fine("domain", domain=entered)


async def _menu(given: Given, caller: Caller) -> Finding:
    answer = await caller.call("menu/get", query={"agentid": caller.agent})
    if answer.code == 46003:
        return remark("menu", "none")
    if answer.code != 0 or answer.body is None:
        return _refused("menu", answer)
    held = answer.body.get("button")
    shown = [
        (one.get("name"), one.get("key") or one.get("url")) for one in held or () if isinstance(one, dict)
    ]
    ours = [(one.name, one.command or one.url) for one in menu(given.settings.language)]
    return fine("menu", n=len(ours)) if shown == ours else remark("menu", "other")


async def _login(caller: Caller) -> Finding:
    """A code that nobody was given: that it is refused as such shows that real ones would be read."""
    answer = await caller.call("auth/getuserinfo", query={"code": "duwang-doctor"})
    if answer.code in NO_CODE:
        return fine("login")
    if answer.code == 50001:
        return fault("login", "domain", "domain")
    return _refused("login", answer)


async def _callers(given: Given, caller: Caller) -> Finding:
    """Do the networks that may call back hold every address from which WeCom says it calls?"""
    answer = await caller.call("getcallbackip")
    listed = (answer.body or {}).get("ip_list")
    if not isinstance(listed, list):
        return _refused("callers", answer)
    outside = [one for one in map(str, listed) if not _is_within(one, given.named.callback_from)]
    if outside:
        return fault("callers", "outside", addresses=given.say.listed(outside[:NAMED]), n=len(outside))
    return fine("callers", n=len(listed))


def _is_within(address: str, networks: Sequence[Any]) -> bool:
    """Entries may end in a wildcard (101.226.103.*): then both ends have to lie within one network."""
    try:
        ends = [ip_address(address.replace("*", end)) for end in ("0", "255")]
    except ValueError:
        return False
    return any(all(end in network for end in ends) for network in networks)


async def _card(given: Given, caller: Caller) -> Finding:
    """A card with a button, to one person: refused while no address for callbacks is entered (43012)."""
    from secrets import token_urlsafe

    body = {
        "touser": given.try_card,
        "msgtype": "template_card",
        "agentid": int(caller.agent),
        "template_card": {
            "card_type": "button_interaction",
            "task_id": token_urlsafe(16),
            "main_title": {"title": given.say("doctor-card-title"), "desc": given.say("doctor-card-text")},
            "button_list": [{"text": given.say("doctor-card-button"), "style": 1, "key": "d0:doctor"}],
        },
    }
    answer = await caller.call("message/send", body)
    if answer.code == 43012:
        return fault("card", "no-callback", "callback")
    if answer.code == 81013 or answer.text("invaliduser") or answer.text("unlicenseduser"):
        return fault("card", "nobody", "range", userid=given.try_card)
    return fine("card", userid=given.try_card) if answer.code == 0 else _refused("card", answer)


# Groups -----------------------------------------------------------------------------------------------------


async def _robots(given: Given, caller: Caller) -> AsyncIterator[Finding]:
    robots = robots_of(given.settings)
    bound = given.memory.robots if given.memory is not None else {}
    for name in sorted({*robots.names(), *bound, *given.try_robots}):
        where = bound.get(name, "")
        try:
            robots.key(name)
        except NoSuchRobot:
            yield fault("robot", "no-key", "robot", name=name, group=where or "-")
            continue
        if name in given.try_robots:
            yield await _tried(given, caller, robots, name)
        else:
            yield remark("robot", "known", name=name, key=robots.fingerprint(name), group=where or "-")


async def _tried(given: Given, caller: Caller, robots: Robots, name: str) -> Finding:
    body = {"msgtype": "text", "text": {"content": given.say("group-robot-test")}}
    try:
        answer = await caller.wire.post(WEBHOOK, {"key": robots.key(name)}, body)
    except Undelivered as away:
        return fault("robot", "away", name=name, why=trouble_of(str(away)))
    match answer.code:
        case 0:
            return fine("robot", "sent", name=name)
        case 93000:
            return fault("robot", "removed", "robot", name=name)
        case 93004:
            return fault("robot", "off", "robot", name=name)
        case 45009:
            return remark("robot", "limited", name=name)
    return fault("robot", "refused", "robot", name=name, error=f"{answer.code} {answer.said}".strip())


# Where phones are sent --------------------------------------------------------------------------------------


async def oauth(given: Given) -> Finding:
    """The address at which WeCom says who opened the page; phones go there, this machine need not."""
    api, base = (urlsplit(one).hostname or "" for one in (given.named.api_base, given.named.oauth_base))
    if (api == CLOUD[0]) != (base == CLOUD[1]) and api != base:
        return fault("oauth", "mixed", api=api, base=base)
    answered = await ask(
        f"{given.named.oauth_base.rstrip('/')}/connect/oauth2/authorize", proxy=given.named.proxy
    )
    if answered.trouble:
        return remark("oauth", "unseen", base=base, why=answered.trouble)
    return fine("oauth", base=base)
