"""Somebody else's `handlers` in place of ours is told in a plain sentence, before anything is used."""

import shutil
from pathlib import Path

import pytest

from bot import house
from tests.house.places import ROOMS, ROOT, run


def _house_at(folder: Path) -> Path:
    """The command line and empty rooms, as an installation would have them."""
    for room in ROOMS:
        (folder / room).mkdir(parents=True)
        (folder / room / "__init__.py").write_text('"""Ours."""\n', "utf-8")
    for path in (ROOT / "bot").glob("*.py"):
        shutil.copy(path, folder / "bot")
    shutil.copytree(ROOT / "bot" / "commands", folder / "bot" / "commands")
    shutil.copy(ROOT / "config.yaml", folder / "bot")
    return folder


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    return _house_at(tmp_path / "site")


def _start(installed: Path, *flags: str, cwd: Path | None = None):
    return run(
        *flags,
        "-m",
        "bot",
        "config",
        "check",
        cwd=cwd or installed.parent,
        env={"PYTHONPATH": str(installed)},
    )


def test_an_undisturbed_house_starts(installed: Path):
    done = _start(installed)
    assert (done.returncode, done.stderr) == (0, "")
    assert "review.undo_minutes = 5" in done.stdout


@pytest.mark.parametrize("room", ["handlers", "storage", "locales"])
def test_a_folder_of_that_name_in_the_working_directory(installed: Path, tmp_path: Path, room: str):
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / room).mkdir(parents=True)
    (elsewhere / room / "__init__.py").touch()
    done = _start(installed, cwd=elsewhere)
    assert done.returncode == 1
    assert room in done.stderr
    assert str(elsewhere / room) in done.stderr
    assert "Traceback" not in done.stderr
    # Started as services start it, the working directory has no say.
    assert _start(installed, "-P", cwd=elsewhere).returncode == 0


@pytest.mark.parametrize("declared", [True, False])
def test_another_distribution_that_claims_the_name(installed: Path, declared: bool):
    info = installed / "otherbot-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: otherbot\nVersion: 1.0\n", "utf-8")
    (info / "RECORD").write_text("handlers/__init__.py,,\nhandlers/theirs.py,,\n", "utf-8")
    if declared:
        (info / "top_level.txt").write_text("handlers\n", "utf-8")
    done = _start(installed)
    assert done.returncode == 1
    assert "handlers" in done.stderr
    assert "otherbot" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_uninstall_that_took_our_init_along(installed: Path):
    (installed / "handlers" / "__init__.py").unlink()
    done = _start(installed)
    assert done.returncode == 1
    assert "handlers" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_guard_knows_every_room():
    assert house.ROOMS == ROOMS
    house.check()
