#!/usr/bin/env python3
"""One command for everything: sets up .venv when needed and runs what was asked. Standard library only.

    python3 dev.py demo      play the main job on simulated phones
    python3 dev.py test      run every test
    python3 dev.py setup | check | lock | bench | soak | clean

Further arguments go to the command: `dev.py demo --port 8800`, `dev.py test -k review`.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
LOGS = ROOT / ".dev"
STAMP = VENV / "duwang-stamp.json"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
OLDEST = (3, 11)
NEWER = ("python3.13", "python3.12", "python3.11")
# Each lock holds all of the one before it, at the same versions.
LOCKS = ("run", "all", "dev")
COMPILE = (
    "uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url "
    "--no-annotate --no-header --quiet"
)
INSTALL = "install --quiet --disable-pip-version-check --no-deps --require-hashes --only-binary :all: -r"
QUICK_TESTS = ("tests/rules", "tests/house", "tests/cards")


class Failed(Exception):
    """A step did not work; the text is the one sentence that the user reads."""


def say(zh: str, en: str) -> str:
    """The one of two texts that the user's locale asks for."""
    lang = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return zh if lang.lower().startswith("zh") else en


def step(title: str, command: list[str], log: str, env: dict[str, str] | None = None) -> None:
    """Runs a set-up command silently; what it printed is kept in a log that the failure names."""
    LOGS.mkdir(exist_ok=True)
    path = LOGS / f"{log}.log"
    with path.open("wb") as out:
        out.write(f"$ {shlex.join(command)}\n".encode())
        out.flush()
        try:
            code = subprocess.call(command, cwd=ROOT, stdout=out, stderr=out, env=env)
        except OSError as error:
            out.write(str(error).encode())
            code = 127
    if code:
        raise Failed(say(f"{title}未成功，详情见 {path}", f"{title} failed; the reason is in {path}"))


def run(*command: str) -> int:
    """Runs in the foreground with our environment; gives the exit code."""
    environment = dict(os.environ)
    environment["PATH"] = f"{BIN}{os.pathsep}{environment.get('PATH', '')}"
    environment.pop("PYTHONHOME", None)
    child = subprocess.Popen(command, cwd=ROOT, env=environment)
    while True:
        try:
            return child.wait()
        except KeyboardInterrupt:  # the child got it too and may still be tidying up
            continue


# --- the environment ---------------------------------------------------------------------------------------


def interpreter() -> dict[str, str]:
    """Which Python this is; another one may not use the environment."""
    return {"version": sys.version, "home": sys.base_prefix}


def digest(lock: str) -> str:
    """The lock's SHA-256."""
    return hashlib.sha256((ROOT / "requirements" / f"{lock}.lock").read_bytes()).hexdigest()


def stamp() -> dict[str, object]:
    """What the environment was made of; empty when there is none."""
    with contextlib.suppress(OSError, ValueError):
        held = json.loads(STAMP.read_text("utf-8"))
        if isinstance(held, dict):
            return held
    return {}


def is_ready(lock: str) -> bool:
    """Whether `lock`, or one that holds it, is installed by this interpreter, at this place, unchanged."""
    held = stamp()
    wider = LOCKS[LOCKS.index(lock) :]
    return (
        held.get("interpreter") == interpreter()
        and held.get("root") == str(ROOT)
        and held.get("lock") in wider
        and held.get("digest") == digest(str(held["lock"]))
        and PYTHON.exists()
    )


def ensure(lock: str) -> None:
    """Brings .venv to `lock`. A second run finds the stamp and does nothing."""
    if is_ready(lock):
        return
    with only_one():
        if is_ready(lock):  # another run did it while we waited
            return
        started = time.monotonic()
        print(
            say(
                "正在准备运行环境，首次约需一分钟……",
                "Setting up .venv; the first time takes about a minute …",
            ),
            flush=True,
        )
        held = stamp()
        if held.get("interpreter") != interpreter() or held.get("root") != str(ROOT):
            pip = create()
        else:
            pip = installer()
        # An environment that tests already use is not cut back when the demo's lock changes.
        if held.get("lock") in LOCKS:
            lock = max(lock, str(held["lock"]), key=LOCKS.index)
        write_stamp()  # until the next line is through, the environment is made but holds nothing
        what = f"requirements/{lock}.lock"
        step(
            say(f"安装 {what} ", f"Installing {what}"),
            [*pip, *shlex.split(INSTALL), what],
            f"install-{lock}",
        )
        put_on_path()
        write_stamp(lock=lock, digest=digest(lock))
        seconds = time.monotonic() - started
        print(say(f"运行环境已就绪（{seconds:.0f} 秒）", f"Ready after {seconds:.0f} s"), flush=True)


