"""Who gets in, and who does not: WeCom, Telegram, one-time links, sessions, forged forms."""

import json
from datetime import timedelta
from ipaddress import ip_network
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.web import Place
from bot.web.identity import telegram_user
from bot.web.place import may_go_back
from storage import audit, sessions
from tests.web.signing import init_data
from workflow import page as pages
from workflow import roster

WXWORK = "Mozilla/5.0 (iPhone) AppleWebKit wxwork/4.1.0 MicroMessenger/7.0.1"


# WeCom ----------------------------------------------------------------------------------------------


async def to_wecom(house, browser, path="/m"):
    answer = await browser.get(path)
    assert answer.status == 302
    there = urlsplit(answer.headers["Location"])
    return there, {name: held[0] for name, held in parse_qs(there.query).items()}


async def test_inside_wecom_the_door_opens_by_itself(house, bind_wecom):
    await bind_wecom(house, "chen", "chen.x")
    house.doors.members["code1"] = "Chen.X"  # the platform echoes whatever case the directory has
    browser = house.browser(agent=WXWORK)
    there, asked = await to_wecom(house, browser, "/m/new")
    assert there._replace(query="").geturl() == (
        "https://open.weixin.qq.com/connect/oauth2/authorize#wechat_redirect"
    )
    assert asked["scope"] == "snsapi_base"
    assert asked["redirect_uri"] == "https://duwang.test/m/in/wecom"
    assert asked["state"].isalnum()
    assert len(asked["state"]) <= 128
    opened = await browser.get(f"/m/in/wecom?code=code1&state={asked['state']}")
    assert (opened.status, opened.headers["Location"]) == (303, "/m/new")
    assert "HttpOnly" in opened.headers["Set-Cookie"]
    assert "SameSite=Lax" in opened.headers["Set-Cookie"]
    assert (await browser.get("/m")).status == 200


async def test_a_state_of_another_browser_opens_nothing(house, bind_wecom):
    """A55."""
    await bind_wecom(house, "chen", "chen")
    house.doors.members["code1"] = "chen"
    _, asked = await to_wecom(house, house.browser(agent=WXWORK))
    victim = house.browser(agent=WXWORK)
    for path in ("", f"&state={asked['state']}", "&state="):
        answer = await victim.get(f"/m/in/wecom?code=code1{path}")
        assert answer.status == 403
    await to_wecom(house, victim)
    assert (await victim.get(f"/m/in/wecom?code=code1&state={asked['state']}")).status == 403
    assert house.doors.asked == [], "the code is not even asked about"
    assert (await victim.get("/m", headers={"User-Agent": "other"})).status == 401


async def test_a_code_that_was_used_starts_over_once(house, bind_wecom):
    """A55."""
    await bind_wecom(house, "chen", "chen")
    browser = house.browser(agent=WXWORK)
    _, asked = await to_wecom(house, browser)
    again = await browser.get(f"/m/in/wecom?code=spent&state={asked['state']}")
    assert again.status == 302
    state = parse_qs(urlsplit(again.headers["Location"]).query)["state"][0]
    assert state != asked["state"]
    last = await browser.get(f"/m/in/wecom?code=spent2&state={state}")
    assert last.status == 403
    assert "登录没有成功" in last.words


@pytest.mark.parametrize("userid", [None, "nobody"], ids=["stranger", "unregistered"])
async def test_who_is_not_of_the_office_hears_so(house, userid):
    """A16."""
    house.doors.members["code1"] = userid
    browser = house.browser(agent=WXWORK)
    _, asked = await to_wecom(house, browser)
    answer = await browser.get(f"/m/in/wecom?code=code1&state={asked['state']}")
    assert answer.status == 403
    assert "您尚未登记" in answer.words
    assert browser.cookie() is None


async def test_when_wecom_is_away_it_is_said(house):
    house.doors.is_away = True
    browser = house.browser(agent=WXWORK)
    _, asked = await to_wecom(house, browser)
    answer = await browser.get(f"/m/in/wecom?code=c&state={asked['state']}")
    assert answer.status == 503
    assert "企业微信暂时没有应答" in answer.words


