"""`duwang` answers quickly, knows its commands, and loads only what is called."""

import ast
import re
import resource
import tomllib
from collections.abc import Callable

import pytest

import bot
from bot.__main__ import load
from bot.commands import COMMANDS, language
from tests.house.places import ROOT, run

HEAVY = ("aiogram", "alembic", "apscheduler", "babel", "fluent", "rich", "selectolax", "telegram")
LOADED = "import sys; from bot.__main__ import main\ntry: main({args})\nexcept SystemExit: pass\nprint(sorted(sys.modules))"


def _modules(*args: str) -> set[str]:
    done = run("-c", LOADED.format(args=list(args)))
    assert done.returncode == 0, done.stderr
    return {name.partition(".")[0] for name in ast.literal_eval(done.stdout.splitlines()[-1])}


def _cpu(work: Callable[[], object]) -> float:
    def spent() -> float:
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime

    def once() -> float:
        before = spent()
        work()
        return spent() - before

    return min(once() for _ in range(3))


def test_help_lists_every_command_in_both_languages():
    for lang, names in (("zh_CN.UTF-8", "zh_CN"), ("en_US.UTF-8", "en")):
        done = run("-m", "bot", "--help", env={"LANG": lang, "PYTHONUTF8": "1"})
        assert done.returncode == 0, done.stderr
        for word, listed in COMMANDS.items():
            assert word in done.stdout
            assert getattr(listed, names)[:20] in done.stdout


def test_help_loads_no_heavy_library():
    loaded = _modules("--help")
    assert loaded.isdisjoint({*HEAVY, "sqlalchemy", "pydantic", "structlog", "yaml", "aiohttp"})


def test_help_costs_little_more_than_the_library_behind_it():
    """A ratio on one machine and at one moment; the command line itself answers in a fifth of a second."""
    bare = _cpu(lambda: run("-c", "import typer"))
    ours = _cpu(lambda: run("-m", "bot", "--help"))
    assert ours / bare < 3.5, f"--help {ours:.2f} s, import typer {bare:.2f} s"


WRITES = {  # commands that work on the database and end
    "office add": ("office", "add", "bgs", "办公室", "--kind", "office"),
    "office column": ("office", "column", "tzgg", "通知公告", "--office", "bgs"),
    "roster invite": ("roster", "invite", "陈信息", "--office", "bgs"),
    "roster end": ("roster", "end", "陈信息", "--office", "bgs", "--role", "administrator"),
    "roster list": ("roster", "list"),
    "audit verify": ("audit", "verify"),
}
RUNNING = (
    "aiohttp",
    "aiogram",
    "apscheduler",
    "cryptography",
    "alembic",
    "selectolax",
    "structlog",
    "wechatpy",
)


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of an office that stands."""
    folder = tmp_path_factory.mktemp("standing")
    env = {
        "DUWANG_DATA_DIR": str(folder / "data"),
        "DUWANG_DATABASE__URL": f"sqlite:///{folder / 'duwang.db'}",
        "LANG": "zh_CN.UTF-8",
        "PYTHONUTF8": "1",
    }
    for name in ("office add", "roster invite"):
        done = run("-m", "bot", *WRITES[name], env=env)
        assert done.returncode == 0, done.stderr
    return env


@pytest.mark.parametrize("name", WRITES)
def test_a_command_that_works_on_the_database_loads_no_running_house(
    standing: dict[str, str], name: str
) -> None:
    done = run("-c", LOADED.format(args=list(WRITES[name])), env=standing)
    assert done.returncode == 0, done.stderr
    loaded = set(ast.literal_eval(done.stdout.splitlines()[-1]))
    assert "sqlalchemy" in loaded, "it did work on the database"
    assert {one.partition(".")[0] for one in loaded}.isdisjoint(RUNNING)
    assert not [one for one in loaded if one in {"bot.app", "bot.worker", "bot.web", "handlers"}]


def test_such_a_command_costs_less_than_loading_the_house_alone(standing: dict[str, str]) -> None:
    """All of its work beside the bare import, on one machine and at one moment."""
    house = _cpu(lambda: run("-c", "import bot.app"))
    ours = _cpu(lambda: run("-m", "bot", *WRITES["roster list"], env=standing))
    assert ours < house, f"roster list {ours:.2f} s, import bot.app {house:.2f} s"


@pytest.mark.parametrize("word", COMMANDS)
def test_a_command_has_help_and_stays_away_from_aiogram(word: str):
    done = run("-c", LOADED.format(args=[word, "--help"]))
    assert done.returncode == 0, done.stderr
    assert word in done.stdout
    assert "aiogram" not in {
        name.partition(".")[0] for name in ast.literal_eval(done.stdout.splitlines()[-1])
    }


@pytest.mark.parametrize("word", COMMANDS)
def test_a_listed_command_is_there_and_plain(word: str):
    listed = COMMANDS[word]
    assert listed.module.replace("_", "-") == word
    assert listed.zh_CN
    assert listed.en
    command = load(word)
    assert command.name == word
    # Coloured help and coloured tracebacks come with the values of local names.
    assert command.rich_markup_mode is None


def test_no_command_is_forgotten():
    """A module with `app` or `main` at its top is a command; others are pages and parts of theirs."""
    commands = {
        path.stem
        for path in (ROOT / "bot" / "commands").glob("*.py")
        if path.stem != "__init__"
        and re.search(r"^(?:app = |(?:async )?def main\()", path.read_text("utf-8"), re.MULTILINE)
    }
    assert commands == {listed.module for listed in COMMANDS.values()}


def test_a_misspelt_command_is_answered_with_the_near_one():
    done = run("-m", "bot", "confg", "check")
    assert done.returncode == 2
    assert "config" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_version_is_told_in_one_place():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert bot.__version__ == version
    assert run("-m", "bot", "--version").stdout.strip() == f"duwang {version}"


@pytest.mark.parametrize(
    ("env", "expected"),
    [
        ({}, "zh_CN"),
        ({"LANG": "C.UTF-8"}, "zh_CN"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, "zh_CN"),
        ({"LANG": "zh_CN.UTF-8", "DUWANG_LANGUAGE": "en"}, "en"),
    ],
)
def test_the_language_of_the_command_line(env: dict[str, str], expected: str):
    assert language(env) == expected


def test_a_terminal_without_chinese_gets_no_traceback():
    done = run("-m", "bot", "--help", env={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "LANG": "zh_CN"})
    assert done.returncode == 0, done.stderr
    assert "config" in done.stdout
