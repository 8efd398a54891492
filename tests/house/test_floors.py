"""A room imports only the rooms below it, and the contracts that say so really refuse."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

from tests.house.places import ROOMS, ROOT, room_files, run

LINT = "import sys; from importlinter.cli import lint_imports_command; sys.argv = ['lint-imports', '--no-cache']; lint_imports_command()"


def test_the_rooms_keep_every_contract():
    done = run("-c", LINT)
    assert done.returncode == 0, done.stdout + done.stderr
    kept = re.search(r"Contracts: (\d+) kept, 0 broken", done.stdout)
    assert kept, done.stdout
    assert int(kept[1]) == len(
        tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    )


@pytest.mark.parametrize(
    ("path", "line", "contract"),
    [
        ("rules/a.py", "import storage", "A room imports only the rooms below it"),
        ("handlers/a.py", "import scheduler", "A room imports only the rooms below it"),
        ("scheduler/a.py", "import handlers", "A room imports only the rooms below it"),
        ("workflow/a.py", "def later():\n    import bot", "A room imports only the rooms below it"),
        ("emulator/a.py", "import locales", "The emulator imports no room"),
        ("bot/a.py", "import emulator", "No room but bot.demo imports the emulator"),
        ("rules/a.py", "import sqlalchemy", "Rules do no third-party I/O"),
        ("handlers/a.py", "import aiogram", "Only bot.platforms speaks to platform libraries"),
        ("bot/a.py", "def later():\n    import wechatpy", "Only bot.platforms speaks to platform libraries"),
    ],
)
def test_a_broken_floor_is_refused(tmp_path: Path, path: str, line: str, contract: str):
    _empty_house(tmp_path)
    (tmp_path / path).write_text(line, "utf-8")
    done = run("-c", LINT, cwd=tmp_path)
    assert done.returncode == 1, done.stdout + done.stderr
    assert f"{contract} BROKEN" in done.stdout


@pytest.mark.parametrize(
    ("path", "line"),
    [("bot/demo.py", "import emulator"), ("bot/platforms/telegram.py", "def later():\n    import aiogram")],
)
def test_what_is_allowed_passes(tmp_path: Path, path: str, line: str):
    _empty_house(tmp_path)
    (tmp_path / path).write_text(line, "utf-8")
    (tmp_path / "bot/app.py").write_text("import bot.demo\nimport bot.platforms.telegram", "utf-8")
    done = run("-c", LINT, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


def _empty_house(folder: Path) -> None:
    for room in (*ROOMS, "bot/platforms"):
        (folder / room).mkdir(parents=True, exist_ok=True)
        (folder / room / "__init__.py").touch()
    for path in ("bot/demo.py", "bot/platforms/telegram.py"):
        (folder / path).touch()
    (folder / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text("utf-8"), "utf-8")


def test_platform_adapters_do_not_import_each_other():
    folder = ROOT / "bot" / "platforms"
    names = {path.stem.partition("_")[0] for path in folder.glob("*.py")} - {"", "base"}
    for path in sorted(folder.glob("*.py")):
        others = names - {path.stem.partition("_")[0]} if path.stem not in {"__init__", "base"} else names
        for module in _imports(path):
            parts = module.split(".")
            if parts[:2] == ["bot", "platforms"] and len(parts) > 2:
                assert parts[2].partition("_")[0] not in others, f"{path} imports {module}"


def test_no_type_checking_blocks():
    held = [str(path) for path in room_files() if re.search(r"\bTYPE_CHECKING\b", path.read_text("utf-8"))]
    assert held == []


def test_rooms_are_imported_by_their_full_names():
    relative = [
        f"{path}:{node.lineno}"
        for path in room_files()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert relative == []


def test_aiogram_is_never_imported_with_its_module():
    """It costs seconds and 165 MB: only a function that needs it may import it."""
    eager = [
        f"{path}:{node.lineno}"
        for path in room_files()
        for node in ast.parse(path.read_text("utf-8")).body
        for name in _named(node)
        if name.partition(".")[0] == "aiogram"
    ]
    # What is imported lazily may itself import eagerly, if its whole purpose is to speak to that library.
    assert [place for place in eager if "/bot/platforms/" not in place] == []


def test_every_room_says_what_it_is():
    for room in ROOMS:
        words = ast.get_docstring(ast.parse((ROOT / room / "__init__.py").read_text("utf-8")))
        assert words, room


def _imports(path: Path) -> set[str]:
    return {name for node in ast.walk(ast.parse(path.read_text("utf-8"))) for name in _named(node)}


def _named(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Import):
        return {alias.name for alias in node.names}
    if isinstance(node, ast.ImportFrom) and node.module:
        return {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return set()