async def test_outside_wecom_a_phone_may_scan(house, bind_wecom):
    await bind_wecom(house, "chen", "chen")
    house.doors.members["code1"] = "chen"
    browser = house.browser()
    answer = await browser.get("/m")
    (there,) = answer.hrefs("https://login.work.weixin.qq.com/wwlogin/sso/login")
    state = parse_qs(urlsplit(there).query)["state"][0]
    opened = await browser.get(f"/m/in/wecom?code=code1&state={state}")
    assert opened.status == 303


# Telegram -------------------------------------------------------------------------------------------


async def telegram(house, browser, init, **more):
    return await browser.post(
        "/m/in/telegram", {"init": init, "to": "/m/new", **more}, headers={"X-Door": "telegram"}
    )


def facts(house):
    file = house.office.file
    chen = next(one for one in file["people"] if one["id"] == "chen")
    return str(file["bot"]["token"]), int(chen["telegram_id"]), house.office.time.now().timestamp()


async def test_what_telegram_signed_opens_the_page(house):
    token, user, now = facts(house)
    browser = house.browser()
    opened = await telegram(house, browser, init_data(token, user, at=now - 3599, query_id="AA"))
    assert (opened.status, json.loads(opened.text)) == (200, {"to": "/m/new"})
    assert (await browser.get("/m")).status == 200


async def test_what_telegram_did_not_sign_opens_nothing(house):
    token, user, now = facts(house)
    good = init_data(token, user, at=now)
    bad = {
        "another token": init_data("1:other", user, at=now),
        "too old": init_data(token, user, at=now - 3601),
        "ahead": init_data(token, user, at=now + 120),
        "another user": good.replace(str(user), str(user + 1)),
        "no hash": good.partition("&hash")[0],
        "twice": f"{good}&auth_date={int(now)}",
        "empty": "",
        "noise": "%ff=&&&",
        "long": good + "&x=" + "y" * 9000,
        "unknown person": init_data(token, 99, at=now),
        "no user": init_data(token, user, at=now, user="[]"),
    }
    for name, init in bad.items():
        browser = house.browser()
        answer = await telegram(house, browser, init)
        assert answer.status == 403, name
        assert browser.cookie() is None, name


async def test_a_form_elsewhere_cannot_sign_anybody_in(house):
    token, user, now = facts(house)
    init = init_data(token, user, at=now)
    browser = house.browser()
    assert (await browser.post("/m/in/telegram", {"init": init})).status == 403, "without the header"
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = await browser.post(
            "/m/in/telegram", {"init": init}, headers={"X-Door": "telegram", **headers}
        )
        assert answer.status == 403, headers


async def test_in_a_frame_a_link_for_a_window_of_its_own_is_given(house):
    token, user, now = facts(house)
    browser = house.browser()
    answer = await telegram(house, browser, init_data(token, user, at=now), frame="1")
    window = json.loads(answer.text)["window"]
    assert window.startswith("https://duwang.test/m/in/link/")
    assert browser.cookie() is None
    other = house.browser()
    shown = await other.get(urlsplit(window).path)
    opened = await other.press(shown, "打开")
    assert opened.headers["Location"] == "/m/new"


def test_the_age_is_judged_even_where_the_signature_is_right():
    token = "1:secret"
    assert telegram_user(init_data(token, 7, at=1000), token=token, now_s=1000 + 3600) == "7"
    assert telegram_user(init_data(token, 7, at=1000), token=token, now_s=1000 + 3601) is None
    assert telegram_user(init_data(token, 7, at=1000, auth_date="１０００"), token=token, now_s=1000) is None
    assert telegram_user(init_data("", 7, at=1000), token="", now_s=1000) is None


# One-time links -------------------------------------------------------------------------------------


