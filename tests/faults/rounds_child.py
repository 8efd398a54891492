"""One process of a run of rounds: it fires whatever is due at each instant that it is told, and says so.

python -m tests.faults.rounds_child URL FOLDER   < instants, a line each (ms)   > "done N" for each
"""

import sys
from datetime import datetime
from pathlib import Path

from rules.workdays import nationwide
from storage import clocks
from storage.engine import Store, Tx
from storage.files import Files
from workflow.desk import SHANGHAI, Desk, House
from workflow.notices import find_notices
from workflow.timers import TIMERS, Due

BATCH = 64


def fire(desk: Desk) -> int:
    """Carry out a batch of what is due, as the pump does; how many."""
    rows = clocks.take_due(desk.tx, now=desk.ms, limit=BATCH)
    for row in rows:
        if clocks.fired(desk.tx, row.id):
            TIMERS[row.kind](desk, Due(row.kind, row.subject, row.occasion, row.clock_id, row.fire_at))
    return len(rows)


def main(url: str, folder: str) -> None:
    """Run until there are no more instants."""
    find_notices()
    now = 0
    place = Path(folder)
    store = Store.open(url, folder=place, clock_ms=lambda: now)
    house = House(calendar=nationwide(), files=Files(place / "files"))

    def desk(tx: Tx) -> Desk:
        return Desk(tx, now=datetime.fromtimestamp(tx.now / 1000, SHANGHAI), house=house)

    for line in sys.stdin:
        now, fired = int(line), 0
        while True:
            due = store.read_now(clocks.next_due)
            if due is None or due > now:
                break
            fired += store.act_now(lambda tx: fire(desk(tx)))
        sys.stdout.write(f"done {fired}\n")
        sys.stdout.flush()
    store.close_now()


if __name__ == "__main__":
    main(*sys.argv[1:])
