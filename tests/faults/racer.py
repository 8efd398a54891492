"""A process of the races: it carries out the acts it is told, each at the moment it is told.

    python -m tests.faults.racer URL FOLDER

Lines in: a JSON list of ``verb``, ``seat`` (or ``item``) and ``by``. Lines out: what came of it, ``done`` or the
name of the refusal.
"""

import json
import sys
from datetime import datetime
from pathlib import Path

from rules.model import Verdict
from rules.workdays import Workdays
from scheduler.clock import SHANGHAI, from_ms, to_ms
from storage.engine import Store, Tx
from storage.files import Files
from workflow import review, submit
from workflow.desk import Desk, House, Refused
from workflow.notices import find_notices

NOW = datetime(2026, 2, 9, 9, 30, tzinfo=SHANGHAI)


def opened(url: str, folder: Path) -> tuple[Store, House]:
    """The house's store at one instant."""
    find_notices()
    folder.mkdir(parents=True, exist_ok=True)
    store = Store.open(url, folder=folder, clock_ms=lambda: to_ms(NOW))
    return store, House(calendar=Workdays(), files=Files(folder / "files"))


def act(desk: Desk, verb: str, subject: int, by: int) -> str:
    """One act. Raises Refused where it changes nothing."""
    match verb:
        case "withdraw":
            submit.withdraw(desk, subject, by=by)
        case "approve":
            review.decide(desk, f"seat:{subject}", by=by, verdict=Verdict.APPROVED)
        case "return":
            review.decide(desk, f"seat:{subject}", by=by, verdict=Verdict.RETURNED, reason="请核对日期")
    return "done"


def say(word: str) -> None:
    """One line to whoever leads the race."""
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def main(url: str, folder: str) -> None:
    store, house = opened(url, Path(folder))
    say("ready")
    for line in sys.stdin:
        verb, subject, by = json.loads(line)

        def carry(tx: Tx, verb: str = verb, subject: int = subject, by: int = by) -> str:
            return act(Desk(tx, now=from_ms(tx.now), house=house), verb, subject, by)

        try:
            said = store.act_now(carry)
        except Refused as refused:
            said = refused.code
        say(said)
    store.close_now()


if __name__ == "__main__":
    main(*sys.argv[1:])