async def make(house, person="chen", path="/m/new"):
    return await house.site.act(lambda desk: pages.make_link(desk, house.id(person), path=path))


async def test_looking_at_a_link_spends_nothing_and_using_it_does(house):
    """A55."""
    secret = await make(house)
    for _ in range(3):  # messengers fetch pages ahead
        assert (await house.browser().get(f"/m/in/link/{secret}")).status == 200
        assert (await house.browser().ask("HEAD", f"/m/in/link/{secret}")).status == 200
    browser = house.browser()
    shown = await browser.get(f"/m/in/link/{secret}")
    assert "陈信息" in shown.words
    opened = await browser.press(shown, "打开")
    assert (opened.status, opened.headers["Location"]) == (303, "/m/new")
    assert (await browser.press(shown, "打开")).status in (403, 410), "replayed"
    late = house.browser()
    assert (await late.get(f"/m/in/link/{secret}")).status == 410


async def test_a_link_dies_after_ten_minutes(house):
    """A55."""
    secret = await make(house)
    browser = house.browser()
    shown = await browser.get(f"/m/in/link/{secret}")
    await house.office.clock.forward(minutes=10)
    assert (await browser.get(f"/m/in/link/{secret}")).status == 410
    assert (await browser.press(shown, "打开")).status == 410
    assert browser.cookie() is None


async def test_a_link_cannot_be_pressed_from_elsewhere(house):
    """Somebody else's link pressed for a victim would sign the victim in as somebody else."""
    secret = await make(house)
    assert (await house.browser().post(f"/m/in/link/{secret}", {"state": "x"})).status == 403
    shown = await (attacker := house.browser()).get(f"/m/in/link/{secret}")
    state = shown.form("打开")["state"]
    assert (await house.browser().post(f"/m/in/link/{secret}", {"state": state})).status == 403
    assert (await attacker.press(shown, "打开")).status == 303


async def test_a_forwarded_link_does_not_serve_somebody_who_is_signed_in(house):
    """A55."""
    secret = await make(house, "chen")
    liu = await house.of("liu")
    shown = await liu.get(f"/m/in/link/{secret}")
    assert (await liu.press(shown, "打开")).status == 410
    chen = house.browser()
    assert (await chen.press(await chen.get(f"/m/in/link/{secret}"), "打开")).status == 303, "not spent by it"


async def test_inside_wecom_a_forwarded_link_leads_to_ones_own_identity(house):
    """A55."""
    secret = await make(house)
    answer = await house.browser(agent=WXWORK).get(f"/m/in/link/{secret}")
    assert answer.status == 302
    assert "connect/oauth2/authorize" in answer.headers["Location"]


async def test_the_bot_gives_a_link(open_house):
    house = await open_house(settings={"web.public_url": "https://duwang.test"})
    await house.office.chen.says("网页")
    card = await house.office.chen.expects("请打开页面")
    url = next(key["url"] for key in card.keys if "url" in key)
    browser = house.browser()
    opened = await browser.press(await browser.get(urlsplit(url).path), "打开")
    assert opened.status == 303


# Sessions -------------------------------------------------------------------------------------------


async def test_a_session_ends_by_idleness_by_age_and_by_hand(house):
    chen = await house.of("chen")
    await house.office.clock.forward(hours=7, minutes=59)
    assert (await chen.get("/m")).status == 200, "seen again"
    await house.office.clock.forward(hours=4)
    assert (await chen.get("/m")).status == 200
    await house.office.clock.forward(minutes=2)
    assert (await chen.get("/m")).status == 401, "twelve hours in all"
    idle = await house.of("chen")
    await house.office.clock.forward(hours=8, minutes=1)
    assert (await idle.get("/m")).status == 401
    out = await house.of("chen")
    shown = await out.get("/m")
    assert "已退出登录" in (await out.press(shown, "退出登录")).words
    assert (await out.get("/m")).status == 401