def write_stamp(**what: str) -> None:
    """Notes which interpreter made the environment, where, and what is installed."""
    held = {"interpreter": interpreter(), "root": str(ROOT), **what}
    STAMP.write_text(json.dumps(held), "utf-8")


def create() -> list[str]:
    """Makes .venv anew; gives the pip that installs into it."""
    shutil.rmtree(VENV, ignore_errors=True)
    if has("ensurepip"):
        try:
            step(say("创建 .venv ", "Creating .venv"), [sys.executable, "-m", "venv", str(VENV)], "venv")
            return installer()
        except Failed:  # Debian's python3 without python3-venv has the module but not the wheels
            shutil.rmtree(VENV, ignore_errors=True)
    if not has("pip"):
        raise Failed(
            say(
                "这里的 Python 没有 pip：请先运行 sudo apt-get install python3-venv",
                "This Python has no pip: run  sudo apt-get install python3-venv  first",
            )
        )
    step(
        say("创建 .venv ", "Creating .venv"),
        [sys.executable, "-m", "venv", "--without-pip", str(VENV)],
        "venv",
    )
    return installer()


def installer() -> list[str]:
    """The environment's own pip, or the host's pip aimed at it."""
    if subprocess.call([str(PYTHON), "-c", "import pip"], stderr=subprocess.DEVNULL) == 0:
        return [str(PYTHON), "-m", "pip"]
    return [sys.executable, "-m", "pip", "--python", str(PYTHON)]


def has(module: str) -> bool:
    """Whether this interpreter can import `module`."""
    return subprocess.call([sys.executable, "-c", f"import {module}"], stderr=subprocess.DEVNULL) == 0


