"""`duwang doctor wecom`: each gap, found on the twin and at our own addresses, told in words with the console's page."""

import json
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from aiohttp import web
from typer.testing import CliRunner

from bot.__main__ import app as command_line
from bot.commands import doctor as command
from bot.commands.opened import Place
from bot.doctor import wecom_app
from bot.doctor.findings import Finding
from bot.doctor.memory import Memory, recall
from bot.doctor.probe import trouble_of
from bot.doctor.wecom import examine
from bot.doctor.wecom_app import Given
from bot.platforms.wecom_outcome import Answer
from locales import LANGUAGES, say, sentence_ids, variables
from storage import people
from storage.engine import Store
from tests.office import Office

ROOT = Path(__file__).parents[2]
AGENT = "1000002"


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    """The demo's office on WeCom, as it runs, at this very moment."""
    database = f"sqlite:///{tmp_path / 'duwang.db'}"
    Store.open(database, folder=tmp_path / "data", clock_ms=lambda: 0).close_now()
    (tmp_path / "WW_verify_abc123.txt").write_text("abc123")
    made = Office(
        tmp_path / "data",
        database,
        platform="wecom",
        start=datetime.now(UTC),
        settings={"web.verification_file": str(tmp_path / "WW_verify_abc123.txt")},
    )
    await made.open()
    made.is_open = True
    made.emulator.wecom.state.app.change(domains=(host(made),))
    yield made
    await made.close()


def host(office: Office) -> str:
    return str(office.app.settings.web.public_url).removeprefix("http://")


def changed(settings: Any, told: Mapping[str, Any]) -> Any:
    """The settings with others by dotted key."""
    for key, value in told.items():
        name, _, rest = key.partition(".")
        held = changed(getattr(settings, name), {rest: value}) if rest else value
        settings = settings.model_copy(update={name: held})
    return settings


async def found(
    office: Office, told: Mapping[str, Any] | None = None, *, ahead: float = 0, **more: Any
) -> dict[str, Finding]:
    """Every finding by what was looked at; of several robots the last."""
    memory = await office.app.store.read(lambda tx: recall(tx, bot=AGENT))
    held = {"memory": memory, "say": say("zh_CN", strict=True), **more}
    given = Given(changed(office.app.settings, told or {}), **held)
    now = office.time.now() + timedelta(seconds=ahead)
    rows = [one async for one in examine(given, now=now)]
    for one in rows:
        words(one)
    return {one.check: one for one in rows}


def words(one: Finding) -> str:
    """A finding can be said in both languages, nothing of it missing."""
    for lang in LANGUAGES:
        voice = say(lang, strict=True)
        told = voice(f"doctor-check-{one.check}") + voice(f"doctor-{one.check}-{one.code}", **one.facts)
        assert not one.where or voice(f"doctor-where-{one.where}")
    return told


def codes(rows: Mapping[str, Finding], *states: str) -> dict[str, str]:
    return {check: one.code for check, one in rows.items() if one.state in states}


async def test_an_office_that_is_set_up_has_nothing_to_mend(office):
    rows = await found(office)
    assert codes(rows, "bad", "skipped") == {}
    assert codes(rows, "note") == {"robot": "known", "callback-heard": "never"}
    assert rows["range"].facts["n"] == rows["roster"].facts["n"] + 2, (
        "林同志 and 何同志 are no colleagues of ours"
    )


async def test_each_gap_on_the_side_of_wecom_is_named(office):
    app = office.emulator.wecom.state.app
    gaps: list[tuple[dict[str, Any], dict[str, str]]] = [
        ({"secret": "another"}, {"token": "secret"}),
        ({"trusted_ips": ("10.9.8.7",)}, {"ip": "untrusted"}),
        ({"disabled": True}, {"agent": "closed"}),
        ({"domains": ()}, {"domain": "none"}),
        ({"domains": ("other.example.gov.cn",)}, {"domain": "other"}),
    ]
    for gap, told in gaps:
        was = app.set_up
        app.change(**gap)
        rows = await found(office)
        app.set_up = was
        assert codes(rows, "bad") == told, gap
        assert next(iter(told)) in rows
        assert all(rows[check].where for check in told), gap
        if "ip" in told:
            assert rows["ip"].facts["ip"] == "127.0.0.1"
            assert codes(rows, "skipped") == dict.fromkeys(("range", "domain", "menu", "login"), "skipped")


