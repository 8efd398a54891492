"""The log is for who runs the house; an act never fails for it."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
START = "import sys; from bot import logs; logs.configure();"


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", START + code], cwd=ROOT, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    "gone",
    [
        "sys.stderr.close()",
        "sys.stderr = None",
        "sys.stderr = open('/dev/full', 'w', buffering=1)",
        "import os; r, w = os.pipe(); os.close(r); sys.stderr = os.fdopen(w, 'w', buffering=1)",
    ],
    ids=["closed", "none", "full", "broken"],
)
def test_an_act_does_not_fail_for_a_log_that_cannot_be_written(gone: str):
    if "/dev/full" in gone and not Path("/dev/full").exists():
        pytest.skip("no /dev/full on this machine")
    done = run(
        f"real = sys.stderr; {gone}; logs.line('review.approve', 'done', item=7);"
        "import logging; logging.getLogger('x').warning('y'); print('went on', flush=True);"
        "import os; os._exit(0)"
    )
    assert (done.returncode, done.stdout) == (0, "went on\n")


def test_lines_follow_the_stream_that_errors_go_to():
    done = run(
        "import io; sys.stderr = held = io.StringIO(); logs.line('a.b', 'done'); print(held.getvalue())"
    )
    assert '"event": "a.b"' in done.stdout
    assert done.stderr == ""