def put_on_path() -> None:
    """One line puts the project on the path and one script gives `duwang`: no build back-end has to run."""
    where = subprocess.check_output(
        [str(PYTHON), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    )
    Path(where.decode().strip(), "duwang.pth").write_text(f"{ROOT}\n", "utf-8")
    if os.name != "nt":
        script = BIN / "duwang"
        script.write_text(f"#!{PYTHON}\nfrom bot.__main__ import main\n\nmain()\n", "utf-8")
        script.chmod(0o755)


@contextlib.contextmanager
def only_one() -> Iterator[None]:
    """Two commands started together do not set up at once."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    LOGS.mkdir(exist_ok=True)
    with (LOGS / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


# --- the verbs ---------------------------------------------------------------------------------------------


def setup(_rest: list[str]) -> int:
    """Everything that tests and checks need."""
    ensure("dev")
    return 0


def demo(rest: list[str]) -> int:
    """The main job on simulated phones. PostgreSQL needs its driver, which only all.lock holds."""
    ensure("all" if any("postgresql" in word for word in rest) else "run")
    return run(str(PYTHON), "-P", "-m", "bot", "demo", *rest)


def test(rest: list[str]) -> int:
    """Every test but the soak runs; further arguments are pytest's."""
    ensure("dev")
    return run(str(PYTHON), "-m", "pytest", "-n", workers(), "--dist", "loadgroup", *rest)


def workers() -> str:
    """How many test processes this machine bears."""
    return str(max(3, min(os.cpu_count() or 2, 4)))


def check(rest: list[str]) -> int:
    """Format, lint, types, floors and the quick tests; all are run, so that one failure hides no other."""
    ensure("dev")
    python = str(PYTHON)
    tests = [path for path in QUICK_TESTS if any((ROOT / path).glob("test_*.py"))]
    lints = (
        ("ruff format", [python, "-m", "ruff", "format", "--check", "."]),
        ("ruff", [python, "-m", "ruff", "check", "--quiet", "."]),
        ("import-linter", [str(BIN / "lint-imports")]),
        ("mypy", [python, "-m", "mypy"]),
        ("mypy of the stories' harness", [python, "-m", "mypy", "tests/office.py", "tests/office_heard.py"]),
    )
    chosen = ["-m", "not soak and not slow", *tests, *rest]
    quick = ("pytest", [python, "-m", "pytest", "-q", "-n", workers(), "--dist", "loadgroup", *chosen])
    # The lints take their turns beside the tests: together they fit two cores.
    with ThreadPoolExecutor(2) as lanes:
        beside = lanes.submit(lambda: [passed(name, command) for name, command in lints])
        results = [lanes.submit(passed, *quick).result(), *beside.result()]
    failed = [name for name, is_fine in results if not is_fine]
    if failed:
        print(say(f"未通过：{'、'.join(failed)}", f"Not passed: {', '.join(failed)}"))
    return 1 if failed else 0


def passed(name: str, command: list[str]) -> tuple[str, bool]:
    """Runs one part of `check`, prints what it said if it failed, and tells whether it passed."""
    started = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    is_fine = done.returncode == 0
    told = done.stdout.decode(errors="replace").rstrip()
    last = told.rpartition("\n")[2] if name == "pytest" and is_fine else ""
    mark = f"{'ok' if is_fine else 'FAILED'} {name} {time.monotonic() - started:.0f} s {last}".rstrip()
    print(mark if is_fine else f"{told}\n{mark}", flush=True)
    return name, is_fine


def bench(rest: list[str]) -> int:
    """Measures, beside the peers, in one run; then says how to get the figures of the fault runs."""
    ensure("dev")
    code = run(str(PYTHON), "-m", "bench", *rest)
    if "--jsonl" not in rest:
        how = f"{PYTHON.relative_to(ROOT)} -m tests.faults"
        print(
            say(
                f"强制终止下的丢失、重复：{how}（每点一次；--kills N 更多）",
                f"What is lost or done twice under kill -9: {how} (one kill a point; --kills N for more)",
            )
        )
    return code


def soak(rest: list[str]) -> int:
    """The long runs: the full fault matrix and fuzz; then every story on each platform and database. With
    arguments for pytest, the long runs alone.
    """
    ensure("dev")
    spread = ("-n", workers(), "--dist", "loadgroup")
    code = run(str(PYTHON), "-m", "pytest", "-m", "soak", "-o", "faulthandler_timeout=0", *spread, *rest)
    if rest:
        return code
    return run(str(PYTHON), "-m", "pytest", "--everywhere", *spread, "tests/stories") or code


def lock(rest: list[str]) -> int:
    """Writes the three locks: what runs, that with its extras, and that with what tests need."""
    if shutil.which("uv") is None:
        raise Failed(say("需要 uv：pip install uv", "This needs uv: pip install uv"))
    more = ["--upgrade"] if "--upgrade" in rest else []
    parts = {
        "run": [],
        "all": ["--all-extras", "-c", "requirements/run.lock"],
        "dev": ["--all-extras", "--group", "dev", "-c", "requirements/all.lock"],
    }
    with tempfile.TemporaryDirectory() as folder:
        for name, how in parts.items():
            target = ROOT / "requirements" / f"{name}.lock"
            fresh = Path(folder) / f"{name}.lock"
            if target.exists():
                shutil.copy(target, fresh)
            step(
                say(f"锁定 {name}.lock ", f"Locking {name}.lock"),
                [*shlex.split(COMPILE), *how, *more, "-o", str(fresh)],
                f"lock-{name}",
            )
            text = fresh.read_text("utf-8")
            if "://" in text or "--find-links" in text or "--index" in text:
                raise Failed(
                    say(
                        f"{name}.lock 含有下载地址，未采用",
                        f"{name}.lock names a download address and was not kept",
                    )
                )
            target.write_text(text, "utf-8")
    return 0


def clean(_rest: list[str]) -> int:
    """Takes away what can be made again; var/ holds data and stays."""
    for name in (
        ".venv",
        ".dev",
        ".pytest_cache",
        ".mypy_cache",
        ".ruff_cache",
        ".import_linter_cache",
        ".hypothesis",
    ):
        shutil.rmtree(ROOT / name, ignore_errors=True)
    for folder in ("dist", "build"):
        shutil.rmtree(ROOT / folder, ignore_errors=True)
    for cache in list(ROOT.rglob("__pycache__")):
        shutil.rmtree(cache, ignore_errors=True)
    return 0


VERBS = {
    "setup": setup,
    "demo": demo,
    "test": test,
    "check": check,
    "lock": lock,
    "bench": bench,
    "soak": soak,
    "clean": clean,
}


def newer_python() -> str | None:
    """A Python on the path that is new enough."""
    return next((path for path in map(shutil.which, NEWER) if path), None)


def main(arguments: list[str]) -> int:
    """Runs the verb; gives the exit code."""
    if sys.version_info < OLDEST:
        found = newer_python()
        if found:
            os.execv(found, [found, str(Path(__file__).resolve()), *arguments])
        print(say("需要 Python 3.11 或更新版本", "Python 3.11 or newer is needed"), file=sys.stderr)
        return 2
    verb = VERBS.get(arguments[0]) if arguments else None
    if verb is None:
        print((__doc__ or "").strip())
        return 0 if arguments in ([], ["-h"], ["--help"]) else 2
    try:
        return verb(arguments[1:])
    except Failed as failure:
        print(failure, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