async def test_who_is_registered_and_out_of_sight_is_named(office):
    members = office.emulator.wecom.state.members
    members["chenxin"].visible = False
    rows = await found(office)
    assert (rows["roster"].code, rows["roster"].facts["names"]) == ("unseen", "陈信息")
    for one in members.values():
        one.visible = False
    office.emulator.wecom.state.app.change(sees_root=False)
    assert codes(await found(office), "bad") == {"range": "nobody"}


async def test_each_gap_in_our_own_settings_is_named(office, tmp_path):
    url = str(office.app.settings.web.public_url)
    closed = "http://127.0.0.1:9"
    named = "platforms.wecom"
    other = office.app.settings.platforms.wecom.callback_token
    gaps: list[tuple[dict[str, Any], dict[str, str]]] = [
        ({f"{named}.enabled": False}, {"settings": "off"}),
        ({f"{named}.secret": None, f"{named}.corp_id": None}, {"settings": "missing"}),
        ({f"{named}.corp_id": "ww000000000000000"}, {"token": "corp", "callback-here": "keys"}),
        ({f"{named}.agent_id": 1000001}, {"agent": "number"}),
        ({f"{named}.api_base": closed}, {"token": "away"}),
        ({f"{named}.oauth_base": "https://open.weixin.qq.com"}, {"oauth": "mixed"}),
        (
            {f"{named}.callback_token": type(other)("another")},
            {"callback-here": "keys", "callback-public": "keys"},
        ),
        ({"web.port": 9}, {"callback-here": "away"}),
        ({"web.public_url": None}, {"callback-public": "unset", "page": "unset"}),
        (
            {"web.public_url": f"{url}/x"},
            {"callback-public": "elsewhere", "page": "other"},
        ),
        ({"web.verification_file": str(tmp_path / "verify.txt")}, {"verification": "name"}),
        ({"web.verification_file": str(tmp_path / "WW_verify_no.txt")}, {"verification": "missing"}),
    ]
    for gap, told in gaps:
        rows = await found(office, gap)
        assert told.items() <= codes(rows, "bad").items(), (gap, codes(rows, "bad"))
        beside = set(codes(rows, "bad")) - set(told) - {"verification", "callback-public"}
        assert not beside, (gap, beside)


async def test_what_can_only_be_remarked(office, tmp_path):
    (tmp_path / "WW_verify_other.txt").write_text("other")
    rows = await found(office, {"web.verification_file": None, "web.public_url": "http://127.0.0.1:9"})
    assert codes(rows, "note") == {
        "robot": "known",
        "callback-public": "away",
        "callback-heard": "never",
        "page": "away",
        "verification": "unset",
    }
    office.emulator.wecom.state.app.menu = None
    rows = await found(office, {"web.verification_file": str(tmp_path / "WW_verify_other.txt")})
    assert rows["menu"].code == "none"
    assert rows["verification"].code == "differs"


async def test_a_clock_that_is_wrong_is_told_before_callbacks_are_refused(office):
    assert (await found(office))["clock"].state == "ok"
    assert (await found(office, ahead=120))["clock"].state == "note"
    late = await found(office, ahead=-700)
    assert (late["clock"].state, late["clock"].code) == ("bad", "off")
    assert late["callback-here"].code == "keys", "the service refuses what seems old"


async def test_robots_are_tried_only_when_asked(office, tmp_path):
    room = office.emulator.wecom.state.rooms["fzg-group"]
    before = len(room.messages)
    rows = await found(office)
    assert (rows["robot"].code, len(room.messages)) == ("known", before)
    rows = await found(office, try_robots=["fzg"])
    assert (rows["robot"].code, len(room.messages)) == ("sent", before + 1)
    assert "测试消息" in str(room.messages[-1].visible["text"])
    robot = next(one for one in office.emulator.wecom.state.robots.values() if one.name == "fzg")
    robot.disabled = True
    assert (await found(office, try_robots=["fzg"]))["robot"].code == "off"
    robot.removed = True
    assert (await found(office, try_robots=["fzg"]))["robot"].code == "removed"
    key_file = office.app.settings.platforms.wecom.robots["fzg"].key_file
    Path(key_file).unlink()
    rows = await found(office)
    assert (rows["robot"].code, rows["robot"].facts["group"]) == ("no-key", "法制股工作群")


async def test_a_card_to_one_person_shows_whether_an_address_is_entered(office):
    twin = office.emulator.wecom
    assert (await found(office, try_card="ChenXin"))["card"].code == "ok"
    assert twin.state.chat("chenxin", int(AGENT)).messages[-1].msgtype == "template_card"
    assert (await found(office, try_card="Nobody"))["card"].code == "nobody"
    twin.state.app.change(callback_url="")
    assert (await found(office, try_card="ChenXin"))["card"].code == "no-callback"


