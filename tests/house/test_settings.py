"""Settings: every layer, every refusal with its place, nothing secret in sight."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.commands.config import listing
from bot.config import ConfigError, explain, keys, load, packed, path_given, variable
from bot.settings import Settings

TOKEN = "123456789:AAcanaryCANARYcanaryCANARYcanary012"
TELEGRAM = {
    "DUWANG_PLATFORMS__TELEGRAM__ENABLED": "true",
    "DUWANG_PLATFORMS__TELEGRAM__ACCEPT_OVERSEAS": "true",
    "DUWANG_PLATFORMS__TELEGRAM__TOKEN": TOKEN,
}


@pytest.fixture
def write(tmp_path: Path):
    def written(text: str | bytes, name: str = "mine.yaml") -> Path:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return written


def refused(path: Path | None, env: Mapping[str, str] | None = None, **how) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load(path, env or {}, **how)
    assert str(caught.value) == "\n".join(caught.value.problems)
    # Nothing of what was found may hang on the exception, where a log could print it.
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    return list(caught.value.problems)


def test_no_file_at_all():
    settings = load(None, {})
    assert settings.profile == "office"
    assert settings.platforms.telegram.enabled is False
    assert settings.database.url == "sqlite:///var/duwang.db"
    assert settings.reminders.slots == ("08:30", "14:30")
    assert settings.reminders.jitter_minutes == (2, 8)


def test_flags_lie_over_environment_over_file_over_default(write):
    path = write("review:\n  undo_minutes: 1\n  hand_on_seconds: 1\nweb: {port: 1}\n")
    env = {"DUWANG_REVIEW__HAND_ON_SECONDS": "2", "DUWANG_WEB__PORT": "2"}
    reading = explain(path, env, overrides={"web.port": 3})
    assert (reading.settings.review.undo_minutes, reading.settings.review.hand_on_seconds) == (1, 2)
    assert reading.settings.web.port == 3
    assert [reading.given[key].layer for key in ("web.port", "web.host")] == ["flag", "default"]
    assert reading.given["review.undo_minutes"].where == f"{path}:2"
    assert reading.given["review.hand_on_seconds"].where == "DUWANG_REVIEW__HAND_ON_SECONDS"


def test_lists_and_nothing_from_the_environment():
    env = {
        "DUWANG_SITE__PERMITS": "[{host: oa.local, cidr: 10.0.0.0/8, ports: [80]}]",
        "DUWANG_REMINDERS__SLOTS": '["09:00"]',
        "DUWANG_ORGANISATION__SITE_URL": "",
        "DUWANG_ORGANISATION__NAME": "007",
    }
    settings = load(None, env)
    (permit,) = settings.site.permits
    assert (permit.host, str(permit.cidr), permit.ports) == ("oa.local", "10.0.0.0/8", (80,))
    assert settings.reminders.slots == ("09:00",)
    assert settings.organisation.site_url is None
    assert settings.organisation.name == "007"


@pytest.mark.parametrize(
    ("text", "line", "key", "allowed", "found"),
    [
        ("profile: offce", 1, "profile", "office 或 demo 或 test", '"offce"'),
        ("\nreview:\n  undo_minutes: 90", 3, "review.undo_minutes", "0 到 60 的整数", "90"),
        ("review: {undo_minutes: '5m'}", 1, "review.undo_minutes", "0 到 60 的整数", '"5m"'),
        ("review: {undo_minutes: 2.5}", 1, "review.undo_minutes", "0 到 60 的整数", "2.5"),
        ("review: {undo_minutes: true}", 1, "review.undo_minutes", "0 到 60 的整数", "true"),
        ("review: {undo_minutes: }", 1, "review.undo_minutes", "0 到 60 的整数", "空"),
        ("worker: {poll_s: 6}", 1, "worker.poll_s", "0.05 到 5 的数", "6"),
        ("separation: {office_may_be_webadmin: maybe}", 1, "separation.office_may_be_webadmin", "true 或 false", '"maybe"'),
        ("organisation: {prefix: kp}", 1, "organisation.prefix", "1 到 6 个大写字母", '"kp"'),
        ("organisation: {name: 12}", 1, "organisation.name", "1 到 200 个字", "12"),
        ("platforms: {telegram: {webhook_url: http://a.example}}", 1, "platforms.telegram.webhook_url", "https:// 开头的网址", '"http://a.example"'),
        ("database: {url: mysql://a/b}", 1, "database.url", "sqlite:///路径", "不显示"),
        ("reminders:\n  slots:\n    - 8:30", 3, "reminders.slots.0", '"08:30" 形式的时刻', '"8:30"'),
        ("reminders: {jitter_minutes: [8, 2]}", 1, "reminders.jitter_minutes", "由小到大的两个整数", "[8, 2]"),
        ("site:\n  permits:\n  - host: a\n    cidr: 10.0.0.0/33\n    ports: [80]", 4, "site.permits.0.cidr", "网段", '"10.0.0.0/33"'),
        ("site: {permits: [{host: a, cidr: 10.0.0.0/8, ports: [0]}]}", 1, "site.permits.0.ports.0", "1 到 65535 的整数", "0"),
        ('organisation: {name: "a\\u202eb"}\nweb: {port: x}', 2, "web.port", "0 到 65535 的整数", '"x"'),
    ],
)  # fmt: skip
def test_a_wrong_value_is_refused_with_its_place(write, text, line, key, allowed, found):
    path = write(text)
    (problem,) = refused(path)
    assert problem.startswith(f"{path}:{line}: {key}: 应为")
    assert allowed in problem.partition("实际为")[0]
    assert found in problem.partition("实际为")[2]


@pytest.mark.parametrize(
    ("text", "line", "key", "near"),
    [
        ("reviw: {undo_minutes: 4}", 1, "reviw", "review"),
        ("review:\n  undo_minuts: 4", 2, "review.undo_minuts", "review.undo_minutes"),
        ("a:\n  b:\n    c: 1", 1, "a", None),
        ("site_url: http://a", 1, "site_url", "organisation.site_url"),
        ("platforms:\n  telegram:\n    capabilities:\n      styled: true", 4, "platforms.telegram.capabilities.styled", "platforms.telegram.capabilities.styled_buttons"),
        ("site: {permits: [{host: a, cidr: 10.0.0.0/8, ports: [1], prots: 1}]}", 1, "site.permits.0.prots", None),
    ],
)  # fmt: skip
def test_an_unknown_key_is_refused_at_any_depth(write, text, line, key, near):
    path = write(text)
    (problem,) = refused(path)
    assert problem.startswith(f"{path}:{line}: {key}: 没有这项设置")
    assert problem.endswith(f"是否为 {near}" if near else "没有这项设置")


def test_every_problem_is_told_at_once_and_in_english(write):
    path = write("review: {undo_minutes: 90}\nlog: {level: loud}\nweb: {port: 70000}")
    assert refused(path, lang="en") == [
        f"{path}:3: web.port: must be a whole number from 0 to 65535, found 70000",
        f"{path}:1: review.undo_minutes: must be a whole number from 0 to 60, found 90",
        f'{path}:2: log.level: must be debug or info or warning or error, found "loud"',
    ]


def test_a_misspelt_variable_is_refused():
    (problem,) = refused(None, {"DUWANG_REVIEW__UNDO_MINUTS": "4", "PATH": "/bin"})
    assert problem.startswith("DUWANG_REVIEW__UNDO_MINUTS: ")
    assert problem.endswith("DUWANG_REVIEW__UNDO_MINUTES")
    assert load(None, {"DUWANG_CONFIG": "x", "DUWANG_DEMO_KEY": "y", "DUWANG_CRASH_AT": "z"}) == load(
        None, {}
    )


def test_a_flag_that_is_no_setting_is_refused():
    assert refused(None, overrides={"databse.url": "sqlite:///x"}) == [
        "命令行: databse.url: 没有这项设置，是否为 database.url"
    ]


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"a: &x 1\nb: *x", 1),
        (b"a: 1\nb: !!python/object/apply:os.system [echo]", 2),
        (b"a: !!binary aGk=", 1),
        (b"review: {}\nreview: {}", 2),
        (b"- a\n- b", 1),
        (b"just words", 1),
        (b"a: [1", 1),
        (b"web:\n\tport: 1", 2),
        (b"review: {}\n# \xb9\xab", 2),
        (b"{" * 20, 1),
        (b"? [a, b]\n: 1", 1),
        (b"web: {port: 1}\n---\nweb: {port: 2}", 2),
        (b"#" * (256 * 1024 + 1), 1),
        (b"a: \x00", 1),
    ],
)
def test_what_is_no_settings_file(write, data: bytes, line: int):
    path = write(data)
    (problem,) = refused(path)
    assert problem.startswith(f"{path}:{line}: ")
    (english,) = refused(path, lang="en")
    assert english.startswith(f"{path}:{line}: ")


@pytest.mark.parametrize("data", [b"", b"# nothing\n", b"review:\n", b"\xef\xbb\xbfreview: {}\n", b"~"])
def test_an_empty_file_changes_nothing(write, data: bytes):
    assert load(write(data), {}) == load(None, {})


def test_values_mean_what_people_mean(write):
    settings = load(write("reminders: {slots: [08:30, 14:30]}\norganisation: {name: no}"), {})
    assert settings.reminders.slots == ("08:30", "14:30")
    assert settings.organisation.name == "no"


def test_a_missing_file_is_told(tmp_path: Path):
    assert refused(tmp_path / "none.yaml")[0].startswith(f"{tmp_path / 'none.yaml'}: 读不到设置文件")
    assert refused(tmp_path)[0].startswith(f"{tmp_path}: 读不到设置文件")


# --- secrets ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "text", "way_out"),
    [
        ("platforms.telegram.token", f"platforms: {{telegram: {{token: '{TOKEN}'}}}}", "platforms.telegram.token_file"),
        ("platforms.telegram.webhook_secret", "platforms: {telegram: {webhook_secret: hunter2hunter2}}", "webhook_secret_file"),
        ("database.url", "database: {url: 'postgresql://u:hunter2hunter2@h/d'}", "database.password_file"),
        ("database.url", "database: {url: 'postgresql://u@h/d?password=hunter2hunter2'}", "DUWANG_DATABASE__URL"),
        ("publish.fetch.proxy", "publish: {fetch: {proxy: 'http://u:hunter2hunter2@p:1'}}", "DUWANG_PUBLISH__FETCH__PROXY"),
    ],
)  # fmt: skip
def test_a_secret_in_the_file_is_refused_by_name(write, key, text, way_out):
    path = write(text)
    (problem,) = refused(path)
    assert problem.startswith(f"{path}:1: {key}: ")
    assert way_out in problem
    assert variable(key) in problem
    assert "hunter2" not in problem
    assert "canary" not in problem.lower()


def test_a_password_on_the_command_line_is_refused_by_name():
    (problem,) = refused(None, overrides={"database.url": "postgresql://u:hunter2@h/d"})
    assert "DUWANG_DATABASE__URL" in problem
    assert "hunter2" not in problem


def test_secrets_from_the_environment_and_from_files(write):
    env = dict(TELEGRAM)
    assert load(None, env).platforms.telegram.token.get_secret_value() == TOKEN
    del env["DUWANG_PLATFORMS__TELEGRAM__TOKEN"]
    env["DUWANG_PLATFORMS__TELEGRAM__TOKEN_FILE"] = str(write(f"{TOKEN}\n", "token"))
    settings = load(None, env)
    assert settings.platforms.telegram.token.get_secret_value() == TOKEN
    assert settings.secrets() == (TOKEN,)
    assert TOKEN not in repr(settings)


def test_the_environment_wins_over_a_secret_file(write):
    other = TOKEN.replace("canary", "forged")
    path = write(f"platforms: {{telegram: {{token_file: '{write(other, 'token')}'}}}}")
    assert load(path, TELEGRAM).platforms.telegram.token.get_secret_value() == TOKEN


@pytest.mark.parametrize(("data", "words"), [("", "文件是空的"), (None, "读不到文件")])
def test_a_secret_file_that_is_empty_or_missing(write, tmp_path, data, words):
    secret = tmp_path / "token"
    if data is not None:
        secret.write_text(data)
    path = write(f"platforms:\n  telegram:\n    token_file: {secret}")
    (problem,) = refused(path)
    assert f"{path}:3" in problem
    assert words in problem


def test_a_database_password_from_its_file(write):
    path = write(
        f"database:\n  url: postgresql+psycopg://duwang@db.local:5433/office?sslmode=require\n  password_file: {write('p@ss/w:rd', 'pw')}"
    )
    settings = load(path, {})
    assert (
        settings.database.url
        == "postgresql+psycopg://duwang:p%40ss%2Fw%3Ard@db.local:5433/office?sslmode=require"
    )
    assert "p%40ss%2Fw%3Ard" in settings.secrets()


def test_a_malformed_token_is_not_printed():
    (problem,) = refused(None, TELEGRAM | {"DUWANG_PLATFORMS__TELEGRAM__TOKEN": "not-a-token-canary"})
    assert problem.startswith("DUWANG_PLATFORMS__TELEGRAM__TOKEN: platforms.telegram.token: 应为机器人令牌")
    assert "canary" not in problem


# --- Telegram is abroad --------------------------------------------------------------------------------------


def test_telegram_is_off_until_the_office_accepts_that_data_leaves_china():
    env = {name: value for name, value in TELEGRAM.items() if "OVERSEAS" not in name}
    (problem,) = refused(None, env)
    assert "platforms.telegram.accept_overseas" in problem
    assert "个人信息应当留在境内" in problem
    (english,) = refused(None, env, lang="en")
    assert "personal data must stay in China" in english
    assert load(None, TELEGRAM).platforms.telegram.enabled


@pytest.mark.parametrize("profile", ["demo", "test"])
def test_demo_and_test_speak_to_the_local_twin_only(profile: str):
    env = TELEGRAM | {"DUWANG_PROFILE": profile}
    (problem,) = refused(None, env)
    assert "platforms.telegram.api_base" in problem
    for twin in ("http://127.0.0.1:8801", "http://localhost:1/", "http://[::1]:9"):
        env["DUWANG_PLATFORMS__TELEGRAM__API_BASE"] = twin
        assert load(None, env).platforms.telegram.api_base == twin.rstrip("/")


@pytest.mark.parametrize(
    ("more", "key"),
    [
        ({"TOKEN": ""}, "token"),
        ({"MODE": "webhook", "WEBHOOK_SECRET": "s3cret" * 6}, "webhook_url"),
        ({"MODE": "webhook", "WEBHOOK_URL": "https://a.example/telegram/webhook"}, "webhook_secret"),
        ({"WEBHOOK_SECRET": "two words"}, "webhook_secret"),
    ],
)
def test_what_telegram_still_wants(more: dict[str, str], key: str):
    env = TELEGRAM | {f"DUWANG_PLATFORMS__TELEGRAM__{name}": value for name, value in more.items()}
    (problem,) = refused(None, env)
    assert f"platforms.telegram.{key}: 应为" in problem


# --- duwang config check -------------------------------------------------------------------------------------


def test_check_prints_everything_with_its_origin_and_no_secret(write):
    path = write("review: {undo_minutes: 7}")
    env = TELEGRAM | {"DUWANG_DATABASE__URL": "postgresql://u:hunter2hunter2@h/d"}
    lines = list(listing(explain(path, env)))
    text = "\n".join(lines)
    assert [line.partition(" = ")[0] for line in lines] == [key for key, _ in keys()]
    assert f"review.undo_minutes = 7  # {path}:1" in lines
    assert "web.port = 8080  # 默认" in lines
    mark = hashlib.sha256(TOKEN.encode()).hexdigest()[:8]
    assert f'platforms.telegram.token = "sha256:{mark}"  # DUWANG_PLATFORMS__TELEGRAM__TOKEN' in lines
    assert TOKEN not in text
    assert "hunter2" not in text
    assert "postgresql://u:<sha256:" in text
    assert "hunter2" not in "\n".join(
        listing(explain(None, {"DUWANG_DATABASE__URL": "postgresql://u@h/d?password=hunter2"}))
    )


def test_the_file_is_named_by_option_or_variable():
    assert path_given(None, {}) is None
    assert path_given(None, {"DUWANG_CONFIG": "a.yaml"}) == Path("a.yaml")
    assert path_given(Path("b.yaml"), {"DUWANG_CONFIG": "a.yaml"}) == Path("b.yaml")


def test_the_defaults_are_packed_as_a_file():
    assert packed().is_file()
    assert isinstance(load(None, {}), Settings)
