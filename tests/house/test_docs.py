"""The documents are true: commands exist, links lead somewhere, both READMEs say the same, nothing is left out."""

import importlib
import re
from functools import cache

import pytest

import dev
from bot import __version__
from bot.commands import COMMANDS as ON_THE_LINE
from bot.config import keys
from handlers.routing import COMMANDS as IN_THE_CHAT
from handlers.routing import find_handlers
from tests.house.places import ROOT

READMES = ("README.md", "README.zh_CN.md")
MOST_LINES = 150
DOCUMENTS = sorted(
    path.relative_to(ROOT).as_posix() for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"))
)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
CALLED = re.compile(r"\bduwang ([a-z][a-z-]*)((?: [a-z][a-z-]*(?:\\\|[a-z-]+)*)?)")
PLACE = re.compile(
    r"`((?:bot|handlers|scheduler|workflow|storage|rules|locales|emulator|tests|docs)/[\w./*-]+)`"
)
HEADING = re.compile(r"^(#+) ", re.MULTILINE)
PICTURE_BYTES = 500_000


@cache
def text(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def blocks(name: str) -> list[str]:
    """The lines of code blocks that are commands."""
    found = re.findall(r"^```\w*\n(.*?)^```", text(name), re.MULTILINE | re.DOTALL)
    return [line.strip() for block in found for line in block.splitlines()]


@cache
def verbs(word: str) -> frozenset[str]:
    """The verbs below a command of the command line; none when it has no verbs."""
    module = importlib.import_module(f"bot.commands.{ON_THE_LINE[word].module}")
    app = getattr(module, "app", None)
    if app is None:
        return frozenset()
    return frozenset(one.name or one.callback.__name__.rstrip("_") for one in app.registered_commands)


@pytest.mark.parametrize("name", READMES)
def test_a_readme_is_short(name: str):
    assert len(text(name).splitlines()) < MOST_LINES


def test_both_readmes_have_the_same_parts_in_the_same_order():
    english, chinese = (HEADING.findall(text(name)) for name in READMES)
    assert english == chinese
    assert len(english) > 8
    for name in READMES:
        assert len(set(re.findall(r"^#+ .*$", text(name), re.MULTILINE))) == len(english), name


def test_both_readmes_give_the_same_commands_and_links():
    english, chinese = (
        ([line.split("  ")[0] for line in blocks(name)[:2]], sorted(LINK.findall(text(name))))
        for name in READMES
    )
    assert english[0] == chinese[0]
    assert [link for link in english[1] if "README" not in link] == [
        link for link in chinese[1] if "README" not in link
    ]


@pytest.mark.parametrize("name", READMES)
def test_what_a_readme_tells_to_type_exists(name: str):
    asked = re.findall(r"\b(?:make|dev\.py) ([a-z]+)", text(name))
    assert {"demo", "test"} <= set(asked)
    assert set(asked) <= set(dev.VERBS)
    makefile = text("Makefile").partition("VERBS :=")[2].partition("\n")[0].split()
    assert set(asked) <= set(makefile)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_command_that_a_document_names_is_there(name: str):
    for word, rest in CALLED.findall(text(name)):
        assert word in ON_THE_LINE, f"{name}: duwang {word}"
        named = {one for one in rest.strip().split("\\|") if one}
        if verbs(word) and named:
            assert named <= verbs(word), f"{name}: duwang {word} {rest}"


@pytest.mark.parametrize("name", [*READMES, "docs/operations.md"])
@pytest.mark.parametrize("word", ON_THE_LINE)
def test_every_command_of_the_line_is_told(name: str, word: str):
    assert f"`duwang {word}" in text(name)


@pytest.mark.parametrize("word", [word for word in ON_THE_LINE if verbs(word)])
def test_every_verb_of_a_command_is_told(word: str):
    told = {
        verb
        for named, rest in CALLED.findall(text("docs/operations.md"))
        if named == word
        for verb in rest.strip().split("\\|")
    }
    assert verbs(word) <= told


def test_every_command_of_the_chat_is_told_with_all_its_words():
    find_handlers()
    rows = [line for line in text("docs/operations.md").splitlines() if line.startswith("| `/")]
    told = "\n".join(rows)
    for entry in IN_THE_CHAT.values():
        assert f"`/{entry.name}`" in told, entry.name
        row = next(line for line in rows if f"`/{entry.name}`" in line)
        for word in entry.words:
            assert word in row, f"/{entry.name} {word}"


def test_no_command_of_the_chat_is_invented():
    find_handlers()
    for name in DOCUMENTS:
        for word in re.findall(r"`/([a-z]+)`", text(name)):
            assert word in IN_THE_CHAT or word in {"livez", "readyz", "metrics"}, f"{name}: /{word}"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_lead_somewhere(name: str):
    for target in LINK.findall(text(name)):
        if "://" in target or target.startswith("#"):
            continue
        path = (ROOT / name).parent / target.partition("#")[0]
        assert path.exists(), f"{name}: {target}"


@pytest.mark.parametrize("name", [one for one in DOCUMENTS if one != "CHANGELOG.md"])
def test_files_that_a_document_names_are_there(name: str):
    for place in PLACE.findall(text(name)):
        made_up = "NAME" in place or "today" in place
        assert made_up or list(ROOT.glob(place.rstrip("/"))), f"{name}: {place}"


def test_every_setting_that_a_document_names_is_one():
    known = {key for key, _ in keys()}
    sections = {key.partition(".")[0] for key in known}
    for name in DOCUMENTS:
        for named in re.findall(r"`([a-z]+(?:\.[a-z_]+)+)`", text(name)):
            if named.partition(".")[0] in sections - {"review", "publish"} and not named.endswith(
                (".py", ".yaml", ".md")
            ):
                assert named in known or any(key.startswith(f"{named}.") for key in known), f"{name}: {named}"


def test_decisions_are_numbered_and_complete():
    found = sorted((ROOT / "docs" / "adr").glob("*.md"))
    assert [int(path.name[:4]) for path in found] == list(range(1, len(found) + 1))
    for path in found:
        parts = re.findall(r"^\*\*(.+?)\.\*\*", path.read_text("utf-8"), re.MULTILINE)
        assert parts == ["Context", "Decision", "Consequences", "What would change our mind"], path.name


def test_the_picture_is_one_and_small():
    picture = (ROOT / "docs" / "demo.png").read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert len(picture) < PICTURE_BYTES
    assert int.from_bytes(picture[16:20], "big") > 2 * 1000, "taken at twice the size"


def test_the_changelog_knows_this_version():
    assert f"## {__version__}" in text("CHANGELOG.md")
