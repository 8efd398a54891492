"""dev.py: nothing but the standard library, one plain sentence when a step fails, every verb in the Makefile."""

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.places import ROOT

VERBS = ("setup", "demo", "test", "check", "lock", "bench", "soak", "clean")


def _dev(folder: Path, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    base = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-I", str(folder / "dev.py"), *words],
        cwd="/",
        env=base | {"LANG": "C.UTF-8"} | env,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout whose locks are empty, so that nothing has to be downloaded."""
    shutil.copy(ROOT / "dev.py", tmp_path)
    (tmp_path / "requirements").mkdir()
    for name in ("run", "all", "dev"):
        (tmp_path / "requirements" / f"{name}.lock").touch()
    shutil.copytree(ROOT / "bot", tmp_path / "bot", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def test_only_the_standard_library_is_imported():
    tree = ast.parse((ROOT / "dev.py").read_text("utf-8"))
    names = {
        (alias.name if isinstance(node, ast.Import) else node.module or "").partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert names <= sys.stdlib_module_names


def test_the_makefile_forwards_every_verb():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert re.search(r"^VERBS := (.*)$", makefile, re.MULTILINE)[1].split() == list(VERBS)
    usage = _dev(ROOT).stdout
    for verb in VERBS:
        assert verb in usage


def test_an_unknown_verb_prints_the_usage():
    done = _dev(ROOT, "dmo")
    assert done.returncode == 2
    assert "python3 dev.py demo" in done.stdout


@pytest.mark.slow
def test_the_second_run_finds_the_environment_ready(checkout: Path):
    first = _dev(checkout, "setup")
    assert first.returncode == 0, first.stderr
    assert "Ready" in first.stdout
    # The project is on the path, and its command is there, without any build.
    for command in (["duwang"], ["python", "-P", "-m", "bot"]):
        (word, *rest) = command
        done = subprocess.run(
            [checkout / ".venv/bin" / word, *rest, "--version"],
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
        )
        # No library is installed there: what is missing is the first library, not the project.
        assert "No module named 'typer'" in done.stderr
    second = _dev(checkout, "setup")
    assert (second.returncode, second.stdout) == (0, "")
    # A changed lock, and another place, are noticed.
    (checkout / "requirements" / "dev.lock").write_text("# changed\n")
    assert "Ready" in _dev(checkout, "setup").stdout


@pytest.mark.slow
def test_a_failed_step_is_told_in_one_sentence_with_its_log(checkout: Path):
    (checkout / "requirements" / "run.lock").write_text(f"no-such-thing==1 --hash=sha256:{'0' * 64}\n")
    done = _dev(checkout, "demo", PIP_NO_INDEX="1")
    assert done.returncode == 1
    (sentence,) = done.stderr.strip().splitlines()
    log = Path(re.search(r"\S+\.log", sentence)[0])
    assert "no-such-thing" in log.read_text("utf-8")
    # Nothing half-made is taken for ready: the next run tries again.
    again = _dev(checkout, "demo", PIP_NO_INDEX="1", LANG="zh_CN.UTF-8")
    assert again.returncode == 1
    assert "未成功，详情见" in again.stderr


@pytest.mark.slow
@pytest.mark.parametrize("missing", ["ensurepip", "ensurepip and pip"])
def test_a_python_without_ensurepip(checkout: Path, tmp_path: Path, missing: str):
    """Debian's bare python3: the host's pip installs into the environment; without any pip, one sentence."""
    blocked = tmp_path / "blocked"
    for module in missing.split(" and "):
        (blocked / module).mkdir(parents=True)
        (blocked / module / "__init__.py").write_text("raise ImportError('taken away')\n")
    base = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    done = subprocess.run(
        [sys.executable, str(checkout / "dev.py"), "setup"],
        cwd="/",
        env=base | {"LANG": "C.UTF-8", "PYTHONPATH": str(blocked)},
        capture_output=True,
        text=True,
        check=False,
    )
    if missing == "ensurepip":
        assert done.returncode == 0, done.stderr
        assert not list((checkout / ".venv").rglob("pip"))
    else:
        assert done.returncode == 1
        assert "sudo apt-get install python3-venv" in done.stderr
        assert len(done.stderr.strip().splitlines()) == 1


def test_clean_keeps_the_data(checkout: Path):
    for folder in ("var", ".venv", "dist", "bot/__pycache__"):
        (checkout / folder).mkdir(exist_ok=True)
    assert _dev(checkout, "clean").returncode == 0
    assert (checkout / "var").is_dir()
    assert not (checkout / ".venv").exists()
    assert not (checkout / "bot/__pycache__").exists()


def test_the_ci_script_is_sound_and_ends_with_the_readme_command():
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert subprocess.run(["bash", "-n", str(script)], check=False).returncode == 0
    assert script.read_text("utf-8").rstrip().splitlines()[-1] == "make test"


@pytest.mark.parametrize(("words", "told"), [((), True), (("--jsonl",), False)])
def test_the_bench_says_how_to_get_the_figures_of_the_faults(monkeypatch, capsys, words, told):
    import dev

    asked = []
    monkeypatch.setattr(dev, "ensure", lambda _lock: None)
    monkeypatch.setattr(dev, "run", lambda *command: asked.append(command) or 1)
    assert dev.bench(list(words)) == 1, "the code of the bench"
    assert asked[0][1:] == ("-m", "bench", *words)
    assert ("-m tests.faults" in capsys.readouterr().out) is told