async def test_whether_wecom_has_ever_called_is_read_from_what_came_in(office):
    office.person("chen").act(lambda people, who: people.say(who, "待办"))
    await office.rest()
    assert (await found(office))["callback-heard"].state == "ok"
    heard = office.time.now().timestamp() * 1000
    lost = Memory(people={"chenxin": "陈信息"}, heard_at=round(heard) - 9, no_callback_at=round(heard))
    rows = await found(office, memory=lost)
    assert rows["callback-heard"].code == "no-callback"
    rows = await found(office, memory=None)
    assert (rows["callback-heard"].code, rows["roster"].code) == ("no-database", "no-database")
    rows = await found(office, memory=Memory())
    assert rows["roster"].code == "nobody"


@pytest.mark.parametrize(
    ("address", "is_within"),
    [
        ("101.226.103.5", True),
        ("101.226.103.*", True),
        ("101.226.*.1", False),
        ("101.227.0.1", False),
        ("x", False),
    ],
)
def test_an_address_with_a_wildcard_is_within_a_network_when_all_of_it_is(address, is_within):
    from ipaddress import ip_network

    assert wecom_app._is_within(address, [ip_network("101.226.96.0/20")]) is is_within


async def test_callers_that_are_let_in_are_compared_with_those_that_wecom_names(office):
    from ipaddress import ip_network

    key = "platforms.wecom.callback_from"
    nets = [ip_network("101.226.0.0/16"), ip_network("127.0.0.0/8")]
    assert (await found(office, {key: nets}))["callers"].state == "ok"
    assert (await found(office, {key: nets[1:]}))["callers"].code == "outside"


