"""A warm parent that forks the children to be killed; talks JSON lines with whoever started it.

In: {"fork": role, "id": n, …job}, {"kill": pid}. Out: {"warm": true}, {"id": n, "pid": pid},
{"pid": pid, "told": {…}}, {"pid": pid, "ended": code (negative: the signal), "at": monotonic seconds}.
It imports and nothing more: no thread and no event loop stands here when a child is forked.
"""

import faulthandler
import gc
import json
import os
import select
import signal
import sys
import time
import traceback
from typing import Any

from tests.faults.children import ROLES, warm

VOICE = 1


def _say(voice: int, **what: Any) -> None:
    os.write(voice, json.dumps(what).encode() + b"\n")  # one write below PIPE_BUF never mixes with another


def _fork(job: dict[str, Any]) -> int:
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        voice = os.dup(VOICE)
        log = os.open(job["log"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.dup2(log, 1)
        os.dup2(log, 2)
        if "dump_after" in job:
            faulthandler.dump_traceback_later(job["dump_after"], exit=False)
        ROLES[job["fork"]](job, lambda told: _say(voice, pid=os.getpid(), told=told))
        code = 0
    except BaseException:  # noqa: BLE001 - whatever it was stands in the child's log
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def _reap(children: set[int]) -> None:
    while children:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if pid == 0:
            return
        children.discard(pid)
        _say(VOICE, pid=pid, ended=os.waitstatus_to_exitcode(status), at=time.monotonic())


def main() -> None:
    """Serve until standard input ends, then end every child."""
    warm(*sys.argv[1:])
    gc.collect()
    gc.freeze()
    asleep, awake = os.pipe()
    os.set_blocking(awake, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(awake)
    children: set[int] = set()
    _say(VOICE, warm=True)
    rest = b""
    while True:
        ready, _, _ = select.select([0, asleep], [], [])
        if asleep in ready:
            os.read(asleep, 4096)
            _reap(children)
        if 0 not in ready:
            continue
        got = os.read(0, 65_536)
        if not got:
            break
        *lines, rest = (rest + got).split(b"\n")
        for line in lines:
            job = json.loads(line)
            if "kill" in job:
                if job["kill"] in children:
                    os.kill(job["kill"], signal.SIGKILL)
                continue
            pid = _fork(job)
            children.add(pid)
            _say(VOICE, id=job["id"], pid=pid)
    for pid in children:
        os.kill(pid, signal.SIGKILL)


if __name__ == "__main__":
    main()
