"""The wheel, the wheel made from the sdist, and an editable install all carry every file a room needs."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.house.places import ROOMS, ROOT, project, room_files, run

pytestmark = pytest.mark.slow

# Sources that nobody reads at run time.
LEFT_OUT = {".pyc", ".pyo"}


def _build(where: Path, target: Path, kind: str) -> Path:
    done = run("-m", "hatchling", "build", "-t", kind, "-d", str(target), cwd=where)
    assert done.returncode == 0, done.stdout + done.stderr
    (made,) = target.iterdir()
    return made


def _names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as held:
        return {name for name in held.namelist() if ".dist-info/" not in name}


def _shipped() -> set[str]:
    return {str(path.relative_to(ROOT)) for path in room_files(suffix="")} | {"bot/config.yaml"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _build(ROOT, tmp_path_factory.mktemp("wheel"), "wheel")


def test_the_wheel_holds_every_file_of_every_room_and_nothing_else(wheel: Path):
    assert _names(wheel) == _shipped()


def test_every_room_is_packed():
    assert project()["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"] == list(ROOMS)
    assert set(project()["tool"]["importlinter"]["root_packages"]) == set(ROOMS)
    assert set(project()["tool"]["mypy"]["packages"]) == set(ROOMS)


def test_the_sdist_gives_the_same_wheel(wheel: Path, tmp_path: Path):
    source = _build(ROOT, tmp_path / "sdist", "sdist")
    subprocess.run(["tar", "-xzf", str(source), "-C", str(tmp_path)], check=True)
    (unpacked,) = [path for path in tmp_path.iterdir() if path.name.startswith("duwang-")]
    again = _build(unpacked, tmp_path / "again", "wheel")
    assert _names(again) == _names(wheel)
    # Whoever has the source has the tests, the locks and the two commands too.
    for name in (
        "dev.py",
        "Makefile",
        "requirements/dev.lock",
        "tests/conftest.py",
        "LICENSE",
        "NOTICE",
        "README.md",
    ):
        assert (unpacked / name).is_file(), name


def test_an_editable_install_points_at_the_checkout(tmp_path: Path):
    made = tmp_path / "editable"
    done = run(
        "-c", f"import os; os.makedirs({str(made)!r}); from hatchling.build import build_editable; build_editable({str(made)!r})"
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    (editable,) = made.iterdir()
    with zipfile.ZipFile(editable) as held:
        (pth,) = [name for name in held.namelist() if name.endswith(".pth")]
        assert held.read(pth).decode().split() == [str(ROOT)]
        packed = [name for name in held.namelist() if name == "bot/config.yaml"]
        assert packed == ["bot/config.yaml"]


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel as pip lays it out: a pure-Python wheel is unpacked, and its scripts are made."""
    site = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as held:
        held.extractall(site)
    return site


def test_the_installed_program_runs_from_anywhere(installed: Path):
    env = {"PYTHONPATH": str(installed)}
    done = run("-P", "-m", "bot", "--version", cwd=Path("/"), env=env)
    assert (done.returncode, done.stdout.strip()) == (0, f"duwang {project()['project']['version']}"), (
        done.stderr
    )
    done = run("-P", "-m", "bot", "config", "check", cwd=Path("/"), env=env)
    assert done.returncode == 0, done.stderr
    where = run("-P", "-c", "from bot.config import packed; print(packed())", cwd=Path("/"), env=env)
    assert where.stdout.strip() == str(installed / "bot" / "config.yaml")


def test_the_installed_distribution_owns_its_rooms(installed: Path):
    code = (
        "from importlib.metadata import distribution, packages_distributions as owners; from bot import house\n"
        "house.check()\n"
        "print({room: owners()[room] for room in house.ROOMS})\n"
        "print([entry.value for entry in distribution('duwang').entry_points])"
    )
    done = run("-P", "-c", code, cwd=Path("/"), env={"PYTHONPATH": str(installed)})
    assert done.returncode == 0, done.stderr
    owners, scripts = done.stdout.splitlines()
    assert owners == str({room: ["duwang"] for room in ROOMS})
    assert scripts == "['bot.__main__:main']"


def test_the_console_script_runs(installed: Path, tmp_path: Path):
    script = tmp_path / "duwang"
    script.write_text(
        f"#!{sys.executable}\nimport sys\nfrom bot.__main__ import main\nsys.exit(main())\n", "utf-8"
    )
    done = run(str(script), "--help", cwd=Path("/"), env={"PYTHONPATH": str(installed)})
    assert done.returncode == 0, done.stderr
    assert "config" in done.stdout


def test_pip_installs_it_without_the_network(tmp_path: Path):
    pytest.importorskip("pip", reason="this environment was made without pip")
    done = run(
        "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--no-build-isolation", "--target", str(tmp_path), str(ROOT)
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "bin" / "duwang").is_file()
    assert (tmp_path / "bot" / "config.yaml").is_file()
    assert not (ROOT / "build").exists()


def test_no_installed_library_takes_our_names():
    done = run(
        "-c",
        "from importlib.metadata import packages_distributions as owners; from bot.house import ROOMS\n"
        "print({room: owners()[room] for room in ROOMS if room in owners() and owners()[room] != ['duwang']})",
    )
    assert done.stdout.strip() == "{}", done.stdout + done.stderr