async def test_only_the_hash_of_a_cookie_is_kept(house):
    chen = await house.of("chen")
    cookie = chen.cookie()
    assert cookie is not None
    assert len(cookie) >= 43
    row = await house.office.read(lambda tx: sessions.session(tx, pages.digest(cookie)))
    assert row.person_id == house.id("chen")
    assert cookie not in (house.office.folder.parent / "duwang.db").read_bytes().decode("latin-1")


async def test_a_cookie_that_somebody_planted_is_not_taken_over(house):
    browser = house.browser()
    browser.session.cookie_jar.update_cookies({"duwang": "x" * 43})
    secret = await make(house)
    await browser.press(await browser.get(f"/m/in/link/{secret}"), "打开")
    assert browser.cookie() != "x" * 43


async def test_a_suspended_person_is_out_at_once(house):
    chen, secret = await house.of("chen"), await make(house)
    await house.office.act(lambda desk: roster.suspend(desk, name="陈信息", by=house.id("wang")))
    assert (await chen.get("/m")).status == 401
    assert (await house.browser().get(f"/m/in/link/{secret}")).status == 410
    rows = await house.office.read(lambda tx: audit.tail(tx, limit=50))
    assert "roster.suspended" in [row.act for row in rows]


# Forms ----------------------------------------------------------------------------------------------


async def test_a_form_needs_the_sessions_own_token(house):
    chen, liu = await house.of("chen"), await house.of("liu")
    foreign = (await liu.get("/m/new")).csrf
    for csrf in ("", "0" * 64, foreign):
        answer = await chen.post("/m/new", {"csrf": csrf, "kind": "publish"})
        assert answer.status == 409, csrf
    own = (await chen.get("/m/new")).csrf
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert (await chen.post("/m/new", {"csrf": own, "kind": "publish"}, headers=headers)).status == 403
    assert (await chen.post("/m/new", {"csrf": own, "kind": "publish"})).status == 303
    assert "待办（1件）" in (await chen.get("/m")).words, "one draft, not five"


async def test_every_answer_is_dressed(house):
    chen = await house.of("chen")
    for path in ("/m", "/m/new", "/m/item/KP-2026-9999", "/m/static/page.js"):
        headers = (await chen.get(path)).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
    page = (await chen.get("/m")).text
    assert "<script>" not in page
    assert "style=" not in page
    assert " on" not in "".join(part for part in page.split("<") if part.startswith("button"))


async def test_only_the_door_may_stand_in_telegrams_frame(house):
    outside = (await house.browser().get("/m")).headers["Content-Security-Policy"]
    assert "frame-ancestors 'self' https://web.telegram.org" in outside


async def test_who_asks_too_often_waits(open_house):
    house = await open_house(per_minute={"look": 5, "door": 1000})
    chen = await house.of("chen")
    seen = [(await chen.get("/m")).status for _ in range(8)]
    assert seen[:5] == [200] * 5
    assert 429 in seen[5:]
    assert (await (await house.of("liu")).get("/m")).status == 200, "others go on"


async def test_guessing_links_is_slow(open_house):
    house = await open_house(per_minute={"door": 5})
    browser = house.browser()
    seen = [(await browser.get(f"/m/in/link/{'x' * 32}")).status for _ in range(8)]
    assert seen == [410] * 5 + [429] * 3


# Behind proxies -------------------------------------------------------------------------------------


def test_forwarded_addresses_are_believed_from_trusted_proxies_only():
    place = Place("https://x.test", trusted=(ip_network("10.0.0.0/8"), ip_network("::1/128")))
    assert place.who("203.0.113.9", ["1.2.3.4"]) == "203.0.113.9"
    assert place.who("10.0.0.1", ["1.2.3.4"]) == "1.2.3.4"
    assert place.who("10.0.0.1", ["6.6.6.6, 1.2.3.4, 10.0.0.2"]) == "1.2.3.4", (
        "what a client claims is not reached"
    )
    assert place.who("10.0.0.1", ["6.6.6.6", "1.2.3.4"]) == "1.2.3.4"
    assert place.who("10.0.0.1", ["not an address"]) == "10.0.0.1"
    assert place.who("::1", ["2001:db8::7"]) == "2001:db8::7"
    assert place.who(None, ["1.2.3.4"]) == ""


