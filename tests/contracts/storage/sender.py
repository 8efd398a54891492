"""A process that sends: claims, freezes, writes a line instead of a socket, marks sent; until nothing is left.

Lines: ``begin OWNER LANE ROW`` before and ``end OWNER LANE ROW`` after what stands for the sending.
"""

import os
import sys
import threading
from pathlib import Path

from storage import outbox
from storage.engine import Store

LEASE_MS = 400


def main(url: str, folder: str, log: str, owner: str, die_after: int) -> None:
    store = Store.open(url, folder=Path(folder), clock_ms=lambda: 1_770_598_800_000)
    handle = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    pause = threading.Event()
    begun = 0
    while store.read_now(
        lambda tx: tx.connection.execute(
            "SELECT count(*) FROM outbox WHERE state IN ('pending', 'sending', 'uncertain')"
        ).fetchone()[0]
    ):
        rows = store.act_now(lambda tx: outbox.claim(tx, owner, limit=3, lease_ms=LEASE_MS))
        if not rows:
            pause.wait(0.02)
        for row in rows:
            frozen = store.act_now(
                lambda tx, row=row: (
                    outbox.freeze(tx, row.id, payload=b"x", card="{}")
                    if row.payload is None
                    else outbox.resume(tx, row.id) is not None
                )
            )
            if not frozen:
                continue
            os.write(handle, f"begin {owner} {row.lane} {row.id}\n".encode())
            begun += 1
            if begun == die_after:
                os.kill(os.getpid(), 9)
            os.write(handle, f"end {owner} {row.lane} {row.id}\n".encode())
            store.act_now(lambda tx, row=row: outbox.sent(tx, row.id, message=str(row.id), owner=owner))
    store.close_now()


if __name__ == "__main__":
    main(*sys.argv[1:5], die_after=int(sys.argv[5]))