@pytest.mark.parametrize(
    ("handle", "code"),
    [
        (lambda _: web.Response(status=503), "off"),
        (lambda _: web.Response(text="\ufeff1234"), "altered"),
        (lambda _: web.Response(status=302, headers={"Location": "/login"}), "status"),
    ],
    ids=["off", "altered", "login"],
)
async def test_what_a_proxy_makes_of_the_callback_is_told(
    office, handle: Callable[[Any], web.Response], code
):
    async def answer(request: web.Request) -> web.Response:
        return handle(request)

    proxy = web.Application()
    proxy.router.add_route("*", "/{tail:.*}", answer)
    runner = web.AppRunner(proxy, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = runner.addresses[0][1]
    rows = await found(office, {"web.public_url": f"http://127.0.0.1:{port}"})
    await runner.cleanup()
    expected = "elsewhere" if code == "off" else code
    assert rows["callback-public"].code == expected
    assert (rows["page"].code, rows["verification"].code) == ("other", "differs")


# What is refused at any call --------------------------------------------------------------------------------


def test_every_refusal_has_words_and_those_that_somebody_can_mend_a_page():
    def answer(code: int, said: str = "") -> Answer:
        return Answer(200, json.dumps({"errcode": code, "errmsg": said}).encode())

    assert wecom_app._token(answer(45009)).code == "limited"
    assert wecom_app._token(answer(40091)).code == "secret"
    cut = wecom_app._refused(
        "menu", answer(60020, "not allow to access from your ip, from ip: 1.2.3.4, more")
    )
    assert (cut.check, cut.facts["ip"]) == ("ip", "1.2.3.4")
    for check in ("token", "agent", "menu", "login", "callers", "card"):
        words(wecom_app._refused(check, answer(48002, "api forbidden")))
        words(wecom_app._refused(check, Answer(502, b"<html>")))


@pytest.mark.parametrize(
    ("error", "word"),
    [
        ("ClientConnectorDNSError", "dns"),
        ("ClientConnectorCertificateError", "tls"),
        ("ClientProxyConnectionError", "proxy"),
        ("ConnectionTimeoutError", "timeout"),
        ("ClientConnectorError", "refused"),
        ("ServerDisconnectedError", "other"),
    ],
)
def test_an_error_of_the_network_has_a_word(error, word):
    assert trouble_of(error) == word


def test_every_sentence_of_the_doctor_is_for_a_check_that_has_a_name():
    checks = {one.removeprefix("doctor-check-") for one in sentence_ids() if one.startswith("doctor-check-")}
    rest = {one for one in sentence_ids() if one.startswith("doctor-")} - {
        "doctor-all-well",
        "doctor-to-mend",
    }
    for one in rest:
        head = one.removeprefix("doctor-")
        assert head.startswith(("check-", "where-")) or any(head.startswith(f"{check}-") for check in checks)
    assert variables()["doctor-token-away"] == {"base", "why"}


# The command ------------------------------------------------------------------------------------------------


async def test_the_command_prints_each_finding_and_counts_what_is_to_be_mended(office, capsys, monkeypatch):
    settings = office.app.settings
    where = Place(f"sqlite:///{office.folder.parent / 'duwang.db'}", office.folder, settings)
    monkeypatch.setenv("DUWANG_LANGUAGE", "zh_CN")
    assert await command._examined(where, say("zh_CN"), [], "", jsonl=False) == 0
    told = capsys.readouterr().out
    assert "【正常】企业 ID 和 Secret：正确。" in told
    assert "【留意】回调（收到过）：还没有收到过企业微信的回调" in told
    assert "管理后台：应用管理 → 自建 → 本应用 → 接收消息 → 设置API接收" in told
    office.emulator.wecom.state.app.change(trusted_ips=("10.9.8.7",))
    assert await command._examined(where, say("en"), [], "", jsonl=True) == 1
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    bad = [line for line in lines if line["state"] == "bad"]
    assert [(line["check"], line["code"], line["ip"]) for line in bad] == [("ip", "untrusted", "127.0.0.1")]
    assert bad[0]["where"] == "Console: 应用管理 → 自建 → the app → 开发者接口 → 企业可信IP"
    assert settings.platforms.wecom.secret.get_secret_value() not in json.dumps(lines)


@pytest.mark.parametrize(
    ("lang", "told"), [("zh_CN", "【须改】设置：还没有填"), ("en", "[mend] Settings: not given")]
)
def test_without_any_settings_it_says_what_to_fill_in(tmp_path, monkeypatch, lang, told):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DUWANG_LANGUAGE", lang)
    (tmp_path / "c.yaml").write_text(yaml.safe_dump({"data_dir": str(tmp_path / "data")}))
    done = CliRunner().invoke(command_line, ["doctor", "wecom", "--config", "c.yaml"])
    assert (done.exit_code, told in done.output) == (1, True), done.output
    assert "platforms.wecom.corp_id" in done.output
    assert not (tmp_path / "data").exists(), "looking makes nothing"


async def test_an_office_that_runs_elsewhere_is_not_disturbed(office):
    def names(tx: Any) -> list[str]:
        return [row.name for row in people.of_org(tx, 1)]

    before = await office.app.store.read(names)
    await found(office)
    assert await office.app.store.read(names) == before
    assert office.emulator.wecom.state.app.menu is not None


# The database -----------------------------------------------------------------------------------------------


def database(url: str, wake: str) -> list[tuple[str, str, str]]:
    """Every finding about a database, each of which can be said."""
    from types import SimpleNamespace

    from bot.doctor.database import examine as look

    settings = SimpleNamespace(
        database=SimpleNamespace(url=url), worker=SimpleNamespace(wake=wake, poll_s=1.0)
    )
    rows = list(look(settings))
    for one in rows:
        words(one)
    return [(one.check, one.code, one.state) for one in rows]


def test_one_file_needs_no_wake_ups():
    assert database("sqlite:///duwang.db", "poll") == [("database", "file", "ok"), ("wake", "alone", "ok")]
    assert database("sqlite:///duwang.db", "procrastinate")[1] == ("wake", "sqlite", "bad")


@pytest.mark.postgres
def test_several_processes_hear_each_other_or_the_reason_is_told(postgres_empty_url, monkeypatch):
    assert database(postgres_empty_url, "poll")[1] == ("wake", "poll", "ok")
    pytest.importorskip("procrastinate")
    assert database(postgres_empty_url, "procrastinate")[1] == ("wake", "ok", "ok")
    from importlib.metadata import PackageNotFoundError

    from scheduler import wake_procrastinate

    def none(_name):
        raise PackageNotFoundError

    monkeypatch.setattr(wake_procrastinate, "version", none)
    assert database(postgres_empty_url, "procrastinate")[1] == ("wake", "uninstalled", "bad")


@pytest.mark.postgres
def test_a_role_that_may_not_make_the_tables_is_told_so(postgres_server, postgres_empty_url):
    pytest.importorskip("procrastinate")
    postgres_server.run("DROP ROLE IF EXISTS small")
    postgres_server.run("CREATE ROLE small LOGIN")
    url = postgres_empty_url.replace(f"//{postgres_server.user}@", "//small@")
    assert database(url, "procrastinate") == [("database", "server", "ok"), ("wake", "denied", "bad")]
    assert [code for _, code, _ in database(url.replace("//small@", "//nobody_here@"), "poll")] == [
        "away",
        "skipped",
    ]