async def test_a_forged_header_does_not_buy_more_tries(open_house):
    """A08."""
    house = await open_house(per_minute={"door": 3})
    browser = house.browser()
    seen = [
        (await browser.get(f"/m/in/link/{'x' * 32}", headers={"X-Forwarded-For": f"1.2.3.{n}"})).status
        for n in range(5)
    ]
    assert seen == [410] * 3 + [429] * 2


async def test_behind_a_trusted_proxy_each_address_has_its_own_measure(open_house):
    house = await open_house(per_minute={"door": 3}, trusted=(ip_network("127.0.0.0/8"),))
    browser = house.browser()
    seen = [
        (await browser.get(f"/m/in/link/{'x' * 32}", headers={"X-Forwarded-For": f"1.2.3.{n}"})).status
        for n in range(5)
    ]
    assert seen == [410] * 5


@pytest.mark.parametrize("stripped", [True, False], ids=["taken off", "left on"])
async def test_a_prefix_stands_in_every_address(open_house, stripped):
    house = await open_house(prefix="/duwang")
    chen = house.browser()
    secret = await make(house)
    before = "" if stripped else "/duwang"
    shown = await chen.get(f"{before}/m/in/link/{secret}")
    form = shown.form("打开")
    assert form["_action"] == f"/duwang/m/in/link/{secret}"
    opened = await chen.post(form["_action"], {"state": form["state"]})
    assert opened.headers["Location"] == "/duwang/m/new"
    assert "Path=/duwang" in opened.headers["Set-Cookie"]
    page = await chen.get("/duwang/m")
    assert page.status == 200
    assert all(one.startswith("/duwang/m") for one in page.hrefs("/"))


async def test_cookies_are_secure_and_bound_to_the_host(open_house):
    house = await open_house(public="https://duwang.gov.test")
    browser = house.browser()
    secret = await make(house)
    shown = await browser.get(f"/m/in/link/{secret}")
    cookie = shown.headers["Set-Cookie"]
    assert cookie.startswith("__Host-duwang-way=")
    assert "Secure" in cookie


@pytest.mark.parametrize(
    ("path", "goes"),
    [
        ("/m", True),
        ("/m/item/KP-2026-0042?sure=1", True),
        ("/metrics", False),
        ("//evil.example/m", False),
        ("/m//evil.example", False),
        ("/m/../metrics", False),
        ("/m\\evil", False),
        ("/m/\r\nSet-Cookie: a=b", False),
        ("https://evil.example/m", False),
        ("", False),
        (None, False),
        ("/m/" + "x" * 600, False),
    ],
)
def test_nobody_is_led_elsewhere(path, goes):
    assert (may_go_back(path) is not None) is goes


async def test_the_page_is_off_without_a_public_address(house):
    async with house.browser().session.get(f"{house.office.app.url}/m") as answer:
        assert answer.status == 404


async def test_the_domain_is_verified_at_the_files_own_name(open_house, tmp_path):
    file = tmp_path / "WW_verify_a1B2c3.txt"
    file.write_text("a1B2c3", "ascii")
    house = await open_house(
        settings={"web.public_url": "https://duwang.test", "web.verification_file": str(file)}
    )
    session = house.browser().session
    async with session.get(f"{house.office.app.url}/WW_verify_a1B2c3.txt") as answer:
        assert (answer.status, await answer.text()) == (200, "a1B2c3")
    async with session.get(f"{house.office.app.url}/m") as answer:
        assert answer.status == 401, "the house itself serves the page"


async def test_no_office_hears_of_time(house):
    """A session is judged by the office's own clock."""
    chen = await house.of("chen")
    house.office.time.go_to(house.office.time.now() + timedelta(hours=13))
    assert (await chen.get("/m")).status == 401
